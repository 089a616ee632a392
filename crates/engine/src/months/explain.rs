//! Where does a good in an economy come from, what limits it, and what is one more unit worth?

use super::ChainMarket;
use crate::error::EngineError;
use detente_commodity::{Limit, Options, Period, PeriodOutcome, Sense, Status};
use detente_world::chain::Chain;

/// One source of a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Code of the economy it comes from; the economy itself for what is made at home.
    pub from: String,
    /// Units per year in the base year.
    pub quantity: f64,
    /// What happens if it stops selling; nothing is asked of what is made at home.
    pub stops: Option<Stops>,
}

/// What happens if a foreign source stops selling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stops {
    /// To this economy only.
    pub here: Effect,
    /// To anybody abroad.
    pub everywhere: Effect,
}

/// What happens to the good in the economy, in percent of the base year, within a year in which
/// capacity is as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Change of the price.
    pub price_pct: f64,
    /// Change of the quantity that arrives.
    pub quantity_pct: f64,
}

/// A process that makes or takes the good in the economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Limiter {
    /// Kind of the process.
    pub process: String,
    /// Activity in the base year.
    pub activity: f64,
    /// Its capacity; infinite if not known.
    pub capacity: f64,
}

/// One good in one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Value of one more unit in the economy: its price there.
    pub price: f64,
    /// Units per year that arrive, home deliveries included.
    pub quantity: f64,
    /// The largest sources, largest first.
    pub arrivals: Vec<Arrival>,
    /// Who uses it: final uses and processes, units per year, largest first.
    pub uses: Vec<(String, f64)>,
    /// What can be done with it there.
    pub limiters: Vec<Limiter>,
}

/// The largest suppliers whose stops are computed.
const SUPPLIERS: usize = 8;

/// Explains `good` in `economy`.
///
/// # Errors
/// If the chain knows neither, or a programme could not be solved.
pub fn explain(
    chain: &Chain,
    market: &ChainMarket,
    good: &str,
    economy: &str,
) -> Result<Explanation, EngineError> {
    let listed = |list: Vec<&str>| list.join(", ");
    let refuse = |what: String| EngineError::Chain(chain.id.clone(), what);
    let good_at = chain.good(good).ok_or_else(|| {
        let known = listed(chain.goods.iter().map(|good| good.code.as_str()).collect());
        refuse(format!("no good `{good}`; it has {known}"))
    })?;
    let region = chain.economy(economy).ok_or_else(|| {
        let known = || chain.economies.iter().map(|own| (own.code.as_str(), own.name.as_str()));
        let hint = detente_world::names::hint(economy, known());
        let all = || format!("it has {}", listed(known().map(|(code, _)| code).collect()));
        refuse(format!("no economy `{economy}`; {}", hint.unwrap_or_else(all)))
    })?;
    // A year without a supplier, and without what happens to lie in store.
    let market = &without_stores(market);
    let base = solve(chain, market, Vec::new())?;
    let arriving = |outcome: &PeriodOutcome| -> f64 {
        let links = market.base.links.iter().zip(&outcome.flow);
        links
            .filter(|(link, _)| link.good == good_at && link.to == region)
            .map(|(_, flow)| flow)
            .sum()
    };
    let (price, quantity) = (base.price(&market.market, region, good_at), arriving(&base));
    if quantity <= 0.0 {
        return Err(refuse(format!(
            "nothing is known to arrive of `{good}` in {economy}; nothing is filled in"
        )));
    }
    let effect = |links: Vec<usize>| -> Result<Effect, EngineError> {
        let found = solve(chain, market, links)?;
        let percent = |new: f64, old: f64| if old > 0.0 { 100.0 * (new / old - 1.0) } else { 0.0 };
        Ok(Effect {
            price_pct: percent(found.price(&market.market, region, good_at), price),
            quantity_pct: percent(arriving(&found), quantity),
        })
    };
    let mut sources: Vec<(usize, usize, f64)> = Vec::new();
    for (at, link) in market
        .base
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.good == good_at && link.to == region)
    {
        sources.push((at, link.from, link.flow));
    }
    sources.sort_by(|one, other| other.2.total_cmp(&one.2));
    let mut arrivals = Vec::new();
    for (at, from, quantity) in sources.into_iter().take(SUPPLIERS) {
        let stops = if from == region {
            None
        } else {
            let links = market.base.links.iter().enumerate();
            let abroad = links
                .filter(|(_, link)| link.good == good_at && link.from == from && link.to != from);
            Some(Stops {
                here: effect(vec![at])?,
                everywhere: effect(abroad.map(|(at, _)| at).collect())?,
            })
        };
        arrivals.push(Arrival { from: chain.economies[from].code.clone(), quantity, stops });
    }
    Ok(Explanation {
        price,
        quantity,
        arrivals,
        uses: uses(market, good_at, region),
        limiters: limiters(market, good_at, region),
    })
}

fn without_stores(market: &ChainMarket) -> ChainMarket {
    let mut market = market.clone();
    market.market.stores.clear();
    market
}

/// One year in which the chosen links are closed.
fn solve(
    chain: &Chain,
    market: &ChainMarket,
    closed: Vec<usize>,
) -> Result<PeriodOutcome, EngineError> {
    let stop =
        |links| Limit { name: "stop".to_owned(), links, sense: Sense::AtMost, quantity: 0.0 };
    let limits = if closed.is_empty() { Vec::new() } else { vec![stop(closed)] };
    let refuse = |what: String| EngineError::Chain(chain.id.clone(), what);
    let solution = market
        .market
        .solve(&[Period { limits, ..Period::plain(1.0) }], &Options::default())
        .map_err(|error| refuse(error.to_string()))?;
    match (solution.status, solution.outcome.periods.into_iter().next()) {
        (Status::Optimal, Some(period)) => Ok(period),
        (status, _) => {
            Err(refuse(format!("a year without a supplier could not be solved: {status:?}")))
        }
    }
}

fn uses(market: &ChainMarket, good: usize, region: usize) -> Vec<(String, f64)> {
    let own = market.base.uses.iter().filter(|usage| usage.good == good && usage.region == region);
    let mut list: Vec<(String, f64)> =
        own.map(|usage| (usage.name.clone(), usage.quantity)).collect();
    for process in market.base.processes.iter().filter(|process| process.region == region) {
        let taken: f64 = process
            .recipe
            .iter()
            .filter(|(own, each)| *own == good && *each < 0.0)
            .map(|(_, each)| -each)
            .sum();
        if taken > 0.0 {
            list.push((process.name.clone(), taken * process.activity));
        }
    }
    list.sort_by(|one, other| other.1.total_cmp(&one.1));
    list
}

fn limiters(market: &ChainMarket, good: usize, region: usize) -> Vec<Limiter> {
    let own = market.base.processes.iter().filter(|process| {
        process.region == region && process.recipe.iter().any(|(own, _)| *own == good)
    });
    own.map(|process| Limiter {
        process: process.name.clone(),
        activity: process.activity,
        capacity: process.capacity,
    })
    .collect()
}
