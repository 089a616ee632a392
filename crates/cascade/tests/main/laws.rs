//! What must hold for any network: rest stays rest, layouts and the slow twin agree, more help
//! never hurts.

use crate::twin::{self, Plain};
use detente_cascade::{
    CapacityLoss, CapacityRamp, CascadeError, CriticalInput, DemandChange, ImportantInputs,
    LinkCut, LinkLag, Network, Overproduction, OwnOrigins, Rationing, Recovery, Rules, Shocks,
    Simulation, SlotValues, StockRelease, Thrift,
};
use proptest::prelude::*;

/// A made-up network of `groups` groups and `size` nodes in each, a share of the links missing.
pub fn plain(seed: u64, groups: usize, size: usize) -> Plain {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let nodes = groups * size;
    let group_of: Vec<usize> = (0..nodes).map(|node| (node * 7 + 3) % groups).collect();
    let mut flows = vec![vec![0.0; nodes]; nodes];
    for (supplier, row) in flows.iter_mut().enumerate() {
        for (buyer, flow) in row.iter_mut().enumerate() {
            if supplier != buyer && random() < 0.6 {
                *flow = 0.1 + random() * random() * 4.0;
            }
        }
    }
    let final_demand: Vec<f64> = (0..nodes).map(|_| 2.0 + 20.0 * random()).collect();
    let output =
        (0..nodes).map(|node| flows[node].iter().sum::<f64>() + final_demand[node]).collect();
    Plain { group_of, flows, output, final_demand }
}

pub fn dense(plain: &Plain) -> Network {
    let flat: Vec<f64> = plain.flows.iter().flatten().copied().collect();
    Network::dense(&plain.group_of, &flat, &plain.output, &plain.final_demand).unwrap()
}

pub fn sparse(plain: &Plain) -> Network {
    let mut links = Vec::new();
    for (supplier, row) in plain.flows.iter().enumerate() {
        for (buyer, &flow) in row.iter().enumerate().filter(|(_, flow)| **flow > 0.0) {
            links.push((supplier as u32, buyer as u32, flow));
        }
    }
    Network::sparse(&plain.group_of, links, &plain.output, &plain.final_demand).unwrap()
}

fn presets(groups: usize) -> Vec<Rules> {
    let ratings = SlotValues::ByInputAndUser(
        (0..groups * groups).map(|at| [1.0, 0.5, 0.0][at % 3]).collect(),
    );
    let short = |rules: Rules| Rules { target_days: SlotValues::Uniform(8.0), ..rules };
    vec![
        short(Rules { emulation: None, ..Rules::boario() }),
        short(Rules::pichler(ratings.clone(), ImportantInputs::Strongly)),
        short(Rules::pichler(ratings.clone(), ImportantInputs::Half)),
        short(Rules::pichler(ratings.clone(), ImportantInputs::Weakly)),
        short(Rules::inoue_todo()),
        short(Rules { criticality: ratings.clone(), ..Rules::detente() }),
        Rules {
            name: "detente, of which some cannot be stored",
            criticality: ratings,
            target_days: SlotValues::ByInput(
                (0..groups).map(|group| if group == 0 { 1.0 } else { 8.0 }).collect(),
            ),
            restoration_time: SlotValues::ByInput(
                (0..groups)
                    .map(|group| if group == 0 { f64::INFINITY } else { 5.0 + group as f64 })
                    .collect(),
            ),
            ..Rules::detente()
        },
    ]
}

pub fn path(network: &Network, rules: &Rules, shocks: &Shocks, steps: usize) -> Vec<Vec<f64>> {
    let mut simulation = Simulation::new(network, rules, shocks).unwrap();
    (0..steps).map(|_| simulation.advance().production()).collect()
}

fn everything(nodes: usize) -> Shocks {
    let critical = CriticalInput {
        node: 1,
        parts: Vec::new(),
        share: 0.7,
        criticality: 0.9,
        days: 12.0,
        operating_days: 1.0,
        restoration_time: 10.0,
        supply: [vec![1.0; 4], vec![0.2; 30], vec![1.4]].concat(),
        thrift: [vec![0.0; 10], vec![0.25]].concat(),
        substitution: [vec![0.0; 20], vec![0.3]].concat(),
    };
    Shocks {
        capacity_losses: vec![CapacityLoss {
            shares: vec![(0, 0.6), (3, 0.2)],
            from: 3,
            duration: 9,
            recovery: (Recovery::Linear, 12.0),
        }],
        ramps: vec![CapacityRamp { node: 2, share: 0.3, from: 5, full: 15 }],
        cuts: vec![
            LinkCut {
                suppliers: vec![0, 4],
                buyers: vec![1, 2, nodes - 1],
                passing: 0.0,
                from: 6,
                until: 25,
            },
            LinkCut { suppliers: vec![4], buyers: vec![2, 5], passing: 0.4, from: 10, until: 40 },
        ],
        lags: vec![LinkLag {
            suppliers: vec![3],
            buyers: vec![0, 5],
            steps: 4,
            from: 8,
            until: 20,
        }],
        demand: vec![DemandChange { node: 5, factor: 1.2, from: 2, until: 30 }],
        thrift: vec![Thrift { group: 0, node: 2, share: 0.2, from: 12, until: 35 }],
        releases: vec![StockRelease { group: 1, node: 1, days: 3.0, at: 14 }],
        critical_inputs: vec![critical],
        ..Shocks::default()
    }
}

fn largest_difference(left: &[Vec<f64>], right: &[Vec<f64>], scale: &[f64]) -> f64 {
    let rows = left.iter().zip(right);
    rows.flat_map(|(a, b)| a.iter().zip(b).zip(scale).map(|((a, b), scale)| (a - b).abs() / scale))
        .fold(0.0, f64::max)
}

#[test]
fn dense_sparse_and_the_slow_twin_agree_under_every_preset() {
    for seed in 1..4 {
        let plain = plain(seed, 3, 5);
        let (dense, sparse) = (dense(&plain), sparse(&plain));
        for rules in presets(3) {
            let shocks = everything(15);
            let slow = twin::run(&plain, &rules, &shocks, 60);
            let (one, two) =
                (path(&dense, &rules, &shocks, 60), path(&sparse, &rules, &shocks, 60));
            let lost = largest_difference(&slow, &vec![plain.output.clone(); 60], &plain.output);
            let (a, b) = (
                largest_difference(&slow, &one, &plain.output),
                largest_difference(&one, &two, &plain.output),
            );
            assert!(lost > 0.05, "{}: the shock must matter, {lost}", rules.name);
            assert!(
                a < 1e-10 && b < 1e-12,
                "{} seed {seed}: twin {a:.1e}, layouts {b:.1e}",
                rules.name
            );
        }
    }
}

#[test]
fn sectors_that_use_their_own_product_agree_with_the_slow_twin() {
    let mut plain = plain(5, 3, 5);
    for node in 0..15 {
        plain.flows[node][node] = 1.0 + node as f64;
        plain.output[node] += plain.flows[node][node];
    }
    for rules in presets(3).into_iter().filter(|rules| rules.own_use_first) {
        let (slow, fast) = (
            twin::run(&plain, &rules, &everything(15), 60),
            path(&dense(&plain), &rules, &everything(15), 60),
        );
        let apart = largest_difference(&slow, &fast, &plain.output);
        assert!(apart < 1e-10, "{}: {apart:.1e}", rules.name);
    }
}

/// Power for industry, of which the power plants need a third themselves, and for households.
#[test]
fn a_small_outage_of_what_cannot_be_stored_stays_small() {
    let flows = [[30.0, 60.0], [10.0, 20.0]];
    let (output, final_demand) = ([95.0, 100.0], [5.0, 70.0]);
    let network = Network::dense(&[0, 1], flows.as_flattened(), &output, &final_demand).unwrap();
    let lost = CapacityLoss {
        shares: vec![(0, 0.1)],
        from: 5,
        duration: 300,
        recovery: (Recovery::Linear, 1.0),
    };
    let shocks = Shocks { capacity_losses: vec![lost], ..Shocks::default() };
    let daily = Rules {
        target_days: SlotValues::ByInput(vec![1.0, 30.0]),
        restoration_time: SlotValues::ByInput(vec![f64::INFINITY, 15.0]),
        overproduction: Overproduction { base: 1.0, largest: 1.0, time: 1.0 },
        ..Rules::detente()
    };
    let made = path(&network, &daily, &shocks, 300);
    let least = |node: usize| made.iter().map(|day| day[node] / output[node]).fold(1.0, f64::min);
    // Nine tenths of the power, of which the plants take what they need to run: industry has at
    // least as much of its need.
    assert!(least(0) > 0.899 && least(1) > 0.899, "{} {}", least(0), least(1));
    assert!(least(1) < 0.97, "power is short: {}", least(1));
    let spiral =
        Rules { own_use_first: false, restoration_time: SlotValues::Uniform(15.0), ..daily };
    let before = path(&network, &spiral, &shocks, 300);
    assert!(
        before.iter().any(|day| day[1] / output[1] < 0.85),
        "without these rules the same outage spirals"
    );
}

#[test]
fn no_node_makes_less_than_nothing() {
    let plain = plain(9, 3, 5);
    let shocks = Shocks {
        cuts: vec![LinkCut {
            suppliers: (0..15).collect(),
            buyers: vec![1, 2],
            passing: 0.0,
            from: 3,
            until: 400,
        }],
        ..Shocks::default()
    };
    for rules in presets(3) {
        let path = path(&dense(&plain), &rules, &shocks, 400);
        assert!(path.iter().flatten().all(|made| *made >= 0.0), "{}", rules.name);
    }
}

#[test]
fn a_world_table_runs_as_its_matrix_does() {
    let (economies, goods) = (4, 3);
    let nodes = economies * goods;
    let plain = plain(3, goods, economies);
    let trade: Vec<f64> = (0..goods * economies * economies)
        .map(|at| 1.0 + plain.output[at % nodes] * (at % 7) as f64)
        .collect();
    let share: Vec<f64> =
        (0..goods * nodes).map(|at| 0.05 + 0.2 * ((at * 5) % 4) as f64 / 4.0).collect();
    let tables = Network::proportional(economies, goods, trade.clone(), share.clone()).unwrap();
    compare_with_matrix(&tables, (economies, goods), &trade, (&share, &[]));
    let refused =
        Simulation::new(&tables, &Rules::inoue_todo(), &Shocks::default()).map(|_| ()).unwrap_err();
    assert_eq!(refused, CascadeError::SingleLinks { what: "rationing by equal shares" });
    // Two users with origins of their own, one of them in the economy whose links are cut.
    let own = [(0, 1, [3.0, 0.0, 0.5, 2.0]), (1, nodes - 2, [0.0, 1.0, 4.0, 0.25])];
    let own: Vec<OwnOrigins> =
        own.map(|(good, node, flows)| OwnOrigins { good, node, flows: flows.to_vec() }).to_vec();
    let mut share = share;
    own.iter().for_each(|row| share[row.good * nodes + row.node] = 0.0);
    let tables =
        Network::with_own_origins((economies, goods), trade.clone(), share.clone(), own.clone());
    compare_with_matrix(&tables.unwrap(), (economies, goods), &trade, (&share, &own));
    let mut wrong = own;
    wrong[0].flows.pop();
    assert!(Network::with_own_origins((economies, goods), trade, share, wrong).is_err());
}

/// The tables and the matrix that they stand for run alike under all that can happen.
fn compare_with_matrix(
    tables: &Network,
    (economies, goods): (usize, usize),
    trade: &[f64],
    (share, own): (&[f64], &[OwnOrigins]),
) {
    let nodes = economies * goods;
    let mut flows = vec![0.0; nodes * nodes];
    for supplier in 0..nodes {
        for buyer in 0..nodes {
            let (good, origin) = (supplier / economies, supplier % economies);
            let traded = trade[(good * economies + origin) * economies + buyer % economies];
            flows[supplier * nodes + buyer] = traded * share[good * nodes + buyer];
        }
    }
    for row in own {
        for (origin, flow) in row.flows.iter().enumerate() {
            flows[(row.good * economies + origin) * nodes + row.node] = *flow;
        }
    }
    let output = tables.output();
    let sold = |node: usize| flows[node * nodes..(node + 1) * nodes].iter().sum::<f64>();
    let final_demand: Vec<f64> = (0..nodes).map(|node| output[node] - sold(node)).collect();
    let group_of: Vec<usize> = (0..nodes).map(|node| node / economies).collect();
    let matrix = Network::dense(&group_of, &flows, &output, &final_demand).unwrap();
    let all_of = |economy: usize| (0..goods).map(|good| good * economies + economy).collect();
    let cuts = vec![LinkCut {
        suppliers: vec![0, 5],
        buyers: all_of(1),
        passing: 0.2,
        from: 4,
        until: 20,
    }];
    let late =
        LinkLag { suppliers: vec![1, 3, 6], buyers: all_of(2), steps: 5, from: 6, until: 15 };
    let lags = [everything(nodes).lags, vec![late]].concat();
    let shocks = Shocks { cuts, lags, ..everything(nodes) };
    for rules in presets(goods).into_iter().filter(|rules| rules.rationing != Rationing::EqualShare)
    {
        let (one, two) = (path(tables, &rules, &shocks, 40), path(&matrix, &rules, &shocks, 40));
        let apart = largest_difference(&one, &two, &output);
        assert!(apart < 1e-12, "{}: {apart:.1e}", rules.name);
        let still = path(tables, &rules, &Shocks::default(), 1000);
        assert!(
            largest_difference(&still, &vec![output.clone(); 1000], &output) <= 1e-12,
            "{}",
            rules.name
        );
    }
}

#[test]
fn rest_stays_rest_for_a_thousand_steps() {
    let plain = plain(7, 4, 6);
    for rules in presets(4) {
        for network in [dense(&plain), sparse(&plain)] {
            let mut simulation = Simulation::new(&network, &rules, &Shocks::default()).unwrap();
            for step in 0..1000 {
                let made = simulation.advance().production();
                let moved =
                    largest_difference(&[made], std::slice::from_ref(&plain.output), &plain.output);
                assert!(moved <= 1e-12, "{} moved by {moved:.1e} at step {step}", rules.name);
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let plain = plain(11, 5, 30);
    let network = sparse(&plain);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let dense = dense(&plain);
            (
                path(&network, &Rules::detente(), &everything(150), 30),
                path(&dense, &Rules::detente(), &everything(150), 30),
            )
        })
    };
    assert!(run(1) == run(3));
}

/// Output summed over nodes and steps.
fn total(path: &[Vec<f64>]) -> f64 {
    path.iter().flatten().sum()
}

/// Final demand left unmet over a run, in units.
fn unmet(network: &Network, plain: &Plain, rules: &Rules, shocks: &Shocks, steps: usize) -> f64 {
    let mut simulation = Simulation::new(network, rules, shocks).unwrap();
    (0..steps)
        .map(|_| {
            let filled = simulation.advance().final_demand_filled();
            filled
                .iter()
                .zip(&plain.final_demand)
                .map(|(filled, demand)| (1.0 - filled) * demand)
                .sum::<f64>()
        })
        .sum()
}

fn all_slots(plain: &Plain, days: f64) -> Vec<StockRelease> {
    let nodes = plain.output.len();
    (0..nodes * 3)
        .map(|at| StockRelease { group: at / nodes, node: at % nodes, days, at: 0 })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Not a law under BoARIO's rules: its orders follow the stocks, and over 25 steps the smaller
    /// loss may cost a percent more (seed 211, share 0.896, part 0.889).
    #[test]
    fn a_smaller_loss_of_capacity_never_loses_more(seed in 1u64..1000, share in 0.05f64..0.9, part in 0.0f64..1.0) {
        let plain = plain(seed, 3, 4);
        let network = dense(&plain);
        for rules in presets(3).into_iter().filter(|rules| rules.name != "boario") {
            let shock = |share: f64| Shocks {
                capacity_losses: vec![CapacityLoss { shares: vec![(0, share), (1, share)], from: 2, duration: 20, recovery: (Recovery::Linear, 10.0) }],
                ..Shocks::default()
            };
            let (small, large) = (total(&path(&network, &rules, &shock(share * part), 25)), total(&path(&network, &rules, &shock(share), 25)));
            prop_assert!(small >= large * (1.0 - 1e-9), "{}: {small} under the smaller, {large} under the larger", rules.name);
        }
    }

    #[test]
    fn more_stock_never_loses_output(seed in 1u64..1000, share in 0.05f64..0.9, more in 0.0f64..20.0) {
        let plain = plain(seed, 3, 4);
        let network = dense(&plain);
        for rules in presets(3) {
            let shocks = Shocks {
                capacity_losses: vec![CapacityLoss { shares: vec![(0, share), (1, share)], from: 2, duration: 20, recovery: (Recovery::Linear, 10.0) }],
                ..Shocks::default()
            };
            let rules = Rules { target_days: SlotValues::Uniform(4.0), ..rules };
            let with = |days: f64| Shocks { releases: all_slots(&plain, days), ..shocks.clone() };
            let fixed = Overproduction { base: 1.0, largest: 1.0, time: 1.0 };
            let rules = Rules { overproduction: fixed, ..rules };
            let (little, much) =
                (unmet(&network, &plain, &rules, &shocks, 25), unmet(&network, &plain, &rules, &with(more), 25));
            prop_assert!(much <= little * (1.0 + 1e-9) + 1e-9, "{}: {much} unmet with more stock, {little} with less", rules.name);
        }
    }
}
