mod attacks;
mod foreign;
mod integrity;
mod plans;
mod properties;
mod table;
