//! `/accounts` and `/accounts/{name}`.

use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use time::Date;

use super::identify::SignedIn;
use super::problem::status;
use super::shared::Shared;
use super::{render, views};
use crate::components::context::PageContext;
use crate::components::sensitive_field::RevealState;
use crate::i18n;
use crate::pages::{
    AccountPage, AccountPageData, AccountsFound, AccountsPage, AccountsPageData, LookUp, LookUpPage,
};
use crate::server::accounts;
use crate::server::audit;
use crate::server::auth::viewer::{Audit, Reveal, Viewer};
use crate::server::config::DirectoryMode;
use crate::server::failed::Failed;
use crate::server::reveal::{self, RevealError};
use crate::server::state::{App, NoReplica};
use model::account_address::{self, account_path};
use model::date::{from_unix, in_shanghai, parse_date};
use model::filter::{AccountFilter, Warning};
use model::lanes;
use model::position::Position;
use model::problem::ProblemKind;
use model::reveal::{Field, Reason};
use model::search_syntax;
use model::search_text::{Looks, looks_like};

/// Where a person begins: at the view they chose, or at the whole list.
pub async fn begin(SignedIn(viewer): SignedIn, State(shared): State<Shared>) -> Result<Redirect, Failed> {
    let chosen = match shared.app.replica() {
        Ok(replica) => crate::server::views::default_view(&replica, &viewer).await?,
        Err(NoReplica) => None,
    };
    Ok(Redirect::to(&chosen.map_or_else(|| "/accounts".to_owned(), |id| format!("/views/{id}"))))
}

pub async fn list(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = query.unwrap_or_default();
    let (mut filter, mut warnings) = AccountFilter::parse(&query);
    // A form sends its empty fields as well; the address to be kept and passed on has none.
    if warnings.is_empty() && query.split('&').any(|pair| pair.ends_with('=')) {
        return Ok(Redirect::to(&filter.to_path()).into_response());
    }
    warnings.extend(
        filter
            .organizations
            .iter()
            .filter(|id| !viewer.scope().includes(id))
            .cloned()
            .map(Warning::OutOfScope),
    );
    let app = &shared.app;
    match app.config.directory {
        DirectoryMode::Live => {
            let possible = filter.for_live_directory();
            let names = |filter: &AccountFilter| {
                form_urlencoded::parse(filter.to_query().as_bytes())
                    .map(|(name, _)| name.into_owned())
                    .collect::<Vec<_>>()
            };
            let known = names(&possible);
            warnings.extend(
                names(&filter).into_iter().filter(|name| !known.contains(name)).map(Warning::Unknown),
            );
            filter = possible;
        }
        DirectoryMode::Replica => {
            filter.position = Position::default();
            if let Err(warning) = check_day(app, filter.as_of) {
                warnings.push(warning);
                filter.as_of = None;
            }
        }
    }
    let outcome =
        accounts::search(app, &viewer, &filter).await.map_err(|error| Failed::from(error).0).map(|page| {
            AccountsFound {
                accounts: page.accounts,
                previous: page.previous,
                next: page.next,
                counts: page.counts,
                is_partial: page.is_partial,
                unreadable: page.unreadable,
            }
        });
    let organizations = accounts::known_organizations(app, &viewer).await?;
    let view = views::shown(app, &viewer, &filter).await?;
    if view.is_none() {
        filter.view = None;
    }
    let status = outcome.as_ref().map_or_else(status, |_| StatusCode::OK);
    let data = AccountsPageData {
        filter,
        warnings,
        organizations,
        history_begins: accounts::history_begins(app),
        outcome,
        view,
    };
    let title = context.language.texts().accounts_title.to_owned();
    Ok(render::page(context, title, status, move || {
        let data = data.clone();
        leptos::view! { <AccountsPage data /> }
    })
    .await)
}

/// Whether the history reaches back to a day, if one is asked for.
pub fn check_day(app: &App, day: Option<Date>) -> Result<(), Warning> {
    day.map_or(Ok(()), |day| accounts::has_history(app, day).map_err(|_| Warning::NoHistory(day)))
}

/// What the search box sends.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// The filters of the page the box stood on, as a query.
    #[serde(default)]
    filters: String,
}

/// A plain text becomes an address; a number that must not stand in one is looked up at once.
pub async fn search(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    form: Result<Form<Search>, FormRejection>,
) -> Result<Response, Failed> {
    let Form(Search { q, filters }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let filter = AccountFilter::parse(&filters).0.first_page();
    let looks = looks_like(&q);
    let found = match looks {
        Looks::Plain => {
            let filter = match shared.app.config.directory {
                DirectoryMode::Live => AccountFilter { text: q.trim().to_owned(), ..filter },
                DirectoryMode::Replica => {
                    let organizations = accounts::known_organizations(&shared.app, &viewer).await?;
                    search_syntax::apply(&q, filter, &organizations, &i18n::find_identity_type)
                }
            };
            return Ok(Redirect::to(&filter.to_path()).into_response());
        }
        Looks::Telephone(number) => accounts::look_up_telephone(&shared.app, &viewer, &number)
            .await?
            .map_or(LookUp::NoTelephone, LookUp::ByTelephone),
        Looks::IdNumber(number) => {
            LookUp::ByDocument(accounts::look_up_document(&shared.app, &viewer, &number).await?)
        }
    };
    let title = context.language.texts().lookup_title.to_owned();
    Ok(render::page(context, title, StatusCode::OK, move || {
        let (found, filter) = (found.clone(), filter.clone());
        leptos::view! { <LookUpPage found filter /> }
    })
    .await)
}

/// What the address of an account's page can ask for.
#[derive(Deserialize)]
pub struct ShowParameters {
    #[serde(default)]
    asof: String,
}

pub async fn show(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    headers: HeaderMap,
    name: Result<Path<String>, PathRejection>,
    look: Result<Query<ShowParameters>, QueryRejection>,
) -> Result<Response, Failed> {
    let day = look.ok().and_then(|Query(look)| parse_date(look.asof.trim()));
    draw_account(&shared, &viewer, context, &headers, account_name(name)?, day, RevealState::default()).await
}

/// What the form for reading a masked field sends.
#[derive(Deserialize)]
pub struct RevealForm {
    field: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    typed: String,
}

/// Shows one masked field for a minute; after that the browser goes back to the page without it, also where no script runs.
pub async fn reveal(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    headers: HeaderMap,
    name: Result<Path<String>, PathRejection>,
    form: Result<Form<RevealForm>, FormRejection>,
) -> Result<Response, Failed> {
    let name = account_name(name)?;
    let by = viewer.permit::<Reveal>().ok_or(ProblemKind::NotFound)?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let field = Field::from_code(&form.field).ok_or(ProblemKind::BadRequest)?;
    let t = context.language.audit();
    let refused = |why| RevealState {
        refused: Some((field, why)),
        typed: form.typed.clone(),
        ..RevealState::default()
    };
    let (state, status) = match Reason::new(&form.reason, &form.typed) {
        None => (refused(t.no_reason), StatusCode::UNPROCESSABLE_ENTITY),
        Some(reason) => match reveal::reveal(&shared.app, &by, &name, field, &reason).await {
            Ok(revealed) => {
                let shown = Some((revealed.field, revealed.value));
                (RevealState { shown, few_left: revealed.few_left, ..RevealState::default() }, StatusCode::OK)
            }
            Err(RevealError::TooMany) => (refused(t.too_many), StatusCode::TOO_MANY_REQUESTS),
            Err(error) => return Err(error.into()),
        },
    };
    let is_shown = state.shown.is_some();
    let path = account_path(&name);
    let mut response = draw_account(&shared, &viewer, context, &headers, name, None, state).await?;
    *response.status_mut() = status;
    if is_shown && let Ok(back) = HeaderValue::from_str(&format!("{}; url={path}", reveal::SHOWN_FOR_S)) {
        response.headers_mut().insert(header::REFRESH, back);
    }
    Ok(response)
}

async fn draw_account(
    shared: &Shared,
    viewer: &Viewer,
    context: PageContext,
    headers: &HeaderMap,
    name: String,
    day: Option<Date>,
    reveal: RevealState,
) -> Result<Response, Failed> {
    let app = &shared.app;
    let as_of = day
        .filter(|day| app.config.directory == DirectoryMode::Replica && check_day(app, Some(*day)).is_ok());
    let history = accounts::find(app, viewer, &name, as_of).await?.ok_or(ProblemKind::AccountNotFound)?;
    let now = in_shanghai(app.clock.now());
    let account = history.known.account;
    let lanes = lanes::lay_out(&account, as_of.unwrap_or(now.date()));
    let may_reveal = viewer.permit::<Reveal>().is_some_and(|permit| permit.scope().covers(&account));
    let audited = match viewer.permit::<Audit>() {
        Some(permit) => audit::about_account(app, &permit, &account).await?,
        None => None,
    };
    let back = list_before(headers, &app.config.origin()).unwrap_or_else(|| "/accounts".to_owned());
    let title = account.display_name.clone().unwrap_or(name);
    let data = AccountPageData {
        account,
        lanes,
        read_at: accounts::read_at(app).map_or(now.truncate_to_second(), from_unix),
        gone_at: history.gone_at,
        events: history.events,
        history_begins: accounts::history_begins(app),
        as_of,
        organizations: accounts::known_organizations(app, viewer).await?,
        back,
        reveal: RevealState { may_reveal, is_allowed: may_reveal && as_of.is_none(), ..reveal },
        audited,
    };
    Ok(render::page(context, title, StatusCode::OK, move || {
        let data = data.clone();
        leptos::view! { <AccountPage data /> }
    })
    .await)
}

/// Asks upstream for this account again, and goes back to its page.
pub async fn refresh(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Redirect, Failed> {
    let name = account_name(name)?;
    if accounts::refresh(&shared.app, &viewer, &name).await? {
        Ok(Redirect::to(&account_path(&name)))
    } else {
        Err(ProblemKind::AccountNotFound.into())
    }
}

fn account_name(name: Result<Path<String>, PathRejection>) -> Result<String, Failed> {
    let Path(name) = name.map_err(|_| ProblemKind::AccountNotFound)?;
    let name =
        account_address::named(account_address::account_name(&name)).ok_or(ProblemKind::AccountNotFound)?;
    Ok(name.to_owned())
}

/// The list the person came from, so that the way back leads to the same question.
fn list_before(headers: &HeaderMap, origin: &str) -> Option<String> {
    let path = headers.get(header::REFERER)?.to_str().ok()?.strip_prefix(origin)?;
    let query = path.strip_prefix("/accounts?")?;
    Some(AccountFilter::parse(query).0.to_path())
}
