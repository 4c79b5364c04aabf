//! `/admin/sync`: how the replica is doing.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::sync as read;
use crate::api::{Call, Failed};

use crate::components::context::replica_texts;
use crate::components::frame::Frame;
use crate::components::sync_state::SyncState;
use crate::islands::live_region::{Live, LiveRegion};
use model::sync::{SyncFailure, SyncStatus};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let data = read::status(&call).await?;
    Ok(Screen::new(call.language().replica_texts().sync_title, || view! { <SyncPage data /> }).into())
}

#[component]
pub fn SyncPage(data: SyncStatus) -> impl IntoView {
    let d = replica_texts();
    let is_implausible = data.freshness.failure == Some(SyncFailure::Implausible);
    let has_lost_fields = data.freshness.failure == Some(SyncFailure::FieldsVanished);
    let accept_fields = has_lost_fields.then(|| {
        view! {
            <section class="notice notice-warning">
                <div><p>{d.sync_accept_fields_note}</p></div>
                <button class="button" name="what" value="accept-fields">{d.sync_accept_fields}</button>
            </section>
        }
    });
    let accept = is_implausible.then(|| {
        view! {
            <section class="notice notice-warning">
                <div><p>{d.sync_accept_note}</p></div>
                <button class="button" name="what" value="accept-gone">{d.sync_accept}</button>
            </section>
        }
    });
    view! {
        <Frame>
            <h1>{d.sync_title}</h1>
            <form class="sync-actions" method="post" action="/admin/sync" data-in-place>
                <button class="button button-primary" name="what" value="changes">{d.sync_changes_now}</button>
                <button class="button" name="what" value="full">{d.sync_full_now}</button>
                {accept}
                {accept_fields}
            </form>
            <LiveRegion shows=Live::Sync>
                <SyncState data />
            </LiveRegion>
            <noscript><p class="note"><a href="/admin/sync">{d.sync_reload}</a></p></noscript>
        </Frame>
    }
}
