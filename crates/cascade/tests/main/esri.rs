//! The index of Diem et al. (2022): their eleven firms, and a slow twin on made-up networks.

use detente_cascade::{InputClass, Replaceability, RiskNetwork};
use std::collections::HashMap;
use std::path::Path;

const SECTORS: [usize; 11] = [0, 1, 0, 2, 3, 1, 3, 0, 1, 2, 4];

struct Example {
    links: Vec<(u32, u32, f64)>,
    linear: Vec<[f64; 3]>,
    leontief: Vec<[f64; 3]>,
}

/// The matrix and the two tables of the program's printout. All values are multiples of 1/60,
/// printed to six digits.
fn example() -> Example {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/esri/example11.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let rows = |from: &str| -> Vec<Vec<f64>> {
        let after = &text[text.find(from).unwrap()..];
        let rows = after
            .lines()
            .filter(|line| line.trim_start().starts_with('[') && line.contains(",]"))
            .take(11);
        rows.map(|line| {
            line.split(']')
                .nth(1)
                .unwrap()
                .split_whitespace()
                .map(|cell| cell.parse().unwrap())
                .collect()
        })
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
    for (class, expected) in
        [(InputClass::NonEssential, &example.linear), (InputClass::Essential, &example.leontief)]
    {
        let network =
            RiskNetwork::new(&SECTORS, &example.links, &[class; 25], Replaceability::None).unwrap();
        for (firm, (found, expected)) in network.all().into_iter().zip(expected).enumerate() {
            for (found, expected) in
                [found.index, found.downstream, found.upstream].iter().zip(expected)
            {
                assert!(
                    (found - expected).abs() <= 1e-12,
                    "firm {firm}: {found} against {expected}"
                );
            }
        }
    }
}

/// Every firm looked at in every round, until nothing moves.
fn slow(
    sectors: &[usize],
    links: &[(u32, u32, f64)],
    classes: &[InputClass],
    replace: bool,
    firm: usize,
) -> [f64; 3] {
    let (firms, groups) = (sectors.len(), sectors.iter().max().unwrap() + 1);
    let weight: Vec<f64> = (0..firms)
        .map(|own| links.iter().filter(|link| link.0 as usize == own).map(|link| link.2).sum())
        .collect();
    let (mut down, mut up) = (vec![1.0; firms], vec![1.0; firms]);
    down[firm] = 0.0;
    up[firm] = 0.0;
    for _ in 0..3000 {
        let left: Vec<f64> = (0..groups)
            .map(|group| {
                (0..firms)
                    .filter(|&own| sectors[own] == group)
                    .map(|own| weight[own] * down[own])
                    .sum()
            })
            .collect();
        let (before, above) = (down.clone(), up.clone());
        for own in (0..firms).filter(|&own| own != firm) {
            let mut lost = 0.0;
            let bought: f64 =
                links.iter().filter(|link| link.1 as usize == own).map(|link| link.2).sum();
            for group in 0..groups {
                let inputs: Vec<_> = links
                    .iter()
                    .filter(|link| link.1 as usize == own && sectors[link.0 as usize] == group)
                    .collect();
                let sum: f64 = inputs.iter().map(|link| link.2).sum();
                if sum == 0.0 {
                    continue;
                }
                let missing: f64 = inputs
                    .iter()
                    .map(|link| {
                        let supplier = link.0 as usize;
                        let share =
                            if replace { (weight[supplier] / left[group]).min(1.0) } else { 1.0 };
                        share * link.2 * (1.0 - before[supplier])
                    })
                    .sum();
                match classes[group * groups + sectors[own]] {
                    InputClass::Essential => down[own] = down[own].min(1.0 - missing / sum),
                    InputClass::NonEssential => lost += missing,
                    InputClass::Negligible => {}
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
    let lost = |kept: &dyn Fn(usize) -> f64| {
        (0..firms).map(|own| weight[own] * (1.0 - kept(own))).sum::<f64>() / total
    };
    [lost(&|own| down[own].min(up[own])), lost(&|own| down[own]), lost(&|own| up[own])]
}

#[test]
fn the_index_agrees_with_its_slow_twin() {
    let plain = crate::laws::plain(5, 4, 6);
    let sectors = plain.group_of.clone();
    let mut links = Vec::new();
    for (supplier, row) in plain.flows.iter().enumerate() {
        for (buyer, &value) in row
            .iter()
            .enumerate()
            .filter(|(buyer, value)| **value > 0.0 && (supplier + buyer) % 3 == 0)
        {
            links.push((supplier as u32, buyer as u32, value));
        }
    }
    let all = [InputClass::Essential, InputClass::NonEssential, InputClass::Negligible];
    let classes: Vec<InputClass> = (0..16).map(|at| all[at % 3]).collect();
    for (rule, replace) in [(Replaceability::None, false), (Replaceability::MarketShare, true)] {
        let network =
            RiskNetwork::new(&sectors, &links, &classes, rule).unwrap().with_tolerance(1e-16);
        for firm in 0..sectors.len() {
            let (found, expected) =
                (network.of(firm), slow(&sectors, &links, &classes, replace, firm));
            for (found, expected) in
                [found.index, found.downstream, found.upstream].iter().zip(expected)
            {
                assert!(
                    (found - expected).abs() <= 1e-11,
                    "{rule:?}, firm {firm}: {found} against {expected}"
                );
            }
        }
    }
}

/// The rows of a table of the reference, without its header.
fn rows(name: &str) -> Vec<Vec<String>> {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/esri_classes").join(name);
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn three_classes_two_replacements_and_two_tolerances_come_out_exactly() {
    let firms = rows("firms.csv");
    let mut sectors: Vec<&str> = firms.iter().map(|row| row[1].as_str()).collect();
    sectors.sort_unstable();
    sectors.dedup();
    let sector = |name: &str| sectors.binary_search(&name).unwrap();
    let of: Vec<usize> = firms.iter().map(|row| sector(&row[1])).collect();
    let place: HashMap<&str, u32> =
        firms.iter().zip(0..).map(|(row, at)| (row[0].as_str(), at)).collect();
    let suppliers = rows("suppliers.csv");
    let links: Vec<(u32, u32, f64)> = suppliers
        .iter()
        .map(|row| (place[row[0].as_str()], place[row[1].as_str()], row[2].parse().unwrap()))
        .collect();
    let mut classes = vec![InputClass::Negligible; sectors.len() * sectors.len()];
    for row in rows("classes.csv") {
        classes[sector(&row[0]) * sectors.len() + sector(&row[1])] = match row[2].as_str() {
            "essential" => InputClass::Essential,
            "non-essential" => InputClass::NonEssential,
            _ => InputClass::Negligible,
        };
    }
    let mut checked = 0;
    for (word, rule) in
        [("none", Replaceability::None), ("market share", Replaceability::MarketShare)]
    {
        for tolerance in ["0.01", "1e-12"] {
            let network = RiskNetwork::new(&of, &links, &classes, rule).unwrap();
            let network = network.with_tolerance(tolerance.parse().unwrap());
            let expected = rows("expected.csv");
            for row in expected.iter().filter(|row| row[1] == word && row[2] == tolerance) {
                let found = network.of(place[row[0].as_str()] as usize);
                for (found, expected) in
                    [found.index, found.downstream, found.upstream].iter().zip(&row[3..6])
                {
                    let apart = (found - expected.parse::<f64>().unwrap()).abs();
                    assert!(
                        apart <= 1e-12,
                        "{} {word} {tolerance}: {found} against {expected}",
                        row[0]
                    );
                }
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 4 * firms.len());
}
