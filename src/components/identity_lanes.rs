//! The identities of an account as bars on a time axis, and as text.
//!
//! Positions are attributes of SVG elements: the content security policy allows no inline styles.

use leptos::prelude::*;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, Text};
use super::context::{context, texts};
use super::drawn::Draw as _;
use crate::i18n;
use model::lanes::{Lane, LaneState, Lanes};
use model::masking::{self, Reader};

/// A label of a year needs so much of the axis, in per mille.
const YEAR_WIDTH: u32 = 110;

#[component]
pub fn IdentityLanes(lanes: Lanes, reader: Reader) -> impl IntoView {
    let t = texts();
    let today = lanes.today;
    let axis = view! { <LaneAxis years=lanes.years.clone() today /> };
    let rows = lanes.lanes.into_iter().map(|lane| view! { <LaneRow lane today reader /> }).collect_view();
    view! {
        <ol class="lanes">
            <li class="lane lane-axis" aria-hidden="true"><span></span>{axis}</li>
            {rows}
        </ol>
        <p class="note">{t.lanes_legend}</p>
    }
}

#[component]
fn LaneAxis(years: Vec<(u32, i32)>, today: u32) -> impl IntoView {
    let t = texts();
    let mut free_from = 0;
    let labels = years
        .into_iter()
        .filter(|(at, _)| {
            let has_room = *at >= free_from && at.abs_diff(today) > YEAR_WIDTH && *at + YEAR_WIDTH <= 1_000;
            if has_room {
                free_from = at + YEAR_WIDTH;
            }
            has_room
        })
        .map(|(at, year)| view! { <text x=percent(at) y="14">{year}</text> })
        .collect_view();
    let anchor = if today > 930 { "end" } else { "middle" };
    view! {
        <svg class="lane-drawing" width="100%" height="20">
            {labels}
            <text class="lane-today-label" x=percent(today) y="14" text-anchor=anchor>{t.lane_today}</text>
        </svg>
    }
}

#[component]
fn LaneRow(lane: Lane, today: u32, reader: Reader) -> impl IntoView {
    let (t, language) = (texts(), context().language);
    let (class, state) = match lane.state {
        LaneState::Valid => ("lane lane-valid", t.lane_valid),
        LaneState::Expired => ("lane lane-expired", t.lane_expired),
        LaneState::Deleted => ("lane lane-deleted", t.lane_deleted),
        LaneState::Undated => ("lane lane-undated", t.lane_undated),
    };
    let relation = lane.relation;
    let document_kind = relation.document.kind.as_deref().map(|code| i18n::document_kind(language, code));
    let document = masking::document_number(&relation.document, reader);
    let default = lane.is_default.then(|| view! { <span class="tag">{t.lane_default}</span> });
    view! {
        <li class=class>
            <div class="lane-name">
                <strong><IdentityTypeName identity_type=relation.identity_type /></strong>
                {default}
                <span class="lane-number"><Text text=relation.number /></span>
            </div>
            <LaneBar end=lane.end runs_on=lane.runs_on today />
            <div class="lane-facts">
                <span class="lane-state">{state}</span>
                <span><ExpiryDate expiry=relation.expiry /></span>
                <span><OrganizationName organization=relation.organization /></span>
                <span class="lane-document">
                    {document.map_or_else(
                        || view! { <Missing /> }.drawn(),
                        |number| view! { {document_kind}" "<span class="masked">{number}</span> }.drawn(),
                    )}
                </span>
            </div>
        </li>
    }
}

/// One bar from the open past to its end. Its look (full, hatched, dashed) tells the state without colour.
#[component]
fn LaneBar(end: u32, runs_on: bool, today: u32) -> impl IntoView {
    let arrow =
        runs_on.then(|| view! { <text class="lane-arrow" x="100%" y="15" text-anchor="end">"→"</text> });
    view! {
        <svg class="lane-drawing" width="100%" height="20" aria-hidden="true">
            <rect class="lane-track" x="0" y="9" width="100%" height="2" />
            <rect class="lane-bar" x="0" y="4" width=percent(end) height="12" rx="3" />
            {arrow}
            <line class="lane-today" x1=percent(today) x2=percent(today) y1="0" y2="20" />
        </svg>
    }
}

fn percent(per_mille: u32) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}
