//! The words a rulebook may use for things that exist in code. A name outside these lists fails to load.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! named {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in rulebooks, records and JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    )+};
}

named! {
    /// What the platform makes impossible: a duty carried by code at all times.
    Control {
        /// 统一平台: data leaves through the gate only.
        OneDoor = "one-door",
        /// 目录管理: what is not in the catalogue is neither shared nor opened.
        CatalogueOnly = "catalogue-only",
        /// 目录确认: an entry is active only once the authority confirmed it.
        CatalogueConfirm = "catalogue-confirm",
        /// 共享类型.
        ShareClasses = "share-classes",
        /// 负面清单: what is not on it is shared.
        NegativeList = "negative-list",
        /// 不予共享依据: not shared only with a ground of the listed kinds.
        NotSharedBasis = "not-shared-basis",
        /// 按规定使用: purpose, fields, term and channel of the agreement bind every read.
        AgreedUse = "agreed-use",
        /// 同等效力: a receipt anyone can verify stands in for paper.
        SameForce = "same-force",
        /// 开放类型.
        OpenClasses = "open-classes",
        /// 免费获取: no fee and no approval for what is unconditionally open.
        FreeOpen = "free-open",
        /// 申请说明事项: the application states every matter the article names.
        ConditionalForm = "conditional-form",
        /// 说明理由并提供依据.
        RefusalReasons = "refusal-reasons",
        /// 可机器读取.
        MachineReadable = "machine-readable",
    }

    /// What the platform counts and shows: a duty carried by being seen.
    Report {
        /// 数据质量: each version's rows kept and set aside, missing values and duplicates.
        VersionQuality = "version-quality",
    }

    /// What must hold before a step happens 前置条件. The rule itself lives in `domain`.
    Guard {
        /// The dataset is confirmed in the catalogue.
        DatasetListed = "dataset-listed",
        /// The dataset's share class lets this be asked.
        ShareClassAllows = "share-class-allows",
        /// The dataset's open class lets this be asked.
        OpenClassAllows = "open-class-allows",
        /// A dataset classed 不予共享 names a ground of the region's list.
        NotSharedBasis = "not-shared-basis",
        /// Nobody asks themselves for data.
        RequesterNotProvider = "requester-not-provider",
        /// The reason is not blank and the citation resolves.
        ReasonAndBasis = "reason-and-basis",
        /// The purpose is one of the region's list.
        PurposeKnown = "purpose-known",
    }

    /// What a step does to records beyond moving the case 办理结果. The change itself lives in `domain`.
    Effect {
        /// The catalogue entry becomes active.
        ConfirmDataset = "confirm-dataset",
        /// An agreement 协议 comes into being.
        GrantAgreement = "grant-agreement",
    }

    /// Who takes a step 办理人.
    Actor {
        /// 申请人.
        Applicant = "applicant",
        /// 提供部门: the organisation holding the dataset.
        Provider = "provider",
        /// 主管部门.
        Authority = "authority",
    }

    /// What a case 办件 is about.
    Subject {
        /// 数据资源.
        Dataset = "dataset",
    }

    /// What a form field 表单项 holds.
    FieldKind {
        Text = "text",
        /// A date in Asia/Shanghai.
        Date = "date",
        /// A dataset id.
        Dataset = "dataset",
        /// Names of fields of the case's dataset.
        Fields = "fields",
        /// A purpose code of the region.
        Purpose = "purpose",
        /// A citation.
        Basis = "basis",
        /// A mask per field.
        Masks = "masks",
        /// A condition every row must meet.
        RowFilter = "row-filter",
        /// Further datasets, each with its fields, masks and rows.
        Tables = "tables",
        /// Ways of delivery 交付方式.
        Channels = "channels",
    }

    /// The force with which a duty speaks.
    Modality {
        /// 应当.
        Obligation = "obligation",
        /// 不得.
        Prohibition = "prohibition",
        /// 可以, 鼓励.
        Permission = "permission",
        /// 有权.
        Right = "right",
        /// 所称.
        Definition = "definition",
        /// 原则.
        Principle = "principle",
        /// 责任.
        Sanction = "sanction",
    }

    /// Whether a regulation is law yet.
    Standing {
        InForce = "in-force",
        /// 征求意见稿: binds only where the region's file says `pilot = true`.
        Draft = "draft",
    }

    /// The part a share class 共享属性 plays, whatever a region calls it.
    ShareClass {
        /// 无条件共享.
        Unconditional = "unconditional",
        /// 有条件共享.
        Conditional = "conditional",
        /// 不予共享.
        NotShared = "not-shared",
    }

    /// The part an open class 开放属性 plays, whatever a region calls it.
    OpenClass {
        /// 无条件开放.
        Unconditional = "unconditional",
        /// 有条件开放.
        Conditional = "conditional",
        /// 不予开放.
        NotOpen = "not-open",
    }
}
