use std::io::Read as _;
use std::path::Path;

use base::{Digest, Digester};

use crate::problem::Problem;

/// The digest of a file's bytes, read in pieces.
pub(super) async fn of_file(path: &Path) -> Result<Digest, Problem> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Digest> {
        let mut file = std::fs::File::open(path)?;
        let (mut digester, mut piece) = (Digester::default(), vec![0; 1 << 16]);
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                return Ok(digester.finish());
            }
            digester.update(piece.get(..length).unwrap_or_default());
        }
    });
    let digest = read.await.map_err(|error| Problem::Internal(error.to_string()))?;
    digest.map_err(|error| lake::LakeError::Ingest(error.into()).into())
}
