//! Questions the regulations answer differently: each region's file gives its answer, with its article.

named! {
    /// A question of law a region's file answers.
    Setting {
        /// 共享默认类型.
        SharingDefault = "sharing.default",
        /// 共享是否无偿.
        SharingFee = "sharing.fee",
        /// 不予共享的救济.
        SharingRefusal = "sharing.refusal",
        /// 开放是否无偿.
        OpeningFee = "opening.fee",
        /// 开放默认类型.
        OpeningDefault = "opening.default",
        /// 不予开放能否转为开放.
        OpeningUpgrade = "opening.upgrade",
        /// 由谁确定共享类型.
        ClassSetBy = "class.set-by",
        /// 建设平台的层级.
        PlatformLevels = "platform.levels",
        /// 部门间直接交换.
        PlatformDirectExchange = "platform.direct-exchange",
        /// 重要数据目录由谁制定.
        ImportantDataBy = "important-data.by",
        /// 匿名化标准.
        AnonymityTest = "anonymity.test",
        /// 追溯例外.
        AnonymityTracing = "anonymity.tracing",
        /// 个人信息删除的条件.
        DeletionTrigger = "deletion.trigger",
        /// 须报告的事件级别.
        IncidentLevel = "incident.level",
        /// 可能泄露是否报告.
        IncidentPossible = "incident.possible",
        /// 校核纠错的方式.
        CorrectionRoute = "correction.route",
        /// 交易场所设立.
        TradingVenue = "trading.venue",
        /// 采集前风险评估.
        CollectionAssessment = "collection.assessment",
        /// 目录是否须载明保存期限.
        RetentionTerm = "retention.term",
        /// 存储加密的密码算法.
        SealSuite = "seal.suite",
    }
}

impl Setting {
    /// The answers the engine understands; a list takes any of them.
    pub const fn answers(self) -> &'static [&'static str] {
        match self {
            Self::SharingDefault | Self::OpeningDefault => &["unconditional", "conditional", "none"],
            Self::SharingFee | Self::OpeningFee => &["free", "charged"],
            Self::SharingRefusal => &["grounds", "mediation", "none"],
            Self::OpeningUpgrade | Self::PlatformDirectExchange | Self::AnonymityTracing => &["allowed", "barred"],
            Self::ClassSetBy | Self::ImportantDataBy => {
                &["provider", "authority", "authority-and-secrecy", "authority-and-cyberspace", "sector"]
            }
            Self::PlatformLevels => &["province", "city", "county"],
            Self::AnonymityTest => &["unidentifiable", "irreversible", "anonymised-or-authorised"],
            Self::DeletionTrigger => &["request", "breach"],
            Self::IncidentLevel => &["any", "larger", "major"],
            Self::IncidentPossible | Self::CollectionAssessment | Self::RetentionTerm => &["required", "not-required"],
            Self::CorrectionRoute => &["order", "objection"],
            Self::SealSuite => &["national", "international"],
            Self::TradingVenue => &["provincial-approval", "lawful"],
        }
    }
}
