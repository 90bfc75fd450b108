//! Risk watch 风险监测: what the acts of the log say about how accounts behave, held against the rules of the region.
//!
//! A pure fold: the same acts give the same hits, wherever a reading of the log is broken off and taken up again. What it
//! remembers is bounded for each account and in the number of accounts; the account longest without an act is forgotten.

mod days;
mod departures;
mod hit;
mod ring;
mod suspect;
mod tokens;

use std::collections::BTreeMap;

use base::{AccountId, AgreementId, LawDate, OrganisationId, Timestamp};
use law::{Calendar, Detector, Region, Rulebook, Watching};
use serde::{Deserialize, Serialize};

use crate::act::{Act, Actor, Envelope};
use crate::agreement::Channel;
use crate::credential::CredentialKind;
use crate::receipt::Receipt;
use departures::Terms;
use suspect::Suspect;
use tokens::Tokens;

pub use hit::{Hit, Refused, alert_form};

/// Accounts remembered at a time.
pub const ACCOUNTS: usize = 20_000;

/// What is remembered of the log so far; can be put away and taken up again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Acts taken: the position of the next one.
    next: u64,
    /// The latest instant any act was decided at.
    now: Option<Timestamp>,
    accounts: BTreeMap<AccountId, Suspect>,
    /// Accounts by the position of their last act, the longest silent first.
    order: BTreeMap<u64, AccountId>,
    terms: Terms,
    tokens: Tokens,
}

impl Memory {
    /// The position of the first act not taken yet.
    pub fn next(&self) -> u64 {
        self.next
    }

    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }
}

/// The fold itself, over the rules of one region.
pub struct Watch<'a> {
    rulebook: &'a Rulebook,
    region: &'a Region,
    /// The rules in force on a day: a rule begins with the regulation it rests on.
    rules: (LawDate, Vec<Watching>),
    memory: Memory,
}

/// An account seen to do something.
struct Seen {
    account: AccountId,
    organisation: Option<OrganisationId>,
    agreement: Option<AgreementId>,
    at: Timestamp,
    position: u64,
}

impl<'a> Watch<'a> {
    /// Goes on from `memory`; from the beginning of the log with an empty one.
    pub fn new(rulebook: &'a Rulebook, region: &'a Region, memory: Memory) -> Self {
        Self { rulebook, region, rules: (LawDate::MIN, Vec::new()), memory }
    }

    /// Takes the act at `position`. Every act is to be given once and in order; one taken already says nothing.
    pub fn take(&mut self, position: u64, envelope: &Envelope) -> Vec<Hit> {
        if position < self.memory.next {
            return Vec::new();
        }
        self.memory.next = position.saturating_add(1);
        let at = envelope.context.at;
        let mut hits = self.pass(at);
        let rules = self.rules_on(at);
        let seen = seen(position, envelope);
        for rule in &rules {
            hits.extend(self.judge(rule, seen.as_ref(), position, envelope));
        }
        if let Some(seen) = seen {
            self.remember(&seen);
        }
        self.memory.terms.take(envelope);
        self.memory.tokens.take(position, envelope);
        self.memory.forget();
        hits
    }

    /// Lets time pass without an act: what hits by its date alone.
    pub fn pass(&mut self, now: Timestamp) -> Vec<Hit> {
        self.memory.now = self.memory.now.max(Some(now));
        let now = self.memory.now.unwrap_or(now);
        if !self.memory.tokens.wants(now) {
            return Vec::new();
        }
        let rules = self.rules_on(now);
        self.memory.tokens.expiring(&rules, now)
    }

    /// What is to be put away.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    pub fn into_memory(self) -> Memory {
        self.memory
    }

    fn rules_on(&mut self, at: Timestamp) -> Vec<Watching> {
        let day = at.law_date();
        if self.rules.0 != day {
            self.rules = (day, self.rulebook.watching(self.region, day));
        }
        self.rules.1.clone()
    }

    fn judge(&mut self, rule: &Watching, seen: Option<&Seen>, position: u64, envelope: &Envelope) -> Vec<Hit> {
        let calendar = self.rulebook.calendar();
        let memory = &mut self.memory;
        match (rule.detector, &envelope.act) {
            (Detector::ExportBeforeDeparture, _) => memory.departures(rule, position, envelope),
            (Detector::DormantWaking, _) => memory.waking(rule, seen).into_iter().collect(),
            (detector, Act::DataReleased(receipt)) => {
                let counted = counted(detector, rule, receipt, envelope.context.at, calendar);
                let Some((seen, counted)) = seen.zip(counted) else { return Vec::new() };
                memory.suspect(&seen.account).count(rule, seen, counted, receipt).into_iter().collect()
            }
            (Detector::RepeatedRefusals, Act::AccessRefused(refused)) => {
                let Some(seen) = seen else { return Vec::new() };
                memory.suspect(&seen.account).window(rule, seen, refused.count).into_iter().collect()
            }
            (Detector::ParallelUse, Act::CredentialIssued(issued)) if issued.kind == CredentialKind::Session => {
                let Some(seen) = seen else { return Vec::new() };
                memory.suspect(&seen.account).window(rule, seen, 1).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn remember(&mut self, seen: &Seen) {
        let memory = &mut self.memory;
        let suspect = memory.accounts.entry(seen.account.clone()).or_default();
        if let Some(before) = suspect.moved(seen) {
            memory.order.remove(&before);
        }
        memory.order.insert(seen.position, seen.account.clone());
    }
}

impl Memory {
    fn suspect(&mut self, account: &AccountId) -> &mut Suspect {
        self.accounts.entry(account.clone()).or_default()
    }

    fn waking(&self, rule: &Watching, seen: Option<&Seen>) -> Option<Hit> {
        let seen = seen?;
        self.accounts.get(&seen.account)?.waking(rule, seen)
    }

    /// Forgets accounts nobody heard of for longest, and those never placed.
    fn forget(&mut self) {
        while self.accounts.len() > ACCOUNTS {
            let Some((_, longest)) = self.order.pop_first() else { break };
            self.accounts.remove(&longest);
        }
    }
}

/// The account that acted, as far as the act says.
fn seen(position: u64, envelope: &Envelope) -> Option<Seen> {
    let at = envelope.context.at;
    match (&envelope.act, &envelope.context.actor) {
        (Act::DataReleased(receipt), _) => Some(Seen {
            account: receipt.account.clone(),
            organisation: receipt.organisation.clone(),
            agreement: receipt.agreement.clone(),
            at,
            position,
        }),
        (Act::AccessRefused(refused), _) => Some(Seen {
            account: refused.account.clone(),
            organisation: refused.organisation.clone(),
            agreement: None,
            at: refused.last,
            position,
        }),
        (_, Actor::Account { account, organisation }) => {
            Some(Seen { account: account.clone(), organisation: organisation.clone(), agreement: None, at, position })
        }
        (_, Actor::Platform) => None,
    }
}

/// How much of a release a detector counts; None where it does not look at it.
fn counted(detector: Detector, rule: &Watching, receipt: &Receipt, at: Timestamp, calendar: &Calendar) -> Option<u64> {
    match detector {
        Detector::BulkReads | Detector::VolumeUnlikePast | Detector::BreadthUnlikePast => Some(receipt.rows),
        Detector::KeyScanning => (receipt.channel == Channel::Key && receipt.rows == 0).then_some(1),
        Detector::OffHours => {
            let (first, after) = rule.thresholds.hours?;
            let working = calendar.is_working_day(at.law_date()).working;
            let hour = (at.millis() - Timestamp::start_of(at.law_date()).millis()) / 3_600_000;
            (!working || hour < i64::from(first) || hour >= i64::from(after)).then_some(1)
        }
        Detector::RepeatedRefusals
        | Detector::DormantWaking
        | Detector::ExpiringTokens
        | Detector::ExportBeforeDeparture
        | Detector::ParallelUse => None,
    }
}
