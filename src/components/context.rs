//! What every piece of a page may need to know of the request that it is drawn for.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray};
use time::Date;

use super::drawn::Draw as _;
use crate::i18n::{
    AccessTexts, AuditTexts, ExportTexts, Language, ReconcileTexts, ReplicaTexts, Texts, ViewTexts,
};
use model::calendar::Calendar;
use model::rights::Capability;
use model::session_end::EndReason;
use model::sync::Freshness;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

model::coded!(Theme);

/// The signed-in person as the frame shows them.
#[derive(Clone, Debug)]
pub struct Badge {
    pub account: String,
    pub display_name: String,
    pub capabilities: Vec<Capability>,
    /// What the person may do for the whole university: the audit log and the sync concern all of it.
    pub everywhere: Vec<Capability>,
    /// Names of the organisations in scope, where they have one; `None` is all.
    pub organizations: Option<Vec<String>>,
    /// The same as codes.
    pub organization_ids: Option<Vec<String>>,
    /// Their organisation could not be read yet, and rights that hang on it are missing.
    pub lacks_organization: bool,
    /// Saved views that the person keeps at hand.
    pub pins: Vec<Pin>,
}

impl Badge {
    pub fn may(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    pub fn may_everywhere(&self, capability: Capability) -> bool {
        self.everywhere.contains(&capability)
    }
}

/// A saved view in the side bar.
#[derive(Clone, Debug)]
pub struct Pin {
    pub id: i64,
    pub name: String,
    /// How many accounts it holds, joined, and left; without the first where it is not counted.
    pub counts: (Option<usize>, usize, usize),
}

/// One request for a page.
#[derive(Clone, Debug)]
pub struct PageContext {
    pub language: Language,
    pub theme: Theme,
    /// Path and query of the page, to come back to.
    pub here: String,
    pub badge: Option<Badge>,
    /// A cookie was sent whose session is over.
    pub session_ended: Option<EndReason>,
    /// Where the bundle and the style sheet are, as `/pkg/…`; changes with their content.
    pub assets: Arc<str>,
    pub request_id: String,
    /// Whom to ask for access.
    pub contact: String,
    /// The address people should use.
    pub public_url: String,
    /// Where jAccount is: forms lead there at sign-in and sign-out.
    pub sign_in_origin: String,
    /// The day at the university, and the terms after it.
    pub calendar: Calendar,
    /// Seconds since 1970.
    pub now: i64,
    /// How new the replica is; `None` where accounts are asked for live.
    pub freshness: Option<Freshness>,
}

impl PageContext {
    /// Whether somebody is signed in who may do this.
    pub fn may(&self, capability: Capability) -> bool {
        self.badge.as_ref().is_some_and(|badge| badge.may(capability))
    }

    /// The same for the whole university.
    pub fn may_everywhere(&self, capability: Capability) -> bool {
        self.badge.as_ref().is_some_and(|badge| badge.may_everywhere(capability))
    }
}

/// The context that the page around is drawn in, which is provided as an [`Arc`]: a page asks for it hundreds of times.
pub fn context() -> Arc<PageContext> {
    expect_context()
}

/// Provides once more, where it is found first, what every piece of a page asks for: hundreds of them ask.
pub fn bring_near() {
    provide_context(DayShown(day_shown()));
    provide_context(context());
}

/// The day that what is drawn shows, where it is not today.
#[derive(Clone, Copy)]
struct DayShown(Date);

/// From here on, accounts are drawn as of this day, if it is one.
pub fn show_day(as_of: Option<Date>) {
    if let Some(day) = as_of {
        provide_context(DayShown(day));
    }
}

/// The day that accounts are drawn as of.
pub fn day_shown() -> Date {
    use_context::<DayShown>().map_or_else(|| context().calendar.today, |shown| shown.0)
}

/// The texts in the person's language.
pub fn texts() -> &'static Texts {
    context().language.texts()
}

/// The texts about the replica in the person's language.
pub fn replica_texts() -> &'static ReplicaTexts {
    context().language.replica_texts()
}

/// The texts about rights in the person's language.
pub fn access_texts() -> &'static AccessTexts {
    context().language.access()
}

/// The texts about comparing lists in the person's language.
pub fn reconcile_texts() -> &'static ReconcileTexts {
    context().language.reconcile()
}

/// The texts about saved views in the person's language.
pub fn view_texts() -> &'static ViewTexts {
    context().language.views()
}

/// The texts about exports in the person's language.
pub fn export_texts() -> &'static ExportTexts {
    context().language.export()
}

/// The texts about the audit log in the person's language.
pub fn audit_texts() -> &'static AuditTexts {
    context().language.audit()
}

/// A part of a page as HTML, drawn in a context.
pub fn draw<V: IntoView>(context: Arc<PageContext>, view: impl FnOnce() -> V) -> String {
    // As a page is: a part of it may hold islands.
    Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands()))).with(|| {
        provide_context(context);
        view().html()
    })
}
