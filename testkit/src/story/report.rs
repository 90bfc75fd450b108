//! What the story says while it is played.

/// A text in the two languages the platform speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// One thing that happened, after its outcome was found to be the lawful one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 1, 2, 3 …
    pub number: u32,
    /// Who acted.
    pub who: Bilingual,
    /// What they did.
    pub what: Bilingual,
    /// The article 依据 it rests on, such as `hainan-bigdata-2019#17(1)`.
    pub article: Option<String>,
    /// Where the last of its acts stands in the log, from zero; none where it changed nothing.
    pub position: Option<u64>,
    /// What came of it.
    pub outcome: Bilingual,
}

/// Listens to the story: the demo prints it, a test keeps it.
pub trait Reporter: Send {
    fn step(&mut self, step: &Step);
}

/// Keeps every step.
impl Reporter for Vec<Step> {
    fn step(&mut self, step: &Step) {
        self.push(step.clone());
    }
}
