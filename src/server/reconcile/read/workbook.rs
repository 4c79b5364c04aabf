//! Workbooks: the sheets that can be seen, with their values as they are shown.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Style, Xlsx};

use super::cell::trimmed;
use model::roster::{Fault, FaultKind, MOST_BYTES, MOST_CELLS, MOST_LINES, Roster, RosterError, Row, Sheet};

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

/// The list in a workbook.
///
/// # Errors
/// It is none that can be read, or too large.
pub fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
    check_claims(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| RosterError::Unreadable)?;
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut room = Room::default();
    let (mut sheets, mut faults, mut refused) = (Vec::new(), Vec::new(), None);
    for name in visible {
        match read_sheet(&mut book, &name, &mut room, &mut faults) {
            Ok(sheet) => sheets.push(sheet),
            Err(RosterError::Unreadable) => return Err(RosterError::Unreadable),
            Err(error) => {
                refused = Some(error);
                faults.push(Fault { kind: FaultKind::SheetTooLarge, line: 0, sheet: name });
            }
        }
    }
    match (Roster::new(sheets, faults), refused) {
        (Err(RosterError::Empty), Some(error)) => Err(error),
        (read, _) => read,
    }
}

/// What all sheets of a workbook take, in cells and bytes.
#[derive(Default)]
struct Room {
    cells: usize,
    bytes: usize,
}

/// The cells of a sheet, one after the other: where a sheet says it ends is no measure of what is in it.
fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    room: &mut Room,
    faults: &mut Vec<Fault>,
) -> Result<Sheet, RosterError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| RosterError::Unreadable)?;
    let widths: Vec<Option<usize>> = cells.styles().iter().map(leading_zeros).collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut has_empty = false;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| RosterError::Unreadable)? {
        let (row, column) = cell.get_position();
        let (number, column) = (row + 1, column as usize);
        let shown = shown(cell.get_value(), widths.get(style).copied().flatten());
        let (text, is_cut) = trimmed(&shown);
        if text.is_empty() {
            has_empty = true;
            continue;
        }
        if column >= FARTHEST_COLUMN {
            return Err(RosterError::TooManyColumns);
        }
        if is_cut {
            faults.push(Fault { kind: FaultKind::TooLong, line: number, sheet: name.to_owned() });
        }
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        let Some(last) = rows.last_mut() else { continue };
        room.cells += (column + 1).saturating_sub(last.cells.len());
        room.bytes += text.len();
        if room.cells > MOST_CELLS || room.bytes > MOST_BYTES {
            return Err(RosterError::TooLarge);
        }
        last.cells.resize(last.cells.len().max(column + 1), String::new());
        last.cells[column] = text;
    }
    drop(cells);
    if has_empty {
        faults.extend(without_results(book, name)?.into_iter().map(|line| Fault {
            kind: FaultKind::NoResult,
            line,
            sheet: name.to_owned(),
        }));
    }
    Sheet::new(name.to_owned(), rows)
}

/// Lines, counted from 1, with a formula that was never calculated: Excel does so on saving, other programs may not.
fn without_results(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<u32>, RosterError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| RosterError::Unreadable)?;
    let mut lines: Vec<u32> = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| RosterError::Unreadable)? {
        let number = cell.pos.0 + 1;
        let is_without = cell.formula.is_some() && matches!(cell.value, DataRef::Empty);
        if is_without && lines.last() != Some(&number) && lines.len() < MOST_LINES {
            lines.push(number);
        }
    }
    Ok(lines)
}

/// Columns of a sheet that are looked at, empty ones included.
const FARTHEST_COLUMN: usize = 512;

/// The digits that a format of zeros alone shows: `00000`.
fn leading_zeros(style: &Style) -> Option<usize> {
    let code = style.number_format.as_ref()?.format_code.trim();
    (code.len() > 1 && code.bytes().all(|sign| sign == b'0')).then_some(code.len())
}

/// Digits that Excel keeps and shows of a number.
const DIGITS: usize = 15;

/// A value as the workbook shows it.
fn shown(data: &DataRef<'_>, leading_zeros: Option<usize>) -> String {
    match data {
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:0width$.0}", width = leading_zeros.unwrap_or(0))
        }
        // Digits behind those that are kept are not the person's.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e21 => {
            let digits = format!("{number:.0}");
            let kept = digits.len().min(DIGITS + usize::from(digits.starts_with('-')));
            format!("{}{}", &digits[..kept], "0".repeat(digits.len() - kept))
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string().to_uppercase(),
        DataRef::DateTime(at) => moment(*at),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn moment(at: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    if at.is_duration() || at.as_f64() < 1.0 {
        time
    } else if at.as_f64().fract() == 0.0 {
        date
    } else {
        format!("{date} {time}")
    }
}
