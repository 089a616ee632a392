//! Caliendo and Parro (2015): what NAFTA's tariff changes from 1993 to 2005 did to 31 economies.

use crate::sample::percent_change;
use detente_trade::{
    Counterfactual, Model, ModelOptions, NegativeFinalDemand, Outcome, Solution, SolveOptions, Status,
};
use detente_world::{Economy, EconomyId, LinkTable, Sector, SectorId, UseTable, World};
use std::io::Read;

const ECONOMIES: usize = 31;
const SECTORS: usize = 40;
const TRADABLE: usize = 20;
pub const NAFTA: [&str; 3] = ["Mexico", "Canada", "USA"];

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/cp2015")
}

fn matrix(name: &str) -> Vec<Vec<f64>> {
    let file = std::fs::File::open(folder().join(format!("{name}.gz"))).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    rows.map(|line| line.split_whitespace().map(|cell| cell.parse().unwrap()).collect()).collect()
}

fn tariffs(name: &str) -> LinkTable {
    let rows = matrix(name);
    let mut table = LinkTable::filled(ECONOMIES, SECTORS, 0.0);
    for sector in 0..TRADABLE {
        for importer in 0..ECONOMIES {
            for exporter in 0..ECONOMIES {
                let rate =
                    if importer == exporter { 0.0 } else { rows[sector * ECONOMIES + importer][exporter] / 100.0 };
                table.set(SectorId(sector), EconomyId(importer), EconomyId(exporter), rate);
            }
        }
    }
    table
}

const NO_DEFICITS: &str = "cp2015_nafta_welfare_nodeficit.csv";

/// Published first-order welfare: economy, terms of trade, volume of trade, welfare, real wage, in percent.
pub fn published(file: &str) -> Vec<(String, [f64; 4])> {
    let mut reader = csv::Reader::from_path(folder().join(file)).unwrap();
    let number = |record: &csv::StringRecord, at: usize| record[at].parse::<f64>().unwrap();
    let row = |record: csv::StringRecord| (record[0].to_owned(), [1, 2, 4, 5].map(|at| number(&record, at)));
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The 1993 world in USD thousand, as the paper's files state it.
pub fn world() -> World {
    let (bilateral, shares, output, inputs, elasticities) =
        (matrix("xbilat1993.txt"), matrix("B.txt"), matrix("GO.txt"), matrix("IO.txt"), matrix("T.txt"));
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
            // Where the files report more exports than output, output is what was exported (as the paper's own program does).
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
    let economies =
        published(NO_DEFICITS).into_iter().map(|(name, _)| Economy { code: name.clone(), name, groups: Vec::new() });
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
    }
}

fn options() -> ModelOptions {
    ModelOptions {
        remove_deficits_first: true,
        negative_final_demand: NegativeFinalDemand::ClipAndSolve,
        ..ModelOptions::default()
    }
}

pub fn model() -> Model {
    Model::calibrate(&world(), &options()).unwrap()
}

/// NAFTA tariffs as of 2005 among the three, all others as of 1993.
pub fn nafta(model: &Model) -> Counterfactual {
    let mut counterfactual = Counterfactual::baseline(model);
    let later = tariffs("tariffs2005.txt");
    let members: Vec<usize> =
        NAFTA.iter().map(|name| model.economies().iter().position(|code| code == name).unwrap()).collect();
    for sector in 0..TRADABLE {
        for importer in &members {
            for exporter in &members {
                let (s, n, i) = (SectorId(sector), EconomyId(*importer), EconomyId(*exporter));
                counterfactual.tariff.set(s, n, i, later.get(s, n, i));
            }
        }
    }
    counterfactual
}

pub fn solved(model: &Model) -> (Solution, Outcome) {
    let counterfactual = nafta(model);
    let solution = model.solve(&counterfactual, &SolveOptions::default(), None).unwrap();
    assert_eq!(solution.status, Status::Converged, "{:?}", solution.certificate);
    let outcome = model.outcome(&counterfactual, &solution).unwrap();
    (solution, outcome)
}

/// Largest difference to the published numbers, in percentage points; prints every economy if asked.
fn worst_difference(published: &[(String, [f64; 4])], outcome: &Outcome, print: bool) -> f64 {
    let mut worst: f64 = 0.0;
    for ((name, theirs), ours) in published.iter().zip(&outcome.welfare) {
        let ours_list =
            [ours.terms_of_trade_pct, ours.volume_of_trade_pct, ours.first_order_welfare_pct, ours.real_wage_pct];
        if print {
            println!("{name:<14}{theirs:>8.5?}   {ours_list:>8.5?}   {:>9.5}", ours.real_income_pct);
        }
        for (ours, theirs) in ours_list.iter().zip(theirs) {
            worst = worst.max((ours - theirs).abs());
        }
    }
    worst
}

#[test]
fn published_first_order_welfare_of_all_economies_to_four_digits() {
    let (solution, outcome) = solved(&model());
    println!("{:?}", solution.certificate);
    println!("{:<14}{:>33}   {:>33}   {:>9}", "economy", "published: tot vot welfare wage", "here", "exact");
    let worst = worst_difference(&published(NO_DEFICITS), &outcome, true);
    println!("worst difference in percentage points: {worst:e}");
    assert!(worst < 1e-6, "worst difference {worst}");
}

#[test]
fn imports_from_nafta_partners_grow_as_published() {
    let model = model();
    let (_, outcome) = solved(&model);
    for (name, expected) in NAFTA.iter().zip([118.28, 11.11, 40.52]) {
        let growth = percent_change(&model, &outcome, name, &NAFTA);
        assert!((growth - expected).abs() < 0.005, "{name}: {growth} against {expected}");
    }
}

/// The paper's other table: the deficits of 1993 stay, in the numeraire.
#[test]
fn published_first_order_welfare_with_deficits_kept() {
    let options = ModelOptions { remove_deficits_first: false, ..options() };
    let model = Model::calibrate(&world(), &options).unwrap();
    let (_, outcome) = solved(&model);
    let worst = worst_difference(&published("cp2015_nafta_welfare_deficit.csv"), &outcome, false);
    assert!(worst < 1e-6, "worst difference {worst}");
}
