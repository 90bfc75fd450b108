//! `law-of-the-place` 属地适用: the law of a place is its own, else that of the nearest region above it, and no other's.

use crate::{LAW, basis, region};

#[test]
fn a_place_without_a_file_has_the_law_of_the_nearest_region_above() {
    let check = |code: &str, expected: Option<&str>| {
        assert_eq!(LAW.law_of(code).map(|region| region.code.as_str()), expected, "{code}");
    };
    check("460000", Some("460000"));
    check("460100", Some("460000")); // 海口市
    check("460108", Some("460000")); // 海口市美兰区
    check("469001", Some("460000")); // 五指山市
    check("330500", Some("330500"));
    check("330502", Some("330500")); // 湖州市吴兴区
    check("330100", None); // 杭州市: the province has no file
    check("330000", None);
    check("110101", None);
    for nowhere in ["", "4", "0", "000000", "海南", "46海", "four-six"] {
        check(nowhere, None);
    }
}

#[test]
fn the_law_of_another_region_supports_nothing_here() {
    for (cited, here, there) in
        [("hainan-bigdata-2019#26(2a)", "460000", "430000"), ("hunan-cybersecurity-2021#40(一)", "430000", "460000")]
    {
        assert!(LAW.resolves(region(here), &basis(cited)), "{cited} in {here}");
        assert!(!LAW.resolves(region(there), &basis(cited)), "{cited} in {there}");
    }
}
