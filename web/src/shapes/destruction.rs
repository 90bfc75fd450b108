//! Keys as they are named, and the record of a destruction.

use utoipa::ToSchema;

use super::catalogue::StoredFile;

/// Which key, told from others by public bytes.
#[derive(ToSchema)]
pub(crate) struct KeyName {
    #[schema(example = "version")]
    kind: String,
    name: String,
    /// 代次, from 1.
    generation: u32,
    /// `national` 国家商用密码 or `international`.
    suite: String,
    /// 密钥校验值: 16 hexadecimal digits.
    check: String,
}

/// The signed record of a destruction 销毁记录. Keep it as it is: `gongshu verify --destruction` checks it offline.
#[derive(ToSchema)]
pub(crate) struct DestructionRecord {
    statement: DestructionStatement,
    suite: String,
    /// The public key, in base64.
    key: String,
    /// Over the canonical JSON of the statement, in base64.
    signature: String,
}

/// What was destroyed, how, and on whose word.
#[derive(ToSchema)]
struct DestructionStatement {
    version: String,
    dataset: String,
    number: u64,
    case: String,
    /// 销毁对象.
    object: String,
    /// 销毁流程.
    process: String,
    /// 销毁技术.
    technique: String,
    #[schema(required = false)]
    approver: Option<DestructionApprover>,
    /// Erased and looked for in vain.
    keys: Vec<KeyName>,
    /// Written over, removed and looked for in vain; with the digests they had.
    objects: Vec<StoredFile>,
    #[schema(format = DateTime)]
    at: String,
}

#[derive(ToSchema)]
struct DestructionApprover {
    account: String,
    #[schema(required = false)]
    organisation: Option<String>,
}
