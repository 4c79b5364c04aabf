//! A question to the list, in words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::language::Language;
use super::{codes, replica};
use model::date::format_date;
use model::filter::AccountFilter;
use model::filter::criteria::Criterion;
use model::typed_row::TypedWords;

/// What a criterion is about, and its value.
pub fn words(
    language: Language,
    criterion: &Criterion,
    organizations: &BTreeMap<String, String>,
) -> (Cow<'static, str>, String) {
    let (t, d) = (language.texts(), language.replica_texts());
    let not = |asked: &Criterion| {
        let (kind, value) = words(language, asked, organizations);
        ((t.chip_not)(&kind).into(), value)
    };
    let (kind, value) = match criterion {
        Criterion::NotOrganization(id) => return not(&Criterion::Organization(id.clone())),
        Criterion::NotStatus(status) => return not(&Criterion::Status(status.clone())),
        Criterion::NotIdentityType(style) => return not(&Criterion::IdentityType(style.clone())),
        Criterion::Text(text) => (t.chip_text, text.clone()),
        Criterion::Organization(id) => {
            (t.filter_organization, codes::organization(language, id, organizations))
        }
        Criterion::Status(status) => (t.filter_status, codes::status(language, status)),
        Criterion::IdentityType(identity_type) => {
            (t.filter_identity_type, codes::identity_type(language, identity_type))
        }
        Criterion::Expiry(window) => (d.filter_expiry, replica::expiry_window(language, *window)),
        Criterion::Check(check) => {
            (language.attention().title, super::attention::check(language, *check).to_owned())
        }
        Criterion::HasDeleted => (d.filter_other, d.filter_deleted.to_owned()),
        Criterion::Gone => (d.filter_other, d.filter_gone.to_owned()),
        Criterion::AsOf(day) => (d.as_of, format_date(*day)),
        Criterion::Holding(holding) => {
            let organization =
                holding.organization.as_ref().map(|id| codes::organization(language, id, organizations));
            let identity_type =
                holding.identity_type.as_ref().map(|code| codes::identity_type(language, code));
            let valid = holding.valid.then(|| d.holding_valid.to_owned());
            let expires =
                holding.expires.map(|window| (d.holding_expires)(&replica::expiry_window(language, window)));
            let is_last = holding.is_last.then(|| d.holding_last.to_owned());
            let words = [identity_type, organization, valid, expires, is_last]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            (if holding.none { d.holding_none } else { d.holding_any }, words)
        }
        Criterion::AnyOf(row) => {
            let one = |asked: &AccountFilter| sentence(language, asked, organizations);
            (t.chip_any_of, row.iter().map(one).collect::<Vec<_>>().join(t.chip_or))
        }
        Criterion::Only(count) => (d.filter_other, (d.picked)(*count)),
        Criterion::Refused(name, value) => (t.chip_refused, format!("{name}={value}")),
        Criterion::UpdatedSince(date) => (t.filter_updated, format!("≥ {}", format_date(*date))),
    };
    (kind.into(), value)
}

/// The words that conditions are typed with.
pub fn typed_words(language: Language) -> &'static TypedWords {
    match language {
        Language::Chinese => &TypedWords::CHINESE,
        Language::English => &TypedWords::ENGLISH,
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
        let says_it_alone = kind == language.replica_texts().filter_other;
        if says_it_alone { value } else { format!("{kind} {value}") }
    };
    criteria.iter().map(word).collect::<Vec<_>>().join(language.export().and)
}
