//! When does a scenario cross a threshold, and who hears of it, exactly how often?
//!
//! A watch file names scenarios, cells of their tables with limits, and perhaps a webhook. The
//! watch looks at the files, runs those that changed by an [`Engine`] it is given, and tells each
//! crossing: a line, a line of JSON in `events.jsonl`, a signed POST.
//!
//! ```text
//! file, cell, quantity      the watch file, checked against the catalogue of tables
//! inbox                     what is there, and what has changed
//! threshold                 sides and crossings
//! event                     what it says, under an id that follows from what happened
//! journal, state, store     decided once, whatever crashes; one process at a time (lock)
//! delivery                  at least once to the webhook
//! watcher                   one look after the other
//! faults                    where the process can die; the tests let it die everywhere
//! ```
//!
//! **What is promised.** An event and the evaluation it follows from are recorded together,
//! durably, before anybody hears of it. It is in `events.jsonl` exactly once. Its line is printed at
//! most once; where the process died while it printed, the next start names the event instead. It
//! is posted at least once, always under the same id, oldest first, until a status from 200 to 299
//! comes back or it is given up and named. A second watch on the same state is refused.

mod cell;
mod delivery;
mod durable;
mod error;
mod event;
pub mod faults;
mod file;
mod inbox;
mod journal;
mod lock;
mod number;
mod problems;
mod quantity;
mod state;
mod stop;
mod store;
mod threshold;
mod time;
mod watcher;

pub use cell::Codes;
pub use delivery::{SIGNATURE, verify};
pub use error::WatchError;
pub use event::{Cell, Event, Kind};
pub use file::{OnFirst, Surroundings, WatchFile, Webhook, Written, read};
pub use number::Number;
pub use problems::{Problem, Problems};
pub use stop::Stop;
pub use threshold::{Condition, Judgement, Over, Side, Standing, Threshold};
pub use time::duration;
pub use watcher::{Answer, Ended, Engine, Note, Plan, Unanswered, watch};
