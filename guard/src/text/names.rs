//! Names of persons 姓名 in running text: surnames, how common a character is in given names, the words around, and how
//! the segmenter cuts. Each speaks for or against a candidate; what is left above the threshold is proposed.

use base::Kind;

use super::span::{Candidate, Ground};
use super::words::{Cut, is_listed};
use crate::pack::Pack;
use crate::recognise::{is_compound_surname, is_place_name, is_surname};

mod lists;

use lists::{
    BEFORE, BEHIND, GIVEN, NEVER_GIVEN, NO_SURNAMES_ALONE, TITLES_BEFORE, TITLES_BEHIND, TRANSCRIBED,
};

/// Least weight of evidence for a name.
const LEAST: f64 = 1.0;

pub(super) fn find(pack: &Pack, text: &str, words: &[Cut<'_>], out: &mut Vec<Candidate>) {
    let Some(rule) = pack.rules().iter().position(|rule| rule.kind == Kind::Name && rule.text.is_some()) else { return };
    let mut at = 0;
    while at < words.len() {
        let rest = words.get(at..).unwrap_or_default();
        let best = candidates(rest).into_iter().chain(transcribed(rest)).map(|(count, part)| {
            let (start, end) = (rest.first().map_or(0, |word| word.start), part);
            (evidence(text, rest, start, end, count), end, count)
        });
        let best = best.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(weight, ..)| *weight >= LEAST);
        match best {
            Some((weight, end, count)) => {
                let start = rest.first().map_or(0, |word| word.start);
                let score = (0.5 + weight / 10.0).min(0.95);
                out.push(Candidate { start, end, rule, ground: Ground::Words(score) });
                at += count;
            }
            None => at += 1,
        }
    }
}

/// Ends of Chinese names that may begin with the first word: how many words they take, and the last byte.
fn candidates(words: &[Cut<'_>]) -> Vec<(usize, usize)> {
    let Some(first) = words.first() else { return Vec::new() };
    let surname = surname_length(first, words.get(1));
    if surname == 0 {
        return Vec::new();
    }
    let start = first.start;
    let mut found = Vec::new();
    let mut characters = 0;
    for (count, word) in words.iter().enumerate().take(4) {
        if !word.text.chars().all(is_han) {
            break;
        }
        characters += word.characters;
        if characters > surname + 2 {
            break;
        }
        if characters > surname && word.end > start {
            found.push((count + 1, word.end));
        }
    }
    found
}

/// Characters of the surname the first word begins with; 0 for none.
fn surname_length(first: &Cut<'_>, second: Option<&Cut<'_>>) -> usize {
    let Some(initial) = first.text.chars().next() else { return 0 };
    let two: String = first.text.chars().chain(second.iter().flat_map(|word| word.text.chars())).take(2).collect();
    if is_compound_surname(&two) {
        2
    } else {
        usize::from(is_surname(initial))
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Names of other tongues: 克林顿, 何塞·米格尔·因苏尔萨. Words of the characters foreign names are written with, and
/// whatever a middle dot joins.
fn transcribed(words: &[Cut<'_>]) -> Option<(usize, usize)> {
    let foreign = |word: &Cut<'_>| word.text.chars().all(|c| TRANSCRIBED.contains(&c));
    let first = words.first().filter(|word| word.text.chars().all(is_han))?;
    let mut count = 1;
    let mut end = first.end;
    let mut dotted = false;
    let mut characters = first.characters;
    let mut pure = foreign(first);
    while let Some(next) = words.get(count) {
        let dot = matches!(next.text, "·" | "•" | "・");
        let joined = dot && words.get(count + 1).is_some_and(|word| word.text.chars().all(is_han));
        if joined {
            dotted = true;
            count += 2;
            end = words.get(count - 1).map_or(end, |word| word.end);
        } else if foreign(next) && (pure || dotted) && !(next.listed && next.characters > 1 && next.speech != "nr" && next.speech != "nrt") {
            characters += next.characters;
            count += 1;
            end = next.end;
        } else {
            break;
        }
        pure = pure && words.get(count - 1).is_some_and(|word| foreign(word));
    }
    let long = dotted || pure && characters >= 3 || first.speech == "nrt" && count == 1 && characters >= 3;
    long.then_some((count, end))
}

/// What speaks for a name from `start` to `end`, taking `count` words: above [`LEAST`] it is one.
fn evidence(text: &str, words: &[Cut<'_>], start: usize, end: usize, count: usize) -> f64 {
    let Some(name) = text.get(start..end) else { return 0.0 };
    if is_place_name(name) || name.chars().any(|c| NEVER_GIVEN.contains(&c)) && !name.contains('·') {
        return 0.0;
    }
    let around = around(text, start, end);
    if name.contains(['·', '•', '・']) {
        return if words.first().is_some_and(|word| word.speech == "ns") { 0.0 } else { 2.0 + around };
    }
    let own = if count == 1 { single(words.first()) } else { joined(words.get(..count).unwrap_or_default()) };
    own + shape(name) + around
}

/// One word of the segmenter.
fn single(word: Option<&Cut<'_>>) -> f64 {
    let Some(word) = word else { return 0.0 };
    match (word.listed, word.speech) {
        (true, "nr") => 0.7,
        (true, "nrt") => 1.2,
        (false, "nr" | "nrt") => 0.8,
        (true, _) => -3.0,
        (false, _) => 0.4,
    }
}

/// Several words of the segmenter: a surname alone and characters it could not place.
fn joined(words: &[Cut<'_>]) -> f64 {
    let Some((first, rest)) = words.split_first() else { return 0.0 };
    let mut weight = if first.characters == 1 { 0.3 } else { 0.0 };
    if first.characters == 1 && NO_SURNAMES_ALONE.contains(&first.text.chars().next().unwrap_or(' ')) {
        weight -= 0.6;
    }
    for word in rest {
        weight += match (word.characters, word.listed, word.speech) {
            (1, _, "v" | "m") => -0.3,
            (1, ..) => 0.1,
            (_, true, "nr") => 0.4,
            (_, true, _) => -0.5,
            (_, false, _) => 0.3,
        };
    }
    weight
}

/// How the characters themselves speak.
fn shape(name: &str) -> f64 {
    let mut characters = name.chars();
    let first = characters.next().unwrap_or(' ');
    let given: Vec<char> = if is_compound_surname(&name.chars().take(2).collect::<String>()) {
        name.chars().skip(2).collect()
    } else {
        characters.collect()
    };
    if !is_surname(first) {
        let pure = name.chars().all(|c| TRANSCRIBED.contains(&c));
        return if pure { 0.4 } else { -1.0 };
    }
    let common = given.iter().filter(|c| GIVEN.contains(c)).count() as f64 / given.len().max(1) as f64;
    let length = if given.len() == 2 { 0.2 } else { -0.1 };
    common * 0.8 - 0.4 + length
}

/// How the words before and behind speak.
fn around(text: &str, start: usize, end: usize) -> f64 {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '：', ':']);
    let behind = text.get(end..).unwrap_or_default();
    let mut weight = 0.0;
    if BEFORE.iter().any(|word| before.ends_with(word)) {
        weight += 1.2;
    } else if TITLES_BEFORE.iter().any(|word| before.ends_with(word)) {
        weight += 0.5;
    } else if before.is_empty() || before.ends_with(['，', '。', '、', '；', '“', '”', '(', '《', '\n', '！', '？']) {
        weight += 0.25;
    }
    if TITLES_BEHIND.iter().any(|word| behind.starts_with(word)) {
        weight += 0.7;
    } else if BEHIND.iter().any(|word| behind.starts_with(word)) {
        weight += 0.4;
    } else if behind.is_empty() || behind.starts_with(['，', '。', '、', '；', ')', '(', '\n', '：', '”']) {
        weight += 0.25;
    }
    if is_listed(&behind.chars().take(2).collect::<String>()) {
        weight += 0.1;
    }
    weight
}
