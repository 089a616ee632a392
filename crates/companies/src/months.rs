//! Months: what do inputs of chains cost more, and what do goods of chains fetch more?

use crate::facts::{Amount, Company, Input, Product, Sale};
use crate::line::{Line, named, span, supplies, three};
use crate::shock::{Path, Shock};
use detente_world::Band;
use detente_world::chain::Chain;

pub(crate) fn lines(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let bought = company
        .inputs
        .iter()
        .filter_map(|input| cost(company, input, shock).or_else(|| unclear(company, input, shock)));
    let sold = company.sales.iter().filter_map(|sale| gain(company, sale, shock));
    bought.chain(sold).collect()
}

/// USD million for one unit of a chain at one unit of its price.
fn factor(chain: &Chain) -> f64 {
    // Prices are per tonne; a chain counts in tonnes or in million tonnes.
    if chain.unit == "Mt" { 1.0 } else { 1e-6 }
}

/// The path of a price where an economy buys, with the market's name.
fn path(shock: &Shock<'_>, chain: &Chain, good: &str, economy: usize) -> Option<(String, Path)> {
    let (region, _) = shock.region(chain, economy)?;
    shock.path(&chain.id, good, &region).map(|path| (region, path))
}

fn line(
    company: &Company,
    channel: &'static str,
    good: &str,
    equation: &'static str,
    row: usize,
) -> Line {
    Line {
        ticker: company.ticker.clone(),
        horizon: "months",
        channel,
        item: good.to_owned(),
        equation,
        band: Band::default(),
        unit: "USD million",
        sign: if channel == "goods-sold" { 1 } else { -1 },
        explanation: String::new(),
        rows: vec![row],
    }
}

/// Equation (3): the amount bought times the excess of the price over the base year, added up over
/// the days followed.
fn cost(company: &Company, input: &Input, shock: &Shock<'_>) -> Option<Line> {
    let Product::Good { chain: id, good, usage } = &input.product else { return None };
    let mut own = line(company, "input-cost", good, "3", input.row);
    let Some(chain) = shock.chain(id) else { return Some(own) };
    let seat = input.economy.unwrap_or(company.economy);
    match input.amount {
        Amount::AsItsSector => {
            own.equation = "3, 4";
            (own.band, own.explanation) =
                as_sector(company, shock, chain, (good, usage), &mut own.rows);
        }
        Amount::Quantity(_) | Amount::Money(_) => {
            let Some((market, path)) = path(shock, chain, good, seat) else {
                own.explanation = format!("this run does not move the price of {good} there");
                return Some(own);
            };
            let (band, amount) = match input.amount {
                Amount::Quantity(amount) => (
                    amount.times(path.excess).scaled(factor(chain)),
                    format!("{} {} a year", span(amount), chain.unit),
                ),
                Amount::Money(money) if path.base > 0.0 => (
                    money.times(path.excess).scaled(1.0 / path.base),
                    format!("USD {} million a year", span(money)),
                ),
                _ => (Band::default(), "no price to divide by".to_owned()),
            };
            own.band = band;
            own.explanation = format!("{amount} x {}", excess(&market, &path));
        }
    }
    Some(own)
}

/// An input whose HS code covers several goods, with prices that have nothing in common: what would
/// have to be known.
fn unclear(company: &Company, input: &Input, shock: &Shock<'_>) -> Option<Line> {
    let Product::OneOf { chain: id, code, goods } = &input.product else { return None };
    let mut own = line(company, "not-known", code, "", input.row);
    (own.unit, own.sign) = ("", 0);
    let moved = shock.chain(id).map_or(Vec::new(), |chain| {
        let path =
            |good: &String| path(shock, chain, good, input.economy.unwrap_or(company.economy));
        let paths = goods.iter().filter_map(|good| Some((good, path(good)?.1)));
        paths
            .filter(|(_, path)| !path.excess.is_zero())
            .map(|(good, path)| format!("{good} {} %", mean(&path)))
            .collect()
    });
    let prices = if moved.is_empty() {
        "this run moves the price of none of them there".to_owned()
    } else {
        format!("prices there: {}", moved.join(", "))
    };
    own.explanation = format!(
        "not known: which good it is; HS {code} covers {}; {prices}. Name the good in column `good` instead of `hs`",
        goods.join(", ")
    );
    Some(own)
}

/// The mean of a price over its base, percent.
fn mean(path: &Path) -> String {
    span(path.excess.scaled(100.0 / (path.base * path.years).max(f64::MIN_POSITIVE)))
}

/// A price path in words.
fn excess(market: &str, path: &Path) -> String {
    format!(
        "price in {market} {} % over USD {} on the mean of {} years",
        mean(path),
        three(path.base),
        three(path.years)
    )
}

/// As much per unit of revenue as the sector uses per unit of output, equation (4).
fn as_sector(
    company: &Company,
    shock: &Shock<'_>,
    chain: &Chain,
    (good, usage): (&str, &str),
    rows: &mut Vec<usize>,
) -> (Band, String) {
    let (mut band, mut told) = (Band::default(), Vec::new());
    for segment in &company.segments {
        let Some(sector) = segment.sector else { continue };
        for supply in supplies(segment, shock) {
            let figure = |economy: usize| {
                let intensity = shock.intensity(chain, (good, usage), economy, sector);
                let path = path(shock, chain, good, economy);
                intensity.zip(path).map_or(Band::default(), |(intensity, (_, path))| {
                    intensity.times(path.excess).scaled(factor(chain))
                })
            };
            let each = shock.over(sector, &supply.economies, figure);
            band = band.plus(each.scaled(segment.revenue * supply.share));
            rows.push(supply.row);
            if !each.is_zero() {
                told.push(format!(
                    "{} % made in {}: {} per USD 1,000 of revenue",
                    three(100.0 * supply.share),
                    named(shock, &supply.economies),
                    span(each.scaled(1e3))
                ));
            }
        }
    }
    let explanation = if told.is_empty() {
        format!("this run does not move the price of {good} where it is made")
    } else {
        format!("as much {good} as its sector uses, in proportion to revenue; {}", told.join("; "))
    };
    (band, explanation)
}

/// Equation (5): what is sold at the market's price fetches its excess, less what the inputs cost
/// more.
fn gain(company: &Company, sale: &Sale, shock: &Shock<'_>) -> Option<Line> {
    let place = &shock.world.economies[sale.economy].code;
    let mut own =
        line(company, "goods-sold", &format!("{} from {place}", sale.good), "5", sale.row);
    let chain = shock.chain(&sale.chain)?;
    let Some((market, path)) = path(shock, chain, &sale.good, sale.economy) else {
        own.explanation = format!("this run does not move the price of {} there", sale.good);
        return Some(own);
    };
    let sold = sale.amount.times(sale.open_share);
    let fetched = sold.times(path.excess).scaled(factor(chain));
    let (inputs, told) = if sale.buys_inputs {
        recipe(chain, sale, shock)
    } else {
        (Band::default(), String::new())
    };
    own.band = fetched.plus(sale.amount.times(inputs).scaled(-factor(chain)));
    let open = sale.open_share.scaled(100.0);
    own.explanation = format!(
        "{} {} a year, {} % of it at the market's price; {}{told}",
        span(sale.amount),
        chain.unit,
        span(open),
        excess(&market, &path)
    );
    Some(own)
}

/// What the inputs of one unit of a good cost more, by the chain's recipe.
fn recipe(chain: &Chain, sale: &Sale, shock: &Shock<'_>) -> (Band, String) {
    let made = chain.recipes.iter().find(|recipe| {
        chain.goods[recipe.good].code == sale.good
            && recipe.coefficient.is_some_and(|coefficient| coefficient.low() > 0.0)
    });
    let Some(made) = made else { return (Band::default(), String::new()) };
    let (mut band, mut told) = (Band::default(), Vec::new());
    for input in chain
        .recipes
        .iter()
        .filter(|recipe| recipe.process == made.process && recipe.good != made.good)
    {
        let good = &chain.goods[input.good].code;
        let Some(coefficient) = input.coefficient.filter(|coefficient| coefficient.high() <= 0.0)
        else {
            continue;
        };
        if let Some((_, path)) = path(shock, chain, good, sale.economy) {
            band = band.plus(Band::from(coefficient).minus().times(path.excess));
            told.push(good.as_str());
        }
    }
    (band, format!("; less what {} cost more", told.join(", ")))
}
