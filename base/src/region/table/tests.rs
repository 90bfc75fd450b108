use proptest::prelude::*;

use super::*;

fn code(digits: u32) -> RegionCode {
    RegionCode::from_number(digits).unwrap()
}

fn check(digits: u32, year: u16, name: Option<&str>) {
    assert_eq!(full_name_in(code(digits), year).as_deref(), name, "{digits} in {year}");
}

#[test]
fn every_line_is_read_and_in_order() {
    assert_eq!(all().len(), LINES.lines().count());
    assert!(all().len() > 4000);
    for pair in all().windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        assert!(a.code <= b.code, "{a:?} {b:?}");
        if a.code == b.code {
            assert!(a.last_year.zip(b.first_year).is_some_and(|(last, first)| last < first), "{a:?} {b:?}");
        }
        assert!(a.last_year.zip(a.first_year).is_none_or(|(last, first)| first <= last), "{a:?}");
        assert!(a.last_year.is_none_or(|last| last >= FIRST_EDITION), "{a:?}");
        assert!(a.first_year.is_none_or(|first| first > FIRST_EDITION), "{a:?}");
    }
}

#[test]
fn every_standing_division_has_standing_parents() {
    for division in all().iter().filter(|division| division.last_year.is_none()) {
        assert!(latest(division.code.province()).is_some_and(|parent| parent.last_year.is_none()), "{division:?}");
        if let Some(city) = division.code.city() {
            assert!(latest(city).is_some_and(|parent| parent.last_year.is_none()), "{division:?}");
        }
    }
}

#[test]
fn names_follow_the_years() {
    check(460_106, 2024, Some("海南省海口市龙华区"));
    check(361_128, 2002, Some("江西省上饶市波阳县"));
    check(361_128, 2003, Some("江西省上饶市鄱阳县"));
    check(142_301, 2002, Some("山西省吕梁地区孝义市"));
    check(142_301, 2003, None);
    check(141_181, 2002, None);
    check(141_181, 2003, Some("山西省吕梁市孝义市"));
    check(371_700, 2002, Some("山东省菏泽市"));
    check(460_321, 2014, Some("海南省三沙市西沙群岛"));
    check(469_025, 2004, Some("海南省定安县"));
    check(469_025, 2010, Some("海南省白沙黎族自治县"));
    check(469_023, 2024, Some("海南省澄迈县"));
    check(710_000, 2024, Some("台湾省"));
    check(820_000, 1999, Some("澳门特别行政区"));
    check(990_426, 2024, None);
    assert_eq!(full_name(code(469_003)).as_deref(), Some("海南省儋州市"));
    assert_eq!(full_name(code(110_101)).as_deref(), Some("北京市东城区"));
}

#[test]
fn before_the_first_edition_nothing_is_refuted() {
    check(460_106, 2001, Some("海南省海口市龙华区"));
    check(120_110, 1980, Some("天津市东丽区"));
    check(361_128, 1950, Some("江西省上饶市波阳县"));
    check(810_000, 1996, Some("香港特别行政区"));
    check(141_181, 1950, None);
    check(110_201, 1982, None);
    for division in all() {
        assert_eq!(division.stands_in(0), division.first_year.is_none(), "{division:?}");
        assert_eq!(division.stands_in(FIRST_EDITION), division.first_year.is_none(), "{division:?}");
    }
}

#[test]
fn between_two_editions_both_neighbours_stand() {
    for (year, county, district) in [(2014, true, false), (2015, true, true), (2022, true, true), (2023, false, true)] {
        check(110_228, year, county.then_some("北京市密云县"));
        check(110_118, year, district.then_some("北京市密云区"));
    }
    check(130_502, 2022, Some("河北省邢台市桥东区"));
    check(130_502, 2023, Some("河北省邢台市襄都区"));
}

#[test]
fn children_look_through_paper_groups() {
    let names = |digits| children(code(digits)).into_iter().map(|division| division.name).collect::<Vec<_>>();
    assert_eq!(names(460_100), ["秀英区", "龙华区", "琼山区", "美兰区"]);
    let hainan = names(460_000);
    assert!(hainan.contains(&"海口市") && hainan.contains(&"澄迈县"), "{hainan:?}");
    assert_eq!(hainan.len(), 19, "four cities and fifteen places under the province: {hainan:?}");
    assert_eq!(names(110_000).len(), 16);
    assert!(names(460_106).is_empty());
    assert!(names(990_000).is_empty());
}

#[test]
fn a_lookup_agrees_with_a_plain_scan() {
    for digits in (100_000..1_000_000).step_by(7) {
        let code = code(digits);
        let listed = all().iter().any(|division| division.code == code);
        if listed || digits % 700 == 0 {
            assert_eq!(ever(code), listed, "{code}");
            assert_eq!(!history(code).is_empty(), listed, "{code}");
        }
    }
}

proptest! {
    #[test]
    fn a_code_lies_in_its_parents_and_round_trips(digits in 100_000_u32..1_000_000) {
        let code = code(digits);
        prop_assert!(code.contains(code));
        prop_assert!(code.province().contains(code));
        prop_assert!(code.city().is_none_or(|city| city.contains(code) && code.province().contains(city)));
        prop_assert_eq!(code.to_string().parse::<RegionCode>(), Ok(code));
        let json = serde_json::to_string(&code).unwrap();
        prop_assert_eq!(json, format!("\"{digits}\""));
    }
}
