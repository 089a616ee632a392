//! Which duty does a good pay at the border, by tariff line, origin and day?
//!
//! A [`Book`] holds the programs of a customs territory, each once and with its acts
//! ([`Program`], [`Entry`]), and what was imported in 2024 by line and partner. It answers for any
//! line, partner and day from [`FIRST_DAY`] to [`LAST_DAY`], on either [`Basis`].
//!
//! ```text
//! (1) r_p   = value of the last entry of program p that fits line, partner and day
//! (2) a floor F adds max(0, F - m), where m is the ordinary duty
//! (3) v_p   = min(content, 1 - Σ v_q over programs q that p yields to)    part of the value that pays
//! (4) duty  = m + Σ_p r_p · v_p
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | m | [`Row::ordinary`] | share of the value |
//! | r_p, F | [`Entry::low`], [`Entry::high`] | share of the value |
//! | v_p | `Part` in `levy.rs` | share of the value |
//!
//! By law, goods of the USMCA are the share that claimed it in 2025. As expected to be collected,
//! it is the share of the month (July 2025 before July), cars of the USMCA pay on what is not made
//! in the United States, goods loaded before an act still come in under the rate before it, and
//! exclusions from a duty of 2024 are used as in 2024 ([`Basis`]).
//!
//! ```
//! use detente_tariffs::{Basis, Book, Line};
//! let book = Book::embedded()?;
//! let japan = book.partner("JPN")?;
//! let cars = Line::parse("8703")?;
//! let day = jiff::civil::date(2025, 6, 15);
//! let mean = book.mean(day, Basis::Law, &[japan], Some(cars));
//! assert!((mean.total().middle() - 0.274).abs() < 0.01);
//! # Ok::<(), detente_tariffs::TariffsError>(())
//! ```

mod added;
mod book;
pub mod edition;
mod embedded;
mod error;
mod goods;
mod levy;
mod line;
mod lines;
mod load;
mod means;
mod order;
mod partner;
mod program;
mod rate;
mod read;
mod rule;
mod tables;
#[cfg(test)]
mod twin;

pub use added::Added;
pub use book::{Book, FIRST_DAY, LAST_DAY, Row};
pub use error::TariffsError;
pub use goods::{Goods, IMPORTER, Portion, Trade};
pub use levy::Basis;
pub use line::Line;
pub use means::{Group, Mean, Summary};
pub use partner::{Partner, PartnerId};
pub use program::{Entry, Program};
pub use rate::Rate;
