//! A question to the list, in words.

use std::collections::BTreeMap;

use super::language::Language;
use super::{codes, replica};
use model::date::format_date;
use model::filter::{AccountFilter, Criterion};

/// What a criterion is about, and its value.
pub fn words(
    language: Language,
    criterion: &Criterion,
    organizations: &BTreeMap<String, String>,
) -> (&'static str, String) {
    let (t, d) = (language.texts(), language.replica_texts());
    match criterion {
        Criterion::Text(text) => (t.chip_text, text.clone()),
        Criterion::Organization(id) => (
            t.filter_organization,
            organizations.get(id).filter(|name| !name.is_empty()).unwrap_or(id).clone(),
        ),
        Criterion::Status(status) => (t.filter_status, codes::status(language, status)),
        Criterion::IdentityType(identity_type) => {
            (t.filter_identity_type, codes::identity_type(language, identity_type))
        }
        Criterion::Expiry(window) => (d.filter_expiry, replica::expiry_window(language, *window)),
        Criterion::HasDeleted => (d.filter_other, d.filter_deleted.to_owned()),
        Criterion::Gone => (d.filter_other, d.filter_gone.to_owned()),
        Criterion::AsOf(day) => (d.as_of, format_date(*day)),
        Criterion::Holding(holding) => {
            let organization = holding
                .organization
                .as_ref()
                .map(|id| organizations.get(id).filter(|name| !name.is_empty()).unwrap_or(id).clone());
            let identity_type =
                holding.identity_type.as_ref().map(|code| codes::identity_type(language, code));
            let valid = holding.valid.then(|| d.holding_valid.to_owned());
            let words =
                [identity_type, organization, valid].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            (if holding.none { d.holding_none } else { d.holding_any }, words)
        }
        Criterion::Only(count) => (d.filter_other, (d.picked)(*count)),
        Criterion::Refused(name, value) => (t.chip_refused, format!("{name}={value}")),
        Criterion::UpdatedSince(date) => (t.filter_updated, format!("≥ {}", format_date(*date))),
    }
}

/// The whole question in a sentence.
pub fn sentence(
    language: Language,
    filter: &AccountFilter,
    organizations: &BTreeMap<String, String>,
) -> String {
    let criteria = filter.criteria();
    if criteria.is_empty() {
        return language.export().everyone.to_owned();
    }
    let word = |criterion: &Criterion| {
        let (kind, value) = words(language, criterion, organizations);
        format!("{kind} {value}")
    };
    criteria.iter().map(word).collect::<Vec<_>>().join(language.export().and)
}
