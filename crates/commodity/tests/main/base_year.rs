//! The base year comes out of the market that was calibrated to it.

use crate::toy::{limit, solved};
use detente_commodity::{
    BaseLink, BaseProcess, BaseStore, BaseUse, BaseYear, Limit, Options, Period, Rolling, Sense,
    Status,
};
use proptest::prelude::*;

/// Ore is mined, refined at a yield and used; every region can do all, and flows differ by up to
/// six orders of magnitude.
fn chain(regions: usize, draws: &[f64]) -> BaseYear {
    let mut next = draws.iter().cycle().copied();
    let mut draw = |low: f64, high: f64| low + (high - low) * next.next().unwrap();
    let mut base = BaseYear {
        regions: (0..regions).map(|at| format!("R{at}")).collect(),
        goods: vec!["ore".into(), "metal".into()],
        ..BaseYear::default()
    };
    let recovery = 0.7;
    for good in 0..2 {
        for from in 0..regions {
            for to in 0..regions {
                let flow = if (from * 7 + to * 3 + good) % 4 == 3 {
                    0.0
                } else {
                    10f64.powf(draw(-2.0, 4.0))
                };
                let (elasticity, barrier) = (draw(1.0, 8.0), draw(0.5, 5.0));
                base.links.push(BaseLink { good, from, to, flow, elasticity, barrier, scale: 1.0 });
            }
        }
    }
    for region in 0..regions {
        base.pool_price.extend([draw(5.0, 10.0), draw(40.0, 60.0)]);
        base.market_price.extend([draw(10.0, 15.0), draw(60.0, 90.0)]);
        let sum = |good: usize, arriving: bool| -> f64 {
            let of_region = |link: &&BaseLink| {
                link.good == good && if arriving { link.to == region } else { link.from == region }
            };
            base.links.iter().filter(of_region).map(|link| link.flow).sum()
        };
        let refined = sum(1, false);
        let process = |name: &str, recipe: Vec<(usize, f64)>, activity: f64| BaseProcess {
            name: name.into(),
            region,
            recipe,
            activity,
            capacity: 1.2 * activity,
            supply_elasticity: 1.5,
            capacity_rent: 0.0,
        };
        let (mined, refining) = (sum(0, false), refined / recovery);
        let (ore, metal) = (sum(0, true), sum(1, true));
        base.processes.push(process("mining", vec![(0, 1.0)], mined));
        // What ore arrives and is not refined is used as it is, and what is refined beyond it makes
        // the base year unbalanced, so refining takes its ore at the rate that is there.
        base.processes.push(process(
            "refining",
            vec![(0, -0.9 * ore / refining.max(1e-12)), (1, recovery)],
            refining,
        ));
        let usage = |good: usize, quantity: f64| BaseUse {
            name: "use".into(),
            good,
            region,
            quantity,
            elasticity: -0.4,
        };
        base.uses.push(usage(0, 0.1 * ore));
        base.uses.push(usage(1, metal));
        let (norm, scarcity) = (metal / 6.0, 2.0);
        base.stores.push(BaseStore {
            name: "stock".into(),
            good: 1,
            region,
            norm,
            minimum: 0.0,
            release: f64::INFINITY,
            scarcity,
        });
    }
    // Regions that nothing reaches or leaves do not buy.
    base.uses.retain(|usage| usage.quantity > 0.0);
    base.stores.retain(|store| store.norm > 0.0);
    base
}

fn compare(base: &BaseYear, found: &detente_commodity::PeriodOutcome) {
    let largest = base.links.iter().map(|link| link.flow).fold(0.0, f64::max);
    for (link, flow) in base.links.iter().zip(&found.flow) {
        // Links without a flow are judged by the largest.
        let tolerance = if link.flow > 0.0 { 1e-6 * link.flow } else { 1e-9 * largest };
        assert!((flow - link.flow).abs() <= tolerance, "{link:?}: {flow}");
    }
    for (process, activity) in base.processes.iter().zip(&found.activity) {
        assert!(
            (activity - process.activity).abs() <= 1e-6 * process.activity.max(1e-9 * largest),
            "{process:?}: {activity}"
        );
    }
    for (usage, quantity) in base.uses.iter().zip(&found.quantity) {
        assert!(
            (quantity - usage.quantity).abs() <= 1e-6 * usage.quantity,
            "{usage:?}: {quantity}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_flow_of_the_base_year_is_reproduced(regions in 2usize..5, draws in prop::collection::vec(0.0..1.0f64, 50)) {
        let base = chain(regions, &draws);
        let market = base.calibrate().unwrap();
        compare(&base, &solved(&market, &[Period::plain(1.0)]).outcome.periods[0]);
        let months: Vec<Period> = (0..3).map(|_| Period::plain(1.0 / 12.0)).collect();
        let rolled = Rolling { plan: 1 }.solve(&market, &months, &Options::default()).unwrap();
        prop_assert_eq!(&rolled.status, &Status::Optimal);
        for period in &rolled.outcome.periods {
            compare(&base, period);
            for (store, stock) in base.stores.iter().zip(&period.stock) {
                prop_assert!((stock / store.norm - 1.0).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn an_export_licence_makes_the_good_dearer_abroad_than_at_home() {
    let base = chain(4, &[0.3, 0.9, 0.5, 0.1, 0.7, 0.2, 0.8]);
    let market = base.calibrate().unwrap();
    let abroad: Vec<usize> = (0..base.links.len())
        .filter(|at| {
            base.links[*at].good == 1 && base.links[*at].from == 0 && base.links[*at].to != 0
        })
        .collect();
    let usual: f64 = abroad.iter().map(|at| base.links[*at].flow).sum();
    let licence = Limit {
        name: "licence".into(),
        links: abroad,
        sense: Sense::AtMost,
        quantity: 0.3 * usual,
    };
    let found = &solved(&market, &[Period { limits: vec![licence], ..Period::plain(1.0) }])
        .outcome
        .periods[0];
    assert!(found.limit_rent[0] > 0.0);
    assert!(found.price(&market, 0, 1) < base.market_price[1]);
    assert!(
        (1..4).any(|region| found.price(&market, region, 1) > base.market_price[2 * region + 1])
    );
}

#[test]
fn a_base_year_that_does_not_balance_is_refused_by_name() {
    let mut base = chain(3, &[0.3, 0.9, 0.5]);
    base.links[0].flow += 1.0;
    let message = base.calibrate().unwrap_err().to_string();
    assert!(
        message.starts_with("ore in R0:") && message.ends_with("balance them first"),
        "{message}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever bound elsewhere, a solution is the one that the interior-point method finds.
    #[test]
    fn where_a_solve_begins_changes_nothing(
        regions in 2usize..5,
        draws in prop::collection::vec(0.0..1.0f64, 50),
        (one, other) in (0usize..100, 0usize..100),
        (little, more) in (0.0..1.0f64, 0.0..1.5f64),
    ) {
        let base = chain(regions, &draws);
        let market = base.calibrate().unwrap();
        let under = |link: usize, share: f64| {
            let link = link % base.links.len();
            let mut period = Period::plain(1.0);
            period.limits = vec![limit(&[link], Sense::AtMost, share * base.links[link].flow)];
            [period]
        };
        let elsewhere = market.solve(&under(one, little), &Options::default()).unwrap();
        let cold = market.solve(&under(other, more), &Options::default()).unwrap();
        let warm = market.solve_from(&under(other, more), &Options::default(), elsewhere.bindings.first()).unwrap();
        prop_assert_eq!(&warm.status, &Status::Optimal);
        prop_assert!(warm.certificate.primal_residual.max(warm.certificate.dual_residual) < 1e-12);
        let (cold, warm) = (&cold.outcome.periods[0], &warm.outcome.periods[0]);
        let most = cold.flow.iter().fold(0.0, |most: f64, flow| most.max(*flow));
        for (cold, warm) in cold.flow.iter().zip(&warm.flow).chain(cold.quantity.iter().zip(&warm.quantity)) {
            prop_assert!((cold - warm).abs() <= 1e-7 * most, "{} {}", cold, warm);
        }
    }
}
