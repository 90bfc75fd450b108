//! The program: founds, serves, demonstrates, inspects, ingests and verifies a platform.

#[macro_use]
mod output;
mod commands;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use commands::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gongshu 公数: an open public data platform that runs under the law of its region.
#[derive(Parser)]
#[command(name = "gongshu", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  gongshu demo                                          play the whole story on a temporary platform
  gongshu init --dir /srv/gongshu --region 460000 --authority 海南省大数据管理局
  gongshu serve --dir /srv/gongshu
  gongshu inspect 企业名单.csv --json
  gongshu verify --dir /srv/gongshu";

fn main() -> ExitCode {
    // Deltalake brings a second TLS provider into the build; the choice must be made before anything speaks TLS.
    app::choose_tls_provider();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("GONGSHU_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,gongshu=info,web=info,app=info")),
        )
        .with_writer(std::io::stderr)
        // A log file of a service manager wants no colours.
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("gongshu: expected to start worker threads, the operating system refused: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(Arguments::parse().command.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("gongshu: {error:#}");
            ExitCode::from(2)
        }
    }
}
