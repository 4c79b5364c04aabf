//! Lists in which several people stand in one line, which the directory alone can tell from one person with several values.

use super::whom::{SAMPLE, Whom, count, whom};
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::{MOST_LINES, Sheet};

/// Gives each of several people in a line a line of their own. Where somebody chose a column, each of its cells is one person's.
pub(super) async fn take_apart(app: &App, by: &Viewer, sheet: &mut Sheet, has_choice: bool) {
    if !has_choice && is_running_names(app, by, sheet).await {
        sheet.run_on();
    }
    if sheet.columns.len() == 1 {
        let apart = spaced(app, by, sheet).await;
        let words: usize = apart.iter().map(|line| sheet.words(*line).len()).sum();
        if sheet.lines.len() + words <= MOST_LINES {
            sheet.take_apart(&apart);
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

/// The lines, counted from 0, that mean nobody as a whole, and somebody by each of their words.
async fn spaced(app: &App, by: &Viewer, sheet: &Sheet) -> Vec<usize> {
    let has_words = |line: &usize| sheet.words(*line).len() > 1;
    let mut apart: Vec<usize> = (0..sheet.lines.len()).filter(has_words).collect();
    let whole: Vec<&str> = apart.iter().map(|line| sheet.cell(*line, 0)).collect();
    let mut meant = whom(app, by, &whole).await.into_iter();
    apart.retain(|_| meant.next() == Some(Whom::Nobody));
    let each: Vec<&str> = apart.iter().flat_map(|line| sheet.words(*line)).collect();
    let mut meant = whom(app, by, &each).await.into_iter();
    apart.retain(|line| {
        let words = sheet.words(*line).len();
        meant.by_ref().take(words).filter(|whom| *whom != Whom::Nobody).count() == words
    });
    apart
}
