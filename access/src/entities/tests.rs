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
    Organisation { id: "org-a".parse().unwrap(), name: "甲".to_owned(), kind, region: "460000".to_owned(), uscc: None }
}

fn account(status: AccountStatus) -> Account {
    Account {
        id: "acc-a".parse().unwrap(),
        handle: "a".to_owned(),
        organisation: Some("org-a".parse().unwrap()),
        roles: Role::ALL.into(),
        status,
    }
}

#[test]
fn every_word_of_the_domain_stands_in_the_schema() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    for status in [AccountStatus::Open, AccountStatus::Closed] {
        for kind in KINDS {
            let (account, organisation) = (account(status), organisation(kind));
            let principal = Principal::new(&account, Some(&organisation), &scopes);
            check(&principal, Action::SeeLog, &Resource::Platform);
            check(&principal, Action::SeeAccount, &Resource::Account(&account));
            check(&principal, Action::OpenAccount, &Resource::Organisation(&organisation));
            check(&Principal::new(&account, None, &scopes), Action::OpenAccount, &Resource::Platform);
            check(&Principal::visitor(), Action::SeeAccount, &Resource::Account(&account));
            check(&Principal::visitor(), Action::SeeOrganisation, &Resource::Organisation(&organisation));
        }
    }
}

#[test]
fn records_fit_the_schema() {
    let scopes: BTreeSet<_> = Scope::ALL.into();
    let account = account(AccountStatus::Open);
    let principal = Principal::new(&account, None, &scopes);
    let dataset: Dataset = serde_json::from_value(serde_json::json!({
        "id": "ds-a", "provider": "org-a", "key_field": null, "fields": [], "status": "listed", "version": null,
        "case": "case-a",
        "catalogue": {
            "category": "1", "title": "t", "code": "c", "summary": "s", "format": "spreadsheet",
            "sharing": { "class": "unconditional" }, "opening": { "class": "unconditional" }, "update_cycle": "daily",
        },
    }))
    .unwrap();
    check(&principal, Action::ReadData, &Resource::Dataset(&dataset));
    check(&principal, Action::OpenCase, &Resource::NewCase { dataset: &dataset, procedure: "sharing-request" });
    for consumer in [Consumer::Organisation("org-b".parse().unwrap()), Consumer::Account("acc-b".parse().unwrap())] {
        let case = Case {
            id: "case-a".parse().unwrap(),
            procedure: "sharing-request".to_owned(),
            law: base::Digest::of(b""),
            region: "460000".to_owned(),
            subject: "ds-a".parse().unwrap(),
            applicant: consumer.clone(),
            provider: "org-a".parse().unwrap(),
            opened: base::Timestamp::from_millis(0),
            state: "submitted".to_owned(),
            form: domain::case::Inputs::new(),
            clocks: Vec::new(),
            history: Vec::new(),
            ended: false,
            agreement: None,
        };
        check(&principal, Action::StepCase, &Resource::Case(&case));
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
        };
        for provider in [None, account.organisation.as_ref()] {
            check(&principal, Action::SeeReceipt, &Resource::Receipt { receipt: &receipt, provider });
        }
    }
}
