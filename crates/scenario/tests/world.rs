//! The worlds of these tests: a small one by hand (five economies, four sectors, one group) and the
//! embedded one.

use detente_world::{Economy, LinkTable, Sector, UseTable, World};
use std::sync::OnceLock;

/// USA, JPN, CHN, DEU and FRA; C29, C24A, B05 and L.
pub fn small() -> World {
    let economy = |code: &str, name: &str, groups: &[&str]| Economy {
        code: code.to_owned(),
        name: name.to_owned(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    };
    let sector = |code: &str, name: &str| Sector {
        code: code.to_owned(),
        name: name.to_owned(),
        trade_elasticity: 5.0,
        tradable: true,
    };
    World {
        id: "small".to_owned(),
        title: "Small world".to_owned(),
        year: 2022,
        currency: "USD million".to_owned(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: vec![
            economy("USA", "United States", &["G7"]),
            economy("JPN", "Japan", &["G7"]),
            economy("CHN", "China", &[]),
            economy("DEU", "Germany", &["EU27", "G7"]),
            economy("FRA", "France", &["EU27", "G7"]),
        ],
        sectors: vec![
            sector("C29", "Motor vehicles"),
            sector("C24A", "Iron and steel"),
            sector("B05", "Coal"),
            sector("L", "Real estate"),
        ],
        trade: LinkTable::filled(5, 4, 100.0),
        use_table: UseTable::zero(5, 4),
        tariff: LinkTable::filled(5, 4, 0.02),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    }
}

/// The embedded world, read once for all tests.
pub fn embedded() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| detente_world::embedded::load("icio-2022").unwrap())
}
