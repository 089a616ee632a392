//! What keeps a question about a package from being answered, and what to change.

/// Why a question about a package has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BargainError {
    /// A figure out of its range.
    #[error("{entry}: the {what} is {value}, but must be {range}; correct it")]
    Figure {
        /// The party, outcome, item, year or whatever else the figure is of.
        entry: String,
        /// Which figure.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        range: &'static str,
    },
    /// A list of another length than what it belongs to.
    #[error("{entry}: {expected} values are needed and {found} were given; give one {per}")]
    Shape {
        /// Which list.
        entry: String,
        /// Its right length.
        expected: usize,
        /// Its length.
        found: usize,
        /// What each value stands for.
        per: &'static str,
    },
    /// A list without entries.
    #[error("there is no {what}; give at least one")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// A name given twice.
    #[error("`{name}` appears twice among the {among}; name each once")]
    Twice {
        /// The name.
        name: String,
        /// Among which names.
        among: &'static str,
    },
    /// A name that is not there.
    #[error("there is no `{name}` among the {among}; name one of: {known}")]
    Unknown {
        /// The name.
        name: String,
        /// Among which names.
        among: &'static str,
        /// Those that are there, joined by commas.
        known: String,
    },
    /// The floor of a third party leaves no outcome.
    #[error(
        "no outcome leaves `{party}` at its floor of {floor}; its best is {best}; lower the floor or add an item in its favour"
    )]
    Vetoed {
        /// The third party.
        party: String,
        /// Its floor.
        floor: f64,
        /// The most that it gets at any outcome that was still allowed.
        best: f64,
    },
    /// A budget that holds no package.
    #[error(
        "the budget of `{party}` is {budget}, but the cheapest package costs it {least}; raise the budget, or make a costly item optional"
    )]
    Budget {
        /// The party.
        party: String,
        /// Its budget.
        budget: f64,
        /// The least that it pays under any package.
        least: f64,
    },
    /// The game has no payoffs where a search has to begin or go on.
    #[error("{0}")]
    Evaluation(String),
    /// A search ended before it met its tolerance.
    #[error(
        "{what}: no convergence after {evaluations} evaluations, with a step of {step_left:.1e} left; narrow the bounds, begin elsewhere or allow more evaluations"
    )]
    NotConverged {
        /// What was searched.
        what: String,
        /// The largest plain step left, in units of the levers.
        step_left: f64,
        /// Evaluations used.
        evaluations: usize,
    },
    /// More items than can be enumerated.
    #[error(
        "{items} items make 2^{items} packages; at most {most} can be enumerated: join items that only make sense together, or fix some as given"
    )]
    TooManyItems {
        /// How many were given.
        items: usize,
        /// How many can be.
        most: usize,
    },
    /// Probabilities that do not add up.
    #[error(
        "the probabilities of the {count} states of the world add up to {sum}, not to 1; correct them"
    )]
    Probabilities {
        /// How many futures.
        count: usize,
        /// Their sum.
        sum: f64,
    },
    /// A lever that helps and harms the same party.
    #[error(
        "from level {lower} to {upper} the gain falls from {before} to {after}: the lowest level needs a rising gain; narrow the bounds or search by enumeration"
    )]
    NotMonotone {
        /// A level.
        lower: f64,
        /// One that offers more.
        upper: f64,
        /// The gain at the first.
        before: f64,
        /// The gain at the second.
        after: f64,
    },
    /// A programme that could not be solved: a mistake of this program.
    #[error("a linear programme {0}: a mistake of this program; report it with the payoffs")]
    Programme(&'static str),
    /// An empty bargaining set: no agreement is better than none for all.
    #[error("{0}")]
    NoAgreement(Blocked),
}

/// Why nothing can be agreed: who blocks, and by how much, at the outcome that comes nearest.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// The outcome at which the smallest gain is largest, counted from 0.
    pub outcome: usize,
    /// The party that gains least there.
    pub party: String,
    /// What it would need to be as well off as without a deal; 0 where it gains and loses nothing.
    /// Currency.
    pub shortfall: f64,
    /// What all parties gain together there; where it is positive, a payment among them would make
    /// a deal. Currency.
    pub surplus: f64,
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Blocked { outcome, party, shortfall, surplus } = self;
        write!(formatter, "no outcome is better than no deal for all parties: `{party}` blocks; ")?;
        write!(formatter, "at outcome {outcome}, which comes nearest, it is {shortfall} short; ")?;
        if *surplus > 0.0 {
            write!(
                formatter,
                "together the parties gain {surplus} there: let money change hands, "
            )?;
            write!(formatter, "or add an item that `{party}` values")
        } else {
            write!(formatter, "add an item that `{party}` values, or lower what the deal costs it")
        }
    }
}
