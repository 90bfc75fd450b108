//! E-mail addresses, addresses of machines and pairs of coordinates.

use std::sync::LazyLock;

use regex::Regex;

use super::span::{Candidate, Ground};
use crate::pack::Pack;
use crate::recognise::{Form, forms_of, is_email};

static HARDWARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|(?-u:\b)[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}").ok()
});
static NETWORK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)[0-9a-f:.]*[:.][0-9a-f:.]*[0-9a-f:](?:/\d{1,3})?").ok());
static POINT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d{1,3}\.\d{3,15}(?:°?[EN]?)\s?[,，、 ]\s?\d{1,3}\.\d{3,15}").ok());

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    if text.contains('@') {
        emails(pack, text, out);
    }
    if text.contains(':') || text.contains('.') || text.contains('-') {
        whole(pack, text, HARDWARE.as_ref(), Form::Mac, out);
        networks(pack, text, out);
        whole(pack, text, POINT.as_ref(), Form::Coordinates, out);
    }
}

fn emails(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices('@') {
        let local = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-*".contains(*b);
        let host = |b: &&u8| b.is_ascii_alphanumeric() || b".-*".contains(*b);
        let length = bytes.get(..at).unwrap_or_default().iter().rev().take(64).take_while(local).count();
        let mut start = at - length;
        // A full stop or hyphen before an address is none of it.
        while bytes.get(start).is_some_and(|b| b".-*+%".contains(b)) && start < at {
            start += 1;
        }
        let mut end = at + 1 + bytes.get(at + 1..).unwrap_or_default().iter().take(190).take_while(host).count();
        while end > at && bytes.get(end - 1).is_some_and(|b| b".-".contains(b)) {
            end -= 1;
        }
        if text.get(start..end).is_some_and(is_email) {
            push(pack, (start, end), Form::Email, Ground::Verified, out);
        }
    }
}

fn networks(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    for found in NETWORK.iter().flat_map(|regex| regex.find_iter(text)) {
        let trimmed = found.as_str().trim_end_matches(['.', ':']);
        // Two colons alone are an address too, yet hardly meant so; :: at the end belongs to one.
        let kept = if found.as_str().ends_with("::") { found.as_str() } else { trimmed };
        // 10.1.2.3:8080: the port is none of the address.
        let kept = kept.split_once(':').filter(|(host, _)| host.contains('.')).map_or(kept, |(host, _)| host);
        // 10.1.2.3/32 is one machine, as 10.1.2.3 is; a shorter prefix tells the network.
        let kept = kept.strip_suffix("/32").or_else(|| kept.strip_suffix("/128")).unwrap_or(kept);
        let digits = kept.bytes().filter(u8::is_ascii_digit).count();
        let end = found.start() + kept.len();
        if digits > 0 && forms_of(kept).has(Form::Ip) && apart(text, announced(text, found.start()), end) {
            push(pack, (found.start(), end), Form::Ip, Ground::Verified, out);
        }
    }
}

/// 登录IP10.1.2.3: the word may touch the address; where it begins, or else the address.
fn announced(text: &str, start: usize) -> usize {
    let word = start.checked_sub(2).filter(|at| text.get(*at..start).is_some_and(|w| w.eq_ignore_ascii_case("ip")));
    word.unwrap_or(start)
}

fn whole(pack: &Pack, text: &str, regex: Option<&Regex>, form: Form, out: &mut Vec<Candidate>) {
    for found in regex.iter().flat_map(|regex| regex.find_iter(text)) {
        let plain: String = found.as_str().replace(['，', '、', ' '], ",").replace(",,", ",");
        if forms_of(&plain).has(form) && apart(text, found.start(), found.end()) {
            push(pack, (found.start(), found.end()), form, Ground::Verified, out);
        }
    }
}

/// Whether no letter or digit touches the value.
pub(super) fn apart(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let touches = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    !touches(start.checked_sub(1)) && !touches(Some(end))
}

pub(super) fn push(pack: &Pack, (start, end): (usize, usize), form: Form, ground: Ground, out: &mut Vec<Candidate>) {
    out.extend(pack.takers(form).iter().map(|taker| Candidate { start, end, rule: taker.rule, ground }));
}
