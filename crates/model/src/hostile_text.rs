//! Names are hostile input: characters that hide, reorder or break text are named instead of obeyed.

/// A stretch of a text as it is to be shown.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    /// A character that would not show, or would change how others show.
    Invisible(char),
}

/// Cuts a text into plain stretches and invisible characters.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    for (at, character) in text.char_indices().filter(|(_, character)| is_invisible(*character)) {
        if plain_from < at {
            pieces.push(Piece::Plain(&text[plain_from..at]));
        }
        pieces.push(Piece::Invisible(character));
        plain_from = at + character.len_utf8();
    }
    if plain_from < text.len() {
        pieces.push(Piece::Plain(&text[plain_from..]));
    }
    pieces
}

/// The text with such characters named, as `U+202E`, where it stands within a sentence.
pub fn named(text: &str) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Plain(plain) => plain.to_owned(),
        Piece::Invisible(character) => format!("U+{:04X}", u32::from(character)),
    };
    pieces(text).into_iter().map(piece).collect()
}

/// Controls, zero-width characters, bidirectional marks and overrides, byte-order mark, tags.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Typed text on one line, without what does not show, cut after `longest` characters.
pub fn one_line(typed: &str, longest: usize) -> String {
    let kept: String =
        typed.chars().filter(|sign| !sign.is_control() && !is_invisible(*sign)).take(longest).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_override_in_a_name_is_named() {
        assert_eq!(
            pieces("张\u{202E}三"),
            [Piece::Plain("张"), Piece::Invisible('\u{202E}'), Piece::Plain("三")]
        );
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("\u{200B}"), [Piece::Invisible('\u{200B}')]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in any::<String>()) {
            let joined: String = pieces(&text).iter().map(|piece| match piece {
                Piece::Plain(plain) => (*plain).to_owned(),
                Piece::Invisible(character) => character.to_string(),
            }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
