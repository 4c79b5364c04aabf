//! Made-up input by the million for whatever reads what others wrote: addresses and typed questions, upstream's answers, values to be masked, ID tokens, lists.
//! Prints how many cases there were; the first one that breaks a promise ends the run, and says by which seed it is made again.
//!
//! `cargo xtask fuzz [--cases N] [--seed N]`

#![expect(clippy::unwrap_used, reason = "what cannot go on has failed")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fastrand::Rng;
use hmac::{Hmac, Mac as _};
use jaccount::envelope;
use jaccount::http::Answer;
use jaccount::id_token::{self, Expected};
use jaccount::record::AccountRecord;
use jaccount_admin::i18n;
use jaccount_admin::server::account_api;
use jaccount_admin::server::reconcile::read::read;
use model::account::{Account, Document, Sensitive};
use model::audit::AuditFilter;
use model::changes::ChangesFilter;
use model::filter::{AccountFilter, Warning};
use model::search_syntax::{self, Vocabulary};
use model::search_text::{Looks, looks_like};
use model::{masking, number, reveal, text_key};
use reqwest::StatusCode;
use secrecy::SecretString;
use sha2::Sha256;

type Case = fn(&mut Rng);

const SUBJECTS: [(&str, Case); 6] = [
    ("addresses and typed questions", question),
    ("upstream's answers", answer),
    ("masking", masked),
    ("ID tokens", token),
    ("workbooks and lists", list),
    ("normal forms", normal_form),
];

fn main() {
    // A reader that gives up on a workbook does so by a panic, which is caught; what breaks a promise is named below.
    std::panic::set_hook(Box::new(|_| {}));
    let argument = |name: &str| {
        let mut arguments = std::env::args().skip_while(|argument| argument != name);
        arguments.nth(1).map(|value| value.parse::<u64>().unwrap())
    };
    let cases = argument("--cases").unwrap_or(10_000_000).div_ceil(SUBJECTS.len() as u64);
    let seed = argument("--seed").unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    for (name, case) in SUBJECTS {
        let done = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let done = &done;
                scope.spawn(move || {
                    for at in (thread..cases).step_by(usize::try_from(threads).unwrap()) {
                        // Each case has its own seed, so that it can be made again alone.
                        let seed = seed.wrapping_add(at);
                        let outcome = std::panic::catch_unwind(|| case(&mut Rng::with_seed(seed)));
                        if outcome.is_err() {
                            eprintln!("{name}: broken by --cases 1 --seed {seed}");
                            std::process::exit(1);
                        }
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        println!("{name:<32} {:>12} cases, no promise broken", done.into_inner());
    }
}

/// A seed, changed in some places: signs replaced, doubled, taken out, or pieces of other seeds put in.
fn changed(rng: &mut Rng, seeds: &[&str]) -> Vec<u8> {
    const SIGNS: &[u8] = b"&=%+:;,.-_ \"'\\/<>{}[]()0123456789\0\n\r\t\xff\xe5\xbc\xa0";
    let mut bytes = pick(rng, seeds).as_bytes().to_vec();
    for _ in 0..rng.usize(0..8) {
        let at = rng.usize(0..=bytes.len());
        match rng.u8(0..5) {
            0 => bytes.insert(at, SIGNS[rng.usize(..SIGNS.len())]),
            1 if at < bytes.len() => bytes[at] = rng.u8(..),
            2 if at < bytes.len() => _ = bytes.drain(at..(at + rng.usize(1..8)).min(bytes.len())),
            3 => {
                let piece = pick(rng, seeds).as_bytes();
                let from = rng.usize(0..=piece.len());
                bytes.splice(at..at, piece[from..].iter().copied()).for_each(drop);
            }
            _ => {
                let from = rng.usize(0..=at);
                let copy = bytes[from..at].to_vec();
                bytes.splice(at..at, copy).for_each(drop);
            }
        }
    }
    bytes
}

/// A workbook of changed parts, or a list of changed text: whatever is made of it has one width, and a column that is there.
fn list(rng: &mut Rng) {
    const PARTS: [(&str, &[&str]); 5] = [
        (
            "xl/workbook.xml",
            &[
                r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#,
            ],
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &[
                r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ],
        ),
        (
            "xl/sharedStrings.xml",
            &[
                r#"<sst uniqueCount="2"><si><t>学号</t></si><si><r><t>518</t></r><r><t>021</t></r></si></sst>"#,
                r#"<sst count="9" uniqueCount="100000000000000"><si/><si/></sst>"#,
            ],
        ),
        ("xl/styles.xml", &[r#"<styleSheet><cellXfs count="1"><xf numFmtId="14"/></cellXfs></styleSheet>"#]),
        (
            "xl/worksheets/sheet1.xml",
            &[
                r#"<worksheet><dimension ref="A1:B3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2" s="0"><v>45000</v></c></row></sheetData></worksheet>"#,
                r#"<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="b"><v>1</v></c></row><row><c t="str"><f>A1</f><v>7</v></c></row></sheetData></worksheet>"#,
            ],
        ),
    ];
    const TEXTS: [&str; 4] = [
        "姓名,学号\r\n张三,518021910001\r\n",
        "sep=;\na;b\n\"c;d\"\n",
        "zhangsan\tlisi\n\"\"\"\n",
        "一，二；三\n",
    ];
    let bytes = if rng.bool() {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, seeds) in PARTS {
            // Most parts stay whole, so that the others are reached.
            let part =
                if rng.u8(0..3) == 0 { changed(rng, seeds) } else { pick(rng, seeds).as_bytes().to_vec() };
            if rng.u8(0..12) > 0 {
                archive.start_file(name, options).unwrap();
                std::io::Write::write_all(&mut archive, &part).unwrap();
            }
        }
        let mut bytes = archive.finish().unwrap().into_inner();
        if rng.u8(0..4) == 0 {
            let at = rng.usize(0..bytes.len());
            bytes[at] = rng.u8(..);
        }
        bytes
    } else {
        changed(rng, &TEXTS)
    };
    if let Ok(roster) = read(&bytes) {
        assert!(roster.is_sound());
        let sheet = roster.current();
        let given = sheet.given();
        if let Ok(plain) = sheet.clone().read_again(true) {
            assert_eq!(
                (plain.lines.len(), plain.set_aside.len()),
                (given, 0),
                "every line is read or set aside"
            );
        }
    }
}

/// Keys are their own keys and bounded, and join nobody who differs in letters.
fn normal_form(rng: &mut Rng) {
    const NAMES: [&str; 8] = [
        "张三",
        "張·三",
        "Zoe\u{308} Brück",
        "İBRAHİM ß",
        "阿卜杜・热合曼",
        "\u{e81e}⽼王\u{200b}",
        "ﷺ ｆｕｌｌ",
        "５１８-021 'x",
    ];
    let bytes = changed(rng, &NAMES);
    let text = String::from_utf8_lossy(&bytes);
    let key = text_key::key(&text);
    assert_eq!(text_key::key(&key), key);
    assert!(key.len() <= text_key::LONGEST * text.len());
    let number = number::key(&text);
    assert_eq!(number::key(&number), number);
    let letter = |rng: &mut Rng| char::from(rng.u8(b'a'..=b'z'));
    let word: String = (0..rng.usize(1..8)).map(|_| letter(rng)).collect();
    let other: String = (0..rng.usize(1..8)).map(|_| letter(rng)).collect();
    assert_eq!(text_key::key(&word) == text_key::key(&other), word == other);
    assert_eq!(
        text_key::key(&format!("{text}{word}")) == text_key::key(&format!("{text}{other}")),
        word == other
    );
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

fn question(rng: &mut Rng) {
    const ADDRESSES: [&str; 8] = [
        "q=%E5%BC%A0&org=40100&org=40200&status=%E6%AD%A3%E5%B8%B8&style=faculty&updated=2026-11-01&rows=25&at=3.7",
        "expires=30d&sort=-updated&after=zhangsan&gone=1&asof=2026-11-01",
        "holds=any&holds-org=40100&holds-style=student&holds-valid=1",
        "kind=status&org=03000&from=2026-01-01&until=2026-12-31&before=17",
        "who=limishu&account=wangyunwei&action=revealed&from=2026-11-01&before=99",
        "q=310101199203110010",
        "sort=name&rows=200&before=%00%FF",
        "",
    ];
    const TYPED: [&str; 6] = [
        "org:40100 到期:<30天 张",
        "status:正常 style:student zhangsan",
        "updated:2026-11-01 holds:faculty",
        "单位：电子信息 类型:教职工",
        "ＺＨＡＮＧ",
        "a:b:c::",
    ];
    let bytes = changed(rng, &ADDRESSES);
    let query = String::from_utf8_lossy(&bytes);
    let (filter, _) = AccountFilter::parse(&query);
    let (again, warnings) = AccountFilter::parse(&filter.to_query());
    // What is refused stays in the address, so that it goes on finding nobody.
    let is_said =
        warnings.iter().all(Warning::is_condition) && warnings.is_empty() == filter.refused.is_empty();
    assert!(again == filter && is_said);
    let (filter, _) = ChangesFilter::parse(&query);
    assert!(ChangesFilter::parse(&filter.to_query()).0 == ChangesFilter { is_refused: false, ..filter });
    let (filter, _) = AuditFilter::parse(&query);
    assert!(AuditFilter::parse(&filter.to_query()).0 == AuditFilter { is_refused: false, ..filter });

    let bytes = changed(rng, &TYPED);
    let typed = String::from_utf8_lossy(&bytes);
    let organizations = BTreeMap::from([("40100".to_owned(), "电子信息".to_owned())]);
    let known = Vocabulary {
        organizations: &organizations,
        identity_type: &i18n::find_identity_type,
        check: &i18n::attention::find_check,
    };
    let filter = search_syntax::apply(&typed, AccountFilter::default(), known);
    let (again, _) = AccountFilter::parse(&filter.to_query());
    // What looks like a number of a person is taken out of addresses, which then find nobody; long texts are cut.
    let is_plain = looks_like(&filter.text) == Looks::Plain;
    assert!(if is_plain { filter.text.starts_with(&again.text) } else { !again.refused.is_empty() });
    let rest = |filter: AccountFilter| AccountFilter { text: String::new(), refused: Vec::new(), ..filter };
    assert!(rest(again) == rest(filter));
}

fn answer(rng: &mut Rng) {
    const ANSWERS: [&str; 5] = [
        r#"{"errno":0,"error":"success","total":2,"entities":[{"accountNo":"limishu","displayName":"李秘书","accountStatus":"正常","userStyle":"faculty","userId":"60123","identityExpireDate":"2027-07-31","cardType":"01","cardNo":"990101199203110010","telephone":"10012340000","email":"limishu@sjtu.edu.cn","topOrganizeId":"03000","topOrganizeName":"电子信息与电气工程学院","timestamp":"2026-11-01 08:00:00","relationList":[{"userStyle":"faculty","userId":"60123","expireDate":"2027-07-31","scbj":"N","cardType":"01","topOrganizeId":"03000"}]}]}"#,
        r#"{"errno":10001,"error":"BAD_PARAMETERS\n\nMORE_INFORMATION:phones is required","entities":null,"total":"7"}"#,
        r#"{"errno":"0","entities":[{"accountNo":1,"relationList":{},"timestamp":1.5},{"relationList":[null,[],{"scbj":true}]},[],null]}"#,
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "<html><body>campus gate</body></html>",
    ];
    let status = StatusCode::from_u16([200, 200, 200, 302, 400, 403, 404, 500, 503][rng.usize(..9)]).unwrap();
    let mut body = changed(rng, &ANSWERS);
    if rng.u8(..) == 0 {
        body = std::iter::repeat_n(b'[', rng.usize(..100_000)).collect();
    }
    let answer = Answer { status, headers: reqwest::header::HeaderMap::new(), body };
    let Ok(entities) = envelope::entities(&answer) else { return };
    assert!(!status.is_redirection());
    for account in entities.list.into_iter().filter_map(AccountRecord::read).map(account_api::account) {
        let shown = format!("{account:?}");
        assert!(
            !shown.contains("990101199203110010") || account.number.is_some() || account.name.is_some(),
            "numbers show in debug output"
        );
        assert!(account.relations().iter().all(|relation| relation.key == 0));
    }
}

fn masked(rng: &mut Rng) {
    const VALUES: [&str; 7] = [
        "990101199203110010",
        "X12345678",
        "10012340000",
        "34201234",
        "zhangsan@sjtu.edu.cn",
        "@@",
        "张三@大学",
    ];
    let bytes = changed(rng, &VALUES);
    let value = String::from_utf8_lossy(&bytes).into_owned();
    let kind = ["01", "02", "03", "08", "11", "99", ""][rng.usize(..7)];
    let kind = (!kind.is_empty()).then(|| kind.to_owned());
    let account = Account {
        document: Document { kind, number: Some(Sensitive::new(&*value)) },
        telephone: Some(Sensitive::new(&*value)),
        email: Some(Sensitive::new(&*value)),
        ..Account::default()
    };
    let length = value.chars().count();
    for field in reveal::Field::ALL {
        let reader = if rng.bool() { masking::Reader::MayReveal } else { masking::Reader::MayNot };
        let shown = masking::field(field, &account, reader).unwrap();
        assert_eq!(shown.is_empty(), value.is_empty());
        if field == reveal::Field::Email && value.contains('@') {
            let (local, shown) = (value.rsplit_once('@').unwrap().0, shown.rsplit_once('@').unwrap().0);
            assert!(
                local.chars().count() <= 1 || shown.chars().count() <= 4,
                "at most one character before the at sign"
            );
        } else {
            let plain = shown
                .chars()
                .zip(value.chars())
                .filter(|(shown, plain)| shown == plain && *plain != '*')
                .count();
            assert!(plain * 3 <= length * 2 && (length >= 6 || plain == 0), "{plain} of {length} show");
        }
    }
}

fn token(rng: &mut Rng) {
    const NOW: i64 = 1_800_000_000;
    const ISSUER: &str = "https://jaccount.example/oauth2/";
    const HEADERS: [&str; 5] = [
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS512","kid":"x"}"#,
        r#"{"alg":"RS256"}"#,
        "{}",
    ];
    const CLAIMS: [&str; 3] = [
        r#"{"iss":"https://jaccount.example/oauth2/","aud":"client","sub":"zhangsan","exp":1800001800,"iat":1800000000,"nonce":"n","name":"张三","type":"faculty"}"#,
        r#"{"iss":"https://jaccount.example/oauth2/","aud":["client","other"],"azp":"client","sub":"lisi","exp":1800001800,"iat":1800000000,"nonce":"n"}"#,
        r#"{"iss":"https://evil.example/","aud":"client","sub":"zhangsan","exp":9e99,"iat":-1,"nbf":1,"nonce":null}"#,
    ];
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let (header, claims) = (changed(rng, &HEADERS), changed(rng, &CLAIMS));
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    // Half of the tokens are signed as they should be, so that what is inside is reached.
    let is_signed = rng.bool();
    let key = if is_signed { "the client's secret" } else { "another secret" };
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(&signed).finalize();
    let signature = encode(&mac.into_bytes());
    let token = match rng.u8(0..8) {
        0 => String::from_utf8_lossy(&changed(rng, &[&format!("{signed}.{signature}")])).into_owned(),
        1 => format!("{signed}."),
        _ => format!("{signed}.{signature}"),
    };
    let secret = SecretString::from("the client's secret");
    let expected =
        Expected { issuer: ISSUER, client_id: "client", client_secret: &secret, nonce: "n", now: NOW };
    if let Ok(found) = id_token::verify(&token, &expected) {
        assert!(is_signed && !found.sub.is_empty(), "whoever has not the secret gets no token through");
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap_or_default();
        let means =
            |name: &str, value: &str| claims[name] == value || token != format!("{signed}.{signature}");
        assert!(
            means("iss", ISSUER)
                && means("nonce", "n")
                && (means("aud", "client") || claims["aud"].is_array())
        );
    }
}
