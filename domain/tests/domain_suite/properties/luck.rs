//! What is tried next: mostly what could succeed, often what must not.

use base::Timestamp;
use domain::case::Inputs;
use law::{Actor as Part, Required};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::scene::{Person, Stage, choices};

/// One try at a step.
#[derive(Debug, Clone)]
pub(super) struct Try {
    which: Index,
    /// Out of ten; less is wilder.
    wild_step: u8,
    /// At none of ten the case may end.
    ending: u8,
    part: Index,
    wild_part: u8,
    number: u8,
    said: Said,
    wait: Wait,
}

#[derive(Debug, Clone)]
enum Said {
    Everything,
    /// Without one of the fields that must be filled in.
    Less(Index),
    Nothing,
    /// With a field nobody knows.
    More,
    /// With something else in one of the fields.
    Odd(Index, u8),
}

#[derive(Debug, Clone)]
enum Wait {
    No,
    Hours(u16),
    /// To the instant before something runs out, or after.
    Due(i64),
}

pub(super) fn tries() -> impl Strategy<Value = Try> {
    let said = prop_oneof![
        6 => Just(Said::Everything),
        1 => any::<Index>().prop_map(Said::Less),
        1 => Just(Said::Nothing),
        1 => Just(Said::More),
        1 => (any::<Index>(), 0..8_u8).prop_map(|(field, what)| Said::Odd(field, what)),
    ];
    let wait = prop_oneof![
        6 => Just(Wait::No),
        2 => (0..2000_u16).prop_map(Wait::Hours),
        2 => (-1..=2_i64).prop_map(Wait::Due),
    ];
    let (step, part) = ((any::<Index>(), 0..10_u8, 0..10_u8), (any::<Index>(), 0..10_u8, 1..=2_u8));
    (step, part, said, wait).prop_map(|((which, wild_step, ending), (part, wild_part, number), said, wait)| Try {
        which,
        wild_step,
        ending,
        part,
        wild_part,
        number,
        said,
        wait,
    })
}

impl Try {
    pub(super) fn until(&self, stage: &Stage) -> Timestamp {
        match self.wait {
            Wait::No => stage.now,
            Wait::Hours(hours) => stage.now.plus_millis(i64::from(hours) * 3_600_000),
            Wait::Due(off) => stage.case().next_due().map_or(stage.now, |due| due.plus_millis(off)).max(stage.now),
        }
    }

    pub(super) fn step(&self, stage: &Stage) -> String {
        let steps = &stage.procedure.steps;
        let ends = |step: &&law::Step| stage.procedure.is_end(&step.to);
        let all = || stage.procedure.steps_from(stage.state());
        // Most ways out of a state end the case; a long life is more telling.
        let lasting = self.ending > 0 && all().any(|step| !ends(&step));
        let fitting: Vec<_> = all().filter(|step| !lasting || !ends(step)).collect();
        match self.wild_step {
            0 => "nonsense".to_owned(),
            1 | 2 => self.which.get(steps).name.clone(),
            _ if fitting.is_empty() => self.which.get(steps).name.clone(),
            _ => self.which.get(&fitting).name.clone(),
        }
    }

    pub(super) fn person(&self, stage: &Stage) -> Person {
        let wanted = stage.procedure.step(&self.step(stage)).filter(|_| self.wild_part > 2);
        let parts = wanted.map(|step| stage.place.parts(&stage.procedure.name, step));
        let parts = parts.unwrap_or_else(|| Part::ALL.to_vec());
        stage.person(*self.part.get(&parts), self.number)
    }

    pub(super) fn inputs(&self, stage: &Stage, step: &str) -> Inputs {
        let form = stage.procedure.step(step).map(|step| step.form.as_slice()).unwrap_or_default();
        let mut inputs = choices(form, stage);
        let names: Vec<String> = inputs.keys().cloned().collect();
        match &self.said {
            Said::Everything => {}
            Said::Nothing => inputs.clear(),
            Said::More => drop(inputs.insert("colour".to_owned(), json!("蓝"))),
            Said::Less(index) => {
                let must: Vec<_> = form.iter().filter(|field| field.required != Required::No).collect();
                if !must.is_empty() {
                    inputs.remove(&index.get(&must).name);
                }
            }
            Said::Odd(index, what) => {
                if !names.is_empty() {
                    inputs.insert(index.get(&names).clone(), odd(*what));
                }
            }
        }
        inputs
    }
}

fn odd(what: u8) -> Value {
    match what {
        0 => Value::Null,
        1 => json!(""),
        2 => json!("字".repeat(5000)),
        3 => json!(-1.5e300),
        4 => json!(["编号", "编号", 7]),
        5 => json!({"编号": {"mask": "keep"}, "无此项": {}}),
        6 => json!([{"dataset": "../..", "fields": []}]),
        _ => json!("9999-99-99"),
    }
}
