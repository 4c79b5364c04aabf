//! The sign-in page of the simulated jAccount: one button a person, and one to refuse.

use std::collections::HashMap;

use axum::response::Html;

use crate::people::Person;

pub fn page(parameters: &HashMap<String, String>, people: &[Person]) -> Html<String> {
    let mut names: Vec<&String> = parameters.keys().collect();
    names.sort();
    let hidden: String = names
        .iter()
        .map(|name| {
            format!(r#"<input type="hidden" name="{}" value="{}">"#, escape(name), escape(&parameters[*name]))
        })
        .collect::<Vec<_>>()
        .concat();
    let buttons = people
        .iter()
        .map(|person| {
            format!(
                r#"<li><button name="account" value="{}"><b>{}</b> <code>{}</code><br><small>{}</small></button></li>"#,
                person.account, person.name, person.account, person.role
            )
        })
        .collect::<Vec<_>>()
        .concat();
    Html(format!(
        r#"<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>jAccount(模拟)</title><style>
body {{ font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }}
ul {{ list-style: none; padding: 0; display: grid; gap: .5rem }} button {{ font: inherit; width: 100%; text-align: start; padding: .6rem .8rem }}
p.note {{ border-inline-start: 4px solid #b60; padding-inline-start: .8rem }}
</style><h1>jAccount(模拟)</h1>
<p class="note">这不是上海交通大学的 jAccount，而是演示用的模拟登录页，不需要密码。<br>This is a simulation for demonstration. No password is needed.</p>
<form method="post" action="authorize">{hidden}<ul>{buttons}</ul><p><button name="deny" value="1">拒绝授权 · Deny</button></p></form></html>"#
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
