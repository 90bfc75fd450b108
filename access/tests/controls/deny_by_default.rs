//! `deny-by-default` 身份鉴别与访问授权: nobody without identity and right gets in.

use access::Action;
use domain::account::Role;
use domain::organisation::OrganisationKind::Department;

use crate::fixtures::{Asker, SHIPPED, decide};
use crate::targets::Sort;

/// What nobody needs a right for.
const PUBLIC: [Action; 3] = [Action::SeeDataset, Action::SeeOrganisation, Action::SeeLog];

/// The actions an asker is permitted on anything at all.
fn permitted(asker: &Asker) -> Vec<Action> {
    let on_any = |action: &Action| {
        let mut targets = Sort::of(*action).iter().flat_map(|sort| sort.targets());
        targets.any(|target| decide(&SHIPPED, asker, *action, &target).is_ok())
    };
    Action::ALL.into_iter().filter(on_any).collect()
}

#[test]
fn without_identity_there_is_only_what_is_public() {
    let found = permitted(&Asker::visitor());
    assert!(found.iter().all(|action| PUBLIC.contains(action)), "{found:?}");
}

#[test]
fn a_closed_account_does_nothing_and_a_credential_without_scopes_nearly_nothing() {
    assert_eq!(permitted(&Asker::of(&Role::ALL, Some(Department)).closed()), []);
    let unscoped = permitted(&Asker::of(&Role::ALL, Some(Department)).with_scopes([]));
    assert!(unscoped.iter().all(|action| PUBLIC.contains(action)), "{unscoped:?}");
}

#[test]
fn an_account_without_a_role_neither_reads_nor_registers() {
    let found = permitted(&Asker::of(&[], Some(Department)));
    for action in [Action::ReadData, Action::RegisterDataset, Action::ConfirmGrades, Action::OpenAccount] {
        assert!(!found.contains(&action), "{action}");
    }
}

#[test]
fn whoever_has_the_right_gets_in() {
    assert!(permitted(&Asker::of(&[Role::Steward], Some(Department))).contains(&Action::RegisterDataset));
    assert!(permitted(&Asker::of(&[Role::Reader], Some(Department))).contains(&Action::ReadData));
}
