//! Refusal 不予: a lawful no, which always says on which article it rests.

use base::Message;
use law::Basis;
use serde::{Deserialize, Serialize};

/// A lawful no. Not a bug, not a malformed request: the command was understood and the law forbids it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub message: Message,
    /// The articles it rests on, the most specific first.
    pub basis: Vec<Basis>,
    /// The procedure by which what is refused may be sought, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
}

impl Refusal {
    pub fn new(message: Message, basis: Vec<Basis>) -> Self {
        Self { message, basis, procedure: None }
    }

    /// The same, naming the procedure that may be started instead.
    #[must_use]
    pub fn to_be_sought_by(self, procedure: Option<String>) -> Self {
        Self { procedure, ..self }
    }
}

/// A command that cannot be decided because its content is not what the step or record needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The input that is wrong, such as `form.purpose`.
    pub field: String,
    pub message: Message,
}

/// Why a command led to no act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// The law forbids it.
    Refused(Refusal),
    /// The input is not complete or not well-formed.
    Invalid(Vec<Invalid>),
    /// The record has moved on: the command does not fit where it stands now.
    State(Message),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl No {
    /// A refusal whose own article the region's law does not have rests on `basis`.
    pub(crate) fn resting_on(mut self, basis: impl FnOnce() -> Vec<Basis>) -> Self {
        if let Self::Refused(refusal) = &mut self
            && refusal.basis.is_empty()
        {
            refusal.basis = basis();
        }
        self
    }

    pub(crate) fn invalid(field: &str, message: Message) -> Self {
        Self::Invalid(vec![Invalid { field: field.to_owned(), message }])
    }
}
