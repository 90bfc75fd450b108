//! Role × action × resource state, whole. The outcome of every cell stands in `policies/matrix.golden.txt`;
//! run with `UPDATE_EXPECT=1` to write it anew after a change of policy, and read the difference.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use access::Action;
use domain::account::Role;
use domain::organisation::OrganisationKind;

use crate::fixtures::{Asker, KINDS, SHIPPED, decide, written};
use crate::targets::{Sort, Target};

const GOLDEN: &str = include_str!("../../../policies/matrix.golden.txt");

const HEAD: &str = "\
# Who may do what: action | resource and its state | who | outcome, from the asker's side.
# An outcome that depends on the body the asker acts for names the kinds of body in brackets.
# permit: by these policies. forbid: ruled out by these. deny: nothing permits it.
# A new case is named by what it is about and its procedure; it `opens` where its first step is the asker's to take.
# A case is named by the part the asker plays in it. unheard-of stands for every procedure no policy names.
# every-role holds all roles at once; closed is its closed account; unscoped is it through a credential without scopes.
";

/// Who stands in the matrix, without the body.
#[derive(Clone, Copy)]
enum Who {
    Visitor,
    NoRole,
    One(Role),
    EveryRole,
    Closed,
    Unscoped,
}

impl Who {
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Visitor, Self::NoRole];
        all.extend(Role::ALL.map(Self::One));
        all.extend([Self::EveryRole, Self::Closed, Self::Unscoped]);
        all
    }

    fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::NoRole => "no-role",
            Self::One(role) => role.as_str(),
            Self::EveryRole => "every-role",
            Self::Closed => "closed",
            Self::Unscoped => "unscoped",
        }
    }

    /// The same for every kind of body.
    fn askers(self) -> Vec<(String, Asker)> {
        if matches!(self, Self::Visitor) {
            return vec![("none".to_owned(), Asker::visitor())];
        }
        let none = std::iter::once(("none".to_owned(), None));
        let bodies = none.chain(KINDS.map(|kind| (word(kind), Some(kind))));
        bodies
            .map(|(name, kind)| {
                let asker = match self {
                    Self::Visitor => Asker::visitor(),
                    Self::NoRole => Asker::of(&[], kind),
                    Self::One(role) => Asker::of(&[role], kind),
                    Self::EveryRole => Asker::of(&Role::ALL, kind),
                    Self::Closed => Asker::of(&Role::ALL, kind).closed(),
                    Self::Unscoped => Asker::of(&Role::ALL, kind).with_scopes([]),
                };
                (name, asker)
            })
            .collect()
    }
}

fn word(kind: OrganisationKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

fn outcome(asker: &Asker, action: Action, target: &Target) -> String {
    match decide(&SHIPPED, asker, action, target) {
        Ok(permit) => format!("permit {}", permit.policies().join(" ")),
        Err(denied) if denied.policies.is_empty() => "deny".to_owned(),
        Err(denied) => format!("forbid {}", denied.policies.join(" ")),
    }
}

/// One outcome where the body makes no difference, else each with the bodies it holds for.
fn cell(who: Who, action: Action, target: &Target) -> String {
    let mut outcomes: Vec<(String, Vec<String>)> = Vec::new();
    for (body, asker) in who.askers() {
        let outcome = outcome(&asker, action, target);
        match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, bodies)) => bodies.push(body),
            None => outcomes.push((outcome, vec![body])),
        }
    }
    match outcomes.as_slice() {
        [(outcome, _)] => outcome.clone(),
        several => {
            let parts: Vec<_> =
                several.iter().map(|(outcome, bodies)| format!("{outcome} [{}]", bodies.join(" "))).collect();
            parts.join("; ")
        }
    }
}

fn key(action: Action, target: &Target, who: &str) -> String {
    format!("{} | {} | {who} | ", action.as_str(), target.name)
}

fn targets(action: Action) -> impl Iterator<Item = Target> {
    Sort::of(action).iter().flat_map(|sort| sort.targets())
}

#[test]
fn the_matrix_is_the_golden_one() {
    let mut text = HEAD.to_owned();
    for action in Action::ALL {
        text.push('\n');
        for target in targets(action) {
            for who in Who::all() {
                writeln!(text, "{}{}", key(action, &target, who.name()), cell(who, action, &target)).unwrap();
            }
        }
    }
    expect_test::expect_file!["../../../policies/matrix.golden.txt"].assert_eq(&text);
}

#[test]
fn no_role_action_or_state_is_left_out() {
    for action in Action::ALL {
        assert!(targets(action).count() > 0, "no resource is tried with {action}");
        for target in targets(action) {
            for who in Role::ALL.map(Role::as_str).into_iter().chain(["visitor"]) {
                let key = key(action, &target, who);
                let cells = GOLDEN.lines().filter(|line| line.strip_prefix(&key).is_some_and(|cell| !cell.is_empty()));
                assert_eq!(cells.count(), 1, "{key}");
            }
        }
    }
}

#[test]
fn every_action_is_permitted_to_someone_and_denied_to_someone() {
    for action in Action::ALL {
        let of_it = format!("{} | ", action.as_str());
        let cells: Vec<_> = GOLDEN.lines().filter(|line| line.starts_with(&of_it)).collect();
        let says = |word: &str| cells.iter().any(|line| line.split([' ', ';']).any(|found| found == word));
        assert!(says("permit"), "{action} is permitted to nobody");
        assert!(says("deny") || says("forbid"), "{action} is denied to nobody");
    }
}

#[test]
fn every_policy_decides_a_cell() {
    let mut deciding = BTreeSet::new();
    for line in GOLDEN.lines().filter(|line| !line.starts_with('#')) {
        let Some(cell) = line.rsplit(" | ").next() else { continue };
        for part in cell.split("; ") {
            let mut words = part.split(' ').take_while(|word| !word.starts_with('['));
            let effect = words.next().unwrap_or_default().to_owned();
            deciding.extend(words.map(|id| (id.to_owned(), effect.clone())));
        }
    }
    let written: BTreeSet<_> = written().into_iter().map(|(id, effect)| (id, effect.to_owned())).collect();
    assert_eq!(deciding, written);
}

#[test]
fn an_action_on_a_resource_it_does_not_apply_to_is_denied() {
    let asker = Asker::of(&Role::ALL, Some(OrganisationKind::Authority));
    for action in Action::ALL {
        for sort in Sort::ALL.into_iter().filter(|sort| !Sort::of(action).contains(sort)) {
            for target in sort.targets() {
                let denied = decide(&SHIPPED, &asker, action, &target).unwrap_err();
                assert_eq!(denied.policies, Vec::<String>::new(), "{action} on {}", target.name);
            }
        }
    }
}
