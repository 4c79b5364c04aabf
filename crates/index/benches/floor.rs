//! What the bare bytes of a question cost on this machine, without any of what a question needs: `cargo bench --package jaccount-admin-index
//! --bench floor -- --accounts N`.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use memchr::memmem;

const ROUNDS: usize = 41;
/// Bytes of a page of fifty rows, as it is drawn.
const PAGE: usize = 149_000;
/// Bytes of a line of an export of twelve columns.
const LINE: usize = 130;

/// Columns as wide as those of the index, with values as frequent.
struct Columns {
    status: Vec<u16>,
    identity_type: Vec<u16>,
    organization: Vec<u16>,
    expiry: Vec<i32>,
    /// Three characters each.
    names: String,
}

fn main() {
    let argument = |name: &str| std::env::args().skip_while(|argument| argument != name).nth(1);
    let accounts: usize = argument("--accounts").map_or(1_000_000, |count| count.parse().unwrap());
    let columns = columns(accounts);
    println!("bare bytes of {accounts} accounts, one thread, medians of {ROUNDS}");
    time("who has one status, one type and one organisation", || {
        let rows = columns.status.iter().zip(&columns.identity_type).zip(&columns.organization);
        rows.filter(|((status, kind), organization)| **status == 0 && **kind == 1 && **organization == 7)
            .count()
    });
    time("how many have each status, type and organisation", || {
        [&columns.status, &columns.identity_type, &columns.organization]
            .map(|column| {
                let mut counts = [0_usize; 64];
                for code in column {
                    counts[usize::from(*code)] += 1;
                }
                counts[0]
            })
            .iter()
            .sum()
    });
    time("who has two characters in their name", || {
        memmem::find_iter(columns.names.as_bytes(), "明华").count()
    });
    time("the fifty that expire last", || {
        let mut last: Vec<i32> = columns.expiry.clone();
        let (_, fiftieth, _) = last.select_nth_unstable_by(50, |a, b| b.cmp(a));
        usize::try_from(*fiftieth).unwrap()
    });
    let page = vec![b'x'; PAGE];
    time("a copy of a page", || black_box(page.clone()).len());
    let line = [b'x'; LINE];
    time("a copy of the lines of an export of everybody", || {
        let mut lines = Vec::with_capacity(accounts * LINE);
        (0..accounts).for_each(|_| lines.extend_from_slice(&line));
        black_box(lines).len()
    });
}

fn columns(accounts: usize) -> Columns {
    let mut random = fastrand::Rng::with_seed(1);
    let signs: Vec<char> = "王李张刘陈杨黄赵吴周明华伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛".chars().collect();
    let mut code = |of: u16| (0..accounts).map(|_| random.u16(..of)).collect();
    let (status, identity_type, organization) = (code(3), code(14), code(60));
    Columns {
        status,
        identity_type,
        organization,
        expiry: (0..accounts).map(|_| fastrand::i32(20_000..22_000)).collect(),
        names: (0..accounts * 3).map(|_| signs[fastrand::usize(..signs.len())]).collect(),
    }
}

/// Prints the median.
fn time(name: &str, work: impl Fn() -> usize) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            black_box(work());
            began.elapsed()
        })
        .collect();
    times.sort();
    println!("{name:<56} {:>9.3} ms", times[ROUNDS / 2].as_secs_f64() * 1_000.0);
}
