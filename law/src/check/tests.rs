//! One wrong rulebook per kind of fault: the files of a small town with one piece replaced, and what the loader says.

use crate::Rulebook;

const LAW: &str = "regulations/toytown-2020.toml";
const REGION: &str = "regions/990000.toml";
const LOAN: &str = "procedures/loan.toml";
const CALENDAR: &str = "calendars/cn.toml";

const TOYTOWN: [(&str, &str); 4] = [
    (LAW, include_str!("toytown/regulation.toml")),
    (REGION, include_str!("toytown/region.toml")),
    (LOAN, include_str!("toytown/procedure.toml")),
    (CALENDAR, include_str!("toytown/calendar.toml")),
];

/// What the loader says: every fault, one a line, or "a rulebook".
fn parse(files: &[(&str, &str)]) -> String {
    Rulebook::parse(files.iter().copied()).map_or_else(|errors| errors.to_string(), |_| "a rulebook".to_owned())
}

/// What it says of the town with the first `old` of one file replaced by `new`.
fn load(path: &str, old: &str, new: &str) -> String {
    let files = TOYTOWN.map(|(file, text)| {
        assert!(file != path || text.contains(old), "{path} has no {old:?}");
        (file, if file == path { text.replacen(old, new, 1) } else { text.to_owned() })
    });
    parse(&files.each_ref().map(|(file, text)| (*file, text.as_str())))
}

fn check(path: &str, old: &str, new: &str, expected: &str) {
    assert_eq!(load(path, old, new), expected, "{path}: {old:?} → {new:?}");
}

fn check_files(files: &[(&str, &str)], expected: &str) {
    assert_eq!(parse(files), expected);
}

#[test]
fn the_town_itself_is_in_order() {
    check_files(&TOYTOWN, "a rulebook");
}

fn check_shape(path: &str, old: &str, new: &str, line: usize, fault: &str) {
    let found = load(path, old, new);
    let expected = format!("{path}:{line}: expected TOML of this folder's shape, found a fault: {fault}");
    assert!(found.starts_with(&expected) && !found.contains('\n'), "expected {expected}…, found {found}");
}

#[test]
fn shapes_of_regulations() {
    check_shape(LAW, "articles = 9", "articles = 9\ncolour = 1", 7, "unknown field `colour`, expected one of `name`, ");
    check_shape(LAW, "articles = 9", "articles = \"many\"", 6, "invalid type: string \"many\", expected u16");
    check_shape(
        LAW,
        "control = \"share-classes\"",
        "control = \"two-doors\"",
        13,
        "unknown variant `two-doors`, expected one of `one-door`, ",
    );
    check_shape(
        LAW,
        "report = \"version-quality\"",
        "report = \"gossip\"",
        44,
        "unknown variant `gossip`, expected `version-quality`",
    );
    check_shape(
        LAW,
        "modality = \"definition\"",
        "modality = \"wish\"",
        10,
        "unknown variant `wish`, expected one of `obligation`, ",
    );
    check_shape(
        LAW,
        "in_force = 2020-01-01",
        "in_force = 2020-01-01T08:00:00Z",
        5,
        "expected a date such as 2019-11-01, found 2020-01-01T08:00:00Z",
    );
    check_shape(
        LAW,
        "zh = \"玩具镇议会\"",
        "zh = \" \"",
        3,
        "expected words in both languages, found a blank one; write zh and en",
    );
}

#[test]
fn shapes_of_regions() {
    check_shape(
        REGION,
        "role = \"unconditional\"",
        "role = \"loose\"",
        9,
        "unknown variant `loose`, expected one of `unconditional`, ",
    );
    check_shape(
        REGION,
        "basis = \"toytown-2020#1\"",
        "basis = \"article 1\"",
        11,
        "expected a citation such as hainan-bigdata-2019#26 or hainan-bigdata-2019#26(2b), found \"article 1\"; ",
    );
    check_shape(
        REGION,
        "code = \"statute\"",
        "code = \"Statute!\"",
        19,
        "expected a name of 1–64 characters from a–z, 0–9, '-', '_' and '.', found \"Statute!\"",
    );
    check_shape(
        REGION,
        "set_by = \"law\"",
        "set_by = \"custom\"",
        43,
        "unknown variant `custom`, expected `law` or `authority`",
    );
}

#[test]
fn shapes_of_procedures_and_calendars() {
    check_shape(
        LOAN,
        "by = \"applicant\"",
        "by = \"anyone\"",
        14,
        "unknown variant `anyone`, expected one of `applicant`, ",
    );
    check_shape(
        LOAN,
        "\"purpose-known\"",
        "\"mood-allows\"",
        16,
        "unknown variant `mood-allows`, expected one of `dataset-listed`, ",
    );
    check_shape(
        LOAN,
        "effect = \"grant-agreement\"",
        "effect = \"grant-wish\"",
        50,
        "unknown variant `grant-wish`, expected `confirm-dataset` or ",
    );
    check_shape(LOAN, "type = \"purpose\"", "type = \"wish\"", 6, "unknown variant `wish`, expected one of `text`, ");
    check_shape(LOAN, "to = \"submitted\"", "to = submitted", 13, "string values must be quoted, ");
    check_shape(CALENDAR, "2020-05-09", "2020-02-30", 8, "invalid date, ");
}

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
        "regions/990000.toml:5: expected a regulation in force, found the draft \"toytown-2020\"; a draft binds only with pilot = true",
    );
}

#[test]
fn regions() {
    check(
        REGION,
        "code = \"990000\"",
        "code = \"toytown\"",
        "regions/990000.toml:1: expected the name \"990000\" as the file is called, found \"toytown\"; rename the file or correct the name\n\
         regions/990000.toml:1: expected a region code of six digits (GB/T 2260), found \"toytown\"; correct it",
    );
    check(
        REGION,
        "regulation = \"toytown-2020\"",
        "regulation = \"toytown\"",
        "regions/990000.toml:5: expected a regulation of rules/regulations, found \"toytown\"; correct the name or add the file",
    );
    check(
        REGION,
        "from = 2020-01-01",
        "from = 2019-12-31",
        "regions/990000.toml:5: expected \"toytown-2020\" to bind from 2020-01-01 or later, found 2019-12-31; correct the date",
    );
    check(
        REGION,
        "from = 2020-01-01",
        "from = 2020-01-01\npilot = true",
        "regions/990000.toml:5: expected pilot = true on a draft only, found it on \"toytown-2020\", which is in force; remove it",
    );
    let again = "from = 2020-01-01\n[[binds]]\nregulation = \"toytown-2020\"\nfrom = 2021-01-01";
    check(
        REGION,
        "from = 2020-01-01",
        again,
        "regions/990000.toml:8: expected one binding of the regulation called \"toytown-2020\", found a second; rename or remove it",
    );
    check(
        REGION,
        "basis = \"toytown-2020#2(1)\"",
        "basis = \"toytown-2020#2(2)\"",
        "regions/990000.toml:26: expected a citation of a duty that binds in this region, found toytown-2020#2(2); correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "basis = \"toytown-2020#1\"",
        "basis = \"hilltown-2020#1\"",
        "regions/990000.toml:11: expected a citation of a duty that binds in this region, found hilltown-2020#1; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "role = \"not-shared\"",
        "role = \"unconditional\"",
        "regions/990000.toml:16: expected one share_class called \"unconditional\", found a second; rename or remove it",
    );
    check(
        REGION,
        "code = \"lost\"",
        "code = \"broken\"",
        "regions/990000.toml:29: expected one refusal_ground called \"broken\", found a second; rename or remove it",
    );
    check(
        REGION,
        "code = \"study\"",
        "code = \"play\"",
        "regions/990000.toml:38: expected one purpose called \"play\", found a second; rename or remove it",
    );
    check(
        REGION,
        "[[not_shared_ground]]\ncode = \"statute\"",
        "[[refusal_ground]]\ncode = \"statute\"",
        "regions/990000.toml:1: expected [[not_shared_ground]] because toytown-2020#2(1a) binds here, found none; list them",
    );
}

#[test]
fn clocks() {
    let decide = "{ working_days = 3, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }";
    check(
        REGION,
        decide,
        "{ working_days = 3, calendar_days = 3 }",
        "regions/990000.toml:43: expected exactly one of working_days, calendar_days, silent, found 2; state one length, or silent = true",
    );
    check(
        REGION,
        decide,
        "{}",
        "regions/990000.toml:43: expected exactly one of working_days, calendar_days, silent, found 0; state one length, or silent = true",
    );
    check(
        REGION,
        decide,
        "{ working_days = 0, basis = \"toytown-2020#2(1b)\", set_by = \"law\" }",
        "regions/990000.toml:43: expected a length of 1 to 3650 days, found 0; correct it",
    );
    check(
        REGION,
        decide,
        "{ working_days = 3 }",
        "regions/990000.toml:43: expected basis and set_by beside the length, found one or both missing; a length has a basis and says who set it, silence has neither",
    );
    check(
        REGION,
        decide,
        "{ silent = true, set_by = \"law\" }",
        "regions/990000.toml:43: expected silence without basis and set_by, found one of them; a length has a basis and says who set it, silence has neither",
    );
    check(
        REGION,
        decide,
        "{ silent = true }",
        "regions/990000.toml:43: expected clock \"loan.decide\" with set_by = \"law\", because toytown-2020#2(1b) sets it, found something else; state the length of that article",
    );
    check(
        REGION,
        "set_by = \"law\"",
        "set_by = \"authority\"",
        "regions/990000.toml:43: expected clock \"loan.decide\" with set_by = \"law\", because toytown-2020#2(1b) sets it, found something else; state the length of that article",
    );
    check(
        REGION,
        "basis = \"toytown-2020#2(1b)\"",
        "basis = \"toytown-2020#2(1a)\"",
        "regions/990000.toml:43: expected clock \"loan.decide\" with set_by = \"law\", because toytown-2020#2(1b) sets it, found something else; state the length of that article",
    );
    check(
        REGION,
        "set_by = \"authority\"",
        "set_by = \"law\"",
        "regions/990000.toml:42: expected the duty at toytown-2020#3 to carry clock \"loan.accept\" as set_by = \"law\" says, found no such duty; cite it or write \"authority\"",
    );
    check(
        REGION,
        "\"loan.accept\" =",
        "\"loan.except\" =",
        "regions/990000.toml:1: expected a length or silent = true for \"loan.accept\", which loan starts, found neither; add it under [clock]\n\
         regions/990000.toml:42: expected a clock that a step of some procedure starts, found \"loan.except\"; correct the name or let a step start it",
    );
}

#[test]
fn ways_through_a_procedure() {
    check(
        LOAN,
        "from = [\"start\"]",
        "from = [\"returned\"]",
        "procedures/loan.toml:1: expected a step leading from \"start\", found none; add the first step\n\
         procedures/loan.toml:10: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:19: expected a state some step reaches, found \"submitted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:27: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:35: expected a state some step reaches, found \"submitted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:44: expected a state some step reaches, found \"accepted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:58: expected a state some step reaches, found \"accepted\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "to = \"returned\"",
        "to = \"start\"",
        "procedures/loan.toml:19: expected no step back to \"start\", found one; a case starts once\n\
         procedures/loan.toml:27: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = []",
        "procedures/loan.toml:27: expected at least one state in `from`, found none; say where the step begins",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = [\"sent-back\"]",
        "procedures/loan.toml:27: expected a state some step reaches, found \"sent-back\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = [\"granted\", \"refused\", \"returned\"]",
        "procedures/loan.toml:10: expected an end to be reachable from \"submitted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:19: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:27: expected an end to be reachable from \"submitted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:35: expected an end to be reachable from \"accepted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:44: expected an end to be reachable from \"granted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:58: expected an end to be reachable from \"refused\", found a circle; add a step that ends the case",
    );
}

#[test]
fn what_steps_name() {
    check(
        LOAN,
        "stops = [\"loan.accept\"]",
        "stops = [\"loan.agree\"]",
        "procedures/loan.toml:19: expected a clock that a step of this procedure starts, found \"loan.agree\"; correct the name",
    );
    check(
        LOAN,
        "name = \"resubmit\"",
        "name = \"submit\"",
        "procedures/loan.toml:27: expected one step called \"submit\", found a second; rename or remove it",
    );
    check(
        LOAN,
        "field = \"basis\"",
        "field = \"reason\"",
        "procedures/loan.toml:67: expected one form field called \"reason\", found a second; rename or remove it",
    );
    check(
        LOAN,
        "type = \"dataset\"",
        "type = \"text\"",
        "procedures/loan.toml:1: expected a required form field of type dataset because of subject dataset, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"basis\", required = true",
        "type = \"basis\", required = false",
        "procedures/loan.toml:58: expected a required form field of type basis because of reason-and-basis, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"purpose\"",
        "type = \"text\"",
        "procedures/loan.toml:10: expected a required form field of type purpose because of purpose-known, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"channels\"",
        "type = \"text\"",
        "procedures/loan.toml:44: expected a required form field of type channels because of grant-agreement, found none; add it to the form",
    );
    check(
        LOAN,
        "starts = \"loan.decide\"",
        "",
        "procedures/loan.toml:44: expected a clock that a step of this procedure starts, found \"loan.decide\"; correct the name\n\
         procedures/loan.toml:58: expected a clock that a step of this procedure starts, found \"loan.decide\"; correct the name\n\
         regions/990000.toml:43: expected a clock that a step of some procedure starts, found \"loan.decide\"; correct the name or let a step start it\n\
         regulations/toytown-2020.toml:24: expected a clock that a step of some procedure starts, found \"loan.decide\"; correct the name or let a step start it",
    );
}

#[test]
fn a_circle_has_no_end() {
    check(
        LOAN,
        "from = [\"returned\"]\nto = \"submitted\"",
        "from = [\"returned\"]\nto = \"returned\"",
        "procedures/loan.toml:19: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:27: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case",
    );
}

#[test]
fn calendars() {
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[2020-05-05, 2020-05-01]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found [2020-05-05, 2020-05-01]; correct the range",
    );
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found []; correct the range",
    );
    check(
        CALENDAR,
        "[2020-05-01, 2020-05-05]",
        "[2020-05-01, 2020-06-01]",
        "calendars/cn.toml:6: expected one date, or the first and the last of at most 31 days, found [2020-05-01, 2020-06-01]; correct the range",
    );
    check(
        CALENDAR,
        "[2020-01-01]",
        "[2018-01-01]",
        "calendars/cn.toml:5: expected a date within a year of 2020, found 2018-01-01; correct it",
    );
    check(
        CALENDAR,
        "[2020-01-01]",
        "[2020-05-01]",
        "calendars/cn.toml:6: expected 2020-05-01 once, found it again; one notice decides one day",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2020-05-08",
        "calendars/cn.toml:8: expected a Saturday or Sunday, found 2020-05-08, a working day anyway; remove it",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2020-05-02",
        "calendars/cn.toml:8: expected 2020-05-02 once, found it again; one notice decides one day",
    );
    check(
        CALENDAR,
        "2020-05-09",
        "2022-05-07",
        "calendars/cn.toml:8: expected a date within a year of 2020, found 2022-05-07; correct it",
    );
    check(
        CALENDAR,
        "year = 2021",
        "year = 2020",
        "calendars/cn.toml:11: expected one year called \"2020\", found a second; rename or remove it",
    );
    check(
        CALENDAR,
        "notices = [\"https://toytown.example/2021\"]",
        "notices = []",
        "calendars/cn.toml:11: expected the address of the State Council notice, found none; add it to notices",
    );
}

#[test]
fn files() {
    check_files(&[], "calendars/cn.toml:1: expected the calendar file, found none; add calendars/cn.toml");
    check_files(
        &[TOYTOWN[3], TOYTOWN[3]],
        "calendars/cn.toml:1: expected each file once, found this path twice; remove one",
    );
    for path in
        ["readme.md", "regions/.toml", "regions/99/0000.toml", "calendars/us.toml", "/etc/passwd", "regions/a.json", ""]
    {
        let expected = format!(
            "{path}:1: expected a file regulations/*.toml, regions/*.toml, procedures/*.toml or calendars/cn.toml, found another path; move or remove it"
        );
        check_files(&[TOYTOWN[3], (path, "")], &expected);
    }
}
