//! Worlds and measures that several tests share.

use detente_trade::{Model, Outcome};
use detente_world::EconomyId;

/// Growth of one economy's imports from a list of partners, in percent, before tariffs.
pub fn percent_change(model: &Model, outcome: &Outcome, importer: &str, partners: &[&str]) -> f64 {
    let at = |name: &str| EconomyId(model.economies().iter().position(|code| code == name).unwrap());
    let (mut old, mut new) = (0.0, 0.0);
    for partner in partners.iter().filter(|partner| **partner != importer) {
        for sector in (0..model.sectors().len()).map(detente_world::SectorId) {
            old += model.trade().get(sector, at(importer), at(partner));
            new += outcome.trade_value.get(sector, at(importer), at(partner));
        }
    }
    100.0 * (new / old - 1.0)
}
