//! Rows of a list come from the index; they look as those of the database do.

use model::account::{Account, Expiry};
use serde_json::json;
use store::accounts::{StoredAccount, Which, list};
use time::Duration;

use crate::site::{Site, administrator, kinds};
use model::scope::Scope;

/// What the columns of the index tell of an account.
fn listed(account: &Account) -> Account {
    Account {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        number: account.number.clone(),
        identity_type: account.identity_type.clone(),
        organization: account.organization.clone(),
        status: account.status.clone(),
        expiry: account.expiry.clone(),
        updated_at: account.updated_at,
        ..Account::default()
    }
}

async fn all(site: &Site) -> Vec<StoredAccount> {
    let ids: Vec<i64> = (1..2_000).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        found.extend(list(&site.app.db, &Scope::All, Which::Ids(ids)).await.unwrap());
    }
    found
}

#[tokio::test]
async fn the_index_tells_what_the_database_holds_or_that_it_does_not_know() {
    for kind in kinds() {
        let site = Site::replica(kind, 1_000).await;
        for (account, name, number) in [
            ("CamelCase", "Anna O’Neil", "A-007"),
            ("odd-name", "  阿布都热合曼·买买提 ", "０１２３"),
            ("long-name", &"名".repeat(150), "1"),
            ("no-name", "", ""),
            ("zhang-fan", "張\u{202e}繁", "7"),
        ] {
            let person = json!({ "account": account, "display_name": name, "number": number, "style": "faculty", "organization": "03000" });
            site.happen(json!({ "put": person })).await;
        }
        for (account, expire_date) in
            [("odd-name", "soon"), ("no-name", "0001-01-01"), ("long-name", "9999-12-31")]
        {
            site.happen(json!({ "change": { "account": account, "expire_date": expire_date } })).await;
        }
        for seed in 0..3_u64 {
            site.happen(json!({ "random": { "seed": seed, "count": 100 } })).await;
            site.pass(Duration::hours(25));
            site.sync().await;
        }
        let stored = all(&site).await;
        assert!(stored.len() > 1_000 && stored.iter().any(|stored| stored.gone_at.is_some()));
        let ids: Vec<i64> = stored.iter().map(|stored| stored.id).collect();
        let rows = site.app.index.index().rows(&ids);
        let (mut untold, mut unreadable) = (0, 0);
        for (stored, row) in stored.iter().zip(rows) {
            match row {
                Some(row) => {
                    unreadable += usize::from(matches!(row.expiry, Some(Expiry::Unreadable(_))));
                    assert_eq!(row, listed(&stored.account));
                }
                None => untold += 1,
            }
        }
        assert!(untold > 0, "some numbers are written otherwise");
        assert!(unreadable > 0, "dates that are none are told as they are");
        assert!(untold * 10 < stored.len(), "{untold} of {} have to be read from the database", stored.len());
        assert!(site.app.index.index().rows(&[0, -1, 99_999, i64::MAX]).iter().all(Option::is_none));
    }
}

#[tokio::test]
async fn what_the_index_does_not_tell_stands_in_the_list_all_the_same() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let person = json!({ "account": "CamelCase", "display_name": "Anna O’Neil", "number": "０１２３", "style": "faculty", "organization": "03000" });
        site.happen(json!({ "put": person })).await;
        site.happen(json!({ "change": { "account": "CamelCase", "expire_date": "soon" } })).await;
        site.sync().await;
        let browser = site.signed_in(administrator()).await;
        let page = browser.look("/accounts?q=camelcase").await;
        for text in ["CamelCase", "Anna O’Neil", "０１２３", "soon", "电子信息与电气工程学院"]
        {
            assert!(page.text().contains(text), "{text}: {}", page.text());
        }
        // A masked number is shown where its column is, and nothing of it is read where it is not.
        let page = browser.look("/accounts?q=limishu&cols=account,document-number,identities").await;
        assert!(page.body.contains("****"), "{}", page.text());
    }
}
