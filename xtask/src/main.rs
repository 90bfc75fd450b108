//! Everything a person runs: `cargo xtask demo`, `cargo xtask test`, `cargo xtask bench`.

mod bench;
mod cargo;
mod demo;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Gongshu's workshop.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the platform, play the story on generated tables and leave the server running.
    Demo {
        /// Stop after the story instead of leaving the server running.
        #[arg(long)]
        exit: bool,
    },
    /// Run everything CI runs: format, lints, tests.
    Test,
    /// Compare with peers on this machine and print the figures.
    Bench {
        /// Only the benches whose name contains this.
        filter: Option<String>,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Demo { exit } => demo::run(exit),
        Task::Test => test::run(),
        Task::Bench { filter } => bench::run(filter.as_deref()),
    }
}
