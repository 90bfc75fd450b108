use std::collections::BTreeMap;

use base::{AccountId, AgreementId, LawDate, Timestamp};
use law::Watching;
use serde::{Deserialize, Serialize};

use super::hit::Hit;
use super::ring::EVIDENCE;
use super::suspect::Suspect;
use super::{Memory, Seen};
use crate::act::{Act, Envelope, RecordKind};
use crate::agreement::Channel;

/// Agreements remembered at a time; those ending first are kept.
const TERMS: usize = 100_000;

/// A whole table that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exported {
    at: Timestamp,
    position: u64,
    rows: u64,
    pub(super) agreement: Option<AgreementId>,
}

/// The last days of running agreements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Terms(BTreeMap<AgreementId, LawDate>);

impl Terms {
    pub(super) fn take(&mut self, envelope: &Envelope) {
        match &envelope.act {
            Act::AgreementGranted(agreement) => {
                self.0.insert(agreement.id.clone(), agreement.until);
            }
            Act::AgreementAmended(amendment) => {
                let known = id(envelope).and_then(|id: AgreementId| self.0.get_mut(&id));
                if let (Some(until), Some(amended)) = (known, amendment.until) {
                    *until = amended;
                }
            }
            Act::AgreementEnded { .. } => {
                id(envelope).map(|id: AgreementId| self.0.remove(&id));
            }
            _ => return,
        }
        if self.0.len() > TERMS {
            let today = envelope.context.at.law_date();
            self.0.retain(|_, until| *until >= today);
            while self.0.len() > TERMS {
                let last = self.0.iter().max_by_key(|(_, until)| **until).map(|(id, _)| id.clone());
                let Some(last) = last else { break };
                self.0.remove(&last);
            }
        }
    }

    fn until(&self, agreement: &AgreementId) -> Option<LawDate> {
        self.0.get(agreement).copied()
    }
}

impl Memory {
    /// Whether somebody who exported within the days of the rule leaves with this act, or exports just before their
    /// agreement ends.
    pub(super) fn departures(&mut self, rule: &Watching, position: u64, envelope: &Envelope) -> Vec<Hit> {
        let Some(days) = rule.thresholds.days else { return Vec::new() };
        let at = envelope.context.at;
        let since = at.plus_days(-i64::from(days));
        match &envelope.act {
            Act::AccountClosed { .. } | Act::StandInSet { .. } => {
                let Some(account) = id::<AccountId>(envelope) else { return Vec::new() };
                self.leaving(rule, &account, since, (at, position), |_| true).into_iter().collect()
            }
            Act::AgreementEnded { .. } => {
                let Some(ended) = id::<AgreementId>(envelope) else { return Vec::new() };
                let under = |exported: &Exported| exported.agreement.as_ref() == Some(&ended);
                let accounts: Vec<AccountId> = self
                    .accounts
                    .iter()
                    .filter(|(_, suspect)| suspect.exports().any(under))
                    .map(|(account, _)| account.clone())
                    .collect();
                accounts.iter().filter_map(|one| self.leaving(rule, one, since, (at, position), under)).collect()
            }
            Act::DataReleased(receipt) if receipt.channel == Channel::Export => {
                let agreement = receipt.agreement.clone();
                let exported = Exported { at, position, rows: receipt.rows, agreement: agreement.clone() };
                self.suspect(&receipt.account).exported(exported);
                let until = agreement.as_ref().and_then(|agreement| self.terms.until(agreement));
                let ends = until.is_some_and(|until| (until - at.law_date()).num_days() <= i64::from(days));
                let under = |exported: &Exported| exported.agreement == agreement;
                let first = |exported: &Exported| under(exported) && exported.position != position;
                // Told when the limit is passed, not again with each export after it.
                let before = self.exported_since(&receipt.account, since, first);
                if !ends || before >= rule.thresholds.limit {
                    return Vec::new();
                }
                self.leaving(rule, &receipt.account, since, (at, position), under).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn exported_since(&self, account: &AccountId, since: Timestamp, which: impl Fn(&Exported) -> bool) -> u64 {
        let exports = self.accounts.get(account).into_iter().flat_map(Suspect::exports);
        let within = exports.filter(|exported| exported.at >= since && which(exported));
        within.fold(0, |sum, exported| sum.saturating_add(exported.rows))
    }

    fn leaving(
        &self,
        rule: &Watching,
        account: &AccountId,
        since: Timestamp,
        (at, position): (Timestamp, u64),
        which: impl Fn(&Exported) -> bool + Copy,
    ) -> Option<Hit> {
        let suspect = self.accounts.get(account)?;
        let rows = self.exported_since(account, since, which);
        if rows < rule.thresholds.limit {
            return None;
        }
        let exports: Vec<&Exported> = suspect.exports().filter(|one| one.at >= since && which(one)).collect();
        let mut evidence: Vec<u64> = exports.iter().rev().take(EVIDENCE - 1).map(|one| one.position).collect();
        evidence.reverse();
        if evidence.last() != Some(&position) {
            evidence.push(position);
        }
        let seen = Seen {
            account: account.clone(),
            organisation: suspect.organisation().cloned(),
            agreement: Suspect::one_agreement(exports.iter().copied()),
            at,
            position,
        };
        Some(Hit::of(rule, &seen, rows, rule.thresholds.limit, evidence))
    }
}

/// The record an act concerns, where it is an account or an agreement as wanted.
fn id<T: std::str::FromStr>(envelope: &Envelope) -> Option<T> {
    let known = matches!(envelope.record.kind, RecordKind::Account | RecordKind::Agreement);
    known.then(|| envelope.record.id.parse().ok()).flatten()
}
