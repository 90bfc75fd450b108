//! The tree, its tiles and its proofs against the definitions of RFC 6962 §2.1, written out as they stand there.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says so by failing")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::convert::Infallible;

use ledger::{
    Checkpoint, Commitment, Frontier, Hash, ProofBundle, ProofError, Salt, SigningKey, TileBuilder, TileError,
    TileFile, TileKind, TilePath, TileSource, commitment, consistency_proof, decode_entries, inclusion_proof,
    sign_checkpoint, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

type Files = BTreeMap<TilePath, Vec<u8>>;

/// A log kept in memory, which counts what is read from it.
#[derive(Default)]
struct Shelf {
    files: Files,
    reads: Cell<usize>,
}

impl TileSource for Shelf {
    type Error = Infallible;
    fn read(&self, path: &TilePath) -> Result<Option<Vec<u8>>, Infallible> {
        self.reads.set(self.reads.get() + 1);
        Ok(self.files.get(path).cloned())
    }
}

impl Shelf {
    fn put(&mut self, files: Vec<TileFile>) {
        self.files.extend(files.into_iter().map(|file| (file.path, file.bytes)));
    }

    fn of(entries: &[Commitment]) -> Self {
        let mut shelf = Self::default();
        shelf.put(TileBuilder::new().append(entries));
        shelf
    }

    fn take_reads(&self) -> usize {
        self.reads.replace(0)
    }
}

fn entries(count: u32) -> Vec<Commitment> {
    (0..count).map(|n| commitment(&Salt::from_bytes([1; 32]), &n.to_be_bytes())).collect()
}

/// MTH of RFC 6962 §2.1.
fn root(entries: &[Commitment]) -> Hash {
    match entries {
        [] => Hash::of(&[]),
        [entry] => Hash::of(&[&[0][..], entry.as_bytes()].concat()),
        _ => {
            let (left, right) = entries.split_at(half(entries.len()));
            Hash::of(&[&[1][..], root(left).as_bytes(), root(right).as_bytes()].concat())
        }
    }
}

fn half(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// PATH of RFC 6962 §2.1.1.
fn path(position: usize, entries: &[Commitment]) -> Vec<Hash> {
    if entries.len() == 1 {
        return Vec::new();
    }
    let (left, right) = entries.split_at(half(entries.len()));
    let (mut proof, sibling) = if position < left.len() {
        (path(position, left), root(right))
    } else {
        (path(position - left.len(), right), root(left))
    };
    proof.push(sibling);
    proof
}

/// SUBPROOF of RFC 6962 §2.1.2.
fn subproof(old: usize, entries: &[Commitment], known: bool) -> Vec<Hash> {
    if old == entries.len() {
        return if known { Vec::new() } else { vec![root(entries)] };
    }
    let (left, right) = entries.split_at(half(entries.len()));
    let (mut proof, sibling) = if old <= left.len() {
        (subproof(old, left, known), root(right))
    } else {
        (subproof(old - left.len(), right, false), root(left))
    };
    proof.push(sibling);
    proof
}

fn size(entries: &[Commitment]) -> u64 {
    entries.len() as u64
}

#[test]
fn every_size_gives_the_root_of_the_definition() {
    let all = entries(600);
    let (mut frontier, mut builder) = (Frontier::new(), TileBuilder::new());
    for count in 0..=all.len() {
        let expected = root(&all[..count]);
        assert_eq!((frontier.root(), builder.root()), (expected, expected), "size {count}");
        assert_eq!((frontier.size(), builder.size()), (count as u64, count as u64));
        if let Some(entry) = all.get(count) {
            frontier.push(entry.leaf_hash());
            builder.push(*entry);
        }
    }
}

#[test]
fn every_proof_of_every_small_log_is_that_of_the_definition() {
    for count in 1..=40_usize {
        let all = entries(u32::try_from(count).unwrap());
        let (shelf, head) = (Shelf::of(&all), root(&all));
        for position in 0..count {
            check_inclusion(&shelf, &all, position, &head);
        }
        for old in 0..=count {
            check_consistency(&shelf, &all, old, &head);
        }
    }
}

fn check_inclusion(shelf: &Shelf, all: &[Commitment], position: usize, head: &Hash) {
    let (at, size) = (position as u64, size(all));
    let proof = inclusion_proof(shelf, at, size).unwrap();
    assert_eq!(proof, path(position, all), "{position} of {size}");
    let verify = |entry: &Commitment, at, proof: &[Hash]| verify_inclusion(entry, at, size, proof, head);
    assert_eq!(verify(&all[position], at, &proof), Ok(()));
    assert_eq!(verify(&Commitment::from_bytes([9; 32]), at, &proof), Err(ProofError::Root));
    assert!(verify(&all[position], size, &proof).is_err());
    check_maimed(&proof, |proof| verify(&all[position], at, proof));
    if position > 0 {
        assert!(verify(&all[position], at - 1, &proof).is_err());
    }
}

fn check_consistency(shelf: &Shelf, all: &[Commitment], old: usize, head: &Hash) {
    let (old_size, size) = (old as u64, size(all));
    let before = root(&all[..old]);
    let proof = consistency_proof(shelf, old_size, size).unwrap();
    let expected = if old == 0 { Vec::new() } else { subproof(old, all, true) };
    assert_eq!(proof, expected, "{old_size} to {size}");
    let verify = |before: &Hash, proof: &[Hash]| verify_consistency(old_size, before, size, head, proof);
    assert_eq!(verify(&before, &proof), Ok(()));
    assert_eq!(verify(&Hash::of(b"another history"), &proof), Err(ProofError::Forked));
    assert!(verify_consistency(old_size, &before, size, &Hash::of(b"another head"), &proof).is_err() || old == 0);
    check_maimed(&proof, |proof| verify(&before, proof));
}

/// A proof that lost, gained or changed a hash must not verify.
fn check_maimed(proof: &[Hash], verify: impl Fn(&[Hash]) -> Result<(), ProofError>) {
    let mut longer = proof.to_vec();
    longer.push(Hash::of(b"extra"));
    assert!(matches!(verify(&longer), Err(ProofError::Length { .. })));
    assert!(matches!(verify(&vec![Hash::of(b"extra"); 65]), Err(ProofError::Length { .. })));
    for at in 0..proof.len() {
        let (mut changed, mut shorter) = (proof.to_vec(), proof.to_vec());
        changed[at] = Hash::of(b"changed");
        shorter.remove(at);
        assert!(verify(&changed).is_err());
        assert!(matches!(verify(&shorter), Err(ProofError::Length { .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn proofs_across_tile_borders_are_those_of_the_definition(
        count in 1_usize..700, position: prop::sample::Index, old: prop::sample::Index,
    ) {
        let all = entries(u32::try_from(count).unwrap());
        let (shelf, head) = (Shelf::of(&all), root(&all));
        check_inclusion(&shelf, &all, position.index(count), &head);
        check_consistency(&shelf, &all, old.index(count + 1), &head);
    }

    #[test]
    fn batches_of_any_split_leave_the_tiles_of_one_batch(
        count in 0_u32..1500, cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let all = entries(count);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(all.len() + 1)).collect();
        cuts.sort_unstable();
        cuts.push(all.len());
        let (mut shelf, mut kept, mut start) = (Shelf::default(), TileBuilder::new(), 0);
        for end in cuts {
            let before = root(&all[..start]);
            let mut resumed = TileBuilder::resume(&shelf, start as u64, &before).unwrap();
            prop_assert!(shelf.take_reads() <= 4, "one tile per level and one bundle");
            prop_assert_eq!(&resumed, &kept);
            let files = resumed.append(&all[start..end]);
            prop_assert_eq!(&files, &kept.append(&all[start..end]));
            shelf.put(files);
            start = end;
        }
        for (path, bytes) in &Shelf::of(&all).files {
            prop_assert_eq!(shelf.files.get(path), Some(bytes), "{}", path);
        }
        for (path, bytes) in &shelf.files {
            let current = path.at_size(size(&all)).and_then(|path| shelf.files.get(&path));
            prop_assert!(current.is_some_and(|current| current.starts_with(bytes)), "{} is no prefix", path);
        }
    }
}

#[test]
fn an_unchanged_log_writes_nothing_and_a_batch_writes_only_what_changed() {
    let all = entries(70_000);
    let mut builder = TileBuilder::new();
    let files = builder.append(&all);
    // 273 full bundles, 273 + 1 full hash tiles, then the open bundle and tiles of three levels.
    assert_eq!(files.len(), 273 + 274 + 4);
    assert_eq!(builder.append(&[]), []);
    let paths: Vec<_> = builder.append(&all[..1]).iter().map(|file| file.path.to_string()).collect();
    assert_eq!(paths, ["tile/entries/273.p/113", "tile/0/273.p/113"]);
}

/// C2SP tlog-tiles: the tiles of a log of 70,000 entries, each hash the root of what stands below it.
#[test]
fn tiles_hold_what_the_standard_defines() {
    let all = entries(70_000);
    let shelf = Shelf::of(&all);
    let mut widths = BTreeMap::<TileKind, Vec<u16>>::new();
    for (path, bytes) in &shelf.files {
        assert_eq!(path.at_size(size(&all)), Some(*path));
        widths.entry(path.kind()).or_default().push(path.width());
        let first = usize::try_from(path.index()).unwrap() * 256;
        match path.kind() {
            TileKind::Entries => {
                assert_eq!(decode_entries(bytes).unwrap(), all[first..first + usize::from(path.width())]);
            }
            TileKind::Hashes { level } => {
                let span = 256_usize.pow(u32::from(level));
                assert_eq!(bytes.len(), 32 * usize::from(path.width()));
                for (n, hash) in bytes.as_chunks::<32>().0.iter().enumerate() {
                    let start = (first + n) * span;
                    assert_eq!(*hash, *root(&all[start..start + span]).as_bytes(), "{path} hash {n}");
                }
            }
        }
    }
    let level = |level| &widths[&TileKind::Hashes { level }];
    assert_eq!((level(0).len(), level(0).iter().filter(|width| **width == 256).count()), (274, 273));
    assert_eq!((level(1), level(2)), (&vec![256, 17], &vec![1]));
    assert_eq!(widths.len(), 4);
}

/// The second implementation accepts our proofs over a log three levels high, and we read few tiles for them.
#[test]
fn another_implementation_accepts_the_proofs_of_a_large_log() {
    let all = entries(70_000);
    let shelf = Shelf::of(&all);
    let frontier: Frontier = all.iter().map(Commitment::leaf_hash).collect();
    let theirs = |hash: &Hash| tlog_tiles::Hash(*hash.as_bytes());
    let head = theirs(&frontier.root());
    for position in [0, 1, 255, 256, 257, 65_535, 65_536, 69_887, 69_888, 69_999_u32] {
        let entry = &all[position as usize];
        let proof = inclusion_proof(&shelf, u64::from(position), 70_000).unwrap();
        assert!(shelf.take_reads() <= 6);
        verify_inclusion(entry, u64::from(position), 70_000, &proof, &frontier.root()).unwrap();
        let proof = proof.iter().map(theirs).collect();
        let leaf = tlog_tiles::record_hash(entry.as_bytes());
        tlog_tiles::check_record(&proof, 70_000, head, u64::from(position), leaf).unwrap();
    }
    for old in [1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999_u32] {
        let before: Frontier = all[..old as usize].iter().map(Commitment::leaf_hash).collect();
        let proof = consistency_proof(&shelf, u64::from(old), 70_000).unwrap();
        assert!(shelf.take_reads() <= 6);
        verify_consistency(u64::from(old), &before.root(), 70_000, &frontier.root(), &proof).unwrap();
        let proof = proof.iter().map(theirs).collect();
        tlog_tiles::check_tree(&proof, 70_000, head, u64::from(old), theirs(&before.root())).unwrap();
    }
}

#[test]
fn a_deleted_partial_tile_is_read_from_the_full_one() {
    let all = entries(300);
    let mut shelf = Shelf::of(&all[..200]);
    let before = root(&all[..200]);
    let mut builder = TileBuilder::resume(&shelf, 200, &before).unwrap();
    shelf.put(builder.append(&all[200..]));
    shelf.files.retain(|path, _| path.at_size(300) == Some(*path));
    assert_eq!(TileBuilder::resume(&shelf, 200, &before).unwrap().root(), before);
    assert_eq!(inclusion_proof(&shelf, 7, 200).unwrap(), path(7, &all[..200]));
}

#[test]
fn nothing_is_built_on_changed_missing_or_short_tiles() {
    let all = entries(300);
    let resume = |change: &dyn Fn(&mut Files)| {
        let mut shelf = Shelf::of(&all);
        change(&mut shelf.files);
        TileBuilder::resume(&shelf, 300, &root(&all)).unwrap_err()
    };
    let at = |path: &str| path.parse::<TilePath>().unwrap();
    let (leaves, bundle) = (at("tile/0/001.p/44"), at("tile/entries/001.p/44"));
    let edit = |path: TilePath, at: usize| resume(&move |files: &mut Files| files.get_mut(&path).unwrap()[at] ^= 1);
    assert!(matches!(edit(leaves, 0), TileError::Root { size: 300, .. }));
    assert!(matches!(edit(at("tile/1/000.p/1"), 31), TileError::Root { .. }));
    assert!(matches!(edit(bundle, 5), TileError::EntriesDiffer { path } if path == bundle));
    assert!(matches!(edit(bundle, 1), TileError::Entries { path, .. } if path == bundle));
    let error = resume(&|files| drop(files.remove(&leaves)));
    assert!(matches!(error, TileError::Missing { path } if path == leaves));
    let error = resume(&|files| files.get_mut(&leaves).unwrap().truncate(1000));
    assert!(matches!(error, TileError::Length { path, expected: 1408, found: 1000 } if path == leaves));
    let shelf = Shelf::of(&all);
    assert!(matches!(inclusion_proof(&shelf, 300, 300), Err(TileError::Position { position: 300, size: 300 })));
    assert!(matches!(consistency_proof(&shelf, 301, 300), Err(TileError::Order { old: 301, new: 300 })));
}

/// From an act to a receipt that a stranger checks with nothing but the public key.
#[test]
fn a_receipt_is_verifiable_from_published_files_alone() {
    let (salt, payload) = (Salt::from_bytes([4; 32]), r#"{"act":"opened"}"#.to_owned());
    let mut all = entries(500);
    all[321] = commitment(&salt, payload.as_bytes());
    let shelf = Shelf::of(&all);
    let key = SigningKey::from_seed("data.example.cn/log", [5; 32]).unwrap();
    let checkpoint = Checkpoint { origin: key.name().to_owned(), size: 500, root: root(&all) };
    let bundle = ProofBundle {
        payload,
        salt,
        position: 321,
        inclusion: inclusion_proof(&shelf, 321, 500).unwrap(),
        checkpoint: sign_checkpoint(&key, &checkpoint).unwrap(),
    };
    let public = key.verifier().to_string().parse().unwrap();
    let verified = ProofBundle::from_json(&serde_json::to_vec(&bundle).unwrap()).unwrap().verify(&public).unwrap();
    assert_eq!((verified.position, verified.size, verified.root), (321, 500, root(&all)));
}
