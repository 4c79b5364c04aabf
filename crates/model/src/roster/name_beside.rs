//! Names that stand in one cell with something else: an account, a number, a title.

use super::heading;
use super::wrapping::behind_numero;
use crate::text_key;

/// Signs of the longest name that is told from what else can stand beside a number.
const LONGEST_LIKE: usize = 4;
/// With which parts of a university end.
const UNITS: [char; 10] = ['院', '系', '部', '处', '室', '班', '级', '所', '组', '办'];

/// The only text in a cell that is like a name in ideographs.
pub(super) fn only_name(cell: &str) -> Option<&str> {
    let mut names = cell.split(|sign: char| !text_key::is_ideograph(sign)).filter(|text| is_like_name(text));
    let name = names.next()?;
    names.next().is_none().then_some(name)
}

fn is_like_name(text: &str) -> bool {
    (2..=LONGEST_LIKE).contains(&text.chars().count())
        && heading::role(text).is_none()
        && !TITLES.contains(&text)
        && !is_unit(text)
}

/// Whether a text names a part of a university.
pub(super) fn is_unit(text: &str) -> bool {
    text.ends_with(UNITS)
}

/// A name in ideographs and an account, where a cell holds these two words in either order.
pub(super) fn name_and_account(cell: &str) -> Option<(&str, &str)> {
    let is_between =
        |sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | '、' | ';' | '；' | ':' | '：');
    let mut words = cell.split(is_between).filter(|word| !word.is_empty());
    let (first, second) = (words.next()?, words.next()?);
    let is_name = |word: &str| {
        (2..=LONGEST_NAME).contains(&word.chars().count())
            && word.chars().all(text_key::is_ideograph)
            && heading::role(word).is_none()
    };
    let is_account = |word: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        // `No.1 张三` is the first of a list.
        word.len() >= SHORTEST_ACCOUNT
            && behind_numero(word).is_none()
            && word.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && word.bytes().all(is_sign)
    };
    let found = if is_name(first) { (first, second) } else { (second, first) };
    (words.next().is_none() && is_name(found.0) && is_account(found.1)).then_some(found)
}

/// Signs of the longest name in ideographs, and of the shortest account, that are looked for side by side.
const LONGEST_NAME: usize = 6;
const SHORTEST_ACCOUNT: usize = 3;

/// What people are called by behind their name.
pub(super) const TITLES: [&str; 29] = [
    "老师",
    "同学",
    "副教授",
    "教授",
    "博士",
    "先生",
    "女士",
    "院士",
    "讲师",
    "助教",
    "师傅",
    "学长",
    "学姐",
    "师兄",
    "师姐",
    "师弟",
    "师妹",
    "副主任",
    "主任",
    "副院长",
    "院长",
    "副书记",
    "书记",
    "副处长",
    "处长",
    "科长",
    "班长",
    "组长",
    "医生",
];

/// A name in ideographs without the title behind it: `王丽 教授`.
pub(super) fn without_title(name: &str) -> Option<&str> {
    let bare = TITLES.iter().find_map(|title| name.strip_suffix(title))?.trim_end();
    let signs = bare.chars().filter(|sign| !sign.is_whitespace()).count();
    let is_name = bare.chars().all(|sign| text_key::is_ideograph(sign) || sign.is_whitespace());
    ((2..=LONGEST_NAME).contains(&signs) && is_name).then_some(bare)
}
