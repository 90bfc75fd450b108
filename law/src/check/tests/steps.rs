use super::{LOAN, check};

#[test]
fn names() {
    check(
        LOAN,
        "name = \"resubmit\"",
        "name = \"submit\"",
        "procedures/loan.toml:31: expected one step called \"submit\", found a second; rename or remove it",
    );
    check(
        LOAN,
        "field = \"basis\"",
        "field = \"reason\"",
        "procedures/loan.toml:77: expected one form field called \"reason\", found a second; rename or remove it",
    );
}

#[test]
fn clocks() {
    check(
        LOAN,
        "stops = [\"loan.accept\"]",
        "stops = [\"loan.agree\"]",
        "procedures/loan.toml:39: expected a clock that a step of this procedure starts, found \"loan.agree\"; correct the name",
    );
    check(
        LOAN,
        "pauses = [\"loan.accept\"]",
        "pauses = [\"loan.agree\"]",
        "procedures/loan.toml:23: expected a clock that a step of this procedure starts, found \"loan.agree\"; correct the name\n\
         procedures/loan.toml:23: expected a step that resumes or stops clock \"loan.agree\" again, found none; it would stand still for ever",
    );
    check(
        LOAN,
        "resumes = [\"loan.accept\"]",
        "resumes = [\"loan.agree\"]",
        "procedures/loan.toml:31: expected a clock that a step of this procedure starts, found \"loan.agree\"; correct the name",
    );
    check(
        LOAN,
        "on = \"loan.decide\"",
        "on = \"loan.agree\"",
        "procedures/loan.toml:81: expected a clock that a step of this procedure starts, found \"loan.agree\"; correct the name",
    );
    check(
        LOAN,
        "starts = [\"loan.decide\"]",
        "",
        "procedures/loan.toml:49: expected a clock that a step of this procedure starts, found \"loan.decide\"; correct the name\n\
         procedures/loan.toml:68: expected a clock that a step of this procedure starts, found \"loan.decide\"; correct the name\n\
         procedures/loan.toml:81: expected a clock that a step of this procedure starts, found \"loan.decide\"; correct the name\n\
         regions/990000.toml:73: expected a clock that a step of some procedure starts, found \"loan.decide\"; correct the name or let a step start it\n\
         regulations/toytown-2020.toml:24: expected a clock that a step of some procedure starts, found \"loan.decide\"; correct the name or let a step start it",
    );
    check(
        LOAN,
        "starts = [\"loan.decide\"]",
        "starts = [\"loan.decide\", \"loan.rest\"]",
        "regions/990000.toml:1: expected a length or silent = true for \"loan.rest\", which loan starts, found neither; add it under [clock]",
    );
}

#[test]
fn parts() {
    check(
        LOAN,
        "notifies = [\"provider\"]",
        "notifies = [\"consumer\"]",
        "procedures/loan.toml:13: expected a part that a procedure about a dataset has, found \"consumer\"; name another part, or ask for the body in the form",
    );
    check(
        LOAN,
        "with = [\"authority\"]",
        "with = [\"respondent\"]",
        "procedures/loan.toml:49: expected a part that a procedure about a dataset has, found \"respondent\"; name another part, or ask for the body in the form",
    );
    check(
        LOAN,
        "subject = \"dataset\"",
        "subject = \"matter\"",
        "procedures/loan.toml:13: expected a part that a procedure about a matter has, found \"provider\"; name another part, or ask for the body in the form\n\
         procedures/loan.toml:23: expected a part that a procedure about a matter has, found \"provider\"; name another part, or ask for the body in the form\n\
         procedures/loan.toml:39: expected a part that a procedure about a matter has, found \"provider\"; name another part, or ask for the body in the form\n\
         procedures/loan.toml:49: expected a part that a procedure about a matter has, found \"provider\"; name another part, or ask for the body in the form\n\
         procedures/loan.toml:68: expected a part that a procedure about a matter has, found \"provider\"; name another part, or ask for the body in the form",
    );
    check(
        LOAN,
        "with = [\"authority\"]",
        "with = [\"platform\"]",
        "procedures/loan.toml:49: expected `on` with by = \"platform\" and only there, found one without the other; write both or neither",
    );
    check(
        LOAN,
        "on = \"loan.decide\"\n",
        "",
        "procedures/loan.toml:81: expected `on` with by = \"platform\" and only there, found one without the other; write both or neither",
    );
    check(
        LOAN,
        "by = \"platform\"",
        "by = \"authority\"",
        "procedures/loan.toml:81: expected `on` with by = \"platform\" and only there, found one without the other; write both or neither",
    );
    check(
        LOAN,
        "register = \"contract\"\n",
        "",
        "procedures/loan.toml:38: expected a register because a step keeps an entry, found none; add `register`\n\
         procedures/loan.toml:48: expected a register because a step keeps an entry, found none; add `register`",
    );
}

#[test]
fn forms() {
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
        "procedures/loan.toml:68: expected a required form field of type basis because of reason-and-basis, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"purpose\"",
        "type = \"text\"",
        "procedures/loan.toml:13: expected a required form field of type purpose because of purpose-known, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"purpose\", required = true",
        "type = \"purpose\", required = \"asked\"",
        "procedures/loan.toml:13: expected a required form field of type purpose because of purpose-known, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"channels\"",
        "type = \"text\"",
        "procedures/loan.toml:49: expected a required form field of type channels because of grant-agreement, found none; add it to the form",
    );
    check(
        LOAN,
        "type = \"enum\"",
        "type = \"text\"",
        "procedures/loan.toml:62: expected options for field \"mood\" of type enum and for no other type, found otherwise; list or remove them",
    );
    check(
        LOAN,
        "type = \"text\"",
        "type = \"enum\"",
        "procedures/loan.toml:76: expected options for field \"reason\" of type enum and for no other type, found otherwise; list or remove them",
    );
}

#[test]
fn what_a_subject_needs() {
    for subject in ["agreement", "version", "organisation", "case"] {
        let found = super::load(LOAN, "subject = \"dataset\"", &format!("subject = \"{subject}\""));
        let needed = format!("a required form field of type {subject} because of subject {subject}, found none");
        assert!(found.contains(&needed), "{subject}: {found}");
    }
}
