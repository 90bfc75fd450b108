use std::collections::BTreeSet;

use base::{Kind, Mask, Message, Quantity};

use crate::agreement::{AgreedTable, ProtectedTotal};
use crate::dataset::{Dataset, Field};
use crate::refusal::Invalid;

/// What is wrong with how far the marks of a table's copies may go. The table's fields are checked already.
pub(super) fn check(dataset: &Dataset, table: &AgreedTable) -> Vec<Invalid> {
    let marking = &table.marking;
    let mut wrong = Vec::new();
    let unknown: BTreeSet<&String> = marking.names().filter(|name| !leaves(table, name)).collect();
    wrong.extend(unknown.into_iter().map(|name| invalid(name, "invalid-unknown-field")));
    for (name, tolerance) in &marking.tolerance {
        let Some(field) = dataset.field(name).filter(|_| leaves(table, name)) else { continue };
        if marking.exact.contains(name) {
            wrong.push(invalid(name, "invalid-exact-with-tolerance"));
        } else if !may_move(dataset, table, field) {
            wrong.push(invalid(name, "invalid-tolerance-forbidden"));
        } else if !fits(field, *tolerance) {
            wrong.push(invalid(name, "invalid-tolerance-size"));
        }
    }
    let moves = |total: &&ProtectedTotal| {
        total.by.iter().any(|name| name == &total.measure || marking.tolerance.contains_key(name))
    };
    wrong.extend(marking.totals.iter().filter(moves).map(|total| invalid(&total.measure, "invalid-total-by-measure")));
    wrong
}

fn invalid(name: &str, key: &str) -> Invalid {
    Invalid { field: format!("inputs.marking.{name}"), message: Message::new(key).with("field", name) }
}

fn leaves(table: &AgreedTable, name: &str) -> bool {
    table.fields.iter().any(|field| field.name == name && field.mask != Mask::Drop)
}

/// The key, what is masked and what names or reaches somebody leaves as it is, or is wrong.
fn may_move(dataset: &Dataset, table: &AgreedTable, field: &Field) -> bool {
    let bare = table.fields.iter().any(|granted| granted.name == field.name && granted.mask == Mask::Keep);
    // Recognised or in the steward's word: either forbids.
    let kinds = |lawful: &[Kind]| field.kinds.union(field.holds()).all(|kind| lawful.contains(kind));
    let of_kind = match field.data_type.as_str() {
        "int" | "decimal" | "float" => kinds(&[Kind::Income, Kind::Property]),
        "text" => kinds(&[Kind::Address]),
        "date" | "timestamp" => kinds(&[]),
        _ => false,
    };
    bare && of_kind && dataset.key_field.as_ref() != Some(&field.name)
}

/// Whether a tolerance is one the marks of this type can keep to.
fn fits(field: &Field, tolerance: Quantity) -> bool {
    let whole = |most: i64| (1..=most).any(|units| Quantity::whole(units) == Some(tolerance));
    match field.data_type.as_str() {
        "text" => whole(16),
        "date" => whole(14),
        "timestamp" => whole(400),
        _ => tolerance > Quantity::ZERO,
    }
}
