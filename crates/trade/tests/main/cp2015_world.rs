//! Caliendo and Parro (2015), 1993: the world as the paper's files state it.

use detente_world::{Economy, EconomyId, LinkTable, Sector, SectorId, UseTable, World};
use std::io::Read;

const ECONOMIES: usize = 31;
const SECTORS: usize = 40;
pub const TRADABLE: usize = 20;

pub fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/cp2015")
}

fn matrix(name: &str) -> Vec<Vec<f64>> {
    let file = std::fs::File::open(folder().join(format!("{name}.gz"))).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    rows.map(|line| line.split_whitespace().map(|cell| cell.parse().unwrap()).collect()).collect()
}

pub fn tariffs(name: &str) -> LinkTable {
    let rows = matrix(name);
    let mut table = LinkTable::filled(ECONOMIES, SECTORS, 0.0);
    for sector in 0..TRADABLE {
        for importer in 0..ECONOMIES {
            for exporter in 0..ECONOMIES {
                let rate = if importer == exporter {
                    0.0
                } else {
                    rows[sector * ECONOMIES + importer][exporter] / 100.0
                };
                table.set(SectorId(sector), EconomyId(importer), EconomyId(exporter), rate);
            }
        }
    }
    table
}

pub const NO_DEFICITS: &str = "cp2015_nafta_welfare_nodeficit.csv";

/// Published first-order welfare: economy, terms of trade, volume of trade, welfare, real wage, in
/// percent.
pub fn published(file: &str) -> Vec<(String, [f64; 4])> {
    let mut reader = csv::Reader::from_path(folder().join(file)).unwrap();
    let number = |record: &csv::StringRecord, at: usize| record[at].parse::<f64>().unwrap();
    let row = |record: csv::StringRecord| {
        (record[0].to_owned(), [1, 2, 4, 5].map(|at| number(&record, at)))
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The 1993 world in USD thousand, as the paper's files state it.
pub fn world() -> World {
    let (bilateral, shares, output, inputs, elasticities) = (
        matrix("xbilat1993.txt"),
        matrix("B.txt"),
        matrix("GO.txt"),
        matrix("IO.txt"),
        matrix("T.txt"),
    );
    let mut trade = LinkTable::filled(ECONOMIES, SECTORS, 0.0);
    let mut use_table = UseTable::zero(ECONOMIES, SECTORS);
    for sector in 0..SECTORS {
        let (s, mut exports) = (SectorId(sector), [0.0; ECONOMIES]);
        for importer in (0..ECONOMIES).filter(|_| sector < TRADABLE) {
            for exporter in (0..ECONOMIES).filter(|exporter| *exporter != importer) {
                let value = bilateral[sector * ECONOMIES + importer][exporter];
                trade.set(s, EconomyId(importer), EconomyId(exporter), value);
                exports[exporter] += value;
            }
        }
        for economy in 0..ECONOMIES {
            // Where the files report more exports than output, output is what was exported (as the
            // paper's own program does).
            let gross = (output[sector][economy] / 1000.0).max(exports[economy]);
            trade.set(s, EconomyId(economy), EconomyId(economy), gross - exports[economy]);
            let spending = (1.0 - shares[sector][economy]) * gross;
            for input in 0..SECTORS {
                use_table.set(
                    EconomyId(economy),
                    s,
                    SectorId(input),
                    spending * inputs[economy * SECTORS + input][sector],
                );
            }
        }
    }
    let economies = published(NO_DEFICITS).into_iter().map(|(name, _)| Economy {
        code: name.clone(),
        name,
        groups: Vec::new(),
    });
    let sectors = (0..SECTORS).map(|sector| Sector {
        code: format!("S{:02}", sector + 1),
        name: format!("Sector {}", sector + 1),
        trade_elasticity: elasticities.get(sector).map_or(8.22, |row| row[0]),
        tradable: sector < TRADABLE,
    });
    World {
        id: "cp2015".into(),
        title: "Caliendo and Parro (2015), 1993".into(),
        year: 1993,
        currency: "USD thousand".into(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: economies.collect(),
        sectors: sectors.collect(),
        trade,
        use_table,
        tariff: tariffs("tariffs1993.txt"),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    }
}
