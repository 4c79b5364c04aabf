//! What stands around the rows of a file: headings, and what the file is.

use crate::server::state::App;
use crate::server::sync;
use crate::server::table::{About, Heading, Layout};
use model::date::{format_date_time, from_unix};
use model::export::{ExportOrder, Format, Words};
use model::purpose::FileUse;

/// The columns of an order, and the one with the serial where it is asked for.
pub fn headings(order: &ExportOrder) -> Vec<Heading> {
    let heading =
        |code: &str, label: &str, width| Heading { code: code.to_owned(), label: label.to_owned(), width };
    let columns = order.columns.iter().zip(&order.words.headings);
    let columns = columns.map(|(column, label)| heading(column.code(), label, column.width()));
    columns.chain(order.has_serial.then(|| heading("serial", &order.words.serial, 14))).collect()
}

pub fn of_order(order: &ExportOrder, serial: &str) -> Layout {
    let words = &order.words;
    // A page is called as its file; the sheets of a workbook have names of their own.
    let sheet =
        if order.format == Format::Html && !order.title.is_empty() { &order.title } else { &words.sheet };
    Layout { delimiter: order.delimiter, ..laid_out(order.format, sheet, words, serial) }
}

/// How a table is laid out that has a serial.
pub fn laid_out(format: Format, sheet: &str, words: &Words, serial: &str) -> Layout {
    Layout {
        language: if words.chinese_first { "zh-CN" } else { "en" },
        notice: format!("{} {serial}", words.notice),
        ..Layout::of(format, sheet)
    }
}

/// The second sheet.
pub fn about(app: &App, order: &ExportOrder, who: &str, serial: &str, rows: usize) -> About {
    let moment = |seconds: i64| format_date_time(from_unix(seconds));
    let words = &order.words;
    let [purpose, recipient] = used(words, order.file_use.as_ref());
    let values = [
        who.to_owned(),
        moment(app.clock.unix()),
        words.question.clone(),
        app.config.public_url.join(&order.question.to_path()).map(String::from).unwrap_or_default(),
        rows.to_string(),
        sync::freshness(app).synced_at.map(moment).unwrap_or_default(),
        if order.is_unmasked() { words.unmasked.clone() } else { words.masked.clone() },
        serial.to_owned(),
        purpose,
        recipient,
    ];
    About { title: words.about.clone(), lines: words.about_lines.iter().cloned().zip(values).collect() }
}

/// The purpose of a file, and who uses it, in its words.
fn used(words: &Words, file_use: Option<&FileUse>) -> [String; 2] {
    let Some(FileUse { purpose, recipient }) = file_use else { return [String::new(), String::new()] };
    let recipient = if recipient.is_empty() { &words.no_recipient } else { recipient };
    [purpose.as_str().to_owned(), recipient.clone()]
}

/// What stands around a table that answers no question to the list.
#[derive(Clone, Copy, Debug)]
pub struct ListFile<'a> {
    pub words: &'a Words,
    pub file_use: &'a FileUse,
    /// What the list is, in words.
    pub about: &'a str,
}

/// The second sheet of a table that answers no question to the list: who took it away, when, how many rows, and what for.
pub fn about_file(app: &App, who: &str, rows: usize, of: &ListFile<'_>, serial: &str) -> About {
    let words = of.words;
    let [purpose, recipient] = used(words, Some(of.file_use));
    let (at, nothing) = (format_date_time(from_unix(app.clock.unix())), String::new);
    let values = [
        who.to_owned(),
        at,
        of.about.to_owned(),
        nothing(),
        rows.to_string(),
        nothing(),
        nothing(),
        serial.to_owned(),
        purpose,
        recipient,
    ];
    let lines = words.about_lines.iter().cloned().zip(values).filter(|(_, value)| !value.is_empty());
    About { title: words.about.clone(), lines: lines.collect() }
}
