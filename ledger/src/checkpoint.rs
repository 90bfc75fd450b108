use base::{Digest, Message};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use signed_note::{Note, Signature, VerificationError, Verifier, Verifiers};

use crate::key::{SigningKey, VerifierKey};

/// A longer note is refused unread.
pub const MAX_NOTE_BYTES: usize = 64 * 1024;

/// What the platform signs about its log: so many entries, this root (C2SP tlog-checkpoint).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which log: the name of the key that signs it.
    pub origin: String,
    /// Entries in the log.
    pub size: u64,
    /// RFC 6962 root over those entries.
    pub root: Digest,
}

/// Why a signed checkpoint is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("expected a signed checkpoint of at most {MAX_NOTE_BYTES} bytes, found {found}")]
    TooLarge { found: usize },
    #[error("expected a signed note (text, an empty line, signature lines), found another form: fetch it again")]
    Malformed,
    #[error("expected a signature by {expected}, found {found}: use the key of the platform that signed this")]
    OtherKey { expected: String, found: String },
    #[error("expected a true signature by {key}, found a false one: the checkpoint was changed after signing")]
    Signature { key: String },
    #[error("expected the origin {expected}, found {found}: this note was not signed as a checkpoint of that log")]
    Origin { expected: String, found: String },
    #[error("expected three lines: origin, size in decimal, root in base64; found another form")]
    Body,
}

impl NoteError {
    /// The same for a person who did not ask for the log's innards.
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge { .. } | Self::Malformed | Self::Body => Message::new("receipt-checkpoint-malformed"),
            Self::OtherKey { expected, found } => {
                Message::new("receipt-other-key").with("expected", expected).with("found", found)
            }
            Self::Signature { key } => Message::new("receipt-signature-false").with("key", key),
            Self::Origin { expected, found } => {
                Message::new("receipt-other-log").with("expected", expected).with("found", found)
            }
        }
    }
}

/// Signs `checkpoint`, whose origin must be the key's name, and returns the note's text.
pub fn sign_checkpoint(key: &SigningKey, checkpoint: &Checkpoint) -> Result<String, NoteError> {
    check_origin(key.name(), &checkpoint.origin)?;
    let text = encode(checkpoint);
    let signature = Signature::new(key.name().to_owned(), key.id(), key.sign(text.as_bytes()));
    let note = signature.and_then(|signature| Note::new(text.as_bytes(), &[signature]));
    let bytes = note.map_err(|_| NoteError::Malformed)?.to_bytes();
    String::from_utf8(bytes).map_err(|_| NoteError::Malformed)
}

/// Reads a signed checkpoint and checks that `key` signed it. Further signatures, as of witnesses, are ignored.
pub fn open_checkpoint(note: &str, key: &VerifierKey) -> Result<Checkpoint, NoteError> {
    let text = opened(note, key)?;
    let checkpoint = decode(&text).ok_or(NoteError::Body)?;
    check_origin(key.name(), &checkpoint.origin)?;
    Ok(checkpoint)
}

/// The text of a note that `key` signed.
pub(crate) fn opened(note: &str, key: &VerifierKey) -> Result<String, NoteError> {
    if note.len() > MAX_NOTE_BYTES {
        return Err(NoteError::TooLarge { found: note.len() });
    }
    let parsed = Note::from_bytes(note.as_bytes()).map_err(|_| NoteError::Malformed)?;
    parsed.verify(&Only(key)).map_err(|error| match error {
        signed_note::NoteError::UnverifiedNote => NoteError::OtherKey { expected: key.label(), found: signers(note) },
        signed_note::NoteError::InvalidSignature { .. } => NoteError::Signature { key: key.label() },
        _ => NoteError::Malformed,
    })?;
    std::str::from_utf8(parsed.text()).map(str::to_owned).map_err(|_| NoteError::Body)
}

fn check_origin(expected: &str, found: &str) -> Result<(), NoteError> {
    if expected == found {
        return Ok(());
    }
    Err(NoteError::Origin { expected: expected.to_owned(), found: found.chars().take(80).collect() })
}

fn encode(checkpoint: &Checkpoint) -> String {
    let root = BASE64_STANDARD.encode(checkpoint.root.as_bytes());
    format!("{}\n{}\n{root}\n", checkpoint.origin, checkpoint.size)
}

/// Reads the three lines; extension lines, which nobody audits, are refused.
fn decode(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let root: [u8; 32] = BASE64_STANDARD.decode(root).ok()?.try_into().ok()?;
    let checkpoint = Checkpoint { origin: origin.to_owned(), size: size.parse().ok()?, root: Digest::from_bytes(root) };
    // One checkpoint, one text: refuses `+5`, `05` and anything after the third line.
    (encode(&checkpoint) == text && !origin.is_empty()).then_some(checkpoint)
}

/// The first names and ids a note claims to be signed by.
fn signers(note: &str) -> String {
    let lines = note.rsplit_once("\n\n").map_or("", |(_, lines)| lines).lines();
    let signatures = lines.filter_map(|line| Signature::from_bytes(line.as_bytes()).ok());
    let labels: Vec<_> = signatures
        .take(3)
        .map(|signature| {
            let name: String = signature.name().chars().take(80).collect();
            format!("{name}+{:08x}", signature.id())
        })
        .collect();
    labels.join(", ")
}

/// The one key that counts.
struct Only<'a>(&'a VerifierKey);

impl Verifiers for Only<'_> {
    fn verifier(&self, name: &str, id: u32) -> Result<&dyn Verifier, VerificationError> {
        if name == self.0.name() && id == self.0.key_id() {
            Ok(self.0)
        } else {
            Err(VerificationError::UnknownKey { name: name.to_owned(), id })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORIGIN: &str = "data.example.cn/log";

    fn key() -> SigningKey {
        SigningKey::from_seed(ORIGIN, [1; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: ORIGIN.to_owned(), size: 70_000, root: Digest::of(b"root") }
    }

    /// Signs any text as a note, as a careless tool with the same key might.
    fn note(key: &SigningKey, text: &str) -> String {
        let signature = Signature::new(key.name().to_owned(), key.id(), key.sign(text.as_bytes())).unwrap();
        String::from_utf8(Note::new(text.as_bytes(), &[signature]).unwrap().to_bytes()).unwrap()
    }

    fn check(text: &str, expected: &NoteError) {
        assert_eq!(open_checkpoint(text, &key().verifier()).unwrap_err(), *expected, "{text}");
    }

    #[test]
    fn a_signed_checkpoint_opens_here_and_in_the_reference_implementations() {
        let text = sign_checkpoint(&key(), &checkpoint()).unwrap();
        assert_eq!(open_checkpoint(&text, &key().verifier()).unwrap(), checkpoint());

        let verifier = signed_note::StandardVerifier::new(&key().verifier().to_string()).unwrap();
        let parsed = Note::from_bytes(text.as_bytes()).unwrap();
        parsed.verify(&signed_note::VerifierList::new(vec![Box::new(verifier)])).unwrap();
        let theirs = tlog_tiles::Checkpoint::from_bytes(parsed.text()).unwrap();
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), (ORIGIN, 70_000, *checkpoint().root.as_bytes()));
    }

    #[test]
    fn a_witness_signature_beside_ours_does_no_harm() {
        let witness = SigningKey::from_seed("witness.example", [9; 32]).unwrap();
        let ours = sign_checkpoint(&key(), &checkpoint()).unwrap();
        let (_, line) = note(&witness, &encode(&checkpoint()))
            .rsplit_once("\n\n")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert_eq!(open_checkpoint(&format!("{ours}{line}"), &key().verifier()).unwrap(), checkpoint());
    }

    #[test]
    fn false_notes_say_what_is_wrong() {
        let good = sign_checkpoint(&key(), &checkpoint()).unwrap();
        check("", &NoteError::Malformed);
        check(&encode(&checkpoint()), &NoteError::Malformed);
        check(&"a".repeat(MAX_NOTE_BYTES + 1), &NoteError::TooLarge { found: MAX_NOTE_BYTES + 1 });
        check(&good.replace("70000", "70001"), &NoteError::Signature { key: key().verifier().label() });

        let other = SigningKey::from_seed(ORIGIN, [2; 32]).unwrap();
        let (expected, found) = (key().verifier().label(), other.verifier().label());
        check(&sign_checkpoint(&other, &checkpoint()).unwrap(), &NoteError::OtherKey { expected, found });

        let root = BASE64_STANDARD.encode([0; 32]);
        let (expected, found) = (ORIGIN.to_owned(), "another.example".to_owned());
        check(&note(&key(), &format!("another.example\n1\n{root}\n")), &NoteError::Origin { expected, found });
        for body in [
            "hello\n".to_owned(),
            format!("{ORIGIN}\n05\n{root}\n"),
            format!("{ORIGIN}\n+5\n{root}\n"),
            format!("{ORIGIN}\n18446744073709551616\n{root}\n"),
            format!("{ORIGIN}\n5\n{root}\nextension\n"),
            format!("{ORIGIN}\n5\nAAAA\n"),
            format!("\n5\n{root}\n"),
        ] {
            check(&note(&key(), &body), &NoteError::Body);
        }
    }

    #[test]
    fn a_checkpoint_of_another_log_is_not_signed() {
        let foreign = Checkpoint { origin: "another.example".to_owned(), ..checkpoint() };
        assert!(matches!(sign_checkpoint(&key(), &foreign), Err(NoteError::Origin { .. })));
    }

    proptest! {
        #[test]
        fn checkpoints_read_back(size: u64, root: [u8; 32]) {
            let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root: Digest::from_bytes(root) };
            let text = sign_checkpoint(&key(), &checkpoint).unwrap();
            prop_assert_eq!(open_checkpoint(&text, &key().verifier()).unwrap(), checkpoint);
        }
    }

    #[test]
    fn any_bytes_are_refused_as_a_note() {
        let good = sign_checkpoint(&key(), &checkpoint()).unwrap();
        let verifier = key().verifier();
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            assert!(open_checkpoint(&text, &verifier).is_err());
            assert!(open_checkpoint(&format!("{ORIGIN}\n{text}\n\n— {ORIGIN} {text}\n"), &verifier).is_err());
            // Whatever stands before or after a true checkpoint, it opens to itself or not at all.
            for grown in [format!("{text}{good}"), format!("{good}{text}")] {
                assert!(
                    open_checkpoint(&grown, &verifier).is_ok_and(|read| read == checkpoint())
                        || open_checkpoint(&grown, &verifier).is_err()
                );
            }
        });
    }
}
