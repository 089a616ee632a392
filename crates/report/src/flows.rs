//! Which trade was lost, and who took it up?

use crate::error::ReportError;
use detente_record::{Summary, Tables, numbers, positions, text};
use detente_world::poorly_known;
use detente_world::table::change;

/// Said where trade that is only estimated is left out of the largest changes.
pub(crate) const LEFT_OUT: &str =
    "Sectors whose trade is estimated (grade C or D) are left out here; tables/trade has them.";

/// Change of one flow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FlowChange {
    pub exporter: usize,
    pub importer: usize,
    /// Position of the sector, or `None` for all sectors together.
    pub sector: Option<usize>,
    pub baseline: f64,
    pub value: f64,
}

impl FlowChange {
    /// Change in money.
    pub fn change(&self) -> f64 {
        change(self.value, self.baseline)
    }

    /// Whether the change is at least one in whole units of money.
    fn shows(&self) -> bool {
        self.change().abs() >= 0.5
    }

    /// Change in percent of the baseline, where there is one.
    pub fn percent(&self) -> Option<f64> {
        (self.baseline > 0.0).then(|| 100.0 * self.change() / self.baseline)
    }
}

/// Every flow of a run, folded once from the long table.
pub(crate) struct Flows {
    economies: usize,
    /// Baseline and new value by importer, exporter.
    pairs: Vec<(f64, f64)>,
    /// Flows across borders by sector whose change shows, and whose trade is better known than by
    /// an estimate.
    links: Vec<FlowChange>,
    /// Whether trade that is only estimated was left out of them.
    pub left_out: bool,
}

impl Flows {
    /// Reads the trade table.
    pub fn of(summary: &Summary, tables: &Tables) -> Result<Self, ReportError> {
        let table = tables.table("trade")?;
        let (mut exporter_at, mut importer_at) =
            (positions(&summary.world.economies), positions(&summary.world.economies));
        let mut sector_at = positions(&summary.world.sectors);
        let economies = summary.world.economies.len();
        let (exporters, importers) = (text(table, "exporter")?, text(table, "importer")?);
        let sectors = text(table, "sector")?;
        let (baseline, value) = (numbers(table, "baseline_musd")?, numbers(table, "value_musd")?);
        let mut pairs = vec![(0.0, 0.0); economies * economies];
        let (mut links, mut left_out) = (Vec::new(), false);
        let estimated = poorly_known(&summary.world.sources);
        for row in 0..table.rows() {
            let places = (exporter_at.find(&exporters[row]), importer_at.find(&importers[row]));
            let (Some(exporter), Some(importer)) = places else { continue };
            let pair = &mut pairs[importer * economies + exporter];
            *pair = (pair.0 + baseline[row], pair.1 + value[row]);
            let flow = FlowChange {
                exporter,
                importer,
                sector: None,
                baseline: baseline[row],
                value: value[row],
            };
            if exporter != importer && flow.shows() {
                // A change of an estimate is no finding to lead with, however large.
                if estimated.contains(sectors[row].as_str()) {
                    left_out = true;
                    continue;
                }
                links.push(FlowChange { sector: sector_at.find(&sectors[row]), ..flow });
            }
        }
        Ok(Self { economies, pairs, links, left_out })
    }

    /// Change of what one economy buys from another, all sectors together.
    pub fn pair(&self, importer: usize, exporter: usize) -> FlowChange {
        let (baseline, value) = self.pairs[importer * self.economies + exporter];
        FlowChange { exporter, importer, sector: None, baseline, value }
    }

    /// What an importer buys abroad, one entry per supplier; the largest `count` losses and gains,
    /// losses first.
    pub fn suppliers(&self, importer: usize, count: usize) -> Vec<FlowChange> {
        extremes(
            self.others(importer).map(|exporter| self.pair(importer, exporter)).collect(),
            count,
        )
    }

    /// Where an exporter sells abroad, one entry per destination; the largest `count` losses and
    /// gains, losses first.
    pub fn destinations(&self, exporter: usize, count: usize) -> Vec<FlowChange> {
        extremes(
            self.others(exporter).map(|importer| self.pair(importer, exporter)).collect(),
            count,
        )
    }

    fn others(&self, economy: usize) -> impl Iterator<Item = usize> {
        (0..self.economies).filter(move |other| *other != economy)
    }

    /// The largest changes of flows across borders by sector: `count` losses, largest first, and as
    /// many gains.
    pub fn largest(&self, count: usize) -> (Vec<FlowChange>, Vec<FlowChange>) {
        let mut kept = extremes(self.links.clone(), count);
        let gains = kept.split_off(kept.partition_point(|link| link.change() < 0.0));
        (kept, gains.into_iter().rev().collect())
    }
}

/// The `count` largest losses and the `count` largest gains, from the largest loss to the largest
/// gain.
fn extremes(mut flows: Vec<FlowChange>, count: usize) -> Vec<FlowChange> {
    flows.retain(FlowChange::shows);
    let by_change = |a: &FlowChange, b: &FlowChange| a.change().total_cmp(&b.change());
    // A long table is cut down to its two ends first: sorting all of it costs more than the rest of
    // the report.
    if flows.len() > 2 * count && count > 0 {
        flows.select_nth_unstable_by(count - 1, by_change);
        let mut top = flows.split_off(count);
        let from = top.len().saturating_sub(count);
        if from > 0 {
            top.select_nth_unstable_by(from, by_change);
        }
        flows.extend(top.drain(from..));
    }
    flows.sort_by(|a, b| {
        by_change(a, b)
            .then((a.importer, a.exporter, a.sector).cmp(&(b.importer, b.exporter, b.sector)))
    });
    let losses = flows.iter().filter(|flow| flow.change() < 0.0).count().min(count);
    let gains = flows.iter().filter(|flow| flow.change() > 0.0).count().min(count);
    let mut kept = flows.split_off(flows.len() - gains);
    flows.truncate(losses);
    flows.append(&mut kept);
    flows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(sector: usize, change: f64) -> FlowChange {
        FlowChange {
            exporter: 0,
            importer: 1,
            sector: Some(sector),
            baseline: 100.0,
            value: 100.0 + change,
        }
    }

    #[test]
    fn both_ends_are_kept_in_order() {
        let flows = [5.0, -3.0, 0.0, 9.0, -40.0, 1.0, -7.0]
            .iter()
            .enumerate()
            .map(|(at, change)| flow(at, *change))
            .collect();
        let kept: Vec<f64> = extremes(flows, 2).iter().map(FlowChange::change).collect();
        assert_eq!(kept, [-40.0, -7.0, 5.0, 9.0]);
    }

    #[test]
    fn a_side_with_few_changes_does_not_borrow_from_the_other() {
        let flows = [1.0, 2.0, 3.0, 4.0, -1.0]
            .iter()
            .enumerate()
            .map(|(at, change)| flow(at, *change))
            .collect();
        let kept: Vec<f64> = extremes(flows, 2).iter().map(FlowChange::change).collect();
        assert_eq!(kept, [-1.0, 3.0, 4.0]);
    }
}
