//! Names of accounts. Letters are the same in capitals and small (contract, section 3): two spellings are one account.

use std::borrow::Cow;

use super::hostile_text::is_invisible;

/// What is the same for every spelling of a name; the database keeps it beside the name (`name_key`).
pub fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The account that a typed text means, as its [`key`]: an address under one of these domains means the account before the `@`.
pub fn typed(text: &str, domains: &[String]) -> String {
    let shown: String =
        text.chars().filter(|sign| sign.is_whitespace() || !is_invisible(*sign)).map(narrow).collect();
    let name = key(shown.trim());
    match name.split_once('@') {
        Some((account, domain)) if !account.is_empty() && domains.iter().any(|own| own == domain) => {
            account.to_owned()
        }
        _ => name,
    }
}

/// A typed text in which addresses under one of these domains stand as the accounts that they mean.
pub fn in_text<'a>(text: &'a str, domains: &[String]) -> Cow<'a, str> {
    if domains.is_empty() || !text.contains(['@', '＠']) {
        return Cow::Borrowed(text);
    }
    let account = |word: &str| match typed(word, domains) {
        account if account.contains('@') || !word.contains(['@', '＠']) => word.to_owned(),
        account => account,
    };
    Cow::Owned(text.split_whitespace().map(account).collect::<Vec<_>>().join(" "))
}

/// Full-width forms (U+FF01–FF5E) as their ASCII counterparts.
pub fn narrow(sign: char) -> char {
    match u32::from(sign) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(sign),
        0x3000 => ' ',
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_the_same_however_it_is_typed() {
        let domains = ["sjtu.edu.cn".to_owned(), "alumni.example.edu.cn".to_owned()];
        for text in [
            "zhangsan",
            "ZhangSan",
            " zhangsan\u{a0}",
            "zhangsan@sjtu.edu.cn",
            "ZHANGSAN@SJTU.edu.cn",
            "ｚｈａｎｇｓａｎ",
            "zhang\u{200b}san",
            "zhangsan＠sjtu.edu.cn",
        ] {
            assert_eq!(typed(text, &domains), "zhangsan", "{text:?}");
        }
        assert_eq!(typed("zhangsan@example.com", &domains), "zhangsan@example.com");
        assert_eq!(in_text("李 ZhangSan@sjtu.edu.cn a@b.c", &domains), "李 zhangsan a@b.c");
        assert_eq!(typed("@sjtu.edu.cn", &domains), "@sjtu.edu.cn");
    }
}
