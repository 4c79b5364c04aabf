//! A table on its way into a file: cells in, bytes out, in one of four formats.

use std::borrow::Cow;
use std::io::{self, Seek, Write};
use std::path::Path;

use super::cell::{About, Cell, Heading, Layout};
use super::lines::Lines;
use super::page;
use super::workbook::Workbook;
use model::date::format_date_time;
use model::export::{Delimiter, Format};
use model::hostile_text::is_invisible;
use serde::ser::{SerializeMap as _, Serializer as _};

/// A table that is being written.
pub enum Table<W: Write + Seek + Send> {
    Csv { out: W, lines: Lines, delimiter: Delimiter },
    JsonLines { out: W, lines: Lines, codes: Vec<String> },
    Page { out: W, lines: Lines },
    Workbook(Box<Workbook<W>>),
}

impl<W: Write + Seek + Send> Table<W> {
    /// Begins a table, with its headings. `folder`: where a workbook keeps its rows meanwhile.
    ///
    /// # Errors
    /// The output cannot be written. So for the others.
    pub fn begin(layout: &Layout, mut out: W, headings: &[Heading], folder: &Path) -> io::Result<Self> {
        let (lines, delimiter) = (Lines::default(), layout.delimiter);
        Ok(match layout.format {
            Format::Csv => {
                // By this mark, spreadsheets know that the text is UTF-8.
                out.write_all("\u{feff}".as_bytes())?;
                let labels = headings.iter().map(|heading| harmless(Cow::Borrowed(&heading.label)));
                write_csv(&mut out, delimiter, labels)?;
                Self::Csv { out, lines, delimiter }
            }
            Format::JsonLines => Self::JsonLines {
                out,
                lines,
                codes: headings.iter().map(|heading| heading.code.clone()).collect(),
            },
            Format::Html => {
                page::begin(&mut out, layout, headings)?;
                Self::Page { out, lines }
            }
            Format::Xlsx => Self::Workbook(Box::new(Workbook::begin(out, headings, &layout.sheet, folder)?)),
        })
    }

    /// The next row.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let next = match self {
            Self::Csv { lines, .. } | Self::JsonLines { lines, .. } | Self::Page { lines, .. } => {
                lines.next_place()
            }
            Self::Workbook(_) => 0,
        };
        self.row_at(next, cells)
    }

    /// A row that has its place among those that come before the table is settled. A workbook takes rows as they come.
    pub fn row_at(&mut self, place: usize, cells: &[Cell<'_>]) -> io::Result<()> {
        match self {
            Self::Csv { lines, delimiter, .. } => lines.write_at(place, |line| {
                write_csv(line, *delimiter, cells.iter().map(|cell| harmless(cell.words())))
            }),
            Self::JsonLines { lines, codes, .. } => {
                lines.write_at(place, |line| write_json(line, codes, cells))
            }
            Self::Page { lines, .. } => lines.write_at(place, |line| page::write_row(line, cells)),
            Self::Workbook(workbook) => workbook.row(cells),
        }
    }

    /// Hands on the rows that came so far, in the order of their places.
    pub fn settle(&mut self) -> io::Result<()> {
        match self {
            Self::Csv { out, lines, .. } | Self::JsonLines { out, lines, .. } | Self::Page { out, lines } => {
                lines.hand_on(out)
            }
            Self::Workbook(_) => Ok(()),
        }
    }

    /// Ends the table and gives the output back.
    pub fn finish(mut self, about: &About) -> io::Result<W> {
        self.settle()?;
        match self {
            Self::Csv { out, .. } | Self::JsonLines { out, .. } => Ok(out),
            Self::Page { mut out, .. } => page::end(&mut out, about).map(|()| out),
            Self::Workbook(workbook) => workbook.finish(about),
        }
    }
}

/// A line of CSV after RFC 4180.
fn write_csv<'a>(
    out: impl Write,
    delimiter: Delimiter,
    fields: impl Iterator<Item = Cow<'a, str>>,
) -> io::Result<()> {
    /// What a line seldom passes, in bytes.
    const USUAL: usize = 512;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter.byte())
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(USUAL)
        .from_writer(out);
    for field in fields {
        writer.write_field(field.as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.flush()
}

/// An object for a line of JSON.
fn write_json(out: &mut Vec<u8>, codes: &[String], cells: &[Cell<'_>]) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut map = serializer.serialize_map(Some(cells.len()))?;
    for (code, cell) in codes.iter().zip(cells) {
        match cell {
            Cell::Empty => map.serialize_entry(code, &None::<()>)?,
            Cell::Coded(value, _) => map.serialize_entry(code, value)?,
            Cell::Moment(moment) => {
                map.serialize_entry(code, &format!("{}+08:00", format_date_time(*moment).replace(' ', "T")))?;
            }
            cell => map.serialize_entry(code, &cell.words())?,
        }
    }
    map.end()?;
    out.write_all(b"\n")
}

/// Signs with which spreadsheets let a formula begin, those of full width among them.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A value that no spreadsheet takes for a formula: one that could be gets an apostrophe before it.
fn harmless(value: Cow<'_, str>) -> Cow<'_, str> {
    // Some programs skip signs that do not show before they look at the first.
    let is_passed_over = |sign: char| {
        !FORMULA.contains(&sign) && (sign.is_whitespace() || sign.is_control() || is_invisible(sign))
    };
    let first = value.trim_start_matches(is_passed_over).chars().next();
    if first.is_some_and(|first| FORMULA.contains(&first)) { Cow::Owned(format!("'{value}")) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;
    use time::macros::{date, datetime};

    fn heading(code: &str, label: &str) -> Heading {
        Heading { code: code.into(), label: label.into(), width: 10 }
    }

    fn written(format: Format, rows: &[Vec<Cell<'_>>]) -> String {
        let headings = [heading("name", "姓名"), heading("expiry", "有效期")];
        let layout = Layout::of(format, "账号");
        let mut table = Table::begin(&layout, Cursor::new(Vec::new()), &headings, Path::new("")).unwrap();
        for row in rows {
            table.row(row).unwrap();
        }
        String::from_utf8(table.finish(&About::default()).unwrap().into_inner()).unwrap()
    }

    #[test]
    fn csv_opens_in_spreadsheets_and_runs_nothing() {
        let rows = [
            vec![Cell::text(Some("张三")), Cell::Date(date!(2027 - 07 - 31))],
            vec![Cell::text(Some("=HYPERLINK(\"http://evil\")")), Cell::Empty],
            vec![Cell::text(Some("a,b\r\n\"c\"")), Cell::Moment(datetime!(2026-11-21 09:05:07))],
        ];
        assert_eq!(
            written(Format::Csv, &rows),
            "\u{feff}姓名,有效期\r\n张三,2027-07-31\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",\r\n\"a,b\r\n\"\"c\"\"\",2026-11-21 09:05:07\r\n"
        );
    }

    #[test]
    fn programs_read_codes() {
        let rows = [
            vec![Cell::Coded("faculty", "教职工"), Cell::Moment(datetime!(2026-11-21 09:05:07))],
            vec![Cell::Text("=1".into()), Cell::Empty],
        ];
        assert_eq!(
            written(Format::JsonLines, &rows),
            "{\"name\":\"faculty\",\"expiry\":\"2026-11-21T09:05:07+08:00\"}\n{\"name\":\"=1\",\"expiry\":null}\n"
        );
    }

    proptest! {
        #[test]
        fn csv_gives_back_what_went_in(values in prop::collection::vec("\\PC{0,12}|[-=+@,;\"\r\n \t'a]{0,6}", 1..6), delimiter in prop::sample::select(&Delimiter::ALL)) {
            let layout = Layout { delimiter, ..Layout::of(Format::Csv, "") };
            let mut table = Table::begin(&layout, Cursor::new(Vec::new()), &[heading("a", "a")], Path::new("")).unwrap();
            for value in &values {
                table.row(&[Cell::Text(value.as_str().into())]).unwrap();
            }
            let bytes = table.finish(&About::default()).unwrap().into_inner();
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter.byte()).from_reader(&bytes["\u{feff}".len()..]);
            let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
            prop_assert_eq!(read.len(), values.len());
            for (read, value) in read.iter().zip(&values) {
                prop_assert!(read == value || read.strip_prefix('\'') == Some(value));
                prop_assert!(!read.starts_with(FORMULA));
            }
        }
    }
}
