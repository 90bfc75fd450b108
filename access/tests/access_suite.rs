//! The access policies as they ship: the whole matrix, the rules one by one, and what must hold for any request.

mod fixtures;
mod loading;
mod matrix;
mod properties;
mod rules;
