//! What data leaves for, as far as it decides how much a mask must hide.

named! {
    /// A scene 使用场景 for which a region's file sets the least strength of masks.
    Scene {
        /// 开发.
        Development = "development",
        /// 测试.
        Testing = "testing",
        /// 统计分析.
        Statistics = "statistics",
        /// 联合使用.
        JointUse = "joint-use",
        /// 开放.
        Opening = "opening",
    }

    /// What an article lets masks be weaker for 例外.
    Exception {
        /// 同意: consent of the persons concerned is on record.
        Consent = "consent",
        /// 依法溯源: the grant names the statute that has the data traced back.
        Tracing = "tracing",
    }
}
