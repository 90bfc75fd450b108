/// Where an object belongs: what the reader knows and the object must agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// The place in the store 存放路径. An object moved to another path is refused.
    pub path: &'a str,
    /// How often what lies at this path was replaced 代次. Objects written once keep 0.
    pub generation: u64,
}

impl<'a> Context<'a> {
    /// The place of an object that is written once and never replaced.
    pub const fn once(path: &'a str) -> Self {
        Self { path, generation: 0 }
    }
}
