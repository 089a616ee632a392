//! How are closing prices of a user read, and what is wrong with them told?

use crate::error::CompaniesError;
use crate::sheet::Sheet;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A closing price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Close {
    /// The day.
    pub day: Date,
    /// The price, above zero.
    pub close: f64,
}

/// Prices by ticker, each in the order of days, with what a reader of the file should know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    /// Closes by ticker.
    pub closes: BTreeMap<String, Vec<Close>>,
    /// Days on which any ticker of the file has a price, in order.
    pub days: Vec<Date>,
    /// Tickers whose rows were not in the order of days; they are sorted.
    pub unsorted: Vec<String>,
}

/// Reads `date, ticker, close`, CSV or the first sheet of a workbook.
///
/// # Errors
/// If a date is none, a price is not above zero, or a ticker has two prices on one day; every
/// problem at once.
pub fn read_prices(file: &str, bytes: &[u8]) -> Result<Prices, CompaniesError> {
    let sheet = Sheet::read(file, bytes, &["date", "ticker", "close"], &[])?;
    let mut problems = Vec::new();
    let mut prices = Prices::default();
    for row in 0..sheet.count() {
        let (day, ticker) = (sheet.date(row, "date"), sheet.text(row, "ticker"));
        let close = sheet.number(row, "close", &mut problems);
        if let Err(what) = &day {
            problems.push(sheet.error(row, "date", what));
        }
        if ticker.is_empty() {
            problems.push(sheet.error(row, "ticker", "the cell is empty; name the ticker"));
        }
        match close {
            Some(close) if close <= 0.0 => {
                problems.push(sheet.error(row, "close", "a price is above zero"))
            }
            None if sheet.text(row, "close").is_empty() => {
                problems.push(sheet.error(
                    row,
                    "close",
                    "the cell is empty; leave the row out where there was no trade",
                ));
            }
            _ => {}
        }
        let (Ok(day), Some(close)) = (day, close) else { continue };
        let closes = prices.closes.entry(ticker.to_owned()).or_default();
        if closes.iter().any(|known| known.day == day) {
            problems.push(sheet.error(
                row,
                "date",
                format!("`{ticker}` has two prices on {day}; keep one"),
            ));
        }
        if closes.last().is_some_and(|last| last.day > day)
            && !prices.unsorted.contains(&ticker.to_owned())
        {
            prices.unsorted.push(ticker.to_owned());
        }
        closes.push(Close { day, close });
    }
    CompaniesError::several(problems)?;
    if prices.closes.is_empty() {
        return Err(CompaniesError::file(
            file,
            "there is no price",
            "write rows with date, ticker and close",
        ));
    }
    prices.closes.values_mut().for_each(|closes| closes.sort_by_key(|close| close.day));
    prices.days = prices.closes.values().flatten().map(|close| close.day).collect();
    prices.days.sort_unstable();
    prices.days.dedup();
    Ok(prices)
}
