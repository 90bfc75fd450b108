use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use app::App;
use clap::Args;
use web::{Listening, Tls};

/// How often clocks are looked at and notices sent.
const TIMER: Duration = Duration::from_mins(1);
/// How often the risk watch reads what is new in the log: what it must stop is stopped within so long.
const WATCH: Duration = Duration::from_secs(5);

#[derive(Args)]
#[command(
    after_help = "Examples:\n  gongshu serve --dir /srv/gongshu --listen 127.0.0.1:8720\n  gongshu serve --dir /srv/gongshu --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem\n  gongshu serve --dir /srv/gongshu --backup-to /mnt/backup/gongshu"
)]
pub(crate) struct Serve {
    #[arg(long)]
    dir: PathBuf,
    /// Loopback only, unless a certificate is given.
    #[arg(long, default_value = "127.0.0.1:8720")]
    listen: SocketAddr,
    /// PEM file of the server's certificate and those above it: answers by TLS 1.2 and 1.3.
    #[arg(long, env = "GONGSHU_TLS_CERT", requires = "tls_key", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// PEM file of the certificate's key, readable by its owner and group only. Both files are taken up anew when replaced.
    #[arg(long, env = "GONGSHU_TLS_KEY", requires = "tls_cert", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    #[command(flatten)]
    sending: super::sending::Sending,
    #[command(flatten)]
    backups: super::backups::Backups,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) => Some(Tls::open(chain, key)?),
            _ => None,
        };
        let listening = Listening::on(self.listen, tls.clone()).await?;
        let app = super::open_sending(self.dir, self.database, self.sending.outbound()?).await?;
        let removed = app.sweep().await?;
        if removed > 0 {
            tracing::warn!(files = removed, "removed files that a crash had left without a version");
        }
        self.backups.check(&app)?;
        let backups = tokio::spawn(self.backups.run(Arc::clone(&app)));
        let served = serve(app, listening, tls, stopped()).await;
        backups.abort();
        served?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves until `stop`, with the timers running; what was taken in is durable when this returns.
pub(crate) async fn serve(
    app: Arc<App>,
    listening: Listening,
    tls: Option<Tls>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    line!("Listening on {}", listening.origin()?);
    let timer = tokio::spawn(watch_clocks(Arc::clone(&app), tls));
    let watch = tokio::spawn(watch_risks(Arc::clone(&app)));
    let served = web::serve(Arc::clone(&app), listening, web::Limits::default(), stop).await;
    timer.abort();
    watch.abort();
    app.close().await;
    served.context("the server ended")
}

async fn watch_clocks(app: Arc<App>, tls: Option<Tls>) {
    let mut round = tokio::time::interval(TIMER);
    loop {
        round.tick().await;
        match tls.as_ref().map(Tls::renew) {
            Some(Ok(true)) => tracing::info!("the certificate was replaced"),
            Some(Err(error)) => tracing::error!(%error, "the certificate in use stays; its files could not be read"),
            Some(Ok(false)) | None => {}
        }
        match app.work().await {
            Ok(worked) if worked == app::Worked::default() => {}
            Ok(worked) => tracing::info!(?worked, "clocks were looked at"),
            Err(error) => tracing::error!(%error, "the clocks could not be looked at; trying again in a minute"),
        }
    }
}

async fn watch_risks(app: Arc<App>) {
    let mut round = tokio::time::interval(WATCH);
    loop {
        round.tick().await;
        match app.watch().await {
            Ok(watched) if watched.hits == 0 => {}
            Ok(watched) => tracing::warn!(hits = watched.hits, "the risk watch found something"),
            Err(error) => tracing::error!(%error, "the risk watch could not follow the log; trying again"),
        }
    }
}

/// Ctrl-C, or the signal a service manager sends.
pub(crate) async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the process ends by the signal itself.
    let _ = interrupt.await;
}
