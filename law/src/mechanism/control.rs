//! What carries a duty at all times, and what carries it by being seen.

named! {
    /// What the platform makes impossible: a duty carried by code at all times.
    Control {
        /// 统一平台: data leaves through the gate only.
        OneDoor = "one-door",
        /// 目录管理: what is not in the catalogue is neither shared nor opened.
        CatalogueOnly = "catalogue-only",
        /// 目录确认: an entry is active only once the authority confirmed it.
        CatalogueConfirm = "catalogue-confirm",
        /// 统一目录: one catalogue per region, every entry with its own id.
        OneCatalogue = "one-catalogue",
        /// 目录要素: an entry names its source body, its responsible post and the mandatory elements.
        CatalogueElements = "catalogue-elements",
        /// 共享类型.
        ShareClasses = "share-classes",
        /// 以共享为原则: what is shared on condition states the condition, what is not shared its ground.
        ShareByDefault = "share-by-default",
        /// 负面清单: what is not on it is shared.
        NegativeList = "negative-list",
        /// 不予共享依据: not shared only with a ground of the listed kinds.
        NotSharedBasis = "not-shared-basis",
        /// 按规定使用: purpose, fields, term and channel of the agreement bind every read.
        AgreedUse = "agreed-use",
        /// 协议在先: nobody reads without an agreement in force.
        AgreementSigned = "agreement-signed",
        /// 不得直接交换: no body takes another's data without the platform's agreement.
        NoDirectExchange = "no-direct-exchange",
        /// 无偿共享: no fee where the region shares free of charge.
        FreeSharing = "free-sharing",
        /// 同等效力: a receipt anyone can verify stands in for paper.
        SameForce = "same-force",
        /// 开放类型.
        OpenClasses = "open-classes",
        /// 不予开放依据: not open only with a ground the region lists.
        NotOpenBasis = "not-open-basis",
        /// 开放升级: a closed dataset opens only with masks, declassification or consent.
        UpgradeNeedsMasking = "upgrade-needs-masking",
        /// 免费获取: no fee and no approval for what is unconditionally open.
        FreeOpen = "free-open",
        /// 申请说明事项: the application states every matter the article names.
        ConditionalForm = "conditional-form",
        /// 安全承诺: the undertaking is given where the region asks for it.
        Undertaking = "undertaking",
        /// 不得转供: an agreement serves the one consumer it names.
        NoOnwardSupply = "no-onward-supply",
        /// 说明理由并提供依据.
        RefusalReasons = "refusal-reasons",
        /// 可机器读取.
        MachineReadable = "machine-readable",
        /// 先分级后使用: no grant on a dataset without class and grade.
        GradeBeforeRelease = "grade-before-release",
        /// 重要数据重点保护: it is granted or opened only once it is on its register and was assessed.
        ImportantData = "important-data",
        /// 同意或匿名: personal fields leave masked or with consent.
        ConsentOrAnonymity = "consent-or-anonymity",
        /// 输出脱敏.
        MasksOnOutput = "masks-on-output",
        /// 溯源例外: a personal field leaves as it is only under the statute the grant names.
        ReversibleWithBasis = "reversible-with-basis",
        /// 应急专用: an emergency grant is bound to its event and ends with it.
        EmergencyPurpose = "emergency-purpose",
        /// 涉密不入: what is marked secret is refused.
        NoStateSecrets = "no-state-secrets",
        /// 身份鉴别与访问授权.
        DenyByDefault = "deny-by-default",
        /// 全程留痕.
        EveryActLogged = "every-act-logged",
        /// 防篡改.
        TamperEvident = "tamper-evident",
        /// 可追溯: who read what and when is found in the log.
        Traceable = "traceable",
        /// 滥用防护.
        RateLimits = "rate-limits",
        /// 属地适用: an act is decided under the law of the body it concerns.
        LawOfThePlace = "law-of-the-place",
        /// 施行日期.
        InForceDates = "in-force-dates",
        /// 草案不生效.
        DraftNeverBinds = "draft-never-binds",
        /// 公共数据主体: only a body whose data is public data writes entries.
        PublicDataBodies = "public-data-bodies",
        /// 财政资金: what the treasury paid for is catalogued, whoever holds it.
        TreasuryFunded = "treasury-funded",
        /// 平台层级: a platform is founded only at the levels the law names.
        PlatformLevels = "platform-levels",
        /// 基础库: an entry belongs to a base library the region has, or to none.
        BaseLibraries = "base-libraries",
        /// 质量不合格暂存: a version too much of which was set aside is held, not shown.
        QualityHold = "quality-hold",
        /// 一数一源: what sharing gives is not collected again.
        NoRecollection = "no-recollection",
        /// 采集要素.
        CollectionAttributes = "collection-attributes",
        /// 采集前评估.
        AssessBeforeCollecting = "assess-before-collecting",
        /// 不得重复采购.
        NoRepurchase = "no-repurchase",
        /// 先签约后开户.
        SupplierContractFirst = "supplier-contract-first",
        /// 验收合格方可上线.
        AcceptanceGate = "acceptance-gate",
        /// 接入后验收.
        ConnectionBeforeAcceptance = "connection-before-acceptance",
        /// 双授权.
        DoubleAuthorisation = "double-authorisation",
        /// 交易场所批准.
        VenueApproved = "venue-approved",
        /// 禁止交易: harm to security, public interest or privacy.
        TradeBanHarm = "trade-ban-harm",
        /// 禁止交易: without the holder's authorisation.
        TradeBanUnauthorised = "trade-ban-unauthorised",
        /// 禁止交易: barred by law.
        TradeBanLaw = "trade-ban-law",
        /// 交易权属: a listing shows rights or anonymity.
        TradeRights = "trade-rights",
        /// 合同四项: quality, price, delivery and use.
        ContractTerms = "contract-terms",
        /// 交易备案.
        TradeFiled = "trade-filed",
        /// 交易可追溯.
        TradeTraceable = "trade-traceable",
        /// 证书可核验.
        CertificateVerifiable = "certificate-verifiable",
        /// 核验比对: a yes or no where the data itself is refused.
        VerifyInstead = "verify-instead",
        /// 不得索要证明: no paper proof is asked for of what sharing gives.
        NoPaperProof = "no-paper-proof",
        /// 单独同意: unticked, one purpose each.
        ConsentUnbundled = "consent-unbundled",
        /// 告知在先.
        NoticeBeforeConsent = "notice-before-consent",
        /// 存储等级: a store's level is not below the data's grade.
        StoreLevel = "store-level",
        /// 销毁审批.
        DestructionApproved = "destruction-approved",
        /// 保存期限: a version past its term is read no more.
        Retention = "retention",
        /// 暂停即停用.
        SuspensionStopsReads = "suspension-stops-reads",
        /// 关联审批: datasets not named together are not joined.
        LinkingApproved = "linking-approved",
        /// 启动预案.
        IncidentStartsPlan = "incident-starts-plan",
        /// 双人复核.
        SecondReviewer = "second-reviewer",
        /// 凭报告发证.
        CertificateNeedsReport = "certificate-needs-report",
        /// 无障碍.
        AccessiblePortal = "accessible-portal",
        /// 加密存储.
        SealedStorage = "sealed-storage",
        /// 加密传输.
        TransportEncryption = "transport-encryption",
        /// 水印溯源.
        FingerprintedCopies = "fingerprinted-copies",
        /// 隐私计算.
        PrivacyComputing = "privacy-computing",
        /// 内容拦截.
        ContentBlocking = "content-blocking",
        /// 分级备份.
        BackupSchedule = "backup-schedule",
        /// 异常行为识别.
        AnomalyWatch = "anomaly-watch",
        /// 数据回流.
        CascadeReturn = "cascade-return",
        /// 交易服务.
        TradeService = "trade-service",
        /// 隔离环境.
        IsolatedWorkspace = "isolated-workspace",
    }

    /// What the platform counts and shows: a duty carried by being seen.
    Report {
        /// 数据质量: each version's rows kept and set aside, missing values and duplicates.
        VersionQuality = "version-quality",
        /// 职责落实: which mechanism carries each duty and how often it acted.
        DutyCoverage = "duty-coverage",
        /// 按时办结率.
        OnTime = "on-time",
        /// 目录完整率.
        CatalogueCompleteness = "catalogue-completeness",
        /// 更新及时率.
        UpdatePunctuality = "update-punctuality",
        /// 质量与校核.
        QualityCorrection = "quality-correction",
        /// 共享需求满足率.
        SharingDemand = "sharing-demand",
        /// 使用情况反馈.
        UsageFeedback = "usage-feedback",
        /// 开放范围.
        OpeningScope = "opening-scope",
        /// 事件与演练.
        IncidentsDrills = "incidents-drills",
        /// 运营年度报告.
        OperatorYear = "operator-year",
        /// 机构评价.
        BodyScore = "body-score",
        /// 预警统计.
        ThreatStatistics = "threat-statistics",
        /// 平台迁移进度.
        MigrationProgress = "migration-progress",
        /// 服务办理情况.
        ServiceHandling = "service-handling",
        /// 重要数据目录: what is graded important or core, and whether it is listed and assessed.
        ImportantData = "important-data",
    }

    /// A rate 指标 the evaluation of a body can weigh; each is a column of another report.
    Figure {
        /// 按时办结: clocks stopped in time, of those that had to be.
        OnTime = "on-time",
        /// 目录完整: catalogue entries complete in every element.
        CatalogueCompleteness = "catalogue-completeness",
        /// 更新及时: updates that came when due.
        UpdatePunctuality = "update-punctuality",
        /// 数据质量: rows kept, of those received.
        Quality = "quality",
        /// 共享满足: requests for sharing granted, of those decided.
        SharingDemand = "sharing-demand",
        /// 校核更正: corrections ordered and made in time.
        Correction = "correction",
    }

    /// A part of the platform that is not built yet. What waits for one refuses, and counts as not carried.
    Part {
        /// 门户页面.
        Pages = "pages",
        /// 隐私计算.
        PrivacyComputing = "privacy-computing",
        /// 省市级联.
        Cascade = "cascade",
        /// 交易撮合与交付.
        Trading = "trading",
        /// 授权运营环境.
        Operation = "operation",
    }
}

impl Control {
    /// The part this control waits for; None for one that works.
    pub const fn waits_for(self) -> Option<Part> {
        match self {
            Self::AccessiblePortal | Self::ContentBlocking => Some(Part::Pages),
            Self::PrivacyComputing => Some(Part::PrivacyComputing),
            Self::CascadeReturn => Some(Part::Cascade),
            Self::TradeService => Some(Part::Trading),
            Self::IsolatedWorkspace => Some(Part::Operation),
            _ => None,
        }
    }
}
