//! How much of an economy fails with one firm, without time: the economic systemic risk index.
//!
//! A firm that fails starves its users and leaves its suppliers without customers. With h^d and h^u the output a firm keeps
//! after shocks from above and from below,
//!
//! ```text
//! (1) h^d_i = min( min_(k essential) (1 - L_k),   1 - sum_(k not) L_k W_k / sum_(k not) W_k,   psi_i )
//!     L_k   = sum_(j in k) sigma_j W_ji (1 - h^d_j) / W_k,                W_k = sum_(j in k) W_ji
//! (2) h^u_i = min( sum_l W_il h^u_l / sum_l W_il,   psi_i )
//! (3) ESRI  = sum_i s_i (1 - min(h^d_i, h^u_i)) / sum_i s_i
//! ```
//!
//! with psi 0 for firms that fail and 1 for the others, s the weight of a firm and sigma its market share among the
//! survivors of its sector, or 1. The non-essential inputs of (1) are weighted by what is bought of them.
//!
//! Source: Diem, Borsos, Reisch, Kertesz and Thurner (2022), "Quantifying firm-level economic systemic risk from nation-wide
//! supply networks", Scientific Reports 12, eqs. 1 to 8.
//!
//! Only firms whose neighbours changed are looked at again, so that a small cascade in a large network costs little.

use crate::CascadeError;
use rayon::prelude::*;

/// Whether what a failed supplier leaves open is taken over by others of its sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaceability {
    /// Nobody takes over: sigma is 1.
    None,
    /// Others do as far as they can: sigma is the supplier's share of what is left of its sector.
    MarketShare,
}

/// A network of firms ready for the index.
#[derive(Debug, Clone)]
pub struct RiskNetwork {
    sector: Vec<u32>,
    weight: Vec<f64>,
    suppliers: Adjacency,
    buyers: Adjacency,
    essential: Vec<bool>,
    sectors: usize,
    market: Vec<f64>,
    replaceability: Replaceability,
    tolerance: f64,
}

/// Links by one of their ends.
#[derive(Debug, Clone, Default)]
struct Adjacency {
    start: Vec<u32>,
    other: Vec<u32>,
    value: Vec<f64>,
}

/// The index of one firm and its two halves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SystemicRisk {
    /// Share of total weight lost, from both directions.
    pub index: f64,
    /// Share lost through missing inputs alone.
    pub downstream: f64,
    /// Share lost through missing demand alone.
    pub upstream: f64,
}

impl RiskNetwork {
    /// Takes links as supplier, buyer and value; `essential[input sector * sectors + user's sector]` says which inputs stop a
    /// user. Firms weigh what they sell to others.
    ///
    /// # Errors
    /// An unknown firm, one that supplies itself, a negative value, or a table of essential inputs of another size.
    pub fn new(
        sector: &[usize],
        links: &[(u32, u32, f64)],
        essential: &[bool],
        replaceability: Replaceability,
    ) -> Result<Self, CascadeError> {
        let firms = sector.len();
        let sectors = sector.iter().max().map_or(0, |most| most + 1);
        if essential.len() != sectors * sectors {
            let (expected, found) = (sectors * sectors, essential.len());
            return Err(CascadeError::Shape { what: "table of essential inputs", expected, found });
        }
        crate::network::check_links(firms, links, |value| *value)?;
        let by = |key: fn(&(u32, u32, f64)) -> (u32, u32)| Adjacency::new(firms, links, key, sector);
        let (suppliers, buyers) = (by(|link| (link.1, link.0)), by(|link| (link.0, link.1)));
        let weight: Vec<f64> = (0..firms).map(|firm| buyers.values(firm).iter().sum()).collect();
        let mut market = vec![0.0; sectors];
        for (firm, &sector) in sector.iter().enumerate() {
            market[sector] += weight[firm];
        }
        let sector = sector.iter().map(|&sector| sector as u32).collect();
        Ok(RiskNetwork {
            sector,
            weight,
            suppliers,
            buyers,
            essential: essential.to_vec(),
            sectors,
            market,
            replaceability,
            tolerance: 1e-12,
        })
    }

    /// The same network with another tolerance: changes of a firm's output below it are not passed on. By default 1e-12.
    #[must_use]
    pub fn with_tolerance(self, tolerance: f64) -> Self {
        RiskNetwork { tolerance, ..self }
    }

    /// The index of one firm's failure.
    #[must_use]
    pub fn of(&self, firm: usize) -> SystemicRisk {
        let mut down = Health::failed(self.weight.len(), firm);
        let mut up = down.clone();
        self.spread(&mut down, &self.buyers, |health, firm| self.kept_downstream(health, firm));
        self.spread(&mut up, &self.suppliers, |health, firm| self.kept_upstream(health, firm));
        let total: f64 = self.weight.iter().sum();
        let lost = |kept: &dyn Fn(usize) -> f64, touched: &[u32]| {
            let mut firms = touched.to_vec();
            firms.sort_unstable();
            firms.dedup();
            firms.iter().map(|&firm| self.weight[firm as usize] * (1.0 - kept(firm as usize))).sum::<f64>() / total
        };
        let both: Vec<u32> = down.touched.iter().chain(&up.touched).copied().collect();
        SystemicRisk {
            index: lost(&|firm| down.kept[firm].min(up.kept[firm]), &both),
            downstream: lost(&|firm| down.kept[firm], &down.touched),
            upstream: lost(&|firm| up.kept[firm], &up.touched),
        }
    }

    /// The index of every firm, in order.
    #[must_use]
    pub fn all(&self) -> Vec<SystemicRisk> {
        (0..self.weight.len()).into_par_iter().map(|firm| self.of(firm)).collect()
    }

    /// Lets a failure spread in rounds, in each of which every firm next to a change is looked at once.
    fn spread(&self, health: &mut Health, next: &Adjacency, kept: impl Fn(&Health, usize) -> f64) {
        let mut changed = health.touched.clone();
        let mut survivors = Vec::new();
        if self.replaceability == Replaceability::MarketShare {
            survivors.clone_from(&self.market);
            for &firm in &changed {
                survivors[self.sector[firm as usize] as usize] -= self.weight[firm as usize];
            }
        }
        while !changed.is_empty() {
            health.market.clone_from(&survivors);
            let mut around = Vec::new();
            // A smaller sector makes every damaged firm of it harder to replace, whenever it was hit.
            let sources = if health.market.is_empty() { &changed } else { &health.touched };
            for &firm in sources {
                for &other in next.others(firm as usize) {
                    if !health.queued[other as usize] {
                        health.queued[other as usize] = true;
                        around.push(other);
                    }
                }
            }
            let found: Vec<(u32, f64)> = around.iter().map(|&firm| (firm, kept(health, firm as usize))).collect();
            changed.clear();
            for (firm, value) in found {
                let place = firm as usize;
                health.queued[place] = false;
                let drop = health.kept[place] - value;
                if drop > self.tolerance {
                    if health.kept[place] == 1.0 {
                        health.touched.push(firm);
                    }
                    health.kept[place] = value;
                    changed.push(firm);
                    if let Some(market) = survivors.get_mut(self.sector[place] as usize) {
                        *market -= self.weight[place] * drop;
                    }
                }
            }
        }
    }

    /// Eq. (1).
    fn kept_downstream(&self, health: &Health, firm: usize) -> f64 {
        let own = self.sector[firm] as usize;
        let (others, values) = (self.suppliers.others(firm), self.suppliers.values(firm));
        let (mut kept, mut lost, mut bought): (f64, f64, f64) = (health.kept[firm], 0.0, 0.0);
        let mut first = 0;
        while first < others.len() {
            let input = self.sector[others[first] as usize];
            let (mut missing, mut sum) = (0.0, 0.0);
            let mut at = first;
            while at < others.len() && self.sector[others[at] as usize] == input {
                missing += self.irreplaceable(health, others[at] as usize)
                    * values[at]
                    * (1.0 - health.kept[others[at] as usize]);
                sum += values[at];
                at += 1;
            }
            if self.essential[input as usize * self.sectors + own] {
                kept = kept.min(1.0 - missing / sum);
            } else {
                lost += missing;
                bought += sum;
            }
            first = at;
        }
        if bought > 0.0 { kept.min(1.0 - lost / bought) } else { kept }
    }

    fn irreplaceable(&self, health: &Health, supplier: usize) -> f64 {
        match health.market.get(self.sector[supplier] as usize) {
            Some(&left) if left > self.weight[supplier] => self.weight[supplier] / left,
            _ => 1.0,
        }
    }

    /// Eq. (2).
    fn kept_upstream(&self, health: &Health, firm: usize) -> f64 {
        let (others, values) = (self.buyers.others(firm), self.buyers.values(firm));
        let sold: f64 = others.iter().zip(values).map(|(&buyer, value)| value * health.kept[buyer as usize]).sum();
        (sold / self.weight[firm]).min(health.kept[firm])
    }
}

/// What every firm keeps while a failure spreads.
#[derive(Debug, Clone)]
struct Health {
    kept: Vec<f64>,
    touched: Vec<u32>,
    queued: Vec<bool>,
    /// What is left of each sector; empty where nobody replaces anybody.
    market: Vec<f64>,
}

impl Health {
    fn failed(firms: usize, firm: usize) -> Self {
        let mut kept = vec![1.0; firms];
        kept[firm] = 0.0;
        Health { kept, touched: vec![firm as u32], queued: vec![false; firms], market: Vec::new() }
    }
}

impl Adjacency {
    /// Links by `key.0`, those of one firm sorted by the sector of the firm at the other end.
    fn new(firms: usize, links: &[(u32, u32, f64)], key: fn(&(u32, u32, f64)) -> (u32, u32), sector: &[usize]) -> Self {
        let mut sorted: Vec<(u32, u32, f64)> = links
            .iter()
            .filter(|link| link.2 > 0.0)
            .map(|link| {
                let (own, other) = key(link);
                (own, other, link.2)
            })
            .collect();
        sorted.par_sort_unstable_by_key(|&(own, other, _)| (own, sector[other as usize], other));
        let mut start = vec![0_u32; firms + 1];
        for link in &sorted {
            start[link.0 as usize + 1] += 1;
        }
        for firm in 0..firms {
            start[firm + 1] += start[firm];
        }
        let (other, value) = sorted.into_iter().map(|(_, other, value)| (other, value)).unzip();
        Adjacency { start, other, value }
    }

    fn others(&self, firm: usize) -> &[u32] {
        &self.other[self.start[firm] as usize..self.start[firm + 1] as usize]
    }

    fn values(&self, firm: usize) -> &[f64] {
        &self.value[self.start[firm] as usize..self.start[firm + 1] as usize]
    }
}
