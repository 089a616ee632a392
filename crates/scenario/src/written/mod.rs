//! A scenario as written: the whole file, its options and what it is at other levels or in a
//! state of the world.

pub(crate) mod calendar;
pub(crate) mod document;
pub(crate) mod dynamics;
pub(crate) mod levels;
pub(crate) mod options;
pub(crate) mod pass_through;
pub(crate) mod read;
pub(crate) mod renamed;
pub(crate) mod scenario;
pub(crate) mod schema;
pub(crate) mod variants;
