use std::process::Command;

use anyhow::Result;

use crate::cargo::{self, cargo};

/// Builds the whole workspace, then plays the story.
pub(crate) fn run(exit: bool) -> Result<()> {
    // `--examples`, of which there are none, makes cargo select the features tests are built with: otherwise the
    // engines are built once for the demo and once more for the tests.
    cargo(&["build", "--workspace", "--bins", "--examples"])?;
    let mut demo = Command::new(cargo::target().join("debug/gongshu"));
    demo.arg("demo");
    if exit {
        demo.arg("--exit");
    }
    cargo::run(&mut demo)
}
