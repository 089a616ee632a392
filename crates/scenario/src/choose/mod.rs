//! What parties can choose: ranges, levers, the negotiation and its futures.

pub(crate) mod futures;
pub(crate) mod levers;
pub(crate) mod negotiation;
pub(crate) mod range;
