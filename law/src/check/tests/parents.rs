use super::{QUARTER, REGION, check};

const DECIDE: &str = "{ calendar_days = 3, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }";

#[test]
fn whose_law_is_taken_over() {
    check(
        QUARTER,
        "parent = \"990000\"",
        "parent = \"980000\"",
        "regions/990100.toml:1: expected a region of rules/regions whose code begins this one's, found \"980000\"; correct the parent",
    );
    check(
        QUARTER,
        "parent = \"990000\"",
        "parent = \"990100\"",
        "regions/990100.toml:1: expected a region of rules/regions whose code begins this one's, found \"990100\"; correct the parent",
    );
    check(
        REGION,
        "adopts = [\"loan\"]",
        "parent = \"990100\"",
        "regions/990000.toml:1: expected a region of rules/regions whose code begins this one's, found \"990100\"; correct the parent",
    );
    check(
        QUARTER,
        "[clock]",
        "[[binds]]\nregulation = \"toytown-2020\"\nfrom = 2030-01-01\n[clock]",
        "regions/990100.toml:10: expected no binding of \"toytown-2020\" here, because 990000 binds it already, found one; remove it",
    );
}

#[test]
fn lists_the_higher_text_closes() {
    let adds = |piece: &str, expected: &str| check(QUARTER, "[clock]", &format!("{piece}\n[clock]"), expected);
    let line = "code = \"east\"\nname = { zh = \"东\", en = \"East\" }\nbasis = \"toytown-2020#1\"";
    let class = "role = \"conditional\"\nname = { zh = \"东\", en = \"East\" }\nbasis = \"toytown-2020#1\"";
    adds(
        &format!("[[share_class]]\n{class}"),
        "regions/990100.toml:1: expected [[share_class]] as 990000 has it, because toytown-2020#1 of the higher text leaves no room, found another; remove it here",
    );
    adds(&format!("[[open_class]]\n{class}"), "a rulebook");
    adds(
        &format!("[[not_shared_ground]]\n{line}"),
        "regions/990100.toml:1: expected [[not_shared_ground]] as 990000 has it, because toytown-2020#2(1a) of the higher text leaves no room, found another; remove it here",
    );
    adds(
        &format!("[[not_open_ground]]\n{line}"),
        "regions/990100.toml:1: expected [[not_open_ground]] as 990000 has it, because toytown-2020#2(1a) of the higher text leaves no room, found another; remove it here",
    );
    for list in ["refusal_ground", "deletion_ground", "sanction", "base_library", "public_body"] {
        adds(&format!("[[{list}]]\n{line}"), "a rulebook");
    }
}

#[test]
fn values_the_higher_text_fixes() {
    let adds = |piece: &str, expected: &str| check(QUARTER, "[clock]", &format!("{piece}\n[clock]"), expected);
    adds(
        "[setting]\n\"sharing.fee\" = { is = \"charged\", basis = \"toytown-2020#1\" }",
        "regions/990100.toml:10: expected setting \"sharing.fee\" as 990000 has it, because toytown-2020#1 of the higher text leaves no room, found another; remove it here",
    );
    adds("[setting]\n\"sharing.fee\" = { is = \"free\", basis = \"toytown-2020#1\" }", "a rulebook");
    adds(
        "[[decides]]\nstep = \"loan.refuse\"\nby = \"authority\"\nbasis = \"toytown-2020#4\"",
        "regions/990100.toml:10: expected the one who takes \"loan.refuse\" as 990000 has it, because toytown-2020#4 of the higher text leaves no room, found another; remove it here",
    );
    adds("[[decides]]\nstep = \"loan.grant\"\nby = \"authority\"\nbasis = \"toytown-2020#4\"", "a rulebook");
    adds(
        "[[tells]]\nevent = \"loan.granted\"\nto = [\"police\"]\nbasis = \"toytown-2020#4\"",
        "regions/990100.toml:10: expected every recipient of event \"loan.granted\" as 990000 has it, because toytown-2020#4 of the higher text leaves no room, found another; remove it here",
    );
    adds(
        "[[tells]]\nevent = \"loan.granted\"\nsilent = true",
        "regions/990100.toml:10: expected every recipient of event \"loan.granted\" as 990000 has it, because toytown-2020#4 of the higher text leaves no room, found another; remove it here",
    );
    adds(
        "[[tells]]\nevent = \"loan.granted\"\nto = [\"credit\", \"sector\", \"police\"]\nbasis = \"toytown-2020#4\"",
        "a rulebook",
    );
}

#[test]
fn clocks_of_the_law_are_never_longer() {
    let decide = |length: &str, expected: &str| {
        check(QUARTER, DECIDE, &format!("{{ {length}, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }}"), expected);
    };
    for length in ["working_days = 3", "working_days = 1", "hours = 72"] {
        decide(length, "a rulebook");
    }
    decide(
        "working_days = 4",
        "regions/990100.toml:10: expected clock \"loan.decide\" surely no longer than 3 working days as 990000 has it, because toytown-2020#2(1b) of the higher text leaves no room, found another; remove it here",
    );
    decide(
        "calendar_days = 4",
        "regions/990100.toml:10: expected clock \"loan.decide\" surely no longer than 3 working days as 990000 has it, because toytown-2020#2(1b) of the higher text leaves no room, found another; remove it here",
    );
    decide(
        "hours = 73",
        "regions/990100.toml:10: expected clock \"loan.decide\" surely no longer than 3 working days as 990000 has it, because toytown-2020#2(1b) of the higher text leaves no room, found another; remove it here",
    );
    decide(
        "months = 1",
        "regions/990100.toml:10: expected clock \"loan.decide\" surely no longer than 3 working days as 990000 has it, because toytown-2020#2(1b) of the higher text leaves no room, found another; remove it here",
    );
    decide(
        "stated = true",
        "regions/990100.toml:10: expected clock \"loan.decide\" surely no longer than 3 working days as 990000 has it, because toytown-2020#2(1b) of the higher text leaves no room, found another; remove it here",
    );
    // What the authority above set, an authority below may set otherwise.
    check(QUARTER, "\"loan.decide\"", "\"loan.accept\" = { silent = true }\n\"loan.decide\"", "a rulebook");
}

#[test]
fn a_formula_is_taken_over_whole_or_written_anew() {
    let line = |figure: &str, weight: u8| {
        format!("[[score]]\nfigure = \"{figure}\"\nweight = {weight}\nbasis = \"toytown-2020#1\"\n")
    };
    let formula = |own: &str| {
        let town = super::TOYTOWN.map(|(path, text)| match path {
            REGION => {
                (path, text.replacen("[setting]", &format!("{}[setting]", line("on-time", 3) + &line("quality", 4)), 1))
            }
            QUARTER => (path, text.replacen("[clock]", &format!("{own}[clock]"), 1)),
            _ => (path, text.to_owned()),
        });
        let files = town.each_ref().map(|(path, text)| (*path, text.as_str()));
        let quarter = crate::Rulebook::parse(files).unwrap().region("990100").unwrap().clone();
        quarter.scores().iter().map(|score| (score.figure.name(), score.weight)).collect::<Vec<_>>()
    };
    assert_eq!(formula(""), [("on-time", 3), ("quality", 4)]);
    assert_eq!(formula(&line("correction", 9)), [("correction", 9)]);
}
