//! What real directories have beside plain records: accounts of one person, groups without an identity, and records that contradict themselves. Each
//! account knows which contradictions were planted in it, so that a search for them can be judged.

use fastrand::Rng;
use time::Date;

use crate::calendar::{parse_date, shift};
use crate::directory::{Account, Relation};
use crate::people::PEOPLE;

/// An account outlives its last identity by so many days (contract, section "Seen elsewhere").
const OUTLIVES: i64 = 183;
/// Among the generated people, one in so many has another account.
const PERSON_PER_SIBLING: usize = 150;
/// Among groups, one in so many has no identity at all.
const GROUPS_PER_BARE: usize = 4;
/// Among people, one in so many has no GUID, one has blanks around the number, and one an identity type that is documented nowhere.
const PEOPLE_PER_GAP: usize = 400;
/// Types that were seen and are not documented (contract, section "Seen elsewhere").
const UNDOCUMENTED: [&str; 5] = ["outsourcing", "fwxz", "meeting", "studentother", "xmdl"];

/// The status of an account with these identities. `fate` (0 to 999) makes some that contradict them.
pub fn status(fate: u32, relations: &[Relation], today: Date) -> &'static str {
    let is_over = latest(relations).is_some_and(|last| shift(last, OUTLIVES) < today) && !is_open(relations);
    match fate {
        0..=21 => "冻结",
        22..=26 => "过期",
        27..=31 => "正常",
        _ if is_over => "过期",
        _ => "正常",
    }
}

/// The contradictions of a finished record; those between accounts, and those of its default identity, are planted by whoever makes them.
pub fn plant(account: &mut Account, today: Date) {
    let is_group = account.guid.is_none();
    let relations = &account.relations;
    let last = latest(relations);
    let has = |style: &str| undeleted(relations).any(|relation| &*relation.style == style);
    let is_valid = last.is_some_and(|last| last >= today);
    let is_over = !is_open(relations) && last.is_none_or(|last| shift(last, OUTLIVES) < today);
    let planted = [
        ("normal-lapsed", &*account.status == "正常" && is_over && !(is_group && relations.is_empty())),
        ("expired-valid", &*account.status == "过期" && is_valid),
        ("frozen-valid", &*account.status == "冻结" && is_valid),
        ("date-unknown", !is_group && is_open(relations)),
        ("organization-unknown", !is_group && account.organization.is_none()),
        ("freshman-left", has("freshman") && has("student")),
    ];
    account.planted.extend(planted.into_iter().filter(|(_, is)| *is).map(|(what, _)| what));
}

/// Gives some people a second account, takes everything but their name from some groups, and makes some records as untidy as real ones.
pub fn join(seed: u64, accounts: &mut [Account]) {
    let mut rng = Rng::with_seed(!seed);
    for at in PEOPLE.len()..accounts.len() {
        let is_group = accounts[at].guid.is_none();
        if is_group && rng.usize(..GROUPS_PER_BARE) == 0 {
            let group = &mut accounts[at];
            group.relations.clear();
            group.planted.clear();
            (group.style, group.status) = ("".into(), "正常".into());
            group.identity_expire_date = None;
        }
        let other = rng.usize(PEOPLE.len()..=at);
        let is_person = !is_group && accounts[other].guid.is_some() && other != at;
        if rng.usize(..PERSON_PER_SIBLING) == 0 && is_person && accounts[at].planted.is_empty() {
            let first = accounts[other].clone();
            let own = &accounts[at];
            let has_own_name = rng.u32(..6) == 0 && both_differ(own, &first);
            let mut second = Account {
                name: own.name.clone(),
                telephone: own.telephone.clone(),
                email: own.email.clone(),
                timestamp: own.timestamp,
                ..first
            };
            if has_own_name {
                second.display_name.clone_from(&own.display_name);
                second.planted.push("names-differ");
                accounts[other].planted.push("names-differ");
            }
            accounts[at] = second;
        }
        if !is_group {
            untidy(&mut rng, &mut accounts[at]);
        }
    }
}

fn untidy(rng: &mut Rng, account: &mut Account) {
    match rng.usize(..PEOPLE_PER_GAP) {
        0 if account.planted.is_empty() => account.guid = None,
        1 => {
            let padded = account.user_id.as_ref().map(|number| format!(" {number} ").into());
            account.user_id.clone_from(&padded);
            if let Some(first) = account.relations.first_mut() {
                first.user_id = padded;
            }
        }
        2 => {
            let style = UNDOCUMENTED[rng.usize(..UNDOCUMENTED.len())];
            if let Some(first) = account.relations.first_mut().filter(|first| first.style == account.style) {
                first.style = style.into();
                account.style = style.into();
            }
        }
        _ => {}
    }
}

fn both_differ(one: &Account, other: &Account) -> bool {
    let name = |account: &Account| account.display_name.clone().filter(|name| !name.is_empty());
    name(one).is_some() && name(other).is_some() && name(one) != name(other)
}

fn undeleted(relations: &[Relation]) -> impl Iterator<Item = &Relation> {
    relations.iter().filter(|relation| relation.deleted != Some(true))
}

/// The latest day that an identity ends on.
fn latest(relations: &[Relation]) -> Option<Date> {
    undeleted(relations).filter_map(|relation| parse_date(relation.expire_date.as_deref()?)).max()
}

/// Whether an identity has no day on which it ends.
fn is_open(relations: &[Relation]) -> bool {
    undeleted(relations).any(|relation| relation.expire_date.as_deref().and_then(parse_date).is_none())
}
