//! Dataset 数据资源: a catalogue entry with the national 12-element metadata and its fields.

use std::collections::BTreeSet;

use base::{CaseId, DatasetId, Grade, Kind, LawDate, Message, OrganisationId, VersionId};
use law::{Control, OpenClass, ShareClass};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::decide::Deciding;
use crate::record::{Decided, Index, Record};
use crate::refusal::{Invalid, No, Refusal};

/// 共享属性: class, condition and method, and the basis where it is not shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    pub class: ShareClass,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// 共享方式, such as interface or file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// For data that is not shared: one of the region's lawful grounds, and the citation it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
}

/// The statute, administrative regulation or policy that keeps data from being shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Code of the region's rulebook, such as `statute`.
    pub kind: String,
    /// Title and article of the text.
    pub citation: String,
}

/// 开放属性.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub class: OpenClass,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// 更新周期.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateCycle {
    RealTime,
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
}

/// 信息资源格式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceFormat {
    /// 电子文件.
    Document,
    /// 电子表格.
    Spreadsheet,
    /// 数据库.
    Database,
    /// 图形图像.
    Image,
    /// 流媒体.
    Media,
    /// 自描述格式.
    SelfDescribing,
    /// 服务接口.
    Interface,
}

/// The national catalogue metadata 政务信息资源目录核心元数据, less the fields, which the first version brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// 分类: 类 1 digit, 项 2, 目 3, 细目, as one text.
    pub category: String,
    /// 名称.
    pub title: String,
    /// 代码, unique on the platform.
    pub code: String,
    /// 提供方代码 (USCC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// 摘要.
    pub summary: String,
    pub format: ResourceFormat,
    pub sharing: Sharing,
    pub opening: Opening,
    pub update_cycle: UpdateCycle,
    /// 发布日期, set when the entry is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<LawDate>,
    /// 关联资源代码.
    #[serde(default)]
    pub related: Vec<String>,
    /// 涉密标志: a marked entry is refused, never kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// Field 信息项.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub data_type: String,
    /// What the values are, as recognised.
    pub kinds: BTreeSet<Kind>,
    pub proposed: Grade,
    /// Set by the steward; until then the proposal binds.
    pub confirmed: Option<Grade>,
}

impl Field {
    pub fn grade(&self) -> Grade {
        self.confirmed.unwrap_or(self.proposed)
    }
}

/// A steward's word on one field's grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldGrade {
    pub field: String,
    pub grade: Grade,
    /// Why, where it is below the proposal.
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub catalogue: Catalogue,
}

/// A change of class 属性变更. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reclassing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatasetStatus {
    /// Written down, waiting for the authority.
    Registered,
    /// Confirmed: may be shared and opened.
    Listed,
    /// 注销: no longer shared or opened.
    Withdrawn,
}

impl DatasetStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Listed => "listed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    pub id: DatasetId,
    pub provider: OrganisationId,
    pub catalogue: Catalogue,
    /// The field whose values name one row each.
    pub key_field: Option<String>,
    pub fields: Vec<Field>,
    pub status: DatasetStatus,
    /// What readers see now.
    pub version: Option<VersionId>,
    /// The registration case.
    pub case: CaseId,
}

impl Dataset {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Record for Dataset {
    const KIND: RecordKind = RecordKind::Dataset;
    type Id = DatasetId;

    fn id(&self) -> &DatasetId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::DatasetRegistered(dataset) => Some(dataset.clone()),
                _ => None,
            };
        };
        match act {
            Act::DatasetRevised(revision) => state.catalogue = revision.catalogue.clone(),
            Act::DatasetConfirmed { on } => {
                state.status = DatasetStatus::Listed;
                state.catalogue.published = Some(*on);
            }
            Act::DatasetReclassified(change) => {
                let (sharing, opening) = (change.sharing.clone(), change.opening.clone());
                state.catalogue.sharing = sharing.unwrap_or(state.catalogue.sharing);
                state.catalogue.opening = opening.unwrap_or(state.catalogue.opening);
            }
            Act::DatasetWithdrawn { .. } => state.status = DatasetStatus::Withdrawn,
            Act::VersionGone { version } if state.version.as_ref() == Some(version) => state.version = None,
            Act::VersionAdopted { version, fields } => {
                state.version = Some(version.clone());
                state.fields.clone_from(fields);
            }
            Act::GradesConfirmed { grades } => {
                for field in &mut state.fields {
                    if let Some(word) = grades.iter().find(|word| word.field == field.name) {
                        field.confirmed = Some(word.grade);
                    }
                }
            }
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.provider.to_string()),
            natural_key: Some(self.catalogue.code.clone()),
            status: self.status.as_str().to_owned(),
            ..Index::default()
        }
    }
}

/// A department writes a catalogue entry down 目录编制. It binds nobody until the authority confirms it.
pub fn register(dataset: &Dataset, deciding: &Deciding<'_>) -> Result<Vec<Decided>, No> {
    check_catalogue(&dataset.catalogue, deciding)?;
    let basis = deciding.basis(Control::CatalogueOnly);
    Ok(vec![Decided::new(Act::DatasetRegistered(dataset.clone()), basis)])
}

/// Changes an entry that is not yet confirmed.
pub fn revise(dataset: &Dataset, catalogue: &Catalogue, deciding: &Deciding<'_>) -> Result<Vec<Decided>, No> {
    if dataset.status != DatasetStatus::Registered {
        return Err(No::State(Message::new("state-dataset-listed").with("dataset", &dataset.id)));
    }
    check_catalogue(catalogue, deciding)?;
    let basis = deciding.basis(Control::CatalogueOnly);
    Ok(vec![Decided::new(Act::DatasetRevised(Revision { catalogue: catalogue.clone() }), basis)])
}

/// The version that was received becomes the one readers see. A steward's word on a field stays with its name.
pub fn adopt(dataset: &Dataset, version: VersionId, fields: Vec<Field>, deciding: &Deciding<'_>) -> Vec<Decided> {
    let fields = fields
        .into_iter()
        .map(|field| {
            let confirmed = dataset.field(&field.name).and_then(|before| before.confirmed);
            Field { confirmed: confirmed.map(|grade| grade.max(field.proposed)), ..field }
        })
        .collect();
    vec![Decided::new(Act::VersionAdopted { version, fields }, deciding.basis(Control::OneDoor))]
}

/// The steward's word on grades. Going below the proposal needs a reason.
pub fn confirm_grades(dataset: &Dataset, grades: &[FieldGrade], deciding: &Deciding<'_>) -> Result<Vec<Decided>, No> {
    if dataset.status == DatasetStatus::Withdrawn {
        return Err(No::State(Message::new("state-dataset-withdrawn").with("dataset", &dataset.id)));
    }
    let mut wrong = Vec::new();
    for word in grades {
        match dataset.field(&word.field) {
            None => wrong.push(Invalid {
                field: format!("grades.{}", word.field),
                message: Message::new("invalid-unknown-field").with("field", &word.field),
            }),
            Some(field) if word.grade < field.proposed && word.reason.trim().is_empty() => wrong.push(Invalid {
                field: format!("grades.{}.reason", word.field),
                message: Message::new("invalid-grade-needs-reason").with("field", &word.field),
            }),
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    let basis = deciding.basis(Control::OneDoor);
    Ok(vec![Decided::new(Act::GradesConfirmed { grades: grades.to_vec() }, basis)])
}

fn check_catalogue(catalogue: &Catalogue, deciding: &Deciding<'_>) -> Result<(), No> {
    let mut wrong = Vec::new();
    let texts = [("category", &catalogue.category), ("title", &catalogue.title), ("code", &catalogue.code)];
    for (name, text) in texts.into_iter().chain([("summary", &catalogue.summary)]) {
        let length = text.trim().chars().count();
        if length == 0 || length > 2000 {
            wrong.push(Invalid {
                field: format!("catalogue.{name}"),
                message: Message::new("invalid-text-length").with("field", name).with("max", 2000),
            });
        }
    }
    if let Some(code) = &catalogue.provider_code
        && let Err(why) = base::identifier::uscc::check(code)
    {
        wrong.push(Invalid {
            field: "catalogue.provider_code".to_owned(),
            message: Message::new("invalid-uscc").with("why", why),
        });
    }
    if !wrong.is_empty() {
        return Err(No::Invalid(wrong));
    }
    if catalogue.secret {
        return Err(state_secret(deciding));
    }
    check_not_shared(&catalogue.sharing, deciding)?;
    check_not_open(&catalogue.opening, deciding)
}

/// What is marked as a state secret has no place on the platform.
pub(crate) fn state_secret(deciding: &Deciding<'_>) -> No {
    let basis = deciding.basis_among(&[Control::NoStateSecrets]);
    Refusal::new(Message::new("refusal-state-secret"), basis).into()
}

/// Data may be kept from sharing only on one of the grounds the law names; on any it cites where the law names none.
pub(crate) fn check_not_shared(sharing: &Sharing, deciding: &Deciding<'_>) -> Result<(), No> {
    if sharing.class != ShareClass::NotShared {
        return Ok(());
    }
    let grounds = &deciding.region.lists.not_shared_grounds;
    let lawful = sharing.ground.as_ref().is_some_and(|ground| {
        !ground.citation.trim().is_empty() && (grounds.is_empty() || grounds.iter().any(|g| g.code == ground.kind))
    });
    if lawful {
        return Ok(());
    }
    let controls = [Control::NotSharedBasis, Control::ShareByDefault, Control::ShareClasses];
    let message = Message::new("refusal-not-shared-without-ground");
    Err(Refusal::new(message, deciding.basis_among(&controls)).into())
}

/// Where the law names grounds for not opening, an entry classed so names one of them as its condition.
pub(crate) fn check_not_open(opening: &Opening, deciding: &Deciding<'_>) -> Result<(), No> {
    let grounds = &deciding.region.lists.not_open_grounds;
    let named = opening.condition.as_ref().is_some_and(|named| grounds.iter().any(|ground| &ground.code == named));
    if opening.class != OpenClass::NotOpen || grounds.is_empty() || named {
        return Ok(());
    }
    let controls = [Control::NotOpenBasis, Control::OpenClasses];
    Err(Refusal::new(Message::new("refusal-not-open-without-ground"), deciding.basis_among(&controls)).into())
}
