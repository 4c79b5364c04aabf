//! The account API's records, turned into our model: the one mapping between its values and ours.

use std::time::Instant;

use jaccount::record::{AccountRecord, RelationRecord};
use jaccount::{AccountQuery, ServiceError};
use tracing::Instrument as _;
use tracing::field::Empty;

use super::metrics;
use super::traces::TRACES;
use model::account::{Account, Document, Expiry, Organization, Relation, Sensitive};
use model::date::parse_date_time;
use model::identity_type::IdentityType;
use model::status::Status;

/// The account API, answering in accounts.
#[derive(Debug)]
pub struct AccountApi(jaccount::AccountApi);

/// One answer.
#[derive(Debug)]
pub struct Records {
    pub accounts: Vec<Account>,
    /// How many records the answer held, with those that could not be read.
    pub received: u32,
    /// Which of these no account with a name can be made of, counted from 0.
    pub unnamed: Vec<u32>,
    /// How many there are, here or in all, as far as the answer says so: a hint.
    pub total: Option<u64>,
}

impl AccountApi {
    pub fn new(api: jaccount::AccountApi) -> Self {
        Self(api)
    }

    /// The records that match, after the first `skip` of them, at most `count` (and at most [`jaccount::MAX_RECORDS`]).
    ///
    /// # Errors
    /// The service gave no usable answer, also after what could pass was tried again.
    pub async fn fetch(&self, query: &AccountQuery, skip: u32, count: u32) -> Result<Records, ServiceError> {
        let started = Instant::now();
        let trace = tracing::info_span!(target: TRACES, "account API", otel.kind = "client", otel.status_code = Empty);
        let answer = self.0.fetch(query, skip, count).instrument(trace.clone()).await;
        if answer.is_err() {
            trace.record("otel.status_code", "ERROR");
        }
        metrics::count_upstream_call(&answer, started.elapsed());
        let page = answer?;
        let accounts = page.records.into_iter().map(account).collect();
        Ok(Records { accounts, received: page.received, unnamed: page.unnamed, total: page.total })
    }
}

/// Codes that are not known stay as they are.
pub fn account(record: AccountRecord) -> Account {
    let has_relation_marks = record.relations.iter().flatten().any(|relation| relation.is_deleted.is_some());
    Account {
        name: record.name,
        guid: record.guid,
        display_name: record.display_name,
        status: record.status.as_deref().map(Status::from_wire),
        expiry: record.expiry.as_deref().map(Expiry::from_wire),
        identity_type: record.identity_type.map(IdentityType::from_account_api),
        number: record.number,
        document: Document { kind: record.document_kind, number: record.document_number.map(Sensitive::new) },
        telephone: record.telephone.map(Sensitive::new),
        email: record.email.map(Sensitive::new),
        organization: Organization { id: record.organization_id, name: record.organization_name },
        updated_at: record.updated_at.as_deref().and_then(parse_date_time),
        relations: record.relations.map(|relations| relations.into_iter().map(relation).collect()),
        has_relation_marks,
    }
}

fn relation(record: RelationRecord) -> Relation {
    Relation {
        key: 0,
        identity_type: record.identity_type.map(IdentityType::from_account_api),
        number: record.number,
        expiry: record.expiry.as_deref().map(Expiry::from_wire),
        document: Document { kind: record.document_kind, number: record.document_number.map(Sensitive::new) },
        organization: Organization { id: record.organization_id, name: record.organization_name },
        deleted: record.is_deleted.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use time::macros::{date, datetime};

    fn read(record: Value) -> Option<Account> {
        AccountRecord::read(&serde_json::value::to_raw_value(&record).unwrap()).map(account)
    }

    #[test]
    fn the_documented_example_is_read() {
        let account = read(json!({
            "accountNo": "zhangsan", "guid": "28A42245-7435-499C-B2B7-xxxxxxx", "displayName": "张三", "accountStatus": "正常",
            "identityExpireDate": "2023-07-31", "userStyle": "faculty", "userId": "xxxxx", "cardType": "01", "cardNo": "99010119920311xxxx",
            "telephone": "", "email": "testprofile@sjtu.edu.cn", "topOrganizeId": "40100", "topOrganizeName": "网络信息中心",
            "timestamp": "2022-08-19 00:00:00",
            "relationList": [{
                "userStyle": "faculty", "userId": "xxxxx", "expireDate": "2023-07-31", "cardType": "01", "cardNo": "99010119920311xxxx",
                "topOrganizeId": "40100", "topOrganizeName": "网络信息中心", "scbj": "N"
            }]
        }))
        .unwrap();
        assert_eq!(account.name.as_deref(), Some("zhangsan"));
        assert_eq!(account.status, Some(Status::Active));
        assert_eq!(account.expiry, Some(Expiry::On(date!(2023 - 07 - 31))));
        assert_eq!(account.updated_at, Some(datetime!(2022-08-19 0:00)));
        assert_eq!(account.telephone, None);
        assert_eq!(account.relations().len(), 1);
        assert!(!account.relations()[0].deleted);
    }

    #[test]
    fn unknown_codes_and_odd_types_survive() {
        let account = read(json!({
            "userStyle": "visiting_scholar", "cardType": "99", "accountStatus": "注销", "userId": 60123, "identityExpireDate": "长期", "extra": {},
            "relationList": [{ "scbj": "Y" }, { "userStyle": 7 }, "no relation", null, []],
        }))
        .unwrap();
        assert_eq!(account.identity_type.as_ref().map(IdentityType::code), Some("visiting_scholar"));
        assert_eq!(account.document.kind.as_deref(), Some("99"));
        assert_eq!(account.status, Some(Status::Other("注销".into())));
        assert_eq!(account.number.as_deref(), Some("60123"));
        assert_eq!(account.expiry, Some(Expiry::Unreadable("长期".into())));
        assert_eq!(
            account.relations().iter().map(|relation| relation.deleted).collect::<Vec<_>>(),
            [true, false]
        );
    }
}
