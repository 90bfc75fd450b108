use super::*;
use crate::checkpoint::{Checkpoint, sign_checkpoint};
use crate::commitment::node_hash;
use crate::key::SigningKey;

const ORIGIN: &str = "data.example.cn/log";

fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [1; 32]).unwrap()
}

/// The third of three acts: its proof is the hash over the first two.
fn bundle() -> ProofBundle {
    let payload = r#"{"act":"version-received","rows":12}"#.to_owned();
    let salt = Salt::from_bytes([7; 32]);
    let leaves = [1, 2].map(|byte| Commitment::from_bytes([byte; 32]).leaf_hash());
    let left = node_hash(&leaves[0], &leaves[1]);
    let root = node_hash(&left, &commitment(&salt, payload.as_bytes()).leaf_hash());
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: 3, root };
    let checkpoint = sign_checkpoint(&key(), &checkpoint).unwrap();
    ProofBundle { payload, salt, position: 2, inclusion: vec![left], checkpoint }
}

fn check(change: impl FnOnce(&mut ProofBundle), expected: &BundleError, key_of_message: &str) {
    let mut changed = bundle();
    change(&mut changed);
    let error = changed.verify(&key().verifier()).unwrap_err();
    assert_eq!(error, *expected);
    assert_eq!(error.message().key, key_of_message);
}

#[test]
fn a_true_receipt_verifies_after_a_trip_through_json() {
    let text = serde_json::to_vec_pretty(&bundle()).unwrap();
    let verified = ProofBundle::from_json(&text).unwrap().verify(&key().verifier()).unwrap();
    assert_eq!((verified.origin.as_str(), verified.position, verified.size), (ORIGIN, 2, 3));
}

#[test]
fn a_false_receipt_names_the_part_that_is_wrong() {
    check(|b| b.payload.push(' '), &BundleError::Changed, "receipt-changed");
    check(|b| b.salt = Salt::from_bytes([8; 32]), &BundleError::Changed, "receipt-changed");
    check(|b| b.inclusion[0] = Digest::of(b""), &BundleError::Changed, "receipt-changed");
    check(|b| b.position = 3, &BundleError::Position { position: 3, size: 3 }, "receipt-position-outside");
    let length = |position, found| BundleError::ProofLength { position, size: 3, found };
    check(|b| b.position = 1, &length(1, 1), "receipt-proof-length");
    check(|b| b.inclusion.clear(), &length(2, 0), "receipt-proof-length");
    check(|b| b.inclusion.push(Digest::of(b"")), &length(2, 2), "receipt-proof-length");
    check(
        |b| b.inclusion = vec![Digest::of(b""); 65],
        &BundleError::ProofTooLong { found: 65 },
        "receipt-proof-length",
    );
    check(|b| b.checkpoint.clear(), &BundleError::Checkpoint(NoteError::Malformed), "receipt-checkpoint-malformed");
    check(
        |b| b.checkpoint = b.checkpoint.replace("\n3\n", "\n4\n"),
        &BundleError::Checkpoint(NoteError::Signature { key: key().verifier().label() }),
        "receipt-signature-false",
    );

    let stranger = SigningKey::from_seed("other.example/log", [2; 32]).unwrap().verifier();
    let error = bundle().verify(&stranger).unwrap_err();
    let (expected, found) = (stranger.label(), key().verifier().label());
    assert_eq!(error, BundleError::Checkpoint(NoteError::OtherKey { expected, found }));
    assert_eq!(error.message().key, "receipt-other-key");
}

#[test]
fn foreign_bytes_are_bounded_and_errors_carry_no_content() {
    let large = vec![b' '; MAX_BUNDLE_BYTES + 1];
    assert_eq!(ProofBundle::from_json(&large), Err(BundleError::TooLarge { found: MAX_BUNDLE_BYTES + 1 }));
    let text = serde_json::to_string(&bundle()).unwrap();
    for broken in [text.replace("\"position\":2", "\"position\":\"李雷\""), text.replace("\"salt\"", "\"李雷\"")] {
        let error = ProofBundle::from_json(broken.as_bytes()).unwrap_err();
        assert!(matches!(error, BundleError::Form { line: 1, .. }), "{error}");
        assert!(!error.to_string().contains("李雷"));
    }
}

/// Every bit of every byte: no flip may leave a receipt that still verifies.
#[test]
fn any_flipped_bit_is_noticed() {
    let text = serde_json::to_vec(&bundle()).unwrap();
    let verifier = key().verifier();
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut flipped = text.clone();
            flipped[at] ^= 1 << bit;
            let outcome = ProofBundle::from_json(&flipped).and_then(|bundle| bundle.verify(&verifier));
            assert!(outcome.is_err(), "byte {at} bit {bit}: {}", String::from_utf8_lossy(&flipped));
        }
    }
}

#[test]
fn any_bytes_are_no_receipt() {
    let verifier = key().verifier();
    let good = serde_json::to_value(bundle()).unwrap();
    bolero::check!().for_each(|bytes: &[u8]| {
        assert!(ProofBundle::from_json(bytes).and_then(|bundle| bundle.verify(&verifier)).is_err());
        let text = String::from_utf8_lossy(bytes);
        for field in ["payload", "salt", "checkpoint"] {
            let mut changed = good.clone();
            changed[field] = serde_json::Value::from(text.as_ref());
            let changed = serde_json::to_vec(&changed).unwrap();
            assert!(ProofBundle::from_json(&changed).and_then(|bundle| bundle.verify(&verifier)).is_err());
        }
    });
}
