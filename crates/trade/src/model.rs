//! Which shares of the baseline does the model keep? Everything the equations need.

use crate::layout::Layout;
use crate::options::{DeficitClosure, SectorOptions};
use detente_world::LinkTable;

/// A world turned into shares and levels: the baseline equilibrium that counterfactuals are
/// compared with.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) layout: Layout,
    pub(crate) economy_codes: Vec<String>,
    pub(crate) sector_codes: Vec<String>,
    pub(crate) technology: Vec<SectorOptions>,
    pub(crate) final_demand_substitution: f64,
    pub(crate) deficits: DeficitClosure,
    /// theta, among the foreign origins of a sector; where nests are equal, among all.
    pub(crate) trade_elasticity: Vec<f64>,
    /// eta, of home against foreign goods of a sector.
    pub(crate) home_elasticity: Vec<f64>,
    /// pi, padded rows of suppliers.
    pub(crate) supplier_share: Vec<f64>,
    pub(crate) trade: LinkTable,
    pub(crate) tariff: LinkTable,
    pub(crate) expenditure: Vec<f64>,
    pub(crate) receipts: Vec<f64>,
    /// b, by node.
    pub(crate) factor_share: Vec<f64>,
    /// g, padded rows of inputs by economy and user; each recipe sums to 1 or is empty.
    pub(crate) input_share: Vec<f64>,
    /// mu, by node.
    pub(crate) profit_share: Vec<f64>,
    /// Capital's share of factor payments, by economy; zero where labour is the only factor.
    pub(crate) capital_share: Vec<f64>,
    pub(crate) labour: Vec<f64>,
    /// r K at baseline, by node.
    pub(crate) specific: Vec<f64>,
    pub(crate) final_share: Vec<f64>,
    pub(crate) income: Vec<f64>,
    pub(crate) deficit: Vec<f64>,
    pub(crate) value_added: Vec<f64>,
    pub(crate) tariff_revenue: Vec<f64>,
    /// Sales weighted by what is lost of each market when the own price rises, by node:
    /// sum_n sales_nij (1 - pi_nij).
    pub(crate) lost_sales: Vec<f64>,
    /// How strongly labour demand falls with the own wage at the baseline, through the shares won
    /// and lost in each market, inputs aside; zero where there is no labour.
    pub(crate) wage_elasticity: Vec<f64>,
    /// By economy, what taking the deficits out of the baseline changed of its real income; empty
    /// where they were not taken out.
    pub(crate) removal: Vec<f64>,
    /// Whether the baseline is an equilibrium that was solved, and hangs on the elasticities.
    pub(crate) solved: bool,
    /// What was adjusted to make the options fit the data.
    pub(crate) notes: Vec<String>,
}

impl Model {
    /// Codes of the economies, in order.
    #[must_use]
    pub fn economies(&self) -> &[String] {
        &self.economy_codes
    }

    /// Codes of the sectors, in order.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sector_codes
    }

    /// Baseline income (final demand) by economy, in the world's currency.
    #[must_use]
    pub fn income(&self) -> &[f64] {
        &self.income
    }

    /// Trade elasticities by sector: among foreign origins, the exponent of shares.
    #[must_use]
    pub fn trade_elasticity(&self) -> &[f64] {
        &self.trade_elasticity
    }

    /// Elasticities of home against foreign goods by sector, the exponent of shares; equal to the
    /// trade elasticities where a sector has one nest.
    #[must_use]
    pub fn home_elasticity(&self) -> &[f64] {
        &self.home_elasticity
    }

    /// By economy, what removing the deficits changed of its real income before anything else did,
    /// in the world's currency; none where they stayed.
    #[must_use]
    pub fn removal(&self) -> Option<&[f64]> {
        (!self.removal.is_empty()).then_some(&self.removal)
    }

    /// Whether the baseline was solved, as where deficits were removed first: under other
    /// elasticities it is another one.
    #[must_use]
    pub fn has_solved_baseline(&self) -> bool {
        self.solved
    }

    /// The same baseline under another closure of its deficits.
    #[must_use]
    pub fn under(&self, deficits: DeficitClosure) -> Self {
        Self { deficits, ..self.clone() }
    }

    /// Baseline tariff rates.
    #[must_use]
    pub fn tariff(&self) -> &LinkTable {
        &self.tariff
    }

    /// Baseline sales at the producer's price before any tariff.
    #[must_use]
    pub fn trade(&self) -> &LinkTable {
        &self.trade
    }

    /// What was adjusted so that the options fit the data; a run shows it.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A link for a message: `JPN -> USA C29`.
    pub(crate) fn link_name(&self, sector: usize, importer: usize, exporter: usize) -> String {
        format!(
            "{} -> {} {}",
            self.economy_codes[exporter], self.economy_codes[importer], self.sector_codes[sector]
        )
    }
}
