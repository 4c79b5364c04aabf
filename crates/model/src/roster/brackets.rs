//! Brackets, in any of the forms that people write them in.

/// What stands outside and inside of brackets.
pub(super) fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for sign in text.chars() {
        match sign {
            '(' | '（' | '[' | '【' | '〔' | '{' | '<' | '＜' | '‹' | '〈' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '}' | '>' | '＞' | '›' | '〉' => {
                depth = depth.saturating_sub(1);
            }
            sign if depth == 0 => outside.push(sign),
            sign => inside.push(sign),
        }
    }
    (outside, inside)
}
