//! Finished exports on disk: sealed piece by piece, so that a stolen file shows nothing, and a part of it can be read without the rest.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::server::keyring::{Key, Keyring};

/// Bytes of the export in one piece; the last can be shorter.
const PIECE: usize = 64 * 1024;
/// Bytes by which a sealed piece is longer.
const SEALED_PIECE: usize = PIECE + crate::server::keyring::OVERHEAD;

/// A finished file.
#[derive(Debug)]
pub struct Written {
    pub size: u64,
    /// SHA-256 of what is inside, in hexadecimal digits.
    pub hash: String,
}

/// Where the file of an export lies.
pub fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(id)
}

fn place(id: &str, piece: u64) -> String {
    format!("export/{id}/{piece}")
}

/// Seals everything that can be read into the file of an export. Under its name it lies only when it is whole.
///
/// # Errors
/// One of the two cannot be read or written.
pub fn write(key: &Key, folder: &Path, id: &str, mut from: impl Read) -> io::Result<Written> {
    let part = path(folder, &format!("{id}.part"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    let (mut size, mut hash, mut buffer) = (0, Sha256::new(), vec![0; PIECE]);
    for piece in 0.. {
        let filled = fill(&mut from, &mut buffer)?;
        if filled == 0 {
            break;
        }
        hash.update(&buffer[..filled]);
        file.write_all(&key.seal(&buffer[..filled], &place(id, piece)))?;
        size += filled as u64;
    }
    file.sync_all()?;
    std::fs::rename(&part, path(folder, id))?;
    Ok(Written { size, hash: super::hex(&hash.finalize()) })
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

/// A finished file that is read from some place on.
pub struct SealedFile {
    file: File,
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
        let next_piece = start / PIECE as u64;
        file.seek(SeekFrom::Start(next_piece * SEALED_PIECE as u64))?;
        Ok(Self { file, id: id.to_owned(), next_piece, skip: (start % PIECE as u64) as usize, left: count })
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
        let read = fill(&mut self.file, &mut sealed)?;
        let mut plain = keys.unseal(&sealed[..read], &place(&self.id, self.next_piece)).map_err(io::Error::other)?;
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
    use crate::server::keyring::KeySource;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_part_of_a_file_can_be_read(length in prop::sample::select(vec![1, 100, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5]), from: prop::sample::Index, count in 1..200_000_usize) {
            let folder = tempfile::tempdir().unwrap();
            let keys = Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap();
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let written = write(&keys.newest().unwrap(), folder.path(), "id", &content[..]).unwrap();
            prop_assert_eq!((written.size, written.hash), (length as u64, super::super::hex(&Sha256::digest(&content))));
            let start = from.index(length);
            let count = count.min(length - start);
            let mut file = SealedFile::open(folder.path(), "id", start as u64, count as u64).unwrap();
            let mut read = Vec::new();
            while let Some(bytes) = file.next(&keys).unwrap() {
                read.extend(bytes);
            }
            prop_assert_eq!(read, &content[start..start + count]);
            let stolen = std::fs::read(path(folder.path(), "id")).unwrap();
            prop_assert!(length < 100 || memchr::memmem::find(&stolen, &content[..50.min(length)]).is_none());
        }
    }

    #[test]
    fn a_file_under_another_name_or_with_a_piece_missing_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap();
        let content = vec![7; 2 * PIECE];
        write(&keys.newest().unwrap(), folder.path(), "one", &content[..]).unwrap();
        std::fs::copy(path(folder.path(), "one"), path(folder.path(), "other")).unwrap();
        assert!(SealedFile::open(folder.path(), "other", 0, 10).unwrap().next(&keys).is_err());
        let file = OpenOptions::new().write(true).open(path(folder.path(), "one")).unwrap();
        file.set_len(SEALED_PIECE as u64).unwrap();
        let mut file = SealedFile::open(folder.path(), "one", 0, content.len() as u64).unwrap();
        assert!(file.next(&keys).is_ok() && file.next(&keys).is_err());
    }
}
