//! Lists that are no plain table: people side by side, below one another in several tables, and among other words.

use serde_json::json;

use crate::brought::site;
use crate::lists::outcomes;
use crate::reconcile::compare;
use crate::site::{Kind, administrator, kinds};
use crate::uploads::workbook;

const NOBODY: &str = "missing";

/// Lists that one person may bring.
const AN_HOUR: usize = 25;

const LISTS: [(&str, &[&str]); 76] = [
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
    ("钱某某 王五\n制表人：赵六\n吕布 已缴费", &[NOBODY, "wangwu", "lvbu"]),
    ("王五\n赵六\n吕布\n李四\n联系人,电话,邮箱", &["wangwu", "zhaoliu", "lvbu", "lisi"]),
    (
        "王五\n赵六\n吕布\n李四\n姓名,电话,邮箱\n褚高,34201234,chu@sjtu.edu.cn",
        &["wangwu", "zhaoliu", "lvbu", "lisi", "chu"],
    ),
    (
        "518021910003\t王五\tF2103\n518021910004\t赵六\tF2103\n填表人\t褚高\t邮箱\tchu@sjtu.edu.cn",
        &["wangwu", "zhaoliu"],
    ),
    ("姓名,学号\n王五,518021910003\n小计,1\n赵六,518021910004\n合计,2\n备注：无", &["wangwu", "zhaoliu"]),
    ("第1页 共2页\n王五\n赵六\n第2页 共2页\n吕布\n共3人", &["wangwu", "zhaoliu", "lvbu"]),
    ("学号,姓名\n518021910003,王五*\n518021910004,△赵六\n,吕布①", &["wangwu", "zhaoliu", "lvbu"]),
    ("518021910003 休学\n518021910004 已毕业\n00123 在读", &["wangwu", "zhaoliu", "lisi"]),
    ("518021910003 赵六\n518021910004 李四", &["other-name wangwu", "other-name zhaoliu"]),
    ("* name: 王五\n* name: 赵六", &["wangwu", "zhaoliu"]),
    (
        "姓名,开户行,账号\n王五,工行,6222021234567890123\n赵六,工行,6222021234567890124\n吕布,建行,6217001234567890125",
        &["wangwu", "zhaoliu", "lvbu"],
    ),
    (
        "姓名,邮箱\n王五,1@example.com\n赵六,zhaoliu@sjtu.edu.cn\n吕布,b@example.com",
        &["wangwu", "zhaoliu", "lvbu"],
    ),
    (
        "项目,负责人,负责人学号,成员1,成员1学号\n一,王五,518021910003,赵六,518021910004",
        &["wangwu", "zhaoliu"],
    ),
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
    ("姓名|王五\n学号|518021910003\n姓名|赵六\n学号|518021910004", &["wangwu", "zhaoliu"]),
    ("姓名,王五,学号,518021910003\n姓名,赵六,学号,518021910004", &["wangwu", "zhaoliu"]),
    (
        "姓名：\t王五\n学号：\t518021910003\n身份\t学生\n姓名：\t赵六\n学号：\t518021910004\n身份\t学生",
        &["wangwu", "zhaoliu"],
    ),
    ("518021910001-518021910003", &["zhangsan", "zhangsan2", "wangwu"]),
    ("518021910001-03", &["zhangsan", "zhangsan2", "wangwu"]),
    ("学号\n518021910001～003\n00123", &["zhangsan", "zhangsan2", "wangwu", "lisi"]),
    ("学号\n518021910003 至 518021910004\n00123", &["wangwu", "zhaoliu", "lisi"]),
    ("学号：518021910003～518021910005", &["wangwu", "zhaoliu", NOBODY]),
    ("599021910001-599021910004", &[NOBODY]),
    ("王五\t518021910003\t赵六\t518021910004\n吕布\t\t\t", &["wangwu", "zhaoliu", "lvbu"]),
    ("| 姓名 | 学号 |\n|---|:--:|\n| 王五 | 518021910003 |\n| 赵六 | 518021910004 |", &["wangwu", "zhaoliu"]),
    ("======\n王五\n赵六\n------", &["wangwu", "zhaoliu"]),
    ("\"518,021,910,003\"\n\"518,021,910,004\"", &["wangwu", "zhaoliu"]),
    ("No.1 王五\nNo.2 赵六\n№3 吕布", &["wangwu", "zhaoliu", "lvbu"]),
    (
        "姓名,,王五,性别,男\n学号,,518021910003,班级,\n姓名,,,性别,女\n学号,,518021910004,,",
        &["wangwu", "zhaoliu"],
    ),
    (
        "学号\t518021910003\t518021910004\t\n姓名\t王五\t赵六\t吕布\n班级\tF1\tF2\tF3",
        &["wangwu", "zhaoliu", "lvbu"],
    ),
    ("学号：518021910003、518021910004、00123", &["wangwu", "zhaoliu", "lisi"]),
    ("学号 518021910003,518021910004", &["wangwu", "zhaoliu"]),
    ("518021910003至518021910004、00123", &["wangwu", "zhaoliu", "lisi"]),
    ("学号：518021910003-04，00123", &["wangwu", "zhaoliu", "lisi"]),
    ("518021910001-518021910002、518021910003\n00123", &["zhangsan", "zhangsan2", "wangwu", "lisi"]),
    ("组\t学号\n一\t518021910003-04、00123\n二\t2099001", &["wangwu", "zhaoliu", "lisi", "wangduo"]),
    ("工号 00123 518021910003", &["lisi", "wangwu"]),
    ("姓名,王五,赵六", &["wangwu", "zhaoliu"]),
    ("姓名\t王五", &["wangwu"]),
    ("学号,518021910003,518021910004,00123", &["wangwu", "zhaoliu", "lisi"]),
    ("学号：518021910003，姓名：王五", &["wangwu"]),
    ("请王五、赵六、吕布三位同学明天来办公室", &["wangwu", "zhaoliu", "lvbu"]),
    ("请王五和赵六两位老师参加", &["wangwu", "zhaoliu"]),
    ("姓名,学号\n王五,#N/A\n赵六,#REF!", &["wangwu", "zhaoliu"]),
    ("Wang Wu\nZHAO LIU\nBu Lu\nQian Duo", &["missing wangwu", "missing zhaoliu", "missing lvbu", NOBODY]),
    ("Name,Class\nLiu Zhao,F2103\nZhang San,F2103", &["missing zhaoliu", "missing zhangsan zhangsan2"]),
    ("王五\n518021910003\n赵六\n518021910004", &["wangwu", "zhaoliu"]),
    ("姓名\n学号\n王五\n518021910003\n张三\n518021910002", &["wangwu", "zhangsan2"]),
    ("序号\n姓名\n学号\n1\n王五\n518021910003\n\n2\n张三\n518021910002", &["wangwu", "zhangsan2"]),
    ("姓名\n王五\n账号\nwangwu\n姓名\n赵六\n账号\nzhaoliu", &["wangwu", "zhaoliu"]),
    ("张三  518 021 910 002\n5180 2191 0003 王五", &["zhangsan2", "wangwu"]),
    (
        "wangwu:x:1000:100:王五:/users/wangwu:/bin/sh\nzhaoliu:x:1001:100:赵六:/users/zhaoliu:/bin/sh",
        &["wangwu", "zhaoliu"],
    ),
];

#[tokio::test]
async fn whoever_stands_in_a_list_is_found_or_told_however_it_is_laid_out() {
    for kind in kinds() {
        for part in LISTS.chunks(AN_HOUR) {
            let site = site(kind).await;
            let browser = site.signed_in(administrator()).await;
            for (pasted, expected) in part {
                let page = compare(&browser, pasted, None, "").await;
                assert_eq!(outcomes(&page), *expected, "{pasted}\n{}", page.text());
            }
        }
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        let page = compare(&browser, "Wang Wu\nzhao liu 999999999", None, "").await.text();
        assert!(page.contains("没有找到；读音相同的有"), "{page}");
        let page = compare(&browser, "王五", Some(("名单.csv", "姓名\n赵六\n".as_bytes())), "").await;
        assert!(page.status == 422 && page.text().contains("请只留一份"), "{}", page.text());
        assert!(page.body.contains("王五"), "what was pasted stays");
    }
}

/// Lists, and the columns in which there are people who were not looked for.
const LEFT_OUT: [(&str, &str); 5] = [
    ("组,负责人,成员\n一,王五,\"李四、吕布\"\n二,赵六,\"王多、褚高\"", "第 3 列里也有人"),
    (
        "导师,工号,指导学生\n王五,518021910003,\"李四、吕布\"\n赵六,518021910004,\"王多、褚高\"",
        "第 3 列里也有人",
    ),
    (
        "负责人学号,其他成员\n518021910003,\"李四/00123，吕布\"\n518021910004,\"王多/2099001\"",
        "第 2 列里也有人",
    ),
    ("日期,值班领导,值班员\n9月1日,王五,赵六\n9月2日,吕布,李四\n9月3日,王多,褚高", "第 3 列里也有人"),
    ("9月1日\t值班\t王五\t赵六\n9月2日\t值班\t吕布\t李四\n9月3日\t值班\t王多\t褚高", "第 4 列里也有人"),
];

#[tokio::test]
async fn people_who_were_not_looked_for_are_told() {
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    for (pasted, told) in LEFT_OUT {
        let page = compare(&browser, pasted, None, "").await;
        assert!(page.text().contains(told), "{pasted}\n{}", page.text());
    }
    let plain = compare(&browser, "姓名,班级,电话\n王五,F2103,34201234\n赵六,F2103,34201235", None, "").await;
    assert!(!plain.text().contains("里也有人"), "{}", plain.text());
}

#[tokio::test]
async fn an_account_that_is_called_as_a_heading_is_read() {
    let site = site(Kind::Sqlite).await;
    let school = json!({ "put": { "account": "school", "display_name": "学院公用", "guid": "G-school", "style": "team", "organization": "03000", "others": [] } });
    site.happen(school).await;
    site.sync().await;
    let browser = site.signed_in(administrator()).await;
    let page = compare(&browser, "wangwu\nschool\nstatus\nzhaoliu", None, "").await;
    assert_eq!(outcomes(&page), ["wangwu", "school", "zhaoliu"], "{}", page.text());
}

#[tokio::test]
async fn a_formula_that_was_never_calculated_is_named() {
    let rows = [
        r#"<c r="A1" t="str"><v>学号</v></c>"#,
        r#"<c r="A2" t="str"><v>518021910003</v></c>"#,
        r#"<c r="A3"><f>A2+1</f></c>"#,
        r#"<c r="A4"><f>A2+1</f><v>518021910004</v></c>"#,
        r#"<c r="A5" t="str"><f>IF(A2="","",A2)</f><v></v></c>"#,
    ];
    let rows = (1..).zip(rows).map(|(row, cell)| format!(r#"<row r="{row}">{cell}</row>"#));
    let rows = rows.collect::<Vec<_>>().concat();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let bytes =
        workbook(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>"#, &sheet);
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    let page = compare(&browser, "", Some(("名单.xlsx", &bytes)), "").await;
    assert_eq!(outcomes(&page), ["wangwu", "zhaoliu"], "{}", page.text());
    let told = page.text();
    assert!(told.contains("第 3 行") && told.contains("公式没有算出结果"), "{told}");
    assert!(!told.contains("第 5 行"), "an empty result is one: {told}");
}
