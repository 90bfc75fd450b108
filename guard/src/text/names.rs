//! Names of persons 姓名 in running text: surnames, how common a character is in given names, the words around, and how
//! the segmenter cuts. Each speaks for or against a candidate; what is left above the threshold is proposed.

use base::Kind;

use super::span::{Candidate, Ground};
use super::words::{Cut, is_listed};
use crate::pack::Pack;
use crate::recognise::{is_compound_surname, is_place_name, is_surname};

mod abroad;
mod led;
mod lists;
mod things;

use abroad::ABROAD;
use lists::{
    BEFORE, BEHIND, COMMON, GIVEN, NEVER_GIVEN, NO_SURNAMES_ALONE, NOT_PEOPLE_BEHIND, PLAIN_COMPOUND, TITLES_BEFORE,
    TITLES_BEHIND, TRANSCRIBED,
};

/// Least weight of evidence for a name.
const LEAST: f64 = 0.9;

pub(super) fn find(pack: &Pack, text: &str, words: &[Cut<'_>], out: &mut Vec<Candidate>) {
    let Some(rule) = pack.rules().iter().position(|rule| rule.kind == Kind::Name && rule.text.is_some()) else {
        return;
    };
    introduced(text, rule, out);
    led::find(text, rule, out);
    let mut at = 0;
    while let Some((first, rest)) = words.get(at..).and_then(|rest| Some((rest.first()?, rest))) {
        let weighed = candidates(rest).into_iter().chain(transcribed(rest));
        let weighed = weighed.map(|(count, end)| (evidence(text, rest, first.start, end, count), end, count));
        let best = weighed.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(weight, ..)| *weight >= LEAST);
        if let Some((weight, end, count)) = best {
            let ground = Ground::Words((0.52 + weight / 10.0).min(0.95));
            out.push(Candidate { start: first.start, end, rule, ground });
            at += count;
        } else {
            within(first, rule, out);
            at += 1;
        }
    }
}

/// 邓小平理论: the dictionary lists words that begin with a name it lists as well.
fn within(word: &Cut<'_>, rule: usize, out: &mut Vec<Candidate>) {
    if word.speech != "nr" || !word.listed || word.characters < 4 {
        return;
    }
    let length: usize = word.text.chars().take(3).map(char::len_utf8).sum();
    if word.text.get(..length).is_some_and(|name| is_listed(name) && is_built_as_name(name)) {
        out.push(Candidate { start: word.start, end: word.start + length, rule, ground: Ground::Words(0.6) });
    }
}

/// Names right behind a word that announces one, by their characters: the segmenter may cut 叫上 from 我叫上官航.
fn introduced(text: &str, rule: usize, out: &mut Vec<Candidate>) {
    for word in BEFORE {
        for (at, _) in text.match_indices(word) {
            let from = at + word.len();
            let rest = text.get(from..).unwrap_or_default();
            let name = rest.trim_start_matches([' ', '：', ':', '是', '为', '叫', '“', '"']);
            let start = text.len() - name.len();
            if let Some(length) = name_length(name)
                .filter(|length| start > from || ends_clause(name, *length) || is_clearly(name, *length))
            {
                out.push(Candidate { start, end: start + length, rule, ground: Ground::Words(0.9) });
            }
        }
    }
}

/// Bytes of the name a text begins with: a surname and one or two characters.
fn name_length(text: &str) -> Option<usize> {
    let han: Vec<char> = text.chars().take_while(|c| is_han(*c)).take(5).collect();
    let two: String = han.iter().take(2).collect();
    let surname = if is_compound_surname(&two) { 2 } else { usize::from(han.first().is_some_and(|c| is_surname(*c))) };
    let bytes = |count: usize| han.iter().take(count).map(|c| c.len_utf8()).sum::<usize>();
    let given = han.len().saturating_sub(surname);
    if surname == 0
        || given == 0
        || is_place_name(&two)
        || han.iter().take(surname + 2).any(|c| NEVER_GIVEN.contains(c)) && given > 2
    {
        return None;
    }
    if given <= 2 {
        let name = text.get(..bytes(han.len()))?;
        // 申请人：单位 is a word; 我叫黄洋 a name, though the dictionary lists it.
        let named = given + surname > 2 || !is_listed(name) || is_built_as_name(name);
        return named.then_some(name.len());
    }
    // Two characters unless the second begins a word with what follows.
    let next: String = han.iter().skip(surname + 1).take(2).collect();
    Some(bytes(surname + if is_listed(&next) { 1 } else { 2 }))
}

/// 申请执行人余国秀申请…: built as names are, and no word begins with the surname, as one does in 申请人应当….
fn is_clearly(text: &str, length: usize) -> bool {
    let name = text.get(..length).unwrap_or_default();
    let two: String = name.chars().take(2).collect();
    name.chars().count() == 3 && is_built_as_name(name) && !is_listed(&two)
}

fn ends_clause(text: &str, length: usize) -> bool {
    let behind = text.get(length..).unwrap_or_default();
    !behind.starts_with(is_han) || TITLES_BEHIND.iter().chain(&BEHIND).any(|word| behind.starts_with(word))
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
    if is_compound_surname(&two) { 2 } else { usize::from(is_surname(initial)) }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Names of other tongues: 克林顿, 何塞·米格尔·因苏尔萨. Words of the characters foreign names are written with, and
/// whatever a middle dot joins.
fn transcribed(words: &[Cut<'_>]) -> Option<(usize, usize)> {
    let foreign = |word: &Cut<'_>| word.text.chars().all(|c| TRANSCRIBED.contains(&c));
    let nowhere = |word: &&Cut<'_>| !matches!(word.speech, "ns" | "nt" | "nz");
    let first = words.first().filter(|word| word.text.chars().all(is_han)).filter(nowhere)?;
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
        } else if foreign(next)
            && (pure || dotted)
            && !(next.listed && next.characters > 1 && next.speech != "nr" && next.speech != "nrt")
        {
            characters += next.characters;
            count += 1;
            end = next.end;
        } else {
            break;
        }
        pure = pure && words.get(count - 1).is_some_and(foreign);
    }
    let long = dotted || pure && characters >= 3 || first.speech == "nrt" && count == 1 && characters >= 3;
    long.then_some((count, end))
}

/// What speaks for a name from `start` to `end`, taking `count` words: above [`LEAST`] it is one.
fn evidence(text: &str, words: &[Cut<'_>], start: usize, end: usize, count: usize) -> f64 {
    let Some(name) = text.get(start..end) else { return 0.0 };
    let pure = name.chars().all(|c| TRANSCRIBED.contains(&c));
    let never = || name.chars().any(|c| NEVER_GIVEN.contains(&c));
    if things::names_a_thing(name) {
        return 0.0;
    }
    if is_place_name(name) || ABROAD.iter().any(|place| name.contains(place)) || !pure && !name.contains('·') && never()
    {
        return 0.0;
    }
    let compound = name.get(..6).filter(|two| PLAIN_COMPOUND.contains(two));
    // 王经理, 张女士: a surname alone tells nobody.
    let surname = compound.map_or_else(|| name.chars().next().map_or(0, char::len_utf8), str::len);
    let title = name.get(surname..).unwrap_or_default();
    let titled = TITLES_BEFORE.contains(&title) || TITLES_BEHIND.contains(&title) && title != "某";
    let role = titled || BEFORE.contains(&name) || TITLES_BEFORE.contains(&name);
    if role {
        return 0.0;
    }
    let around = around(text, start, end);
    if name.contains(['·', '•', '・']) {
        return if words.first().is_some_and(|word| word.speech == "ns") { 0.0 } else { 2.0 + around };
    }
    let own = if pure && count > 1 && end - start >= 12 {
        0.6
    } else if count == 1 {
        single(words.first())
    } else {
        joined(words.get(..count).unwrap_or_default())
    };
    let own_shape = shape(name);
    // The dictionary knows it for a foreign name, whatever characters it is written with.
    let known = count == 1 && words.first().is_some_and(|word| word.speech == "nrt");
    let rare = if compound.is_some() { 0.5 } else { 0.0 };
    own + if known { own_shape.max(0.3) } else { own_shape } + around + rare
}

/// One word of the segmenter. The dictionary calls many a word of two characters a name.
fn single(word: Option<&Cut<'_>>) -> f64 {
    let Some(word) = word else { return 0.0 };
    match (word.listed, word.speech, word.characters) {
        (true, "nr", 3..) if is_built_as_name(word.text) => 0.7,
        (true, "nr", 3..) => 0.1,
        (true, "nr", _) => -0.1,
        (true, "nrt", _) => 0.5,
        (true, _, 3) if is_built_as_name(word.text) => -0.1,
        (true, ..) => -3.0,
        (false, "nr" | "nrt", _) => 0.7,
        (false, ..) => 0.4,
    }
}

/// A common surname and two characters of given names.
fn is_built_as_name(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(|c| COMMON.contains(&c)) && characters.all(|c| GIVEN.contains(&c))
}

/// Several words of the segmenter: a surname alone and characters it could not place.
fn joined(words: &[Cut<'_>]) -> f64 {
    let Some((first, rest)) = words.split_first() else { return 0.0 };
    let mut weight = if first.characters == 1 || !first.listed { 0.3 } else { -0.2 };
    if first.characters == 1 && NO_SURNAMES_ALONE.contains(&first.text.chars().next().unwrap_or(' ')) {
        weight -= 0.6;
    }
    for word in rest {
        weight += match (word.characters, word.listed, word.speech) {
            (1, _, "v" | "m") => -0.1,
            (1, ..) => 0.1,
            (_, true, "nr") => 0.4,
            (_, true, _) if word.text.chars().all(|c| GIVEN.contains(&c)) => -0.2,
            (_, true, _) => -0.7,
            (_, false, _) => 0.3,
        };
    }
    weight
}

/// How the characters themselves speak.
fn shape(name: &str) -> f64 {
    let mut characters = name.chars();
    let first = characters.next().unwrap_or(' ');
    let compound = is_compound_surname(&name.chars().take(2).collect::<String>());
    let given: Vec<char> = if compound { name.chars().skip(2).collect() } else { characters.collect() };
    if !is_surname(first) && !compound {
        let pure = name.chars().all(|c| TRANSCRIBED.contains(&c));
        return if pure { 0.4 } else { -1.0 };
    }
    let common = given.iter().filter(|c| GIVEN.contains(c)).count() as f64 / given.len().max(1) as f64;
    let length = if given.len() == 2 { 0.2 } else { -0.1 };
    let surname = if compound || COMMON.contains(&first) { 0.2 } else { -0.3 };
    common * 0.8 - 0.4 + length + surname
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
    } else if before.is_empty() || before.ends_with(['，', '。', '、', '；', '“', '”', '(', '《', '\n', '！', '？'])
    {
        weight += 0.25;
    }
    if TITLES_BEHIND.iter().any(|word| behind.starts_with(word)) {
        weight += 0.7;
    } else if BEHIND.iter().any(|word| behind.starts_with(word)) {
        weight += 0.4;
    } else if behind.is_empty() || behind.starts_with(['，', '。', '、', '；', ')', '(', '\n', '：', '”']) {
        weight += 0.25;
    }
    if !is_surname(text.get(start..).and_then(|name| name.chars().next()).unwrap_or(' '))
        && NOT_PEOPLE_BEHIND.iter().any(|word| behind.starts_with(word))
    {
        weight -= 1.0;
    }
    // 张少|农: a character given names are written with, and none a sentence goes on with.
    let mut next = behind.chars();
    let titled = TITLES_BEHIND.iter().any(|word| behind.starts_with(word));
    if end - start == 6
        && !titled
        && next.next().is_some_and(|c| GIVEN.contains(&c) && !BEHIND.contains(&c.to_string().as_str()))
    {
        weight -= 0.3;
    }
    weight
}
