//! The equations again, slowly: every order is a number in a matrix, stocks are in units, nothing
//! is shared with the engine.

use detente_cascade::{
    Fallback, LinkCut, OperatingStock, OrderBasis, Rationing, Recovery, Rules, Shocks, SlotValues,
    TargetBasis,
};

/// A network as plain matrices.
#[derive(Debug, Clone)]
pub struct Plain {
    pub group_of: Vec<usize>,
    /// `flows[supplier][buyer]`, units a day.
    pub flows: Vec<Vec<f64>>,
    pub output: Vec<f64>,
    pub final_demand: Vec<f64>,
}

/// Output by step and node. Without losses of capital, emulation and slots given by node.
pub fn run(plain: &Plain, rules: &Rules, shocks: &Shocks, steps: usize) -> Vec<Vec<f64>> {
    let nodes = plain.output.len();
    let groups = plain.group_of.iter().max().unwrap() + 1;
    let members = |group: usize| (0..nodes).filter(move |&node| plain.group_of[node] == group);
    let need: Vec<Vec<f64>> = (0..groups)
        .map(|group| {
            (0..nodes)
                .map(|buyer| members(group).map(|node| plain.flows[node][buyer]).sum())
                .collect()
        })
        .collect();
    let value = |values: &SlotValues, group: usize, node: usize| match values {
        SlotValues::Uniform(value) => *value,
        SlotValues::ByInput(values) => values[group],
        SlotValues::ByNode(values) => values[node],
        SlotValues::ByInputAndUser(values) => values[group * groups + plain.group_of[node]],
        SlotValues::ByInputAndNode(values) => values[group * nodes + node],
    };
    let days = |group: usize, node: usize| value(&rules.target_days, group, node);
    let mut stock: Vec<Vec<f64>> = (0..groups)
        .map(|group| {
            (0..nodes)
                .map(|node| {
                    if need[group][node] > 0.0 {
                        days(group, node) * need[group][node]
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect();
    let mut placed = plain.flows.clone();
    let mut alpha = vec![rules.overproduction.base; nodes];
    let mut critical: Vec<f64> = shocks.critical_inputs.iter().map(|input| input.days).collect();
    let mut late: Vec<(usize, usize, usize, f64)> = Vec::new();
    let (mut made, mut path) = (plain.output.clone(), Vec::new());
    for step in 0..steps {
        let within = |from: usize, until: usize| step >= from && step < until;
        let passing = |supplier: usize, buyer: usize| {
            let hit = |cut: &&LinkCut| {
                within(cut.from, cut.until)
                    && cut.suppliers.contains(&supplier)
                    && cut.buyers.contains(&buyer)
            };
            shocks.cuts.iter().filter(hit).map(|cut| cut.passing).product::<f64>()
        };
        let saved = |group: usize, node: usize| {
            let hit = shocks.thrift.iter().filter(|thrift| {
                within(thrift.from, thrift.until) && (thrift.group, thrift.node) == (group, node)
            });
            hit.map(|thrift| 1.0 - thrift.share).product::<f64>()
        };
        let final_demand: Vec<f64> = (0..nodes)
            .map(|node| {
                let hit = shocks
                    .demand
                    .iter()
                    .filter(|change| change.node == node && within(change.from, change.until));
                plain.final_demand[node] * hit.map(|change| change.factor).product::<f64>()
            })
            .collect();
        // What was ordered is worth what its link carries now.
        let orders: Vec<Vec<f64>> = (0..nodes)
            .map(|supplier| {
                (0..nodes).map(|buyer| placed[supplier][buyer] * passing(supplier, buyer)).collect()
            })
            .collect();
        let open: Vec<Vec<f64>> = (0..nodes)
            .map(|supplier| {
                (0..nodes)
                    .map(|buyer| plain.flows[supplier][buyer] * passing(supplier, buyer))
                    .collect()
            })
            .collect();
        let asked: Vec<f64> = orders.iter().map(|row| row.iter().sum()).collect();
        if step > 1 {
            for node in 0..nodes {
                let demand = asked[node] + final_demand[node];
                let scarcity = if demand > 0.0 { (demand - made[node]) / demand } else { 0.0 };
                let rule = rules.overproduction;
                let goal = if scarcity == 0.0 {
                    rule.base - alpha[node]
                } else {
                    (rule.largest - alpha[node]) * scarcity
                };
                alpha[node] = (alpha[node] + goal / rule.time).max(1.0);
            }
        }
        for release in shocks.releases.iter().filter(|release| release.at == step) {
            stock[release.group][release.node] += release.days * need[release.group][release.node];
        }
        late.retain(|&(due, group, node, amount)| {
            if due == step {
                stock[group][node] += amount;
            }
            due != step
        });
        let mut capacity = vec![0.0; nodes];
        let (mut demand, mut desired) = (vec![0.0; nodes], vec![0.0; nodes]);
        for node in 0..nodes {
            let mut lost: f64 = 0.0;
            for loss in shocks.capacity_losses.iter().filter(|loss| step >= loss.from) {
                let elapsed = step.saturating_sub(loss.from + loss.duration) as f64;
                assert_eq!(loss.recovery.0, Recovery::Linear);
                let left = (1.0 - elapsed / loss.recovery.1).max(0.0);
                for &(hit, share) in &loss.shares {
                    if hit == node {
                        lost = lost.max(share * left);
                    }
                }
            }
            let mut ramp = 0.0;
            for one in shocks.ramps.iter().filter(|ramp| ramp.node == node && step >= ramp.from) {
                ramp += one.share
                    * ((step - one.from + 1) as f64 / (one.full - one.from + 1) as f64).min(1.0);
            }
            capacity[node] = plain.output[node] * (1.0 - lost) * alpha[node] * (1.0 + ramp);
            demand[node] = asked[node] + final_demand[node];
            desired[node] = demand[node].min(capacity[node]);
        }
        let mut coverage_of = vec![(1.0, 0.0, 1.0); critical.len()];
        for node in 0..nodes {
            let mut best = desired[node];
            let fallback =
                if rules.fallback == Fallback::Capacity { capacity[node] } else { desired[node] };
            for group in 0..groups {
                let target = days(group, node);
                if need[group][node] <= rules.negligible_share * plain.output[node]
                    || target.is_infinite()
                {
                    continue;
                }
                let at_hand = match rules.operating {
                    OperatingStock::ShareOfTarget(share) => share * target,
                    OperatingStock::Days(days) => days,
                };
                let chi = value(&rules.criticality, group, node);
                let coefficient = need[group][node] / plain.output[node] * saved(group, node);
                best = best.min(
                    (1.0 - chi) * fallback + chi * stock[group][node] / (coefficient * at_hand),
                );
            }
            for (which, input) in
                shocks.critical_inputs.iter().enumerate().filter(|(_, input)| input.node == node)
            {
                let wanted =
                    (1.0 - last(&input.thrift, step, 0.0)) * desired[node] / plain.output[node];
                let coverage = if wanted > 0.0 {
                    (critical[which] / (input.operating_days * wanted)).min(1.0)
                } else {
                    1.0
                };
                let chi = input.criticality * (1.0 - last(&input.substitution, step, 0.0));
                let most = desired[node] * (1.0 - chi * input.share * (1.0 - coverage));
                coverage_of[which] = (coverage, wanted, most);
                best = best.min(most);
            }
            made[node] = best;
        }
        for (which, input) in shocks.critical_inputs.iter().enumerate() {
            let (coverage, wanted, most) = coverage_of[which];
            let gap = (input.days * wanted - critical[which]).max(0.0);
            let arrived = last(&input.supply, step, 1.0).min(wanted + gap / input.restoration_time);
            let running = if most > 0.0 { (made[input.node] / most).min(1.0) } else { 0.0 };
            critical[which] = (critical[which] + arrived - wanted * coverage * running).max(0.0);
        }
        let mut delivered = vec![vec![0.0; nodes]; nodes];
        for supplier in 0..nodes {
            let scale =
                if demand[supplier] > 0.0 { made[supplier] / demand[supplier] } else { 0.0 };
            let short = made[supplier] < demand[supplier] * (1.0 - 1e-14);
            let first = if asked[supplier] > 0.0 {
                (made[supplier] / asked[supplier]).min(1.0)
            } else {
                1.0
            };
            let ceiling = equal_share(
                &orders[supplier],
                &open[supplier],
                final_demand[supplier],
                made[supplier],
            );
            for buyer in 0..nodes {
                let order = orders[supplier][buyer];
                delivered[supplier][buyer] = match rules.rationing {
                    Rationing::Proportional => order * scale,
                    Rationing::IntermediateFirst => order * if short { first } else { scale },
                    Rationing::EqualShare if !short => order,
                    Rationing::EqualShare => order.min(ceiling * open[supplier][buyer]),
                };
            }
        }
        if rules.own_use_first {
            for node in 0..nodes {
                let (own, given) = (orders[node][node], delivered[node].iter().sum::<f64>());
                if own == 0.0 || given >= asked[node] {
                    continue;
                }
                let taken = own.min(given);
                for buyer in 0..nodes {
                    let share =
                        if asked[node] > own { (given - taken) / (asked[node] - own) } else { 1.0 };
                    delivered[node][buyer] =
                        if buyer == node { taken } else { orders[node][buyer] * share };
                }
            }
        }
        let mut arrived = delivered.clone();
        for lag in shocks.lags.iter().filter(|lag| within(lag.from, lag.until)) {
            for &supplier in &lag.suppliers {
                for &buyer in &lag.buyers {
                    let amount = std::mem::take(&mut arrived[supplier][buyer]);
                    late.push((step + lag.steps + 1, plain.group_of[supplier], buyer, amount));
                }
            }
        }
        for buyer in 0..nodes {
            let basis = (asked[buyer] + final_demand[buyer]).min(capacity[buyer]);
            for group in 0..groups {
                if need[group][buyer] == 0.0 {
                    continue;
                }
                let coefficient = if plain.output[buyer] > 0.0 {
                    need[group][buyer] / plain.output[buyer] * saved(group, buyer)
                } else {
                    0.0
                };
                let came: f64 = members(group).map(|supplier| arrived[supplier][buyer]).sum();
                stock[group][buyer] =
                    (stock[group][buyer] + came - coefficient * made[buyer]).max(0.0);
                let target = match rules.target_basis {
                    TargetBasis::Desired => basis,
                    TargetBasis::Baseline => plain.output[buyer],
                };
                if value(&rules.restoration_time, group, buyer).is_infinite() {
                    let most = match rules.order_basis {
                        OrderBasis::Realised => made[buyer],
                        OrderBasis::Desired => basis,
                        OrderBasis::Demanded => demand[buyer],
                    };
                    let most = days(group, buyer) * coefficient * most.max(plain.output[buyer]);
                    stock[group][buyer] = stock[group][buyer].min(most);
                }
                let goal = days(group, buyer) * coefficient * target;
                let gap =
                    if goal.is_finite() { (goal - stock[group][buyer]).max(0.0) } else { 0.0 };
                let planned = match rules.order_basis {
                    OrderBasis::Realised => made[buyer],
                    OrderBasis::Desired => basis,
                    OrderBasis::Demanded => demand[buyer],
                };
                let wanted =
                    gap / value(&rules.restoration_time, group, buyer) + coefficient * planned;
                let attraction = |supplier: usize| {
                    let by_capacity = rules.routing.by_capacity && plain.output[supplier] > 0.0;
                    if by_capacity { capacity[supplier] / plain.output[supplier] } else { 1.0 }
                };
                let total: f64 = members(group)
                    .map(|supplier| open[supplier][buyer] * attraction(supplier))
                    .sum();
                let share = rules.routing.rerouting;
                let reach = share * total + (1.0 - share) * total.max(need[group][buyer]);
                for supplier in members(group) {
                    let asked = wanted * plain.flows[supplier][buyer] * attraction(supplier);
                    placed[supplier][buyer] = if reach > 0.0 { asked / reach } else { 0.0 };
                    if rules.own_use_first && supplier == buyer {
                        let own =
                            plain.flows[buyer][buyer] / need[group][buyer] * coefficient * planned;
                        placed[buyer][buyer] = placed[buyer][buyer].max(own);
                    }
                }
            }
        }
        path.push(made.clone());
    }
    path
}

fn last(path: &[f64], step: usize, absent: f64) -> f64 {
    path.get(step).or(path.last()).copied().unwrap_or(absent)
}

/// The ceiling by bisection.
fn equal_share(orders: &[f64], flows: &[f64], rest: f64, made: f64) -> f64 {
    let used = |ceiling: f64| -> f64 {
        orders.iter().zip(flows).map(|(order, flow)| order.min(ceiling * flow)).sum::<f64>()
            + rest * ceiling.min(1.0)
    };
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if used(middle) <= made { low = middle } else { high = middle }
    }
    low
}
