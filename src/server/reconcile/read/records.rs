//! Records as JSON, one a line or in one array, as exports write them.

use serde_json::{Map, Value};

use model::roster::Row;

/// The records as a table whose headings are their fields; `None` where the text is no JSON.
pub fn read(text: &str) -> Option<Vec<Row>> {
    let text = text.trim();
    let records: Vec<(u32, Map<String, Value>)> = if text.starts_with('[') {
        let records: Vec<Map<String, Value>> = serde_json::from_str(text).ok()?;
        (1..).zip(records).collect()
    } else if text.starts_with('{') {
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        lines.map(|(line, number)| Some((number, serde_json::from_str(line).ok()?))).collect::<Option<_>>()?
    } else {
        return None;
    };
    let mut fields: Vec<String> = Vec::new();
    for field in records.iter().flat_map(|(_, record)| record.keys()) {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
    let row = |(number, record): (u32, Map<String, Value>)| Row {
        number,
        cells: fields.iter().map(|field| shown(record.get(field))).collect(),
    };
    let headings = Row { number: 0, cells: fields.clone() };
    Some(std::iter::once(headings).chain(records.into_iter().map(row)).collect())
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}
