//! Lists that say of each value what it is, as forms do: `姓名,张三,学号,518021910001`, or each in a line of its own.

use super::heading::{Role, is_also_value, role};
use super::row::Row;

/// What the values are called, and a row of values for each person; `None` where the rows are no such list.
pub(super) fn table(rows: &[Row]) -> Option<(Vec<String>, Vec<Row>)> {
    let pairs: Vec<Vec<(&str, &str)>> = rows.iter().map(pairs).collect::<Option<_>>()?;
    let is_one_a_line = pairs.iter().all(|pairs| pairs.len() == 1);
    if pairs.len() < 2 && is_one_a_line {
        return None;
    }
    let mut labels: Vec<String> = Vec::new();
    let mut records: Vec<Row> = Vec::new();
    // Which labels the last record has.
    let mut has: Vec<usize> = Vec::new();
    for (row, pairs) in rows.iter().zip(pairs) {
        for (at, (label, value)) in pairs.into_iter().enumerate() {
            let known = labels.iter().position(|known| known == label);
            let column = known.unwrap_or_else(|| {
                labels.push(label.to_owned());
                labels.len() - 1
            });
            let begins = if is_one_a_line { has.contains(&column) } else { at == 0 };
            if records.is_empty() || begins {
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
    let of_role = |wanted: Role| labels.iter().filter(|label| role(label) == Some(wanted)).count();
    let tells = [Role::Account, Role::Number, Role::Document, Role::Name, Role::Email].map(of_role);
    // One person has one name: under several roles there are several people.
    (labels.len() > 1 && tells.iter().any(|count| *count > 0) && of_role(Role::Name) < 2)
        .then_some((labels, records))
}

/// The labels and values of a row; `None` where it is none of such.
fn pairs(row: &Row) -> Option<Vec<(&str, &str)>> {
    let filled: Vec<&str> = row.filled().map(|(_, cell)| cell.trim()).collect();
    let is_label = |text: &str| role(text.trim_end_matches([':', '：'])).is_some();
    let pairs: Vec<(&str, &str)> = filled
        .chunks(2)
        .map(|pair| match pair {
            [label, value] if is_label(label) && (!is_label(value) || is_also_value(value)) => {
                Some((label.trim_end_matches([':', '：']), *value))
            }
            _ => None,
        })
        .collect::<Option<_>>()?;
    // A label that is there twice is no label.
    let is_once = |at: usize| pairs[..at].iter().all(|(label, _)| *label != pairs[at].0);
    ((0..pairs.len()).all(is_once) && !pairs.is_empty()).then_some(pairs)
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
    }

    #[test]
    fn tables_are_none() {
        for table in [
            "姓名,学号\n甲一,11",
            "姓名,甲一\n姓名,乙二",
            "负责人,甲一\n成员,乙二\n成员,丙三",
            "甲一,11\n乙二,22",
            "姓名,学号,姓名,学号\n甲一,11,乙二,22",
            "姓名,甲一",
            "序号,班级\n1,二班",
            "学生,甲一\n学生,乙二",
            "序号,1\n班级,二班",
        ] {
            assert_eq!(read(table), None, "{table}");
        }
    }
}
