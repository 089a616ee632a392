//! The economic systemic risk index of firms as a table.

use super::read::FirmNetwork;
use crate::cascade::rating;
use crate::error::EngineError;
use crate::rows::Rows;
use detente_cascade::{Replaceability, RiskNetwork};
use detente_world::table::Table;
use rayon::prelude::*;

/// Changes of a firm's output below this are not passed on.
const TOLERANCE: f64 = 1e-9;

/// The index of some firms, or of all where none is named; the riskiest first. Inputs of goods, energy and water are essential.
///
/// # Errors
/// If a firm is not known, or the links make no network.
pub fn risk(network: &FirmNetwork, names: &[String], replaceability: Replaceability) -> Result<Table, EngineError> {
    let sectors = network.sectors.len();
    let essential: Vec<bool> = (0..sectors * sectors).map(|at| rating(&network.natures[at / sectors]) >= 1.0).collect();
    let of: Vec<usize> = network.firms.iter().map(|firm| firm.sector).collect();
    let risks = RiskNetwork::new(&of, &network.links, &essential, replaceability)
        .map_err(|error| EngineError::Cascade(error.to_string()))?
        .with_tolerance(TOLERANCE);
    let chosen: Result<Vec<usize>, EngineError> = names.iter().map(|name| network.firm(name)).collect();
    let chosen = if names.is_empty() { (0..network.firms.len()).collect() } else { chosen? };
    let mut found: Vec<_> = chosen.into_par_iter().map(|firm| (firm, risks.of(firm))).collect();
    found.sort_by(|a, b| b.1.index.total_cmp(&a.1.index).then(a.0.cmp(&b.0)));
    let mut rows = Rows::<3, 3>::new();
    for (place, risk) in found {
        let firm = &network.firms[place];
        let text = [firm.name.as_str(), &firm.economy, &network.sectors[firm.sector]];
        rows.push(text, [risk.index, risk.downstream, risk.upstream]);
    }
    Ok(rows.table("systemic_risk", ["firm", "economy", "sector"], ["index", "downstream", "upstream"]))
}
