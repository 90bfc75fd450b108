use std::sync::atomic::{AtomicU64, Ordering};

use base::Entropy;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;
use crate::{Root, RootKey, Secret32, Suite};

/// A source that never repeats and can be replayed.
struct Counting(AtomicU64);

impl Counting {
    fn new() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl Entropy for Counting {
    fn fill(&self, out: &mut [u8]) {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        let digest = Suite::International.digest(&[&n.to_be_bytes()]);
        for (to, from) in out.iter_mut().zip(digest) {
            *to = from;
        }
    }
}

fn label(kind: KeyKind, name: &str, generation: u32) -> KeyLabel {
    KeyLabel::new(kind, name, generation).unwrap()
}

fn root(byte: u8) -> Key {
    Key::root(&Root::new(&RootKey::from_bytes([byte; 32])), Suite::National, 1).unwrap()
}

fn drawn(holder: &dyn WrappingKey, kind: KeyKind, name: &str, generation: u32, from: &Counting) -> (Key, WrappedKey) {
    WrappedKey::draw(holder, label(kind, name, generation), holder.suite(), from).unwrap()
}

#[test]
fn every_rung_opens_with_the_one_above() {
    let from = Counting::new();
    for suite in Suite::ALL {
        let root = Key::root(&Root::new(&RootKey::from_bytes([7; 32])), suite, 1).unwrap();
        let (region, wrapped_region) = drawn(&root, KeyKind::Region, "460000", 1, &from);
        let (dataset, wrapped_dataset) = drawn(&region, KeyKind::Dataset, "ds-1", 1, &from);
        let (version, wrapped_version) = drawn(&dataset, KeyKind::Version, "ver-1", 1, &from);
        let (attachment, wrapped_attachment) = drawn(&region, KeyKind::Attachment, "att-1", 1, &from);
        let region = wrapped_region.open(&root).unwrap();
        let dataset = wrapped_dataset.open(&region).unwrap();
        assert_eq!(wrapped_version.open(&dataset).unwrap().secret().expose(), version.secret().expose());
        assert_eq!(wrapped_attachment.open(&region).unwrap().secret().expose(), attachment.secret().expose());
        assert_ne!(version.secret().expose(), attachment.secret().expose());
    }
}

#[test]
fn a_key_goes_only_under_a_kind_that_wraps_it() {
    use KeyKind::{Attachment, Dataset, Platform, Region, Root, Snapshot, Table, Version};
    let kinds = [Root, Region, Dataset, Version, Attachment, Table, Platform, Snapshot];
    let wraps: Vec<_> =
        kinds.iter().flat_map(|a| kinds.iter().filter(|b| a.wraps(**b)).map(move |b| (*a, *b))).collect();
    let expected = [
        (Root, Region),
        (Root, Platform),
        (Region, Dataset),
        (Region, Attachment),
        (Region, Snapshot),
        (Dataset, Version),
        (Dataset, Attachment),
        (Dataset, Table),
    ];
    assert_eq!(wraps, expected);
    let error = WrappedKey::draw(&root(7), label(Version, "ver-1", 1), Suite::National, &Counting::new()).unwrap_err();
    assert_eq!(error, KeyError::NotItsHolder { holder: Root, child: Version });
}

#[test]
fn names_and_generations_have_limits() {
    assert_eq!(KeyLabel::new(KeyKind::Region, "", 1).unwrap_err(), KeyError::Name { length: 0 });
    assert_eq!(KeyLabel::new(KeyKind::Region, "x".repeat(201), 1).unwrap_err(), KeyError::Name { length: 201 });
    let none = KeyLabel::new(KeyKind::Region, "x", 0).unwrap_err();
    assert_eq!(none, KeyError::NoGeneration { kind: KeyKind::Region });
}

#[test]
fn a_lost_root_key_and_a_wrong_key_are_told_apart() {
    let from = Counting::new();
    let (region, wrapped_region) = drawn(&root(7), KeyKind::Region, "460000", 1, &from);
    let lost = wrapped_region.open(&root(8)).unwrap_err();
    assert_eq!(lost, KeyError::RootLost { expected: root(7).check(), found: root(8).check() });
    let (_, wrapped_dataset) = drawn(&region, KeyKind::Dataset, "ds-1", 1, &from);
    let (other, _) = drawn(&root(7), KeyKind::Region, "460000", 1, &from);
    assert!(matches!(wrapped_dataset.open(&other).unwrap_err(), KeyError::WrongKey { .. }));
}

#[test]
fn rotation_rewraps_children_can_be_broken_off_and_lets_the_old_generation_go() {
    let from = Counting::new();
    let (first, _) = drawn(&root(7), KeyKind::Region, "460000", 1, &from);
    let (second, _) = drawn(&root(7), KeyKind::Region, "460000", 2, &from);
    let children: Vec<_> = (1..=3).map(|n| drawn(&first, KeyKind::Dataset, &format!("ds-{n}"), 1, &from)).collect();
    let mut ring = KeyRing::new(first);
    ring.add(second.clone()).unwrap();
    assert_eq!(ring.newest().label(), second.label());

    let mut kept: Vec<_> = children.iter().map(|(_, wrapped)| wrapped.clone()).collect();
    kept[0] = ring.rewrap(&kept[0], &from).unwrap();
    // Broken off here: both generations still open what they hold. Then run again from the start.
    for ((key, _), wrapped) in children.iter().zip(&kept) {
        assert_eq!(ring.open(wrapped).unwrap().secret().expose(), key.secret().expose());
    }
    let before = kept[0].clone();
    kept = kept.iter().map(|wrapped| ring.rewrap(wrapped, &from).unwrap()).collect();
    assert_eq!(kept[0], before, "what was re-wrapped is left alone");

    ring.retire();
    for ((key, stale), wrapped) in children.iter().zip(&kept) {
        assert_eq!(ring.open(wrapped).unwrap().secret().expose(), key.secret().expose());
        assert_eq!(wrapped.label(), stale.label());
        let error = ring.open(stale).unwrap_err();
        assert!(matches!(error, KeyError::UnknownGeneration { expected: 1, .. }), "{error}");
    }
}

#[test]
fn a_ring_holds_one_key_only_and_older_generations_may_join_late() {
    let from = Counting::new();
    let (second, _) = drawn(&root(7), KeyKind::Region, "460000", 2, &from);
    let (first, _) = drawn(&root(7), KeyKind::Region, "460000", 1, &from);
    let (other, _) = drawn(&root(7), KeyKind::Region, "430000", 3, &from);
    let (_, child) = drawn(&first, KeyKind::Dataset, "ds-1", 1, &from);
    let mut ring = KeyRing::new(second);
    assert!(matches!(ring.add(other), Err(KeyError::OtherRing { .. })));
    assert!(ring.open(&child).is_err());
    ring.add(first).unwrap();
    assert!(ring.open(&child).is_ok());
    assert_eq!(ring.newest().label().generation(), 2);
}

#[test]
fn a_wrapped_key_survives_json_and_its_record_is_fixed() {
    let (_, wrapped) = drawn(&root(7), KeyKind::Region, "460000", 1, &Counting::new());
    let text = serde_json::to_string_pretty(&wrapped).unwrap();
    assert_eq!(serde_json::from_str::<WrappedKey>(&text).unwrap(), wrapped);
    let fields: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut names: Vec<_> = fields.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected =
        ["kind", "name", "generation", "suite", "holder-generation", "holder-suite", "holder-check", "nonce", "sealed"];
    expected.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, expected);
    for (from, to) in
        [("\"nonce\": \"", "\"nonce\": \"AAAA"), ("460000", ""), ("\"generation\": 1", "\"generation\": 0")]
    {
        assert!(serde_json::from_str::<WrappedKey>(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
}

/// A token at its interface: it can be asked to wrap, and its key stays inside.
struct Token {
    inside: Key,
    present: bool,
}

impl WrappingKey for Token {
    fn label(&self) -> &KeyLabel {
        self.inside.label()
    }
    fn suite(&self) -> Suite {
        self.inside.suite()
    }
    fn check(&self) -> KeyCheck {
        self.inside.check()
    }
    fn seal_secret(&self, secret: &Secret32, with: &[u8], entropy: &dyn Entropy) -> Result<SealedSecret, KeyError> {
        self.inside.seal_secret(secret, with, entropy)
    }
    fn open_secret(&self, sealed: &SealedSecret, with: &[u8]) -> Result<Option<Secret32>, KeyError> {
        let gone = || KeyError::Token { holder: self.label().clone(), reason: "no card in slot 0".to_owned() };
        if self.present { self.inside.open_secret(sealed, with) } else { Err(gone()) }
    }
}

#[test]
fn a_token_can_stand_at_the_top_and_its_absence_is_not_damage() {
    let mut token = Token { inside: root(7), present: true };
    let (_, wrapped) = drawn(&token, KeyKind::Region, "460000", 1, &Counting::new());
    assert!(wrapped.open(&token).is_ok());
    token.present = false;
    assert!(matches!(wrapped.open(&token), Err(KeyError::Token { .. })));
}

#[test]
fn keys_do_not_print() {
    assert_eq!(format!("{:?}", root(7)), "Key(root key \"root\" generation 1, redacted)");
}

#[test]
fn any_json_is_refused_or_read_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        if let Ok(wrapped) = serde_json::from_slice::<WrappedKey>(bytes) {
            let _ = wrapped.open(&root(7));
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_wrap_with_any_byte_changed_is_refused(at in 0_usize..60, bit in 0_u8..8) {
        let (_, wrapped) = drawn(&root(7), KeyKind::Region, "460000", 1, &Counting::new());
        let mut fields = serde_json::to_value(&wrapped).unwrap();
        let (field, at) = if at < 12 { ("nonce", at) } else { ("sealed", at - 12) };
        let mut bytes = STANDARD.decode(fields[field].as_str().unwrap()).unwrap();
        bytes[at] ^= 1 << bit;
        fields[field] = STANDARD.encode(bytes).into();
        let changed: WrappedKey = serde_json::from_value(fields).unwrap();
        let damaged = KeyError::Damaged { child: wrapped.label().clone() };
        prop_assert_eq!(changed.open(&root(7)).unwrap_err(), damaged);
    }

    #[test]
    fn a_wrap_moved_to_another_name_kind_generation_or_suite_is_refused(field in 0_usize..4) {
        let from = Counting::new();
        let (region, _) = drawn(&root(7), KeyKind::Region, "460000", 1, &from);
        let (_, wrapped) = drawn(&region, KeyKind::Dataset, "ds-1", 1, &from);
        let mut fields = serde_json::to_value(&wrapped).unwrap();
        let (name, value) = [
            ("name", "ds-2".into()), ("kind", "attachment".into()),
            ("generation", 2.into()), ("suite", "international".into()),
        ][field].clone();
        fields[name] = value;
        let moved: WrappedKey = serde_json::from_value(fields).unwrap();
        prop_assert_eq!(moved.open(&region).unwrap_err(), KeyError::Damaged { child: moved.label().clone() });
    }
}
