use arrow::array::ArrayRef;
use base::IndustryLevel;

use super::column::to_text;
use super::{MaskError, REDACTED};

/// Replaces every code of GB/T 4754-2017, with or without its letter (`A0111`, `0111`, `01`), by its section, division
/// or group. What is no such code, or is coarser than the level asked for, becomes `***`.
pub(super) fn apply(column: &ArrayRef, level: IndustryLevel) -> Result<ArrayRef, MaskError> {
    to_text(column, 3, |text, out| {
        out.push(coarser(text, level).unwrap_or(REDACTED));
        Ok(())
    })
}

/// The last division 大类 of each section 门类, in order from A.
const LAST_DIVISIONS: [(&str, u8); 20] = [
    ("A", 5),
    ("B", 12),
    ("C", 43),
    ("D", 46),
    ("E", 50),
    ("F", 52),
    ("G", 60),
    ("H", 62),
    ("I", 65),
    ("J", 69),
    ("K", 70),
    ("L", 72),
    ("M", 75),
    ("N", 79),
    ("O", 82),
    ("P", 83),
    ("Q", 85),
    ("R", 90),
    ("S", 96),
    ("T", 97),
];

fn coarser(code: &str, level: IndustryLevel) -> Option<&str> {
    let code = code.trim();
    let digits = code.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(code);
    if digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let letter = code.get(..code.len() - digits.len()).filter(|letter| !letter.is_empty());
    if digits.is_empty() {
        let known = letter.filter(|letter| LAST_DIVISIONS.iter().any(|(section, _)| section == letter));
        return known.filter(|_| level == IndustryLevel::Section);
    }
    let division: u8 = digits.get(..2)?.parse().ok().filter(|division| *division > 0)?;
    let (section, _) = LAST_DIVISIONS.iter().find(|(_, last)| division <= *last)?;
    if letter.is_some_and(|letter| letter != *section) {
        return None;
    }
    match level {
        IndustryLevel::Section => Some(section),
        IndustryLevel::Division => digits.get(..2),
        IndustryLevel::Group => digits.get(..3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_cut_at_its_level() {
        let check = |code: &str, expected: [Option<&str>; 3]| {
            let levels = [IndustryLevel::Section, IndustryLevel::Division, IndustryLevel::Group];
            assert_eq!(levels.map(|level| coarser(code, level)), expected, "{code}");
        };
        check("A0111", [Some("A"), Some("01"), Some("011")]);
        check("0111", [Some("A"), Some("01"), Some("011")]);
        check("I651", [Some("I"), Some("65"), Some("651")]);
        check("65", [Some("I"), Some("65"), None]);
        check("S", [Some("S"), None, None]);
        check(" 9710 ", [Some("T"), Some("97"), Some("971")]);
        for code in ["", "B0111", "0011", "98", "U", "01111", "a0111", "6", "农业", "A农业", "０１１１"] {
            check(code, [None; 3]);
        }
    }
}
