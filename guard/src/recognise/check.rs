use base::identifier::{bank_card, id_card, org_code, uscc};

use super::{date, email};

/// A check 校验 a rule pack may ask for behind a pattern, over the letters and digits of the value in upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    IdNumber,
    Uscc,
    OrgCode,
    BankCard,
    /// ISO/IEC 7812, without an issuer.
    Luhn,
    Date,
    Email,
}

impl Check {
    pub(crate) const WORDS: [&str; 7] = ["id-number", "uscc", "org-code", "bank-card", "luhn", "date", "email"];

    pub(crate) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "id-number" => Self::IdNumber,
            "uscc" => Self::Uscc,
            "org-code" => Self::OrgCode,
            "bank-card" => Self::BankCard,
            "luhn" => Self::Luhn,
            "date" => Self::Date,
            "email" => Self::Email,
            _ => return None,
        })
    }

    pub(crate) fn holds(self, value: &str) -> bool {
        let plain = || -> String {
            value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
        };
        match self {
            Self::IdNumber => id_card::check(&plain()).is_ok(),
            Self::Uscc => uscc::check(&plain()).is_ok(),
            Self::OrgCode => org_code::check(&plain()).is_ok(),
            Self::BankCard => bank_card::check(&plain()).is_ok(),
            Self::Luhn => match bank_card::check(&plain()) {
                Ok(_) => true,
                Err(why) => {
                    matches!(why, bank_card::Why::UnknownIssuer | bank_card::Why::LengthNotOfIssuer { .. })
                }
            },
            Self::Date => date::is_date(value),
            Self::Email => email::is_email(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_a_check_that_can_fail() {
        for word in Check::WORDS {
            let check = Check::named(word).unwrap();
            assert!(!check.holds("A1"), "{word}");
        }
        assert!(Check::Luhn.holds("4111 1111 1111 1111"));
        assert!(Check::Date.holds("1990-01-31"));
        assert!(Check::named("magic").is_none());
    }
}
