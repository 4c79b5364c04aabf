//! Notes above and in the place of content: warnings about an address, problems, nothing to show.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::icon::Icon;
use super::visit::{texts, visit};
use crate::model::filter::{AccountFilter, Warning};
use crate::model::problem::Problem;

/// Which parts of the address were ignored; the link leads to the address without them.
#[component]
pub fn Warnings(warnings: Vec<Warning>, filter: AccountFilter) -> impl IntoView {
    let t = texts();
    if warnings.is_empty() {
        return ().into_any();
    }
    let lines = warnings
        .iter()
        .map(|warning| match warning {
            Warning::Unknown(name) => (t.warning_unknown)(name),
            Warning::BadValue { name, value } => (t.warning_bad_value)(name, value),
            Warning::TooMany(name) => (t.warning_too_many)(name),
            Warning::TextCut => t.warning_text_cut.to_owned(),
            Warning::NumberInAddress => t.warning_number.to_owned(),
            Warning::OutOfScope(code) => (t.warning_out_of_scope)(code),
        })
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <section class="notice notice-warning" aria-label=t.warnings_title>
            <Icon icon=lucide::LuTriangleAlert />
            <div><strong>{t.warnings_title}</strong><ul>{lines}</ul></div>
            <a class="quiet-button" href=filter.to_path() aria-label=t.dismiss title=t.dismiss><Icon icon=lucide::LuX /></a>
        </section>
    }
    .into_any()
}

/// What happened, what it means, what to do, and by which number the operator finds it.
#[component]
pub fn ProblemNotice(problem: Problem, #[prop(default = true)] is_heading: bool) -> impl IntoView {
    let (visit, t) = (visit(), texts());
    let words = t.problem(problem.kind);
    let title = if is_heading { view! { <h1>{words.title}</h1> }.into_any() } else { view! { <h2>{words.title}</h2> }.into_any() };
    let errno = problem.errno.map(|errno| view! { <div><dt>{t.errno}</dt><dd>{errno}</dd></div> });
    view! {
        <section class="problem" role="alert">
            <Icon icon=lucide::LuCircleAlert />
            <div>
                {title}
                {problem.account.map(|account| view! { <p><strong>{(t.your_account)(&account)}</strong></p> })}
                <p>{words.meaning}</p>
                <p>{words.advice}</p>
                <dl class="problem-facts">
                    <div><dt>{t.request_id}</dt><dd><code>{visit.request_id}</code></dd></div>
                    {errno}
                </dl>
            </div>
        </section>
    }
}
