//! The rules as they are meant, written down by hand: the golden matrix only says what the policies do.

use access::Action;
use domain::account::Role;
use domain::organisation::OrganisationKind::{self, Authority, Department, Enterprise, Operator, PublicServiceBody};

use crate::fixtures::{Asker, SHIPPED, decide};
use crate::targets::{Sort, Target, UNNAMED};

fn target(action: Action, name: &str) -> Target {
    let mut targets = Sort::of(action).iter().flat_map(|sort| sort.targets());
    targets.find(|target| target.name == name).unwrap_or_else(|| panic!("{action} is not tried on {name:?}"))
}

/// For one role in one kind of body, which targets each action is permitted on; on all others it is not.
fn check(role: Role, body: Option<OrganisationKind>, action: Action, permitted: &[&str]) {
    let asker = Asker::of(&[role], body);
    let all = Sort::of(action).iter().flat_map(|sort| sort.targets());
    let found: Vec<_> =
        all.filter(|target| decide(&SHIPPED, &asker, action, target).is_ok()).map(|target| target.name).collect();
    for name in permitted {
        target(action, name);
    }
    let mut expected: Vec<_> = permitted.iter().map(|name| (*name).to_owned()).collect();
    let mut sorted = found;
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected, "{} of {body:?}: {action}", role.as_str());
}

/// The same, where the names say which.
fn check_where(role: Role, body: Option<OrganisationKind>, action: Action, permitted: impl Fn(&str) -> bool) {
    let all: Vec<_> = Sort::of(action).iter().flat_map(|sort| sort.targets()).map(|target| target.name).collect();
    check(role, body, action, &all.iter().map(String::as_str).filter(|name| permitted(name)).collect::<Vec<_>>());
}

/// A case the asker plays a part in.
fn with_a_part(name: &str) -> bool {
    !name.starts_with("case no-part")
}

/// A new case no policy names, whose first step is the asker's.
fn by_part(name: &str) -> bool {
    name.ends_with(&format!(" {UNNAMED} opens"))
}

/// A new case about a dataset, opened by this procedure.
fn about_data(name: &str, procedure: &str) -> bool {
    name.starts_with("dataset ") && name.contains(&format!(" {procedure} "))
}

#[test]
fn an_administrator_keeps_bodies_and_accounts_and_for_the_rest_is_like_anyone() {
    let all = [
        "account self",
        "account colleague open",
        "account foreign open",
        "account citizen open",
        "account colleague suspended",
        "account foreign suspended",
        "account citizen suspended",
        "account colleague closed",
        "account foreign closed",
        "account citizen closed",
    ];
    for body in [None, Some(Authority)] {
        let check = |action, permitted: &[&str]| check(Role::Administrator, body, action, permitted);
        check(Action::RegisterOrganisation, &["platform"]);
        check(Action::OpenAccount, &["platform", "organisation own", "organisation foreign"]);
        for action in
            [Action::SetRoles, Action::CloseAccount, Action::SeeAccount, Action::IssueToken, Action::RevokeCredential]
        {
            check(action, &all);
        }
        for action in [
            Action::RegisterDataset,
            Action::ReviseDataset,
            Action::ReceiveVersion,
            Action::SeeVersion,
            Action::ConfirmGrades,
            Action::SeeAgreement,
            Action::ReadData,
        ] {
            check(action, &[]);
        }
        check_where(Role::Administrator, body, Action::OpenCase, by_part);
        check_where(Role::Administrator, body, Action::StepCase, with_a_part);
        check_where(Role::Administrator, body, Action::SeeCase, with_a_part);
        check(Action::ReadNotice, &["account self"]);
    }
}

#[test]
fn a_steward_works_on_what_the_own_body_provides() {
    let own = ["dataset own registered", "dataset own listed", "dataset own withdrawn"];
    let submits = |name: &str| about_data(name, "catalogue-registration") && name.starts_with("dataset own");
    for body in [Department, Authority, PublicServiceBody, Enterprise, Operator] {
        let check = |action, permitted: &[&str]| check(Role::Steward, Some(body), action, permitted);
        check(Action::RegisterDataset, &["organisation own"]);
        check(Action::ReviseDataset, &own);
        check(Action::ReceiveVersion, &own);
        check(Action::SeeVersion, &own);
        check(Action::ConfirmGrades, &own);
        check(Action::SeeDataset, &[own[0], own[1], own[2], "dataset foreign listed"]);
        check_where(Role::Steward, Some(body), Action::OpenCase, |name| submits(name) || by_part(name));
        check_where(Role::Steward, Some(body), Action::SeeAgreement, |name| name.contains("to-own-body"));
        check(Action::SeeReceipt, &["receipt of-self", "receipt of-own-body", "receipt from-own-body"]);
        check(Action::ReadData, &[]);
        check(Action::SeeAccount, &["account self"]);
        check(Action::IssueToken, &["account self"]);
    }
    check(Role::Steward, None, Action::RegisterDataset, &[]);
    check(Role::Steward, None, Action::ReceiveVersion, &[]);
    check_where(Role::Steward, None, Action::OpenCase, by_part);
}

#[test]
fn the_authority_sees_the_catalogue_and_how_it_is_used() {
    let check = |action, permitted: &[&str]| check(Role::Authority, Some(Authority), action, permitted);
    check_where(Role::Authority, Some(Authority), Action::SeeDataset, |_| true);
    check_where(Role::Authority, Some(Authority), Action::SeeVersion, |_| true);
    check(Action::ReviseDataset, &[]);
    check(Action::ReadData, &[]);
    check_where(Role::Authority, Some(Authority), Action::OpenCase, by_part);
    check_where(Role::Authority, Some(Authority), Action::StepCase, with_a_part);
    check_where(Role::Authority, Some(Authority), Action::SeeCase, |_| true);
    check_where(Role::Authority, Some(Authority), Action::SeeAgreement, |_| true);
}

#[test]
fn the_role_of_the_authority_counts_in_the_authority_only() {
    for body in [None, Some(Department), Some(OrganisationKind::Regulator)] {
        check_where(Role::Authority, body, Action::SeeCase, with_a_part);
        check(Role::Authority, body, Action::SeeAgreement, &[]);
        check(Role::Authority, body, Action::SeeDataset, &["dataset own listed", "dataset foreign listed"]);
    }
}

#[test]
fn those_who_ask_ask_about_a_dataset_and_keep_what_was_agreed() {
    let listed = ["dataset own listed", "dataset foreign listed"];
    let opening = |name: &str| by_part(name) || about_data(name, "conditional-opening");
    let sharing = |name: &str| opening(name) || about_data(name, "sharing-request");
    let of_self = |name: &str| name.contains(" of-self ");
    let agreed = |name: &str| of_self(name) || name.contains(" of-own-body ");
    for (role, body, shares) in [
        (Role::Reader, Department, true),
        (Role::Reader, PublicServiceBody, true),
        (Role::Reader, Enterprise, false),
        (Role::Operator, Operator, false),
        (Role::Applicant, Enterprise, false),
    ] {
        let check = |action, permitted: &[&str]| check(role, Some(body), action, permitted);
        if shares {
            check_where(role, Some(body), Action::OpenCase, sharing);
        } else {
            check_where(role, Some(body), Action::OpenCase, opening);
        }
        check_where(role, Some(body), Action::SeeAgreement, agreed);
        check(Action::ReadData, &listed);
        check(Action::SeeDataset, &listed);
        check(Action::SeeReceipt, &["receipt of-self", "receipt of-own-body"]);
        check(Action::SeeVersion, &[]);
    }
    check_where(Role::Applicant, None, Action::OpenCase, opening);
    check_where(Role::Applicant, None, Action::SeeAgreement, of_self);
    check(Role::Applicant, None, Action::ReadData, &listed);
    for (role, body) in [(Role::Reader, None), (Role::Operator, None), (Role::Operator, Some(Department))] {
        check_where(role, body, Action::OpenCase, by_part);
        check(role, body, Action::SeeAgreement, &[]);
        check(role, body, Action::ReadData, &[]);
    }
}

#[test]
fn supervision_sees_everything_and_changes_nothing() {
    for role in [Role::Auditor, Role::Regulator] {
        for body in [None, Some(OrganisationKind::Regulator), Some(Department)] {
            for action in Action::ALL {
                let all: Vec<_> =
                    Sort::of(action).iter().flat_map(|sort| sort.targets()).map(|target| target.name).collect();
                let sees = action.as_str().starts_with("see-");
                let own_token = matches!(action, Action::IssueToken | Action::RevokeCredential);
                let permitted = match (sees, own_token) {
                    (true, _) => all.iter().map(String::as_str).collect(),
                    (false, true) => vec!["account self"],
                    (false, false) => Vec::new(),
                };
                check(role, body, action, &permitted);
            }
        }
    }
}

#[test]
fn a_visitor_sees_what_is_public() {
    for action in Action::ALL {
        for sort in Sort::of(action) {
            for target in sort.targets() {
                let decision = decide(&SHIPPED, &Asker::visitor(), action, &target);
                let public = match action {
                    Action::SeeLog | Action::SeeOrganisation => true,
                    Action::SeeDataset => target.name.ends_with(" listed"),
                    _ => false,
                };
                assert_eq!(decision.is_ok(), public, "{action} on {}", target.name);
                if let Err(denied) = decision {
                    assert_eq!(denied.message, base::Message::new("denied-visitor").with("action", action));
                }
            }
        }
    }
}

#[test]
fn a_denial_says_why() {
    let say = |asker: &Asker, action, name| {
        let denied = decide(&SHIPPED, asker, action, &target(action, name)).unwrap_err();
        let args: Vec<_> = denied.message.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{} {}", denied.message.key, args.join(" "))
    };
    let read = (Action::ReadData, "dataset own listed");
    let applicant = Asker::of(&[Role::Applicant], None);
    assert_eq!(say(&Asker::of(&[], None), read.0, read.1), "denied-no-policy action=read-data");
    assert_eq!(
        say(&applicant.clone().closed(), read.0, read.1),
        "denied-closed-account action=read-data policy=closed-account"
    );
    assert_eq!(say(&applicant.with_scopes([]), read.0, read.1), "denied-scope action=read-data policy=scope-data");
    assert_eq!(
        say(&Asker::of(&[Role::Auditor, Role::Applicant], None), read.0, read.1),
        "denied-duties-apart action=read-data policy=auditors-read-no-data"
    );
}
