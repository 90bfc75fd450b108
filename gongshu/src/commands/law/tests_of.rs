//! Where the tests stand that show a carrier at work. The suite checks that each is there.

/// Controls and the test that tries to get past each: file and function.
const CONTROLS: &[(&str, &str, &str)] = &[
    ("one-door", "lake/tests/governed/leaks.rs", "nothing_runs_below_the_governed_scan"),
    ("catalogue-only", "domain/tests/domain_suite/release.rs", "nothing_leaves_outside_the_catalogue"),
    (
        "catalogue-confirm",
        "domain/tests/domain_suite/cases.rs",
        "a_catalogue_entry_comes_into_force_when_the_authority_confirms_it",
    ),
    ("one-catalogue", "store/tests/store_suite/appending.rs", "a_natural_key_has_one_holder"),
    ("catalogue-elements", "domain/tests/domain_suite/catalogue.rs", "registering_a_catalogue_entry"),
    ("share-classes", "domain/tests/domain_suite/cases.rs", "what_may_not_be_asked_for_is_refused_when_it_is_asked"),
    (
        "negative-list",
        "domain/tests/domain_suite/registers.rs",
        "nothing_is_kept_from_sharing_without_a_ground_the_law_names",
    ),
    (
        "not-shared-basis",
        "domain/tests/domain_suite/registers.rs",
        "nothing_is_kept_from_sharing_without_a_ground_the_law_names",
    ),
    ("agreed-use", "domain/tests/domain_suite/release.rs", "use_outside_the_agreement_is_refused_with_its_article"),
    (
        "agreement-signed",
        "domain/tests/domain_suite/release.rs",
        "use_outside_the_agreement_is_refused_with_its_article",
    ),
    ("open-classes", "domain/tests/domain_suite/cases.rs", "what_may_not_be_asked_for_is_refused_when_it_is_asked"),
    (
        "upgrade-needs-masking",
        "domain/tests/domain_suite/registers.rs",
        "closed_data_opens_only_with_support_and_stays_closed_only_on_a_ground",
    ),
    (
        "free-open",
        "domain/tests/domain_suite/release.rs",
        "without_an_agreement_only_what_is_unconditionally_open_and_not_sensitive",
    ),
    (
        "undertaking",
        "domain/tests/domain_suite/cases.rs",
        "a_field_a_region_asks_for_is_wanted_there_and_unknown_elsewhere",
    ),
    (
        "refusal-reasons",
        "domain/tests/domain_suite/cases.rs",
        "a_refusal_gives_its_reason_and_an_article_that_binds_here",
    ),
    (
        "consent-or-anonymity",
        "domain/tests/domain_suite/guards.rs",
        "without_what_a_guard_looks_for_the_step_is_refused_with_its_article",
    ),
    ("masks-on-output", "lake/tests/governed/leaks.rs", "no_try_shows_a_secret"),
    ("emergency-purpose", "domain/tests/domain_suite/agreements.rs", "emergency_data_is_read_until_the_emergency_ends"),
    (
        "no-state-secrets",
        "domain/tests/domain_suite/catalogue.rs",
        "what_is_marked_a_state_secret_is_not_even_written_down",
    ),
    ("deny-by-default", "access/tests/access_suite/matrix.rs", "the_matrix_is_the_golden_one"),
    ("every-act-logged", "store/tests/store_suite/tampering.rs", "every_column_of_every_act_is_checked"),
    ("tamper-evident", "gongshu/tests/gongshu_suite/tamper.rs", "every_change_is_named"),
    ("rate-limits", "web/tests/suite/rates.rs", "each_client_has_its_own_rate"),
    (
        "law-of-the-place",
        "law/src/rulebook/tests/parents.rs",
        "a_place_without_a_file_has_the_law_of_the_nearest_region_above",
    ),
    (
        "in-force-dates",
        "law/src/rulebook/tests/running.rs",
        "every_step_the_law_calls_for_rests_on_an_article_once_it_is_in_force",
    ),
    ("draft-never-binds", "law/src/rulebook/tests/pilot.rs", "the_draft_does_not_bind"),
    (
        "no-recollection",
        "domain/tests/domain_suite/guards.rs",
        "without_what_a_guard_looks_for_the_step_is_refused_with_its_article",
    ),
    (
        "no-repurchase",
        "domain/tests/domain_suite/guards.rs",
        "what_is_bought_again_is_refused_under_the_rule_on_buying",
    ),
    (
        "trade-ban-harm",
        "domain/tests/domain_suite/guards.rs",
        "data_graded_important_is_not_traded_whatever_is_on_record",
    ),
    (
        "certificate-verifiable",
        "domain/tests/domain_suite/registers.rs",
        "a_certificate_has_a_number_of_region_day_and_chance_that_no_other_has",
    ),
    ("consent-unbundled", "domain/tests/domain_suite/cases.rs", "a_consent_is_given_by_saying_yes_and_by_nothing_else"),
    ("destruction-approved", "domain/tests/domain_suite/agreements.rs", "a_destroyed_version_is_gone_for_every_reader"),
    (
        "suspension-stops-reads",
        "web/tests/suite/cases.rs",
        "a_suspended_agreement_stops_reading_at_once_and_a_resumed_one_goes_on",
    ),
    (
        "second-reviewer",
        "domain/tests/domain_suite/parts.rs",
        "who_took_a_step_does_not_check_it_nor_who_had_a_word_in_it",
    ),
    (
        "double-authorisation",
        "domain/tests/domain_suite/parts.rs",
        "a_step_of_several_happens_when_the_last_of_them_has_spoken",
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
            CONTROLS.iter().find(|(known, ..)| *known == name).map(|(_, file, test)| format!("{file} · {test}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_test_named_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for (control, file, test) in CONTROLS {
            assert!(::law::Control::ALL.iter().any(|known| known.name() == *control), "{control}");
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            assert!(text.contains(&format!("fn {test}(")), "{control}: {file} has no {test}");
        }
        let rulebook = ::law::Rulebook::shipped().unwrap();
        for procedure in rulebook.procedures() {
            let play = format!("domain/tests/plays/{}.play", procedure.name);
            assert!(root.join(&play).is_file(), "expected {play}");
        }
    }
}
