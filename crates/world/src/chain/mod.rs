//! A commodity chain: what is mined, separated, melted, shipped and used, in tonnes, by economy, in
//! one base year.
//!
//! A chain is a folder of tables that a person can write; docs/chains.md states every column. What
//! is not known stays not known: a figure is an [`Interval`] or nothing, and every row says where
//! it comes from ([`Fact`]).

mod balance;
mod check;
mod data;
mod embedded;
mod files;
mod held;
mod identities;
mod interval;
mod read;
mod rows;
mod select;
mod set;
mod template;

pub use balance::{Moved, balance, balanced_files};
pub use check::{BALANCED, Imbalance, LARGEST, imbalances};
pub use data::{Chain, ChainEconomy, Demand, Fact, Flow, Good, Holder, Process, Recipe, Stock};
pub use embedded::{load, names};
pub(crate) use files::own_files;
pub use files::{read_files, write_files};
pub use identities::{Fault, Identity, NAMEPLATE, Verdict, short, verdicts};
pub use interval::Interval;
pub use read::read_chain;
pub use set::{Chains, FOLDER, OwnChain, own_chains};
pub use template::template;
