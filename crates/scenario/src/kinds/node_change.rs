//! What `productivity` and `demand` share: a change by economy and sector.

use crate::effect::timeline::Timeline;
use crate::kinds::change::Change;
use crate::kinds::kind::Applied;
use crate::select::selector::{Economies, Sectors};
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::phases::Phased;
use crate::value::reading::Reading;
use detente_world::{EconomyId, NodeTable, SectorId, World};
use jiff::civil::Date;

pub(crate) const ECONOMY: Key<Economies> = Key::required(
    "economy",
    "which economies: a code, a group, \"*\", exclusions, or a list of them",
);

pub(crate) const SECTOR: Key<Sectors> = crate::select::links::SECTOR;

/// Sectors of economies that an entry names.
#[derive(Debug)]
pub(crate) struct Nodes {
    economy: Economies,
    sector: Sectors,
}

impl Nodes {
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let economy = fields.get(&ECONOMY, reading);
        let sector = fields.get(&SECTOR, reading);
        Some(Self { economy: economy?, sector: sector? })
    }

    pub(crate) fn select(&self, world: &World) -> Vec<(EconomyId, SectorId)> {
        let (economies, sectors) = (self.economy.select(world), self.sector.select(world));
        economies
            .iter()
            .flat_map(|&economy| sectors.iter().map(move |&sector| (economy, sector)))
            .collect()
    }

    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        if !self.economy.is_known(world) || !self.sector.is_known(world) {
            return;
        }
        let selected = [
            (&self.economy.0, self.economy.select(world).len(), "economy"),
            (&self.sector.0, self.sector.select(world).len(), "sector"),
        ];
        for (selector, _, what) in selected.into_iter().filter(|(_, count, _)| *count == 0) {
            let message = format!("`{}` selects no {what}", selector.words());
            let hint = "check the exclusions";
            problems.push(Diagnostic::error(selector.place, message, "nothing is left").hint(hint));
        }
    }
}

/// A change by economy and sector.
#[derive(Debug)]
pub(crate) struct NodeChange<T> {
    pub(crate) nodes: Nodes,
    pub(crate) change: Timeline<T>,
}

impl<T: Phased + Copy + 'static> NodeChange<T> {
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let nodes = Nodes::read(fields, reading);
        let change = Timeline::read(fields, reading);
        Some(Self { nodes: nodes?, change: change? })
    }

    pub(crate) fn phase_starts(&self) -> Vec<Date> {
        self.change.starts()
    }

    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.nodes.check(world, problems);
    }

    pub(crate) fn apply(
        &self,
        date: Date,
        world: &World,
        table: &mut NodeTable,
        change_of: impl Fn(T) -> Change,
    ) -> Option<Applied> {
        let step = self.change.at(date)?;
        let change = change_of(step.value);
        let nodes = self.nodes.select(world);
        for &(economy, sector) in &nodes {
            table.set(economy, sector, table.get(economy, sector) * change.ratio);
        }
        Some(Applied { touched: nodes.len(), phase: step.from, value: change.describe() })
    }
}
