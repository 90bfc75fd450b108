use proptest::prelude::*;
use sm3::{Digest, Sm3};

use super::*;

/// Every implementation this machine can run.
fn every() -> Vec<(&'static str, &'static dyn Compressor)> {
    let mut all: Vec<(&'static str, &'static dyn Compressor)> = vec![("portable", &Portable)];
    #[cfg(target_arch = "x86_64")]
    {
        all.extend(Bmi2::detect().map(|found| ("bmi2", found as _)));
        all.extend(Sixteen::detect().map(|found| ("sixteen", found as _)));
    }
    all
}

fn oracle(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sm3::new(), Sm3::chain_update).finalize().into()
}

#[test]
fn every_length_around_the_ends_of_blocks_is_closed_alike() {
    let text: Vec<u8> = (0..=u8::MAX).cycle().take(300).collect();
    for (name, compressor) in every() {
        for length in 0..text.len() {
            let expected = oracle(&[&text[..length]]);
            assert_eq!(digest_with(compressor, &[&text[..length]]), expected, "{name}, {length} bytes");
            assert_eq!(digest_each_with(compressor, &[], &[&text[..length]]), [expected], "{name}, {length} bytes");
        }
    }
}

proptest! {
    #[test]
    fn every_implementation_gives_the_digest_of_the_sm3_crate(
        text in proptest::collection::vec(any::<u8>(), 0..700),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let parts: Vec<_> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
        for (name, compressor) in every() {
            prop_assert_eq!(digest_with(compressor, &parts), oracle(&[&text]), "{}", name);
        }
    }

    #[test]
    fn messages_side_by_side_have_the_digests_they_have_alone(
        prefix in proptest::collection::vec(any::<u8>(), 0..100),
        messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..40),
    ) {
        let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let expected: Vec<_> = messages.iter().map(|message| oracle(&[&prefix, message])).collect();
        for (name, compressor) in every() {
            prop_assert_eq!(digest_each_with(compressor, &prefix, &messages), expected.clone(), "{}", name);
        }
    }
}
