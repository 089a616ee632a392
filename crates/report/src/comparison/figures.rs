//! What do other runs change, drawn? For the first table of each horizon that differs, a panel for
//! each run after the first: its rows that differ most, as changes against the first.

use super::tables::HORIZONS;
use super::{Comparison, RowDifference, TableDifference};
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::headline::article;
use detente_figures::money::Money;
use detente_figures::number::{percent, typeset};

/// Bars in a panel.
const BARS: usize = 8;

/// The figures, in the order of the horizons.
pub(super) fn figures(comparison: &Comparison) -> Vec<Figure> {
    let drawn = |found: &&TableDifference| found.missing_in.is_empty() && !found.unit.is_empty();
    HORIZONS
        .iter()
        .filter_map(|horizon| {
            comparison.tables.iter().filter(drawn).find(|found| found.horizon == *horizon)
        })
        .filter_map(|found| figure(comparison, found))
        .collect()
}

/// The change of a row in one of the runs; nothing where one of both has no number with an end.
fn change(row: &RowDifference, run: usize) -> Option<f64> {
    let change = row.values[run]? - row.values[0]?;
    change.is_finite().then_some(change)
}

fn figure(comparison: &Comparison, found: &TableDifference) -> Option<Figure> {
    let shown: Vec<&RowDifference> =
        found.largest.iter().filter(|row| change(row, 1).is_some()).take(BARS).collect();
    let mut data = DataTable::new(&format!("difference-{}", found.table)).words(&found.title);
    for run in &comparison.runs {
        data = data.numbers(&run.label, &found.unit);
    }
    for row in &shown {
        let mut cells: Vec<Cell> = vec![row.name.as_str().into()];
        cells.extend(row.values.iter().map(|value| Cell::from(*value)));
        data.push(cells);
    }
    let (factor, unit) = scale(found, &shown);
    let panel = |run: usize| {
        let bar = |row: &&RowDifference| {
            let value = change(row, run)? / factor;
            let text = percent(value);
            let tooltip = typeset(&format!("{}: {text} {unit}", row.name));
            Some(Bar { label: row.name.clone(), value, band: None, text, tooltip })
        };
        let label = &comparison.runs[run].label;
        let title = format!("{label} \u{2212} A, {unit}");
        bars(&title, &shown.iter().filter_map(bar).collect::<Vec<_>>())
    };
    let caption = format!(
        "Column {} of table {}, the rows that differ most; bars to the left: less than in A.",
        found.column, found.table
    );
    let figure = Figure::new(
        &format!("difference-{}", found.table),
        title(comparison, found, &shown)?,
        caption,
        data,
    );
    Some(figure.panels((1..comparison.runs.len()).map(panel)))
}

/// By what the changes of a figure are divided, and the unit that they then have.
fn scale(found: &TableDifference, shown: &[&RowDifference]) -> (f64, String) {
    let runs = shown.first().map_or(0, |row| row.values.len());
    let changes = shown.iter().flat_map(|row| (1..runs).filter_map(|run| change(row, run)));
    let most = changes.map(f64::abs).fold(0.0, f64::max);
    let Some((money, rest)) = found.unit.split_once(" million") else {
        return (1.0, found.unit.clone());
    };
    let (factor, unit) = Money::in_unit(&format!("{money} million")).scaled(most, 999.5);
    (factor, format!("{unit}{rest}"))
}

/// What a table is about, before the name of a row.
const SUBJECTS: [(&str, &str); 6] = [
    ("cascade_losses", "Output lost in"),
    ("cascade_bottlenecks", "Output lost in"),
    ("commodity_availability", "Demand met for"),
    ("welfare", "Real income of"),
    ("package_payoffs", "The gain of"),
    ("company_summary", "The net effect on"),
];

/// The largest change, as a sentence.
fn title(
    comparison: &Comparison,
    found: &TableDifference,
    shown: &[&RowDifference],
) -> Option<String> {
    let all = shown.iter().flat_map(|row| {
        (1..comparison.runs.len()).filter_map(move |run| Some((*row, run, change(row, run)?)))
    });
    let (row, run, most) = all.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))?;
    let (factor, unit) = scale(found, shown);
    let way = if most < 0.0 { "lower" } else { "higher" };
    let by = percent(most / factor).trim_start_matches(['+', '-']).to_owned();
    let about = SUBJECTS.iter().find(|(table, _)| *table == found.table);
    let about = about.map_or_else(
        || format!("{}, {}", found.title, row.name),
        |(_, about)| format!("{about} {}", article(&row.name)),
    );
    let label = &comparison.runs[run].label;
    // Money has its currency before the number, as in every sentence.
    let amount = match unit.split_once(' ') {
        Some((currency, rest)) if rest.starts_with("million") || rest.starts_with("billion") => {
            format!("{currency} {by} {rest}")
        }
        _ => format!("{by} {unit}"),
    };
    Some(format!("{about} is {amount} {way} in {label} than in A"))
}
