use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::course::{About, Consumer};
use super::rulebook::Part;

/// A line of a register 登记事项.
#[derive(ToSchema)]
pub(crate) struct Entry {
    id: String,
    register: String,
    /// The number of a certificate.
    #[schema(required = false)]
    number: Option<String>,
    /// GB/T 2260.
    region: String,
    case: String,
    holder: Consumer,
    maker: Option<String>,
    about: About,
    facts: HashMap<String, Value>,
    status: EntryStatus,
    #[schema(format = DateTime)]
    made: String,
    /// Since when everyone may see it.
    #[schema(format = DateTime, required = false)]
    published: Option<String>,
    /// Why it was closed or struck.
    #[schema(required = false)]
    reason: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum EntryStatus {
    Entered,
    Closed,
    Struck,
}

/// What someone was told 通知.
#[derive(ToSchema)]
pub(crate) struct Notice {
    id: String,
    to: Consumer,
    part: Part,
    /// None for what has no case.
    #[schema(required = false)]
    case: Option<String>,
    message: Message,
    /// The articles.
    basis: Vec<String>,
    #[schema(format = DateTime)]
    given: String,
    /// Ways still to be tried.
    pending: Vec<Way>,
    #[schema(required = false)]
    sendings: Vec<Sending>,
    #[schema(format = DateTime, required = false)]
    read: Option<String>,
}

/// Words by key, to be worded in the reader's language.
#[derive(ToSchema)]
pub(crate) struct Message {
    key: String,
    /// Pairs of a name and a value.
    #[schema(required = false)]
    args: Vec<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Way {
    Email,
    Webhook,
}

#[derive(ToSchema)]
struct Sending {
    way: Way,
    #[schema(format = DateTime)]
    at: String,
    arrived: bool,
    attempt: u32,
    /// What kept it from arriving, such as `status-500`.
    #[schema(required = false)]
    why: Option<String>,
}

/// A file handed in for a case 附件.
#[derive(ToSchema)]
pub(crate) struct Attachment {
    id: String,
    owner: Consumer,
    by: String,
    name: String,
    file_type: FileType,
    /// Bytes.
    size: u64,
    /// SHA-256.
    digest: String,
    #[schema(format = DateTime)]
    received: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum FileType {
    Pdf,
    Ofd,
    Docx,
    Xlsx,
    Pptx,
    Doc,
    Xls,
    Png,
    Jpg,
    Zip,
    Csv,
    Txt,
}
