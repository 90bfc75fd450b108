//! Where the tests stand that show a carrier at work. The suite checks that each is there.

/// Every control that is enforced, and the file with the tests that try to get past it and go the lawful way.
const CONTROLS: &[(&str, &str)] = &[
    ("one-door", "lake/tests/controls/one_door.rs"),
    ("catalogue-only", "domain/tests/controls/catalogue_only.rs"),
    ("catalogue-confirm", "domain/tests/controls/catalogue_confirm.rs"),
    ("one-catalogue", "store/tests/controls/one_catalogue.rs"),
    ("catalogue-elements", "domain/tests/controls/catalogue_elements.rs"),
    ("share-classes", "domain/tests/controls/share_classes.rs"),
    ("share-by-default", "domain/tests/controls/share_by_default.rs"),
    ("negative-list", "domain/tests/controls/negative_list.rs"),
    ("not-shared-basis", "domain/tests/controls/not_shared_basis.rs"),
    ("agreed-use", "domain/tests/controls/agreed_use.rs"),
    ("agreement-signed", "domain/tests/controls/agreement_signed.rs"),
    ("no-direct-exchange", "domain/tests/controls/no_direct_exchange.rs"),
    ("free-sharing", "domain/tests/controls/free_sharing.rs"),
    ("same-force", "gongshu/tests/controls/same_force.rs"),
    ("open-classes", "domain/tests/controls/open_classes.rs"),
    ("not-open-basis", "domain/tests/controls/not_open_basis.rs"),
    ("upgrade-needs-masking", "domain/tests/controls/upgrade_needs_masking.rs"),
    ("free-open", "domain/tests/controls/free_open.rs"),
    ("conditional-form", "domain/tests/controls/conditional_form.rs"),
    ("undertaking", "domain/tests/controls/undertaking.rs"),
    ("no-onward-supply", "domain/tests/controls/no_onward_supply.rs"),
    ("refusal-reasons", "domain/tests/controls/refusal_reasons.rs"),
    ("machine-readable", "exchange/tests/controls/machine_readable.rs"),
    ("grade-before-release", "domain/tests/controls/grade_before_release.rs"),
    ("important-data", "domain/tests/controls/important_data.rs"),
    ("consent-or-anonymity", "domain/tests/controls/consent_or_anonymity.rs"),
    ("masks-on-output", "lake/tests/controls/masks_on_output.rs"),
    ("reversible-with-basis", "domain/tests/controls/reversible_with_basis.rs"),
    ("emergency-purpose", "domain/tests/controls/emergency_purpose.rs"),
    ("no-state-secrets", "domain/tests/controls/no_state_secrets.rs"),
    ("deny-by-default", "access/tests/controls/deny_by_default.rs"),
    ("every-act-logged", "store/tests/controls/every_act_logged.rs"),
    ("tamper-evident", "gongshu/tests/controls/tamper_evident.rs"),
    ("traceable", "web/tests/controls/traceable.rs"),
    ("rate-limits", "web/tests/controls/rate_limits.rs"),
    ("law-of-the-place", "law/tests/controls/law_of_the_place.rs"),
    ("in-force-dates", "law/tests/controls/in_force_dates.rs"),
    ("draft-never-binds", "law/tests/controls/draft_never_binds.rs"),
    ("public-data-bodies", "domain/tests/controls/public_data_bodies.rs"),
    ("treasury-funded", "domain/tests/controls/treasury_funded.rs"),
    ("platform-levels", "domain/tests/controls/platform_levels.rs"),
    ("base-libraries", "domain/tests/controls/base_libraries.rs"),
    ("quality-hold", "domain/tests/controls/quality_hold.rs"),
    ("no-recollection", "domain/tests/controls/no_recollection.rs"),
    ("collection-attributes", "domain/tests/controls/collection_attributes.rs"),
    ("assess-before-collecting", "domain/tests/controls/assess_before_collecting.rs"),
    ("no-repurchase", "domain/tests/controls/no_repurchase.rs"),
    ("supplier-contract-first", "domain/tests/controls/supplier_contract_first.rs"),
    ("acceptance-gate", "domain/tests/controls/acceptance_gate.rs"),
    ("connection-before-acceptance", "domain/tests/controls/connection_before_acceptance.rs"),
    ("double-authorisation", "domain/tests/controls/double_authorisation.rs"),
    ("venue-approved", "domain/tests/controls/venue_approved.rs"),
    ("trade-ban-harm", "domain/tests/controls/trade_ban_harm.rs"),
    ("trade-ban-unauthorised", "domain/tests/controls/trade_ban_unauthorised.rs"),
    ("trade-ban-law", "domain/tests/controls/trade_ban_law.rs"),
    ("trade-rights", "domain/tests/controls/trade_rights.rs"),
    ("contract-terms", "domain/tests/controls/contract_terms.rs"),
    ("trade-filed", "domain/tests/controls/trade_filed.rs"),
    ("trade-traceable", "domain/tests/controls/trade_traceable.rs"),
    ("certificate-verifiable", "domain/tests/controls/certificate_verifiable.rs"),
    ("verify-instead", "domain/tests/controls/verify_instead.rs"),
    ("no-paper-proof", "domain/tests/controls/no_paper_proof.rs"),
    ("consent-unbundled", "domain/tests/controls/consent_unbundled.rs"),
    ("notice-before-consent", "domain/tests/controls/notice_before_consent.rs"),
    ("store-level", "domain/tests/controls/store_level.rs"),
    ("destruction-approved", "domain/tests/controls/destruction_approved.rs"),
    ("retention", "domain/tests/controls/retention.rs"),
    ("suspension-stops-reads", "domain/tests/controls/suspension_stops_reads.rs"),
    ("linking-approved", "domain/tests/controls/linking_approved.rs"),
    ("incident-starts-plan", "domain/tests/controls/incident_starts_plan.rs"),
    ("second-reviewer", "domain/tests/controls/second_reviewer.rs"),
    ("certificate-needs-report", "domain/tests/controls/certificate_needs_report.rs"),
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
        "control" => CONTROLS.iter().find(|(known, _)| *known == name).map(|(_, file)| (*file).to_owned()),
        "report" => {
            let found = REPORTS.iter().find(|(known, _, _)| *known == name);
            found.map(|(_, file, test)| format!("{file} · {test}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use ::law::{Carrier, Control, Report, Rulebook};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    fn is_tested(file: &str) -> bool {
        let text = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        ["#[test]", "#[tokio::test"].iter().any(|mark| text.contains(mark))
    }

    #[test]
    fn every_enforced_control_has_a_file_of_tests_and_no_other_has() {
        let listed: BTreeSet<&str> = CONTROLS.iter().map(|(control, _)| *control).collect();
        assert_eq!(listed.len(), CONTROLS.len(), "a control is listed twice");
        let enforced = Control::ALL.iter().filter(|control| control.waits_for().is_none());
        assert_eq!(listed, enforced.map(|control| control.name()).collect());
        for (control, file) in CONTROLS {
            let own = format!("/tests/controls/{}.rs", control.replace('-', "_"));
            assert!(file.ends_with(&own), "{control}: expected a file of its own, found {file}");
            assert!(is_tested(file), "{control}: expected a test in {file}");
        }
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
                let own = |file: &str| root().join(file).canonicalize().ok() == path.canonicalize().ok();
                let known = CONTROLS.iter().any(|(name, file)| *name == control && own(file));
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
