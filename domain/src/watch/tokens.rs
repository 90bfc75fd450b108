use std::collections::{BTreeMap, BTreeSet};

use base::{AccountId, CredentialId, OrganisationId, Timestamp};
use law::{Detector, Watching};
use serde::{Deserialize, Serialize};

use super::Seen;
use super::hit::Hit;
use crate::act::{Act, Actor, Envelope};
use crate::credential::CredentialKind;

/// Tokens remembered at a time; those ending last are let go.
const TOKENS: usize = 50_000;

/// Tokens in force, and when to look at them again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tokens {
    known: BTreeMap<CredentialId, Token>,
    /// Nothing is to be told before this instant. None where that is not known.
    wait: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    account: AccountId,
    organisation: Option<OrganisationId>,
    issued: Timestamp,
    expires: Timestamp,
    position: u64,
    told: BTreeSet<String>,
}

impl Tokens {
    pub(super) fn take(&mut self, position: u64, envelope: &Envelope) {
        match &envelope.act {
            Act::CredentialIssued(issued) if issued.kind == CredentialKind::Token => {
                let Some(expires) = issued.expires else { return };
                let organisation = match &envelope.context.actor {
                    Actor::Account { account, organisation } if *account == issued.account => organisation.clone(),
                    Actor::Account { .. } | Actor::Platform => None,
                };
                let token = Token {
                    account: issued.account.clone(),
                    organisation,
                    issued: envelope.context.at,
                    expires,
                    position,
                    told: BTreeSet::new(),
                };
                self.known.insert(issued.id.clone(), token);
            }
            Act::CredentialRevoked { .. } => {
                envelope.record.id.parse().ok().map(|id: CredentialId| self.known.remove(&id));
            }
            Act::AccountClosed { .. } => {
                self.known.retain(|_, token| token.account.as_str() != envelope.record.id);
            }
            _ => return,
        }
        self.wait = None;
        while self.known.len() > TOKENS {
            let last = self.known.iter().max_by_key(|(_, token)| token.expires).map(|(id, _)| id.clone());
            let Some(last) = last else { break };
            self.known.remove(&last);
        }
    }

    /// Whether there may be something to tell by `now`.
    pub(super) fn wants(&self, now: Timestamp) -> bool {
        !self.known.is_empty() && self.wait.is_none_or(|wait| now >= wait)
    }

    /// A hit for each token that ends within the days of a rule, told once.
    pub(super) fn expiring(&mut self, rules: &[Watching], now: Timestamp) -> Vec<Hit> {
        self.known.retain(|_, token| token.expires > now);
        let rules: Vec<&Watching> = rules.iter().filter(|rule| rule.detector == Detector::ExpiringTokens).collect();
        let mut hits = Vec::new();
        let mut wait: Option<Timestamp> = None;
        for (id, token) in &mut self.known {
            for rule in &rules {
                let limit = i64::try_from(rule.thresholds.limit).unwrap_or(i64::MAX);
                let due = token.expires.plus_days(-limit);
                // A token made for less than that was never long enough to be warned of.
                if due <= token.issued || token.told.contains(&rule.rule) {
                    continue;
                }
                if due > now {
                    wait = Some(wait.map_or(due, |wait| wait.min(due)));
                    continue;
                }
                token.told.insert(rule.rule.clone());
                hits.push(token.hit(id, rule, now));
            }
        }
        // Tomorrow's rules may be others.
        let tomorrow = Timestamp::end_of(now.law_date()).plus_millis(1);
        self.wait = Some(wait.map_or(tomorrow, |wait| wait.min(tomorrow)));
        hits
    }
}

impl Token {
    fn hit(&self, id: &CredentialId, rule: &Watching, now: Timestamp) -> Hit {
        let days = u64::try_from((self.expires.law_date() - now.law_date()).num_days()).unwrap_or_default();
        let seen = Seen {
            account: self.account.clone(),
            organisation: self.organisation.clone(),
            agreement: None,
            at: now,
            position: self.position,
        };
        Hit::of_subject(rule, &seen, id.as_str(), (days, rule.thresholds.limit), vec![self.position])
    }
}
