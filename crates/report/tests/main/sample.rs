//! A run of two economies and two sectors, written by hand.

use detente_record::{Certificate, Entry, Named, Summary, Tables, WorldNote};
use detente_world::table::Table;

pub(crate) struct Sample {
    pub summary: Summary,
    pub tables: [Table; 4],
}

impl Sample {
    pub fn views(&self) -> Tables {
        self.tables.iter().cloned().collect()
    }
}

pub(crate) fn named(pairs: &[(&str, &str)]) -> Vec<Named> {
    pairs.iter().map(|(code, name)| Named::new(*code, *name)).collect()
}

pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn summary() -> Summary {
    let entry = Entry {
        name: "cars & parts".to_owned(),
        kind: "tariff: add 25%".to_owned(),
        source: "Proclamation <10908>".to_owned(),
        period: "from 2025-04-03".to_owned(),
        touches: 1,
        in_force: true,
        by: "United States".to_owned(),
        beneficiary: "Japan".to_owned(),
        ..Entry::default()
    };
    let world = WorldNote {
        id: "toy".to_owned(),
        title: "A toy".to_owned(),
        year: 2022,
        currency: "USD million".to_owned(),
        digest: "d".repeat(64),
        economies: named(&[("JPN", "Japan"), ("USA", "United States")]),
        sectors: named(&[("C29", "Cars"), ("K", "Finance")]),
        sources: Vec::new(),
        notes: words(&["A note on the data."]),
        repairs: Vec::new(),
    };
    Summary {
        version: "0.0.0".to_owned(),
        scenario: "cars".to_owned(),
        title: "Cars <script>alert(1)</script>".to_owned(),
        date: "2025-06-05".to_owned(),
        entries: vec![entry],
        focus: words(&["JPN"]),
        importers: words(&["USA"]),
        overrides: words(&["shock.\"a\".rate.add=<b>"]),
        options: words(&["Deficits stay."]),
        otherwise: words(&["With other deficits it would be less."]),
        elasticities: None,
        horizon: None,
        unsettled: false,
        form: None,
        limits: words(&["A limit of the model."]),
        world,
        certificate: certificate(),
        manifest: "m".repeat(64),
        commodity: Vec::new(),
        package: None,
    }
}

fn certificate() -> Certificate {
    Certificate {
        status: "converged".to_owned(),
        sweeps: 17,
        residual: 3.25e-11,
        norm: "the largest error".to_owned(),
        walras: 1e-13,
        homogeneity: 2e-15,
        homotopy_steps: 1,
    }
}

fn welfare() -> Table {
    let columns = [
        ("real_income_pct", [-0.42, 0.13]),
        ("real_income_musd", [-20_345.6, 31_000.2]),
        ("real_wage_pct", [-0.31, -0.05]),
        ("terms_of_trade_musd", [-22_000.0, 60_000.0]),
        ("import_volume_musd", [-345.6, -19_999.8]),
        ("sales_volume_musd", [0.0, 0.0]),
        ("technology_musd", [0.0, 0.0]),
        ("lost_capacity_musd", [0.0, 0.0]),
        ("deficit_musd", [2_000.0, -9_000.0]),
        ("transfers_musd", [0.0, 0.0]),
        ("tariff_revenue_change_musd", [0.0, 12_000.0]),
        ("exports_pct", [-4.4, -12.5]),
        ("imports_pct", [-118.0, 7.0]),
        ("price_index_pct", [-0.9, 1.1]),
    ];
    let table = Table::new("welfare").with_text("economy", words(&["JPN", "USA"]));
    columns.iter().fold(table, |table, (name, values)| table.with_numbers(name, values.to_vec()))
}

fn trade() -> Table {
    Table::new("trade")
        .with_text("exporter", words(&["JPN", "JPN", "USA", "USA", "JPN"]))
        .with_text("importer", words(&["JPN", "USA", "JPN", "USA", "USA"]))
        .with_text("sector", words(&["C29", "C29", "C29", "C29", "K"]))
        .with_numbers("baseline_musd", vec![900_000.0, 48_036.0, 5_000.0, 700_000.0, 11_000.0])
        .with_numbers("value_musd", vec![905_000.0, 13_536.0, 4_000.0, 744_000.0, 12_500.0])
        .with_numbers("change_pct", vec![0.56, -71.8, -20.0, 6.3, 13.6])
        .with_numbers("quantity_change_pct", vec![1.0, -70.0, -19.0, 5.0, 12.0])
}

fn sectors() -> Table {
    Table::new("sectors")
        .with_text("economy", words(&["JPN", "USA", "USA"]))
        .with_text("sector", words(&["C29", "C29", "K"]))
        .with_numbers("output_pct", vec![-5.2, 17.1, -0.02])
        .with_numbers("output_musd", vec![1.0e6, 9.0e5, 3.0e6])
        .with_numbers("price_pct", vec![-1.0, 2.0, 0.5])
        .with_numbers("employment_pct", vec![-5.0, 16.0, 0.1])
}

fn caps(rows: bool) -> Table {
    let keep = |values: &[&str]| if rows { words(values) } else { Vec::new() };
    let number = |value: f64| if rows { vec![value] } else { Vec::new() };
    Table::new("caps")
        .with_text("name", keep(&["quota"]))
        .with_text("exporter", keep(&["JPN"]))
        .with_text("importer", keep(&["USA"]))
        .with_text("sector", keep(&["C29"]))
        .with_numbers("quantity_ratio", number(0.6))
        .with_numbers("limit", number(0.6))
        .with_numbers("shadow_tax", number(0.1234))
        .with_numbers("rent_musd", number(1_670.3))
}

/// The run; with a cap if asked.
pub(crate) fn sample(capped: bool) -> Sample {
    Sample { summary: summary(), tables: [welfare(), trade(), sectors(), caps(capped)] }
}

/// The same table without a row.
pub(crate) fn emptied(table: &Table) -> Table {
    let mut table = table.clone();
    for (_, column) in &mut table.columns {
        match column {
            detente_world::table::Column::Text(values) => values.clear(),
            detente_world::table::Column::Number(values) => values.clear(),
            detente_world::table::Column::Partial(values) => values.clear(),
        }
    }
    table
}
