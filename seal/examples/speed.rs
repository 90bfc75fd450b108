//! What the suites do on one core: `cargo run --release -p gongshu-seal --example speed`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use seal::{Secret32, SigningKey, Suite};

/// Each figure is the best of this many runs.
const RUNS: usize = 20;

const RUN: Duration = Duration::from_millis(50);

/// How often something is done in a second.
fn rate(mut work: impl FnMut()) -> f64 {
    let mut best: f64 = 0.0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut times = 0_u32;
        while start.elapsed() < RUN {
            work();
            times += 1;
        }
        best = best.max(f64::from(times) / start.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let messages: Vec<[u8; 32]> = (0..64).map(|number| [number; 32]).collect();
    let messages: Vec<&[u8]> = messages.iter().map(<[u8; 32]>::as_slice).collect();
    let text = vec![7; 16 * 1024];
    for suite in Suite::ALL {
        let Ok(key) = SigningKey::new(suite, &Secret32::new([7; 32])) else { return };
        let verifying = key.verifying_key();
        let Ok(signature) = key.sign(b"message") else { return };
        let many = rate(|| drop(black_box(key.sign_many(black_box(&messages))))) * messages.len() as f64;
        let one = rate(|| drop(black_box(key.sign(black_box(b"message")))));
        let verified = rate(|| drop(black_box(verifying.verify(b"message", &signature))));
        let digest = rate(|| drop(black_box(suite.digest(&[black_box(&text)])))) * text.len() as f64 / 1e6;
        println!(
            "{suite}: signs {many:.0}/s in batches, {one:.0}/s alone; verifies {verified:.0}/s; digests {digest:.0} MB/s"
        );
    }
}
