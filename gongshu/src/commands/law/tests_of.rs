//! Where the tests stand that show a carrier at work. The suite checks that each is there.

use ::law::Control;

/// The crate whose `tests/controls/` holds the file of a control; `domain`, where most are decided, for all others.
const ELSEWHERE: &[(&str, &str)] = &[
    ("one-door", "lake"),
    ("one-catalogue", "store"),
    ("same-force", "gongshu"),
    ("machine-readable", "exchange"),
    ("masks-on-output", "lake"),
    ("deny-by-default", "access"),
    ("every-act-logged", "store"),
    ("tamper-evident", "gongshu"),
    ("sealed-storage", "gongshu"),
    ("backup-schedule", "gongshu"),
    ("fingerprinted-copies", "gongshu"),
    ("traceable", "web"),
    ("rate-limits", "web"),
    ("transport-encryption", "web"),
    ("anomaly-watch", "web"),
    ("law-of-the-place", "law"),
    ("in-force-dates", "law"),
    ("draft-never-binds", "law"),
];

/// Every report, and the test that counts it from acts one can count by hand.
const REPORTS: &[(&str, &str, &str)] = &[
    ("version-quality", "domain/tests/domain_suite/reports/data.rs", "each_version_has_its_rows_kept_and_set_aside"),
    (
        "catalogue-completeness",
        "domain/tests/domain_suite/reports/data.rs",
        "an_entry_is_complete_when_it_is_confirmed_filled_graded_and_has_a_version",
    ),
    (
        "update-punctuality",
        "domain/tests/domain_suite/reports/data.rs",
        "an_update_is_due_at_the_end_of_every_cycle_since_the_confirmation",
    ),
    (
        "quality-correction",
        "domain/tests/domain_suite/reports/data.rs",
        "corrections_are_counted_with_the_rows_that_came_in",
    ),
    ("usage-feedback", "domain/tests/domain_suite/reports/data.rs", "use_is_counted_from_receipts_and_agreements"),
    ("opening-scope", "domain/tests/domain_suite/reports/data.rs", "opening_is_what_is_open_and_what_became_wider"),
    ("on-time", "domain/tests/domain_suite/reports/matters.rs", "a_clock_counts_for_the_body_that_has_to_stop_it"),
    (
        "sharing-demand",
        "domain/tests/domain_suite/reports/matters.rs",
        "requests_for_sharing_are_met_refused_or_given_up",
    ),
    ("service-handling", "domain/tests/domain_suite/reports/matters.rs", "matters_are_counted_by_their_ends_and_days"),
    ("duty-coverage", "domain/tests/domain_suite/reports/matters.rs", "a_duty_is_acted_on_by_whatever_cites_it"),
    (
        "incidents-drills",
        "domain/tests/domain_suite/reports/threats.rs",
        "incidents_drills_and_warnings_stand_beside_each_other_for_each_body",
    ),
    (
        "threat-statistics",
        "domain/tests/domain_suite/reports/threats.rs",
        "threats_are_counted_by_month_kind_and_level",
    ),
    ("migration-progress", "domain/tests/domain_suite/reports/bodies.rs", "platforms_are_listed_planned_and_moved"),
    (
        "operator-year",
        "domain/tests/domain_suite/reports/bodies.rs",
        "an_operators_year_is_what_it_was_given_what_it_used_and_what_was_said_against_it",
    ),
    ("important-data", "domain/tests/domain_suite/reports/grades.rs", "important_data_is_listed_with_what_protects_it"),
    (
        "body-score",
        "domain/tests/domain_suite/reports/score.rs",
        "a_score_is_the_weighted_mean_of_what_there_was_to_count",
    ),
];

/// The test of a carrier as coverage names it; None where there is none of its own.
pub(super) fn test_of(carrier: &str) -> Option<String> {
    let (kind, name) = carrier.split_once(' ')?;
    match kind {
        "procedure" => {
            let procedure = name.split('.').next().unwrap_or(name);
            Some(format!("domain/tests/plays/{procedure}.play"))
        }
        "clock" => Some("domain/tests/domain_suite/plays.rs · a_clock_never_runs_out_unheard".to_owned()),
        "control" => {
            let control = Control::ALL.iter().find(|control| control.name() == name)?;
            control.waits_for().is_none().then(|| file_of(name))
        }
        "report" => {
            let found = REPORTS.iter().find(|(known, _, _)| *known == name);
            found.map(|(_, file, test)| format!("{file} · {test}"))
        }
        _ => None,
    }
}

/// The file with the tests that try to get past a control, and go the lawful way.
fn file_of(control: &str) -> String {
    let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == control);
    let member = elsewhere.map_or("domain", |(_, member)| member);
    format!("{member}/tests/controls/{}.rs", control.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use ::law::{Carrier, Report, Rulebook};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    fn is_tested(file: &str) -> bool {
        let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        ["#[test]", "#[tokio::test"].iter().any(|mark| text.contains(mark))
    }

    #[test]
    fn every_enforced_control_has_a_file_of_tests() {
        let enforced = Control::ALL.iter().filter(|control| control.waits_for().is_none());
        let untested: Vec<_> =
            enforced.map(|control| file_of(control.name())).filter(|file| !is_tested(file)).collect();
        assert!(untested.is_empty(), "expected a test in each of {untested:?}");
    }

    #[test]
    fn every_control_is_named_by_a_duty() {
        let rulebook = Rulebook::shipped().unwrap();
        let duties = rulebook.regulations().flat_map(|regulation| &regulation.duties);
        let named: BTreeSet<Control> = duties
            .filter_map(|duty| match duty.carrier {
                Carrier::Control(control) => Some(control),
                Carrier::Clock(_) | Carrier::Procedure { .. } | Carrier::Report(_) | Carrier::Outside(_) => None,
            })
            .collect();
        let idle: Vec<_> = Control::ALL.iter().filter(|control| !named.contains(control)).collect();
        assert!(idle.is_empty(), "no duty of any regulation names {idle:?}");
    }

    /// A file of `tests/controls/` stands for a control, or is the folder's own list or a scene several share.
    #[test]
    fn every_file_of_controls_shows_one() {
        let shared = ["mod", "trade"];
        for member in std::fs::read_dir(root()).unwrap() {
            let folder = member.unwrap().path().join("tests/controls");
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                let path = file.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let control = stem.replace('_', "-");
                let enforced = test_of(&format!("control {control}"));
                let known =
                    enforced.is_some_and(|file| root().join(file).canonicalize().ok() == path.canonicalize().ok());
                assert!(known || shared.contains(&stem.as_str()), "{} shows no control", path.display());
            }
        }
    }

    #[test]
    fn every_report_has_a_test() {
        let listed: Vec<&str> = REPORTS.iter().map(|(report, _, _)| *report).collect();
        for report in Report::ALL {
            assert!(listed.contains(&report.name()), "{report} has no test");
        }
        for (report, file, test) in REPORTS {
            let text = std::fs::read_to_string(root().join(file)).unwrap();
            assert!(text.contains(&format!("fn {test}()")), "{report}: expected {test} in {file}");
        }
    }

    #[test]
    fn every_procedure_has_a_play() {
        let rulebook = Rulebook::shipped().unwrap();
        for procedure in rulebook.procedures() {
            let play = format!("domain/tests/plays/{}.play", procedure.name);
            assert!(root().join(&play).is_file(), "expected {play}");
        }
    }
}
