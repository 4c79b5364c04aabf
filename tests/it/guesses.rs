//! Numbers of people cannot be guessed: not from what masks show, and not by asking.

use time::Duration;

use crate::browser::Browser;
use crate::reconcile::{compare, lines, text};
use crate::site::{Kind, Site, administrator, kinds, person};

/// ID numbers of a region that nobody has.
fn guesses(from: usize, count: usize) -> Vec<String> {
    (from..from + count).map(|at| format!("31010119990101{at:04}")).collect()
}

async fn look_up(browser: &Browser, number: &str) -> u16 {
    browser.submit("/accounts", &[("q", number)]).await.status.as_u16()
}

#[tokio::test]
async fn what_finds_nobody_counts_for_the_day_wherever_it_is_asked() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let upstream = site.upstream().await;
        let known = upstream
            .iter()
            .find(|record| text(record, "cardNo").len() == 18 && text(record, "telephone").len() == 11)
            .unwrap();
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let admin = site.signed_in(administrator()).await;
        site.pass_midnight();
        for (at, guess) in guesses(0, 12).iter().enumerate() {
            assert_eq!(look_up(&auditor, guess).await, 200, "{at}");
            assert_eq!(look_up(&auditor, text(known, "cardNo")).await, 200, "what is found costs nothing");
            site.pass(Duration::minutes(1));
        }
        assert_eq!(
            look_up(&auditor, "10099990001").await,
            200,
            "a telephone number counts as well: 17 are left"
        );
        let page = compare(&auditor, &guesses(100, 12).join("\n"), None, "").await;
        assert_eq!(lines(&page).len(), 12, "and those of a list: 5 are left");
        let list = format!("{}\n{}", text(known, "cardNo"), guesses(200, 6).join("\n"));
        let refused = compare(&auditor, &list, None, "").await;
        assert!(
            refused.status == 422 && refused.text().contains("查不到的证件号码过多"),
            "{}",
            refused.text()
        );
        assert!(!refused.body.contains(text(known, "accountNo")), "nothing is told of what was found");
        assert_eq!(look_up(&auditor, &guesses(300, 1)[0]).await, 429, "a refusal costs, too");
        assert_eq!(
            look_up(&auditor, text(known, "cardNo")).await,
            429,
            "what would be found and what would not are told alike"
        );
        assert_eq!(look_up(&auditor, text(known, "telephone")).await, 429);
        let page = auditor.post("/accounts", &[("q", text(known, "cardNo"))]).await;
        page.assert_problem(429, "今天不能再按号码查找");
        assert_eq!(
            auditor.post("/accounts", &[("q", "张")]).await.status,
            303,
            "names are searched as before"
        );

        // Kept in the database: another instance, or a start anew, knows of it.
        let log = admin.look("/admin/audit?who=zhaoshenji&action=limit-reached").await.text();
        assert_eq!(log.matches("上限：没有结果的号码").count(), 1, "{log}");
        let lists = admin.look("/admin/audit?who=zhaoshenji&action=reconciled").await.text();
        assert!(lists.contains("没有结果的证件号：6") && lists.contains("被拒绝：是"), "{lists}");
        for guess in guesses(400, 35) {
            assert_ne!(look_up(&admin, &guess).await, 500);
        }
        assert_eq!(
            compare(&admin, &guesses(0, 501).join("\n"), None, "").await.status,
            200,
            "who may read numbers has no need to try"
        );
        site.pass(Duration::hours(24));
        assert_eq!(look_up(&auditor, &guesses(500, 1)[0]).await, 200, "another day");
    }
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_as_few_as_one_after_the_other() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    let auditor = site.signed_in(person("zhaoshenji")).await;
    for _ in 0..2 {
        let page = compare(&auditor, &guesses(0, 14).join("\n"), None, "").await;
        assert_eq!(page.status, 200);
        // The same sent again at once would be the same.
        site.pass(Duration::seconds(11));
    }
    let tries = guesses(50, 8);
    let asked = tries.iter().map(|guess| look_up(&auditor, guess));
    let answered = futures_util::future::join_all(asked).await;
    assert_eq!(answered.iter().filter(|status| **status == 200).count(), 2, "{answered:?}");
}

#[tokio::test]
async fn who_may_not_read_a_number_sees_less_of_it() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    let upstream = site.upstream().await;
    let known = upstream
        .iter()
        .find(|record| record["cardType"] == "01" && text(record, "telephone").len() == 11)
        .unwrap();
    let (number, telephone) = (text(known, "cardNo"), text(known, "telephone"));
    let path = format!("/accounts/{}", text(known, "accountNo"));
    let stars = "*".repeat(15);
    let short = format!("{}{stars}{}", &number[..2], &number[17..]);
    let long = format!("{}{}{}", &number[..3], "*".repeat(11), &number[14..]);
    let auditor = site.signed_in(person("zhaoshenji")).await.look(&path).await.body;
    // Beside its stars: three or four digits alone stand on any page, in a revision or a link.
    assert!(auditor.contains(&short));
    assert!(!auditor.contains(&format!("{}*", &number[..3])));
    assert!(!auditor.contains(&format!("*{}", &number[14..])));
    assert!(auditor.contains(&format!("*********{}", &telephone[9..])));
    assert!(!auditor.contains(&format!("*{}", &telephone[7..])));
    let admin = site.signed_in(administrator()).await.look(&path).await;
    assert!(
        admin.body.contains(&long)
            && admin.body.contains(&format!("{}****{}", &telephone[..3], &telephone[7..]))
    );
}
