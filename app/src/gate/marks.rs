//! What of a copy carries marks 指纹方案: as the agreement says, else as is safe for the type.

mod keyless;

use std::collections::BTreeSet;

use arrow::datatypes::{DataType, Schema};
use base::{DatasetId, Kind, Mask, Quantity};
use domain::agreement::{GrantedField, Marking};
use domain::dataset::Field;
use domain::receipt::Unmarked;
use guard::fingerprint::{
    Channel, Code, DatasetSecret, Field as CopyField, FieldRule, Form, Plan, PlanDraft, PlanError, RowRule, RowTelling,
    Total,
};
use lake::ROW_KEY;

use crate::platform::App;

/// Decimals a plan counts steps in.
const MOST_DECIMALS: i8 = 9;

/// Steps of the last place a decimal moves by at most where nothing is agreed: what rounding to the place before would
/// change as well. A number with one place has no place to spare.
const DEFAULT_STEPS: i64 = 5;

/// Every cell that can carries a mark.
const SHARE: u16 = 1_000;

/// Neighbouring rows that may change places, in thousandths, where no field can carry a mark.
const ORDER: u16 = 500;

/// What a plan is made from.
pub(super) struct Leaving<'a> {
    /// Governed, before any mark.
    pub(super) schema: &'a Schema,
    /// The fields of the copy.
    pub(super) shown: &'a [GrantedField],
    pub(super) marking: &'a Marking,
    /// As the catalogue describes them.
    pub(super) fields: &'a [Field],
    pub(super) key: Option<&'a str>,
    /// The first rows as they leave, where there is no key to tell them by.
    pub(super) telling: Option<&'a RowTelling>,
}

/// By what the rows of a copy are told.
struct Told {
    key: Vec<String>,
    fields: Vec<String>,
    /// The copy itself shows it, for at least half of the rows.
    shown: bool,
}

impl Leaving<'_> {
    /// The plan, or why the copy bears no marks.
    pub(super) fn plan(&self) -> Result<Result<Plan, Unmarked>, PlanError> {
        let mut rules: Vec<FieldRule> = self.shown.iter().filter_map(|field| self.rule(field)).collect();
        let Some(told) = self.told(&mut rules) else { return Ok(Err(Unmarked::NoKey)) };
        if rules.is_empty() && !told.shown {
            return Ok(Err(Unmarked::NoField));
        }
        let order = if rules.is_empty() { ORDER } else { 0 };
        let totals = self.marking.totals.iter().filter(|total| rules.iter().any(|rule| rule.name == total.measure));
        let shown = |name: &&String| self.shown.iter().any(|field| field.name == **name);
        let totals = totals.map(|total| Total {
            measure: total.measure.clone(),
            // Without one of its fields the copy has coarser groups, and those stay too.
            by: total.by.iter().filter(shown).cloned().collect(),
        });
        let draft = PlanDraft {
            fields: self.shown.iter().map(|field| self.described(field)).collect(),
            key: told.key,
            told_by: told.fields,
            totals: totals.collect(),
            rules,
            rows: RowRule { select: 0, order },
            share: SHARE,
            code: Code::STANDARD,
        };
        draft.try_into().map(Ok)
    }

    /// By what rows are told; `None` where nothing is left to tell them by. Without a key, a rule may be given up for it.
    fn told(&self, rules: &mut Vec<FieldRule>) -> Option<Told> {
        if let Some(key) = self.key {
            let shown = self.shown.iter().any(|field| field.name == key && tells_rows_apart(&field.mask));
            let key = if shown { key } else { ROW_KEY };
            return Some(Told { key: vec![key.to_owned()], fields: Vec::new(), shown });
        }
        let telling = self.telling?;
        let told = keyless::told_by(self, telling, rules);
        let shown = told.distinct * 2 >= telling.rows();
        (!told.fields.is_empty()).then(|| Told { key: Vec::new(), fields: told.fields, shown })
    }

    /// What was recognised and what the steward says: either forbids a mark.
    fn kinds(&self, name: &str) -> BTreeSet<Kind> {
        let field = self.fields.iter().find(|field| field.name == name);
        field.map(|field| &field.kinds | field.holds()).unwrap_or_default()
    }

    fn described(&self, field: &GrantedField) -> CopyField {
        // Of several kinds the plan looks at the one that forbids most.
        let mild = |kind: &Kind| matches!(kind, Kind::Income | Kind::Property | Kind::Address);
        let kinds = self.kinds(&field.name);
        let kind = kinds.iter().find(|kind| !mild(kind)).or_else(|| kinds.iter().next()).copied();
        let exact = self.marking.exact.contains(&field.name);
        CopyField { name: field.name.clone(), kind: kind.filter(|_| field.mask == Mask::Keep), exact }
    }

    fn rule(&self, field: &GrantedField) -> Option<FieldRule> {
        let name = &field.name;
        let groups = self.marking.totals.iter().any(|total| total.by.contains(name));
        if field.mask != Mask::Keep || self.key == Some(name.as_str()) || self.marking.exact.contains(name) || groups {
            return None;
        }
        let data_type = self.schema.field_with_name(name).ok()?.data_type();
        let (channel, bound) = channel(data_type, self.marking.tolerance.get(name).copied())?;
        let kinds = self.kinds(name);
        let lawful = |lawful: &[Kind]| kinds.iter().all(|kind| lawful.contains(kind));
        let admitted = match channel {
            Channel::Number { .. } => lawful(&[Kind::Income, Kind::Property]),
            Channel::Text { .. } => lawful(&[Kind::Address]),
            Channel::Date | Channel::Time | Channel::Pseudonym => kinds.is_empty(),
        };
        admitted.then(|| FieldRule { name: name.clone(), channel, bound })
    }
}

/// Whether no two keys become one under the mask.
fn tells_rows_apart(mask: &Mask) -> bool {
    matches!(mask, Mask::Keep | Mask::Pseudonym | Mask::Encrypt { .. })
}

/// How values of a type carry marks, and by how much at most.
fn channel(data_type: &DataType, tolerance: Option<Quantity>) -> Option<(Channel, u32)> {
    let number = |decimals: i8, steps: i64| (Channel::Number { decimals, least: None, most: None }, steps);
    let whole = |most: i64| tolerance.map(|tolerance| steps(tolerance, 0).min(most));
    let (channel, bound) = match data_type {
        DataType::Decimal128(_, scale) if *scale >= 0 => {
            let decimals = (*scale).min(MOST_DECIMALS);
            let safe = match scale {
                0 => 0,
                1 => 1,
                _ => DEFAULT_STEPS,
            };
            number(decimals, tolerance.map_or(safe, |tolerance| steps(tolerance, decimals)))
        }
        DataType::Float32 | DataType::Float64 => {
            // The coarsest steps the tolerance holds one of: a float keeps no decimals to count them in.
            let tolerance = tolerance?;
            let decimals = (0..=6).find(|decimals| steps(tolerance, *decimals) > 0)?;
            number(decimals, steps(tolerance, decimals))
        }
        data_type if data_type.is_integer() && data_type != &DataType::UInt64 => number(0, whole(i64::MAX)?),
        DataType::Date32 => (Channel::Date, whole(14)?),
        DataType::Timestamp(_, _) => (Channel::Time, whole(400)?),
        DataType::Utf8 => {
            let forms = vec![Form::Width, Form::Punctuation, Form::Spacing];
            (Channel::Text { forms, synonyms: Vec::new() }, whole(16)?)
        }
        _ => return None,
    };
    u32::try_from(bound.min(1_000_000)).ok().filter(|bound| *bound > 0).map(|bound| (channel, bound))
}

/// Whole steps of `10^-decimals` in a tolerance.
fn steps(tolerance: Quantity, decimals: i8) -> i64 {
    let scale = 10_i128.checked_pow(decimals.unsigned_abs().into()).unwrap_or(1);
    let steps = i128::from(tolerance.millionths()) * scale / 1_000_000;
    i64::try_from(steps).unwrap_or(i64::MAX).max(0)
}

impl App {
    /// The secret a dataset's copies are marked and traced by 指纹密钥. It follows from the root key, so that a copy can be
    /// traced for as long as the root key is kept.
    pub(crate) fn fingerprint_secret(&self, dataset: &DatasetId) -> DatasetSecret {
        DatasetSecret::new(self.root.derive(&format!("fingerprint/{dataset}")).expose())
    }
}

#[cfg(test)]
mod tests;
