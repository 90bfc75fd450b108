//! Who may do what: Cedar policies turned into permits with reasons.
