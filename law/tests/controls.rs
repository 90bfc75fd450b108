//! What the law itself makes impossible, one file per control.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::sync::LazyLock;

use base::LawDate;
use law::{Basis, LoadErrors, Region, Rulebook, shipped};

#[path = "controls/draft_never_binds.rs"]
mod draft_never_binds;
#[path = "controls/in_force_dates.rs"]
mod in_force_dates;
#[path = "controls/law_of_the_place.rs"]
mod law_of_the_place;

static LAW: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

fn region(code: &str) -> &'static Region {
    LAW.region(code).unwrap()
}

fn date(text: &str) -> LawDate {
    text.parse().unwrap()
}

fn basis(text: &str) -> Basis {
    text.parse().unwrap()
}

/// The shipped rulebook with one file more, or in another's place.
fn with(path: &str, text: &str) -> Result<Rulebook, LoadErrors> {
    let files = shipped().iter().copied().filter(|(shipped, _)| *shipped != path);
    Rulebook::parse(files.chain([(path, text)]))
}
