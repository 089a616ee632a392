//! What do all sections of the page draw on, read once?

use crate::commodity::{Findings, findings};
use crate::error::ReportError;
use crate::flows::Flows;
use crate::package;
use crate::weeks::{Bottleneck, Loss, bottlenecks, losses};
use detente_figures::Band;
use detente_record::catalogue::Engine;
use detente_record::row::Welfare;
use detente_record::{Summary, Tables};

/// The findings of a run; what no engine followed is empty.
pub(crate) struct Facts<'a> {
    pub summary: &'a Summary,
    pub tables: &'a Tables,
    pub welfare: Vec<Welfare<'a>>,
    pub flows: Flows,
    pub months: Vec<Findings<'a>>,
    /// Sectors that lose output, the largest loss first.
    pub losses: Vec<Loss>,
    /// Goods that hold sectors back, the largest loss first.
    pub bottlenecks: Vec<Bottleneck>,
    /// The negotiation, where there was one with a result.
    pub package: Option<package::Findings<'a>>,
}

impl<'a> Facts<'a> {
    /// What all sectors together lose of output. A sector that collapses under one family of rules
    /// alone counts with its middle.
    pub fn output_lost(&self) -> Band {
        let sum = |part: fn(&Loss) -> f64| self.losses.iter().map(part).sum();
        Band {
            low: sum(|loss| loss.lost.low),
            mid: sum(|loss| loss.lost.mid),
            high: sum(|loss| if loss.flag.is_empty() { loss.lost.high } else { loss.lost.mid }),
        }
    }

    /// How many sectors collapse under one family of rules alone.
    pub fn collapses(&self) -> usize {
        self.losses.iter().filter(|loss| !loss.flag.is_empty()).count()
    }

    pub fn of(summary: &'a Summary, tables: &'a Tables) -> Result<Self, ReportError> {
        let months = tables
            .with(Engine::Commodity)
            .map(|commodity| findings(summary, commodity))
            .transpose()?;
        let weeks = tables
            .with(Engine::Cascade)
            .map(|cascade| Ok::<_, ReportError>((losses(cascade)?, bottlenecks(cascade)?)));
        let (losses, bottlenecks) = weeks.transpose()?.unwrap_or_default();
        let package = tables
            .with(Engine::Package)
            .map(|package| package::Findings::of(summary, package))
            .transpose()?;
        Ok(Self {
            summary,
            tables,
            welfare: tables.rows::<Welfare<'_>>()?,
            flows: Flows::of(summary, tables)?,
            months: months.unwrap_or_default(),
            losses,
            bottlenecks,
            package: package.filter(|found| !found.payoffs.is_empty()),
        })
    }
}
