//! Strings of digits or of letters and digits of any length: FF1 as the standard has it.

use super::ff1::{Permute, Shape, Way};

/// Digits, then capitals, then small letters, in the order of their values.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
}

/// Strings of one alphabet, for each length the shape of its run.
#[derive(Debug, Clone)]
pub(super) struct Strings {
    radix: u8,
    shortest: usize,
    shapes: Vec<Shape>,
}

impl Strings {
    /// Of `shortest` to `longest` characters of the first `radix` of the alphabet. The tweak is one byte.
    pub(super) fn new(cipher: &impl Permute, radix: u8, shortest: u32, longest: u32) -> Option<Self> {
        let shapes = (shortest..=longest).map(|length| Shape::new(cipher, radix.into(), length, 1));
        Some(Self { radix, shortest: usize::try_from(shortest).ok()?, shapes: shapes.collect::<Option<_>>()? })
    }

    /// Another string of the same length into `out`; false when `text` is none of these.
    pub(super) fn turn(&self, cipher: &impl Permute, tweak: u8, way: Way, text: &str, out: &mut Vec<u8>) -> bool {
        self.turned(cipher, tweak, way, text.as_bytes(), out).is_some()
    }

    fn turned(&self, cipher: &impl Permute, tweak: u8, way: Way, text: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let shape = self.shapes.get(text.len().checked_sub(self.shortest)?)?;
        let (left, right) = text.split_at_checked(text.len() / 2)?;
        let halves = (self.number(left)?, self.number(right)?);
        let (a, b) = shape.run(cipher, &[tweak], way, halves);
        self.write(a, left.len(), out);
        self.write(b, right.len(), out);
        Some(())
    }

    fn number(&self, text: &[u8]) -> Option<u128> {
        text.iter().try_fold(0_u128, |number, byte| {
            let digit = value(*byte).filter(|digit| *digit < self.radix)?;
            number.checked_mul(self.radix.into())?.checked_add(digit.into())
        })
    }

    fn write(&self, mut number: u128, length: usize, out: &mut Vec<u8>) {
        let from = out.len();
        out.resize(from + length, b'0');
        for slot in out.iter_mut().skip(from).rev() {
            let digit = if let Ok(short) = u64::try_from(number) {
                number = u128::from(short / u64::from(self.radix));
                short % u64::from(self.radix)
            } else {
                let digit = number % u128::from(self.radix);
                number /= u128::from(self.radix);
                u64::try_from(digit).unwrap_or_default()
            };
            *slot = usize::try_from(digit).ok().and_then(|digit| ALPHABET.get(digit)).copied().unwrap_or(b'0');
        }
    }
}
