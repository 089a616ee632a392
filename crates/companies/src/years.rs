//! Years: what do sales and inputs come to when trade has settled, and what do tariffs cost on the
//! way?

use crate::allocation::{bounds, fitted};
use crate::facts::{Amount, Company, Product, Segment};
use crate::line::{Line, Supply, named, span, supplies, three};
use crate::shock::{Goods, Shock};
use detente_world::Band;
use std::collections::HashMap;

/// Plants and markets that the explanation names.
const TOLD: usize = 5;

/// A figure of what goes from one set of economies to another; whether the members of either are
/// open to choice.
type Figure<'a> = dyn Fn(&[usize], &[usize], (bool, bool)) -> Band + 'a;

/// Price indices of inputs, computed when first asked for.
pub(crate) struct Prices<'a> {
    shock: &'a Shock<'a>,
    known: HashMap<(usize, usize), f64>,
}

impl<'a> Prices<'a> {
    pub fn new(shock: &'a Shock<'a>) -> Self {
        Self { shock, known: HashMap::new() }
    }

    fn index(&mut self, sector: usize, economy: usize) -> f64 {
        let shock = self.shock;
        *self.known.entry((sector, economy)).or_insert_with(|| shock.price_index(sector, economy))
    }

    fn input_cost(&mut self, economy: usize, sector: usize) -> f64 {
        let shock = self.shock;
        shock.input_cost(economy, sector, &mut |input, economy| self.index(input, economy))
    }
}

pub(crate) fn lines(company: &Company, shock: &Shock<'_>, prices: &mut Prices<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    // Inputs that the user lists stand for the whole bill of materials.
    let own: Vec<Line> =
        company.inputs.iter().filter_map(|input| listed(company, input, shock, prices)).collect();
    for segment in company.segments.iter().filter(|segment| segment.sector.is_some()) {
        lines.extend(sales(company, segment, shock));
        if own.is_empty() {
            lines.extend(input_costs(company, segment, shock, prices));
        }
    }
    lines.extend(own);
    lines
}

/// A market: a region, or what is left of it after what is made there.
struct Market {
    economies: Vec<usize>,
    share: f64,
    /// Whether the company reports it; else the economies are those where it may be.
    known: bool,
    /// An economy whose own plants do not serve it.
    without: Option<usize>,
    row: usize,
}

/// A segment with what is known of who serves whom taken out.
struct Known {
    supplies: Vec<Supply>,
    markets: Vec<Market>,
    /// Economies that serve themselves, with shares of revenue.
    home: Vec<(usize, f64, usize)>,
}

fn known(segment: &Segment, shock: &Shock<'_>) -> Known {
    let mut supplies = supplies(segment, shock);
    let mut markets: Vec<Market> = segment
        .regions
        .iter()
        .map(|region| Market {
            economies: region.economies.clone(),
            share: region.share,
            known: true,
            without: None,
            row: region.row,
        })
        .collect();
    if segment.unallocated() > 1e-9 {
        let economies = segment.elsewhere(shock.world.economies.len());
        markets.push(Market {
            economies,
            share: segment.unallocated(),
            known: false,
            without: None,
            row: segment.row,
        });
    }
    let mut home = Vec::new();
    for sourcing in &segment.sourcing {
        let Some(market) = markets.iter_mut().find(|market| market.economies == [sourcing.economy])
        else {
            continue;
        };
        let taken = take(&mut supplies, sourcing.economy, market.share * sourcing.share);
        market.share -= taken;
        market.without = Some(sourcing.economy);
        home.push((sourcing.economy, taken, sourcing.row));
    }
    markets.retain(|market| market.share > 1e-12);
    Known { supplies, markets, home }
}

/// Takes up to `share` from the plants of an economy, those of it alone first; says how much there
/// was.
fn take(supplies: &mut [Supply], economy: usize, share: f64) -> f64 {
    let mut left = share;
    for alone in [true, false] {
        for supply in supplies.iter_mut() {
            let fits = if alone {
                supply.economies == [economy]
            } else {
                supply.economies.len() > 1 && supply.economies.contains(&economy)
            };
            if fits {
                let taken = left.min(supply.share);
                supply.share -= taken;
                left -= taken;
            }
        }
    }
    share - left
}

/// The plants of a supply that may serve a market.
fn from(supply: &Supply, market: &Market) -> Vec<usize> {
    let others: Vec<usize> = supply
        .economies
        .iter()
        .copied()
        .filter(|economy| market.without != Some(*economy))
        .collect();
    if others.is_empty() { supply.economies.clone() } else { others }
}

/// Equations (6) and (8): sales follow the flows from plants to markets, over every table that fits
/// what is published (7); final goods follow the flows to final buyers (13).
fn sales(company: &Company, segment: &Segment, shock: &Shock<'_>) -> Vec<Line> {
    let Some(goods) = Goods::of(segment) else { return Vec::new() };
    let known = known(segment, shock);
    let rows: Vec<f64> = known.supplies.iter().map(|supply| supply.share).collect();
    let columns: Vec<f64> = known.markets.iter().map(|market| market.share).collect();
    let all: Vec<usize> = (0..shock.world.economies.len()).collect();
    let over = |figure: &Figure<'_>| -> Vec<Vec<Band>> {
        let cell = |supply: &Supply, market: &Market| {
            // What is exempt gains on no origin and loses to none.
            let (plants, open) = if segment.exempt {
                (all.clone(), false)
            } else {
                (from(supply, market), !supply.known)
            };
            figure(&plants, &market.economies, (open, !market.known))
        };
        known
            .supplies
            .iter()
            .map(|supply| known.markets.iter().map(|market| cell(supply, market)).collect())
            .collect()
    };
    let seed: Vec<Vec<f64>> = over(&|from, to, _| Band::point(shock.flow(goods, from, to)))
        .into_iter()
        .map(|row| row.into_iter().map(|cell| cell.mid).collect())
        .collect();
    let changes = over(&|from, to, open| shock.flow_change(goods, from, to, open));
    let due = |from: &[usize], to: &[usize], open| {
        if segment.exempt { Band::default() } else { shock.tariff_bill(goods, from, to, open) }
    };
    let bills = over(&due);
    let mut change = bounds(&rows, &columns, &seed, |row, column| changes[row][column]);
    let bill = bounds(&rows, &columns, &seed, |row, column| bills[row][column]);
    for (economy, share, _) in &known.home {
        change = change.plus(
            shock.flow_change(goods, &[*economy], &[*economy], (false, false)).scaled(*share),
        );
    }
    let mut facts: Vec<usize> = std::iter::once(segment.row)
        .chain(segment.product_row)
        .chain(known.supplies.iter().map(|supply| supply.row))
        .chain(known.markets.iter().map(|market| market.row))
        .chain(known.home.iter().map(|(.., row)| *row))
        .collect();
    facts.dedup();
    let told = told(&known, shock, goods, &fitted(&rows, &columns, &seed), &changes);
    let line = |channel: &'static str,
                equation: &'static str,
                band: Band,
                sign: i8,
                explanation: String| Line {
        ticker: company.ticker.clone(),
        horizon: "years",
        channel,
        item: segment.name.clone(),
        equation,
        band: band.scaled(segment.revenue),
        unit: "USD million a year",
        sign,
        explanation,
        rows: facts.clone(),
    };
    let revenue = three(segment.revenue);
    let spends =
        if segment.finished { "final buyers of each market spend" } else { "each market spends" };
    let way = match (segment.exempt, segment.finished) {
        (true, _) => format!(
            "exempt from the tariffs on its sector, so that sales follow what {spends} on it; "
        ),
        (false, true) => {
            "final goods: sales follow what final buyers of each market spend on them; ".to_owned()
        }
        (false, false) => String::new(),
    };
    let numbers = if segment.finished { ["6, 7, 13", "8, 13"] } else { ["6, 7", "8"] };
    let added = format!(
        "USD {revenue} million a year x {} % of it as added tariffs on what still flows; buyers pay it where sales fall as above, so it is the other end of the net range and not added",
        span(bill.scaled(100.0))
    );
    vec![
        line(
            "sales",
            numbers[0],
            change,
            1,
            format!(
                "USD {revenue} million a year x {} %; {way}middle {}: {told}",
                span(change.scaled(100.0)),
                percent(change.mid)
            ),
        ),
        line("tariff-bill", numbers[1], bill, 0, added),
    ]
}

/// The middle in words: its largest parts, and what the others come to, so that they add up.
fn told(
    known: &Known,
    shock: &Shock<'_>,
    goods: Goods,
    table: &[Vec<f64>],
    changes: &[Vec<Band>],
) -> String {
    let mut parts: Vec<(f64, String)> = Vec::new();
    let mut add = |share: f64, change: f64, from: &str, to: &str| {
        let text = format!(
            "{} % of revenue from {from} to {to} x {}",
            three(100.0 * share),
            percent(change)
        );
        parts.push((share * change, text));
    };
    for (economy, share, _) in &known.home {
        let code = &shock.world.economies[*economy].code;
        add(
            *share,
            shock.flow_change(goods, &[*economy], &[*economy], (false, false)).mid,
            code,
            code,
        );
    }
    for (supply, cells) in known.supplies.iter().zip(table.iter().zip(changes)) {
        for (market, (share, change)) in known.markets.iter().zip(cells.0.iter().zip(cells.1)) {
            let (from, to) = (named(shock, &from(supply, market)), named(shock, &market.economies));
            add(*share, change.mid, &from, &to);
        }
    }
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let mut text: Vec<String> = parts.iter().take(TOLD).map(|(_, text)| text.clone()).collect();
    let others = parts.iter().skip(TOLD).map(|(part, _)| part);
    if others.len() > 0 {
        text.push(format!("and {} others: {} of revenue", others.len(), percent(others.sum())));
    }
    text.join("; ")
}

fn percent(change: f64) -> String {
    format!("{}{} %", if change > 0.0 { "+" } else { "" }, three(100.0 * change))
}

/// Equation (9): what a unit of output costs more for its inputs, at the sector's recipe where its
/// plants are.
fn input_costs(
    company: &Company,
    segment: &Segment,
    shock: &Shock<'_>,
    prices: &mut Prices<'_>,
) -> Option<Line> {
    let sector = segment.sector?;
    let (mut band, mut told, mut rows) = (Band::default(), Vec::new(), vec![segment.row]);
    for supply in supplies(segment, shock) {
        let costs: HashMap<usize, f64> = supply
            .economies
            .iter()
            .map(|economy| (*economy, prices.input_cost(*economy, sector)))
            .collect();
        let each = shock.over(sector, &supply.economies, |economy| Band::point(costs[&economy]));
        band = band.plus(each.scaled(segment.revenue * supply.share));
        rows.push(supply.row);
        told.push(format!(
            "{} % made in {}: {} % of output",
            three(100.0 * supply.share),
            named(shock, &supply.economies),
            span(each.scaled(100.0))
        ));
    }
    Some(Line {
        ticker: company.ticker.clone(),
        horizon: "years",
        channel: "input-cost",
        item: segment.name.clone(),
        equation: "9",
        band,
        unit: "USD million a year",
        sign: -1,
        explanation: format!("the recipe of the sector at prices after: {}", told.join("; ")),
        rows,
    })
}

/// Equation (10): an input of a sector that the user lists: between all origins, as the sector
/// would choose, and staying with its own.
fn listed(
    company: &Company,
    input: &crate::facts::Input,
    shock: &Shock<'_>,
    prices: &mut Prices<'_>,
) -> Option<Line> {
    let (Product::Sector { sector, origin }, Amount::Money(money)) = (&input.product, input.amount)
    else {
        return None;
    };
    let plants: Vec<usize> = input.economy.map_or_else(
        || {
            company
                .segments
                .iter()
                .flat_map(|segment| supplies(segment, shock))
                .flat_map(|supply| supply.economies)
                .collect()
        },
        |economy| vec![economy],
    );
    let mut change: Option<Band> = None;
    for plant in plants {
        let index = prices.index(*sector, plant) - 1.0;
        let stay = origin.map_or(index, |origin| shock.landed(*sector, plant, origin) - 1.0);
        // Nobody stays with an origin that a ban stops.
        let stay = if stay.is_finite() { stay } else { index };
        let own = Band::around(index, stay, stay);
        change = Some(change.map_or(own, |known| known.hull(own)));
    }
    let (change, code) = (change.unwrap_or_default(), &shock.world.sectors[*sector].code);
    let whence = origin
        .map_or("all origins".to_owned(), |origin| shock.world.economies[origin].code.clone());
    Some(Line {
        ticker: company.ticker.clone(),
        horizon: "years",
        channel: "own-input",
        item: code.clone(),
        equation: "10",
        band: money.times(change),
        unit: "USD million a year",
        sign: -1,
        explanation: format!(
            "USD {} million a year of {code} from {whence} x {} %: the sector's price with other suppliers, and that of the origin with its tariff",
            span(money),
            span(change.scaled(100.0))
        ),
        rows: vec![input.row],
    })
}
