//! Weeks: how long do inputs last, and how much revenue is made on lines that stop?

use crate::band::Band;
use crate::facts::{Company, Product};
use crate::shock::Shock;
use crate::value::{Line, named, supplies, three};

pub(crate) fn lines(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = coverage(company, shock);
    lines.extend(at_stake(company, shock));
    lines
}

/// Equation (1): the stock of the firm as far as known, else that of its sector's market.
fn coverage(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for input in &company.inputs {
        let (good, market) = match &input.product {
            Product::Good { chain, good, usage } => (good, market(company, shock, input.economy, (chain, good, usage))),
            Product::OneOf { code, .. } => (code, None),
            Product::Sector { .. } => continue,
        };
        let [low, mid, high] = input.stock_weeks;
        let own = low.is_some() || mid.is_some() || high.is_some();
        let Some(market) = market.or(high.or(mid).or(low).map(Band::point)) else { continue };
        let most = high.unwrap_or(market.high);
        let least = low.unwrap_or(market.low.min(most));
        let band = Band::around(least, mid.unwrap_or(market.mid).clamp(least.min(most), most.max(least)), most);
        let whose = if own { "the firm's own stock where its row has it, else that" } else { "the stock" };
        lines.push(Line {
            ticker: company.ticker.clone(),
            horizon: "weeks",
            channel: "coverage",
            item: good.clone(),
            equation: "1",
            band,
            unit: "weeks",
            sign: 0,
            explanation: format!("{whose} of the market where its plants are, in weeks of need: a firm that receives nothing stops after them"),
            rows: vec![input.row],
        });
    }
    lines
}

/// The stocks of the markets where plants are: the shortest, the mean by share, the longest.
fn market(
    company: &Company,
    shock: &Shock<'_>,
    only: Option<usize>,
    (chain, good, usage): (&str, &str, &str),
) -> Option<Band> {
    let chain = shock.chain(chain)?;
    let (mut found, mut weight): (Option<Band>, f64) = (None, 0.0);
    let mut add = |economy: usize, share: f64| {
        let usage = if usage.is_empty() { "vehicles" } else { usage };
        let Some(stock) = shock.region(chain, economy).and_then(|(region, _)| shock.stock(good, &region, usage)) else {
            return;
        };
        let own = stock.weeks;
        found = Some(found.map_or(own, |band| {
            let mid = (band.mid * weight + own.mid * share) / (weight + share).max(f64::MIN_POSITIVE);
            Band::around(band.low.min(own.low), mid, band.high.max(own.high))
        }));
        weight += share;
    };
    if let Some(economy) = only {
        add(economy, 1.0);
        return found;
    }
    for segment in company.segments.iter().filter(|segment| segment.sector.is_some()) {
        for supply in supplies(segment, shock) {
            let share = supply.share / supply.economies.len() as f64;
            supply.economies.iter().for_each(|economy| add(*economy, share));
        }
    }
    found
}

/// Equation (2): revenue made in plants of an economy times the share of a year's output lost there.
fn at_stake(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for segment in &company.segments {
        let Some(sector) = segment.sector else { continue };
        let (mut band, mut told, mut rows) = (Band::default(), Vec::new(), vec![segment.row]);
        for supply in supplies(segment, shock) {
            let lost = shock.over(sector, &supply.economies, |economy| shock.lost(economy, sector));
            band = band.plus(lost.scaled(segment.revenue * supply.share));
            rows.push(supply.row);
            if lost.high > 0.0 {
                let share = three(100.0 * supply.share);
                told.push(format!(
                    "{share} % made in {} x {} % of a year's output lost at most",
                    named(shock, &supply.economies),
                    three(100.0 * lost.high)
                ));
            }
        }
        let revenue = three(segment.revenue);
        let explanation = match (shock.followed, told.is_empty()) {
            (false, _) => "no good falls short and nothing stops in this run".to_owned(),
            (true, true) => format!("no output of {} is lost where it may be made", shock.world.sectors[sector].code),
            (true, false) => format!("USD {revenue} million a year: {}", told.join("; ")),
        };
        lines.push(Line {
            ticker: company.ticker.clone(),
            horizon: "weeks",
            channel: "revenue-at-stake",
            item: segment.name.clone(),
            equation: "2",
            band: band.minus(),
            unit: "USD million",
            sign: 1,
            explanation,
            rows,
        });
    }
    lines
}
