//! What do companies make of a run: who is exposed most, through what, and how sure is it?

mod section;
mod terminal;

pub(crate) use section::section;
pub use terminal::companies_text;

use crate::error::ReportError;
use detente_figures::number::{rounded, trimmed};
use detente_record::{Tables, partial, text};

/// Said wherever exposures are shown.
pub(crate) const CAVEAT: &str = "Exposures, not a price forecast: hedges, stocks at dealers, exchange rates, what firms do about it and what markets have priced already are not in them. Ends of ranges are added as if they came together. Where a fact is not known the range is widened or the channel left out by name.";

/// Columns of the prices of the user's file, in the order in which they are shown.
pub(crate) const MOMENTUM: [&str; 8] = [
    "ticker",
    "last",
    "trend_20_pct_a_year",
    "trend_60_pct_a_year",
    "trend_200_pct_a_year",
    "momentum_12_1_pct",
    "momentum_percentile",
    "notes",
];

/// Least, middle and most; what is not known is `None`.
pub(crate) type Ends = Option<[f64; 3]>;

/// A company at one horizon.
pub(crate) struct Row<'a> {
    pub ticker: &'a str,
    pub name: &'a str,
    pub horizon: &'a str,
    pub revenue: Option<f64>,
    pub net: Ends,
    /// Why there is no net effect; empty where there is one, and in runs of earlier versions.
    pub why: &'a str,
    pub share: Ends,
    pub coverage: Ends,
    pub rank: Option<usize>,
}

impl Row<'_> {
    /// The net effect in USD million where revenue, and with it the share, is not known but
    /// something moves.
    pub fn money(&self) -> Ends {
        self.net.filter(|net| self.revenue.is_none() && net.iter().any(|end| *end != 0.0))
    }
}

/// A channel of a company.
pub(crate) struct Channel<'a> {
    pub ticker: &'a str,
    pub horizon: &'a str,
    pub channel: &'a str,
    pub item: &'a str,
    pub equation: &'a str,
    pub ends: Ends,
    pub unit: &'a str,
    pub explanation: &'a str,
    pub rows: &'a str,
}

/// The rows of `company_summary`.
pub(crate) fn rows<'a>(tables: &'a Tables) -> Result<Vec<Row<'a>>, ReportError> {
    let table = tables.table("company_summary")?;
    let [tickers, names, horizons] = ["ticker", "name", "horizon"].map(|name| text(table, name));
    let (tickers, names, horizons) = (tickers?, names?, horizons?);
    let (revenue, rank) = (partial(table, "revenue_musd")?, partial(table, "rank")?);
    let ends = |stem: &str| -> Result<Vec<Ends>, ReportError> {
        let [low, mid, high] =
            ["_low", "", "_high"].map(|ending| partial(table, &format!("{stem}{ending}")));
        let (low, mid, high) = (low?, mid?, high?);
        let one = |row: usize| Some([low[row]?, mid[row]?, high[row]?]);
        Ok((0..table.rows()).map(one).collect())
    };
    let (net, share, coverage) =
        (ends("net_musd")?, ends("net_share_pct")?, ends("coverage_weeks")?);
    let whys = table.words("why_not_known");
    let row = |at: usize| Row {
        ticker: &tickers[at],
        name: &names[at],
        horizon: &horizons[at],
        revenue: revenue[at],
        net: net[at],
        why: whys.get(at).map_or("", String::as_str),
        share: share[at],
        coverage: coverage[at],
        rank: rank[at].map(|rank| rank as usize),
    };
    Ok((0..table.rows()).map(row).collect())
}

/// The rows of `company_exposure`.
pub(crate) fn channels<'a>(tables: &'a Tables) -> Result<Vec<Channel<'a>>, ReportError> {
    let table = tables.table("company_exposure")?;
    let words =
        ["ticker", "horizon", "channel", "item", "equation", "unit", "explanation", "source_rows"]
            .map(|name| text(table, name));
    let [ticker, horizon, channel, item, equation, unit, explanation, rows] = words;
    let (ticker, horizon, channel, item) = (ticker?, horizon?, channel?, item?);
    let (equation, unit, explanation, rows) = (equation?, unit?, explanation?, rows?);
    let (low, mid, high) =
        (partial(table, "low")?, partial(table, "mid")?, partial(table, "high")?);
    let ends = |at: usize| Some([low[at]?, mid[at]?, high[at]?]);
    let one = |at: usize| Channel {
        ticker: &ticker[at],
        horizon: &horizon[at],
        channel: &channel[at],
        item: &item[at],
        equation: &equation[at],
        ends: ends(at),
        unit: &unit[at],
        explanation: &explanation[at],
        rows: &rows[at],
    };
    Ok((0..table.rows()).map(one).collect())
}

/// Two digits, which is what such figures are known to; nothing is `0`.
pub(crate) fn two(value: f64) -> String {
    if value.abs() < 5e-4 {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { '-' } else { '+' };
    format!("{sign}{}", trimmed(&rounded(value.abs(), 2, 3)))
}

/// `-2.9 (-18 to +4)`, or nothing.
pub(crate) fn range(ends: Ends) -> String {
    ends.map_or(String::new(), |[low, mid, high]| {
        if two(low) == two(high) {
            two(mid)
        } else {
            format!("{} ({} to {})", two(mid), two(low), two(high))
        }
    })
}

/// `9 to 17`, or nothing.
pub(crate) fn span(ends: Ends) -> String {
    ends.map_or(String::new(), |[low, _, high]| {
        let whole = |value: f64| format!("{value:.0}");
        if whole(low) == whole(high) {
            whole(low)
        } else {
            format!("{} to {}", whole(low), whole(high))
        }
    })
}

/// Why a company has no share at a horizon.
pub(crate) fn absent(row: &Row<'_>) -> &'static str {
    if row.revenue.is_none() || row.why.contains("not known") { "not known" } else { "no channel" }
}

/// What a channel is called.
pub(crate) fn called(channel: &str) -> String {
    match channel {
        "revenue-at-stake" => "revenue on lines that stop",
        "own-stop" => "revenue while its own line stands still",
        "coverage" => "weeks of input in stock",
        "input-cost" => "cost of inputs",
        "own-input" => "cost of a listed input",
        "goods-sold" => "goods sold",
        "sales" => "sales",
        "tariff-bill" => "tariff due, not added",
        "purchases" => "agreed purchases",
        "not-known" => "not known",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_company_of_unknown_revenue_is_known_in_money() {
        let row = |revenue, net| Row {
            why: "",
            ticker: "PRIVATE",
            name: "Private",
            horizon: "months",
            revenue,
            net,
            share: None,
            coverage: None,
            rank: None,
        };
        assert_eq!(row(None, Some([-9.0, -1.0, 4.0])).money(), Some([-9.0, -1.0, 4.0]));
        assert_eq!(row(None, Some([0.0; 3])).money(), None);
        assert_eq!(row(Some(5.0), Some([-9.0, -1.0, 4.0])).money(), None);
    }

    #[test]
    fn figures_have_two_digits_and_nothing_is_zero() {
        assert_eq!(
            [-17.867, 3.995, -0.0449, 1e-7, -53_411.0].map(two),
            ["-18", "+4", "-0.045", "0", "-53,000"]
        );
        assert_eq!(range(Some([-17.9, -2.93, 4.0])), "-2.9 (-18 to +4)");
        assert_eq!(
            (range(Some([1.0; 3])), range(None), span(Some([8.7, 13.0, 17.3]))),
            ("+1".to_owned(), String::new(), "9 to 17".to_owned())
        );
    }
}
