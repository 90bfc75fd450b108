use base::Message;

use super::span::{Candidate, Ground, Span};
use super::{
    LEAST_SCORE, LONGEST_TEXT, amounts, bodies, context, illness, labelled, machines, names, patterns, places, plates,
    runs, shadow::Shadow, words,
};
use crate::pack::Pack;
use crate::recognise::KindSet;

/// Longest piece searched at once, in bytes; pieces end at line ends or full stops where there are any.
const PIECE: usize = 1 << 14;

/// Finds personal information in a text by the national pack. Spans are in bytes, in order, and do not overlap.
pub fn scan_text(text: &str) -> Vec<Span> {
    scan_text_by(&Pack::national(), text)
}

/// The same by another pack.
pub fn scan_text_by(pack: &Pack, text: &str) -> Vec<Span> {
    let text = text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or_default();
    let mut spans = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let piece = piece(rest);
        let found = search(pack, piece, true);
        spans.extend(found.into_iter().map(|span| Span { start: span.start + start, end: span.end + start, ..span }));
        start += piece.len();
    }
    spans
}

/// The kinds a text holds inside; names of people and bodies only where `names` asks for them, because words must be
/// cut for that.
pub(crate) fn kinds_inside(pack: &Pack, text: &str, names: bool) -> KindSet {
    search(pack, text, names).iter().fold(KindSet::EMPTY, |set, span| set.with(span.kind))
}

fn piece(rest: &str) -> &str {
    if rest.len() <= PIECE {
        return rest;
    }
    let most = rest.get(..rest.floor_char_boundary(PIECE)).unwrap_or(rest);
    let end = most.rfind(['\n', '。', '.']).filter(|at| *at > PIECE / 2);
    let end = end.and_then(|at| most.get(at..)?.chars().next().map(|c| at + c.len_utf8())).unwrap_or(most.len());
    most.get(..end).unwrap_or(most)
}

fn search(pack: &Pack, text: &str, names: bool) -> Vec<Span> {
    let shadow = Shadow::of(text);
    let lower = shadow.text.to_ascii_lowercase();
    let mut candidates = Vec::new();
    structured(pack, &shadow.text, &lower, &mut candidates);
    if names && !shadow.text.is_ascii() {
        let cut = words::cut(&shadow.text);
        names::find(pack, &shadow.text, &cut, &mut candidates);
        places::find(pack, &shadow.text, &mut candidates);
        bodies::find(pack, &shadow.text, &cut, &mut candidates);
        illness::find(pack, &shadow.text, &cut, &mut candidates);
    }
    settle(pack, &lower, &candidates)
        .into_iter()
        .map(|span| Span { start: shadow.origin(span.start), end: shadow.origin(span.end), ..span })
        .collect()
}

fn structured(pack: &Pack, text: &str, lower: &str, out: &mut Vec<Candidate>) {
    if text.bytes().any(|b| b.is_ascii_digit() || b == b'*' || b == b':') {
        runs::find(pack, text, out);
        machines::find(pack, text, out);
        patterns::find(pack, text, out);
        amounts::find(pack, text, out);
        if !text.is_ascii() {
            plates::find(pack, text, out);
        }
    } else if text.contains(['@', '-', '.']) {
        machines::find(pack, text, out);
    }
    if text.bytes().any(|b| b.is_ascii_alphanumeric()) {
        labelled::find(pack, text, lower, out);
    }
}

/// Weighs the candidates; where two overlap, the surer stays, or the longer of two as sure.
fn settle(pack: &Pack, lower: &str, candidates: &[Candidate]) -> Vec<Span> {
    let mut spans: Vec<Span> = candidates.iter().filter_map(|candidate| weigh(pack, lower, candidate)).collect();
    spans.sort_by(|one, other| {
        let length = |span: &Span| span.end - span.start;
        other.score.total_cmp(&one.score).then_with(|| length(other).cmp(&length(one)))
    });
    let mut kept: Vec<Span> = Vec::new();
    for span in spans {
        if !kept.iter().any(|other| span.start < other.end && other.start < span.end) {
            kept.push(span);
        }
    }
    kept.sort_by_key(|span| span.start);
    kept
}

fn weigh(pack: &Pack, lower: &str, candidate: &Candidate) -> Option<Span> {
    let rule = pack.rule(candidate.rule)?;
    let (score, spoken) = context::score(lower, candidate, rule.text.as_ref()?)?;
    if score < LEAST_SCORE {
        return None;
    }
    let mut why = vec![Message::new(candidate.ground.key()).with("kind", rule.kind.word()).with("rule", &rule.name)];
    if spoken && candidate.ground != Ground::Label {
        why.push(Message::new("text-reason-context").with("kind", rule.kind.word()));
    }
    Some(Span { start: candidate.start, end: candidate.end, kind: rule.kind, score, why })
}
