//! What is a number of an equilibrium made of? Every factor of equations (1) to (9) at one economy,
//! one node or one link.
//!
//! Symbols are those of the crate's first page. Where a price is asked for, it is the one that a
//! last sweep over the solution gives, so that the factors multiply out to the tables to the last
//! digits.

use crate::equilibrium::Equilibrium;
use detente_world::{EconomyId, SectorId};

/// What an economy earns, before and after, in the world's currency.
#[derive(Clone, Debug, PartialEq)]
pub struct EconomyAnatomy {
    /// I, what final demand spends in the baseline.
    pub baseline_income: f64,
    /// w, ratio to the baseline.
    pub wage: f64,
    /// L, baseline payments to labour that is not idle.
    pub labour: f64,
    /// Baseline payments to all labour.
    pub baseline_labour: f64,
    /// sum_j r_j K_j, what factors that cannot leave their sectors earn.
    pub specific: f64,
    /// sum_j mu_j Y'_j, profits.
    pub profits: f64,
    /// Tariff revenue, after.
    pub tariff_revenue: f64,
    /// Tariff revenue of the baseline.
    pub baseline_tariff_revenue: f64,
    /// Export-tax revenue, rents of caps on its own exports included.
    pub export_revenue: f64,
    /// Rents that it receives less those that its caps pass on.
    pub rents_passed: f64,
    /// D', deficit and transfers.
    pub deficit: f64,
    /// By sector: alpha, the weight in final demand after levers, and ln P.
    pub final_demand: Vec<(f64, f64)>,
    /// 1 less the elasticity among sectors in final demand; 0 is Cobb-Douglas.
    pub exponent: f64,
    /// ln of the price index of final demand.
    pub log_price_index: f64,
}

/// What a unit of one sector of one economy costs and sells for.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeAnatomy {
    /// w, ratio to the baseline.
    pub wage: f64,
    /// r, ratio to the baseline; 1 where no factor is specific.
    pub specific_return: f64,
    /// b, factors in cost of the baseline.
    pub factor_share: f64,
    /// b', factors in cost after.
    pub new_factor_share: f64,
    /// s, share of factor payments that cannot leave.
    pub specific_share: f64,
    /// mu, share of receipts that is profit.
    pub profit_share: f64,
    /// sigma, between factors and inputs.
    pub value_added_substitution: f64,
    /// epsilon, among inputs.
    pub input_substitution: f64,
    /// A, ratio to the baseline.
    pub productivity: f64,
    /// By input: g, its share of input spending in the baseline, and ln P.
    pub inputs: Vec<(f64, f64)>,
    /// ln m, the price of inputs.
    pub log_input_price: f64,
    /// ln c, the producer's price.
    pub log_cost: f64,
    /// Y, receipts of the baseline, in the world's currency.
    pub baseline_receipts: f64,
    /// Y', receipts after.
    pub receipts: f64,
}

/// What decides a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkAnatomy {
    /// Value at the producer's price in the baseline, in the world's currency.
    pub baseline: f64,
    /// pi, share of the importer's spending in the baseline.
    pub share: f64,
    /// Tariff of the baseline.
    pub baseline_tariff: f64,
    /// Tariff in force.
    pub tariff: f64,
    /// Export tax in force, without the shadow tax of a cap.
    pub export_tax: f64,
    /// What absorption of a duty by the exporter does to its price before duty; 1 without.
    pub absorbed: f64,
    /// d, ratio to the baseline.
    pub trade_cost: f64,
    /// Shadow tax of each cap that holds the link, with its name.
    pub shadow_taxes: Vec<(String, f64)>,
    /// c, the exporter's price, ratio to the baseline.
    pub cost: f64,
    /// theta, among foreign origins.
    pub trade_elasticity: f64,
    /// eta, of home against foreign goods; theta where there is one nest.
    pub home_elasticity: f64,
    /// Whether the importer is the exporter.
    pub is_home: bool,
    /// Share of home goods in the importer's spending, baseline.
    pub home_share: f64,
    /// F, the importer's price index of foreign goods of the sector, ratio to the baseline; P where
    /// there is one nest.
    pub foreign_price: f64,
    /// P, the importer's price index of the sector, ratio to the baseline.
    pub price: f64,
    /// X', what the importer spends on the sector after.
    pub expenditure: f64,
}

impl Equilibrium<'_> {
    /// What an economy earns and what its final demand pays.
    #[must_use]
    pub fn economy(&self, economy: EconomyId) -> EconomyAnatomy {
        let (model, at) = (self.model, economy.0);
        let state = &self.solution().state;
        let layout = model.layout;
        let nodes = || (0..layout.sectors).map(|sector| layout.node(at, sector));
        let returns = &state.values[state.segments.returns()];
        let earned = |node: usize| {
            returns.get(node).map_or(0.0, |log| log.exp() * self.posed.specific[node])
        };
        let profits =
            nodes().map(|node| model.profit_share[node] * self.sweep.receipts[node]).sum();
        let prices = &state.values[state.segments.prices()];
        let weights = nodes().map(|node| (self.posed.final_demand.weight(node), prices[node]));
        EconomyAnatomy {
            baseline_income: model.income[at],
            wage: state.values[at].exp(),
            labour: self.posed.labour[at],
            baseline_labour: model.labour[at],
            specific: nodes().map(earned).sum(),
            profits,
            tariff_revenue: self.sweep.tariff_revenue[at],
            baseline_tariff_revenue: model.tariff_revenue[at],
            export_revenue: self.sweep.export_revenue[at],
            rents_passed: self.rents_passed(at),
            deficit: self.sweep.deficit[at],
            final_demand: weights.collect(),
            exponent: self.posed.final_demand.exponent(),
            log_price_index: self.posed.final_demand.log_price_index[at],
        }
    }

    fn rents_passed(&self, economy: usize) -> f64 {
        let mut passed = 0.0;
        for (cap, rents) in self.posed.caps.iter().zip(&self.sweep.rents) {
            for (link, rent) in cap.links.iter().zip(rents) {
                passed += if link.recipient == economy { *rent } else { 0.0 };
                passed -= if link.exporter == economy { *rent } else { 0.0 };
            }
        }
        passed
    }

    /// What a unit costs to make.
    #[must_use]
    pub fn node(&self, economy: EconomyId, sector: SectorId) -> NodeAnatomy {
        let model = self.model;
        let (layout, technology) = (model.layout, &model.technology[sector.0]);
        let node = layout.node(economy.0, sector.0);
        let state = &self.solution().state;
        let prices = &state.values[state.segments.prices()];
        let recipe = &model.input_share[layout.recipe(economy.0, sector.0)..][..layout.sectors];
        let input = |(at, share): (usize, &f64)| (*share, prices[layout.node(economy.0, at)]);
        let returns = &state.values[state.segments.returns()];
        NodeAnatomy {
            wage: state.values[economy.0].exp(),
            specific_return: returns.get(node).map_or(1.0, |log| log.exp()),
            factor_share: model.factor_share[node],
            new_factor_share: self.sweep.costs.factor_share[node],
            specific_share: technology.specific_share,
            profit_share: model.profit_share[node],
            value_added_substitution: technology.value_added_substitution,
            input_substitution: technology.input_substitution,
            productivity: self.posed.log_productivity[node].exp(),
            inputs: recipe.iter().enumerate().map(input).collect(),
            log_input_price: self.sweep.costs.log_input_price[node],
            log_cost: self.sweep.costs.log_cost[node],
            baseline_receipts: model.receipts[node],
            receipts: self.sweep.receipts[node],
        }
    }

    /// What decides a flow.
    #[must_use]
    pub fn link(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> LinkAnatomy {
        let (model, question) = (self.model, &self.counterfactual);
        let layout = model.layout;
        let (buyer, seller) =
            (layout.node(importer.0, sector.0), layout.node(exporter.0, sector.0));
        let elasticity = model.trade_elasticity[sector.0];
        let caps = question.caps.iter().zip(&self.solution().caps);
        let own = caps.filter(|(cap, _)| cap.links.contains(&(sector, importer, exporter)));
        LinkAnatomy {
            baseline: model.trade.get(sector, importer, exporter),
            share: model.supplier_share[layout.row(sector.0, importer.0) + exporter.0],
            baseline_tariff: model.tariff.get(sector, importer, exporter),
            tariff: question.tariff.get(sector, importer, exporter),
            export_tax: question.export_tax.get(sector, importer, exporter),
            absorbed: question.absorbed(model, sector, importer, exporter),
            trade_cost: question.trade_cost.get(sector, importer, exporter),
            shadow_taxes: own
                .map(|(cap, outcome)| (cap.name.clone(), outcome.shadow_tax))
                .collect(),
            cost: self.sweep.costs.log_cost[seller].exp(),
            trade_elasticity: elasticity,
            home_elasticity: model.home_elasticity[sector.0],
            is_home: importer == exporter,
            home_share: model.supplier_share[layout.row(sector.0, importer.0) + importer.0],
            foreign_price: match model.nests(sector.0).is_one() {
                true => self.sweep.price_power[buyer].powf(-1.0 / elasticity),
                false => self.sweep.nests.log_foreign[buyer].exp(),
            },
            price: match model.nests(sector.0).is_one() {
                true => self.sweep.price_power[buyer].powf(-1.0 / elasticity),
                false => self.sweep.nests.log_price[buyer].exp(),
            },
            expenditure: self.sweep.expenditure[buyer],
        }
    }

    /// Every economy with its code, in order.
    pub fn suppliers(&self) -> impl Iterator<Item = (EconomyId, &str)> {
        self.model.economy_codes.iter().enumerate().map(|(at, code)| (EconomyId(at), code.as_str()))
    }

    /// Every sector, in order.
    pub fn sectors(&self) -> impl Iterator<Item = SectorId> + use<> {
        (0..self.model.layout.sectors).map(SectorId)
    }

    /// `CHN to USA in C29`.
    #[must_use]
    pub fn name_of(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> String {
        let codes = &self.model.economy_codes;
        format!(
            "{} to {} in {}",
            codes[exporter.0], codes[importer.0], self.model.sector_codes[sector.0]
        )
    }

    /// Value of a flow after, at the producer's price, in the world's currency.
    #[must_use]
    pub fn value(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> f64 {
        let buyer = self.model.layout.node(importer.0, sector.0);
        let at = (sector.0, importer.0, exporter.0);
        self.sweep.portion(&self.posed, at).receipts * self.sweep.expenditure[buyer]
    }
}
