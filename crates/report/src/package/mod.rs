//! How is a negotiated package shown, on a terminal and on the page?

mod answers;
mod bill;
mod data;
mod findings;
mod section;
mod sheets;
mod terminal;
pub(crate) mod words;

pub use terminal::package_text;

pub(crate) use answers::{by_future, sentence};
pub(crate) use findings::{Findings, Payoff, push_new};
pub(crate) use section::section;
pub(crate) use sheets::lead;
