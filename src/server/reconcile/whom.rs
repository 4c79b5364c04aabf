//! By what the cells of a list find somebody.

use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::{Sheet, document_number, people, value};
use model::text_key;

/// Lines by which columns are told apart.
pub(super) const SAMPLE: usize = 100;

/// Cells that are looked at under one lock: whoever changes the index, or asks it, comes in between.
const CELLS_AT_ONCE: usize = 1_000;

/// Of the first lines, those that a column finds somebody for.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub found: usize,
    /// By name.
    pub named: usize,
    /// Perhaps, by the number of an identity document.
    pub perhaps: usize,
    /// Whether the first line is among them.
    pub is_first_found: bool,
}

pub(super) async fn count(app: &App, by: &Viewer, sheet: &Sheet) -> Vec<Count> {
    let lines = &sheet.lines[..sheet.lines.len().min(SAMPLE)];
    let width = sheet.columns.len();
    let cells: Vec<&str> = lines.iter().flatten().map(String::as_str).collect();
    let mut counts = vec![Count::default(); width];
    let mut meant = whom(app, by, &cells).await;
    among_words(app, by, &cells, &mut meant).await;
    for (at, whom) in meant.into_iter().enumerate() {
        let count = &mut counts[at % width];
        count.found += usize::from(whom != Whom::Nobody);
        count.named += usize::from(whom == Whom::ByName);
        count.perhaps += usize::from(whom == Whom::Perhaps);
        count.is_first_found |= whom != Whom::Nobody && at < width;
    }
    counts
}

/// By column: of the first lines, those whose number is somebody's who is called as another column says.
pub(super) async fn agreements(
    app: &App,
    by: &Viewer,
    sheet: &Sheet,
    columns: &[usize],
    names: usize,
) -> Vec<usize> {
    let index = app.index.index();
    let within = index.scope(by.scope());
    let agrees = |column: usize, line: &Vec<String>| {
        let names = value::names(&line[names]);
        value::readings(&line[column]).iter().any(|reading| {
            let found = index.by_account_or_number(within.as_ref(), reading, &app.config.account_domains);
            found.iter().any(|id| index.is_called(*id, &names))
        })
    };
    let lines = &sheet.lines[..sheet.lines.len().min(SAMPLE)];
    columns.iter().map(|column| lines.iter().filter(|line| agrees(*column, line)).count()).collect()
}

/// Whom a column finds that the column that decides does not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Others {
    /// Of the first lines, those in which it does.
    pub lines: usize,
    pub people: usize,
}

/// By column: whom it finds beside the column that decides, also among the words of its cells.
pub(super) async fn of_others(
    app: &App,
    by: &Viewer,
    sheet: &Sheet,
    column: usize,
    columns: &[usize],
) -> Vec<Others> {
    let index = app.index.index();
    let within = index.scope(by.scope());
    let found = |cell: &str| -> Vec<i64> {
        let words = people::words(cell).into_iter().flat_map(|word| word.readings);
        let texts: Vec<String> = std::iter::once(cell.to_owned()).chain(words).collect();
        let numbers = texts.iter().flat_map(|text| value::readings(text)).flat_map(|reading| {
            index.by_account_or_number(within.as_ref(), &reading, &app.config.account_domains)
        });
        // One of those who are called so stands for them all.
        let names = texts.iter().flat_map(|text| value::names(text));
        let called = names.filter_map(|key| index.named(within.as_ref(), &key).first().copied());
        let mut found: Vec<i64> = numbers.chain(called).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let lines = &sheet.lines[..sheet.lines.len().min(SAMPLE)];
    let others_of = |other: usize| {
        lines.iter().fold(Others::default(), |sum, line| {
            let (own, mut others) = (found(&line[column]), found(&line[other]));
            others.retain(|id| !own.contains(id));
            Others { lines: sum.lines + usize::from(!others.is_empty()), people: sum.people + others.len() }
        })
    };
    columns.iter().map(|other| others_of(*other)).collect()
}

/// By what a cell finds somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whom {
    Nobody,
    /// It could by the number of an identity document.
    Perhaps,
    /// By an account or a number alone.
    ByNumber,
    /// By a name, and maybe by a number as well.
    ByName,
}

/// Of cells that mean nobody as a whole, who is named among their words.
async fn among_words(app: &App, by: &Viewer, cells: &[&str], meant: &mut [Whom]) {
    let words: Vec<Vec<String>> = (cells.iter().zip(meant.iter()))
        .map(|(cell, whom)| if *whom == Whom::Nobody { people::words(cell) } else { Vec::new() })
        .map(|words| words.into_iter().flat_map(|word| word.readings).collect())
        .collect();
    let all: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
    let mut found = whom(app, by, &all).await.into_iter();
    for (words, meant) in words.iter().zip(meant) {
        for whom in found.by_ref().take(words.len()) {
            *meant = (*meant).max(whom);
        }
    }
}

/// By what each of some cells finds somebody within the scope, as a whole.
pub(super) async fn whom(app: &App, by: &Viewer, cells: &[&str]) -> Vec<Whom> {
    let mut found = Vec::with_capacity(cells.len());
    for cells in cells.chunks(CELLS_AT_ONCE) {
        {
            let index = app.index.index();
            let within = index.scope(by.scope());
            let is_called = |key: &String| !index.named(within.as_ref(), key).is_empty();
            let is_somebody = |reading: &String| {
                let domains = &app.config.account_domains;
                !index.by_account_or_number(within.as_ref(), reading, domains).is_empty()
            };
            found.extend(cells.iter().map(|cell| {
                // Texts tell no columns apart, and take long to look at.
                if cell.len() > value::LONGEST {
                    Whom::Nobody
                } else if value::names(cell).iter().any(is_called) {
                    Whom::ByName
                } else if value::readings(cell).iter().any(is_somebody) {
                    Whom::ByNumber
                } else if document_number(cell).is_some() {
                    Whom::Perhaps
                } else if value::name_beside(cell).is_some_and(|name| is_called(&text_key::key(&name))) {
                    Whom::ByName
                } else {
                    Whom::Nobody
                }
            }));
        }
        tokio::task::yield_now().await;
    }
    found
}
