//! Stocks, capacity that takes time, and what is known when.

use crate::toy::{buyer, close, limit, link, maker, solved, two_regions, year};
use detente_commodity::{Investment, Market, Options, Period, Rolling, Sense, Status, Store};

fn store(initial: f64) -> Store {
    Store {
        name: "tank".into(),
        good: 0,
        region: 0,
        initial,
        minimum: 0.0,
        maximum: f64::INFINITY,
        release: f64::INFINITY,
        cost: 0.0,
        end_value: 0.0,
        norm: 0.0,
        scarcity: 0.0,
    }
}

/// Hotelling (1931): the price of what is only dug out of store rises at the rate of interest until
/// nothing is left.
#[test]
fn the_price_of_a_finite_stock_rises_at_the_rate_of_interest() {
    let market = Market {
        regions: vec!["R".into()],
        goods: vec!["ore".into()],
        uses: vec![buyer(0, 100.0, 1.0)],
        stores: vec![store(250.0)],
        ..Market::default()
    };
    let interest: f64 = 0.05;
    let periods: Vec<Period> =
        (0..5).map(|at| Period { discount: (1.0 + interest).powi(-at), ..year() }).collect();
    let found = solved(&market, &periods).outcome.periods;
    let first = (500.0 - 250.0) / (0..5).map(|at| (1.0 + interest).powi(at)).sum::<f64>();
    for (at, period) in found.iter().enumerate() {
        close(
            period.price(&market, 0, 0),
            first * (1.0 + interest).powi(i32::try_from(at).unwrap()),
        );
    }
    assert!(found[4].stock[0].abs() < 1e-6);
}

/// In periods of a month the same rates per year come out, and a stock falls by a twelfth of the
/// yearly difference.
#[test]
fn the_length_of_a_period_scales_quantities_and_not_rates() {
    let market = two_regions();
    let months: Vec<Period> = (0..3).map(|_| Period::plain(1.0 / 12.0)).collect();
    for period in &solved(&market, &months).outcome.periods {
        close(period.flow[2], 20.0);
        close(period.price(&market, 1, 0), 70.0);
    }
}

#[test]
fn capacity_comes_after_its_lead_time_and_pays_for_itself() {
    let mut market = Market {
        regions: vec!["R".into()],
        goods: vec!["oxide".into()],
        processes: vec![maker(0, 10.0, 0.0)],
        links: vec![link(0, 0, 0.0)],
        uses: vec![buyer(0, 100.0, 1.0)],
        ..Market::default()
    };
    market.processes[0].capacity = 20.0;
    market.processes[0].investment = Some(Investment { cost: 30.0, lead_time: 1.0 });
    let found = solved(&market, &[year(), year(), year()]).outcome.periods;
    close(found[0].price(&market, 0, 0), 80.0);
    // What is built in the first year earns in two, so a unit is worth its cost at a rent of 15 in
    // each.
    for period in &found[1..] {
        close(period.price(&market, 0, 0), 25.0);
        close(period.capacity_rent[0], 15.0);
    }
    close(found[0].investment[0], 55.0);
    // Traders who plan two years ahead build in the first and use it in the second, also when they
    // roll.
    let rolled =
        Rolling { plan: 3 }.solve(&market, &[year(), year(), year()], &Options::default()).unwrap();
    close(rolled.outcome.periods[0].investment[0], 55.0);
    close(rolled.outcome.periods[1].price(&market, 0, 0), 25.0);
}

/// What is agreed today for later moves nothing before, if nobody can store or build for it.
#[test]
fn a_commitment_that_starts_later_changes_nothing_before() {
    let market = two_regions();
    let later = Period { limits: vec![limit(&[2], Sense::AtLeast, 30.0)], ..year() };
    let periods = [year(), year(), later];
    for solution in [
        solved(&market, &periods),
        Rolling { plan: 2 }.solve(&market, &periods, &Options::default()).unwrap(),
    ] {
        assert_eq!(solution.status, Status::Optimal);
        close(solution.outcome.periods[1].flow[2], 20.0);
        close(solution.outcome.periods[2].flow[2], 30.0);
    }
}

/// Who foresees a stop buys ahead; who does not is surprised. In a rolling solve the stop is news.
#[test]
fn a_foreseen_stop_fills_the_stores_and_a_surprise_does_not() {
    let mut market = two_regions();
    market.stores = vec![Store { region: 1, maximum: 50.0, ..store(0.0) }];
    let stop = Period { limits: vec![limit(&[2], Sense::AtMost, 0.0)], ..year() };
    let periods = [year(), stop];
    let foreseen = solved(&market, &periods).outcome.periods;
    let surprised =
        Rolling { plan: 1 }.solve(&market, &periods, &Options::default()).unwrap().outcome.periods;
    assert!(foreseen[0].stock[0] > 1.0);
    assert!(surprised[0].stock[0] < 1e-6);
    assert!(surprised[1].price(&market, 1, 0) > foreseen[1].price(&market, 1, 0) + 1.0);
}

#[test]
fn a_reserve_is_kept_until_it_may_be_released_and_then_at_its_rate() {
    let mut market = two_regions();
    market.stores = vec![Store { region: 1, minimum: 40.0, release: 15.0, ..store(40.0) }];
    let released = Period { least_stock: vec![0.0], ..year() };
    let found = solved(&market, &[year(), released]).outcome.periods;
    close(found[0].stock[0], 40.0);
    close(found[1].stock[0], 25.0);
    assert!(found[1].price(&market, 1, 0) < found[0].price(&market, 1, 0));
}

#[test]
fn an_outage_raises_prices_and_thrift_lowers_them() {
    let mut market = two_regions();
    market.processes[0].capacity = 60.0;
    let outage = Period { capacity: vec![0.5, 1.0], ..year() };
    let thrift = Period { demand: vec![0.8, 0.8], ..year() };
    let price = |period: Period| solved(&market, &[period]).outcome.periods[0].price(&market, 1, 0);
    let usual = price(year());
    assert!(price(outage) > usual + 1.0);
    assert!(price(thrift) < usual - 1.0);
}
