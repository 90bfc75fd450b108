use base::{Digest, Timestamp};
use domain::act::{Act, Actor, Context, Envelope, RecordKind, RecordRef};
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Consumer};
use domain::credential::{Credential, CredentialKind, Verifier};
use domain::receipt::{Receipt, ReleasedTable};
use domain::watch::{Hit, Memory, Refused, Watch};

use crate::scene::{Place, place};

/// A log written line by line, and the watch that reads it.
pub(super) struct Log {
    pub(super) place: Place,
    pub(super) envelopes: Vec<Envelope>,
    now: Timestamp,
}

/// What a reading is.
pub(super) struct Reading<'a> {
    pub(super) account: &'a str,
    pub(super) channel: Channel,
    pub(super) rows: u64,
    pub(super) datasets: &'a [String],
    pub(super) agreement: Option<&'a str>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { place: place("330500"), envelopes: Vec::new(), now: instant("2026-03-02T09:00") }
    }

    pub(super) fn at(&mut self, now: &str) -> &mut Self {
        self.now = instant(now);
        self
    }

    pub(super) fn later(&mut self, minutes: i64) -> &mut Self {
        self.now = self.now.plus_millis(minutes * 60_000);
        self
    }

    pub(super) fn act(&mut self, kind: RecordKind, id: &str, account: Option<&str>, act: Act) -> &mut Self {
        let actor = account.map_or(Actor::Platform, |account| Actor::Account {
            account: account.parse().unwrap(),
            organisation: Some("org-1".parse().unwrap()),
        });
        let digest = Digest::of(b"log");
        self.envelopes.push(Envelope {
            record: RecordRef { kind, id: id.to_owned() },
            version: 1,
            context: Context { at: self.now, actor, law: digest, policy: digest },
            basis: Vec::new(),
            act,
        });
        self
    }

    pub(super) fn read(&mut self, reading: &Reading<'_>) -> &mut Self {
        let digest = Digest::of(b"read");
        let table = |id: &String| ReleasedTable {
            dataset: id.parse().unwrap(),
            version: "ver-1".parse().unwrap(),
            columns: Vec::new(),
            row_filter: None,
            sample: None,
        };
        let receipt = Receipt {
            id: "rcpt-1".parse().unwrap(),
            account: reading.account.parse().unwrap(),
            organisation: Some("org-1".parse().unwrap()),
            agreement: reading.agreement.map(|id| id.parse().unwrap()),
            purpose: "statistics".to_owned(),
            channel: reading.channel,
            tables: reading.datasets.iter().map(table).collect(),
            question: digest,
            rows: reading.rows,
            size: 1,
            answer: digest,
            copy: None,
            grade: None,
            drawn: Vec::new(),
            released: self.now,
        };
        self.act(RecordKind::Receipt, "rcpt-1", Some(reading.account), Act::DataReleased(receipt))
    }

    /// A page of one dataset.
    pub(super) fn page(&mut self, account: &str, rows: u64) -> &mut Self {
        let datasets = ["ds-1".to_owned()];
        self.read(&Reading { account, channel: Channel::Page, rows, datasets: &datasets, agreement: None })
    }

    pub(super) fn export(&mut self, account: &str, rows: u64, agreement: &str) -> &mut Self {
        let datasets = ["ds-1".to_owned()];
        let agreement = Some(agreement);
        self.read(&Reading { account, channel: Channel::Export, rows, datasets: &datasets, agreement })
    }

    pub(super) fn key(&mut self, account: &str, found: bool) -> &mut Self {
        let datasets = ["ds-1".to_owned()];
        let rows = u64::from(found);
        self.read(&Reading { account, channel: Channel::Key, rows, datasets: &datasets, agreement: None })
    }

    pub(super) fn refused(&mut self, account: &str, count: u64) -> &mut Self {
        let refused = Refused {
            account: account.parse().unwrap(),
            organisation: None,
            reason: "refusal-purpose-unknown".to_owned(),
            channel: Channel::Page,
            first: self.now,
            last: self.now,
            count,
            question: Digest::of(b"asked"),
        };
        self.act(RecordKind::Refusal, "rfs-1", None, Act::AccessRefused(refused))
    }

    pub(super) fn issued(&mut self, account: &str, kind: CredentialKind, days: i64) -> &mut Self {
        let id = format!("cred-{}", self.envelopes.len());
        let credential = Credential {
            id: id.parse().unwrap(),
            account: account.parse().unwrap(),
            kind,
            verifier: Verifier::new("00".to_owned()),
            scopes: std::collections::BTreeSet::new(),
            label: "a token".to_owned(),
            expires: Some(self.now.plus_days(days)),
            revoked: false,
        };
        self.act(RecordKind::Credential, &id, Some(account), Act::CredentialIssued(credential))
    }

    pub(super) fn granted(&mut self, id: &str, until: &str) -> &mut Self {
        let agreement = Agreement {
            id: id.parse().unwrap(),
            provider: "org-2".parse().unwrap(),
            consumer: Consumer::Organisation("org-1".parse().unwrap()),
            tables: Vec::<AgreedTable>::new(),
            purpose: "statistics".to_owned(),
            channels: [Channel::Export].into(),
            from: self.now.law_date(),
            until: until.parse().unwrap(),
            case: "case-1".parse().unwrap(),
            status: AgreementStatus::InForce,
            rests_on: None,
            scene: None,
            excepted: [].into(),
            consent: None,
        };
        self.act(RecordKind::Agreement, id, None, Act::AgreementGranted(agreement))
    }

    /// Everything the watch finds, reading in pieces of `page` acts, each from what was put away after the one before.
    pub(super) fn hits_in_pages(&self, page: usize) -> (Vec<Hit>, Memory) {
        let (mut hits, mut memory) = (Vec::new(), Memory::default());
        let placed: Vec<(u64, &Envelope)> = (0..).zip(&self.envelopes).collect();
        for piece in placed.chunks(page) {
            let text = serde_json::to_string(&memory).unwrap();
            let mut watch = Watch::new(self.place.rulebook, self.place.region, serde_json::from_str(&text).unwrap());
            for (position, envelope) in piece {
                hits.extend(watch.take(*position, envelope));
            }
            memory = watch.into_memory();
        }
        (hits, memory)
    }

    pub(super) fn hits(&self) -> Vec<Hit> {
        self.hits_in_pages(usize::MAX).0
    }

    /// Rule, account, measured and threshold of each hit of `rule`.
    pub(super) fn found(&self, rule: &str) -> Vec<(String, u64, u64, Vec<u64>)> {
        let of_rule = self.hits().into_iter().filter(|hit| hit.rule == rule);
        of_rule.map(|hit| (hit.account.to_string(), hit.measured, hit.limit, hit.evidence)).collect()
    }
}

pub(super) fn instant(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}
