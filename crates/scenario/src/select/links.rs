//! Links of the trade network: importer, exporter, sector. Domestic links are never selected.
//!
//! A border measure acts at a border, so a selection leaves out every link whose importer is its
//! exporter, even when both are named.

use crate::select::selector::{Economies, Sectors};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::reading::Reading;
use detente_world::{EconomyId, SectorId, World};

/// A link of the trade network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Link {
    pub(crate) sector: SectorId,
    pub(crate) importer: EconomyId,
    pub(crate) exporter: EconomyId,
}

impl Link {
    /// Position in a link table.
    pub(crate) fn at(self, economies: usize) -> usize {
        (self.sector.0 * economies + self.importer.0) * economies + self.exporter.0
    }

    /// The link at a position of a link table.
    pub(crate) fn from_position(at: usize, economies: usize) -> Self {
        let sector = SectorId(at / (economies * economies));
        Self {
            sector,
            importer: EconomyId(at / economies % economies),
            exporter: EconomyId(at % economies),
        }
    }

    /// "JPN to USA in C29".
    pub(crate) fn describe(self, world: &World) -> String {
        let code = |economy: EconomyId| &world.economies[economy.0].code;
        format!(
            "{} to {} in {}",
            code(self.exporter),
            code(self.importer),
            world.sectors[self.sector.0].code
        )
    }
}

/// All links between the given economies in the given sectors, without the domestic ones.
pub(crate) fn product(
    sectors: &[SectorId],
    importers: &[EconomyId],
    exporters: &[EconomyId],
) -> Vec<Link> {
    let mut links = Vec::with_capacity(sectors.len() * importers.len() * exporters.len());
    for &sector in sectors {
        for &importer in importers {
            let others = exporters.iter().filter(|&&exporter| exporter != importer);
            links.extend(others.map(|&exporter| Link { sector, importer, exporter }));
        }
    }
    links
}

pub(crate) const IMPORTER: Key<Economies> = Key::required(
    "importer",
    "who imports: a code, a group, \"*\", exclusions such as \"-MEX\", or a list of them",
);
pub(crate) const EXPORTER: Key<Economies> = Key::required(
    "exporter",
    "who exports: a code, a group, \"*\", exclusions such as \"-MEX\", or a list of them",
);
pub(crate) const SECTOR: Key<Sectors> = Key::required(
    "sector",
    "which sectors: a code, \"goods\", \"services\", \"*\", exclusions, or a list of them",
);
pub(crate) const OVERRIDE: Key<bool> = Key::optional(
    "override",
    "true to disregard, on the links of this entry and while it is in force, all earlier entries of the same kind",
);

/// The links an entry names with `importer`, `exporter` and `sector`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinkSelector {
    importer: Economies,
    exporter: Economies,
    sector: Sectors,
}

impl LinkSelector {
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let importer = fields.get(&IMPORTER, reading);
        let exporter = fields.get(&EXPORTER, reading);
        let sector = fields.get(&SECTOR, reading);
        Some(Self { importer: importer?, exporter: exporter?, sector: sector? })
    }

    pub(crate) fn links(&self, world: &World) -> Vec<Link> {
        product(
            &self.sector.select(world),
            &self.importer.select(world),
            &self.exporter.select(world),
        )
    }

    pub(crate) fn is_known(&self, world: &World) -> bool {
        self.importer.is_known(world)
            && self.exporter.is_known(world)
            && self.sector.is_known(world)
    }

    /// The words that name the exporters.
    pub(crate) fn exporter_words(&self) -> String {
        self.exporter.0.words()
    }

    pub(crate) fn place(&self) -> Place {
        self.exporter.0.place
    }

    /// Reports a selection without any link.
    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        if !self.is_known(world) || !self.links(world).is_empty() {
            return;
        }
        let words =
            [&self.importer.0, &self.exporter.0, &self.sector.0].map(|selector| selector.words());
        let message = format!(
            "this selects no link: importer {}, exporter {}, sector {}",
            words[0], words[1], words[2]
        );
        let hint = "domestic links are never selected; check the exclusions";
        problems.push(Diagnostic::error(self.place(), message, "nothing is left").hint(hint));
    }
}
