use base::{Clock as _, Entropy as _, Timestamp};
use proptest::prelude::*;
use testkit::{SeededEntropy, SimClock};

#[test]
fn the_clock_stands_until_it_is_moved() {
    let start: Timestamp = "2026-03-02T09:00:00+08:00".parse().unwrap();
    let clock = SimClock::new(start);
    assert_eq!(clock.now(), start);
    clock.advance_days(2);
    clock.advance_millis(-1);
    assert_eq!(clock.now().to_string(), "2026-03-04T08:59:59.999+08:00");
    clock.set(start);
    assert_eq!(clock.now(), start);
}

fn draw(entropy: &SeededEntropy, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    entropy.fill(&mut bytes);
    bytes
}

proptest! {
    #[test]
    fn entropy_repeats_for_its_seed_and_never_within(
        seed in "[a-z]{1,8}",
        lengths in prop::collection::vec(16_usize..100, 2..8),
    ) {
        let (one, two, other) =
            (SeededEntropy::new(&seed), SeededEntropy::new(&seed), SeededEntropy::new(&format!("{seed}!")));
        let mut seen = std::collections::BTreeSet::new();
        for length in lengths {
            let bytes = draw(&one, length);
            prop_assert_eq!(&bytes, &draw(&two, length));
            prop_assert_ne!(&bytes, &draw(&other, length));
            prop_assert!(seen.insert(bytes[..16].to_vec()));
        }
    }
}
