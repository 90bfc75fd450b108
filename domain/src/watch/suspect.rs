use std::collections::{BTreeMap, VecDeque};

use base::{AgreementId, OrganisationId, Timestamp};
use law::{Detector, Watching};
use serde::{Deserialize, Serialize};

use super::Seen;
use super::days::Days;
use super::departures::Exported;
use super::hit::Hit;
use super::ring::Ring;
use crate::agreement::Channel;
use crate::receipt::Receipt;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
/// Exports remembered, the latest ones.
const EXPORTS: usize = 16;

/// What is remembered of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suspect {
    organisation: Option<OrganisationId>,
    /// Its last act: when and where in the log.
    last: Option<(Timestamp, u64)>,
    rings: BTreeMap<String, Ring>,
    days: BTreeMap<String, Days>,
    exports: VecDeque<Exported>,
}

impl Suspect {
    /// Takes note that the account acted. Gives the position of its act before.
    pub(super) fn moved(&mut self, seen: &Seen) -> Option<u64> {
        if seen.organisation.is_some() {
            self.organisation.clone_from(&seen.organisation);
        }
        let before = self.last.map(|(_, position)| position);
        let at = self.last.map_or(seen.at, |(at, _)| at.max(seen.at));
        self.last = Some((at, seen.position));
        before
    }

    pub(super) fn organisation(&self) -> Option<&OrganisationId> {
        self.organisation.as_ref()
    }

    pub(super) fn exports(&self) -> impl Iterator<Item = &Exported> {
        self.exports.iter()
    }

    pub(super) fn exported(&mut self, exported: Exported) {
        self.exports.push_back(exported);
        if self.exports.len() > EXPORTS {
            self.exports.pop_front();
        }
    }

    /// Whether the account wakes after the days of the rule.
    pub(super) fn waking(&self, rule: &Watching, seen: &Seen) -> Option<Hit> {
        let (at, position) = self.last?;
        let days = u64::try_from(seen.at.millis().saturating_sub(at.millis()) / DAY_MS).unwrap_or_default();
        let wakes = days >= rule.thresholds.limit;
        wakes.then(|| Hit::of(rule, seen, days, rule.thresholds.limit, vec![position, seen.position]))
    }

    /// Counts a release for a rule that looks at releases.
    pub(super) fn count(&mut self, rule: &Watching, seen: &Seen, count: u64, receipt: &Receipt) -> Option<Hit> {
        let times = rule.thresholds.times.unwrap_or(1);
        let day = seen.at.law_date();
        match rule.detector {
            Detector::VolumeUnlikePast => {
                // A look at how many there are is no reading of them.
                let rows = if receipt.channel == Channel::Aggregate { 0 } else { count };
                let days = self.days.entry(rule.rule.clone()).or_default();
                days.add(day, rows, seen.position);
                Self::unlike(days, rule, seen, times)
            }
            Detector::BreadthUnlikePast => {
                let days = self.days.entry(rule.rule.clone()).or_default();
                days.add_datasets(day, receipt.tables.iter().map(|table| &table.dataset), seen.position);
                Self::unlike(days, rule, seen, times)
            }
            Detector::BulkReads if receipt.channel == Channel::Aggregate => None,
            _ => self.window(rule, seen, count),
        }
    }

    fn unlike(days: &mut Days, rule: &Watching, seen: &Seen, times: u16) -> Option<Hit> {
        let (measured, limit) = days.beyond(rule.thresholds.limit, times)?;
        Some(Hit::of(rule, seen, measured, limit, days.evidence()))
    }

    /// Counts into the window of a rule.
    pub(super) fn window(&mut self, rule: &Watching, seen: &Seen, count: u64) -> Option<Hit> {
        let window = i64::from(rule.thresholds.minutes?) * MINUTE_MS;
        let ring = self.rings.entry(rule.rule.clone()).or_default();
        let held = ring.add(seen.at.millis(), window, count, seen.position);
        let hits = held >= rule.thresholds.limit && ring.rings();
        hits.then(|| Hit::of(rule, seen, held, rule.thresholds.limit, ring.evidence()))
    }

    /// The one agreement of all exports given, where there is one.
    pub(super) fn one_agreement<'e>(exports: impl Iterator<Item = &'e Exported>) -> Option<AgreementId> {
        let mut agreements = exports.map(|exported| exported.agreement.as_ref());
        let first = agreements.next()??;
        agreements.all(|other| other == Some(first)).then(|| first.clone())
    }
}
