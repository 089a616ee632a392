//! Inputs from outside the network: magnets, gas, chips, whose supply another model knows.
//!
//! A node holds a stock of each, in days of what its baseline output needs. Some of its output
//! needs the input, and some can do without it:
//!
//! ```text
//! (6) need      n_t = (1 - saved_t) x^d_t / x_0
//! (7) limit     x_t <= x^d_t (1 - chi_t s (1 - min(1, c_t / (o n_t)))),      chi_t = chi (1 - substitution_t)
//! (8) arrivals  r_t = min(supply_t, n_t + max(0, theta n_t - c_t) / tau)
//! (9) stock     c_t+1 = c_t + r_t - n_t min(1, c_t / (o n_t)) x_t / limit_t
//! ```
//!
//! Where a node is made of parts of which each has its own supply (an economy that was added up),
//! the node loses what each part loses, by its share w of the node's output; within a part the
//! scarcest input limits:
//!
//! ```text
//! (10) limit    x_t <= L - sum over parts p of w_p max(0, L - min over inputs of p of (7)),     L what the network's own inputs allow
//! ```
//!
//! with c the stock in days, s the share of output that needs the input, theta the days held at
//! rest and o those needed at hand. What is on offer beyond need and restocking is left with the
//! seller.

use crate::CascadeError;

/// An input of one node that comes from outside the network.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalInput {
    /// The user.
    pub node: usize,
    /// Parts of the node that need it: number and share of the node's output, 0 to 1; empty for the
    /// whole node.
    pub parts: Vec<(usize, f64)>,
    /// Share of the output of node or part that needs it, 0 to 1.
    pub share: f64,
    /// What the output that needs it loses without it, 0 to 1.
    pub criticality: f64,
    /// Days of need in stock at the start and wanted at rest.
    pub days: f64,
    /// Days of need that must be at hand to run.
    pub operating_days: f64,
    /// Steps over which a gap in stock is made up, as far as supply allows.
    pub restoration_time: f64,
    /// Supply by step relative to baseline need; the last entry holds on, no entry means 1.
    pub supply: Vec<f64>,
    /// Share of need saved by step; the last entry holds on, no entry means 0.
    pub thrift: Vec<f64>,
    /// Share of the dependent output that can do without by step; the last entry holds on, no entry
    /// means 0.
    pub substitution: Vec<f64>,
}

/// An input with its stock.
#[derive(Debug, Clone)]
pub(crate) struct CriticalStock {
    pub input: CriticalInput,
    /// Days of baseline need.
    pub cover: f64,
    /// Share of the need that the stock covers in this step.
    coverage: f64,
    need: f64,
    limit: f64,
    /// Output of the parts that need it over that of the node, both relative to the baseline.
    tilt: f64,
}

impl CriticalInput {
    pub(crate) fn check(&self, nodes: usize) -> Result<(), CascadeError> {
        if self.node >= nodes {
            return Err(CascadeError::Unknown { what: "node", index: self.node, count: nodes });
        }
        let unit = |value: &f64| (0.0..=1.0).contains(value);
        let positive = |value: &f64| *value > 0.0 && value.is_finite();
        let one = std::slice::from_ref;
        in_range("share of output that needs an input", one(&self.share), "from 0 to 1", unit)?;
        let shares: Vec<f64> = self.parts.iter().map(|(_, share)| *share).collect();
        in_range("share of a part of a node", &shares, "from 0 to 1", unit)?;
        in_range("criticality", one(&self.criticality), "from 0 to 1", unit)?;
        in_range("days at hand to run", one(&self.operating_days), "above zero", positive)?;
        in_range("restoration time", one(&self.restoration_time), "above zero", positive)?;
        let range = "finite and at least what must be at hand to run";
        in_range("days of stock", one(&self.days), range, |days| {
            *days >= self.operating_days && days.is_finite()
        })?;
        in_range("supply", &self.supply, "zero or more", |value| {
            *value >= 0.0 && value.is_finite()
        })?;
        in_range("saved share", &self.thrift, "from 0 to 1", unit)?;
        in_range("substitution", &self.substitution, "from 0 to 1", unit)
    }
}

impl CriticalStock {
    pub fn new(input: CriticalInput) -> Self {
        CriticalStock { cover: input.days, coverage: 1.0, need: 1.0, limit: 1.0, tilt: 1.0, input }
    }

    /// The output this input allows, relative to the baseline, where `desired` is wanted.
    pub fn limit(&mut self, step: usize, desired: f64) -> f64 {
        let input = &self.input;
        self.need = (1.0 - at(&input.thrift, step, 0.0)) * desired;
        let at_hand = input.operating_days * self.need;
        self.coverage = if at_hand > 0.0 { (self.cover / at_hand).min(1.0) } else { 1.0 };
        let criticality = input.criticality * (1.0 - at(&input.substitution, step, 0.0));
        self.limit = desired * (1.0 - criticality * input.share * (1.0 - self.coverage));
        self.limit
    }

    /// Moves the stock by a step in which `made` was made, relative to the baseline.
    pub fn advance(&mut self, step: usize, made: f64) {
        let input = &self.input;
        let offered = at(&input.supply, step, 1.0);
        let gap = (input.days * self.need - self.cover).max(0.0);
        let ordered = self.need + gap / input.restoration_time;
        let running = if self.limit > 0.0 { (made * self.tilt / self.limit).min(1.0) } else { 0.0 };
        self.cover =
            (self.cover + offered.min(ordered) - self.need * self.coverage * running).max(0.0);
    }
}

/// The inputs of one node, by the parts that need them.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeInputs {
    pub node: usize,
    /// Share of the node's output and the inputs, by place, of each part.
    parts: Vec<(f64, Vec<usize>)>,
    /// The inputs of the node and the parts of each.
    inputs: Vec<(usize, Vec<usize>)>,
}

/// The inputs by node and part, in the order of their first occurrence.
pub(crate) fn by_node(stocks: &[CriticalStock]) -> Vec<NodeInputs> {
    let mut nodes: Vec<NodeInputs> = Vec::new();
    let mut numbers: Vec<Vec<usize>> = Vec::new();
    for (place, stock) in stocks.iter().enumerate() {
        let at = nodes.iter().position(|own| own.node == stock.input.node).unwrap_or_else(|| {
            nodes.push(NodeInputs { node: stock.input.node, ..NodeInputs::default() });
            numbers.push(Vec::new());
            nodes.len() - 1
        });
        let whole = [(usize::MAX, 1.0)];
        let parts = if stock.input.parts.is_empty() { &whole[..] } else { &stock.input.parts };
        let mut own = Vec::with_capacity(parts.len());
        for &(number, share) in parts {
            let part = numbers[at].iter().position(|known| *known == number).unwrap_or_else(|| {
                numbers[at].push(number);
                nodes[at].parts.push((share, Vec::new()));
                numbers[at].len() - 1
            });
            nodes[at].parts[part].1.push(place);
            own.push(part);
        }
        nodes[at].inputs.push((place, own));
    }
    nodes
}

impl NodeInputs {
    /// Equation (10): the limit of the node where its own inputs allow `allowed`, and the input
    /// that takes most, if any does.
    pub fn limit(
        &self,
        stocks: &mut [CriticalStock],
        step: usize,
        desired: f64,
        allowed: f64,
    ) -> (f64, Option<usize>) {
        for (place, _) in &self.inputs {
            stocks[*place].limit(step, desired);
        }
        let (mut limit, mut most, mut binding) = (allowed, 0.0, None);
        let mut lowest = Vec::with_capacity(self.parts.len());
        for (share, inputs) in &self.parts {
            let (mut least, mut scarcest) = (allowed, None);
            for &place in inputs {
                if stocks[place].limit < least {
                    (least, scarcest) = (stocks[place].limit, Some(place));
                }
            }
            // The whole node at once is that limit to the last bit.
            limit = if *share == 1.0 && self.parts.len() == 1 {
                least
            } else {
                limit - share * (allowed - least)
            };
            if share * (allowed - least) > most {
                (most, binding) = (share * (allowed - least), scarcest);
            }
            lowest.push(least);
        }
        limit = limit.max(0.0);
        for (place, parts) in &self.inputs {
            let share = |part: &usize| self.parts[*part].0;
            let all: f64 = parts.iter().map(share).sum();
            let made: f64 = parts.iter().map(|part| share(part) * lowest[*part]).sum();
            stocks[*place].tilt = if self.parts.len() > 1 || share(&parts[0]) < 1.0 {
                if all > 0.0 && limit > 0.0 { made / all / limit } else { 1.0 }
            } else {
                1.0
            };
        }
        (limit, binding)
    }
}

/// The entry of a path at a step; its last entry holds on.
fn at(path: &[f64], step: usize, absent: f64) -> f64 {
    path.get(step).or(path.last()).copied().unwrap_or(absent)
}

fn in_range(
    what: &'static str,
    values: &[f64],
    range: &'static str,
    holds: impl Fn(&f64) -> bool,
) -> Result<(), CascadeError> {
    match values.iter().find(|value| !holds(value)) {
        Some(&value) => Err(CascadeError::Range { what, value, range }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(parts: &[(usize, f64)], supply: f64) -> CriticalStock {
        CriticalStock::new(CriticalInput {
            node: 0,
            parts: parts.to_vec(),
            share: 0.5,
            criticality: 1.0,
            days: 1.0,
            operating_days: 1.0,
            restoration_time: 10.0,
            supply: vec![supply],
            thrift: Vec::new(),
            substitution: Vec::new(),
        })
    }

    /// Output by step where nothing else limits.
    fn path(mut stocks: Vec<CriticalStock>) -> Vec<f64> {
        let nodes = by_node(&stocks);
        let step = |step: usize| {
            let (limit, _) = nodes[0].limit(&mut stocks, step, 1.0, 1.0);
            stocks.iter_mut().for_each(|stock| stock.advance(step, limit));
            limit
        };
        (0..40).map(step).collect()
    }

    #[test]
    fn a_part_loses_its_share_of_what_the_whole_would() {
        let whole = path(vec![input(&[], 0.2)]);
        assert!(whole[39] < 0.7, "{whole:?}");
        assert_eq!(path(vec![input(&[(7, 1.0)], 0.2)]), whole);
        let part = path(vec![input(&[(7, 0.3)], 0.2)]);
        for (part, whole) in part.iter().zip(&whole) {
            assert!((1.0 - part - 0.3 * (1.0 - whole)).abs() < 1e-12, "{part} {whole}");
        }
    }

    #[test]
    fn parts_add_up_and_within_a_part_the_scarcest_input_limits() {
        let [scarce, scarcer] = [path(vec![input(&[], 0.6)]), path(vec![input(&[], 0.2)])];
        let both =
            path(vec![input(&[(0, 0.3)], 0.6), input(&[(0, 0.3)], 0.2), input(&[(1, 0.7)], 0.6)]);
        for (step, both) in both.iter().enumerate() {
            let lost = 0.3 * (1.0 - scarcer[step]) + 0.7 * (1.0 - scarce[step]);
            assert!((1.0 - both - lost).abs() < 1e-9, "{step}: {both} {lost}");
        }
        let two = path(vec![input(&[(0, 0.4), (1, 0.6)], 0.2)]);
        assert!(two.iter().zip(&scarcer).all(|(two, one)| (two - one).abs() < 1e-12));
    }
}
