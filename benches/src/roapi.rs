//! ROAPI over the same file: no token, no masks, no receipts.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::ingest::Source;
use crate::peers;

/// It loads the file before it listens.
const PATIENCE: Duration = Duration::from_mins(3);

/// A server process. It ends when this is dropped.
pub(crate) struct Roapi {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Roapi {
    pub(crate) fn start(source: &Source) -> Result<Self> {
        let (address, sql, flight) = (free()?, free()?, free()?);
        let mut command = Command::new(peers::program("roapi")?);
        command.arg("--table").arg(format!("t={}", source.file.display()));
        command.args(["--addr-http", &address.to_string(), "--addr-postgres", &sql.to_string()]);
        command.args(["--addr-flight-sql", &flight.to_string()]);
        let log = source.file.with_extension("roapi.log");
        command.stderr(File::create(&log)?).stdout(File::create(log.with_extension("out"))?);
        let process = command.spawn().context("expected ROAPI to start")?;
        let mut server = Self { process, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if server.process.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                bail!("expected ROAPI to listen, found: {}", std::fs::read_to_string(&log).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(server)
    }
}

impl Drop for Roapi {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address nobody listens on.
fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").context("expected a free port")?.local_addr()?)
}
