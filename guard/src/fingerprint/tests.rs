mod attacks;
mod foreign;
mod integrity;
mod large;
mod plans;
mod properties;
mod table;
