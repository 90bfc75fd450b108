//! The published log: static files that any C2SP client can read.

use std::io;

use base::Message;
use ledger::TilePath;

use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// The newest signed checkpoint.
    pub async fn checkpoint(&self) -> Result<Vec<u8>, Problem> {
        self.log_file("checkpoint").await
    }

    /// A tile by its path in the layout; anything else is not found, so that no path leads outside.
    pub async fn tile(&self, path: &str) -> Result<Vec<u8>, Problem> {
        let path: TilePath = path.parse().map_err(|_| missing(path))?;
        self.log_file(&path.to_string()).await
    }

    async fn log_file(&self, name: &str) -> Result<Vec<u8>, Problem> {
        match tokio::fs::read(self.folder.log().join(name)).await {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(name)),
            Err(error) => Err(Problem::Internal(error.to_string())),
        }
    }
}

fn missing(name: &str) -> Problem {
    Problem::NotFound(Message::new("not-found").with("kind", "tile").with("id", name))
}
