use std::collections::BTreeSet;

use base::{AccountId, Digest, Grade, Kind, LawDate, Timestamp};
use domain::Deciding;
use domain::account::{Account, AccountStatus, Role};
use domain::dataset::{Catalogue, Dataset, DatasetStatus, Field, Opening, ResourceFormat, Sharing, UpdateCycle};
use domain::organisation::{Organisation, OrganisationKind};
use domain::refusal::No;
use domain::version::{Manifest, Reading, Version};
use law::{OpenClass, ShareClass};

use crate::scene::{Place, place};

/// A region's law on a Tuesday morning before the spring festival of 2026.
pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) now: Timestamp,
}

impl World {
    /// Under Hainan's law.
    pub(crate) fn new() -> Self {
        Self::of("460000")
    }

    pub(crate) fn of(name: &'static str) -> Self {
        Self { place: place(name), now: "2026-02-10T09:00:00+08:00".parse().unwrap() }
    }

    pub(crate) fn deciding(&self) -> Deciding<'_> {
        Deciding {
            now: self.now,
            rulebook: self.place.rulebook,
            region: self.place.region,
            place: &self.place.region.code,
        }
    }

    pub(crate) fn today(&self) -> LawDate {
        self.now.law_date()
    }
}

pub(crate) fn account(id: &str, organisation: Option<&str>, roles: &[Role]) -> Account {
    Account {
        id: id.parse::<AccountId>().unwrap(),
        handle: id.to_owned(),
        organisation: organisation.map(|id| id.parse().unwrap()),
        roles: roles.iter().copied().collect(),
        status: AccountStatus::Open,
        stand_in: None,
    }
}

pub(crate) fn catalogue() -> Catalogue {
    Catalogue {
        category: "3 06 001".to_owned(),
        title: "居民登记".to_owned(),
        code: "residents".to_owned(),
        provider_code: None,
        summary: "居民登记信息".to_owned(),
        format: ResourceFormat::Spreadsheet,
        sharing: Sharing {
            class: ShareClass::Conditional,
            condition: Some("经提供部门同意".to_owned()),
            method: None,
            ground: None,
        },
        opening: Opening { class: OpenClass::Conditional, condition: None },
        update_cycle: UpdateCycle::Monthly,
        published: None,
        related: Vec::new(),
        responsible: Some("数据管理岗".to_owned()),
        base_library: None,
        treasury_funded: false,
        keep_days: Some(365),
        secret: false,
    }
}

pub(crate) fn field(name: &str, proposed: Grade, kinds: &[Kind]) -> Field {
    let kinds: BTreeSet<Kind> = kinds.iter().copied().collect();
    Field {
        name: name.to_owned(),
        data_type: "text".to_owned(),
        kinds,
        proposed,
        why: Vec::new(),
        confirmed: None,
        corrected: None,
    }
}

/// A confirmed dataset of department `a` with a version.
pub(crate) fn dataset() -> Dataset {
    Dataset {
        id: "ds-residents".parse().unwrap(),
        provider: "a".parse().unwrap(),
        catalogue: catalogue(),
        key_field: Some("编号".to_owned()),
        fields: vec![
            field("编号", Grade::General1, &[]),
            field("姓名", Grade::General3, &[Kind::Name]),
            field("身份证号", Grade::General4, &[Kind::IdNumber]),
        ],
        status: DatasetStatus::Listed,
        version: Some("ver-1".parse().unwrap()),
        keep_until: None,
        opened: None,
        case: "case-0".parse().unwrap(),
    }
}

/// Department `a` of that dataset.
pub(crate) fn department() -> Organisation {
    Organisation {
        id: "a".parse().unwrap(),
        name: "民政局".to_owned(),
        kind: OrganisationKind::Department,
        region: "460000".to_owned(),
        uscc: None,
        offices: BTreeSet::new(),
        reach: None,
    }
}

/// The batch readers of that dataset see.
pub(crate) fn version() -> Version {
    let digest = Digest::of(b"residents");
    Version {
        id: "ver-1".parse().unwrap(),
        dataset: "ds-residents".parse().unwrap(),
        number: 1,
        received: "2026-02-01T09:00:00+08:00".parse().unwrap(),
        reading: Reading {
            format: "csv".to_owned(),
            encoding: "utf-8".to_owned(),
            rows_read: 2,
            rows_kept: 2,
            rows_set_aside: 0,
            source: digest,
            pack: None,
        },
        manifest: Manifest {
            delta_version: 0,
            rows: 2,
            columns: Vec::new(),
            files: Vec::new(),
            key_index: None,
            log: Vec::new(),
        },
        key_field: None,
        destroyed: None,
        keep_until: None,
        expired: None,
        held: false,
        key: None,
        erased: None,
        ending: None,
        rewrites: None,
    }
}

/// What a decision said, in one line: act names, or the kind of no with its key and articles.
pub(crate) fn said(result: Result<Vec<&'static str>, No>) -> String {
    match result {
        Ok(acts) => acts.join(" "),
        Err(No::Refused(refusal)) => {
            let basis: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
            assert!(!basis.is_empty(), "a refusal without an article: {}", refusal.message.key);
            format!("refused {} {}", refusal.message.key, basis.join(" "))
        }
        Err(No::Invalid(wrong)) => {
            let wrong: Vec<String> = wrong.iter().map(|one| format!("{}={}", one.field, one.message.key)).collect();
            format!("invalid {}", wrong.join(" "))
        }
        Err(No::State(message)) => format!("state {}", message.key),
    }
}
