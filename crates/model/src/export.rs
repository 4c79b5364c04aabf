//! What is to be exported, and in which words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use time::PrimitiveDateTime;

use super::collation::Collation;
use super::column::Column;
use super::filter::AccountFilter;
use super::hostile_text::is_invisible;
use super::masking::Reader;
use super::purpose::{FileUse, FileUseTyped};

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Format {
    #[default]
    Xlsx,
    Csv,
    #[strum(serialize = "jsonl")]
    JsonLines,
    /// A page to be printed, or kept as a PDF by the browser.
    Html,
}

coded!(Format);

impl Format {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

/// What stands between two fields of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Delimiter {
    #[default]
    Comma,
    Semicolon,
    Tab,
}

coded!(Delimiter);

impl Delimiter {
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// The words of a file, in the language of whoever asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The headings, in the order of the columns.
    pub headings: Vec<String>,
    /// What codes of statuses, identity types and kinds of documents are called.
    pub statuses: BTreeMap<String, String>,
    pub identity_types: BTreeMap<String, String>,
    pub document_kinds: BTreeMap<String, String>,
    /// Names in Chinese stand before others.
    #[serde(default)]
    pub chinese_first: bool,
    /// Titles of the two sheets.
    pub sheet: String,
    pub about: String,
    /// The lines of the second sheet: who, when, question, address of the question, rows, age of the data, masking, serial, purpose, recipient.
    /// Orders of earlier versions lack the last ones.
    pub about_lines: Vec<String>,
    /// The question, in a sentence.
    pub question: String,
    pub masked: String,
    pub unmasked: String,
    pub deleted: String,
    /// The heading of the column with the file's serial.
    #[serde(default)]
    pub serial: String,
    /// Who uses the file, where it is given to nobody.
    #[serde(default)]
    pub no_recipient: String,
    /// What is printed on every sheet of paper.
    #[serde(default)]
    pub notice: String,
}

impl Words {
    /// By what the rows are put in order: as the list that the file was asked from.
    pub fn collation(&self, organizations: Arc<BTreeMap<String, String>>) -> Collation {
        Collation {
            chinese_first: self.chinese_first,
            statuses: self.statuses.clone(),
            identity_types: self.identity_types.clone(),
            organizations,
        }
    }
}

/// What somebody wants to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    pub question: AccountFilter,
    pub columns: Vec<Column>,
    pub format: Format,
    pub delimiter: Delimiter,
    /// The last column is the file's serial.
    pub has_serial: bool,
    /// Orders of earlier versions do not say it.
    pub file_use: Option<FileUse>,
    /// Numbers and addresses of people are not masked.
    pub wants_unmasked: bool,
    /// For whom they are masked otherwise.
    pub reader: Reader,
    /// What the file is named after.
    pub title: String,
    pub words: Words,
}

/// An order as it lies in the database.
#[derive(Serialize, Deserialize)]
struct OrderRecord {
    question: String,
    columns: Vec<String>,
    format: String,
    #[serde(default)]
    delimiter: Option<String>,
    #[serde(default)]
    has_serial: bool,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default)]
    recipient: String,
    /// What for, if at all: earlier versions asked it of what is unmasked alone.
    unmasked: Option<String>,
    #[serde(default)]
    reader: Reader,
    title: String,
    words: Words,
}

impl ExportOrder {
    /// Whether values leave that are masked everywhere else.
    pub fn is_unmasked(&self) -> bool {
        self.wants_unmasked && self.columns.iter().any(|column| column.is_sensitive())
    }

    /// Joined by commas, as the address and the log have them.
    pub fn column_codes(&self) -> String {
        self.columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(",")
    }

    pub fn to_json(&self) -> serde_json::Result<String> {
        let purpose = self.file_use.as_ref().map(|its| its.purpose.as_str().to_owned());
        serde_json::to_string(&OrderRecord {
            question: self.question.to_query(),
            columns: self.columns.iter().map(|column| column.code().to_owned()).collect(),
            format: self.format.code().to_owned(),
            delimiter: Some(self.delimiter.code().to_owned()),
            has_serial: self.has_serial,
            recipient: self.file_use.as_ref().map(|its| its.recipient.clone()).unwrap_or_default(),
            unmasked: self.wants_unmasked.then(|| purpose.clone().unwrap_or_default()),
            purpose,
            reader: self.reader,
            title: self.title.clone(),
            words: self.words.clone(),
        })
    }

    /// Reads what [`ExportOrder::to_json`] wrote.
    pub fn from_json(json: &str) -> Option<Self> {
        let record: OrderRecord = serde_json::from_str(json).ok()?;
        Some(Self {
            question: AccountFilter::parse(&record.question).0,
            columns: record.columns.iter().filter_map(|code| Column::from_code(code)).collect(),
            format: Format::from_code(&record.format)?,
            delimiter: record
                .delimiter
                .map_or(Some(Delimiter::default()), |code| Delimiter::from_code(&code))?,
            has_serial: record.has_serial,
            wants_unmasked: record.unmasked.is_some(),
            file_use: record
                .purpose
                .or(record.unmasked)
                .and_then(|purpose| FileUse::new(&purpose, &record.recipient)),
            reader: record.reader,
            title: record.title,
            words: record.words,
        })
    }
}

/// The form on the page before an export, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportForm {
    pub question: AccountFilter,
    pub format: Format,
    pub columns: Vec<Column>,
    pub delimiter: Delimiter,
    pub has_serial: bool,
    pub is_unmasked: bool,
    pub purpose: String,
    pub recipient: String,
    pub title: String,
}

impl ExportForm {
    /// What the file is for, as it was filled in.
    pub fn file_use(&self) -> FileUseTyped {
        FileUseTyped { purpose: self.purpose.clone(), recipient: self.recipient.clone() }
    }

    /// Reads an `application/x-www-form-urlencoded` body; what it does not know is left out.
    pub fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "question" => form.question = AccountFilter::parse(&value).0.first_page(),
                "format" => form.format = Format::from_code(&value).unwrap_or_default(),
                "column" => form
                    .columns
                    .extend(Column::from_code(&value).filter(|column| !form.columns.contains(column))),
                "delimiter" => form.delimiter = Delimiter::from_code(&value).unwrap_or_default(),
                "serial" => form.has_serial = value == "yes",
                "unmasked" => form.is_unmasked = value == "yes",
                "purpose" => value.trim().clone_into(&mut form.purpose),
                "recipient" => value.trim().clone_into(&mut form.recipient),
                "title" => {
                    form.title = value.trim().chars().filter(|sign| !sign.is_control()).take(100).collect();
                }
                _ => {}
            }
        }
        form
    }
}

/// Where a large export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

coded!(JobState);

impl JobState {
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// `<title>-<yyyyMMdd-HHmm>-<serial>.<ending>`, safe in every file system. What has no serial has none in its name.
pub fn file_name(title: &str, at: PrimitiveDateTime, serial: &str, format: Format) -> String {
    // With date and ending, file systems take 255 bytes.
    const LONGEST: usize = 180;
    let is_unsafe = |sign: char| sign.is_control() || "/\\:*?\"<>|".contains(sign) || is_invisible(sign);
    let safe: String = title.chars().map(|sign| if is_unsafe(sign) { '_' } else { sign }).collect();
    let safe = &safe[..safe.floor_char_boundary(LONGEST)];
    // A dash in front is an option to programs on a command line.
    let safe = safe.trim_matches(['.', ' ', '_', '-']);
    // Windows keeps some names for devices.
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&&*stem)
        || ["COM", "LPT"]
            .iter()
            .any(|device| stem.strip_prefix(device).is_some_and(|rest| rest.chars().count() == 1));
    let stem = match safe {
        "" => "accounts".to_owned(),
        device if is_device => format!("_{device}"),
        safe => safe.to_owned(),
    };
    let (date, time) = (at.date(), at.time());
    let dash = if serial.is_empty() { "" } else { "-" };
    format!(
        "{stem}-{:04}{:02}{:02}-{:02}{:02}{dash}{serial}.{}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        format.code()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const AT: PrimitiveDateTime = datetime!(2026-11-21 09:05);

    #[test]
    fn files_are_named_after_what_is_in_them() {
        assert_eq!(file_name("毕业生 2026", AT, "", Format::Xlsx), "毕业生 2026-20261121-0905.xlsx");
        assert_eq!(
            file_name("毕业生", AT, "7K3FA-Q2M4T", Format::Csv),
            "毕业生-20261121-0905-7K3FA-Q2M4T.csv"
        );
        assert_eq!(file_name("a/b\\c:d", AT, "", Format::Csv), "a_b_c_d-20261121-0905.csv");
        assert_eq!(file_name("../..", AT, "", Format::Csv), "accounts-20261121-0905.csv");
        assert_eq!(file_name("con", AT, "", Format::JsonLines), "_con-20261121-0905.jsonl");
        assert_eq!(file_name("COM1.x", AT, "", Format::Csv), "_COM1.x-20261121-0905.csv");
        assert_eq!(file_name("gnp\u{202e}exe", AT, "", Format::Csv), "gnp_exe-20261121-0905.csv");
    }

    #[test]
    fn orders_of_earlier_versions_are_read() {
        let old = |unmasked: &str| {
            format!(
                r#"{{"question":"","columns":["name"],"format":"csv","unmasked":{unmasked},"title":"a","words":{{"headings":[],"statuses":{{}},"identity_types":{{}},"document_kinds":{{}},"sheet":"","about":"","about_lines":["a","b","c","d","e","f","g"],"question":"","masked":"","unmasked":"","deleted":""}}}}"#
            )
        };
        let order = ExportOrder::from_json(&old("null")).unwrap();
        assert_eq!((order.wants_unmasked, order.file_use, order.words.about_lines.len()), (false, None, 7));
        let order = ExportOrder::from_json(&old("\"wrong-data\"")).unwrap();
        assert_eq!((order.wants_unmasked, order.file_use), (true, FileUse::new("wrong-data", "")));
    }

    proptest! {
        #[test]
        fn every_name_can_be_a_file(title in "\\PC{0,120}|[.\\\\/: a-c]{0,20}") {
            let name = file_name(&title, AT, "", Format::Csv);
            prop_assert!(name.ends_with("-20261121-0905.csv") && !name.starts_with(['.', ' ', '-']));
            prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']));
            prop_assert!(name.len() <= 255);
        }

        #[test]
        fn an_order_comes_back_from_the_database(columns in prop::sample::subsequence(Column::ALL.to_vec(), 0..=Column::ALL.len()), title in "\\PC{0,20}", wants_unmasked: bool, has_serial: bool, delimiter in prop::sample::select(&Delimiter::ALL)) {
            let order = ExportOrder {
                question: AccountFilter { organizations: vec!["40100".into()], ..AccountFilter::default() },
                columns,
                format: Format::Csv,
                delimiter,
                has_serial,
                file_use: FileUse::new("新生报到", "学生处"),
                wants_unmasked,
                reader: if wants_unmasked { Reader::MayReveal } else { Reader::MayNot },
                title,
                words: Words { headings: vec!["姓名".into()], ..Words::default() },
            };
            prop_assert_eq!(ExportOrder::from_json(&order.to_json().unwrap()), Some(order));
        }

        #[test]
        fn any_body_is_read_without_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            _ = ExportForm::parse(&body);
        }
    }
}
