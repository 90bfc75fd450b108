/// A spreadsheet keeps 15 significant digits of a number.
const SIGNIFICANT: usize = 15;

/// Whether a long code looks as if a spreadsheet had read it as a number: scientific notation (`9.11E+17`) or 15
/// digits followed by nothing but zeros. The lost digits cannot be brought back: ask the source for the column as text.
///
/// One in some thousands of sound codes ends in zeros as well, so ask only after a check has failed.
pub fn damaged_by_excel(text: &str) -> bool {
    scientific(text) || rounded(text)
}

fn scientific(text: &str) -> bool {
    // Every cell of a table comes here: most are sent away by their first two bytes.
    if !matches!(text.as_bytes(), [b'0'..=b'9', b'.' | b'E' | b'e', ..]) {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1
        && all_digits(whole)
        && all_digits(fraction)
        && all_digits(exponent)
        && exponent.parse::<u8>().is_ok_and(|power| (11..=30).contains(&power))
}

fn rounded(text: &str) -> bool {
    if text.len() <= SIGNIFICANT {
        return false;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    all_digits(whole)
        && fraction.bytes().all(|b| b == b'0')
        && whole.len() > SIGNIFICANT
        && whole.bytes().skip(SIGNIFICANT).all(|b| b == b'0')
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_does_to_long_codes() {
        for damaged in [
            "9.11E+17",
            "9.1110105E+17",
            "4.6E+17",
            "6e+18",
            "460105199001011000",
            "911101050000000000",
            "6222020200012340000",
            "460105199001011000.0",
        ] {
            assert!(damaged_by_excel(damaged), "{damaged}");
        }
        for sound in [
            "",
            "E+17",
            "9.11E+1",
            "9.E+17",
            "91110105MA0000000X",
            "460105199001011001",
            "123456789012345",
            "1.0",
            "９.11E+17",
            "911E+17",
        ] {
            assert!(!damaged_by_excel(sound), "{sound}");
        }
    }
}
