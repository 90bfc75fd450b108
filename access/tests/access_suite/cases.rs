//! Who opens cases, takes steps, sees them and reads what they tell: the rules by hand, first for any part, then for
//! the parts as `domain` casts them.

use std::collections::BTreeSet;

use access::{Action, Denied, Permit};
use domain::account::Role;
use domain::case::{Case, plays};
use domain::credential::Scope;
use domain::organisation::OrganisationKind::{Authority, Department, Enterprise, Operator, Regulator};
use domain::organisation::{OFFICES, OrganisationKind};
use law::{Actor as Part, Rulebook, START, Subject};

use crate::fixtures::{Asker, KINDS, ME, OURS, SHIPPED, decide};
use crate::records::{body, case, matter};
use crate::targets::{ASKING, Sort, Target, UNNAMED, What};

const SUPERVISING: [Role; 2] = [Role::Auditor, Role::Regulator];

/// An open account with every scope for every role, and for none, in every kind of body, and in none.
fn everyone() -> impl Iterator<Item = (Option<Role>, Option<OrganisationKind>, Asker)> {
    let roles = Role::ALL.into_iter().map(Some).chain([None]);
    roles.flat_map(|role| {
        let bodies = KINDS.into_iter().map(Some).chain([None]);
        bodies.map(move |kind| (role, kind, Asker::of(role.as_slice(), kind)))
    })
}

fn targets(action: Action, start: &str) -> Vec<Target> {
    let all = Sort::of(action).iter().flat_map(|sort| sort.targets());
    let found: Vec<_> = all.filter(|target| target.name.starts_with(start)).collect();
    assert!(!found.is_empty(), "{action} is not tried on {start:?}");
    found
}

fn playing(parts: impl IntoIterator<Item = Part>) -> Target {
    Target::new("case", What::Case(Box::new(case()), parts.into_iter().collect()))
}

fn parts() -> impl Iterator<Item = Part> {
    Part::ALL.iter().copied().filter(|part| *part != Part::Anyone)
}

fn supervises(role: Option<Role>) -> bool {
    role.is_some_and(|role| SUPERVISING.contains(&role))
}

#[test]
fn nobody_without_a_part_takes_a_step() {
    for (role, kind, asker) in everyone() {
        for target in targets(Action::StepCase, "case no-part ") {
            assert!(decide(&SHIPPED, &asker, Action::StepCase, &target).is_err(), "{role:?} of {kind:?}: {target:?}");
        }
    }
}

#[test]
fn nobody_without_a_part_sees_a_case_but_authority_auditor_and_regulator() {
    for (role, kind, asker) in everyone() {
        let watches = supervises(role) || (role == Some(Role::Authority) && kind == Some(Authority));
        for target in targets(Action::SeeCase, "case no-part ") {
            let seen = decide(&SHIPPED, &asker, Action::SeeCase, &target);
            assert_eq!(seen.is_ok(), watches, "{role:?} of {kind:?}: {}", target.name);
        }
    }
}

#[test]
fn whoever_plays_a_part_takes_steps_and_sees_the_case() {
    for (role, kind, asker) in everyone().filter(|(role, ..)| !supervises(*role)) {
        for part in parts() {
            for action in [Action::StepCase, Action::SeeCase] {
                let permit = decide(&SHIPPED, &asker, action, &playing([Part::Anyone, part])).unwrap();
                let by = permit.policies().contains(&"parts-take-steps".to_owned());
                assert!(by, "{role:?} of {kind:?}: {action} as {part}");
            }
        }
    }
}

#[test]
fn the_part_everyone_plays_is_none() {
    for (_, _, asker) in everyone() {
        for action in [Action::StepCase, Action::SeeCase] {
            let anyone = decide(&SHIPPED, &asker, action, &playing([Part::Anyone]));
            assert_eq!(anyone, decide(&SHIPPED, &asker, action, &playing([])));
        }
    }
}

#[test]
fn auditors_and_regulators_see_every_case_and_change_nothing_whatever_part_they_play() {
    for (role, _, asker) in everyone().filter(|(role, ..)| supervises(*role)) {
        let rule = format!("{}s-change-nothing", role.unwrap().as_str());
        for part in parts() {
            assert!(decide(&SHIPPED, &asker, Action::SeeCase, &playing([part])).is_ok());
        }
        for action in [Action::OpenCase, Action::StepCase, Action::ReadNotice] {
            for target in targets(action, "") {
                let denied = decide(&SHIPPED, &asker, action, &target).unwrap_err();
                assert!(denied.policies.contains(&rule), "{action} on {}: {denied:?}", target.name);
            }
        }
    }
}

#[test]
fn a_closed_account_does_nothing_in_a_case_whatever_part_it_plays() {
    ruled_out_by("closed-account", Asker::closed);
}

#[test]
fn a_credential_without_the_scope_for_cases_does_nothing_in_them() {
    let others = Scope::ALL.into_iter().filter(|scope| *scope != Scope::Cases);
    ruled_out_by("scope-cases", |asker| asker.with_scopes(others.clone()));
}

fn ruled_out_by(rule: &str, change: impl Fn(Asker) -> Asker) {
    let mut all: Vec<_> = Role::ALL.iter().map(|role| Asker::of(&[*role], Some(Authority))).collect();
    all.extend([Asker::of(&[], None), Asker::of(&Role::ALL, Some(Department))]);
    for asker in all.into_iter().map(change) {
        for action in [Action::OpenCase, Action::StepCase, Action::SeeCase, Action::SeeAgreement, Action::ReadNotice] {
            for target in targets(action, "") {
                let denied = decide(&SHIPPED, &asker, action, &target).unwrap_err();
                assert!(denied.policies.contains(&rule.to_owned()), "{action} on {}: {denied:?}", target.name);
            }
        }
    }
}

#[test]
fn a_visitor_takes_no_part() {
    for action in [Action::OpenCase, Action::StepCase, Action::SeeCase, Action::ReadNotice] {
        for target in targets(action, "") {
            let denied = decide(&SHIPPED, &Asker::visitor(), action, &target).unwrap_err();
            assert_eq!(denied.message.key, "denied-visitor", "{action} on {}", target.name);
        }
    }
}

#[test]
fn a_case_is_opened_by_whoever_its_first_step_belongs_to() {
    let by_part = format!(" {UNNAMED} opens");
    for (role, _, asker) in everyone().filter(|(role, ..)| !supervises(*role)) {
        for target in targets(Action::OpenCase, "") {
            let opened = decide(&SHIPPED, &asker, Action::OpenCase, &target);
            if target.name.ends_with(&by_part) {
                assert_eq!(opened.unwrap().policies(), ["parts-open-cases"], "{role:?}: {}", target.name);
            } else if target.name.contains(UNNAMED) {
                assert_eq!(opened.unwrap_err().policies, Vec::<String>::new(), "{role:?}: {}", target.name);
            }
        }
    }
}

#[test]
fn asking_for_data_takes_a_role_of_its_own_and_a_dataset() {
    for (role, kind, asker) in everyone() {
        let bystander = matches!(role, None | Some(Role::Administrator | Role::Authority));
        for target in targets(Action::OpenCase, if bystander { "" } else { "platform" }) {
            let asks = ASKING.iter().any(|procedure| target.name.contains(procedure));
            let opened = decide(&SHIPPED, &asker, Action::OpenCase, &target);
            assert!(!asks || opened.is_err(), "{role:?} of {kind:?}: {}", target.name);
        }
    }
}

#[test]
fn every_procedure_that_ships_can_be_opened_by_someone_whose_first_step_it_is() {
    let rulebook = Rulebook::shipped().unwrap();
    let Some(What::Dataset(dataset)) = targets(Action::SeeDataset, "dataset own listed").pop().map(|set| set.what)
    else {
        panic!("not a dataset")
    };
    let openers: Vec<_> = Role::ALL.iter().map(|role| Asker::of(&[*role], Some(Department))).collect();
    for procedure in rulebook.procedures() {
        assert!(procedure.steps_from(START).next().is_some(), "{} has no first step", procedure.name);
        let with_data = matches!(procedure.subject, Subject::Dataset | Subject::Version | Subject::Agreement);
        let new = |opens| {
            let dataset = with_data.then(|| dataset.clone());
            Target::new("new", What::NewCase { dataset, procedure: procedure.name.clone(), opens })
        };
        let opened = |opens| {
            let target = new(opens);
            openers.iter().any(|asker| decide(&SHIPPED, asker, Action::OpenCase, &target).is_ok())
        };
        assert!(opened(true), "nobody opens {}", procedure.name);
        let by_role = ASKING.contains(&procedure.name.as_str());
        assert!(by_role || !opened(false), "someone opens {} whose first step it is not", procedure.name);
    }
    for name in ASKING {
        assert!(rulebook.procedure(name).is_some_and(|procedure| procedure.subject == Subject::Dataset), "{name}");
    }
}

#[test]
fn people_say_of_their_own_notices_only_that_they_were_read() {
    for (role, _, asker) in everyone() {
        for target in targets(Action::ReadNotice, "") {
            let read = decide(&SHIPPED, &asker, Action::ReadNotice, &target).is_ok();
            assert_eq!(read, target.name == "account self" && !supervises(role), "{role:?}: {}", target.name);
        }
    }
}

/// What an asker may do in a case by the parts they are cast for.
fn cast(asker: &Asker, case: &Case, action: Action) -> Result<Permit, Denied> {
    let parts = plays(asker.account.as_ref().unwrap(), asker.organisation.as_ref(), case);
    decide(&SHIPPED, asker, action, &Target::new("case", What::Case(Box::new(case.clone()), parts)))
}

fn takes_part(asker: &Asker, case: &Case) -> bool {
    let [steps, sees] = [Action::StepCase, Action::SeeCase].map(|action| cast(asker, case, action).is_ok());
    assert_eq!(steps, sees);
    steps
}

fn in_region(mut asker: Asker, region: &str) -> Asker {
    region.clone_into(&mut asker.organisation.as_mut().unwrap().region);
    asker
}

#[test]
fn whoever_asked_follows_their_own_case_and_nobody_elses() {
    let of_body = Case { applicant: body(OURS), ..case() };
    let in_person = Case { applicant: domain::agreement::Consumer::Account(ME.parse().unwrap()), ..case() };
    for kind in [Department, Enterprise, Operator] {
        let asker = Asker::of(&[Role::Reader], Some(kind));
        assert!(takes_part(&asker, &of_body));
        assert!(takes_part(&asker, &in_person));
        assert!(!takes_part(&asker, &case()));
    }
    let citizen = Asker::of(&[Role::Applicant], None);
    assert!(takes_part(&citizen, &in_person));
    assert!(!takes_part(&citizen, &of_body));
}

#[test]
fn the_providers_stewards_answer_and_their_colleagues_do_not() {
    let request = Case { provider: Some(OURS.parse().unwrap()), ..case() };
    for role in Role::ALL {
        let asker = Asker::of(&[role], Some(Department));
        assert_eq!(cast(&asker, &request, Action::StepCase).is_ok(), role == Role::Steward, "{role:?}");
    }
    assert!(!takes_part(&Asker::of(&[Role::Steward], Some(Department)), &case()));
    assert!(!takes_part(&Asker::of(&[Role::Steward], None), &request));
}

#[test]
fn the_body_a_case_is_about_takes_part_in_it() {
    let inspection = Case { respondent: Some(OURS.parse().unwrap()), ..matter("inspection") };
    assert!(takes_part(&Asker::of(&[Role::Steward], Some(Department)), &inspection));
    assert!(!takes_part(&Asker::of(&[Role::Steward], Some(Department)), &matter("inspection")));
}

#[test]
fn the_authority_acts_in_its_region_and_watches_beyond_it() {
    let authority = Asker::of(&[Role::Authority], Some(Authority));
    let at = |region: &str| Case { region: region.to_owned(), ..case() };
    assert!(takes_part(&authority, &case()));
    assert!(takes_part(&authority, &at("460100")));
    assert!(cast(&authority, &at("130000"), Action::StepCase).is_err());
    assert!(cast(&authority, &at("130000"), Action::SeeCase).is_ok());
    let town = in_region(authority, "460100");
    assert!(cast(&town, &case(), Action::StepCase).is_err());
    assert!(!takes_part(&Asker::of(&[Role::Authority], Some(Department)), &case()));
    assert!(!takes_part(&Asker::of(&[Role::Reader], Some(Authority)), &case()));
}

#[test]
fn an_office_is_held_by_the_officials_of_the_body_that_has_it() {
    for office in OFFICES {
        let with_office = |role, region| {
            let mut asker = in_region(Asker::of(&[role], Some(Department)), region);
            asker.organisation.as_mut().unwrap().offices = BTreeSet::from([office]);
            asker
        };
        assert!(takes_part(&with_office(Role::Authority, "460000"), &case()), "{office}");
        assert!(!takes_part(&with_office(Role::Authority, "130000"), &case()), "{office}");
        for role in [Role::Administrator, Role::Steward, Role::Reader, Role::Applicant] {
            assert!(!takes_part(&with_office(role, "460000"), &case()), "{office}");
        }
    }
}

#[test]
fn a_regulators_account_supervises_and_holds_no_office() {
    let mut regulator = Asker::of(&[Role::Regulator], Some(Regulator));
    regulator.organisation.as_mut().unwrap().offices = OFFICES.into();
    assert!(cast(&regulator, &case(), Action::SeeCase).is_ok());
    assert_eq!(cast(&regulator, &case(), Action::StepCase).unwrap_err().policies, ["regulators-change-nothing"]);
    let mut official = Asker::of(&[Role::Authority], Some(Regulator));
    official.organisation.as_mut().unwrap().offices = OFFICES.into();
    assert!(takes_part(&official, &case()));
}
