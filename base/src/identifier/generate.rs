//! Made-up identifiers whose check digits hold, for sample people and sample bodies. They keep to
//! corners that hardly anyone real stands in: identity numbers use the sequences 996–999, which the form of 15 digits
//! kept for people over a hundred; organisation codes start with XX, where real ones start with a digit or with M.

use std::fmt::Write as _;

use super::bank_card::{self, Issuer};
use super::id_card::{self, Sex};
use super::{org_code as org, uscc as credit};
use crate::LawDate;
use crate::region::RegionCode;

/// What kind of body a made-up unified social credit code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registrant {
    /// 机关.
    Department,
    /// 事业单位.
    Institution,
    /// 企业.
    Enterprise,
}

impl Registrant {
    const fn authority_and_category(self) -> &'static str {
        match self {
            Self::Department => "11",
            Self::Institution => "12",
            Self::Enterprise => "91",
        }
    }
}

/// An identity number. Each division, day and sex has two, for even and odd `serial`.
pub fn id_number(region: RegionCode, birth: LawDate, sex: Sex, serial: u64) -> String {
    let first = match sex {
        Sex::Female => 996,
        Sex::Male => 997,
    };
    id_card::compose(region, birth, if serial.is_multiple_of(2) { first } else { first + 2 })
}

/// An organisation code; distinct for each `serial` below 31^6.
pub fn org_code(serial: u32) -> String {
    let mut rest = serial as usize;
    let mut text = String::from("XX");
    for _ in 0..6 {
        text.push(credit::ALPHABET.get(rest % credit::ALPHABET.len()).map_or('0', |&byte| char::from(byte)));
        rest /= credit::ALPHABET.len();
    }
    text.push(org::check_character(text.as_bytes()));
    text
}

/// A unified social credit code; distinct for each `serial` below 31^6.
pub fn uscc(registrant: Registrant, region: RegionCode, serial: u32) -> String {
    let mut text = format!("{}{region}{}", registrant.authority_and_category(), org_code(serial));
    text.extend(credit::check_character(text.as_bytes()));
    text
}

/// A bank card number of `issuer`; distinct for each `serial` that fits between the prefix and the check digit.
pub fn bank_card(issuer: &Issuer, serial: u64) -> String {
    let room = usize::from(issuer.length).saturating_sub(issuer.prefix.len() + 1);
    let limit = u32::try_from(room).ok().and_then(|room| 10_u64.checked_pow(room)).unwrap_or(u64::MAX);
    let mut text = String::from(issuer.prefix);
    // Writing to a String cannot fail.
    let _ = write!(text, "{:0room$}", serial % limit);
    text.push(bank_card::check_character(text.as_bytes()));
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn serials_give_distinct_codes() {
        let haikou = RegionCode::from_number(460_100).unwrap();
        let codes: BTreeSet<String> = (0..5000).map(|serial| uscc(Registrant::Enterprise, haikou, serial)).collect();
        assert_eq!(codes.len(), 5000);
        let issuer = &bank_card::issuers()[0];
        let cards: BTreeSet<String> = (0..5000).map(|serial| bank_card(issuer, serial)).collect();
        assert_eq!(cards.len(), 5000);
    }

    proptest! {
        #[test]
        fn what_is_made_up_passes_its_own_check(
            serial in any::<u32>(),
            row in 0..crate::region::all().len(),
            days in 0_u64..36_500,
            male in any::<bool>(),
            issuer in 0..bank_card::issuers().len(),
        ) {
            let region = crate::region::all()[row].code;
            let birth = LawDate::from_ymd_opt(1926, 1, 1).unwrap() + chrono::Days::new(days);
            let sex = if male { Sex::Male } else { Sex::Female };
            let card = id_card::check(&id_number(region, birth, sex, serial.into())).unwrap();
            prop_assert_eq!((card.region(), card.birth(), card.sex()), (region, birth, sex));
            for registrant in [Registrant::Department, Registrant::Institution, Registrant::Enterprise] {
                let code = credit::check(&uscc(registrant, region, serial)).unwrap();
                prop_assert_eq!(code.region, region);
                let inner = org_code(serial);
                prop_assert_eq!(code.organisation.as_str(), inner.as_str());
            }
            let card = bank_card::check(&bank_card(&bank_card::issuers()[issuer], serial.into()));
            prop_assert!(card.is_ok());
        }
    }
}
