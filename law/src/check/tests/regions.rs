use super::{LAW, REGION, check};

#[test]
fn heads() {
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
        "regions/990000.toml:6: expected a regulation of rules/regulations, found \"toytown\"; correct the name or add the file",
    );
    check(
        REGION,
        "from = 2020-01-01",
        "from = 2019-12-31",
        "regions/990000.toml:6: expected \"toytown-2020\" to bind from 2020-01-01 or later, found 2019-12-31; correct the date",
    );
    check(
        REGION,
        "from = 2020-01-01",
        "from = 2020-01-01\npilot = true",
        "regions/990000.toml:6: expected pilot = true on a draft only, found it on \"toytown-2020\", which is in force; remove it",
    );
    check(
        REGION,
        "from = 2020-01-01",
        "from = 2020-01-01\n[[binds]]\nregulation = \"toytown-2020\"\nfrom = 2021-01-01",
        "regions/990000.toml:9: expected one binding of the regulation called \"toytown-2020\", found a second; rename or remove it",
    );
    check(
        REGION,
        "adopts = [\"loan\"]",
        "adopts = [\"gift\"]",
        "regions/990000.toml:3: expected a procedure of rules/procedures, found \"gift\"; correct the name or add the file",
    );
}

#[test]
fn what_a_region_takes_up() {
    let adopts = "adopts = [\"loan\"]";
    check(
        REGION,
        adopts,
        "adopts = [{ procedure = \"loan\", basis = \"toytown-2020#9\" }]",
        "regions/990000.toml:3: expected a citation of a duty that binds in this region, found toytown-2020#9; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        adopts,
        "adopts = [\"loan\", { procedure = \"loan\", basis = \"toytown-2020#1\" }]",
        "regions/990000.toml:3: expected one adopted procedure called \"loan\", found a second; rename or remove it",
    );
    check(
        REGION,
        adopts,
        "adopts = [{ procedure = \"loan\" }]",
        "regions/990000.toml:3: expected TOML of this folder's shape, found a fault: expected a procedure's name, or { procedure = \"…\", basis = \"…\" }; correct this line",
    );
}

#[test]
fn the_measure_of_quality() {
    check(
        REGION,
        "adopts = [\"loan\"]",
        "adopts = [\"loan\"]\nquality = { set_aside_percent = 101, basis = \"toytown-2020#1\" }",
        "regions/990000.toml:4: expected a share of at most 100 per cent, found 101; correct it",
    );
    check(
        REGION,
        "adopts = [\"loan\"]",
        "adopts = [\"loan\"]\nquality = { set_aside_percent = 5, basis = \"toytown-2020#9\" }",
        "regions/990000.toml:4: expected a citation of a duty that binds in this region, found toytown-2020#9; correct it, or add the duty or the binding",
    );
}

#[test]
fn the_term_after_an_erasure() {
    for days in ["0", "31"] {
        check(
            REGION,
            "adopts = [\"loan\"]",
            &format!("adopts = [\"loan\"]\nerasure = {{ keep_days = {days}, basis = \"toytown-2020#1\" }}"),
            &format!(
                "regions/990000.toml:4: expected 1 to 30 days, found {days}; correct it, or remove the table where nothing is kept longer"
            ),
        );
    }
    check(
        REGION,
        "adopts = [\"loan\"]",
        "adopts = [\"loan\"]\nerasure = { keep_days = 30, basis = \"toytown-2020#1\" }",
        "a rulebook",
    );
}

#[test]
fn citations() {
    check(
        REGION,
        "basis = \"toytown-2020#2(1)\"",
        "basis = \"toytown-2020#2(2)\"",
        "regions/990000.toml:32: expected a citation of a duty that binds in this region, found toytown-2020#2(2); correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "basis = \"toytown-2020#1\"",
        "basis = \"hilltown-2020#1\"",
        "regions/990000.toml:12: expected a citation of a duty that binds in this region, found hilltown-2020#1; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "is = \"free\", basis = \"toytown-2020#1\"",
        "is = \"free\", basis = \"toytown-2020#5\"",
        "regions/990000.toml:48: expected a citation of a duty that binds in this region, found toytown-2020#5; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "with = [\"secrecy\"]\nbasis = \"toytown-2020#4\"",
        "basis = \"toytown-2020#5\"",
        "regions/990000.toml:54: expected a citation of a duty that binds in this region, found toytown-2020#5; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "field = \"loan.pledge\"\nbasis = \"toytown-2020#3\"",
        "field = \"loan.pledge\"\nbasis = \"toytown-2020#5\"",
        "regions/990000.toml:64: expected a citation of a duty that binds in this region, found toytown-2020#5; correct it, or add the duty or the binding",
    );
    check(
        REGION,
        "\"credit\"]\nbasis = \"toytown-2020#4\"",
        "\"credit\"]\nbasis = \"toytown-2020#5\"",
        "regions/990000.toml:69: expected a citation of a duty that binds in this region, found toytown-2020#5; correct it, or add the duty or the binding",
    );
}

#[test]
fn what_is_said_twice() {
    check(
        REGION,
        "role = \"not-shared\"",
        "role = \"unconditional\"",
        "regions/990000.toml:17: expected one share_class called \"unconditional\", found a second; rename or remove it",
    );
    check(
        REGION,
        "code = \"lost\"",
        "code = \"broken\"",
        "regions/990000.toml:35: expected one refusal_ground called \"broken\", found a second; rename or remove it",
    );
    check(
        REGION,
        "code = \"study\"",
        "code = \"play\"",
        "regions/990000.toml:44: expected one purpose called \"play\", found a second; rename or remove it",
    );
    check(
        REGION,
        "step = \"loan.accept\"",
        "step = \"loan.refuse\"",
        "regions/990000.toml:58: expected one [[decides]] line called \"loan.refuse\", found a second; rename or remove it",
    );
    check(
        REGION,
        "[[tells]]",
        "[[asks]]\nfield = \"loan.pledge\"\nbasis = \"toytown-2020#3\"\n[[tells]]",
        "regions/990000.toml:67: expected one [[asks]] line called \"loan.pledge\", found a second; rename or remove it",
    );
    check(
        REGION,
        "[clock]",
        "[[tells]]\nevent = \"loan.granted\"\nsilent = true\n[clock]",
        "regions/990000.toml:72: expected one [[tells]] line called \"loan.granted\", found a second; rename or remove it",
    );
}

#[test]
fn lists_that_controls_work_from() {
    check(
        LAW,
        "report = \"version-quality\"",
        "control = \"open-classes\"",
        "regions/990000.toml:1: expected [[open_class]] because toytown-2020#4 binds here, found none; list them",
    );
    check(
        REGION,
        "[[not_shared_ground]]\ncode = \"statute\"",
        "[[refusal_ground]]\ncode = \"statute\"",
        "regions/990000.toml:1: expected [[not_shared_ground]] because toytown-2020#2(1a) binds here, found none; list them",
    );
}

#[test]
fn settings() {
    check(
        REGION,
        "is = \"free\"",
        "is = \"cheap\"",
        "regions/990000.toml:48: expected an answer to sharing.fee among free, charged, found \"cheap\"; take one of these",
    );
    check(
        REGION,
        "is = [\"city\", \"county\"]",
        "is = [\"city\", \"village\"]",
        "regions/990000.toml:49: expected an answer to platform.levels among province, city, county, found \"village\"; take one of these",
    );
    check(
        REGION,
        "is = [\"city\", \"county\"]",
        "is = []",
        "regions/990000.toml:49: expected an answer to platform.levels among province, city, county, found \"\"; take one of these",
    );
}

#[test]
fn who_takes_a_step() {
    check(
        REGION,
        "step = \"loan.accept\"",
        "step = \"loan.except\"",
        "regions/990000.toml:58: expected a procedure and one of its steps as procedure.step, found \"loan.except\"; correct the name",
    );
    check(
        REGION,
        "step = \"loan.accept\"",
        "step = \"accept\"",
        "regions/990000.toml:58: expected a procedure and one of its steps as procedure.step, found \"accept\"; correct the name",
    );
    check(
        REGION,
        "with = [\"secrecy\"]",
        "with = [\"platform\"]",
        "regions/990000.toml:52: expected the platform to take \"loan.refuse\" where its procedure says so and nowhere else, found otherwise; name another part or remove this",
    );
    check(
        REGION,
        "step = \"loan.accept\"\nby = \"authority\"",
        "step = \"loan.accept\"\nby = \"platform\"",
        "regions/990000.toml:58: expected the platform to take \"loan.accept\" where its procedure says so and nowhere else, found otherwise; name another part or remove this",
    );
    check(
        REGION,
        "step = \"loan.accept\"",
        "step = \"loan.lapse\"",
        "regions/990000.toml:58: expected the platform to take \"loan.lapse\" where its procedure says so and nowhere else, found otherwise; name another part or remove this",
    );
    check(
        REGION,
        "with = [\"secrecy\"]",
        "with = [\"consumer\"]",
        "regions/990000.toml:52: expected a part that a procedure about a dataset has, found \"consumer\"; name another part, or ask for the body in the form",
    );
}

#[test]
fn fields_asked_for() {
    check(
        REGION,
        "field = \"loan.pledge\"",
        "field = \"loan.promise\"",
        "regions/990000.toml:63: expected procedure.field of a field with required = \"asked\", found \"loan.promise\"; correct the name or the procedure",
    );
    check(
        REGION,
        "field = \"loan.pledge\"",
        "field = \"loan.purpose\"",
        "regions/990000.toml:63: expected procedure.field of a field with required = \"asked\", found \"loan.purpose\"; correct the name or the procedure",
    );
    check(
        REGION,
        "field = \"loan.pledge\"",
        "field = \"gift.pledge\"",
        "regions/990000.toml:63: expected procedure.field of a field with required = \"asked\", found \"gift.pledge\"; correct the name or the procedure",
    );
}

#[test]
fn events() {
    let told = "event = \"loan.granted\"\nto = [\"police\", \"credit\"]\nbasis = \"toytown-2020#4\"";
    check(
        REGION,
        told,
        "event = \"loan.granted\"",
        "regions/990000.toml:67: expected for event \"loan.granted\" either `to` with a basis or silent = true alone, found otherwise; state one of both",
    );
    check(REGION, told, "event = \"loan.granted\"\nsilent = true", "a rulebook");
    check(
        REGION,
        told,
        "event = \"loan.granted\"\nsilent = true\nbasis = \"toytown-2020#4\"",
        "regions/990000.toml:67: expected for event \"loan.granted\" either `to` with a basis or silent = true alone, found otherwise; state one of both",
    );
    check(
        REGION,
        told,
        "event = \"loan.granted\"\nto = [\"police\"]",
        "regions/990000.toml:67: expected for event \"loan.granted\" either `to` with a basis or silent = true alone, found otherwise; state one of both",
    );
    check(
        REGION,
        told,
        "event = \"loan.granted\"\nto = [\"police\"]\nsilent = true",
        "regions/990000.toml:67: expected for event \"loan.granted\" either `to` with a basis or silent = true alone, found otherwise; state one of both",
    );
    check(
        REGION,
        "event = \"loan.granted\"",
        "event = \"loan.lost\"",
        "regions/990000.toml:1: expected recipients or silent = true for event \"loan.granted\" of loan, found neither; add [[tells]]\n\
         regions/990000.toml:67: expected an event that a step of some procedure tells, found \"loan.lost\"; correct the name",
    );
}

#[test]
fn the_formula_of_the_evaluation() {
    let line = |figure: &str, weight: &str, basis: &str| {
        format!("[[score]]\nfigure = \"{figure}\"\nweight = {weight}\nbasis = \"{basis}\"\n")
    };
    let says = |lines: &str, expected: &str| check(REGION, "[setting]", &format!("{lines}[setting]"), expected);
    says(&(line("on-time", "1", "toytown-2020#1") + &line("quality", "100", "toytown-2020#1")), "a rulebook");
    for weight in ["0", "101", "-5", "300"] {
        says(
            &line("on-time", weight, "toytown-2020#1"),
            &format!(
                "regions/990000.toml:49: expected a weight of 1 to 100, found {weight}; correct it, or remove the line"
            ),
        );
    }
    says(
        &(line("on-time", "1", "toytown-2020#1") + &line("on-time", "2", "toytown-2020#1")),
        "regions/990000.toml:52: expected one [[score]] line called \"on-time\", found a second; rename or remove it",
    );
    says(
        &line("on-time", "1", "toytown-2020#99"),
        "regions/990000.toml:50: expected a citation of a duty that binds in this region, found toytown-2020#99; correct it, or add the duty or the binding",
    );
    says(
        &line("smile", "1", "toytown-2020#1"),
        "regions/990000.toml:48: expected TOML of this folder's shape, found a fault: unknown variant `smile`, expected one of `on-time`, `catalogue-completeness`, `update-punctuality`, `quality`, `sharing-demand`, `correction`; correct this line",
    );
}

#[test]
fn limits_of_a_release() {
    let from = "from = 2020-01-01";
    check(
        REGION,
        from,
        "from = 2020-01-01\n[risk]\nk = 1\nl = 0\nt_percent = 101\nbasis = \"toytown-2020#1\"",
        "regions/990000.toml:9: expected k from 2 to 1000000, found 1; correct it\n\
         regions/990000.toml:10: expected l from 1 to 65536, found 0; correct it\n\
         regions/990000.toml:11: expected t_percent from 1 to 100, found 101; correct it",
    );
    check(
        REGION,
        from,
        "from = 2020-01-01\n[statistics]\nbudget = \"11\"\nbasis = \"toytown-2020#1\"",
        "regions/990000.toml:9: expected budget from 0.000001 to 10, found 11; correct it",
    );
    check(
        REGION,
        from,
        "from = 2020-01-01\n[[linking]]\ngrade = \"general4\"\nbasis = \"toytown-2020#1\"",
        "regions/990000.toml:1: expected a procedure that enters into the register \"linking\" to be run here, found none; \
         adopt one",
    );
}
