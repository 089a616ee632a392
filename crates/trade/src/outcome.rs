//! What does an equilibrium say in the terms of a reader: flows, outputs, prices, welfare?

use crate::absorption::{self, Absorption};
use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::model::Model;
use crate::posed::Posed;
use crate::solve::{Solution, Status};
use crate::state::State;
use crate::sweep::Sweep;
use crate::welfare::{self, Welfare};
use detente_world::{EconomyId, LinkTable, NodeTable, SectorId};

/// Tables of a solved counterfactual against its baseline.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// By economy.
    pub welfare: Vec<Welfare>,
    /// Sales at the price before any tariff or export tax, in the world's currency: the producer's
    /// price, less what it absorbs of a duty.
    pub trade_value: LinkTable,
    /// Change of the quantity traded in percent; -100 where there is no flow left, 0 where there
    /// never was one.
    pub quantity_change_pct: LinkTable,
    /// Change of the quantity produced in percent.
    pub output_pct: NodeTable,
    /// Gross output in the world's currency.
    pub output: NodeTable,
    /// Change of the producer's price in percent, in the numeraire.
    pub price_pct: NodeTable,
    /// Change of labour employed in percent.
    pub employment_pct: NodeTable,
    /// Links on which exporters absorb part of a duty.
    pub absorption: Vec<Absorption>,
}

/// All values at a state, before they are turned into changes.
pub(crate) struct Point {
    pub sweep: Sweep,
    pub supplier_share: Vec<f64>,
    pub value: LinkTable,
    pub expenditure: Vec<f64>,
    pub receipts: Vec<f64>,
    pub factor_share: Vec<f64>,
    pub input_share: Vec<f64>,
    pub final_share: Vec<f64>,
    pub log_price_index: Vec<f64>,
    pub income: Vec<f64>,
    pub deficit: Vec<f64>,
    pub tariff_revenue: Vec<f64>,
    /// w by economy, ratio to baseline.
    pub wage: Vec<f64>,
}

impl Model {
    pub(crate) fn point(&self, counterfactual: &Counterfactual, state: &State) -> Point {
        let mut posed = Posed::new(self, counterfactual, 1.0);
        let mut sweep = Sweep::new(&posed);
        let mut residual = vec![0.0; state.values.len()];
        sweep.evaluate(&mut posed, &state.values, &mut residual);
        posed.final_demand.evaluate(self, &state.values[state.segments.prices()]);
        let layout = self.layout;
        let mut value = LinkTable::filled(layout.economies, layout.sectors, 0.0);
        let mut supplier_share = posed.share.clone();
        for sector in 0..layout.sectors {
            for importer in 0..layout.economies {
                let (buyer, start) = (layout.node(importer, sector), layout.row(sector, importer));
                let (s, n) = (SectorId(sector), EconomyId(importer));
                let values = value.row_mut(s, n);
                for exporter in 0..layout.economies {
                    let portion = sweep.portion(&posed, (sector, importer, exporter));
                    supplier_share[start + exporter] = portion.share;
                    let absorbed = counterfactual.absorbed(self, s, n, EconomyId(exporter));
                    values[exporter] = portion.receipts * sweep.expenditure[buyer] * absorbed;
                }
            }
        }
        let mut input_share = self.input_share.clone();
        for economy in 0..layout.economies {
            for user in 0..layout.sectors {
                let recipe = sweep.costs.recipe(self, economy, user);
                input_share[layout.recipe(economy, user)..][..layout.recipe_stride]
                    .copy_from_slice(&recipe);
            }
        }
        let economies = layout.economies;
        Point {
            supplier_share,
            value,
            expenditure: sweep.expenditure.clone(),
            receipts: sweep.receipts.clone(),
            factor_share: sweep.costs.factor_share.clone(),
            input_share,
            final_share: posed.final_demand.share.clone(),
            log_price_index: posed.final_demand.log_price_index.clone(),
            income: sweep.income[..economies].to_vec(),
            deficit: sweep.deficit[..economies].to_vec(),
            tariff_revenue: sweep.tariff_revenue[..economies].to_vec(),
            wage: (0..economies).map(|at| posed.factors.wage(at, state.values[at])).collect(),
            sweep,
        }
    }

    /// The tables of a solved counterfactual.
    ///
    /// # Errors
    /// If the solution is not converged: what is not an equilibrium has no tables.
    pub fn outcome(
        &self,
        counterfactual: &Counterfactual,
        solution: &Solution,
    ) -> Result<Outcome, TradeError> {
        if solution.status != Status::Converged {
            return Err(TradeError::NotConverged { status: solution.status.to_string() });
        }
        let point = self.point(counterfactual, &solution.state);
        let layout = self.layout;
        let log_cost = &point.sweep.costs.log_cost;
        let percent = |ratio: f64| 100.0 * (ratio - 1.0);
        let nodes = |value: &dyn Fn(usize, usize, usize) -> f64| {
            let mut table = NodeTable::filled(layout.economies, layout.sectors, 0.0);
            for sector in 0..layout.sectors {
                for economy in 0..layout.economies {
                    table.set(
                        EconomyId(economy),
                        SectorId(sector),
                        value(layout.node(economy, sector), economy, sector),
                    );
                }
            }
            table
        };
        let ratio = |new: f64, old: f64| if old > 0.0 { new / old } else { 1.0 };
        let wage = |economy: usize| point.wage[economy];
        let employment = |node: usize, economy: usize, sector: usize| {
            let share =
                (1.0 - self.technology[sector].specific_share) * (1.0 - self.profit_share[node]);
            let baseline = self.factor_share[node] * share * self.receipts[node];
            percent(ratio(
                point.sweep.labour_coefficient[node] * point.receipts[node] / wage(economy),
                baseline,
            ))
        };
        Ok(Outcome {
            welfare: welfare::by_economy(self, &point),
            quantity_change_pct: self.quantity_changes(counterfactual, &point),
            output_pct: nodes(&|node, _, _| {
                percent(ratio(point.receipts[node] / log_cost[node].exp(), self.receipts[node]))
            }),
            output: nodes(&|node, _, _| point.receipts[node]),
            price_pct: nodes(&|node, _, _| {
                if self.receipts[node] > 0.0 { percent(log_cost[node].exp()) } else { 0.0 }
            }),
            employment_pct: nodes(&employment),
            absorption: absorption::of_links(self, counterfactual, &point),
            trade_value: point.value,
        })
    }

    fn quantity_changes(&self, counterfactual: &Counterfactual, point: &Point) -> LinkTable {
        let mut changes = LinkTable::filled(self.layout.economies, self.layout.sectors, 0.0);
        for (sector, importer, exporter, baseline) in self.trade.links() {
            if baseline > 0.0 {
                let price = point.sweep.costs.log_cost[self.layout.node(exporter.0, sector.0)]
                    .exp()
                    * counterfactual.absorbed(self, sector, importer, exporter);
                let change =
                    100.0 * (point.value.get(sector, importer, exporter) / baseline / price - 1.0);
                changes.set(sector, importer, exporter, change);
            }
        }
        changes
    }
}
