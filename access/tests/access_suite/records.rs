//! One record of each kind, as plain as it can be; tests change what they are about.

use std::collections::BTreeSet;

use base::{Digest, LawDate, Timestamp};
use domain::account::{Account, AccountStatus, Role};
use domain::agreement::{Agreement, AgreementStatus, Channel, Consumer};
use domain::case::{About, Case, Inputs};
use domain::dataset::{Dataset, DatasetStatus};
use domain::organisation::{Organisation, OrganisationKind};
use domain::receipt::Receipt;
use law::Subject;

use crate::fixtures::THEIRS;

/// Where bodies are and cases happen, unless a test says otherwise.
pub(crate) const HERE: &str = "460000";

pub(crate) fn organisation(id: &str, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        kind,
        region: HERE.to_owned(),
        uscc: None,
        offices: BTreeSet::new(),
        reach: None,
    }
}

pub(crate) fn account(id: &str, organisation: Option<&str>, roles: &[Role], status: AccountStatus) -> Account {
    Account {
        id: id.parse().unwrap(),
        handle: id.to_owned(),
        organisation: organisation.map(|id| id.parse().unwrap()),
        roles: roles.iter().copied().collect(),
        status,
        stand_in: None,
    }
}

pub(crate) fn dataset(provider: &str, status: DatasetStatus) -> Dataset {
    serde_json::from_value(serde_json::json!({
        "id": "ds-1", "provider": provider, "key_field": null, "fields": [], "status": status.as_str(),
        "version": null, "case": "case-1",
        "catalogue": {
            "category": "1", "title": "t", "code": "c", "summary": "s", "format": "spreadsheet",
            "sharing": { "class": "unconditional" }, "opening": { "class": "conditional" }, "update_cycle": "daily",
        },
    }))
    .unwrap()
}

pub(crate) fn about(kind: Subject, id: &str) -> About {
    About { kind, id: Some(id.to_owned()) }
}

pub(crate) fn body(id: &str) -> Consumer {
    Consumer::Organisation(id.parse().unwrap())
}

/// Of others, about a dataset of others.
pub(crate) fn case() -> Case {
    Case {
        id: "case-1".parse().unwrap(),
        procedure: "sharing-request".to_owned(),
        law: Digest::of(b""),
        region: HERE.to_owned(),
        about: about(Subject::Dataset, "ds-1"),
        applicant: body("org-third"),
        provider: Some(THEIRS.parse().unwrap()),
        consumer: None,
        respondent: None,
        opened: Timestamp::from_millis(0),
        state: "submitted".to_owned(),
        form: Inputs::new(),
        clocks: Vec::new(),
        history: Vec::new(),
        approvals: Vec::new(),
        comments: Vec::new(),
        ended: false,
        agreement: None,
        entry: None,
        assessment: None,
    }
}

/// The same about something there is no record of.
pub(crate) fn matter(procedure: &str) -> Case {
    Case { procedure: procedure.to_owned(), about: About::matter(), provider: None, ..case() }
}

pub(crate) fn agreement(consumer: Consumer, provider: &str, status: AgreementStatus) -> Agreement {
    Agreement {
        id: "agr-1".parse().unwrap(),
        provider: provider.parse().unwrap(),
        consumer,
        tables: Vec::new(),
        purpose: "p".to_owned(),
        channels: BTreeSet::new(),
        from: LawDate::MIN,
        until: LawDate::MAX,
        case: "case-1".parse().unwrap(),
        status,
        rests_on: None,
        scene: None,
        excepted: BTreeSet::new(),
        consent: None,
    }
}

pub(crate) fn receipt(account: &str, organisation: Option<&str>) -> Receipt {
    Receipt {
        id: "rcpt-1".parse().unwrap(),
        account: account.parse().unwrap(),
        organisation: organisation.map(|id| id.parse().unwrap()),
        agreement: None,
        purpose: "p".to_owned(),
        channel: Channel::Key,
        tables: Vec::new(),
        question: Digest::of(b""),
        rows: 0,
        size: 0,
        answer: Digest::of(b""),
        released: Timestamp::from_millis(0),
        copy: None,
        grade: None,
        drawn: Vec::new(),
    }
}
