//! Numbers that could be a document's, as they are typed where accounts are looked for.

use super::gone::count_gone;
use super::live;
use super::types::AccountsError;
use crate::server::auth::viewer::Viewer;
use crate::server::config::DirectoryMode;
use crate::server::state::App;
use model::filter::AccountFilter;
use model::search_text::possible_document;
use model::typed_word::plain;

/// The number of an identity document that a text could be which finds nobody in scope otherwise. It is to be looked up like one, and stands in no address.
///
/// # Errors
/// The account API gives no answer.
pub async fn document_typed(app: &App, by: &Viewer, text: &str) -> Result<Option<String>, AccountsError> {
    let text = plain(text.trim());
    let Some(number) = possible_document(text) else { return Ok(None) };
    let question = AccountFilter { text: text.to_owned(), ..AccountFilter::default() };
    let finds_somebody = match app.config.directory {
        DirectoryMode::Live => !live::search(app, by, &question).await?.accounts.is_empty(),
        DirectoryMode::Replica => {
            let is_there = {
                let index = app.index.index();
                !index.matching(index.scope(by.scope()).as_ref(), &question, app.calendar()).is_clear()
            };
            is_there || count_gone(app, by, &question) > 0
        }
    };
    Ok((!finds_somebody).then_some(number))
}
