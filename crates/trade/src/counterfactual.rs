//! The question put to a model: every lever at its new value.

use crate::caps::QuantityCap;
use crate::employment;
use crate::error::TradeError;
use crate::model::Model;
use detente_world::{EconomyId, LinkTable, NodeTable, SectorId};

/// The state of policy, technology and demand whose equilibrium is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// Tariff rates in force; 0.25 is 25 percent. Above -1.
    pub tariff: LinkTable,
    /// Export-tax rates in force, zero in the baseline. Above -1. Revenue goes to the exporter.
    pub export_tax: LinkTable,
    /// Share of a change of duty that the price before duty leaves to the buyer, from 0 to 1; the
    /// rest is absorbed by the exporter's owners. None is 1 on every link.
    pub pass_through: Option<LinkTable>,
    /// Iceberg trade cost, ratio to baseline; positive.
    pub trade_cost: LinkTable,
    /// Productivity, ratio to baseline; positive.
    pub productivity: NodeTable,
    /// Share of a sector's own factors that is idle and earns nothing; from 0 to below 1.
    pub idle: NodeTable,
    /// Weight in final demand, ratio to baseline; shares are scaled to sum to one again.
    pub demand: NodeTable,
    /// Net receipts from transfers by economy, in the world's currency at the numeraire; they sum
    /// to zero.
    pub transfer: Vec<f64>,
    /// Capital by economy, ratio to baseline; positive. It works where the model has shares of
    /// capital.
    pub capital: Vec<f64>,
    /// The least wage by economy, ratio to baseline at the numeraire; 0 where wages are free.
    pub wage_floor: Vec<f64>,
    /// Quantity caps.
    pub caps: Vec<QuantityCap>,
}

impl Counterfactual {
    /// The baseline of `model`: nothing changes.
    #[must_use]
    pub fn baseline(model: &Model) -> Self {
        let (economies, sectors) = (model.layout.economies, model.layout.sectors);
        Self {
            tariff: model.tariff.clone(),
            export_tax: LinkTable::filled(economies, sectors, 0.0),
            pass_through: None,
            trade_cost: LinkTable::filled(economies, sectors, 1.0),
            productivity: NodeTable::filled(economies, sectors, 1.0),
            idle: NodeTable::filled(economies, sectors, 0.0),
            demand: NodeTable::filled(economies, sectors, 1.0),
            transfer: vec![0.0; economies],
            capital: vec![1.0; economies],
            wage_floor: vec![0.0; economies],
            caps: Vec::new(),
        }
    }

    /// Price before duty that exporters ask on a link over the price without absorption: `(tau' /
    /// tau)^(rho - 1)`.
    #[must_use]
    pub fn absorbed(
        &self,
        model: &Model,
        sector: SectorId,
        importer: EconomyId,
        exporter: EconomyId,
    ) -> f64 {
        self.pass_through.as_ref().map_or(1.0, |table| {
            let of = |table: &LinkTable| table.get(sector, importer, exporter);
            absorbed(of(table), (1.0 + of(&self.tariff)) / (1.0 + of(&model.tariff)))
        })
    }

    /// The share of a change of duty that the exporter of a link absorbs.
    pub(crate) fn absorbed_part(&self, link: (SectorId, EconomyId, EconomyId)) -> f64 {
        self.pass_through.as_ref().map_or(0.0, |table| 1.0 - table.get(link.0, link.1, link.2))
    }

    /// Whether exporters absorb part of a duty anywhere.
    pub(crate) fn absorbs(&self, model: &Model) -> bool {
        self.pass_through.as_ref().is_some_and(|table| {
            let duties = self.tariff.values().iter().zip(model.tariff.values());
            table.values().iter().zip(duties).any(|(share, (new, old))| *share != 1.0 && new != old)
        })
    }

    /// ln of what the levers do to the price of a link.
    pub(crate) fn log_lever(
        &self,
        model: &Model,
        sector: SectorId,
        importer: EconomyId,
        exporter: EconomyId,
    ) -> f64 {
        let of = |table: &LinkTable| table.get(sector, importer, exporter);
        let tariff = (1.0 + of(&self.tariff)) / (1.0 + of(&model.tariff));
        let absorbed = self.absorbed(model, sector, importer, exporter);
        let ratio = tariff * absorbed * (1.0 + of(&self.export_tax)) * of(&self.trade_cost);
        if ratio == 1.0 { 0.0 } else { ratio.ln() }
    }

    /// Whether every lever has a meaning.
    ///
    /// # Errors
    /// The first lever that has none, with its place.
    pub fn check(&self, model: &Model) -> Result<(), TradeError> {
        let link = |what, table: &LinkTable, least: f64, range| {
            let wrong =
                table.values().iter().position(|value| !(value.is_finite() && *value > least));
            let wrong = wrong.and_then(|at| table.links().nth(at));
            wrong.map_or(Ok(()), |(sector, importer, exporter, value)| {
                let place = model.link_name(sector.0, importer.0, exporter.0);
                Err(TradeError::Counterfactual { what, place, value, range })
            })
        };
        link("tariff", &self.tariff, -1.0, "a finite rate above -1")?;
        link("export tax", &self.export_tax, -1.0, "a finite rate above -1")?;
        if let Some(table) = &self.pass_through {
            let wrong = table.links().find(|link| !(0.0..=1.0).contains(&link.3));
            if let Some((sector, importer, exporter, value)) = wrong {
                let place = model.link_name(sector.0, importer.0, exporter.0);
                let (what, range) = ("pass-through", "a share from 0 to 1");
                return Err(TradeError::Counterfactual { what, place, value, range });
            }
        }
        link("trade cost", &self.trade_cost, 0.0, "a finite positive ratio")?;
        node(
            model,
            "productivity",
            &self.productivity,
            |value| value > 0.0,
            "a finite positive ratio",
        )?;
        let fine = |value: f64| (0.0..1.0).contains(&value);
        node(model, "idle share", &self.idle, fine, "from 0 to below 1")?;
        node(model, "demand", &self.demand, |value| value >= 0.0, "a finite ratio of at least 0")?;
        self.check_transfers(model)?;
        employment::check(self, model)?;
        self.caps.iter().try_for_each(|cap| cap.check(model))
    }

    fn check_transfers(&self, model: &Model) -> Result<(), TradeError> {
        let range = "finite, one per economy, and all together zero";
        let wrong =
            self.transfer.iter().zip(&model.economy_codes).find(|(value, _)| !value.is_finite());
        if let Some((value, economy)) = wrong {
            return Err(TradeError::Counterfactual {
                what: "transfer",
                place: economy.clone(),
                value: *value,
                range,
            });
        }
        let (sum, size) = self
            .transfer
            .iter()
            .fold((0.0, 0.0), |(sum, size), value| (sum + value, size + f64::abs(*value)));
        if f64::abs(sum) > 1e-9 * f64::max(size, 1.0)
            || self.transfer.len() != model.layout.economies
        {
            return Err(TradeError::Counterfactual {
                what: "transfer",
                place: "the world's sum".into(),
                value: sum,
                range,
            });
        }
        Ok(())
    }
}

/// What absorption does to the price before duty, for a pass-through and a ratio of `1 + duty`.
pub(crate) fn absorbed(pass_through: f64, ratio: f64) -> f64 {
    if pass_through == 1.0 || ratio == 1.0 { 1.0 } else { ratio.powf(pass_through - 1.0) }
}

fn node(
    model: &Model,
    what: &'static str,
    table: &NodeTable,
    fine: impl Fn(f64) -> bool,
    range: &'static str,
) -> Result<(), TradeError> {
    let wrong = table.values().iter().position(|value| !(value.is_finite() && fine(*value)));
    wrong.map_or(Ok(()), |at| {
        let (economy, sector) = (at / model.layout.sectors, at % model.layout.sectors);
        let place = format!("{} {}", model.economy_codes[economy], model.sector_codes[sector]);
        Err(TradeError::Counterfactual { what, place, value: table.values()[at], range })
    })
}
