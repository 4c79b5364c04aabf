//! A page to be printed: the table, its headings repeated on every sheet of paper, and behind it what this is.

use std::io::{self, Write};

use html_escape::{encode_safe, encode_text};

use super::cell::{About, Cell, Heading, Layout};

/// Black on white, as paper wants it, in whatever scheme the screen is.
const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:12mm;background:#fff;color:#000;font:10pt/1.4 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif}\
h1{font-size:14pt;margin:0 0 4mm}\
table{border-collapse:collapse;width:100%}\
caption{text-align:left}\
th,td{border:.3mm solid #777;padding:1mm 1.6mm;text-align:left;vertical-align:top;overflow-wrap:break-word}\
.wide{font-size:7.5pt}\
.wide :is(th,td){padding:.6mm 1mm}\
th{background:#eee}\
tr{break-inside:avoid}\
dl{margin:6mm 0 0;display:grid;grid-template-columns:max-content 1fr;gap:1mm 4mm;break-inside:avoid}\
dt{font-weight:600}\
dd{margin:0;overflow-wrap:anywhere}\
.notice{margin:0 0 4mm}\
@media print{body{margin:0}}";

/// With more columns, a sheet of paper has room for small letters alone.
const MANY: usize = 8;

/// What is above the rows.
pub fn begin(out: &mut impl Write, layout: &Layout, headings: &[Heading]) -> io::Result<()> {
    let (title, notice) = (encode_text(&layout.sheet), encode_text(&layout.notice));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><style>{STYLE}{}</style></head>\n\
         <body><h1>{title}</h1><p class=\"notice\">{notice}</p><table{}><thead><tr>",
        encode_safe(layout.language),
        paper(&layout.notice),
        if headings.len() > MANY { " class=\"wide\"" } else { "" },
    )?;
    for heading in headings {
        write!(out, "<th scope=\"col\">{}</th>", encode_text(&heading.label))?;
    }
    out.write_all(b"</tr></thead><tbody>\n")
}

/// The size of the paper; and at the foot of each sheet the notice and the sheet's number.
fn paper(notice: &str) -> String {
    // A string of CSS; what could end it, or the element around it, is written by its number (CSS Syntax 3, 4.3.7).
    let quoted: String = notice
        .chars()
        .map(|sign| match sign {
            '"' | '\\' | '<' | '>' | '&' => format!("\\{:x} ", u32::from(sign)),
            sign if sign.is_control() => " ".to_owned(),
            sign => sign.to_string(),
        })
        .collect();
    format!(
        "@page{{size:A4 landscape;margin:12mm 12mm 16mm;@bottom-left{{content:\"{quoted}\";font-size:8pt}}\
         @bottom-right{{content:counter(page) \" / \" counter(pages);font-size:8pt}}}}"
    )
}

/// A row.
pub fn write_row(out: &mut Vec<u8>, cells: &[Cell<'_>]) -> io::Result<()> {
    out.write_all(b"<tr>")?;
    for cell in cells {
        write!(out, "<td>{}</td>", encode_text(&cell.words()))?;
    }
    out.write_all(b"</tr>\n")
}

/// What is below the rows.
pub fn end(out: &mut impl Write, about: &About) -> io::Result<()> {
    out.write_all(b"</tbody></table><dl>")?;
    for (label, value) in &about.lines {
        write!(out, "<dt>{}</dt><dd>{}</dd>", encode_text(label), encode_text(value))?;
    }
    out.write_all(b"</dl></body></html>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_in_a_cell_or_a_notice_becomes_markup(text in "\\PC{0,20}|[<>&\"'/a-z \\\\]{0,20}") {
            let layout = Layout { notice: text.clone(), sheet: text.clone(), language: "zh", ..Layout::default() };
            let heading = Heading { code: "a".into(), label: text.clone(), width: 1 };
            let mut page = Vec::new();
            begin(&mut page, &layout, &[heading]).unwrap();
            write_row(&mut page, &[Cell::text(Some(&text))]).unwrap();
            end(&mut page, &About { title: String::new(), lines: vec![(text.clone(), text)] }).unwrap();
            let page = String::from_utf8(page).unwrap();
            // As many tags as the page has with nothing in it.
            prop_assert_eq!(page.matches('<').count(), 38);
            prop_assert_eq!(page.matches('>').count(), 38);
        }
    }
}
