//! Lists are read in a child process: a file can take its reader's memory and time, and with these its life, but not the server's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use model::roster::{Roster, RosterError};

/// People who bring a list at once; each may hold a file in memory.
const PLACES: usize = 6;
/// Lists that one person brings at once: one is compared, and one sent again meanwhile waits before its content is taken in.
const BROUGHT_BY_ONE: usize = 2;
/// Lists that are kept and that one person opens at once, waiting ones included.
const OPENED_BY_ONE: usize = 4;
/// For one list, from start to end: whoever comes last is answered within the time that a request has.
const TIME: Duration = Duration::from_secs(8);
/// Bytes that a list may come to: what is kept of one, as JSON.
const MOST_OUTPUT: u64 = 80 * 1024 * 1024;

/// How a list came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Pasted,
    File,
}

/// Why a list was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Roster(#[from] RosterError),
    #[error("the reader cannot be started: {0}")]
    Start(#[from] std::io::Error),
}

/// Reads one list at a time.
#[derive(Debug)]
pub struct RosterReader {
    /// This program, or what starts it more confined still.
    program: PathBuf,
    /// Held while there is a child. Whoever gives the reading up ends the child with it.
    turn: Mutex<()>,
    /// Who is bringing a list.
    places: Arc<Places>,
    /// Held while a list that is kept lies open: it takes many times the room that it has on paper.
    open: Arc<Semaphore>,
    /// Who waits to open one, or has one open, and how often.
    opening: Arc<Opening>,
}

type Opening = std::sync::Mutex<HashMap<String, usize>>;

/// Leave to open one list that is kept. Only [`RosterReader::turn_to_open`] gives it.
#[derive(Debug)]
pub struct Turn {
    _leave: OwnedSemaphorePermit,
    _wait: Wait,
}

#[derive(Debug)]
struct Wait {
    account: String,
    opening: Arc<Opening>,
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = opening.get_mut(&self.account) {
            *count -= 1;
        }
        opening.retain(|_, count| *count > 0);
    }
}

type Places = std::sync::Mutex<HashMap<String, Bringing>>;

/// A person's lists that are being brought.
#[derive(Debug)]
struct Bringing {
    count: usize,
    /// Of one.
    leave: Arc<Semaphore>,
}

/// Leave to bring one list. Only [`RosterReader::place`] gives it.
#[derive(Debug)]
pub struct Place {
    _leave: OwnedSemaphorePermit,
    _count: Counted,
}

#[derive(Debug)]
struct Counted {
    account: String,
    places: Arc<Places>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bringing) = places.get_mut(&self.account) {
            bringing.count -= 1;
        }
        places.retain(|_, bringing| bringing.count > 0);
    }
}

impl RosterReader {
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            turn: Mutex::default(),
            places: Arc::default(),
            open: Arc::new(Semaphore::new(1)),
            opening: Arc::default(),
        }
    }

    /// A place for a person, if there is one, once they have no other: nobody keeps others waiting with several. `None` for whoever waits already.
    pub async fn place(&self, account: &str) -> Option<Place> {
        let (leave, count) = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            if places.len() >= PLACES && !places.contains_key(account) {
                return None;
            }
            let bringing = places
                .entry(account.to_owned())
                .or_insert_with(|| Bringing { count: 0, leave: Arc::new(Semaphore::new(1)) });
            if bringing.count >= BROUGHT_BY_ONE {
                return None;
            }
            bringing.count += 1;
            let count = Counted { account: account.to_owned(), places: Arc::clone(&self.places) };
            (Arc::clone(&bringing.leave), count)
        };
        // The semaphore is never closed.
        let leave = leave.acquire_owned().await.ok()?;
        Some(Place { _leave: leave, _count: count })
    }

    /// Leave to open a list that is kept, once nobody else has one open; `None` for whoever waits already, so that nobody keeps others waiting by
    /// asking hundreds of times.
    pub async fn turn_to_open(&self, account: &str) -> Option<Turn> {
        let wait = {
            let mut opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
            let count = opening.entry(account.to_owned()).or_default();
            if *count >= OPENED_BY_ONE {
                return None;
            }
            *count += 1;
            Wait { account: account.to_owned(), opening: Arc::clone(&self.opening) }
        };
        // The semaphore is never closed.
        let leave = Arc::clone(&self.open).acquire_owned().await.ok()?;
        Some(Turn { _leave: leave, _wait: wait })
    }

    /// Reads a list once those before it are through.
    ///
    /// # Errors
    /// It is no list, more than is taken, or no child can be started.
    pub async fn read(&self, source: Source, bytes: Vec<u8>) -> Result<Roster, ReadError> {
        let _turn = self.turn.lock().await;
        read_apart(&self.program, source, bytes).await
    }
}

async fn read_apart(program: &Path, source: Source, bytes: Vec<u8>) -> Result<Roster, ReadError> {
    let mut command = Command::new(program);
    command.arg("read-list").args((source == Source::Pasted).then_some("--pasted"));
    command
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command.spawn()?;
    let (Some(mut into), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("a child without pipes").into());
    };
    let work = async {
        let mut answer = Vec::new();
        let mut out = out.take(MOST_OUTPUT + 1);
        let give = async {
            // A child that ends before it has read everything says why by how it ends.
            _ = into.write_all(&bytes).await;
            drop(into);
        };
        let ((), read) = tokio::join!(give, out.read_to_end(&mut answer));
        read?;
        if answer.len() as u64 > MOST_OUTPUT {
            return Ok(None);
        }
        let status = child.wait().await?;
        Ok::<_, std::io::Error>(Some((status, answer)))
    };
    let outcome = tokio::time::timeout(TIME, work).await;
    match outcome {
        Ok(Ok(Some((status, answer)))) => Ok(understood(status, &answer)?),
        Ok(Err(error)) => Err(error.into()),
        Ok(Ok(None)) | Err(_) => {
            child.kill().await?;
            tracing::warn!("a list took more time or room than is given to one");
            Err(RosterError::TooLarge.into())
        }
    }
}

fn understood(status: ExitStatus, answer: &[u8]) -> Result<Roster, RosterError> {
    if !status.success() {
        tracing::warn!(%status, "the reader of a list did not come to its end");
        // Without a code of its own it was ended by its limits: memory, or time.
        return Err(if status.code().is_none() { RosterError::TooLarge } else { RosterError::Unreadable });
    }
    match serde_json::from_slice::<Result<Roster, RosterError>>(answer) {
        Ok(Ok(roster)) if roster.is_sound() => Ok(roster),
        Ok(Err(error)) => Err(error),
        Ok(Ok(_)) | Err(_) => Err(RosterError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_person_brings_a_list_and_sends_it_once_again() {
        let reader = RosterReader::new(PathBuf::new());
        let first = reader.place("a").await.unwrap();
        let mut again = Box::pin(reader.place("a"));
        assert!(again.as_mut().now_or_never().is_none(), "it waits for the first");
        assert!(reader.place("a").await.is_none(), "one waits, and no more");
        let others: Vec<_> = ["b", "c", "d", "e", "f"].map(|name| reader.place(name)).into();
        for other in futures_util::future::join_all(others).await {
            assert!(other.is_some());
        }
        drop(first);
        assert!(again.await.is_some());
        assert!(reader.places.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_person_waits_with_few_lists() {
        let reader = RosterReader::new(PathBuf::new());
        let first = reader.turn_to_open("a").await.unwrap();
        let mut waiting: Vec<_> = (1..OPENED_BY_ONE).map(|_| Box::pin(reader.turn_to_open("a"))).collect();
        for wait in &mut waiting {
            assert!(wait.as_mut().now_or_never().is_none());
        }
        assert!(reader.turn_to_open("a").await.is_none());
        let mut other = Box::pin(reader.turn_to_open("b"));
        assert!(
            other.as_mut().now_or_never().is_none(),
            "another person waits for their turn, and is not refused"
        );
        drop((waiting, first));
        assert!(other.await.is_some());
        assert!(reader.turn_to_open("a").await.is_some(), "whoever gave up waits no more");
    }
}
