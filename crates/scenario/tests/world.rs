//! A small world by hand: five economies, four sectors, one group.

use detente_world::{Economy, LinkTable, Sector, UseTable, World};

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
    }
}

/// Codes of the embedded world, with made-up flows: enough to resolve the bundled scenarios.
pub fn like_the_embedded_one() -> World {
    const ECONOMIES: &str = "AGO ARE ARG AUS AUT BEL BGD BGR BLR BRA BRN CAN CHE CHL CHN CIV CMR COD COL CRI CYP CZE DEU DNK EGY \
        ESP EST FIN FRA GBR GRC HKG HRV HUN IDN IND IRL ISL ISR ITA JOR JPN KAZ KHM KOR LAO LTU LUX LVA MAR MEX MLT MMR MYS NGA \
        NLD NOR NZL PAK PER PHL POL PRT ROU RUS SAU SEN SGP STP SVK SVN SWE THA TUN TUR TWN UKR USA VNM ZAF ROW";
    const SECTORS: &str = "A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B C25 C26 C27 C28 \
        C29 C301 C302T309 C31T33 D F G_I H J_M_N K L OTHSVC";
    const UNION: &str =
        "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE";
    let mut world = small();
    let member = |code: &str| UNION.split(' ').any(|member| member == code);
    world.id = "icio-2022".to_owned();
    world.economies = ECONOMIES
        .split_whitespace()
        .map(|code| Economy {
            code: code.to_owned(),
            name: code.to_owned(),
            groups: if member(code) { vec!["EU27".to_owned()] } else { Vec::new() },
        })
        .collect();
    let sector =
        |code: &str| Sector { code: code.to_owned(), name: code.to_owned(), trade_elasticity: 5.0, tradable: true };
    world.sectors = SECTORS.split_whitespace().map(sector).collect();
    let (economies, sectors) = (world.economies.len(), world.sectors.len());
    world.trade = LinkTable::filled(economies, sectors, 1.0);
    world.tariff = LinkTable::filled(economies, sectors, 0.02);
    world.use_table = UseTable::zero(economies, sectors);
    world
}
