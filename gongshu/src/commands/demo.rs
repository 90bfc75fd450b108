//! The story on generated tables, told step by step, then a byte changed behind the platform's back.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use app::{App, Folder, Language};
use base::Timestamp;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use testkit::SimClock;
use testkit::story::{self, Api, Bilingual, Played, Reporter, Stage, Step};
use tokio::sync::oneshot;

use super::serve;
use crate::output;

/// A Tuesday morning with the spring festival of 2026 ahead, so that working days and holidays both show.
const MORNING: &str = "2026-02-03T09:00:00+08:00";
/// About so many steps; the bar is for people, the count at the end is exact.
const STEPS: u64 = 70;
/// Rows of the first table.
const ROWS: u64 = 5_000;
const PORT: u16 = 8720;

#[derive(Args)]
#[command(after_help = "Examples:\n  gongshu demo\n  gongshu demo --exit")]
pub(crate) struct Demo {
    /// An empty folder to keep the platform in; a temporary one otherwise.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// End after the story instead of leaving the server running.
    #[arg(long)]
    exit: bool,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let temporary =
            tempfile::Builder::new().prefix("gongshu-demo-").tempdir().context("expected a temporary folder")?;
        let folder = self.dir.unwrap_or_else(|| temporary.path().join("platform"));
        let morning: Timestamp = MORNING.parse()?;
        let clock = Arc::new(SimClock::new(morning));
        let (app, token) = testkit::founded(&folder, None, Arc::clone(&clock) as _, Arc::new(seal::OsEntropy)).await?;
        let port = if self.exit { 0 } else { PORT };
        let listening = web::Listening::on(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), None).await?;
        let url = listening.origin()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = {
            let app = Arc::clone(&app);
            tokio::spawn(async move {
                let until = async {
                    // Dropped without a word means the same as told to stop.
                    let _ = stopped.await;
                };
                web::serve(app, listening, web::Limits::default(), until).await
            })
        };
        line!(
            "{}\n",
            say(&Bilingual::new(
                "公数：一张部门的表如何成为一个受治理的答复",
                "Gongshu: how a department's table becomes a governed answer"
            ))
        );
        let played = Box::pin(play(&app, &url, &token, &clock, temporary.path())).await?;
        prove(&app, &folder).await?;
        if !self.exit {
            next(&url, &folder, &played);
            serve::stopped().await;
        }
        let _ = stop.send(());
        serving.await.context("the server ended")??;
        app.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn play(app: &Arc<App>, url: &str, token: &str, clock: &Arc<SimClock>, tables: &Path) -> Result<Played> {
    let folder = tables.join("tables");
    std::fs::create_dir_all(&folder)?;
    let stage = Stage { api: Api::new(url, token), app: Arc::clone(app), clock: Arc::clone(clock), folder, rows: ROWS };
    let mut account = Account::new();
    let played = Box::pin(story::play(&stage, &mut account)).await;
    account.bar.finish_and_clear();
    Ok(played?)
}

/// Prints each step as it happens.
struct Account {
    bar: ProgressBar,
}

impl Account {
    fn new() -> Self {
        let bar = ProgressBar::new(STEPS);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }
}

impl Reporter for Account {
    fn step(&mut self, step: &Step) {
        let article = step.article.as_deref().unwrap_or("—");
        let act = step.position.map_or_else(|| "—".to_owned(), |position| format!("#{position}"));
        let line = format!("{act:>5}  {}  {} → {}  [{article}]", say(&step.who), say(&step.what), say(&step.outcome));
        if self.bar.is_hidden() {
            line!("{line}");
        } else {
            self.bar.println(line);
        }
        self.bar.inc(1);
    }
}

/// Verifies everything, changes one byte of a table file, lets `verify` name it, and puts the byte back.
async fn prove(app: &App, folder: &Path) -> Result<()> {
    app.publish().await?;
    let verify = async || app::verify(&Folder::new(folder), None, Arc::new(seal::OsEntropy), |_| {}).await;
    let report = verify().await?;
    let held = Bilingual::new(
        format!(
            "核验：{}条行为、{}个瓦片、{}行视图、{}个数据文件全部成立",
            report.acts, report.tiles, report.views, report.files
        ),
        format!(
            "verify: {} acts, {} tiles, {} view rows, {} table files all hold",
            report.acts, report.tiles, report.views, report.files
        ),
    );
    line!("\n{}", say(&held));
    let file = a_table_file(&folder.join("lake"))?;
    flip(&file)?;
    line!(
        "{} {}",
        say(&Bilingual::new("绕过平台改动一个字节：", "one byte is changed behind the platform's back:")),
        file.display()
    );
    let found = verify().await;
    flip(&file)?;
    match found {
        Err(error) if error.is_difference() => {
            line!("{} {}", say(&Bilingual::new("核验指出：", "verify names it:")), named(app, &error));
        }
        Err(error) => return Err(error.into()),
        Ok(_) => bail!("expected verify to name {}, found that it holds", file.display()),
    }
    line!("{}", say(&Bilingual::new("字节已复原。", "The byte is put back.")));
    Ok(())
}

fn named(app: &App, error: &app::VerifyError) -> String {
    error.message().map_or_else(|| error.to_string(), |message| output::say(app.words(), &message))
}

/// Changes a byte in the middle; done twice, the file is as it was.
fn flip(path: &Path) -> Result<()> {
    let mut bytes = std::fs::read(path)?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    std::fs::write(path, bytes).with_context(|| format!("expected to write {}", path.display()))
}

fn a_table_file(folder: &Path) -> Result<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir()? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "parquet") {
                return Ok(path);
            }
        }
    }
    bail!("expected a table file below {}, found none", folder.display())
}

fn say(text: &Bilingual) -> &str {
    match output::language() {
        Language::Zh => &text.zh,
        Language::En => &text.en,
    }
}

fn next(url: &str, folder: &Path, played: &Played) {
    let dataset = &played.resources.permits.0;
    line!("\n{}", say(&Bilingual::new("服务仍在运行，可以继续试：", "The server is running; try next:")));
    line!("  curl {url}/api/v1/datasets");
    line!(
        "  curl -H 'Authorization: Bearer {}' '{url}/api/v1/datasets/{dataset}/rows?purpose=research&limit=3'",
        played.cast.citizen.token
    );
    line!("  curl {url}/log/checkpoint");
    line!("  gongshu verify --dir {}", folder.display());
    line!(
        "{}",
        say(&Bilingual::new(
            "（演示用模拟时钟；按 Ctrl-C 结束）",
            "(the demo runs on a simulated clock; Ctrl-C ends it)"
        ))
    );
}
