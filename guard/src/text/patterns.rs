//! The patterns rule packs bring.

use super::machines::apart;
use super::span::{Candidate, Ground};
use crate::pack::Pack;

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    for (rule, of) in pack.rules().iter().enumerate() {
        let Some(with) = &of.text else { continue };
        for found in with.patterns.iter().flat_map(|regex| regex.find_iter(text)) {
            let (start, end) = (found.start(), found.end());
            if start < end && apart(text, start, end) && of.check.is_none_or(|check| check.holds(found.as_str())) {
                let ground = if of.check.is_some() { Ground::Verified } else { Ground::Shape };
                out.push(Candidate { start, end, rule, ground });
            }
        }
    }
}
