//! How files for one recipient are made: remembered, so that the next one comes out the same.

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::export::{Delimiter, ExportForm, ExportOrder, Format};

/// So many recipients are remembered for a person.
const REMEMBERED: usize = 12;

/// What was chosen for a recipient last. Columns, format and delimiter are codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTemplate {
    pub recipient: String,
    purpose: String,
    columns: Vec<String>,
    format: String,
    delimiter: String,
    has_serial: bool,
}

impl ExportTemplate {
    /// What an order chooses; `None` where it is for nobody else.
    pub fn of(order: &ExportOrder) -> Option<Self> {
        let its = order.file_use.as_ref().filter(|its| !its.recipient.is_empty())?;
        Some(Self {
            recipient: its.recipient.clone(),
            purpose: its.purpose.as_str().to_owned(),
            columns: order.columns.iter().map(|column| column.code().to_owned()).collect(),
            format: order.format.code().to_owned(),
            delimiter: order.delimiter.code().to_owned(),
            has_serial: order.has_serial,
        })
    }

    /// Fills in what was chosen. Whether values are masked is decided each time.
    pub fn fill_in(&self, form: &mut ExportForm) {
        form.recipient.clone_from(&self.recipient);
        form.purpose.clone_from(&self.purpose);
        form.columns = self.columns.iter().filter_map(|code| Column::from_code(code)).collect();
        form.format = Format::from_code(&self.format).unwrap_or(form.format);
        form.delimiter = Delimiter::from_code(&self.delimiter).unwrap_or(form.delimiter);
        form.has_serial = self.has_serial;
    }
}

/// The templates with this one in front, in the place of the one for the same recipient.
pub fn remembered(mut templates: Vec<ExportTemplate>, new: ExportTemplate) -> Vec<ExportTemplate> {
    templates.retain(|other| other.recipient != new.recipient);
    templates.insert(0, new);
    templates.truncate(REMEMBERED);
    templates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Words;
    use crate::filter::AccountFilter;
    use crate::masking::Reader;
    use crate::purpose::FileUse;

    fn order(recipient: &str, format: Format) -> ExportOrder {
        ExportOrder {
            question: AccountFilter::default(),
            columns: vec![Column::Number, Column::Name],
            format,
            delimiter: Delimiter::Tab,
            has_serial: true,
            file_use: FileUse::new("新生报到", recipient),
            wants_unmasked: true,
            reader: Reader::MayNot,
            title: String::new(),
            words: Words::default(),
        }
    }

    #[test]
    fn a_form_is_filled_in_as_for_the_same_recipient_before_but_masked() {
        let mut form = ExportForm::default();
        ExportTemplate::of(&order("学生处", Format::Csv)).unwrap().fill_in(&mut form);
        assert_eq!((&*form.recipient, &*form.purpose), ("学生处", "新生报到"));
        assert_eq!((form.format, form.delimiter), (Format::Csv, Delimiter::Tab));
        assert_eq!(form.columns, [Column::Number, Column::Name]);
        assert!(form.has_serial && !form.is_unmasked);
    }

    #[test]
    fn one_template_a_recipient_and_the_last_used_first() {
        assert_eq!(ExportTemplate::of(&order("", Format::Csv)), None);
        let mut templates = Vec::new();
        for recipient in (0..20).map(|number| format!("单位 {}", number % 15)) {
            templates = remembered(templates, ExportTemplate::of(&order(&recipient, Format::Xlsx)).unwrap());
        }
        let recipients: Vec<&str> = templates.iter().map(|template| &*template.recipient).collect();
        assert_eq!(recipients.len(), REMEMBERED);
        assert_eq!(recipients[..6], ["单位 4", "单位 3", "单位 2", "单位 1", "单位 0", "单位 14"]);
    }
}
