//! What was chosen among the levers of a scenario, before it is run?

use detente_record::PackageNote;
use detente_world::table::Table;

/// A choice of levels, and what a run keeps of how it came about. Whoever chooses stands above this
/// crate: `detente-deal` negotiates.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Level of each lever in the order of the scenario, or `None` where it is left out; none of
    /// all if nothing was agreed.
    pub levels: Option<Vec<Option<f64>>>,
    /// Tables of the run about the choice.
    pub tables: Vec<Table>,
    /// Why nothing was agreed, if nothing was.
    pub blocked: Option<String>,
    /// What a reader should know of it.
    pub note: PackageNote,
    /// What was done and how long it took, for the log.
    pub steps: Vec<String>,
}
