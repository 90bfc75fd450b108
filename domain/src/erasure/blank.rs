use std::collections::BTreeSet;
use std::ops::BitOr;

use base::Digest;
use serde_json::Value;

use crate::act::{Act, RecordKind};
use crate::case::Inputs;
use crate::credential::Verifier;

/// What stands where something was erased.
pub const ERASED: &str = "***";

/// Names from this length on are looked for anywhere in a text: by chance they stand in none.
const ANYWHERE: usize = 12;
/// Names from this length on are looked for where they stand by themselves; shorter ones are a whole text or nothing.
const BY_ITSELF: usize = 6;

/// What is taken out of an act.
#[derive(Debug)]
pub struct Blank<'a> {
    /// The texts that name the person.
    pub names: &'a [String],
    /// The record is the person's own: whatever people wrote in it goes, but for the inputs in `kept`.
    pub own: bool,
    /// Inputs that hold no free text.
    pub kept: &'a BTreeSet<String>,
}

impl Blank<'_> {
    /// Whether acts on records of this kind may lose content. A receipt holds digests, a version names no person, and
    /// how an erasure went must stay.
    pub const fn reaches(kind: RecordKind) -> bool {
        !matches!(kind, RecordKind::Receipt | RecordKind::Version | RecordKind::Erasure)
    }

    /// Whether a name is looked for as a whole text only: a shorter one stands in too many that mean something else.
    pub fn is_short(name: &str) -> bool {
        name.chars().count() < BY_ITSELF
    }

    /// What remains of `act`; None where nothing of it has to go.
    pub fn remains(&self, act: &Act) -> Option<Act> {
        let own = if self.own { self.without_words(act.clone()) } else { act.clone() };
        let mut value = serde_json::to_value(&own).ok()?;
        // An act that names the person where only an id or a digest fits is no act without it: it stays.
        let named = value.get_mut("body").is_some_and(|body| self.clear(body));
        let remains = if named { serde_json::from_value(value).unwrap_or(own) } else { own };
        (&remains != act).then_some(remains)
    }

    /// Clears every text that names the person. Answers whether there was one.
    fn clear(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) if self.names.iter().any(|name| holds(text, name)) => {
                ERASED.clone_into(text);
                true
            }
            Value::Number(number) => {
                let text = number.to_string();
                let named = self.names.iter().any(|name| !Self::is_short(name) && *name == text);
                if named {
                    *value = Value::Null;
                }
                named
            }
            Value::Array(items) => items.iter_mut().map(|item| self.clear(item)).fold(false, BitOr::bitor),
            Value::Object(items) => items.values_mut().map(|item| self.clear(item)).fold(false, BitOr::bitor),
            Value::Null | Value::Bool(_) | Value::String(_) => false,
        }
    }

    fn without_words(&self, act: Act) -> Act {
        match act {
            Act::CaseOpened(mut case) => {
                self.keep(&mut case.form);
                Act::CaseOpened(case)
            }
            Act::CaseStepped(mut stepped) => {
                self.keep(&mut stepped.inputs);
                Act::CaseStepped(stepped)
            }
            Act::CaseApproved(mut word) => {
                self.keep(&mut word.inputs);
                Act::CaseApproved(word)
            }
            Act::CaseCommented(mut comment) => {
                ERASED.clone_into(&mut comment.text);
                Act::CaseCommented(comment)
            }
            Act::EntryMade(mut entry) => {
                self.keep(&mut entry.facts);
                Act::EntryMade(entry)
            }
            Act::EntryAmended { mut facts } => {
                self.keep(&mut facts);
                Act::EntryAmended { facts }
            }
            Act::EntryClosed { .. } => Act::EntryClosed { reason: ERASED.to_owned() },
            Act::EntryStruck { .. } => Act::EntryStruck { reason: ERASED.to_owned() },
            other => without_login(other),
        }
    }

    fn keep(&self, inputs: &mut Inputs) {
        inputs.retain(|name, _| self.kept.contains(name));
    }
}

/// The same for what a login and its files say.
fn without_login(act: Act) -> Act {
    match act {
        Act::AccountOpened(mut account) => {
            // The login name is unique, and so is the id.
            account.handle = account.id.to_string();
            Act::AccountOpened(account)
        }
        Act::AccountClosed { .. } => Act::AccountClosed { reason: ERASED.to_owned() },
        Act::CredentialIssued(mut credential) => {
            ERASED.clone_into(&mut credential.label);
            credential.verifier = Verifier::new(String::new());
            Act::CredentialIssued(credential)
        }
        Act::CredentialRevoked { .. } => Act::CredentialRevoked { reason: ERASED.to_owned() },
        Act::AttachmentReceived(mut attachment) => {
            ERASED.clone_into(&mut attachment.name);
            attachment.digest = Digest::from_bytes([0; 32]);
            Act::AttachmentReceived(attachment)
        }
        other => other,
    }
}

/// Whether `text` names the person by `name`.
fn holds(text: &str, name: &str) -> bool {
    let length = name.chars().count();
    if length == 0 {
        return false;
    }
    if text == name || (length >= ANYWHERE && text.contains(name)) {
        return true;
    }
    !Blank::is_short(name)
        && text.match_indices(name).any(|(at, _)| {
            let joins = |next: Option<char>| next.is_some_and(|next| next.is_ascii_alphanumeric());
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
            !joins(before) && !joins(after)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_where_it_stands_and_not_where_it_only_occurs() {
        let cases = [
            ("460000199001011234", "身份证460000199001011234号", true),
            ("460000199001011234", "ID460000199001011234", true),
            ("P-0001", "请删除P-0001的记录", true),
            ("P-0001", "P-00012", false),
            ("P-0001", "XP-0001", false),
            ("42", "42", true),
            ("42", " 42 ", false),
            ("42", "第42行", false),
            ("", "", false),
        ];
        for (name, text, expected) in cases {
            assert_eq!(holds(text, name), expected, "{name:?} in {text:?}");
        }
    }

    fn commented(text: String) -> Act {
        Act::CaseCommented(crate::case::Comment {
            by: crate::act::Actor::Platform,
            at: base::Timestamp::from_millis(0),
            text,
        })
    }

    proptest! {
        #[test]
        fn what_remains_never_names_the_person_and_is_found_once(
            before in ".{0,20}", name in "[0-9A-Z]{12,18}", after in ".{0,20}", own: bool,
        ) {
            let (names, kept) = ([name.clone()], BTreeSet::new());
            let blank = Blank { names: &names, own, kept: &kept };
            let remains = blank.remains(&commented(format!("{before}{name}{after}"))).unwrap();
            prop_assert!(!serde_json::to_string(&remains).unwrap().contains(&name));
            prop_assert_eq!(blank.remains(&remains), None);
        }

        #[test]
        fn what_does_not_name_the_person_stays_as_it_is(text in "[a-z ]{0,40}", name in "[0-9]{6,18}") {
            let (names, kept) = ([name], BTreeSet::new());
            prop_assert_eq!(Blank { names: &names, own: false, kept: &kept }.remains(&commented(text)), None);
        }
    }
}
