//! How long does a path of sixteen points take, warm? Run with `cargo bench -p detente-engine
//! --bench path`.
//!
//! Each line is one case: points, sweeps over all of them, the worst residual, the best wall time
//! on one core, world and baseline already in memory.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use detente_engine::years::{Asked, model_options, path};
use detente_engine::{RunRequest, ScenarioSource, Session};
use detente_scenario::{ResolveOptions, resolve};
use detente_trade::{Model, SolveOptions};
use std::time::Instant;

fn main() {
    // `cargo test --benches` runs this binary too; once is enough there to see that it works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let rounds = if measured { 20 } else { 1 };
    println!("{:<66}{:>7}{:>8}{:>10}{:>10}", "case", "points", "sweeps", "residual", "best ms");
    let sets: [(&str, &[&str]); 5] = [
        ("the world's elasticities", &["trade.elasticities=world"]),
        ("by horizon", &["trade.elasticities=by-horizon"]),
        ("by horizon, capital fixed", &["trade.elasticities=by-horizon", "trade.capital=fixed"]),
        ("by horizon, wage floor", &["trade.elasticities=by-horizon", "trade.wage-floor=0.99"]),
        ("one set", &["trade.elasticities=long-run-median"]),
    ];
    for name in ["japan-us-2025", "liberation-day"].into_iter().take(if measured { 2 } else { 1 }) {
        for (what, overrides) in sets {
            case(name, what, overrides, rounds);
        }
    }
}

fn case(name: &str, what: &str, overrides: &[&str], rounds: usize) {
    let request = RunRequest {
        overrides: overrides.iter().map(|own| (*own).to_owned()).collect(),
        ..RunRequest::new(ScenarioSource::parse(name))
    };
    let opened = Session::new().open(&request).unwrap();
    let (scenario, world) = (&opened.scenario, &opened.loaded.world);
    let resolved = resolve(scenario, world, &ResolveOptions::default()).unwrap();
    let model = Model::calibrate(world, &model_options(&resolved.trade)).unwrap();
    let asked = Asked {
        scenario,
        name,
        world,
        resolved: &resolved,
        measures: true,
        weeks: None,
        model: &model,
        solver: &SolveOptions::default(),
    };
    let (mut best, mut last) = (f64::INFINITY, None);
    for _ in 0..rounds {
        let clock = Instant::now();
        last = Some(path(&asked).unwrap());
        best = best.min(clock.elapsed().as_secs_f64() * 1e3);
    }
    let found = last.unwrap();
    let sweeps: usize = found.points.iter().map(|point| point.sweeps).sum();
    let residual = found.points.iter().map(|point| point.residual).fold(0.0, f64::max);
    println!(
        "{:<66}{:>7}{sweeps:>8}{residual:>10.1e}{best:>10.1}",
        format!("{name}, {what}"),
        found.points.len()
    );
}
