//! The platform's secrets and the keys derived from them.
