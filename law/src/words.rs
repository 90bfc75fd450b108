use serde::{Deserialize, Serialize};

/// A short text of the rulebook in both languages: a title, a label, a summary. Neither may be blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Both")]
pub struct Words {
    pub zh: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    zh: String,
    en: String,
}

impl TryFrom<Both> for Words {
    type Error = String;
    fn try_from(both: Both) -> Result<Self, String> {
        if both.zh.trim().is_empty() || both.en.trim().is_empty() {
            return Err("expected words in both languages, found a blank one; write zh and en".to_owned());
        }
        Ok(Self { zh: both.zh, en: both.en })
    }
}
