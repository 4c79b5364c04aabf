//! The encodings of texts: UTF-8, UTF-16, and GB18030 as Chinese programs write it.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and what of it could not be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// As people call it.
    pub encoding: &'static str,
    /// Lines with bytes that mean nothing in it, counted from 1.
    pub damaged: Vec<u32>,
}

/// By its mark, or UTF-8 where most lines are that, or what Chinese programs write otherwise. A damaged byte spoils its line alone.
pub fn decode(bytes: &[u8]) -> Decoded {
    for (mark, encoding) in [(&[0xFF, 0xFE][..], UTF_16LE), (&[0xFE, 0xFF], UTF_16BE)] {
        if bytes.starts_with(mark) {
            return whole(bytes, encoding, "UTF-16");
        }
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        return whole(bytes, encoding, "UTF-16");
    }
    if std::str::from_utf8(bytes).is_ok() {
        return whole(bytes, UTF_8, "UTF-8");
    }
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let utf_8 = lines().filter(|line| std::str::from_utf8(line).is_ok()).count();
    let (encoding, name) = if utf_8 * 2 >= lines().count() { (UTF_8, "UTF-8") } else { (GB18030, "GB18030") };
    let mut text = String::with_capacity(bytes.len());
    let mut damaged = Vec::new();
    // No character of either holds the byte that ends a line.
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        let (line, has_errors) = encoding.decode_without_bom_handling(line);
        if has_errors {
            damaged.push(number);
        }
        text.push_str(&line);
        text.push('\n');
    }
    Decoded { text, encoding: name, damaged }
}

fn whole(bytes: &[u8], encoding: &'static Encoding, name: &'static str) -> Decoded {
    let (text, has_errors) = encoding.decode_with_bom_removal(bytes);
    let damaged = if has_errors {
        text.lines()
            .zip(1..)
            .filter(|(line, _)| line.contains('\u{fffd}'))
            .map(|(_, number)| number)
            .collect()
    } else {
        Vec::new()
    };
    Decoded { text: text.into_owned(), encoding: name, damaged }
}

/// Latin letters and digits of UTF-16 have an empty half, always the same.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1_000) & !1];
    let empty = |half: usize| head.chunks_exact(2).filter(|pair| pair[half] == 0).count();
    let most = head.len() / 2;
    match (empty(0), empty(1)) {
        (0, low) if most > 2 && low * 4 > most => Some(UTF_16LE),
        (high, 0) if most > 2 && high * 4 > most => Some(UTF_16BE),
        _ => None,
    }
}
