use std::process::Command;

use anyhow::Result;

use crate::cargo::{self, cargo};

/// Builds the whole workspace with one selection of features, then plays the story.
pub(crate) fn run(exit: bool) -> Result<()> {
    cargo(&["build", "--workspace", "--bins"])?;
    let mut demo = Command::new(cargo::target().join("debug/gongshu"));
    demo.arg("demo");
    if exit {
        demo.arg("--exit");
    }
    cargo::run(&mut demo)
}
