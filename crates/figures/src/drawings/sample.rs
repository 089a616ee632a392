//! Small runs for the tests of drawings.

use detente_record::{ChainNote, Entry, Named, Summary, Tables};
use detente_world::table::Table;
use serde_json::json;

/// A summary with the given economies and entries and one chain.
pub(crate) fn summary(economies: &[(&str, &str)], entries: Vec<Entry>) -> Summary {
    let named = |pairs: &[(&str, &str)]| -> Vec<Named> {
        pairs.iter().map(|(code, name)| Named::new(*code, *name)).collect()
    };
    let certificate = json!({ "status": "converged", "sweeps": 1, "residual": 0.0, "norm": "", "walras": 0.0, "homogeneity": 0.0, "homotopy_steps": 1 });
    let sectors = named(&[
        ("C29", "Motor vehicles, trailers and semi-trailers"),
        ("D", "Electricity, gas, steam and air conditioning supply"),
    ]);
    let world = json!({
        "id": "toy", "title": "A toy", "year": 2022, "currency": "USD million", "digest": "", "economies": named(economies),
        "sectors": sectors, "sources": [], "notes": [], "repairs": [],
    });
    let text = json!({
        "version": "0", "scenario": "toy", "title": "Toy", "date": "2025-06-05", "entries": entries, "focus": ["JPN", "USA"], "importers": ["USA"],
        "overrides": [], "options": [], "limits": [], "world": world, "certificate": certificate, "manifest": "", "commodity": [chain(economies)],
    });
    serde_json::from_value(text).unwrap()
}

/// A chain of two goods.
pub(crate) fn chain(economies: &[(&str, &str)]) -> ChainNote {
    let named = |pairs: &[(&str, &str)]| -> serde_json::Value {
        pairs.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect()
    };
    serde_json::from_value(json!({
        "id": "ree", "title": "Rare earths, 2024", "unit": "t", "price_unit": "USD per tonne", "base_year": 2024,
        "goods": named(&[("magnet", "NdFeB magnets with dysprosium and terbium for heat"), ("oxide", "Oxide of Dy")]),
        "economies": named(economies), "assumed": [], "refused": [], "residual": 0.0, "programmes": 3, "sources": [], "notes": [],
    }))
    .unwrap()
}

pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The table of welfare with the given changes in percent.
pub(crate) fn welfare(rows: &[(&str, f64)]) -> Table {
    let columns = [
        "real_income_pct",
        "real_income_musd",
        "real_wage_pct",
        "terms_of_trade_musd",
        "import_volume_musd",
        "sales_volume_musd",
        "technology_musd",
        "lost_capacity_musd",
        "deficit_musd",
        "transfers_musd",
        "tariff_revenue_change_musd",
        "exports_pct",
        "imports_pct",
        "price_index_pct",
    ];
    let codes: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let values: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let table = Table::new("welfare").with_text("economy", words(&codes));
    columns.iter().fold(table, |table, name| table.with_numbers(name, values.clone()))
}

/// Flows of one good in one period: exporter, importer, before, then.
pub(crate) fn flows(rows: &[(&str, &str, f64, f64)]) -> Table {
    let count = rows.len();
    let column = |of: fn(&(&str, &str, f64, f64)) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
    Table::new("commodity_flows")
        .with_text("chain", vec!["ree".to_owned(); count])
        .with_text("good", vec!["magnet".to_owned(); count])
        .with_text("exporter", rows.iter().map(|row| row.0.to_owned()).collect())
        .with_text("importer", rows.iter().map(|row| row.1.to_owned()).collect())
        .with_text("period", vec!["2025-05-24".to_owned(); count])
        .with_numbers("days", vec![7.0; count])
        .with_numbers("base", column(|row| row.2))
        .with_numbers("low", column(|row| 0.9 * row.3))
        .with_numbers("mid", column(|row| row.3))
        .with_numbers("high", column(|row| 1.1 * row.3))
}

/// A price (or a stock) of one good in one economy, month by month: base, then low, middle and
/// high.
pub(crate) fn prices(base: f64, path: &[(f64, f64, f64)]) -> Table {
    let count = path.len();
    let period = |at: usize| format!("{}-{:02}-01", 2025 + at / 12, 1 + at % 12);
    Table::new("commodity_prices")
        .with_text("chain", vec!["ree".to_owned(); count])
        .with_text("good", vec!["magnet".to_owned(); count])
        .with_text("economy", vec!["USA".to_owned(); count])
        .with_text("period", (0..count).map(period).collect())
        .with_numbers("days", vec![30.0; count])
        .with_numbers("base", vec![base; count])
        .with_numbers("low", path.iter().map(|at| at.0).collect())
        .with_numbers("mid", path.iter().map(|at| at.1).collect())
        .with_numbers("high", path.iter().map(|at| at.2).collect())
        .with_numbers("stock", path.iter().map(|at| at.1).collect())
}

/// Output of one sector by week, middle and worst, and the bottleneck and the loss that go with it.
pub(crate) fn weeks(path: &[(f64, f64)], first: f64) -> [Table; 3] {
    let count = path.len();
    let usa = |count: usize| vec!["USA".to_owned(); count];
    let cars = |count: usize| vec!["C29".to_owned(); count];
    let start = crate::axis::day("2025-02-01").unwrap();
    let output = Table::new("cascade_output")
        .with_text("economy", usa(count))
        .with_text("sector", cars(count))
        .with_text(
            "from",
            (0..count).map(|at| crate::axis::after(start, 7.0 * at as f64).to_string()).collect(),
        )
        .with_numbers("week", (1..=count).map(|at| at as f64).collect())
        .with_numbers("output_low", path.iter().map(|at| at.1).collect())
        .with_numbers("output", path.iter().map(|at| at.0).collect())
        .with_numbers("output_high", vec![1.0; count]);
    let bands = |table: Table, columns: &[(&str, [f64; 3])]| {
        columns.iter().fold(table, |table, (name, [low, mid, high])| {
            table
                .with_numbers(&format!("{name}_low"), vec![*low])
                .with_numbers(name, vec![*mid])
                .with_numbers(&format!("{name}_high"), vec![*high])
        })
    };
    let lost = ("lost_musd", [0.0, 5.0, 9_000.0]);
    let bottlenecks = Table::new("cascade_bottlenecks")
        .with_text("economy", usa(1))
        .with_text("sector", cars(1))
        .with_text("chain", words(&["ree"]))
        .with_text("good", words(&["magnet"]))
        .with_text("origin", words(&["CHN"]));
    let stop = ("weeks_to_stop", [first, f64::INFINITY, f64::INFINITY]);
    let losses = Table::new("cascade_losses")
        .with_text("economy", usa(1))
        .with_text("sector", cars(1))
        .with_text("flag", words(&[""]));
    [
        output,
        bands(bottlenecks, &[stop, ("days_held", [0.0, 0.0, 27.0]), lost]),
        bands(losses, &[lost, ("deepest_pct", [0.0, 0.1, 17.0])]),
    ]
}

/// A run with some of its tables; the others are empty.
pub(crate) struct Sample {
    pub welfare: Table,
    pub flows: Table,
    pub prices: Table,
    pub weeks: [Table; 3],
}

impl Sample {
    pub fn new() -> Self {
        let weeks = weeks(&[(1.0, 1.0), (0.99, 0.8)], 2.0);
        Self {
            welfare: welfare(&[("USA", -0.1)]),
            flows: flows(&[]),
            prices: prices(1.0, &[]),
            weeks,
        }
    }

    pub fn commodity(&self) -> Tables {
        let named = |name: &str, table: &Table| Table { name: name.to_owned(), ..table.clone() };
        let empty = ["processing", "rents", "availability", "stockouts"];
        let empty = empty.map(|name| Table::new(format!("commodity_{name}")));
        let filled = [
            named("commodity_flows", &self.flows),
            named("commodity_prices", &self.prices),
            named("commodity_balance", &self.prices),
        ];
        filled.into_iter().chain(empty).collect()
    }

    pub fn tables(&self) -> Tables {
        let empty =
            ["trade", "sectors", "caps", "cascade_causes", "cascade_measures"].map(Table::new);
        let weeks = ["cascade_output", "cascade_bottlenecks", "cascade_losses"]
            .into_iter()
            .zip(&self.weeks);
        let mut all = self.commodity();
        all.extend(empty);
        all.extend(weeks.map(|(name, table)| Table { name: name.to_owned(), ..table.clone() }));
        all.put(Table { name: "welfare".to_owned(), ..self.welfare.clone() });
        all
    }
}
