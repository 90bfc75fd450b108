use std::collections::BTreeSet;

use base::{AccountId, OrganisationId};
use domain::account::Account;
use domain::act::RecordRef;
use domain::agreement::Agreement;
use domain::case::Case;
use domain::credential::Scope;
use domain::dataset::Dataset;
use domain::organisation::Organisation;
use domain::receipt::Receipt;
use domain::record::Record;
use law::Actor as Part;

/// Who asks: an account through a credential, or somebody who has not signed in.
#[derive(Debug, Clone, Copy)]
pub struct Principal<'a>(pub(crate) Asking<'a>);

#[derive(Debug, Clone, Copy)]
pub(crate) enum Asking<'a> {
    Visitor,
    Account { account: &'a Account, organisation: Option<&'a Organisation>, scopes: &'a BTreeSet<Scope> },
}

impl<'a> Principal<'a> {
    /// An account, the body it acts for and the scopes of the credential in use.
    ///
    /// A body other than the account's own is left out: the account then acts for nobody.
    pub fn new(account: &'a Account, organisation: Option<&'a Organisation>, scopes: &'a BTreeSet<Scope>) -> Self {
        let organisation = organisation.filter(|body| account.organisation.as_ref() == Some(&body.id));
        Self(Asking::Account { account, organisation, scopes })
    }

    /// Someone who has not signed in: sees what is public.
    pub const fn visitor() -> Self {
        Self(Asking::Visitor)
    }

    pub(crate) fn account(&self) -> Option<&'a AccountId> {
        match self.0 {
            Asking::Visitor => None,
            Asking::Account { account, .. } => Some(&account.id),
        }
    }
}

/// What it is asked about. Which action takes which is declared in the schema; any other pair is denied.
#[derive(Debug, Clone, Copy)]
pub enum Resource<'a> {
    /// For what concerns no record yet, and for the log.
    Platform,
    Organisation(&'a Organisation),
    Account(&'a Account),
    Dataset(&'a Dataset),
    /// A case about to be opened, perhaps about a dataset; `procedure` is its name in the rulebook.
    NewCase {
        dataset: Option<&'a Dataset>,
        procedure: &'a str,
        /// Whether its first step is the opener's to take.
        opens: bool,
    },
    /// A case with the parts the one who asks plays in it.
    Case {
        case: &'a Case,
        parts: &'a BTreeSet<Part>,
    },
    Agreement(&'a Agreement),
    /// `provider` is the one body whose data was released; `None` where there were several.
    Receipt {
        receipt: &'a Receipt,
        provider: Option<&'a OrganisationId>,
    },
}

impl Resource<'_> {
    pub(crate) fn record(&self) -> Option<RecordRef> {
        match self {
            Self::Platform | Self::NewCase { dataset: None, .. } => None,
            Self::Organisation(organisation) => Some(Organisation::reference(&organisation.id)),
            Self::Account(account) => Some(Account::reference(&account.id)),
            Self::Dataset(dataset) | Self::NewCase { dataset: Some(dataset), .. } => {
                Some(Dataset::reference(&dataset.id))
            }
            Self::Case { case, .. } => Some(Case::reference(&case.id)),
            Self::Agreement(agreement) => Some(Agreement::reference(&agreement.id)),
            Self::Receipt { receipt, .. } => {
                Some(RecordRef { kind: domain::act::RecordKind::Receipt, id: receipt.id.to_string() })
            }
        }
    }
}
