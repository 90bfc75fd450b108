#[cfg(target_arch = "x86_64")]
use x86::{Bmi2, Sixteen};

mod portable;
mod rounds;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use portable::Portable;

/// What a digest has taken in so far: eight words.
pub(super) type State = [u32; 8];

/// What a digest takes in at a time.
pub(super) type Block = [u8; 64];

/// The state before anything is taken in.
pub(super) const START: State =
    [0x7380_166f, 0x4914_b2b9, 0x1724_42d7, 0xda8a_0600, 0xa96f_30bc, 0x1631_38aa, 0xe38d_ee4d, 0xb0fb_0e4e];

/// The inner function of SM3 压缩函数, on some kind of processor. Its time depends on the number of blocks only.
pub(super) trait Compressor: Send + Sync {
    /// Takes blocks into one state, one after another.
    fn compress(&self, state: &mut State, blocks: &[Block]);

    /// Takes one block into each state.
    fn compress_each(&self, states: &mut [State], blocks: &[Block]);
}

/// The fastest this machine has, found out when it is asked for.
pub(super) fn compressor() -> &'static dyn Compressor {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(found) = Sixteen::detect() {
            return found;
        }
        if let Some(found) = Bmi2::detect() {
            return found;
        }
    }
    &Portable
}

/// SM3 (GB/T 32905) of the parts one after another.
pub(super) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    digest_with(compressor(), parts)
}

fn digest_with(compressor: &dyn Compressor, parts: &[&[u8]]) -> [u8; 32] {
    let mut state = START;
    let mut open = Vec::with_capacity(64);
    let mut length = 0;
    for part in parts {
        length += part.len() as u64;
        let mut part = *part;
        if !open.is_empty() {
            let (filling, later) = part.split_at(part.len().min(64 - open.len()));
            open.extend_from_slice(filling);
            part = later;
        }
        if let Ok(block) = open.as_slice().try_into() {
            compressor.compress(&mut state, &[block]);
            open.clear();
        }
        if open.is_empty() {
            let (blocks, later) = part.as_chunks();
            compressor.compress(&mut state, blocks);
            open.extend_from_slice(later);
        }
    }
    let mut last = Blocks { parts: [&open], length, marked: false, ended: false };
    let mut block = [0; 64];
    while last.fill(&mut block).is_some() {
        compressor.compress(&mut state, &[block]);
    }
    bytes(&state)
}

/// SM3 of the prefix followed by each message, the messages side by side.
pub(super) fn digest_each(prefix: &[u8], messages: &[&[u8]]) -> Vec<[u8; 32]> {
    messages.chunks(SIDE_BY_SIDE).flat_map(|messages| digest_each_with(compressor(), prefix, messages)).collect()
}

/// Messages side by side: more gain nothing, and their states and blocks stay in the first cache.
const SIDE_BY_SIDE: usize = 64;

fn digest_each_with(compressor: &dyn Compressor, prefix: &[u8], messages: &[&[u8]]) -> Vec<[u8; 32]> {
    let mut going: Vec<_> =
        messages.iter().map(|message| (START, Blocks::new([prefix, message]))).enumerate().collect();
    let mut digests = vec![[0; 32]; messages.len()];
    while !going.is_empty() {
        let mut blocks = Vec::with_capacity(going.len());
        going.retain_mut(|(place, (state, rest))| {
            let mut block = [0; 64];
            let more = rest.fill(&mut block).is_some();
            if more {
                blocks.push(block);
            } else if let Some(digest) = digests.get_mut(*place) {
                *digest = bytes(state);
            }
            more
        });
        let mut states: Vec<_> = going.iter().map(|(_, (state, _))| *state).collect();
        compressor.compress_each(&mut states, &blocks);
        for ((_, (to, _)), state) in going.iter_mut().zip(states) {
            *to = state;
        }
    }
    digests
}

/// The eight words as they are given out.
pub(super) fn bytes(state: &State) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (four, word) in bytes.as_chunks_mut().0.iter_mut().zip(state) {
        *four = word.to_be_bytes();
    }
    bytes
}

/// The blocks of a message in some parts, with what closes it.
pub(super) struct Blocks<'a, const N: usize> {
    parts: [&'a [u8]; N],
    /// Bytes of everything taken in, what came before the parts too.
    length: u64,
    marked: bool,
    ended: bool,
}

impl<'a, const N: usize> Blocks<'a, N> {
    fn new(parts: [&'a [u8]; N]) -> Self {
        let length = parts.iter().map(|part| part.len() as u64).sum();
        Self { parts, length, marked: false, ended: false }
    }

    /// The same, one block having been taken in before.
    pub(super) fn after_a_block(parts: [&'a [u8]; N]) -> Self {
        let mut blocks = Self::new(parts);
        blocks.length += 64;
        blocks
    }

    /// Writes the next block; none if there is no more.
    pub(super) fn fill(&mut self, block: &mut Block) -> Option<()> {
        if self.ended {
            return None;
        }
        let mut room = block.as_mut_slice();
        for part in &mut self.parts {
            let (taken, later) = part.split_at(part.len().min(room.len()));
            let (to, free) = room.split_at_mut(taken.len());
            to.copy_from_slice(taken);
            (*part, room) = (later, free);
        }
        let free = match room {
            [mark, free @ ..] if !self.marked => {
                (*mark, self.marked) = (0x80, true);
                free
            }
            room => room,
        };
        free.fill(0);
        if self.marked
            && let Some(length) = free.last_chunk_mut()
        {
            *length = (self.length * 8).to_be_bytes();
            self.ended = true;
        }
        Some(())
    }
}
