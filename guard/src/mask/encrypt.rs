//! Format-preserving encryption 保留格式加密: another value of the same form, which only the key turns back.
//!
//! Equal values of one agreement turn into equal values, in every column of the same form, so joins still work. What
//! has not the form asked for becomes `***` and cannot be turned back.

mod domain;
mod ff1;
mod id_number;
mod string;

use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use arrow::array::ArrayRef;
use base::Form;
use base::identifier::{bank_card, org_code, uscc};
use sm4::Sm4;

use super::column::to_text;
use super::pseudonym::BlockCipher;
use super::{MaskError, PseudonymKey, REDACTED};
use domain::Domain;
use ff1::{Permute, Way};
use id_number::{IdNumbers, digits};
use string::Strings;

/// Turns every value into another of its form.
pub(super) fn apply(column: &ArrayRef, cipher: &FormCipher) -> Result<ArrayRef, MaskError> {
    turn(column, cipher, Way::Encrypt)
}

/// Turns every value back; `***` stays.
pub(super) fn restore(column: &ArrayRef, cipher: &FormCipher) -> Result<ArrayRef, MaskError> {
    turn(column, cipher, Way::Decrypt)
}

fn turn(column: &ArrayRef, cipher: &FormCipher, way: Way) -> Result<ArrayRef, MaskError> {
    let mut scratch = Vec::with_capacity(40);
    to_text(column, 18, |text, out| {
        scratch.clear();
        let turned = cipher.turn(way, text.trim(), &mut scratch);
        out.push(std::str::from_utf8(&scratch).ok().filter(|_| turned).unwrap_or(REDACTED));
        Ok(())
    })
}

/// A block cipher with its key.
#[derive(Clone)]
enum Cipher {
    Aes256(Box<Aes256>),
    Sm4(Box<Sm4>),
}

impl Permute for Cipher {
    #[inline]
    fn permute(&self, block: &mut [u8; 16]) {
        match self {
            Self::Aes256(cipher) => cipher.encrypt_block(block.into()),
            Self::Sm4(cipher) => cipher.encrypt_block(block.into()),
        }
    }
}

/// The encryption of one form under one agreement's key.
#[derive(Clone)]
pub(super) struct FormCipher {
    cipher: Cipher,
    form: Ready,
}

#[derive(Clone)]
enum Ready {
    IdNumber(Box<IdNumbers>),
    Mobile(Domain),
    /// By the count of digits between the issuer's and the check digit, from six on.
    BankCard(Vec<Domain>),
    Uscc(Domain),
    Digits(Strings),
    Alphanumeric {
        capitals: Strings,
        mixed: Strings,
    },
}

/// What keeps apart the runs of a form that share a radix and a length.
const CAPITALS: u8 = 1;
const MIXED: u8 = 2;

const FEWEST_CARD_DIGITS: u32 = 6;
const MOST_CARD_DIGITS: u32 = 10;

impl FormCipher {
    /// `None` for a form that leaves too few values to hide among.
    pub(super) fn new(form: Form, key: &PseudonymKey) -> Option<Self> {
        let label = match form {
            Form::IdNumber { .. } => "encrypt id-number",
            Form::Mobile => "encrypt mobile",
            Form::BankCard => "encrypt bank-card",
            Form::Uscc => "encrypt uscc",
            Form::Digits => "encrypt digits",
            Form::Alphanumeric => "encrypt alphanumeric",
        };
        let secret = key.derive(label);
        let cipher = match key.cipher {
            BlockCipher::Aes256 => Cipher::Aes256(Box::new(Aes256::new_from_slice(&secret).ok()?)),
            BlockCipher::Sm4 => Cipher::Sm4(Box::new(Sm4::new_from_slice(secret.get(..16)?).ok()?)),
        };
        let form = match form {
            Form::IdNumber { keep_region, keep_birth } => {
                Ready::IdNumber(Box::new(IdNumbers::new(&cipher, keep_region, keep_birth)?))
            }
            Form::Mobile => Ready::Mobile(Domain::new(&cipher, 100_000_000, 3)?),
            Form::BankCard => {
                let lengths = FEWEST_CARD_DIGITS..=MOST_CARD_DIGITS;
                Ready::BankCard(lengths.map(|n| Domain::new(&cipher, 10_u64.pow(n), 8)).collect::<Option<_>>()?)
            }
            Form::Uscc => Ready::Uscc(Domain::new(&cipher, USCC_BODIES, 8)?),
            Form::Digits => Ready::Digits(Strings::new(&cipher, 10, 6, 36)?),
            Form::Alphanumeric => Ready::Alphanumeric {
                capitals: Strings::new(&cipher, 36, 4, 32)?,
                mixed: Strings::new(&cipher, 62, 4, 32)?,
            },
        };
        Some(Self { cipher, form })
    }

    /// Writes the other value into `out`; false when `text` has not the form.
    fn turn(&self, way: Way, text: &str, out: &mut Vec<u8>) -> bool {
        let cipher = &self.cipher;
        match &self.form {
            Ready::IdNumber(numbers) => numbers.turn(cipher, way, text, out),
            Ready::Mobile(domain) => mobile(cipher, domain, way, text, out).is_some(),
            Ready::BankCard(domains) => card(cipher, domains, way, text, out).is_some(),
            Ready::Uscc(domain) => credit_code(cipher, domain, way, text, out).is_some(),
            Ready::Digits(strings) => strings.turn(cipher, 0, way, text, out),
            Ready::Alphanumeric { capitals, .. } if !has_small(text.as_bytes()) => {
                capitals.turn(cipher, CAPITALS, way, text, out)
            }
            Ready::Alphanumeric { mixed, .. } => walk_mixed(cipher, mixed, way, text, out),
        }
    }
}

fn has_small(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_lowercase)
}

/// Until a small letter is among the characters, as one was before.
fn walk_mixed(cipher: &Cipher, strings: &Strings, way: Way, text: &str, out: &mut Vec<u8>) -> bool {
    let mut at = text.to_owned();
    loop {
        out.clear();
        if !strings.turn(cipher, MIXED, way, &at, out) {
            return false;
        }
        if has_small(out) {
            return true;
        }
        at.clear();
        at.push_str(std::str::from_utf8(out).unwrap_or_default());
    }
}

fn all_digits(text: &str) -> Option<&str> {
    text.bytes().all(|b| b.is_ascii_digit()).then_some(text)
}

fn mobile(cipher: &Cipher, domain: &Domain, way: Way, text: &str, out: &mut Vec<u8>) -> Option<()> {
    let text = all_digits(text).filter(|text| text.len() == 11 && text.starts_with('1'))?;
    let (network, number) = text.split_at_checked(3)?;
    let number = domain.walk(cipher, network.as_bytes(), way, number.parse().ok()?, |_| true)?;
    out.extend_from_slice(network.as_bytes());
    digits(out, number, 8);
    Some(())
}

/// Eight digits of the issuer stay, six where eight would leave too few to turn.
fn card(cipher: &Cipher, domains: &[Domain], way: Way, text: &str, out: &mut Vec<u8>) -> Option<()> {
    let (body, check) = all_digits(text)?.split_at_checked(text.len().checked_sub(1)?)?;
    if bank_card::check_character(body.as_bytes()) != check.chars().next()? {
        return None;
    }
    let (issuer, number) = body.split_at_checked(if text.len() >= 15 { 8 } else { 6 })?;
    let domain = domains.get(number.len().checked_sub(usize::try_from(FEWEST_CARD_DIGITS).ok()?)?)?;
    let mut tweak = [0_u8; 8];
    tweak.iter_mut().zip(issuer.bytes()).for_each(|(to, from)| *to = from);
    let turned = domain.walk(cipher, &tweak, way, number.parse().ok()?, |_| true)?;
    out.extend_from_slice(issuer.as_bytes());
    digits(out, turned, number.len());
    let check = bank_card::check_character(out);
    out.extend(u8::try_from(check));
    Some(())
}

/// 31^8.
const USCC_BODIES: u64 = 852_891_037_441;

fn credit_code(cipher: &Cipher, domain: &Domain, way: Way, text: &str, out: &mut Vec<u8>) -> Option<()> {
    uscc::check(text).ok()?;
    let (head, body) = (text.as_bytes().get(..8)?, text.as_bytes().get(8..16)?);
    let base = uscc::ALPHABET.len() as u64;
    let rank = body.iter().try_fold(0, |rank: u64, byte| {
        let digit = uscc::ALPHABET.iter().position(|known| known == byte)?;
        Some(rank * base + digit as u64)
    })?;
    let mut rank = domain.walk(cipher, head, way, rank, |_| true)?;
    let mut organisation = [b'0'; 8];
    for slot in organisation.iter_mut().rev() {
        *slot = *uscc::ALPHABET.get(usize::try_from(rank % base).ok()?)?;
        rank /= base;
    }
    out.extend_from_slice(head);
    out.extend_from_slice(&organisation);
    let inner = org_code::check_character(&organisation);
    out.extend(u8::try_from(inner));
    let outer = uscc::check_character(out)?;
    out.extend(u8::try_from(outer));
    Some(())
}

#[cfg(test)]
mod tests;
