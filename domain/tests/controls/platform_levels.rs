//! `platform-levels` 平台层级: a platform is founded only at the levels the law names.

use domain::platform::may_found;

use crate::fixture::World;

fn founded(region: &'static str, place: &str) -> String {
    let world = World::of(region);
    match may_found(&domain::Deciding { place, ..world.deciding() }) {
        Ok(()) => "founded".to_owned(),
        Err(refusal) => format!("{} {}", refusal.message.key, refusal.basis[0]),
    }
}

#[test]
fn no_platform_is_founded_below_or_above_the_levels_the_law_names() {
    let refused = "refusal-platform-level";
    assert_eq!(founded("460000", "460100"), format!("{refused} hainan-bigdata-2019#11(1a)"), "one for the province");
    assert_eq!(founded("430000", "430104"), format!("{refused} hunan-cybersecurity-2021#39(1a)"), "none for counties");
    assert_eq!(founded("130000", "130102"), format!("{refused} hebei-informatization-2021#28(3b)"));
    assert_eq!(founded("330500", "330000"), format!("{refused} huzhou-security-2020#22(2a)"), "the city's own");
    assert_eq!(founded("430000", "000000"), format!("{refused} hunan-cybersecurity-2021#39(1a)"));
}

#[test]
fn at_the_levels_it_names_one_is() {
    for (region, place) in
        [("460000", "460000"), ("430000", "430000"), ("430000", "430100"), ("130000", "130100"), ("330500", "330500")]
    {
        assert_eq!(founded(region, place), "founded", "{place}");
    }
}
