use base::Message;

use super::Effects;
use crate::act::{Act, Actor};
use crate::agreement::Consumer;
use crate::case::EffectActs;
use crate::entry::{Entry, EntryStatus};
use crate::record::{Decided, Record as _};
use crate::refusal::No;

/// An entry comes into the procedure's register, carrying the case's form and what the step said.
pub(super) fn enter(effects: &mut Effects<'_>, number: Option<String>) -> Result<(), No> {
    let Some(register) = effects.procedure.register else {
        return Err(No::State(Message::new("state-no-register").with("procedure", &effects.procedure.name)));
    };
    let (case, facts) = (effects.case, effects.facts);
    let mut said = case.form.clone();
    said.extend(effects.inputs.clone());
    let holder = case.respondent.clone().map_or_else(|| case.applicant.clone(), Consumer::Organisation);
    let entry = Entry {
        id: facts.new_entry.clone(),
        register,
        number,
        region: case.region.clone(),
        case: case.id.clone(),
        holder,
        maker: match facts.actor() {
            Actor::Account { organisation, .. } => organisation,
            Actor::Platform => None,
        },
        about: case.about.clone(),
        facts: said,
        status: EntryStatus::Entered,
        made: effects.deciding.now,
        published: None,
        reason: None,
    };
    effects.done.entry = Some(entry.id.clone());
    // From here on the acts concern the new entry.
    effects.entry = None;
    push(effects, &entry.id.clone(), Act::EntryMade(entry));
    Ok(())
}

/// An entry anyone can ask for by its number.
pub(super) fn issue(effects: &mut Effects<'_>) -> Result<(), No> {
    let day = effects.deciding.today().format("%Y%m%d");
    let tail = effects.facts.new_entry.as_str().rsplit('-').next().unwrap_or_default().to_owned();
    let number = format!("{}-{}-{}", effects.case.region, day, tail.get(..12).unwrap_or(&tail));
    enter(effects, Some(number))
}

pub(super) fn amend(effects: &mut Effects<'_>) -> Result<(), No> {
    let facts = effects.inputs.clone();
    change(effects, Act::EntryAmended { facts })
}

pub(super) fn publish(effects: &mut Effects<'_>) -> Result<(), No> {
    let at = effects.deciding.now;
    change(effects, Act::EntryPublished { at })
}

pub(super) fn close(effects: &mut Effects<'_>) -> Result<(), No> {
    let reason = effects.reason();
    change(effects, Act::EntryClosed { reason })
}

pub(super) fn strike(effects: &mut Effects<'_>) -> Result<(), No> {
    let reason = effects.reason();
    change(effects, Act::EntryStruck { reason })
}

/// Changes the entry the case last made.
fn change(effects: &mut Effects<'_>, act: Act) -> Result<(), No> {
    let Some(entry) = &effects.entry else {
        return Err(No::State(Message::new("state-no-entry").with("case", &effects.case.id)));
    };
    let id = entry.id.clone();
    push(effects, &id, act);
    Ok(())
}

fn push(effects: &mut Effects<'_>, id: &base::EntryId, act: Act) {
    effects.entry = Entry::evolve(effects.entry.take(), &act);
    let basis = effects.deciding.rulebook.step_basis(
        effects.deciding.region,
        &effects.procedure.name,
        effects.step,
        effects.deciding.today(),
    );
    let decided = Decided::new(act, basis);
    let acts = effects.done.acts.iter_mut().find_map(|acts| match acts {
        EffectActs::Entry(known, acts) if known == id => Some(acts),
        _ => None,
    });
    match acts {
        Some(acts) => acts.push(decided),
        None => effects.done.acts.push(EffectActs::Entry(id.clone(), vec![decided])),
    }
}
