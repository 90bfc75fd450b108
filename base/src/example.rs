use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Digest, Grade, Kind, canonical};

/// A steward's word on a column 人工确认样例, kept so that a changed rule pack can be checked against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// 信息项名称.
    pub column: String,
    /// The names of the table's columns, which tell what kind of table it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<String>,
    /// The kinds the steward gave it; empty when it holds none.
    pub kinds: Vec<Kind>,
    /// The grade 分级 the steward gave it, where the word was on the grade too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The steward's reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// SHA-256 over the column's name and `counted`: names the example, and shows a change by hand.
    pub features: Digest,
    pub counted: Features,
}

/// What a scan counted of a column 识别特征: enough to decide again, and never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Features {
    pub values: u64,
    /// Of all values together.
    pub characters: u64,
    /// Values too short to be an address.
    pub brief: u64,
    /// How many first digits all numbers share, and 1 where they ascend by little.
    pub run: [u64; 2],
    /// Places told at each precision, province first.
    pub precisions: [u64; 5],
    /// Texts searched, and of them searched for names.
    pub texts: [u64; 2],
    /// Rows of the table showed that what stood at the column's places moved.
    #[serde(default, skip_serializing_if = "is_false")]
    pub moving: bool,
    /// Values of each form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<String, u64>,
    /// What each rule matched: values, values only under a naming header, verified, different.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, [u64; 4]>,
    /// Texts that hold each kind inside.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inside: BTreeMap<String, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Example {
    /// A column of these features, of which nothing is said yet.
    pub fn of(column: &str, counted: Features) -> Self {
        Self {
            column: column.to_owned(),
            table: Vec::new(),
            kinds: Vec::new(),
            grade: None,
            reason: String::new(),
            features: counted.digest(column),
            counted,
        }
    }
}

impl Features {
    /// The digest of these features under a column name.
    pub fn digest(&self, column: &str) -> Digest {
        // Whole numbers and words in maps: canonical JSON writes every one of them.
        canonical::digest(&(column, self)).unwrap_or_else(|_| Digest::of(column.as_bytes()))
    }
}
