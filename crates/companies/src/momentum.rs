//! How have prices gone, and where does a company stand among the others of its price file?
//!
//! Trend over the last 20, 60 and 200 closes: the slope of a straight line through log prices
//! (least squares), in percent a year of 252 trading days. Momentum: the return from 252 to 21
//! closes before the last, the last month left out (Jegadeesh and Titman 1993), and its percentile
//! among the tickers of the file that have one, where there are ten: their portfolios are deciles.
//! Missing days are counted, not filled; too short a history leaves a cell empty.

use crate::prices::{Close, Prices};
use detente_record::row::{CompanyMomentum, Row};
use detente_world::table::Table;
use jiff::civil::{Date, Weekday};

/// Closes of each trend.
const WINDOWS: [usize; 3] = [20, 60, 200];
/// Trading days of a year and of a month.
const YEAR: usize = 252;
const MONTH: usize = 21;
/// Tickers with a momentum below which a percentile says nothing.
const RANKED: usize = 10;
/// Weekdays without a price in a row that no holidays explain.
const HOLE: usize = 5;
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
    /// Days between the first and the last without a price: weekdays, and weekends on which other
    /// tickers of the file have one.
    pub missing: usize,
    /// Trends over 20, 60 and 200 closes.
    pub trends: [Trend; 3],
    /// Return from a year to a month before the last close, percent.
    pub momentum_pct: Option<f64>,
    /// Share of the tickers with a momentum whose momentum is not above this one's, percent; of ten
    /// tickers at least.
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
        let Some(own) = row.momentum_pct else { continue };
        if known.len() < RANKED {
            row.notes.push(format!(
                "{} with a momentum, fewer than the {RANKED} of a percentile",
                known.len()
            ));
            continue;
        }
        let below = known.iter().filter(|other| **other <= own).count();
        row.percentile = Some(100.0 * below as f64 / known.len() as f64);
    }
    rows
}

fn measure(ticker: &str, closes: &[Close], prices: &Prices) -> Momentum {
    let (first, last) = (closes[0].day, closes[closes.len() - 1].day);
    let mut notes = Vec::new();
    let missing = missing(closes, prices);
    if missing > 0 {
        notes.push(format!("no price on {missing} days, holidays among them"));
    }
    notes.extend(holes(closes));
    let weekends = closes.iter().filter(|close| weekend(close.day)).count();
    if weekends > 0 {
        notes.push(format!(
            "{weekends} closes on weekends: a year is taken as {YEAR} closes all the same"
        ));
    }
    for pair in closes.windows(2).filter(|pair| (pair[1].close / pair[0].close - 1.0).abs() > SPLIT)
    {
        notes.push(format!(
            "{:+.0} % on {}: a split?",
            100.0 * (pair[1].close / pair[0].close - 1.0),
            pair[1].day
        ));
    }
    if prices.unsorted.iter().any(|own| own == ticker) {
        notes.push("rows were not in the order of days; sorted".to_owned());
    }
    let trends = WINDOWS.map(|window| trend(closes, window));
    for (window, _) in WINDOWS.iter().zip(&trends).filter(|(_, trend)| trend.slope_pct.is_none()) {
        notes.push(format!("{} closes, fewer than the {window} of the trend", closes.len()));
    }
    let back = |days: usize| closes.len().checked_sub(days + 1).map(|at| closes[at].close);
    let momentum_pct =
        back(YEAR).zip(back(MONTH)).map(|(year, month)| 100.0 * (month / year - 1.0));
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

fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Weekdays between two days, without both.
fn weekdays(after: Date, before: Date) -> usize {
    let days = usize::try_from((before - after).get_days()).unwrap_or(0).saturating_sub(1);
    let rest = after
        .series(jiff::Span::new().days(1))
        .skip(1)
        .take(days % 7)
        .filter(|day| !weekend(*day))
        .count();
    days / 7 * 5 + rest
}

/// Days between the first and the last close without a price: weekdays, and weekends on which
/// others have one.
fn missing(closes: &[Close], prices: &Prices) -> usize {
    let gaps: usize = closes.windows(2).map(|pair| weekdays(pair[0].day, pair[1].day)).sum();
    let (first, last) = (closes[0].day, closes[closes.len() - 1].day);
    let own = |day: &Date| closes.binary_search_by_key(day, |close| close.day).is_ok();
    let others = prices
        .days
        .iter()
        .filter(|day| **day > first && **day < last && weekend(**day) && !own(day));
    gaps + others.count()
}

/// Long times without a price, in the order of days.
fn holes(closes: &[Close]) -> Vec<String> {
    let one = |pair: &[Close]| {
        let (before, after, days) = (pair[0].day, pair[1].day, weekdays(pair[0].day, pair[1].day));
        (days > HOLE).then(|| {
            format!(
                "no price on {days} weekdays from {before} to {after}: a hole, or a wrong date?"
            )
        })
    };
    closes.windows(2).filter_map(one).collect()
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
    CompanyMomentum::table(rows.iter().map(|row| {
        let [short, middle, long] = row.trends;
        CompanyMomentum {
            ticker: row.ticker.as_str().into(),
            first: row.first.as_str().into(),
            last: row.last.as_str().into(),
            closes: row.closes as f64,
            missing_days: row.missing as f64,
            trend_20_pct_a_year: short.slope_pct,
            return_20_pct: short.return_pct,
            trend_60_pct_a_year: middle.slope_pct,
            return_60_pct: middle.return_pct,
            trend_200_pct_a_year: long.slope_pct,
            return_200_pct: long.return_pct,
            momentum_12_1_pct: row.momentum_pct,
            momentum_percentile: row.percentile,
            notes: row.notes.join("; ").into(),
        }
    }))
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
        let few = momentum(&read_prices("prices.csv", text.as_bytes()).unwrap());
        let up = few.iter().find(|row| row.ticker == "UP").unwrap();
        assert!(up.percentile.is_none() && up.momentum_pct.is_some());
        assert!(
            up.notes
                .iter()
                .any(|note| note == "2 with a momentum, fewer than the 10 of a percentile"),
            "{up:?}"
        );
        for copy in 0..8 {
            let rows = text
                .lines()
                .filter(|line| line.contains(",UP,"))
                .map(|line| line.replace("UP", &format!("X{copy}")));
            let rows: Vec<String> = rows.collect();
            text.push_str(&format!("{}\n", rows.join("\n")));
        }
        let rows = momentum(&read_prices("prices.csv", text.as_bytes()).unwrap());
        let of = |ticker: &str| rows.iter().find(|row| row.ticker == ticker).unwrap();
        assert!((of("UP").trends[2].slope_pct.unwrap() - 25.2).abs() < 1e-9);
        assert!(
            (of("UP").momentum_pct.unwrap() - 100.0 * (0.001 * 231.0_f64).exp_m1()).abs() < 1e-9
        );
        assert_eq!(
            (of("UP").percentile, of("DOWN").percentile, of("NEW").percentile),
            (Some(100.0), Some(10.0), None)
        );
        assert_eq!((of("UP").missing, of("DOWN").missing), (0, 1));
        assert!(
            of("NEW").notes.iter().any(|note| note == "1 closes, fewer than the 20 of the trend")
        );
    }

    #[test]
    fn holes_wrong_dates_and_weekends_are_told_of_one_ticker_alone() {
        let rows = |days: &[&str]| {
            let text: String = days.iter().map(|day| format!("{day},A,10\n")).collect();
            momentum(
                &read_prices("prices.csv", format!("date,ticker,close\n{text}").as_bytes())
                    .unwrap(),
            )
        };
        // Thursday, Friday, Monday: nothing is missing; then two weeks and the rest of the first,
        // then a slip of the year.
        let found = rows(&["2025-01-02", "2025-01-03", "2025-01-06", "2025-01-24", "2099-01-01"]);
        assert!(
            found[0]
                .notes
                .iter()
                .any(|note| note == "no price on 13 weekdays from 2025-01-06 to 2025-01-24: a hole, or a wrong date?"),
            "{:?}",
            found[0].notes
        );
        assert!(
            found[0]
                .notes
                .iter()
                .any(|note| note.contains("to 2099-01-01: a hole, or a wrong date?"))
        );
        assert_eq!(rows(&["2025-01-02", "2025-01-03", "2025-01-06", "2025-01-08"])[0].missing, 1);
        let found = rows(&["2025-01-03", "2025-01-04", "2025-01-05", "2025-01-06"]);
        assert_eq!(found[0].missing, 0);
        assert!(found[0].notes[0].starts_with("2 closes on weekends"), "{:?}", found[0].notes);
    }

    #[test]
    fn splits_and_disorder_are_flagged() {
        let text = "date,ticker,close\n2025-01-02,A,100\n2025-01-03,A,49\n2025-01-01,A,99\n";
        let rows = momentum(&read_prices("prices.csv", text.as_bytes()).unwrap());
        assert!(
            rows[0].notes[0].starts_with("-51 % on 2025-01-03: a split?"),
            "{:?}",
            rows[0].notes
        );
        assert!(rows[0].notes.iter().any(|note| note.contains("not in the order of days")));
    }
}
