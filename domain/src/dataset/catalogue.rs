//! What a catalogue entry says of itself 目录要素.

use base::{LawDate, Timestamp};
use law::{OpenClass, ShareClass};
use serde::{Deserialize, Serialize};

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
    /// 责任岗位: who answers for the entry. Required where the region's law has entries name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// 所属基础库: code of the region's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_library: Option<String>,
    /// 财政性资金形成: the treasury paid for it, whoever holds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub treasury_funded: bool,
    /// 保存期限: days a version is kept after it was received. Required where the region's law asks for a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
    /// 涉密标志: a marked entry is refused, never kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

impl Catalogue {
    /// The last day a version received at `received` is kept. None where the entry sets no term.
    pub fn keep_until(&self, received: Timestamp) -> Option<LawDate> {
        Some(received.plus_days(i64::from(self.keep_days?)).law_date())
    }
}
