//! How fast is a year of days, and what does it need? Run with `cargo bench -p detente-cascade`.
//!
//! Each line is one case: nodes, links, steps, wall time, the most memory the process has needed so
//! far, and how far an unshocked run of the same network moves. Cases run from small to large, so
//! that the memory is that of the case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../tests/main/wiod.rs"]
mod wiod;

use detente_cascade::{
    CapacityLoss, InputClass, Network, Recovery, Replaceability, RiskNetwork, Rules, Shocks,
    Simulation,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::time::Instant;

fn main() {
    // `cargo test --benches` runs this binary too; small is enough there to see that it works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    println!(
        "{:<44}{:>9}{:>11}{:>6}{:>9}{:>9}{:>10}",
        "case", "nodes", "links", "steps", "seconds", "MB", "drift"
    );
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    // `cargo bench ... -- firms` runs the cases of that name only.
    let chosen: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |name: &str| {
        chosen.is_empty() || chosen.iter().any(|chosen| name.contains(chosen.as_str()))
    };
    if let Some(shared) = wiod::shared().filter(|_| wanted("wiod")) {
        let table = wiod::read(&shared);
        let network = table.dense();
        let steps = if measured { 365 } else { 5 };
        let run = |rules: &Rules| year(&network, rules, &table.shock(), steps);
        one_core.install(|| {
            case("WIOD 2011, boario, one core", &network, steps, || run(&wiod::Wiod::rules()))
        });
        one_core.install(|| {
            case("WIOD 2011, detente, one core", &network, steps, || run(&Rules::detente()))
        });
        case("WIOD 2011, detente", &network, steps, || run(&Rules::detente()));
        case("WIOD 2011, inoue-todo", &network, steps, || run(&Rules::inoue_todo()));
    }
    let (firms, degree) = if measured { (100_000, 10) } else { (1_000, 10) };
    if wanted("risk") {
        systemic_risk(firms, degree);
    }
    let (firms, steps) = if measured { (1_000_000, 365) } else { (2_000, 5) };
    if wanted("firms") {
        for (name, at_home) in
            [("firms, 4 links of 5 at home", 0.8), ("firms, links anywhere", 0.0)]
        {
            let (network, shocks) = (firm_network(firms, 10, at_home), loss(firms));
            case(name, &network, steps, || year(&network, &Rules::detente(), &shocks, steps));
        }
    }
    let (economies, sectors) = if measured { (200, 50) } else { (4, 5) };
    if wanted("dense") {
        let (network, shocks) = (dense_network(economies, sectors), loss(economies * sectors));
        case("dense, detente", &network, steps, || {
            year(&network, &Rules::detente(), &shocks, steps)
        });
    }
}

fn loss(nodes: usize) -> Shocks {
    let shares = (0..nodes / 100 + 1).map(|node| (node, 0.5)).collect();
    let recovery = (Recovery::Linear, 60.0);
    Shocks {
        capacity_losses: vec![CapacityLoss { shares, from: 5, duration: 60, recovery }],
        ..Shocks::default()
    }
}

fn year(network: &Network, rules: &Rules, shocks: &Shocks, steps: usize) {
    let mut simulation = Simulation::new(network, rules, shocks).unwrap();
    simulation.record_binding(false);
    for _ in 0..steps {
        simulation.advance();
    }
}

fn case(name: &str, network: &Network, steps: usize, run: impl Fn()) {
    let clock = Instant::now();
    run();
    let seconds = clock.elapsed().as_secs_f64();
    let mut still = Simulation::new(network, &Rules::detente(), &Shocks::default()).unwrap();
    still.record_binding(false);
    for _ in 0..5 {
        still.advance();
    }
    let day = still.advance();
    let output = network.output();
    let moved =
        day.production().into_iter().zip(&output).map(|(made, output)| (made / output - 1.0).abs());
    let drift = moved.filter(|moved| moved.is_finite()).fold(0.0, f64::max);
    println!(
        "{name:<44}{:>9}{:>11}{steps:>6}{seconds:>9.2}{:>9}{drift:>10.0e}",
        network.nodes(),
        network.link_count(),
        peak_memory()
    );
}

/// The most memory the process has had, in megabytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("0");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0)
        / 1024
}

/// Firms of 50 sectors with `degree` suppliers each, some of them large; a share of the links stays
/// within economies, whose firms follow one another.
fn firm_network(firms: usize, degree: usize, at_home: f64) -> Network {
    let mut random = Pcg64::seed_from_u64(1);
    let economy = (firms / 80).max(10) as u32;
    let group_of: Vec<usize> = (0..firms).map(|_| random.random_range(0..50)).collect();
    let mut links = Vec::with_capacity(firms * degree);
    let mut output = vec![1.0; firms];
    for buyer in 0..firms as u32 {
        for _ in 0..degree {
            // Squaring favours low numbers: suppliers with many customers.
            let draw: f64 = random.random::<f64>().powi(2);
            let home = random.random::<f64>() < at_home;
            let (first, count) =
                if home { (buyer / economy * economy, economy) } else { (0, firms as u32) };
            let supplier = (first + (draw * f64::from(count)) as u32).min(firms as u32 - 1);
            if supplier != buyer {
                let flow = 0.01 + 0.1 * random.random::<f64>();
                links.push((supplier, buyer, flow as f32));
                output[supplier as usize] += f64::from(flow as f32);
            }
        }
    }
    Network::firms(&group_of, links, &output).unwrap()
}

fn dense_network(economies: usize, sectors: usize) -> Network {
    let nodes = economies * sectors;
    let mut random = Pcg64::seed_from_u64(2);
    let group_of: Vec<usize> = (0..nodes).map(|node| node % sectors).collect();
    let flows: Vec<f64> =
        (0..nodes * nodes).map(|_| random.random::<f64>() / nodes as f64).collect();
    let final_demand = vec![0.5; nodes];
    let output: Vec<f64> =
        flows.chunks_exact(nodes).map(|row| row.iter().sum::<f64>() + 0.5).collect();
    Network::dense(&group_of, &flows, &output, &final_demand).unwrap()
}

fn systemic_risk(firms: usize, degree: usize) {
    let mut random = Pcg64::seed_from_u64(3);
    let sectors: Vec<usize> = (0..firms).map(|_| random.random_range(0..50)).collect();
    let links: Vec<(u32, u32, f64)> = (0..firms * degree)
        // Two firms in five sell to final users only.
        .map(|_| {
            (
                random.random_range(0..firms * 3 / 5) as u32,
                random.random_range(0..firms) as u32,
                random.random(),
            )
        })
        .filter(|(supplier, buyer, _)| supplier != buyer)
        .collect();
    let class = |at: usize| {
        if at.is_multiple_of(3) { InputClass::NonEssential } else { InputClass::Essential }
    };
    let classes: Vec<InputClass> = (0..50 * 50).map(class).collect();
    for (name, rule) in
        [("not replaced", Replaceability::None), ("by market share", Replaceability::MarketShare)]
    {
        let network = RiskNetwork::new(&sectors, &links, &classes, rule).unwrap();
        let mut times: Vec<f64> = Vec::new();
        for firm in 0..20 {
            let clock = Instant::now();
            std::hint::black_box(network.of(firm * 7));
            times.push(clock.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{:<44}{firms:>9}{:>11}{:>6}{:>9.4}{:>9}   slowest of 20: {:.4}",
            format!("systemic risk of a firm, {name}"),
            links.len(),
            1,
            times[10],
            peak_memory(),
            times[19]
        );
    }
}
