//! What the steps of a procedure are made of.

use super::control::Part;

named! {
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
        /// A dataset classed 不予开放 names a ground of the region's list, where it has one.
        NotOpenBasis = "not-open-basis",
        /// Nobody asks themselves for data.
        RequesterNotProvider = "requester-not-provider",
        /// The purpose is one of the region's list.
        PurposeKnown = "purpose-known",
        /// The reason is not blank and the citation resolves.
        ReasonAndBasis = "reason-and-basis",
        /// Every field of the dataset has a grade its steward confirmed.
        Graded = "graded",
        /// Each grade given is of a field there is, with a reason where it overrides the proposal.
        GradesReasoned = "grades-reasoned",
        /// No field that is, is proposed or becomes important or core data is among those graded.
        GradesGeneral = "grades-general",
        /// The dataset is not marked as a state secret.
        NotSecret = "not-secret",
        /// None of the items asked for is in the sharing catalogue already.
        NotAvailableBySharing = "not-available-by-sharing",
        /// What is graded important is on the register of important data and was assessed, where the law protects it.
        ImportantProtected = "important-protected",
        /// The supplier has a contract on record.
        ContractOnFile = "contract-on-file",
        /// The venue states the number of its approval.
        VenueApproved = "venue-approved",
        /// The dataset has a certificate or a consent on record.
        RightsOnFile = "rights-on-file",
        /// No important grade, no personal field without a mask.
        TradeLawful = "trade-lawful",
        /// Quality, price, delivery and use are stated.
        ContractTerms = "contract-terms",
        /// Personal fields are masked, or consent is on record.
        PersonalProtected = "personal-protected",
        /// Masks, declassification or consent support the change of class.
        UpgradeSupported = "upgrade-supported",
        /// A working connection of the body is on record.
        ConnectionOnRecord = "connection-on-record",
        /// The code of the emergency is stated.
        EmergencyEvent = "emergency-event",
        /// What the release would risk was assessed, and it keeps within the region's limits.
        RiskAssessed = "risk-assessed",
        /// Another account than the one that took the step before.
        SecondPerson = "second-person",
        /// The agreement is in force.
        AgreementInForce = "agreement-in-force",
        /// The ground is one of the region's grounds for deletion.
        GroundKnown = "ground-known",
        /// No dispute, audit or investigation needs what is to go.
        NotHeld = "not-held",
    }

    /// What a step does to records beyond moving the case 办理结果. The change itself lives in `domain`.
    Effect {
        /// The catalogue entry becomes active.
        ConfirmDataset = "confirm-dataset",
        /// The catalogue entry ends, and with it every reading of it.
        WithdrawDataset = "withdraw-dataset",
        /// The entry's share or open class changes.
        ReclassifyDataset = "reclassify-dataset",
        /// The grades 分级 given come into force; what they override is kept as an example.
        ConfirmGrades = "confirm-grades",
        /// An agreement 协议 comes into being.
        GrantAgreement = "grant-agreement",
        /// Its fields, masks, rows, channels or term change.
        AmendAgreement = "amend-agreement",
        /// It stops for a time.
        SuspendAgreement = "suspend-agreement",
        /// It goes on.
        ResumeAgreement = "resume-agreement",
        /// It ends before its term.
        TerminateAgreement = "terminate-agreement",
        /// The agreement this case granted ends.
        TerminateGranted = "terminate-granted",
        /// A version's objects are destroyed.
        DestroyVersion = "destroy-version",
        /// One person's rows leave a dataset, and the acts that name the person lose their content.
        ErasePerson = "erase-person",
        /// An entry comes into the procedure's register.
        Enter = "enter",
        /// The entry takes up what the step says.
        AmendEntry = "amend-entry",
        /// An entry with a number, which anyone can verify.
        IssueCertificate = "issue-certificate",
        /// The entry is shown to everyone.
        PublishEntry = "publish-entry",
        /// The entry has served its purpose.
        CloseEntry = "close-entry",
        /// The entry no longer holds.
        StrikeEntry = "strike-entry",
        /// What a risk alert stopped goes on: the account it suspended, the agreement it suspended.
        LiftSuspension = "lift-suspension",
        OpenWorkspace = "open-workspace",
        ReviewProduct = "review-product",
        DeliverTrade = "deliver-trade",
        PseudonymiseDataset = "pseudonymise-dataset",
        BlindComparison = "blind-comparison",
        MergePurchase = "merge-purchase",
    }

    /// Who takes a step 办理人.
    Actor {
        /// 申请人: who opened the case.
        Applicant = "applicant",
        /// 提供部门: the body holding the dataset.
        Provider = "provider",
        /// 使用方: the consumer of the agreement.
        Consumer = "consumer",
        /// 相对人: the body the case is about.
        Respondent = "respondent",
        /// 主管部门.
        Authority = "authority",
        /// 上级主管部门.
        Superior = "superior",
        /// 人民政府.
        Government = "government",
        /// 网信部门.
        Cyberspace = "cyberspace",
        /// 公安机关.
        Police = "police",
        /// 保密部门.
        Secrecy = "secrecy",
        /// 行业主管部门.
        Sector = "sector",
        /// 发展改革部门.
        Development = "development",
        /// 标准化部门.
        Standards = "standards",
        /// 信用部门.
        Credit = "credit",
        /// 监管机构.
        Regulator = "regulator",
        /// 运营单位.
        Operator = "operator",
        /// 交易机构.
        Exchange = "exchange",
        /// Any account.
        Anyone = "anyone",
        /// A timer.
        Platform = "platform",
    }

    /// What a case 办件 is about.
    Subject {
        /// 数据资源.
        Dataset = "dataset",
        /// 协议.
        Agreement = "agreement",
        /// 批次.
        Version = "version",
        /// 机构.
        Organisation = "organisation",
        /// 办件: another case.
        Case = "case",
        /// 事项: nothing on record; the form says what.
        Matter = "matter",
    }

    /// What a form field 表单项 holds.
    FieldKind {
        Text = "text",
        /// A date in Asia/Shanghai.
        Date = "date",
        Number = "number",
        /// One of the options the field lists.
        Enum = "enum",
        /// Yes or no.
        Flag = "flag",
        /// 同意: must be given, and is never given beforehand.
        Consent = "consent",
        Organisation = "organisation",
        Dataset = "dataset",
        Agreement = "agreement",
        Version = "version",
        Case = "case",
        /// Names of fields of the case's dataset.
        Fields = "fields",
        /// A purpose code of the region.
        Purpose = "purpose",
        /// A citation.
        Basis = "basis",
        /// A mask per field.
        Masks = "masks",
        /// How far the marks of copies may change each field.
        Marking = "marking",
        /// A condition every row must meet.
        RowFilter = "row-filter",
        /// Further datasets, each with its fields, masks and rows.
        Tables = "tables",
        /// Ways of delivery 交付方式.
        Channels = "channels",
        /// An attachment 附件, by its id.
        File = "file",
        Grade = "grade",
        /// A word on the grade, and on what it holds, per field.
        Grades = "grades",
        ShareClass = "share-class",
        OpenClass = "open-class",
        /// What the data is used for 使用场景, as far as it decides how much masks must hide.
        Scene = "scene",
    }

    /// What an attachment 附件 may be, told by its content.
    FileType {
        Pdf = "pdf",
        /// 版式文件, GB/T 33190.
        Ofd = "ofd",
        Docx = "docx",
        Xlsx = "xlsx",
        Pptx = "pptx",
        Doc = "doc",
        Xls = "xls",
        Png = "png",
        Jpg = "jpg",
        Zip = "zip",
        Csv = "csv",
        Txt = "txt",
    }

    /// A register 登记簿 entries are kept in.
    Register {
        Plan = "plan",
        Standard = "standard",
        Policy = "policy",
        Responsibility = "responsibility",
        Training = "training",
        ImportantSystem = "important-system",
        ImportantData = "important-data",
        Asset = "asset",
        RiskAssessment = "risk-assessment",
        Incident = "incident",
        Drill = "drill",
        Defect = "defect",
        Warning = "warning",
        Interview = "interview",
        Complaint = "complaint",
        Consent = "consent",
        PersonalRight = "personal-right",
        Correction = "correction",
        Verification = "verification",
        NegativeList = "negative-list",
        Demand = "demand",
        Purchase = "purchase",
        Census = "census",
        Migration = "migration",
        Project = "project",
        Outsourcing = "outsourcing",
        Operation = "operation",
        Certificate = "certificate",
        Contract = "contract",
        Credit = "credit",
        Order = "order",
        Content = "content",
        Linking = "linking",
        Transport = "transport",
        Destruction = "destruction",
        Emergency = "emergency",
        Evaluation = "evaluation",
        Product = "product",
        Collection = "collection",
        Inspection = "inspection",
        Backup = "backup",
        Transfer = "transfer",
    }
}

impl Effect {
    /// The part this effect waits for; None for one that works. A step with a waiting effect refuses.
    pub const fn waits_for(self) -> Option<Part> {
        match self {
            Self::OpenWorkspace | Self::ReviewProduct => Some(Part::Operation),
            Self::DeliverTrade => Some(Part::Trading),
            Self::PseudonymiseDataset | Self::BlindComparison => Some(Part::PrivacyComputing),
            Self::MergePurchase => Some(Part::Cascade),
            _ => None,
        }
    }

    /// Whether it keeps or changes an entry, so that the procedure needs a register.
    pub const fn keeps_entry(self) -> bool {
        matches!(
            self,
            Self::Enter
                | Self::AmendEntry
                | Self::IssueCertificate
                | Self::PublishEntry
                | Self::CloseEntry
                | Self::StrikeEntry
        )
    }
}
