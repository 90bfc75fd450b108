use proptest::prelude::*;

use super::*;
use crate::suite::cipher::Refused;

/// Every SM4-GCM this machine can run, the portable one first.
pub(crate) fn every_sm4_gcm(key: &[u8; 16]) -> Vec<(&'static str, Box<dyn Cipher>)> {
    let mut all: Vec<(&'static str, Box<dyn Cipher>)> = vec![("portable", Box::new(PortableSm4Gcm::new(key)))];
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(engine) = x86::Sm4Avx2::detect() {
            all.push(("avx2", Box::new(accelerated::AcceleratedGcm::new(engine, key))));
        }
        if let Some(engine) = x86::Sm4Avx512::detect() {
            all.push(("avx512", Box::new(accelerated::AcceleratedGcm::new(engine, key))));
        }
    }
    all
}

/// Every AES-256-GCM this machine can run, the portable one first.
pub(crate) fn every_aes_gcm(key: &[u8; 32]) -> Vec<(&'static str, Box<dyn Cipher>)> {
    let mut all: Vec<(&'static str, Box<dyn Cipher>)> = vec![("portable", Box::new(PortableAesGcm::new(key)))];
    #[cfg(target_arch = "x86_64")]
    if let Some(engine) = x86::AesAvx512::detect() {
        all.push(("avx512", Box::new(accelerated::AcceleratedGcm::new(engine, key))));
    }
    all
}

/// Lengths around the steps of the kernels: blocks, lines, batches, pieces.
fn lengths() -> impl Strategy<Value = usize> {
    let steps = prop::sample::select(vec![0_usize, 16, 32, 128, 256, 512, 1024, 8192, 16_384]);
    prop_oneof![0_usize..3000, (steps, 0_usize..33).prop_map(|(step, more)| (step + more).saturating_sub(16))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_implementation_seals_like_the_portable_one(
        key in any::<[u8; 32]>(), nonce in any::<[u8; 12]>(), length in lengths(), seed in any::<u8>(),
        associated in proptest::collection::vec(any::<u8>(), 0..600), place in any::<prop::sample::Index>(),
    ) {
        let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap() ^ seed).collect();
        let place = |places| place.index(places);
        all_agree(every_sm4_gcm(key.first_chunk().unwrap()), &nonce, &associated, &plain, place)?;
        all_agree(every_aes_gcm(&key), &nonce, &associated, &plain, place)?;
    }
}

/// Its counter passes from two bytes into three.
#[test]
fn every_implementation_seals_the_longest_chunk_like_the_portable_one() {
    let plain: Vec<u8> = (0..1_usize << 20).map(|n| u8::try_from(n % 251).unwrap()).collect();
    all_agree(every_sm4_gcm(&[7; 16]), &[9; 12], b"", &plain, |places| places / 3).unwrap();
    all_agree(every_aes_gcm(&[7; 32]), &[9; 12], b"", &plain, |places| places / 3).unwrap();
}

fn all_agree(
    ciphers: Vec<(&str, Box<dyn Cipher>)>,
    nonce: &[u8; 12],
    associated: &[u8],
    plain: &[u8],
    place: impl Fn(usize) -> usize,
) -> Result<(), TestCaseError> {
    let mut expected = None;
    for (name, cipher) in ciphers {
        let mut text = plain.to_vec();
        let tag = cipher.seal(nonce, associated, &mut text);
        let sealed = expected.get_or_insert_with(|| (text.clone(), tag)).clone();
        prop_assert!(sealed == (text.clone(), tag), "{}", name);

        let (one, other) = plain.split_at(place(plain.len() + 1));
        let mut out = b"before".to_vec();
        let out_tag = cipher.seal_to(nonce, associated, &[one, other], &mut out);
        prop_assert!(out == [b"before", text.as_slice()].concat() && out_tag == tag, "{} in two parts", name);

        let mut flipped = [text.as_slice(), &tag].concat();
        let bit = place(flipped.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        let (changed, changed_tag) = flipped.split_at_mut(plain.len());
        let before = changed.to_vec();
        let opened = cipher.open(nonce, associated, changed, (&*changed_tag).try_into().unwrap());
        prop_assert_eq!(opened, Err(Refused));
        prop_assert_eq!(before, changed);

        prop_assert_eq!(cipher.open(nonce, associated, &mut text, &tag), Ok(()));
        prop_assert!(text == plain, "{}", name);
    }
    Ok(())
}
