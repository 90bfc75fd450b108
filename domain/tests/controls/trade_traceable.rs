//! `trade-traceable` 交易可追溯: every step of a trade is on record, by whom and when, and nobody takes one unseen.

use domain::act::Actor;
use law::Actor as Part;

use crate::controls::filled;
use crate::controls::trade::checked;

#[test]
fn a_trade_is_followed_back_step_by_step() {
    let mut stage = checked("460000");
    for (part, step) in [(Part::Exchange, "list"), (Part::Applicant, "contract"), (Part::Exchange, "file")] {
        let given = filled(&stage, step);
        stage.now = stage.now.plus_millis(1000);
        assert!(stage.takes(part, 1, step, &given).starts_with("case-stepped"), "{step}");
    }
    let who = |by: &Actor| match by {
        Actor::Account { account, .. } => account.to_string(),
        Actor::Platform => "platform".to_owned(),
    };
    let trace: Vec<_> = stage.case().history.iter().map(|one| format!("{} {}", one.step, who(&one.by))).collect();
    let steps = ["offer asker-1", "check exchange-1", "list exchange-1", "contract asker-1", "file exchange-1"];
    assert_eq!(trace, steps);
    assert!(stage.case().history.is_sorted_by_key(|one| one.at));
    let entry = &stage.entries[stage.case().entry.as_ref().unwrap().as_str()];
    assert_eq!(entry.case, stage.case().id, "the contract leads back to the case");
}

#[test]
fn nobody_outside_it_adds_a_step() {
    let mut stage = checked("460000");
    let given = filled(&stage, "list");
    for part in [Part::Anyone, Part::Applicant, Part::Authority, Part::Operator] {
        let refused = stage.takes(part, 1, "list", &given);
        assert!(refused.starts_with("refused refusal-step-not-yours"), "{part}: {refused}");
    }
    assert_eq!(stage.case().history.len(), 2);
}
