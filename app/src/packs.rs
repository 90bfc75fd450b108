//! Rule packs 识别规则包: the national one the program carries, and those of regions laid over it.

use std::sync::Arc;

use guard::pack::{Pack, PackError};
use law::{covers, depth};

use crate::folder::{Folder, FolderError};

/// Folder of regional packs in a rulebook; each is called by the code of its region.
const FOLDER: &str = "packs/";

/// The packs a platform recognises by.
#[derive(Debug)]
pub struct Packs {
    /// By code of the region, the widest first. A city's is laid over its province's.
    regional: Vec<(String, Arc<Pack>)>,
}

impl Packs {
    /// Reads the packs among the files of a rulebook. All that is wrong is told at once, with file and line.
    pub fn read(files: &[(String, String)]) -> Result<Self, PacksError> {
        let pack = |(path, text): &(String, String)| {
            let code = path.strip_prefix(FOLDER)?.strip_suffix(".toml")?;
            Some((code.to_owned(), path.clone(), text.clone()))
        };
        let mut found: Vec<(String, String, String)> = files.iter().filter_map(pack).collect();
        found.sort_by_key(|(code, ..)| (depth(code), code.clone()));
        let (mut packs, mut faults) = (Self { regional: Vec::new() }, Vec::new());
        for (code, path, text) in found {
            match packs.of(&code).overlaid(&path, &text) {
                Ok(pack) => packs.regional.push((code, Arc::new(pack))),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(packs) } else { Err(PacksError(faults)) }
    }

    /// The pack of a place: of its own region, else of the nearest one above it, else the national one.
    pub fn of(&self, place: &str) -> Arc<Pack> {
        let nearest = self.regional.iter().rev().find(|(code, _)| covers(code, place));
        nearest.map_or_else(Pack::national, |(_, pack)| Arc::clone(pack))
    }

    /// Packs of regions.
    pub fn count(&self) -> usize {
        self.regional.len()
    }

    /// Keeps the text of the national pack, so that a proposal can be explained under the pack of its day; those of
    /// regions are kept with their rulebook.
    pub(crate) fn freeze(folder: &Folder) -> Result<(), FolderError> {
        folder.freeze_pack(&Pack::national().digest(), Pack::national_text())
    }
}

/// Every pack that cannot be meant. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacksError(Vec<PackError>);

impl std::fmt::Display for PacksError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut faults = self.0.iter();
        faults.next().map_or(Ok(()), |first| write!(f, "{first}"))?;
        faults.try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for PacksError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, String) {
        (path.to_owned(), text.to_owned())
    }

    fn shipped() -> Vec<(String, String)> {
        law::shipped().iter().map(|(path, text)| file(path, text)).collect()
    }

    #[test]
    fn every_shipped_pack_is_read_and_a_place_takes_the_nearest() {
        let packs = Packs::read(&shipped()).unwrap_or_else(|error| panic!("{error}"));
        let named = |place: &str| packs.of(place).name().to_owned();
        assert_eq!(named("330500"), "national+330500");
        assert_eq!(named("330502"), "national+330500", "a district of the city");
        assert_eq!(named("330000"), "national", "the province above it");
        assert_eq!(packs.of("460000").digest(), Pack::national().digest());
    }

    #[test]
    fn a_citys_pack_lies_over_its_provinces() {
        let files = [file("packs/439900.toml", "pack = \"439900\""), file("packs/430000.toml", "pack = \"430000\"")];
        let packs = Packs::read(&files).unwrap();
        assert_eq!(packs.of("439901").name(), "national+430000+439900");
        assert_eq!(packs.of("430100").name(), "national+430000");
    }

    #[test]
    fn every_fault_is_told_with_file_and_line() {
        let files = [
            file("packs/430000.toml", "pack = \"430000\"\noff = [\"no-such-rule\"]"),
            file("packs/460000.toml", "pack = \"460000\"\n\nrules = 1"),
            file("regions/460000.toml", "not read here"),
        ];
        let told = Packs::read(&files).unwrap_err().to_string();
        let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("packs/")).collect();
        assert!(lines[0].starts_with("packs/430000.toml:2: "), "{told}");
        assert!(lines[1].starts_with("packs/460000.toml:3: "), "{told}");
    }
}
