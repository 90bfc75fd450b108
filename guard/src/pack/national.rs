use std::sync::{Arc, LazyLock};

use super::Pack;
use super::load;

const FILE: &str = "guard/packs/national.toml";
const TEXT: &str = include_str!("../../packs/national.toml");

static NATIONAL: LazyLock<Arc<Pack>> = LazyLock::new(|| {
    // The text is part of the program, and a test reads it; an empty pack recognises nothing and grades nothing down.
    Arc::new(Pack::read(FILE, TEXT).unwrap_or_else(|_| load::empty()))
});

impl Pack {
    /// The national pack 国家规则包 the program carries.
    pub fn national() -> Arc<Self> {
        Arc::clone(&NATIONAL)
    }

    /// Its text, to be kept beside what was decided by it.
    pub const fn national_text() -> &'static str {
        TEXT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_the_program_carries_is_sound() {
        let pack = Pack::read(FILE, TEXT).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(pack.digest(), Pack::national().digest());
        for kind in base::Kind::ALL {
            assert!(pack.rules().iter().any(|rule| rule.kind == kind), "no rule for {}", kind.word());
        }
    }
}
