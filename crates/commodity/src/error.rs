//! What keeps a market from being solved at all. Numerical outcomes are in
//! [`Status`](crate::Status).

/// Why a question has no meaning.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CommodityError {
    /// A figure out of its range.
    #[error("{entry}: the {what} is {value}, which is out of range; correct it")]
    Figure {
        /// The process, link, use, store, period or limit.
        entry: String,
        /// Which figure.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A cycle of processes that loses nothing.
    #[error(
        "process `{process}` closes a loop that returns as much `{good}` as it takes, or more; give the loop a yield below one"
    )]
    Loop {
        /// A process of the loop.
        process: String,
        /// A good of the loop.
        good: String,
    },
    /// A base year that does not balance.
    #[error(
        "{good} in {region}: supply is {supply} and use is {used} in the base year; balance them first"
    )]
    Balance {
        /// The good.
        good: String,
        /// The region.
        region: String,
        /// What comes in, per year.
        supply: f64,
        /// What goes out, per year.
        used: f64,
    },
    /// The solver refused the programme: a mistake of this program.
    #[error("the programme could not be set up: {0}")]
    Setup(String),
}
