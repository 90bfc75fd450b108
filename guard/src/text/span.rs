use base::{Kind, Message};

/// Something personal inside a text 命中片段.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// First byte, on a character boundary.
    pub start: usize,
    /// Behind the last byte, on a character boundary.
    pub end: usize,
    pub kind: Kind,
    /// 0–1; at least [`super::LEAST_SCORE`].
    pub score: f64,
    pub why: Vec<Message>,
}

/// What a search proposes, in bytes of the narrowed text, before the context is weighed.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Place of the rule in the pack.
    pub(super) rule: usize,
    pub(super) ground: Ground,
}

/// Why a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ground {
    /// Its form, with a check digit or a parser behind it.
    Verified,
    /// Its form alone.
    Shape,
    /// A word such as 密码： stands before it.
    Label,
    /// Words around and inside it, with this score.
    Words(f64),
}

impl Ground {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Verified => "text-reason-verified",
            Self::Shape => "text-reason-shape",
            Self::Label => "text-reason-label",
            Self::Words(_) => "text-reason-words",
        }
    }
}
