//! What the suites do on one core: `cargo run --release -p gongshu-seal --example speed`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use seal::object::{ChunkSize, Context, HEADER_LENGTH, Opener, Sealer, Side};
use seal::{Key, OsEntropy, Root, RootKey, Secret32, SigningKey, Suite};

/// Each figure is the best of this many runs, so short that some are not interrupted.
const RUNS: usize = 1000;

const RUN: Duration = Duration::from_millis(1);

/// How often something is done in a second.
fn rate<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut best: f64 = 0.0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut times = 0_u32;
        while start.elapsed() < RUN {
            black_box(work());
            times += 1;
        }
        best = best.max(f64::from(times) / start.elapsed().as_secs_f64());
    }
    best
}

/// Sealing and opening of one object of 1 MiB, its bytes written to memory that is asked for once.
fn objects(suite: Suite) -> Option<()> {
    let key = Key::root(&Root::new(&RootKey::from_bytes([7; 32])), suite, 1).ok()?;
    let context = Context::once("speed");
    let (text, mut out) = (vec![0x5a; 1 << 20], Vec::new());
    let sealed = rate(|| {
        out.clear();
        let mut sealer = Sealer::new(&key, &context, ChunkSize::default(), &OsEntropy);
        sealer.push_to(black_box(&text), &mut out);
        sealer.finish_to(&mut out);
    });
    println!("  sealing, 1 MiB        {:>9.0} MB/s", sealed * text.len() as f64 / 1e6);
    let opener = Opener::new(&key, &context, out.len() as u64, &out).ok()?;
    let mut fetched = Vec::new();
    for (side, name) in [(Side::Front, "front"), (Side::Back, "back ")] {
        let times = rate(|| {
            fetched.clear();
            fetched.extend_from_slice(out.get(HEADER_LENGTH..).unwrap_or_default());
            opener.open_in_place(0..text.len() as u64, black_box(&mut fetched), side)
        });
        println!("  opening to its {name}  {:>9.0} MB/s", times * text.len() as f64 / 1e6);
    }
    Some(())
}

fn main() {
    let pieces: Vec<Vec<u8>> = (0..64).map(|number| vec![number; 1024]).collect();
    let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
    let text = pieces.concat();
    for suite in Suite::ALL {
        let Ok(key) = SigningKey::new(suite, &Secret32::new([7; 32])) else { return };
        let verifying = key.verifying_key();
        let Ok(signature) = key.sign(b"message") else { return };
        let megabytes = text.len() as f64 / 1e6;
        println!("{suite}");
        let Some(()) = objects(suite) else { return };
        println!("  digest, 64 KiB        {:>9.0} MB/s", rate(|| suite.digest(&[black_box(&text)])) * megabytes);
        println!("  digests, 64 × 1 KiB   {:>9.0} MB/s", rate(|| suite.digest_many(black_box(&pieces))) * megabytes);
        println!("  signatures, one       {:>9.0} /s", rate(|| key.sign(black_box(b"message"))));
        for many in [8, 64] {
            let messages = vec![&b"message"[..]; many];
            let signed = rate(|| key.sign_many(black_box(&messages))) * messages.len() as f64;
            println!("  signatures, {many:>2} each   {signed:>9.0} /s");
        }
        println!("  verifications         {:>9.0} /s", rate(|| verifying.verify(b"message", black_box(&signature))));
    }
}
