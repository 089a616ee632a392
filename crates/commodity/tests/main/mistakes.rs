//! What has no meaning or no solution, and what is said about it.

use crate::toy::{limit, link, maker, solved, two_regions, year};
use detente_commodity::{Market, Options, Period, Process, Sense, Status};

fn refusal(market: &Market, period: Period) -> String {
    market.solve(&[period], &Options::default()).unwrap_err().to_string()
}

#[test]
fn figures_out_of_range_are_named() {
    let mut market = two_regions();
    market.processes[0].capacity = -5.0;
    let message = refusal(&market, year());
    assert_eq!(
        message,
        "process `making` in North: the capacity is -5, which is out of range; correct it"
    );
    let mut market = two_regions();
    market.uses[1].price_slope = 0.0;
    assert!(refusal(&market, year()).starts_with("use `use` in South: the price slope is 0"));
    let negative = Period { limits: vec![limit(&[2], Sense::AtMost, -1.0)], ..year() };
    assert!(
        refusal(&two_regions(), negative)
            .starts_with("period 1, limit `limit`: the quantity is -1")
    );
    assert!(refusal(&two_regions(), Period::plain(0.0)).contains("length is 0"));
}

#[test]
fn a_loop_that_loses_nothing_is_refused_and_one_that_loses_is_not() {
    let with_yield = |recovered: f64| Market {
        regions: vec!["R".into()],
        goods: vec!["metal".into(), "scrap".into()],
        processes: vec![
            Process {
                name: "collecting".into(),
                recipe: vec![(0, -1.0), (1, 0.9)],
                ..maker(0, 1.0, 1.0)
            },
            Process {
                name: "recycling".into(),
                recipe: vec![(1, -1.0), (0, recovered)],
                ..maker(0, 1.0, 1.0)
            },
            maker(0, 10.0, 1.0),
        ],
        links: vec![link(0, 0, 0.0), detente_commodity::Link { good: 1, ..link(0, 0, 0.0) }],
        uses: vec![crate::toy::buyer(0, 100.0, 1.0)],
        ..Market::default()
    };
    solved(&with_yield(0.8), &[year()]);
    for recovered in [1.0 / 0.9, 1.5] {
        let message = refusal(&with_yield(recovered), year());
        assert!(
            message.contains("closes a loop") && message.contains("yield below one"),
            "{message}"
        );
    }
}

#[test]
fn commitments_beyond_what_exists_are_explained() {
    let mut market = two_regions();
    market.processes[0].capacity = 40.0;
    let period = Period { limits: vec![limit(&[2], Sense::AtLeast, 55.0)], ..year() };
    let solution = market.solve(&[year(), period], &Options::default()).unwrap();
    let Status::Infeasible(conflicts) = &solution.status else { panic!("{:?}", solution.status) };
    let total: f64 = conflicts.iter().map(|conflict| conflict.missing).sum();
    assert!((total - 15.0).abs() < 1e-4, "{conflicts:?}");
    assert!(conflicts.iter().all(|conflict| conflict.period == 1), "{conflicts:?}");
    let entries: Vec<&str> = conflicts.iter().map(|conflict| conflict.entry.as_str()).collect();
    assert!(
        entries.iter().all(|entry| entry.contains("at least 55")
            || entry.contains("capacity of `making` in North")),
        "{entries:?}"
    );
}

#[test]
fn contradicting_limits_are_explained() {
    let period = Period {
        limits: vec![limit(&[2], Sense::AtLeast, 30.0), limit(&[2], Sense::AtMost, 0.0)],
        ..year()
    };
    let solution = two_regions().solve(&[period], &Options::default()).unwrap();
    let Status::Infeasible(conflicts) = &solution.status else { panic!("{:?}", solution.status) };
    assert!(
        (conflicts.iter().map(|conflict| conflict.missing).sum::<f64>() - 30.0).abs() < 1e-4,
        "{conflicts:?}"
    );
}

/// A stop without a solution says what stopped it, how far off it is, and what to do.
#[test]
fn a_stop_without_a_solution_says_how_far_it_came() {
    let period = Period {
        limits: vec![limit(&[2], Sense::AtLeast, 30.0), limit(&[2], Sense::AtMost, 0.0)],
        ..year()
    };
    let options = Options { maximum_iterations: 1, ..Options::default() };
    let Status::NotConverged(reason) = two_regions().solve(&[period], &options).unwrap().status
    else {
        panic!()
    };
    assert!(
        reason.starts_with("the solver stopped, since it used up its iterations (1): balances"),
        "{reason}"
    );
    assert!(
        reason.contains("where 1e-10 is allowed")
            && reason.contains("leave out the smallest entries"),
        "{reason}"
    );
}
