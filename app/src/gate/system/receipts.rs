use domain::act::{Act, Envelope};

use super::acts::cited;
use super::rows::{Cell, Kind, Shape};

/// Every table of every receipt: one row each.
pub(super) const SHAPE: Shape = Shape {
    columns: &[
        ("position", Kind::Number),
        ("at", Kind::Time),
        ("receipt", Kind::Text),
        ("account", Kind::Text),
        ("organisation", Kind::Text),
        ("agreement", Kind::Text),
        ("purpose", Kind::Text),
        ("channel", Kind::Text),
        ("dataset", Kind::Text),
        ("version", Kind::Text),
        ("rows", Kind::Number),
        ("size", Kind::Number),
        ("basis", Kind::Text),
    ],
    rows,
};

fn rows(position: u64, envelope: &Envelope) -> Vec<Vec<Cell>> {
    let Act::DataReleased(receipt) = &envelope.act else { return Vec::new() };
    let row = |table: &domain::receipt::ReleasedTable| {
        vec![
            Cell::Number(Some(position)),
            Cell::Time(envelope.context.at),
            Cell::Text(Some(receipt.id.to_string())),
            Cell::Text(Some(receipt.account.to_string())),
            Cell::Text(receipt.organisation.as_ref().map(ToString::to_string)),
            Cell::Text(receipt.agreement.as_ref().map(ToString::to_string)),
            Cell::Text(Some(receipt.purpose.clone())),
            Cell::Text(Some(receipt.channel.as_str().to_owned())),
            Cell::Text(Some(table.dataset.to_string())),
            Cell::Text(Some(table.version.to_string())),
            Cell::Number(Some(receipt.rows)),
            Cell::Number(Some(receipt.size)),
            Cell::Text(cited(envelope)),
        ]
    };
    receipt.tables.iter().map(row).collect()
}
