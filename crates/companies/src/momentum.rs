//! How have prices gone, and where does a company stand among the others of its price file?
//!
//! Trend over the last 20, 60 and 200 closes: the slope of a straight line through log prices (least squares), in percent a year of 252
//! trading days. Momentum: the return from 252 to 21 closes before the last, the last month left out (Jegadeesh and Titman 1993), and its
//! percentile among the tickers of the file that have one. Missing days are counted, not filled; too short a history leaves a cell empty.

use crate::prices::{Close, Prices};
use crate::tables::clean;
use detente_world::table::Table;

/// Closes of each trend.
const WINDOWS: [usize; 3] = [20, 60, 200];
/// Trading days of a year and of a month.
const YEAR: usize = 252;
const MONTH: usize = 21;
/// A change from one close to the next that looks like a split.
const SPLIT: f64 = 0.5;

/// The trend over one window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    /// Slope of log price, percent a year; `None` with too few closes.
    pub slope_pct: Option<f64>,
    /// Return from the first to the last close of the window, percent.
    pub return_pct: Option<f64>,
}

/// What is said of one ticker.
#[derive(Clone, Debug, PartialEq)]
pub struct Momentum {
    /// The ticker.
    pub ticker: String,
    /// Closes, the first and the last day.
    pub closes: usize,
    /// First day.
    pub first: String,
    /// Last day.
    pub last: String,
    /// Days between the first and the last on which other tickers of the file have a price and this one has none.
    pub missing: usize,
    /// Trends over 20, 60 and 200 closes.
    pub trends: [Trend; 3],
    /// Return from a year to a month before the last close, percent.
    pub momentum_pct: Option<f64>,
    /// Share of the tickers with a momentum whose momentum is not above this one's, percent.
    pub percentile: Option<f64>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Measures every ticker of a file.
#[must_use]
pub fn momentum(prices: &Prices) -> Vec<Momentum> {
    let mut rows: Vec<Momentum> =
        prices.closes.iter().map(|(ticker, closes)| measure(ticker, closes, prices)).collect();
    let known: Vec<f64> = rows.iter().filter_map(|row| row.momentum_pct).collect();
    for row in &mut rows {
        let below = |own: f64| known.iter().filter(|other| **other <= own).count();
        row.percentile = row.momentum_pct.map(|own| 100.0 * below(own) as f64 / known.len() as f64);
    }
    rows
}

fn measure(ticker: &str, closes: &[Close], prices: &Prices) -> Momentum {
    let (first, last) = (closes[0].day, closes[closes.len() - 1].day);
    let between = prices.days.iter().filter(|day| **day >= first && **day <= last).count();
    let mut notes = Vec::new();
    let missing = between - closes.len();
    if missing > 0 {
        notes.push(format!("no price on {missing} days on which others have one"));
    }
    for pair in closes.windows(2).filter(|pair| (pair[1].close / pair[0].close - 1.0).abs() > SPLIT) {
        notes.push(format!("{:+.0} % on {}: a split?", 100.0 * (pair[1].close / pair[0].close - 1.0), pair[1].day));
    }
    if prices.unsorted.iter().any(|own| own == ticker) {
        notes.push("rows were not in the order of days; sorted".to_owned());
    }
    let trends = WINDOWS.map(|window| trend(closes, window));
    for (window, _) in WINDOWS.iter().zip(&trends).filter(|(_, trend)| trend.slope_pct.is_none()) {
        notes.push(format!("{} closes, fewer than the {window} of the trend", closes.len()));
    }
    let back = |days: usize| closes.len().checked_sub(days + 1).map(|at| closes[at].close);
    let momentum_pct = back(YEAR).zip(back(MONTH)).map(|(year, month)| 100.0 * (month / year - 1.0));
    if momentum_pct.is_none() {
        notes.push(format!("{} closes, fewer than the {} of the momentum", closes.len(), YEAR + 1));
    }
    Momentum {
        ticker: ticker.to_owned(),
        closes: closes.len(),
        first: first.to_string(),
        last: last.to_string(),
        missing,
        trends,
        momentum_pct,
        percentile: None,
        notes,
    }
}

/// The slope of log price over the last closes, by least squares.
fn trend(closes: &[Close], window: usize) -> Trend {
    let Some(from) = closes.len().checked_sub(window) else { return Trend::default() };
    let logs: Vec<f64> = closes[from..].iter().map(|close| close.close.ln()).collect();
    let (count, middle) = (window as f64, (window as f64 - 1.0) / 2.0);
    let mean = logs.iter().sum::<f64>() / count;
    let (mut above, mut below) = (0.0, 0.0);
    for (at, log) in logs.iter().enumerate() {
        let time = at as f64 - middle;
        above += time * (log - mean);
        below += time * time;
    }
    let slope = above / below;
    let whole = logs[logs.len() - 1] - logs[0];
    Trend { slope_pct: Some(100.0 * YEAR as f64 * slope), return_pct: Some(100.0 * whole.exp_m1()) }
}

/// The table `company_momentum`.
#[must_use]
pub fn table(rows: &[Momentum]) -> Table {
    let text = |cell: &dyn Fn(&Momentum) -> String| rows.iter().map(cell).collect();
    let known = |value: &dyn Fn(&Momentum) -> Option<f64>| rows.iter().map(|row| value(row).map(clean)).collect();
    let mut table = Table::new("company_momentum")
        .with_text("ticker", text(&|row| row.ticker.clone()))
        .with_text("first", text(&|row| row.first.clone()))
        .with_text("last", text(&|row| row.last.clone()))
        .with_numbers("closes", rows.iter().map(|row| row.closes as f64).collect())
        .with_numbers("missing_days", rows.iter().map(|row| row.missing as f64).collect());
    for (at, window) in WINDOWS.into_iter().enumerate() {
        table = table
            .with_partial(&format!("trend_{window}_pct_a_year"), known(&|row| row.trends[at].slope_pct))
            .with_partial(&format!("return_{window}_pct"), known(&|row| row.trends[at].return_pct));
    }
    table
        .with_partial("momentum_12_1_pct", known(&|row| row.momentum_pct))
        .with_partial("momentum_percentile", known(&|row| row.percentile))
        .with_text("notes", text(&|row| row.notes.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prices::read_prices;

    #[test]
    fn steady_growth_has_its_own_slope_and_gaps_are_told() {
        let mut text = "date,ticker,close\n".to_owned();
        let start: jiff::civil::Date = "2024-01-01".parse().unwrap();
        for day in 0..300 {
            let date = start.checked_add(jiff::Span::new().days(day)).unwrap();
            let growth = 100.0 * (0.001 * day as f64).exp();
            text.push_str(&format!("{date},UP,{growth}\n"));
            if day != 150 {
                text.push_str(&format!("{date},DOWN,{}\n", 1e4 / growth));
            }
        }
        text.push_str("2024-10-26,NEW,5\n");
        let rows = momentum(&read_prices("prices.csv", text.as_bytes()).unwrap());
        let of = |ticker: &str| rows.iter().find(|row| row.ticker == ticker).unwrap();
        assert!((of("UP").trends[2].slope_pct.unwrap() - 25.2).abs() < 1e-9);
        assert!((of("UP").momentum_pct.unwrap() - 100.0 * (0.001 * 231.0_f64).exp_m1()).abs() < 1e-9);
        assert_eq!((of("UP").percentile, of("DOWN").percentile, of("NEW").percentile), (Some(100.0), Some(50.0), None));
        assert_eq!((of("UP").missing, of("DOWN").missing), (0, 1));
        assert!(of("NEW").notes.iter().any(|note| note == "1 closes, fewer than the 20 of the trend"));
    }

    #[test]
    fn splits_and_disorder_are_flagged() {
        let text = "date,ticker,close\n2025-01-02,A,100\n2025-01-03,A,49\n2025-01-01,A,99\n";
        let rows = momentum(&read_prices("prices.csv", text.as_bytes()).unwrap());
        assert!(rows[0].notes[0].starts_with("-51 % on 2025-01-03: a split?"), "{:?}", rows[0].notes);
        assert!(rows[0].notes.iter().any(|note| note.contains("not in the order of days")));
    }
}
