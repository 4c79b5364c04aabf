//! `/accounts`: the search box, the filters, the list.

use leptos::prelude::*;

use super::answer::{Answer, Screen, has_empty_fields};
use crate::api::read::accounts::{self as read, AccountsFound, Question};
use crate::api::{Call, Failed};
use crate::components::account_list::{AccountList, outcome_list};
use crate::components::context::{context, replica_texts, texts};
use crate::components::frame::Frame;
use crate::islands::{LIST, LiveList, Peek};
use model::problem::Problem;

/// Where a person begins who wanted no page: at the view they chose, or at the overview.
pub async fn begin(call: Call) -> Result<Answer, Failed> {
    let chosen = read::first_view(&call).await?;
    Ok(Answer::Redirect(chosen.map_or_else(|| "/".to_owned(), |id| format!("/views/{id}"))))
}

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let query = call.query();
    let (filter, warnings, display) = read::asked(&call, query);
    if warnings.is_empty() && has_empty_fields(query) {
        return Ok(Answer::Redirect(filter.to_path()));
    }
    let (filter, warnings) = read::askable(&call, filter, warnings);
    let title = call.language().texts().accounts_title;
    if call.context.freshness.is_none() {
        // Upstream takes its time: everything but the list is shown meanwhile.
        let question = read::around(&call, filter, warnings, display).await?;
        let (filter, organizations, display) =
            (question.filter.clone(), question.organizations.clone(), question.display.clone());
        let screen = Screen::new(title, || view! { <AccountsPage question outcome=None /> });
        return Ok(screen
            .with_rest(async move {
                let outcome = read::found(&call, &filter, display.shown_columns()).await;
                outcome_list(outcome, filter, organizations, display)
            })
            .into());
    }
    let outcome = read::found(&call, &filter, display.shown_columns()).await;
    let question = read::around(&call, filter, warnings, display).await?;
    let status = outcome.as_ref().map_or_else(|problem| problem.kind.status(), |_| 200);
    Ok(Screen::new(title, || view! { <AccountsPage question outcome=Some(outcome) /> })
        .with_status(status)
        .into())
}

#[component]
fn AccountsPage(
    question: Question,
    /// `None` where it comes later.
    outcome: Option<Result<AccountsFound, Problem>>,
) -> impl IntoView {
    let is_replica = context().freshness.is_some();
    let live = is_replica.then(|| {
        let d = replica_texts();
        view! { <LiveList unreachable=d.unreachable.to_owned() number=d.typed_number.to_owned() sign_in_again=d.sign_in_again.to_owned() /> }
    });
    let (p, unreachable) = (context().language.peek(), texts().unreachable.to_owned());
    view! {
        <Frame has_search=true>
            <a class="skip-link" href="#results">{texts().skip_to_results}</a>
            <a class="skip-link" href="#pager">{texts().skip_to_pager}</a>
            {live}
            <div id=LIST class="list-page"><AccountList question outcome /></div>
            <Peek title=p.title.to_owned() close=p.close.to_owned() unreachable />
        </Frame>
    }
}
