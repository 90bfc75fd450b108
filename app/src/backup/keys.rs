//! The wrapped keys as a file: one line of canonical JSON each. None of it opens without the root key.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use base::canonical;
use seal::KeyKind;
use serde::{Deserialize, Serialize};
use store::{KeptKey, KeyId, Store};

use super::error::{BackupError, at, changed, missing_at};
use super::files::{Blob, Draft};

/// A wrapped key takes some four hundred bytes.
const LONGEST_LINE: u64 = 8 << 10;
/// Lines taken at a time.
const PAGE: usize = 1000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    name: String,
    generation: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    holder: Option<Holder>,
    body: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holder {
    kind: String,
    name: String,
    generation: u32,
}

/// Keys written and the file they stand in.
pub(super) struct Written {
    pub(super) keys: u64,
    pub(super) file: Blob,
}

/// Writes every wrapped key as it is now into `folder`, but of snapshots only those in `snapshots`. The file is
/// named by its digest.
pub(super) async fn write(store: &Store, folder: &Path, snapshots: &[String]) -> Result<Written, BackupError> {
    let new = Draft::create(&folder.join("new")).map_err(at(folder))?;
    let (mut draft, mut after, mut keys) = (BufWriter::new(new), None, 0);
    loop {
        let page = store.keys(after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        let of_another = |id: &KeyId| id.kind == KeyKind::Snapshot.as_str() && !snapshots.contains(&id.name);
        for key in page.into_iter().filter(|key| !of_another(&key.id)) {
            let mut line = canonical::to_vec(&Line::from(key))?;
            line.push(b'\n');
            draft.write_all(&line).map_err(at(folder))?;
            keys += 1;
        }
    }
    let draft = draft.into_inner().map_err(|error| at(folder)(error.into_error()))?;
    let name = draft.digest().to_string();
    Ok(Written { keys, file: draft.finish_as(&folder.join(name)).map_err(at(folder))? })
}

/// The keys of a file, a page at a time.
pub(super) struct Pages {
    reader: BufReader<File>,
}

impl Pages {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        Ok(Self { reader: BufReader::new(File::open(path).map_err(missing_at(path))?) })
    }

    /// The next keys; none after the last.
    pub(super) fn next(&mut self, path: &Path) -> Result<Vec<KeptKey>, BackupError> {
        let mut page = Vec::new();
        while page.len() < PAGE {
            let mut line = Vec::new();
            let mut limited = self.reader.by_ref().take(LONGEST_LINE);
            if limited.read_until(b'\n', &mut line).map_err(at(path))? == 0 {
                break;
            }
            page.push(parse(&line).ok_or_else(|| changed(path, "a line that is no wrapped key"))?);
        }
        Ok(page)
    }
}

fn parse(line: &[u8]) -> Option<KeptKey> {
    let Line { kind, name, generation, holder, body } = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    let holder = holder.map(|Holder { kind, name, generation }| KeyId { kind, name, generation });
    Some(KeptKey { id: KeyId { kind, name, generation }, holder, body })
}

impl From<KeptKey> for Line {
    fn from(key: KeptKey) -> Self {
        let KeptKey { id: KeyId { kind, name, generation }, holder, body } = key;
        let holder = holder.map(|KeyId { kind, name, generation }| Holder { kind, name, generation });
        Self { kind, name, generation, holder, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_a_line_cut_anywhere_does_not() {
        let id = |kind: &str, name: &str| KeyId { kind: kind.to_owned(), name: name.to_owned(), generation: 3 };
        for holder in [None, Some(id("dataset", "许可"))] {
            let key = KeptKey { id: id("version", "ver-1"), holder, body: "{\"a\":1}".to_owned() };
            let mut line = canonical::to_vec(&Line::from(key.clone())).unwrap();
            line.push(b'\n');
            assert_eq!(parse(&line), Some(key));
            for end in 0..line.len() {
                assert_eq!(parse(&line[..end]), None, "{end}");
            }
        }
    }

    #[test]
    fn any_line_is_a_key_that_reads_back_or_none() {
        bolero::check!().for_each(|bytes: &[u8]| {
            if let Some(key) = parse(bytes) {
                let mut line = canonical::to_vec(&Line::from(key.clone())).unwrap();
                line.push(b'\n');
                assert_eq!(parse(&line), Some(key));
            }
        });
    }
}
