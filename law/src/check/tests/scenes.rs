use super::{LOAN, QUARTER, REGION, check};

fn line(grade: &str, minimum: &str) -> String {
    format!("[[scene]]\nname = \"testing\"\ngrade = \"{grade}\"\nminimum = \"{minimum}\"\nbasis = \"toytown-2020#1\"\n")
}

#[test]
fn least_strengths() {
    let adds = |piece: &str, expected: &str| check(REGION, "[[binds]]", &format!("{piece}\n[[binds]]"), expected);
    adds(&(line("general3", "pseudonym") + &line("core", "redacted")), "a rulebook");
    adds(
        &line("general3", "none"),
        "regions/990000.toml:6: expected a least strength of weak or more in scene \"testing\", found none; remove the line",
    );
    adds(
        &(line("core", "partial") + &line("general3", "pseudonym")),
        "regions/990000.toml:6: expected in scene \"testing\" at least the strength pseudonym that a lower grade asks for, found partial; raise it",
    );
    adds(
        &(line("general3", "partial") + &line("general3", "pseudonym")),
        "regions/990000.toml:11: expected one [[scene]] line for one grade called \"testing\", found a second; rename or remove it",
    );
    adds(
        &line("general3", "pseudonym").replace("#1", "#9"),
        "regions/990000.toml:9: expected a citation of a duty that binds in this region, found toytown-2020#9; correct it, or add the duty or the binding",
    );
    let unknown = super::load(REGION, "[[binds]]", &format!("{}\n[[binds]]", line("general3", "strong")));
    assert!(
        unknown.starts_with("regions/990000.toml:8: ") && unknown.contains("unknown variant `strong`"),
        "{unknown}"
    );
    let unknown = super::load(
        REGION,
        "[[binds]]",
        &format!("{}\n[[binds]]", line("general3", "weak").replace("testing", "party")),
    );
    assert!(unknown.starts_with("regions/990000.toml:6: ") && unknown.contains("unknown variant `party`"), "{unknown}");
}

#[test]
fn a_city_asks_for_no_less_than_its_province() {
    let files = |city: &str| {
        let [(law, text), (region, province), (quarter, own), loan, calendar] = super::TOYTOWN;
        let province = province.replacen("[[binds]]", &format!("{}\n[[binds]]", line("general3", "pseudonym")), 1);
        let own = own.replacen("[clock]", &format!("{city}\n[clock]"), 1);
        super::parse(&[(law, text), (region, &province), (quarter, &own), loan, calendar])
    };
    assert_eq!(files(&line("general3", "generalised")), "a rulebook");
    assert_eq!(files(&line("general4", "generalised")), "a rulebook");
    assert_eq!(
        files(&line("general3", "partial")),
        format!(
            "{QUARTER}:10: expected masks of at least pseudonym in scene \"testing\" as 990000 has it, because toytown-2020#1 of the higher text leaves no room, found another; remove it here"
        )
    );
    assert_eq!(
        files(&line("general3", "generalised").replace("basis", "unless = [\"consent\"]\nbasis")),
        format!(
            "{QUARTER}:10: expected masks of at least pseudonym in scene \"testing\" as 990000 has it, because toytown-2020#1 of the higher text leaves no room, found another; remove it here"
        )
    );
}

#[test]
fn a_scene_is_asked_for_under_its_name_and_where_the_procedure_settles_none() {
    let field = |name: &str| {
        format!(
            "form = [\n  {{ field = \"{name}\", type = \"scene\", required = false, label = {{ zh = \"场景\", en = \"Scene\" }} }},"
        )
    };
    let refused = |name: &str| {
        format!(
            "procedures/loan.toml:1: expected a field of type scene to be called \"scene\", in a procedure that settles none itself, found {name:?}; rename it, or remove it or the procedure's own `scene`"
        )
    };
    check(LOAN, "form = [", &field("scene"), "a rulebook");
    check(LOAN, "form = [", &field("use"), &refused("use"));
    check(LOAN, "\nform = [", &format!("\nscene = \"opening\"\n{}", field("scene")), &refused("scene"));
}
