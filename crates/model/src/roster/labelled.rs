//! Lists that say of each value what it is, as forms do: `姓名,张三,学号,518021910001`, or each in a line of its own.

use std::collections::BTreeSet;

use super::heading::{Role, is_also_value, role};
use super::limits::MOST_COLUMNS;
use super::row::Row;

/// What the values are called, and a row of values for each person; `None` where the rows are no such list.
pub(super) fn table(rows: &[Row]) -> Option<(Vec<String>, Vec<Row>)> {
    let (labels, records) = transposed(rows).or_else(|| form(rows))?;
    let of_role = |wanted: Role| labels.iter().filter(|label| role(label) == Some(wanted)).count();
    let tells = |label: &str| role(label).is_some_and(|role| role != Role::Other);
    let is_told = records.iter().any(|record| record.filled().any(|(column, _)| tells(&labels[column])));
    // Several lines that are called the same are a table's, or of several people each.
    let is_form = labels.len() > 1 || rows.len() == 1;
    // One person has one name: under several roles there are several people.
    (is_form && is_told && of_role(Role::Name) < 2).then_some((labels, records))
}

/// What values are called, each with its value, in any order: whatever is called as something before begins with the next person.
fn form(rows: &[Row]) -> Option<(Vec<String>, Vec<Row>)> {
    let mut labels: Vec<String> = Vec::new();
    let mut records: Vec<Row> = Vec::new();
    // Which labels the last record has.
    let mut has: Vec<usize> = Vec::new();
    for row in rows {
        for (label, value) in pairs(row)? {
            let known = labels.iter().position(|known| known == label);
            if known.is_none() && labels.len() == MOST_COLUMNS {
                return None;
            }
            let column = known.unwrap_or_else(|| {
                labels.push(label.to_owned());
                labels.len() - 1
            });
            if records.is_empty() || has.contains(&column) {
                records.push(Row { number: row.number, cells: Vec::new() });
                has.clear();
            }
            has.push(column);
            if let Some(record) = records.last_mut() {
                record.cells.resize(record.cells.len().max(column + 1), String::new());
                value.clone_into(&mut record.cells[column]);
            }
        }
    }
    records.retain(|record| record.filled().next().is_some());
    (!records.is_empty()).then_some((labels, records))
}

fn is_label(text: &str) -> bool {
    role(without_colon(text)).is_some()
}

fn is_value(text: &str) -> bool {
    !is_label(text) || is_also_value(text)
}

fn without_colon(text: &str) -> &str {
    text.trim().trim_end_matches([':', '：'])
}

/// The labels and values of a row; `None` where it is none of such. Where cells were joined, some are empty.
fn pairs(row: &Row) -> Option<Vec<(&str, &str)>> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut filled = row.filled().peekable();
    while let Some((at, label)) = filled.next() {
        if !is_label(label) {
            return None;
        }
        let value = match filled.next_if(|(_, next)| is_value(next)) {
            Some((_, value)) => value.trim(),
            // Two labels side by side are headings.
            None if filled.peek().is_some_and(|(next, _)| *next == at + 1) => return None,
            None => "",
        };
        pairs.push((without_colon(label), value));
    }
    Some(pairs)
}

/// A table that lies on its side: what values are called in the first column, and a column for each person.
fn transposed(rows: &[Row]) -> Option<(Vec<String>, Vec<Row>)> {
    if rows.len() > MOST_COLUMNS {
        return None;
    }
    let first = rows.iter().map(|row| row.filled().next().map(|(column, _)| column)).min()??;
    let labels: Vec<String> = rows.iter().map(|row| without_colon(row.cell(first)).to_owned()).collect();
    let are_labels =
        labels.iter().enumerate().all(|(at, label)| is_label(label) && !labels[..at].contains(label));
    let values = || rows.iter().flat_map(|row| row.filled().filter(|(column, _)| *column > first));
    let columns: BTreeSet<usize> = values().map(|(column, _)| column).collect();
    if !are_labels || columns.len() < 2 || !values().all(|(_, value)| is_value(value)) {
        return None;
    }
    let record = |column: usize| Row {
        number: rows[0].number,
        cells: rows.iter().map(|row| row.cell(column).to_owned()).collect(),
    };
    Some((labels, columns.into_iter().map(record).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Vec<(u32, String)>)> {
        let row =
            |(line, number): (&str, u32)| Row { number, cells: line.split(',').map(str::to_owned).collect() };
        let rows: Vec<Row> = text.lines().zip(1..).map(row).collect();
        let (labels, records) = table(&rows)?;
        Some((labels.join(" "), records.into_iter().map(|row| (row.number, row.cells.join(" "))).collect()))
    }

    #[test]
    fn forms_are_read_as_tables() {
        let (labels, records) = read("姓名,甲一,学号,11\n姓名,乙二,学号,22").unwrap();
        assert_eq!(
            (labels.as_str(), records),
            ("姓名 学号", vec![(1, "甲一 11".into()), (2, "乙二 22".into())])
        );
        let (labels, records) = read("姓名：,甲一\n学号：,11\n身份,学生\n姓名：,乙二\n学号：,22").unwrap();
        assert_eq!(
            (labels.as_str(), records),
            ("姓名 学号 身份", vec![(1, "甲一 11 学生".into()), (4, "乙二 22".into())])
        );
        assert!(read("姓名,甲一,学号,11").is_some());
        let (_, records) = read("姓名,,甲一,性别,,男\n学号,,11,班级,,").unwrap();
        assert_eq!(records, vec![(1, "甲一 男 11 ".into())]);
    }

    #[test]
    fn tables_on_their_side_are_put_upright() {
        let (labels, records) = read("学号,11,22,33\n姓名,甲一,乙二,\n班级,一,,三").unwrap();
        assert_eq!(labels, "学号 姓名 班级");
        assert_eq!(records, [(1, "11 甲一 一".into()), (1, "22 乙二 ".into()), (1, "33  三".into())]);
        let (labels, records) = read("姓名,甲一,乙二").unwrap();
        assert_eq!((labels.as_str(), records), ("姓名", vec![(1, "甲一".into()), (1, "乙二".into())]));
        assert_eq!(read("姓名,甲一").unwrap().1, [(1, "甲一".into())]);
    }

    #[test]
    fn tables_are_none() {
        for table in [
            "姓名,学号\n甲一,11",
            "姓名,甲一\n姓名,乙二",
            "成员,甲一,乙二\n成员,丙三,丁四",
            "姓名,,学号,\n甲一,,11,",
            "负责人,甲一\n成员,乙二\n成员,丙三",
            "甲一,11\n乙二,22",
            "姓名,学号,姓名,学号\n甲一,11,乙二,22",
            "姓名",
            "姓名,学号",
            "序号,班级\n1,二班",
            "学生,甲一\n学生,乙二",
            "序号,1\n班级,二班",
        ] {
            assert_eq!(read(table), None, "{table}");
        }
    }

    #[test]
    fn there_are_as_many_values_as_columns() {
        for rest in ["", ",1"] {
            let lines: Vec<String> = (0..=MOST_COLUMNS).map(|at| format!("甲{at}学号,{at}{rest}")).collect();
            assert!(read(&lines[1..].join("\n")).is_some());
            assert_eq!(read(&lines.join("\n")), None);
        }
    }
}
