//! Grades 分级 and kinds of sensitive values.
//!
//! They stand here because the catalogue (`domain`) records them and the kernels (`guard`) compute them.

use serde::{Deserialize, Serialize};

/// Grade of data after GB/T 43697-2024: general data split into four, then important, then core.
/// The order is the order of protection, so "the strictest applies" 就高从严 is `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 一般1级: public.
    General1,
    /// 一般2级: internal.
    General2,
    /// 一般3级: sensitive.
    General3,
    /// 一般4级: highly sensitive.
    General4,
    /// 重要数据.
    Important,
    /// 核心数据.
    Core,
}

impl Grade {
    /// The name in rulebooks, records and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::General1 => "general1",
            Self::General2 => "general2",
            Self::General3 => "general3",
            Self::General4 => "general4",
            Self::Important => "important",
            Self::Core => "core",
        }
    }
}

/// What a value is, when it says something about a person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 公民身份号码 (GB 11643).
    IdNumber,
    /// 手机号码.
    Mobile,
    /// 固定电话, and telephones abroad.
    Landline,
    /// 银行卡号.
    BankCard,
    /// 统一社会信用代码 (GB 32100).
    Uscc,
    /// 电子邮箱.
    Email,
    /// 机动车号牌.
    Plate,
    /// 自然人姓名.
    Name,
    /// 地址.
    Address,
    /// 护照号码.
    Passport,
    /// 出入境通行证: between the mainland, Hong Kong, Macao and Taiwan.
    TravelPermit,
    /// 居住证件: 港澳台居民居住证, 外国人永久居留身份证.
    ResidencePermit,
    /// 出生日期.
    BirthDate,
    /// 组织机构代码 (GB 11714).
    OrgCode,
    /// 纳税人识别号, where it is no unified social credit code.
    TaxId,
    /// 车辆识别代号 (GB 16735).
    Vin,
    /// 病历号, and other numbers a hospital knows a patient by.
    MedicalRecord,
    /// 疾病与诊断.
    Disease,
    /// 生物识别信息.
    Biometric,
    /// 行踪轨迹: where a person or their device was.
    Location,
    /// 网络账号.
    Account,
    /// 口令.
    Password,
    /// 网络地址 (IPv4, IPv6).
    Ip,
    /// 设备硬件地址 (IEEE 802).
    Mac,
    /// 个人财产.
    Property,
    /// 个人收入.
    Income,
    /// 就读院校.
    School,
    /// 工作单位.
    Employer,
    /// 法院案号.
    CaseNumber,
}

impl Kind {
    pub const ALL: [Self; 29] = [
        Self::IdNumber,
        Self::Mobile,
        Self::Landline,
        Self::BankCard,
        Self::Uscc,
        Self::Email,
        Self::Plate,
        Self::Name,
        Self::Address,
        Self::Passport,
        Self::TravelPermit,
        Self::ResidencePermit,
        Self::BirthDate,
        Self::OrgCode,
        Self::TaxId,
        Self::Vin,
        Self::MedicalRecord,
        Self::Disease,
        Self::Biometric,
        Self::Location,
        Self::Account,
        Self::Password,
        Self::Ip,
        Self::Mac,
        Self::Property,
        Self::Income,
        Self::School,
        Self::Employer,
        Self::CaseNumber,
    ];

    /// The kind as records, rule packs and the message catalogue write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::IdNumber => "id-number",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::BankCard => "bank-card",
            Self::Uscc => "uscc",
            Self::Email => "email",
            Self::Plate => "plate",
            Self::Name => "name",
            Self::Address => "address",
            Self::Passport => "passport",
            Self::TravelPermit => "travel-permit",
            Self::ResidencePermit => "residence-permit",
            Self::BirthDate => "birth-date",
            Self::OrgCode => "org-code",
            Self::TaxId => "tax-id",
            Self::Vin => "vin",
            Self::MedicalRecord => "medical-record",
            Self::Disease => "disease",
            Self::Biometric => "biometric",
            Self::Location => "location",
            Self::Account => "account",
            Self::Password => "password",
            Self::Ip => "ip",
            Self::Mac => "mac",
            Self::Property => "property",
            Self::Income => "income",
            Self::School => "school",
            Self::Employer => "employer",
            Self::CaseNumber => "case-number",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_kind_is_written_the_same_way_everywhere() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
            assert_eq!(kind as usize, place);
        }
    }
}
