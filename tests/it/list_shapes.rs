//! Lists that are no plain table: people side by side, below one another in several tables, and among other words.

use crate::brought::site;
use crate::lists::outcomes;
use crate::reconcile::compare;
use crate::site::{administrator, kinds};

const NOBODY: &str = "missing";

const LISTS: [(&str, &[&str]); 26] = [
    (
        "姓名\t学号\t姓名\t学号\n王五\t518021910003\t赵六\t518021910004\n吕布\t\t\t",
        &["wangwu", "zhaoliu", "lvbu"],
    ),
    (
        "序号\t姓名\t学号\t序号\t姓名\t学号\n1\t王五\t518021910003\t2\t赵六\t518021910004",
        &["wangwu", "zhaoliu"],
    ),
    (
        "队名\t队长姓名\t队长学号\t队员1姓名\t队员1学号\n一队\t王五\t518021910003\t赵六\t518021910004",
        &["wangwu", "zhaoliu"],
    ),
    ("姓名\t姓名\n王五\t赵六\n吕布\t褚高", &["wangwu", "zhaoliu", "lvbu", "chu"]),
    (
        "计算机系\t王五\t赵六\t吕布\n自动化系\t李四\t王多\t褚高",
        &["wangwu", "zhaoliu", "lvbu", "lisi", "wangduo", "chu"],
    ),
    (
        "小组\t组长\t组员1\t组员2\n第一组\t王五\t赵六\t吕布\n第二组\t李四\t王多\t褚高",
        &["wangwu", "zhaoliu", "lvbu", "lisi", "wangduo", "chu"],
    ),
    ("王五 518021910003, 赵六 518021910004\n吕布 lvbu, 李四 00123", &["wangwu", "zhaoliu", "lvbu", "lisi"]),
    ("学号,姓名\n518021910003,王五\n\n姓名,班级,学号\n赵六,F2103,518021910004", &["wangwu", "zhaoliu"]),
    ("吕布\n王五\n账号：zhaoliu\n李四", &["lvbu", "wangwu", "zhaoliu", "lisi"]),
    ("邮箱：wangwu@sjtu.edu.cn\n邮箱：zhaoliu@sjtu.edu.cn", &["wangwu", "zhaoliu"]),
    (
        "组长：王五\n赵六主任\n一、吕布\n@李四\n王多 计算机系\n褚高，女，1990年生",
        &["wangwu", "zhaoliu", "lvbu", "lisi", "wangduo", "chu"],
    ),
    ("王五 138-1234-5678\n赵六13812345678\n吕布 +86 138 1234 5678", &["wangwu", "zhaoliu", "lvbu"]),
    ("王五 <wangwu@sjtu.edu.cn>\n\"赵六\" <zhaoliu@sjtu.edu.cn>", &["wangwu", "zhaoliu"]),
    ("王五和赵六\n吕布 & 李四\n王多·褚高", &["wangwu", "zhaoliu", "lvbu", "lisi", "wangduo", "chu"]),
    ("@王五 @赵六 @吕布 请三位确认", &["wangwu", "zhaoliu", "lvbu"]),
    ("1、王五 2、赵六 3、吕布", &["wangwu", "zhaoliu", "lvbu"]),
    ("1.518021910003\n2、518021910004", &["wangwu", "zhaoliu"]),
    ("('wangwu','zhaoliu','lvbu')", &["wangwu", "zhaoliu", "lvbu"]),
    ("钱某某 王五\n制表人：赵六\n吕布 已缴费", &[NOBODY, "wangwu", NOBODY, "lvbu"]),
    ("编号,姓名\n518021910003,赵六\n518021910004,王五\n2099001,吕布", &["zhaoliu", "wangwu", "lvbu"]),
    (
        "学籍号,学号,姓名\n518021910004,518021910003,王五\n518021910003,518021910004,赵六",
        &["wangwu", "zhaoliu"],
    ),
    ("姓,名,班级\n王,五,F2103\n赵,六,F2103", &["wangwu", "zhaoliu"]),
    (
        "系\t成员\t\t\n计算机\t王五\t赵六\t吕布\n自动化\t李四\t王多\t褚高",
        &["wangwu", "zhaoliu", "lvbu", "lisi", "wangduo", "chu"],
    ),
    ("Brück, Zoë\nBruck, Zoe", &["zoe", "duplicate zoe"]),
    ("组别\t人数\t成员\n第一组\t2\t王五、赵六\n第二组\t1\t吕布", &["wangwu", "zhaoliu", "lvbu"]),
    ("姓名,学号\n王五,无\n赵六,待定", &["wangwu", "zhaoliu"]),
];

#[tokio::test]
async fn whoever_stands_in_a_list_is_found_or_told_however_it_is_laid_out() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for (at, (pasted, expected)) in LISTS.iter().enumerate() {
            let page = compare(&browser, pasted, None, "").await;
            assert_eq!(outcomes(&page), *expected, "{at}: {pasted}\n{}", page.text());
        }
        let page = compare(&browser, "王五", Some(("名单.csv", "姓名\n赵六\n".as_bytes())), "").await;
        assert!(page.status == 422 && page.text().contains("请只留一份"), "{}", page.text());
        assert!(page.body.contains("王五"), "what was pasted stays");
    }
}
