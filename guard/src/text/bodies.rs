//! Schools 院校 and employers 工作单位 a text ties to a person: 毕业于…, 就职于….

use base::Kind;

use super::span::{Candidate, Ground};
use super::words::Cut;
use crate::pack::Pack;
use crate::recognise::{Form, forms_of};

/// Most words of a body's name.
const MOST_WORDS: usize = 8;

pub(super) fn find(pack: &Pack, text: &str, words: &[Cut<'_>], out: &mut Vec<Candidate>) {
    for (rule, of) in pack.rules().iter().enumerate() {
        let form = match of.kind {
            Kind::School => Form::School,
            Kind::Employer => Form::Body,
            _ => continue,
        };
        for word in of.text.iter().flat_map(|with| &with.context) {
            for (at, _) in text.match_indices(word.as_str()) {
                let found = body_behind(text, words, at + word.len(), form);
                out.extend(found.map(|(start, end)| Candidate { start, end, rule, ground: Ground::Words(0.85) }));
            }
        }
    }
}

/// The body whose name follows, to its last ending within the clause.
fn body_behind(text: &str, words: &[Cut<'_>], from: usize, form: Form) -> Option<(usize, usize)> {
    let mut following = words.iter().skip_while(|word| word.end <= from).peekable();
    while following.peek().is_some_and(|word| matches!(word.text, "：" | ":" | "于" | "在" | "为" | "是" | " " | "了"))
    {
        following.next();
    }
    let start = following.peek()?.start.max(from);
    let name =
        |word: &&Cut<'_>| word.text.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '（' | '）' | '·'));
    let ends: Vec<usize> = following.take_while(name).take(MOST_WORDS).map(|word| word.end).collect();
    let body = |end: &&usize| text.get(start..**end).is_some_and(|name| forms_of(name).has(form));
    let first = ends.iter().position(|end| body(&end))?;
    // 湖南师范大学附属中学: another ending right behind the first belongs to the same name.
    let further = ends.iter().enumerate().skip(first).take(3).rfind(|(_, end)| body(end));
    further.map(|(_, end)| (start, *end))
}
