//! One channel through which a run reaches one company: a line of the valuation.

use crate::facts::Segment;
use crate::shock::Shock;
use detente_world::Band;

/// The horizons, in the order of every table.
pub const HORIZONS: [&str; 4] = ["weeks", "months", "years", "package"];

/// The channel of what is not known: it has no figure.
pub const UNKNOWN: &str = "not-known";

/// One channel of one company at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The company.
    pub ticker: String,
    /// One of [`HORIZONS`].
    pub horizon: &'static str,
    /// `revenue-at-stake`, `own-stop`, `coverage`, `input-cost`, `sales`, `tariff-bill`,
    /// `own-input`, `goods-sold`, `purchases` or `not-known`.
    pub channel: &'static str,
    /// The segment, the good or the item.
    pub item: String,
    /// Number of the equation in docs/companies.md; empty for `not-known`.
    pub equation: &'static str,
    /// The effect: what is above zero raises revenue or cost; says nothing in `not-known`.
    pub band: Band,
    /// `USD million` over the days followed (weeks, months), `USD million a year` (years, package)
    /// or `weeks`.
    pub unit: &'static str,
    /// How it enters the net effect: 1 as revenue, -1 as cost, 0 not at all.
    pub sign: i8,
    /// How the figure came about, in words.
    pub explanation: String,
    /// Positions of the facts it rests on.
    pub rows: Vec<usize>,
}

/// Where a segment makes its products: sets of economies with their shares, which add up to one.
pub(crate) struct Supply {
    pub economies: Vec<usize>,
    pub share: f64,
    /// Whether the share is published; else the economies are those where it may be made.
    pub known: bool,
    pub row: usize,
}

pub(crate) fn supplies(segment: &Segment, shock: &Shock<'_>) -> Vec<Supply> {
    let known = segment.plants.iter().filter_map(|plant| Some((plant, plant.share?)));
    let mut supplies: Vec<Supply> = known
        .map(|(plant, share)| Supply {
            economies: plant.economies.clone(),
            share,
            known: true,
            row: plant.row,
        })
        .collect();
    let made: f64 = supplies.iter().map(|supply| supply.share).sum();
    if made > 1.0 - 1e-9 {
        supplies.iter_mut().for_each(|supply| supply.share /= made);
        return supplies;
    }
    let mut economies = Vec::new();
    let open = segment.plants.iter().filter(|plant| plant.share.is_none());
    for economy in open.clone().flat_map(|plant| &plant.economies) {
        if !economies.contains(economy) {
            economies.push(*economy);
        }
    }
    if economies.is_empty() {
        economies = (0..shock.world.economies.len()).collect();
    }
    let row = open.clone().next().map_or(segment.row, |plant| plant.row);
    supplies.push(Supply { economies, share: 1.0 - made, known: false, row });
    supplies
}

/// The names of a set of economies.
pub(crate) fn named(shock: &Shock<'_>, economies: &[usize]) -> String {
    let all = shock.world.economies.len();
    match economies.len() {
        count if count == all => "any economy".to_owned(),
        count if count > 4 => {
            let first = &shock.world.economies[economies[0]].code;
            format!("{first} and {} others", count - 1)
        }
        _ => economies
            .iter()
            .map(|at| shock.world.economies[*at].code.as_str())
            .collect::<Vec<_>>()
            .join("+"),
    }
}

/// Three digits are what most of these figures are known to.
pub(crate) fn three(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (2 - value.abs().log10().floor() as i32).max(0);
    let scale = 10f64.powi(2 - value.abs().log10().floor() as i32);
    let text = format!("{:.*}", digits as usize, (value * scale).round() / scale);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// `low to high` in three digits, or one figure where both read the same.
pub(crate) fn span(band: Band) -> String {
    band.span(three)
}

#[cfg(test)]
mod tests {
    use super::{Band, span};

    #[test]
    fn a_span_without_a_width_is_one_figure() {
        let span = |low: f64, high: f64| span(Band { low, mid: low, high });
        assert_eq!((span(20.0, 20.0), span(0.0, 0.0)), ("20".to_owned(), "0".to_owned()));
        assert_eq!(
            (span(20.01, 20.02), span(2.5, 10.0)),
            ("20".to_owned(), "2.5 to 10".to_owned())
        );
    }
}
