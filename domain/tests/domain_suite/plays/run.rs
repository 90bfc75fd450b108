//! Playing a play in one place.

use domain::act::Actor;
use domain::case::{Case, Inputs};
use domain::refusal::No;
use law::{Actor as Part, Guard, Register, Step};
use serde_json::Value;

use super::script::{Line, Play};
use crate::fixture::said;
use crate::scene::{Person, Place, Stage, Taken, complete};

/// What is on record before a step with this guard can happen.
pub(super) const fn wants(guard: Guard) -> Option<Register> {
    match guard {
        Guard::ContractOnFile => Some(Register::Outsourcing),
        Guard::RightsOnFile => Some(Register::Certificate),
        Guard::TradeLawful | Guard::PersonalProtected => Some(Register::Consent),
        Guard::ConnectionOnRecord => Some(Register::Project),
        _ => None,
    }
}

/// A play under way.
pub(super) struct Playing<'a> {
    pub(super) play: &'a Play,
    pub(super) stage: Stage,
    /// Whether what guards look for is put on record.
    pub(super) keeps: bool,
}

/// Where it went otherwise than written.
pub(super) struct Otherwise {
    pub(super) line: usize,
    pub(super) step: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl<'a> Playing<'a> {
    pub(super) fn new(play: &'a Play, place: Place) -> Self {
        Self { play, stage: Stage::new(place, &play.procedure), keeps: true }
    }

    /// Whether the place runs the procedure, has lengths for the clocks that run out, and knows what is asked for.
    pub(super) fn can_run(&self) -> bool {
        let (region, play) = (self.stage.place.region, self.play);
        let clocks = play.acts.iter().filter_map(|line| line.after.as_deref());
        let mut values = play.acts.iter().flat_map(|line| line.inputs.values()).filter_map(Value::as_str);
        region.runs(&play.procedure)
            && clocks.into_iter().all(|clock| region.clock(clock).is_some())
            && values.all(|value| !value.starts_with('$') || self.stage.placeholder(value).is_some())
    }

    /// Plays the lines before `end`, or all of them. After every step `look` sees the stage.
    pub(super) fn run(&mut self, end: usize, mut look: impl FnMut(&Stage)) -> Result<(), Box<Otherwise>> {
        let lines = self.play.acts.get(..end).unwrap_or(&self.play.acts);
        for words in lines.chunk_by(|before, next| before.to == "pending" && before.step == next.step) {
            let last = words.last().unwrap();
            let found = self.act(words).unwrap_or_else(|no| said(Err(no)));
            if found != last.to {
                let (expected, step) = (last.to.clone(), last.step.clone());
                return Err(Box::new(Otherwise { line: last.number, step, expected, found }));
            }
            look(&self.stage);
        }
        Ok(())
    }

    /// Takes one step, with the words of everyone it needs. Gives the state the case then is in.
    pub(super) fn act(&mut self, words: &[Line]) -> Result<String, No> {
        let line = words.iter().find(|line| !line.inputs.is_empty()).unwrap_or(&words[0]);
        let Some(step) = self.stage.procedure.step(&line.step) else { return Ok("no such step".to_owned()) };
        let wanted = step.guards.iter().filter_map(|guard| wants(*guard)).filter(|_| self.keeps);
        self.stage.on_record.registers.extend(wanted);
        if let Some(clock) = &line.after {
            return Ok(self.run_out(step, clock));
        }
        let parts = self.parts(step, words);
        let Some((last, before)) = parts.split_last() else { return Ok("written with the wrong parts".to_owned()) };
        for part in before {
            if self.word(step, *part, line)? == Taken::Stepped {
                return Ok(format!("{} without {}", self.stage.state(), last.name()));
            }
        }
        match self.word(step, *last, line)? {
            Taken::Pending => Ok("pending".to_owned()),
            Taken::Stepped => Ok(self.stage.state().to_owned()),
        }
    }

    /// Who speaks, in the order written; in the region's order where it has others decide. Empty when a play names others.
    fn parts(&self, step: &Step, words: &[Line]) -> Vec<Part> {
        let here = self.stage.place.parts(&self.play.procedure, step);
        if self.stage.place.region.decides(&self.play.procedure, &step.name).is_some() {
            return here;
        }
        let written: Vec<Part> = words.iter().map(|line| line.by).collect();
        let (mut one, mut other) = (written.clone(), here);
        one.sort_unstable();
        other.sort_unstable();
        if one == other { written } else { Vec::new() }
    }

    fn word(&mut self, step: &Step, part: Part, line: &Line) -> Result<Taken, No> {
        let who = self.second(step, part);
        let decides = self.stage.place.parts(&self.play.procedure, step)[0] == part;
        let inputs = if decides { self.filled(line) } else { Inputs::new() };
        if self.stage.case.is_none() {
            let form = complete(inputs, &self.stage.procedure.form, &self.stage);
            return self.stage.open(&who, form).map(|()| Taken::Stepped);
        }
        let inputs = if decides { complete(inputs, &step.form, &self.stage) } else { inputs };
        self.stage.step(&who, &step.name, inputs)
    }

    /// The person for a part; where four eyes are wanted, another than the one who took the step before.
    pub(super) fn second(&self, step: &Step, part: Part) -> Person {
        let first = self.stage.person(part, 1);
        let fresh = self.stage.case.as_ref().is_none_or(|case| !took_last(case, &first));
        if fresh || !step.guards.contains(&Guard::SecondPerson) { first } else { self.stage.person(part, 2) }
    }

    /// What the line says, with its placeholders filled.
    pub(super) fn filled(&self, line: &Line) -> Inputs {
        let value = |value: &Value| match value.as_str().filter(|text| text.starts_with('$')) {
            Some(name) => self.stage.placeholder(name).unwrap_or(Value::Null),
            None => value.clone(),
        };
        line.inputs.iter().map(|(name, given)| (name.clone(), value(given))).collect()
    }

    /// Waits until the platform takes the step.
    fn run_out(&mut self, step: &Step, clock: &str) -> String {
        let running = self.stage.case().clocks.iter().find(|running| running.runs() && running.name == clock);
        let Some(due) = running.map(|running| running.due) else { return format!("{clock} does not run") };
        let taken = self.stage.pass(due.plus_millis(60_000));
        if taken == [step.name.clone()] {
            self.stage.state().to_owned()
        } else {
            format!("the platform took {taken:?}")
        }
    }
}

fn took_last(case: &Case, person: &Person) -> bool {
    let is = |by: &Actor| matches!(by, Actor::Account { account, .. } if account == &person.account.id);
    case.history.last().is_some_and(|stepped| is(&stepped.by) || stepped.with.iter().any(is))
}
