//! `/help`: the user guide, one page for each task of an office. Its text is that of `docs/guide`.

use leptos::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

use super::answer::{Answer, Screen, part_of_path};
use crate::api::{Call, Failed};
use crate::components::context::texts;
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use model::problem::ProblemKind;

/// A page of the guide.
struct Guide {
    name: &'static str,
    text: &'static str,
}

const GUIDES: [Guide; 9] = [
    Guide { name: "before-term", text: include_str!("../../docs/guide/before-term.md") },
    Guide { name: "graduation", text: include_str!("../../docs/guide/graduation.md") },
    Guide { name: "leaving", text: include_str!("../../docs/guide/leaving.md") },
    Guide { name: "review", text: include_str!("../../docs/guide/review.md") },
    Guide { name: "counter", text: include_str!("../../docs/guide/counter.md") },
    Guide { name: "sign-in", text: include_str!("../../docs/guide/sign-in.md") },
    Guide { name: "roster", text: include_str!("../../docs/guide/roster.md") },
    Guide { name: "views", text: include_str!("../../docs/guide/views.md") },
    Guide { name: "audit", text: include_str!("../../docs/guide/audit.md") },
];

impl Guide {
    /// Its first heading.
    fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches(['#', ' '])
    }

    /// As HTML. Whoever reads it here has before their eyes what the pictures show.
    fn html(&self) -> String {
        let mut is_in_picture = false;
        let parts = Parser::new(self.text).filter(|event| match event {
            Event::Start(Tag::Image { .. }) => {
                is_in_picture = true;
                false
            }
            Event::End(TagEnd::Image) => {
                is_in_picture = false;
                false
            }
            _ => !is_in_picture,
        });
        let mut page = String::new();
        html::push_html(&mut page, parts);
        page.replace("<p></p>\n", "")
    }
}

pub async fn list(call: Call) -> Result<Answer, Failed> {
    Ok(Screen::new(call.language().texts().help, || view! { <HelpPage /> }).into())
}

pub async fn page(_: Call) -> Result<Answer, Failed> {
    let name = part_of_path("page")?;
    let guide = GUIDES.iter().find(|guide| guide.name == name).ok_or(ProblemKind::NotFound)?;
    Ok(Screen::new(guide.title(), || view! { <GuidePage guide /> }).into())
}

#[component]
fn HelpPage() -> impl IntoView {
    let t = texts();
    let links = GUIDES.iter().map(|guide| {
        view! { <li><a href=format!("/help/{}", guide.name) lang="zh-CN">{guide.title()}</a></li> }
    });
    view! {
        <Frame>
            <h1>{t.help}</h1>
            <p class="note">{t.help_note}</p>
            <ul class="panel help-list">{links.collect_view()}</ul>
        </Frame>
    }
}

#[component]
fn GuidePage(guide: &'static Guide) -> impl IntoView {
    let content = guide.html();
    view! {
        <Frame>
            <a class="back-link" href="/help">{texts().help}</a>
            {view! { <article class="guide" lang="zh-CN" inner_html=content></article> }.drawn()}
        </Frame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_title_steps_and_no_picture() {
        for guide in &GUIDES {
            let page = guide.html();
            assert!(page.starts_with(&format!("<h1>{}</h1>", guide.title())), "{page}");
            assert!(page.contains("<ol>") && !page.contains("<img") && !page.contains("<p></p>"), "{page}");
            let list = include_str!("../../docs/guide/README.md");
            assert!(list.contains(&format!("[{}]({}.md)", guide.title(), guide.name)), "{}", guide.name);
        }
    }
}
