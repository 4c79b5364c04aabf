//! A person's saved views and those shared with them.

use crate::api::call::Call;
use crate::api::said::Said;
use crate::components::chips::OrganizationNames;
use crate::i18n::Language;
use crate::server::accounts;
use crate::server::digests;
use crate::server::failed::Failed;
use crate::server::views;
use model::view::SavedView;
pub use store::subscriptions::Subscription;

/// A view as its row shows it.
#[derive(Clone, Debug)]
pub struct ViewSummary {
    pub view: SavedView,
    pub may_change: bool,
    /// Which of the pins it is, 0-based.
    pub pin: Option<usize>,
    pub is_default: bool,
    /// How many accounts it holds, joined, and left; without the first where it is not counted.
    pub counts: (Option<usize>, usize, usize),
    /// Word that the person wants of it.
    pub subscription: Option<Subscription>,
}

/// By which ways word of views can be sent.
#[derive(Clone, Copy, Debug)]
pub struct DigestWays {
    pub mail: bool,
    pub feeds: bool,
}

#[derive(Clone, Debug)]
pub struct ViewsPageData {
    pub ways: DigestWays,
    /// Pinned ones first, in their order.
    pub views: Vec<ViewSummary>,
    /// Which part of them this is, 0-based, and how many there are.
    pub page: usize,
    pub pages: usize,
    pub organizations: OrganizationNames,
    /// Why something was not done.
    pub error: Option<String>,
    /// What was done.
    pub message: Option<String>,
    /// What was typed in vain: name and question of a new view.
    pub typed: Option<(String, String)>,
    /// A view, and what was typed in vain for its name.
    pub renamed: Option<(i64, String)>,
    /// What was pasted in vain.
    pub pasted: String,
}

/// What the page says besides the views.
#[derive(Default)]
pub struct Around {
    pub error: Option<String>,
    pub message: Option<String>,
    pub typed: Option<(String, String)>,
    pub renamed: Option<(i64, String)>,
    pub pasted: String,
    /// Which part of the list, 0-based.
    pub page: usize,
}

impl Around {
    /// What became of a form, and what of it is shown again.
    pub fn of(said: &Said, language: Language) -> Self {
        let words = Some(said.words.of(language).to_owned());
        if !said.is_refused() {
            return Self { message: words, ..Self::default() };
        }
        let field = |name: &str| said.field(name).to_owned();
        let renamed = field("id").parse().ok().filter(|_| field("what") == "name");
        Self {
            error: words,
            message: None,
            typed: (!field("query").is_empty()).then(|| (field("name"), field("query"))),
            renamed: renamed.map(|id| (id, field("name"))),
            pasted: field("views"),
            page: 0,
        }
    }
}

/// Views on one page: each is counted.
const VIEWS_SHOWN: usize = 100;

/// Views, pinned ones first, with what they hold.
///
/// # Errors
/// No replica is kept.
pub async fn views(call: &Call, around: Around) -> Result<ViewsPageData, Failed> {
    let (app, viewer) = (&call.app.replica()?, &call.viewer);
    let default = views::default_view(app, viewer).await?;
    let mut found = views::list(app, viewer).await?;
    found.sort_by_key(|listed| {
        (listed.view.deleted_at.is_some(), listed.mark.pinned.is_none(), listed.mark.pinned)
    });
    let pages = found.len().div_ceil(VIEWS_SHOWN).max(1);
    let page = around.page.min(pages - 1);
    let found: Vec<_> = found.into_iter().skip(page * VIEWS_SHOWN).take(VIEWS_SHOWN).collect();
    let questions: Vec<_> =
        found.iter().map(|listed| (listed.view.query.as_str(), listed.mark.latest)).collect();
    let counts = views::counts(app, viewer, &questions).await?;
    // Pins come first, and are fewer than a page.
    let subscriptions = digests::list(app, viewer).await?;
    let wanted = |id: i64| subscriptions.iter().find(|its| its.view_id == id).cloned();
    let row = |(place, (listed, counts)): (usize, (views::ListedView, views::Counts))| ViewSummary {
        subscription: wanted(listed.view.id),
        may_change: listed.may_change,
        pin: listed.mark.pinned.map(|_| place),
        is_default: default == Some(listed.view.id),
        counts: counts.shown(),
        view: listed.view,
    };
    let config = &app.config.digests;
    Ok(ViewsPageData {
        ways: DigestWays { mail: config.mail.is_some(), feeds: config.feeds },
        views: found.into_iter().zip(counts).enumerate().map(row).collect(),
        page,
        pages,
        organizations: accounts::known_organizations(app, viewer).await?,
        error: around.error,
        message: around.message,
        typed: around.typed,
        renamed: around.renamed,
        pasted: around.pasted,
    })
}

/// The question of a view, where it is there and not deleted.
///
/// # Errors
/// As [`views()`].
pub async fn question(call: &Call, id: i64) -> Result<Option<String>, Failed> {
    let found = views::find(&call.app.replica()?, &call.viewer, id).await?;
    Ok(found.filter(|listed| listed.view.deleted_at.is_none()).map(|listed| listed.view.query))
}
