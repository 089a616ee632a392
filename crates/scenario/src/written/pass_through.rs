//! How much of a change of duty do exporters pass through? `trade.pass-through` and
//! `[[trade.exporter]]`.

use crate::select::links::product;
use crate::select::selector::{Economies, Sectors};
use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::{EconomyId, LinkTable, SectorId, World};
use serde_json::json;

/// One `[[trade.exporter]]` as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExporterTable {
    exporter: Economies,
    importer: Option<Economies>,
    sector: Option<Sectors>,
    pass_through: Spanned<Fraction>,
    place: Place,
}

/// All of them.
pub(crate) struct ExporterTables(pub(crate) Vec<ExporterTable>);

const EXPORTER: Key<Economies> = crate::select::links::EXPORTER;
const IMPORTER: Key<Economies> =
    Key::optional("importer", "to whom it exports, as in an entry; by default to all");
const SECTOR: Key<Sectors> =
    Key::optional("sector", "which sectors, as in an entry; by default all");
const PASS_THROUGH: Key<Fraction> = Key::required(
    "pass-through",
    "share of a change of duty that reaches the price with duty, such as 0.8; the exporter absorbs the rest",
);
const KEYS: [&dyn AnyKey; 4] = [&EXPORTER, &IMPORTER, &SECTOR, &PASS_THROUGH];

impl Shape for ExporterTables {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            wrong_type(node, "a list of tables", "write [[trade.exporter]]", reading);
            return None;
        };
        Some(Self(nodes.iter().filter_map(|node| read(node, reading)).collect()))
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::value::schema::table(&[&KEYS]) })
    }
}

fn read(node: &Node, reading: &mut Reading) -> Option<ExporterTable> {
    let fields = Fields::of(node, "`[[trade.exporter]]`", reading)?;
    fields.refuse_unknown(&[&KEYS], reading);
    let exporter = fields.get(&EXPORTER, reading);
    let importer = fields.get(&IMPORTER, reading);
    let sector = fields.get(&SECTOR, reading);
    let pass_through = fields.spanned(&PASS_THROUGH, reading);
    Some(ExporterTable {
        exporter: exporter?,
        importer,
        sector,
        pass_through: pass_through?,
        place: node.place,
    })
}

/// The links that a table is about: sectors, importers, exporters.
type Chosen = (Vec<SectorId>, Vec<EconomyId>, Vec<EconomyId>);

impl ExporterTable {
    fn chosen(&self, world: &World) -> Chosen {
        (
            self.sector
                .as_ref()
                .map_or_else(|| world.sector_ids().collect(), |own| own.select(world)),
            self.importer
                .as_ref()
                .map_or_else(|| world.economy_ids().collect(), |own| own.select(world)),
            self.exporter.select(world),
        )
    }

    fn is_known(&self, world: &World) -> bool {
        self.exporter.is_known(world)
            && self.importer.as_ref().is_none_or(|own| own.is_known(world))
            && self.sector.as_ref().is_none_or(|own| own.is_known(world))
    }

    fn words(&self) -> String {
        let mut words = self.exporter.0.words();
        if let Some(importer) = &self.importer {
            words = format!("{words} to {}", importer.0.words());
        }
        self.sector.as_ref().map_or(words.clone(), |own| format!("{words} in {}", own.0.words()))
    }
}

/// The pass-through of every link; of two tables about one link the later decides. None where every
/// change of duty is passed through.
pub(crate) fn table(
    all: Option<f64>,
    exporters: &[ExporterTable],
    world: &World,
) -> Option<LinkTable> {
    let all = all.unwrap_or(1.0);
    let plain = all == 1.0 && exporters.iter().all(|own| own.pass_through.value.0 == 1.0);
    if plain {
        return None;
    }
    let mut table = LinkTable::filled(world.economies.len(), world.sectors.len(), all);
    for own in exporters {
        let (sectors, importers, exporters) = own.chosen(world);
        for link in product(&sectors, &importers, &exporters) {
            table.set(link.sector, link.importer, link.exporter, own.pass_through.value.0);
        }
    }
    Some(table)
}

/// Reports tables that select nothing, and two about the same links.
pub(crate) fn check(exporters: &[ExporterTable], world: &World, problems: &mut Vec<Diagnostic>) {
    let mut seen: Vec<Chosen> = Vec::new();
    for own in exporters.iter().filter(|own| own.is_known(world)) {
        let chosen = own.chosen(world);
        if product(&chosen.0, &chosen.1, &chosen.2).is_empty() {
            let message = format!("`{}` selects no trade between economies", own.words());
            problems.push(Diagnostic::error(own.place, message, "nothing is left"));
        } else if seen.contains(&chosen) {
            let message = format!("`{}` has a pass-through already", own.words());
            let hint = "keep one of the two [[trade.exporter]] tables";
            problems.push(Diagnostic::error(own.place, message, "a second one").hint(hint));
        }
        seen.push(chosen);
    }
}

/// What a run says of it.
pub(crate) fn told(all: Option<f64>, exporters: &[ExporterTable]) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(all) = all.filter(|all| *all != 1.0) {
        told.push(format!(
            "Exporters pass {} of a change of duty through to the price with duty and absorb the rest.",
            percent(all)
        ));
    }
    told.extend(exporters.iter().map(|own| {
        format!(
            "Exporters pass {} of a change of duty through: {}.",
            percent(own.pass_through.value.0),
            own.words()
        )
    }));
    told
}
