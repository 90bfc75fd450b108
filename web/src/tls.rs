//! TLS 传输加密 on the listening port: TLS 1.2 and 1.3, one certificate chain, taken up anew when its files change.

use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base::Digest;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

/// Largest certificate chain or key file, in bytes.
const FILE_BYTES: u64 = 1 << 20;

/// Why a port does not speak TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("expected to read {path}: {source}; check the path and its owner")]
    Io { path: PathBuf, source: io::Error },
    #[error("expected {path} to hold PEM of at most {FILE_BYTES} bytes, found more; give certificate and key alone")]
    Size { path: PathBuf },
    #[error("expected {path} readable by its owner and group only, found mode {mode:o}; run chmod 600 on it")]
    Mode { path: PathBuf, mode: u32 },
    #[error("expected PEM blocks in {path}, found something else: {source}")]
    Pem { path: PathBuf, source: pem::Error },
    #[error("expected at least one certificate in {path}, found none; begin the file with the server's own")]
    NoCertificate { path: PathBuf },
    #[error("expected the key in {key} to belong to the first certificate in {chain}: {source}")]
    Pair { chain: PathBuf, key: PathBuf, source: rustls::Error },
    #[error("expected TLS 1.2 and 1.3 from the library: {0}; this is a defect, report it")]
    Library(#[source] rustls::Error),
}

/// A certificate chain and its key, in PEM files.
#[derive(Clone)]
pub struct Tls {
    files: Arc<Files>,
    pub(crate) config: Arc<ServerConfig>,
}

impl Tls {
    /// Reads both files. `chain` begins with the server's own certificate.
    pub fn open(chain: &Path, key: &Path) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let files = Arc::new(Files::read(chain, key, Arc::clone(&provider))?);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Library)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&files) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { files, config: Arc::new(config) })
    }

    /// Takes up the files anew if they were replaced since; answers whether they were. What cannot be read leaves the
    /// certificate in use as it is.
    pub fn renew(&self) -> Result<bool, TlsError> {
        self.files.renew()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("chain", &self.files.chain).finish_non_exhaustive()
    }
}

/// The pair in use, and what its files held.
struct Files {
    chain: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    used: RwLock<Used>,
}

struct Used {
    pair: Arc<CertifiedKey>,
    found: Digest,
}

impl Files {
    fn read(chain: &Path, key: &Path, provider: Arc<CryptoProvider>) -> Result<Self, TlsError> {
        let used = RwLock::new(Bytes::read(chain, key)?.used(chain, key, &provider)?);
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), provider, used })
    }

    fn renew(&self) -> Result<bool, TlsError> {
        let bytes = Bytes::read(&self.chain, &self.key)?;
        if self.used.read().unwrap_or_else(PoisonError::into_inner).found == bytes.digest() {
            return Ok(false);
        }
        let fresh = bytes.used(&self.chain, &self.key, &self.provider)?;
        *self.used.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.used.read().unwrap_or_else(PoisonError::into_inner).pair))
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("chain", &self.chain).finish_non_exhaustive()
    }
}

/// What both files hold.
struct Bytes {
    chain: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Bytes {
    fn read(chain: &Path, key: &Path) -> Result<Self, TlsError> {
        refuse_open_key(key)?;
        Ok(Self { chain: read(chain)?, key: Zeroizing::new(read(key)?) })
    }

    fn digest(&self) -> Digest {
        let mut digester = base::Digester::default();
        digester.update(&(self.chain.len() as u64).to_be_bytes());
        digester.update(&self.chain);
        digester.update(&self.key);
        digester.finish()
    }

    fn used(&self, chain: &Path, key: &Path, provider: &CryptoProvider) -> Result<Used, TlsError> {
        let pem = |path: &Path, source| TlsError::Pem { path: path.to_owned(), source };
        let certificates = CertificateDer::pem_slice_iter(&self.chain)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| pem(chain, source))?;
        if certificates.is_empty() {
            return Err(TlsError::NoCertificate { path: chain.to_owned() });
        }
        let secret = PrivateKeyDer::from_pem_slice(&self.key).map_err(|source| pem(key, source))?;
        let pair = CertifiedKey::from_der(certificates, secret, provider).map_err(|source| TlsError::Pair {
            chain: chain.to_owned(),
            key: key.to_owned(),
            source,
        })?;
        Ok(Used { pair: Arc::new(pair), found: self.digest() })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let refused = |source| TlsError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let mut file = std::fs::File::open(path).map_err(refused)?.take(FILE_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(TlsError::Size { path: path.to_owned() });
    }
    Ok(bytes)
}

/// A key everyone on the machine may read is no secret.
fn refuse_open_key(path: &Path) -> Result<(), TlsError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let about = path.metadata().map_err(|source| TlsError::Io { path: path.to_owned(), source })?;
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o007 != 0 {
            return Err(TlsError::Mode { path: path.to_owned(), mode });
        }
    }
    Ok(())
}
