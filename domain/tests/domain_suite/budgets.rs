//! A budget of private statistics only ever decreases, and ends.

use base::{Digest, Quantity};
use domain::act::Act;
use domain::agreement::Consumer;
use domain::budget::{Budget, Spending, spend};
use domain::record::Record as _;
use proptest::prelude::*;

use crate::fixture::{World, said};

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn fresh(world: &World) -> Budget {
    let recipient = Consumer::Organisation("b".parse().unwrap());
    Budget::fresh("bdg-1".parse().unwrap(), "ds-residents".parse().unwrap(), recipient, &world.deciding())
}

/// What becomes of the budget, or the no.
fn spent(world: &World, known: Option<Budget>, epsilon: &str) -> (Option<Budget>, String) {
    let spending = Spending { epsilon: quantity(epsilon), question: Digest::of(b"question") };
    match spend(known.as_ref(), &fresh(world), spending, &world.deciding()) {
        Ok(acts) => {
            let names = acts.iter().map(|decided| decided.act.name()).collect();
            assert!(acts.iter().all(|decided| !decided.basis.is_empty()));
            (acts.iter().fold(known, |state, decided| Budget::evolve(state, &decided.act)), said(Ok(names)))
        }
        Err(no) => (known, said(Err(no))),
    }
}

#[test]
fn the_first_answer_sets_the_budget_and_every_answer_takes_its_cost_off() {
    let world = World::new();
    let (budget, told) = spent(&world, None, "1.2");
    assert_eq!(told, "budget-set budget-spent");
    assert_eq!(budget.as_ref().unwrap().left, quantity("0.8"), "the region grants 2");
    let (budget, told) = spent(&world, budget, "0.9");
    assert_eq!(told, "refused refusal-budget-used-up hainan-bigdata-2019#49(2)");
    assert_eq!(budget.as_ref().unwrap().left, quantity("0.8"), "what was refused costs nothing");
    let (budget, told) = spent(&world, budget, "0.8");
    assert_eq!(told, "budget-spent");
    let budget = budget.unwrap();
    assert_eq!((budget.left, budget.index().status.as_str()), (Quantity::ZERO, "used-up"));
    let (_, told) = spent(&world, Some(budget), "0.000001");
    assert!(told.starts_with("refused"), "{told}");
}

#[test]
fn an_epsilon_out_of_bounds_is_no_epsilon() {
    let world = World::new();
    for epsilon in ["0", "-1", "10.000001"] {
        let (budget, told) = spent(&world, None, epsilon);
        assert!(budget.is_none() && told.contains("invalid-epsilon"), "{told}");
    }
}

proptest! {
    #[test]
    fn no_course_of_answers_costs_more_than_was_granted(costs in proptest::collection::vec(1_i64..900_000, 1..40)) {
        let world = World::new();
        let (mut budget, mut paid) = (None, 0);
        for cost in costs {
            let before = budget.clone();
            let (after, told) = spent(&world, budget, &format!("0.{cost:06}"));
            if told.starts_with("refused") {
                prop_assert_eq!(&after, &before);
            } else {
                paid += cost;
            }
            budget = after;
        }
        let granted = fresh(&world).granted.millionths();
        prop_assert!(paid <= granted);
        prop_assert_eq!(budget.map_or(granted, |budget| budget.left.millionths()), granted - paid);
    }

    /// Whatever acts a log may hold, nothing makes a budget grow.
    #[test]
    fn a_spending_never_adds(epsilon in -2_000_000_i64..20_000_000) {
        let before = fresh(&World::new());
        let text = format!("{}{}.{:06}", if epsilon < 0 { "-" } else { "" }, epsilon.abs() / 1_000_000, epsilon.abs() % 1_000_000);
        let act = Act::BudgetSpent(Spending { epsilon: quantity(&text), question: Digest::of(b"") });
        let after = Budget::evolve(Some(before.clone()), &act).unwrap();
        prop_assert!(after.left <= before.left && after.left >= Quantity::ZERO);
    }
}
