//! Comparisons with peers, in one run on one machine. It prints figures and judges none of them.
//!
//! Run it as `cargo xtask bench [filter]`, which builds everything in release and installs the peers.

mod acts;
mod audit;
mod cases;
mod figures;
mod fingerprint;
mod grading;
mod ingest;
mod kcheck;
mod load;
mod masking;
mod memory;
mod peers;
mod platform;
mod reads;
mod roapi;
mod rules;
mod sealing;
mod served;
mod verify;

use std::process::ExitCode;

use anyhow::Result;

use figures::Figures;
use ingest::Source;

// The one the program runs with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The comparisons, in the order they run.
const NAMES: [&str; 14] = [
    "ingest",
    "reads",
    "masking",
    "fingerprint",
    "acts",
    "cases",
    "rules",
    "overdue",
    "grading",
    "verify",
    "sealing",
    "memory",
    "audit",
    "k-check",
];

fn main() -> ExitCode {
    app::choose_tls_provider();
    let filter = std::env::args().nth(1).unwrap_or_default();
    if !NAMES.iter().any(|name| name.contains(&filter)) {
        eprintln!("gongshu-bench: expected a part of one of {}, found {filter:?}", NAMES.join(", "));
        return ExitCode::from(2);
    }
    let mut figures = Figures::default();
    let ran = run(&filter, &mut figures);
    figures.print();
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gongshu-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(filter: &str, figures: &mut Figures) -> Result<()> {
    let wanted = |name: &str| name.contains(filter);
    if ["ingest", "reads", "masking", "fingerprint"].into_iter().any(wanted) {
        let source = Source::write()?;
        let platform = platform::Platform::found()?;
        ingest::run(&source, &platform, wanted("ingest"), figures)?;
        if wanted("reads") {
            reads::run(&source, &platform, figures)?;
        }
        if wanted("masking") {
            masking::run(&source, &platform, figures)?;
        }
        if wanted("fingerprint") {
            fingerprint::run(&source, &platform, figures)?;
        }
    }
    if wanted("acts") {
        acts::run(figures)?;
    }
    if wanted("cases") {
        cases::run(figures)?;
    }
    if wanted("rules") {
        rules::run_rules(figures)?;
    }
    if wanted("overdue") {
        rules::run_overdue(figures)?;
    }
    if wanted("grading") {
        grading::run(figures)?;
    }
    if wanted("verify") {
        verify::run(figures)?;
    }
    if wanted("sealing") {
        sealing::run(figures)?;
    }
    if wanted("memory") {
        memory::run(figures)?;
    }
    if wanted("audit") {
        audit::run(figures)?;
    }
    if wanted("k-check") {
        kcheck::run(figures)?;
    }
    Ok(())
}
