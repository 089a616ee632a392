//! Who sells how much of an input to which user? The flows behind trade and input use.
//!
//! ```text
//! (1)  sum_u flow_ijnu                    <= trade_nij      what is left of a link is its final demand
//! (2)  sum_i flow_ijnu (1 + tariff_nij)    = use_n,ju       a user pays the duties on what it imports
//! ```
//! for exporter i, input j, importer n and user u. Flows are at basic prices, like trade; input use
//! is at the purchaser's price.

use crate::dense::{LinkTable, UseTable};
use crate::error::WorldError;
use crate::ids::{EconomyId, SectorId};
use crate::model::World;
use std::sync::Arc;

/// One flow: what `user` in `importer` buys of `input` from `exporter`, in the world's currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The sector that is bought from.
    pub input: SectorId,
    /// The economy that buys.
    pub importer: EconomyId,
    /// The sector that buys.
    pub user: SectorId,
    /// The economy that sells.
    pub exporter: EconomyId,
    /// How much, at basic prices.
    pub value: f64,
}

/// Flows that are not zero, input by input, importer by importer, user by user; one user's
/// suppliers of an input lie side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowTable {
    economies: usize,
    sectors: usize,
    /// First cell of each row (input, importer, user), and the number of cells.
    starts: Vec<usize>,
    sellers: Vec<u16>,
    values: Vec<f64>,
}

impl FlowTable {
    /// The table of `flows` in any order; flows of the same cell are added up, zeros are left out.
    #[must_use]
    pub fn of(economies: usize, sectors: usize, flows: impl IntoIterator<Item = Flow>) -> Self {
        let mut table = Self {
            economies,
            sectors,
            starts: vec![0; economies * sectors * sectors + 1],
            sellers: Vec::new(),
            values: Vec::new(),
        };
        let place = |flow: &Flow| {
            (table.line(flow.input, flow.importer, flow.user), flow.exporter.0, flow.value)
        };
        let mut cells: Vec<(usize, usize, f64)> =
            flows.into_iter().filter(|flow| flow.value != 0.0).map(|flow| place(&flow)).collect();
        if !cells.is_sorted_by_key(|(line, seller, _)| (*line, *seller)) {
            cells.sort_by_key(|(line, seller, _)| (*line, *seller));
        }
        let mut last = None;
        for (line, seller, value) in cells {
            if last == Some((line, seller)) {
                if let Some(sum) = table.values.last_mut() {
                    *sum += value;
                }
                continue;
            }
            last = Some((line, seller));
            table.starts[line + 1] += 1;
            table.sellers.push(u16::try_from(seller).unwrap_or(u16::MAX));
            table.values.push(value);
        }
        for line in 1..table.starts.len() {
            table.starts[line] += table.starts[line - 1];
        }
        table
    }

    fn line(&self, input: SectorId, importer: EconomyId, user: SectorId) -> usize {
        (input.0 * self.economies + importer.0) * self.sectors + user.0
    }

    /// Number of flows that are not zero.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no flow.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Who sells how much of `input` to `user` in `importer`; who sells nothing is left out.
    pub fn suppliers(
        &self,
        input: SectorId,
        importer: EconomyId,
        user: SectorId,
    ) -> impl Iterator<Item = (EconomyId, f64)> + '_ {
        let line = self.line(input, importer, user);
        let cells = self.starts[line]..self.starts[line + 1];
        let sellers = self.sellers[cells.clone()].iter().map(|&at| EconomyId(usize::from(at)));
        sellers.zip(self.values[cells].iter().copied())
    }

    /// Every flow that is not zero, in memory order.
    pub fn flows(&self) -> impl Iterator<Item = Flow> + '_ {
        let (n, kinds) = (self.economies, self.sectors);
        (0..self.starts.len() - 1).flat_map(move |line| {
            let (input, importer, user) =
                (SectorId(line / kinds / n), EconomyId(line / kinds % n), SectorId(line % kinds));
            self.suppliers(input, importer, user).map(move |(exporter, value)| Flow {
                input,
                importer,
                user,
                exporter,
                value,
            })
        })
    }

    /// What each link carries to all users together, at basic prices.
    #[must_use]
    pub fn between(&self) -> LinkTable {
        let mut sums = LinkTable::filled(self.economies, self.sectors, 0.0);
        for flow in self.flows() {
            sums.row_mut(flow.input, flow.importer)[flow.exporter.0] += flow.value;
        }
        sums
    }

    /// Input use at the purchaser's price, eq. (2).
    #[must_use]
    pub fn uses(&self, tariff: &LinkTable) -> UseTable {
        let mut uses = UseTable::zero(self.economies, self.sectors);
        for flow in self.flows() {
            let rate = tariff.get(flow.input, flow.importer, flow.exporter);
            uses.add(flow.importer, flow.user, flow.input, flow.value * (1.0 + rate));
        }
        uses
    }

    /// The same flows, those of each user and input times `factor`.
    #[must_use]
    pub fn scaled(mut self, factor: impl Fn(SectorId, EconomyId, SectorId) -> f64) -> Self {
        let (n, kinds) = (self.economies, self.sectors);
        for line in 0..self.starts.len() - 1 {
            let factor = factor(
                SectorId(line / kinds / n),
                EconomyId(line / kinds % n),
                SectorId(line % kinds),
            );
            let cells = self.starts[line]..self.starts[line + 1];
            self.values[cells].iter_mut().for_each(|value| *value *= factor);
        }
        self
    }

    /// The same flows, scaled so that eq. (2) gives `uses`; where there is no flow none is made up.
    #[must_use]
    pub fn adding_up_to(self, uses: &UseTable, tariff: &LinkTable) -> Self {
        let own = self.uses(tariff);
        self.scaled(|input, importer, user| {
            let (has, needs) = (own.get(importer, user, input), uses.get(importer, user, input));
            if has > 0.0 { needs / has } else { 1.0 }
        })
    }
}

/// The flows of a world, if it has any.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Flows {
    /// Nothing is known of who sells to which user.
    #[default]
    Unknown,
    /// In memory.
    Held(Arc<FlowTable>),
    /// Those of an embedded world, by its name: unpacked when somebody asks.
    Embedded(&'static str),
}

impl World {
    /// The flows behind trade and input use, or `None` if this world has none.
    ///
    /// # Errors
    /// If those of an embedded world cannot be unpacked.
    pub fn flow_table(&self) -> Result<Option<Arc<FlowTable>>, WorldError> {
        match &self.flows {
            Flows::Unknown => Ok(None),
            Flows::Held(table) => Ok(Some(Arc::clone(table))),
            Flows::Embedded(name) => crate::embedded::flows(name, self).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(at: [usize; 4], value: f64) -> Flow {
        let [input, importer, user, exporter] = at;
        Flow {
            input: SectorId(input),
            importer: EconomyId(importer),
            user: SectorId(user),
            exporter: EconomyId(exporter),
            value,
        }
    }

    #[test]
    fn flows_in_any_order_are_added_up_by_cell() {
        let given = [
            flow([1, 0, 0, 1], 2.0),
            flow([0, 1, 1, 0], 3.0),
            flow([1, 0, 0, 1], 0.5),
            flow([0, 0, 1, 1], 0.0),
        ];
        let table = FlowTable::of(2, 2, given);
        let all: Vec<Flow> = table.flows().collect();
        assert_eq!(all, [flow([0, 1, 1, 0], 3.0), flow([1, 0, 0, 1], 2.5)]);
        assert_eq!(table.between().get(SectorId(1), EconomyId(0), EconomyId(1)), 2.5);
    }

    #[test]
    fn a_user_pays_the_duties_on_what_it_imports() {
        let table = FlowTable::of(2, 1, [flow([0, 0, 0, 0], 4.0), flow([0, 0, 0, 1], 6.0)]);
        let mut tariff = LinkTable::filled(2, 1, 0.0);
        tariff.set(SectorId(0), EconomyId(0), EconomyId(1), 0.5);
        let uses = table.uses(&tariff);
        assert_eq!(uses.get(EconomyId(0), SectorId(0), SectorId(0)), 13.0);
        let mut half = uses.clone();
        half.set(EconomyId(0), SectorId(0), SectorId(0), 6.5);
        assert_eq!(table.adding_up_to(&half, &tariff).uses(&tariff), half);
    }
}
