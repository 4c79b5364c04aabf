//! Grants as their table and their file tell them: whether they are in force, where they come from, when they were used.

use time::Date;

use super::access::{Names, OrganizationNames, days, person, rights, scope, subject};
use super::language::Language;
use model::date::{format_date, format_date_time, from_unix};
use model::rights::{Others, Place, PlacedGrant};

/// Whether a grant gives rights on a day, and why not.
pub fn state(language: Language, placed: &PlacedGrant, names: &Names, today: Date) -> String {
    let a = language.access();
    match (&placed.place, placed.grant.from, placed.grant.until) {
        (Place::Database { withdrawn: Some((who, at)), .. }, ..) => {
            (a.withdrawn_by)(&person(language, who, names), &format_date_time(from_unix(*at)))
        }
        (_, Some(from), _) if from > today => format!("{} · {}", a.coming, format_date(from)),
        (_, _, Some(until)) if until < today => a.over.to_owned(),
        _ => a.in_force.to_owned(),
    }
}

/// When somebody last signed in with a grant; that is not recorded of one that the configuration holds.
pub fn last_used(language: Language, placed: &PlacedGrant) -> Option<String> {
    let a = language.access();
    match &placed.place {
        Place::Configuration => Some(a.use_not_recorded.to_owned()),
        Place::Database { last_used_at: None, .. } => Some(a.never_used.to_owned()),
        Place::Database { last_used_at: Some(at), .. } => {
            Some((a.last_used)(&format_date(from_unix(*at).date())))
        }
    }
}

/// Who last said that a grant is still needed.
pub fn reviewed(language: Language, placed: &PlacedGrant, names: &Names) -> Option<String> {
    match &placed.place {
        Place::Database { reviewed: Some((who, at)), .. } => Some((language.access().reviewed_by)(
            &person(language, who, names),
            &format_date(from_unix(*at).date()),
        )),
        _ => None,
    }
}

/// What has to be looked at of a grant in force. `now`: seconds since 1970.
pub fn flags(language: Language, placed: &PlacedGrant, now: i64, today: Date) -> String {
    let a = language.access();
    let flags = [(placed.is_unused(now), a.unused), (placed.is_review_due(now), a.review_due)];
    let flags = flags.into_iter().filter(|(is, _)| *is && placed.is_in_force(today)).map(|(_, flag)| flag);
    flags.collect::<Vec<_>>().join(a.list_separator)
}

/// Headings of the file of grants.
pub fn export_headings(language: Language) -> [&'static str; 9] {
    let a = language.access();
    [
        a.column_for,
        a.column_role,
        a.column_scope,
        a.column_days,
        a.column_state,
        a.column_origin,
        a.column_last_used,
        a.column_reviewed,
        a.column_flags,
    ]
}

/// A grant under these headings.
pub fn exported(
    language: Language,
    placed: &PlacedGrant,
    organizations: &OrganizationNames,
    names: &Names,
    now: i64,
    today: Date,
) -> [String; 9] {
    [
        subject(language, &placed.grant.subject, organizations, names),
        rights(language, &placed.grant),
        scope(language, &placed.grant.scope, organizations),
        days(language, &placed.grant),
        state(language, placed, names, today),
        origin(language, &placed.place, names),
        last_used(language, placed).unwrap_or_default(),
        reviewed(language, placed, names).unwrap_or_default(),
        flags(language, placed, now, today),
    ]
}

/// Where a grant comes from.
pub fn origin(language: Language, place: &Place, names: &Names) -> String {
    let a = language.access();
    match place {
        Place::Configuration => a.configured.to_owned(),
        Place::Database { granted_by, granted_at, .. } => {
            (a.given_by)(&person(language, granted_by, names), &format_date_time(from_unix(*granted_at)))
        }
    }
}

/// What else there is beside a grant for the same people, in sentences; `in_force`: of how many are in force.
pub fn others(language: Language, others: &Others, in_force: fn(usize) -> String) -> String {
    let a = language.access();
    let in_force = (others.in_force > 0).then(|| in_force(others.in_force));
    let coming = others.coming.map(|(count, first)| (a.remaining_coming)(count, &format_date(first)));
    sentences(in_force.into_iter().chain(coming))
}

/// Sentences one after the other, without those that say nothing.
pub fn sentences(said: impl Iterator<Item = String>) -> String {
    said.filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}
