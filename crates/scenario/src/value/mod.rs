//! How values are written: keys, shapes, quantities, money and phases.

pub(crate) mod choice;
pub(crate) mod fields;
pub(crate) mod key;
pub(crate) mod mention;
pub(crate) mod money;
pub(crate) mod phases;
pub(crate) mod pick;
pub(crate) mod plain;
pub(crate) mod quantity;
pub(crate) mod reading;
pub(crate) mod schema;
