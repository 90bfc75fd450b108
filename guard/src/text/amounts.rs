//! Dates and sums of money, which are personal only by their context: 出生, 月收入.

use std::sync::LazyLock;

use regex::Regex;

use super::machines::apart;
use super::span::{Candidate, Ground};
use crate::pack::Pack;
use crate::recognise::{Form, is_date};

static DATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2}|[01]\d[0-3]\d)|\d{1,2}/\d{1,2}/(?:19|20)\d{2}").ok()
});
static SUMS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[￥¥]?\d[\d,]*(?:\.\d+)?\s?(?:万|千|百|亿)?余?(?:元|块|RMB|CNY)").ok());

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    for (regex, form) in [(&DATES, Form::Date), (&SUMS, Form::Number)] {
        for found in regex.iter().flat_map(|regex| regex.find_iter(text)) {
            let dated = form != Form::Date || is_date(found.as_str());
            if !dated || !apart(text, found.start(), found.end()) {
                continue;
            }
            let (start, end) = (found.start(), found.end());
            let takers = pack.takers(form).iter().filter(|taker| taker.when_named);
            out.extend(takers.map(|taker| Candidate { start, end, rule: taker.rule, ground: Ground::Shape }));
        }
    }
}
