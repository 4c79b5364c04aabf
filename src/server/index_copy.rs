//! The directory index on disk, sealed, so that a start need not read every account: what changed since is read from the database. Where there is any
//! doubt about a copy, the index is made from the database.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, sync_channel};

use data_encoding::HEXLOWER;
use index::Index;
use sha2::{Digest as _, Sha256};

use super::account_index::{AccountIndex, IndexedThrough};
use super::private_folder;
use super::sealed_file::{self, SealedFile, SealedWriter};
use super::token;
use store::index_copies::{self, IndexCopy};
use store::keyring::{KeyError, Keyring};
use store::{Db, StoreError, organizations, replica_state};

/// What the names of copies begin with; their id follows.
const PREFIX: &str = "index-";
/// Seconds after which a copy that no instance has replaced is of no use any more.
const KEPT_S: i64 = 7 * 24 * 3_600;
/// Pieces of a file that are read ahead.
const PIECES_AHEAD: usize = 64;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Lets a new index begin with the newest copy that is beyond doubt, if there is one; whether there was.
pub async fn begin_with(db: &Db, folder: &Path, index: &AccountIndex) -> bool {
    let begun = async {
        let (copies, state) = (index_copies::list(db).await?, replica_state::read(db).await?);
        let is_of_state = |copy: &IndexCopy| copy.reseals == state.reseals && copy.revision <= state.revision;
        let there = copies.into_iter().find(|copy| path(folder, copy).exists() && is_of_state(copy));
        let Some(copy) = there else { return Ok(None) };
        let (keys, folder) = (db.keys().clone(), folder.to_owned());
        let through = IndexedThrough { revision: copy.revision, id: copy.account_id, reseals: copy.reseals };
        let reading = tokio::task::spawn_blocking(move || read(&keys, &folder, &copy));
        let index = reading.await.map_err(io::Error::other)??;
        let organizations = organizations::list(db).await?;
        Ok::<_, CopyError>(index.map(|index| (index, organizations, through)))
    };
    match begun.await {
        Ok(Some((copy, organizations, through))) => {
            tracing::info!(accounts = copy.size(), "the directory index begins with its copy");
            index.begin_with(copy, organizations, through).await;
            true
        }
        Ok(None) => false,
        Err(error) => {
            tracing::warn!(%error, "the copy of the directory index cannot be read, so it is made anew");
            false
        }
    }
}

fn path(folder: &Path, copy: &IndexCopy) -> PathBuf {
    sealed_file::path(folder, &format!("{PREFIX}{}", copy.id))
}

/// `None` where another program wrote it, which may keep columns otherwise.
fn read(keys: &Keyring, folder: &Path, copy: &IndexCopy) -> io::Result<Option<Box<Index>>> {
    if copy.program != program()? {
        return Ok(None);
    }
    let mut file = SealedFile::whole(folder, &format!("{PREFIX}{}", copy.id))?;
    let (pieces, coming) = sync_channel(PIECES_AHEAD);
    std::thread::scope(|scope| {
        // Unsealed beside whoever takes in what is unsealed. Who stops early hangs up.
        scope.spawn(move || {
            while let Some(piece) = file.next(keys).transpose() {
                if pieces.send(piece).is_err() {
                    return;
                }
            }
        });
        let mut content = Pieces { coming, piece: Vec::new(), at: 0 };
        let index = Box::new(Index::read_from(&mut content)?);
        if content.read(&mut [0])? > 0 {
            return Err(io::Error::other("there is more in the file than an index"));
        }
        Ok(Some(index))
    })
}

/// What another thread sends piece by piece.
struct Pieces {
    coming: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    /// Where in it reading goes on.
    at: usize,
}

impl Read for Pieces {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            // Nothing more comes from who has hung up.
            let Ok(piece) = self.coming.recv() else { return Ok(0) };
            (self.piece, self.at) = (piece?, 0);
        }
        let taken = to.len().min(self.piece.len() - self.at);
        to[..taken].copy_from_slice(&self.piece[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

/// What tells this program from every other one. Its file is read once: tens of megabytes.
fn program() -> io::Result<&'static str> {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    if let Some(known) = PROGRAM.get() {
        return Ok(known);
    }
    // On Linux the program as it was started, also when its file has been replaced since.
    let own = if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe()? };
    let mut hash = Sha256::new();
    io::copy(&mut std::fs::File::open(own)?, &mut hash)?;
    Ok(PROGRAM.get_or_init(|| HEXLOWER.encode(&hash.finalize())))
}

/// Writes a copy of the index as it is now, unless there is one already, and removes earlier ones. It takes the thread for some hundred milliseconds for
/// each million accounts. `now`: seconds since 1970.
///
/// # Errors
/// It cannot be written, or the database does not answer.
pub async fn write(db: &Db, folder: &Path, index: &AccountIndex, now: i64) -> Result<(), CopyError> {
    let before = index_copies::list(db).await?;
    let id = token::random();
    let key = db.keys().newest()?;
    let program = program()?;
    let written = index.written(|index, through| {
        let is_there = |copy: &IndexCopy| {
            (&*copy.program, copy.revision, copy.reseals) == (program, through.revision, through.reseals)
                && path(folder, copy).exists()
        };
        if through.revision == 0 || before.iter().any(is_there) {
            return Ok(None);
        }
        private_folder::make(folder)?;
        let mut file = SealedWriter::begin(key, folder, &format!("{PREFIX}{id}"))?;
        index.write_to(&mut file)?;
        Ok::<_, io::Error>(Some((file.finish()?, through)))
    });
    let Some((sealed, IndexedThrough { revision, id: account_id, reseals })) = written.await? else {
        return Ok(());
    };
    // Where everything is being sealed with a new key, what was read before and after does not go together.
    if replica_state::read(db).await?.reseals != reseals {
        return Ok(());
    }
    let program = program.to_owned();
    let copy = IndexCopy { id, program, revision, account_id, reseals, made_at: now };
    index_copies::insert(db, &copy).await?;
    sealed.publish()?;
    let removed = remove_others(folder, &copy.id)?;
    for old in before {
        // The file of one that was not here may be on the disk of another instance.
        if removed.contains(&old.id) || old.made_at < now - KEPT_S {
            index_copies::delete(db, &old.id).await?;
        }
    }
    tracing::info!("the directory index is copied");
    Ok(())
}

/// Removes the files of all other copies, those that no database names any more among them; answers their ids.
fn remove_others(folder: &Path, kept: &str) -> io::Result<Vec<String>> {
    let mut removed = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        // One that is being written has an ending.
        let Some(id) = id.filter(|id| *id != kept && !id.contains('.')) else { continue };
        match std::fs::remove_file(entry.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => removed.push(id.to_owned()),
        }
    }
    Ok(removed)
}
