//! Records of every shape and state the policies can tell apart, and some they must not.

use std::collections::BTreeSet;

use access::{Action, Resource};
use base::OrganisationId;
use domain::account::{Account, AccountStatus, Role};
use domain::agreement::{Agreement, AgreementStatus, Consumer};
use domain::case::Case;
use domain::dataset::{Dataset, DatasetStatus};
use domain::organisation::{Organisation, OrganisationKind};
use domain::receipt::Receipt;
use law::{Actor as Part, Subject};

use crate::fixtures::{ME, OURS, THEIRS};
use crate::records::{about, account, agreement, body, case, dataset, matter, organisation, receipt};

/// The procedures by which data is asked for or catalogued. Opening them is a matter of roles, not of parts.
pub(crate) const ASKING: [&str; 3] = ["catalogue-registration", "conditional-opening", "sharing-request"];

/// A procedure no policy names, as most of those that ship are.
pub(crate) const UNNAMED: &str = "unheard-of";

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
    NewCase {
        dataset: Option<Box<Dataset>>,
        procedure: String,
        opens: bool,
    },
    /// With the parts the asker plays in it.
    Case(Box<Case>, BTreeSet<Part>),
    Agreement(Agreement),
    Receipt(Box<Receipt>, Option<OrganisationId>),
}

impl Target {
    pub(crate) fn new(name: impl Into<String>, what: What) -> Self {
        Self { name: name.into(), what }
    }

    pub(crate) fn resource(&self) -> Resource<'_> {
        match &self.what {
            What::Platform => Resource::Platform,
            What::Organisation(organisation) => Resource::Organisation(organisation),
            What::Account(account) => Resource::Account(account),
            What::Dataset(dataset) => Resource::Dataset(dataset),
            What::NewCase { dataset, procedure, opens } => {
                Resource::NewCase { dataset: dataset.as_deref(), procedure, opens: *opens }
            }
            What::Case(case, parts) => Resource::Case { case, parts },
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
            Action::RegisterOrganisation | Action::SeeLog | Action::SeeReport | Action::SeeAudit => &[Self::Platform],
            Action::OpenAccount => &[Self::Platform, Self::Organisation],
            Action::SeeOrganisation | Action::RegisterDataset | Action::SetReach => &[Self::Organisation],
            Action::SetRoles
            | Action::CloseAccount
            | Action::SeeAccount
            | Action::IssueToken
            | Action::RevokeCredential
            | Action::ReadNotice
            | Action::SetStandIn
            | Action::Attach => &[Self::Account],
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
            Self::NewCase => new_cases(),
            Self::Case => cases(),
            Self::Agreement => agreements(),
            Self::Receipt => receipts(),
        }
    }
}

fn accounts() -> Vec<Target> {
    let mut targets =
        vec![Target::new("account self", What::Account(account(ME, Some(OURS), &[], AccountStatus::Open)))];
    for status in [AccountStatus::Open, AccountStatus::Suspended, AccountStatus::Closed] {
        let word = match status {
            AccountStatus::Open => "open",
            AccountStatus::Suspended => "suspended",
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
        [DatasetStatus::Registered, DatasetStatus::Listed, DatasetStatus::Withdrawn]
            .map(|status| (format!("{relation} {}", status.as_str()), dataset(provider, status)))
    })
}

/// About a dataset in every state, and about a matter; with the first step the asker's to take, and with it another's.
fn new_cases() -> Vec<Target> {
    let about = datasets().map(|(name, set)| (format!("dataset {name}"), Some(Box::new(set))));
    let about: Vec<_> = about.chain([("platform".to_owned(), None)]).collect();
    let mut targets = Vec::new();
    for (name, dataset) in about {
        for procedure in ASKING.into_iter().chain([UNNAMED]) {
            for (word, opens) in [("opens", true), ("opens-not", false)] {
                let what = What::NewCase { dataset: dataset.clone(), procedure: procedure.to_owned(), opens };
                targets.push(Target::new(format!("{name} {procedure} {word}"), what));
            }
        }
    }
    targets
}

/// A case and the parts the asker plays in it. The parts need not follow from the role: whoever stands in for another
/// plays that one's.
fn standings() -> Vec<(&'static str, Case, BTreeSet<Part>)> {
    let ours: Option<OrganisationId> = Some(OURS.parse().unwrap());
    let change = |consumer| Case {
        procedure: "agreement-change".to_owned(),
        about: about(Subject::Agreement, "agr-1"),
        consumer: Some(consumer),
        ..case()
    };
    let inspection =
        Case { about: about(Subject::Organisation, OURS), respondent: ours.clone(), ..matter("inspection") };
    let standing = |name, case, parts: &[Part]| {
        // As the casting has it: everyone plays `anyone`.
        let parts = parts.iter().copied().chain([Part::Anyone]).collect();
        (name, case, parts)
    };
    vec![
        standing("no-part foreign", case(), &[]),
        standing("no-part own-provider", Case { provider: ours.clone(), ..case() }, &[]),
        standing("no-part matter", matter("complaint"), &[]),
        standing(
            "applicant of-self",
            Case { applicant: Consumer::Account(ME.parse().unwrap()), ..case() },
            &[Part::Applicant],
        ),
        standing("applicant of-own-body", Case { applicant: body(OURS), ..case() }, &[Part::Applicant]),
        standing("applicant matter", Case { applicant: body(OURS), ..matter("complaint") }, &[Part::Applicant]),
        standing("provider", Case { provider: ours, ..case() }, &[Part::Provider]),
        standing("consumer", change(body(OURS)), &[Part::Consumer]),
        standing("respondent", inspection, &[Part::Respondent]),
        standing("authority", case(), &[Part::Authority]),
        standing("superior", case(), &[Part::Authority, Part::Superior]),
        standing("cyberspace", matter("warning"), &[Part::Cyberspace]),
        standing("regulator", case(), &[Part::Regulator]),
        standing("operator", matter("complaint"), &[Part::Operator]),
    ]
}

fn cases() -> Vec<Target> {
    let mut targets = Vec::new();
    for (name, case, parts) in standings() {
        for (word, state, ended) in [("open", "submitted", false), ("ended", "refused", true)] {
            let case = Case { state: state.to_owned(), ended, ..case.clone() };
            targets.push(Target::new(format!("case {name} {word}"), What::Case(Box::new(case), parts.clone())));
        }
    }
    targets
}

/// How the asker stands to an agreement: name, consumer, provider.
fn relations() -> [(&'static str, Consumer, &'static str); 4] {
    [
        ("of-self", Consumer::Account(ME.parse().unwrap()), THEIRS),
        ("of-own-body", body(OURS), THEIRS),
        ("to-own-body", body("org-third"), OURS),
        ("foreign", body("org-third"), THEIRS),
    ]
}

fn agreements() -> Vec<Target> {
    let mut targets = Vec::new();
    for (relation, consumer, provider) in relations() {
        for status in [AgreementStatus::InForce, AgreementStatus::Suspended, AgreementStatus::Ended] {
            let word = match status {
                AgreementStatus::InForce => "in-force",
                AgreementStatus::Suspended => "suspended",
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
