//! How fast are the shipped chains solved? Run with `cargo bench -p detente-engine`.
//!
//! Each line is one case: variables and rows of one programme, iterations, worst residual, the best
//! wall time on one core.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use detente_commodity::{
    Investment, Limit, Market, Options, Period, Rolling, Sense, Solution, Status,
};
use detente_engine::months::{Assumptions, ChainMarket, chain_market};
use detente_engine::{RunRequest, ScenarioSource, Session};
use detente_world::chain::load;
use std::time::Instant;

fn main() {
    // `cargo test --benches` runs this binary too; once is enough there to see that it works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let rounds = if measured { 10 } else { 1 };
    let options = Options::default();
    println!(
        "{:<52}{:>10}{:>8}{:>6}{:>10}{:>10}",
        "case", "variables", "rows", "iter", "residual", "best ms"
    );
    let mut lng = chain_market(&load("lng").unwrap(), &Assumptions::default()).unwrap();
    let year = [stopped(&lng, "USA", 0.0, 1.0)];
    case("LNG 2024 with stocks, one year, a supplier stopped", rounds, || {
        lng.market.solve(&year, &options).unwrap()
    });
    lng.market.stores.clear();
    case("the same without stocks", rounds, || lng.market.solve(&year, &options).unwrap());
    let earths = chain_market(&load("rare-earths").unwrap(), &Assumptions::default()).unwrap();
    // Another licence share every month, so that no month is the one before it.
    let months = if measured { 24 } else { 2 };
    let periods: Vec<Period> = (0..months)
        .map(|month| stopped(&earths, "CHN", 0.25 + 0.03 * f64::from(month), 1.0 / 12.0))
        .collect();
    for plan in [1, 4] {
        case(
            &format!("rare earths, {months} rolling months, planning {plan}"),
            rounds.min(3),
            || Rolling { plan }.solve(&earths.market, &periods, &options).unwrap(),
        );
    }
    case(&format!("rare earths, {months} months foreseen"), rounds.min(3), || {
        earths.market.solve(&periods, &options).unwrap()
    });
    let growing = with_investment(&earths);
    let decade: Vec<Period> = (0..if measured { 120 } else { 2 })
        .map(|month| stopped(&earths, "CHN", 0.5 + 0.004 * f64::from(month), 1.0 / 12.0))
        .collect();
    case(&format!("rare earths, {} months foreseen, with capacity", decade.len()), 1, || {
        growing.solve(&decade, &options).unwrap()
    });
    for name in ["ree-licensing-2025", "china-stops-us-lng-2025", "hormuz-2026"]
        .into_iter()
        .take(if measured { 3 } else { 1 })
    {
        let clock = Instant::now();
        let run = Session::new().run(&RunRequest::new(ScenarioSource::parse(name))).unwrap();
        let note = &run.summary.commodity[0];
        let spent = clock.elapsed().as_secs_f64() * 1e3;
        println!(
            "{:<52}{:>34.1e}{spent:>10.1}",
            format!("run {name}, {} programmes, both cores", note.programmes),
            note.residual
        );
    }
}

/// One period in which everything that `from` exports is limited to a share of the base year.
fn stopped(chain: &ChainMarket, from: &str, share: f64, years: f64) -> Period {
    let links = chain.base.links.iter().enumerate();
    let abroad =
        links.filter(|(_, link)| chain.base.regions[link.from] == from && link.from != link.to);
    let limit = |(at, link): (usize, &detente_commodity::BaseLink)| Limit {
        name: "licence".to_owned(),
        links: vec![at],
        sense: Sense::AtMost,
        quantity: share * link.flow,
    };
    Period { limits: abroad.map(limit).collect(), ..Period::plain(years) }
}

/// The same market where plants can be added at the cost and lead time that the chain states.
fn with_investment(chain: &ChainMarket) -> Market {
    let facts = load("rare-earths").unwrap();
    let mut market = chain.market.clone();
    for (process, at) in facts.processes.iter().zip(&chain.process_at) {
        let (Some(at), Some(cost), Some(months)) =
            (*at, process.investment_cost, process.lead_time_months)
        else {
            continue;
        };
        let (cost, lead_time) = (cost.central().unwrap(), months.central().unwrap() / 12.0);
        market.processes[at].investment = Some(Investment { cost, lead_time });
    }
    assert!(market.processes.iter().any(|process| process.investment.is_some()));
    market
}

fn case(name: &str, rounds: usize, mut solve: impl FnMut() -> Solution) {
    let mut best = f64::INFINITY;
    let mut last = None;
    for _ in 0..rounds {
        let clock = Instant::now();
        let solution = solve();
        best = best.min(clock.elapsed().as_secs_f64() * 1e3);
        assert_eq!(solution.status, Status::Optimal);
        last = Some(solution.certificate);
    }
    let certificate = last.unwrap();
    let ((variables, rows), iterations) = (certificate.size, certificate.iterations);
    let residual = certificate.primal_residual.max(certificate.dual_residual);
    println!("{name:<52}{variables:>10}{rows:>8}{iterations:>6}{residual:>10.1e}{best:>10.1}");
}
