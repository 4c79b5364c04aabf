//! `/views`: keeping questions, opening, sharing and ordering them.

use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::identify::SignedIn;
use super::render;
use super::shared::Shared;
use crate::api::words::of_view_error;
use crate::components::context::PageContext;
use crate::components::view_bar::ShownView;
use crate::pages::{ViewSummary, ViewsPage, ViewsPageData};
use crate::server::accounts;
use crate::server::auth::viewer::Viewer;
use crate::server::failed::Failed;
use crate::server::state::App;
use crate::server::views::{self, ViewChange, ViewError};
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::view::{PortableView, Sharing, kept_query};

/// What the page says besides the views.
#[derive(Default)]
struct Said {
    error: Option<String>,
    /// What was asked for is not there.
    is_missing: bool,
    message: Option<String>,
    typed: Option<(String, String)>,
    renamed: Option<(i64, String)>,
    pasted: String,
    /// Which part of the list, 0-based.
    page: usize,
}

/// Views on one page: each is counted.
const VIEWS_SHOWN: usize = 100;

#[derive(Default, Deserialize)]
pub struct ViewsParameters {
    #[serde(default)]
    page: usize,
}

pub async fn page(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    look: Result<Query<ViewsParameters>, QueryRejection>,
) -> Result<Response, Failed> {
    let ViewsParameters { page } = look.map(|Query(look)| look).unwrap_or_default();
    draw(&shared, &viewer, context, Said { page, ..Said::default() }).await
}

async fn draw(
    shared: &Shared,
    viewer: &Viewer,
    context: PageContext,
    said: Said,
) -> Result<Response, Failed> {
    let app = &shared.app.replica()?;
    let default = views::default_view(app, viewer).await?;
    let mut found = views::list(app, viewer).await?;
    found.sort_by_key(|met| (met.view.deleted_at.is_some(), met.mark.pinned.is_none(), met.mark.pinned));
    let pages = found.len().div_ceil(VIEWS_SHOWN).max(1);
    let page = said.page.min(pages - 1);
    let found: Vec<_> = found.into_iter().skip(page * VIEWS_SHOWN).take(VIEWS_SHOWN).collect();
    let questions: Vec<_> = found.iter().map(|met| (met.view.query.as_str(), met.mark.latest)).collect();
    let counts = views::counts(app, viewer, &questions).await?;
    let mut summaries = Vec::new();
    for (met, counts) in found.into_iter().zip(counts) {
        summaries.push(ViewSummary {
            may_change: met.may_change,
            is_pinned: met.mark.pinned.is_some(),
            is_default: default == Some(met.view.id),
            counts: counts.shown(),
            view: met.view,
        });
    }
    let status = match said.error {
        Some(_) if said.is_missing => StatusCode::NOT_FOUND,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let data = ViewsPageData {
        views: summaries,
        page,
        pages,
        organizations: accounts::known_organizations(app, viewer).await?,
        error: said.error,
        message: said.message,
        typed: said.typed,
        renamed: said.renamed,
        pasted: said.pasted,
    };
    let title = context.language.views().title.to_owned();
    Ok(render::page(context, title, status, move || {
        let data = data.clone();
        leptos::view! { <ViewsPage data /> }
    })
    .await)
}

#[derive(Deserialize)]
pub struct NewView {
    name: String,
    query: String,
}

pub async fn save(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    form: Result<Form<NewView>, FormRejection>,
) -> Result<Response, Failed> {
    let Form(NewView { name, query }) = form.map_err(|_| ProblemKind::BadRequest)?;
    match views::save(&shared.app.replica()?, &viewer, &name, &query).await {
        Ok(id) => Ok(Redirect::to(&path_of(&query, id)).into_response()),
        Err(error) => {
            let error = Some(of_view_error(context.language, &name, error)?);
            draw(&shared, &viewer, context, Said { error, typed: Some((name, query)), ..Said::default() })
                .await
        }
    }
}

/// The list that a saved question leads to. What of it is not understood any more stays in the address, so that the list says so.
fn path_of(query: &str, id: i64) -> String {
    let query = kept_query(query);
    let between = if query.is_empty() { "" } else { "&" };
    format!("/accounts?{query}{between}view={id}")
}

/// Opens a view.
pub async fn open(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    if let Some(met) =
        views::find(&shared.app.replica()?, &viewer, id).await?.filter(|met| met.view.deleted_at.is_none())
    {
        return Ok(Redirect::to(&path_of(&met.view.query, id)).into_response());
    }
    let error = Some(context.language.views().error_not_there.to_owned());
    draw(&shared, &viewer, context, Said { error, is_missing: true, ..Said::default() }).await
}

#[derive(Deserialize)]
pub struct ViewForm {
    what: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    share: String,
}

/// Does something with a view.
pub async fn act(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<ViewForm>, FormRejection>,
) -> Result<Response, Failed> {
    let app = &shared.app.replica()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(wish) = form.map_err(|_| ProblemKind::BadRequest)?;
    let change = |change| views::change(app, &viewer, id, change);
    let done = match wish.what.as_str() {
        "name" => change(ViewChange::Name(wish.name.clone())).await,
        "question" => change(ViewChange::Question(wish.query.clone())).await,
        "share" => {
            change(ViewChange::Share(Sharing::from_code(&wish.share).ok_or(ProblemKind::BadRequest)?)).await
        }
        "delete" => change(ViewChange::Delete).await,
        "restore" => change(ViewChange::Restore).await,
        "copy" => views::copy(app, &viewer, id).await.map(|_| ()),
        "pin" | "unpin" => views::pin(app, &viewer, id, wish.what == "pin").await,
        "up" | "down" => views::move_pin(app, &viewer, id, wish.what == "up").await,
        "default" => views::set_default(app, &viewer, Some(id)).await,
        "undefault" => views::set_default(app, &viewer, None).await,
        _ => return Err(ProblemKind::BadRequest.into()),
    };
    match done {
        Ok(()) if wish.what == "question" => Ok(Redirect::to(&path_of(&wish.query, id)).into_response()),
        Ok(()) => Ok(Redirect::to("/views").into_response()),
        Err(error) => {
            let is_missing = matches!(error, ViewError::NotThere);
            let error = Some(of_view_error(context.language, &wish.name, error)?);
            let renamed = (wish.what == "name").then_some((id, wish.name));
            draw(&shared, &viewer, context, Said { error, is_missing, renamed, ..Said::default() }).await
        }
    }
}

/// A person's own views as a file.
pub async fn file(SignedIn(viewer): SignedIn, State(shared): State<Shared>) -> Result<Response, Failed> {
    let own = views::export(&shared.app.replica()?, &viewer).await?;
    let json = serde_json::to_vec_pretty(&own).map_err(|_| ProblemKind::Internal)?;
    let mut response = json.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"views.json\""));
    Ok(response)
}

#[derive(Deserialize)]
pub struct Import {
    views: String,
}

pub async fn import(
    SignedIn(viewer): SignedIn,
    State(shared): State<Shared>,
    context: PageContext,
    form: Result<Form<Import>, FormRejection>,
) -> Result<Response, Failed> {
    let Form(Import { views: pasted }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let t = context.language.views();
    let said = match serde_json::from_str::<Vec<PortableView>>(&pasted) {
        Err(_) => Said { error: Some(t.error_import.to_owned()), pasted, ..Said::default() },
        Ok(found) => {
            let taken_in = views::import(&shared.app.replica()?, &viewer, &found).await?;
            Said { message: Some((t.imported)(taken_in, found.len() - taken_in)), ..Said::default() }
        }
    };
    draw(&shared, &viewer, context, said).await
}

/// The view that a list shows, with what changed in it.
pub async fn shown(app: &App, viewer: &Viewer, filter: &AccountFilter) -> Result<Option<ShownView>, Failed> {
    let (Some(id), Ok(replica)) = (filter.view, app.replica()) else { return Ok(None) };
    let Some(looked) = views::visit(&replica, viewer, id).await? else { return Ok(None) };
    let saved = AccountFilter::parse(&looked.met.view.query).0;
    Ok(Some(ShownView {
        id,
        name: looked.met.view.name,
        owner: looked.met.view.owner,
        may_change: looked.met.may_change,
        is_changed: filter.to_be_saved() != saved.to_be_saved(),
        since: looked.since,
        joined: looked.joined,
        left: looked.left,
    }))
}
