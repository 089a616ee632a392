//! A scenario in a world: is it right, what is in force on a day, and what changes when?

pub(crate) mod assemble;
pub(crate) mod check;
pub(crate) mod day;
pub(crate) mod doubts;
pub(crate) mod events;
mod goods;
pub(crate) mod notes;
pub(crate) mod provenance;
pub(crate) mod reserves;
