//! The sealed store against a plain one, and against whoever tampers with what lies below it.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::Entropy;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutMode};
use proptest::prelude::*;
use seal::object::ObjectError;
use seal::{Key, KeyKind, KeyLabel, Root, RootKey, Suite, WrappedKey};

use super::{Refused, SealedStore};

struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, out: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        for (byte, value) in out.iter_mut().zip(number.into_iter().cycle()) {
            *byte = value;
        }
    }
}

/// A sealed store, the store below it, and a plain one to compare with.
struct Pair {
    below: Arc<InMemory>,
    sealed: SealedStore,
    plain: InMemory,
}

fn key(suite: Suite, seed: u8) -> Key {
    let root = Key::root(&Root::new(&RootKey::from_bytes([seed; 32])), suite, 1).unwrap();
    let label = KeyLabel::new(KeyKind::Region, "460000", 1).unwrap();
    WrappedKey::draw(&root, label, suite, &Counting(AtomicU64::new(u64::from(seed)))).unwrap().0
}

fn over(below: &Arc<InMemory>, key: Key) -> SealedStore {
    SealedStore::new(Arc::clone(below) as _, key, Arc::new(Counting(AtomicU64::new(77))))
}

impl Pair {
    fn new(suite: Suite) -> Self {
        let below = Arc::new(InMemory::new());
        let sealed = over(&below, key(suite, 1));
        Self { below, sealed, plain: InMemory::new() }
    }

    async fn put(&self, path: &Path, text: &[u8]) {
        self.sealed.put(path, text.to_vec().into()).await.unwrap();
        self.plain.put(path, text.to_vec().into()).await.unwrap();
    }

    async fn below(&self, path: &Path) -> Vec<u8> {
        self.below.get(path).await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// Reads the whole object after what lies below was replaced.
    async fn read_as(&self, path: &Path, sealed: Vec<u8>) -> Result<Bytes, Error> {
        self.below.put(path, sealed.into()).await.unwrap();
        self.sealed.get(path).await?.bytes().await
    }
}

fn text(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from(n * 31 % 251).unwrap()).collect()
}

fn named(error: &Error) -> ObjectError {
    let Error::Generic { source, .. } = error else { panic!("{error}") };
    source.downcast_ref::<Refused>().unwrap().error.clone()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_ranges_of_a_sealed_store_are_those_of_a_plain_one(
        length in prop_oneof![1_usize..300, 65_000_usize..66_100, 130_000_usize..400_000],
        ranges in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 1..9),
        suite in prop::sample::select(Suite::ALL.to_vec()),
    ) {
        runtime().block_on(async {
            let pair = Pair::new(suite);
            let path = Path::from("tables/ds-1/a.parquet");
            pair.put(&path, &text(length)).await;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length is a place in it")]
            let point = |part: f64| (part * (length as f64 - 1.0)) as u64;
            let ranges: Vec<Range<u64>> =
                ranges.iter().map(|(a, b)| point(a.min(*b))..point(a.max(*b)) + 1).collect();
            let (sealed, plain) =
                (pair.sealed.get_ranges(&path, &ranges).await.unwrap(), pair.plain.get_ranges(&path, &ranges).await.unwrap());
            assert_eq!(sealed, plain);
            for range in &ranges {
                let end = range.end - range.start;
                for range in [GetRange::Bounded(range.clone()), GetRange::Offset(range.start), GetRange::Suffix(end)] {
                    let asked = GetOptions { range: Some(range), ..GetOptions::default() };
                    let sealed = pair.sealed.get_opts(&path, asked.clone()).await.unwrap();
                    let plain = pair.plain.get_opts(&path, asked).await.unwrap();
                    assert_eq!((&sealed.range, sealed.meta.size), (&plain.range, plain.meta.size));
                    assert_eq!(sealed.bytes().await.unwrap(), plain.bytes().await.unwrap());
                }
            }
        });
    }

    #[test]
    fn any_flipped_byte_is_named(length in 0_usize..200_000, place in 0.0..1.0_f64, bit in 0_u8..8) {
        runtime().block_on(async {
            let pair = Pair::new(Suite::National);
            let path = Path::from("a");
            pair.put(&path, &text(length)).await;
            let mut sealed = pair.below(&path).await;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length is a place in it")]
            let place = ((sealed.len() - 1) as f64 * place) as usize;
            sealed[place] ^= 1 << bit;
            let error = pair.read_as(&path, sealed).await.unwrap_err();
            named(&error);
            assert!(error.to_string().contains('a'));
        });
    }
}

#[tokio::test]
async fn sizes_and_listings_are_of_the_plain_bytes() {
    let pair = Pair::new(Suite::National);
    for (path, length) in [("t/0", 0), ("t/1", 1), ("t/2", 65_536), ("t/3", 65_537), ("u/4", 7)] {
        pair.put(&Path::from(path), &text(length)).await;
    }
    let sizes = |found: Vec<object_store::ObjectMeta>| {
        let mut sizes: Vec<_> = found.into_iter().map(|meta| (meta.location.to_string(), meta.size)).collect();
        sizes.sort();
        sizes
    };
    let folder = Path::from("t");
    let sealed = sizes(pair.sealed.list(Some(&folder)).try_collect().await.unwrap());
    assert_eq!(sealed, sizes(pair.plain.list(Some(&folder)).try_collect().await.unwrap()));
    assert_eq!(sealed.len(), 4);
    let offset = Path::from("t/1");
    let sealed = sizes(pair.sealed.list_with_offset(Some(&folder), &offset).try_collect().await.unwrap());
    assert_eq!(sealed, sizes(pair.plain.list_with_offset(Some(&folder), &offset).try_collect().await.unwrap()));
    let sealed = pair.sealed.list_with_delimiter(None).await.unwrap();
    assert_eq!(sealed.common_prefixes, [Path::from("t"), Path::from("u")]);
    assert_eq!(
        sizes(pair.sealed.list_with_delimiter(Some(&folder)).await.unwrap().objects)[3],
        ("t/3".to_owned(), 65_537)
    );
    assert_eq!(pair.sealed.head(&Path::from("t/3")).await.unwrap().size, 65_537);
}

#[tokio::test]
async fn a_second_writer_of_one_path_learns_that_he_is_second() {
    let pair = Pair::new(Suite::International);
    let path = Path::from("log/0.json");
    let create = || PutMode::Create.into();
    pair.sealed.put_opts(&path, "first".into(), create()).await.unwrap();
    let second = pair.sealed.put_opts(&path, "second".into(), create()).await.unwrap_err();
    assert!(matches!(second, Error::AlreadyExists { .. }), "{second}");
    assert_eq!(pair.sealed.get(&path).await.unwrap().bytes().await.unwrap(), "first");
    let copy = Path::from("log/1.json");
    pair.sealed.copy(&path, &copy).await.unwrap();
    assert_eq!(pair.sealed.get(&copy).await.unwrap().bytes().await.unwrap(), "first");
    assert!(matches!(pair.sealed.copy_if_not_exists(&path, &copy).await, Err(Error::AlreadyExists { .. })));
    pair.sealed.delete(&copy).await.unwrap();
    assert!(matches!(pair.sealed.get(&copy).await, Err(Error::NotFound { .. })));
    assert!(matches!(pair.sealed.put_multipart(&path).await, Err(Error::NotSupported { .. })));
}

#[tokio::test]
async fn what_was_done_to_an_object_is_named() {
    let pair = Pair::new(Suite::National);
    let (path, other) = (Path::from("a"), Path::from("b"));
    pair.put(&path, &text(200_000)).await;
    pair.put(&other, &text(200_000)).await;
    let (whole, swapped) = (pair.below(&path).await, pair.below(&other).await);
    let chunk = 65_536 + 32;
    let mut moved = whole.clone();
    let (first, second) = (whole[80..80 + chunk].to_vec(), whole[80 + chunk..80 + 2 * chunk].to_vec());
    moved[80..80 + chunk].copy_from_slice(&second);
    moved[80 + chunk..80 + 2 * chunk].copy_from_slice(&first);
    let mut foreign = whole.clone();
    foreign[80..80 + chunk].copy_from_slice(&swapped[80..80 + chunk]);
    let cases = [
        ("swapped", swapped.clone(), ObjectError::OtherPath { path: "a".to_owned() }),
        ("reordered", moved, ObjectError::Moved { expected: 0, found: 1 }),
        ("mixed", foreign, ObjectError::OtherObject { chunk: 0 }),
        ("cut", whole[..80 + 2 * chunk].to_vec(), ObjectError::Truncated { length: 80 + 2 * chunk as u64 }),
        ("cut in the header", whole[..40].to_vec(), ObjectError::Truncated { length: 40 }),
        ("plain", text(500), ObjectError::NotSealed),
    ];
    for (what, sealed, expected) in cases {
        assert_eq!(named(&pair.read_as(&path, sealed).await.unwrap_err()), expected, "{what}");
    }
    assert_eq!(pair.read_as(&path, whole).await.unwrap(), text(200_000));
    let other_key = over(&pair.below, key(Suite::National, 2));
    assert!(matches!(named(&other_key.get(&path).await.unwrap_err()), ObjectError::WrongKey { .. }));
}

#[tokio::test]
async fn a_large_reading_is_the_same_as_many_small_ones() {
    let pair = Pair::new(Suite::International);
    let path = Path::from("a");
    let length = (3 << 20) + 5;
    pair.put(&path, &text(length)).await;
    let whole = pair.sealed.get(&path).await.unwrap().bytes().await.unwrap();
    assert_eq!(whole, text(length));
    let pieces: Vec<Range<u64>> = (0..64).map(|n| n << 14..(n + 1) << 14).collect();
    assert_eq!(pair.sealed.get_ranges(&path, &pieces).await.unwrap().concat(), whole[..1 << 20]);
    let apart = pair.sealed.get_ranges(&path, &[1_900_000..3_100_000, 70_000..1_800_000]).await.unwrap();
    assert_eq!(apart, [whole.slice(1_900_000..3_100_000), whole.slice(70_000..1_800_000)]);
    let streamed: Vec<_> = pair.sealed.get(&path).await.unwrap().into_stream().collect().await;
    assert_eq!(streamed.len(), 1);
}

#[tokio::test]
async fn a_changed_chunk_anywhere_in_a_large_reading_is_named() {
    let pair = Pair::new(Suite::National);
    let path = Path::from("a");
    pair.put(&path, &text(2 << 20)).await;
    for chunk in [0, 15, 16, 31] {
        let mut below = pair.below(&path).await;
        below[80 + chunk * (65_536 + 32) + 1000] ^= 1;
        let before = pair.below(&path).await;
        let error = pair.read_as(&path, below).await.unwrap_err();
        assert_eq!(named(&error), ObjectError::Altered { chunk: chunk as u64 });
        pair.below.put(&path, before.into()).await.unwrap();
    }
}
