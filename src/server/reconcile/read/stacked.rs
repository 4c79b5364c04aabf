//! Tables whose cells came below one another, each in a line of its own, as they do when they are copied out of a PDF file or a page.

use model::roster::Row;
use model::roster::heading::{SHORTEST_NUMBER, role};
use model::roster::people::is_like_name;

/// Values that one person may have.
const MOST_VALUES: usize = 6;
/// Rows without which the same order of values is chance: headings and a person, or two people.
const FEWEST_ROWS: usize = 2;
/// Signs of the shortest account.
const SHORTEST: usize = 3;

/// What a value is like, as far as those of one column are alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    /// What a value is called.
    Label(&'a str),
    /// An account or a number.
    Number,
    /// Counts the people, or is their grade.
    Digits,
    Text,
}

fn kind(cell: &str) -> Kind<'_> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if role(cell).is_some() {
        Kind::Label(cell)
    } else if digits > 0 && digits == cell.len() && digits < SHORTEST_NUMBER {
        Kind::Digits
    } else if cell.len() >= SHORTEST
        && cell.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"._-@".contains(&sign))
    {
        Kind::Number
    } else {
        Kind::Text
    }
}

/// Puts the values of each person side by side, if the rows are such a table: in each column the same kind of value, names in one and numbers in another.
pub fn side_by_side(rows: Vec<Row>) -> Vec<Row> {
    let filled: Vec<&Row> = rows.iter().filter(|row| row.filled().next().is_some()).collect();
    if filled.iter().any(|row| row.cells.len() > 1) {
        return rows;
    }
    let values: Vec<&str> = filled.iter().map(|row| row.cells[0].as_str()).collect();
    let Some(width) = (2..=MOST_VALUES).find(|width| is_table(&values, *width)) else { return rows };
    let together = |of_one: &[&Row]| Row {
        number: of_one[0].number,
        cells: of_one.iter().map(|row| row.cells[0].clone()).collect(),
    };
    filled.chunks(width).map(together).collect()
}

fn is_table(values: &[&str], width: usize) -> bool {
    if !values.len().is_multiple_of(width) || values.len() < width * FEWEST_ROWS {
        return false;
    }
    let are_headings = values.iter().take(width).all(|value| role(value).is_some());
    let people = &values[if are_headings { width } else { 0 }..];
    let column = |at: usize| people[at..].iter().step_by(width);
    let is_alike = |at: &usize| column(*at).all(|value| kind(value) == kind(people[*at]));
    let is_of_names = |at: usize| {
        let names = column(at).filter(|value| is_like_name(value)).count();
        kind(people[at]) == Kind::Text && names * 2 * width >= people.len()
    };
    (0..width).all(|at| is_alike(&at))
        && (0..width).any(|at| kind(people[at]) == Kind::Number)
        && (0..width).filter(|at| is_of_names(*at)).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let row = |(line, number): (&str, u32)| Row { number, cells: vec![line.to_owned()] };
        let rows = side_by_side(text.split(' ').zip(1..).map(row).collect());
        let row = |row: &Row| format!("{}:{}", row.number, row.cells.join("+"));
        rows.iter().map(row).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn values_below_one_another_are_put_side_by_side() {
        assert_eq!(read("王五 518021910001 赵六 518021910002"), "1:王五+518021910001 3:赵六+518021910002");
        assert_eq!(read("姓名 学号 王五 518021910001"), "1:姓名+学号 3:王五+518021910001");
        assert_eq!(
            read("1 王五 518021910001 电院  2 赵六 518021910002 医学院"),
            "1:1+王五+518021910001+电院 6:2+赵六+518021910002+医学院"
        );
        assert_eq!(
            read("姓名 王五 学号 518021910001 姓名 赵六 学号 518021910002"),
            "1:姓名+王五+学号+518021910001 5:姓名+赵六+学号+518021910002"
        );
        assert_eq!(read("wangwu 王五 zhaoliu02 赵六"), "1:wangwu+王五 3:zhaoliu02+赵六");
    }

    #[test]
    fn what_is_no_such_table_stays() {
        for text in [
            "",
            "姓名 学号",
            "王五 518021910001",
            "王五 赵六 518021910001 518021910002",
            "王五 赵六 张三 李四",
            "518021910001 518021910002 518021910003 518021910004",
            "王五 518021910001 赵六 518021910002 张三",
            "王五 518021910001 赵六 电院",
            "王五 赵六 518021910001 张三 李四 518021910002",
        ] {
            assert_eq!(read(text).matches(':').count(), text.split(' ').count(), "{text}");
        }
    }
}
