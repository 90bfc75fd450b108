//! The API over real HTTP: a founded platform, a server on a free port, and a client that holds every answer against
//! the OpenAPI document.

#[cfg(test)]
mod suite;
