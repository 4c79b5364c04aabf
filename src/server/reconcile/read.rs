//! Reading a list as people have it: pasted, or a CSV or workbook in the encodings that programs here write.

use std::io::Cursor;

use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use crate::model::roster::{Roster, RosterError};

/// The list in a file.
///
/// # Errors
/// It is no list, or too long.
pub fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
    // Workbooks of today are zip files, those of before 2007 compound documents.
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return read_workbook(bytes);
    }
    read_text(&decode(bytes))
}

/// The list in a text: one value a line, or a table with commas, semicolons or tabs.
///
/// # Errors
/// As for [`read`].
pub fn read_text(text: &str) -> Result<Roster, RosterError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| RosterError::Unreadable)?;
        lines.push(record.iter().map(str::to_owned).collect());
    }
    Roster::new(lines.into_iter())
}

/// By its mark, or UTF-8 where it is that, or what Chinese programs write otherwise.
fn decode(bytes: &[u8]) -> String {
    for (mark, encoding) in [(&[0xFF, 0xFE], UTF_16LE), (&[0xFE, 0xFF], UTF_16BE)] {
        if bytes.starts_with(mark) {
            return encoding.decode(bytes).0.into_owned();
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => GB18030.decode(bytes).0.into_owned(),
    }
}

/// The sign that stands most often in the first lines.
fn delimiter(text: &str) -> u8 {
    let count = |sign: u8| text.lines().take(20).map(|line| line.bytes().filter(|byte| *byte == sign).count()).sum::<usize>();
    [b'\t', b',', b';'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// Bytes that a workbook may unpack to.
const MOST_UNPACKED: u64 = 200 * 1024 * 1024;

/// What a zip file says it unpacks to; one that lies about it does not pass its own checks.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    (0..archive.len()).map(|at| archive.by_index_raw(at).ok().map(|entry| entry.size())).try_fold(0_u64, |sum, size| Some(sum.saturating_add(size?)))
}

fn read_workbook(bytes: &[u8]) -> Result<Roster, RosterError> {
    if bytes.starts_with(b"PK") && unpacked(bytes).is_none_or(|unpacked| unpacked > MOST_UNPACKED) {
        return Err(RosterError::Unreadable);
    }
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| RosterError::Unreadable)?;
    let sheet = book.worksheet_range_at(0).ok_or(RosterError::Empty)?.map_err(|_| RosterError::Unreadable)?;
    Roster::new(sheet.rows().map(|row| row.iter().map(cell).collect()))
}

fn cell(data: &Data) -> String {
    match data {
        // Numbers of people that a program took for numbers.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_are_read_in_every_encoding() {
        let text = "姓名,学号\r\n张三,523\r\n李四,524\r\n";
        let expected = read_text(text).unwrap();
        assert_eq!((expected.column, expected.lines.len()), (1, 2));
        let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), GB18030.encode(text).0.into_owned(), utf_16] {
            assert_eq!(read(&bytes).unwrap(), expected);
        }
        assert_eq!(read_text("zhangsan\nlisi").unwrap().lines.len(), 2);
        assert_eq!(read_text("姓名\t学号\n张三\t523").unwrap().who(0), "523");
        assert_eq!(read(b"PK no workbook"), Err(RosterError::Unreadable));
    }

    #[test]
    fn a_workbook_is_read_with_its_numbers_as_they_are() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, (name, number)) in [("张三", 523_030_910_001.0), ("李四", 60_123.0)].into_iter().enumerate() {
            sheet.write_string(row as u32 + 1, 0, name).unwrap();
            sheet.write_number(row as u32 + 1, 1, number).unwrap();
        }
        sheet.write_string(0, 0, "姓名").unwrap().write_string(0, 1, "工号").unwrap();
        let list = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((list.who(0), list.who(1), list.headings[0].as_str()), ("523030910001", "60123", "姓名"));
    }

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_not_unpacked() {
        use std::io::Write as _;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..201 {
            archive.write_all(&zeros).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1024 * 1024, "small as it comes");
        assert_eq!(read(&bytes), Err(RosterError::Unreadable));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), is_book: bool) {
            let bytes = if is_book { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
            if let Ok(list) = read(&bytes) {
                prop_assert!(list.lines.iter().all(|line| line.len() == list.width()) && list.column < list.width());
            }
        }
    }
}
