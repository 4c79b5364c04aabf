//! What a person typed into the search box, with conditions as `field:value` in it, in groups with `or` between them. What is no condition is searched
//! as text.

use std::collections::BTreeMap;

use super::account_name::narrow;
use super::attention::Check;
use super::calendar::Term;
use super::expiry_window::ExpiryWindow;
use super::filter::{AccountFilter, Excluded};
use super::identity_type::IdentityType;
use super::status::Status;
use super::typed_days;
use super::typed_groups::{self, MOST_ROWS};
use super::typed_word::{is_label, plain};

/// What words of conditions can mean.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Code to name.
    pub organizations: &'a BTreeMap<String, String>,
    /// The type that a word stands for.
    pub identity_type: &'a dyn Fn(&str) -> Option<IdentityType>,
    /// The check that a word stands for.
    pub check: &'a dyn Fn(&str) -> Option<Check>,
}

/// Moves the conditions of a typed text into the filter; the rest becomes its text.
pub fn apply(typed: &str, mut filter: AccountFilter, known: Vocabulary<'_>) -> AccountFilter {
    // Signs that control something are no part of a question: an address does not hold them either.
    let every = typed.split(|sign: char| sign.is_whitespace() || sign.is_control());
    let every = every.filter(|word| !word.is_empty());
    let groups = match typed_groups::read(typed) {
        Ok(None) => return known.read_words(every, filter),
        Ok(Some(groups)) if filter.any_of.len() + groups.rows.len() <= MOST_ROWS => groups,
        // Half of it would mean something else: the list says what does not fit.
        Ok(Some(_)) | Err(_) => {
            let text = every.collect::<Vec<_>>().join(" ");
            return AccountFilter { text, ..filter };
        }
    };
    for row in groups.rows {
        let mut asked = Vec::new();
        for group in row {
            let one = known.read_words(group.into_iter(), AccountFilter::default());
            if !asked.contains(&one) {
                asked.push(one);
            }
        }
        filter.any_of.push(asked);
    }
    known.read_words(groups.words.into_iter(), filter)
}

impl Vocabulary<'_> {
    /// Moves conditions into the filter; the other words become its text.
    fn read_words<'a>(
        self,
        words: impl Iterator<Item = &'a str>,
        mut filter: AccountFilter,
    ) -> AccountFilter {
        let mut text = Vec::new();
        for word in words {
            let understood = word.split_once([':', '：']).is_some_and(|(field, value)| {
                let field = field.to_lowercase();
                let read = |field: &str, filter: &mut AccountFilter| self.read(field, value, filter);
                match field.strip_prefix(['-', '－', '−']) {
                    Some(field) => {
                        let mut asked = AccountFilter::default();
                        read(field, &mut asked).is_some() && exclude(asked, &mut filter.excluded)
                    }
                    None => read(&field, &mut filter).is_some(),
                }
            });
            if !understood {
                text.push(plain(word));
            }
        }
        // What was copied with a value says nothing of whom is meant.
        if text.iter().any(|word| !is_label(word)) {
            text.retain(|word| !is_label(word));
        }
        filter.settle_excluded();
        AccountFilter { text: text.join(" "), ..filter }
    }

    fn read(self, field: &str, value: &str, filter: &mut AccountFilter) -> Option<()> {
        match field {
            "org" | "单位" | "二级单位" => {
                let by_name =
                    || self.organizations.iter().find(|(_, name)| *name == value).map(|(id, _)| id.clone());
                let code: String = value.chars().map(narrow).collect();
                let known = || self.organizations.contains_key(&code).then_some(code.clone());
                add(
                    &mut filter.organizations,
                    known().or_else(by_name).or_else(|| missing(value, String::new()))?,
                );
            }
            "status" | "状态" => {
                add(&mut filter.statuses, status(value).or_else(|| missing(value, Status::MISSING))?);
            }
            "style" | "type" | "身份" => {
                let identity_type =
                    (self.identity_type)(value).or_else(|| missing(value, IdentityType::MISSING));
                add(&mut filter.identity_types, identity_type?);
            }
            "expires" | "expiry" | "到期" | "有效期" => add(&mut filter.expiries, window(value)?),
            "ends" | "身份到期" => filter.holding.get_or_insert_default().expires = Some(window(value)?),
            "all-end" | "全部到期" => {
                let window = window(value)?;
                let holding = filter.holding.get_or_insert_default();
                (holding.expires, holding.is_last) = (Some(window), true);
            }
            "check" | "核实" | "待核实" => {
                let any = matches!(value.to_lowercase().as_str(), "any" | "任意");
                let checks = if any { Check::ALL.to_vec() } else { vec![(self.check)(value)?] };
                for check in checks {
                    add(&mut filter.checks, check);
                }
            }
            "updated" | "更新" => {
                filter.updated_since = Some(typed_days::days(value.trim_start_matches(['>', '=', '≥']))?.0);
            }
            _ => return None,
        }
        Some(())
    }
}

/// Excludes what would be asked for; whether it can be. Days cannot: there is a window for either side of them.
fn exclude(asked: AccountFilter, excluded: &mut Excluded) -> bool {
    let AccountFilter { organizations, statuses, identity_types, .. } = asked;
    if organizations.is_empty() && statuses.is_empty() && identity_types.is_empty() {
        return false;
    }
    for id in organizations {
        add(&mut excluded.organizations, id);
    }
    for status in statuses {
        add(&mut excluded.statuses, status);
    }
    for identity_type in identity_types {
        add(&mut excluded.identity_types, identity_type);
    }
    true
}

/// What a word in the form of a condition asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Organization,
    Status,
    IdentityType,
    Expiry,
    Updated,
    Check,
    /// What is to be left out, which a text cannot be.
    Exclusion,
}

/// Words of a text that look like conditions and were none: nothing has the value they name. Of a text that [`apply`] left over.
pub fn misread(text: &str) -> Vec<(&str, Asks)> {
    let asks = |word: &str| {
        let Some((field, value)) = word.split_once([':', '：']) else {
            let left_out = word.strip_prefix(['-', '－', '−']).filter(|text| !text.is_empty());
            return left_out.map(|_| Asks::Exclusion);
        };
        let field = field.trim_start_matches(['-', '－', '−', '(', '（']).to_lowercase();
        let asks = match field.as_str() {
            "org" | "单位" | "二级单位" => Asks::Organization,
            "status" | "状态" => Asks::Status,
            "style" | "type" | "身份" => Asks::IdentityType,
            "expires" | "expiry" | "到期" | "有效期" | "ends" | "身份到期" | "all-end" | "全部到期" => {
                Asks::Expiry
            }
            "updated" | "更新" => Asks::Updated,
            "check" | "核实" | "待核实" => Asks::Check,
            _ => return None,
        };
        (!value.is_empty()).then_some(asks)
    };
    text.split_whitespace().filter_map(|word| Some((word, asks(word)?))).collect()
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

/// What accounts have that have no value, where a word says so.
fn missing<T>(word: &str, none: T) -> Option<T> {
    matches!(word.to_lowercase().as_str(), "无" | "none").then_some(none)
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
    let until = word.trim_start_matches(['<', '＜', '‹', '≤', '=']);
    match until.to_lowercase().as_str() {
        "已过期" | "过期" | "早于今天" | "expired" => return Some(ExpiryWindow::Expired),
        "无" | "unknown" | "none" => return Some(ExpiryWindow::Unknown),
        "学期末" | "本学期" | "本学期末" | "term" => {
            return Some(ExpiryWindow::ByEndOf(Term::This));
        }
        "下学期" | "下学期末" | "next-term" => return Some(ExpiryWindow::ByEndOf(Term::Next)),
        _ => {}
    }
    if let Some(window) = typed_days::window(word).or_else(|| ExpiryWindow::from_code(word)) {
        return Some(window);
    }
    let days = ["天内", "天", "days", "d"].iter().find_map(|unit| until.strip_suffix(unit)).unwrap_or(until);
    ExpiryWindow::from_code(&format!("{days}d"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn typed(text: &str) -> AccountFilter {
        let organizations = [("40100".to_owned(), "网络信息中心".to_owned())].into();
        let identity_type =
            |word: &str| (word == "教职工").then(|| IdentityType::from_account_api("faculty"));
        let known = Vocabulary {
            organizations: &organizations,
            identity_type: &identity_type,
            check: &Check::from_code,
        };
        apply(text, AccountFilter::default(), known)
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
        let dates = typed("到期:2026-12-01..2027-01-31 expires:>=2027-02-01").expiries;
        let dates: Vec<String> = dates.into_iter().map(ExpiryWindow::code).collect();
        assert_eq!(dates, ["2026-12-01..2027-01-31", "2027-02-01.."]);
        let dates = typed("到期:2026-12至2027/1/31 到期:2028年").expiries;
        let dates: Vec<String> = dates.into_iter().map(ExpiryWindow::code).collect();
        assert_eq!(dates, ["2026-12-01..2027-01-31", "2028-01-01..2028-12-31"]);
        assert_eq!(typed("单位:网络信息中心").organizations, ["40100"]);
        assert_eq!(typed("单位:无 状态:none 身份:无").to_query(), "org=none&status=none&style=none");
        assert_eq!(typed("-身份:无").to_query(), "not-style=none");
        assert_eq!(
            typed("expires:7d expires:expired").expiries,
            [ExpiryWindow::Within(7), ExpiryWindow::Expired]
        );
    }

    #[test]
    fn what_is_to_be_checked_can_be_typed() {
        assert_eq!(
            typed("张 check:frozen-valid 待核实:default-deleted").to_query(),
            "q=%E5%BC%A0&check=frozen-valid&check=default-deleted"
        );
        assert_eq!(typed("核实:任意").checks, Check::ALL);
        for text in ["check:nonsense", "-check:frozen-valid"] {
            assert_eq!(typed(text).text, text);
        }
        assert_eq!(misread("check:nonsense"), [("check:nonsense", Asks::Check)]);
        assert_eq!(misread("王 -张 -"), [("-张", Asks::Exclusion)]);
        assert_eq!(typed("到期:<学期末").expiries, [ExpiryWindow::ByEndOf(Term::This)]);
    }

    #[test]
    fn the_end_of_any_identity_and_of_all_of_them_can_be_typed() {
        assert_eq!(typed("身份到期:30天").to_query(), "holds=any&holds-expires=30d");
        assert_eq!(typed("all-end:expired").to_query(), "holds=any&holds-expires=expired&holds-last=yes");
        assert_eq!(typed("ends:soon").text, "ends:soon");
    }

    #[test]
    fn a_minus_before_a_condition_excludes_what_it_asks_for() {
        let filter = typed("张 -org:40100 −状态：冻结 -type:教职工");
        assert_eq!(filter.text, "张");
        assert_eq!(filter.excluded.organizations, ["40100"]);
        assert_eq!(filter.excluded.statuses, [Status::Frozen]);
        assert_eq!(filter.excluded.identity_types, [IdentityType::from_account_api("faculty")]);
        let both = typed("状态:冻结 -状态:冻结");
        assert_eq!((both.statuses, both.excluded.statuses), (vec![], vec![Status::Frozen]));
    }

    #[test]
    fn of_groups_with_or_between_them_one_must_be_met() {
        let filter = typed("张 (状态:冻结 或 到期:30天 org:40100) (li or -type:教职工)");
        assert_eq!((filter.text.as_str(), filter.any_of.len()), ("张", 2));
        let asked: Vec<String> = filter.any_of.iter().flatten().map(AccountFilter::to_query).collect();
        assert_eq!(
            asked,
            ["status=%E5%86%BB%E7%BB%93", "org=40100&expires=30d", "q=li", "not-style=faculty"]
        );
        assert_eq!(AccountFilter::parse(&filter.to_query()), (filter, vec![]));
        assert_eq!(
            typed("a or a").any_of,
            [[AccountFilter { text: "a".into(), ..AccountFilter::default() }]]
        );
        for text in ["张 (状态:冻结 or 身份:教职工", "a or", "(张三)"] {
            assert_eq!(
                typed(text),
                AccountFilter { text: text.into(), ..AccountFilter::default() },
                "{text}"
            );
        }
    }

    #[test]
    fn what_does_not_parse_is_searched_as_text() {
        for text in [
            "org:99999",
            "-org:99999",
            "-到期:7d",
            "到期:soon",
            "a:b",
            "status:",
            ":",
            "到期:<0天",
            "http://x",
        ] {
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
