//! How long questions take in the index alone: `cargo bench --package jaccount-admin-index -- --accounts N` prints figures; with `--query q=z`
//! those of one question.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use std::time::{Duration, Instant};

use index::{Index, Marks, Part, Settled};
use model::account::{Account, Expiry, Organization, Relation};
use model::collation::Collation;
use model::filter::AccountFilter;
use model::history::Known;
use model::identity_type::IdentityType;
use model::status::Status;
use time::Date;
use time::macros::date;

const ROUNDS: usize = 41;
const TODAY: Date = date!(2026 - 11 - 01);

/// The common ones stand in front and are picked more often.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金单仇解查";
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文志建国华玉林海云山宇浩然子涵轩雨欣怡佳梓思晨乐长行曾重朝";
const LATIN: [&str; 8] = ["Anna", "Zoë", "James", "María", "Wei", "Brück", "Smith", "Zhang"];

const QUESTIONS: [(&str, &str); 12] = [
    ("everybody", ""),
    ("organisation + status + type", "org=03000&status=正常&style=student"),
    ("three organisations + expiry window", "org=03000&org=02000&org=40000&expires=90d"),
    ("two characters", "q=明华"),
    ("one character", "q=明"),
    ("initials", "q=zs"),
    ("mixed", "q=zhangw"),
    ("one letter", "q=z"),
    ("whole name by sound", "q=zhangwei"),
    ("two words", "q=zhang+wei"),
    ("by expiry", "sort=expiry"),
    ("by organisation", "sort=org"),
];

fn main() {
    let argument = |name: &str| std::env::args().skip_while(|argument| argument != name).nth(1);
    let accounts: i64 = argument("--accounts").map_or(100_000, |count| count.parse().unwrap());
    let query = argument("--query");
    let began = Instant::now();
    let index = index(accounts);
    println!("{:<40} {:>11}", format!("index of {accounts} accounts"), milliseconds(began.elapsed()));
    let collation = Collation { chinese_first: true, ..Collation::default() };
    let questions = match &query {
        Some(query) => vec![("as asked", query.as_str())],
        None => QUESTIONS.to_vec(),
    };
    for (name, query) in questions {
        let filter = AccountFilter::parse(query).0;
        time(name, || index.search(None, &filter, TODAY.into(), &collation).total);
    }
    if query.is_none() {
        let everybody = index.matching(None, &AccountFilter::default(), TODAY.into());
        time("who is struck by each check", || {
            index.count_struck(None, &everybody, TODAY.into()).iter().map(|(_, count)| count).sum()
        });
        time("who is like whom, after a sync", || {
            let settled = index.settled(Part::Alike);
            usize::from(matches!(settled, Settled::Alike(_)))
        });
    }
}

/// Prints the median, with how many accounts were found.
fn time(name: &str, ask: impl Fn() -> usize) {
    let mut total = 0;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let asked = Instant::now();
            total = ask();
            asked.elapsed()
        })
        .collect();
    times.sort();
    println!("{name:<40} {:>11} {total:>10} accounts", milliseconds(times[ROUNDS / 2]));
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn index(accounts: i64) -> Index {
    let mut random = fastrand::Rng::with_seed(1);
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut index = Index::default();
    for id in 1..=accounts {
        let display_name = if random.u8(..100) < 8 {
            format!("{} {}", random.choice(LATIN).unwrap(), random.choice(LATIN).unwrap())
        } else {
            let surname = surnames[random.usize(..surnames.len()).min(random.usize(..surnames.len()))];
            let rest = (0..=random.usize(..2)).map(|_| given[random.usize(..given.len())]);
            std::iter::once(surname).chain(rest).collect()
        };
        let identity_type =
            IdentityType::from_account_api(["student", "faculty", "postphd"][random.usize(..3)]);
        let organization =
            Organization { id: Some(format!("{:02}000", random.u8(..60))), ..Organization::default() };
        let expiry = Expiry::On(date!(2026 - 01 - 01) + time::Duration::days(random.i64(0..1_500)));
        let number = format!("5{:011}", random.u64(..100_000_000_000));
        let relation = Relation {
            identity_type: Some(identity_type.clone()),
            organization: organization.clone(),
            number: Some(number.clone()),
            expiry: Some(expiry.clone()),
            ..Relation::default()
        };
        let account = Account {
            name: Some(format!("{}{id}", char::from(random.u8(b'a'..=b'z')))),
            display_name: Some(display_name),
            number: Some(number),
            status: Some(Status::from_wire(["正常", "冻结"][usize::from(random.u8(..10) == 0)])),
            identity_type: Some(identity_type),
            organization,
            expiry: Some(expiry),
            guid: Some(format!("{id:032X}")),
            relations: Some(vec![relation]),
            ..Account::default()
        };
        index.set(id, &Known { account, is_present: true }).unwrap();
        // One number in a thousand is that of another person as well.
        let document = (id - i64::from(id % 1_000 == 0)).to_le_bytes();
        index.mark(id, Marks { document: Some(&document), set_aside: &[] });
    }
    index.settle();
    index
}
