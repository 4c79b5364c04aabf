//! The pages that a person can go to.

use icondata_lu as lucide;

use super::context::{
    access_texts, audit_texts, context, export_texts, reconcile_texts, replica_texts, texts, view_texts,
};
use model::rights::Capability;

/// A page of the navigation.
#[derive(Clone, Copy)]
pub struct Place {
    pub path: &'static str,
    pub icon: icondata_core::Icon,
    pub label: &'static str,
    /// The letter that leads to it after `g`.
    pub letter: &'static str,
}

/// What the person of this page may open, in the order of the side bar.
pub fn places() -> Vec<Place> {
    let context = context();
    let has_replica = context.freshness.is_some();
    let administers = context.may(Capability::Administer);
    let audits = context.may_everywhere(Capability::Audit);
    let exports = has_replica && context.may(Capability::Export);
    let syncs = has_replica && context.may_everywhere(Capability::Administer);
    let place = |path, letter, icon, label| Place { path, icon, label, letter };
    [
        (has_replica, place("/", "o", lucide::LuLayoutDashboard, context.language.overview().title)),
        (true, place("/accounts", "a", lucide::LuUsers, texts().nav_accounts)),
        (has_replica, place("/attention", "t", lucide::LuListTodo, context.language.attention().title)),
        (has_replica, place("/changes", "c", lucide::LuHistory, replica_texts().nav_changes)),
        (has_replica, place("/views", "v", lucide::LuBookmark, view_texts().nav)),
        (has_replica, place("/reconcile", "r", lucide::LuListChecks, reconcile_texts().nav)),
        (has_replica, place("/campaigns", "n", lucide::LuClipboardCheck, context.language.campaigns().title)),
        (exports, place("/exports", "e", lucide::LuDownload, export_texts().nav)),
        (audits, place("/admin/audit", "u", lucide::LuScrollText, audit_texts().nav_audit)),
        (administers, place("/admin/access", "p", lucide::LuKeyRound, access_texts().nav_access)),
        (syncs, place("/admin/sync", "s", lucide::LuRefreshCw, replica_texts().nav_sync)),
    ]
    .into_iter()
    .filter_map(|(may, place)| may.then_some(place))
    .collect()
}
