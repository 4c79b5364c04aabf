//! That data changed while somebody looks at a list.

use leptos::prelude::*;

use super::context::replica_texts;
use super::drawn::Draw as _;
use crate::i18n::replica::grouped;

/// `changed`: so many accounts; of `most` there may be more. `list`: where the list is drawn anew.
#[component]
pub fn ListNews(changed: i64, most: i64, list: String) -> impl IntoView {
    let d = replica_texts();
    let more = if changed < most { "" } else { "+" };
    match usize::try_from(changed) {
        Ok(0) | Err(_) => ().drawn(),
        Ok(count) => {
            view! { <p class="list-news" role="status">{(d.news)(&format!("{}{more}", grouped(count)))}" "<a href=list>{d.news_show}</a></p> }.drawn()
        }
    }
}
