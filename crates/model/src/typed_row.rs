//! A row of alternatives as a person would type it into the search box, so that it can be changed there.

use std::collections::BTreeMap;

use super::attention::Check;
use super::date::format_date;
use super::filter::AccountFilter;
use super::identity_type::IdentityType;
use super::search_syntax::{Vocabulary, apply};
use super::status::Status;

/// The words of a language for what is typed; [`apply`] understands those of every language.
#[derive(Clone, Copy, Debug)]
pub struct TypedWords {
    pub or: &'static str,
    pub none: &'static str,
    pub organization: &'static str,
    pub status: &'static str,
    pub active: &'static str,
    pub expired: &'static str,
    pub frozen: &'static str,
    pub identity_type: &'static str,
    pub expiry: &'static str,
    pub identity_expiry: &'static str,
    pub last_expiry: &'static str,
    pub updated: &'static str,
    pub check: &'static str,
}

impl TypedWords {
    pub const CHINESE: Self = Self {
        or: "或",
        none: "无",
        organization: "单位",
        status: "状态",
        active: "正常",
        expired: "过期",
        frozen: "冻结",
        identity_type: "身份",
        expiry: "到期",
        identity_expiry: "身份到期",
        last_expiry: "全部到期",
        updated: "更新",
        check: "核实",
    };
    pub const ENGLISH: Self = Self {
        or: "or",
        none: "none",
        organization: "org",
        status: "status",
        active: "active",
        expired: "expired",
        frozen: "frozen",
        identity_type: "type",
        expiry: "expires",
        identity_expiry: "ends",
        last_expiry: "all-end",
        updated: "updated",
        check: "check",
    };
}

/// Characters that the search box takes.
const MOST_TYPED: usize = 100;

/// `None` where the row cannot be typed. `identity_type`: the type that a word stands for.
pub fn typed_row(
    row: &[AccountFilter],
    words: &TypedWords,
    identity_type: &dyn Fn(&str) -> Option<IdentityType>,
) -> Option<String> {
    let groups: Vec<String> = row.iter().map(|group| conditions(group, words).join(" ")).collect();
    let text = format!("({})", groups.join(&format!(" {} ", words.or)));
    let ids = row.iter().flat_map(|group| group.organizations.iter().chain(&group.excluded.organizations));
    let organizations: BTreeMap<String, String> = ids.map(|id| (id.clone(), String::new())).collect();
    // What is not understood as the same row would come to mean something else.
    let known = Vocabulary { organizations: &organizations, identity_type, check: &Check::from_code };
    let again = apply(&text, AccountFilter::default(), known);
    let is_same = again == AccountFilter { any_of: vec![row.to_vec()], ..AccountFilter::default() };
    (is_same && text.chars().count() <= MOST_TYPED).then_some(text)
}

fn conditions(group: &AccountFilter, words: &TypedWords) -> Vec<String> {
    let mut typed = Vec::new();
    let mut put = |sign: &str, field: &str, value: &str| {
        let value = if value.is_empty() { words.none } else { value };
        typed.push(format!("{sign}{field}:{value}"));
    };
    let status = |status: &Status| match status {
        Status::Active => words.active.to_owned(),
        Status::Expired => words.expired.to_owned(),
        Status::Frozen => words.frozen.to_owned(),
        Status::Other(word) => word.clone(),
    };
    let excluded = &group.excluded;
    for (sign, organizations, statuses, identity_types) in [
        ("", &group.organizations, &group.statuses, &group.identity_types),
        ("-", &excluded.organizations, &excluded.statuses, &excluded.identity_types),
    ] {
        for id in organizations {
            put(sign, words.organization, id);
        }
        for value in statuses {
            put(sign, words.status, &status(value));
        }
        for value in identity_types {
            put(sign, words.identity_type, value.code());
        }
    }
    group.expiries.iter().for_each(|window| put("", words.expiry, &window.code()));
    if let Some((window, holding)) =
        group.holding.as_ref().and_then(|holding| Some((holding.expires?, holding)))
    {
        let field = if holding.is_last { words.last_expiry } else { words.identity_expiry };
        put("", field, &window.code());
    }
    group.checks.iter().for_each(|check| put("", words.check, check.code()));
    if let Some(day) = group.updated_since {
        put("", words.updated, &format_date(day));
    }
    if !group.text.is_empty() {
        typed.push(group.text.clone());
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(queries: &[&str]) -> Option<String> {
        let row: Vec<_> = queries.iter().map(|query| AccountFilter::parse(query).0).collect();
        typed_row(&row, &TypedWords::CHINESE, &|code| IdentityType::from_query(code))
    }

    #[test]
    fn a_row_is_what_would_be_typed() {
        let text = typed(&["status=冻结&org=40100&not-style=team", "expires=30d&q=li wei", "style=none"]);
        assert_eq!(text.unwrap(), "(单位:40100 状态:冻结 -身份:team 或 到期:30d li wei 或 身份:无)");
        let text = typed(&["holds-expires=term&holds-last=yes", "updated=2026-11-01&expires=2026-12-01.."]);
        assert_eq!(text.unwrap(), "(全部到期:term 或 到期:2026-12-01.. 更新:2026-11-01)");
    }

    #[test]
    fn what_cannot_be_typed_is_not_offered() {
        assert_eq!(typed(&["deleted=yes", "status=冻结"]), None);
        assert_eq!(typed(&["holds-style=team", "status=冻结"]), None);
        assert_eq!(typed(&["q=a)", "status=冻结"]), None);
        assert_eq!(typed(&["q=or", "status=冻结"]), None);
    }

    proptest! {
        #[test]
        fn what_is_offered_means_the_same(
            queries in prop::collection::vec("(q=[a-z()或:]{1,5}&)?(org=[0-9]{1,3}&)?(not-status=(none|冻结)&)?(style=[a-z]{1,4}&)?(check=frozen-valid&)?(expires=[1-9]{1,2}d)?", 2..4),
        ) {
            let row: Vec<_> = queries.iter().map(|query| AccountFilter::parse(query).0.conditions()).collect();
            let code = |code: &str| IdentityType::from_query(code);
            let ids = row.iter().flat_map(|group| group.organizations.iter().map(|id| (id.clone(), String::new())));
            let organizations: BTreeMap<String, String> = ids.collect();
            for words in [TypedWords::CHINESE, TypedWords::ENGLISH] {
                if let Some(text) = typed_row(&row, &words, &code) {
                    let known = Vocabulary { organizations: &organizations, identity_type: &code, check: &Check::from_code };
                    let again = apply(&text, AccountFilter::default(), known);
                    prop_assert_eq!(again.any_of, vec![row.clone()]);
                }
            }
        }
    }
}
