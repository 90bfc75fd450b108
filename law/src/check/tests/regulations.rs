use super::{LAW, check};

#[test]
fn duties() {
    check(
        LAW,
        "article = 1\n",
        "article = 10\n",
        "regulations/toytown-2020.toml:9: expected an article between 1 and 9 and an item of 1–8 letters or digits, found 10; correct the place",
    );
    check(
        LAW,
        "item = \"1a\"",
        "item = \"1 a\"",
        "regulations/toytown-2020.toml:16: expected an article between 1 and 9 and an item of 1–8 letters or digits, found 2(1 a); correct the place",
    );
    check(
        LAW,
        "item = \"1b\"",
        "item = \"1a\"",
        "regulations/toytown-2020.toml:24: expected one duty called \"toytown-2020#2(1a)\", found a second; rename or remove it",
    );
    check(
        LAW,
        "control = \"share-classes\"",
        "",
        "regulations/toytown-2020.toml:9: expected exactly one of clock, control, procedure, report, outside, found 0; name the one mechanism that carries the duty",
    );
    check(
        LAW,
        "report = \"version-quality\"",
        "report = \"version-quality\"\ncontrol = \"one-door\"",
        "regulations/toytown-2020.toml:40: expected exactly one of clock, control, procedure, report, outside, found 2; name the one mechanism that carries the duty",
    );
    check(
        LAW,
        "report = \"version-quality\"",
        "report = \"version-quality\"\nstep = \"submit\"",
        "regulations/toytown-2020.toml:40: expected `step` beside `procedure` only, found it alone; name the procedure or remove the step",
    );
    check(
        LAW,
        "report = \"version-quality\"",
        "clock = \"tea.break\"",
        "regulations/toytown-2020.toml:40: expected a clock that a step of some procedure starts, found \"tea.break\"; correct the name or let a step start it",
    );
    check(
        LAW,
        "procedure = \"loan\"",
        "procedure = \"gift\"",
        "regulations/toytown-2020.toml:32: expected a procedure of rules/procedures, found \"gift\"; correct the name or add the file",
    );
    check(
        LAW,
        "step = \"submit\"",
        "step = \"hand-in\"",
        "regulations/toytown-2020.toml:32: expected a step of loan, found \"hand-in\"; correct the name or add the step",
    );
}

#[test]
fn heads_of_regulations() {
    check(
        LAW,
        "name = \"toytown-2020\"",
        "name = \"toytown-2021\"",
        "regulations/toytown-2020.toml:1: expected the name \"toytown-2020\" as the file is called, found \"toytown-2021\"; rename the file or correct the name",
    );
    check(
        LAW,
        "in_force = 2020-01-01\n",
        "",
        "regulations/toytown-2020.toml:4: expected an in-force date for a regulation in force and none for a draft, found none; correct in_force or standing",
    );
    check(
        LAW,
        "standing = \"in-force\"",
        "standing = \"draft\"",
        "regulations/toytown-2020.toml:4: expected an in-force date for a regulation in force and none for a draft, found a date on a draft; correct in_force or standing",
    );
    check(
        LAW,
        "standing = \"in-force\"\nin_force = 2020-01-01",
        "standing = \"draft\"",
        "regions/990000.toml:6: expected a regulation in force, found the draft \"toytown-2020\"; a draft binds only with pilot = true",
    );
}
