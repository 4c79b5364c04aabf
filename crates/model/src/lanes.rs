//! Identity lanes: the identities of an account on one time axis.
//!
//! Upstream gives no start dates, and none is invented: a bar without a known beginning is open towards the past.

use time::{Date, Duration};

use super::account::{Account, Expiry, Relation};

/// What an identity is on the day it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneState {
    Valid,
    Expired,
    Deleted,
    /// Not deleted, but without a readable expiry date.
    Undated,
}

/// One bar, in per mille of the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub relation: Relation,
    pub state: LaneState,
    /// Where the bar ends.
    pub end: u32,
    /// The expiry lies beyond the axis.
    pub runs_on: bool,
    /// This identity is the account's default one.
    pub is_default: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    pub lanes: Vec<Lane>,
    /// First days of years on the axis: position in per mille, and the year.
    pub years: Vec<(u32, i32)>,
    /// Where the day is that it is drawn for, and which one that is.
    pub today: u32,
    pub day: Date,
}

/// The axis shows at most so many years before and after today.
const MAX_YEARS_BACK: i64 = 10;
const MAX_YEARS_AHEAD: i64 = 6;
const DAYS_PER_YEAR: i64 = 365;

/// Lays an account's identities out: valid ones first, then by expiry, deleted ones last.
pub fn lay_out(account: &Account, today: Date) -> Lanes {
    lay_out_beside(account, &[], today).0
}

/// The same for an account and others of its person, on one axis.
pub fn lay_out_beside(account: &Account, others: &[Account], today: Date) -> (Lanes, Vec<Lanes>) {
    let all = std::iter::once(account).chain(others);
    let relations: Vec<Relation> = all.flat_map(Account::relations).cloned().collect();
    let axis = axis(&relations, today);
    let lay_out = |account: &Account| lay_out_on(account, axis, today);
    (lay_out(account), others.iter().map(lay_out).collect())
}

fn lay_out_on(account: &Account, (from, until): (Date, Date), today: Date) -> Lanes {
    let place = |date: Date| per_mille(date, from, until);
    let mut lanes: Vec<Lane> = account
        .relations()
        .iter()
        .map(|relation| {
            let date = dated(relation);
            Lane {
                state: state(relation, today),
                end: date.map_or(1_000, place),
                runs_on: date.is_some_and(|date| date > until),
                is_default: is_default(account, relation),
                relation: relation.clone(),
            }
        })
        .collect();
    lanes.sort_by_key(|lane| {
        (lane.state == LaneState::Deleted, std::cmp::Reverse(lane.is_default), std::cmp::Reverse(lane.end))
    });
    Lanes { lanes, years: years(from, until), today: place(today), day: today }
}

fn state(relation: &Relation, today: Date) -> LaneState {
    match &relation.expiry {
        _ if relation.deleted => LaneState::Deleted,
        Some(expiry @ Expiry::On(_)) if expiry.is_past(today) => LaneState::Expired,
        Some(Expiry::On(_)) => LaneState::Valid,
        Some(Expiry::Unreadable(_)) | None => LaneState::Undated,
    }
}

fn is_default(account: &Account, relation: &Relation) -> bool {
    relation.identity_type.is_some()
        && relation.identity_type == account.identity_type
        && relation.number == account.number
        && relation.organization.id == account.organization.id
}

fn dated(relation: &Relation) -> Option<Date> {
    match relation.expiry {
        Some(Expiry::On(date)) => Some(date),
        _ => None,
    }
}

fn axis(relations: &[Relation], today: Date) -> (Date, Date) {
    let dates = || relations.iter().filter_map(dated);
    let earliest = shift(today, -MAX_YEARS_BACK * DAYS_PER_YEAR);
    let latest = shift(today, MAX_YEARS_AHEAD * DAYS_PER_YEAR);
    let from = shift(dates().min().unwrap_or(today).min(today), -2 * DAYS_PER_YEAR).clamp(earliest, today);
    let until = shift(dates().max().unwrap_or(today).max(today), DAYS_PER_YEAR).clamp(today, latest);
    (from, until)
}

fn shift(date: Date, days: i64) -> Date {
    let limit = if days < 0 { Date::MIN } else { Date::MAX };
    date.checked_add(Duration::days(days)).unwrap_or(limit)
}

fn per_mille(date: Date, from: Date, until: Date) -> u32 {
    let whole = (until - from).whole_days().max(1);
    let part = (date - from).whole_days().clamp(0, whole);
    u32::try_from(part * 1_000 / whole).unwrap_or(1_000)
}

fn years(from: Date, until: Date) -> Vec<(u32, i32)> {
    (from.year()..=until.year())
        .filter_map(|year| Some((Date::from_ordinal_date(year, 1).ok()?, year)))
        .filter(|(first_day, _)| (from..=until).contains(first_day))
        .map(|(first_day, year)| (per_mille(first_day, from, until), year))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 21);

    fn relation(expiry: Option<&str>, deleted: bool) -> Relation {
        Relation { expiry: expiry.map(Expiry::from_wire), deleted, ..Relation::default() }
    }

    fn account(relations: Vec<Relation>) -> Account {
        Account { relations: Some(relations), ..Account::default() }
    }

    #[test]
    fn accounts_of_one_person_share_an_axis() {
        let (long, short) = (
            account(vec![relation(Some("2030-07-31"), false)]),
            account(vec![relation(Some("2027-07-31"), false)]),
        );
        let (of_long, others) = lay_out_beside(&long, std::slice::from_ref(&short), TODAY);
        let of_short = &others[0];
        assert_eq!(of_long, lay_out(&long, TODAY));
        assert_eq!((&of_short.years, of_short.today), (&of_long.years, of_long.today));
        assert!(of_short.lanes[0].end < of_long.lanes[0].end && *of_short != lay_out(&short, TODAY));
    }

    #[test]
    fn each_state_is_told_apart() {
        let account = account(vec![
            relation(Some("2027-07-31"), false),
            relation(Some("2020-07-31"), false),
            relation(Some("2027-07-31"), true),
            relation(Some("长期"), false),
            relation(None, false),
        ]);
        let mut states: Vec<_> = lay_out(&account, TODAY).lanes.iter().map(|lane| lane.state).collect();
        states.sort_by_key(|state| *state as u8);
        assert_eq!(
            states,
            [
                LaneState::Valid,
                LaneState::Expired,
                LaneState::Deleted,
                LaneState::Undated,
                LaneState::Undated
            ]
        );
    }

    #[test]
    fn an_expiry_far_away_runs_on_beyond_the_axis() {
        let lanes = lay_out(&account(vec![relation(Some("9999-12-31"), false)]), TODAY);
        assert!(lanes.lanes[0].runs_on);
        assert_eq!(lanes.lanes[0].end, 1_000);
        assert!(lanes.years.iter().all(|(_, year)| (2016..=2032).contains(year)));
    }

    #[test]
    fn no_identity_still_has_an_axis_with_today() {
        let lanes = lay_out(&account(Vec::new()), TODAY);
        assert!(lanes.lanes.is_empty() && (1..1_000).contains(&lanes.today));
    }

    proptest! {
        #[test]
        fn every_bar_fits_the_axis(days in prop::collection::vec(-4_000_000..2_900_000_i64, 0..6)) {
            let relations = days.iter().map(|&days| Relation { expiry: Some(Expiry::On(shift(TODAY, days))), ..Relation::default() }).collect();
            let lanes = lay_out(&account(relations), TODAY);
            prop_assert!(lanes.lanes.iter().all(|lane| lane.end <= 1_000));
            prop_assert!(lanes.years.iter().all(|(at, _)| *at <= 1_000));
        }
    }
}
