//! A private mail server for a test: aiosmtpd on loopback, delivering into a mail folder.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Serves on a free port, says which, and ends when standard input does: with the test, however that ends.
const SERVE: &str = r#"
import asyncio, sys
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP

async def main():
    loop = asyncio.get_running_loop()
    handler = Mailbox(sys.argv[1])
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"#;

/// A running mail server. It stops when this is dropped or when the process ends.
#[derive(Debug)]
pub struct MailServer {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl MailServer {
    /// Starts a server. Without an installed one: `None` and a loud line on standard error, or an error when the
    /// environment says `CI=true`.
    pub fn start() -> Result<Option<Self>, String> {
        let folder = tempfile::tempdir().map_err(|error| format!("no folder for mail: {error}"))?;
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", SERVE]).arg(folder.path().join("mail"));
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("python3 does not start: {error}"))?;
        let output = child.stdout.take().ok_or("the mail server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        if let Ok(port) = line.trim().parse() {
            return Ok(Some(Self { child, port, folder }));
        }
        let missing = "no mail server found (Debian's python3-aiosmtpd)";
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            return Err(format!("{missing}; CI must test e-mail too: install it"));
        }
        eprintln!("\n*** SKIPPED BY E-MAIL: {missing} ***\n");
        Ok(None)
    }

    /// Where it takes mail.
    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The messages delivered so far, whole, in no order.
    pub fn delivered(&self) -> Vec<String> {
        let new = self.folder.path().join("mail/new");
        let files = fs::read_dir(new).into_iter().flatten().flatten();
        files.filter_map(|file| read(&file.path())).collect()
    }
}

fn read(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // There is nobody to tell that the server could not be waited for.
        let _ = self.child.wait();
    }
}
