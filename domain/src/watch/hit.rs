use std::collections::BTreeSet;

use base::{AccountId, AgreementId, CaseId, Digest, Digester, HitId, OrganisationId, Timestamp};
use law::{Basis, Detector, Severity, Stops, Watching};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Seen;
use crate::act::{Act, RecordKind};
use crate::agreement::Channel;
use crate::case::Inputs;
use crate::record::{Index, Record};

/// What a watch rule found 风险线索. It names no person and no value: the evidence is where in the log to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Follows from the rule and what set it off, so that the same acts never make a second one.
    pub id: HitId,
    pub rule: String,
    pub detector: Detector,
    pub severity: Severity,
    /// What the rule stops.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stops: BTreeSet<Stops>,
    pub account: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The agreement the readings rested on, as far as they rested on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    /// When what set it off happened.
    pub at: Timestamp,
    pub measured: u64,
    pub limit: u64,
    /// Positions of the log, oldest first: the latest of what was counted, the act that set it off last.
    pub evidence: Vec<u64>,
    pub basis: Basis,
    /// The case it was followed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What was stopped by it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stopped: BTreeSet<Stops>,
}

/// Requests of one account refused for one reason within one minute 访问被拒. What was asked is known by digest only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub account: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Key of the message the refusal was told by.
    pub reason: String,
    pub channel: Channel,
    pub first: Timestamp,
    pub last: Timestamp,
    pub count: u64,
    /// Digest of the question last refused.
    pub question: Digest,
}

impl Hit {
    pub(super) fn of(rule: &Watching, seen: &Seen, measured: u64, limit: u64, evidence: Vec<u64>) -> Self {
        Self::of_subject(rule, seen, &seen.position.to_string(), (measured, limit), evidence)
    }

    /// `subject` is what no second hit of the rule on the account shares.
    pub(super) fn of_subject(
        rule: &Watching,
        seen: &Seen,
        subject: &str,
        (measured, limit): (u64, u64),
        evidence: Vec<u64>,
    ) -> Self {
        let mut digester = Digester::default();
        for part in [rule.rule.as_str(), seen.account.as_str(), subject] {
            digester.update(&u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
            digester.update(part.as_bytes());
        }
        Self {
            id: HitId::derived(&digester.finish()),
            rule: rule.rule.clone(),
            detector: rule.detector,
            severity: rule.severity,
            stops: rule.stops.clone(),
            account: seen.account.clone(),
            organisation: seen.organisation.clone(),
            agreement: seen.agreement.clone(),
            at: seen.at,
            measured,
            limit,
            evidence,
            basis: rule.basis.clone(),
            case: None,
            stopped: BTreeSet::new(),
        }
    }
}

/// The form of the case a hit is followed by. `title` is the rule's, in words.
pub fn alert_form(hit: &Hit, title: &str) -> Inputs {
    let evidence: Vec<String> = hit.evidence.iter().map(ToString::to_string).collect();
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let mut form = Inputs::from([
        ("rule".to_owned(), json!(hit.rule)),
        ("title".to_owned(), json!(title)),
        ("account".to_owned(), json!(hit.account)),
        ("found_on".to_owned(), json!(hit.at.law_date().to_string())),
        ("measured".to_owned(), json!(number(hit.measured))),
        ("limit".to_owned(), json!(number(hit.limit))),
        ("evidence".to_owned(), json!(evidence.join(" "))),
        ("suspended".to_owned(), json!(hit.stopped.contains(&Stops::Account))),
    ]);
    form.extend(hit.organisation.as_ref().map(|body| ("respondent".to_owned(), json!(body))));
    let agreement = hit.agreement.as_ref().filter(|_| hit.stopped.contains(&Stops::Agreement));
    form.extend(agreement.map(|agreement| ("agreement".to_owned(), json!(agreement))));
    form
}

impl Record for Hit {
    const KIND: RecordKind = RecordKind::Hit;
    type Id = HitId;

    fn id(&self) -> &HitId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::WatchHit(hit)) => Some(hit.clone()),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index {
            owner: self.organisation.as_ref().map(ToString::to_string),
            subject: Some(self.account.to_string()),
            status: self.severity.name().to_owned(),
            ..Index::default()
        }
    }
}
