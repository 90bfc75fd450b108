use std::collections::BTreeMap;

use domain::agreement::Channel;
use domain::credential::CredentialKind;
use domain::watch::{ACCOUNTS, Hit, Memory, Watch};
use proptest::prelude::*;

use super::log::{Log, Reading};

#[derive(Debug, Clone)]
enum Line {
    Page(u8, u64),
    Key(u8, bool),
    Export(u8, u64),
    Refused(u8, u64),
    Session(u8),
    Token(u8, i64),
    Wait(i64),
}

fn line() -> impl Strategy<Value = Line> {
    let account = 0..4_u8;
    prop_oneof![
        (account.clone(), 0..400_000_u64).prop_map(|(account, rows)| Line::Page(account, rows)),
        (account.clone(), any::<bool>()).prop_map(|(account, found)| Line::Key(account, found)),
        (account.clone(), 0..3000_u64).prop_map(|(account, rows)| Line::Export(account, rows)),
        (account.clone(), 1..40_u64).prop_map(|(account, count)| Line::Refused(account, count)),
        account.clone().prop_map(Line::Session),
        (account, 1..60_i64).prop_map(|(account, days)| Line::Token(account, days)),
        (0..4000_i64).prop_map(Line::Wait),
    ]
}

fn written(lines: &[Line]) -> Log {
    let mut log = Log::new();
    log.granted("agr-1", "2026-03-12");
    for line in lines {
        let name = |account: &u8| format!("acc-{account}");
        match line {
            Line::Page(account, rows) => log.page(&name(account), *rows),
            Line::Key(account, found) => log.key(&name(account), *found),
            Line::Export(account, rows) => log.export(&name(account), *rows, "agr-1"),
            Line::Refused(account, count) => log.refused(&name(account), *count),
            Line::Session(account) => log.issued(&name(account), CredentialKind::Session, 1),
            Line::Token(account, days) => log.issued(&name(account), CredentialKind::Token, *days),
            Line::Wait(minutes) => log.later(*minutes),
        };
    }
    log
}

/// Rows that truly left for an account within a day before `at`.
fn rows_within_a_day(log: &Log, hit: &Hit) -> u64 {
    let rows = log.envelopes.iter().filter_map(|envelope| match &envelope.act {
        domain::act::Act::DataReleased(receipt) if receipt.account == hit.account => {
            let age = hit.at.millis() - envelope.context.at.millis();
            (0..86_400_000).contains(&age).then_some(receipt.rows)
        }
        _ => None,
    });
    rows.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_acts_give_the_same_hits_however_they_are_cut(
        lines in prop::collection::vec(line(), 1..120),
        page in 1..20_usize,
    ) {
        let log = written(&lines);
        let (whole, memory) = log.hits_in_pages(usize::MAX);
        let (pieces, again) = log.hits_in_pages(page);
        prop_assert_eq!(&whole, &pieces);
        prop_assert_eq!(memory, again);
        let mut ids: Vec<_> = whole.iter().map(|hit| &hit.id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), whole.len(), "every hit has an id of its own");
    }

    #[test]
    fn no_hit_lies_below_its_threshold_or_beyond_what_happened(lines in prop::collection::vec(line(), 1..160)) {
        let log = written(&lines);
        for hit in log.hits() {
            let enough = if hit.rule == "expiring-tokens" { hit.measured <= hit.limit } else { hit.measured >= hit.limit };
            prop_assert!(enough, "{hit:?}");
            prop_assert!(!hit.evidence.is_empty() && hit.evidence.len() <= 9, "{hit:?}");
            prop_assert!(hit.evidence.iter().all(|position| *position < log.envelopes.len() as u64));
            if hit.rule == "bulk-reads" {
                prop_assert!(hit.measured <= rows_within_a_day(&log, &hit), "{hit:?}");
            }
        }
    }

    #[test]
    fn an_act_taken_twice_says_nothing_the_second_time(lines in prop::collection::vec(line(), 1..60)) {
        let log = written(&lines);
        let (_, memory) = log.hits_in_pages(usize::MAX);
        let mut watch = Watch::new(log.place.rulebook, log.place.region, memory.clone());
        for (position, envelope) in (0..).zip(&log.envelopes) {
            prop_assert!(watch.take(position, envelope).is_empty());
        }
        prop_assert_eq!(watch.into_memory(), memory);
    }

    /// Within one part of a window it does not matter in which order readings of several accounts are logged.
    #[test]
    fn accounts_do_not_touch_each_other(rows in prop::collection::vec((0..3_u8, 0..400_000_u64), 1..40)) {
        let all = |keep: &dyn Fn(u8) -> bool| {
            let mut log = Log::new();
            for (account, rows) in rows.iter().filter(|(account, _)| keep(*account)) {
                log.page(&format!("acc-{account}"), *rows);
            }
            let mut measured = BTreeMap::new();
            for hit in log.hits() {
                measured.insert((hit.account.to_string(), hit.rule), hit.measured);
            }
            measured
        };
        let together = all(&|_| true);
        for one in 0..3 {
            let alone = all(&|account| account == one);
            let own = together.iter().filter(|((account, _), _)| *account == format!("acc-{one}"));
            prop_assert_eq!(own.collect::<Vec<_>>(), alone.iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_is_remembered_is_bounded() {
    let log = Log::new();
    let mut watch = Watch::new(log.place.rulebook, log.place.region, Memory::default());
    let datasets: Vec<String> = (0..400).map(|number| format!("ds-{number}")).collect();
    let mut one = Log::new();
    let mut take = |position: u64, account: &str, datasets: &[String]| {
        one.envelopes.clear();
        one.read(&Reading { account, channel: Channel::Export, rows: 1, datasets, agreement: None });
        let _ = watch.take(position, &one.envelopes[0]);
        watch.memory().accounts()
    };
    let more = ACCOUNTS as u64 + 100;
    for position in 0..more {
        let held = take(position, &format!("acc-{position}"), &datasets[..1]);
        assert!(held <= ACCOUNTS, "{held}");
    }
    for position in more..more + 2000 {
        take(position, "acc-one", &datasets);
    }
    let text = serde_json::to_string(watch.memory()).unwrap();
    assert!(text.len() < ACCOUNTS * 1600, "{} bytes for {ACCOUNTS} accounts", text.len());
}
