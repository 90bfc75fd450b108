use super::{LAW, REGION, check};

const DECIDE: &str = "{ working_days = 3, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }";

#[test]
fn lengths() {
    let found = |new: &str, expected: &str| check(REGION, DECIDE, new, expected);
    found(
        "{ working_days = 3, calendar_days = 3 }",
        "regions/990000.toml:73: expected exactly one of hours, working_days, calendar_days, months, stated, silent, found 2; state one length, or silent = true",
    );
    found(
        "{ stated = true, silent = true }",
        "regions/990000.toml:73: expected exactly one of hours, working_days, calendar_days, months, stated, silent, found 2; state one length, or silent = true",
    );
    found(
        "{ hours = 3, months = 3, stated = true }",
        "regions/990000.toml:73: expected exactly one of hours, working_days, calendar_days, months, stated, silent, found 3; state one length, or silent = true",
    );
    found(
        "{}",
        "regions/990000.toml:73: expected exactly one of hours, working_days, calendar_days, months, stated, silent, found 0; state one length, or silent = true",
    );
    found(
        "{ working_days = 0, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }",
        "regions/990000.toml:73: expected a length of 1 to 3650, found 0; correct it",
    );
    found(
        "{ hours = 2401, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }",
        "regions/990000.toml:73: expected a length of 1 to 2400, found 2401; correct it",
    );
    found(
        "{ months = 121, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }",
        "regions/990000.toml:73: expected a length of 1 to 120, found 121; correct it",
    );
    found(
        "{ calendar_days = 3651, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }",
        "regions/990000.toml:73: expected a length of 1 to 3650, found 3651; correct it",
    );
}

#[test]
fn sources() {
    check(
        REGION,
        DECIDE,
        "{ working_days = 3 }",
        "regions/990000.toml:73: expected basis and set_by beside the length, found one or both missing; a length has a basis and says who set it, silence has neither",
    );
    check(
        REGION,
        DECIDE,
        "{ stated = true, basis = \"toytown-2020#2(1b)\" }",
        "regions/990000.toml:73: expected basis and set_by beside the length, found one or both missing; a length has a basis and says who set it, silence has neither",
    );
    check(
        REGION,
        DECIDE,
        "{ silent = true, set_by = \"law\" }",
        "regions/990000.toml:73: expected silence without basis and set_by, found one of them; a length has a basis and says who set it, silence has neither",
    );
    check(
        REGION,
        DECIDE,
        "{ silent = true }",
        "regions/990000.toml:73: expected a length for clock \"loan.decide\", because the duty at toytown-2020#2(1b) is carried by it, found silence; state one",
    );
    check(
        REGION,
        "basis = \"toytown-2020#2(1b)\"",
        "basis = \"toytown-2020#2(1a)\"",
        "regions/990000.toml:73: expected the duty at toytown-2020#2(1a) to carry clock \"loan.decide\" as set_by = \"law\" says, found no such duty; cite it or write \"authority\"",
    );
    check(
        REGION,
        "set_by = \"authority\"",
        "set_by = \"law\"",
        "regions/990000.toml:72: expected the duty at toytown-2020#3 to carry clock \"loan.accept\" as set_by = \"law\" says, found no such duty; cite it or write \"authority\"",
    );
    check(REGION, "set_by = \"law\"", "set_by = \"authority\"", "a rulebook");
}

#[test]
fn names() {
    check(
        REGION,
        "\"loan.accept\" =",
        "\"loan.except\" =",
        "regions/990000.toml:1: expected a length or silent = true for \"loan.accept\", which loan starts, found neither; add it under [clock]\n\
         regions/990000.toml:72: expected a clock that a step of some procedure starts, found \"loan.except\"; correct the name or let a step start it",
    );
    check(
        LAW,
        "clock = \"loan.decide\"",
        "clock = \"loan.ponder\"",
        "regions/990000.toml:73: expected the duty at toytown-2020#2(1b) to carry clock \"loan.decide\" as set_by = \"law\" says, found no such duty; cite it or write \"authority\"\n\
         regulations/toytown-2020.toml:24: expected a clock that a step of some procedure starts, found \"loan.ponder\"; correct the name or let a step start it",
    );
}

#[test]
fn a_stated_end_is_asked_for() {
    let stated = "{ stated = true, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }";
    check(
        REGION,
        DECIDE,
        stated,
        "regions/990000.toml:73: expected a required date field \"until\" or \"term\" where loan.accept starts clock \"loan.decide\", which runs until a date stated, found none; ask for it, or state a length",
    );
}
