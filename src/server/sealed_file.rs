//! Files on disk, sealed piece by piece: a stolen one shows nothing, and a part of it can be read without the rest.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use store::keyring::{Key, Keyring};

/// Bytes of the content in one piece; the last can be shorter.
const PIECE: usize = 64 * 1024;
/// Bytes by which a sealed piece is longer, and how long it is then.
const OVERHEAD: u64 = store::keyring::OVERHEAD as u64;
const SEALED_PIECE: usize = PIECE + store::keyring::OVERHEAD;

/// A finished file.
#[derive(Debug)]
pub struct Written {
    pub size: u64,
    /// SHA-256 of what is inside, in hexadecimal digits.
    pub hash: String,
}

/// Where the file of this id lies.
pub fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(id)
}

fn place(id: &str, piece: u64) -> String {
    format!("export/{id}/{piece}")
}

/// Pieces that may wait to be sealed: a window of rows comes all at once.
const PIECES_AHEAD: usize = 200;
/// What the names of files that are not whole yet end with.
const PART: &str = ".part";

/// Seals what is written to it, on a thread of its own. What is dropped before it is published leaves no file.
pub struct SealedWriter {
    part: NamedTempFile,
    whole: PathBuf,
    buffer: Vec<u8>,
    pieces: Option<SyncSender<Vec<u8>>>,
    thread: Option<JoinHandle<io::Result<Written>>>,
}

impl SealedWriter {
    /// Begins a file; what an earlier try left behind goes.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn begin(key: Arc<Key>, folder: &Path, id: &str) -> io::Result<Self> {
        remove_parts(folder, |name, _| name.starts_with(id))?;
        // Of a name of its own: a process that lost an export to another may still be writing.
        let part = tempfile::Builder::new().prefix(&format!("{id}-")).suffix(PART).tempfile_in(folder)?;
        let (mut file, id, whole) = (part.reopen()?, id.to_owned(), path(folder, id));
        let (pieces, written) = sync_channel::<Vec<u8>>(PIECES_AHEAD);
        let seal = move || {
            let (mut size, mut hash) = (0, Sha256::new());
            for (number, piece) in (0..).zip(written) {
                hash.update(&piece);
                file.write_all(&key.seal(&piece, &place(&id, number)))?;
                size += piece.len() as u64;
            }
            file.sync_all()?;
            Ok(Written { size, hash: HEXLOWER.encode(&hash.finalize()) })
        };
        let thread = std::thread::Builder::new().name("seal".into()).spawn(seal)?;
        Ok(Self {
            part,
            whole,
            buffer: Vec::with_capacity(PIECE),
            pieces: Some(pieces),
            thread: Some(thread),
        })
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        match self.pieces.as_ref().map(|pieces| pieces.send(piece)) {
            Some(Ok(())) => Ok(()),
            // It has given up, and says why.
            _ => self.settle().map(drop),
        }
    }

    /// Waits until all is on disk.
    fn settle(&mut self) -> io::Result<Written> {
        drop(self.pieces.take());
        let sealed = self.thread.take().map(JoinHandle::join);
        sealed
            .and_then(Result::ok)
            .unwrap_or_else(|| Err(io::Error::other("nothing seals the file any more")))
    }

    /// Ends the file, which is on disk then.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<Sealed> {
        if !self.buffer.is_empty() {
            self.hand_over()?;
        }
        Ok(Sealed { written: self.settle()?, part: self.part, whole: self.whole })
    }
}

/// A file that is whole, and has no name yet.
pub struct Sealed {
    pub written: Written,
    part: NamedTempFile,
    whole: PathBuf,
}

impl Sealed {
    /// What is to be copied elsewhere, from its beginning.
    ///
    /// # Errors
    /// It is gone.
    pub fn reopen(&self) -> io::Result<File> {
        self.part.reopen()
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn publish(self) -> io::Result<Written> {
        self.part.persist(self.whole)?;
        Ok(self.written)
    }
}

/// Removes unfinished files, those of which is said that they are to go: by name and age.
///
/// # Errors
/// The folder cannot be looked through.
pub fn remove_parts(folder: &Path, is_to_go: impl Fn(&str, Duration) -> bool) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if entry.file_name().to_str().is_some_and(|name| name.ends_with(PART) && is_to_go(name, age)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Write for SealedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == PIECE {
            self.hand_over()?;
        }
        Ok(taken)
    }

    /// Pieces are sealed when they are whole, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where a table is written: sealed as it comes, or, as a workbook goes back and forth in its file, after it is whole.
pub enum Target {
    Straight(SealedWriter),
    /// The temporary file has no name: a process that ends in the middle leaves nothing behind.
    Workbook {
        plain: File,
        sealed: SealedWriter,
    },
}

impl Target {
    /// Ends the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<Sealed> {
        match self {
            Self::Straight(sealed) => sealed.finish(),
            Self::Workbook { mut plain, mut sealed } => {
                plain.rewind()?;
                io::copy(&mut plain, &mut sealed)?;
                sealed.finish()
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Straight(sealed) => sealed.write(bytes),
            Self::Workbook { plain, .. } => plain.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Straight(sealed) => sealed.flush(),
            Self::Workbook { plain, .. } => plain.flush(),
        }
    }
}

impl Seek for Target {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Straight(_) => Err(io::ErrorKind::Unsupported.into()),
            Self::Workbook { plain, .. } => plain.seek(to),
        }
    }
}

fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Which bytes of a sealed file of `size` bytes hold the `count` from `start` on.
pub fn sealed_range(size: u64, start: u64, count: u64) -> Range<u64> {
    let sealed = |plain: u64| plain + plain.div_ceil(PIECE as u64) * OVERHEAD;
    let first_piece = start / PIECE as u64;
    let end = (start + count).next_multiple_of(PIECE as u64).min(size);
    first_piece * SEALED_PIECE as u64..sealed(end)
}

/// A finished file that is read from some place on.
pub struct SealedFile {
    from: Box<dyn Read + Send>,
    id: String,
    next_piece: u64,
    /// Of the next piece, so many bytes are left out.
    skip: usize,
    left: u64,
}

impl SealedFile {
    /// Opens a file for `count` bytes from `start` on.
    ///
    /// # Errors
    /// It is not there.
    pub fn open(folder: &Path, id: &str, start: u64, count: u64) -> io::Result<Self> {
        let mut file = File::open(path(folder, id))?;
        file.seek(SeekFrom::Start(start / PIECE as u64 * SEALED_PIECE as u64))?;
        Ok(Self::read_from(Box::new(file), id, start, count))
    }

    /// As [`SealedFile::open`], with the bytes of [`sealed_range`] from elsewhere.
    pub fn read_from(from: Box<dyn Read + Send>, id: &str, start: u64, count: u64) -> Self {
        let piece = PIECE as u64;
        Self {
            from,
            id: id.to_owned(),
            next_piece: start / piece,
            skip: (start % piece) as usize,
            left: count,
        }
    }

    /// Opens a file from the beginning to the end.
    ///
    /// # Errors
    /// It is not there.
    pub fn whole(folder: &Path, id: &str) -> io::Result<Self> {
        let sealed = std::fs::metadata(path(folder, id))?.len();
        let pieces = sealed.div_ceil(SEALED_PIECE as u64);
        Self::open(folder, id, 0, sealed.saturating_sub(pieces * OVERHEAD))
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// It is not what was written, or its key is not at hand.
    pub fn next(&mut self, keys: &Keyring) -> io::Result<Option<Vec<u8>>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut sealed = vec![0; SEALED_PIECE];
        let read = fill(&mut self.from, &mut sealed)?;
        let mut plain =
            keys.unseal(&sealed[..read], &place(&self.id, self.next_piece)).map_err(io::Error::other)?;
        self.next_piece += 1;
        plain.drain(..std::mem::take(&mut self.skip).min(plain.len()));
        plain.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= plain.len() as u64;
        Ok(Some(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use store::keyring::KeySource;

    fn write(keys: &Keyring, folder: &Path, id: &str, content: &[u8]) -> Written {
        let mut file = SealedWriter::begin(keys.newest().unwrap(), folder, id).unwrap();
        file.write_all(content).unwrap();
        file.finish().unwrap().publish().unwrap()
    }

    #[test]
    fn what_is_not_finished_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap();
        let mut file = SealedWriter::begin(keys.newest().unwrap(), folder.path(), "id").unwrap();
        file.write_all(&vec![7; 3 * PIECE]).unwrap();
        drop(file);
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["key"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_part_of_a_file_can_be_read(length in prop::sample::select(vec![1, 100, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5]), from: prop::sample::Index, count in 1..200_000_usize) {
            let folder = tempfile::tempdir().unwrap();
            let keys = Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap();
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let written = write(&keys, folder.path(), "id", &content);
            prop_assert_eq!((written.size, written.hash), (length as u64, HEXLOWER.encode(&Sha256::digest(&content))));
            let start = from.index(length);
            let count = count.min(length - start);
            let mut file = SealedFile::open(folder.path(), "id", start as u64, count as u64).unwrap();
            let mut read = Vec::new();
            while let Some(bytes) = file.next(&keys).unwrap() {
                read.extend(bytes);
            }
            prop_assert_eq!(&read, &content[start..start + count]);
            let stolen = std::fs::read(path(folder.path(), "id")).unwrap();
            let range = sealed_range(written.size, start as u64, count as u64);
            let part = stolen[range.start as usize..range.end as usize].to_vec();
            let mut file = SealedFile::read_from(Box::new(std::io::Cursor::new(part)), "id", start as u64, count as u64);
            let mut of_part = Vec::new();
            while let Some(bytes) = file.next(&keys).unwrap() {
                of_part.extend(bytes);
            }
            prop_assert_eq!(of_part, read);
            prop_assert!(length < 100 || memchr::memmem::find(&stolen, &content[..50.min(length)]).is_none());
        }
    }

    #[test]
    fn a_file_under_another_name_or_with_a_piece_missing_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap();
        let content = vec![7; 2 * PIECE];
        write(&keys, folder.path(), "one", &content);
        std::fs::copy(path(folder.path(), "one"), path(folder.path(), "other")).unwrap();
        assert!(SealedFile::open(folder.path(), "other", 0, 10).unwrap().next(&keys).is_err());
        let file = std::fs::OpenOptions::new().write(true).open(path(folder.path(), "one")).unwrap();
        file.set_len(SEALED_PIECE as u64).unwrap();
        let mut file = SealedFile::open(folder.path(), "one", 0, content.len() as u64).unwrap();
        assert!(file.next(&keys).is_ok() && file.next(&keys).is_err());
    }
}
