use super::secret::Prf;

/// Crockford base 32 in lower case, as pseudonyms are written.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 130 bits in 5-bit digits.
const LENGTH: usize = 26;

/// The second pseudonym 备用假名 of the value whose pseudonym is `first`; `None` when that is no pseudonym.
///
/// It has the same form and says as little about the value; only the dataset's secret tells that the two are one.
pub(super) fn second(first: &str, key: &Prf) -> Option<String> {
    let written = first.len() == LENGTH && first.bytes().all(|byte| ALPHABET.contains(&byte));
    if !written {
        return None;
    }
    let drawn = key.of(&[first.as_bytes()]);
    // The leading digit of a pseudonym holds the top 3 of its 128 bits.
    let mut digits: String = String::with_capacity(LENGTH);
    for (place, byte) in drawn.iter().take(LENGTH).enumerate() {
        let digit = usize::from(byte & if place == 0 { 7 } else { 31 });
        digits.push(char::from(*ALPHABET.get(digit)?));
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_pseudonym_looks_like_the_first_and_is_always_the_same() {
        let key = Prf::new([3; 32]);
        let first = "3z8k2m9q4r5t6v7w8x9y0abcde";
        let other = second(first, &key).unwrap();
        assert_eq!(other.len(), first.len());
        assert!(other != first && second(&other, &key).is_some());
        assert_eq!(second(first, &key), Some(other));
        assert_eq!(second("王小明", &key), None);
        assert_eq!(second("3Z8K2M9Q4R5T6V7W8X9Y0ABCDE", &key), None);
    }
}
