//! Records of every shape and state the policies can tell apart, and some they must not.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use access::{Action, Denied, Permit, Policies, Principal, Resource};
use base::{Digest, LawDate, OrganisationId, Timestamp};
use domain::account::{Account, AccountStatus, Role};
use domain::agreement::{Agreement, AgreementStatus, Channel, Consumer};
use domain::case::{Case, Inputs};
use domain::credential::Scope;
use domain::dataset::{Dataset, DatasetStatus};
use domain::organisation::{Organisation, OrganisationKind};
use domain::receipt::Receipt;

pub(crate) const KINDS: [OrganisationKind; 7] = [
    OrganisationKind::Authority,
    OrganisationKind::Department,
    OrganisationKind::PublicServiceBody,
    OrganisationKind::Enterprise,
    OrganisationKind::Operator,
    OrganisationKind::Exchange,
    OrganisationKind::Regulator,
];

/// The procedures that ship, and one no policy knows.
pub(crate) const PROCEDURES: [&str; 4] =
    ["catalogue-registration", "conditional-opening", "sharing-request", "unheard-of"];

/// The account that asks.
pub(crate) const ME: &str = "acc-me";
/// The body it acts for, where it acts for one.
pub(crate) const OURS: &str = "org-ours";
const THEIRS: &str = "org-theirs";

pub(crate) fn organisation(id: &str, kind: OrganisationKind) -> Organisation {
    Organisation { id: id.parse().unwrap(), name: id.to_owned(), kind, region: "460000".to_owned(), uscc: None }
}

pub(crate) fn account(id: &str, organisation: Option<&str>, roles: &[Role], status: AccountStatus) -> Account {
    Account {
        id: id.parse().unwrap(),
        handle: id.to_owned(),
        organisation: organisation.map(|id| id.parse().unwrap()),
        roles: roles.iter().copied().collect(),
        status,
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

fn case(procedure: &str, applicant: Consumer, provider: &str, ended: bool) -> Case {
    Case {
        id: "case-1".parse().unwrap(),
        procedure: procedure.to_owned(),
        law: Digest::of(b""),
        region: "460000".to_owned(),
        subject: "ds-1".parse().unwrap(),
        applicant,
        provider: provider.parse().unwrap(),
        opened: Timestamp::from_millis(0),
        state: if ended { "refused" } else { "submitted" }.to_owned(),
        form: Inputs::new(),
        clocks: Vec::new(),
        history: Vec::new(),
        ended,
        agreement: None,
    }
}

fn agreement(consumer: Consumer, provider: &str, status: AgreementStatus) -> Agreement {
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
    }
}

fn receipt(account: &str, organisation: Option<&str>) -> Receipt {
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
    }
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    /// `None` for a visitor.
    pub(crate) account: Option<Account>,
    pub(crate) organisation: Option<Organisation>,
    pub(crate) scopes: BTreeSet<Scope>,
}

impl Asker {
    pub(crate) fn visitor() -> Self {
        Self { account: None, organisation: None, scopes: BTreeSet::new() }
    }

    /// An open account with every scope.
    pub(crate) fn of(roles: &[Role], kind: Option<OrganisationKind>) -> Self {
        Self {
            account: Some(account(ME, kind.map(|_| OURS), roles, AccountStatus::Open)),
            organisation: kind.map(|kind| organisation(OURS, kind)),
            scopes: Scope::ALL.into(),
        }
    }

    pub(crate) fn closed(mut self) -> Self {
        if let Some(account) = &mut self.account {
            account.status = AccountStatus::Closed;
        }
        self
    }

    pub(crate) fn with_scopes(self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self { scopes: scopes.into_iter().collect(), ..self }
    }

    pub(crate) fn principal(&self) -> Principal<'_> {
        match &self.account {
            Some(account) => Principal::new(account, self.organisation.as_ref(), &self.scopes),
            None => Principal::visitor(),
        }
    }
}

/// A record in a named state, and where that needs saying what is asked of it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Such as `dataset own listed`.
    pub(crate) name: String,
    pub(crate) what: What,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Platform,
    Organisation(Organisation),
    Account(Account),
    Dataset(Box<Dataset>),
    NewCase(Box<Dataset>, &'static str),
    Case(Box<Case>),
    Agreement(Agreement),
    Receipt(Box<Receipt>, Option<OrganisationId>),
}

impl Target {
    fn new(name: impl Into<String>, what: What) -> Self {
        Self { name: name.into(), what }
    }

    pub(crate) fn resource(&self) -> Resource<'_> {
        match &self.what {
            What::Platform => Resource::Platform,
            What::Organisation(organisation) => Resource::Organisation(organisation),
            What::Account(account) => Resource::Account(account),
            What::Dataset(dataset) => Resource::Dataset(dataset),
            What::NewCase(dataset, procedure) => Resource::NewCase { dataset, procedure },
            What::Case(case) => Resource::Case(case),
            What::Agreement(agreement) => Resource::Agreement(agreement),
            What::Receipt(receipt, provider) => Resource::Receipt { receipt, provider: provider.as_ref() },
        }
    }
}

/// What the action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Platform,
    Organisation,
    Account,
    Dataset,
    NewCase,
    Case,
    Agreement,
    Receipt,
}

impl Sort {
    pub(crate) const ALL: [Self; 8] = [
        Self::Platform,
        Self::Organisation,
        Self::Account,
        Self::Dataset,
        Self::NewCase,
        Self::Case,
        Self::Agreement,
        Self::Receipt,
    ];

    /// The sorts of resource `action` applies to.
    pub(crate) fn of(action: Action) -> &'static [Self] {
        match action {
            Action::RegisterOrganisation | Action::SeeLog => &[Self::Platform],
            Action::OpenAccount => &[Self::Platform, Self::Organisation],
            Action::SeeOrganisation | Action::RegisterDataset => &[Self::Organisation],
            Action::SetRoles
            | Action::CloseAccount
            | Action::SeeAccount
            | Action::IssueToken
            | Action::RevokeCredential => &[Self::Account],
            Action::ReviseDataset
            | Action::SeeDataset
            | Action::ReceiveVersion
            | Action::SeeVersion
            | Action::ConfirmGrades
            | Action::ReadData => &[Self::Dataset],
            Action::OpenCase => &[Self::NewCase],
            Action::StepCase | Action::SeeCase => &[Self::Case],
            Action::SeeAgreement => &[Self::Agreement],
            Action::SeeReceipt => &[Self::Receipt],
        }
    }

    /// Every state of a resource of this sort, seen from the account [`ME`] of the body [`OURS`].
    pub(crate) fn targets(self) -> Vec<Target> {
        match self {
            Self::Platform => vec![Target::new("platform", What::Platform)],
            Self::Organisation => vec![
                // The asker's own body keeps the kind the asker says it has, whatever stands here.
                Target::new("organisation own", What::Organisation(organisation(OURS, OrganisationKind::Department))),
                Target::new(
                    "organisation foreign",
                    What::Organisation(organisation(THEIRS, OrganisationKind::Department)),
                ),
            ],
            Self::Account => accounts(),
            Self::Dataset => datasets()
                .map(|(name, set)| Target::new(format!("dataset {name}"), What::Dataset(Box::new(set))))
                .collect(),
            Self::NewCase => datasets()
                .flat_map(|(name, set)| {
                    PROCEDURES.map(|procedure| {
                        let what = What::NewCase(Box::new(set.clone()), procedure);
                        Target::new(format!("dataset {name} {procedure}"), what)
                    })
                })
                .collect(),
            Self::Case => cases(),
            Self::Agreement => agreements(),
            Self::Receipt => receipts(),
        }
    }
}

fn accounts() -> Vec<Target> {
    let mut targets =
        vec![Target::new("account self", What::Account(account(ME, Some(OURS), &[], AccountStatus::Open)))];
    for status in [AccountStatus::Open, AccountStatus::Closed] {
        let word = match status {
            AccountStatus::Open => "open",
            AccountStatus::Closed => "closed",
        };
        for (relation, body) in [("colleague", Some(OURS)), ("foreign", Some(THEIRS)), ("citizen", None)] {
            let what = What::Account(account("acc-other", body, &Role::ALL, status));
            targets.push(Target::new(format!("account {relation} {word}"), what));
        }
    }
    targets
}

fn datasets() -> impl Iterator<Item = (String, Dataset)> {
    [("own", OURS), ("foreign", THEIRS)].into_iter().flat_map(|(relation, provider)| {
        [DatasetStatus::Registered, DatasetStatus::Listed]
            .map(|status| (format!("{relation} {}", status.as_str()), dataset(provider, status)))
    })
}

/// How the asker stands to a case or an agreement: name, applicant or consumer, provider.
fn relations() -> [(&'static str, Consumer, &'static str); 4] {
    let body = |id: &str| Consumer::Organisation(id.parse().unwrap());
    [
        ("of-self", Consumer::Account(ME.parse().unwrap()), THEIRS),
        ("of-own-body", body(OURS), THEIRS),
        ("to-own-body", body("org-third"), OURS),
        ("foreign", body("org-third"), THEIRS),
    ]
}

fn cases() -> Vec<Target> {
    let mut targets = Vec::new();
    for procedure in PROCEDURES {
        for (relation, applicant, provider) in relations() {
            for (word, ended) in [("open", false), ("ended", true)] {
                let what = What::Case(Box::new(case(procedure, applicant.clone(), provider, ended)));
                targets.push(Target::new(format!("case {procedure} {relation} {word}"), what));
            }
        }
    }
    targets
}

fn agreements() -> Vec<Target> {
    let mut targets = Vec::new();
    for (relation, consumer, provider) in relations() {
        for status in [AgreementStatus::InForce, AgreementStatus::Ended] {
            let word = match status {
                AgreementStatus::InForce => "in-force",
                AgreementStatus::Ended => "ended",
            };
            let what = What::Agreement(agreement(consumer.clone(), provider, status));
            targets.push(Target::new(format!("agreement {relation} {word}"), what));
        }
    }
    targets
}

fn receipts() -> Vec<Target> {
    let target = |name: &str, receipt, provider: Option<&str>| {
        let what = What::Receipt(Box::new(receipt), provider.map(|id| id.parse().unwrap()));
        Target::new(format!("receipt {name}"), what)
    };
    vec![
        target("of-self", receipt(ME, None), Some(THEIRS)),
        target("of-own-body", receipt("acc-other", Some(OURS)), Some(THEIRS)),
        target("from-own-body", receipt("acc-other", Some("org-third")), Some(OURS)),
        target("foreign", receipt("acc-other", Some("org-third")), Some(THEIRS)),
        target("foreign several-providers", receipt("acc-other", None), None),
    ]
}

pub(crate) static SHIPPED: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().unwrap());

pub(crate) fn decide(policies: &Policies, asker: &Asker, action: Action, target: &Target) -> Result<Permit, Denied> {
    policies.authorise(&asker.principal(), action, &target.resource())
}

/// The scopes one of which `action` takes; empty where it takes none. Written down apart from the policies.
pub(crate) fn needed(action: Action) -> &'static [Scope] {
    match action {
        Action::ReadData => &[Scope::Data],
        Action::RegisterDataset
        | Action::ReviseDataset
        | Action::SeeDataset
        | Action::ReceiveVersion
        | Action::SeeVersion
        | Action::ConfirmGrades => &[Scope::Catalogue],
        Action::OpenCase | Action::StepCase | Action::SeeCase | Action::SeeAgreement => &[Scope::Cases],
        Action::RegisterOrganisation
        | Action::SeeOrganisation
        | Action::OpenAccount
        | Action::SetRoles
        | Action::CloseAccount
        | Action::SeeAccount
        | Action::IssueToken
        | Action::RevokeCredential => &[Scope::Accounts],
        Action::SeeReceipt => &[Scope::Audit, Scope::Data],
        Action::SeeLog => &[],
    }
}

/// Id and effect of every policy, as the files in `policies/` have them.
pub(crate) fn written() -> Vec<(String, &'static str)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let mut written = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "cedar") {
            continue;
        }
        let mut id = None;
        for line in std::fs::read_to_string(path).unwrap().lines() {
            if let Some(rest) = line.strip_prefix("@id(\"") {
                id = Some(rest.trim_end_matches("\")").to_owned());
            }
            for effect in ["permit", "forbid"] {
                if line.starts_with(&format!("{effect} (")) {
                    written.push((id.take().unwrap(), effect));
                }
            }
        }
        assert_eq!(id, None, "a policy is not written as this test reads it");
    }
    written.sort();
    written
}
