//! A word that was typed, or copied with what it was called where it came from.

use super::account_name::narrow;

/// What stands before a name, an account or a number where it was copied from.
const LABELS: [&str; 24] = [
    "姓名",
    "名字",
    "学工号",
    "学号",
    "工号",
    "职工号",
    "编号",
    "账号",
    "帐号",
    "证件号码",
    "证件号",
    "身份证号",
    "身份证",
    "护照号",
    "护照",
    "军官证号",
    "军官证",
    "士兵证号",
    "士兵证",
    "警官证",
    "name",
    "account",
    "jaccount",
    "number",
];

/// A word without its label.
pub fn plain(word: &str) -> &str {
    let labelled = |label: &&str| {
        let begins = word.get(..label.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(label));
        let rest = begins.then(|| &word[label.len()..])?;
        let value = rest.trim_start_matches([':', '：']);
        let is_divided = value.len() < rest.len() && !value.is_empty();
        let is_number = !label.is_ascii() && rest.starts_with(|sign: char| narrow(sign).is_ascii_digit());
        (is_divided || is_number).then_some(value)
    };
    let value = LABELS.iter().find_map(labelled).unwrap_or(word);
    let is_number = |text: &&str| !text.is_empty() && text.chars().all(|sign| narrow(sign).is_ascii_digit());
    value.strip_suffix('号').filter(is_number).unwrap_or(value)
}

/// Whether a word says alone what the next one is, `学工号 510028587448`. Latin ones can be names.
pub fn is_label(word: &str) -> bool {
    !word.is_ascii() && LABELS.contains(&word.trim_end_matches([':', '：']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_was_called_where_it_was_copied_is_not_looked_for() {
        for (typed, text) in [
            ("姓名：陈安", "陈安"),
            ("学号510028587448", "510028587448"),
            ("工号：418153", "418153"),
            ("学工号:５１００", "５１００"),
            ("Account:limishu", "limishu"),
            ("军官证0123456", "0123456"),
            ("219426号", "219426"),
            ("一号", "一号"),
            ("账号", "账号"),
            ("名字", "名字"),
            ("name", "name"),
            ("学号", "学号"),
            ("-张", "-张"),
        ] {
            assert_eq!(plain(typed), text, "{typed}");
        }
        assert!(is_label("学工号：") && is_label("姓名") && !is_label("name") && !is_label("张三"));
        for text in ["陈安，", "姓名：", ":", "status:"] {
            assert_eq!(plain(text), text);
        }
    }
}
