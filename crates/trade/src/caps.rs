//! How much may flow on a link, and who earns the difference when demand wants more?
//!
//! A cap is complementary to an extra export tax: quantity <= limit, tax >= 0, one of the two with
//! equality. Where it binds, the tax is the shadow price of the cap and its revenue is the rent. A
//! pooled cap holds for the sum over its links, in units of baseline value, at one common rate of
//! tax.
//!
//! ```text
//! (1)  Q = sum_l q0_l q_hat_l / sum_l q0_l,   q_hat_l = (receipts_l / receipts0_l) / c_hat_l
//! (2)  ln e <- max(0, ln e + (ln Q - ln limit) / (1 + theta (1 - pi')))
//! ```

use crate::error::TradeError;
use crate::model::Model;
use detente_world::{EconomyId, SectorId};

/// Who receives the rent of a binding cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RentRecipient {
    /// The exporting economy, as under a voluntary export restraint or an export licence.
    Exporter,
    /// The importing economy, as under an import quota with auctioned licences.
    Importer,
    /// Another economy.
    Economy(EconomyId),
}

/// A limit on a quantity traded.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityCap {
    /// Name for the tables.
    pub name: String,
    /// Links under the cap: sector, importer, exporter.
    pub links: Vec<(SectorId, EconomyId, EconomyId)>,
    /// Pooled quantity over its baseline; 0 removes the flow.
    pub limit: f64,
    /// Who receives the rent.
    pub rent: RentRecipient,
}

/// What a cap did.
#[derive(Clone, Debug, PartialEq)]
pub struct CapOutcome {
    /// Pooled quantity over its baseline.
    pub quantity_ratio: f64,
    /// Rate of the export tax that would hold the quantity there; infinite for a ban.
    pub shadow_tax: f64,
    /// Rent on each link, in the world's currency.
    pub rent: Vec<f64>,
}

impl QuantityCap {
    pub(crate) fn check(&self, model: &Model) -> Result<(), TradeError> {
        let place = || format!("quantity cap `{}`", self.name);
        if !(self.limit.is_finite() && self.limit >= 0.0) {
            let range = "a finite ratio of at least 0";
            return Err(TradeError::Counterfactual {
                what: "limit",
                place: place(),
                value: self.limit,
                range,
            });
        }
        let baseline = self.baseline(model);
        if baseline <= 0.0 {
            let range = "positive: a cap needs a flow to limit";
            return Err(TradeError::Counterfactual {
                what: "baseline flow",
                place: place(),
                value: baseline,
                range,
            });
        }
        Ok(())
    }

    /// Baseline flow over all links, in the world's currency.
    pub(crate) fn baseline(&self, model: &Model) -> f64 {
        self.links
            .iter()
            .map(|(sector, importer, exporter)| model.trade.get(*sector, *importer, *exporter))
            .sum()
    }

    pub(crate) fn recipient(&self, importer: usize, exporter: usize) -> usize {
        match self.rent {
            RentRecipient::Exporter => exporter,
            RentRecipient::Importer => importer,
            RentRecipient::Economy(economy) => economy.0,
        }
    }
}
