//! Episodes from end to end.
