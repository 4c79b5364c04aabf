//! Notes above and in the place of content: warnings about an address, problems, nothing to show.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n;
use model::date::{format_date, format_date_time, from_unix};
use model::filter::Warning;
use model::problem::Problem;
use model::rights::Capability;
use model::sync::Freshness;

/// Which parts of the address were not understood; the link leads to the address without them.
#[component]
pub fn Warnings(warnings: Vec<Warning>, clean_path: String) -> impl IntoView {
    let t = texts();
    if warnings.is_empty() {
        return ().drawn();
    }
    let is_replica = context().freshness.is_some();
    let nobody = warnings.iter().any(Warning::is_condition).then(|| view! { <p>{t.warning_nobody}</p> });
    let lines = warnings
        .iter()
        .map(|warning| match warning {
            Warning::Unknown(name) if is_replica => (replica_texts().warning_unknown)(name),
            Warning::Unknown(name) => (t.warning_unknown)(name),
            Warning::BadValue { name, value } => (t.warning_bad_value)(name, value),
            Warning::TooMany(name) => (t.warning_too_many)(name),
            Warning::TextCut => t.warning_text_cut.to_owned(),
            Warning::NumberInAddress => t.warning_number.to_owned(),
            Warning::NoHistory(day) => (replica_texts().warning_no_history)(&format_date(*day)),
            Warning::OutOfScope(code) => (t.warning_out_of_scope)(code),
        })
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <section class="notice notice-warning" aria-label=t.warnings_title>
            <Icon icon=lucide::LuTriangleAlert />
            <div><strong>{t.warnings_title}</strong><ul>{lines}</ul>{nobody}</div>
            <a class="quiet-button" href=clean_path aria-label=t.dismiss title=t.dismiss><Icon icon=lucide::LuX /></a>
        </section>
    }
    .drawn()
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
    let errno = problem.errno.map(|errno| view! { <div><dt>{t.errno}</dt><dd>{errno}</dd></div> });
    view! {
        <section class="problem" role="alert">
            <Icon icon=lucide::LuCircleAlert />
            <div>
                {title}
                {problem.account.map(|account| view! { <p><strong>{(t.your_account)(&account)}</strong></p> })}
                <p>{words.meaning}</p>
                <p>{words.advice}{problem.wait_s.map(|seconds| format!(" {}", (t.wait)(seconds)))}</p>
                <dl class="problem-facts">
                    <div><dt>{t.request_id}</dt><dd><code>{context.request_id.clone()}</code></dd></div>
                    {errno}
                </dl>
            </div>
        </section>
    }
}
