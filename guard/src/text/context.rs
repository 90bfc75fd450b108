//! Words around a value that speak for or against it.

use super::span::{Candidate, Ground};
use crate::pack::TextRule;

/// How far before a value its context reaches, and behind it, in characters.
const BEFORE: usize = 18;
/// The same where all of that is Latin, whose words are longer.
const BEFORE_LATIN: usize = 32;
const BEHIND: usize = 6;
/// How far before it a word against it reaches.
const AGAINST: usize = 8;

/// The score of a candidate; `None` when its context says that it is something else. `lower` is the text in lower case.
pub(super) fn score(lower: &str, candidate: &Candidate, rule: &TextRule) -> Option<(f64, bool)> {
    let before = lower.get(..candidate.start).unwrap_or_default();
    let behind = lower.get(candidate.end..).unwrap_or_default();
    // What has no check digit needs its word in the same clause.
    let weak = candidate.ground != Ground::Verified && rule.score < super::LEAST_SCORE;
    let before = clause_before(before, weak);
    let behind = clause_behind(behind, weak);
    let near = last_characters(before, AGAINST);
    if candidate.ground != Ground::Label && rule.never.iter().any(|word| near.contains(word.as_str())) {
        return None;
    }
    if let Ground::Words(score) = candidate.ground {
        return Some((score, false));
    }
    if candidate.ground == Ground::Label {
        return Some((rule.with_context, true));
    }
    let latin = last_characters(before, BEFORE).is_ascii();
    let before = last_characters(before, if latin { BEFORE_LATIN } else { BEFORE });
    let end = behind.char_indices().nth(BEHIND).map_or(behind.len(), |(at, _)| at);
    let behind = behind.get(..end).unwrap_or_default();
    let spoken = rule.context.iter().any(|word| before.contains(word.as_str()) || behind.contains(word.as_str()));
    Some(if spoken { (rule.with_context, true) } else { (rule.score, false) })
}

fn ends(c: char, weak: bool) -> bool {
    matches!(c, '。' | '；' | '！' | '？' | '\n' | ';') || weak && matches!(c, '，' | ',')
}

fn clause_before(text: &str, weak: bool) -> &str {
    let last = text.char_indices().rev().take(60).find(|(_, c)| ends(*c, weak));
    last.and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or(text)
}

fn clause_behind(text: &str, weak: bool) -> &str {
    let first = text.char_indices().take(60).find(|(_, c)| ends(*c, weak));
    first.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

fn last_characters(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}
