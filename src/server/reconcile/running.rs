//! Lists in which several people stand in one line, which the directory alone can tell from one person with several values.

use std::collections::BTreeMap;

use super::whom::{SAMPLE, Whom, count, whom};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::people::{self, Word};
use model::roster::{MOST_CELLS, MOST_LINES, Range, Role, SEPARATORS, Sheet, is_of_the_list, range, value};
use model::text_key;

/// Columns of names in a list without headings, beside others: so many are people side by side, and not one person and those who have to do with them.
const SIDE_BY_SIDE: usize = 3;

/// Where people stand side by side, puts them below one another.
pub(super) async fn run_on(app: &App, by: &Viewer, sheet: &mut Sheet) {
    sheet.join_names();
    sheet.unfold();
    if sheet.columns.len() < 2 {
        return;
    }
    let lines = sheet.lines.len().min(SAMPLE);
    if sheet.headings.is_empty() && sheet.columns.len() == 2 {
        let is_latin =
            |cell: &String| cell.chars().all(|sign| !sign.is_ascii_digit() && !text_key::is_ideograph(sign));
        let in_letters = sheet.lines[..lines].iter().filter(|line| line.iter().all(is_latin));
        let pairs: Vec<String> = in_letters.map(|line| line.join(", ")).collect();
        let meant = whom(app, by, &pairs.iter().map(String::as_str).collect::<Vec<_>>()).await;
        if meant.iter().filter(|whom| **whom == Whom::ByName).count() * 2 >= lines {
            return sheet.join_pairs();
        }
    }
    let counts = count(app, by, sheet).await;
    let is_of_names = |column: &usize| {
        let cells = sheet.lines[..lines].iter().map(|line| &line[*column]).filter(|cell| !cell.is_empty());
        let filled = cells.clone().count();
        // With numbers beside them, these are what finds people.
        let beside = cells.filter(|cell| value::name_beside(cell).is_some()).count();
        let found = if beside * 2 >= filled { counts[*column].found } else { counts[*column].named };
        filled > 0 && found * 2 >= filled
    };
    if !sheet.headings.is_empty() {
        let roles = sheet.roles();
        let has_numbers = roles.iter().flatten().any(|role| !matches!(role, Role::Name | Role::Other));
        let named: Vec<usize> = sheet.under_one_heading().into_iter().filter(is_of_names).collect();
        if named.len() > 1 && !has_numbers && named.len() * sheet.lines.len() <= MOST_LINES {
            sheet.run_on(&named);
        }
        return;
    }
    let named: Vec<usize> = (0..sheet.columns.len()).filter(is_of_names).collect();
    if (named.len() == sheet.columns.len() || named.len() >= SIDE_BY_SIDE)
        && named.len() * sheet.lines.len() <= MOST_LINES
    {
        // What is called otherwise in every column says what they are called.
        let may_be_headed =
            !sheet.is_without_headings && sheet.lines.len() > 1 && named.len() < sheet.columns.len();
        let is_headed = may_be_headed && {
            let first: Vec<&str> = named.iter().map(|column| sheet.cell(0, *column)).collect();
            whom(app, by, &first).await.iter().all(|whom| *whom == Whom::Nobody)
        };
        if is_headed {
            sheet.take_headings();
        }
        sheet.run_on(&named);
    }
}

/// Gives each of several people in a cell of this column, counted from 0, a line of their own.
pub(super) async fn take_apart(app: &App, by: &Viewer, sheet: &mut Sheet, column: usize) {
    let apart = several_in_one(app, by, sheet, column).await;
    let people: usize = apart.iter().flat_map(|(_, people)| people).map(Person::count).sum();
    if sheet.lines.len() + people <= MOST_LINES
        && (sheet.lines.len() + people) * sheet.columns.len() <= MOST_CELLS
    {
        let written = |people: Vec<Person>| people.into_iter().flat_map(Person::written).collect();
        let apart = apart.into_iter().map(|(line, people)| (line, written(people)));
        sheet.take_apart(column, apart.collect());
    }
}

/// One of several people in a cell, or those of a range of numbers.
enum Person {
    One(String),
    Range(Range),
}

impl Person {
    fn of(part: &str) -> Self {
        range(part).map_or_else(|| Self::One(part.to_owned()), Self::Range)
    }

    fn count(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Range(range) => range.count(),
        }
    }

    /// What is asked for to learn whether it is anybody: of a range, its ends.
    fn asked(&self) -> Vec<String> {
        match self {
            Self::One(person) => vec![person.clone()],
            Self::Range(range) => range.ends().into(),
        }
    }

    fn written(self) -> Vec<String> {
        match self {
            Self::One(person) => vec![person],
            Self::Range(range) => range.numbers().collect(),
        }
    }
}

/// The lines, counted from 0, that mean nobody as a whole, and several people by their parts.
async fn several_in_one(app: &App, by: &Viewer, sheet: &Sheet, column: usize) -> Vec<(usize, Vec<Person>)> {
    let can_hold_several = |line: &usize| {
        let cell = sheet.cell(*line, column);
        cell.contains('/') || cell.contains(SEPARATORS) || people::is_compound(cell) || range(cell).is_some()
    };
    let mut whole: Vec<usize> = (0..sheet.lines.len()).filter(can_hold_several).collect();
    let cells: Vec<&str> = whole.iter().map(|line| sheet.cell(*line, column)).collect();
    let meant = whom(app, by, &cells).await;
    let mut apart = ranges(app, by, sheet, column, &whole, &meant).await;
    let is_apart = |line: &usize| apart.binary_search_by_key(line, |(range, _)| *range).is_ok();
    let meant: BTreeMap<usize, Whom> = whole.iter().copied().zip(meant).collect();
    whole.retain(|line| matches!(meant[line], Whom::Nobody | Whom::Perhaps) && !is_apart(line));
    let listed = |line: usize| -> Vec<Person> {
        let parts = sheet.cell(line, column).split(|sign| sign == '/' || SEPARATORS.contains(&sign));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(Person::of).collect()
    };
    // Between signs of a list, a name that nobody has is one as well if most are known.
    let asked: Vec<String> =
        whole.iter().flat_map(|line| listed(*line)).flat_map(|person| person.asked()).collect();
    let mut asked = whom(app, by, &asked.iter().map(String::as_str).collect::<Vec<_>>()).await.into_iter();
    whole.retain(|line| {
        let people = listed(*line);
        let is_known = |person: &&Person| {
            asked.by_ref().take(person.asked().len()).filter(|whom| *whom != Whom::Nobody).count() > 0
        };
        let known = people.iter().filter(is_known).count();
        // `1、张三 2、李四` counts, and lists nothing.
        let is_counted = people.first().is_some_and(|person| {
            matches!(person, Person::One(part) if part.len() < 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let is_apart = !is_counted && people.len() > 1 && known >= (people.len() / 2 + 1).max(2);
        if is_apart {
            apart.push((*line, people));
        }
        !is_apart
    });
    for (line, people) in whole.iter().zip(among_words(app, by, sheet, column, &whole).await) {
        // The digits could be those of one document, unless all of them are somebody's.
        let is_document = || {
            let words = sheet.cell(*line, column).split(|sign: char| !sign.is_ascii_alphanumeric());
            let numbers = words.filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
            meant[line] == Whom::Perhaps && numbers.count() != people.len()
        };
        if people.len() > 1 && !is_document() {
            apart.push((*line, people.into_iter().map(Person::One).collect()));
        }
    }
    apart.sort_by_key(|(line, _)| *line);
    apart
}

/// Those of the lines that are a range of numbers of which somebody has the first or the last. `meant`: whom each line means as a whole; what is as long as
/// two numbers could be one of a document.
async fn ranges(
    app: &App,
    by: &Viewer,
    sheet: &Sheet,
    column: usize,
    lines: &[usize],
    meant: &[Whom],
) -> Vec<(usize, Vec<Person>)> {
    let open = lines.iter().zip(meant).filter(|(_, whom)| matches!(whom, Whom::Nobody | Whom::Perhaps));
    let mut found: Vec<(usize, Range)> =
        open.filter_map(|(line, _)| Some((*line, range(sheet.cell(*line, column))?))).collect();
    let ends: Vec<String> = found.iter().flat_map(|(_, range)| range.ends()).collect();
    let meant = whom(app, by, &ends.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut known = meant.chunks(2).map(|ends| ends.iter().any(|whom| *whom != Whom::Nobody));
    found.retain(|_| known.next() == Some(true));
    found.into_iter().map(|(line, range)| (line, vec![Person::Range(range)])).collect()
}

/// Who is named among the words of these lines: those who are known, and, beside one of them, what is like a name.
async fn among_words(
    app: &App,
    by: &Viewer,
    sheet: &Sheet,
    column: usize,
    lines: &[usize],
) -> Vec<Vec<String>> {
    let words: Vec<Vec<Word>> = lines.iter().map(|line| people::words(sheet.cell(*line, column))).collect();
    let readings = words.iter().flatten().flat_map(|word| &word.readings).map(String::as_str);
    let mut meant = whom(app, by, &readings.collect::<Vec<_>>()).await.into_iter();
    let mut found = Vec::with_capacity(lines.len());
    for words in &words {
        let mut people: Vec<(String, bool)> = Vec::new();
        for word in words {
            let known: Vec<bool> =
                meant.by_ref().take(word.readings.len()).map(|whom| whom != Whom::Nobody).collect();
            let mut parts = word.readings.iter().rev().map(|reading| people::parts(reading));
            let parts = parts.find(|parts| !parts.is_empty()).unwrap_or_default();
            let of_parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            if let Some(at) = known.iter().position(|is_known| *is_known) {
                let person = (word.readings[at].clone(), true);
                // An account stands in the path of its home as well.
                if !people.contains(&person) {
                    people.push(person);
                }
            } else if !parts.is_empty()
                && whom(app, by, &of_parts).await.iter().all(|whom| *whom != Whom::Nobody)
            {
                people.extend(parts.into_iter().map(|part| (part, true)));
            } else if word.is_like_name {
                people.push((word.readings[0].clone(), false));
            }
        }
        let people = with_what_stands_beside(people);
        let is_anybody_known = people.iter().any(|(_, is_known)| *is_known);
        found.push(if is_anybody_known {
            people.into_iter().map(|(person, _)| person).collect()
        } else {
            Vec::new()
        });
    }
    found
}

/// Puts accounts and numbers together with the names that they stand behind, or before where the first one does: both are one person's.
fn with_what_stands_beside(people: Vec<(String, bool)>) -> Vec<(String, bool)> {
    let is_sign = |person: &str| person.is_ascii() && !person.contains(' ');
    let comes_first = people.first().is_some_and(|(person, _)| is_sign(person));
    let mut together: Vec<(String, bool)> = Vec::with_capacity(people.len());
    let mut is_open = false;
    for (person, is_known) in people {
        // A person is open for what is expected second.
        let is_second = is_sign(&person) != comes_first;
        if let Some((before, was_known)) = together.last_mut().filter(|_| is_open && is_second) {
            *before = format!("{before} {person}");
            *was_known |= is_known;
            is_open = false;
        } else {
            is_open = !is_second;
            together.push((person, is_known));
        }
    }
    together
}

/// Which of the lines that were set aside, by their places among these, hold people: by a number, or several by their names.
pub(super) async fn people_aside(app: &App, by: &Viewer, sheet: &Sheet) -> Vec<usize> {
    let is_heading = |number: u32| sheet.heading_line == Some(number);
    let mut by_name = Vec::new();
    let mut by_number = Vec::new();
    for (place, aside) in sheet.set_aside.iter().enumerate().filter(|(_, aside)| !is_heading(aside.number)) {
        let cells: Vec<&str> = aside.cells.iter().map(|(_, cell)| cell.as_str()).collect();
        let meant = whom(app, by, &cells).await;
        // Who made the list is not on it; an account can be called as a heading is.
        if is_of_the_list(cells.iter().copied()) && meant != [Whom::ByNumber] {
            continue;
        }
        if meant.iter().any(|whom| matches!(whom, Whom::Perhaps | Whom::ByNumber)) {
            by_number.push(place);
        } else if meant.contains(&Whom::ByName) {
            by_name.push(place);
        }
    }
    if by_number.is_empty() && by_name.len() < 2 { Vec::new() } else { [by_number, by_name].concat() }
}
