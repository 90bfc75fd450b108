use domain::act::{Actor, Envelope};

use super::rows::{Cell, Kind, Shape};

/// Every act: when, on what, by whom, resting on which articles. What was said in it is not shown.
pub(super) const SHAPE: Shape = Shape {
    columns: &[
        ("position", Kind::Number),
        ("at", Kind::Time),
        ("act", Kind::Text),
        ("record_kind", Kind::Text),
        ("record", Kind::Text),
        ("version", Kind::Number),
        ("account", Kind::Text),
        ("organisation", Kind::Text),
        ("basis", Kind::Text),
    ],
    rows,
};

fn rows(position: u64, envelope: &Envelope) -> Vec<Vec<Cell>> {
    let (account, organisation) = match &envelope.context.actor {
        Actor::Account { account, organisation } => (Some(account.to_string()), organisation.as_ref()),
        Actor::Platform => (None, None),
    };
    vec![vec![
        Cell::Number(Some(position)),
        Cell::Time(envelope.context.at),
        Cell::Text(Some(envelope.act.name().to_owned())),
        Cell::Text(Some(envelope.record.kind.as_str().to_owned())),
        Cell::Text(Some(envelope.record.id.clone())),
        Cell::Number(Some(envelope.version)),
        Cell::Text(account),
        Cell::Text(organisation.map(ToString::to_string)),
        Cell::Text(cited(envelope)),
    ]]
}

/// The articles, one after another; nothing where there is none.
pub(super) fn cited(envelope: &Envelope) -> Option<String> {
    let cited: Vec<String> = envelope.basis.iter().map(ToString::to_string).collect();
    (!cited.is_empty()).then(|| cited.join(" "))
}
