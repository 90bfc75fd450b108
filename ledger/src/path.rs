use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Hashes or entries in a full tile.
pub(crate) const TILE_WIDTH: u64 = 256;
/// The highest level the standard lets a path name.
const MAX_LEVEL: u8 = 63;
/// No path of a tree below 2^64 leaves is longer.
const MAX_PATH_BYTES: usize = 64;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of subtrees of 256^level leaves.
    Hashes { level: u8 },
    /// The entries themselves: an entry bundle.
    Entries,
}

/// Where a tile stands: C2SP tlog-tiles, `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
///
/// A partial tile (`.p/<W>`) is a prefix of every wider tile of the same kind and index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    /// 1 to 256.
    width: u16,
}

/// Why a text is not a tile path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a tile path such as tile/0/x001/234 or tile/entries/005.p/17, found {found:?}")]
pub struct ParsePathError {
    pub found: String,
}

impl TilePath {
    /// The tile of `kind` at `index` as it stands in a tree of `size` leaves; `None` where that tree has none.
    pub fn in_tree(kind: TileKind, index: u64, size: u64) -> Option<Self> {
        let level = match kind {
            TileKind::Hashes { level } => level,
            TileKind::Entries => 0,
        };
        let nodes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let width = nodes.checked_sub(index.checked_mul(TILE_WIDTH)?)?.min(TILE_WIDTH);
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Self { kind, index, width })
    }

    /// The same tile in a tree of `size` leaves. An older, narrower file must be a prefix of it.
    pub fn at_size(&self, size: u64) -> Option<Self> {
        Self::in_tree(self.kind, self.index, size)
    }

    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Hashes or entries in the tile, 1 to 256.
    pub const fn width(&self) -> u16 {
        self.width
    }

    pub fn is_partial(&self) -> bool {
        u64::from(self.width) < TILE_WIDTH
    }

    pub(crate) fn full(self) -> Self {
        Self { width: 256, ..self }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut above = Vec::new();
        let mut rest = self.index / 1000;
        while rest > 0 {
            above.push(rest % 1000);
            rest /= 1000;
        }
        above.iter().rev().try_for_each(|group| write!(f, "x{group:03}/"))?;
        write!(f, "{:03}", self.index % 1000)?;
        if self.is_partial() { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for TilePath {
    type Err = ParsePathError;
    fn from_str(text: &str) -> Result<Self, ParsePathError> {
        let wrong = || ParsePathError { found: text.chars().take(MAX_PATH_BYTES).collect() };
        let path = (text.len() <= MAX_PATH_BYTES).then(|| parse(text)).flatten().ok_or_else(wrong)?;
        // One tile, one spelling: `007`, `x000/007` and `7` must not name the same file.
        if path.to_string() == text { Ok(path) } else { Err(wrong()) }
    }
}

fn parse(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => TileKind::Hashes { level: level.parse().ok().filter(|level| *level <= MAX_LEVEL)? },
    };
    let (groups, width) = match rest.split_once(".p/") {
        Some((groups, width)) => (groups, width.parse().ok().filter(|width| (1..256).contains(width))?),
        None => (rest, 256),
    };
    let mut index = 0_u64;
    for group in groups.split('/') {
        let digits: u64 = group.trim_start_matches('x').parse().ok().filter(|digits| *digits < 1000)?;
        index = index.checked_mul(1000)?.checked_add(digits)?;
    }
    Some(TilePath { kind, index, width })
}

impl TryFrom<String> for TilePath {
    type Error = ParsePathError;
    fn try_from(text: String) -> Result<Self, ParsePathError> {
        text.parse()
    }
}

impl From<TilePath> for String {
    fn from(path: TilePath) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(kind: TileKind, index: u64, width: u16, expected: &str) {
        let path = TilePath { kind, index, width };
        assert_eq!(path.to_string(), expected);
        assert_eq!(expected.parse::<TilePath>().unwrap(), path);
    }

    #[test]
    fn paths_follow_the_standard() {
        let hashes = |level| TileKind::Hashes { level };
        check(hashes(0), 0, 256, "tile/0/000");
        check(hashes(0), 273, 112, "tile/0/273.p/112");
        check(hashes(1), 1, 17, "tile/1/001.p/17");
        check(hashes(2), 0, 1, "tile/2/000.p/1");
        check(hashes(0), 999, 256, "tile/0/999");
        check(hashes(0), 1000, 256, "tile/0/x001/000");
        check(hashes(0), 1_234_067, 256, "tile/0/x001/x234/067");
        check(hashes(63), 1_234_067, 255, "tile/63/x001/x234/067.p/255");
        check(TileKind::Entries, 1_234_067, 8, "tile/entries/x001/x234/067.p/8");
        check(TileKind::Entries, 5, 256, "tile/entries/005");
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/00/000",
            "tile/64/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/data/000",
            "tile/0/+01",
            "tile/0/../001",
            "/tile/0/000",
            "tile/0/000/",
            "tile/8/0/000",
            "tile/0/x099/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert!(text.parse::<TilePath>().is_err(), "{text}");
        }
    }

    /// The two worked examples of C2SP tlog-tiles, "Partial Tiles".
    #[test]
    fn widths_follow_the_size_of_the_tree() {
        let width =
            |level, index, size| TilePath::in_tree(TileKind::Hashes { level }, index, size).map(|path| path.width());
        assert_eq!(width(0, 272, 70_000), Some(256));
        assert_eq!(width(0, 273, 70_000), Some(112));
        assert_eq!(width(0, 274, 70_000), None);
        assert_eq!(width(1, 0, 70_000), Some(256));
        assert_eq!(width(1, 1, 70_000), Some(17));
        assert_eq!(width(2, 0, 70_000), Some(1));
        assert_eq!(width(3, 0, 70_000), None);
        assert_eq!((width(0, 0, 256), width(0, 1, 256), width(1, 0, 256)), (Some(256), None, Some(1)));
        assert_eq!((width(0, 0, 0), width(63, 0, u64::MAX), width(0, u64::MAX, u64::MAX)), (None, None, None));
    }

    proptest! {
        #[test]
        fn every_tile_of_every_tree_reads_back(size in 1_u64.., level in 0_u8..8, index: u64) {
            let index = index % ((size >> 8) + 1);
            for kind in [TileKind::Hashes { level }, TileKind::Entries] {
                if let Some(path) = TilePath::in_tree(kind, index, size) {
                    prop_assert_eq!(path.to_string().parse::<TilePath>(), Ok(path));
                    prop_assert_eq!(path.at_size(size), Some(path));
                }
            }
        }

        #[test]
        fn any_text_parses_to_itself_or_not_at_all(text in "(tile/)?[0-9x./pentris]{0,40}") {
            if let Ok(path) = text.parse::<TilePath>() {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }
}
