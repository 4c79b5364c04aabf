//! Words of the search box in groups: `(a b) or c`. An account meets all words that stand in no group, and of each row of groups at least one.

/// A word that stands between groups.
const OR: [&str; 4] = ["or", "或", "|", "||"];
/// Rows of groups in one text.
pub const MOST_ROWS: usize = 3;

/// The words of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedGroups<'a> {
    pub words: Vec<&'a str>,
    /// Each row's groups, each group's words.
    pub rows: Vec<Vec<Vec<&'a str>>>,
}

/// Why brackets and `or` of a text mean nothing, so that all of it is looked for as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ungrouped {
    /// At which character, 1-based.
    pub at: usize,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A bracket is not closed.
    Open,
    /// A bracket closes nothing.
    Closing,
    /// On one side of an `or` stands nothing.
    Nothing,
    /// A bracket within a bracket.
    Nested,
    /// More rows than [`MOST_ROWS`].
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    Or,
    Word(&'a str),
}

/// Reads the groups of a text; `None` where there is no `or` in it, and brackets are signs like others.
///
/// # Errors
/// There is one, and brackets and `or` do not fit each other.
pub fn read(text: &str) -> Result<Option<TypedGroups<'_>>, Ungrouped> {
    let tokens = tokens(text);
    if !tokens.iter().any(|(_, token)| *token == Token::Or) {
        return Ok(None);
    }
    let is_whole = || {
        let mut depth = 0_i32;
        tokens.iter().any(|(_, token)| {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                _ => {}
            }
            *token == Token::Or && depth == 0
        })
    };
    let mut groups = TypedGroups::default();
    if is_whole() {
        // Brackets only hold together what belongs together anyway.
        groups.rows.push(row(&tokens, true)?);
        return Ok(Some(groups));
    }
    let mut rest = tokens.as_slice();
    while let [(at, token), behind @ ..] = rest {
        rest = behind;
        match token {
            Token::Word(word) => groups.words.push(word),
            // No `or` stands outside of a bracket here.
            Token::Or | Token::Close => return Err(Ungrouped { at: *at, why: Why::Closing }),
            Token::Open => {
                let end = behind
                    .iter()
                    .position(|(_, token)| *token == Token::Close)
                    .ok_or(Ungrouped { at: *at, why: Why::Open })?;
                let (inside, behind) = behind.split_at(end);
                rest = &behind[1..];
                let mut groups_of_row = row(inside, false)?;
                match groups_of_row.len() {
                    1 => groups.words.append(&mut groups_of_row[0]),
                    _ if groups.rows.len() == MOST_ROWS => {
                        return Err(Ungrouped { at: *at, why: Why::TooMany });
                    }
                    _ => groups.rows.push(groups_of_row),
                }
            }
        }
    }
    Ok(Some(groups))
}

/// The groups between which an `or` stands. `may_bracket`: a group may stand in brackets.
fn row<'a>(tokens: &[(usize, Token<'a>)], may_bracket: bool) -> Result<Vec<Vec<&'a str>>, Ungrouped> {
    let mut groups = vec![Vec::new()];
    let mut opened = None;
    let mut last = tokens.first().map_or(1, |(at, _)| *at);
    for (at, token) in tokens {
        last = *at;
        match (token, opened) {
            (Token::Word(word), _) => {
                if let Some(group) = groups.last_mut() {
                    group.push(*word);
                }
            }
            (Token::Or, None) if groups.last().is_some_and(|group| !group.is_empty()) => {
                groups.push(Vec::new());
            }
            (Token::Or, None) => return Err(Ungrouped { at: *at, why: Why::Nothing }),
            (Token::Open, None) if may_bracket => opened = Some(*at),
            (Token::Close, Some(_)) => opened = None,
            (Token::Close, None) => return Err(Ungrouped { at: *at, why: Why::Closing }),
            (Token::Open | Token::Or, _) => return Err(Ungrouped { at: *at, why: Why::Nested }),
        }
    }
    if let Some(at) = opened {
        return Err(Ungrouped { at, why: Why::Open });
    }
    if groups.last().is_none_or(Vec::is_empty) {
        return Err(Ungrouped { at: last, why: Why::Nothing });
    }
    Ok(groups)
}

/// With the character at which each begins, 1-based. Brackets count at the ends of words alone: within one they belong to it.
fn tokens(text: &str) -> Vec<(usize, Token<'_>)> {
    let is_space = |sign: char| sign.is_whitespace() || sign.is_control();
    let mut tokens = Vec::new();
    let mut at = 1;
    for piece in text.split_inclusive(is_space) {
        let mut word = piece.trim_end_matches(is_space);
        let mut begins = at;
        at += piece.chars().count();
        while let Some(rest) = word.strip_prefix(['(', '（']) {
            tokens.push((begins, Token::Open));
            (word, begins) = (rest, begins + 1);
        }
        let core = word.trim_end_matches([')', '）']);
        if !core.is_empty() {
            let is_or = OR.iter().any(|or| core.eq_ignore_ascii_case(or));
            tokens.push((begins, if is_or { Token::Or } else { Token::Word(core) }));
        }
        let closing = begins + core.chars().count();
        tokens
            .extend(word[core.len()..].chars().enumerate().map(|(after, _)| (closing + after, Token::Close)));
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> (Vec<&str>, Vec<Vec<Vec<&str>>>) {
        let groups = read(text).unwrap().unwrap();
        (groups.words, groups.rows)
    }

    #[test]
    fn groups_are_read() {
        assert_eq!(rows("a b or c"), (vec![], vec![vec![vec!["a", "b"], vec!["c"]]]));
        assert_eq!(rows("(a b) OR （c）"), (vec![], vec![vec![vec!["a", "b"], vec!["c"]]]));
        assert_eq!(rows("x (a | b c) y"), (vec!["x", "y"], vec![vec![vec!["a"], vec!["b", "c"]]]));
        assert_eq!(
            rows("(a 或 b) (c or d) (e)"),
            (vec!["e"], vec![vec![vec!["a"], vec!["b"]], vec![vec!["c"], vec!["d"]]])
        );
    }

    #[test]
    fn without_an_or_brackets_are_signs_like_others() {
        for text in ["", "张三", "(张三", "数学(本科)", ")(", "order for"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        for (text, at, why) in [
            ("or", 1, Why::Nothing),
            ("张三 or", 4, Why::Nothing),
            ("a or or b", 6, Why::Nothing),
            ("x (a or b", 3, Why::Open),
            ("(a b or c", 1, Why::Open),
            ("a or b)", 7, Why::Closing),
            ("x ((a or b) c)", 4, Why::Nested),
            ("(a or (b c)) or d", 4, Why::Nested),
            ("(a or b) (c or d) (e or f) (g or h)", 28, Why::TooMany),
        ] {
            assert_eq!(read(text), Err(Ungrouped { at, why }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_no_word_is_lost(text in "[()（） ab或|]{0,24}( or [ab()]{0,3}){0,3}") {
            if let Ok(Some(groups)) = read(&text) {
                let words = groups.rows.iter().flatten().flatten().chain(&groups.words).count();
                let expected = tokens(&text).iter().filter(|(_, token)| matches!(token, Token::Word(_))).count();
                prop_assert_eq!(words, expected);
                prop_assert!(groups.rows.iter().all(|row| row.len() > 1 && row.iter().all(|group| !group.is_empty())));
            }
        }
    }
}
