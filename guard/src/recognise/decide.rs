//! From counts to findings: which kinds a column holds.

use base::{Grade, Kind};

use super::finding::Finding;
use super::form::Form;
use super::scan::{ColumnScan, TEXTS_FOR_NAMES};
use super::tally::Tally;
use crate::pack::{Hint, Precision, Rule};

/// A column of which so many values have one form holds that, whatever its name.
const CLEAR: f64 = 0.9;

struct Judged<'a> {
    rule: &'a Rule,
    share: f64,
    verified: f64,
    inside: f64,
    named: bool,
    shown: bool,
}

/// The kinds found, in the order of [`Kind::ALL`], each by its best rule.
pub(super) fn findings(scan: &ColumnScan) -> Vec<Finding> {
    let rules = scan.pack.rules().iter().zip(&scan.hints).zip(&scan.tallies);
    let judged: Vec<_> = rules.map(|((rule, hint), tally)| judge(scan, rule, *hint, tally)).collect();
    let clear = |of: &Judged<'_>| {
        judged.iter().any(|other| other.rule.kind != of.rule.kind && other.shown && other.share >= CLEAR)
    };
    let holds = |of: &Judged<'_>| {
        let refuted = clear(of) || contradicted(scan, of.rule);
        of.shown || of.inside > 0.0 || of.named && !of.rule.column.values_must_show && !refuted
    };
    let held: Vec<_> = judged.iter().filter(|of| holds(of)).collect();
    let best = |kind: Kind| {
        let of_kind = || held.iter().filter(move |of| of.rule.kind == kind);
        let best = of_kind().max_by(|one, other| one.share.total_cmp(&other.share))?;
        let level = of_kind().map(|of| level(scan, of.rule)).max()?;
        let by_name = of_kind().any(|of| of.named);
        let shown = of_kind().any(|of| of.shown);
        Some(finding(scan, best, level, by_name, shown))
    };
    Kind::ALL.into_iter().filter_map(best).collect()
}

fn judge<'a>(scan: &ColumnScan, rule: &'a Rule, hint: Hint, tally: &Tally) -> Judged<'a> {
    let named = hint == Hint::Named;
    // What stands beside it vouches for an allowing name as a naming one does.
    let vouched = named || hint == Hint::Allowed && !rule.column.beside.is_empty();
    let count = tally.plain + if vouched { tally.when_named } else { 0 };
    let of_values = |count: u64| if scan.values == 0 { 0.0 } else { count as f64 / scan.values as f64 };
    let share = of_values(count);
    Judged {
        rule,
        share,
        verified: of_values(tally.verified.min(count)),
        inside: inside(scan, rule, hint),
        named: named && distribution_fits(scan, rule, tally, true),
        shown: count > 0
            && share >= least_share(scan, rule, hint)
            && shape_fits(scan, rule, hint, tally)
            && !(hint != Hint::Named && (by_chance(scan, rule) || masked_otherwise(scan, rule)))
            && !answered_by_a_service(scan, rule),
    }
}

/// The share of values that must show the kind under this name; more than all where values alone never do.
fn least_share(scan: &ColumnScan, rule: &Rule, hint: Hint) -> f64 {
    const NEVER: f64 = 2.0;
    let column = &rule.column;
    if column.moving.is_some() && !scan.moving {
        return NEVER;
    }
    match hint {
        Hint::Named => column.named_share,
        Hint::Allowed => column.share.map_or(column.allowed_share, |share| share.min(column.allowed_share)),
        Hint::Silent if scan.named_code && column.refuse_codes => NEVER,
        Hint::Silent => column.share.unwrap_or(NEVER),
        // The name says it is something else: 护照 in a column of 身份证 values still is what its values are.
        Hint::Never => column
            .share
            .filter(|_| rule.forms.iter().any(Form::stands_against_a_name))
            .map_or(NEVER, |share| share.max(CLEAR)),
    }
}

fn shape_fits(scan: &ColumnScan, rule: &Rule, hint: Hint, tally: &Tally) -> bool {
    if hint == Hint::Named {
        return true;
    }
    let column = &rule.column;
    let enough = hint == Hint::Allowed || tally.plain >= column.least.min(scan.values);
    let serial = hint != Hint::Allowed && column.refuse_shared.is_some_and(|shared| scan.run.is_serial(shared));
    enough && !serial && distribution_fits(scan, rule, tally, false)
}

/// Of eleven codes that run like an identity number, one passes its check by chance: 330106202305180021 is a permit of
/// that day. Where far more fail than pass, those that pass prove nothing.
fn by_chance(scan: &ColumnScan, rule: &Rule) -> bool {
    const SHAPES: [(Form, Form); 2] = [(Form::IdNumber, Form::MisnumberedId), (Form::Uscc, Form::MisnumberedUscc)];
    let allowance = if scan.named_code { 1 } else { 2 };
    let chance = |whole, failed| of_form(scan, failed) > allowance * of_form(scan, whole);
    SHAPES.iter().any(|(whole, failed)| rule.forms.has(*whole) && chance(*whole, *failed))
}

/// With its letters behind stars, a credit code may look like an identity number; its neighbours tell.
fn masked_otherwise(scan: &ColumnScan, rule: &Rule) -> bool {
    let hidden = of_form(scan, Form::MaskedIdNumber);
    rule.forms.has(Form::MaskedIdNumber)
        && of_form(scan, Form::IdNumber) == 0
        && of_form(scan, Form::Uscc) + of_form(scan, Form::MaskedUscc) > hidden
}

/// Hotlines are nobody's telephone.
fn answered_by_a_service(scan: &ColumnScan, rule: &Rule) -> bool {
    let telephone = rule.forms.has(Form::Mobile) || rule.forms.has(Form::Landline);
    telephone && scan.values > 0 && of_form(scan, Form::ServiceNumber) as f64 >= CLEAR * scan.values as f64
}

fn of_form(scan: &ColumnScan, form: Form) -> u64 {
    scan.forms.get(form as usize).copied().unwrap_or_default()
}

/// Whether values differ and are as long as the rule asks. Of a rule without forms, all values are looked at.
fn distribution_fits(scan: &ColumnScan, rule: &Rule, tally: &Tally, named: bool) -> bool {
    let average = scan.characters.checked_div(scan.values).unwrap_or_default();
    let long = |(least, most): (usize, usize)| (least as u64..=most as u64).contains(&average);
    let length = scan.values == 0 || rule.column.length.is_none_or(long);
    length && (named || tally.differ(rule.column.distinct))
}

/// Values that are dates or bodies are no names and no numbers, whatever the column is called; 经营地址（区） full of
/// districts holds no addresses, USERNAME full of hospitals no accounts.
fn contradicted(scan: &ColumnScan, rule: &Rule) -> bool {
    let mostly = |form: Form| {
        let takes = rule.forms.has(form) || rule.forms_when_named.has(form);
        !takes && scan.values > 0 && of_form(scan, form) as f64 >= CLEAR * scan.values as f64
    };
    let formed = !(rule.forms.is_empty() && rule.forms_when_named.is_empty());
    let too_brief = rule.forms.has(Form::Address) && scan.brief * 10 > scan.values * 9;
    too_brief || answered_by_a_service(scan, rule) || mostly(Form::Body) || formed && mostly(Form::Date)
}

/// The share of searched texts that hold the kind; nothing when too few do for chance to be ruled out.
fn inside(scan: &ColumnScan, rule: &Rule, hint: Hint) -> f64 {
    let texts = &scan.texts;
    let count = texts.inside.get(rule.kind as usize).copied().unwrap_or_default();
    let searched = if rule.kind == Kind::Name { texts.searched_for_names } else { texts.searched };
    if rule.text.is_none() || count == 0 || searched == 0 || hint == Hint::Never {
        return 0.0;
    }
    // Names stand in sentences; a title with one comma among many is none.
    let sentences = texts.searched_for_names;
    if rule.kind == Kind::Name && sentences < TEXTS_FOR_NAMES && sentences * 10 < scan.values {
        return 0.0;
    }
    let share = count as f64 / searched as f64;
    let checked = rule.forms.iter().any(Form::verified) || rule.forms.has(Form::Email);
    let (least, fewest) = match rule.kind {
        _ if checked => (0.005, 1),
        Kind::Mobile | Kind::Landline | Kind::Plate | Kind::Passport | Kind::TravelPermit | Kind::CaseNumber => {
            (0.02, 2)
        }
        _ => (0.1, 3),
    };
    if share >= least && count >= fewest.min(searched) { share } else { 0.0 }
}

fn level(scan: &ColumnScan, rule: &Rule) -> Grade {
    let told = precision(scan, rule);
    let listed = rule.at_precision.iter().find(|(precision, _)| Some(*precision) == told);
    listed.map_or(rule.level, |(_, level)| *level)
}

/// How finely the column tells places: the finest that a tenth of its places reach.
fn precision(scan: &ColumnScan, rule: &Rule) -> Option<Precision> {
    let told: u64 = scan.precisions.iter().sum();
    if rule.at_precision.is_empty() || told == 0 {
        return None;
    }
    let reaching = |precision: &Precision| scan.precisions.iter().skip(*precision as usize).sum::<u64>() * 10 >= told;
    Precision::ALL.into_iter().rfind(reaching)
}

fn finding(scan: &ColumnScan, of: &Judged<'_>, level: Grade, by_name: bool, by_value: bool) -> Finding {
    let confidence = match (by_value, by_name) {
        (true, true) => 0.9 + 0.1 * of.share,
        (true, false) => 0.5 + 0.3 * of.share + 0.2 * of.verified,
        (false, true) => 0.5,
        (false, false) => 0.4 + 0.4 * of.inside,
    };
    Finding {
        kind: of.rule.kind,
        share: of.share,
        by_name,
        by_value,
        verified: of.verified,
        inside: of.inside,
        confidence,
        precision: precision(scan, of.rule),
        moving: of.rule.column.moving.is_some(),
        rule: of.rule.name.clone(),
        category: of.rule.category.clone(),
        level,
    }
}
