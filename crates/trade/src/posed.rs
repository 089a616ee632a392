//! What is asked? A counterfactual with every lever worked into the tables of shares, ready to be
//! swept.

use crate::caps::QuantityCap;
use crate::counterfactual::{Counterfactual, absorbed};
use crate::employment::PrimaryFactors;
use crate::model::Model;
use crate::nests::HomeGoods;
use crate::spending::FinalDemand;
use crate::state::Segments;

/// A link under a cap, with what its update needs.
#[derive(Clone, Debug)]
pub(crate) struct CappedLink {
    /// Position in the padded link tables.
    pub at: usize,
    pub sector: usize,
    pub importer: usize,
    pub exporter: usize,
    /// Where the rent goes.
    pub recipient: usize,
    /// Exponent of the link's own price.
    pub elasticity: f64,
    /// Whether it is home sales of a sector with two nests, whose entries lie apart.
    pub is_home: bool,
    /// Weight of the link's quantity ratio in its cap.
    pub weight: f64,
    /// Table entries without the shadow tax.
    free_share: f64,
    free_border: f64,
    free_receipts: f64,
    free_log: f64,
    /// 1 + the export tax already in force, times what absorption leaves of the price.
    pub export_tax: f64,
    /// Baseline receipts.
    pub baseline: f64,
}

/// A cap with a positive limit.
#[derive(Clone, Debug)]
pub(crate) struct PosedCap {
    pub links: Vec<CappedLink>,
    pub log_limit: f64,
    pub sector_elasticity: f64,
}

/// A counterfactual ready to be solved: baseline shares with every lever worked in.
#[derive(Clone, Debug)]
pub(crate) struct Posed<'m> {
    pub model: &'m Model,
    pub segments: Segments,
    /// pi (tau d e)^-theta, padded rows.
    pub share: Vec<f64>,
    /// The same over tau': spending that reaches the border.
    pub border: Vec<f64>,
    /// The same over e': spending that reaches the producer; empty where it equals `border`.
    pub receipts: Vec<f64>,
    /// Home goods of sectors with two nests, which the tables above do not hold.
    pub home: HomeGoods,
    pub log_productivity: Vec<f64>,
    /// L, payments to labour that is not idle at baseline wages, by economy.
    pub labour: Vec<f64>,
    /// r K at baseline without what is idle, by node.
    pub specific: Vec<f64>,
    pub final_demand: FinalDemand,
    /// Capital and wage floors.
    pub factors: PrimaryFactors,
    pub transfer: Vec<f64>,
    pub caps: Vec<PosedCap>,
    /// World value added over its baseline: 1, but for the check of homogeneity.
    pub numeraire: f64,
}

/// Weight in final demand, ratio to the baseline, with a share `progress` of its change worked in:
/// in logs, or linear where nothing is left, as for a ban.
pub(crate) fn demand_on_the_way(ratio: f64, progress: f64) -> f64 {
    if ratio > 0.0 { ratio.powf(progress) } else { 1.0 - progress }
}

impl<'m> Posed<'m> {
    /// Works a share `progress` (0 to 1, in logs) of every lever into the tables; 1 is the
    /// counterfactual itself.
    pub fn new(model: &'m Model, counterfactual: &Counterfactual, progress: f64) -> Self {
        let layout = model.layout;
        let levers_export = counterfactual.export_tax.values().iter().any(|rate| *rate != 0.0)
            || counterfactual.absorbs(model);
        let limits: Vec<&QuantityCap> =
            counterfactual.caps.iter().filter(|cap| cap.limit > 0.0).collect();
        let demand: Vec<f64> = layout
            .nodes_from(&counterfactual.demand)
            .iter()
            .map(|ratio| demand_on_the_way(*ratio, progress))
            .collect();
        let mut posed = Self {
            model,
            segments: Segments::new(model, limits.len()),
            share: model.supplier_share.clone(),
            border: Vec::new(),
            receipts: Vec::new(),
            home: HomeGoods::empty(model),
            log_productivity: layout
                .nodes_from(&counterfactual.productivity)
                .iter()
                .map(|ratio| if *ratio > 0.0 { progress * ratio.ln() } else { 0.0 })
                .collect(),
            labour: model.labour.clone(),
            specific: model.specific.clone(),
            final_demand: FinalDemand::new(model, &demand),
            factors: PrimaryFactors::new(model, counterfactual, progress),
            transfer: counterfactual.transfer.iter().map(|amount| amount * progress).collect(),
            caps: Vec::new(),
            numeraire: 1.0,
        };
        posed.border = posed.share.clone();
        if levers_export || !limits.is_empty() {
            posed.receipts = posed.share.clone();
        }
        posed.idle(counterfactual, progress);
        posed.grow_specific();
        posed.work_in_levers(counterfactual, progress);
        for cap in counterfactual.caps.iter().filter(|cap| cap.limit == 0.0) {
            posed.ban(cap, progress);
        }
        let Self { share, border, receipts, home, .. } = &mut posed;
        home.take(model, share, border, receipts);
        posed.caps =
            limits.iter().map(|cap| posed.pose_cap(cap, counterfactual, progress)).collect();
        posed
    }

    /// Takes idle factors off what can be employed.
    fn idle(&mut self, counterfactual: &Counterfactual, progress: f64) {
        let (model, layout) = (self.model, self.model.layout);
        let idle = layout.nodes_from(&counterfactual.idle);
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let share = progress * idle[node];
                if share > 0.0 {
                    let factors = model.factor_share[node]
                        * (1.0 - model.profit_share[node])
                        * model.receipts[node];
                    self.labour[economy] -= share * (factors - model.specific[node]);
                    self.specific[node] *= 1.0 - share;
                }
            }
        }
    }

    /// What cannot leave a sector grows with the capital of its economy.
    fn grow_specific(&mut self) {
        let layout = self.model.layout;
        for economy in 0..layout.economies {
            let services = self.factors.log_services(economy);
            if services != 0.0 {
                let nodes = (0..layout.sectors).map(|sector| layout.node(economy, sector));
                nodes.for_each(|node| self.specific[node] *= services.exp());
            }
        }
    }

    fn work_in_levers(&mut self, counterfactual: &Counterfactual, progress: f64) {
        let model = self.model;
        let layout = model.layout;
        for sector in 0..layout.sectors {
            let nests = model.nests(sector);
            for importer in 0..layout.economies {
                let start = layout.row(sector, importer);
                let (s, n) = (detente_world::SectorId(sector), detente_world::EconomyId(importer));
                let (baseline, tariff) = (model.tariff.row(s, n), counterfactual.tariff.row(s, n));
                let (export, cost) =
                    (counterfactual.export_tax.row(s, n), counterfactual.trade_cost.row(s, n));
                let pass_through =
                    counterfactual.pass_through.as_ref().map(|table| table.row(s, n));
                for exporter in 0..layout.economies {
                    let at = start + exporter;
                    if self.share[at] == 0.0 {
                        continue;
                    }
                    let mut tariff_factor = 1.0 + tariff[exporter];
                    let mut export_factor = 1.0 + export[exporter];
                    let mut price_factor = 1.0;
                    if tariff[exporter] != baseline[exporter]
                        || export_factor != 1.0
                        || cost[exporter] != 1.0
                    {
                        let tariff_ratio = tariff_factor / (1.0 + baseline[exporter]);
                        if let Some(shares) = pass_through {
                            export_factor *= absorbed(shares[exporter], tariff_ratio);
                        }
                        let log_ratio = (tariff_ratio * export_factor * cost[exporter]).ln();
                        let elasticity = nests.of(exporter == importer);
                        price_factor = (-elasticity * progress * log_ratio).exp();
                        if nests.needs_logs() {
                            self.home.log_lever[at] = progress * log_ratio;
                        }
                        if progress < 1.0 {
                            tariff_factor =
                                (1.0 + baseline[exporter]) * tariff_ratio.powf(progress);
                            export_factor = export_factor.powf(progress);
                        }
                    }
                    self.share[at] *= price_factor;
                    self.border[at] = self.share[at] / tariff_factor;
                    if !self.receipts.is_empty() {
                        self.receipts[at] = self.border[at] / export_factor;
                    }
                }
            }
        }
    }

    fn ban(&mut self, cap: &QuantityCap, progress: f64) {
        for (sector, importer, exporter) in &cap.links {
            let at = self.model.layout.row(sector.0, importer.0) + exporter.0;
            let left = 1.0 - progress;
            self.share[at] *= left;
            self.border[at] *= left;
            if !self.receipts.is_empty() {
                self.receipts[at] *= left;
            }
        }
    }

    fn pose_cap(
        &self,
        cap: &QuantityCap,
        counterfactual: &Counterfactual,
        progress: f64,
    ) -> PosedCap {
        let (model, baseline) = (self.model, cap.baseline(self.model));
        let links = cap.links.iter().filter_map(|(sector, importer, exporter)| {
            let flow = model.trade.get(*sector, *importer, *exporter);
            let at = model.layout.row(sector.0, importer.0) + exporter.0;
            let nests = model.nests(sector.0);
            let is_home = importer == exporter && !nests.is_one();
            let node = model.layout.node(importer.0, sector.0);
            let home = &self.home;
            let (share, border, receipts) = if is_home {
                (home.share[node], home.border[node], home.receipts[node])
            } else {
                (self.share[at], self.border[at], self.receipts[at])
            };
            (flow > 0.0).then(|| CappedLink {
                at,
                elasticity: nests.of(importer == exporter),
                is_home,
                sector: sector.0,
                importer: importer.0,
                exporter: exporter.0,
                recipient: cap.recipient(importer.0, exporter.0),
                weight: flow / baseline,
                free_share: share,
                free_border: border,
                free_receipts: receipts,
                free_log: home.log_lever.get(at).copied().unwrap_or_default(),
                export_tax: (counterfactual.absorbed(model, *sector, *importer, *exporter)
                    * (1.0 + counterfactual.export_tax.get(*sector, *importer, *exporter)))
                .powf(progress),
                baseline: flow,
            })
        });
        let links: Vec<CappedLink> = links.collect();
        let sector_elasticity = links.iter().map(|link| link.weight * link.elasticity).sum();
        PosedCap { links, log_limit: progress * cap.limit.ln(), sector_elasticity }
    }

    /// A buyer who needs a sector but has no supplier left, if there is one.
    pub fn stranded_buyer(&self) -> Option<(usize, usize)> {
        let layout = self.model.layout;
        let nodes = (0..layout.sectors)
            .flat_map(|sector| (0..layout.economies).map(move |importer| (sector, importer)));
        let mut buyers = nodes.filter(|(sector, importer)| {
            self.model.expenditure[layout.node(*importer, *sector)] > 0.0
        });
        buyers.find(|(sector, importer)| self.is_stranded(*sector, *importer))
    }

    /// Whether nothing is left to buy, or something is lost that nothing can stand in for.
    fn is_stranded(&self, sector: usize, importer: usize) -> bool {
        let (model, layout) = (self.model, self.model.layout);
        let start = layout.row(sector, importer);
        let rows = start..start + layout.economies;
        let (now, before) = (&self.share[rows.clone()], &model.supplier_share[rows]);
        let no_foreign = now.iter().all(|share| *share == 0.0);
        let nests = model.nests(sector);
        if nests.is_one() {
            return no_foreign
                || nests.source <= 0.0
                    && now.iter().zip(before).any(|(now, before)| *before > 0.0 && *now == 0.0);
        }
        let node = layout.node(importer, sector);
        let no_home = self.home.share[node] == 0.0;
        let lost_home = no_home && before[importer] > 0.0;
        let lost_foreign = no_foreign && self.home.foreign[node] > 0.0;
        let mut origins = now.iter().zip(before).enumerate();
        let lost_origin = origins
            .any(|(at, (now, before))| at != importer && *before > 0.0 && *now == 0.0)
            && nests.source <= 0.0;
        no_home && no_foreign || (lost_home || lost_foreign) && nests.home <= 0.0 || lost_origin
    }

    /// Sets the table entries of capped links to the shadow taxes of `state`.
    pub fn apply_shadow_taxes(&mut self, log_taxes: &[f64]) {
        for (cap, log_tax) in self.caps.iter().zip(log_taxes) {
            for link in &cap.links {
                let factor = (-link.elasticity * log_tax).exp();
                let values = (
                    link.free_share * factor,
                    link.free_border * factor,
                    link.free_receipts * factor * (-log_tax).exp(),
                );
                if link.is_home {
                    let node = self.model.layout.node(link.importer, link.sector);
                    let home = &mut self.home;
                    (home.share[node], home.border[node], home.receipts[node]) = values;
                } else {
                    (self.share[link.at], self.border[link.at], self.receipts[link.at]) = values;
                }
                if let Some(log) = self.home.log_lever.get_mut(link.at) {
                    *log = link.free_log + log_tax;
                }
            }
        }
    }

    /// The table that turns spending into producers' receipts.
    pub fn receipts_table(&self) -> &[f64] {
        if self.receipts.is_empty() { &self.border } else { &self.receipts }
    }
}
