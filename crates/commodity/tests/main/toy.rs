//! Small markets that several tests share.

use detente_commodity::{
    Limit, Link, Market, Options, Period, Process, Sense, Solution, Status, Use,
};

/// A process that makes good 0 from nothing at rising cost.
pub fn maker(region: usize, cost: f64, cost_slope: f64) -> Process {
    Process {
        name: "making".into(),
        region,
        recipe: vec![(0, 1.0)],
        cost,
        cost_slope,
        capacity: f64::INFINITY,
        investment: None,
    }
}

pub fn link(from: usize, to: usize, cost: f64) -> Link {
    Link { good: 0, from, to, cost, cost_slope: 0.0 }
}

/// Inverse demand `choke - slope d` for good 0.
pub fn buyer(region: usize, choke_price: f64, price_slope: f64) -> Use {
    Use { name: "use".into(), good: 0, region, choke_price, price_slope }
}

/// Region 0 supplies at 10 + z, region 1 at 60 + z; both buy at 100 - d; moving costs 5. Links: 0
/// home, 1 home, 2 there.
pub fn two_regions() -> Market {
    Market {
        regions: vec!["North".into(), "South".into()],
        goods: vec!["grain".into()],
        processes: vec![maker(0, 10.0, 1.0), maker(1, 60.0, 1.0)],
        links: vec![link(0, 0, 0.0), link(1, 1, 0.0), link(0, 1, 5.0)],
        uses: vec![buyer(0, 100.0, 1.0), buyer(1, 100.0, 1.0)],
        ..Market::default()
    }
}

pub fn limit(links: &[usize], sense: Sense, quantity: f64) -> Limit {
    Limit { name: "limit".into(), links: links.to_vec(), sense, quantity }
}

pub fn year() -> Period {
    Period::plain(1.0)
}

/// Solves or says what happened.
pub fn solved(market: &Market, periods: &[Period]) -> Solution {
    let solution = market.solve(periods, &Options::default()).unwrap();
    assert_eq!(solution.status, Status::Optimal, "{:?}", solution.certificate);
    solution
}

pub fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{found} instead of {expected}"
    );
}
