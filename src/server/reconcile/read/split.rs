//! Texts into lines and values: tables with any of the signs that people and programs put between values, and several values in one line.

use model::roster::heading::{Role, labelled, role};
use model::roster::{LONGEST_CELL, Row, SEPARATORS, has_headings, range};

/// A text as a table.
#[derive(Debug, Default)]
pub struct Split {
    pub rows: Vec<Row>,
    pub separator: Option<char>,
    /// Lines with a quotation mark that is never closed, counted from 1.
    pub open_quotes: Vec<u32>,
}

/// Lines by which the sign between values is known.
const SAMPLE: usize = 50;

/// Lines that one quoted value may have.
const LONGEST_VALUE: usize = 20;

/// A text as a table.
pub fn split(text: &str) -> Split {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    let said = lines.first().and_then(|line| said_separator(line));
    if said.is_some() {
        lines[0] = "";
    }
    let separator = said.or_else(|| separator(&lines));
    let Some(sign) = separator else { return one_a_line(&lines) };
    let width = 1 + usual(&counts(&lines, sign)).map_or(0, |(count, _)| count);
    let mut split = Split { separator, ..Split::default() };
    let mut at = 0;
    while at < lines.len() {
        let (cells, taken, is_open) = record(&lines[at..], sign, width);
        let number = at as u32 + 1;
        if is_open {
            split.open_quotes.push(number);
        }
        split.rows.push(Row { number, cells });
        at += taken;
    }
    split
}

/// Without a sign between values, each line is one value, quotation marks and all.
fn one_a_line(lines: &[&str]) -> Split {
    let rows = lines.iter().zip(1..).map(|(line, number)| Row { number, cells: vec![(*line).to_owned()] });
    Split { rows: rows.collect(), ..Split::default() }
}

/// `sep=;`, by which Excel is told.
fn said_separator(line: &str) -> Option<char> {
    let said = line.trim_matches(['"', ' ', '\u{feff}']).to_ascii_lowercase();
    let mut signs = said.strip_prefix("sep=")?.chars();
    signs.next().filter(|_| signs.next().is_none())
}

/// The sign that stands equally often in most lines: in half of them, or in one that it divides into headings. What stands in few lines belongs to their
/// values.
fn separator(lines: &[&str]) -> Option<char> {
    let filled: Vec<&str> =
        lines.iter().copied().filter(|line| !line.trim().is_empty()).take(SAMPLE).collect();
    let score = |sign: char| usual(&counts(&filled, sign)).map(|(_, lines)| lines);
    let divides = |sign: char| {
        let is_heading = |line: &&str| {
            let cells = line.split(sign).map(|cell| cell.trim().trim_matches('"').to_owned()).collect();
            line.contains(sign) && has_headings(&[Row { number: 0, cells }])
        };
        let holding = filled.iter().filter(|line| line.contains(sign)).count();
        holding * 2 >= filled.len() || filled.iter().any(is_heading)
    };
    let best = SEPARATORS.iter().rev().filter_map(|sign| Some((score(*sign)?, *sign)));
    best.filter(|(_, sign)| divides(*sign)).max_by_key(|(lines, _)| *lines).map(|(_, sign)| sign)
}

/// How often a sign stands in each of the first lines, quoted text aside.
fn counts(lines: &[&str], sign: char) -> Vec<usize> {
    let count = |line: &&str| {
        let mut is_quoted = false;
        line.char_indices()
            .filter(|(at, found)| {
                is_quoted ^= *found == '"';
                *found == sign && !is_quoted && !is_enumeration(&line[..*at], sign)
            })
            .count()
    };
    lines.iter().filter(|line| !line.trim().is_empty()).take(SAMPLE).map(count).collect()
}

/// Stands between values, and behind numbers that count them.
const COUNTS: char = '、';

/// Whether a sign counts what comes next: `1、张三 2、李四`.
fn is_enumeration(before: &str, sign: char) -> bool {
    let head = before.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let digits = before.len() - head.len();
    sign == COUNTS && (1..=3).contains(&digits) && head.chars().next_back().is_none_or(char::is_whitespace)
}

/// The number that is most often there, none aside, and in how many lines.
fn usual(counts: &[usize]) -> Option<(usize, usize)> {
    let lines = |count: usize| counts.iter().filter(|other| **other == count).count();
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| (*count, lines(*count)))
        .max_by_key(|(count, lines)| (*lines, *count))
}

/// The values of a record, how many lines it takes, and whether a quotation mark is never closed.
fn record(lines: &[&str], sign: char, width: usize) -> (Vec<String>, usize, bool) {
    let mut cells = Vec::new();
    let mut rest = lines[0];
    let mut taken = 1;
    loop {
        let open = rest.trim_start_matches(|found: char| found == ' ' && sign != ' ');
        if let Some(inner) = open.strip_prefix('"') {
            let Some((value, more, behind)) = quoted(inner, &lines[taken..], sign, width) else {
                cells.extend(inner.split(sign).map(str::to_owned));
                return (cells, taken, true);
            };
            taken += more;
            // What stands between the closing mark and the next sign belongs to the value.
            let (tail, following) = cut(behind, sign);
            cells.push(value + tail);
            match following {
                Some(following) => rest = following,
                None => return (cells, taken, false),
            }
            continue;
        }
        let (value, following) = cut(rest, sign);
        cells.push(value.to_owned());
        match following {
            Some(following) => rest = following,
            None => return (cells, taken, false),
        }
    }
}

fn cut(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(value, rest)| (value, Some(rest)))
}

/// What stands in quotation marks, how many further lines it takes, and what stands behind it; `None` where the mark is not closed, or only behind what
/// is a record of its own.
fn quoted<'a>(
    inner: &'a str,
    further: &[&'a str],
    sign: char,
    width: usize,
) -> Option<(String, usize, &'a str)> {
    let mut value = String::new();
    let mut line = inner;
    for more in 0..=LONGEST_VALUE {
        let (part, behind) = until_mark(line);
        if more > 0 && part.matches(sign).count() + 1 >= width {
            return None;
        }
        value.push_str(&part);
        if let Some(behind) = behind {
            return Some((value, more, behind));
        }
        value.push('\n');
        line = further.get(more)?;
    }
    None
}

/// Up to the closing mark, doubled marks as one, and what stands behind it.
fn until_mark(line: &str) -> (String, Option<&str>) {
    let mut value = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('"') {
        value.push_str(before);
        match behind.strip_prefix('"') {
            Some(behind) => {
                value.push('"');
                rest = behind;
            }
            None => return (value, Some(behind)),
        }
    }
    value.push_str(rest);
    (value, None)
}

/// Rows in which several people stand as one row for each: a line of several accounts, numbers or names is as many values.
pub fn values(rows: Vec<Row>) -> Vec<Row> {
    let has_headings = has_headings(&rows);
    if !has_headings && is_running_text(&rows) {
        let each = |row: Row| {
            let pieces: Vec<String> = row.cells.iter().flat_map(|cell| pieces(cell)).collect();
            pieces.into_iter().map(move |piece| Row { number: row.number, cells: vec![piece] })
        };
        return rows.into_iter().flat_map(each).collect();
    }
    let each = |row: Row| {
        let words = row.cells.first().filter(|_| row.cells.len() == 1).and_then(|cell| spaced(cell));
        match words {
            Some(words) => {
                words.into_iter().map(|word| Row { number: row.number, cells: vec![word] }).collect()
            }
            None => vec![row],
        }
    };
    rows.into_iter().flat_map(each).collect()
}

/// The values of a cell between any of the signs, and between spaces where they are such as stand between values.
fn pieces(cell: &str) -> Vec<String> {
    let is_counted = cell.char_indices().any(|(at, sign)| is_enumeration(&cell[..at], sign));
    let is_between = |sign: char| SEPARATORS.contains(&sign) && !(is_counted && sign == COUNTS);
    let values = cell.split(is_between).map(str::trim).filter(|value| !value.is_empty());
    values.flat_map(|value| spaced(value).unwrap_or_else(|| vec![value.to_owned()])).collect()
}

/// A line that is too long for one value, where its words are names or numbers: each is one.
pub fn long_line(row: Row) -> Vec<Row> {
    let is_long = matches!(row.cells.as_slice(), [cell] if cell.chars().count() > LONGEST_CELL);
    let words: Vec<&str> = row.cells.first().map_or_else(Vec::new, |cell| cell.split_whitespace().collect());
    let is_somebody = |word: &&&str| {
        is_name(word) || word.chars().count() == 1 || word.bytes().any(|byte| byte.is_ascii_digit())
    };
    if !is_long || words.len() < 2 || words.iter().filter(is_somebody).count() * 5 < words.len() * 4 {
        return vec![row];
    }
    let mut people: Vec<String> = Vec::with_capacity(words.len());
    let mut is_first_half = false;
    for word in words {
        // Names of two characters are written with a space in them, so that they are as long as others.
        let is_half = word.chars().count() == 1 && !word.is_ascii();
        match people.last_mut().filter(|_| is_half && is_first_half) {
            Some(first) => first.push_str(word),
            None => people.push(word.to_owned()),
        }
        is_first_half = is_half && !is_first_half;
    }
    people.into_iter().map(|person| Row { number: row.number, cells: vec![person] }).collect()
}

/// A word of two to four ideographs.
fn is_name(word: &str) -> bool {
    (2..=4).contains(&word.chars().count())
        && word.chars().all(|sign| ('\u{3400}'..'\u{a000}').contains(&sign))
}

/// What a value looks like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    /// Of so many digits.
    Number(usize),
    Address,
    Latin,
    Other,
}

fn look(value: &str) -> Look {
    // What the first of them is called, all are.
    let value = labelled(value).or_else(|| behind_label(value)).unwrap_or(value);
    let digits = value.strip_suffix(['x', 'X']).unwrap_or(value);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Look::Number(value.len())
    } else if let Some(range) = range(value) {
        let [first, _] = range.ends();
        Look::Number(first.len())
    } else if value.contains('@') {
        Look::Address
    } else if value.is_ascii() {
        Look::Latin
    } else {
        Look::Other
    }
}

/// What stands behind a heading and a space: `学号 518021910001`.
fn behind_label(value: &str) -> Option<&str> {
    let (label, value) = value.split_once(' ')?;
    role(label).filter(|role| *role != Role::Other).map(|_| value.trim_start())
}

/// Whether values run on from line to line: they look alike, and there are not as many in each line; or there is one line of them.
fn is_running_text(rows: &[Row]) -> bool {
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.cells.iter().flat_map(|cell| pieces(cell)).collect::<Vec<_>>())
        .filter(|pieces| !pieces.is_empty())
        .collect();
    if lines.iter().all(|line| line.len() < 2) {
        return false;
    }
    let mut looks: Vec<Look> = lines.iter().flatten().map(|value| look(value)).collect();
    let all = looks.len();
    looks.sort_unstable();
    looks.dedup();
    if let [line] = lines.as_slice() {
        // A person with account, name and number in one line has one of each, and no range of numbers.
        return looks.len() < line.len() || line.iter().any(|value| range(value).is_some());
    }
    let kinds = |is: fn(&Look) -> bool| looks.iter().all(is);
    let are_alike = kinds(|look| matches!(look, Look::Number(_)))
        || kinds(|look| *look == Look::Latin)
        || kinds(|look| *look == Look::Address)
        || kinds(|look| *look == Look::Other);
    let is_ragged = lines.iter().any(|line| line.len() != lines[0].len());
    let is_one_length = looks.len() == 1 && matches!(looks[0], Look::Number(_));
    all > 1 && are_alike && (is_ragged || is_one_length)
}

/// Whether the digits are those of one identity card, by the last of them (GB 11643).
fn is_identity_card(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits: Option<Vec<u32>> = number.chars().take(WEIGHTS.len()).map(|sign| sign.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == WEIGHTS.len() && number.len() == 18) else {
        return false;
    };
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let expected = b"10X98765432"[(sum % 11) as usize];
    number.as_bytes()[17].to_ascii_uppercase() == expected
}

/// Values with spaces between them: numbers that are none in one piece, or at least three Chinese names.
fn spaced(cell: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    if words.len() < 2 {
        return None;
    }
    let is_number = |word: &&str| matches!(look(word), Look::Number(_));
    let shortest = words.iter().map(|word| word.len()).min()?;
    let are_numbers = words.iter().all(is_number)
        && !is_identity_card(&words.concat())
        && (shortest >= 8
            || (words.len() > 2 && shortest >= 5 && words.iter().all(|word| word.len() == shortest)));
    let are_names = words.len() > 2 && words.iter().all(|word| is_name(word));
    (are_numbers || are_names).then(|| words.into_iter().map(str::to_owned).collect())
}
