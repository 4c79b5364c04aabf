//! Records of the account API (contract, section 2): the one place that knows its field names.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A record of `/v1/account/info`. Every field can be missing: access is granted per field. Texts are trimmed, and empty ones missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountRecord {
    /// `accountNo`: the jAccount name.
    pub name: Option<String>,
    /// Of the natural person; absent on group accounts.
    pub guid: Option<String>,
    pub display_name: Option<String>,
    /// `accountStatus`.
    pub status: Option<String>,
    /// `identityExpireDate`, of the default identity.
    pub expiry: Option<String>,
    /// `userStyle`, of the default identity.
    pub identity_type: Option<String>,
    /// `userId`: student or staff number of the default identity.
    pub number: Option<String>,
    /// `cardType`.
    pub document_kind: Option<String>,
    /// `cardNo`.
    pub document_number: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
    /// `topOrganizeId`, of the default identity.
    pub organization_id: Option<String>,
    /// `topOrganizeName`.
    pub organization_name: Option<String>,
    /// `timestamp`: when the record was last changed, in Shanghai.
    pub updated_at: Option<String>,
    /// `relationList`; `None` where it was not sent.
    pub relations: Option<Vec<RelationRecord>>,
}

/// One identity of an account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RelationRecord {
    /// `userStyle`.
    pub identity_type: Option<String>,
    /// `userId`.
    pub number: Option<String>,
    /// `expireDate`.
    pub expiry: Option<String>,
    /// `cardType`.
    pub document_kind: Option<String>,
    /// `cardNo`.
    pub document_number: Option<String>,
    /// `topOrganizeId`.
    pub organization_id: Option<String>,
    /// `topOrganizeName`.
    pub organization_name: Option<String>,
    /// `scbj`, whether it is deleted; some answers lack the mark.
    pub is_deleted: Option<bool>,
}

impl AccountRecord {
    /// Reads one entity; `None` where it is no object at all.
    pub fn read(entity: &RawValue) -> Option<Self> {
        let wire: AccountWire = object(entity)?;
        Some(Self {
            name: wire.account_no,
            guid: wire.guid,
            display_name: wire.display_name,
            status: wire.account_status,
            expiry: wire.identity_expire_date,
            identity_type: wire.user_style,
            number: wire.user_id,
            document_kind: wire.card_type,
            document_number: wire.card_no,
            telephone: wire.telephone,
            email: wire.email,
            organization_id: wire.top_organize_id,
            organization_name: wire.top_organize_name,
            updated_at: wire.timestamp,
            relations: wire.relation_list.and_then(relations),
        })
    }
}

/// Shows nothing of the person.
impl fmt::Debug for AccountRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRecord").finish_non_exhaustive()
    }
}

/// Shows nothing of the person.
impl fmt::Debug for RelationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelationRecord").finish_non_exhaustive()
    }
}

/// Every field can be missing, null, empty or of another type than documented.
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

fn object<'a, T: Deserialize<'a>>(written: &'a RawValue) -> Option<T> {
    // An array would be read as well, by position.
    if written.get().starts_with('{') { serde_json::from_str(written.get()).ok() } else { None }
}

fn relations(written: &RawValue) -> Option<Vec<RelationRecord>> {
    let records: Vec<&RawValue> = serde_json::from_str(written.get()).ok()?;
    Some(records.into_iter().filter_map(object).map(relation).collect())
}

fn relation(wire: RelationWire) -> RelationRecord {
    RelationRecord {
        identity_type: wire.user_style,
        number: wire.user_id,
        expiry: wire.expire_date,
        document_kind: wire.card_type,
        document_number: wire.card_no,
        organization_id: wire.top_organize_id,
        organization_name: wire.top_organize_name,
        is_deleted: wire.scbj.map(|mark| mark.eq_ignore_ascii_case("Y")),
    }
}

/// A text field: numbers and truth values as they are written; null, empty and structured values as missing.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
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

    fn read(record: Value) -> Option<AccountRecord> {
        AccountRecord::read(&serde_json::value::to_raw_value(&record).unwrap())
    }

    #[test]
    fn an_empty_record_is_an_account_of_unknowns() {
        let nothing = Some(AccountRecord::default());
        assert!(
            read(json!({})) == nothing
                && read(json!({ "displayName": null, "userId": "", "relationList": null })) == nothing
        );
        assert!(read(json!("text")).is_none() && read(json!([])).is_none());
    }

    #[test]
    fn odd_types_survive() {
        let record = read(json!({
            "userId": 60123, "displayName": " 张三 ", "extra": {}, "cardNo": {},
            "relationList": [{ "scbj": "y" }, { "userStyle": 7, "scbj": "N" }, "no relation", null, [], {}],
        }))
        .unwrap();
        assert_eq!(
            (record.number.as_deref(), record.display_name.as_deref(), record.document_number.as_deref()),
            (Some("60123"), Some("张三"), None)
        );
        let relations = record.relations.unwrap();
        assert_eq!(
            relations.iter().map(|relation| relation.is_deleted).collect::<Vec<_>>(),
            [Some(true), Some(false), None]
        );
        assert_eq!(relations[1].identity_type.as_deref(), Some("7"));
    }

    #[test]
    fn debug_output_shows_nobody() {
        let record =
            read(json!({ "accountNo": "zhangsan", "relationList": [{ "userId": "60123" }] })).unwrap();
        assert_eq!(
            format!("{record:?} {:?}", record.relations),
            "AccountRecord { .. } Some([RelationRecord { .. }])"
        );
    }

    fn json_values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 32, 6, |inner| {
            let names = prop::sample::select(vec![
                "accountNo",
                "relationList",
                "userStyle",
                "scbj",
                "timestamp",
                "cardNo",
                "other",
            ]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((names, inner), 0..6).prop_map(|pairs| Value::Object(
                    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
                )),
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
