//! Where the law of two regions differs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::basis::Basis;
use crate::clock::ClockValue;
use crate::procedure::{Procedure, Step};
use crate::region::{Binding, Ground, LocalClass, Region};
use crate::regulation::{Carrier, Duty};
use crate::rulebook::Rulebook;
use crate::words::Words;

mod words;

use words::{actors, answers, clock, listed, of_step, pair, setting};

/// One point on which two regions' law differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub topic: Topic,
    /// The point's name in `rules/`, such as `open.decide` or `refusal_ground.not-in-catalogue`.
    pub name: String,
    /// The same in words.
    pub what: Words,
    /// What the first region says; None where it says nothing.
    pub a: Option<Held>,
    /// What the second region says.
    pub b: Option<Held>,
}

/// What a point is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A regulation that binds.
    Binding,
    /// A share or open class and its name.
    Class,
    /// A line of one of the region's lists.
    List,
    /// What a figure weighs in the evaluation of a body.
    Score,
    /// An answer to a question of law.
    Setting,
    /// A procedure run there.
    Procedure,
    Clock,
    /// Who takes a step.
    Decider,
    /// A field the region asks for.
    Field,
    /// Who is told of an event.
    Event,
    /// How much masks must hide in a scene.
    Scene,
}

/// What one region says on a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    pub value: Words,
    /// None where the law is silent, and where the value is nobody's choice: a purpose, a date, a procedure's own rule.
    pub basis: Option<Basis>,
}

/// What a region says, by topic and name. A silence is said too, and counts as nothing beside nothing.
type Said = BTreeMap<(Topic, String), (Words, Option<Held>)>;

/// Every point on which `a` and `b` differ, topic by topic. The same value on another article is no difference.
pub fn diff(rulebook: &Rulebook, a: &Region, b: &Region) -> Vec<Difference> {
    let steps: BTreeSet<&str> = a.deciders().chain(b.deciders()).map(|(step, _)| step).collect();
    let mut left = said(rulebook, a, &steps);
    let mut right = said(rulebook, b, &steps);
    let mut points: Vec<(Topic, String)> = left.keys().chain(right.keys()).cloned().collect();
    points.sort();
    points.dedup();
    let compare = |point: (Topic, String)| {
        let (own, other) = (left.remove(&point), right.remove(&point));
        let what = own.iter().chain(&other).map(|(what, _)| what.clone()).next()?;
        let held = |side: Option<(Words, Option<Held>)>| side.map(|(_, held)| held);
        let (own, other) = (held(own), held(other));
        let value = |side: &Option<Option<Held>>| side.clone().flatten().map(|held| held.value);
        if value(&own) == value(&other) {
            return None;
        }
        let told = |side: Option<Option<Held>>| side.map(|held| held.unwrap_or_else(words::silence));
        let (topic, name) = point;
        Some(Difference { topic, name, what, a: told(own), b: told(other) })
    };
    points.into_iter().filter_map(compare).collect()
}

fn said(rulebook: &Rulebook, region: &Region, steps: &BTreeSet<&str>) -> Said {
    let mut said = Said::new();
    for binding in &region.bindings {
        let title = rulebook.regulation(&binding.regulation).map(|regulation| regulation.title.clone());
        let what = title.unwrap_or_else(|| pair(&binding.regulation, &binding.regulation));
        let held = Held { value: since(binding), basis: None };
        said.insert((Topic::Binding, binding.regulation.clone()), (what, Some(held)));
    }
    say_classes(&mut said, "share_class", region.share_classes());
    say_classes(&mut said, "open_class", region.open_classes());
    say_lists(&mut said, region);
    for score in region.scores() {
        let held = Held { value: words::weight(score.weight), basis: Some(score.basis.clone()) };
        said.insert((Topic::Score, score.figure.name().to_owned()), (words::figure(score.figure), Some(held)));
    }
    for (question, answer) in region.settings() {
        let held = Held { value: answers(&answer.is), basis: Some(answer.basis.clone()) };
        said.insert((Topic::Setting, question.name().to_owned()), (setting(question), Some(held)));
    }
    if let Some(quality) = &region.quality {
        let percent = format!("{}%", quality.set_aside_percent);
        let held = Held { value: pair(&percent, &percent), basis: Some(quality.basis.clone()) };
        let what = pair("暂存前可剔除的行", "rows set aside before a version is held");
        said.insert((Topic::Setting, "quality.set_aside_percent".to_owned()), (what, Some(held)));
    }
    if let Some(erasure) = &region.erasure {
        let value = pair(&format!("{}天", erasure.keep_days), &format!("{} days", erasure.keep_days));
        let held = Held { value, basis: Some(erasure.basis.clone()) };
        let what = pair("删除个人数据后旧批次留存", "old versions kept after an erasure");
        said.insert((Topic::Setting, "erasure.keep_days".to_owned()), (what, Some(held)));
    }
    for line in region.minimums() {
        let name = format!("{}.{}", line.scene, line.grade.name());
        let held = Held { value: words::minimum(line.strength, &line.unless), basis: Some(line.basis.clone()) };
        said.insert((Topic::Scene, name), (words::scene(line.scene, line.grade), Some(held)));
    }
    say_release(&mut said, region);
    for procedure in rulebook.procedures().filter(|procedure| region.runs(&procedure.name)) {
        let adopted = || region.adopts.iter().find(|own| own.procedure == procedure.name)?.basis.clone();
        let basis = called_for(rulebook, region, procedure).or_else(adopted);
        let held = Held { value: pair("办理", "run here"), basis };
        said.insert((Topic::Procedure, procedure.name.clone()), (procedure.title.clone(), Some(held)));
        for step in &procedure.steps {
            say_step(&mut said, region, procedure, step, steps);
        }
        let fields = procedure.form.iter().chain(procedure.steps.iter().flat_map(|step| &step.form));
        for field in fields {
            let name = field.asked_as(&procedure.name);
            let Some(basis) = region.asks(&name) else { continue };
            let what = listed("·", " · ", [&procedure.title, &field.label]);
            let held = Held { value: pair("须填报", "asked for"), basis: Some(basis.clone()) };
            said.insert((Topic::Field, name), (what, Some(held)));
        }
    }
    said
}

/// What a release may not go beyond.
fn say_release(said: &mut Said, region: &Region) {
    for (name, what, value, basis) in words::release(region) {
        said.insert((Topic::Setting, name), (what, Some(Held { value, basis: Some(basis) })));
    }
}

/// The clocks a step starts, who takes it where either region says so, and who is told.
fn say_step(said: &mut Said, region: &Region, procedure: &Procedure, step: &Step, steps: &BTreeSet<&str>) {
    for name in &step.starts {
        let held = match region.clock_value(name) {
            Some(ClockValue::Runs(rule)) => Some(Held { value: clock(rule), basis: Some(rule.basis.clone()) }),
            Some(ClockValue::Silent) | None => None,
        };
        let what = of_step(procedure, step);
        said.entry((Topic::Clock, name.clone())).or_insert((what, held));
    }
    let name = format!("{}.{}", procedure.name, step.name);
    if steps.contains(name.as_str()) {
        let own = region.decides(&procedure.name, &step.name);
        let (by, with) = own.map_or((step.by, &step.with), |own| (own.by, &own.with));
        let held = Held { value: words::decider(by, with), basis: own.map(|own| own.basis.clone()) };
        said.insert((Topic::Decider, name), (of_step(procedure, step), Some(held)));
    }
    if let Some(event) = &step.tells {
        let told = region.tells(event).filter(|told| !told.to.is_empty());
        let held = told.map(|told| Held { value: actors(&told.to), basis: told.basis.clone() });
        said.entry((Topic::Event, event.clone())).or_insert((of_step(procedure, step), held));
    }
}

fn say_classes<Role: Copy + ToString>(said: &mut Said, kind: &str, classes: &[LocalClass<Role>]) {
    for class in classes {
        let role = class.role.to_string();
        let held = Held { value: class.name.clone(), basis: Some(class.basis.clone()) };
        said.insert((Topic::Class, format!("{kind}.{role}")), (words::class(kind, &role), Some(held)));
    }
}

fn say_lists(said: &mut Said, region: &Region) {
    let lists = &region.lists;
    let kept: [(&str, Words, &[Ground]); 7] = [
        ("not_shared_ground", pair("不予共享依据", "ground for not sharing"), &lists.not_shared_grounds),
        ("not_open_ground", pair("不予开放依据", "ground for not opening"), &lists.not_open_grounds),
        ("refusal_ground", pair("不予同意的理由", "ground for refusing"), &lists.refusal_grounds),
        ("deletion_ground", pair("删除情形", "ground for deletion"), &lists.deletion_grounds),
        ("sanction", pair("责任追究", "sanction"), &lists.sanctions),
        ("base_library", pair("基础库", "base library"), &lists.base_libraries),
        ("public_body", pair("公共数据主体", "body whose data is public data"), &lists.public_bodies),
    ];
    for (list, what, grounds) in kept {
        for ground in grounds {
            let held = Held { value: ground.name.clone(), basis: Some(ground.basis.clone()) };
            said.insert((Topic::List, format!("{list}.{}", ground.code)), (what.clone(), Some(held)));
        }
    }
    for purpose in region.purposes() {
        let held = Held { value: purpose.name.clone(), basis: None };
        said.insert((Topic::List, format!("purpose.{}", purpose.code)), (pair("用途", "purpose"), Some(held)));
    }
}

fn since(binding: &Binding) -> Words {
    let Binding { from, pilot, .. } = binding;
    let (zh, en) = if *pilot { ("（试行）", " (pilot)") } else { ("", "") };
    pair(&format!("自{from}起{zh}"), &format!("from {from}{en}"))
}

/// The first bound duty that names the procedure or a clock it starts; None where the region adopts it of its own choice.
fn called_for(rulebook: &Rulebook, region: &Region, procedure: &Procedure) -> Option<Basis> {
    let calls = |duty: &&Duty| match &duty.carrier {
        Carrier::Procedure { name, .. } => *name == procedure.name,
        Carrier::Clock(clock) => procedure.starts(clock),
        Carrier::Control(_) | Carrier::Report(_) | Carrier::Outside(_) => false,
    };
    rulebook.duties(region).find(calls).map(|duty| duty.basis.clone())
}

#[cfg(test)]
mod tests;
