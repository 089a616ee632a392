//! Cases whose answers can be computed by hand.

use crate::toy::{buyer, close, limit, link, maker, solved, two_regions, year};
use detente_commodity::{Market, Period, Process, Sense, Tariff};

/// Samuelson (1952): trade flows until prices differ by the cost of transport.
#[test]
fn two_regions_trade_until_prices_differ_by_transport() {
    let market = two_regions();
    let found = &solved(&market, &[year()]).outcome.periods[0];
    // 2 p0 + 2 p1 = 270 and p1 = p0 + 5.
    close(found.price(&market, 0, 0), 65.0);
    close(found.price(&market, 1, 0), 70.0);
    close(found.flow[2], 20.0);
    close(found.quantity[0], 35.0);
    close(found.activity[1], 10.0);
}

#[test]
fn they_do_not_trade_where_transport_costs_more_than_the_difference() {
    let mut market = two_regions();
    market.links[2].cost = 26.0;
    let found = &solved(&market, &[year()]).outcome.periods[0];
    close(found.price(&market, 0, 0), 55.0);
    close(found.price(&market, 1, 0), 80.0);
    assert!(found.flow[2].abs() < 1e-6);
}

/// Takayama and Judge (1971): with three regions a middle one sells to one side and buys from the
/// other.
#[test]
fn three_regions_use_the_cheapest_routes_only() {
    let market = Market {
        regions: vec!["A".into(), "B".into(), "C".into()],
        goods: vec!["grain".into()],
        processes: vec![maker(0, 5.0, 0.1), maker(1, 8.0, 0.2), maker(2, 30.0, 0.5)],
        links: vec![
            link(0, 0, 0.0),
            link(1, 1, 0.0),
            link(2, 2, 0.0),
            link(0, 1, 2.0),
            link(0, 2, 6.0),
            link(1, 2, 3.0),
            link(1, 0, 2.0),
            link(2, 0, 6.0),
            link(2, 1, 3.0),
        ],
        uses: vec![buyer(0, 20.0, 0.1), buyer(1, 20.0, 0.1), buyer(2, 40.0, 0.2)],
        ..Market::default()
    };
    let found = &solved(&market, &[year()]).outcome.periods[0];
    let price = |region| found.price(&market, region, 0);
    // B ships all it makes to C, where it is dearest, and buys from A: what a region has bought it
    // does not ship on.
    close(price(1), price(0) + 2.0);
    close(price(2), price(0) + 6.0);
    close(found.pool_price(&market, 1, 0), price(2) - 3.0);
    assert!(found.flow[1].abs() < 1e-5, "B should not keep its own: {:?}", found.flow);
    // 10 (p - 5) + 5 (p + 3 - 8) = 10 (20 - p) + 10 (20 - p - 2) + 5 (40 - p - 6) with p the price
    // in A; C makes nothing.
    close(price(0), 625.0 / 40.0);
    assert!(found.activity[2].abs() < 1e-6);
}

/// A monopolist sells half of what competition would, Cournot's two sell two thirds; theta lies in
/// between.
#[test]
fn sellers_with_market_power_hold_back() {
    for (sellers, conduct) in [(1, 0.0), (1, 0.5), (1, 1.0), (2, 0.0), (2, 0.3), (2, 1.0), (3, 1.0)]
    {
        let (choke, slope, cost) = (100.0, 2.0, 20.0);
        let mut market = Market {
            regions: (0..=sellers).map(|at| format!("R{at}")).collect(),
            goods: vec!["oil".into()],
            uses: vec![buyer(0, choke, slope)],
            conduct: vec![conduct],
            ..Market::default()
        };
        for seller in 1..=sellers {
            market.processes.push(maker(seller, cost, 0.0));
            market.links.push(link(seller, 0, 0.0));
        }
        let found = &solved(&market, &[year()]).outcome.periods[0];
        let count = f64::from(u32::try_from(sellers).unwrap());
        let total = count * (choke - cost) / (slope * (count + conduct));
        close(found.quantity[0], total);
        close(found.price(&market, 0, 0), choke - slope * total);
        if conduct > 0.0 {
            close(found.flow[0], total / count);
        }
    }
}

#[test]
fn a_quota_earns_the_difference_of_prices_beyond_transport() {
    let market = two_regions();
    let period = Period { limits: vec![limit(&[2], Sense::AtMost, 10.0)], ..year() };
    let solution = solved(&market, std::slice::from_ref(&period));
    let found = &solution.outcome.periods[0];
    close(found.price(&market, 0, 0), 60.0);
    close(found.price(&market, 1, 0), 75.0);
    close(found.limit_rent[0], 10.0);
    close(solution.outcome.licence_rents(&[period])[0], 100.0);
}

#[test]
fn a_quota_at_the_free_quantity_is_worth_nothing_and_a_stop_closes_the_link() {
    let market = two_regions();
    let generous = Period { limits: vec![limit(&[2], Sense::AtMost, 25.0)], ..year() };
    assert!(solved(&market, &[generous]).outcome.periods[0].limit_rent[0].abs() < 1e-6);
    let stop = Period { limits: vec![limit(&[2], Sense::AtMost, 0.0)], ..year() };
    let found = &solved(&market, &[stop]).outcome.periods[0];
    assert!(found.flow[2].abs() < 1e-6);
    close(found.limit_rent[0], 20.0);
}

#[test]
fn a_commitment_costs_the_loss_on_its_last_unit() {
    let market = two_regions();
    let period = Period { limits: vec![limit(&[2], Sense::AtLeast, 30.0)], ..year() };
    let found = &solved(&market, &[period]).outcome.periods[0];
    // 2 p0 - 110 = 30, 160 - 2 p1 = 30: a unit bought at 70 and moved for 5 sells at 65.
    close(found.price(&market, 0, 0), 70.0);
    close(found.price(&market, 1, 0), 65.0);
    close(found.limit_rent[0], 10.0);
}

#[test]
fn a_tariff_is_a_share_of_the_price_it_changes() {
    let market = two_regions();
    let rate = 0.1;
    let period = Period { tariffs: vec![Tariff { link: 2, rate }], ..year() };
    let solution = solved(&market, &[period]);
    let found = &solution.outcome.periods[0];
    // p1 = 1.1 p0 + 5 and p0 + p1 = 135.
    let price = 130.0 / (2.0 + rate);
    close(found.price(&market, 0, 0), price);
    close(found.price(&market, 1, 0), price * (1.0 + rate) + 5.0);
    close(found.tax[2], rate * price);
    assert!(solution.certificate.tariff_rounds > 1);
}

/// A bundle that comes out together is made until what it sells for covers what it costs.
#[test]
fn joint_products_share_one_cost() {
    let market = Market {
        regions: vec!["R".into()],
        goods: vec!["light".into(), "heavy".into()],
        processes: vec![Process { recipe: vec![(0, 1.0), (1, 0.2)], ..maker(0, 30.0, 0.0) }],
        links: vec![link(0, 0, 0.0), detente_commodity::Link { good: 1, ..link(0, 0, 0.0) }],
        uses: vec![buyer(0, 20.0, 0.1), detente_commodity::Use { good: 1, ..buyer(0, 200.0, 5.0) }],
        ..Market::default()
    };
    let found = &solved(&market, &[year()]).outcome.periods[0];
    // 20 - 0.1 z + 0.2 (200 - z) = 30.
    close(found.activity[0], 100.0);
    close(found.price(&market, 0, 0) + 0.2 * found.price(&market, 0, 1), 30.0);
}

/// More of the light one is worth so little that it is made for the heavy one's sake: the price of
/// the light one falls to zero only if it may be thrown away, and there is no free disposal unless
/// the market has a process for it.
#[test]
fn a_joint_product_nobody_wants_can_be_worth_less_than_nothing() {
    let market = Market {
        regions: vec!["R".into()],
        goods: vec!["light".into(), "heavy".into()],
        processes: vec![
            Process { recipe: vec![(0, 1.0), (1, 0.2)], ..maker(0, 5.0, 0.0) },
            Process { name: "disposal".into(), recipe: vec![(0, -1.0)], ..maker(0, 2.0, 0.0) },
        ],
        links: vec![link(0, 0, 0.0), detente_commodity::Link { good: 1, ..link(0, 0, 0.0) }],
        uses: vec![buyer(0, 10.0, 1.0), detente_commodity::Use { good: 1, ..buyer(0, 200.0, 5.0) }],
        ..Market::default()
    };
    let found = &solved(&market, &[year()]).outcome.periods[0];
    close(found.price(&market, 0, 0), -2.0);
    close(0.2 * found.price(&market, 0, 1), 7.0);
}
