//! FF1, the format-preserving mode of NIST SP 800-38G, over any block cipher of 16 bytes.
//!
//! A numeral string is held as its two halves, each a number: what the standard calls NUM and STR then costs nothing.
//! Each half may have at most 96 bits, which is 28 decimal digits, so one block always gives enough of a round's sum.

/// One block enciphered in place.
pub(super) trait Permute {
    fn permute(&self, block: &mut [u8; 16]);
}

/// Which way a value goes through the cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Encrypt,
    Decrypt,
}

/// Everything of a run that depends on radix, length and length of the tweak only.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// radix^u, of the left half.
    left: u128,
    /// radix^v, of the right half.
    right: u128,
    /// Bytes of a half as a number.
    width: usize,
    /// Bytes of a round's sum.
    sum: usize,
    /// The first block of every round's input, enciphered.
    start: [u8; 16],
}

/// Bits a half may have.
const HALF: u32 = 96;
const ROUNDS: u8 = 10;

impl Shape {
    /// For strings of `length` numerals under tweaks of `tweak` bytes; `None` where a half would not fit.
    pub(super) fn new(cipher: &impl Permute, radix: u32, length: u32, tweak: usize) -> Option<Self> {
        let u = length / 2;
        let left = u128::from(radix).checked_pow(u)?;
        let right = u128::from(radix).checked_pow(length - u)?;
        let bits = u128::BITS - (right - 1).leading_zeros();
        if bits > HALF || tweak > 16 {
            return None;
        }
        let width = usize::try_from(bits.div_ceil(8)).ok()?;
        let mut start = [0_u8; 16];
        let radix = radix.to_be_bytes();
        let rounds = [ROUNDS, u.to_be_bytes()[3]];
        let fields = [1, 2, 1].iter().chain(radix.get(1..)?).chain(&rounds);
        let length = length.to_be_bytes();
        let tweak = u32::try_from(tweak).ok()?.to_be_bytes();
        start.iter_mut().zip(fields.chain(&length).chain(&tweak)).for_each(|(to, from)| *to = *from);
        cipher.permute(&mut start);
        Some(Self { left, right, width, sum: 4 * width.div_ceil(4) + 4, start })
    }

    /// The two halves of a string given as one number.
    pub(super) fn split(&self, number: u64) -> (u128, u128) {
        (u128::from(number) / self.right, u128::from(number) % self.right)
    }

    pub(super) fn join(&self, (left, right): (u128, u128)) -> Option<u64> {
        u64::try_from(left.checked_mul(self.right)?.checked_add(right)?).ok()
    }

    /// Runs the ten rounds. The tweak must have the length the shape was made for.
    pub(super) fn run(&self, cipher: &impl Permute, tweak: &[u8], way: Way, halves: (u128, u128)) -> (u128, u128) {
        let (mut a, mut b) = halves;
        for step in 0..ROUNDS {
            match way {
                Way::Encrypt => {
                    let (modulus, sum) = self.round(cipher, tweak, step, b);
                    let c = reduced(a + sum, modulus);
                    (a, b) = (b, c);
                }
                Way::Decrypt => {
                    let (modulus, sum) = self.round(cipher, tweak, ROUNDS - 1 - step, a);
                    let c = reduced(b + modulus - sum, modulus);
                    (a, b) = (c, a);
                }
            }
        }
        (a, b)
    }

    /// The modulus of a round, and what the other half contributes, below it.
    fn round(&self, cipher: &impl Permute, tweak: &[u8], number: u8, half: u128) -> (u128, u128) {
        let modulus = if number.is_multiple_of(2) { self.left } else { self.right };
        let mut input = [0_u8; 48];
        let length = (tweak.len() + 1 + self.width).next_multiple_of(16);
        let numeral = half.to_be_bytes();
        let last = numeral.iter().rev().take(self.width).chain(std::iter::once(&number));
        input.iter_mut().take(length).rev().zip(last).for_each(|(to, from)| *to = *from);
        input.iter_mut().zip(tweak).for_each(|(to, from)| *to = *from);
        let mut block = self.start;
        for part in input.chunks_exact(16).take(length / 16) {
            block.iter_mut().zip(part).for_each(|(to, from)| *to ^= from);
            cipher.permute(&mut block);
        }
        let unused = u32::try_from(8 * (16 - self.sum)).unwrap_or_default();
        (modulus, reduced(u128::from_be_bytes(block) >> unused, modulus))
    }
}

/// The remainder; nearly always both numbers fit a machine word, whose division is many times faster.
fn reduced(number: u128, modulus: u128) -> u128 {
    match (u64::try_from(number), u64::try_from(modulus)) {
        (Ok(number), Ok(modulus)) => u128::from(number % modulus),
        _ => number % modulus,
    }
}

#[cfg(test)]
mod tests {
    use aes::cipher::{BlockCipherEncrypt, KeyInit};
    use aes::{Aes128, Aes192, Aes256};
    use proptest::prelude::*;

    use super::*;

    struct Enciphered<C>(C);

    impl<C: BlockCipherEncrypt<BlockSize = aes::cipher::consts::U16>> Permute for Enciphered<C> {
        fn permute(&self, block: &mut [u8; 16]) {
            self.0.encrypt_block(block.into());
        }
    }

    const KEY: [u8; 32] = [
        0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c, 0xef, 0x43,
        0x59, 0xd8, 0xd5, 0x80, 0xaa, 0x4f, 0x7f, 0x03, 0x6d, 0x6f, 0x04, 0xfc, 0x6a, 0x94,
    ];
    const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

    fn text(cipher: &impl Permute, radix: u32, tweak: &[u8], way: Way, text: &str) -> String {
        let shape = Shape::new(cipher, radix, u32::try_from(text.len()).unwrap(), tweak.len()).unwrap();
        let number = |text: &str| u128::from_str_radix(text, radix).unwrap();
        let (left, right) = text.split_at(text.len() / 2);
        let out = shape.run(cipher, tweak, way, (number(left), number(right)));
        let write = |mut number: u128, length: usize| {
            let mut digits = vec![0; length];
            for digit in digits.iter_mut().rev() {
                *digit = DIGITS.as_bytes()[usize::try_from(number % u128::from(radix)).unwrap()];
                number /= u128::from(radix);
            }
            String::from_utf8(digits).unwrap()
        };
        write(out.0, left.len()) + &write(out.1, right.len())
    }

    /// The nine samples of SP 800-38G: three keys, each with radix 10 without and with a tweak, and radix 36.
    #[test]
    fn samples_of_the_standard() {
        fn check(cipher: &impl Permute, expected: [&str; 3]) {
            let (plain, long) = ("0123456789", "0123456789abcdefghi");
            let cases = [(10, &b""[..], plain), (10, b"9876543210", plain), (36, b"7777pqrs777", long)];
            for ((radix, tweak, input), expected) in cases.into_iter().zip(expected) {
                assert_eq!(text(cipher, radix, tweak, Way::Encrypt, input), expected);
                assert_eq!(text(cipher, radix, tweak, Way::Decrypt, expected), input);
            }
        }
        let aes = Enciphered(Aes128::new_from_slice(&KEY[..16]).unwrap());
        check(&aes, ["2433477484", "6124200773", "a9tv40mll9kdu509eum"]);
        let aes = Enciphered(Aes192::new_from_slice(&KEY[..24]).unwrap());
        check(&aes, ["2830668132", "2496655549", "xbj3kv35jrawxv32ysr"]);
        let aes = Enciphered(Aes256::new_from_slice(&KEY).unwrap());
        check(&aes, ["6657667009", "1001623463", "xs8a0azh2avyalyzuwd"]);
    }

    proptest! {
        #[test]
        fn decryption_undoes_encryption(radix in 2_u32..100, length in 2_u32..40, tweak in proptest::collection::vec(any::<u8>(), 0..=16), left: u128, right: u128) {
            let aes = Enciphered(Aes256::new_from_slice(&KEY).unwrap());
            let Some(shape) = Shape::new(&aes, radix, length, tweak.len()) else { return Ok(()) };
            let halves = (left % shape.left, right % shape.right);
            let out = shape.run(&aes, &tweak, Way::Encrypt, halves);
            // The halves of an even number of rounds keep their places.
            prop_assert!(out.0 < shape.left && out.1 < shape.right);
            prop_assert_eq!(shape.run(&aes, &tweak, Way::Decrypt, out), halves);
        }
    }
}
