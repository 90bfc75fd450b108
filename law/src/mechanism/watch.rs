//! What the risk watch looks for, and what it does about it.

named! {
    /// What a watch rule counts 监测方式. The counting itself lives in `domain`.
    Detector {
        /// 批量读取: rows that left for one account within the window.
        BulkReads = "bulk-reads",
        /// 非工作时间: readings outside the working hours of working days, within the window.
        OffHours = "off-hours",
        /// 读取量异常: rows of one day, beside the account's own days before.
        VolumeUnlikePast = "volume-unlike-past",
        /// 读取范围异常: datasets of one day, beside the account's own days before.
        BreadthUnlikePast = "breadth-unlike-past",
        /// 键值试探: look-ups by key that found nothing, within the window.
        KeyScanning = "key-scanning",
        /// 反复被拒: refused requests within the window.
        RepeatedRefusals = "repeated-refusals",
        /// 沉寂账户启用: days without any act before this one.
        DormantWaking = "dormant-waking",
        /// 凭据将到期: days a token still runs.
        ExpiringTokens = "expiring-tokens",
        /// 离岗前导出: rows exported in the days before the account closes, is stood in for, or its agreement ends.
        ExportBeforeDeparture = "export-before-departure",
        /// 并行使用: sessions one account opened within the window.
        ParallelUse = "parallel-use",
    }

    /// How grave a hit is 处置级别.
    Severity {
        /// 提示: on record, and the body is told.
        Notice = "notice",
        /// 立案: a case is opened with the evidence.
        Case = "case",
        /// 立案并暂停: reading stops too, until a step of the case lifts it.
        Suspend = "suspend",
    }

    /// What a hit stops 暂停对象.
    Stops {
        /// Every session and token of the account.
        Account = "account",
        /// The agreement the readings rested on.
        Agreement = "agreement",
    }

    /// What a watch rule states beside its limit.
    Measure {
        /// Length of the window in minutes.
        Minutes = "minutes",
        /// Days looked back or ahead.
        Days = "days",
        /// How many times the account's usual day.
        Times = "times",
        /// First hour of work and first hour after it.
        Hours = "hours",
    }
}

impl Detector {
    /// What a rule of this kind states, and nothing else.
    pub const fn needs(self) -> &'static [Measure] {
        match self {
            Self::BulkReads | Self::KeyScanning | Self::RepeatedRefusals | Self::ParallelUse => &[Measure::Minutes],
            Self::OffHours => &[Measure::Minutes, Measure::Hours],
            Self::VolumeUnlikePast | Self::BreadthUnlikePast => &[Measure::Times],
            Self::ExportBeforeDeparture => &[Measure::Days],
            Self::DormantWaking | Self::ExpiringTokens => &[],
        }
    }
}
