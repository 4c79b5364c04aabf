//! The keys under which numbers and addresses of people lie in the database. They are kept outside of it, so that a copy of the database shows
//! neither; what is looked up exactly is found by a keyed hash.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, OsRng, Payload};
use chacha20poly1305::{AeadCore as _, KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Enough to tell keys apart, not enough to tell anything of them.
const FINGERPRINT_BYTES: usize = 4;
/// So many bytes longer than a value is what it is sealed into: fingerprint, nonce, and the cipher's tag of 16 bytes.
pub const OVERHEAD: usize = FINGERPRINT_BYTES + NONCE_BYTES + 16;
/// 128 bits: that two values share one by chance does not come.
const INDEX_BYTES: usize = 16;

/// Where the keys are.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A file, made with a new key when the database is new; the newest key stands first, one on a line.
    File(PathBuf),
    /// The configuration itself.
    Given(SecretString),
}

impl KeySource {
    /// Where the key of a database is, unless it is said otherwise: beside the file of `SQLite`, otherwise in the working directory.
    pub fn beside(database_url: &str) -> Self {
        let path = database_url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
        let path = path
            .and_then(|path| path.split('?').next())
            .filter(|path| !path.is_empty() && !path.starts_with(':'));
        Self::File(
            path.map_or_else(
                || PathBuf::from("jaccount-admin.key"),
                |path| PathBuf::from(format!("{path}.key")),
            ),
        )
    }
}

/// Why there is no key to work with: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "the database is sealed with the key {fingerprint}, which {source_name} does not hold. Put that key back (it belongs into every backup, apart \
         from the database); without it ID numbers and telephone numbers cannot be read"
    )]
    Missing { fingerprint: Fingerprint, source_name: String },
    #[error(
        "{source_name} holds no key: a key is {KEY_BYTES} random bytes in base64url, as `jaccount-admin` writes them itself"
    )]
    Malformed { source_name: String },
    #[error("the key file {path} cannot be used: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error(
        "data_key.value is set, so keys are changed there: put a new one before the old one, start the servers anew, and rotate again"
    )]
    GivenKeys,
}

/// Why a sealed value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("a value is sealed with a key that is not at hand")]
    UnknownKey,
    #[error("a sealed value was changed, or belongs elsewhere")]
    Broken,
}

/// Tells keys apart in the database and in messages.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint([u8; FINGERPRINT_BYTES]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<[u8; FINGERPRINT_BYTES]> for Fingerprint {
    fn from(bytes: [u8; FINGERPRINT_BYTES]) -> Self {
        Self(bytes)
    }
}

impl Fingerprint {
    /// As it is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; FINGERPRINT_BYTES];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        (text.len() == FINGERPRINT_BYTES * 2).then_some(Self(bytes))
    }

    /// With these, everything sealed with the key begins.
    pub fn bytes(&self) -> [u8; FINGERPRINT_BYTES] {
        self.0
    }
}

/// What a value that can be looked up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexed {
    DocumentNumber,
    Telephone,
    /// In small letters.
    Email,
}

/// One key, as it is worked with: a part for sealing, a part for looking up, a part for the chain of the audit log.
pub struct Key {
    pub fingerprint: Fingerprint,
    cipher: XChaCha20Poly1305,
    index: Hmac<Sha256>,
    chain: Hmac<Sha256>,
}

impl Key {
    fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let part = |label: &[u8]| mac(&keyed(bytes), &[label]);
        let mut fingerprint = [0; FINGERPRINT_BYTES];
        fingerprint.copy_from_slice(&part(b"fingerprint")[..FINGERPRINT_BYTES]);
        Self {
            fingerprint: Fingerprint(fingerprint),
            cipher: XChaCha20Poly1305::new(&part(b"seal").into()),
            index: keyed(&part(b"index")),
            chain: keyed(&part(b"chain")),
        }
    }

    /// Seals a value for one place: elsewhere it does not open.
    pub fn seal(&self, value: &[u8], place: &str) -> Vec<u8> {
        let nonce = XChaCha20Poly1305::generate_nonce(OsRng);
        #[expect(clippy::expect_used, reason = "the cipher refuses only values of hundreds of gigabytes")]
        let sealed = self
            .cipher
            .encrypt(&nonce, Payload { msg: value, aad: place.as_bytes() })
            .expect("a short value");
        [&self.fingerprint.0[..], &nonce, &sealed].concat()
    }

    /// The code of an entry of the audit log over its parts: only who holds the key can make one.
    pub fn chain(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.chain, parts)
    }

    /// By which a value is found without being opened.
    pub fn index(&self, kind: Indexed, value: &str) -> Vec<u8> {
        let kind: &[u8] = match kind {
            Indexed::DocumentNumber => b"document\0",
            Indexed::Telephone => b"telephone\0",
            Indexed::Email => b"email\0",
        };
        mac(&self.index, &[kind, value.as_bytes()])[..INDEX_BYTES].to_vec()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("a key")
}

fn mac(keyed: &Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// All keys at hand, the newest first.
#[derive(Default)]
pub struct Keys(Vec<Arc<Key>>);

impl Keys {
    fn parse(text: &str) -> Option<Self> {
        let key = |word: &str| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(word).ok()?;
            Some(Arc::new(Key::new(bytes.as_slice().try_into().ok()?)))
        };
        let keys: Vec<_> = text.split_whitespace().map(key).collect::<Option<_>>()?;
        (!keys.is_empty()).then_some(Self(keys))
    }

    fn find(&self, fingerprint: Fingerprint) -> Option<&Arc<Key>> {
        self.0.iter().find(|key| key.fingerprint == fingerprint)
    }
}

/// The keys of this process. Others that come to the same file later are read when they are met.
pub struct Keyring {
    source: KeySource,
    keys: RwLock<Arc<Keys>>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

impl Keyring {
    /// Reads the keys. `registered` is the fingerprint that the database names; for a database that names none, a missing file is made.
    ///
    /// # Errors
    /// There is no key, or not the one the database is sealed with.
    pub fn open(source: KeySource, registered: Option<Fingerprint>) -> Result<Self, KeyError> {
        if let (KeySource::File(path), None) = (&source, registered) {
            create(path)?;
        }
        let ring = Self { keys: RwLock::new(Arc::new(Keys::default())), source };
        match ring.read() {
            Err(KeyError::File { source: error, .. }) if error.kind() == std::io::ErrorKind::NotFound => {}
            keys => ring.set(keys?),
        }
        match registered {
            Some(fingerprint) => ring.key(fingerprint).map(|_| ())?,
            None => _ = ring.newest()?,
        }
        Ok(ring)
    }

    /// The key with which a new database is sealed.
    ///
    /// # Errors
    /// There is none.
    pub fn newest(&self) -> Result<Arc<Key>, KeyError> {
        self.keys().0.first().cloned().ok_or_else(|| KeyError::Malformed { source_name: self.name() })
    }

    /// A key by its fingerprint; one that came to the file since it was last read is met here.
    ///
    /// # Errors
    /// It is not at hand.
    pub fn key(&self, fingerprint: Fingerprint) -> Result<Arc<Key>, KeyError> {
        if let Some(key) = self.keys().find(fingerprint) {
            return Ok(Arc::clone(key));
        }
        if let Ok(keys) = self.read() {
            self.set(keys);
        }
        let missing = || KeyError::Missing { fingerprint, source_name: self.name() };
        self.keys().find(fingerprint).cloned().ok_or_else(missing)
    }

    /// Opens what [`Key::seal`] sealed for the same place.
    ///
    /// # Errors
    /// Its key is not at hand, or it is not what was sealed.
    pub fn unseal(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>, SealError> {
        let (fingerprint, rest) = sealed.split_first_chunk().ok_or(SealError::Broken)?;
        let (nonce, value) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Broken)?;
        let key = self.key(Fingerprint(*fingerprint)).map_err(|_| SealError::UnknownKey)?;
        key.cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: value, aad: place.as_bytes() })
            .map_err(|_| SealError::Broken)
    }

    /// By which a value is found, whichever of the keys it was sealed with.
    pub fn indexes(&self, kind: Indexed, value: &str) -> Vec<Vec<u8>> {
        self.keys().0.iter().map(|key| key.index(kind, value)).collect()
    }

    /// Puts a new key before those there are.
    ///
    /// # Errors
    /// The file cannot be written, or the keys do not stand in a file.
    pub fn add(&self) -> Result<Arc<Key>, KeyError> {
        let KeySource::File(path) = &self.source else { return Err(KeyError::GivenKeys) };
        let failed = |source| KeyError::File { path: path.clone(), source };
        let old = std::fs::read_to_string(path).map_err(failed)?;
        let beside = path.with_extension("new");
        _ = std::fs::remove_file(&beside);
        write_new(
            &beside,
            &format!("{}\n{old}", BASE64_URL_SAFE_NO_PAD.encode(XChaCha20Poly1305::generate_key(OsRng))),
        )
        .map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)?;
        self.set(self.read()?);
        self.newest()
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    fn read(&self) -> Result<Keys, KeyError> {
        let malformed = || KeyError::Malformed { source_name: self.name() };
        match &self.source {
            KeySource::Given(text) => Keys::parse(text.expose_secret()).ok_or_else(malformed),
            KeySource::File(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| KeyError::File { path: path.clone(), source })?;
                Keys::parse(&text).ok_or_else(malformed)
            }
        }
    }

    fn name(&self) -> String {
        match &self.source {
            KeySource::File(path) => path.display().to_string(),
            KeySource::Given(_) => "data_key.value".to_owned(),
        }
    }
}

/// Makes a file with a new key, if there is none. Of processes that start together on a new database, one makes it.
fn create(path: &Path) -> Result<(), KeyError> {
    let key = BASE64_URL_SAFE_NO_PAD.encode(XChaCha20Poly1305::generate_key(OsRng));
    match write_new(path, &format!("{key}\n")) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(KeyError::File { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Writes a file that was not there, for nobody else to read.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
