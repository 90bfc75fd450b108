use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::law::Rulebook;
use anyhow::{Context as _, Result, bail};
use app::Packs;
use clap::Args;

/// Files a rulebook may have, and bytes of each.
const FILES: usize = 1000;
const BYTES: u64 = 4 << 20;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu law check rules/")]
pub(crate) struct Check {
    /// A folder with regulations/, regions/, procedures/ and calendars/.
    dir: PathBuf,
}

impl Check {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let files = files(&self.dir)?;
        let rulebook = Rulebook::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        match (rulebook, Packs::read(&files)) {
            (Ok(rulebook), Ok(packs)) => {
                let (regions, procedures) = (rulebook.regions().count(), rulebook.procedures().count());
                let duties: usize = rulebook.regulations().map(|regulation| regulation.duties.len()).sum();
                let packs = packs.count();
                line!("{duties} duties, {procedures} procedures, {regions} regions, {packs} rule packs: in order");
                Ok(ExitCode::SUCCESS)
            }
            (rulebook, packs) => {
                if let Err(errors) = rulebook {
                    line!("{errors}");
                }
                if let Err(errors) = packs {
                    line!("{errors}");
                }
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// Every file below a folder as (path inside it, text).
pub(crate) fn files(root: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = folder.read_dir().with_context(|| format!("expected a folder at {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if files.len() >= FILES || path.metadata()?.len() > BYTES {
                bail!("expected at most {FILES} files of 4 MiB, found more at {}; is this a rulebook?", path.display());
            }
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, super::read(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
