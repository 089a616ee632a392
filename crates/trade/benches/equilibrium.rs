//! How fast is a solve, on one core, and how exact? Run with `cargo bench -p detente-trade`.
//!
//! Each line is one case: size, sweeps, residual, the best and the median wall time. Preparing a
//! model from a world (calibration) is timed apart: it is done once for all solves. The last column
//! is the peak memory of the process so far.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use detente_trade::{
    Counterfactual, Model, ModelOptions, Objective, Solution, SolveOptions, Status,
};
use detente_world::{EconomyId, SectorId, World};
use std::time::{Duration, Instant};

#[path = "../tests/main/cp2015.rs"]
#[allow(dead_code, unused_imports)]
mod cp2015;
#[path = "../tests/main/cp2015_world.rs"]
mod cp2015_world;
#[path = "../tests/main/sample.rs"]
#[allow(dead_code, unused_imports)]
mod sample;

fn main() {
    if std::env::args().any(|argument| argument == "ratios") {
        ratios();
        return;
    }
    // `cargo test --benches` runs this binary too; once is enough there to see that it works.
    let repeats = if std::env::args().any(|argument| argument == "--bench") { 25 } else { 1 };
    println!(
        "{:<44}{:>9}{:>8}{:>11}{:>12}{:>12}{:>10}",
        "case", "size", "sweeps", "residual", "best ms", "median ms", "peak MB"
    );
    published(repeats);
    embedded(repeats);
    large(repeats.min(7));
}

fn published(repeats: usize) {
    calibration(
        "cp2015: calibrate, remove deficits",
        repeats,
        &cp2015_world::world(),
        cp2015::model,
    );
    let model = cp2015::model();
    let shock = cp2015::nafta(&model);
    let solution = solve("cp2015: NAFTA from the baseline", repeats, &model, &shock, None);
    let world = cp2015_world::world();
    let options = ModelOptions {
        negative_final_demand: detente_trade::NegativeFinalDemand::ClipAndSolve,
        remove_deficits_first: true,
        ..two_nests(&world)
    };
    let two = Model::calibrate(&world, &options).expect("calibrates");
    solve("cp2015: the same with two nests", repeats, &two, &shock, None);
    gradient("cp2015: adjoint, one economy, all levers", repeats, &model, &shock, &solution);
}

fn embedded(repeats: usize) {
    let world = detente_world::embedded::load("icio-2022").expect("the embedded world reads");
    calibration("icio-2022: calibrate", repeats, &world, || {
        Model::calibrate(&world, &ModelOptions::default()).expect("calibrates")
    });
    let model = Model::calibrate(&world, &ModelOptions::default()).expect("calibrates");
    let shock = sample::bundled(&world, &model, "liberation-day");
    let solution = solve("icio-2022: tariffs of 2 April 2025", repeats, &model, &shock, None);
    let two = Model::calibrate(&world, &two_nests(&world)).expect("calibrates");
    solve("icio-2022: the same with two nests", repeats, &two, &shock, None);
    let mut next = shock.clone();
    let link = (
        SectorId(23),
        world.economy("USA").expect("in the world"),
        world.economy("JPN").expect("in the world"),
    );
    next.tariff.set(link.0, link.1, link.2, shock.tariff.get(link.0, link.1, link.2) + 0.01);
    solve("icio-2022: one point more on cars, warm", repeats, &model, &next, Some(&solution));
    let june = sample::bundled(&world, &model, "japan-us-2025");
    let start = solve("icio-2022: state of 5 June 2025", repeats, &model, &june, None);
    let deal = sample::bundled(&world, &model, "japan-us-2025-deal");
    solve("icio-2022: the deal, warm from June", repeats, &model, &deal, Some(&start));
    gradient("icio-2022: adjoint, one economy, all levers", repeats, &model, &shock, &solution);
}

fn large(repeats: usize) {
    let world = sample::synthetic(160, 65, 2025);
    calibration("synthetic: calibrate", repeats, &world, || {
        Model::calibrate(&world, &ModelOptions::default()).expect("calibrates")
    });
    let model = Model::calibrate(&world, &ModelOptions::default()).expect("calibrates");
    let mut shock = Counterfactual::baseline(&model);
    for importer in [0, 7, 31] {
        for sector in 0..40 {
            let row = shock.tariff.row_mut(SectorId(sector), EconomyId(importer));
            row.iter_mut()
                .enumerate()
                .filter(|(exporter, _)| *exporter != importer)
                .for_each(|(_, rate)| *rate += 0.25);
        }
    }
    let solution = solve("synthetic: three economies add 25 %", repeats, &model, &shock, None);
    gradient("synthetic: adjoint, one economy, all levers", repeats, &model, &shock, &solution);
    let two = Model::calibrate(&world, &two_nests(&world)).expect("calibrates");
    let solution = solve("synthetic: the same with two nests", repeats, &two, &shock, None);
    gradient("synthetic: adjoint with two nests", repeats, &two, &shock, &solution);
}

/// Two nests in every sector: home against foreign goods at a tenth less than among origins.
fn two_nests(world: &World) -> ModelOptions {
    ModelOptions {
        home_elasticity: world.sectors.iter().map(|sector| 0.9 * sector.trade_elasticity).collect(),
        ..ModelOptions::default()
    }
}

/// Two nests over one, the two solved in turns so that a busy machine slows both.
fn ratios() {
    let icio = detente_world::embedded::load("icio-2022").expect("the embedded world reads");
    ratio("cp2015", &cp2015_world::world(), 60);
    ratio("icio-2022", &icio, 60);
    ratio("synthetic", &sample::synthetic(160, 65, 2025), 12);
}

fn ratio(name: &str, world: &World, repeats: usize) {
    let one = ModelOptions {
        negative_final_demand: detente_trade::NegativeFinalDemand::ClipAndSolve,
        ..ModelOptions::default()
    };
    let two = ModelOptions { home_elasticity: two_nests(world).home_elasticity, ..one.clone() };
    let models = [&one, &two].map(|options| Model::calibrate(world, options).expect("calibrates"));
    let mut shock = Counterfactual::baseline(&models[0]);
    let row = shock.tariff.row_mut(SectorId(3), EconomyId(2));
    row.iter_mut().enumerate().filter(|(at, _)| *at != 2).for_each(|(_, rate)| *rate += 0.25);
    let mut best = [f64::INFINITY; 2];
    for _ in 0..repeats {
        for (model, best) in models.iter().zip(&mut best) {
            let clock = Instant::now();
            model.solve(&shock, &SolveOptions::default(), None).expect("the question is posed");
            *best = best.min(clock.elapsed().as_secs_f64() * 1e3);
        }
    }
    let [one, two] = best;
    println!("{name:<12} one nest {one:8.2} ms, two {two:8.2} ms, ratio {:.3}", two / one);
}

fn solve(
    name: &str,
    repeats: usize,
    model: &Model,
    shock: &Counterfactual,
    start: Option<&Solution>,
) -> Solution {
    let run = || {
        model
            .solve(shock, &SolveOptions::default(), start.map(|solution| &solution.state))
            .expect("the question is posed right")
    };
    let (times, solution) = timed(repeats, run);
    assert_eq!(solution.status, Status::Converged);
    line(
        name,
        model,
        &times,
        &format!("{}", solution.certificate.sweeps),
        &format!("{:.1e}", solution.certificate.residual),
    );
    solution
}

fn gradient(
    name: &str,
    repeats: usize,
    model: &Model,
    shock: &Counterfactual,
    solution: &Solution,
) {
    let objective = Objective::of(model, EconomyId(0));
    let (times, gradient) = timed(repeats, || {
        model.gradient(shock, solution, &objective).expect("the adjoint converges")
    });
    line(
        name,
        model,
        &times,
        &format!("{}", gradient.products),
        &format!("{:.1e}", gradient.relative_residual),
    );
}

fn calibration(name: &str, repeats: usize, world: &World, run: impl Fn() -> Model) {
    assert!(!world.economies.is_empty());
    let (times, model) = timed(repeats, run);
    line(name, &model, &times, "-", "-");
}

fn timed<R>(repeats: usize, run: impl Fn() -> R) -> (Vec<Duration>, R) {
    let mut result = run();
    let mut times = Vec::new();
    for _ in 0..repeats {
        let clock = Instant::now();
        result = run();
        times.push(clock.elapsed());
    }
    times.sort();
    (times, result)
}

fn line(name: &str, model: &Model, times: &[Duration], sweeps: &str, residual: &str) {
    let size = format!("{}x{}", model.economies().len(), model.sectors().len());
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let (best, median) = (milliseconds(times[0]), milliseconds(times[times.len() / 2]));
    println!(
        "{name:<44}{size:>9}{sweeps:>8}{residual:>11}{best:>12.2}{median:>12.2}{:>10}",
        peak_memory()
    );
}

/// Peak resident memory of this process in MB, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line
        .and_then(|line| line.split_whitespace().next())
        .and_then(|number| number.parse::<f64>().ok());
    kilobytes.map_or_else(|| "-".into(), |kilobytes| format!("{:.0}", kilobytes / 1024.0))
}
