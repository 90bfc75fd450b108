//! What the platform signs beside its log: a statement of some kind, as a signed note under the log's own key.

use signed_note::{Note, Signature};

use crate::checkpoint::{MAX_NOTE_BYTES, NoteError, opened};
use crate::key::{SigningKey, VerifierKey};

/// Signs `body`, one line of JSON, as a statement of this kind. The first line names key and kind, so that a statement is
/// never taken for a checkpoint or for one of another kind.
pub fn sign_statement(key: &SigningKey, kind: &str, body: &str) -> Result<String, NoteError> {
    let text = format!("{}{body}\n", head(key.name(), kind));
    if body.contains('\n') || text.len() > MAX_NOTE_BYTES / 2 {
        return Err(NoteError::TooLarge { found: text.len() });
    }
    let signature = Signature::new(key.name().to_owned(), key.id(), key.sign(text.as_bytes()));
    let note = signature.and_then(|signature| Note::new(text.as_bytes(), &[signature]));
    let bytes = note.map_err(|_| NoteError::Malformed)?.to_bytes();
    String::from_utf8(bytes).map_err(|_| NoteError::Malformed)
}

/// Reads a statement of this kind and checks that `key` signed it. Gives its body.
pub fn open_statement(note: &str, kind: &str, key: &VerifierKey) -> Result<String, NoteError> {
    let text = opened(note, key)?;
    let first = head(key.name(), kind);
    let Some(body) = text.strip_prefix(&first).and_then(|body| body.strip_suffix('\n')) else {
        let found = text.lines().next().unwrap_or_default().chars().take(80).collect();
        return Err(NoteError::Origin { expected: first.trim_end().to_owned(), found });
    };
    Ok(body.to_owned())
}

fn head(name: &str, kind: &str) -> String {
    format!("{name} statement {kind}\n")
}

#[cfg(test)]
mod tests {
    use crate::{Checkpoint, open_checkpoint, sign_checkpoint};

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed("log", [seed; 32]).unwrap()
    }

    #[test]
    fn a_statement_opens_as_what_it_is_and_as_nothing_else() {
        let note = sign_statement(&key(1), "release-risk/v1", r#"{"k":5}"#).unwrap();
        let verifier = key(1).verifier();
        assert_eq!(open_statement(&note, "release-risk/v1", &verifier).unwrap(), r#"{"k":5}"#);
        let other = open_statement(&note, "other/v1", &verifier).unwrap_err();
        assert!(matches!(other, NoteError::Origin { .. }), "{other}");
        assert!(open_checkpoint(&note, &verifier).is_err());
        let checkpoint = Checkpoint { origin: "log".to_owned(), size: 1, root: base::Digest::of(b"") };
        let signed = sign_checkpoint(&key(1), &checkpoint).unwrap();
        assert!(open_statement(&signed, "release-risk/v1", &verifier).is_err());
    }

    #[test]
    fn a_changed_statement_and_another_key_are_refused() {
        let note = sign_statement(&key(1), "release-risk/v1", r#"{"k":5}"#).unwrap();
        let changed = note.replace('5', "6");
        let error = open_statement(&changed, "release-risk/v1", &key(1).verifier()).unwrap_err();
        assert!(!matches!(error, NoteError::Origin { .. }), "{error}");
        assert!(matches!(
            open_statement(&note, "release-risk/v1", &key(2).verifier()),
            Err(NoteError::OtherKey { .. })
        ));
        assert!(sign_statement(&key(1), "release-risk/v1", "{}\n{}").is_err());
    }
}
