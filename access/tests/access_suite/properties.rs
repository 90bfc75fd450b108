//! What holds for any account, credential, action and resource.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use access::{Action, MESSAGES, Policies};
use domain::account::{AccountStatus, Role};
use domain::credential::Scope;
use domain::organisation::OrganisationKind;
use law::Actor as Part;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::fixtures::{Asker, KINDS, SHIPPED, decide, needed, written};
use crate::records;
use crate::targets::{ASKING, Sort, Target, UNNAMED, What};

/// The shipped policies and one that permits everything.
static OPEN_HANDED: LazyLock<Policies> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let schema = std::fs::read_to_string(folder.join("gongshu.cedarschema")).unwrap();
    let mut files = vec![(
        "open-handed.cedar".to_owned(),
        "@id(\"open-handed\") @why(\"To show that a forbid wins.\") permit (principal, action, resource);".to_owned(),
    )];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            files.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
        }
    }
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Policies::parse(&schema, &files).unwrap()
});

static CELLS: LazyLock<Vec<(Action, Target)>> = LazyLock::new(|| {
    let of = |action| Sort::of(action).iter().flat_map(|sort| sort.targets()).map(move |target| (action, target));
    Action::ALL.into_iter().flat_map(of).collect()
});

static EFFECTS: LazyLock<BTreeSet<(String, &'static str)>> = LazyLock::new(|| written().into_iter().collect());

fn asker() -> impl Strategy<Value = Asker> {
    let roles = subsequence(Role::ALL.to_vec(), 0..=Role::ALL.len());
    let kind = prop::option::of(select(KINDS.to_vec()));
    let scopes = subsequence(Scope::ALL.to_vec(), 0..=Scope::ALL.len());
    // Mostly open and well furnished, so that permits are common enough to say something.
    let account = (roles, kind, scopes, prop::bool::weighted(0.5), prop::bool::weighted(0.1)).prop_map(
        |(roles, kind, scopes, every_scope, closed)| {
            let asker = Asker::of(&roles, kind);
            let asker = if every_scope { asker } else { asker.with_scopes(scopes) };
            if closed { asker.closed() } else { asker }
        },
    );
    prop_oneof![19 => account, 1 => Just(Asker::visitor())]
}

fn cell() -> impl Strategy<Value = &'static (Action, Target)> {
    (0..CELLS.len()).prop_map(|n| &CELLS[n])
}

fn tried(action: Action) -> impl Strategy<Value = &'static Target> {
    select(CELLS.iter().filter(|(of, _)| *of == action).map(|(_, target)| target).collect::<Vec<_>>())
}

/// Any parts at all, as often none but the one everyone plays.
fn parts() -> impl Strategy<Value = BTreeSet<Part>> {
    let some = subsequence(Part::ALL.to_vec(), 0..=Part::ALL.len());
    let none = subsequence(vec![Part::Anyone], 0..=1);
    prop_oneof![some, none].prop_map(|parts| parts.into_iter().collect())
}

/// Whether nothing rules it out that the asker does something in cases, and whether it may be a change.
fn may_act(asker: &Asker, changes: bool) -> bool {
    let has = |role| asker.account.as_ref().is_some_and(|account| account.roles.contains(&role));
    let open = asker.account.as_ref().is_some_and(|account| account.status == AccountStatus::Open);
    let barred = changes && (has(Role::Auditor) || has(Role::Regulator));
    open && asker.scopes.contains(&Scope::Cases) && !barred
}

/// Whether the asker sees cases without a part in them.
fn watches(asker: &Asker) -> bool {
    let has = |role| asker.account.as_ref().is_some_and(|account| account.roles.contains(&role));
    let authority = asker.organisation.as_ref().is_some_and(|body| body.kind == OrganisationKind::Authority);
    has(Role::Auditor) || has(Role::Regulator) || (has(Role::Authority) && authority)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn those_who_administer_or_supervise_never_read(
        asker in asker(),
        role in select(vec![Role::Administrator, Role::Auditor, Role::Regulator]),
        target in tried(Action::ReadData),
    ) {
        let mut asker = asker;
        prop_assume!(asker.account.is_some());
        asker.account.as_mut().unwrap().roles.insert(role);
        prop_assert!(!decide(&SHIPPED, &asker, Action::ReadData, target).unwrap_err().policies.is_empty());
    }

    #[test]
    fn a_closed_account_does_nothing(asker in asker(), (action, target) in cell()) {
        prop_assume!(asker.account.is_some());
        let denied = decide(&SHIPPED, &asker.closed(), *action, target).unwrap_err();
        prop_assert!(denied.policies.contains(&"closed-account".to_owned()));
    }

    #[test]
    fn a_missing_scope_always_denies(asker in asker(), (action, target) in cell()) {
        prop_assume!(asker.account.is_some() && !needed(*action).is_empty());
        let missing = asker.scopes.clone().into_iter().filter(|scope| !needed(*action).contains(scope));
        let denied = decide(&SHIPPED, &asker.clone().with_scopes(missing), *action, target).unwrap_err();
        prop_assert!(denied.policies.iter().any(|id| id.starts_with("scope-")));
    }

    #[test]
    fn one_scope_that_is_needed_is_enough(asker in asker(), (action, target) in cell()) {
        let full = decide(&SHIPPED, &asker.clone().with_scopes(Scope::ALL), *action, target);
        for scope in needed(*action) {
            let narrow = decide(&SHIPPED, &asker.clone().with_scopes([*scope]), *action, target);
            prop_assert_eq!(&narrow, &full);
        }
    }

    #[test]
    fn a_forbid_wins_over_a_permit_for_everything(asker in asker(), (action, target) in cell()) {
        let ours = decide(&SHIPPED, &asker, *action, target);
        let theirs = decide(&OPEN_HANDED, &asker, *action, target);
        match ours {
            Err(denied) if !denied.policies.is_empty() => prop_assert_eq!(theirs, Err(denied)),
            Ok(_) | Err(_) => prop_assert!(theirs.unwrap().policies().contains(&"open-handed".to_owned())),
        }
    }

    #[test]
    fn a_decision_says_what_it_is_about(asker in asker(), (action, target) in cell()) {
        let all = |ids: &[String], effect| ids.iter().all(|id| EFFECTS.contains(&(id.clone(), effect)));
        match decide(&SHIPPED, &asker, *action, target) {
            Ok(permit) => {
                prop_assert_eq!(permit.action(), *action);
                prop_assert_eq!(permit.account(), asker.account.as_ref().map(|account| &account.id));
                prop_assert_eq!(permit.record().is_none(), target.name.starts_with("platform"));
                prop_assert!(!permit.policies().is_empty() && all(permit.policies(), "permit"));
            }
            Err(denied) => {
                prop_assert_eq!(denied.action, *action);
                prop_assert!(MESSAGES.contains(&denied.message.key.as_str()));
                prop_assert!(all(&denied.policies, "forbid"));
                let named = denied.message.args.iter().find(|(name, _)| name == "policy").map(|(_, id)| id);
                prop_assert_eq!(named, denied.policies.first());
            }
        }
    }

    #[test]
    fn a_role_more_never_lifts_a_forbid(asker in asker(), role in select(Role::ALL.to_vec()), (action, target) in cell()) {
        prop_assume!(asker.account.is_some());
        let Err(before) = decide(&SHIPPED, &asker, *action, target) else { return Ok(()) };
        let mut more = asker;
        more.account.as_mut().unwrap().roles.insert(role);
        if let Err(after) = decide(&SHIPPED, &more, *action, target) {
            prop_assert!(before.policies.iter().all(|id| after.policies.contains(id)));
        } else {
            prop_assert!(before.policies.is_empty());
        }
    }

    #[test]
    fn a_body_that_is_not_the_accounts_own_lends_nothing(asker in asker(), (action, target) in cell()) {
        prop_assume!(asker.account.is_some());
        let mut citizen = asker.clone();
        citizen.account.as_mut().unwrap().organisation = None;
        let alone = Asker { organisation: None, ..citizen.clone() };
        let unloaded = Asker { organisation: None, ..asker };
        let expected = decide(&SHIPPED, &alone, *action, target);
        prop_assert_eq!(decide(&SHIPPED, &citizen, *action, target), expected);
        let expected = decide(&SHIPPED, &alone, *action, target);
        prop_assert_eq!(decide(&SHIPPED, &unloaded, *action, target), expected);
    }

    #[test]
    fn steps_are_for_those_with_a_part_and_seeing_for_those_who_watch_besides(asker in asker(), parts in parts()) {
        let plays = parts.iter().any(|part| *part != Part::Anyone);
        let target = Target::new("case", What::Case(Box::new(records::case()), parts));
        let steps = decide(&SHIPPED, &asker, Action::StepCase, &target).is_ok();
        prop_assert_eq!(steps, may_act(&asker, true) && plays);
        let sees = decide(&SHIPPED, &asker, Action::SeeCase, &target).is_ok();
        prop_assert_eq!(sees, may_act(&asker, false) && (plays || watches(&asker)));
    }

    #[test]
    fn what_stands_in_a_case_lends_nothing_without_a_part(
        asker in asker(),
        parts in parts(),
        target in tried(Action::StepCase),
        procedure in select(vec![ASKING[0], ASKING[1], ASKING[2], UNNAMED]),
    ) {
        let What::Case(mut case, _) = target.what.clone() else { panic!("not a case") };
        procedure.clone_into(&mut case.procedure);
        let theirs = Target::new("theirs", What::Case(Box::new(records::case()), parts.clone()));
        let named = Target::new("named", What::Case(case, parts));
        for action in [Action::StepCase, Action::SeeCase] {
            let expected = decide(&SHIPPED, &asker, action, &theirs);
            prop_assert_eq!(decide(&SHIPPED, &asker, action, &named), expected);
        }
    }

    #[test]
    fn a_procedure_no_policy_names_is_opened_by_whoever_takes_its_first_step(
        asker in asker(),
        opens in any::<bool>(),
        procedure in "[a-z]{3,12}",
    ) {
        let target = Target::new("new", What::NewCase { dataset: None, procedure, opens });
        let opened = decide(&SHIPPED, &asker, Action::OpenCase, &target).is_ok();
        prop_assert_eq!(opened, opens && may_act(&asker, true));
    }
}
