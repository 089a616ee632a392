//! What is assumed where no figure says it: who depends on what, how long stocks last, what stops
//! without what.
//!
//! None of this is data. Bounds are wide on purpose, runs show all three values side by side, and
//! docs/cascade.md lists them.

use detente_world::{Criticality, Nature};

/// Low, middle and high value of something assumed.
pub type Bounds = [f64; 3];

/// Share of a sector's output that needs the good of a use. Low to high is from little to much
/// depending on it.
pub fn share_of_output(usage: &str) -> Bounds {
    match usage {
        // At least the electrified share of cars; at most all of them: motors of steering, pumps
        // and seats need such magnets too.
        "vehicles" => [0.25, 0.5, 1.0],
        "aerospace-defence" => [0.05, 0.15, 0.4],
        "machinery" => [0.03, 0.1, 0.2],
        "electronics" => [0.02, 0.05, 0.15],
        "air-conditioning" => [0.01, 0.02, 0.05],
        "wind" => [0.005, 0.01, 0.03],
        _ => [0.005, 0.02, 0.05],
    }
}

/// What the output that needs a good loses without it: work-arounds exist for some of it at the low
/// end.
pub const CRITICALITY: Bounds = [0.6, 0.85, 1.0];

/// Days of use that firms hold of a good that can be stored, where no source says it. Small stocks
/// are the high end of loss.
pub const STOCK_DAYS: Bounds = [60.0, 30.0, 14.0];

/// Days of need that must be at hand to run.
pub const OPERATING_DAYS: f64 = 1.0;

/// Days over which firms make up a gap in their stock of a critical input.
pub const RESTORATION_DAYS: f64 = 60.0;

/// Days of need that sectors hold of goods of the table.
pub const TABLE_STOCK_DAYS: Bounds = [60.0, 30.0, 15.0];

/// Days of need of what cannot be kept (electricity, transport, services) under the default rules:
/// deliveries of a day serve the next.
pub const DAILY: f64 = 1.0;

/// The same under the rules of others, which restock everything: a day to use and a day to spare.
pub const PASSING_DAYS: f64 = 2.0;

/// How much an input of the table matters: 1 stops its user, one half is needed in the long run, 0
/// can wait. What each sector is says its world ([`Nature`]); by ISIC section these are goods,
/// energy and water; transport, information and business services; everything else.
///
/// The broad classes follow the ratings of industry analysts that Pichler et al. (2022) collected;
/// they are assumptions here.
pub fn rating(sector: &Nature) -> f64 {
    match sector.criticality {
        Criticality::Critical => 1.0,
        Criticality::Important => 0.5,
        Criticality::Dispensable => 0.0,
    }
}
