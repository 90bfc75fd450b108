//! What may happen: decide and evolve for every record of the platform. No I/O, no clock, no randomness.
