//! Reading a list as people have it: pasted, or a CSV or workbook in the encodings that programs here write.

mod cell;
mod decode;
mod records;
mod split;
mod stacked;
mod workbook;

use self::cell::trimmed;
use self::decode::{Decoded, decode};
use model::roster::{Fault, FaultKind, Roster, RosterError, Row, Sheet};

/// The list in a file.
///
/// # Errors
/// It is no list, or too long.
pub fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
    // A workbook is a zip file. Its reader takes for granted what a file may not hold to: then it is none.
    if bytes.starts_with(b"PK") {
        return std::panic::catch_unwind(|| workbook::read(bytes)).unwrap_or(Err(RosterError::Unreadable));
    }
    if bytes.starts_with(COMPOUND) {
        let is_locked = bytes.windows(ENCRYPTED.len()).any(|part| part == ENCRYPTED);
        return Err(if is_locked { RosterError::Password } else { RosterError::OldWorkbook });
    }
    let decoded = decode(bytes);
    // No text holds this sign, and nearly every other file does.
    if decoded.text.contains('\0') { Err(RosterError::Unreadable) } else { read_decoded(&decoded) }
}

/// How compound files begin (MS-CFB 2.2): workbooks of before 2007, and those that a password protects.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The name of the part that holds a protected workbook (MS-OFFCRYPTO 2.3.4), as it stands in the file.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// The list in a text: one value a line, several in one line, a table, or records as JSON.
///
/// # Errors
/// As for [`read`].
pub fn read_text(text: &str) -> Result<Roster, RosterError> {
    read_decoded(&Decoded { text: text.to_owned(), encoding: "", damaged: Vec::new() })
}

fn read_decoded(decoded: &Decoded) -> Result<Roster, RosterError> {
    let text = decoded.text.trim_start_matches('\u{feff}');
    if is_markup(text) {
        return Err(RosterError::Markup);
    }
    let of_line = |kind| move |line| Fault { kind, line, sheet: String::new() };
    let mut faults: Vec<Fault> = decoded.damaged.iter().copied().map(of_line(FaultKind::Damaged)).collect();
    let split = match records::read(text) {
        Some(rows) => split::Split { rows, ..split::Split::default() },
        None => split::split(text),
    };
    faults.extend(split.open_quotes.into_iter().map(of_line(FaultKind::OpenQuote)));
    let mut rows: Vec<Row> = split.rows.into_iter().flat_map(split::long_line).collect();
    for row in &mut rows {
        let mut is_cut = false;
        for cell in &mut row.cells {
            let (kept, cut) = trimmed(cell);
            *cell = kept;
            is_cut |= cut;
        }
        if is_cut {
            faults.push(of_line(FaultKind::TooLong)(row.number));
        }
    }
    if rows.iter().flat_map(|row| &row.cells).map(String::len).sum::<usize>() > model::roster::MOST_BYTES {
        return Err(RosterError::TooLarge);
    }
    let sheet = Sheet::new(String::new(), split::values(stacked::side_by_side(rows)))?;
    let separator = split.separator.filter(|_| sheet.columns.len() > 1);
    faults.sort_by_key(|fault| fault.line);
    Ok(Roster { encoding: decoded.encoding.to_owned(), separator, ..Roster::new(vec![sheet], faults)? })
}

/// Web pages and workbooks as XML, which programs give the name `.xls`.
fn is_markup(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(4_096).collect::<String>().to_lowercase();
    head.starts_with('<')
        && ["<table", "<html", "<?xml", "<!doctype", "<workbook"].iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use proptest::prelude::*;

    fn lines(list: &Roster) -> Vec<Vec<&str>> {
        list.current().lines.iter().map(|line| line.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn lists_are_read_in_every_encoding() {
        let text = "姓名,学号\r\n张三,523\r\n李四,524\r\n";
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8"),
            (encoding_rs::GB18030.encode(text).0.into_owned(), "GB18030"),
            ([vec![0xFF, 0xFE], utf_16.clone()].concat(), "UTF-16"),
            (utf_16, "UTF-16"),
        ] {
            let list = read(&bytes).unwrap();
            assert_eq!(lines(&list), [["张三", "523"], ["李四", "524"]]);
            assert_eq!((list.encoding.as_str(), list.separator, list.faults.len()), (encoding, Some(','), 0));
        }
        assert_eq!(lines(&read_text("zhangsan\nlisi").unwrap()), [["zhangsan"], ["lisi"]]);
        assert_eq!(read(b"PK no workbook"), Err(RosterError::Unreadable));
        assert_eq!(read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook"), Err(RosterError::OldWorkbook));
        assert_eq!(read(&[COMPOUND, ENCRYPTED].concat()), Err(RosterError::Password));
        for text in ["<html><table><tr><td>523</td></tr></table>", "<?xml version=\"1.0\"?><Workbook/>"] {
            assert_eq!(read_text(text), Err(RosterError::Markup));
        }
    }

    #[test]
    fn a_table_is_read_whatever_stands_between_its_values() {
        for sign in ['\t', ',', ';', '，', '；', '|', '、'] {
            let list = read_text(&format!("学号{sign}姓名\n523{sign}张三\n")).unwrap();
            assert_eq!((lines(&list), list.separator), (vec![vec!["523", "张三"]], Some(sign)));
        }
        assert_eq!(lines(&read_text("sep=;\n学号;姓名\n523;\"张,三\"").unwrap()), [["523", "张,三"]]);
        let many = format!("{} 曹 和", "欧阳 张三丰 518021910001 ".repeat(60));
        let long = read_text(&many).unwrap();
        assert_eq!((long.current().lines.len(), long.fault_count), (181, 0), "longer than one value");
        assert_eq!(lines(&long)[180], ["曹和"]);
        let quoted = read_text("学号,备注\n523,\"一\n二\"\n524,\"说 \"\"好\"\"\"\n").unwrap();
        assert_eq!(lines(&quoted), [["523", "一 二"], ["524", "说 \"好\""]]);
        assert_eq!(quoted.current().numbers, [2, 4]);
    }

    #[test]
    fn a_mark_that_is_never_closed_spoils_its_line_alone() {
        let list =
            read_text("姓名,学号,备注\n张三,523,\"优秀\"学生\n赵六,525,\"\n李四,526,x\n\"王五,527,5\" 屏\n")
                .unwrap();
        let people: Vec<_> = lines(&list).into_iter().map(|line| (line[0], line[1])).collect();
        assert_eq!(people[..3], [("张三", "523"), ("赵六", "525"), ("李四", "526")]);
        assert_eq!(list.faults.iter().map(|fault| fault.line).collect::<Vec<_>>()[..1], [3]);
        assert_eq!(list.current().lines.len(), 4);
        assert_eq!(list.current().lines[0][2], "优秀学生");
    }

    #[test]
    fn a_damaged_byte_spoils_its_line_alone() {
        let mut bytes = "学号,姓名\n523,张三\n524,李四\n525,王五\n".as_bytes().to_vec();
        let at = bytes.windows(3).position(|part| part == b"524").unwrap() + 4;
        bytes.splice(at..at, *b"\xe6\x97");
        let list = read(&bytes).unwrap();
        assert_eq!((list.encoding.as_str(), lines(&list).len()), ("UTF-8", 3));
        assert_eq!(list.faults, [Fault { kind: FaultKind::Damaged, line: 3, sheet: String::new() }]);
        let long = format!("学号\n{}\n523\n", "长".repeat(600));
        assert_eq!(read_text(&long).unwrap().faults[0].kind, FaultKind::TooLong);
    }

    #[test]
    fn several_values_in_a_line_are_several_values() {
        for text in [
            "zhangsan, lisi, wangwu",
            "zhangsan，lisi、wangwu",
            "zhangsan;lisi\twangwu",
            "518021910001 518021910002 518021910003",
            "00123 00124 00125",
            "张三 李四 王五",
            "张三、李四\n王五",
            "518021910001,518021910002\n518021910003,518021910004",
        ] {
            let list = read_text(text).unwrap();
            assert!(list.current().lines.len() >= 3 && list.current().columns.len() == 1, "{text}: {list:?}");
        }
        for text in [
            "张 三",
            "Zoë Brück",
            "990101 19920311 0018",
            "990101 199203 110018",
            "518021910001,张三",
            "zhangsan,张三\nlisi,李四",
        ] {
            let list = read_text(text).unwrap();
            assert!(list.current().lines.len() == text.lines().count(), "{text}: {list:?}");
        }
    }

    #[test]
    fn records_are_a_table() {
        let list = read_text("{\"account\":\"a\",\"number\":\"523\"}\n{\"account\":\"b\",\"number\":null}\n")
            .unwrap();
        assert_eq!(
            (list.current().headings.as_slice(), lines(&list)),
            (&["account".to_owned(), "number".to_owned()][..], vec![vec!["a", "523"], vec!["b", ""]])
        );
        assert_eq!(read_text("[{\"account\":\"a\"}]").unwrap().current().lines.len(), 1);
    }

    #[test]
    fn a_workbook_is_read_with_its_numbers_as_they_are() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, (name, number)) in [("张三", 523_030_910_001.0), ("李四", 60_123.0)].into_iter().enumerate()
        {
            sheet.write_string(row as u32 + 1, 0, name).unwrap();
            sheet.write_number(row as u32 + 1, 1, number).unwrap();
        }
        sheet.write_string(0, 0, "姓名").unwrap().write_string(0, 1, "工号").unwrap();
        let list = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(list.encoding, "");
        assert_eq!(lines(&list), [["张三", "523030910001"], ["李四", "60123"]]);
    }

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_not_unpacked() {
        use std::io::Write as _;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..65 {
            archive.write_all(&zeros).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1024 * 1024, "small as it comes");
        assert_eq!(read(&bytes), Err(RosterError::TooLarge));
    }

    fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        write(book.add_worksheet());
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn a_few_cells_far_apart_take_no_more_room_than_they_need() {
        let below = workbook(|sheet| {
            sheet.write_string(0, 0, "账号").unwrap().write_string(1_048_575, 0, "limishu").unwrap();
        });
        assert_eq!(read(&below).unwrap().who(0), "limishu");
        let beside = workbook(|sheet| {
            sheet.write_string(0, 0, "账号").unwrap().write_string(1, 16_383, "limishu").unwrap();
        });
        assert_eq!(read(&beside), Err(RosterError::TooManyColumns));
        let long = "长".repeat(500);
        let heavy = workbook(|sheet| {
            for row in 0..30_000 {
                sheet.write_string(row, 0, &long).unwrap();
            }
        });
        assert!(heavy.len() < 2_000_000, "the same text is kept once");
        assert_eq!(read(&heavy), Err(RosterError::TooLarge));
    }

    #[test]
    fn a_text_is_read_no_further_than_a_list_may_be_long() {
        assert_eq!(read_text(&"a\n".repeat(60_000)), Err(RosterError::TooManyLines));
        assert_eq!(read_text(&",".repeat(1_000)), Err(RosterError::Empty));
        let wide = "a,".repeat(1_000);
        assert_eq!(read_text(&format!("学号,{wide}\n5180,{wide}")), Err(RosterError::TooManyColumns));
        assert_eq!(
            read_text(&format!("学号,{wide}")).unwrap().current().lines.len(),
            1_000,
            "each is somebody"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), is_book: bool) {
            let bytes = if is_book { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
            if let Ok(list) = read(&bytes) {
                prop_assert!(list.is_sound());
            }
        }
    }
}
