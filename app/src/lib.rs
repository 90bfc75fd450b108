//! Use cases and timers: authorise, load, decide, append, effects.
