//! The index of Diem et al. (2022): their eleven firms, and a slow twin on made-up networks.

use detente_cascade::{Replaceability, RiskNetwork};
use std::path::Path;

const SECTORS: [usize; 11] = [0, 1, 0, 2, 3, 1, 3, 0, 1, 2, 4];

struct Example {
    links: Vec<(u32, u32, f64)>,
    linear: Vec<[f64; 3]>,
    leontief: Vec<[f64; 3]>,
}

/// The matrix and the two tables of the program's printout. All values are multiples of 1/60, printed to six digits.
fn example() -> Example {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/esri/example11.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let rows = |from: &str| -> Vec<Vec<f64>> {
        let after = &text[text.find(from).unwrap()..];
        let rows = after.lines().filter(|line| line.trim_start().starts_with('[') && line.contains(",]")).take(11);
        rows.map(|line| line.split(']').nth(1).unwrap().split_whitespace().map(|cell| cell.parse().unwrap()).collect())
            .collect()
    };
    let exact = |values: Vec<f64>| [0, 1, 2].map(|at| (values[at] * 60.0).round() / 60.0);
    let mut links = Vec::new();
    for (supplier, row) in rows("[,1]").into_iter().enumerate() {
        for (buyer, value) in row.into_iter().enumerate().filter(|(_, value)| *value > 0.0) {
            links.push((supplier as u32, buyer as u32, value));
        }
    }
    let table = |from: &str| rows(from).into_iter().map(exact).collect();
    Example { links, linear: table("ESRI (linear)"), leontief: table("ESRI all Leontief") }
}

#[test]
fn eleven_firms_come_out_exactly() {
    let example = example();
    assert_eq!(example.links.len(), 10);
    for (essential, expected) in [(false, &example.linear), (true, &example.leontief)] {
        let network = RiskNetwork::new(&SECTORS, &example.links, &[essential; 25], Replaceability::None).unwrap();
        for (firm, (found, expected)) in network.all().into_iter().zip(expected).enumerate() {
            for (found, expected) in [found.index, found.downstream, found.upstream].iter().zip(expected) {
                assert!((found - expected).abs() <= 1e-12, "firm {firm}: {found} against {expected}");
            }
        }
    }
}

/// Every firm looked at in every round, until nothing moves.
fn slow(sectors: &[usize], links: &[(u32, u32, f64)], essential: &[bool], replace: bool, firm: usize) -> [f64; 3] {
    let (firms, groups) = (sectors.len(), sectors.iter().max().unwrap() + 1);
    let weight: Vec<f64> =
        (0..firms).map(|own| links.iter().filter(|link| link.0 as usize == own).map(|link| link.2).sum()).collect();
    let (mut down, mut up) = (vec![1.0; firms], vec![1.0; firms]);
    down[firm] = 0.0;
    up[firm] = 0.0;
    for _ in 0..3000 {
        let left: Vec<f64> = (0..groups)
            .map(|group| (0..firms).filter(|&own| sectors[own] == group).map(|own| weight[own] * down[own]).sum())
            .collect();
        let (before, above) = (down.clone(), up.clone());
        for own in (0..firms).filter(|&own| own != firm) {
            let (mut lost, mut bought) = (0.0, 0.0);
            for group in 0..groups {
                let inputs: Vec<_> =
                    links.iter().filter(|link| link.1 as usize == own && sectors[link.0 as usize] == group).collect();
                let sum: f64 = inputs.iter().map(|link| link.2).sum();
                if sum == 0.0 {
                    continue;
                }
                let missing: f64 = inputs
                    .iter()
                    .map(|link| {
                        let supplier = link.0 as usize;
                        let share = if replace { (weight[supplier] / left[group]).min(1.0) } else { 1.0 };
                        share * link.2 * (1.0 - before[supplier])
                    })
                    .sum();
                if essential[group * groups + sectors[own]] {
                    down[own] = down[own].min(1.0 - missing / sum);
                } else {
                    lost += missing;
                    bought += sum;
                }
            }
            if bought > 0.0 {
                down[own] = down[own].min(1.0 - lost / bought);
            }
            if weight[own] > 0.0 {
                let sold: f64 = links
                    .iter()
                    .filter(|link| link.0 as usize == own)
                    .map(|link| link.2 * above[link.1 as usize])
                    .sum();
                up[own] = up[own].min(sold / weight[own]);
            }
        }
    }
    let total: f64 = weight.iter().sum();
    let lost = |kept: &dyn Fn(usize) -> f64| (0..firms).map(|own| weight[own] * (1.0 - kept(own))).sum::<f64>() / total;
    [lost(&|own| down[own].min(up[own])), lost(&|own| down[own]), lost(&|own| up[own])]
}

#[test]
fn the_index_agrees_with_its_slow_twin() {
    let plain = crate::laws::plain(5, 4, 6);
    let sectors = plain.group_of.clone();
    let mut links = Vec::new();
    for (supplier, row) in plain.flows.iter().enumerate() {
        for (buyer, &value) in
            row.iter().enumerate().filter(|(buyer, value)| **value > 0.0 && (supplier + buyer) % 3 == 0)
        {
            links.push((supplier as u32, buyer as u32, value));
        }
    }
    let essential: Vec<bool> = (0..16).map(|at| at % 3 == 0).collect();
    for (rule, replace) in [(Replaceability::None, false), (Replaceability::MarketShare, true)] {
        let network = RiskNetwork::new(&sectors, &links, &essential, rule).unwrap().with_tolerance(1e-16);
        for firm in 0..sectors.len() {
            let (found, expected) = (network.of(firm), slow(&sectors, &links, &essential, replace, firm));
            for (found, expected) in [found.index, found.downstream, found.upstream].iter().zip(expected) {
                assert!((found - expected).abs() <= 1e-11, "{rule:?}, firm {firm}: {found} against {expected}");
            }
        }
    }
}
