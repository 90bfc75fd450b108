//! Who asks, and the policies that ship.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use access::{Action, Denied, Permit, Policies, Principal};
use domain::account::{Account, AccountStatus, Role};
use domain::credential::Scope;
use domain::organisation::{Organisation, OrganisationKind};

use crate::records::{account, organisation};
use crate::targets::Target;

pub(crate) const KINDS: [OrganisationKind; 7] = [
    OrganisationKind::Authority,
    OrganisationKind::Department,
    OrganisationKind::PublicServiceBody,
    OrganisationKind::Enterprise,
    OrganisationKind::Operator,
    OrganisationKind::Exchange,
    OrganisationKind::Regulator,
];

/// The account that asks.
pub(crate) const ME: &str = "acc-me";
/// The body it acts for, where it acts for one.
pub(crate) const OURS: &str = "org-ours";
/// A body it does not act for.
pub(crate) const THEIRS: &str = "org-theirs";

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
        Action::OpenCase
        | Action::StepCase
        | Action::SeeCase
        | Action::SeeAgreement
        | Action::ReadNotice
        | Action::Attach => &[Scope::Cases],
        Action::RegisterOrganisation
        | Action::SeeOrganisation
        | Action::OpenAccount
        | Action::SetRoles
        | Action::CloseAccount
        | Action::SeeAccount
        | Action::IssueToken
        | Action::RevokeCredential
        | Action::SetReach
        | Action::SetStandIn => &[Scope::Accounts],
        Action::SeeReport => &[Scope::Audit, Scope::Cases],
        Action::SeeReceipt => &[Scope::Audit, Scope::Data],
        Action::SeeAudit => &[Scope::Audit],
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
