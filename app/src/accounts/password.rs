//! Passwords: argon2id with the library's parameters, off the async threads.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base::{Entropy, Message};
use domain::credential::Verifier;
use zeroize::Zeroizing;

use crate::problem::Problem;

/// A password on its way to be hashed or checked. Does not print; wiped when dropped.
pub(super) type Password = Zeroizing<String>;

const SHORTEST: usize = 10;
const LONGEST: usize = 200;

/// Checked against when there is no such account, so that the answer takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(super) async fn hash(password: Password, entropy: &dyn Entropy) -> Result<Verifier, Problem> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let message = Message::new("invalid-password-length").with("min", SHORTEST).with("max", LONGEST);
        return Err(Problem::invalid("password", message));
    }
    let mut salt = [0_u8; 16];
    entropy.fill(&mut salt);
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    let text = hashed.await.map_err(internal)?.map_err(internal)?;
    Ok(Verifier::new(text))
}

/// Whether `password` is the one behind `verifier`; with none, takes as long and says no.
pub(super) async fn matches(password: Password, verifier: Option<Verifier>) -> Result<bool, Problem> {
    let checked = tokio::task::spawn_blocking(move || {
        let text = verifier.as_ref().map_or(NOBODY, Verifier::expose);
        let same = PasswordHash::new(text)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        same && verifier.is_some()
    });
    checked.await.map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> Problem {
    Problem::Internal(error.to_string())
}
