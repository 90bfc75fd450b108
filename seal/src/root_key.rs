use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base::Entropy;
use zeroize::Zeroizing;

use crate::Secret32;

/// Hexadecimal digits of the key in its file, before one line end.
const DIGITS: usize = 64;

/// Why a root key file could not be made or read. No message carries a part of the key.
#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    #[error("expected no file at {path}, found one; a root key is never overwritten: open it, or move it away first")]
    Exists { path: PathBuf },
    #[error("expected to write the root key to {path}, found: {source}; check the folder exists and is writable")]
    Write { path: PathBuf, source: io::Error },
    #[error(
        "expected to read the root key from {path}, found: {source}; restore it from its backup or check its owner"
    )]
    Read { path: PathBuf, source: io::Error },
    #[error(
        "expected {path} to be readable by its owner only, found mode {mode:04o}; run `chmod 600` on it and consider the key known to others"
    )]
    Open { path: PathBuf, mode: u32 },
    #[error("expected {path} to be a plain file, found something else; point to the root key file itself")]
    NotAFile { path: PathBuf },
    #[error("expected 64 hexadecimal digits in {path}, found other content; restore the root key from its backup")]
    Damaged { path: PathBuf },
    #[error("expected the root key in the environment variable {name}, found it unset; set it, or use a key file")]
    Unset { name: String },
    #[error(
        "expected 64 hexadecimal digits in the environment variable {name}, found other content; set it from the backup of the root key"
    )]
    DamagedVariable { name: String },
}

/// The 32 bytes every other key is derived from 根密钥, kept as 64 hexadecimal digits in a file of mode 0600.
#[derive(Clone)]
pub struct RootKey(Secret32);

impl RootKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret32::new(bytes))
    }

    /// Draws a key and writes it durably to `path`, which must not exist yet.
    pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, RootKeyError> {
        let key = Self(Secret32::draw(entropy));
        key.write(path)?;
        Ok(key)
    }

    /// Writes the key durably to `path`, which must not exist yet.
    pub fn write(&self, path: &Path) -> Result<(), RootKeyError> {
        let mut file = private_file(path)?;
        let text = Zeroizing::new(to_hex(self.0.expose()));
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| sync_folder(path));
        if let Err(source) = written {
            // Half a key must not look like a key on the next start; the first error is the one to report.
            let _ = std::fs::remove_file(path);
            return Err(RootKeyError::Write { path: path.to_owned(), source });
        }
        Ok(())
    }

    /// Reads the key written by [`RootKey::create`], refusing a file that anyone but its owner may touch.
    pub fn open(path: &Path) -> Result<Self, RootKeyError> {
        let read = |source| RootKeyError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(read)?;
        let metadata = file.metadata().map_err(read)?;
        if !metadata.is_file() {
            return Err(RootKeyError::NotAFile { path: path.to_owned() });
        }
        refuse_loose_mode(path, &metadata)?;
        // Room for more than a good file holds, allocated once so that growth leaves no copy of the key behind.
        let mut text = Zeroizing::new(Vec::with_capacity(2 * DIGITS));
        file.take(2 * DIGITS as u64).read_to_end(&mut text).map_err(read)?;
        let digits = text.strip_suffix(b"\n").map_or(text.as_slice(), |line| line.strip_suffix(b"\r").unwrap_or(line));
        from_hex(digits).map(Self).ok_or_else(|| RootKeyError::Damaged { path: path.to_owned() })
    }

    /// Reads the key from an environment variable, where a container's secrets are handed in: 64 hexadecimal digits.
    ///
    /// The variable stays readable to whoever may read this process's environment; a file does not.
    pub fn from_environment(name: &str) -> Result<Self, RootKeyError> {
        let text = std::env::var_os(name).ok_or_else(|| RootKeyError::Unset { name: name.to_owned() })?;
        let text = Zeroizing::new(text.into_encoded_bytes());
        from_hex(text.trim_ascii_end()).map(Self).ok_or_else(|| RootKeyError::DamagedVariable { name: name.to_owned() })
    }

    pub(crate) fn secret(&self) -> &Secret32 {
        &self.0
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(redacted)")
    }
}

fn private_file(path: &Path) -> Result<File, RootKeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => RootKeyError::Exists { path: path.to_owned() },
        _ => RootKeyError::Write { path: path.to_owned(), source },
    })
}

/// The new name must survive a power cut as surely as the bytes it names.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn refuse_loose_mode(path: &Path, metadata: &std::fs::Metadata) -> Result<(), RootKeyError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    // The six lowest bits are what the group and the others may do.
    if mode.trailing_zeros() >= 6 { Ok(()) } else { Err(RootKeyError::Open { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix twin refuses")]
fn refuse_loose_mode(_: &Path, _: &std::fs::Metadata) -> Result<(), RootKeyError> {
    Ok(())
}

pub(crate) fn to_hex(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(DIGITS + 1);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    text
}

fn from_hex(text: &[u8]) -> Option<Secret32> {
    if text.len() != DIGITS {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut secret = Secret32::new([0; 32]);
    for (byte, pair) in secret.expose_mut().iter_mut().zip(text.chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::Root;
    use proptest::prelude::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    fn opened(content: &[u8], mode: u32) -> Result<RootKey, RootKeyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        RootKey::open(&path)
    }

    #[test]
    fn a_created_key_opens_again_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let made = RootKey::create(&path, &Fixed(9)).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let read = RootKey::open(&path).unwrap();
        assert_eq!(Root::new(&made).log_seed().expose(), Root::new(&read).log_seed().expose());
        assert!(matches!(RootKey::create(&path, &Fixed(1)), Err(RootKeyError::Exists { .. })));
        assert_eq!(RootKey::open(&path).unwrap().secret().expose(), &[9; 32]);
    }

    #[test]
    fn looser_modes_are_refused() {
        let text = "07".repeat(32);
        for mode in [0o600, 0o400] {
            assert!(opened(text.as_bytes(), mode).is_ok(), "{mode:o}");
        }
        for mode in [0o640, 0o604, 0o660, 0o644, 0o620, 0o601] {
            let error = opened(text.as_bytes(), mode).unwrap_err();
            assert!(matches!(error, RootKeyError::Open { .. }), "{mode:o}: {error}");
            assert!(error.to_string().contains(&format!("{mode:04o}")), "{error}");
        }
    }

    #[test]
    fn damage_is_named_without_the_key() {
        let good = "07".repeat(32);
        let tries = [
            String::new(),
            good[..63].to_owned(),
            format!("{good}0"),
            format!("{good}\n\nx"),
            good.replace('7', "g"),
            format!(" {good}"),
        ];
        for text in tries {
            let error = opened(text.as_bytes(), 0o600).unwrap_err();
            assert!(matches!(error, RootKeyError::Damaged { .. }), "{text:?}: {error}");
            assert!(!error.to_string().contains("0707"), "{error}");
        }
        assert!(opened(format!("{good}\r\n").as_bytes(), 0o600).is_ok());
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(RootKey::open(folder.path()), Err(RootKeyError::NotAFile { .. })));
        assert!(matches!(RootKey::open(&folder.path().join("none")), Err(RootKeyError::Read { .. })));
        assert!(matches!(RootKey::create(&folder.path().join("no/k"), &Fixed(1)), Err(RootKeyError::Write { .. })));
    }

    #[test]
    fn a_variable_unset_or_with_other_content_is_named_without_its_content() {
        let unset = RootKey::from_environment("GONGSHU_NO_SUCH_VARIABLE").unwrap_err();
        assert!(matches!(unset, RootKeyError::Unset { .. }), "{unset}");
        // Cargo sets this one for every test.
        let damaged = RootKey::from_environment("CARGO_PKG_NAME").unwrap_err();
        assert!(matches!(damaged, RootKeyError::DamagedVariable { .. }), "{damaged}");
        assert!(!damaged.to_string().contains("gongshu-seal"), "{damaged}");
    }

    #[test]
    fn any_file_is_refused_or_read_without_panic() {
        bolero::check!().with_iterations(300).for_each(|bytes: &[u8]| {
            let line = bytes.strip_suffix(b"\n");
            let digits = line.map_or(bytes, |line| line.strip_suffix(b"\r").unwrap_or(line));
            let well_formed = digits.len() == DIGITS && digits.iter().all(u8::is_ascii_hexdigit);
            assert_eq!(opened(bytes, 0o600).is_ok(), well_formed);
        });
    }

    proptest! {
        #[test]
        fn hex_round_trips(bytes in any::<[u8; 32]>()) {
            let text = to_hex(&bytes);
            let back = from_hex(text.trim_end().as_bytes()).unwrap();
            prop_assert_eq!(back.expose(), &bytes);
        }

        #[test]
        fn any_bytes_are_refused_or_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = from_hex(&bytes);
        }
    }
}
