//! Diseases 疾病 in running text.

use base::Kind;

use super::span::{Candidate, Ground};
use super::words::Cut;
use crate::pack::Pack;
use crate::recognise::{Form, forms_of};

/// Words that a disease's name is built of before its ending: 急性, 2型, 左侧, 原发性.
const MOST_WORDS: usize = 4;

pub(super) fn find(pack: &Pack, text: &str, words: &[Cut<'_>], out: &mut Vec<Candidate>) {
    let Some(rule) = pack.rules().iter().position(|rule| rule.kind == Kind::Disease && rule.text.is_some()) else {
        return;
    };
    for (at, word) in words.iter().enumerate() {
        if word.characters < 2 || !forms_of(word.text).has(Form::Disease) {
            continue;
        }
        let before = words.get(at.saturating_sub(MOST_WORDS)..at).unwrap_or_default();
        let start =
            before.iter().rev().take_while(|word| qualifies(word.text)).last().map_or(word.start, |word| word.start);
        if text.get(start..word.end).is_some() {
            // Alone, a disease is a topic; with 诊断 or 患 beside it, somebody's.
            out.push(Candidate { start, end: word.end, rule, ground: Ground::Shape });
        }
    }
}

fn qualifies(word: &str) -> bool {
    const ENDINGS: [&str; 12] = ["性", "型", "期", "级", "侧", "急", "慢", "左", "右", "双", "多发", "度"];
    ENDINGS.iter().any(|ending| word.ends_with(ending)) || word.bytes().all(|b| b.is_ascii_digit())
}
