use std::ops::Range;

use base::Entropy;
use proptest::prelude::*;

use super::*;
use crate::{Key, KeyKind, KeyLabel, Secret32, Suite};

/// Smallest chunks, so that few bytes make many of them.
const CHUNK: usize = 4096;
const FULL: usize = CHUNK + chunk::FRAME;
const PATH: Context<'_> = Context { path: "ds-1/ver-2/part-0.parquet", generation: 3 };

struct Fixed(u8);
impl Entropy for Fixed {
    fn fill(&self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

fn key(suite: Suite, byte: u8) -> Key {
    Key::new(KeyLabel::new(KeyKind::Version, "ver-2", 1).unwrap(), suite, Secret32::new([byte; 32]))
}

fn text(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from(n * 31 % 251).unwrap()).collect()
}

/// An object of small chunks, its id made of `id`.
fn sealed(suite: Suite, length: usize, id: u8) -> Vec<u8> {
    let mut sealer = Sealer::new(&key(suite, 7), &PATH, ChunkSize::new(4096).unwrap(), &Fixed(id));
    [sealer.push(&text(length)), sealer.finish()].concat()
}

fn opened(object: &[u8]) -> Result<Vec<u8>, ObjectError> {
    open_whole(&key(Suite::National, 7), &PATH, object)
}

/// Where chunk `n` lies in an object of `length` bytes.
fn place(n: usize, length: usize) -> Range<usize> {
    HEADER_LENGTH + n * FULL..length.min(HEADER_LENGTH + (n + 1) * FULL)
}

fn chunks(length: usize) -> usize {
    length.div_ceil(CHUNK).max(1)
}

/// Lengths around the borders of chunks, where mistakes live.
fn lengths() -> impl Strategy<Value = usize> {
    (0_usize..4, 0_usize..CHUNK, prop_oneof![Just(None), (0_usize..3).prop_map(Some)]).prop_map(
        |(whole, rest, near)| (whole * CHUNK + near.unwrap_or(rest)).saturating_sub(usize::from(near.is_some())),
    )
}

fn suites() -> impl Strategy<Value = Suite> {
    prop_oneof![Just(Suite::National), Just(Suite::International)]
}

#[test]
fn chunk_sizes_are_powers_of_two_within_bounds() {
    let good: Vec<_> = (0..32).map(|n| 1 << n).filter(|n| ChunkSize::new(*n).is_some()).collect();
    assert_eq!(good, (12..=20).map(|n| 1 << n).collect::<Vec<u32>>());
    for wrong in [0, 4095, 4097, 65_535, 1 << 20 | 1, u32::MAX] {
        assert_eq!(ChunkSize::new(wrong), None, "{wrong}");
    }
    assert_eq!(ChunkSize::default(), ChunkSize::new(65_536).unwrap());
}

#[test]
fn no_object_is_long_enough_to_overflow() {
    let size = ChunkSize::default();
    for length in [u64::MAX, u64::MAX - 1, u64::MAX / 2, 1 << 62] {
        let _ = size.plain_len(length);
        assert!(size.sealed_len(length) >= length.min(u64::MAX - 1));
        let object = sealed(Suite::National, 10, 1);
        if let Ok(opener) = Opener::new(&key(Suite::National, 7), &PATH, length, &object) {
            let end = opener.plain_len();
            assert!(opener.sealed_range(end - 1..end).unwrap().end <= length);
            assert!(opener.open_range(end - 1..end, &object).is_err());
        }
    }
}

#[test]
fn another_key_path_or_generation_is_named() {
    let object = sealed(Suite::National, 5000, 1);
    let other = key(Suite::National, 8);
    let error = open_whole(&other, &PATH, &object).unwrap_err();
    let expected = key(Suite::National, 7).check();
    assert_eq!(error, ObjectError::WrongKey { expected, key: other.label().clone(), found: other.check() });
    let same_bytes = key(Suite::International, 7);
    assert!(matches!(open_whole(&same_bytes, &PATH, &object), Err(ObjectError::WrongKey { .. })));

    let at = |path: &'static str, generation| {
        open_whole(&key(Suite::National, 7), &Context { path, generation }, &object).map(|_| ())
    };
    let path = PATH.path.to_owned();
    assert_eq!(at(PATH.path, 3), Ok(()));
    assert_eq!(at("ds-1/ver-2/part-1", 3), Err(ObjectError::OtherPath { path: "ds-1/ver-2/part-1".to_owned() }));
    assert_eq!(at(PATH.path, 4), Err(ObjectError::RolledBack { path: path.clone(), expected: 4, found: 3 }));
    assert_eq!(at(PATH.path, 2), Err(ObjectError::Ahead { path, expected: 2, found: 3 }));
}

#[test]
fn two_objects_of_the_same_bytes_share_no_sealed_bytes() {
    let (first, second) = (sealed(Suite::National, 9000, 1), sealed(Suite::National, 9000, 2));
    let same = first.iter().zip(&second).skip(HEADER_LENGTH).filter(|(a, b)| a == b).count();
    // By chance 1 in 256, and the clear lengths and numbers of three chunks.
    assert!(same < 100, "{same}");
}

#[test]
fn a_chunk_of_another_object_is_named() {
    let (mut ours, other) = (sealed(Suite::National, 9000, 1), sealed(Suite::National, 9000, 2));
    let at = place(1, ours.len());
    ours[at.clone()].copy_from_slice(&other[at]);
    assert_eq!(opened(&ours), Err(ObjectError::OtherObject { chunk: 1 }));
}

#[test]
fn a_header_on_the_chunks_of_another_object_opens_nothing() {
    let (ours, other) = (sealed(Suite::National, 9000, 1), sealed(Suite::National, 9000, 2));
    let mixed = [&ours[..HEADER_LENGTH], &other[HEADER_LENGTH..]].concat();
    assert_eq!(opened(&mixed), Err(ObjectError::OtherObject { chunk: 0 }));
}

#[test]
fn a_fetch_of_the_wrong_length_and_a_range_outside_are_named() {
    let object = sealed(Suite::National, 9000, 1);
    let opener = Opener::new(&key(Suite::National, 7), &PATH, object.len() as u64, &object[..HEADER_LENGTH]).unwrap();
    assert_eq!(opener.plain_len(), 9000);
    let short = opener.open_range(0..10, &object[HEADER_LENGTH..HEADER_LENGTH + 100]);
    assert_eq!(short, Err(ObjectError::WrongFetch { expected: FULL as u64, found: 100 }));
    for outside in [0..9001, 9001..9001, u64::MAX..u64::MAX] {
        let (start, end) = (outside.start, outside.end);
        let error = ObjectError::OutOfRange { start, end, length: 9000 };
        assert_eq!(opener.sealed_range(outside.clone()), Err(error.clone()));
        assert_eq!(opener.open_range(outside, &[]), Err(error));
    }
}

#[test]
fn the_format_is_fixed() {
    // Made anew by an independent program in Python (hmac, hashlib, cryptography) from the tables in `object.rs`.
    let object = seal_whole(&key(Suite::International, 7), &Context::once("a"), &Fixed(9), b"hello");
    assert_eq!(object, crate::suite::vectors::hex(include_str!("v1-international.hex")));
    assert_eq!(object.len() as u64, ChunkSize::default().sealed_len(5));
}

#[test]
fn nothing_secret_prints() {
    let object = sealed(Suite::National, 10, 1);
    let opener = Opener::new(&key(Suite::National, 7), &PATH, object.len() as u64, &object).unwrap();
    let sealer = Sealer::new(&key(Suite::National, 7), &PATH, ChunkSize::default(), &Fixed(1));
    assert!(format!("{opener:?}").starts_with("Opener(Layout"));
    assert_eq!(format!("{sealer:?}"), "Sealer(chunk 0)");
}

#[test]
fn any_bytes_are_refused_without_panic() {
    let key = key(Suite::National, 7);
    bolero::check!().for_each(|bytes: &[u8]| assert!(open_whole(&key, &PATH, bytes).is_err()));
}

#[test]
fn any_bytes_behind_a_good_header_are_refused_without_panic() {
    let header = sealed(Suite::National, 10, 1)[..HEADER_LENGTH].to_vec();
    bolero::check!().for_each(|bytes: &[u8]| assert!(opened(&[&header, bytes].concat()).is_err()));
}

#[test]
fn a_reader_can_be_shared_by_threads() {
    let object = sealed(Suite::National, 3 * CHUNK, 1);
    let opener = Opener::new(&key(Suite::National, 7), &PATH, object.len() as u64, &object).unwrap();
    std::thread::scope(|scope| {
        for n in 0..3_usize {
            let (opener, object) = (&opener, &object);
            scope.spawn(move || {
                let range = (n * CHUNK) as u64..((n + 1) * CHUNK) as u64;
                let plain = opener.open_range(range, &object[place(n, object.len())]).unwrap();
                assert_eq!(plain, text(3 * CHUNK)[n * CHUNK..(n + 1) * CHUNK]);
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_range_of_any_object_is_read_back_from_its_chunks_alone(
        suite in suites(), length in lengths(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
    ) {
        let object = sealed(suite, length, 1);
        let size = ChunkSize::new(4096).unwrap();
        prop_assert_eq!(object.len() as u64, size.sealed_len(length as u64));
        prop_assert_eq!(size.plain_len(object.len() as u64), Some(length as u64));
        let opener = Opener::new(&key(suite, 7), &PATH, object.len() as u64, &object[..HEADER_LENGTH]).unwrap();
        prop_assert_eq!(opener.plain_len(), length as u64);
        let (a, b) = (a.index(length + 1), b.index(length + 1));
        let plain = a.min(b) as u64..a.max(b) as u64;
        let fetch = opener.sealed_range(plain.clone()).unwrap();
        let touched = (a.max(b).div_ceil(CHUNK)).saturating_sub(a.min(b) / CHUNK).max(1);
        prop_assert!(fetch.end - fetch.start <= (touched * FULL) as u64);
        let bytes = &object[usize::try_from(fetch.start).unwrap()..usize::try_from(fetch.end).unwrap()];
        prop_assert_eq!(opener.open_range(plain, bytes).unwrap(), &text(length)[a.min(b)..a.max(b)]);
        prop_assert_eq!(open_whole(&key(suite, 7), &PATH, &object).unwrap(), text(length));
    }

    #[test]
    fn two_halves_opened_in_place_toward_each_other_are_one_text(
        suite in suites(), length in lengths(), at in any::<prop::sample::Index>(), start in any::<prop::sample::Index>(),
    ) {
        let object = sealed(suite, length, 1);
        let opener = Opener::new(&key(suite, 7), &PATH, object.len() as u64, &object[..HEADER_LENGTH]).unwrap();
        let middle = at.index(chunks(length));
        let (front, back) = (middle * CHUNK, place(middle, object.len()).start);
        let start = start.index(front + 1);
        let first = start as u64..front as u64;
        let mut bytes = object[usize::try_from(opener.sealed_range(first.clone()).unwrap().start).unwrap()..].to_vec();
        let split = bytes.len() - (object.len() - back);
        let (one, two) = bytes.split_at_mut(split);
        let second = opener.open_in_place(front as u64..length as u64, two, Side::Front).unwrap();
        prop_assert_eq!(second.clone(), 0..length - front);
        let joined = if start < front {
            let first = opener.open_in_place(first, one, Side::Back).unwrap();
            prop_assert_eq!(first.end, split);
            first.start..split + second.end
        } else {
            split..split + second.end
        };
        prop_assert_eq!(&bytes[joined], &text(length)[start..]);
    }

    #[test]
    fn a_changed_chunk_is_refused_to_either_side(
        length in lengths(), at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let mut object = sealed(Suite::National, length, 1);
        let opener = Opener::new(&key(Suite::National, 7), &PATH, object.len() as u64, &object).unwrap();
        let at = HEADER_LENGTH + at.index(object.len() - HEADER_LENGTH);
        object[at] ^= 1 << bit;
        for side in [Side::Front, Side::Back] {
            let mut bytes = object[HEADER_LENGTH..].to_vec();
            let error = opener.open_in_place(0..length as u64, &mut bytes, side).unwrap_err();
            prop_assert_eq!(error, ObjectError::Altered { chunk: ((at - HEADER_LENGTH) / FULL) as u64 });
        }
    }

    #[test]
    fn an_object_is_the_same_however_it_is_cut_into_pushes(
        length in lengths(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let plain = text(length);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(length + 1)).chain([0, length]).collect();
        cuts.sort_unstable();
        let size = ChunkSize::new(4096).unwrap();
        let mut sealer = Sealer::new(&key(Suite::National, 7), &PATH, size, &Fixed(1));
        let mut object: Vec<u8> = cuts.windows(2).flat_map(|pair| sealer.push(&plain[pair[0]..pair[1]])).collect();
        object.extend(sealer.finish());
        prop_assert!(object == sealed(Suite::National, length, 1));
    }

    #[test]
    fn any_flipped_bit_is_refused_by_name(length in lengths(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut object = sealed(Suite::National, length, 1);
        let at = at.index(object.len());
        object[at] ^= 1 << bit;
        let expected = match at {
            0..7 => ObjectError::NotSealed,
            7 => ObjectError::UnknownFormat { found: object[7] },
            8 => ObjectError::UnknownSuite { found: object[8] },
            9..HEADER_LENGTH => ObjectError::HeaderDamaged,
            _ => ObjectError::Altered { chunk: ((at - HEADER_LENGTH) / FULL) as u64 },
        };
        prop_assert_eq!(opened(&object), Err(expected));
    }

    #[test]
    fn an_object_cut_anywhere_is_refused_by_name(length in lengths(), at in any::<prop::sample::Index>()) {
        let object = sealed(Suite::National, length, 1);
        let cut = at.index(object.len());
        let error = opened(&object[..cut]).unwrap_err();
        let length = cut as u64;
        let names = [ObjectError::Truncated { length }, ObjectError::NoSuchLength { length }];
        prop_assert!(names.contains(&error), "{error}");
    }

    #[test]
    fn an_object_without_its_last_chunk_is_truncated(length in lengths()) {
        let object = sealed(Suite::National, length, 1);
        let cut = place(chunks(length) - 1, object.len()).start;
        let length = cut as u64;
        let expected = if cut == HEADER_LENGTH { ObjectError::NoSuchLength { length } } else { ObjectError::Truncated { length } };
        prop_assert_eq!(opened(&object[..cut]), Err(expected));
    }

    #[test]
    fn an_object_with_more_behind_it_is_refused_by_name(
        length in lengths(), more in proptest::collection::vec(any::<u8>(), 1..2 * CHUNK), own in any::<bool>(),
    ) {
        let mut object = sealed(Suite::National, length, 1);
        let last = place(chunks(length) - 1, object.len());
        let more = if own { object[last].to_vec() } else { more };
        object.extend(more);
        let error = opened(&object).unwrap_err();
        let (chunk, length) = ((chunks(length) - 1) as u64, object.len() as u64);
        let names = [ObjectError::Extended { chunk, length }, ObjectError::NoSuchLength { length }];
        prop_assert!(names.contains(&error), "{error}");
    }

    #[test]
    fn a_chunk_dropped_doubled_or_moved_is_named(whole in 3_usize..6, rest in 1_usize..CHUNK, a in 0_usize..6, b in 0_usize..6) {
        let length = whole * CHUNK + rest;
        let object = sealed(Suite::National, length, 1);
        let piece = |n: usize| &object[place(n, object.len())];
        let with = |order: Vec<usize>| {
            let pieces = order.into_iter().flat_map(|n| piece(n).to_vec());
            opened(&object[..HEADER_LENGTH].iter().copied().chain(pieces).collect::<Vec<u8>>())
        };
        let (a, b) = (a % whole, b % whole);
        let moved = |expected: usize, found: usize| Err(ObjectError::Moved { expected: expected as u64, found: found as u64 });
        let all = 0..=whole;
        prop_assert_eq!(with(all.clone().filter(|n| *n != a).collect()), moved(a, a + 1));
        prop_assert_eq!(with(all.clone().flat_map(|n| vec![n; if n == a { 2 } else { 1 }]).collect()), moved(a + 1, a));
        let swapped = with(all.map(|n| if n == a { b } else if n == b { a } else { n }).collect());
        let (first, second) = (a.min(b), a.max(b));
        prop_assert_eq!(swapped, if a == b { Ok(text(length)) } else { moved(first, second) });
    }
}
