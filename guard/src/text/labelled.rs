//! Values of no form of their own behind a word that announces them: 密码：…, 微信号 ….

use super::span::{Candidate, Ground};
use crate::pack::Pack;

/// Shortest and longest of such values, in bytes.
const SHORTEST: usize = 3;
const LONGEST: usize = 64;

/// `lower` is the text in lower case, byte for byte.
pub(super) fn find(pack: &Pack, text: &str, lower: &str, out: &mut Vec<Candidate>) {
    for (rule, of) in pack.rules().iter().enumerate() {
        let Some(with) = &of.text else { continue };
        for label in &with.labels {
            for (at, _) in lower.match_indices(label.as_str()) {
                if label.is_ascii() && at > 0 && lower.as_bytes().get(at - 1).is_some_and(u8::is_ascii_alphanumeric) {
                    continue;
                }
                if let Some((start, end)) = value_behind(text, at + label.len(), label.is_ascii()) {
                    out.push(Candidate { start, end, rule, ground: Ground::Label });
                }
            }
        }
    }
}

/// The value behind a colon, an equals sign, 为 or 是, or a blank; letters, digits and marks of passwords. Behind a
/// Latin word and a blank, a word of letters is the next word: login success.
fn value_behind(text: &str, from: usize, latin: bool) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let announced = rest.trim_start_matches([' ', '号', '码']);
    let bare = latin && announced.starts_with(|c: char| c.is_ascii_alphanumeric()) && !announced.starts_with("is ");
    let value = announced
        .strip_prefix([':', '：', '=', '为', '是'])
        .or_else(|| announced.strip_prefix("is "))
        .or_else(|| (announced.len() < rest.len()).then_some(announced))
        .or_else(|| announced.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(announced))?;
    let value = value.trim_start_matches([' ', '"', '\'', '“', ':', '：']);
    let start = text.len() - value.len();
    let length = value.bytes().take_while(|b| b.is_ascii_graphic() && !b",;\"'()<>".contains(b)).count();
    let value = value.get(..length)?.trim_end_matches(['.', ':', '?']);
    let word = bare && value.bytes().all(|b| b.is_ascii_alphabetic());
    let telling = value.bytes().any(|b| b.is_ascii_digit()) || value.len() >= 5 && !word;
    ((SHORTEST..=LONGEST).contains(&value.len()) && telling).then_some((start, start + value.len()))
}
