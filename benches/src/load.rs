//! Our own load: connections that ask, wait for the whole answer and ask again. One thread drives them all, so that
//! what is measured keeps the machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const CONNECTIONS: u64 = 32;
const WARM: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);

/// Requests as they go over the wire; each connection draws from them.
pub(crate) type Requests = Arc<Vec<Vec<u8>>>;

/// What the connections saw together.
#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// A request for `target`, which is percent-encoded already.
pub(crate) fn get(address: SocketAddr, target: &str, token: Option<&str>) -> Vec<u8> {
    let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("GET {target} HTTP/1.1\r\nhost: {address}\r\n{bearer}\r\n").into_bytes()
}

/// Text as a part of a target.
pub(crate) fn encoded(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let piece = |byte: u8| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(piece).collect()
}

/// One request alone; gives the body.
pub(crate) fn ask(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    runtime()?.block_on(async {
        let mut line = Line::open(address).await?;
        Ok(line.ask(request).await?.to_vec())
    })
}

/// Loads the server for a while after a warm-up. An answer other than 200 ends it.
pub(crate) fn drive(address: SocketAddr, requests: &Requests) -> Result<Load> {
    let mut latencies = runtime()?.block_on(async {
        let from = Instant::now() + WARM;
        let until = from + MEASURED;
        let mut running = Vec::new();
        for number in 0..CONNECTIONS {
            running.push(tokio::spawn(converse(address, Arc::clone(requests), number, from, until)));
        }
        let mut all = Vec::new();
        for connection in running {
            all.extend(connection.await.context("expected a connection's account")??);
        }
        anyhow::Ok(all)
    })?;
    latencies.sort_unstable();
    let at = |share: usize| latencies.get(latencies.len() * share / 100).copied().unwrap_or_default();
    let per_second = latencies.len() as f64 / MEASURED.as_secs_f64();
    Ok(Load { per_second, p50: at(50), p99: at(99) })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("expected a runtime")
}

/// Asks until the end; gives the latencies of the answers that came between `from` and `until`.
async fn converse(
    address: SocketAddr,
    requests: Requests,
    number: u64,
    from: Instant,
    until: Instant,
) -> Result<Vec<Duration>> {
    let mut line = Line::open(address).await?;
    let mut latencies = Vec::new();
    let mut draw = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    loop {
        draw ^= draw << 13;
        draw ^= draw >> 7;
        draw ^= draw << 17;
        let chosen = usize::try_from(draw >> 16).unwrap_or_default() % requests.len().max(1);
        let request = requests.get(chosen).context("expected requests")?;
        let sent = Instant::now();
        line.ask(request).await?;
        let answered = Instant::now();
        if answered >= until {
            return Ok(latencies);
        }
        if answered >= from {
            latencies.push(answered - sent);
        }
    }
}

/// A connection that is kept open.
struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("expected a server at {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(64 << 10) })
    }

    /// Sends a request and reads the whole answer; gives its body.
    async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let head = loop {
            self.read().await?;
            if let Some(end) = self.answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let length = self.length(head)?;
        while self.answer.len() < head + length {
            self.read().await?;
        }
        if self.answer.get(9..12) != Some(b"200") {
            bail!("expected 200, found {}", String::from_utf8_lossy(&self.answer));
        }
        Ok(self.answer.get(head..).unwrap_or_default())
    }

    async fn read(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => bail!("expected an answer, found the connection closed"),
            _ => Ok(()),
        }
    }

    /// The body's bytes, by the head.
    fn length(&self, head: usize) -> Result<usize> {
        let head = String::from_utf8_lossy(self.answer.get(..head).unwrap_or_default()).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        length.and_then(|length| length.trim().parse().ok()).context("expected an answer that says its length")
    }
}
