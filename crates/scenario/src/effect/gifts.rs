//! Who gives whom how much money, and when? `Scenario::gifts` gives it dated, so that whoever adds
//! up budgets needs to know nothing of the language.

use detente_world::EconomyId;
use jiff::civil::Date;

/// Money that one economy gives another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gift {
    /// Who gives.
    pub giver: EconomyId,
    /// Who receives.
    pub receiver: EconomyId,
    /// How much a year, in the unit of the world's tables; zero or more.
    pub yearly: f64,
}

/// A gift in a window of days.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedGift {
    /// Name of the entry.
    pub entry: String,
    /// First day; none means from the beginning.
    pub from: Option<Date>,
    /// Last day; none means to the end.
    pub until: Option<Date>,
    /// Who gives whom how much.
    pub gift: Gift,
}
