//! Values of an address: reading them, and quoting what is not understood.

use crate::filter::Warning;
use crate::search_text::{Looks, looks_like};

/// Values of one filter.
pub(super) const MAX_VALUES: usize = 40;
/// Stands for a number of a person, or the end of a long value, that is not repeated.
pub(super) const LEFT_OUT: &str = "…";
/// Characters of a refused value that are kept.
pub(super) const MAX_QUOTED_CHARS: usize = 40;

pub(super) fn yes(name: &'static str, value: &str) -> Result<bool, Warning> {
    one_of(name, value, &[("yes", true)])
}

pub(super) fn one_of<T: Clone>(name: &'static str, value: &str, known: &[(&str, T)]) -> Result<T, Warning> {
    known
        .iter()
        .find(|(code, _)| *code == value)
        .map(|(_, meaning)| meaning.clone())
        .ok_or_else(|| bad_value(name, value))
}

pub(super) fn add<T: PartialEq>(values: &mut Vec<T>, value: T, name: &'static str) -> Result<(), Warning> {
    if values.contains(&value) {
        return Ok(());
    }
    if values.len() >= MAX_VALUES {
        return Err(Warning::TooMany(name));
    }
    values.push(value);
    Ok(())
}

/// That a parameter is not understood: its value, where it is one of these, or the parameter itself.
pub fn not_understood(known: &[&'static str], name: &str, value: &str) -> Warning {
    match known.iter().find(|known| **known == name) {
        Some(name) => bad_value(name, value),
        None => Warning::Unknown(name.chars().take(40).collect()),
    }
}

/// That a parameter has a value which means nothing.
pub(super) fn bad_value(name: &'static str, value: &str) -> Warning {
    Warning::BadValue { name, value: shorten(value) }
}

pub(super) fn bad<T>(name: &'static str, value: &str) -> Result<T, Warning> {
    Err(bad_value(name, value))
}

/// What a warning quotes of a value. A number of a person is not repeated.
pub(super) fn shorten(text: &str) -> String {
    let mut shortened: String = text.chars().take(MAX_QUOTED_CHARS).collect();
    if looks_like(text) != Looks::Plain {
        LEFT_OUT.clone_into(&mut shortened);
    } else if shortened.len() < text.len() {
        // What is left of a value must not be another value.
        shortened.push_str(LEFT_OUT);
    }
    shortened
}
