//! Lists that are made to break whoever reads them: none of them ends the server, takes its memory, or stops others from working.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::Duration;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::process::Process;
use crate::reconcile::lines;
use crate::site::{Kind, Site, administrator, person, secretary};

/// The server may have so much address space, in KiB; its own needs half of it.
const MEMORY_KIB: u32 = 3 * 1024 * 1024;
/// And hold so much of it, in KiB, at its peak.
const MOST_HELD_KIB: u64 = 420 * 1024;

/// The program itself, with its memory capped.
struct Capped(Process);

impl Capped {
    async fn start(site: &Site) -> Self {
        Self(Process::start(site, &[], Some(MEMORY_KIB)).await)
    }

    /// The most memory that the server has held so far, in KiB.
    fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn assert_well(&mut self, after: &str) {
        assert!(self.0.child.try_wait().unwrap().is_none(), "the server ended: {after}");
        assert!(self.peak_kib() < MOST_HELD_KIB, "{} KiB held: {after}", self.peak_kib());
    }
}

/// A zip file of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const CELL: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;

/// A workbook with these shared texts and this sheet.
pub fn workbook(shared: &str, sheet: &str) -> Vec<u8> {
    let kinds = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let links = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    archive(&[
        ("[Content_Types].xml", kinds.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn shared(attributes: &str, texts: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {attributes}>{texts}</sst>"#
    )
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rows}</worksheet>"#
    )
}

/// Twelve million texts of nothing in 89 KB.
fn many_texts() -> Vec<u8> {
    workbook(&shared("", &"<si/>".repeat(12_000_000)), CELL)
}

/// Files by what is wrong with them.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let one = "<si><t>limishu</t></si>";
    let amplified = {
        let row = (0..50).fold(String::new(), |mut row, _| {
            row.push_str(r#"<c t="s"><v>0</v></c>"#);
            row
        });
        let rows = (0..20_000).fold(String::new(), |mut rows, _| {
            write!(rows, "<row>{row}</row>").unwrap();
            rows
        });
        workbook(
            &shared("", &format!("<si><t>{}</t></si>", "长".repeat(10_000))),
            &sheet(&format!("<sheetData>{rows}</sheetData>")),
        )
    };
    let entities = {
        let levels = (1..20).fold(String::from("<!ENTITY e0 \"ha\">"), |mut levels, level| {
            write!(levels, "<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10)).unwrap();
            levels
        });
        format!(r#"<?xml version="1.0"?><!DOCTYPE sst [{levels}]><sst><si><t>&e19;</t></si></sst>"#)
    };
    let names: Vec<String> = (0..60_000).map(|at| format!("part{at}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    vec![
        (
            "promises more texts than there is memory",
            workbook(&shared(r#"uniqueCount="100000000000000""#, one), CELL),
        ),
        (
            "promises the same between other quotes",
            workbook(&shared("uniqueCount = '99999999999999'", one), CELL),
        ),
        ("promises a number that is none", workbook(&shared(r#"uniqueCount="-1""#, one), CELL)),
        ("holds millions of texts of nothing", many_texts()),
        ("gives one long text to a million cells", amplified),
        ("is built of entities", workbook(&entities, CELL)),
        (
            "lies in a row beyond all rows",
            workbook(
                &shared("", one),
                &sheet(
                    r#"<sheetData><row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>"#,
                ),
            ),
        ),
        (
            "lies in a column beyond all columns",
            workbook(
                &shared("", one),
                &sheet(r#"<sheetData><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData>"#),
            ),
        ),
        (
            "claims a whole sheet",
            workbook(
                &shared("", one),
                &sheet(
                    r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#,
                ),
            ),
        ),
        ("is nested without end", workbook(&shared("", one), &sheet(&"<sheetData>".repeat(3_000_000)))),
        ("is one tag", workbook(&shared("", one), &format!("<worksheet a=\"{}\">", "x".repeat(30_000_000)))),
        (
            "points to texts that are not there",
            workbook(
                &shared("", ""),
                &sheet(r#"<sheetData><row><c t="s"><v>4294967295</v></c></row></sheetData>"#),
            ),
        ),
        ("unpacks to more than is taken", archive(&[("xl/workbook.xml", &vec![0; 70 * 1024 * 1024])])),
        ("has tens of thousands of parts", archive(&parts)),
        ("is cut off", many_texts()[..40_000].to_vec()),
        ("is no workbook", [b"PK\x03\x04".as_slice(), &[0xFF; 100_000]].concat()),
        ("is one quote after the other", vec![b'"'; 10 * 1024 * 1024]),
        ("opens a quote that never ends", [b"a\n\"".as_slice(), &vec![b'x'; 10 * 1024 * 1024 - 10]].concat()),
        ("is nothing but lines", vec![b'\n'; 10 * 1024 * 1024]),
        ("is nothing but commas", vec![b','; 10 * 1024 * 1024]),
        ("has a line with as many cells as signs", b"a,".repeat(5 * 1024 * 1024 - 10)),
        (
            "is half of a sign of two bytes",
            [b"\xFF\xFE".as_slice(), &vec![0xD8; 10 * 1024 * 1024 - 3]].concat(),
        ),
    ]
}

#[tokio::test]
async fn no_list_ends_the_server_or_takes_its_memory() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    // Made before: the server closes a connection on which nothing is asked for some seconds.
    let files = hostile();
    let mut server = Capped::start(&site).await;
    let browser = server.0.signed_in(administrator()).await;
    // What the process keeps to itself: files, and its memory.
    let told = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", server.0.child.id())).unwrap();
    assert!(told("status").contains("Umask:\t0077"));
    let core = told("limits")
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap()
        .split_whitespace()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert_eq!(core[4..6], ["0", "0"]);
    assert!(files.len() >= 20);
    for (what, file) in files {
        let page = browser.upload("/reconcile", &[("pasted", "")], Some(("x.xlsx", &file))).await;
        assert!([303, 422].contains(&page.status.as_u16()), "{what}: {} {}", page.status, page.text());
        server.assert_well(what);
    }
    // What is pasted is read in the same way, and not sent back whole.
    let pasted = "谁也不是\n".repeat(700_000);
    let page = browser.follow(browser.upload("/reconcile", &[("pasted", &pasted)], None).await).await;
    assert!(page.status == 422 && page.text().contains("请重新粘贴"), "{}", page.text());
    assert!(page.body.len() < 200_000, "{} bytes sent back", page.body.len());
    server.assert_well("a long pasted text");
    // Those that failed count as well.
    for _ in 0..8 {
        browser.upload("/reconcile", &[("pasted", "limishu")], None).await;
    }
    let page = browser.follow(browser.upload("/reconcile", &[("pasted", "limishu")], None).await).await;
    assert!(page.text().contains("一小时内核对的名单过多"), "{}", page.text());

    let auditor = server.0.signed_in(person("zhaoshenji")).await;
    let page = auditor.upload("/reconcile", &[("pasted", "limishu")], None).await;
    assert_eq!(lines(&auditor.follow(page).await)[0].1, "matched", "and everybody else goes on working");
}

#[tokio::test]
async fn who_gives_up_waiting_makes_no_room_for_another() {
    let site = Site::replica(Kind::Sqlite, 100).await;
    let file = many_texts();
    let mut server = Capped::start(&site).await;
    let browser = server.0.signed_in(secretary()).await;
    let uploads = (0..16).map(|_| {
        tokio::time::timeout(
            Duration::from_millis(80),
            browser.upload("/reconcile", &[], Some(("x.xlsx", &file))),
        )
    });
    futures_util::future::join_all(uploads).await;
    for round in 0.. {
        server.assert_well("sixteen at once, and gone");
        let readers = children(server.0.child.id());
        assert!(readers.len() <= 1, "{} lists are read at once", readers.len());
        let page = browser.upload("/reconcile", &[("pasted", "limishu")], None).await;
        if page.status == 303 {
            break;
        }
        assert!(round < 12 && page.text().contains("其他人正在核对名单"), "{}", page.text());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Processes that a process started and that have not ended.
fn children(of: u32) -> Vec<u32> {
    let is_child = |status: &str| {
        status.lines().any(|line| line == format!("PPid:\t{of}")) && !status.contains("State:\tZ")
    };
    let processes = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    processes
        .filter(|id: &u32| {
            std::fs::read_to_string(format!("/proc/{id}/status")).is_ok_and(|status| is_child(&status))
        })
        .collect()
}
