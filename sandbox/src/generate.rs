//! Makes believable accounts from a seed: the same seed and day give the same university.

use std::collections::HashMap;

use fastrand::Rng;
use time::{Date, PrimitiveDateTime, Time};

use crate::calendar::{format_date, shift};
use crate::directory::{Account, Field, Relation};
use crate::names::{FOREIGN_FIRST, FOREIGN_LAST, GIVEN, ORGANIZATIONS, SURNAMES};
use crate::oddities;
use crate::people::PEOPLE;

/// Identity types and how many of a thousand accounts have each as their default.
const STYLES: &[(&str, u32)] = &[
    ("student", 520),
    ("faculty", 170),
    ("schoolFellow", 110),
    ("yxy", 50),
    ("fsyyjzg", 45),
    ("postphd", 20),
    ("external_teacher", 18),
    ("summer", 14),
    ("team", 14),
    ("freshman", 12),
    ("outside", 10),
    ("green", 6),
    ("vip", 5),
    ("fszxjs", 5),
    ("visiting_scholar", 1),
];

/// Document types beside 01 (the identity card), with code 99 standing for one that the documentation does not list.
const OTHER_CARDS: &[&str] =
    &["02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "99"];

/// `count` accounts, the six people one can sign in as among them.
pub fn generate(seed: u64, count: usize, today: Date) -> Vec<Account> {
    let mut rng = Rng::with_seed(seed);
    let mut taken: HashMap<String, u32> =
        PEOPLE.iter().map(|person| (person.account.to_owned(), 1)).collect();
    let mut accounts: Vec<Account> = Vec::with_capacity(count);
    accounts.extend(PEOPLE.iter().take(count).map(|person| of_person(person, today)));
    while accounts.len() < count {
        // Two records with one ID number are among the contradictions that staff must find.
        let twin = (rng.u32(..1000) == 0).then(|| rng.usize(..accounts.len()));
        let twin = twin.and_then(|at| accounts.get_mut(at)).filter(|twin| twin.card_no.is_some());
        let mut account = one(&mut rng, &mut taken, today);
        if let Some(twin) = twin.filter(|_| account.guid.is_some()) {
            account.card_no.clone_from(&twin.card_no);
            account.planted.push("document-shared");
            twin.planted.push("document-shared");
        }
        accounts.push(account);
    }
    oddities::join(seed, &mut accounts);
    rng.shuffle(&mut accounts);
    accounts
}

fn of_person(person: &crate::people::Person, today: Date) -> Account {
    let organization = organization_index(person.organization.0);
    let given = |text: &str| -> Field { (!text.is_empty()).then(|| text.into()) };
    let card_no = given(person.card_no);
    let style = person.user_type;
    let user_id = given(person.code);
    let expire: Field = Some(format_date(shift(today, 400)).into());
    let relation = Relation {
        style: style.into(),
        user_id: user_id.clone(),
        expire_date: expire.clone(),
        card_type: card_no.as_ref().map(|_| "01".into()),
        card_no: card_no.clone(),
        organization,
        deleted: Some(false),
    };
    let former_student = Relation {
        style: "student".into(),
        user_id: Some("5120309001".into()),
        expire_date: Some(format_date(shift(today, -2_000)).into()),
        deleted: Some(false),
        ..relation.clone()
    };
    let deleted_fellow = Relation {
        style: "schoolFellow".into(),
        user_id: Some("5120309001".into()),
        expire_date: None,
        deleted: Some(true),
        ..relation.clone()
    };
    let relations = match style {
        "faculty" => vec![relation, former_student, deleted_fellow],
        _ => vec![relation],
    };
    Account {
        name: person.account.into(),
        guid: person.guid.map(Into::into),
        display_name: Some(person.name.into()),
        status: "正常".into(),
        style: style.into(),
        user_id,
        identity_expire_date: expire,
        card_type: card_no.as_ref().map(|_| "01".into()),
        card_no,
        telephone: given(person.telephone),
        email: Some(format!("{}@sjtu.edu.cn", person.account).into()),
        organization,
        timestamp: PrimitiveDateTime::new(shift(today, -30), Time::MIDNIGHT),
        relations,
        planted: Vec::new(),
    }
}

fn one(rng: &mut Rng, taken: &mut HashMap<String, u32>, today: Date) -> Account {
    let style = pick_weighted(rng, STYLES);
    let is_team = style == "team";
    let organization = pick_organization(rng);
    let (name, base) = if is_team { team_name(rng, organization) } else { person_name(rng) };
    let account_no = unique(taken, base);

    let (card_type, card_no) = card(rng, today, is_team);
    let user_id = user_id(rng, &style);
    let default_expiry = expiry(rng, today, &style);
    let fate = rng.u32(..1000);
    let default = Relation {
        style: style.as_str().into(),
        user_id: user_id.clone(),
        expire_date: default_expiry.clone(),
        card_type: card_type.clone(),
        card_no: card_no.clone(),
        organization,
        deleted: deletion_mark(rng, false),
    };
    let mut relations = vec![default];
    if !is_team {
        for _ in 0..pick_weighted_count(rng) {
            relations.push(further_relation(rng, today, &card_type, &card_no));
        }
    }
    // Contradictions and gaps, each rare.
    let mut planted = Vec::new();
    match rng.u32(..1000) {
        0..=3 => {
            relations[0].deleted = Some(true);
            planted.push("default-deleted");
        }
        4..=6 => {
            relations.remove(0);
            if !is_team {
                planted.push("default-missing");
            }
        }
        _ => {}
    }

    let email = Some(email(rng, &account_no).into());
    let telephone = (!is_team).then(|| phone_number(rng).into());
    let mut account = Account {
        email: sometimes_missing(rng, 60, email),
        telephone: sometimes_missing(rng, 120, telephone),
        guid: (!is_team).then(|| guid(rng).into()),
        display_name: sometimes_missing(rng, 2, Some(name.into())),
        name: account_no.into(),
        status: oddities::status(fate, &relations, today).into(),
        style: style.into(),
        user_id,
        identity_expire_date: default_expiry,
        card_type,
        card_no,
        organization: (rng.u32(..400) != 0).then_some(organization).flatten(),
        timestamp: updated_at(rng, today),
        relations,
        planted,
    };
    oddities::plant(&mut account, today);
    account
}

fn further_relation(rng: &mut Rng, today: Date, card_type: &Field, card_no: &Field) -> Relation {
    let style = pick_weighted(rng, STYLES).replace("team", "faculty");
    let gone = rng.u32(..100) < 25;
    Relation {
        user_id: user_id(rng, &style),
        expire_date: expiry(rng, today, &style),
        card_type: card_type.clone(),
        card_no: card_no.clone(),
        organization: pick_organization(rng),
        deleted: deletion_mark(rng, gone),
        style: style.into(),
    }
}

/// Some answers lack `scbj`; a deleted identity always carries it.
fn deletion_mark(rng: &mut Rng, deleted: bool) -> Option<bool> {
    if deleted || rng.u32(..100) < 90 { Some(deleted) } else { None }
}

/// How many identities an account has beside its default one: mostly none, at most three.
fn pick_weighted_count(rng: &mut Rng) -> usize {
    match rng.u32(..100) {
        0..=61 => 0,
        62..=86 => 1,
        87..=96 => 2,
        _ => 3,
    }
}

fn pick_weighted(rng: &mut Rng, table: &[(&str, u32)]) -> String {
    let total = table.iter().map(|(_, weight)| weight).sum::<u32>();
    let mut at = rng.u32(..total);
    for (value, weight) in table {
        if at < *weight {
            return (*value).to_owned();
        }
        at -= weight;
    }
    table[0].0.to_owned()
}

/// Skewed towards the front of the list: the cube of a uniform number.
fn skewed(rng: &mut Rng, len: usize) -> usize {
    let at = rng.f64().powi(3) * len as f64;
    (at as usize).min(len - 1)
}

fn pick_organization(rng: &mut Rng) -> Option<u16> {
    u16::try_from(skewed(rng, ORGANIZATIONS.len())).ok()
}

fn organization_index(code: &str) -> Option<u16> {
    ORGANIZATIONS.iter().position(|(known, _)| *known == code).and_then(|at| u16::try_from(at).ok())
}

fn person_name(rng: &mut Rng) -> (String, String) {
    if rng.u32(..100) < 4 {
        let (first, last) =
            (FOREIGN_FIRST[rng.usize(..FOREIGN_FIRST.len())], FOREIGN_LAST[rng.usize(..FOREIGN_LAST.len())]);
        let base = format!("{first}.{last}")
            .to_lowercase()
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        return (format!("{first} {last}"), base);
    }
    let (surname, surname_reading) = SURNAMES[skewed(rng, SURNAMES.len())];
    let (mut name, mut base) = (surname.to_owned(), surname_reading.to_owned());
    let characters = if rng.u32(..100) < 82 { 2 } else { 1 };
    for _ in 0..characters {
        let (character, reading) = GIVEN[rng.usize(..GIVEN.len())];
        name.push_str(character);
        base.push_str(reading);
    }
    (name, base)
}

fn team_name(rng: &mut Rng, organization: Option<u16>) -> (String, String) {
    const DUTIES: &[(&str, &str)] = &[
        ("办公室", "office"),
        ("工会", "union"),
        ("实验室", "lab"),
        ("会议", "conf"),
        ("党支部", "party"),
        ("招生", "admission"),
    ];
    let (_, organization_name) = ORGANIZATIONS[usize::from(organization.unwrap_or_default())];
    let (duty, base) = DUTIES[rng.usize(..DUTIES.len())];
    (format!("{organization_name}{duty}"), format!("{base}-{}", rng.u32(100..999)))
}

fn unique(taken: &mut HashMap<String, u32>, base: String) -> String {
    let seen = taken.entry(base.clone()).or_default();
    *seen += 1;
    match *seen {
        1 => base,
        n => {
            let name = format!("{base}{n:02}");
            taken.entry(name.clone()).or_insert(1);
            name
        }
    }
}

fn user_id(rng: &mut Rng, style: &str) -> Field {
    match style {
        "student" | "schoolFellow" | "freshman" => {
            Some(format!("5{:02}{:03}{:06}", rng.u32(10..26), rng.u32(20..40), rng.u32(..1_000_000)).into())
        }
        "postphd" => Some(format!("12{:06}", rng.u32(..1_000_000)).into()),
        "team" | "vip" => None,
        _ => Some(format!("{}", rng.u32(10_000..990_000)).into()),
    }
}

fn expiry(rng: &mut Rng, today: Date, style: &str) -> Field {
    match rng.u32(..1000) {
        0..=2 => return None,
        3..=4 => return Some("".into()),
        5 => return Some("长期".into()),
        6 => return Some("2026-13-45".into()),
        7..=20 => return Some("2099-12-31".into()),
        _ => {}
    }
    let days = match style {
        "schoolFellow" => rng.i64(-3_000..3_000),
        _ if rng.u32(..100) < 12 => rng.i64(-15..95),
        _ if rng.u32(..100) < 32 => rng.i64(-2_500..0),
        _ => rng.i64(0..1_800),
    };
    Some(format_date(shift(today, days)).into())
}

fn card(rng: &mut Rng, today: Date, is_team: bool) -> (Field, Field) {
    if is_team {
        return (None, None);
    }
    if rng.u32(..100) < 90 {
        return (Some("01".into()), Some(id_number(rng, today).into()));
    }
    let kind = OTHER_CARDS[rng.usize(..OTHER_CARDS.len())];
    let number = match kind {
        "03" => format!("X{:08}", rng.u32(..100_000_000)),
        "06" => format!("H{:08}", rng.u32(..100_000_000)),
        "07" => format!("{:08}", rng.u32(..100_000_000)),
        "02" | "08" | "12" => id_number(rng, today),
        _ => format!("{}{:07}", kind, rng.u32(..10_000_000)),
    };
    (Some(kind.into()), Some(number.into()))
}

/// 18 digits with a valid check digit (GB 11643) in region 990000, which no one lives in.
fn id_number(rng: &mut Rng, today: Date) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let born = shift(today, -rng.i64(6_600..25_000));
    let body = format!(
        "9900{:02}{:04}{:02}{:02}{:03}",
        rng.u32(..100),
        born.year(),
        u8::from(born.month()),
        born.day(),
        rng.u32(..1000)
    );
    let sum: u32 =
        body.chars().zip(WEIGHTS).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
    format!("{body}{check}")
}

/// Starts with 100, a prefix that is not given to mobile phones.
fn phone_number(rng: &mut Rng) -> String {
    format!("100{:08}", rng.u32(..100_000_000))
}

fn email(rng: &mut Rng, account: &str) -> String {
    match rng.u32(..10) {
        0 => format!("{account}@alumni.sjtu.edu.cn"),
        1 => format!("{account}@example.com"),
        _ => format!("{account}@sjtu.edu.cn"),
    }
}

fn guid(rng: &mut Rng) -> String {
    format!(
        "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
        rng.u32(..),
        rng.u16(..),
        rng.u16(..),
        rng.u16(..),
        rng.u64(..1 << 48)
    )
}

/// In `per_thousand` of a thousand cases not what is there but empty or unknown.
fn sometimes_missing(rng: &mut Rng, per_thousand: u32, field: Field) -> Field {
    match rng.u32(..1000) {
        at if at >= per_thousand => field,
        at if at % 2 == 0 => Some("".into()),
        _ => None,
    }
}

fn updated_at(rng: &mut Rng, today: Date) -> PrimitiveDateTime {
    let days = if rng.u32(..100) < 10 { rng.i64(1..14) } else { rng.i64(1..1_200) };
    let at = Time::from_hms(rng.u8(..24), rng.u8(..60), rng.u8(..60)).unwrap_or(Time::MIDNIGHT);
    PrimitiveDateTime::new(shift(today, -days), at)
}

#[cfg(test)]
mod tests;
