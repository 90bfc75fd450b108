use base::Digest;
use serde::{Deserialize, Serialize};

use crate::commitment::node_hash;

/// The right edge of a tree: the roots of its complete subtrees, largest first.
///
/// It is all that is needed to append leaves and to name the root, at most 64 hashes for any size.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Frontier {
    size: u64,
    peaks: Vec<Digest>,
}

/// Why a stored frontier cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} subtree roots for a tree of {size} leaves, found {found}: read the frontier again")]
pub struct FrontierError {
    pub size: u64,
    pub expected: u32,
    pub found: usize,
}

#[derive(Deserialize)]
struct Parts {
    size: u64,
    peaks: Vec<Digest>,
}

impl TryFrom<Parts> for Frontier {
    type Error = FrontierError;
    fn try_from(Parts { size, peaks }: Parts) -> Result<Self, FrontierError> {
        let expected = size.count_ones();
        if usize::try_from(expected) != Ok(peaks.len()) {
            return Err(FrontierError { size, expected, found: peaks.len() });
        }
        Ok(Self { size, peaks })
    }
}

impl Frontier {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends one leaf hash: O(1) on average, O(log size) at worst.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        let mut carry = self.size;
        while carry & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            carry >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many leaves were pushed.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// RFC 6962 §2.1 root; the empty tree's is SHA-256 of nothing.
    pub fn root(&self) -> Digest {
        self.fold(None).unwrap_or_else(|| Digest::of(&[]))
    }

    /// Joins the peaks, right to left, onto what stands to the right of this range.
    pub(crate) fn fold(&self, right: Option<Digest>) -> Option<Digest> {
        self.peaks.iter().rfold(right, |right, peak| {
            Some(match right {
                Some(right) => node_hash(peak, &right),
                None => *peak,
            })
        })
    }
}

impl FromIterator<Digest> for Frontier {
    fn from_iter<I: IntoIterator<Item = Digest>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        leaves.into_iter().for_each(|leaf| frontier.push(leaf));
        frontier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(data: &[u8]) -> Digest {
        Digest::of(&[&[0_u8], data].concat())
    }

    /// The eight leaves and nine roots every Certificate Transparency implementation is checked with.
    #[test]
    fn known_answers_of_the_certificate_transparency_reference_tree() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::new();
        assert_eq!(frontier.root().to_string(), roots[0]);
        for (data, root) in leaves.iter().zip(&roots[1..]) {
            frontier.push(leaf(data));
            assert_eq!(frontier.root().to_string(), *root, "size {}", frontier.size());
        }
    }

    #[test]
    fn a_stored_frontier_continues_and_a_maimed_one_is_refused() {
        let hashes: Vec<_> = (0..11_u8).map(|n| leaf(&[n])).collect();
        let whole: Frontier = hashes.iter().copied().collect();
        let half: Frontier = hashes[..6].iter().copied().collect();
        let text = serde_json::to_string(&half).unwrap();
        let mut resumed: Frontier = serde_json::from_str(&text).unwrap();
        hashes[6..].iter().for_each(|hash| resumed.push(*hash));
        assert_eq!(resumed, whole);
        assert!(serde_json::from_str::<Frontier>(&text.replace("\"size\":6", "\"size\":7")).is_err());
    }
}
