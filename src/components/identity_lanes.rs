//! The identities of an account as bars on a time axis, and as text.
//!
//! Positions are attributes of SVG elements: the content security policy allows no inline styles.

use std::collections::BTreeSet;

use leptos::prelude::*;
use time::Date;

use super::cells::{ExpiryDate, IdentityTypeName, Missing, OrganizationName, Text};
use super::context::{context, texts};
use super::drawn::Draw as _;
use super::event_lines::{change_id, identity_id};
use crate::i18n;
use model::date::format_date;
use model::lanes::{Lane, LaneState, Lanes};
use model::masking::{self, Reader};

/// The label of a year begins at its first day and needs so much of the axis, in per mille; that of today stands in the middle of more.
const YEAR_WIDTH: u32 = 110;
const TODAY_WIDTH: u32 = 200;

/// `changed`: identities whose changes stand on the page as well.
#[component]
pub fn IdentityLanes(
    lanes: Lanes,
    reader: Reader,
    #[prop(optional)] changed: BTreeSet<u32>,
) -> impl IntoView {
    let t = texts();
    let today = lanes.today;
    let axis = view! { <LaneAxis years=lanes.years.clone() today day=lanes.day /> };
    let rows = lanes
        .lanes
        .into_iter()
        .map(|lane| {
            let is_changed = changed.contains(&lane.relation.key);
            view! { <LaneRow lane today reader is_changed /> }
        })
        .collect_view();
    view! {
        <ol class="lanes">
            <li class="lane lane-axis" aria-hidden="true"><span></span>{axis}</li>
            {rows}
        </ol>
        <p class="note">{t.lanes_legend}</p>
    }
}

#[component]
fn LaneAxis(years: Vec<(u32, i32)>, today: u32, day: Date) -> impl IntoView {
    let t = texts();
    let ticks = years.iter().map(|(at, _)| {
        let at = percent(*at);
        view! { <line class="lane-track" x1=at.clone() x2=at y1="17" y2="20" /> }
    });
    let ticks = ticks.collect_view();
    let mut free_from = 0;
    let labels = years
        .into_iter()
        .filter(|(at, of)| {
            let is_beside_today =
                at + YEAR_WIDTH <= today.saturating_sub(TODAY_WIDTH / 2) || *at >= today + TODAY_WIDTH / 2;
            let has_room =
                *at >= free_from && *of != day.year() && is_beside_today && *at + YEAR_WIDTH <= 1_000;
            if has_room {
                free_from = at + YEAR_WIDTH;
            }
            has_room
        })
        .map(|(at, year)| view! { <text x=percent(at) y="14">{year}</text> })
        .collect_view();
    let label = if day == context().calendar.today {
        format!("{} {}", t.lane_today, day.year())
    } else {
        format_date(day)
    };
    let anchor = if today > 930 { "end" } else { "middle" };
    view! {
        <svg class="lane-drawing" width="100%" height="20">
            {ticks}
            {labels}
            <text class="lane-today-label" x=percent(today) y="14" text-anchor=anchor>{label}</text>
        </svg>
    }
}

#[component]
fn LaneRow(lane: Lane, today: u32, reader: Reader, is_changed: bool) -> impl IntoView {
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
    let key = relation.key;
    let name = view! { <IdentityTypeName identity_type=relation.identity_type /> };
    let name = if is_changed {
        view! { <a href=format!("#{}", change_id(key))>{name}</a> }.drawn()
    } else {
        name.drawn()
    };
    view! {
        <li class=class id=is_changed.then(|| identity_id(key))>
            <div class="lane-name">
                <strong>{name}</strong>
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
