//! The accounts of a rule as a file: with the reason, since when, and who mends their data.

use model::attention::Check;
use model::audit::Recorded;

use crate::attention::total;
use crate::export::{detail, recorded, rows};
use crate::site::{Site, administrator, kinds, person, secretary};

#[tokio::test]
async fn the_accounts_of_a_rule_are_taken_away_with_reason_date_and_office() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_500).await;
        for browser in [site.signed_in(administrator()).await, site.signed_in(secretary()).await] {
            for check in [Check::NormalLapsed, Check::DocumentShared, Check::FrozenValid] {
                let rule = format!("/attention?check={}", check.code());
                let page = browser.look(&rule).await;
                let form = [("check", check.code()), ("format", "csv"), ("purpose", "毕业离校")];
                let file = rows(&browser.post("/attention/export", &form).await);
                assert_eq!(file.len(), total(&browser, &rule).await, "{rule}");
                let shown = page.text();
                for row in file.iter().take(20) {
                    let [.., why, _, since, office, _] = row.as_slice() else { panic!("{row:?}") };
                    assert!(
                        [why, since, office]
                            .iter()
                            .all(|told| !told.is_empty() && shown.contains(told.as_str())),
                        "{row:?}"
                    );
                }
                let entry = recorded(&site, "exported").await.remove(0);
                assert_eq!((detail(&entry, "what"), detail(&entry, "check")), ("attention", check.code()));
                let shown = recorded(&site, "searched").await;
                let is_list = |entry: &&Recorded| detail(entry, "what") != "set-aside";
                assert_eq!(shown.iter().filter(is_list).count(), shown.len(), "nothing else was shown");
            }
            let form = [("check", "normal-lapsed"), ("format", "csv"), ("recipient", "研究生院")];
            let refused = browser.submit("/attention/export", &form).await;
            assert!(refused.status == 422 && refused.text().contains("请填写用途"), "{}", refused.text());
            assert!(refused.body.contains("value=\"研究生院\""), "what was filled in stays");
        }
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let form = [("check", "normal-lapsed"), ("format", "csv"), ("purpose", "毕业离校")];
        assert_eq!(auditor.post("/attention/export", &form).await.status, 404, "auditors take nothing away");
    }
}
