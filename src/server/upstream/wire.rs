//! The account API's JSON, turned into our model: the one place that knows the contract's field names.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use model::account::{Account, Document, Expiry, Organization, Relation, Sensitive};
use model::date::parse_date_time;
use model::identity_type::IdentityType;
use model::status::Status;

/// A record of `/v1/account/info`; every field can be missing, null, empty or of another type than documented.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AccountWire<'a> {
    #[serde(deserialize_with = "text")]
    account_no: Option<String>,
    #[serde(deserialize_with = "text")]
    guid: Option<String>,
    #[serde(deserialize_with = "text")]
    display_name: Option<String>,
    #[serde(deserialize_with = "text")]
    account_status: Option<String>,
    #[serde(deserialize_with = "text")]
    identity_expire_date: Option<String>,
    #[serde(deserialize_with = "text")]
    user_style: Option<String>,
    #[serde(deserialize_with = "text")]
    user_id: Option<String>,
    #[serde(deserialize_with = "text")]
    card_type: Option<String>,
    #[serde(deserialize_with = "text")]
    card_no: Option<String>,
    #[serde(deserialize_with = "text")]
    telephone: Option<String>,
    #[serde(deserialize_with = "text")]
    email: Option<String>,
    #[serde(deserialize_with = "text")]
    top_organize_id: Option<String>,
    #[serde(deserialize_with = "text")]
    top_organize_name: Option<String>,
    #[serde(deserialize_with = "text")]
    timestamp: Option<String>,
    #[serde(borrow)]
    relation_list: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RelationWire {
    #[serde(deserialize_with = "text")]
    user_style: Option<String>,
    #[serde(deserialize_with = "text")]
    user_id: Option<String>,
    #[serde(deserialize_with = "text")]
    expire_date: Option<String>,
    #[serde(deserialize_with = "text")]
    card_type: Option<String>,
    #[serde(deserialize_with = "text")]
    card_no: Option<String>,
    #[serde(deserialize_with = "text")]
    top_organize_id: Option<String>,
    #[serde(deserialize_with = "text")]
    top_organize_name: Option<String>,
    #[serde(deserialize_with = "text")]
    scbj: Option<String>,
}

/// Reads one record; `None` where it is no object at all.
pub fn account(record: &RawValue) -> Option<Account> {
    let wire: AccountWire = object(record)?;
    let relations = wire.relation_list.and_then(relations);
    let has_relation_marks = relations.iter().flatten().any(|relation| relation.scbj.is_some());
    Some(Account {
        name: wire.account_no,
        guid: wire.guid,
        display_name: wire.display_name,
        status: wire.account_status.as_deref().map(Status::from_wire),
        expiry: wire.identity_expire_date.as_deref().map(Expiry::from_wire),
        identity_type: wire.user_style.map(IdentityType::from_account_api),
        number: wire.user_id,
        document: Document { kind: wire.card_type, number: wire.card_no.map(Sensitive::new) },
        telephone: wire.telephone.map(Sensitive::new),
        email: wire.email.map(Sensitive::new),
        organization: Organization { id: wire.top_organize_id, name: wire.top_organize_name },
        updated_at: wire.timestamp.as_deref().and_then(parse_date_time),
        relations: relations.map(|relations| relations.into_iter().map(relation).collect()),
        has_relation_marks,
    })
}

fn object<'a, T: Deserialize<'a>>(written: &'a RawValue) -> Option<T> {
    // An array would be read as well, by position.
    if written.get().starts_with('{') { serde_json::from_str(written.get()).ok() } else { None }
}

fn relations(written: &RawValue) -> Option<Vec<RelationWire>> {
    let records: Vec<&RawValue> = serde_json::from_str(written.get()).ok()?;
    Some(records.into_iter().filter_map(object).collect())
}

fn relation(wire: RelationWire) -> Relation {
    Relation {
        key: 0,
        identity_type: wire.user_style.map(IdentityType::from_account_api),
        number: wire.user_id,
        expiry: wire.expire_date.as_deref().map(Expiry::from_wire),
        document: Document { kind: wire.card_type, number: wire.card_no.map(Sensitive::new) },
        organization: Organization { id: wire.top_organize_id, name: wire.top_organize_name },
        deleted: wire.scbj.is_some_and(|mark| mark.eq_ignore_ascii_case("Y")),
    }
}

/// A text field: numbers and truth values as they are written; null, empty and structured values as missing.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) if text.trim().len() == text.len() => Some(text),
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use time::macros::{date, datetime};

    fn read(record: Value) -> Option<Account> {
        account(&serde_json::value::to_raw_value(&record).unwrap())
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
    fn an_empty_record_is_an_account_of_unknowns() {
        assert_eq!(read(json!({})), Some(Account::default()));
        assert_eq!(read(json!({ "displayName": null, "userId": "", "relationList": null })), Some(Account::default()));
        assert_eq!(read(json!("text")), None);
        assert_eq!(read(json!([])), None);
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
        assert_eq!(account.relations().iter().map(|relation| relation.deleted).collect::<Vec<_>>(), [true, false]);
    }

    fn json_values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 32, 6, |inner| {
            let names = prop::sample::select(vec!["accountNo", "relationList", "userStyle", "scbj", "timestamp", "cardNo", "other"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((names, inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_object_is_an_account(value in json_values()) {
            let is_object = value.is_object();
            prop_assert_eq!(read(value).is_some(), is_object);
        }
    }
}
