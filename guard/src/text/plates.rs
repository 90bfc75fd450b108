//! Plates 机动车号牌: the province's character leads to them.

use super::machines::{apart, push};
use super::span::{Candidate, Ground};
use crate::pack::Pack;
use crate::recognise::{Form, is_plate, is_province};

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    for (start, c) in text.char_indices() {
        if !is_province(c) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        // Province, letter, a dot or blank, five or six characters; the longest that is a plate.
        let ends = rest.char_indices().skip(6).take(4).map(|(at, _)| start + at).chain([text.len().min(start + 30)]);
        let ends: Vec<usize> =
            ends.filter(|end| text.get(start..*end).is_some_and(|t| t.chars().count() <= 9)).collect();
        let plate = |end: &&usize| {
            text.get(start..**end).is_some_and(|t| is_plate(t) && !t.ends_with(is_mark)) && apart(text, start, **end)
        };
        if let Some(end) = ends.iter().rev().find(plate) {
            push(pack, (start, *end), Form::Plate, Ground::Verified, out);
        }
    }
}

/// A mark or blank behind a plate is none of it.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '*' | '＊')
}
