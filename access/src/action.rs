use std::fmt;

/// What someone may want to do. Each is declared in `policies/gongshu.cedarschema` with the resource it applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// 机构登记, on the platform.
    RegisterOrganisation,
    /// On an organisation.
    SeeOrganisation,
    /// 开户, on the organisation the account will act for; on the platform for a citizen.
    OpenAccount,
    /// 角色调整, on an account.
    SetRoles,
    /// 销户, on an account.
    CloseAccount,
    /// On an account.
    SeeAccount,
    /// On the account the token speaks for.
    IssueToken,
    /// On the account the credential belongs to.
    RevokeCredential,
    /// 目录编制, on the organisation that provides.
    RegisterDataset,
    /// 目录更新, on a dataset.
    ReviseDataset,
    /// On a dataset.
    SeeDataset,
    /// 批次入库, on a dataset.
    ReceiveVersion,
    /// On the dataset the version belongs to.
    SeeVersion,
    /// 分级确认, on a dataset.
    ConfirmGrades,
    /// 办件受理, on a dataset and the name of a procedure.
    OpenCase,
    /// 环节办理, on a case.
    StepCase,
    /// On a case.
    SeeCase,
    /// On an agreement.
    SeeAgreement,
    /// Whether the role may read at all, on each dataset asked of; what may leave is the gate's decision.
    ReadData,
    /// On a receipt.
    SeeReceipt,
    /// On the account that reads its own or its body's notices.
    ReadNotice,
    /// 送达地址, on the organisation whose notices go there.
    SetReach,
    /// 代办, on the account whose place is taken.
    SetStandIn,
    /// 附件, on the account that hands it in.
    Attach,
    /// 统计报告, on the platform.
    SeeReport,
    /// 审计追溯: who saw what, what the risk watch found, and SQL over acts and receipts, on the platform.
    SeeAudit,
    /// The log and its proofs, on the platform.
    SeeLog,
}

impl Action {
    pub const ALL: [Self; 27] = [
        Self::RegisterOrganisation,
        Self::SeeOrganisation,
        Self::OpenAccount,
        Self::SetRoles,
        Self::CloseAccount,
        Self::SeeAccount,
        Self::IssueToken,
        Self::RevokeCredential,
        Self::RegisterDataset,
        Self::ReviseDataset,
        Self::SeeDataset,
        Self::ReceiveVersion,
        Self::SeeVersion,
        Self::ConfirmGrades,
        Self::OpenCase,
        Self::StepCase,
        Self::SeeCase,
        Self::SeeAgreement,
        Self::ReadData,
        Self::SeeReceipt,
        Self::ReadNotice,
        Self::SetReach,
        Self::SetStandIn,
        Self::Attach,
        Self::SeeReport,
        Self::SeeAudit,
        Self::SeeLog,
    ];

    /// The name in the policies, such as `receive-version`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegisterOrganisation => "register-organisation",
            Self::SeeOrganisation => "see-organisation",
            Self::OpenAccount => "open-account",
            Self::SetRoles => "set-roles",
            Self::CloseAccount => "close-account",
            Self::SeeAccount => "see-account",
            Self::IssueToken => "issue-token",
            Self::RevokeCredential => "revoke-credential",
            Self::RegisterDataset => "register-dataset",
            Self::ReviseDataset => "revise-dataset",
            Self::SeeDataset => "see-dataset",
            Self::ReceiveVersion => "receive-version",
            Self::SeeVersion => "see-version",
            Self::ConfirmGrades => "confirm-grades",
            Self::OpenCase => "open-case",
            Self::StepCase => "step-case",
            Self::SeeCase => "see-case",
            Self::SeeAgreement => "see-agreement",
            Self::ReadData => "read-data",
            Self::SeeReceipt => "see-receipt",
            Self::ReadNotice => "read-notice",
            Self::SetReach => "set-reach",
            Self::SetStandIn => "set-stand-in",
            Self::Attach => "attach",
            Self::SeeReport => "see-report",
            Self::SeeAudit => "see-audit",
            Self::SeeLog => "see-log",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
