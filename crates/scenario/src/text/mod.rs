//! The text of a scenario: files, places, trees, changes from the command line and messages.

pub(crate) mod csv;
pub(crate) mod former;
pub(crate) mod overrides;
pub(crate) mod place;
pub(crate) mod problem;
pub(crate) mod report;
pub(crate) mod source;
pub(crate) mod tree;
