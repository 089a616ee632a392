//! Explanations: what is printed multiplies out to the cell that is stored, for cells of every
//! table.

use crate::sample::bundled;
use detente_engine::{Run, run};
use detente_record::catalogue;
use detente_record::lookup::key_of;
use detente_replay::ReplayError;
use detente_replay::explain::{Body, ExplainRequest, Explainer, Explanation, render};
use detente_report::draw;
use detente_world::table::Table;
use std::path::Path;

/// Rows looked at in each table.
const ROWS: usize = 4;

/// A number that an arithmetic expression gives, read as a reader would: the twin of what the
/// program computed.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn read(text: &str) -> f64 {
        let mut reader = Reader { rest: text };
        let value = reader.sum();
        assert!(reader.rest.trim().is_empty(), "cannot read `{}` in `{text}`", reader.rest);
        value
    }

    fn take(&mut self, sign: &str) -> bool {
        let left = self.rest.trim_start();
        left.strip_prefix(sign).map(|rest| self.rest = rest).is_some()
    }

    fn sum(&mut self) -> f64 {
        let mut value = self.product();
        loop {
            match () {
                () if self.take("+ ") => value += self.product(),
                () if self.take("- ") => value -= self.product(),
                () => return value,
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut value = self.power();
        loop {
            match () {
                () if self.take("*") => value *= self.power(),
                () if self.take("/") => value /= self.power(),
                () => return value,
            }
        }
    }

    fn power(&mut self) -> f64 {
        let base = self.atom();
        if self.take("^") { base.powf(self.atom()) } else { base }
    }

    fn atom(&mut self) -> f64 {
        for (name, apply) in
            [("exp(", f64::exp as fn(f64) -> f64), ("ln(", f64::ln), ("(", |value| value)]
        {
            if self.take(name) {
                let value = self.sum();
                assert!(self.take(")"), "a bracket is open before `{}`", self.rest);
                return apply(value);
            }
        }
        if self.take("max(") {
            let one = self.sum();
            assert!(self.take(","));
            let other = self.sum();
            assert!(self.take(")"));
            return one.max(other);
        }
        let text = self.rest.trim_start();
        let number = |letter: char| letter.is_ascii_digit() || "-.einf".contains(letter);
        let end = text.find(|letter: char| !number(letter)).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.rest = rest;
        word.parse().unwrap_or_else(|_| panic!("`{word}` is no number, before `{rest}`"))
    }
}

#[test]
fn the_twin_reads_as_one_reads() {
    let cases = [
        ("100 * (2 / 3 / (-4) - 1)", 100.0 * (2.0 / 3.0 / -4.0 - 1.0)),
        ("exp(max(2, 3 - (-4)))", 7f64.exp()),
    ];
    for (text, value) in cases {
        assert!((Reader::read(text) - value).abs() < 1e-12 * value.abs());
    }
    assert!((Reader::read("0.5^-2 + ln(1)") - 4.0).abs() < 1e-12);
}

fn close(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Every step says what it computes, and the last one is the stored cell.
fn check(explanation: &Explanation) {
    let place = format!("{} {} {}", explanation.table, explanation.key, explanation.column);
    for step in &explanation.steps {
        let value = match &step.body {
            Body::Given { .. } => step.value,
            Body::Formula { numbers, .. } => Reader::read(numbers),
            Body::Sum { terms, .. } => terms
                .iter()
                .map(|term| {
                    assert!(
                        close(term.factors.iter().product(), term.value),
                        "{place}: {}",
                        term.label
                    );
                    term.value
                })
                .sum(),
            Body::Pick { options, .. } => {
                assert!(
                    options.iter().any(|option| option.value == step.value),
                    "{place}: {}",
                    step.symbol
                );
                step.value
            }
        };
        assert!(
            close(value, step.value),
            "{place}: {} is {value}, says {}",
            step.symbol,
            step.value
        );
        // A symbol that a later step uses is one of those before it, with its value.
        assert!(!step.symbol.is_empty() && !step.meaning.is_empty(), "{place}: {step:?}");
    }
    if let Some(found) = explanation.recomputed {
        let stored = explanation.stored;
        assert!(
            found.same && close(found.value, stored),
            "{place}: {} against {stored}",
            found.value
        );
        assert_eq!(explanation.steps.last().map(|step| step.value), Some(found.value), "{place}");
    }
}

/// Rows spread over a table, by a rule that no period of its rows meets.
fn spread(rows: usize) -> Vec<usize> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut chosen = vec![0, rows - 1];
    while chosen.len() < ROWS.min(rows) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let row = (state % rows as u64) as usize;
        if !chosen.contains(&row) {
            chosen.push(row);
        }
    }
    chosen.truncate(rows);
    chosen
}

fn numbers_of(table: &Table) -> Vec<String> {
    let own = table.columns.iter().filter(|(_, column)| column.is_numeric());
    own.map(|(name, _)| name.clone()).collect()
}

/// Explains spread cells of all tables; gives how many of each table were computed again.
fn explain_all(folder: &Path) -> Vec<(String, usize, usize)> {
    let mut explainer = Explainer::open(folder, None).unwrap();
    let tables: Vec<Table> = explainer.stored().tables.all().into_iter().cloned().collect();
    let mut counts = Vec::new();
    for table in tables.iter().filter(|table| table.rows() > 0) {
        let note = catalogue::table(&table.name).unwrap();
        let (mut told, mut computed) = (0, 0);
        for row in spread(table.rows()) {
            for column in numbers_of(table) {
                let (key, name) = (key_of(table, note, row), table.name.clone());
                let known = table.column(&column).unwrap().number(row).is_some();
                let request = ExplainRequest {
                    table: name,
                    key,
                    column: Some(column),
                    depth: 1,
                    world: None,
                };
                let explained = explainer.explain(&request);
                if !known {
                    // A gap is not explained but named.
                    assert!(explained.unwrap_err().to_string().contains("is not known ("));
                    continue;
                }
                let explanation = explained.unwrap();
                check(&explanation);
                told += 1;
                computed += usize::from(explanation.recomputed.is_some());
                assert!(!explanation.meaning.is_empty());
                assert!(
                    computed > 0 || !explanation.notes.is_empty(),
                    "{}: nothing is said",
                    table.name
                );
                assert!(render(&explanation, "RUN", true).contains("stored: "));
            }
        }
        counts.push((table.name.clone(), told, computed));
    }
    counts
}

/// Every cell of every table was computed again, but for those of companies, which their rows
/// explain in words.
fn all_computed(counts: &[(String, usize, usize)]) {
    for (table, told, computed) in
        counts.iter().filter(|(table, ..)| !table.starts_with("company_"))
    {
        assert_eq!(told, computed, "{table}");
    }
}

fn kept(run: &mut Run) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run.write(&folder.path().join("run"), draw).unwrap();
    folder
}

#[test]
fn cells_of_every_table_of_a_shock_multiply_out() {
    let mut shock = run(&bundled("japan-us-2025")).unwrap();
    let folder = kept(&mut shock);
    all_computed(&explain_all(&folder.path().join("run")));
}

#[test]
fn cells_of_caps_multiply_out() {
    let cap = "[[shock]]\nname = \"a quota\"\nkind = \"quantity-cap\"\nexporter = \"CHN\"\nimporter = [\"USA\", \"JPN\"]\nsector = \"C26\"\nlimit = \"80%\"\nsource = \"s\"\n";
    let tax = "[[shock]]\nname = \"a tax\"\nkind = \"export-tax\"\nexporter = \"CHN\"\nimporter = \"*\"\nsector = \"C26\"\nrate = { add = \"5%\" }\nsource = \"s\"\n";
    let mut capped = crate::sample::written(&format!("{cap}{tax}"));
    let folder = kept(&mut capped);
    let counts = explain_all(&folder.path().join("run"));
    assert!(
        counts.iter().any(|(table, _, computed)| table == "caps" && *computed > 0),
        "{counts:?}"
    );
    all_computed(&counts);
}

#[test]
fn labour_of_a_year_with_an_outage_is_that_of_the_world_less_what_is_idle() {
    let mut out = crate::sample::written(
        "start = 2025-01-01\nend = 2025-12-31\ndate = 2025-06-30\n[[shock]]\nname = \"a fire\"\nkind = \"sector-outage\"\n\
         economy = \"TWN\"\nsector = \"C26\"\nlost = \"50%\"\nsource = \"s\"\n",
    );
    let folder = kept(&mut out);
    let mut explainer = Explainer::open(&folder.path().join("run"), None).unwrap();
    let mut labour = |economy: &str, symbol: &str| {
        let request = ExplainRequest {
            table: "welfare".into(),
            key: economy.into(),
            column: Some("real_income_musd".into()),
            depth: 1,
            world: None,
        };
        let explanation = explainer.explain(&request).unwrap();
        check(&explanation);
        explanation.steps.iter().find(|step| step.symbol == symbol).map(|step| step.value)
    };
    let [whole, idle, left] = ["L0", "u", "L"].map(|symbol| labour("TWN", symbol).unwrap());
    assert!(idle > 0.02 && close(left, whole * (1.0 - idle)), "{whole} {idle} {left}");
    // Where nothing is lost all labour is that of the world.
    assert!(labour("ISL", "L0").is_none() && labour("ISL", "L").is_some());
}

#[test]
fn a_negotiation_is_explained_as_far_as_its_tables_say_it() {
    let mut negotiated = crate::talks::sample_with_money();
    let folder = kept(&mut negotiated);
    let counts = explain_all(&folder.path().join("run"));
    let computed = |name: &str| {
        counts.iter().find(|(table, ..)| table == name).map_or(0, |(_, _, computed)| *computed)
    };
    for table in [
        "welfare",
        "trade",
        "sectors",
        "package_payoffs",
        "package_shapley",
        "package_sweetener",
        "package_sensitivity",
    ] {
        assert!(computed(table) > 0, "{table}: {counts:?}");
    }
}

fn refused(folder: &Path, table: &str, key: &str, column: Option<&str>) -> ReplayError {
    let column = column.map(str::to_owned);
    let request =
        ExplainRequest { table: table.into(), key: key.into(), column, depth: 1, world: None };
    detente_replay::explain::explain(folder, &request).unwrap_err()
}

#[test]
fn what_is_not_there_is_answered_with_what_is_near_and_a_changed_file_is_named() {
    let mut plain = run(&bundled("liberation-day")).unwrap();
    let folder = kept(&mut plain);
    let folder = folder.path().join("run");
    for (table, key, column, says) in [
        ("welfar", "JPN", None, "did you mean `welfare`"),
        ("commodity_flows", "JPN", None, "this run has no table `commodity_flows`"),
        ("welfare", "JPM", None, "did you mean `JPN`"),
        ("welfare", "", None, "no key means 81 rows"),
        (
            "trade",
            "JPN/USA",
            None,
            "rows of `trade`; name one by exporter/importer/sector: `JPN/USA/",
        ),
        ("trade", "a/b/c/d", None, "write exporter/importer/sector"),
        ("welfare", "JPN", Some("real_wage"), "did you mean `real_wage_pct`"),
        ("caps", "x", None, "no rows in this run"),
    ] {
        let error = refused(&folder, table, key, column);
        assert!(error.to_string().contains(says), "{error}");
        assert!(!error.is_finding() && !error.is_internal(), "{error}");
    }
    let file = folder.join("tables/welfare.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("JPN", "JPX")).unwrap();
    let error = refused(&folder, "welfare", "JPN", None);
    assert!(error.is_finding() && error.to_string().contains("tables/welfare.csv"), "{error}");
}

/// A source stands beside a cell only if the cell comes from it, with the grade that it has there.
#[test]
fn a_cell_names_the_sources_that_give_it_and_no_others() {
    let mut plain = run(&bundled("liberation-day")).unwrap();
    let folder = kept(&mut plain);
    let mut explainer = Explainer::open(&folder.path().join("run"), None).unwrap();
    let mut told = |table: &str, key: &str, column: Option<&str>, of: &str| {
        let request = ExplainRequest {
            table: table.into(),
            key: key.into(),
            column: column.map(str::to_owned),
            ..ExplainRequest::default()
        };
        let sources = explainer.explain(&request).unwrap().sources.into_iter();
        let of = format!(", {of}: ");
        let rows = sources.filter(|own| own.place.contains(&of));
        rows.map(|own| (own.source, own.grade)).collect::<Vec<_>>()
    };
    let one = |told: &[(String, String)], source: &str, grade: &str| {
        assert!(told.len() == 1, "{told:?}");
        assert!(told[0].0.contains(source) && told[0].1 == grade, "{told:?}");
    };
    one(&told("trade", "DEU/USA/J_M_N", None, "trade"), "final services", "D");
    one(&told("trade", "ROW/JPN/C29", None, "tariff"), "World Development Indicators", "A");
    one(&told("trade", "USA/JPN/C29", None, "tariff"), "Teti", "B");
    one(&told("sectors", "TWN/C26", Some("price_pct"), "use"), "2025 edition", "A");
    one(&told("sectors", "ROW/C26", Some("price_pct"), "use"), "2023 edition", "D");
}

#[test]
fn depth_explains_what_a_cell_depends_on() {
    let mut plain = run(&bundled("liberation-day")).unwrap();
    let folder = kept(&mut plain);
    let mut explainer = Explainer::open(&folder.path().join("run"), None).unwrap();
    let request = ExplainRequest {
        table: "welfare".into(),
        key: "JPN".into(),
        depth: 2,
        ..ExplainRequest::default()
    };
    let explanation = explainer.explain(&request).unwrap();
    assert_eq!(explanation.column, "real_income_pct");
    assert_eq!(explanation.below.len(), explanation.next.len());
    assert!(explanation.holds() && explanation.below.iter().any(|below| below.table == "trade"));
    explanation.below.iter().for_each(check);
    let again = explainer.explain(&request).unwrap();
    assert_eq!(render(&explanation, "RUN", false), render(&again, "RUN", false));
}
