//! `no-state-secrets` 涉密不入: what is marked secret is refused, wherever it comes from.

use crate::catalogue::register_in;

#[test]
fn what_is_marked_a_state_secret_is_not_even_written_down() {
    let refused = |place, article: &str| {
        register_in(place, |c| c.secret = true, &format!("refused refusal-state-secret {article}"));
    };
    refused("460000", "hainan-bigdata-2019#56");
    refused("330500", "huzhou-security-2020#2(3)");
    refused("130000", "hebei-informatization-2021#47");
    // No duty of Hunan's law speaks of it; it is refused there under that law all the same.
    refused("430000", "hunan-cybersecurity-2021#2");
}

#[test]
fn what_is_not_marked_is_written_down() {
    for place in ["460000", "330500", "130000", "430000"] {
        register_in(place, |_| {}, "dataset-registered");
    }
}
