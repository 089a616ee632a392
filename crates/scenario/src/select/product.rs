//! Which goods of a sector does an entry mean, by HS code, and what share of the sector's trade are
//! they?
//!
//! A rate r on a product that is the share s of a link's trade, and pays m already, moves the link
//! by s·r where it is added, by s·(r − m) where it is set, and by s·max(0, r − m) where it is a
//! floor. A limit q on its quantity leaves the link 1 − s·(1 − q).
//!
//! Shares are those of United States imports of 2024; elsewhere the entry says them itself.

use crate::select::selector::Sectors;
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{Key, Shape};
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_tariffs::{Goods, IMPORTER, Line, PartnerId, edition};
use detente_world::{EconomyId, SectorId, World};
use serde_json::json;
use std::collections::HashMap;

pub(crate) const PRODUCT: Key<Lines> = Key::optional(
    "product",
    "goods by HS code of 2 to 10 digits, such as [\"8711\", \"2208.30\"]: the entry acts on their share of the sector's trade",
);
pub(crate) const SHARE: Key<Fraction> = Key::optional(
    "share",
    "the product's share of the sector's trade, where it is not known: share = \"12%\"",
);

/// HS codes that the edition has, with their place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lines {
    lines: Vec<Line>,
    place: Place,
}

impl Shape for Lines {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "write product = \"8711\", or a list: product = [\"8711\", \"2208.30\"]; quotation marks keep the zero at the beginning";
        let nodes = match &node.value {
            Value::Text(_) => std::slice::from_ref(node),
            Value::List(nodes) if !nodes.is_empty() => nodes.as_slice(),
            _ => {
                wrong_type(node, "an HS code or a list of them", hint, reading);
                return None;
            }
        };
        let lines: Vec<Line> =
            nodes.iter().filter_map(|node| read_line(node, hint, reading)).collect();
        (lines.len() == nodes.len()).then_some(Self { lines, place: node.place })
    }

    fn schema() -> serde_json::Value {
        let code = json!({ "type": "string", "pattern": "^[0-9]{2}([. ]?[0-9]{2}){0,4}$" });
        json!({ "oneOf": [code, { "type": "array", "minItems": 1, "items": code }] })
    }
}

fn read_line(node: &Node, hint: &str, reading: &mut Reading) -> Option<Line> {
    let Value::Text(word) = &node.value else {
        wrong_type(node, "an HS code in quotation marks", hint, reading);
        return None;
    };
    match edition::known(word) {
        Ok(line) => Some(line),
        Err(error) => {
            let text = error.to_string();
            let (message, hint) = text.split_once("; ").unwrap_or((&text, hint));
            reading.problem(Diagnostic::error(node.place, message, "not a code").hint(hint));
            None
        }
    }
}

/// Goods within sectors, as an entry means them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Product {
    lines: Vec<Line>,
    /// As the entry says it.
    given: Option<f64>,
    pub(crate) place: Place,
}

/// What an entry means of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    /// Share of the link's trade.
    pub(crate) share: f64,
    /// The duty that the part pays in the baseline; none where it is that of the link.
    pub(crate) duty: Option<f64>,
}

impl Part {
    pub(crate) const WHOLE: Self = Self { share: 1.0, duty: None };

    /// What a limit on the part's quantity is to the whole link.
    pub(crate) fn limit(self, limit: f64) -> f64 {
        1.0 - self.share * (1.0 - limit)
    }
}

/// The sectors of a world that hold lines, by the codes that the sectors are made of.
pub(crate) fn sectors_of(lines: &[Line], world: &World) -> Vec<SectorId> {
    let holds = |sector: &SectorId| {
        let members = members(world, *sector);
        lines.iter().any(|line| edition::sectors_of(*line).iter().any(|own| members.contains(own)))
    };
    world.sector_ids().filter(holds).collect()
}

fn members(world: &World, sector: SectorId) -> Vec<&str> {
    world.meaning.sector_members(&world.sectors[sector.0].code)
}

impl Product {
    /// Reads `product` and `share`; nothing where no product is named.
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let given = fields.spanned(&SHARE, reading);
        if let (false, Some(share)) = (fields.has(&PRODUCT), &given) {
            let problem = Diagnostic::error(
                share.place,
                "`share` belongs to `product`",
                "no product is named here",
            )
            .hint("name the goods: product = [\"8711\"]; without them an entry is about all goods of its sectors");
            reading.problem(problem);
        }
        let Lines { lines, place } = fields.get(&PRODUCT, reading)?;
        Some(Self { lines, given: given.map(|share| share.value.0), place })
    }

    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The codes as people write them, without points.
    pub(crate) fn words(&self) -> String {
        let codes: Vec<String> = self.lines.iter().map(|line| line.plain()).collect();
        format!("HS {}", codes.join(", "))
    }

    /// The sectors meant: those named, otherwise those of the goods.
    pub(crate) fn sectors(&self, named: Option<&Sectors>, world: &World) -> Vec<SectorId> {
        named.map_or_else(|| sectors_of(&self.lines, world), |named| named.select(world))
    }

    /// What is meant of each sector and exporter, in the order of `exporters` within `sectors`.
    pub(crate) fn parts(
        &self,
        world: &World,
        sectors: &[SectorId],
        exporters: &[EconomyId],
    ) -> HashMap<(SectorId, EconomyId), Part> {
        let pairs = sectors
            .iter()
            .flat_map(|sector| exporters.iter().map(move |exporter| (*sector, *exporter)));
        if let Some(share) = self.given {
            return pairs.map(|pair| (pair, Part { share, duty: None })).collect();
        }
        // A table inside the program that cannot be read is reported by the check.
        let Ok(goods) = Goods::embedded() else { return HashMap::new() };
        let partners: HashMap<EconomyId, Vec<PartnerId>> = exporters
            .iter()
            .map(|exporter| (*exporter, partners(goods, world, *exporter).0))
            .collect();
        pairs
            .filter_map(|(sector, exporter)| {
                let portion =
                    goods.portion(&partners[&exporter], &members(world, sector), &self.lines);
                let share = portion.share().filter(|share| *share > 0.0)?;
                Some(((sector, exporter), Part { share, duty: Some(portion.product.rate()) }))
            })
            .collect()
    }

    /// The product and its share in words: "HS 8711, 1.3% of that trade", with the least and the
    /// most of a link.
    pub(crate) fn told(
        &self,
        world: &World,
        sectors: &[SectorId],
        exporters: &[EconomyId],
        shares: &[f64],
    ) -> String {
        let short = |share: f64| percent((share * 1e4).round() / 1e4);
        let words = self.words();
        if let Some(share) = self.given {
            return format!("{words}, {} of that trade as given", percent(share));
        }
        let mean = self.mean(world, sectors, exporters).map_or(String::new(), short);
        if shares.len() < 2 {
            return format!("{words}, {mean} of that trade");
        }
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        let strangers = Goods::embedded().map_or(0, |goods| {
            let own = |exporter: &&EconomyId| world.economies[exporter.0].code == IMPORTER;
            let strange =
                |exporter: &&EconomyId| !own(exporter) && !partners(goods, world, **exporter).1;
            exporters.iter().filter(strange).count()
        });
        let strangers = match strangers {
            0 => String::new(),
            count => format!("; {count} without lines of their own have that of all imports"),
        };
        let (least, most) = (short(least), short(most));
        format!("{words}, {mean} of that trade ({least} to {most} by link{strangers})")
    }

    /// Share of the goods of all exporters together in all sectors together.
    fn mean(&self, world: &World, sectors: &[SectorId], exporters: &[EconomyId]) -> Option<f64> {
        let goods = Goods::embedded().ok()?;
        let mut all: Vec<PartnerId> =
            exporters.iter().flat_map(|exporter| partners(goods, world, *exporter).0).collect();
        all.sort_unstable();
        all.dedup();
        let sectors: Vec<&str> =
            sectors.iter().flat_map(|sector| members(world, *sector)).collect();
        goods.portion(&all, &sectors, &self.lines).share()
    }

    /// Reports where no share is known.
    pub(crate) fn check(
        &self,
        world: &World,
        named: Option<&Sectors>,
        importers: &[EconomyId],
        exporters: &[EconomyId],
        problems: &mut Vec<Diagnostic>,
    ) {
        let found = self
            .wrong_sector(world, named)
            .or_else(|| self.unknown(world, named, importers, exporters));
        problems.extend(found);
    }

    fn wrong_sector(&self, world: &World, named: Option<&Sectors>) -> Option<Diagnostic> {
        let own = sectors_of(&self.lines, world);
        let codes = |sectors: &[SectorId]| {
            let codes: Vec<&str> =
                sectors.iter().map(|sector| world.sectors[sector.0].code.as_str()).collect();
            codes.join(", ")
        };
        let words = self.words();
        match named {
            None if own.is_empty() => {
                let of: Vec<&str> =
                    self.lines.iter().flat_map(|line| edition::sectors_of(*line)).collect();
                let message = format!("no sector of `{}` is known to hold {words}", world.id);
                let hint = format!(
                    "they belong to {} of the ICIO tables; name the sector and the share: sector = \"...\", share = \"12%\"",
                    of.join(", ")
                );
                Some(Diagnostic::error(self.place, message, "no sector").hint(hint))
            }
            None if self.given.is_some() && own.len() > 1 => {
                let message = format!("{words} lies in {} sectors: {}", own.len(), codes(&own));
                let hint = "`share` is of one sector's trade: name it with `sector`";
                Some(Diagnostic::error(self.place, message, "in several sectors").hint(hint))
            }
            Some(named) if !own.is_empty() => {
                let chosen = named.select(world);
                if chosen.iter().any(|sector| own.contains(sector)) {
                    return None;
                }
                let message = format!("`{}` holds no goods under {words}", named.0.words());
                let hint =
                    format!("they belong to {}: leave `sector` out, or name it", codes(&own));
                Some(
                    Diagnostic::error(named.0.place, message, "another sector")
                        .related(self.place, "the product")
                        .hint(hint),
                )
            }
            _ => None,
        }
    }

    fn unknown(
        &self,
        world: &World,
        named: Option<&Sectors>,
        importers: &[EconomyId],
        exporters: &[EconomyId],
    ) -> Option<Diagnostic> {
        if self.given.is_some() {
            return None;
        }
        let words = self.words();
        let code = |economy: &EconomyId| world.economies[economy.0].code.as_str();
        let strangers: Vec<&str> =
            importers.iter().map(code).filter(|code| *code != IMPORTER).collect();
        if !strangers.is_empty() {
            let who = if strangers.len() > 3 {
                format!("{} importers", strangers.len())
            } else {
                strangers.join(", ")
            };
            let message = format!("no share of {words} in the imports of {who} is known");
            let hint = "goods are known by line for imports of the United States (USA) alone; say the product's share of the sector's trade: share = \"12%\"";
            return Some(Diagnostic::error(self.place, message, "no share").hint(hint));
        }
        let goods = match Goods::embedded() {
            Ok(goods) => goods,
            Err(error) => return Some(Diagnostic::of_file(error.to_string())),
        };
        if let Some(line) = self.lines.iter().find(|line| !goods.has(**line)) {
            let message =
                format!("the United States imported nothing under HS {} in 2024", line.plain());
            let hint = "no share is known; say it: share = \"12%\", or name another code";
            return Some(Diagnostic::error(self.place, message, "no trade").hint(hint));
        }
        let sectors = self.sectors(named, world);
        if self.parts(world, &sectors, exporters).is_empty() {
            let message =
                format!("the United States imported no {words} from these exporters in 2024");
            let hint = "a duty on nothing moves nothing; name other exporters, or say the share: share = \"12%\"";
            return Some(Diagnostic::error(self.place, message, "no trade").hint(hint));
        }
        None
    }
}

/// The partners whose goods stand for those of an economy, and whether they are its own: the rest
/// of the world has those of partners that the world lacks, and economies without lines all.
fn partners(goods: &Goods, world: &World, economy: EconomyId) -> (Vec<PartnerId>, bool) {
    let code = &world.economies[economy.0].code;
    let own = |code: &str| -> Vec<PartnerId> {
        let members = world.meaning.economy_members(code);
        let mut own: Vec<PartnerId> =
            members.into_iter().filter_map(|code| goods.partner(code)).collect();
        own.dedup();
        own
    };
    let found = own(code);
    if !found.is_empty() {
        return (found, true);
    }
    let covered: Vec<PartnerId> =
        world.economies.iter().flat_map(|economy| own(&economy.code)).collect();
    let all: Vec<PartnerId> = goods.apart().into_iter().map(|(_, id)| id).collect();
    let left: Vec<PartnerId> = all.iter().copied().filter(|id| !covered.contains(id)).collect();
    if code == REST && !left.is_empty() { (left, true) } else { (all, false) }
}

/// The rest of the world, as worlds call it.
const REST: &str = "ROW";
