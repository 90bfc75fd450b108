use super::{Block, Compressor, State, rounds};

/// The inner function on every processor.
pub(super) struct Portable;

impl Compressor for Portable {
    fn compress(&self, state: &mut State, blocks: &[Block]) {
        rounds::compress(state, blocks);
    }

    fn compress_each(&self, states: &mut [State], blocks: &[Block]) {
        for (state, block) in states.iter_mut().zip(blocks) {
            self.compress(state, std::slice::from_ref(block));
        }
    }
}
