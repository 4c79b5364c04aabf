//! Lists in which several people stand in one line, which the directory alone can tell from one person with several values.

use super::whom::{SAMPLE, Whom, count, whom};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::{MOST_LINES, SEPARATORS, Sheet};

/// Gives each of several people in a line a line of their own. Where somebody chose a column, each of its cells is one person's.
pub(super) async fn take_apart(app: &App, by: &Viewer, sheet: &mut Sheet, has_choice: bool) {
    if !has_choice && is_running_names(app, by, sheet).await {
        sheet.run_on();
    }
    if sheet.columns.len() == 1 {
        let apart = several_in_one(app, by, sheet).await;
        let people: usize = apart.iter().map(|(_, people)| people.len()).sum();
        if sheet.lines.len() + people <= MOST_LINES {
            sheet.take_apart(apart);
        }
    }
}

/// Whether each column has the names of people: there are no headings, and in half of the lines at least somebody is called as it says.
async fn is_running_names(app: &App, by: &Viewer, sheet: &Sheet) -> bool {
    let lines = sheet.lines.len().min(SAMPLE);
    sheet.headings.is_empty()
        && sheet.columns.len() > 1
        && sheet.columns.len() * sheet.lines.len() <= MOST_LINES
        && count(app, by, sheet).await.iter().all(|count| count.named * 2 >= lines)
}

/// What of a line is people beside one another.
struct Between {
    /// Whether a sign stands between two of them.
    is_between: fn(char) -> bool,
    /// How many of so many have to be known, so that it is one.
    known: fn(usize) -> usize,
}

/// Between signs of a list, a name that nobody has is one as well if most are known. Between spaces, it could be anything else.
const BETWEEN: [Between; 2] = [
    Between {
        is_between: |sign| sign == '/' || SEPARATORS.contains(&sign),
        known: |all| (all / 2 + 1).max(2),
    },
    Between {
        is_between: |sign| sign.is_whitespace() || sign == '/' || SEPARATORS.contains(&sign),
        known: |all| all,
    },
];

/// The lines, counted from 0, that mean nobody as a whole, and several people by their parts.
async fn several_in_one(app: &App, by: &Viewer, sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
    let mut whole: Vec<usize> = (0..sheet.lines.len())
        .filter(|line| BETWEEN.iter().any(|between| parts(sheet, *line, between).len() > 1))
        .collect();
    let cells: Vec<&str> = whole.iter().map(|line| sheet.cell(*line, 0)).collect();
    let mut meant = whom(app, by, &cells).await.into_iter();
    whole.retain(|_| meant.next() == Some(Whom::Nobody));
    let mut apart = Vec::new();
    for between in &BETWEEN {
        let each: Vec<&str> = whole.iter().flat_map(|line| parts(sheet, *line, between)).collect();
        let mut meant = whom(app, by, &each).await.into_iter();
        whole.retain(|line| {
            let parts = parts(sheet, *line, between);
            let known = meant.by_ref().take(parts.len()).filter(|whom| *whom != Whom::Nobody).count();
            let is_apart = parts.len() > 1 && known >= (between.known)(parts.len());
            if is_apart {
                apart.push((*line, parts.into_iter().map(str::to_owned).collect()));
            }
            !is_apart
        });
    }
    apart.sort_by_key(|(line, _)| *line);
    apart
}

fn parts<'a>(sheet: &'a Sheet, line: usize, between: &Between) -> Vec<&'a str> {
    sheet.cell(line, 0).split(between.is_between).map(str::trim).filter(|part| !part.is_empty()).collect()
}
