//! Where finished files lie, sealed: a folder, or a bucket for servers that share no disk.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::SpawnedReqwestConnector;
use object_store::path::Path;
use object_store::{ClientOptions, MultipartUpload, ObjectStoreExt as _, RetryConfig};
use secrecy::ExposeSecret as _;
use tokio::runtime::Handle;

use super::config::{BucketConfig, ExportsConfig};
use super::sealed_file::{self, Sealed, SealedFile, Written};

/// Bytes sent or fetched by one request. Services take no smaller parts than 5 MiB, but for the last.
const PART: u64 = 8 * 1024 * 1024;
/// One request may take so long, and be tried so often and so long again: somebody may be waiting for it.
const PATIENCE: Duration = Duration::from_secs(20);
const TRIES: usize = 3;

/// Where finished files lie.
#[derive(Debug)]
pub enum Depot {
    Folder(PathBuf),
    /// What was made before there was a bucket lies in the folder.
    Bucket(Bucket, PathBuf),
}

/// Which file: of an export, and of the process that made it. One that lost the export to another may finish its own late; in a bucket each has its name.
#[derive(Clone, Copy, Debug)]
pub struct FileName<'a> {
    pub id: &'a str,
    /// `None`: of an earlier version, which knew no bucket.
    pub maker: Option<&'a str>,
}

/// A bucket of a service that speaks Amazon S3's protocol.
#[derive(Clone, Debug)]
pub struct Bucket {
    store: AmazonS3,
    prefix: Path,
}

impl Depot {
    /// Nothing is asked of a bucket yet. To be called on the runtime that lasts as long as the depot.
    ///
    /// # Errors
    /// The system's TLS cannot be used.
    pub fn of(config: &ExportsConfig) -> io::Result<Self> {
        match &config.bucket {
            None => Ok(Self::Folder(config.folder.clone())),
            Some(bucket) => Ok(Self::Bucket(Bucket::open(bucket)?, config.folder.clone())),
        }
    }

    /// Whether files of one export that several processes made lie apart.
    pub fn tells_makers_apart(&self) -> bool {
        matches!(self, Self::Bucket(..))
    }

    /// Lets a file that is whole lie where finished ones do. Asks now and then whether to go on; `None` if not.
    ///
    /// # Errors
    /// It cannot be written there.
    pub async fn keep<E, F>(
        &self,
        name: FileName<'_>,
        sealed: Sealed,
        get_on: impl FnMut() -> F,
    ) -> Result<Option<Written>, E>
    where
        E: From<io::Error>,
        F: Future<Output = Result<bool, E>>,
    {
        match self {
            Self::Folder(_) => Ok(Some(sealed.publish()?)),
            Self::Bucket(bucket, _) => {
                let path = bucket.path(name).ok_or_else(|| io::Error::other("nobody made the file"))?;
                Ok(bucket.send(&path, sealed.reopen()?, get_on).await?.then_some(sealed.written))
            }
        }
    }

    /// Opens a file that holds `size` bytes, for `count` of them from `start` on.
    ///
    /// # Errors
    /// It is not there, or the bucket does not answer.
    pub async fn open(
        &self,
        name: FileName<'_>,
        size: u64,
        start: u64,
        count: u64,
    ) -> io::Result<SealedFile> {
        let (bucket, folder) = match self {
            Self::Folder(folder) => return SealedFile::open(folder, name.id, start, count),
            Self::Bucket(bucket, folder) => (bucket, folder),
        };
        let Some(path) = bucket.path(name) else { return SealedFile::open(folder, name.id, start, count) };
        match bucket.coming(path, sealed_file::sealed_range(size, start, count)).await {
            Ok(coming) => Ok(SealedFile::read_from(Box::new(coming), name.id, start, count)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                SealedFile::open(folder, name.id, start, count)
            }
            Err(error) => Err(error),
        }
    }

    /// Removes a file, if it is there.
    ///
    /// # Errors
    /// It cannot be removed.
    pub async fn remove(&self, name: FileName<'_>) -> io::Result<()> {
        let (Self::Folder(folder) | Self::Bucket(_, folder)) = self;
        let here = unless_gone(std::fs::remove_file(sealed_file::path(folder, name.id)));
        if let Self::Bucket(bucket, _) = self
            && let Some(path) = bucket.path(name)
        {
            unless_gone(bucket.store.delete(&path).await.map_err(Into::into))?;
        }
        here
    }
}

fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

impl Bucket {
    /// # Errors
    /// The system's TLS cannot be used.
    pub fn open(config: &BucketConfig) -> io::Result<Self> {
        let is_plain = config.endpoint.scheme() == "http";
        let store = AmazonS3Builder::new()
            .with_endpoint(config.endpoint.as_str().trim_end_matches('/'))
            .with_allow_http(is_plain)
            .with_bucket_name(&config.name)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(config.secret_access_key.expose_secret())
            .with_retry(RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, ..RetryConfig::default() })
            .with_client_options(ClientOptions::new().with_allow_http(is_plain).with_timeout(PATIENCE))
            // Exports are sent from a thread that steps back; what is fetched meanwhile is not to wait for it.
            .with_http_connector(SpawnedReqwestConnector::new(Handle::current()))
            .build()?;
        Ok(Self { store, prefix: config.prefix.clone() })
    }

    fn path(&self, FileName { id, maker }: FileName<'_>) -> Option<Path> {
        Some(self.prefix.clone().join(format!("{id}-{}", maker?)))
    }

    /// Puts a small object there, reads it and removes it.
    ///
    /// # Errors
    /// One of that is not allowed, or the bucket does not answer.
    pub async fn try_out(&self, name: &str) -> io::Result<()> {
        let path = self.prefix.clone().join(name);
        self.store.put(&path, name.as_bytes().to_vec().into()).await?;
        let read = self.store.get(&path).await?.bytes().await?;
        self.store.delete(&path).await?;
        if read == name.as_bytes() { Ok(()) } else { Err(io::Error::other("it gives back something else")) }
    }

    /// Copies a file there, part by part; it is there once all of it is. `false`: not to go on.
    async fn send<E, F>(&self, path: &Path, file: File, get_on: impl FnMut() -> F) -> Result<bool, E>
    where
        E: From<io::Error>,
        F: Future<Output = Result<bool, E>>,
    {
        let mut upload = self.store.put_multipart(path).await.map_err(io::Error::from)?;
        let mut sent = send_parts(&mut *upload, file, get_on).await;
        if matches!(sent, Ok(true))
            && let Err(error) = upload.complete().await
        {
            sent = Err(io::Error::from(error).into());
        }
        if !matches!(sent, Ok(true))
            && let Err(error) = upload.abort().await
        {
            tracing::warn!(%error, "parts of a file stay in the bucket");
        }
        sent
    }

    /// A range of an object, the first part of it at once.
    async fn coming(&self, path: Path, range: Range<u64>) -> io::Result<Coming> {
        let mut coming = Coming {
            store: self.store.clone(),
            path,
            ahead: range,
            part: Vec::new(),
            at: 0,
            runtime: Handle::current(),
        };
        coming.fetch().await?;
        Ok(coming)
    }
}

async fn send_parts<E, F>(
    upload: &mut dyn MultipartUpload,
    mut file: File,
    mut get_on: impl FnMut() -> F,
) -> Result<bool, E>
where
    E: From<io::Error>,
    F: Future<Output = Result<bool, E>>,
{
    loop {
        let part;
        (part, file) = tokio::task::spawn_blocking(move || {
            let mut part = Vec::new();
            file.by_ref().take(PART).read_to_end(&mut part)?;
            Ok::<_, io::Error>((part, file))
        })
        .await
        .map_err(io::Error::other)??;
        if part.is_empty() {
            return Ok(true);
        }
        upload.put_part(part.into()).await.map_err(io::Error::from)?;
        if !get_on().await? {
            return Ok(false);
        }
    }
}

/// A range of an object that is fetched part by part, so that a slow reader holds no answer open. It is to be read on a thread that may wait.
struct Coming {
    store: AmazonS3,
    path: Path,
    /// What is not fetched yet.
    ahead: Range<u64>,
    part: Vec<u8>,
    /// Where in it reading goes on.
    at: usize,
    runtime: Handle,
}

impl Coming {
    async fn fetch(&mut self) -> io::Result<()> {
        let end = self.ahead.end.min(self.ahead.start + PART);
        self.part = self.store.get_range(&self.path, self.ahead.start..end).await?.into();
        (self.at, self.ahead.start) = (0, end);
        Ok(())
    }
}

impl Read for Coming {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at == self.part.len() && !self.ahead.is_empty() {
            let runtime = self.runtime.clone();
            runtime.block_on(self.fetch())?;
        }
        let taken = to.len().min(self.part.len() - self.at);
        to[..taken].copy_from_slice(&self.part[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}
