//! What of a folder counts, signed by the platform.

use std::path::Path;

use base::{Digest, Timestamp, canonical};
use serde::{Deserialize, Serialize};

use super::error::{BackupError, changed};
use super::files::{self, Blob};
use crate::keys::{RecordSigner, Signed, verify_signed};

/// Of the folder; another program may know a later one.
pub(super) const LAYOUT: u32 = 1;
const HEADING: &str = "gongshu backup manifest 1";
/// A larger manifest is refused unread.
const LARGEST: u64 = 16 << 20;
/// The longest path of a public file.
const LONGEST_PATH: usize = 300;

/// The public files a platform cannot do without; a name that ends in `/` is a folder.
pub(super) const PUBLIC: [&str; 5] = ["platform.toml", "keys/log.vkey", "keys/records.vkey", "rules/", "law/"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) layout: u32,
    /// Tells this folder from others, in the log and in the names of keys.
    pub(super) folder: String,
    /// The log's origin.
    pub(super) origin: String,
    /// GB/T 2260 code.
    pub(super) region: String,
    pub(super) made: Timestamp,
    /// Oldest first; at least one.
    pub(super) snapshots: Vec<Taken>,
    pub(super) keys: Blob,
    pub(super) files: Vec<Public>,
}

/// One snapshot of the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Taken {
    /// The acts in it: those at positions below this.
    pub(super) position: u64,
    /// How many of them were published.
    pub(super) size: u64,
    /// RFC 6962 root over these.
    pub(super) root: Digest,
    /// The signed note; none of a log never published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) checkpoint: Option<String>,
    pub(super) at: Timestamp,
    /// Of the sealed bytes.
    pub(super) sealed: Blob,
}

/// A file that is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Public {
    /// In the platform's folder.
    pub(super) path: String,
    pub(super) content: Blob,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedManifest {
    statement: Manifest,
    signed: Signed,
}

/// What every layout says alike.
#[derive(Deserialize)]
struct Probe {
    statement: ProbeStatement,
}

#[derive(Deserialize)]
struct ProbeStatement {
    layout: u32,
}

/// A manifest as it was found: whole, but not proven until [`Found::verify`].
#[derive(Debug)]
pub(super) struct Found {
    manifest: Manifest,
    signed: Signed,
}

impl Found {
    /// What it says, before it is proven.
    pub(super) fn unproven(&self) -> &Manifest {
        &self.manifest
    }

    /// Proves it by the public keys of the platform, as in `records.vkey`.
    pub(super) fn verify(&self, keys: &str) -> Result<&Manifest, BackupError> {
        verify_signed(HEADING, &self.manifest, &self.signed, keys).map_err(BackupError::Signature)?;
        Ok(&self.manifest)
    }
}

impl Manifest {
    pub(super) fn newest(&self) -> Option<&Taken> {
        self.snapshots.last()
    }

    /// Puts it, signed, in the place of the one before: from here on it is what counts.
    pub(super) fn write(&self, path: &Path, signer: &RecordSigner) -> Result<(), BackupError> {
        let manifest = SignedManifest { statement: self.clone(), signed: signer.signed(HEADING, self)? };
        files::write(path, &canonical::to_vec(&manifest)?)?;
        Ok(())
    }

    /// Reads the manifest at `path`; none where there is none yet.
    pub(super) fn read(path: &Path) -> Result<Option<Found>, BackupError> {
        if !path.exists() {
            return Ok(None);
        }
        parse(&files::read(path, LARGEST)?, path).map(Some)
    }

    /// What in it cannot be, whoever signed it: paths come from outside until the signature is proven.
    fn fault(&self) -> Option<String> {
        let ordered = self.snapshots.is_sorted_by(|a, b| a.position < b.position);
        if self.snapshots.is_empty() || !ordered {
            return Some("no snapshots in the order of their positions".to_owned());
        }
        if self.snapshots.iter().any(|taken| taken.size > taken.position) {
            return Some("a snapshot with fewer acts than were published".to_owned());
        }
        let outside = self.files.iter().find(|file| !is_public(&file.path));
        outside.map(|file| format!("a file at {:?}, where none belongs", file.path))
    }
}

fn parse(bytes: &[u8], path: &Path) -> Result<Found, BackupError> {
    let no_manifest = |why: serde_json::Error| changed(path, format!("no manifest (line {})", why.line()));
    let found = serde_json::from_slice::<Probe>(bytes).map_err(no_manifest)?.statement.layout;
    if found > LAYOUT {
        return Err(BackupError::Newer { known: LAYOUT, found });
    }
    let SignedManifest { statement, signed } = serde_json::from_slice(bytes).map_err(no_manifest)?;
    match statement.fault() {
        Some(why) => Err(changed(path, why)),
        None => Ok(Found { manifest: statement, signed }),
    }
}

/// Whether a path names one of the public files, and nothing outside the folder.
fn is_public(path: &str) -> bool {
    let plain = path.len() <= LONGEST_PATH
        && !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let known = PUBLIC.iter().any(|known| if known.ends_with('/') { path.starts_with(known) } else { path == *known });
    plain && known
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn signed() -> Value {
        let blob = json!({ "size": 3, "digest": Digest::of(b"abc") });
        let taken = |position: u64| {
            json!({
                "position": position, "size": 2, "root": Digest::of(b"r"), "at": Timestamp::from_millis(0),
                "sealed": blob,
            })
        };
        json!({
            "statement": {
                "layout": 1, "folder": "bak-1", "origin": "o", "region": "460000", "made": Timestamp::from_millis(0),
                "snapshots": [taken(2), taken(5)], "keys": blob, "files": [{ "path": "rules/a.toml", "content": blob }],
            },
            "signed": { "suite": "national", "key": "", "signature": "" },
        })
    }

    fn refused(change: impl FnOnce(&mut Value)) -> BackupError {
        let mut value = signed();
        change(&mut value["statement"]);
        parse(value.to_string().as_bytes(), Path::new("manifest.json")).unwrap_err()
    }

    #[test]
    fn a_manifest_is_read_and_what_cannot_be_is_named() {
        let found = parse(signed().to_string().as_bytes(), Path::new("m")).unwrap();
        assert_eq!(found.manifest.newest().unwrap().position, 5);
        assert!(matches!(found.verify("national:AAAA"), Err(BackupError::Signature(_))));
        assert!(matches!(refused(|m| m["layout"] = json!(2)), BackupError::Newer { found: 2, .. }));
        for change in [
            |m: &mut Value| m["snapshots"] = json!([]),
            |m: &mut Value| m["snapshots"].as_array_mut().unwrap().reverse(),
            |m: &mut Value| m["snapshots"][0]["size"] = json!(3),
            |m: &mut Value| m["more"] = json!(1),
            |m: &mut Value| m["keys"]["digest"] = json!("x"),
        ] {
            assert!(matches!(refused(change), BackupError::Changed { .. }));
        }
    }

    #[test]
    fn no_path_leads_outside() {
        for good in ["platform.toml", "keys/log.vkey", "rules/a/b.toml", "law/x.json"] {
            assert!(is_public(good), "{good}");
        }
        for bad in
            ["", "/etc/passwd", "rules/../../x", "rules//x", "rules/./x", "keys/root.key", "lake/x", "rules\\x", "C:x"]
        {
            assert!(!is_public(bad), "{bad}");
            assert!(matches!(refused(|m| m["files"][0]["path"] = json!(bad)), BackupError::Changed { .. }), "{bad}");
        }
    }

    #[test]
    fn any_bytes_are_refused_or_a_manifest() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let _ = parse(bytes, Path::new("manifest.json"));
        });
    }
}
