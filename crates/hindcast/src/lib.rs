//! Does the program say what happened?
//!
//! An episode is data: a scenario as it was known on its date, and facts that were observed since,
//! each with the cell of a run that it tests. The program answers every fact, and is scored on
//! those that it did not use as inputs.
//!
//! ```text
//! episode, read, embedded   what an episode is; its files, checked; those of the program
//! expression                which number of a run a fact tests
//! ledger, gravity           what a run, nothing, and gravity say of it
//! evaluate                  the runs of an episode, an answer per fact
//! score, summary            correlation, slope, error, CRPS, coverage, interval score; set by set
//! ratchet                   what is committed, and whether a score is worse
//! words, docs, page         the same for people
//! ```
//!
//! It stands above `engine`, as `replay` does, and knows the tables of a run by their catalogue.

mod docs;
mod embedded;
mod episode;
mod error;
mod evaluate;
mod expression;
pub mod gravity;
mod ledger;
mod page;
mod ratchet;
mod read;
pub mod score;
mod summary;
mod words;

pub use docs::{document, surprises};
pub use embedded::{SCORES, names};
pub use episode::{Case, Episode, Fact, Reason, Role, Set, Source};
pub use error::HindcastError;
pub use evaluate::{Answer, Evaluated, Verdict, evaluate};
pub use page::page;
pub use ratchet::{Change, Score, changes, committed, kept, written};
pub use read::{EPISODE, open, read};
pub use summary::{SetScore, scores};
pub use words::{facts_table, json, text};
