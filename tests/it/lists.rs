//! Lists as people have them: every file of `lists/` is read as a person reads it.

use crate::brought::site;
use crate::reconcile::{compare, lines};
use crate::site::{administrator, kinds};

/// What became of the lines: the account that one was matched with, or what it became and the accounts named.
fn outcomes(page: &crate::browser::Page) -> Vec<String> {
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
