//! The kinds of entries, one file each. A new kind is a file with a `KIND` and a line in
//! [`list::KINDS`].

pub(crate) mod chain;
pub(crate) mod change;
pub(crate) mod cost;
pub(crate) mod delay;
pub(crate) mod demand;
pub(crate) mod entry;
pub(crate) mod export_tax;
pub(crate) mod kind;
pub(crate) mod levy;
pub(crate) mod list;
pub(crate) mod node_change;
pub(crate) mod procurement;
pub(crate) mod productivity;
pub(crate) mod quantity_cap;
pub(crate) mod read;
pub(crate) mod sector_outage;
pub(crate) mod support;
pub(crate) mod tariff;
pub(crate) mod trade_cost;
pub(crate) mod transfer;
