use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use app::App;
use testkit::story::{self, Api, Played, Stage, Step};
use testkit::{SeededEntropy, SimClock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The program under test.
pub(crate) fn gongshu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongshu"));
    command.env_remove("GONGSHU_DATABASE").env("LANG", "en_US.UTF-8").env("LC_ALL", "en_US.UTF-8");
    command
}

pub(crate) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A platform behind a real server on loopback, on a simulated clock.
pub(crate) struct Running {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<SimClock>,
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) folder: PathBuf,
    pub(crate) temporary: tempfile::TempDir,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub(crate) async fn start(database: Option<String>) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("platform");
        let clock = Arc::new(SimClock::new("2026-02-03T09:00:00+08:00".parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new("story"));
        let (app, token) = testkit::founded(&folder, database, Arc::clone(&clock) as _, entropy).await.unwrap();
        let listening = web::Listening::on("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        let url = listening.origin().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn({
            let app = Arc::clone(&app);
            async move {
                web::serve(app, listening, web::Limits::default(), async {
                    let _ = stopped.await;
                })
                .await
            }
        });
        Self { app, clock, url, token, folder, temporary, stop, serving }
    }

    pub(crate) async fn play(&self) -> (Played, Vec<Step>) {
        let folder = self.temporary.path().join("tables");
        std::fs::create_dir_all(&folder).unwrap();
        let stage = Stage {
            api: Api::new(&self.url, &self.token),
            app: Arc::clone(&self.app),
            clock: Arc::clone(&self.clock),
            folder,
            rows: 400,
        };
        let mut steps: Vec<Step> = Vec::new();
        let played = Box::pin(story::play(&stage, &mut steps)).await.unwrap();
        (played, steps)
    }

    /// Stops the server and closes the platform; what it held stays in the temporary folder.
    pub(crate) async fn stop(self) -> (PathBuf, tempfile::TempDir) {
        let _ = self.stop.send(());
        self.serving.await.unwrap().unwrap();
        self.app.close().await;
        (self.folder, self.temporary)
    }
}

/// Runs `gongshu verify --dir` and gives exit code and what was said.
pub(crate) fn verify(folder: &Path, database: Option<&str>) -> (i32, String) {
    let mut command = gongshu();
    command.args(["verify", "--dir"]).arg(folder);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    let output = command.output().unwrap();
    (output.status.code().unwrap_or(-1), text(&output))
}
