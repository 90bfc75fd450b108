//! Reading real, dirty files.

#![cfg(test)]

mod cases;
mod codes;
mod garbage;
mod golden;
mod memory;
mod round_trip;
mod table;
