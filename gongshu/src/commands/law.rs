//! Questions about the law. All but `explain` and counting acts need no platform.

mod check;
mod clock;
mod coverage;
mod diff;
mod explain;
mod scenes;
mod tests_of;

use std::process::ExitCode;

use ::law::{Rulebook, Words};
use anyhow::{Context as _, Result, bail};
use clap::Subcommand;

use crate::output;

pub(super) use check::files;

#[derive(Subcommand)]
pub(crate) enum Law {
    /// When the clock that a step starts runs out.
    Clock(clock::Clock),
    /// Which mechanism carries each duty.
    Coverage(coverage::Coverage),
    /// Check a rulebook folder of one's own; names every fault with file and line.
    Check(check::Check),
    /// Which rules, values, calendar and articles decided an act.
    Explain(explain::Explain),
    /// Where the law of two regions differs.
    Diff(diff::Diff),
    /// How much masks must hide in a region, by scene and grade.
    Scenes(scenes::Scenes),
}

impl Law {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Clock(clock) => clock.run(),
            Self::Coverage(coverage) => coverage.run().await,
            Self::Check(check) => check.run(),
            Self::Explain(explain) => explain.run().await,
            Self::Diff(diff) => diff.run(),
            Self::Scenes(scenes) => scenes.run(),
        }
    }
}

/// The rulebook of a folder, or the one the program was built with.
fn rulebook(rules: Option<&std::path::Path>) -> Result<Rulebook> {
    let Some(folder) = rules else { return Ok(Rulebook::shipped()?) };
    let files = check::files(folder)?;
    Ok(Rulebook::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?)
}

/// The rule packs of a folder, or those the program was built with.
pub(super) fn packs(rules: Option<&std::path::Path>) -> Result<app::Packs> {
    let shipped = || ::law::shipped().iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let files = rules.map_or_else(|| Ok(shipped()), check::files)?;
    Ok(app::Packs::read(&files)?)
}

fn region<'a>(rulebook: &'a Rulebook, code: &str) -> Result<&'a ::law::Region> {
    if let Some(region) = rulebook.region(code) {
        return Ok(region);
    }
    let known: Vec<&str> = rulebook.regions().map(|region| region.code.as_str()).collect();
    bail!("expected a region of the rulebook ({}), found {code:?}; give one of these codes", known.join(", "))
}

/// The words for whoever reads.
fn said(words: &Words) -> &str {
    match output::language() {
        app::Language::Zh => &words.zh,
        app::Language::En => &words.en,
    }
}

fn read(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("expected to read {}", path.display()))
}
