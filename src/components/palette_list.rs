//! What the palette offers for what is typed.

use leptos::prelude::*;

use super::context::{Theme, context, texts};
use super::drawn::Draw as _;
use crate::i18n::{Language, PaletteTexts};

/// Somewhere to go.
pub struct PaletteItem {
    pub path: String,
    pub label: String,
    /// What tells it from others of this name.
    pub note: String,
}

/// Things of one kind.
pub struct PaletteSection {
    pub title: &'static str,
    pub items: Vec<PaletteItem>,
}

/// A way of showing that can be chosen, as the form of the preferences sends it.
#[derive(Clone, Copy)]
pub struct PalettePreference {
    pub name: &'static str,
    pub value: &'static str,
    pub label: &'static str,
}

/// The other language, and the themes.
pub fn preferences() -> Vec<PalettePreference> {
    let (t, language) = (texts(), context().language);
    let other = if language == Language::Chinese { Language::English } else { Language::Chinese };
    let theme = |theme: Theme, label| PalettePreference { name: "theme", value: theme.code(), label };
    vec![
        PalettePreference { name: "language", value: other.code(), label: t.switch_language },
        theme(Theme::Light, t.theme_light),
        theme(Theme::Dark, t.theme_dark),
        theme(Theme::System, t.theme_system),
    ]
}

/// `here`: the address of the page that stays behind the palette.
#[component]
pub fn PaletteList(
    sections: Vec<PaletteSection>,
    preferences: Vec<PalettePreference>,
    /// Whether signing out is offered.
    may_leave: bool,
    /// The text looks like the number of a person.
    is_number: bool,
    here: String,
) -> impl IntoView {
    let t: &PaletteTexts = context().language.palette();
    let is_empty =
        !may_leave && preferences.is_empty() && sections.iter().all(|section| section.items.is_empty());
    let hint = match (is_number, is_empty) {
        (true, _) => Some(t.number),
        (false, true) => Some(t.nothing),
        (false, false) => None,
    };
    let sections = sections.into_iter().filter(|section| !section.items.is_empty()).map(|section| {
        let items = section.items.into_iter().map(|item| {
            view! { <li><a href=item.path data-item><bdi>{item.label}</bdi><small>{item.note}</small></a></li> }
        });
        view! { <section><h2>{section.title}</h2><ul>{items.collect_view()}</ul></section> }
    });
    let preferences = (!preferences.is_empty()).then(|| {
        let buttons = preferences.into_iter().map(|preference| {
            view! { <li><button name=preference.name value=preference.value data-item>{preference.label}</button></li> }
        });
        view! {
            <form method="post" action="/preferences">
                <input type="hidden" name="return_to" value=here />
                <h2>{t.actions}</h2>
                <ul>{buttons.collect_view()}</ul>
            </form>
        }
    });
    view! {
        {hint.map(|hint| view! { <p class="note" role="status">{hint}</p> })}
        {sections.collect_view()}
        {preferences.drawn()}
        {may_leave.then(|| view! { <form method="post" action="/auth/logout"><ul><li><button data-item>{texts().sign_out}</button></li></ul></form> }.drawn())}
    }
}
