//! Whom the lines of a list mean.

use index::Index;

use super::columns::Columns;
use super::error::ReconcileError;
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::people::{self, Word};
use model::roster::{LineMatch, Role, Roster, document_number, value};
use model::search_text::possible_document;
use model::text_key;
use store::accounts as stored;

/// Lines that are looked at under one lock.
const LINES_AT_ONCE: usize = 1_000;

pub(super) struct Matched {
    pub matches: Vec<LineMatch>,
    /// ID numbers that were looked up and are nobody's.
    pub in_vain: usize,
    /// Whom the others found.
    pub by_document: Vec<i64>,
}

/// Lines that may have an ID number looked up.
pub(super) fn document_numbers(roster: &Roster, columns: &Columns) -> usize {
    let documents = Documents::of(roster, columns);
    roster.current().lines.iter().filter(|line| documents.in_line(line).next().is_some()).count()
}

/// Columns in which numbers of identity documents are looked for, and whether the heading says that there are such.
struct Documents(Vec<(usize, bool)>);

impl Documents {
    fn of(roster: &Roster, columns: &Columns) -> Self {
        let roles = roster.current().roles();
        Self(columns.identifiers.iter().map(|at| (*at, roles[*at] == Some(Role::Document))).collect())
    }

    /// Those of a line: where a heading says so, also what does not look like one.
    fn in_line<'a>(&'a self, line: &'a [String]) -> impl Iterator<Item = String> + 'a {
        self.0.iter().filter_map(move |(column, is_said)| {
            let cell = &line[*column];
            document_number(cell).or_else(|| possible_document(cell).filter(|_| *is_said))
        })
    }
}

/// Finds each line by what identifies somebody, then by ID number, then by name; what is found by a number is compared with the name beside it.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn match_lines(
    app: &App,
    by: &Viewer,
    roster: &Roster,
    columns: &Columns,
) -> Result<Matched, ReconcileError> {
    let lines = &roster.current().lines;
    let documents = Documents::of(roster, columns);
    let mut found = by_index(app, by, lines, columns).await;
    let looked_up: Vec<(usize, String)> = (0..lines.len())
        .filter(|line| found[*line].is_empty())
        .flat_map(|line| documents.in_line(&lines[line]).map(move |number| (line, number)))
        .collect();
    let numbers: Vec<&str> = looked_up.iter().map(|(_, number)| number.as_str()).collect();
    let (mut in_vain, mut by_document) = (0, Vec::new());
    for ((line, _), ids) in
        looked_up.iter().zip(stored::by_document_numbers(&app.db, by.scope(), &numbers).await?)
    {
        in_vain += usize::from(ids.is_empty());
        by_document.extend(&ids);
        if found[*line].is_empty() {
            found[*line] = ids;
        }
    }
    let mut called = by_name(app, by, lines, columns, &found).await;
    by_sound(app, by, lines, columns, &found, &mut called).await;
    let mut matches = Vec::with_capacity(lines.len());
    let mut called = called.into_iter();
    // A part at a time: whoever changes the index, or asks it, comes in between.
    for (lines, found) in lines.chunks(LINES_AT_ONCE).zip(found.chunks(LINES_AT_ONCE)) {
        {
            let index = app.index.index();
            let parts = lines.iter().zip(found).zip(&mut called);
            let domains = &app.config.account_domains;
            matches.extend(
                parts.map(|((line, ids), called)| line_match(&index, line, columns, domains, ids, called)),
            );
        }
        tokio::task::yield_now().await;
    }
    by_document.sort_unstable();
    by_document.dedup();
    Ok(Matched { matches, in_vain, by_document })
}

/// What becomes of a line, by whom its numbers find and who is called so.
fn line_match(
    index: &Index,
    line: &[String],
    columns: &Columns,
    domains: &[String],
    ids: &[i64],
    called: Called,
) -> LineMatch {
    // A number that is missing, or of which a spreadsheet lost digits, says nothing against the name.
    let is_without_number = is_without_number(line, columns, domains);
    if ids.is_empty() {
        let of = |ids: Vec<i64>| match ids.as_slice() {
            [] => LineMatch::Nobody,
            [id] => LineMatch::One(*id),
            _ => LineMatch::Several(ids),
        };
        // What is left of a number says something against those whose number is another.
        let can_be = |id: &i64| {
            let numbers = index.numbers_of(*id);
            let fits = |column: &usize| {
                numbers.is_empty()
                    || numbers.iter().any(|number| value::can_have_been(&line[*column], number))
            };
            columns.identifiers.iter().all(fits)
        };
        let is_possible = called.beside.iter().any(can_be);
        return if !called.by_itself.is_empty() {
            of(called.by_itself)
        } else if !called.sounding.is_empty() {
            LineMatch::Alike(called.sounding)
        } else if called.beside.is_empty() || is_without_number && is_possible {
            of(called.beside)
        } else {
            LineMatch::Alike(called.beside)
        };
    }
    let beside = match columns.name {
        Some(column) if is_without_number => name_beside(&line[column]).into_iter().collect(),
        Some(column) => value::names(&line[column]),
        None => {
            // What is like no name is a remark: `518021910001 休学`.
            let name = |cell: &str| {
                let beside = value::name_beside(cell).filter(|name| people::is_like_name(name));
                beside.or_else(|| people::name_among(cell)).map(|name| text_key::key(&name))
            };
            columns.identifiers.iter().filter_map(|column| name(&line[*column])).collect()
        }
    };
    let is_called = |id: &i64| beside.is_empty() || index.is_called(*id, &beside);
    let so_called: Vec<i64> = ids.iter().copied().filter(is_called).collect();
    match (ids, so_called.as_slice()) {
        (_, [id]) => LineMatch::One(*id),
        ([id], []) => LineMatch::OtherName(*id),
        _ => LineMatch::Several(ids.to_vec()),
    }
}

/// Key of the name that stands in a cell beside an account or a number.
fn name_beside(cell: &str) -> Option<String> {
    value::name_beside(cell).map(|name| text_key::key(&name))
}

fn is_without_number(line: &[String], columns: &Columns, domains: &[String]) -> bool {
    columns.identifiers.iter().all(|column| says_nothing(&line[*column], domains))
}

/// What stands where there is no number.
const NO_NUMBER: [&str; 15] = [
    "无", "暂无", "没有", "待定", "不详", "未知", "未定", "n/a", "none", "null", "#n/a", "#ref!", "#value!",
    "#name?", "#null!",
];

fn says_nothing(cell: &str, domains: &[String]) -> bool {
    // An address of another service means no account of this one.
    let is_foreign =
        |(_, domain): (&str, &str)| !domains.iter().any(|own| own.eq_ignore_ascii_case(domain.trim()));
    cell.is_empty()
        || cell.rsplit_once('@').is_some_and(is_foreign)
        || NO_NUMBER.contains(&cell.to_lowercase().as_str())
        || value::has_lost_digits(cell)
        || cell.chars().all(|sign| !sign.is_alphanumeric())
}

/// By account or number, the first column that finds somebody; where all are empty, whatever stands in that of the name. A part at a time: whoever changes the index, or asks it, comes in between.
async fn by_index(app: &App, by: &Viewer, lines: &[Vec<String>], columns: &Columns) -> Vec<Vec<i64>> {
    let mut found = Vec::with_capacity(lines.len());
    for part in lines.chunks(LINES_AT_ONCE) {
        {
            let index = app.index.index();
            let within = index.scope(by.scope());
            let find = |reading: &String| {
                let ids = index.by_account_or_number(within.as_ref(), reading, &app.config.account_domains);
                (!ids.is_empty()).then_some(ids)
            };
            let with_zeros = |reading: &String| {
                let ids = index.by_number_without_zeros(within.as_ref(), reading);
                (!ids.is_empty()).then_some(ids)
            };
            found.extend(part.iter().map(|line| {
                let of_name =
                    columns.name.filter(|_| is_without_number(line, columns, &app.config.account_domains));
                let cells_of = || {
                    let columns = columns.identifiers.iter().chain(of_name.as_ref());
                    columns.map(|column| line[*column].as_str())
                };
                let cells: Vec<Vec<String>> = cells_of().map(value::readings).collect();
                let mut readings = cells.iter().flatten();
                let without_zeros = |reading: &String| find(&value::without_zeros(reading)?.to_owned());
                let found = readings.clone().find_map(find);
                let found = found.or_else(|| readings.clone().find_map(with_zeros));
                let found = found.or_else(|| readings.find_map(without_zeros));
                // An account or a number among other words.
                let among = || {
                    let words = cells_of().flat_map(people::words).flat_map(|word| word.readings);
                    words.filter(|word| word.is_ascii()).find_map(|word| find(&word))
                };
                found.or_else(among).unwrap_or_default()
            }));
        }
        tokio::task::yield_now().await;
    }
    found
}

/// Who is called as a line says.
#[derive(Clone, Debug, Default)]
struct Called {
    /// In the column that decides.
    by_itself: Vec<i64>,
    /// In the column of names beside it.
    beside: Vec<i64>,
    /// In neither, but a name there in Latin letters sounds like theirs.
    sounding: Vec<i64>,
}

/// Of lines that nobody was found for, who is called so; what stands in a cell as it is written goes before what it may mean besides.
async fn by_name(
    app: &App,
    by: &Viewer,
    lines: &[Vec<String>],
    columns: &Columns,
    found: &[Vec<i64>],
) -> Vec<Called> {
    let mut called = vec![Called::default(); lines.len()];
    let not_found: Vec<usize> = (0..lines.len()).filter(|line| found[*line].is_empty()).collect();
    for part in not_found.chunks(LINES_AT_ONCE) {
        {
            let index = app.index.index();
            let within = index.scope(by.scope());
            let ids = |key: &String| Some(index.named(within.as_ref(), key)).filter(|ids| !ids.is_empty());
            let named = |keys: Vec<String>| keys.iter().find_map(ids).unwrap_or_default();
            // Who is named among other words.
            let named_among = |cell: &str| {
                let of_word = |word: Word| {
                    word.readings.iter().map(|text| text_key::key(text)).find_map(|key| ids(&key))
                };
                people::words(cell).into_iter().find_map(of_word).unwrap_or_default()
            };
            let named_in = |cell: &str| {
                Some(named(value::names(cell)))
                    .filter(|ids| !ids.is_empty())
                    .unwrap_or_else(|| named_among(cell))
            };
            for &line in part {
                let cell = |column: &usize| lines[line][*column].as_str();
                let own = columns.identifiers.first().map_or("", cell);
                // Who has a number beside it, has it against them where it finds nobody.
                let beside = name_beside(own);
                called[line].by_itself = if beside.is_some() { Vec::new() } else { named_in(own) };
                called[line].beside = match &columns.name {
                    Some(column) => named_in(cell(column)),
                    None => named(beside.into_iter().collect()),
                };
            }
        }
        tokio::task::yield_now().await;
    }
    called
}

/// Lines of which names are looked for by their sound, in one list: each takes as long as a search.
const MOST_BY_SOUND: usize = 200;

/// Of lines that nobody was found for, whose name in Chinese sounds like one in Latin letters.
async fn by_sound(
    app: &App,
    by: &Viewer,
    lines: &[Vec<String>],
    columns: &Columns,
    found: &[Vec<i64>],
    called: &mut [Called],
) {
    let names_of = |line: usize| -> Vec<String> {
        let cells =
            columns.identifiers.iter().take(1).chain(&columns.name).map(|column| &lines[line][*column]);
        cells.flat_map(|cell| people::in_syllables(cell)).collect()
    };
    let open = (0..lines.len()).filter(|line| {
        found[*line].is_empty() && called[*line].by_itself.is_empty() && called[*line].beside.is_empty()
    });
    let sought: Vec<(usize, Vec<String>)> = open
        .map(|line| (line, names_of(line)))
        .filter(|(_, names)| !names.is_empty())
        .take(MOST_BY_SOUND)
        .collect();
    for (line, names) in sought {
        {
            let index = app.index.index();
            let within = index.scope(by.scope());
            let mut ids: Vec<i64> =
                names.iter().flat_map(|name| index.sounding(within.as_ref(), name)).collect();
            ids.sort_unstable();
            ids.dedup();
            called[line].sounding = ids;
        }
        tokio::task::yield_now().await;
    }
}
