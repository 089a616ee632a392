//! How much of an economy fails with one firm, without time: the economic systemic risk index.
//!
//! A firm that fails starves its users and leaves its suppliers without customers. With h^d and h^u
//! the output a firm keeps after shocks from above and from below,
//!
//! ```text
//! (1) h^d_i = min( min_(k essential) (1 - L_k),   1 - sum_(k non-essential) L_k W_k / sum_(all k) W_k,   psi_i )
//!     L_k   = sum_(j in k) sigma_j W_ji (1 - h^d_j) / W_k,                W_k = sum_(j in k) W_ji
//! (2) h^u_i = min( sum_l W_il h^u_l / sum_l W_il,   psi_i )
//! (3) ESRI  = sum_i s_i (1 - min(h^d_i, h^u_i)) / sum_i s_i
//! ```
//!
//! with psi 0 for firms that fail and 1 for the others, s the weight of a firm and sigma its market
//! share among the survivors of its sector, or 1. What is missing of non-essential inputs counts
//! against all purchases of the firm; negligible inputs count for nothing.
//!
//! All firms change at once, round by round, until in a round no firm's h^d or h^u falls by more
//! than the tolerance. The published tolerance of 1e-2 is part of the definition: the shares that
//! are left by then would go on to spread.
//!
//! Source: Diem, Borsos, Reisch, Kertesz and Thurner (2022), "Quantifying firm-level economic
//! systemic risk from nation-wide supply networks", Scientific Reports 12, eqs. 1 to 8.
//!
//! Only firms whose neighbours changed are looked at again, so that a small cascade in a large
//! network costs little.

use crate::CascadeError;
use rayon::prelude::*;

/// The tolerance of the published index.
pub const PUBLISHED_TOLERANCE: f64 = 1e-2;

/// Whether what a failed supplier leaves open is taken over by others of its sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaceability {
    /// Nobody takes over: sigma is 1.
    None,
    /// Others do as far as they can: sigma is the supplier's share of what is left of its sector.
    MarketShare,
}

/// What a firm loses without an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputClass {
    /// Output falls as the input does.
    Essential,
    /// Output falls by the share of the input in all purchases.
    NonEssential,
    /// Nothing.
    Negligible,
}

/// A network of firms ready for the index.
#[derive(Debug, Clone)]
pub struct RiskNetwork {
    sector: Vec<u32>,
    weight: Vec<f64>,
    suppliers: Adjacency,
    buyers: Adjacency,
    classes: Vec<InputClass>,
    /// Purchases of each firm.
    bought: Vec<f64>,
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
    /// Takes links as supplier, buyer and value; `classes[input sector * sectors + user's sector]`
    /// says what an input is to its users. Firms weigh what they sell to others.
    ///
    /// # Errors
    /// An unknown firm, one that supplies itself, a negative value, or a table of classes of
    /// another size.
    pub fn new(
        sector: &[usize],
        links: &[(u32, u32, f64)],
        classes: &[InputClass],
        replaceability: Replaceability,
    ) -> Result<Self, CascadeError> {
        let firms = sector.len();
        let sectors = sector.iter().max().map_or(0, |most| most + 1);
        if classes.len() != sectors * sectors {
            let (expected, found) = (sectors * sectors, classes.len());
            return Err(CascadeError::Shape {
                what: "table of classes of inputs",
                expected,
                found,
            });
        }
        crate::network::check_links(firms, links, |value| *value)?;
        let by =
            |key: fn(&(u32, u32, f64)) -> (u32, u32)| Adjacency::new(firms, links, key, sector);
        let (suppliers, buyers) = (by(|link| (link.1, link.0)), by(|link| (link.0, link.1)));
        let weight: Vec<f64> = (0..firms).map(|firm| buyers.values(firm).iter().sum()).collect();
        let bought = (0..firms).map(|firm| suppliers.values(firm).iter().sum()).collect();
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
            classes: classes.to_vec(),
            bought,
            sectors,
            market,
            replaceability,
            tolerance: PUBLISHED_TOLERANCE,
        })
    }

    /// The same network with another tolerance: the rounds end where no firm's output falls by
    /// more. By default that of the published index, [`PUBLISHED_TOLERANCE`].
    #[must_use]
    pub fn with_tolerance(self, tolerance: f64) -> Self {
        RiskNetwork { tolerance, ..self }
    }

    /// The index of one firm's failure.
    #[must_use]
    pub fn of(&self, firm: usize) -> SystemicRisk {
        let mut down = Spread::new(self, firm);
        let mut up = down.clone();
        loop {
            let moved = [
                down.round(self, &self.buyers, |health, firm| self.kept_downstream(health, firm)),
                up.round(self, &self.suppliers, |health, firm| self.kept_upstream(health, firm)),
            ];
            if moved.iter().all(|most| *most <= self.tolerance) {
                break;
            }
        }
        let (down, up) = (down.health, up.health);
        let total: f64 = self.weight.iter().sum();
        let lost = |kept: &dyn Fn(usize) -> f64, touched: &[u32]| {
            let mut firms = touched.to_vec();
            firms.sort_unstable();
            firms.dedup();
            firms
                .iter()
                .map(|&firm| self.weight[firm as usize] * (1.0 - kept(firm as usize)))
                .sum::<f64>()
                / total
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

    /// Eq. (1).
    fn kept_downstream(&self, health: &Health, firm: usize) -> f64 {
        let own = self.sector[firm] as usize;
        let (others, values) = (self.suppliers.others(firm), self.suppliers.values(firm));
        let (mut kept, mut lost): (f64, f64) = (health.kept[firm], 0.0);
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
            match self.classes[input as usize * self.sectors + own] {
                InputClass::Essential => kept = kept.min(1.0 - missing / sum),
                InputClass::NonEssential => lost += missing,
                InputClass::Negligible => {}
            }
            first = at;
        }
        // The sums of both are added up in different orders: rounding must not lose more than all.
        if lost > 0.0 { kept.min((1.0 - lost / self.bought[firm]).max(0.0)) } else { kept }
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
        let sold: f64 = others
            .iter()
            .zip(values)
            .map(|(&buyer, value)| value * health.kept[buyer as usize])
            .sum();
        (sold / self.weight[firm]).min(health.kept[firm])
    }
}

/// A failure that spreads in one direction.
#[derive(Debug, Clone)]
struct Spread {
    health: Health,
    changed: Vec<u32>,
    /// What is left of each sector after the last round; empty where nobody replaces anybody.
    survivors: Vec<f64>,
}

impl Spread {
    fn new(network: &RiskNetwork, firm: usize) -> Self {
        let health = Health::failed(network.weight.len(), firm);
        let mut survivors = Vec::new();
        if network.replaceability == Replaceability::MarketShare {
            survivors.clone_from(&network.market);
            survivors[network.sector[firm] as usize] -= network.weight[firm];
        }
        Spread { changed: health.touched.clone(), health, survivors }
    }

    /// Looks once at every firm next to a change, and gives the largest fall of a firm's output.
    fn round(
        &mut self,
        network: &RiskNetwork,
        next: &Adjacency,
        kept: impl Fn(&Health, usize) -> f64,
    ) -> f64 {
        if self.changed.is_empty() {
            return 0.0;
        }
        let health = &mut self.health;
        health.market.clone_from(&self.survivors);
        let mut around = Vec::new();
        // A smaller sector makes every damaged firm of it harder to replace, whenever it was hit.
        let sources = if health.market.is_empty() { &self.changed } else { &health.touched };
        for &firm in sources {
            for &other in next.others(firm as usize) {
                if !health.queued[other as usize] {
                    health.queued[other as usize] = true;
                    around.push(other);
                }
            }
        }
        let found: Vec<(u32, f64)> =
            around.iter().map(|&firm| (firm, kept(health, firm as usize))).collect();
        self.changed.clear();
        let mut most: f64 = 0.0;
        for (firm, value) in found {
            let place = firm as usize;
            health.queued[place] = false;
            let drop = health.kept[place] - value;
            if drop <= 0.0 {
                continue;
            }
            if health.kept[place] == 1.0 {
                health.touched.push(firm);
            }
            health.kept[place] = value;
            self.changed.push(firm);
            most = most.max(drop);
            if let Some(market) = self.survivors.get_mut(network.sector[place] as usize) {
                *market -= network.weight[place] * drop;
            }
        }
        most
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
    fn new(
        firms: usize,
        links: &[(u32, u32, f64)],
        key: fn(&(u32, u32, f64)) -> (u32, u32),
        sector: &[usize],
    ) -> Self {
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
