//! LNG in 2024: the base year, China's stop on American cargoes, and a purchase that starts later.

use detente_commodity::{Limit, Options, Period, PeriodOutcome, Rolling, Sense, Status};
use detente_engine::months::{Assumptions, ChainMarket, chain_market};
use detente_world::chain::load;

fn lng(assumptions: &Assumptions) -> ChainMarket {
    chain_market(&load("lng").unwrap(), assumptions).unwrap()
}

fn at(list: &[String], name: &str) -> usize {
    list.iter().position(|own| own == name).unwrap()
}

fn solved(chain: &ChainMarket, periods: &[Period]) -> Vec<PeriodOutcome> {
    let solution = chain.market.solve(periods, &Options::default()).unwrap();
    println!("{:?}", solution.certificate);
    assert_eq!(solution.status, Status::Optimal);
    solution.outcome.periods
}

/// Links of one good between two economies; `*` is any.
fn links(chain: &ChainMarket, good: &str, from: &str, to: &str) -> Vec<usize> {
    let regions = &chain.base.regions;
    let fits = |region: usize, name: &str| name == "*" || regions[region] == name;
    let good = at(&chain.base.goods, good);
    let all = chain.base.links.iter().enumerate();
    all.filter(|(_, link)| link.good == good && fits(link.from, from) && fits(link.to, to))
        .map(|(at, _)| at)
        .collect()
}

fn sum(values: &[f64], at: &[usize]) -> f64 {
    at.iter().map(|at| values[*at]).sum()
}

#[test]
fn the_base_year_is_reproduced_in_every_flow() {
    let chain = lng(&Assumptions::default());
    let found = &solved(&chain, &[Period::plain(1.0)])[0];
    let mut worst: f64 = 0.0;
    for (link, flow) in chain.base.links.iter().zip(&found.flow) {
        worst = worst.max((flow / link.flow - 1.0).abs());
    }
    println!("{} links, worst relative difference {worst:.1e}", chain.base.links.len());
    assert!(worst < 1e-6, "{worst:e}");
    assert!(
        found.price(&chain.market, at(&chain.base.regions, "JPN"), at(&chain.base.goods, "lng"))
            > 500.0
    );
}

/// China's stop sends American cargoes elsewhere: the United States loses almost no volume,
/// whatever is assumed.
#[test]
fn a_stop_on_american_lng_diverts_cargoes_and_costs_little_volume() {
    for (link_elasticity, supply_elasticity) in [(3.0, 0.2), (10.0, 0.5), (30.0, 1.0)] {
        let chain =
            lng(&Assumptions { link_elasticity, supply_elasticity, ..Assumptions::default() });
        let (to_china, exports) =
            (links(&chain, "lng", "USA", "CHN"), links(&chain, "lng", "USA", "*"));
        let base: Vec<f64> = chain.base.links.iter().map(|link| link.flow).collect();
        let stop = Limit {
            name: "stop".into(),
            links: to_china.clone(),
            sense: Sense::AtMost,
            quantity: 0.0,
        };
        let found = &solved(&chain, &[Period { limits: vec![stop], ..Period::plain(1.0) }])[0];
        let (lost, before) = (sum(&base, &to_china), sum(&base, &exports));
        let after = sum(&found.flow, &exports);
        println!(
            "US exports {before:.2} -> {after:.2} Mt, to China {lost:.2}, rent {:.1} USD/t",
            found.limit_rent[0]
        );
        assert!(sum(&found.flow, &to_china).abs() < 1e-9);
        assert!(after < before && after > before - 0.2 * lost, "{before} {after} {lost}");
        let imports = |flows: &[f64]| sum(flows, &links(&chain, "lng", "*", "CHN"));
        assert!(imports(&found.flow) > imports(&base) - 0.5 * lost);
    }
}

/// Japan's commitment to American LNG from 2029 moves nothing in 2025 to 2028.
#[test]
fn a_purchase_that_starts_in_2029_changes_nothing_before() {
    let mut chain = lng(&Assumptions::default());
    // Nobody keeps LNG for a year: with stores and perfect foresight some would be bought ahead.
    chain.market.stores.clear();
    let flow = links(&chain, "lng", "USA", "JPN");
    let base: f64 = flow.iter().map(|at| chain.base.links[*at].flow).sum();
    let purchase = Limit {
        name: "7 Mt more".into(),
        links: flow.clone(),
        sense: Sense::AtLeast,
        quantity: base + 7.0,
    };
    let periods: Vec<Period> = (2025..=2030)
        .map(|year| Period {
            limits: if year >= 2029 { vec![purchase.clone()] } else { Vec::new() },
            ..Period::plain(1.0)
        })
        .collect();
    let rolled = Rolling { plan: 3 }.solve(&chain.market, &periods, &Options::default()).unwrap();
    assert_eq!(rolled.status, Status::Optimal);
    for found in [solved(&chain, &periods), rolled.outcome.periods] {
        for (at, period) in found.iter().enumerate() {
            let bought = sum(&period.flow, &flow);
            let expected = if at < 4 { base } else { base + 7.0 };
            assert!((bought / expected - 1.0).abs() < 1e-6, "{at}: {bought} instead of {expected}");
        }
        println!("the last tonne of the purchase costs {:.1} USD", found[4].limit_rent[0]);
        assert!(found[4].limit_rent[0] > 0.0);
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let chain = load("rare-earths").unwrap();
    let market = chain_market(&chain, &Assumptions::default()).unwrap();
    let known = |what: &str| market.refused.iter().any(|line| line.contains(what));
    assert!(
        known("make-magnet-smco in DEU: activity not known") && known("oxide-Sc for all in ROW"),
        "{:?}",
        market.refused
    );
    let error = detente_engine::months::explain(&chain, &market, "magnet-smco", "USA")
        .unwrap_err()
        .to_string();
    assert!(error.contains("nothing is known to arrive of `magnet-smco` in USA"), "{error}");
}

/// The binding rows are found from the interior point; however exact that is, the sharpened
/// solution is the same one.
#[test]
fn a_stop_has_one_solution_whatever_the_tolerance_of_the_first_pass() {
    for assumptions in [Assumptions::low(), Assumptions::default(), Assumptions::high()] {
        let chain = lng(&assumptions);
        let links = links(&chain, "lng", "MYS", "JPN");
        let stop = Limit { name: "stop".into(), links, sense: Sense::AtMost, quantity: 0.0 };
        let period = Period { limits: vec![stop], ..Period::plain(1.0) };
        let price = |tolerance: f64| {
            let options = Options { tolerance, ..Options::default() };
            let solution = chain.market.solve(std::slice::from_ref(&period), &options).unwrap();
            assert_eq!(solution.status, Status::Optimal);
            solution.outcome.periods[0].price(
                &chain.market,
                at(&chain.base.regions, "JPN"),
                at(&chain.base.goods, "lng"),
            )
        };
        let exact = price(1e-10);
        assert!(exact > 612.0 && exact < 700.0, "{exact}");
        for tolerance in [1e-7, 1e-8, 1e-12] {
            assert!((price(tolerance) / exact - 1.0).abs() < 1e-9, "{tolerance:e}");
        }
    }
}
