//! What the server logs while the tests run, and that nothing secret is in it: each site looks at the log when its test ends.

use std::io;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use tracing_subscriber::EnvFilter;

/// Everything logged so far by all tests of this process.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        log().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log() -> MutexGuard<'static, Vec<u8>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to keep the log, more of it than any server writes in earnest; answers where it ends so far.
pub fn keep() -> usize {
    static START: Once = Once::new();
    START.call_once(|| {
        let filter = EnvFilter::new("debug,jaccount_admin=trace");
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Writer).init();
    });
    log().len()
}

/// Lines logged since a place in which something secret stands, without it.
pub fn leaks(since: usize, secrets: &[String]) -> Vec<String> {
    // Shorter ones can stand anywhere by chance.
    let secrets: Vec<&String> = secrets.iter().filter(|secret| secret.len() >= 7).collect();
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&secrets).unwrap();
    let lines = String::from_utf8_lossy(&log()[since..]).into_owned();
    lines
        .lines()
        .filter(|line| search.is_match(*line))
        .map(|line| search.replace_all(line, &vec!["(secret)"; secrets.len()]))
        .collect()
}

#[test]
fn a_secret_in_the_log_is_found_and_not_printed() {
    let since = keep();
    let secret = "nobody-else-logs-this-1234".to_owned();
    assert_eq!(leaks(since, std::slice::from_ref(&secret)), [""; 0]);
    tracing::debug!(token = secret, "careless");
    let found = leaks(since, std::slice::from_ref(&secret));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("careless") && found[0].contains("(secret)") && !found[0].contains(&secret));
}
