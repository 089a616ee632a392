//! Which economies, sectors, links and goods does an entry mean?

pub(crate) mod goods;
pub(crate) mod links;
pub(crate) mod product;
pub(crate) mod schedule;
pub(crate) mod selector;
pub(crate) mod unknown;
