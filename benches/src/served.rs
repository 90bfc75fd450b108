//! The real program, serving.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::peers;

/// A server process. It ends when this is dropped.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Served {
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new(peers::gongshu()?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--dir"]).arg(folder).stdout(Stdio::piped());
        let mut process = command.spawn().context("expected `gongshu serve` to start")?;
        let mut said = String::new();
        let output = process.stdout.take().context("expected the server's output")?;
        BufReader::new(output).read_line(&mut said).context("expected the server to say where it listens")?;
        let address = said.trim().strip_prefix("Listening on http://").and_then(|address| address.parse().ok());
        let Some(address) = address else {
            // It may be gone already; what it said is the error.
            let _ = process.kill();
            bail!("expected the server to say where it listens, found {said:?}")
        };
        Ok(Self { process, address })
    }

    /// Lets the server finish and publish its log.
    pub(crate) fn stop(mut self) -> Result<()> {
        peers::output(Command::new("kill").arg(self.process.id().to_string()))?;
        self.process.wait().context("expected the server to end")?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
