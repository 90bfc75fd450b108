//! Names a small word leads in: 请张建军于三日内…, 因李文博拖欠…. The segmenter takes the small word for a surname, or
//! cuts rare names apart; what stands before and behind them tells.

use super::super::span::{Candidate, Ground};
use super::super::words::is_listed;
use super::lists::{COMMON, GIVEN, GOES_ON, LEADING, NEVER_GIVEN};
use super::{is_built_as_name, is_han};
use crate::recognise::{is_compound_surname, is_place_name, is_surname};

pub(super) fn find(text: &str, rule: usize, out: &mut Vec<Candidate>) {
    for word in LEADING {
        for (at, _) in text.match_indices(word) {
            let start = at + word.len();
            let within = ends_a_word(text, at, start);
            if let Some(length) = text.get(start..).and_then(|rest| name_length(rest, within)) {
                out.push(Candidate { start, end: start + length, rule, ground: Ground::Words(0.9) });
            }
        }
    }
}

/// 原因, 理由, 申请: the small word belongs to the one before it, so that the name must be plain to see.
fn ends_a_word(text: &str, at: usize, end: usize) -> bool {
    // 本案由…: the case, and then the word; 案由 alone is one.
    const POINTED_AT: [&str; 5] = ["本案", "该案", "此案", "此事", "该事"];
    let head = text.get(..at).unwrap_or_default();
    if POINTED_AT.iter().any(|word| head.ends_with(word)) {
        return false;
    }
    head.char_indices().next_back().and_then(|(from, _)| text.get(from..end)).is_some_and(is_listed)
}

/// Bytes of the name, the longer first, that a sentence goes on behind.
fn name_length(text: &str, plain: bool) -> Option<usize> {
    let han: Vec<char> = text.chars().take(4).take_while(|c| is_han(*c)).collect();
    let two: String = han.iter().take(2).collect();
    let surname = if is_compound_surname(&two) { 2 } else { 1 };
    if surname == 1 && !han.first().is_some_and(|c| is_surname(*c)) {
        return None;
    }
    let fits = |given: &usize| {
        let name: String = han.iter().take(surname + given).collect();
        let behind = text.get(name.len()..).unwrap_or_default();
        (!plain || *given == 2 && is_built_as_name(&name))
            && han.len() >= surname + given
            && GOES_ON.iter().any(|word| behind.starts_with(word))
            && is_name(&name, surname)
            && !(*given == 2 && runs_on(&name, behind))
    };
    let given = [2, 1].into_iter().find(fits)?;
    Some(han.iter().take(surname + given).map(|c| c.len_utf8()).sum())
}

/// 陆毅拖|欠: the last character begins a word with the one behind it.
fn runs_on(name: &str, behind: &str) -> bool {
    let word: String = name.chars().next_back().into_iter().chain(behind.chars().next()).collect();
    is_listed(&word)
}

/// Characters of a given name behind a surname that begins no word with them: 因车位不足, 因路灯不亮 name nobody.
fn is_name(name: &str, surname: usize) -> bool {
    let two: String = name.chars().take(2).collect();
    let given: String = name.chars().skip(surname).collect();
    if is_place_name(name) || is_place_name(&two) || given.chars().any(|c| NEVER_GIVEN.contains(&c)) {
        return false;
    }
    let common = surname == 2 || name.chars().next().is_some_and(|c| COMMON.contains(&c));
    let given_fits = given.chars().all(|c| GIVEN.contains(&c));
    match given.chars().count() {
        1 => surname == 2 || common && given_fits && !is_listed(name),
        _ if surname == 2 => true,
        _ => !is_listed(&two) && (is_built_as_name(name) || !is_listed(name) && (common || given_fits)),
    }
}
