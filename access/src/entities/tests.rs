use std::collections::BTreeSet;
use std::sync::LazyLock;

use cedar_policy::{Entities, Request};
use domain::account::Role;

use super::*;
use crate::shipped;

const KINDS: [OrganisationKind; 7] = [
    OrganisationKind::Authority,
    OrganisationKind::Department,
    OrganisationKind::PublicServiceBody,
    OrganisationKind::Enterprise,
    OrganisationKind::Operator,
    OrganisationKind::Exchange,
    OrganisationKind::Regulator,
];

static SHIPPED: LazyLock<(Schema, Vocabulary)> = LazyLock::new(|| {
    let (schema, _) = Schema::from_cedarschema_str(shipped::SCHEMA).unwrap();
    let words = Vocabulary::of(&schema).unwrap();
    (schema, words)
});

/// Records fit the schema: no attribute too many or too few, no word the schema does not list.
fn check(principal: &Principal<'_>, action: Action, resource: &Resource<'_>) {
    let (schema, words) = &*SHIPPED;
    Entities::from_entities(words.entities(principal, resource).unwrap(), Some(schema)).unwrap();
    let context = words.context(principal, resource).unwrap();
    let (who, what) = (words.principal(principal), words.resource(resource));
    Request::new(who, words.action(action), what, context, Some(schema)).unwrap();
}

fn organisation(kind: OrganisationKind) -> Organisation {
    Organisation {
        id: "org-a".parse().unwrap(),
        name: "甲".to_owned(),
        kind,
        region: "460000".to_owned(),
        uscc: None,
        offices: BTreeSet::from([Part::Cyberspace]),
        reach: None,
    }
}

fn account(status: AccountStatus) -> Account {
    Account {
        id: "acc-a".parse().unwrap(),
        handle: "a".to_owned(),
        organisation: Some("org-a".parse().unwrap()),
        roles: Role::ALL.into(),
        status,
        stand_in: None,
    }
}

fn dataset(status: DatasetStatus) -> Dataset {
    serde_json::from_value(serde_json::json!({
        "id": "ds-a", "provider": "org-a", "key_field": null, "fields": [], "status": status.as_str(),
        "version": null, "case": "case-a",
        "catalogue": {
            "category": "1", "title": "t", "code": "c", "summary": "s", "format": "spreadsheet",
            "sharing": { "class": "unconditional" }, "opening": { "class": "unconditional" }, "update_cycle": "daily",
        },
    }))
    .unwrap()
}

fn case(applicant: Consumer, provider: Option<OrganisationId>) -> Case {
    Case {
        id: "case-a".parse().unwrap(),
        procedure: "sharing-request".to_owned(),
        law: base::Digest::of(b""),
        region: "460000".to_owned(),
        about: domain::case::About::matter(),
        applicant,
        provider,
        consumer: None,
        respondent: None,
        opened: base::Timestamp::from_millis(0),
        state: "submitted".to_owned(),
        form: domain::case::Inputs::new(),
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

#[test]
fn every_word_of_the_domain_stands_in_the_schema() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    for status in [AccountStatus::Open, AccountStatus::Suspended, AccountStatus::Closed] {
        for kind in KINDS {
            let (account, organisation) = (account(status), organisation(kind));
            let principal = Principal::new(&account, Some(&organisation), &scopes);
            check(&principal, Action::SeeLog, &Resource::Platform);
            check(&principal, Action::SeeAccount, &Resource::Account(&account));
            check(&principal, Action::ReadNotice, &Resource::Account(&account));
            check(&principal, Action::OpenAccount, &Resource::Organisation(&organisation));
            check(&Principal::new(&account, None, &scopes), Action::OpenAccount, &Resource::Platform);
            check(&Principal::visitor(), Action::SeeAccount, &Resource::Account(&account));
            check(&Principal::visitor(), Action::SeeOrganisation, &Resource::Organisation(&organisation));
        }
    }
}

#[test]
fn datasets_and_cases_about_them_fit_the_schema() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    let account = account(AccountStatus::Open);
    for principal in [Principal::visitor(), Principal::new(&account, None, &scopes)] {
        for status in [DatasetStatus::Registered, DatasetStatus::Listed, DatasetStatus::Withdrawn] {
            let dataset = dataset(status);
            check(&principal, Action::ReadData, &Resource::Dataset(&dataset));
            for (dataset, opens) in [(None, true), (None, false), (Some(&dataset), true), (Some(&dataset), false)] {
                let new = Resource::NewCase { dataset, procedure: "sharing-request", opens };
                check(&principal, Action::OpenCase, &new);
            }
        }
    }
}

#[test]
fn cases_with_and_without_a_provider_fit_the_schema_whatever_parts_are_played() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    let account = account(AccountStatus::Open);
    let all: BTreeSet<_> = Part::ALL.iter().copied().collect();
    for applicant in [Consumer::Organisation("org-b".parse().unwrap()), Consumer::Account("acc-b".parse().unwrap())] {
        for provider in [None, account.organisation.clone()] {
            let case = case(applicant.clone(), provider);
            for parts in [&BTreeSet::new(), &BTreeSet::from([Part::Anyone]), &all] {
                for principal in [Principal::visitor(), Principal::new(&account, None, &scopes)] {
                    check(&principal, Action::StepCase, &Resource::Case { case: &case, parts });
                    check(&principal, Action::SeeCase, &Resource::Case { case: &case, parts });
                }
            }
        }
    }
}

#[test]
fn agreements_and_receipts_fit_the_schema() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    let account = account(AccountStatus::Open);
    let principal = Principal::new(&account, None, &scopes);
    for consumer in [Consumer::Organisation("org-b".parse().unwrap()), Consumer::Account("acc-b".parse().unwrap())] {
        let agreement = Agreement {
            id: "agr-a".parse().unwrap(),
            provider: "org-a".parse().unwrap(),
            consumer,
            tables: Vec::new(),
            purpose: "p".to_owned(),
            channels: BTreeSet::new(),
            from: base::LawDate::MIN,
            until: base::LawDate::MAX,
            case: "case-a".parse().unwrap(),
            status: domain::agreement::AgreementStatus::InForce,
            rests_on: None,
            scene: None,
            excepted: BTreeSet::new(),
            consent: None,
        };
        check(&principal, Action::SeeAgreement, &Resource::Agreement(&agreement));
    }
    for organisation in [None, account.organisation.clone()] {
        let receipt = Receipt {
            id: "rcpt-a".parse().unwrap(),
            account: account.id.clone(),
            organisation,
            agreement: None,
            purpose: "p".to_owned(),
            channel: domain::agreement::Channel::Key,
            tables: Vec::new(),
            question: base::Digest::of(b""),
            rows: 0,
            size: 0,
            answer: base::Digest::of(b""),
            released: base::Timestamp::from_millis(0),
            copy: None,
            grade: None,
            drawn: Vec::new(),
        };
        for provider in [None, account.organisation.as_ref()] {
            check(&principal, Action::SeeReceipt, &Resource::Receipt { receipt: &receipt, provider });
        }
    }
}
