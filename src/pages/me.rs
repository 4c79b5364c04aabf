//! `/me`: a person's own rights and sessions.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::me::{self as read, MePageData};
use crate::api::{Call, Failed};

use crate::api::me::OwnSession;
use crate::components::audit_table::AuditTable;
use crate::components::context::{access_texts, audit_texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::components::rights_table::RightsTable;
use model::date::{format_date_time, from_unix};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let data = read::me(&call).await?;
    Ok(Screen::new(call.language().access().me_title, || view! { <MePage data /> }).into())
}

#[component]
pub fn MePage(data: MePageData) -> impl IntoView {
    let a = access_texts();
    let headings = vec![a.session_device, a.session_address, a.session_signed_in, a.session_last_seen, ""];
    let end_others = (data.sessions.len() > 1).then(|| {
        view! {
            <form method="post" action="/me/sessions/end"><button class="button" name="others" value="1">{a.session_end_others}</button></form>
        }
    });
    let rows = data.sessions.into_iter().map(|session| view! { <SessionRow session /> }).collect_view();
    view! {
        <Frame>
            <h1>{a.me_title}</h1>
            <h2>{a.me_rights}</h2>
            <RightsTable rights=data.rights organizations=data.organizations />
            <h2>{a.me_sessions}</h2>
            <p class="note">{a.me_sessions_note}</p>
            {end_others}
            <RecordTable label=a.me_sessions headings>{rows}</RecordTable>
            <h2>{audit_texts().of_me}</h2>
            <AuditTable log=data.actions label=audit_texts().of_me />
            <h2>{audit_texts().about_me}</h2>
            <AuditTable log=data.about label=audit_texts().about_me />
        </Frame>
    }
}

#[component]
fn SessionRow(session: OwnSession) -> impl IntoView {
    let a = access_texts();
    let moment = |at: i64| format_date_time(from_unix(at));
    let key = session.handle.clone();
    let end = if session.is_this {
        view! { <strong>{a.session_this}</strong> }.drawn()
    } else {
        view! {
            <form method="post" action="/me/sessions/end" data-in-place>
                <input type="hidden" name="session" value=session.handle />
                <button class="button">{a.session_end}</button>
            </form>
        }
        .drawn()
    };
    view! {
        <tr class="stacks" data-key=key>
            <th scope="row">{session.device.unwrap_or_else(|| a.session_unknown_device.to_owned())}</th>
            <td data-label=a.session_address>{session.address}</td>
            <td data-label=a.session_signed_in>{moment(session.signed_in_at)}</td>
            <td data-label=a.session_last_seen>{moment(session.last_seen_at)}</td>
            <td>{end}</td>
        </tr>
    }
}
