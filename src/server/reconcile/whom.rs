//! By what the cells of a list find somebody.

use index::WantedNames;

use super::names::find_named;
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;
use model::roster::{Sheet, document_number, value};

/// Lines by which columns are told apart.
pub(super) const SAMPLE: usize = 100;

/// Of the first lines, those that a column finds somebody for.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub found: usize,
    /// By name.
    pub named: usize,
    /// Whether the first line is among them.
    pub is_first_found: bool,
}

pub(super) async fn count(app: &App, by: &Viewer, sheet: &Sheet) -> Vec<Count> {
    let lines = &sheet.lines[..sheet.lines.len().min(SAMPLE)];
    let width = sheet.columns.len();
    let cells: Vec<&str> = lines.iter().flatten().map(String::as_str).collect();
    let mut counts = vec![Count::default(); width];
    for (at, whom) in whom(app, by, &cells).await.into_iter().enumerate() {
        let count = &mut counts[at % width];
        count.found += usize::from(whom != Whom::Nobody);
        count.named += usize::from(whom == Whom::ByName);
        count.is_first_found |= whom != Whom::Nobody && at < width;
    }
    counts
}

/// By what a cell finds somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    Nobody,
    /// By an account or a number alone, or it could by the number of an identity document.
    ByNumber,
    /// By a name, and maybe by a number as well.
    ByName,
}

/// By what each of some cells finds somebody within the scope.
pub(super) async fn whom(app: &App, by: &Viewer, cells: &[&str]) -> Vec<Whom> {
    let mut found = vec![Whom::Nobody; cells.len()];
    let mut wanted = WantedNames::default();
    {
        let index = app.index.index();
        let within = index.scope(by.scope());
        let domains = &app.config.account_domains;
        // Texts tell no columns apart, and take long to look at.
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.len() <= value::LONGEST) {
            let is_somebody =
                |reading: &String| !index.by_account_or_number(within.as_ref(), reading, domains).is_empty();
            if document_number(cell).is_some() || value::readings(cell).iter().any(is_somebody) {
                found[at] = Whom::ByNumber;
            }
            for key in value::names(cell) {
                wanted.add(key, at);
            }
        }
    }
    let mut named = vec![Vec::new(); cells.len()];
    find_named(app, by, &wanted, &mut named).await;
    for (found, _) in found.iter_mut().zip(named).filter(|(_, named)| !named.is_empty()) {
        *found = Whom::ByName;
    }
    found
}
