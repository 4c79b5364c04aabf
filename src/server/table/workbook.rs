//! XLSX: typed dates, a frozen heading with a filter, and a second sheet that says what this is.

use std::io::{self, Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook as Xlsx, Worksheet, XlsxError};
use time::{Date, PrimitiveDateTime};

use super::cell::{About, Cell, Heading};
use crate::server::private_folder;

/// Rows that a sheet takes, the heading among them; beyond these another sheet begins.
const SHEET_ROWS: u32 = 1_048_576;

/// A workbook that is being written. Its rows go to nameless files in the folder of the exports, so that its size does not show in memory.
pub struct Workbook<W> {
    book: Xlsx,
    out: W,
    headings: Vec<Heading>,
    sheet: String,
    sheets: usize,
    next_row: u32,
    formats: Formats,
}

struct Formats {
    heading: Format,
    text: Format,
    date: Format,
    moment: Format,
}

impl<W: Write + Seek + Send> Workbook<W> {
    pub fn begin(out: W, headings: &[Heading], sheet: &str, folder: &Path) -> io::Result<Self> {
        private_folder::make(folder)?;
        let mut book = Xlsx::new();
        book.set_tempdir(folder).map_err(broken)?;
        let formats = Formats {
            heading: Format::new().set_bold().set_align(FormatAlign::Left),
            // What looks like a number stays as it is written.
            text: Format::new().set_num_format("@"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        };
        let mut workbook = Self {
            book,
            out,
            headings: headings.to_vec(),
            sheet: sheet.to_owned(),
            sheets: 0,
            next_row: SHEET_ROWS,
            formats,
        };
        workbook.next_sheet().map_err(broken)?;
        Ok(workbook)
    }

    fn next_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name =
            if self.sheets == 1 { self.sheet.clone() } else { format!("{} {}", self.sheet, self.sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (at, heading) in (0..).zip(&self.headings) {
            sheet.set_column_width(at, heading.width)?;
        }
        for (at, heading) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(0, at, &heading.label, &self.formats.heading)?;
        }
        self.next_row = 1;
        Ok(())
    }

    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.next_row == SHEET_ROWS {
            self.close_sheet().and_then(|()| self.next_sheet()).map_err(broken)?;
        }
        let row = self.next_row;
        let formats = &self.formats;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(broken)?;
        for (at, cell) in (0..).zip(cells) {
            write(sheet, row, at, cell, formats).map_err(broken)?;
        }
        self.next_row += 1;
        Ok(())
    }

    /// The filter over the heading: its range is known when the last row is.
    fn close_sheet(&mut self) -> Result<(), XlsxError> {
        let last_column = u16::try_from(self.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.book
            .worksheet_from_index(self.sheets - 1)?
            .autofilter(0, 0, self.next_row - 1, last_column)
            .map(|_| ())
    }

    pub fn finish(mut self, about: &About) -> io::Result<W> {
        let last = || -> Result<W, XlsxError> {
            self.close_sheet()?;
            if !about.lines.is_empty() {
                let sheet = self.book.add_worksheet_with_constant_memory()?;
                sheet.set_name(&about.title)?.set_column_width(0, 18)?.set_column_width(1, 90)?;
                for (row, (label, value)) in (0..).zip(&about.lines) {
                    sheet.write_string_with_format(row, 0, label, &self.formats.heading)?;
                    sheet.write_string_with_format(row, 1, value, &self.formats.text)?;
                }
            }
            self.book.save_to_writer(&mut self.out)?;
            Ok(self.out)
        };
        last().map_err(broken)
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => _ = sheet.write_string_with_format(row, at, shortened(text), &formats.text)?,
        Cell::Coded(_, word) => _ = sheet.write_string(row, at, *word)?,
        Cell::Date(date) => match excel_date(*date) {
            Some(value) => _ = sheet.write_datetime_with_format(row, at, &value, &formats.date)?,
            None => _ = sheet.write_string(row, at, model::date::format_date(*date))?,
        },
        Cell::Moment(moment) => match excel_moment(*moment) {
            Some(value) => _ = sheet.write_datetime_with_format(row, at, &value, &formats.moment)?,
            None => _ = sheet.write_string(row, at, model::date::format_date_time(*moment))?,
        },
    }
    Ok(())
}

/// Spreadsheets take no longer text.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 32_767;
    text.chars().take(LONGEST).collect()
}

/// Spreadsheets know no day before 1900.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month().into(), date.day()).ok()
}

fn excel_moment(moment: PrimitiveDateTime) -> Option<ExcelDateTime> {
    let time = moment.time();
    excel_date(moment.date())?.and_hms(time.hour().into(), time.minute(), time.second()).ok()
}

fn broken(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    }
}
