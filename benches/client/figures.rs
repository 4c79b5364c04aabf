//! Figures as they are printed, beside those that were kept at the last release: `benches/figures.json`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use super::variable;

/// What a run measured, by what was measured; each in the unit that it is printed in.
type Measured = BTreeMap<String, f64>;

struct Figures {
    /// `replica of 100000 accounts`.
    run: String,
    /// Of all runs, as they were kept.
    last: BTreeMap<String, Measured>,
    now: Measured,
}

/// A bench is one run: whatever measures something adds to it.
static FIGURES: Mutex<Option<Figures>> = Mutex::new(None);

fn file() -> PathBuf {
    variable("BENCH_FIGURES").into()
}

/// Begins a run, and prints the head of its figures.
pub fn begin(run: &str) {
    let last = std::fs::read_to_string(file())
        .map_or_else(|_| BTreeMap::new(), |kept| serde_json::from_str(&kept).unwrap());
    *FIGURES.lock().unwrap() = Some(Figures { run: run.to_owned(), last, now: Measured::new() });
    println!("{run:<64} {:>12} {:>12} {:>10}", "measured", "bound", "to last");
}

pub fn row(figure: &str, measured: &str, bound: &str) {
    println!("{figure:<64} {measured:>12} {bound:>12} {:>10}", to_last(figure, measured));
}

/// Takes a figure in, and answers how it compares with that of the last release: `1.05` is 5 % more. Empty where there is none.
pub fn to_last(figure: &str, measured: &str) -> String {
    let mut figures = FIGURES.lock().unwrap();
    let figures = figures.as_mut().unwrap();
    let name = without_counts(figure);
    let number = measured.trim_start_matches("<= ").split(' ').next().unwrap();
    let Ok(measured) = number.parse::<f64>() else { return String::new() };
    figures.now.insert(name.clone(), measured);
    let last = figures.last.get(&figures.run).and_then(|last| last.get(&name)).filter(|last| **last > 0.0);
    last.map(|last| format!("{:.2}", measured / last)).unwrap_or_default()
}

/// How many rows or pages there were is no part of what was measured.
fn without_counts(figure: &str) -> String {
    let words = figure.trim().split(' ').map(|word| {
        let is_count = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        if is_count { "N" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Ends the run; where its figures are to be those that the next ones are compared with, they are kept.
pub fn end() {
    let Figures { run, mut last, now } = FIGURES.lock().unwrap().take().unwrap();
    if std::env::var("BENCH_RECORD").is_ok() {
        last.insert(run, now);
        std::fs::write(file(), serde_json::to_string_pretty(&last).unwrap() + "\n").unwrap();
    }
}
