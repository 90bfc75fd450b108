//! Sealing, digesting and signing on one core, beside libgcrypt and OpenSSL.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use base::Entropy as _;
use lake::ScanSpeed;
use seal::object::{ChunkSize, Context, Sealer};
use seal::{Key, OsEntropy, Root, RootKey, SigningKey, Suite};

use crate::figures::{Figures, Measured};
use crate::peers::output;

/// Bytes given at once, and how long each figure is measured.
const PIECE: usize = 1 << 20;
const TIME: Duration = Duration::from_secs(3);
/// Signatures made together.
const TOGETHER: u64 = 64;

/// Both print MB/s or signatures/s as one number. Through `ctypes`, a call of one MiB costs nothing that counts.
const LIBGCRYPT: &str = r#"
import ctypes, sys, time
lib = ctypes.CDLL("libgcrypt.so.20")
lib.gcry_check_version.restype = ctypes.c_char_p
lib.gcry_check_version(None)
lib.gcry_control(38, 0)
piece = 1 << 20
source = ctypes.create_string_buffer(piece)
out = ctypes.create_string_buffer(piece)
def sm4():
    handle = ctypes.c_void_p()
    assert lib.gcry_cipher_open(ctypes.byref(handle), 318, 9, 0) == 0
    assert lib.gcry_cipher_setkey(handle, b"0123456789abcdef", 16) == 0
    def once():
        lib.gcry_cipher_ctl(handle, 4, None, 0)
        lib.gcry_cipher_setiv(handle, b"0123456789ab", 12)
        assert lib.gcry_cipher_encrypt(handle, out, ctypes.c_size_t(piece), source, ctypes.c_size_t(piece)) == 0
    return once
def sm3():
    digest = ctypes.create_string_buffer(32)
    return lambda: lib.gcry_md_hash_buffer(326, digest, source, ctypes.c_size_t(piece))
once = {"sm4": sm4, "sm3": sm3}[sys.argv[1]]()
count, start = 0, time.perf_counter()
while time.perf_counter() - start < 3:
    once()
    count += 1
print(count * piece / 1e6 / (time.perf_counter() - start))
"#;

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let entropy = OsEntropy;
    let mut secret = [0; 32];
    entropy.fill(&mut secret);
    let root = Root::new(&RootKey::from_bytes(secret));
    let national = Key::root(&root, Suite::National, 1)?;
    let international = Key::root(&root, Suite::International, 1)?;
    let piece = vec![0x5a_u8; PIECE];

    let mut out = Vec::new();
    let sealed = megabytes(|| seal(&national, &piece, &mut out));
    figures.compare("SM4-GCM sealing, one core", sealed, ("libgcrypt", libgcrypt("sm4")?), "≥ 4");
    figures.alone("AES-256-GCM sealing, one core", megabytes(|| seal(&international, &piece, &mut out)), "");
    let digested = megabytes(|| {
        std::hint::black_box(Suite::National.digest(&[&piece]));
    });
    let peer = ("libgcrypt", libgcrypt("sm3")?);
    figures.compare("SM3, one text, one core", digested, peer, "≥ 1.3");
    let pieces: Vec<&[u8]> = piece.chunks(PIECE / 64).collect();
    let digested = megabytes(|| {
        std::hint::black_box(Suite::National.digest_many(&pieces));
    });
    figures.compare("SM3, 64 texts side by side, one core", digested, peer, "≥ 1.3");

    let (_, key) = SigningKey::generate(Suite::National, &entropy)?;
    let peer = ("OpenSSL 3", openssl()?);
    figures.compare("SM2 signatures, 64 together, one core", signatures(&key, TOGETHER)?, peer, "≥ 25");
    figures.compare("— one at a time", signatures(&key, 1)?, peer, "");
    for suite in Suite::ALL {
        let key = Key::root(&root, suite, 1)?;
        scan(suite, &key, figures)?;
    }
    Ok(())
}

/// Rows a second of a whole Parquet file, sealed, beside the same file without a seal.
fn scan(suite: Suite, key: &Key, figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let speed = runtime.block_on(ScanSpeed::measure(folder.path(), key, &OsEntropy));
    let speed = speed.map_err(|error| anyhow::anyhow!("expected to read a file back, found: {error}"))?;
    let rows = |time: Duration| Measured { value: speed.rows as f64 / 1e6 / time.as_secs_f64(), unit: "M rows/s" };
    let name = format!("scan of a sealed file, {suite}");
    figures.compare(&name, rows(speed.sealed), ("unsealed", rows(speed.plain)), "≥ 0.9");
    Ok(())
}

/// A whole object, into memory that was asked for once: so files are sealed, and so libgcrypt is measured.
fn seal(key: &Key, piece: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut sealer = Sealer::new(key, &Context::once("bench"), ChunkSize::default(), &OsEntropy);
    sealer.push_to(piece, out);
    sealer.finish_to(out);
}

fn megabytes(mut once: impl FnMut()) -> Measured {
    let start = Instant::now();
    let mut bytes = 0_u64;
    while start.elapsed() < TIME {
        once();
        bytes += PIECE as u64;
    }
    Measured { value: bytes as f64 / 1e6 / start.elapsed().as_secs_f64(), unit: "MB/s" }
}

fn signatures(key: &SigningKey, together: u64) -> Result<Measured> {
    let start = Instant::now();
    let mut count = 0_u64;
    while start.elapsed() < TIME {
        let messages: Vec<_> = (count..count + together).map(u64::to_be_bytes).collect();
        let messages: Vec<&[u8]> = messages.iter().map(<[u8; 8]>::as_slice).collect();
        std::hint::black_box(key.sign_many(&messages)?);
        count += together;
    }
    Ok(Measured { value: count as f64 / start.elapsed().as_secs_f64(), unit: "/s" })
}

fn libgcrypt(what: &str) -> Result<Measured> {
    let said = output(Command::new("python3").args(["-c", LIBGCRYPT, what]))?;
    let value = said.trim().parse().with_context(|| format!("expected a number from libgcrypt, found {said:?}"))?;
    Ok(Measured { value, unit: "MB/s" })
}

/// `openssl speed` ends with a line such as ` 256 bits SM2 (CurveSM2)   0.0003s   0.0003s   2904.2   3100.9`.
fn openssl() -> Result<Measured> {
    let said = output(Command::new("openssl").args(["speed", "-seconds", "3", "sm2"]))?;
    let figures = said.lines().rev().find(|line| line.contains("SM2")).unwrap_or_default();
    let value = figures.split_whitespace().rev().nth(1).and_then(|word| word.parse().ok());
    let value = value.with_context(|| format!("expected signatures per second from OpenSSL, found {figures:?}"))?;
    Ok(Measured { value, unit: "/s" })
}
