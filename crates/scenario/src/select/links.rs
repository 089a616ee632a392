//! Links of the trade network: importer, exporter, sector. Domestic links are never selected.
//!
//! A border measure acts at a border, so a selection leaves out every link whose importer is its
//! exporter, even when both are named.

use crate::select::product::{PRODUCT, Part, Product};
use crate::select::selector::{Economies, Sectors};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::reading::Reading;
use detente_tariffs::Line;
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

/// The links an entry names with `importer`, `exporter` and `sector`, and the goods on them that it
/// names with `product`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinkSelector {
    importer: Economies,
    exporter: Economies,
    /// None where the product tells.
    sector: Option<Sectors>,
    product: Option<Product>,
}

impl LinkSelector {
    /// Reads the three selectors.
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let importer = fields.get(&IMPORTER, reading);
        let exporter = fields.get(&EXPORTER, reading);
        let sector = fields.get(&SECTOR, reading);
        Some(Self {
            importer: importer?,
            exporter: exporter?,
            sector: Some(sector?),
            product: None,
        })
    }

    /// Reads the three selectors where `product` may stand for `sector`.
    pub(crate) fn read_with_product(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let product = Product::read(fields, reading);
        if !fields.has(&PRODUCT) {
            return Self::read(fields, reading);
        }
        refuse_override(fields, reading);
        let importer = fields.get(&IMPORTER, reading);
        let exporter = fields.get(&EXPORTER, reading);
        let (named, before) = (fields.has(&SECTOR), reading.errors());
        let sector = if named { fields.get(&SECTOR, reading) } else { None };
        (reading.errors() == before).then_some(())?;
        Some(Self { importer: importer?, exporter: exporter?, sector, product: Some(product?) })
    }

    pub(crate) fn links(&self, world: &World) -> Vec<Link> {
        if self.product.is_some() {
            return self.parts(world).into_iter().map(|(link, _)| link).collect();
        }
        product(&self.sectors(world), &self.importer.select(world), &self.exporter.select(world))
    }

    /// The links with what is meant of each; where a product is not traded, there is none.
    pub(crate) fn parts(&self, world: &World) -> Vec<(Link, Part)> {
        let (sectors, importers) = (self.sectors(world), self.importer.select(world));
        let exporters = self.exporter.select(world);
        let links = product(&sectors, &importers, &exporters).into_iter();
        let Some(goods) = &self.product else {
            return links.map(|link| (link, Part::WHOLE)).collect();
        };
        let parts = goods.parts(world, &sectors, &exporters);
        links.filter_map(|link| Some((link, *parts.get(&(link.sector, link.exporter))?))).collect()
    }

    fn sectors(&self, world: &World) -> Vec<SectorId> {
        match (&self.product, &self.sector) {
            (Some(product), named) => product.sectors(named.as_ref(), world),
            (None, Some(named)) => named.select(world),
            (None, None) => Vec::new(),
        }
    }

    /// The lines that are meant; none for all goods.
    pub(crate) fn lines(&self) -> &[Line] {
        self.product.as_ref().map_or(&[], Product::lines)
    }

    /// The goods named, with their share; none where no product is.
    pub(crate) fn goods(&self, world: &World) -> Option<String> {
        self.product.as_ref().filter(|_| self.is_known(world))?;
        self.told(world, &self.parts(world)).strip_prefix(" on ").map(str::to_owned)
    }

    /// " on " the product with its share; nothing where no product is named.
    pub(crate) fn told(&self, world: &World, parts: &[(Link, Part)]) -> String {
        let Some(product) = &self.product else { return String::new() };
        let shares: Vec<f64> = parts.iter().map(|(_, part)| part.share).collect();
        let exporters = self.exporter.select(world);
        format!(" on {}", product.told(world, &self.sectors(world), &exporters, &shares))
    }

    pub(crate) fn is_known(&self, world: &World) -> bool {
        self.importer.is_known(world)
            && self.exporter.is_known(world)
            && self.sector.as_ref().is_none_or(|sector| sector.is_known(world))
    }

    /// The words that name the exporters.
    pub(crate) fn exporter_words(&self) -> String {
        self.exporter.0.words()
    }

    pub(crate) fn place(&self) -> Place {
        self.exporter.0.place
    }

    /// The sectors as named, where no product is.
    pub(crate) fn whole_sectors(&self) -> Option<&Sectors> {
        self.sector.as_ref().filter(|_| self.product.is_none())
    }

    /// Reports a selection without any link.
    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        if !self.is_known(world) {
            return;
        }
        if let Some(product) = &self.product {
            let [importers, exporters] =
                [&self.importer, &self.exporter].map(|side| side.select(world));
            let before = problems.len();
            product.check(world, self.sector.as_ref(), &importers, &exporters, problems);
            if problems.len() > before {
                return;
            }
        }
        if !self.links(world).is_empty() {
            return;
        }
        let sector = self.sector.as_ref().map_or_else(
            || self.product.as_ref().map_or(String::new(), Product::words),
            |sector| sector.0.words(),
        );
        let message = format!(
            "this selects no link: importer {}, exporter {}, sector {sector}",
            self.importer.0.words(),
            self.exporter.0.words()
        );
        let hint = "domestic links are never selected; check the exclusions";
        problems.push(Diagnostic::error(self.place(), message, "nothing is left").hint(hint));
    }
}

/// An entry about goods of a sector cannot forget what is said of the whole.
fn refuse_override(fields: &Fields<'_>, reading: &mut Reading) {
    let Some(item) = fields.table.get(OVERRIDE.name) else { return };
    let problem = Diagnostic::error(
        item.key_place,
        "`override` and `product` are both given",
        "it would forget what other entries say of the whole sector",
    )
    .hint("leave `override` out, or write an entry about the whole sector");
    reading.problem(problem);
}
