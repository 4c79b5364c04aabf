//! What a person typed into the search box, with conditions as `field:value` in it. What is no condition is searched as text.

use std::collections::BTreeMap;

use super::date::parse_date;
use super::expiry_window::ExpiryWindow;
use super::filter::AccountFilter;
use super::identity_type::IdentityType;
use super::status::Status;

/// Moves the conditions of a typed text into the filter; the rest becomes its text. `organizations`: code to name. `identity_type`: the type
/// that a word stands for.
pub fn apply(
    typed: &str,
    mut filter: AccountFilter,
    organizations: &BTreeMap<String, String>,
    identity_type: &dyn Fn(&str) -> Option<IdentityType>,
) -> AccountFilter {
    let mut text = Vec::new();
    // Signs that control something are no part of a question: an address does not hold them either.
    for word in
        typed.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty())
    {
        let understood = word.split_once([':', '：']).is_some_and(|(field, value)| {
            read(&field.to_lowercase(), value, &mut filter, organizations, identity_type).is_some()
        });
        if !understood {
            text.push(word);
        }
    }
    AccountFilter { text: text.join(" "), ..filter }
}

fn read(
    field: &str,
    value: &str,
    filter: &mut AccountFilter,
    organizations: &BTreeMap<String, String>,
    identity_type: &dyn Fn(&str) -> Option<IdentityType>,
) -> Option<()> {
    match field {
        "org" | "单位" | "二级单位" => {
            let by_name = || organizations.iter().find(|(_, name)| *name == value).map(|(id, _)| id.clone());
            add(
                &mut filter.organizations,
                organizations.contains_key(value).then(|| value.to_owned()).or_else(by_name)?,
            );
        }
        "status" | "状态" => add(&mut filter.statuses, status(value)?),
        "style" | "type" | "身份" => add(&mut filter.identity_types, identity_type(value)?),
        "expires" | "expiry" | "到期" | "有效期" => add(&mut filter.expiries, window(value)?),
        "updated" | "更新" => {
            filter.updated_since = Some(parse_date(value.trim_start_matches(['>', '=', '≥']))?);
        }
        _ => return None,
    }
    Some(())
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

fn status(word: &str) -> Option<Status> {
    match word.to_lowercase().as_str() {
        "正常" | "active" => Some(Status::Active),
        "过期" | "expired" => Some(Status::Expired),
        "冻结" | "frozen" => Some(Status::Frozen),
        _ => None,
    }
}

fn window(word: &str) -> Option<ExpiryWindow> {
    match word.to_lowercase().as_str() {
        "已过期" | "过期" | "早于今天" | "expired" => return Some(ExpiryWindow::Expired),
        "无" | "unknown" | "none" => return Some(ExpiryWindow::Unknown),
        _ => {}
    }
    let days = word.trim_start_matches(['<', '＜', '≤', '=']);
    let days = ["天内", "天", "days", "d"].iter().find_map(|unit| days.strip_suffix(unit)).unwrap_or(days);
    ExpiryWindow::from_code(&format!("{days}d"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn typed(text: &str) -> AccountFilter {
        let organizations = [("40100".to_owned(), "网络信息中心".to_owned())].into();
        apply(text, AccountFilter::default(), &organizations, &|word| {
            (word == "教职工").then(|| IdentityType::from_account_api("faculty"))
        })
    }

    #[test]
    fn conditions_are_taken_out_of_the_text() {
        let filter = typed("张 org:40100 到期:<30天 状态：冻结 身份:教职工 updated:>=2026-11-01 三");
        assert_eq!(filter.text, "张 三");
        assert_eq!(filter.organizations, ["40100"]);
        assert_eq!(filter.expiries, [ExpiryWindow::Within(30)]);
        assert_eq!(filter.statuses, [Status::Frozen]);
        assert_eq!(filter.identity_types, [IdentityType::from_account_api("faculty")]);
        assert_eq!(filter.updated_since, Some(date!(2026 - 11 - 01)));
        assert_eq!(typed("单位:网络信息中心").organizations, ["40100"]);
        assert_eq!(
            typed("expires:7d expires:expired").expiries,
            [ExpiryWindow::Within(7), ExpiryWindow::Expired]
        );
    }

    #[test]
    fn what_does_not_parse_is_searched_as_text() {
        for text in ["org:99999", "到期:soon", "a:b", "status:", ":", "到期:<0天", "http://x"] {
            assert_eq!(
                typed(text),
                AccountFilter { text: text.into(), ..AccountFilter::default() },
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_a_text_without_colons_stays(text in "\\PC{0,30}") {
            let filter = typed(&text);
            if !text.contains([':', '：']) {
                prop_assert_eq!(filter.text, text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
}
