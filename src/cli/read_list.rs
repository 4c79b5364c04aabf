//! `read-list`: the child process in which a list that somebody brought is read. What a file makes of its reader ends with it.

use std::io::{self, BufWriter, Read as _, Write as _};

use crate::server::reconcile::read::{read, read_text};
use model::roster::MOST_FILE_BYTES;

/// Why the child gave no answer. Nobody reads it but whoever runs the child by hand.
#[derive(Debug, thiserror::Error)]
pub enum ReadListError {
    #[error("limits cannot be set: {0}")]
    Limits(io::Error),
    #[error("the list cannot be taken in or given out: {0}")]
    Pipe(#[from] io::Error),
    #[error("the answer cannot be written: {0}")]
    Answer(#[from] serde_json::Error),
}

/// Reads a list from standard input, and writes what it is, or why it is none, to standard output as JSON.
///
/// # Errors
/// The pipes are broken, or this process cannot be confined: then nothing is read.
pub fn read_list(is_pasted: bool) -> Result<(), ReadListError> {
    confine().map_err(ReadListError::Limits)?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(MOST_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let roster = if is_pasted { read_text(&String::from_utf8_lossy(&bytes)) } else { read(&bytes) };
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &roster)?;
    Ok(out.flush()?)
}

/// Memory, processor time, no core dump, no file to write, no file to open beyond those that are.
#[cfg(unix)]
fn confine() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    /// Bytes of address space: a list of the largest kind takes a third.
    const MEMORY: u64 = 768 * 1024 * 1024;
    /// Seconds of processor time.
    const TIME: u64 = 6;
    let most = |value: u64| Rlimit { current: Some(value), maximum: Some(value) };
    #[cfg(not(target_os = "macos"))]
    setrlimit(Resource::As, most(MEMORY))?;
    setrlimit(Resource::Cpu, most(TIME))?;
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::Fsize, most(0))?;
    setrlimit(Resource::Nofile, most(3))?;
    Ok(())
}

#[cfg(not(unix))]
fn confine() -> io::Result<()> {
    Ok(())
}
