use proptest::prelude::*;

use super::*;
use crate::identifier::generate;

fn check_is(text: &str, expected: Result<(u32, &str, Sex), Why>) {
    let found = check(text).map(|card| (card.region().number(), card.birth().to_string(), card.sex()));
    let expected = expected.map(|(region, birth, sex)| (region, birth.to_owned(), sex));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn numbers_and_reasons() {
    check_is("11010519491231002X", Ok((110_105, "1949-12-31", Sex::Female)));
    check_is("11010519491231002x", Ok((110_105, "1949-12-31", Sex::Female)));
    check_is("440524188001010014", Ok((440_524, "1880-01-01", Sex::Male)));
    check_is("110105491231002", Ok((110_105, "1949-12-31", Sex::Female)));
    check_is("", Err(Why::Length { found: 0 }));
    check_is("1101054912310021", Err(Why::Length { found: 16 }));
    check_is("身份证号码六", Err(Why::Length { found: 6 }));
    check_is("１１０１０", Err(Why::Length { found: 5 }));
    check_is(" 11010519491231002", Err(Why::IllegalCharacter { position: 1 }));
    check_is("1101051949123１002X", Err(Why::IllegalCharacter { position: 14 }));
    check_is("1101051949123100XX", Err(Why::IllegalCharacter { position: 17 }));
    check_is("11010549123100X", Err(Why::IllegalCharacter { position: 15 }));
    check_is("000101199001011234", Err(Why::UnknownRegion));
    check_is("990426199112010074", Err(Why::UnknownRegion));
    check_is("990426911201007", Err(Why::UnknownRegion));
    check_is("110105194902290020", Err(Why::ImpossibleBirthDate));
    check_is("110105184912310021", Err(Why::ImpossibleBirthDate));
    check_is("110105491331002", Err(Why::ImpossibleBirthDate));
    check_is("110105194912310021", Err(Why::CheckDigit { expected: 'X', found: '1' }));
}

#[test]
fn residents_from_beyond_have_codes_of_their_own() {
    let birth = LawDate::from_ymd_opt(1990, 5, 1).unwrap();
    for digits in [810_000, 820_000, 830_000] {
        let region = RegionCode::from_number(digits).unwrap();
        check_is(&compose(region, birth, 1), Ok((digits, "1990-05-01", Sex::Male)));
    }
}

#[test]
fn the_division_is_that_of_the_birth_or_the_first_after_it() {
    let name = |digits: u32, year: i32| {
        let region = RegionCode::from_number(digits).unwrap();
        let card = check(&compose(region, LawDate::from_ymd_opt(year, 6, 1).unwrap(), 10)).unwrap();
        card.region_at_birth().map(|division| division.name)
    };
    assert_eq!(name(361_128, 2002), Some("波阳县"));
    assert_eq!(name(361_128, 2003), Some("鄱阳县"));
    assert_eq!(name(361_128, 1950), Some("波阳县"), "as the first edition names it");
    assert_eq!(name(460_300, 1980), Some("三沙市"), "handed out after the city took the code in 2012");
    assert_eq!(name(110_201, 1993), None, "no edition since 2002 lists it");
    assert_eq!(name(142_300, 2008), None, "abolished in 2003, doubtful and yet accepted");
}

#[test]
fn a_missing_code_is_refuted_only_where_the_editions_speak() {
    let check_region = |digits: u32, year: i32, accepted: bool| {
        let region = RegionCode::from_number(digits).unwrap();
        let found = check(&compose(region, LawDate::from_ymd_opt(year, 12, 31).unwrap(), 10));
        assert_eq!(found.map(|card| card.region()), if accepted { Ok(region) } else { Err(Why::UnknownRegion) });
    };
    check_region(110_201, 2001, true);
    check_region(110_201, 2002, false);
    check_region(110_201, 1900, true);
    check_region(510_299, 1960, true);
    check_region(990_201, 1960, false);
    check_region(830_001, 1960, false);
    check_region(110_101, 2024, true);
}

#[test]
fn both_forms_of_a_number_read_the_same() {
    assert_eq!(check("110105491231002").unwrap().number(), "11010519491231002X");
    assert_eq!(check("110105491231002"), check("11010519491231002X"));
}

#[test]
fn debug_prints_nothing_of_the_holder() {
    assert_eq!(format!("{:?}", check("11010519491231002X").unwrap()), "IdCard(…)");
}

proptest! {
    /// ISO 7064 MOD 11-2 sees every single wrong character; the form may see it first.
    #[test]
    fn one_wrong_digit_never_passes(row in 0..region::all().len(), days in 0_u64..40_000, sequence in 0_u16..1000, place in 0_usize..18, other in b'0'..=b'9') {
        let birth = LawDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
        let mut bytes = compose(region::all()[row].code, birth, sequence).into_bytes();
        prop_assume!(bytes[place] != other);
        bytes[place] = other;
        let why = check(std::str::from_utf8(&bytes).unwrap()).unwrap_err();
        let right = match why {
            Why::UnknownRegion => place < 6,
            Why::ImpossibleBirthDate => (6..14).contains(&place),
            Why::CheckDigit { .. } => true,
            Why::Length { .. } | Why::IllegalCharacter { .. } => false,
        };
        prop_assert!(right, "{:?} for a change at {}", why, place);
    }
}

#[test]
fn any_text_is_survived() {
    let sample = generate::id_number(RegionCode::from_number(460_106).unwrap(), LawDate::default(), Sex::Female, 0);
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(card) = check(&text) {
            assert_eq!(check(&card.number()), Ok(card));
        }
        // Bytes from nowhere rarely get past the length, so let them overwrite the start of a sound number too.
        let mut near = sample.clone().into_bytes();
        near.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        let _ = check(&String::from_utf8_lossy(&near));
    });
}
