//! BoARIO 0.7.2 on WIOD 2011, a year of days: output of every sector.

use crate::wiod::{self, Wiod};
use detente_cascade::{Network, Rules, Simulation};
use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::io::Read;

#[test]
fn a_year_of_wiod_2011_comes_out_to_the_last_digits() {
    let Some(shared) = wiod::shared() else { return };
    let folder = shared.join("reference/boario_wiod2011");
    let mut bytes = Vec::new();
    let file =
        File::open(folder.join("boario072_production_rec_inv90_365x1435_f64le.bin.gz")).unwrap();
    GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    let expected: Vec<f64> =
        bytes.chunks_exact(8).map(|eight| f64::from_le_bytes(eight.try_into().unwrap())).collect();
    let table = wiod::read(&shared);
    let order: Vec<usize> = fs::read_to_string(folder.join("ind.txt"))
        .unwrap()
        .lines()
        .map(|line| {
            let (economy, sector) = line.trim().split_once(",c").unwrap();
            let name = format!("{economy}_c{}", sector.trim_start_matches('0'));
            table.names.iter().position(|other| *other == name).unwrap()
        })
        .collect();
    let network = table.dense();
    let mut simulation = Simulation::new(&network, &Wiod::rules(), &table.shock()).unwrap();
    let (mut worst, mut place) = (0.0, String::new());
    for (step, expected) in expected.chunks_exact(order.len()).enumerate() {
        let found = simulation.advance().production();
        for (&node, &expected) in order.iter().zip(expected) {
            let difference = (found[node] - expected).abs();
            let relative =
                difference / if table.output[node] > 0.0 { table.output[node] } else { 1.0 };
            if relative.is_nan() || relative > worst {
                worst = relative;
                place = format!(
                    "{} at step {step}: {} against {expected}",
                    table.names[node], found[node]
                );
            }
        }
    }
    eprintln!("largest difference / baseline output: {worst:.1e}, {place}");
    assert!(worst <= 1e-12);
}

/// Firms cannot supply themselves, sectors do: what a sector buys of itself is taken for final
/// demand here, in both layouts.
#[test]
fn dense_and_sparse_layouts_give_the_same_trajectory_of_wiod_2011() {
    let Some(shared) = wiod::shared() else { return };
    let mut table = wiod::read(&shared);
    let nodes = table.output.len();
    for node in 0..nodes {
        table.final_demand[node] += std::mem::take(&mut table.flows[node * nodes + node]);
    }
    let links = (0..nodes * nodes).filter(|at| table.flows[*at] > 0.0);
    let links =
        links.map(|at| ((at / nodes) as u32, (at % nodes) as u32, table.flows[at])).collect();
    let sparse =
        Network::sparse(&table.group_of, links, &table.output, &table.final_demand).unwrap();
    let (dense, shock) = (table.dense(), table.shock());
    for rules in [Wiod::rules(), Rules::detente()] {
        let mut one = Simulation::new(&dense, &rules, &shock).unwrap();
        let mut other = Simulation::new(&sparse, &rules, &shock).unwrap();
        let mut worst = 0.0;
        for _ in 0..60 {
            let (one, other) = (one.advance().production(), other.advance().production());
            for ((a, b), output) in
                one.iter().zip(&other).zip(&table.output).filter(|(_, output)| **output > 0.0)
            {
                worst = f64::max(worst, (a - b).abs() / output);
            }
        }
        eprintln!("{}: layouts differ by {worst:.1e} of baseline output", rules.name);
        assert!(worst <= 1e-11, "{}: {worst:.1e}", rules.name);
    }
}
