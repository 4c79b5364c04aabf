//! Lists as people have them: every file of `lists/` is read as a person reads it.

use crate::brought::site;
use crate::export::{detail, export, recorded, rows};
use crate::reconcile::{compare, lines, text};
use crate::site::{Kind, Site, administrator, kinds, secretary};

/// What became of the lines: the account that one was matched with, or what it became and the accounts named.
pub fn outcomes(page: &crate::browser::Page) -> Vec<String> {
    let outcome = |(_, kind, accounts): (_, String, Vec<String>)| match kind.as_str() {
        "matched" => accounts.join(" "),
        _ => format!("{kind} {}", accounts.join(" ")).trim().to_owned(),
    };
    lines(page).into_iter().map(outcome).collect()
}

const THREE: &[&str] = &["zhangsan", "wangwu", "zhaoliu"];
const TWO: &[&str] = &["zhangsan", "wangwu"];

/// Name and content, what becomes of the lines, and what the page says of how it was read.
type File = (&'static str, &'static [u8], &'static [&'static str], &'static [&'static str]);

const FILES: [File; 21] = [
    (
        "title-above.csv",
        include_bytes!("lists/title-above.csv"),
        THREE,
        &["按第 2 列“学号”查找", "标题在第 3 行", "读入 3 行，文件中有内容的共 6 行"],
    ),
    (
        "header-in-two-rows.xlsx",
        include_bytes!("lists/header-in-two-rows.xlsx"),
        THREE,
        &["工作表“名单”", "按第 2 列“学号”查找", "标题在第 2 行"],
    ),
    ("heading-1.csv", include_bytes!("lists/heading-1.csv"), THREE, &["按第 2 列"]),
    ("heading-2.csv", include_bytes!("lists/heading-2.csv"), THREE, &["按第 2 列"]),
    ("heading-3.csv", include_bytes!("lists/heading-3.csv"), THREE, &["按第 2 列"]),
    ("heading-4.csv", include_bytes!("lists/heading-4.csv"), THREE, &["按第 2 列"]),
    ("heading-5.csv", include_bytes!("lists/heading-5.csv"), THREE, &["按第 2 列“student_id”"]),
    ("heading-6.csv", include_bytes!("lists/heading-6.csv"), THREE, &["按第 2 列“Student No.”"]),
    ("one-line.txt", include_bytes!("lists/one-line.txt"), &["zhangsan", "lisi", "wangwu"], &["读入 3 行"]),
    ("fullwidth-commas.csv", include_bytes!("lists/fullwidth-commas.csv"), TWO, &["以，分隔"]),
    (
        "stray-quote.csv",
        include_bytes!("lists/stray-quote.csv"),
        &["zhangsan", "wangwu", "zhaoliu", "lisi"],
        &["第 4 行", "引号没有成对", "读入 4 行"],
    ),
    ("text-formula.csv", include_bytes!("lists/text-formula.csv"), &["zhangsan", "lisi"], &[]),
    ("float.csv", include_bytes!("lists/float.csv"), TWO, &[]),
    ("number-format.xlsx", include_bytes!("lists/number-format.xlsx"), &["lisi"], &["00123 · 李四"]),
    (
        "scientific.csv",
        include_bytes!("lists/scientific.csv"),
        &["ambiguous"],
        &["Excel 截去了这个号码的数字"],
    ),
    ("dates.xlsx", include_bytes!("lists/dates.xlsx"), &["zhangsan"], &["2000-03-15 · 2026-09-01 08:30"]),
    (
        "notes-sheet-first.xlsx",
        include_bytes!("lists/notes-sheet-first.xlsx"),
        THREE,
        &["工作表“名单”", "说明"],
    ),
    (
        "bordered-empty-columns.xlsx",
        include_bytes!("lists/bordered-empty-columns.xlsx"),
        THREE,
        &["第 3 列 备注"],
    ),
    ("sep-line.csv", include_bytes!("lists/sep-line.csv"), TWO, &["标题在第 2 行", "以;分隔"]),
    (
        "one-bad-byte.csv",
        include_bytes!("lists/one-bad-byte.csv"),
        THREE,
        &["第 2 行", "有损坏的字符", "UTF-8"],
    ),
    (
        "ids-as-typed.csv",
        include_bytes!("lists/ids-as-typed.csv"),
        &["lisi", "zhangsan", "wangwu", "zhaoliu"],
        &["按第 1 列“身份证号”"],
    ),
];

#[tokio::test]
async fn every_list_is_read_as_a_person_reads_it() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for (name, content, expected, said) in FILES {
            let page = compare(&browser, "", Some((name, content)), "").await;
            let found = outcomes(&page);
            let starts = found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected));
            assert!(found.len() == expected.len() && starts, "{name}: {found:?}\n{}", page.text());
            for words in said {
                assert!(page.text().contains(words), "{name}: {words}\n{}", page.text());
            }
        }
        let page =
            compare(&browser, "", Some(("html-table.xls", include_bytes!("lists/html-table.xls"))), "").await;
        assert!(page.status == 422 && page.text().contains("这其实是一个网页"), "{}", page.text());

        let page = compare(&browser, "", Some(("names.csv", include_bytes!("lists/names.csv"))), "").await;
        let found = outcomes(&page);
        assert_eq!(found[0], "abdu");
        assert!(found[1..4].iter().all(|line| line == "duplicate abdu"), "{found:?}");
        assert!(found[4].starts_with("ambiguous") && found[4].contains("zhangsan"), "{found:?}");
        assert_eq!(found[5..7], ["laowang", "zoe"]);
        assert!(found[7].contains("wangwu"), "{found:?}");
        assert!(page.text().contains("与第 2 行相同"));
    }
}

#[tokio::test]
async fn number_and_name_speak_together_and_a_candidate_can_be_chosen() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        let list = "学号,姓名\n518021910001,张三\n518021910003,赵六\n518021910004,Zhao Liu\n,李四\n518021910999,王五\n518021910001,张*\n,张三\n518021910004,赵六（班长）\n";
        let page = compare(&browser, list, None, "").await;
        let found = outcomes(&page);
        assert_eq!(
            found[..4],
            ["zhangsan", "other-name wangwu", "zhaoliu", "lisi"],
            "by the number, and by the name where there is none: {found:?}"
        );
        assert!(found[4].starts_with("missing") && found[4].contains("wangwu"), "{found:?}");
        assert_eq!(found[5], "duplicate zhangsan");
        assert!(found[6].starts_with("ambiguous") && found[6].contains("zhangsan2"), "{found:?}");
        assert_eq!(found[7], "duplicate zhaoliu");
        let said = page.text();
        for words in ["没有找到这个号码；同名的有", "号码相符，姓名不同", "与第 2 行相同", "与第 4 行相同"]
        {
            assert!(said.contains(words), "{words}: {said}");
        }
        let path = page.url.path().to_owned();
        let choose = |line: &'static str, account: &'static str| {
            let path = format!("{path}/choose");
            let form = [("line", line), ("account", account), ("show", ""), ("page", "0")];
            let browser = &browser;
            async move { browser.post_owned(path, &form).await }
        };
        assert_eq!(choose("6", "zhangsan2").await.status, 303);
        assert_eq!(choose("1", "wangwu").await.status, 303);
        assert_eq!(choose("6", "zhaoliu").await.status, 400, "none of the candidates");
        assert_eq!(choose("99", "zhaoliu").await.status, 400, "no such line");
        let found = outcomes(&browser.look(&path).await);
        assert_eq!((found[6].as_str(), found[1].as_str()), ("zhangsan2", "wangwu"), "it is kept");
        let csv = browser
            .post_owned(
                format!("{path}/export"),
                &[("format", "csv"), ("purpose", "名单核对"), ("show", "matched")],
            )
            .await;
        assert!(csv.body.contains("zhangsan2") && !csv.body.contains("同名"), "{}", csv.body);
        assert!(
            csv.body
                .lines()
                .any(|line| line.contains("zhangsan2") && line.trim_end().ends_with(",人工选定,8")),
            "with how it was found, and its line: {}",
            csv.body
        );

        assert_eq!(choose("6", "zhangsan").await.status, 303, "another one instead");
        assert_eq!(outcomes(&browser.look(&path).await)[6], "duplicate zhangsan");
        assert_eq!(choose("6", "").await.status, 303, "nobody any more");
        let found = outcomes(&browser.look(&path).await);
        assert!(found[6].starts_with("ambiguous") && found[6].contains("zhangsan2"), "{found:?}");
    }
}

#[tokio::test]
async fn an_account_is_found_beside_the_name_of_its_person_in_one_value() {
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    let page =
        compare(&browser, "张三 zhangsan\nzhaoliu，赵六\n李四 wangwu\n李四\n账号 zhangsan\n", None, "").await;
    assert_eq!(
        outcomes(&page),
        ["zhangsan", "zhaoliu", "other-name wangwu", "lisi", "duplicate zhangsan"],
        "and is told where it is somebody else's"
    );
}

#[tokio::test]
async fn zeros_that_a_spreadsheet_cut_off_are_put_back() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        let page = compare(&browser, "工号,姓名\n123,李四\n00123,李四\n123,王五\n23,李四\n", None, "").await;
        let found = outcomes(&page);
        assert_eq!(found[..3], ["lisi", "duplicate lisi", "other-name lisi"], "{found:?}");
        assert_eq!(found[3], "missing lisi", "two digits rather count something: {found:?}");
        assert_eq!(page.text().matches("表格去掉了号码开头的 0").count(), 2, "{}", page.text());
    }
}

#[tokio::test]
async fn the_column_and_the_sheet_can_be_changed_without_bringing_the_list_again() {
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    let page = compare(&browser, "", Some(("名单.csv", include_bytes!("lists/title-above.csv"))), "").await;
    let path = page.url.path().to_owned();
    let read = |fields: &'static [(&'static str, &'static str)]| {
        let (browser, path) = (&browser, path.clone());
        async move {
            let answer = browser.post_owned(format!("{path}/read"), fields).await;
            browser.follow(answer).await
        }
    };
    let by_id = read(&[("sheet", "0"), ("of_sheet", "0"), ("column", "7")]).await;
    assert_eq!(by_id.url.path(), path, "in the place of what it was");
    assert!(by_id.text().contains("按第 7 列“身份证号”查找") && by_id.text().contains("名单.csv"));
    assert_eq!(outcomes(&by_id), THREE);
    let by_class = read(&[("sheet", "0"), ("of_sheet", "0"), ("column", "6")]).await;
    assert!(by_class.text().contains("名单可能没有读对"), "{}", by_class.text());
    assert_eq!(outcomes(&read(&[("column", "")]).await), THREE, "found out again");
    assert_eq!(browser.post_owned(format!("{path}/read"), &[("column", "x")]).await.status, 400);

    let notes = include_bytes!("lists/notes-sheet-first.xlsx");
    let page = compare(&browser, "", Some(("名单.xlsx", notes)), "").await;
    let path = page.url.path().to_owned();
    let answer = browser
        .post_owned(format!("{path}/read"), &[("sheet", "0"), ("of_sheet", "1"), ("column", "1")])
        .await;
    let other = browser.follow(answer).await;
    assert!(other.text().contains("工作表“说明”"), "{}", other.text());
    assert!(browser.look("/reconcile").await.text().contains("名单.xlsx"));
}

#[tokio::test]
async fn no_line_is_a_heading_where_somebody_says_so() {
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    for (pasted, all, headed) in [
        ("张三丰\n518021910001\n518021910003", ["missing", "zhangsan", "wangwu"], 1),
        ("王五\n账号\n518021910001\n518021910003", ["wangwu", "missing", "zhangsan"], 2),
    ] {
        let page = compare(&browser, pasted, None, "").await;
        assert!(page.text().contains(&format!("标题在第 {headed} 行")), "{}", page.text());
        let path = page.url.path().to_owned();
        let plain = browser.submit(&format!("{path}/read"), &[("headings", "none"), ("column", "")]).await;
        assert!(plain.text().contains("没有标题行 ·"), "{}", plain.text());
        assert!(outcomes(&plain).starts_with(&all.map(str::to_owned)), "{:?}", outcomes(&plain));
        let headings = browser.submit(&format!("{path}/read"), &[("headings", ""), ("column", "")]).await;
        assert_eq!(outcomes(&headings), outcomes(&page), "{pasted}");
    }
}

#[tokio::test]
async fn several_people_between_signs_are_no_heading_and_each_is_looked_for() {
    let site = site(Kind::Sqlite).await;
    let browser = site.signed_in(administrator()).await;
    let page = compare(&browser, "王五、Zoë Brück、没有此人\n赵六 518021910004", None, "").await;
    assert_eq!(outcomes(&page), ["wangwu", "zoe", "missing", "zhaoliu"], "{}", page.text());
}

#[tokio::test]
async fn who_is_not_on_the_list_is_told_in_scope_and_in_a_view() {
    let site = site(Kind::Sqlite).await;
    let (secretary, admin) = (site.signed_in(secretary()).await, site.signed_in(administrator()).await);
    let total = |page: &crate::browser::Page| -> usize {
        let shown = page.body.split("class=\"total\">").nth(1).unwrap().split('<').next().unwrap();
        shown.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    let all = total(&admin.look("/accounts").await);
    let page = compare(&admin, "账号\nzhangsan\nwangwu\nnobody\n", None, "").await;
    let path = format!("{}/absent", page.url.path());
    let absent = admin.look(&path).await;
    assert_eq!(total(&absent), all - 2);
    let csv = admin.post(&path, &[("format", "csv"), ("purpose", "名单核对")]).await;
    let names: Vec<String> = rows(&csv).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(names.len(), all - 2);
    assert!(
        !names.iter().any(|name| name == "zhangsan") && names.iter().any(|name| name == "lisi"),
        "{names:?}"
    );
    let exported = recorded(&site, "exported").await;
    assert_eq!(
        (detail(&exported[0], "what"), detail(&exported[0], "rows")),
        ("absent", (all - 2).to_string().as_str())
    );
    assert_eq!(detail(&exported[0], "masked"), "nothing");
    let viewed = &recorded(&site, "searched").await[0];
    assert_eq!((detail(viewed, "what"), detail(viewed, "total")), ("absent", (all - 2).to_string().as_str()));
    assert!(admin.look(&format!("{path}?page=1")).await.body.contains("rel=\"prev\""));
    let saved = admin.post("/views", &[("name", "叫张三的"), ("query", "q=张三")]).await;
    assert_eq!(saved.status, 303);
    let views = admin.look(&path).await.body;
    let option = views.split("叫张三的").next().unwrap().rsplit("value=\"").next().unwrap();
    let view = option.split('"').next().unwrap();
    let within = admin.look(&format!("{path}?view={view}")).await;
    assert!(within.body.contains("/accounts/zhangsan2") && !within.body.contains("/accounts/zhangsan\""));
    admin.look(&format!("{path}?view=99999")).await.assert_problem(404, "没有");

    let picked = "only=zhangsan&only=lisi&only=limishu";
    let begin = admin.look(&format!("/reconcile?{picked}")).await;
    assert!(begin.text().contains("所选的 3 个账号"), "{}", begin.text());
    let earlier = format!("{path}?within=only%3Dzhangsan%26only%3Dlisi%26only%3Dlimishu");
    assert!(begin.body.contains(&format!("href=\"{earlier}\"")), "{}", begin.body);
    let of_picked = admin.look(&earlier).await;
    assert_eq!(total(&of_picked), 2, "of the picked accounts, those that are not on the list");
    let file = [("format", "csv"), ("purpose", "名单核对"), ("within", picked)];
    assert_eq!(rows(&admin.post(&path, &file).await).len(), 2);
    let brought = [("pasted", "lisi"), ("within", picked)];
    let answer = admin.upload("/reconcile", &brought, None).await;
    let answer = admin.follow(answer).await;
    assert!(answer.url.path().ends_with("/absent") && total(&answer) == 2, "{}", answer.url);
    let refused = admin.upload("/reconcile", &[("pasted", ""), ("within", picked)], None).await;
    let refused = admin.follow(refused).await;
    assert!(refused.status == 422 && refused.text().contains("所选的 3 个账号"), "{}", refused.text());

    let scoped = total(&secretary.look("/accounts").await);
    let page = compare(&secretary, "zhangsan\n", None, "").await;
    let absent = secretary.look(&format!("{}/absent", page.url.path())).await;
    assert_eq!(total(&absent), scoped - 1, "nobody from outside the scope");
    admin.look(&format!("{}/absent", page.url.path())).await.assert_problem(404, "没有");
}

#[tokio::test]
async fn what_was_exported_here_is_read_back_whole() {
    let site = site(Kind::Sqlite).await;
    for (account, name) in
        [("odd-1", "-rf"), ("odd-2", "=cmd|x"), ("odd-3", "@SUM(1)"), ("odd-4", "'quoted"), ("odd-5", "+1")]
    {
        let person = serde_json::json!({ "account": account, "display_name": name, "style": "faculty", "organization": "03000" });
        site.happen(serde_json::json!({ "put": person })).await;
    }
    site.pass(time::Duration::minutes(6));
    site.sync().await;
    let browser = site.signed_in(administrator()).await;
    for (format, name) in [("csv", "账号.csv"), ("xlsx", "账号.xlsx"), ("jsonl", "账号.jsonl")] {
        let file = export(&browser, "q=odd", format, &["name", "account", "organization"], &[]).await;
        let page = compare(&browser, "", Some((name, &file.bytes)), "").await;
        let mut found = outcomes(&page);
        found.sort();
        assert_eq!(found, ["odd-1", "odd-2", "odd-3", "odd-4", "odd-5"], "{format}: {}", page.text());
    }
    let named = compare(&browser, "姓名\n-rf\n'-rf\n=cmd|x\n'=cmd|x\n'quoted\n", None, "").await;
    assert_eq!(outcomes(&named), ["odd-1", "duplicate odd-1", "odd-2", "duplicate odd-2", "odd-4"]);
}

#[tokio::test]
async fn what_is_left_of_a_number_can_speak_against_a_name() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let upstream = site.upstream().await;
        let is_meant = |record: &&serde_json::Value| {
            let (name, number) = (text(record, "displayName"), text(record, "userId"));
            number.len() == 12
                && upstream.iter().filter(|other| text(other, "displayName") == name).count() == 1
        };
        let somebody = upstream.iter().find(is_meant).unwrap();
        let (name, number) = (text(somebody, "displayName"), text(somebody, "userId"));
        let cut = |number: &str| format!("{}.{}E+11", &number[..1], &number[1..6]);
        let other = number.replace(&number[1..3], if &number[1..3] == "77" { "66" } else { "77" });
        let browser = site.signed_in(administrator()).await;
        for (cell, is_found) in [(cut(number), true), (cut(&other), false)] {
            let page = compare(&browser, &format!("姓名,学号\n{name},{cell}"), None, "").await;
            assert_eq!(lines(&page)[0].1 == "matched", is_found, "{cell}: {}", page.text());
        }
    }
}

#[tokio::test]
async fn a_number_decides_and_the_name_beside_it_is_compared_however_both_are_written() {
    for kind in kinds() {
        let site = site(kind).await;
        let browser = site.signed_in(administrator()).await;
        for list in [
            "张三\t518021910001\n李四\t518021910003\n王五\t519999999999\n赵六\t518021910004\n",
            "518021910001,张三\n518021910003,李四\n519999999999,王五\n518021910004,赵六\n",
            "1,张三,518021910001\n2,李四,518021910003\n3,王五,519999999999\n4,赵六,518021910004\n",
            "张三 518021910001\n李四 518021910003\n王五 519999999999\n赵六 518021910004\n",
            "张三（518021910001）\n李四（518021910003）\n王五（519999999999）\n赵六（518021910004）\n",
            "张三518021910001\n李四518021910003\n王五519999999999\n赵六518021910004\n",
        ] {
            let found = outcomes(&compare(&browser, list, None, "").await);
            let expected = ["zhangsan", "other-name wangwu", "missing wangwu", "zhaoliu"];
            assert_eq!(found, expected, "{kind:?} {list}");
        }
    }
}
