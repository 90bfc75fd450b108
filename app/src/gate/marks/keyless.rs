//! What tells the rows of a copy apart where its table has no key 辨行信息项.

use std::collections::BTreeSet;

use arrow::datatypes::DataType;
use guard::fingerprint::{FieldRule, RowTelling, ToldBy};

use super::Leaving;

/// Kinds of rows from which no further field is worth depending on: five recipients who mix their copies leave enough.
const PLENTY: usize = 2_048;

/// Places for marks below which a copy could hardly be named, so that a field that could bear some tells rows instead.
const FEW: usize = 256;

/// The fields rows are told by: those that leave as they are, numbers with decimals last, since whoever passes a copy on
/// rounds them first. Where these leave few places for marks, a field that could bear them gives up its rule.
pub(super) fn told_by(leaving: &Leaving<'_>, telling: &RowTelling, rules: &mut Vec<FieldRule>) -> ToldBy {
    let free = leaving.shown.iter().map(|field| field.name.as_str());
    let free = free.filter(|name| rules.iter().all(|rule| rule.name != *name));
    let (steady, loose): (Vec<&str>, Vec<&str>) = free.partition(|name| is_steady(leaving, name));
    let told = telling.add(ToldBy::default(), &steady, PLENTY);
    let mut told = telling.add(told, &loose, PLENTY);
    let measures: BTreeSet<&str> = leaving.marking.totals.iter().map(|total| total.measure.as_str()).collect();
    while rules.len() > 1 && told.distinct * rules.len() < FEW {
        let open = rules.iter().map(|rule| rule.name.as_str()).filter(|name| !measures.contains(name));
        let more = telling.add(told.clone(), &open.collect::<Vec<_>>(), told.distinct + 1);
        if more.distinct * (rules.len() - 1) <= told.distinct * rules.len() {
            break;
        }
        rules.retain(|rule| !more.fields.contains(&rule.name));
        told = more;
    }
    told
}

fn is_steady(leaving: &Leaving<'_>, name: &str) -> bool {
    let field = leaving.schema.field_with_name(name);
    field.is_ok_and(|field| {
        let data_type = field.data_type();
        data_type.is_integer() || matches!(data_type, DataType::Utf8 | DataType::Boolean | DataType::Date32)
    })
}
