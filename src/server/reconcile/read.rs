//! Reading a list as people have it: pasted, or a CSV or workbook in the encodings that programs here write.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use calamine::{Data, DataRef, Reader as _, Xlsx};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use model::roster::{MOST_COLUMNS, Roster, RosterError};

/// The list in a file.
///
/// # Errors
/// It is no list, or too long.
pub fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
    // A workbook is a zip file. Its reader takes for granted what a file may not hold to: then it is none.
    if bytes.starts_with(b"PK") {
        return std::panic::catch_unwind(|| read_workbook(bytes)).unwrap_or(Err(RosterError::Unreadable));
    }
    let text = decode(bytes);
    // No text holds this sign, and nearly every other file does.
    if text.contains('\0') { Err(RosterError::Unreadable) } else { read_text(&text) }
}

/// The list in a text: one value a line, or a table with commas, semicolons or tabs.
///
/// # Errors
/// As for [`read`].
pub fn read_text(text: &str) -> Result<Roster, RosterError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let cells = |record: csv::StringRecord| {
        (0..record.len()).map(move |at| Cow::Owned(record.get(at).unwrap_or_default().to_owned()))
    };
    Roster::new(reader.records().map(|record| record.map(cells).map_err(|_| RosterError::Unreadable)))
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
    let count = |sign: u8| {
        text.lines().take(20).map(|line| line.bytes().filter(|byte| *byte == sign).count()).sum::<usize>()
    };
    [b'\t', b',', b';'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// Bytes that a workbook may unpack to.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;

/// The shortest text among those that cells share: `<si/>`.
const SHORTEST_SHARED: u64 = 5;

/// What the parts of a workbook say of themselves, before room is made for any of it.
///
/// # Errors
/// It unpacks to more than is taken, or a part promises more texts than it has room for. A part that lies about its size does not pass the checks
/// of whoever unpacks it.
fn check_claims(bytes: &[u8]) -> Result<(), RosterError> {
    let unreadable = |_| RosterError::Unreadable;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut unpacked = 0_u64;
    for at in 0..archive.len() {
        let (size, is_shared) = {
            let entry = archive.by_index_raw(at).map_err(unreadable)?;
            let name = entry.name().map_err(unreadable)?.to_ascii_lowercase();
            (entry.size(), name.ends_with("sharedstrings.xml"))
        };
        unpacked = unpacked.saturating_add(size);
        if unpacked > MOST_UNPACKED {
            return Err(RosterError::TooLarge);
        }
        if is_shared {
            let mut head = Vec::new();
            archive
                .by_index(at)
                .map_err(unreadable)?
                .take(HEAD)
                .read_to_end(&mut head)
                .map_err(|_| RosterError::Unreadable)?;
            if promised(&head).is_some_and(|texts| texts > size / SHORTEST_SHARED) {
                return Err(RosterError::Unreadable);
            }
        }
    }
    Ok(())
}

/// Bytes in which the opening tag of a part stands.
const HEAD: u64 = 64 * 1024;

/// The largest number of texts that the opening of a part promises; a number that is none promises everything.
fn promised(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let values = head
        .split("niqueCount")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('=')?.trim_start().split(['"', '\'']).nth(1));
    values.map(|number| number.trim().parse().unwrap_or(u64::MAX)).max()
}

/// The cells of the first sheet, one after the other: where a sheet says it ends is no measure of what is in it.
fn read_workbook(bytes: &[u8]) -> Result<Roster, RosterError> {
    check_claims(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| RosterError::Unreadable)?;
    let sheet = book.sheet_names().into_iter().next().ok_or(RosterError::Empty)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| RosterError::Unreadable)?;
    // The cell that begins the next row, once a row is read.
    let mut next = cells.next_cell().map_err(|_| RosterError::Unreadable)?;
    let rows = std::iter::from_fn(|| {
        let first = next.take()?;
        let row = first.get_position().0;
        let mut line = Vec::new();
        let mut cell = Some(first);
        while let Some(found) = cell.take() {
            let (its_row, column) = found.get_position();
            if its_row != row {
                next = Some(found);
                break;
            }
            let column = column as usize;
            if column >= MOST_COLUMNS {
                return Some(Err(RosterError::TooManyColumns));
            }
            line.resize(line.len().max(column + 1), Cow::Borrowed(""));
            line[column] = words(found.get_value());
            match cells.next_cell() {
                Ok(following) => cell = following,
                Err(_) => return Some(Err(RosterError::Unreadable)),
            }
        }
        Some(Ok(line.into_iter()))
    });
    Roster::new(rows)
}

fn words<'a>(data: &DataRef<'a>) -> Cow<'a, str> {
    match data {
        // Numbers of people that a program took for numbers.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Cow::Owned(format!("{number:.0}"))
        }
        DataRef::Empty | DataRef::Error(_) => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        other => Cow::Owned(Data::from(other.clone()).to_string()),
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
        let utf_16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            GB18030.encode(text).0.into_owned(),
            utf_16,
        ] {
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
        for (row, (name, number)) in [("张三", 523_030_910_001.0), ("李四", 60_123.0)].into_iter().enumerate()
        {
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
        assert_eq!(read_text(&"a,".repeat(1_000)), Err(RosterError::TooManyColumns));
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
