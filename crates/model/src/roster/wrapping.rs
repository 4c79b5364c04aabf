//! What people put around a value: quotation marks, counting, marks.

use super::heading::SHORTEST_NUMBER;
use crate::text_key;

const QUOTES: [(char, char); 9] = [
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('«', '»'),
    ('＂', '＂'),
];

/// The text between quotation marks.
pub(super) fn without_quotes(text: &str) -> &str {
    let text = text.trim();
    let inner = QUOTES.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.map_or(text, str::trim)
}

/// Without `1.`, `2、`, `(3)`, `④`, `No. 5`, `•`, or a number and a blank before a name, in front.
pub(super) fn without_enumeration(text: &str) -> &str {
    let text = text.trim();
    let is_circled = |sign: char| ('①'..='⑳').contains(&sign) || ('⑴'..='⒛').contains(&sign);
    if let Some(rest) =
        text.strip_prefix(|sign| is_circled(sign) || matches!(sign, '•' | '●' | '-' | '–' | '*' | '▪' | '◆'))
    {
        return rest.trim_start();
    }
    let open = text.strip_prefix(['(', '（', '[', '【']);
    let numbered = open.or_else(|| behind_numero(text)).unwrap_or(text);
    let digits = numbered.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..SHORTEST_NUMBER).contains(&digits);
    let mut signs = numbered[digits..].chars();
    let ends = matches!(
        (open, signs.next()),
        (Some(_), Some(')' | '）' | ']' | '】')) | (None, Some('.' | '、' | ')' | '）' | '．' | ':' | '：'))
    );
    let rest = signs.as_str();
    if open.is_none() && is_number && is_name_after_blank(&numbered[digits..]) {
        return numbered[digits..].trim_start();
    }
    // `3.5` is no numbered line; what is as long as a number of somebody is no fraction.
    let is_fraction = (1..SHORTEST_NUMBER).contains(&rest.bytes().take_while(u8::is_ascii_digit).count());
    if is_number && ends && !is_fraction && !rest.trim().is_empty() { rest.trim_start() } else { text }
}

/// What stands behind `No.` or `№`, where that begins with a digit.
pub(super) fn behind_numero(text: &str) -> Option<&str> {
    let numero = ["No.", "NO.", "no.", "№"].iter().find_map(|numero| text.strip_prefix(numero))?;
    Some(numero.trim_start()).filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
}

/// Without signs that lead to a remark elsewhere, or tell a group of people apart: `张三*`, `△张三`, `张三①`.
pub(super) fn without_marks(text: &str) -> &str {
    let is_mark = |sign: char| {
        "*＊#＃†‡§※^~".contains(sign)
            || ('①'..='⓿').contains(&sign)
            || ('■'..='◯').contains(&sign)
            || ('☀'..='➾').contains(&sign)
            || ('⁰'..='₉').contains(&sign)
    };
    text.trim_matches(|sign| is_mark(sign) || sign.is_whitespace())
}

/// Whether a blank comes first, and then a name in ideographs.
fn is_name_after_blank(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(text_key::is_ideograph)
}
