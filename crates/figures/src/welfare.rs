//! Who gains, who loses, and whom does a reader want to see first?

use detente_record::row::Welfare;

/// A part of the change of real income.
pub struct Part {
    /// Its column in the table `welfare`.
    pub column: &'static str,
    /// Head of a column.
    pub name: &'static str,
    /// Its value in money; none where it is not known.
    pub of: fn(&Welfare<'_>) -> Option<f64>,
}

/// The parts of real income, in the order of the table.
pub const PARTS: [Part; 7] = [
    Part {
        column: "terms_of_trade_musd",
        name: "Terms of trade",
        of: |row| row.terms_of_trade_musd,
    },
    Part {
        column: "import_volume_musd",
        name: "Duties on imports lost",
        of: |row| row.import_volume_musd,
    },
    Part {
        column: "sales_volume_musd",
        name: "Taxes and profits on sales lost",
        of: |row| row.sales_volume_musd,
    },
    Part { column: "technology_musd", name: "Technology", of: |row| row.technology_musd },
    Part { column: "lost_capacity_musd", name: "Lost capacity", of: |row| row.lost_capacity_musd },
    Part { column: "deficit_musd", name: "Trade balance revalued", of: |row| row.deficit_musd },
    Part { column: "transfers_musd", name: "Transfers", of: |row| row.transfers_musd },
];

/// The economies that matter most, at most `count`: those the scenario names (two thirds of the
/// places at most), then the largest changes of real income in money; sorted from the largest loss
/// to the largest gain.
pub fn leading<'r, 'a>(
    rows: &'r [Welfare<'a>],
    focus: &[String],
    count: usize,
) -> Vec<&'r Welfare<'a>> {
    let named = |row: &&Welfare<'_>| focus.iter().any(|code| *code == row.economy);
    let mut chosen = largest(rows.iter().filter(named).collect(), (count * 2).div_ceil(3));
    let rest = rows
        .iter()
        .filter(|row| !chosen.iter().any(|other| other.economy == row.economy))
        .collect();
    chosen.extend(largest(rest, count - chosen.len()));
    chosen.sort_by(|a, b| a.real_income_musd.total_cmp(&b.real_income_musd));
    chosen
}

fn largest<'r, 'a>(mut rows: Vec<&'r Welfare<'a>>, count: usize) -> Vec<&'r Welfare<'a>> {
    rows.sort_by(|a, b| b.real_income_musd.abs().total_cmp(&a.real_income_musd.abs()));
    rows.truncate(count);
    rows
}

/// Change of real income of all economies together, in money.
pub fn world_total(rows: &[Welfare<'_>]) -> f64 {
    rows.iter().map(|row| row.real_income_musd).sum()
}

/// Change of real income of all economies together, percent of what they had.
///
/// Each economy's baseline is its change in money over its change in percent; economies that do not
/// change say nothing and are left out, which is exact as long as every economy moves a little.
pub fn world_percent(rows: &[Welfare<'_>]) -> Option<f64> {
    let baseline: f64 = rows
        .iter()
        .filter(|row| row.real_income_pct.abs() > 1e-9)
        .map(|row| 100.0 * row.real_income_musd / row.real_income_pct)
        .sum();
    (baseline > 0.0).then(|| 100.0 * world_total(rows) / baseline)
}
