//! Who acts in the log: people, and those who have no account.

use super::access::{self, Names};
use super::language::Language;
use model::account_name;
use model::audit::{CONSOLE, NOBODY, SERVER};

/// Who did it: a person, or what acts without one.
pub fn who(language: Language, account: &str, names: &Names) -> String {
    match ACTORS_CALLED.iter().find(|(actor, ..)| *actor == account) {
        Some((_, chinese, english)) => language.pick(*chinese, *english).to_owned(),
        None => access::person(language, account, names),
    }
}

/// What those are called who act without an account.
const ACTORS_CALLED: [(&str, &str, &str); 3] = [
    (SERVER, "服务器", "The server"),
    (NOBODY, "未登录", "Not signed in"),
    (CONSOLE, "命令行", "The command line"),
];

/// Who is meant where somebody types an actor as the log writes them: a name with the account behind it, or one of those who have none.
pub fn actor_typed(text: &str) -> &str {
    let text = text.trim();
    let actor = ACTORS_CALLED
        .iter()
        .find(|(_, chinese, english)| text == *chinese || english.eq_ignore_ascii_case(text));
    if let Some((actor, ..)) = actor {
        return actor;
    }
    let in_brackets = text.strip_suffix(['）', ')']).and_then(|text| text.rsplit_once(['（', '(']));
    match in_brackets {
        Some((name, account))
            if !name.trim().is_empty() && account.is_ascii() && account_name::key(account) == account =>
        {
            account
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_typed_as_the_log_writes_them_is_found() {
        for (typed, actor) in [
            ("服务器", SERVER),
            (" the server ", SERVER),
            ("(console)", CONSOLE),
            ("李秘书（limishu）", "limishu"),
            ("李秘书 (limishu)", "limishu"),
            ("limishu", "limishu"),
            ("李秘书", "李秘书"),
            ("Anna (Smith)", "Anna (Smith)"),
            ("阿里（木）", "阿里（木）"),
            ("（limishu）", "（limishu）"),
        ] {
            assert_eq!(actor_typed(typed), actor);
        }
    }
}
