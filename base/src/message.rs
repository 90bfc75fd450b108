use serde::{Deserialize, Serialize};

/// Something to say to a person, before a language is chosen: a key of the message catalogue and its arguments.
///
/// The words themselves live in `app/messages/{zh,en}.ftl` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Key in the catalogue, such as `refusal-field-out-of-scope`.
    pub key: String,
    /// Named arguments, in the order they were added. Never personal data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl Message {
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and literals read better without a reference")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}
