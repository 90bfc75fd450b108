//! Account 账户 and Role 角色.

use std::collections::BTreeSet;

use base::{AccountId, LawDate, Message, OrganisationId};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::record::{Index, Record};

/// What an account may act as. Policies speak of roles, never of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 系统管理员: opens bodies and accounts; reads no data.
    Administrator,
    /// 主管部门经办: confirms the catalogue.
    Authority,
    /// 数据专员: registers, receives, grades and grants for one department.
    Steward,
    /// 数据使用人员: asks for and reads shared data for one body.
    Reader,
    /// 运营人员: works for an authorised operator.
    Operator,
    /// 申请人: a citizen or firm on the open portal.
    Applicant,
    /// 审计人员: reads acts and receipts.
    Auditor,
    /// 监管人员.
    Regulator,
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::Administrator,
        Self::Authority,
        Self::Steward,
        Self::Reader,
        Self::Operator,
        Self::Applicant,
        Self::Auditor,
        Self::Regulator,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Authority => "authority",
            Self::Steward => "steward",
            Self::Reader => "reader",
            Self::Operator => "operator",
            Self::Applicant => "applicant",
            Self::Auditor => "auditor",
            Self::Regulator => "regulator",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountStatus {
    Open,
    /// 暂停: kept from everything while a case of the risk watch runs.
    Suspended,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// Login name, unique on the platform.
    pub handle: String,
    /// The body it acts for; `None` for a citizen.
    pub organisation: Option<OrganisationId>,
    pub roles: BTreeSet<Role>,
    pub status: AccountStatus,
    /// Who may take this account's steps for a time 代办人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<StandIn>,
}

/// Someone in another's place, to the last day inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    pub account: AccountId,
    pub until: LawDate,
}

/// Whether `other` may take the place of `account`: both open, both of one body, and nobody in their own place.
pub fn may_stand_in(account: &Account, other: &Account) -> Result<(), Message> {
    let open = |account: &Account| account.status == AccountStatus::Open;
    let fits = account.id != other.id && account.organisation.is_some() && account.organisation == other.organisation;
    if fits && open(account) && open(other) {
        return Ok(());
    }
    Err(Message::new("invalid-stand-in").with("account", &other.id))
}

impl Record for Account {
    const KIND: RecordKind = RecordKind::Account;
    type Id = AccountId;

    fn id(&self) -> &AccountId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::AccountOpened(account)) => Some(account.clone()),
            (Some(state), Act::RolesSet { roles }) => Some(Self { roles: roles.iter().copied().collect(), ..state }),
            (Some(state), Act::AccountClosed { .. }) => Some(Self { status: AccountStatus::Closed, ..state }),
            (Some(state), Act::AccountSuspended { .. }) if state.status == AccountStatus::Open => {
                Some(Self { status: AccountStatus::Suspended, ..state })
            }
            (Some(state), Act::AccountResumed { .. }) if state.status == AccountStatus::Suspended => {
                Some(Self { status: AccountStatus::Open, ..state })
            }
            (Some(state), Act::StandInSet { account, until }) => {
                Some(Self { stand_in: Some(StandIn { account: account.clone(), until: *until }), ..state })
            }
            (Some(state), Act::StandInEnded { .. }) => Some(Self { stand_in: None, ..state }),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index {
            owner: self.organisation.as_ref().map(ToString::to_string),
            natural_key: Some(self.handle.clone()),
            status: match self.status {
                AccountStatus::Open => "open".to_owned(),
                AccountStatus::Suspended => "suspended".to_owned(),
                AccountStatus::Closed => "closed".to_owned(),
            },
            ..Index::default()
        }
    }
}
