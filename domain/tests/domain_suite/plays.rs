//! Every procedure, played from its first step to each of its ends.

mod run;
mod script;

use std::collections::BTreeSet;

use law::{Effect, START};

use crate::fixture::said;
use crate::scene::{Place, place, places};
use run::{Otherwise, Playing};
use script::Play;

/// Steps no case can take yet, and states behind them: their effect waits for a part not built.
const WAITING: &[(&str, &str)] = &[
    ("authorised-operation", "step open"),
    ("authorised-operation", "step review-product"),
    ("purchase", "step merge"),
    ("purchase", "state merged"),
    ("trading", "step deliver"),
    ("trading", "state delivered"),
    ("trading", "step settle"),
    ("trading", "state settled"),
];

/// What the plays came by: steps and states, by procedure.
type Reached = BTreeSet<(String, String)>;

fn told(play: &Play, place: &Place, otherwise: &Otherwise) -> String {
    let Otherwise { line, step, expected, found } = otherwise;
    format!("{}:{line} play {} in {}: {step}: expected {expected}, found {found}", play.file, play.name, place.name)
}

/// Plays `play` in `place`. Adds what it reached and what went otherwise.
fn perform(play: &Play, place: Place, reached: &mut Reached, faults: &mut Vec<String>) -> bool {
    let mut playing = Playing::new(play, place);
    if !playing.can_run() {
        return false;
    }
    let result = if play.waits.is_some() { until_it_waits(&mut playing) } else { to_its_end(&mut playing) };
    faults.extend(result.err().map(|otherwise| told(play, &place, &otherwise)));
    faults.extend(playing.stage.baseless.iter().map(|what| format!("{what} in {}: no article", place.name)));
    let name = || play.procedure.clone();
    for stepped in playing.stage.case.iter().flat_map(|case| &case.history) {
        reached.insert((name(), format!("step {}", stepped.step)));
        reached.insert((name(), format!("state {}", stepped.to)));
    }
    true
}

fn to_its_end(playing: &mut Playing<'_>) -> Result<(), Box<Otherwise>> {
    playing.run(usize::MAX, |_| {})?;
    let (play, case) = (playing.play, playing.stage.case());
    if case.ended && case.state == play.name {
        return Ok(());
    }
    let found = format!("{}, {}", case.state, if case.ended { "ended" } else { "not ended" });
    Err(Box::new(Otherwise { line: play.line, step: "the end".to_owned(), expected: play.name.clone(), found }))
}

/// A play that needs what is not built yet stops at the first step whose effect waits, and says why.
fn until_it_waits(playing: &mut Playing<'_>) -> Result<(), Box<Otherwise>> {
    let (play, procedure) = (playing.play, playing.stage.procedure);
    let effects = |name: &str| procedure.step(name).map(|step| step.effects.clone()).unwrap_or_default();
    let waiting =
        play.acts.iter().position(|line| effects(&line.step).iter().any(|effect| effect.waits_for().is_some()));
    let end = waiting.unwrap_or(play.acts.len());
    playing.run(end, |_| {})?;
    let otherwise = |line, step: &str, expected: &str, found| {
        Err(Box::new(Otherwise { line, step: step.to_owned(), expected: expected.to_owned(), found }))
    };
    let effect = play.waits.clone().unwrap_or_default();
    let Some(line) = play.acts.get(end) else {
        return otherwise(play.line, "any step", &effect, "no step with a waiting effect".to_owned());
    };
    if !effects(&line.step).iter().any(|waiting| waiting.name() == effect) {
        return otherwise(line.number, &line.step, &effect, format!("{:?}", effects(&line.step)));
    }
    let found = playing.act(&play.acts[end..=end]).unwrap_or_else(|no| said(Err(no)));
    if found == "state state-effect-not-built" {
        return Ok(());
    }
    otherwise(line.number, &line.step, "state state-effect-not-built", found)
}

#[test]
fn every_play_goes_as_written_wherever_its_procedure_is_run() {
    let (mut reached, mut faults) = (Reached::new(), Vec::new());
    for play in script::plays().unwrap() {
        let played = places().into_iter().filter(|place| perform(&play, *place, &mut reached, &mut faults)).count();
        if played == 0 {
            faults.push(format!("{}:{} play {}: no region can run it", play.file, play.line, play.name));
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_plays_reach_every_step_and_every_end_of_every_procedure() {
    let (mut reached, mut faults) = (Reached::new(), Vec::new());
    for play in script::plays().unwrap() {
        for place in places() {
            perform(&play, place, &mut reached, &mut Vec::new());
        }
    }
    let waiting: BTreeSet<(&str, &str)> = WAITING.iter().copied().collect();
    for procedure in place("460000").rulebook.procedures() {
        let steps = procedure.steps.iter().map(|step| format!("step {}", step.name));
        let states = procedure.states().into_iter().filter(|state| *state != START);
        let all: BTreeSet<String> = steps.chain(states.map(|state| format!("state {state}"))).collect();
        for name in all {
            let came = reached.contains(&(procedure.name.clone(), name.clone()));
            if came == waiting.contains(&(procedure.name.as_str(), name.as_str())) {
                let found = if came { "reached, though listed as waiting" } else { "reached by no play" };
                faults.push(format!("{}.play: {name}: {found}", procedure.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_waits_is_behind_an_effect_that_is_not_built() {
    let waits = |effect: &Effect| effect.waits_for().is_some();
    for procedure in place("460000").rulebook.procedures() {
        for step in procedure.steps.iter().filter(|step| step.effects.iter().any(waits)) {
            let listed = WAITING.contains(&(procedure.name.as_str(), format!("step {}", step.name).as_str()));
            assert!(listed, "{}.{} waits and is not listed", procedure.name, step.name);
        }
    }
}

#[test]
fn a_step_that_wants_an_entry_on_record_is_refused_without_it() {
    let mut tried = BTreeSet::new();
    for play in script::plays().unwrap() {
        let Some(place) = places().into_iter().find(|place| Playing::new(&play, *place).can_run()) else { continue };
        for (index, line) in play.acts.iter().enumerate() {
            let procedure = place.rulebook.procedure(&play.procedure).unwrap();
            let guards = procedure.step(&line.step).map(|step| step.guards.clone()).unwrap_or_default();
            // Masks will do where there is no consent.
            let wants = |guard: &law::Guard| *guard != law::Guard::PersonalProtected && run::wants(*guard).is_some();
            if !guards.iter().any(wants) {
                continue;
            }
            let mut playing = Playing::new(&play, place);
            playing.run(index, |_| {}).unwrap_or_else(|otherwise| panic!("{}", told(&play, &place, &otherwise)));
            playing.keeps = false;
            playing.stage.on_record.registers.clear();
            let Err(domain::refusal::No::Refused(refusal)) = playing.act(&play.acts[index..=index]) else {
                panic!("{}:{} {} was not refused", play.file, line.number, line.step);
            };
            assert!(!refusal.basis.is_empty(), "{}: {}", play.file, refusal.message.key);
            tried.insert(format!("{}.{}", play.procedure, line.step));
        }
    }
    let expected = ["outsourcing.accept", "outsourcing.live", "project-review.accept", "trading.list"];
    assert_eq!(tried, expected.map(str::to_owned).into());
}

/// Somebody who can act hears of every clock, whatever state it runs in.
#[test]
fn a_clock_never_runs_out_unheard() {
    let mut faults = BTreeSet::new();
    for play in script::plays().unwrap() {
        for place in places().into_iter().filter(|place| Playing::new(&play, *place).can_run()) {
            let mut playing = Playing::new(&play, place);
            // A play that waits stops early; what it came by is looked at all the same.
            let _ = playing.run(usize::MAX, |stage| {
                for clock in stage.case().clocks.iter().filter(|clock| clock.runs()) {
                    let told = domain::case::tell_of_clock(stage.case(), &clock.name, false, &stage.deciding());
                    if told.is_empty() {
                        faults.insert(format!(
                            "{} {} in {}: {}",
                            play.procedure,
                            stage.state(),
                            place.name,
                            clock.name
                        ));
                    }
                }
            });
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
