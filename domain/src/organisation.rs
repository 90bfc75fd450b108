//! Organisation 机构: a body that provides, uses, runs or supervises.

use std::collections::BTreeSet;

use base::OrganisationId;
use law::Actor as Part;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::notice::Reach;
use crate::record::{Index, Record};

/// What a body is under the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// 主管部门 / 大数据管理机构.
    Authority,
    /// 政务部门.
    Department,
    /// 公共服务组织.
    PublicServiceBody,
    /// 企业.
    Enterprise,
    /// 运营单位.
    Operator,
    /// 交易机构.
    Exchange,
    /// 监管机构.
    Regulator,
}

impl OrganisationKind {
    /// Whether the law counts it among the bodies that must catalogue and share 政务部门.
    pub const fn provides(self) -> bool {
        matches!(self, Self::Department | Self::Authority | Self::PublicServiceBody)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    pub kind: OrganisationKind,
    /// GB/T 2260 code of the region whose law binds it.
    pub region: String,
    /// Unified social credit code 统一社会信用代码, checked when registered.
    pub uscc: Option<String>,
    /// Tasks of supervision it has in its region 职能, such as `cyberspace`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub offices: BTreeSet<Part>,
    /// Where its notices go beside its inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

/// The parts a body plays because of a task it was given, not because of the case at hand.
pub const OFFICES: [Part; 9] = [
    Part::Government,
    Part::Cyberspace,
    Part::Police,
    Part::Secrecy,
    Part::Sector,
    Part::Development,
    Part::Standards,
    Part::Credit,
    Part::Regulator,
];

impl Record for Organisation {
    const KIND: RecordKind = RecordKind::Organisation;
    type Id = OrganisationId;

    fn id(&self) -> &OrganisationId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::OrganisationRegistered(organisation)) => Some(organisation.clone()),
            (Some(state), Act::ReachSet(reach)) => Some(Self { reach: Some(reach.clone()), ..state }),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.id.to_string()),
            // Few bodies have a task of supervision, and they are looked for often.
            subject: self.supervises().then(|| Self::OFFICE.to_owned()),
            natural_key: Some(self.uscc.clone().unwrap_or_else(|| self.name.clone())),
            status: "active".to_owned(),
            ..Index::default()
        }
    }
}

impl Organisation {
    /// The index word of a body with a task beside its own data.
    pub const OFFICE: &'static str = "office";

    /// As it is shown to those who may not set where its notices go.
    #[must_use]
    pub fn without_reach(self) -> Self {
        Self { reach: None, ..self }
    }

    fn supervises(&self) -> bool {
        let by_kind =
            matches!(self.kind, OrganisationKind::Authority | OrganisationKind::Operator | OrganisationKind::Exchange);
        by_kind || !self.offices.is_empty()
    }
}
