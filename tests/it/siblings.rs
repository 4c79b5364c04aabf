//! Several accounts of one person.

use serde_json::{Value, json};

use crate::site::{Site, administrator, kinds, secretary};

const GUID: &str = "7A0C1E52-0009-4B6E-9D11-5A3F00000009";

fn put(account: &str, guid: &str, organization: &str, others: &Value) -> Value {
    json!({ "put": { "account": account, "guid": guid, "display_name": "双号", "style": "faculty", "organization": organization, "others": others } })
}

#[tokio::test]
async fn accounts_of_one_person_stand_together_within_scope() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let (none, student) = (json!([]), json!([["student", "516000000001", "2028-07-31"]]));
        for event in [
            put("first-of-two", GUID, "03000", &none),
            put("second-of-two", &GUID.to_ascii_lowercase(), "03000", &none),
            put("third-with-more", GUID, "03000", &student),
            put("far-away", GUID, "05000", &none),
            put("somebody-else", "", "03000", &none),
            put("without-guid", "", "03000", &none),
        ] {
            site.happen(event).await;
        }
        site.pass(time::Duration::minutes(6));
        site.sync().await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        assert!(!admin.look("/admin/audit").await.text().contains("GUID"));
        let (of_admin, of_secretary) = (
            admin.look("/accounts/first-of-two").await.text(),
            secretary.look("/accounts/first-of-two").await.text(),
        );
        assert!(of_admin.contains("同一人的其他账号（3）") && of_admin.contains("far-away"), "{of_admin}");
        assert!(of_secretary.contains("同一人的其他账号（2）"), "who is out of scope is not even counted");
        assert!(!of_secretary.contains("far-away"));
        assert_eq!(of_secretary.matches("身份与本账号相同").count(), 1, "one has more identities");
        assert!(of_secretary.contains("516000000001"));
        let alone = admin.look("/accounts/somebody-else").await.text();
        assert!(!alone.contains("同一人"), "having no GUID is nothing that two accounts share");
        let today = site.app.clock.today();
        let past = admin.look(&format!("/accounts/first-of-two?asof={today}")).await.text();
        assert!(!past.contains("同一人"), "of the past only this account is known as it was");
        let audit = admin.look("/admin/audit").await.text();
        assert!(audit.contains("GUID"), "that they were shown is recorded: {audit}");
    }
}
