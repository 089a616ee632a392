//! Named firms inside a world: each is a piece of its sector, and the rest of the sector is a node
//! beside it.
//!
//! ```text
//! (1) z_ab = Z_AB w_a w_b                  a in sector A, b in sector B, w its share of the sector's output
//! (2) z_ab = v_ab                          where `suppliers` says what a sells to b
//! (3) free z_ab scaled so that sum_(a in group) z_ab is what b needs of the group, at least what is given
//! (4) free z_ab scaled down where sum_b z_ab exceeds what a makes
//! ```
//!
//! (3) and (4) by turns, (4) last: what a node does not deliver to others goes to final users. A
//! firm whose given purchases of an input exceed what its share of the sector needs has a recipe of
//! its own, and buys what is given.

use super::problems::{Problems, at};
use super::read::{Firm, FirmNetwork, Given, bought_beyond, named};
use super::restocking;
use crate::error::FirmsError;
use detente_cascade::Network;
use detente_engine::weeks::{YEAR, shares};
use detente_world::{Accounts, EconomyId, SectorId, World};
use std::collections::HashMap;
use std::path::Path;

/// Turns of fitting.
const ROUNDS: usize = 30;
/// Share of an output that counts as nothing.
const NEGLIGIBLE: f64 = 1e-9;

/// The nodes: firms first, in the order of their table, then what is left of each sector with
/// output.
struct Nodes {
    /// Economy and sector.
    cell: Vec<(usize, usize)>,
    /// Share of the output of the sector.
    weight: Vec<f64>,
    /// Units a day.
    output: Vec<f64>,
    names: Vec<String>,
}

impl FirmNetwork {
    /// Reads a folder of firms as [`read`](Self::read) does, and puts them into the sectors of a
    /// world. Outputs and values are in the world's currency a year; `suppliers` may name what is
    /// left of a sector as `JPN-C29`.
    ///
    /// # Errors
    /// As [`read`](Self::read), and a firm of an economy or sector that the world does not have,
    /// firms that make more than their sector, or given sales that exceed what a node makes.
    pub fn read_in(folder: &Path, world: &World) -> Result<Self, FirmsError> {
        let given = Given::read(folder)?;
        let nodes = nodes(&given, world)?;
        let mut places = HashMap::with_capacity(nodes.names.len());
        for (node, name) in nodes.names.iter().enumerate() {
            if let Some(first) = places.insert(name.clone(), node) {
                let what = format!("firm `{name}` has the name of what is left of a sector");
                return Err(at(&given.firms_file, first, &what, "give it another one"));
            }
        }
        let links = given.links(&places)?;
        let (flows, misfit) = flows(&nodes, world, &links);
        let count = nodes.names.len();
        let sold = |node: usize| flows[node * count..(node + 1) * count].iter().sum::<f64>();
        for node in 0..count {
            if sold(node) > nodes.output[node] * (1.0 + NEGLIGIBLE) {
                let what = format!(
                    "`{}` sells {:.4} a year to the buyers given, but makes {:.4}",
                    nodes.names[node],
                    sold(node) * YEAR,
                    nodes.output[node] * YEAR
                );
                let fix = "lower the values in suppliers, or raise the output of the firm";
                return Err(FirmsError::Network(format!(
                    "{}: {what}; {fix}",
                    given.suppliers_file.display()
                )));
            }
        }
        let final_demand: Vec<f64> =
            (0..count).map(|node| (nodes.output[node] - sold(node)).max(0.0)).collect();
        let group_of: Vec<usize> = nodes.cell.iter().map(|cell| cell.1).collect();
        let network = Network::dense(&group_of, &flows, &nodes.output, &final_demand)
            .map_err(|error| FirmsError::Network(named(&given.firms_file, &nodes.names, &error)))?;
        let sectors: Vec<String> = world.sectors.iter().map(|sector| sector.code.clone()).collect();
        let firm = |(name, cell): (&String, &(usize, usize))| Firm {
            name: name.clone(),
            economy: world.economies[cell.0].code.clone(),
            sector: cell.1,
        };
        let firms: Vec<Firm> = nodes.names.iter().zip(&nodes.cell).map(firm).collect();
        let stock_days = given.stock_days.as_ref().map(|days| {
            let mut days: Vec<Option<f64>> = days.iter().copied().map(Some).collect();
            days.resize(count, None);
            days
        });
        let named = given.names.len();
        let natures = world.natures();
        let notes = bought_beyond(&given.firms_file, &firms, &given.output, &links);
        let restoration_days = restocking::read(folder, &sectors)?;
        Ok(FirmNetwork {
            firms,
            sectors,
            natures,
            stock_days,
            restoration_days,
            network,
            links,
            named,
            misfit,
            notes,
            places,
        })
    }
}

/// Where the codes of a world are listed.
const CODES: &str = "take a code of `detente world show`";

fn nodes(given: &Given, world: &World) -> Result<Nodes, FirmsError> {
    let (accounts, economies) = (Accounts::of(world), world.economies.len());
    let made = |cell: (usize, usize)| accounts.output.get(EconomyId(cell.0), SectorId(cell.1));
    let mut left: Vec<f64> = vec![1.0; economies * world.sectors.len()];
    let place = |cell: (usize, usize)| cell.1 * economies + cell.0;
    let (mut cell, mut weight, mut names) = (Vec::new(), Vec::new(), given.names.clone());
    let mut problems = Problems::default();
    let mut wrong = problems.of(&given.firms_file);
    for row in 0..given.names.len() {
        let (economy, sector) =
            (world.economy(&given.economies[row]), world.sector(&given.sectors[row]));
        let mut refuse = |kind: &str, code: &str, fix: &str| {
            let what = format!(
                "{kind} `{code}` of firm `{}` is not in the world `{}`",
                given.names[row], world.id
            );
            wrong.add(row, &what, fix);
        };
        if economy.is_none() {
            let meant =
                detente_world::names::hint(&given.economies[row], world.economy_names(false));
            refuse("economy", &given.economies[row], meant.as_deref().unwrap_or(CODES));
        }
        if sector.is_none() {
            refuse("sector", &given.sectors[row], CODES);
        }
        let (Some(economy), Some(sector)) = (economy, sector) else { continue };
        let own = (economy.0, sector.0);
        let share = if made(own) > 0.0 { given.output[row] / made(own) } else { f64::INFINITY };
        left[place(own)] -= share;
        if left[place(own)] < -NEGLIGIBLE {
            let what = format!(
                "with firm `{}` the firms of {}-{} make more than the {:.4} of the whole sector",
                given.names[row],
                given.economies[row],
                given.sectors[row],
                made(own)
            );
            wrong.add(row, &what, "give outputs in the world's currency, a year");
        }
        cell.push(own);
        weight.push(share);
    }
    problems.none()?;
    for sector in 0..world.sectors.len() {
        for economy in (0..economies).filter(|&economy| made((economy, sector)) > 0.0) {
            let rest = left[place((economy, sector))];
            cell.push((economy, sector));
            // What rounding leaves of a sector that is all named is nothing.
            weight.push(if rest > NEGLIGIBLE { rest } else { 0.0 });
            names.push(format!("{}-{}", world.economies[economy].code, world.sectors[sector].code));
        }
    }
    let output =
        cell.iter().zip(&weight).map(|(cell, weight)| made(*cell) / YEAR * weight).collect();
    Ok(Nodes { cell, weight, output, names })
}

/// Flows a day, supplier by supplier, and the share by which needs are missed.
fn flows(nodes: &Nodes, world: &World, links: &[(u32, u32, f64)]) -> (Vec<f64>, f64) {
    let (count, economies) = (nodes.names.len(), world.economies.len());
    let (all, share) = (economies * world.sectors.len(), shares(world));
    let mut flows = vec![0.0; count * count];
    for (a, row) in flows.chunks_exact_mut(count).enumerate() {
        let (origin, good) = nodes.cell[a];
        for (b, flow) in row.iter_mut().enumerate() {
            let (economy, user) = nodes.cell[b];
            let traded =
                world.trade.get(SectorId(good), EconomyId(economy), EconomyId(origin)) / YEAR;
            *flow = traded
                * share[good * all + user * economies + economy]
                * nodes.weight[a]
                * nodes.weight[b];
        }
    }
    if links.is_empty() {
        return (flows, 0.0);
    }
    let mut fit = Fit::new(nodes, world.sectors.len(), flows, links);
    for _ in 0..ROUNDS {
        fit.meet_needs();
        fit.keep_within_output();
    }
    let misfit = fit.misfit();
    (fit.flows, misfit)
}

/// Flows being fitted around those that are given.
struct Fit<'n> {
    nodes: &'n Nodes,
    flows: Vec<f64>,
    /// Flows that are given, by place.
    given: HashMap<usize, f64>,
    /// What each node needs of each group, group x node.
    need: Vec<f64>,
}

impl<'n> Fit<'n> {
    fn new(
        nodes: &'n Nodes,
        groups: usize,
        mut flows: Vec<f64>,
        links: &[(u32, u32, f64)],
    ) -> Self {
        let count = nodes.names.len();
        let sums = |flows: &[f64]| {
            let mut sums = vec![0.0; groups * count];
            for (a, row) in flows.chunks_exact(count).enumerate() {
                let group = nodes.cell[a].1;
                sums[group * count..(group + 1) * count]
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, flow)| *sum += flow);
            }
            sums
        };
        let mut need = sums(&flows);
        let (mut given, mut fixed) = (HashMap::new(), vec![0.0; groups * count]);
        for &(a, b, value) in links {
            *given.entry(a as usize * count + b as usize).or_insert(0.0) += value / YEAR;
            fixed[nodes.cell[a as usize].1 * count + b as usize] += value / YEAR;
        }
        need.iter_mut().zip(&fixed).for_each(|(need, fixed)| *need = need.max(*fixed));
        given.iter().for_each(|(place, value)| flows[*place] = *value);
        Fit { nodes, flows, given, need }
    }

    /// Free and given flows summed over `index` of each place.
    fn sums(&self, size: usize, index: impl Fn(usize, usize) -> usize) -> (Vec<f64>, Vec<f64>) {
        let count = self.nodes.names.len();
        let (mut free, mut given) = (vec![0.0; size], vec![0.0; size]);
        for (a, row) in self.flows.chunks_exact(count).enumerate() {
            row.iter().enumerate().for_each(|(b, flow)| free[index(a, b)] += flow);
        }
        // In the order of places, so that sums are the same every time.
        let mut places: Vec<(&usize, &f64)> = self.given.iter().collect();
        places.sort_by_key(|(place, _)| **place);
        for (place, value) in places {
            let at = index(place / count, place % count);
            free[at] -= value;
            given[at] += value;
        }
        (free, given)
    }

    fn scale(&mut self, factor: &[f64], index: impl Fn(usize, usize) -> usize) {
        let count = self.nodes.names.len();
        for (a, row) in self.flows.chunks_exact_mut(count).enumerate() {
            row.iter_mut().enumerate().for_each(|(b, flow)| *flow *= factor[index(a, b)]);
        }
        self.given.iter().for_each(|(place, value)| self.flows[*place] = *value);
    }

    /// (3): free purchases of a group make up what is needed beyond those given.
    fn meet_needs(&mut self) {
        let (nodes, count) = (self.nodes, self.nodes.names.len());
        let slot = |a: usize, b: usize| nodes.cell[a].1 * count + b;
        let (free, given) = self.sums(self.need.len(), slot);
        let factor = |at: usize| {
            if free[at] > 0.0 { (self.need[at] - given[at]).max(0.0) / free[at] } else { 1.0 }
        };
        let factors: Vec<f64> = (0..free.len()).map(factor).collect();
        self.scale(&factors, slot);
    }

    /// (4): free sales are at most what is made beyond those given.
    fn keep_within_output(&mut self) {
        let (free, given) = self.sums(self.nodes.names.len(), |a, _| a);
        let factor = |a: usize| {
            let left = (self.nodes.output[a] - given[a]).max(0.0);
            if free[a] > left { left / free[a] } else { 1.0 }
        };
        let factors: Vec<f64> = (0..free.len()).map(factor).collect();
        self.scale(&factors, |a, _| a);
    }

    /// By how much purchases miss what is needed, as a share of it.
    fn misfit(&self) -> f64 {
        let (nodes, count) = (self.nodes, self.nodes.names.len());
        let (free, given) = self.sums(self.need.len(), |a, b| nodes.cell[a].1 * count + b);
        let missed: f64 = self
            .need
            .iter()
            .enumerate()
            .map(|(at, need)| (free[at] + given[at] - need).abs())
            .sum();
        missed / self.need.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }
}
