use serde::{Deserialize, Serialize};

use super::bias::{self, Bias};
use super::secret::{CopyId, DatasetSecret, Prf};

/// Size of the code 指纹码: how many colluders it is shaped against and how many positions it has.
///
/// A code's length bounds how large a coalition can be named when each position is seen often; with fewer votes than
/// positions the number of votes bounds it. False accusation depends on neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Size", into = "Size")]
pub struct Code(Size);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    colluders: u8,
    length: u32,
}

/// Why a code cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("expected a code against 1 to 20 colluders, found {found}; name the largest coalition to be feared")]
    Colluders { found: u8 },
    #[error("expected a code of 64 to 65536 positions, found {found}; 32768 serves ten colluders")]
    Length { found: u32 },
}

impl Code {
    /// 10 colluders, 32,768 positions.
    pub const STANDARD: Self = Self(Size { colluders: 10, length: 32_768 });

    pub const fn new(colluders: u8, length: u32) -> Result<Self, CodeError> {
        if colluders == 0 || colluders > 20 {
            return Err(CodeError::Colluders { found: colluders });
        }
        if length < 64 || length > 65_536 {
            return Err(CodeError::Length { found: length });
        }
        Ok(Self(Size { colluders, length }))
    }

    /// The largest coalition the biases are shaped against.
    pub const fn colluders(self) -> u8 {
        self.0.colluders
    }

    /// Positions of a code word.
    pub const fn length(self) -> u32 {
        self.0.length
    }

    /// Spreads a 32-bit draw evenly over the positions.
    pub(super) fn position(self, draw: u32) -> u32 {
        ((u64::from(draw) * u64::from(self.0.length)) >> 32) as u32
    }
}

impl TryFrom<Size> for Code {
    type Error = CodeError;
    fn try_from(size: Size) -> Result<Self, CodeError> {
        Self::new(size.colluders, size.length)
    }
}

impl From<Code> for Size {
    fn from(code: Code) -> Self {
        code.0
    }
}

/// The biases of a dataset's code and the source of its code words.
#[derive(Debug)]
pub(super) struct Codebook<'a> {
    secret: &'a DatasetSecret,
    biases: Vec<Bias>,
}

/// Bits that one call of the pseudorandom function yields.
pub(super) const DRAWS: usize = 16;

impl<'a> Codebook<'a> {
    pub(super) fn new(code: Code, secret: &'a DatasetSecret) -> Self {
        Self { secret, biases: bias::draw(code, &secret.biases) }
    }

    pub(super) fn biases(&self) -> &[Bias] {
        &self.biases
    }

    /// The code word of `copy`, position by position. An innocent copy's bits are independent draws with the
    /// positions' biases, whatever anybody else's copy shows: the false-accusation bound rests on this alone.
    pub(super) fn word(&self, copy: &CopyId) -> Vec<bool> {
        let draws = self.draws(copy);
        let blocks = self.biases.chunks(DRAWS).zip(0_u32..);
        let bits = blocks.flat_map(|(biases, block)| {
            biases.iter().zip(draws.of(block)).map(|(bias, draw)| draw < bias.threshold).collect::<Vec<_>>()
        });
        bits.collect()
    }

    pub(super) fn draws(&self, copy: &CopyId) -> Draws {
        Draws(Prf::new(self.secret.codes.of(&[copy.as_str().as_bytes()])))
    }
}

/// The draws a copy's bits are made from, [`DRAWS`] positions at a time.
pub(super) struct Draws(Prf);

impl Draws {
    pub(super) fn of(&self, block: u32) -> [u16; DRAWS] {
        let bytes = self.0.of(&[&block.to_le_bytes()]);
        let mut draws = [0; DRAWS];
        for (draw, bytes) in draws.iter_mut().zip(bytes.chunks_exact(2)) {
            *draw = bytes.iter().fold(0, |draw, byte| draw << 8 | u16::from(*byte));
        }
        draws
    }
}
