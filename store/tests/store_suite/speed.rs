//! Prints figures; asserts none. `cargo test --release -p gongshu-store --test store_suite -- --ignored --nocapture`

use std::time::Instant;

use futures::StreamExt as _;

use crate::world::{receipt, submission, worlds};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; run it in release when speed is in question"]
async fn receipts_appended_and_verified_in_a_second() {
    for world in worlds().await {
        let name = if world.on_postgres { "PostgreSQL" } else { "SQLite" };
        for (clients, acts) in [(1, 500_u64), (32, 20_000), (1024, 200_000)] {
            let start = Instant::now();
            futures::stream::iter(0..acts)
                .map(|number| {
                    let store = world.store.clone();
                    tokio::spawn(async move {
                        let change = receipt(&format!("rcpt-{clients}-{number}"));
                        store.append(submission(vec![change])).await.unwrap();
                    })
                })
                .buffer_unordered(clients)
                .for_each(|done| async { done.unwrap() })
                .await;
            println!("{name}: {clients} clients: {:.0} acts/s", acts as f64 / start.elapsed().as_secs_f64());
        }
        let start = Instant::now();
        for number in 0..20_000 {
            std::hint::black_box(receipt(&format!("rcpt-{number}")));
        }
        println!("{name}: of which the test itself {:.1} µs an act", start.elapsed().as_micros() as f64 / 20_000.0);
        let start = Instant::now();
        for position in 0..20_000_u64 {
            let envelope = domain::act::Envelope {
                record: crate::world::account_ref("acc-1"),
                version: position,
                context: crate::world::context(),
                basis: Vec::new(),
                act: receipt("rcpt-1").acts()[0].act.clone(),
            };
            std::hint::black_box(base::canonical::to_vec(&envelope).unwrap());
        }
        println!("{name}: with canonical JSON {:.1} µs an act", start.elapsed().as_micros() as f64 / 20_000.0);
        let start = Instant::now();
        world.sequencer().await.stop().await;
        println!("{name}: sequenced in {:.2} s", start.elapsed().as_secs_f64());
        let start = Instant::now();
        let verified = world.verify().await.unwrap();
        println!("{name}: verified {:.0} acts/s", verified.acts as f64 / start.elapsed().as_secs_f64());
    }
}
