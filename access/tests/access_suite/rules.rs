//! The rules as they are meant, written down by hand: the golden matrix only says what the policies do.

use std::path::Path;

use access::Action;
use domain::account::Role;
use domain::organisation::OrganisationKind::{self, Authority, Department, Enterprise, Operator, PublicServiceBody};

use crate::fixtures::{Asker, KINDS, PROCEDURES, SHIPPED, Sort, Target, decide};

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

const CASES_OF_SELF: [&str; 8] = [
    "case catalogue-registration of-self open",
    "case catalogue-registration of-self ended",
    "case conditional-opening of-self open",
    "case conditional-opening of-self ended",
    "case sharing-request of-self open",
    "case sharing-request of-self ended",
    "case unheard-of of-self open",
    "case unheard-of of-self ended",
];

#[test]
fn an_administrator_keeps_bodies_and_accounts_and_nothing_else() {
    let all = [
        "account self",
        "account colleague open",
        "account foreign open",
        "account citizen open",
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
            Action::OpenCase,
            Action::StepCase,
            Action::SeeCase,
            Action::SeeAgreement,
            Action::ReadData,
        ] {
            check(action, &[]);
        }
    }
}

#[test]
fn a_steward_works_on_what_the_own_body_provides() {
    let own = ["dataset own registered", "dataset own listed"];
    for body in [Department, Authority, PublicServiceBody] {
        let check = |action, permitted: &[&str]| check(Role::Steward, Some(body), action, permitted);
        check(Action::RegisterDataset, &["organisation own"]);
        check(Action::ReviseDataset, &own);
        check(Action::ReceiveVersion, &own);
        check(Action::SeeVersion, &own);
        check(Action::ConfirmGrades, &own);
        check(Action::SeeDataset, &[own[0], own[1], "dataset foreign listed"]);
        check(
            Action::OpenCase,
            &["dataset own registered catalogue-registration", "dataset own listed catalogue-registration"],
        );
        let answered = [
            "case catalogue-registration to-own-body open",
            "case catalogue-registration to-own-body ended",
            "case conditional-opening to-own-body open",
            "case conditional-opening to-own-body ended",
            "case sharing-request to-own-body open",
            "case sharing-request to-own-body ended",
            "case unheard-of to-own-body open",
            "case unheard-of to-own-body ended",
        ];
        check(Action::StepCase, &answered);
        check(Action::SeeCase, &answered);
        check(Action::SeeAgreement, &["agreement to-own-body in-force", "agreement to-own-body ended"]);
        check(Action::SeeReceipt, &["receipt of-self", "receipt of-own-body", "receipt from-own-body"]);
        check(Action::ReadData, &[]);
        check(Action::SeeAccount, &["account self"]);
        check(Action::IssueToken, &["account self"]);
    }
    for body in [None, Some(Enterprise), Some(Operator)] {
        check(Role::Steward, body, Action::RegisterDataset, &[]);
        check(Role::Steward, body, Action::ReceiveVersion, &[]);
        check(Role::Steward, body, Action::OpenCase, &[]);
        check(Role::Steward, body, Action::StepCase, &[]);
    }
}

#[test]
fn the_authority_confirms_the_catalogue_and_sees_how_it_is_used() {
    let check = |action, permitted: &[&str]| check(Role::Authority, Some(Authority), action, permitted);
    let sets = ["dataset own registered", "dataset own listed", "dataset foreign registered", "dataset foreign listed"];
    check(Action::SeeDataset, &sets);
    check(Action::SeeVersion, &sets);
    check(Action::ReviseDataset, &[]);
    check(Action::ReadData, &[]);
    let confirmed: Vec<_> = ["of-self", "of-own-body", "to-own-body", "foreign"]
        .into_iter()
        .flat_map(|relation| ["open", "ended"].map(|end| format!("case catalogue-registration {relation} {end}")))
        .collect();
    let confirmed: Vec<_> = confirmed.iter().map(String::as_str).collect();
    check(Action::StepCase, &confirmed);
    let cases: Vec<_> = Sort::Case.targets().into_iter().map(|target| target.name).collect();
    check(Action::SeeCase, &cases.iter().map(String::as_str).collect::<Vec<_>>());
    let agreements: Vec<_> = Sort::Agreement.targets().into_iter().map(|target| target.name).collect();
    check(Action::SeeAgreement, &agreements.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn the_role_of_the_authority_counts_in_the_authority_only() {
    for body in [None, Some(Department), Some(OrganisationKind::Regulator)] {
        check(Role::Authority, body, Action::StepCase, &[]);
        check(Role::Authority, body, Action::SeeDataset, &["dataset own listed", "dataset foreign listed"]);
    }
}

#[test]
fn those_who_ask_follow_what_they_asked_for() {
    let listed = ["dataset own listed", "dataset foreign listed"];
    let openings = [
        "dataset own registered conditional-opening",
        "dataset own listed conditional-opening",
        "dataset foreign registered conditional-opening",
        "dataset foreign listed conditional-opening",
    ];
    let sharings: Vec<_> = openings.iter().map(|name| name.replace("conditional-opening", "sharing-request")).collect();
    let own: Vec<_> =
        CASES_OF_SELF.iter().flat_map(|name| [(*name).to_owned(), name.replace("of-self", "of-own-body")]).collect();
    let own: Vec<_> = own.iter().map(String::as_str).collect();
    let agreed = [
        "agreement of-self in-force",
        "agreement of-self ended",
        "agreement of-own-body in-force",
        "agreement of-own-body ended",
    ];
    for (role, body, shares) in [
        (Role::Reader, Department, true),
        (Role::Reader, PublicServiceBody, true),
        (Role::Reader, Enterprise, false),
        (Role::Operator, Operator, false),
        (Role::Applicant, Enterprise, false),
    ] {
        let check = |action, permitted: &[&str]| check(role, Some(body), action, permitted);
        let mut cases = openings.to_vec();
        if shares {
            cases.extend(sharings.iter().map(String::as_str));
        }
        check(Action::OpenCase, &cases);
        check(Action::StepCase, &own);
        check(Action::SeeCase, &own);
        check(Action::SeeAgreement, &agreed);
        check(Action::ReadData, &listed);
        check(Action::SeeDataset, &listed);
        check(Action::SeeReceipt, &["receipt of-self", "receipt of-own-body"]);
        check(Action::SeeVersion, &[]);
    }
    check(Role::Applicant, None, Action::OpenCase, &openings);
    check(Role::Applicant, None, Action::StepCase, &CASES_OF_SELF);
    check(Role::Applicant, None, Action::SeeAgreement, &agreed[..2]);
    check(Role::Applicant, None, Action::ReadData, &listed);
    for (role, body) in [(Role::Reader, None), (Role::Operator, None), (Role::Operator, Some(Department))] {
        for action in [Action::OpenCase, Action::StepCase, Action::SeeCase, Action::SeeAgreement, Action::ReadData] {
            check(role, body, action, &[]);
        }
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
fn every_procedure_that_ships_can_be_opened_by_someone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/procedures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut shipped: Vec<_> = files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    shipped.sort();
    let (unheard_of, known): (Vec<_>, Vec<_>) = PROCEDURES.into_iter().partition(|name| *name == "unheard-of");
    assert_eq!(shipped, known);
    let opens = |procedure: &str| {
        let target = target(Action::OpenCase, &format!("dataset own listed {procedure}"));
        let anyone = Role::ALL.into_iter().flat_map(|role| KINDS.map(|kind| Asker::of(&[role], Some(kind))));
        anyone.into_iter().any(|asker| decide(&SHIPPED, &asker, Action::OpenCase, &target).is_ok())
    };
    assert!(known.into_iter().all(opens));
    assert!(!unheard_of.into_iter().any(opens));
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
