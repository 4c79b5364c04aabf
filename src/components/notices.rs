//! Notes above and in the place of content: warnings about an address, problems, nothing to show.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::expiry_choice::dates_of;
use super::icon::Icon;
use crate::i18n;
use model::date::{format_date, format_date_time, from_unix};
use model::filter::{AccountFilter, Warning};
use model::problem::{Problem, ProblemKind};
use model::rights::Capability;
use model::search_syntax::{self, Asks};
use model::session_end::EndReason;
use model::sync::Freshness;
use model::typed_groups::{self, Ungrouped, Why};

/// Which parts of the address were not understood; the link leads to the address without them.
#[component]
pub fn Warnings(warnings: Vec<Warning>, clean_path: String) -> impl IntoView {
    let t = texts();
    if warnings.is_empty() {
        return ().drawn();
    }
    let is_replica = context().freshness.is_some();
    // That one sees a part of an organisation is nothing wrong with the address.
    let (beyond, warnings): (Vec<_>, Vec<_>) =
        warnings.into_iter().partition(|warning| matches!(warning, Warning::OutOfScope(_)));
    let beyond = beyond.into_iter().filter_map(|warning| match warning {
        Warning::OutOfScope(name) => {
            Some(view! { <p class="notice"><span>{(t.warning_out_of_scope)(&name)}</span></p> })
        }
        _ => None,
    });
    let beyond = beyond.collect_view();
    if warnings.is_empty() {
        return beyond.drawn();
    }
    let nobody = warnings.iter().any(Warning::is_condition).then(|| view! { <p>{t.warning_nobody}</p> });
    let lines = warnings
        .iter()
        .map(|warning| match warning {
            Warning::Unknown(name) if is_replica => (replica_texts().warning_unknown)(name),
            Warning::Unknown(name) => (t.warning_unknown)(name),
            Warning::BadValue { name, value } if dates_of(name, value).is_some() => {
                replica_texts().expiry_reversed.to_owned()
            }
            Warning::BadValue { name, value } => (t.warning_bad_value)(name, value),
            Warning::TooMany(name) => (t.warning_too_many)(name),
            Warning::TextCut => t.warning_text_cut.to_owned(),
            Warning::NumberInAddress => t.warning_number.to_owned(),
            Warning::NoHistory(day) => (replica_texts().warning_no_history)(&format_date(*day)),
            Warning::NoTerm => replica_texts().warning_no_term.to_owned(),
            Warning::OutOfScope(code) => (t.warning_out_of_scope)(code),
        })
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        {beyond}
        <section class="notice notice-warning" aria-label=t.warnings_title>
            <Icon icon=lucide::LuTriangleAlert />
            <div><strong>{t.warnings_title}</strong><ul>{lines}</ul>{nobody}</div>
            <a class="quiet-button" href=clean_path aria-label=t.dismiss title=t.dismiss><Icon icon=lucide::LuX /></a>
        </section>
    }
    .drawn()
}

/// Why brackets and `or` of a text that is searched for are taken as they stand.
#[component]
pub fn UngroupedNotice(text: String) -> impl IntoView {
    let t = texts();
    typed_groups::read(&text).err().map(|Ungrouped { at, why }| {
        let why = match why {
            Why::Open => t.ungrouped_open,
            Why::Closing => t.ungrouped_closing,
            Why::Nothing => t.ungrouped_nothing,
            Why::Nested => t.ungrouped_nested,
            Why::TooMany => t.ungrouped_many,
        };
        view! { <p class="notice notice-warning" role="status"><Icon icon=lucide::LuTriangleAlert /><span>{(t.ungrouped)(at, why)}</span></p> }
    })
}

/// Which words were meant as conditions, as far as one can tell, and what could have been written.
#[component]
pub fn MisreadNotice(filter: AccountFilter) -> impl IntoView {
    let t = texts();
    let alternatives = filter.any_of.iter().flatten();
    let searched = std::iter::once(&filter).chain(alternatives).map(|asked| asked.text.as_str());
    let lines: Vec<_> = searched
        // Where brackets do not fit, that is what has to be mended first.
        .filter(|text| typed_groups::read(text).is_ok())
        .flat_map(search_syntax::misread)
        .map(|(word, asks)| {
            let advice = match asks {
                Asks::Organization => t.misread_organization,
                Asks::Status => t.misread_status,
                Asks::IdentityType => t.misread_identity_type,
                Asks::Expiry => t.misread_expiry,
                Asks::Updated => t.misread_updated,
                Asks::Check => t.misread_check,
                Asks::Exclusion => t.misread_exclusion,
            };
            view! { <p>{(t.misread)(word, advice)}</p> }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! { <section class="notice notice-warning" role="status"><Icon icon=lucide::LuTriangleAlert /><div>{lines}</div></section> }
    })
}

/// Says when the data are not what they should be: not complete yet, or not brought up to date for long.
#[component]
pub fn FreshnessNotice(freshness: Freshness) -> impl IntoView {
    let (context, d) = (context(), replica_texts());
    let since = freshness
        .failing_since
        .filter(|_| freshness.is_behind || !freshness.is_complete)
        .or(freshness.synced_at.filter(|_| freshness.is_behind));
    let why = freshness.failure.map(|failure| i18n::replica::sync_failure(context.language, failure));
    let (title, text) = match (freshness.is_complete, since) {
        (true, None) => return ().drawn(),
        (false, None) => (d.first_run_title.to_owned(), d.first_run_text),
        (false, Some(since)) => {
            ((d.first_run_failing_title)(&format_date_time(from_unix(since))), d.first_run_failing_text)
        }
        (true, Some(since)) => ((d.behind_title)(&format_date_time(from_unix(since))), d.behind_text),
    };
    let link = context
        .may_everywhere(Capability::Administer)
        .then(|| view! { " "<a href="/admin/sync">{d.to_sync}</a> });
    view! {
        <section class="notice notice-warning" role="status">
            <Icon icon=lucide::LuTriangleAlert />
            <div><strong>{title}</strong><p>{why.map(|why| view! { {why}<br /> })}{text}{link}</p></div>
        </section>
    }
    .drawn()
}

/// What happened, what it means, what to do, and by which number the operator finds it.
#[component]
pub fn ProblemNotice(problem: Problem, #[prop(default = true)] is_heading: bool) -> impl IntoView {
    let (context, t) = (context(), texts());
    let words = context.language.problem(problem.kind);
    let title = if is_heading {
        view! { <h1>{words.title}</h1> }.drawn()
    } else {
        view! { <h2>{words.title}</h2> }.drawn()
    };
    // Who lost the right learns that, and not that they could sign in again.
    let why = match context.session_ended.filter(|_| problem.kind == ProblemKind::SessionEnded) {
        Some(EndReason::Withdrawn) => Some((t.ended_withdrawn)(&context.contact)),
        Some(EndReason::Barred) => Some((t.ended_barred)(&context.contact)),
        _ => None,
    };
    let words = match why {
        Some(why) => view! { <p>{why}</p> }.drawn(),
        None => view! {
            <p>{words.meaning}</p>
            <p>{words.advice}{problem.wait_s.map(|seconds| format!(" {}", (t.wait)(seconds)))}</p>
        }
        .drawn(),
    };
    let errno = problem.errno.map(|errno| view! { <div><dt>{t.errno}</dt><dd>{errno}</dd></div> });
    view! {
        <section class="problem" role="alert">
            <Icon icon=lucide::LuCircleAlert />
            <div>
                {title}
                {problem.account.map(|account| view! { <p><strong>{(t.your_account)(&account)}</strong></p> })}
                {words}
                <dl class="problem-facts">
                    <div><dt>{t.request_id}</dt><dd><code>{problem.request_id.unwrap_or_else(|| context.request_id.clone())}</code></dd></div>
                    {errno}
                </dl>
            </div>
        </section>
    }
}
