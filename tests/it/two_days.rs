//! A question at two days: as the lists of these days say.

use std::collections::BTreeSet;

use jaccount_admin::server::accounts::Past;
use model::collation::Collation;
use model::date::format_date;
use model::filter::AccountFilter;
use model::scope::Scope;
use serde_json::json;
use store::accounts::{Which, list};
use time::{Date, Duration};

use crate::browser::Page;
use crate::export::rows;
use crate::overview::total;
use crate::site::{Kind, Site, administrator, kinds, secretary};

/// Who stood on the list at the end of a day, of those who are in scope now.
async fn on(site: &Site, scope: &Scope, question: &str, day: Date) -> BTreeSet<String> {
    let question = AccountFilter::parse(question).0;
    let past = Past::at(&site.app, scope, day).await.unwrap();
    let then = site.app.calendar_on(day);
    let ids = past.index.all(past.within.as_ref(), &question, then, &Collation::default());
    let mut names = BTreeSet::new();
    for ids in ids.chunks(500) {
        let stored = list(&site.app.db, scope, Which::Ids(ids)).await.unwrap();
        names.extend(stored.into_iter().filter_map(|stored| stored.account.name));
    }
    names
}

/// Who is named below a heading that begins so, and the number in it.
fn section(page: &Page, heading: &str) -> (usize, BTreeSet<String>) {
    let begin =
        page.body.split(&format!("<h2>{heading}（")).nth(1).unwrap_or_else(|| panic!("{}", page.text()));
    let number = begin.split('）').next().unwrap().replace(',', "").parse().unwrap();
    let rows =
        begin.split("</section>").next().unwrap().split("<th scope=\"row\"><a href=\"/accounts/").skip(1);
    (number, rows.map(|row| row.split('"').next().unwrap().to_owned()).collect())
}

/// Where the link below a heading leads: to the list of those it names.
fn list_below(page: &Page, heading: &str) -> String {
    let begin = page.body.split(&format!("<h2>{heading}（")).nth(1).unwrap();
    let section = begin.split("</section>").next().unwrap();
    let link = section.split("<a href=\"/accounts?").last().unwrap().split('"').next().unwrap();
    format!("/accounts?{}", link.replace("&amp;", "&"))
}

#[tokio::test]
async fn who_came_and_left_is_the_difference_of_the_lists_of_two_days() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let browsers = [
            (site.signed_in(administrator()).await, Scope::All),
            (site.signed_in(secretary()).await, Scope::Organizations(["03000".to_owned()].into())),
        ];
        let first = site.app.clock.today();
        for seed in 0..6_u64 {
            site.happen(json!({ "random": { "seed": seed, "count": 40 } })).await;
            site.pass(Duration::hours(25));
            site.sync().await;
        }
        let today = site.app.clock.today();
        let day = |after: i64| first + Duration::days(after);
        for (browser, scope) in &browsers {
            for question in [
                "",
                "status=正常",
                "style=student&expires=90d",
                "holds=any&holds-valid=yes",
                "check=normal-lapsed",
                "q=w",
            ] {
                for (from, until) in [(day(0), today), (day(1), day(4)), (day(3), day(5))] {
                    let path = format!(
                        "/compare?{question}&from={}&until={}",
                        format_date(from),
                        format_date(until)
                    );
                    let page = browser.look(&path).await;
                    let what = format!("{kind:?} {path}");
                    assert_eq!(page.status, 200, "{what}");
                    let (before, after) =
                        (on(&site, scope, question, from).await, on(&site, scope, question, until).await);
                    for (heading, expected) in [
                        ("加入", after.difference(&before).cloned().collect::<BTreeSet<_>>()),
                        ("离开", before.difference(&after).cloned().collect()),
                    ] {
                        let (number, names) = section(&page, heading);
                        assert_eq!((number, &names), (expected.len(), &expected), "{what} {heading}");
                        if number > 0 {
                            let path = list_below(&page, heading);
                            let found = total(&browser.look(&path).await);
                            assert_eq!(found, number, "{what} {heading}: {path}");
                        }
                    }
                    let (_, changed) = section(&page, "仍在，有变化");
                    assert!(
                        changed.iter().all(|name| before.contains(name) && after.contains(name)),
                        "{what}"
                    );
                    for (day, count) in [(from, before.len()), (until, after.len())] {
                        let day = format_date(day);
                        let mark = format!("{day} · 账号数: {count}");
                        assert!(count == 0 || page.text().contains(&mark), "{what}: {mark}");
                    }
                }
            }
        }
        for (browser, scope) in &browsers {
            let (from, until) = (format_date(day(0)), format_date(today));
            let page = browser.look(&format!("/compare?status=正常&from={from}&until={until}")).await;
            let fields = [
                ("status", "正常"),
                ("from", &*from),
                ("until", &*until),
                ("format", "csv"),
                ("purpose", "每周核对"),
            ];
            let file = browser.post("/compare", &fields).await;
            let rows = rows(&file);
            for heading in ["加入", "离开", "仍在，有变化"] {
                let named: BTreeSet<String> =
                    rows.iter().filter(|row| row[0] == heading).map(|row| row[1].clone()).collect();
                assert_eq!(named, section(&page, heading).1, "{kind:?} {scope:?} {heading}");
            }
            assert!(rows.iter().any(|row| row[8].contains(" → ")), "what changed: {}", file.body);
            let moved = rows.iter().filter(|row| row[0] == "加入" || row[0] == "离开");
            assert!(moved.clone().count() > 0 || *scope != Scope::All);
            assert!(moved.clone().all(|row| row[6] == "正常"), "as on the day of the list: {}", file.body);
            let without_purpose = [&fields[..4], &[("recipient", "某处")]].concat();
            let refused = browser.submit("/compare", &without_purpose).await;
            assert!(refused.text().contains("请填写用途"), "{}", refused.text());
            assert_eq!(
                section(&refused, "加入"),
                section(&page, "加入"),
                "the same question at the same days"
            );
            assert!(refused.body.contains(r#"value="某处""#), "what was filled in stays");
        }
        let page = browsers[0].0.look("/compare").await;
        let (_, changed) = section(&page, "仍在，有变化");
        let (came, _) = section(&page, "加入");
        assert!(!changed.is_empty() && came > 0, "{}", page.text());
    }
}

#[tokio::test]
async fn what_cannot_be_compared_is_said() {
    let site = Site::replica(Kind::Sqlite, 60).await;
    let browser = site.signed_in(administrator()).await;
    let first = format_date(site.app.clock.today());
    site.pass(Duration::hours(25));
    site.sync().await;
    let today = format_date(site.app.clock.today());
    let says = async |path: &str, what: &str| {
        let page = browser.look(path).await;
        assert!(page.status == 200 && page.text().contains(what), "{path}: {}", page.text());
        assert!(!page.body.contains("加入（"), "{path}");
    };
    says(&format!("/compare?from={today}&until={first}"), "第一天要早于第二天").await;
    says(&format!("/compare?updated=2026-01-01&from={first}&until={today}"), "不能对比").await;
    says(&format!("/compare?check=document-shared&from={first}&until={today}"), "不能对比").await;
    says(&format!("/compare?from=2020-01-01&until={today}"), &format!("只能对比 {first} 至 {today}")).await;
    let unread = browser.look("/compare?from=nothing&until=nothing").await.text();
    assert!(unread.contains("from") && unread.contains("until"), "{unread}");
    let list = browser.look("/accounts?status=正常").await;
    assert!(list.body.contains("/compare?status="), "the list leads there");
}
