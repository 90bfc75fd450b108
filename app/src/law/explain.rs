//! Why an act was decided as it was: the rules, values, calendar and articles of its day, in plain words.

use std::path::Path;

use base::{Digest, Timestamp};
use domain::act::{Act, Envelope};
use law::{Basis, Rulebook};
use serde::Serialize;

use crate::folder::{Folder, FolderError};

/// Why an act cannot be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("expected the records of the platform: {0}")]
    Records(#[from] store::OpenError),
    #[error("expected to read the log: {0}")]
    Read(#[from] store::ReadError),
    #[error("expected an act with a payload at position {position}, found none; give a position below {acts}")]
    NoAct { position: u64, acts: u64 },
    #[error("expected a rulebook that holds together under digest {digest}, found faults:\n{errors}")]
    Rules { digest: Digest, errors: law::LoadErrors },
}

/// An act with the law it rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    pub position: u64,
    pub act: String,
    pub record: String,
    pub at: Timestamp,
    /// The rulebook in force when it was decided.
    pub law: Digest,
    /// The region whose law decided it.
    pub region: Option<String>,
    pub articles: Vec<Article>,
    /// The clocks it started, each with how it was reckoned.
    pub clocks: Vec<Clock>,
    /// What a case's step did.
    pub step: Option<Step>,
}

/// An article, with our reading of it on that day.
#[derive(Debug, Clone, Serialize)]
pub struct Article {
    pub basis: Basis,
    pub regulation: Option<law::Words>,
    pub subject: Option<law::Words>,
    pub summary: Option<law::Words>,
    pub carrier: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Clock {
    pub name: String,
    pub length: Option<String>,
    pub set_by: Option<law::SetBy>,
    pub basis: Basis,
    pub from: base::LawDate,
    pub until: base::LawDate,
    /// Days on the way on which no work is done.
    pub days_off: Vec<base::LawDate>,
    /// Weekend days on the way that a notice made working days.
    pub make_up: Vec<base::LawDate>,
    pub provisional: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub procedure: String,
    /// Its name in the procedure.
    pub name: String,
    pub to: String,
    pub by: law::Actor,
    /// The article by which the region gives the step to another part.
    pub decided_by: Option<Basis>,
    pub guards: Vec<law::Guard>,
    pub effects: Vec<law::Effect>,
}

/// Explains the act at `position` under the law of its day. Needs the platform's folder, not a running server.
pub async fn explain(
    folder: &Path,
    database: Option<String>,
    position: u64,
    entropy: std::sync::Arc<dyn base::Entropy>,
) -> Result<Explanation, ExplainError> {
    let (folder, store) = super::records_of(folder, database, entropy).await?;
    let found = read(&store, &folder, position).await;
    store.close().await;
    found
}

async fn read(store: &store::Store, folder: &Folder, position: u64) -> Result<Explanation, ExplainError> {
    let Some(envelope) = store.act_at(position).await? else {
        return Err(ExplainError::NoAct { position, acts: store.head_position().await? });
    };
    let digest = envelope.context.law;
    let files = folder.thaw_law(&digest)?;
    let rulebook = Rulebook::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
        .map_err(|errors| ExplainError::Rules { digest, errors })?;
    let case = match &envelope.act {
        Act::CaseOpened(case) => Some(case.clone()),
        _ if envelope.record.kind == domain::act::RecordKind::Case => {
            store.load::<domain::case::Case>(&envelope.record.id).await?.map(|loaded| loaded.state)
        }
        _ => None,
    };
    Ok(explained(position, &envelope, case.as_ref(), &rulebook))
}

fn explained(
    position: u64,
    envelope: &Envelope,
    case: Option<&domain::case::Case>,
    rulebook: &Rulebook,
) -> Explanation {
    let region = case.and_then(|case| rulebook.law_of(&case.region));
    let stepped = match &envelope.act {
        Act::CaseStepped(stepped) => Some(stepped),
        _ => None,
    };
    let step = case.zip(stepped).and_then(|(case, stepped)| {
        let step = rulebook.procedure(&case.procedure)?.step(&stepped.step)?;
        let decides = region.and_then(|region| region.decides(&case.procedure, &step.name));
        Some(Step {
            procedure: case.procedure.clone(),
            name: step.name.clone(),
            to: stepped.to.clone(),
            by: decides.map_or(step.by, |decides| decides.by),
            decided_by: decides.map(|decides| decides.basis.clone()),
            guards: step.guards.clone(),
            effects: step.effects.clone(),
        })
    });
    let clocks = stepped.map(|stepped| stepped.starts.as_slice()).unwrap_or_default();
    Explanation {
        position,
        act: envelope.act.name().to_owned(),
        record: format!("{}/{}", envelope.record.kind.as_str(), envelope.record.id),
        at: envelope.context.at,
        law: envelope.context.law,
        region: region.map(|region| region.code.clone()),
        articles: envelope.basis.iter().map(|basis| article(basis, rulebook)).collect(),
        clocks: clocks.iter().map(|clock| reckoned(clock, region, rulebook)).collect(),
        step,
    }
}

fn article(basis: &Basis, rulebook: &Rulebook) -> Article {
    let regulation = rulebook.regulation(basis.regulation());
    let duty = regulation.and_then(|regulation| regulation.duties.iter().find(|duty| basis.covers(&duty.basis)));
    Article {
        basis: basis.clone(),
        regulation: regulation.map(|regulation| regulation.title.clone()),
        subject: duty.map(|duty| duty.subject.clone()),
        summary: duty.map(|duty| duty.summary.clone()),
        carrier: duty.map(|duty| duty.carrier.to_string()),
    }
}

fn reckoned(clock: &domain::case::RunningClock, region: Option<&law::Region>, rulebook: &Rulebook) -> Clock {
    let rule = region.and_then(|region| region.clock(&clock.name));
    let from = clock.started.law_date();
    let working = rule.is_some_and(|rule| matches!(rule.length, law::Length::WorkingDays(_)));
    let days = || from.iter_days().skip(1).take_while(|day| *day <= clock.date).filter(|_| working);
    let calendar = rulebook.calendar();
    Clock {
        name: clock.name.clone(),
        length: rule.map(|rule| rule.length.to_string()),
        set_by: rule.map(|rule| rule.set_by),
        basis: clock.basis.clone(),
        from,
        until: clock.date,
        days_off: days().filter(|day| !calendar.is_working_day(*day).working).collect(),
        make_up: days().filter(|day| calendar.is_make_up(*day)).collect(),
        provisional: clock.provisional,
    }
}
