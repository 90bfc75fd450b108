mod attacks;
mod foreign;
mod integrity;
mod large;
mod parts;
mod plans;
mod properties;
mod table;
