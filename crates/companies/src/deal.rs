//! Package: which part of what was agreed to be bought is a company's?

use crate::error::CompaniesError;
use crate::facts::{Company, Deal};
use crate::line::{Line, span, three};
use crate::shock::{RunView, Shock, numbers, words};
use detente_world::Band;

/// The deal that a run with a negotiation is of.
const AGREED: &str = "nash";

/// Equation (11): the amount agreed, as far as it would not have been bought anyway, times the
/// company's share.
pub(crate) fn lines(
    company: &Company,
    shock: &Shock<'_>,
    view: &RunView<'_>,
) -> Result<Vec<Line>, CompaniesError> {
    let (Some(items), Some(ledger)) = (view.items, view.ledger) else { return Ok(Vec::new()) };
    let (names, by, kinds) = (words(items, "item")?, words(items, "by")?, words(items, "kind")?);
    let (deals, agreed) = (words(items, "deal")?, numbers(items, "agreed")?);
    let mut lines = Vec::new();
    for deal in &company.deals {
        for row in 0..names.len() {
            if deals[row] == AGREED && kinds[row] == deal.kind && by[row] == deal.buyer {
                let additional = additional(ledger, &names[row])?;
                lines.push(line(company, deal, shock, (&names[row], agreed[row], additional)));
            }
        }
    }
    Ok(lines)
}

/// The share of an item that is bought beyond what would be bought anyway.
fn additional(ledger: &detente_world::table::Table, item: &str) -> Result<f64, CompaniesError> {
    let (items, shares) = (words(ledger, "item")?, numbers(ledger, "additional_share")?);
    Ok(items.iter().zip(shares).find(|(own, _)| *own == item).map_or(0.0, |(_, share)| *share))
}

fn line(
    company: &Company,
    deal: &Deal,
    shock: &Shock<'_>,
    (item, agreed, additional): (&str, f64, f64),
) -> Line {
    // Procurement is agreed in USD million; purchases of LNG in million tonnes a year, valued at
    // the base price of the seller.
    let lng = deal.kind == "purchase";
    let price =
        if lng { shock.path("lng", "lng", "USA").map_or(0.0, |path| path.base) } else { 1.0 };
    let worth = agreed * price;
    let told = if lng {
        format!("{} Mt a year at USD {} a tonne", three(agreed), three(price))
    } else {
        format!("USD {} million", three(agreed))
    };
    let explanation = format!(
        "{told} agreed, {} % of it more than without a deal, {} % of that from this company",
        three(100.0 * additional),
        span(deal.share.scaled(100.0))
    );
    Line {
        ticker: company.ticker.clone(),
        horizon: "package",
        channel: "purchases",
        item: item.to_owned(),
        equation: "11",
        band: deal.share.scaled(worth * additional).plus(Band::default()),
        unit: "USD million a year",
        sign: i8::from(!deal.buys),
        explanation: if deal.buys {
            format!("{explanation}: what it buys, at the market's price neither gain nor loss")
        } else {
            explanation
        },
        rows: vec![deal.row],
    }
}
