//! Numbers and codes: runs of letters, digits and stars, alone or grouped by blanks, hyphens and brackets.

use super::machines;
use super::span::{Candidate, Ground};
use crate::pack::Pack;
use crate::recognise::{Form, FormSet, forms_of};

const WANTED: FormSet = FormSet::EMPTY
    .with(Form::IdNumber)
    .with(Form::ShortIdNumber)
    .with(Form::MaskedIdNumber)
    .with(Form::MisnumberedId)
    .with(Form::ResidencePermit)
    .with(Form::Mobile)
    .with(Form::Landline)
    .with(Form::ForeignTelephone)
    .with(Form::BankCard)
    .with(Form::MaskedBankCard)
    .with(Form::Uscc)
    .with(Form::MaskedUscc)
    .with(Form::OrgCode)
    .with(Form::TaxId)
    .with(Form::Vin);

/// What numbers of papers and quantities may still be.
const VERIFIED: FormSet =
    FormSet::EMPTY.with(Form::IdNumber).with(Form::ResidencePermit).with(Form::Uscc).with(Form::Vin);

/// Most runs one value is grouped into: 6222 0200 1111 2222 333 has five, a telephone with brackets and extension four.
const MOST_RUNS: usize = 7;
/// Longest value, in bytes.
const LONGEST: usize = 40;

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    let runs = runs(text.as_bytes());
    let mut at = 0;
    while at < runs.len() {
        at += longest(pack, text, runs.get(at..).unwrap_or_default(), out).max(1);
    }
}

/// Start and end of each run.
fn runs(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, byte) in bytes.iter().enumerate() {
        let within = byte.is_ascii_alphanumeric() || *byte == b'*';
        match (within, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| (from, bytes.len())));
    runs
}

/// Tries the first of `runs` with as many of those behind it as belong together, the longest first; how many were taken.
fn longest(pack: &Pack, text: &str, runs: &[(usize, usize)], out: &mut Vec<Candidate>) -> usize {
    let Some(&(first, first_end)) = runs.first() else { return 1 };
    let bytes = text.as_bytes();
    let joins = |pair: &[(usize, usize)]| match pair {
        [(_, end), (start, _)] => bytes.get(*end..*start).is_some_and(joins),
        _ => false,
    };
    let together = 1 + runs.windows(2).take(MOST_RUNS - 1).take_while(|pair| joins(pair)).count();
    let figures = |from: usize, to: usize| {
        bytes.get(from..to).unwrap_or_default().iter().filter(|b| b.is_ascii_digit() || **b == b'*').count()
    };
    for count in (1..=together).rev() {
        let Some(&(_, end)) = runs.get(count - 1) else { continue };
        // What is written with letters stands in one run, but for a hyphen in an organisation code.
        if end - first > LONGEST
            || figures(first, end) < 7
            || count > 2 && figures(first, first_end) < first_end - first
        {
            continue;
        }
        let start = with_prefix(bytes, first);
        let Some(value) = text.get(start..end) else { continue };
        let told = forms_of(value);
        let forms = told.within(WANTED);
        if forms.is_empty() && is_local(text, start, end, told) {
            machines::push(pack, (start, end), Form::LocalNumber, Ground::Label, out);
            return count;
        }
        let forms = if counts(text, start, end) { forms.within(VERIFIED) } else { forms };
        if forms.is_empty() || !grouped(value, forms) || !stands_alone(bytes, start, end, forms) {
            continue;
        }
        push(pack, (start, end), forms, out);
        return count;
    }
    1
}

/// 单位电话：87526273. A local number has no area code, so that the word before it must say what it is.
fn is_local(text: &str, start: usize, end: usize, forms: FormSet) -> bool {
    const SAID: [&str; 9] = ["电话", "传真", "座机", "固话", "话号码", "机号码", "话号", "tel", "fax"];
    if !forms.has(Form::LocalNumber) || forms.has(Form::ServiceNumber) || forms.has(Form::Date) {
        return false;
    }
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', ':', '：', '.', '为', '是']);
    let tail = before.get(before.floor_char_boundary(before.len().saturating_sub(12))..).unwrap_or_default();
    let lower = tail.to_ascii_lowercase();
    SAID.iter().any(|word| lower.ends_with(word)) && stands_alone(text.as_bytes(), start, end, FormSet::EMPTY)
}

/// Whether the number counts something: 第…, or a measure behind it.
fn counts(text: &str, start: usize, end: usize) -> bool {
    const MEASURES: [&str; 22] = [
        "千瓦时",
        "度电",
        "人次",
        "家次",
        "件次",
        "次访问",
        "次点击",
        "平方",
        "立方",
        "公里",
        "千米",
        "公斤",
        "千克",
        "吨",
        "元",
        "万元",
        "亿",
        "字节",
        "美元",
        "欧元",
        "条记录",
        "条数据",
    ];
    let before = text.get(..start).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default().trim_start();
    before.ends_with('第') || MEASURES.iter().any(|measure| behind.starts_with(measure))
}

/// A plus or an opening bracket before the digits belongs to a telephone number.
fn with_prefix(bytes: &[u8], first: usize) -> usize {
    let before = |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let start = if before(first) == Some(b'(') { first - 1 } else { first };
    match before(start) {
        Some(b'+') => start - 1,
        _ if start < first && !closes(bytes, first) => first,
        _ => start,
    }
}

fn closes(bytes: &[u8], from: usize) -> bool {
    let inside = bytes.get(from..).unwrap_or_default().iter().take(8).position(|b| !(b.is_ascii_digit() || *b == b'+'));
    inside.is_some_and(|at| bytes.get(from + at) == Some(&b')'))
}

fn joins(gap: &[u8]) -> bool {
    gap.len() <= 3 && gap.iter().all(|b| matches!(b, b' ' | b'-' | b'(' | b')' | b'+'))
}

/// Chance makes one of ten long numbers a card number, so blanks in it must fall as cards are printed.
fn grouped(value: &str, forms: FormSet) -> bool {
    if !forms.has(Form::BankCard) || !value.contains(' ') {
        return true;
    }
    let groups: Vec<usize> = value.split_ascii_whitespace().map(str::len).collect();
    match groups.split_last() {
        Some((last, rest)) => *last <= 4 && rest.iter().all(|group| *group == 4) || matches!(*groups, [6, 13 | 10]),
        None => false,
    }
}

/// Not the fraction of a decimal, not the tail of a longer code.
fn stands_alone(bytes: &[u8], start: usize, end: usize, forms: FormSet) -> bool {
    let at = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let (before, far_before) = (at(start.checked_sub(1)), at(start.checked_sub(2)));
    let (behind, far_behind) = (at(Some(end)), at(Some(end + 1)));
    let decimal = before == b'.' && far_before.is_ascii_digit() || behind == b'.' && far_behind.is_ascii_digit();
    let verified = forms.iter().any(Form::verified);
    let tail = matches!(before, b'-' | b'_' | b'#') && far_before.is_ascii_alphanumeric()
        || matches!(behind, b'-' | b'_') && far_behind.is_ascii_alphanumeric();
    !decimal && (verified || !tail)
}

fn push(pack: &Pack, place: (usize, usize), forms: FormSet, out: &mut Vec<Candidate>) {
    for form in forms.iter() {
        let ground = if form.verified() { Ground::Verified } else { Ground::Shape };
        machines::push(pack, place, form, ground, out);
    }
}
