//! How fast is a market solved, and how exactly? Run with `cargo bench -p detente-commodity`.
//!
//! Made-up markets of the sizes of the shipped chains: each good is made everywhere of the good
//! before it, and most pairs of economies trade. Each line is one case: variables, rows,
//! iterations, worst residual, the best and the median wall time.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use detente_commodity::{
    BaseLink, BaseProcess, BaseStore, BaseUse, BaseYear, Investment, Limit, Market, Options,
    Period, Rolling, Sense, Solution, Status,
};
use std::time::Instant;

fn main() {
    // `cargo test --benches` runs this binary too; once, and small, is enough there to see that it
    // works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    println!(
        "{:<44}{:>10}{:>8}{:>6}{:>10}{:>10}{:>10}",
        "case", "variables", "rows", "iter", "residual", "best ms", "median ms"
    );
    let options = Options::default();
    let gas = chain(if measured { 30 } else { 4 }, 2, 4);
    let market = gas.calibrate().unwrap();
    case("LNG: one year, a supplier stopped", if measured { 15 } else { 1 }, || {
        market.solve(&[stopped(&gas, 1.0)], &options).unwrap()
    });
    let metals = chain(if measured { 8 } else { 3 }, if measured { 20 } else { 3 }, 1);
    let market = metals.calibrate().unwrap();
    let months = |count: usize| -> Vec<Period> {
        (0..count).map(|month| loosened(stopped(&metals, 1.0 / 12.0), month)).collect()
    };
    case("rare earths: one month, a supplier stopped", if measured { 5 } else { 1 }, || {
        market.solve(&months(1), &options).unwrap()
    });
    case("rare earths: 24 rolling months", if measured { 3 } else { 1 }, || {
        Rolling { plan: 1 }
            .solve(&market, &months(if measured { 24 } else { 2 }), &options)
            .unwrap()
    });
    let growing = with_investment(&market);
    case("rare earths: 120 months with capacity", 1, || {
        growing.solve(&months(if measured { 120 } else { 3 }), &options).unwrap()
    });
}

fn case(name: &str, repeats: usize, run: impl Fn() -> Solution) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..repeats {
        let clock = Instant::now();
        last = Some(run());
        times.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let solution = last.unwrap();
    assert_eq!(solution.status, Status::Optimal, "{name}");
    let (found, middle) = (&solution.certificate, times[times.len() / 2]);
    let residual = found.primal_residual.max(found.dual_residual);
    println!(
        "{name:<44}{:>10}{:>8}{:>6}{residual:>10.1e}{:>10.1}{middle:>10.1}",
        found.size.0, found.size.1, found.iterations, times[0]
    );
}

/// Numbers between 0 and 1 that are the same every time (the golden ratio's multiples).
fn draws() -> impl FnMut(f64, f64) -> f64 {
    let mut state = 0.5;
    move |low, high| {
        state = (state + 0.618_033_988_749_894_9) % 1.0;
        low + (high - low) * state
    }
}

/// `partners`: how many of six pairs of economies trade a good.
fn chain(regions: usize, goods: usize, partners: usize) -> BaseYear {
    let mut draw = draws();
    let mut base = BaseYear {
        regions: (0..regions).map(|at| format!("R{at}")).collect(),
        goods: (0..goods).map(|at| format!("G{at}")).collect(),
        ..BaseYear::default()
    };
    let recovery = 0.8;
    // Of what arrives, a fixed part is used as it is and the rest goes on to the next stage.
    let mut made = vec![0.0; regions];
    for good in 0..goods {
        let mut arrived = vec![0.0; regions];
        for from in 0..regions {
            let total = if good == 0 { 10f64.powf(draw(0.0, 3.0)) } else { made[from] };
            let process = BaseProcess {
                name: format!("stage {good}"),
                region: from,
                recipe: if good == 0 {
                    vec![(0, 1.0)]
                } else {
                    vec![(good - 1, -1.0 / recovery), (good, 1.0)]
                },
                activity: total,
                capacity: 1.1 * total,
                supply_elasticity: 1.0,
                capacity_rent: 0.0,
            };
            base.processes.push(process);
            let trades = |to: &usize| *to == from || (from * 5 + to * 7 + good) % 6 < partners;
            let partners: Vec<usize> = (0..regions).filter(trades).collect();
            let weight: Vec<f64> =
                partners.iter().map(|to| if *to == from { 3.0 } else { draw(0.1, 1.0) }).collect();
            let sum: f64 = weight.iter().sum();
            for (to, weight) in partners.iter().zip(&weight) {
                let flow = total * weight / sum;
                arrived[*to] += flow;
                base.links.push(BaseLink {
                    good,
                    from,
                    to: *to,
                    flow,
                    elasticity: 8.0,
                    barrier: 0.0,
                    scale: flow,
                });
            }
        }
        let last = good + 1 == goods;
        for region in 0..regions {
            let used = if last { 1.0 } else { 0.3 } * arrived[region];
            base.uses.push(BaseUse {
                name: "use".into(),
                good,
                region,
                quantity: used,
                elasticity: -0.4,
            });
            made[region] = (arrived[region] - used) * recovery;
            let name = "stock".to_owned();
            let (norm, release) = (arrived[region] / 6.0, f64::INFINITY);
            base.stores.push(BaseStore {
                name,
                good,
                region,
                norm,
                minimum: 0.0,
                release,
                scarcity: 1.0,
            });
        }
    }
    for _ in 0..regions {
        for good in 0..goods {
            let price = 10.0 * 1.6f64.powi(i32::try_from(good).unwrap().min(12));
            base.pool_price.push(price * draw(0.95, 1.05));
            base.market_price.push(price * draw(1.05, 1.2));
        }
    }
    base
}

/// The largest seller of the last good sells nothing abroad.
/// Lets a little more through each month, so that no month is the one before it.
fn loosened(mut period: Period, month: usize) -> Period {
    period.limits.iter_mut().for_each(|limit| limit.quantity += 0.01 * month as f64);
    period
}

fn stopped(base: &BaseYear, years: f64) -> Period {
    let good = base.goods.len() - 1;
    let sold = |region: usize| -> f64 {
        base.links
            .iter()
            .filter(|link| link.good == good && link.from == region && link.to != region)
            .map(|link| link.flow)
            .sum()
    };
    let largest =
        (0..base.regions.len()).max_by(|one, other| sold(*one).total_cmp(&sold(*other))).unwrap();
    let abroad = base
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.good == good && link.from == largest && link.to != largest);
    let links = abroad.map(|(at, _)| at).collect();
    Period {
        limits: vec![Limit { name: "stop".into(), links, sense: Sense::AtMost, quantity: 0.0 }],
        ..Period::plain(years)
    }
}

/// The last stage can be built, at five years' margin and with eighteen months of lead time.
fn with_investment(market: &Market) -> Market {
    let mut market = market.clone();
    let last = market.goods.len() - 1;
    for process in market
        .processes
        .iter_mut()
        .filter(|process| process.recipe.iter().any(|(good, each)| *good == last && *each > 0.0))
    {
        process.investment =
            Some(Investment { cost: 5.0 * process.cost.abs().max(10.0), lead_time: 1.5 });
    }
    market
}
