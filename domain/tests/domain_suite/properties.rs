//! Whatever is tried in whatever order, by whomever, in every procedure of every region.

mod luck;

use base::Timestamp;
use domain::act::Actor;
use domain::case::{self, Case};
use domain::record::Record as _;
use domain::refusal::No;
use law::{Actor as Part, FormField, Region, Register, Required, START, Step};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::scene::{Person, Place, Stage, Taken, applicant, choices, place, places};
use luck::{Try, tries};

/// What the one who tries knows: who they are, what they say, and how the case stood.
struct Attempt<'a> {
    who: &'a Person,
    step: &'a str,
    given: &'a case::Inputs,
    before: Case,
}

/// Plays a sequence of tries. Every one is checked, whether it succeeds or not.
fn play(place: Place, procedure: &str, seat: Part, tries: &[Try]) -> Result<(), TestCaseError> {
    let mut stage = Stage::begun(place, procedure, seat);
    check_standing(&stage)?;
    for one in tries {
        stage.pass(one.until(&stage));
        check_standing(&stage)?;
        let (step, who) = (one.step(&stage), one.person(&stage));
        let given = one.inputs(&stage, &step);
        let attempt = Attempt { who: &who, step: &step, given: &given, before: stage.case().clone() };
        match stage.step(&who, &step, given.clone()) {
            Ok(taken) => check_taken(&attempt, taken, &stage)?,
            Err(no) => check_refused(&attempt, &no, &stage)?,
        }
        check_standing(&stage)?;
    }
    if stage.case().ended {
        check_ended(&stage)?;
    }
    let again = stage.log.iter().fold(None, Case::evolve);
    prop_assert_eq!(again.as_ref(), stage.case.as_ref(), "the same acts give the same case");
    let written = serde_json::to_value(stage.case()).unwrap();
    prop_assert_eq!(&serde_json::from_value::<Case>(written).unwrap(), stage.case());
    Ok(())
}

/// A step that happened was possible, was the taker's, and was said in full.
fn check_taken(attempt: &Attempt<'_>, taken: Taken, stage: &Stage) -> Result<(), TestCaseError> {
    let Attempt { who, step, before, .. } = attempt;
    let known = stage.procedure.step(step);
    prop_assert!(known.is_some(), "{step} is no step");
    let known = known.unwrap();
    prop_assert!(!before.ended && known.from.contains(&before.state), "{step} does not fit {}", before.state);
    let wanted = stage.place.parts(&before.procedure, known);
    let plays = |person: &Person, part: &Part| person.plays(&before.applicant).contains(part);
    prop_assert!(wanted.iter().any(|part| plays(who, part)), "{step} is not {:?}'s", who.account.id);
    let words: Vec<&Actor> = before.approvals.iter().filter(|word| word.step == *step).map(|word| &word.by).collect();
    let account = |by: &Actor| matches!(by, Actor::Account { account, .. } if account == &who.account.id);
    prop_assert!(!words.iter().any(|by| account(by)), "{:?} had spoken already", who.account.id);
    match taken {
        Taken::Pending => {
            prop_assert_eq!(&stage.case().state, &before.state, "one word of several moves nothing");
            prop_assert_eq!(&stage.case().clocks, &before.clocks);
            let word = stage.case().approvals.last().unwrap();
            prop_assert!(plays(who, &word.part), "{} is not {:?}'s", word.part, who.account.id);
            if word.part == wanted[0] {
                check_full(&known.form, &word.inputs, stage)?;
            }
        }
        Taken::Stepped => {
            let stepped = stage.case().history.last().unwrap();
            prop_assert_eq!((&stepped.to, &stage.case().state), (&known.to, &known.to));
            prop_assert_eq!(words.len() + 1, wanted.len(), "every part has spoken, each by another person");
            check_full(&known.form, &stepped.inputs, stage)?;
            check_clocks(before, stage.case(), known, stage.place.region)?;
        }
    }
    Ok(())
}

/// A step does to the clocks what it says, and nothing to the others.
fn check_clocks(before: &Case, after: &Case, step: &Step, region: &Region) -> Result<(), TestCaseError> {
    prop_assert!(before.clocks.len() <= after.clocks.len());
    for (was, is) in before.clocks.iter().zip(&after.clocks) {
        let (standing, named) = (was.paused.is_some(), |names: &[String]| names.contains(&was.name));
        let done = if was.stopped.is_some() {
            was == is
        } else if after.ended || named(&step.stops) {
            is.stopped.is_some()
        } else if named(&step.pauses) {
            is.stopped.is_none() && !is.runs()
        } else if named(&step.resumes) && standing {
            is.runs() && is.due >= was.due
        } else {
            was == is
        };
        prop_assert!(done, "{}: {:?} became {:?}", step.name, was, is);
    }
    let begun = after.clocks.get(before.clocks.len()..).unwrap_or_default();
    prop_assert!(begun.iter().all(case::RunningClock::runs), "{begun:?}");
    let begun: Vec<&str> = begun.iter().map(|clock| clock.name.as_str()).collect();
    let ruled: Vec<&str> = step.starts.iter().map(String::as_str).filter(|name| region.clock(name).is_some()).collect();
    prop_assert_eq!(begun, ruled, "{} starts every clock the region has a length for", step.name);
    Ok(())
}

/// Nothing the form asks for here is missing, and nothing it does not know was said.
fn check_full(form: &[FormField], inputs: &case::Inputs, stage: &Stage) -> Result<(), TestCaseError> {
    let all = choices(form, stage);
    for name in inputs.keys() {
        prop_assert!(all.contains_key(name), "{name} is not asked for");
    }
    for field in form.iter().filter(|field| field.required != Required::No && all.contains_key(&field.name)) {
        let said = inputs.get(&field.name);
        prop_assert!(said.is_some_and(|value| !value.is_null() && value != ""), "{} is missing", field.name);
    }
    Ok(())
}

/// A no changes nothing, and a refusal cites what binds here. What was the taker's to take and said in full was refused
/// for where the case or its records stand, or by the law.
fn check_refused(attempt: &Attempt<'_>, no: &No, stage: &Stage) -> Result<(), TestCaseError> {
    prop_assert_eq!(&attempt.before, stage.case());
    if let No::Refused(refusal) = no {
        prop_assert!(!refusal.basis.is_empty(), "{} without an article", refusal.message.key);
        for basis in &refusal.basis {
            prop_assert!(stage.place.rulebook.resolves(stage.place.region, basis), "{} does not bind", basis);
        }
    }
    if let (No::Invalid(_), Some(step)) = (no, stage.procedure.step(attempt.step)) {
        let full = attempt.given == &choices(&step.form, stage);
        let decides = attempt.who.plays(&attempt.before.applicant);
        let alone = stage.place.parts(&attempt.before.procedure, step);
        prop_assert!(!full || !decides.contains(&alone[0]) || alone.len() > 1, "{}: {:?}", attempt.step, no);
    }
    Ok(())
}

/// What holds of a case at any time.
fn check_standing(stage: &Stage) -> Result<(), TestCaseError> {
    let case = stage.case();
    let mut unstopped: Vec<&str> = Vec::new();
    for clock in &case.clocks {
        let began = |stepped: &&case::Stepped| {
            stepped.at == clock.started && stepped.starts.iter().any(|s| s.name == clock.name)
        };
        let step = case.history.iter().find(began).and_then(|stepped| stage.procedure.step(&stepped.step));
        prop_assert!(
            step.is_some_and(|step| step.starts.contains(&clock.name)),
            "{} was started by no step",
            clock.name
        );
        let standing = [clock.runs(), clock.stopped.is_none() && clock.paused.is_some(), clock.stopped.is_some()];
        prop_assert_eq!(
            standing.iter().filter(|is| **is).count(),
            1,
            "{} runs, stands still or has stopped",
            clock.name
        );
        if clock.stopped.is_none() {
            prop_assert!(!unstopped.contains(&clock.name.as_str()), "{} is there twice", clock.name);
            unstopped.push(&clock.name);
        }
    }
    let wants = |clock: &case::RunningClock| {
        let warn = clock.warn.filter(|warn| !clock.warned && *warn < clock.due);
        (clock.runs() && !clock.overdue).then(|| warn.unwrap_or(clock.due))
    };
    prop_assert_eq!(case.next_due(), case.clocks.iter().filter_map(wants).min());
    prop_assert_eq!(case.ended, stage.procedure.is_end(&case.state));
    Ok(())
}

/// When a case has ended no clock runs and nothing more happens.
fn check_ended(stage: &Stage) -> Result<(), TestCaseError> {
    let case = stage.case();
    prop_assert!(case.clocks.iter().all(|clock| clock.stopped.is_some()) && case.next_due().is_none());
    prop_assert!(case::timed(case, Timestamp::from_millis(i64::MAX)).is_empty());
    let timer = stage.person(Part::Platform, 1);
    for clock in &case.clocks {
        let late = case::step_by_timer(case, stage.procedure, &clock.name, &stage.facts(&timer), &stage.deciding());
        prop_assert!(late.is_none(), "{} ran out after the end", clock.name);
    }
    for step in &stage.procedure.steps {
        let who = stage.person(stage.place.parts(&case.procedure, step)[0], 2);
        let given = choices(&step.form, stage);
        let told = case::step(case, stage.procedure, &step.name, given, &stage.facts(&who), &stage.deciding());
        prop_assert!(matches!(told, Err(No::State(_))), "{} after the end", step.name);
    }
    Ok(())
}

/// Runs `check` over what `strategy` gives, as often as `cases` says, for every procedure where it is run.
fn everywhere<S: Strategy>(
    cases: u32,
    strategy: &S,
    check: impl Fn(Place, &'static str, S::Value) -> Result<(), TestCaseError>,
) {
    for procedure in place("460000").rulebook.procedures() {
        let name: &'static str = &procedure.name;
        for place in places().into_iter().filter(|place| place.region.runs(name)) {
            let config = Config { cases, failure_persistence: None, ..Config::default() };
            let run = TestRunner::new(config).run(strategy, |value| check(place, name, value));
            if let Err(fault) = run {
                panic!("{name} in {}: {fault}", place.name);
            }
        }
    }
}

#[test]
fn no_sequence_of_tries_breaks_a_case() {
    let seats = prop_oneof![Just(Part::Applicant), prop::sample::select(Part::ALL)];
    let strategy = (seats, prop::collection::vec(tries(), 1..40));
    everywhere(16, &strategy, |place, name, (seat, tries)| play(place, name, seat, &tries));
}

#[test]
fn a_case_is_opened_only_by_who_may_take_its_first_step_and_with_a_full_form() {
    let strategy = (0..Part::ALL.len(), any::<Option<prop::sample::Index>>());
    everywhere(24, &strategy, |place, name, (part, left_out)| {
        let mut stage = Stage::new(place, name);
        stage.on_record.registers.insert(Register::Consent);
        let opener = stage.person(Part::ALL[part], 1);
        let mut form = choices(&stage.procedure.form, &stage);
        let missing = left_out.map(|index| index.get(&stage.procedure.form).clone());
        let missing = missing.filter(|field| form.remove(&field.name).is_some() && field.required != Required::No);
        let mut first = stage.procedure.steps_from(START);
        let plays = opener.plays(&applicant(&opener));
        let may = first.any(|step| plays.contains(&place.parts(name, step)[0]));
        let done = stage.open(&opener, form).is_ok();
        prop_assert!(!done || (may && missing.is_none()), "{:?} opened it without {:?}", opener.seat, missing);
        if done {
            check_standing(&stage)?;
            prop_assert_ne!(stage.state(), START);
        }
        Ok(())
    });
}
