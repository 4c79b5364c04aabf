//! Life at the university: while the sandbox runs, accounts change and their `timestamp` moves.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use fastrand::Rng;

use crate::University;
use crate::calendar::{format_date, now, shift};
use crate::directory::{Account, Field, Relation};
use crate::people;

/// Changes about `per_second` accounts a second until the sandbox stops.
pub async fn run(university: Arc<University>, per_second: f64, seed: u64) {
    let mut rng = Rng::with_seed(seed ^ 0x11FE);
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / per_second.max(0.001)));
    loop {
        ticks.tick().await;
        if university.still.load(Ordering::Relaxed) {
            return;
        }
        change_one(&university, &mut rng);
    }
}

/// Changes one account, chosen and changed by `rng`; now and then one is added or removed, so that all behind it move.
pub fn change_one(university: &University, rng: &mut Rng) {
    let mut directory = university.directory_mut();
    if directory.is_empty() {
        return;
    }
    let index = rng.usize(..directory.len());
    if people::find(&directory.accounts()[index].name).is_some() {
        // Whoever signs in with them finds them as they are described.
        return;
    }
    match rng.u32(..20) {
        0 => directory.remove(index),
        1 => {
            let serial = rng.u32(..);
            directory.insert(index, |twin| {
                twin.name = format!("newcomer{serial}").into();
                twin.timestamp = now();
            });
        }
        _ => directory.update(index, |account| {
            change(account, rng);
            account.timestamp = now();
        }),
    }
}

fn change(account: &mut Account, rng: &mut Rng) {
    let today = now().date();
    let at = (!account.relations.is_empty()).then(|| rng.usize(..account.relations.len()));
    match (rng.u32(..5), at) {
        (0, _) if account.relations.len() < 4 => account.relations.push(Relation {
            style: "outside".into(),
            user_id: Some(format!("{}", rng.u32(10_000..990_000)).into()),
            expire_date: Some(format_date(shift(today, rng.i64(30..400))).into()),
            card_type: account.card_type.clone(),
            card_no: account.card_no.clone(),
            organization: account.organization,
            deleted: Some(false),
        }),
        (1, Some(at)) => account.relations[at].deleted = Some(account.relations[at].deleted != Some(true)),
        (2, Some(at)) => {
            let renewed: Field = Some(format_date(shift(today, rng.i64(90..900))).into());
            if at == 0 {
                // That of the default identity stands with the account as well (contract: Account record).
                account.identity_expire_date.clone_from(&renewed);
            }
            account.relations[at].expire_date = renewed;
        }
        (3, Some(at)) => {
            let moved = u16::try_from(rng.usize(..crate::names::ORGANIZATIONS.len())).ok();
            account.relations[at].organization = moved;
            if at == 0 {
                account.organization = moved;
            }
        }
        _ => account.status = if &*account.status == "正常" { "冻结".into() } else { "正常".into() },
    }
}
