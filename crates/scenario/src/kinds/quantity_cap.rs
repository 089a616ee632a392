//! `quantity-cap`: a quota or a ban on a flow, and who gets the rent that scarcity makes.

use crate::effect::state::{Assembly, Cap, Rent};
use crate::effect::timeline::{Timeline, phases};
use crate::effect::weeks::{CascadeEffect, Weekly, ids};
use crate::kinds::kind::{Action, Applied, Bill, Claim, Engine, Kind};
use crate::select::links::{EXPORTER, IMPORTER, Link, LinkSelector, OVERRIDE, SECTOR};
use crate::select::product::{PRODUCT, Part, SHARE};
use crate::select::selector::{OneEconomy, Sectors};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::Fields;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::plain::{read_share, share_schema};
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use jiff::civil::Date;
use serde_json::json;

const POOLED: Key<bool> = Key::optional(
    "pooled",
    "true for one cap over all links together; otherwise each link has its own",
);
const RENT: Key<RentTo> = Key::optional(
    "rent",
    "who gets the rent: \"exporter\" (the default), \"importer\" or the code of an economy",
);

pub(crate) const KIND: Kind = Kind {
    name: "quantity-cap",
    about: "a quota or ban: a quantity that is not exceeded, as a share of the baseline quantity",
    engines: &[Engine::Policy, Engine::Network],
    bill: Bill::Counted,
    value: Limit::KEY.name,
    keys: &[
        &IMPORTER,
        &EXPORTER,
        &SECTOR,
        &PRODUCT,
        &SHARE,
        &Limit::KEY,
        &phases::<Limit>(),
        &POOLED,
        &RENT,
        &OVERRIDE,
    ],
    read: |fields, reading| Some(Box::new(read(fields, reading)?)),
};

/// A share of the baseline quantity; zero is a ban.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limit(f64);

impl Shape for Limit {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        if node.value == Value::Text("ban".to_owned()) {
            return Some(Self(0.0));
        }
        let limit = read_share(node, "limit", reading)?;
        if limit >= 0.0 {
            return Some(Self(limit));
        }
        let message = format!("limit {} is negative", percent(limit));
        let hint = "write \"60%\" for at most 60 percent of the baseline quantity, or \"ban\"";
        reading
            .problem(Diagnostic::error(node.place, message, "a limit is zero or more").hint(hint));
        None
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [{ "const": "ban" }, share_schema()] })
    }
}

impl Phased for Limit {
    const KEY: Key<Self> = Key::optional(
        "limit",
        "the cap as a share of the baseline quantity, such as \"60%\"; 0 or \"ban\" stops the flow",
    );
}

/// Who gets the rent, as written.
#[derive(Clone, Debug, PartialEq)]
enum RentTo {
    Exporter,
    Importer,
    Economy(OneEconomy),
}

impl Shape for RentTo {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match &node.value {
            Value::Text(word) if word == "exporter" => Some(Self::Exporter),
            Value::Text(word) if word == "importer" => Some(Self::Importer),
            _ => OneEconomy::read(node, reading).map(Self::Economy),
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [{ "enum": ["exporter", "importer"] }, { "type": "string", "minLength": 1 }] })
    }
}

#[derive(Debug)]
struct QuantityCap {
    links: LinkSelector,
    limit: Timeline<Limit>,
    pooled: bool,
    rent: RentTo,
    overrides: bool,
}

fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<QuantityCap> {
    let links = LinkSelector::read_with_product(fields, reading);
    let limit = Timeline::<Limit>::read(fields, reading);
    let pooled = fields.get(&POOLED, reading).unwrap_or(false);
    let rent = fields.spanned(&RENT, reading);
    let overrides = fields.get(&OVERRIDE, reading).unwrap_or(false);
    let (links, limit) = (links?, limit?);
    let banned = limit.steps().iter().all(|step| step.value.0 == 0.0);
    if let Some(rent) = rent.as_ref().filter(|_| banned) {
        let step = limit.steps().first()?;
        let problem = Diagnostic::error(
            rent.place,
            "a ban leaves no rent",
            "nothing flows, so nobody earns it",
        )
        .related(step.place, "the ban")
        .hint("leave out `rent`, or give a limit above zero");
        reading.problem(problem);
    }
    Some(QuantityCap {
        links,
        limit,
        pooled,
        rent: rent.map_or(RentTo::Exporter, |rent| rent.value),
        overrides,
    })
}

impl QuantityCap {
    fn rent(&self, world: &World) -> Rent {
        match &self.rent {
            RentTo::Exporter => Rent::Exporter,
            RentTo::Importer => Rent::Importer,
            // The code was looked up by the check; an exporter's rent is the default.
            RentTo::Economy(economy) => {
                world.economy(&economy.code).map_or(Rent::Exporter, Rent::Economy)
            }
        }
    }

    /// The links on which something is traded in the baseline: on the others a share of it limits
    /// nothing.
    fn traded(&self, world: &World) -> Vec<(Link, Part)> {
        let mut links = self.links.parts(world);
        links.retain(|(link, _)| value(world, *link) > 0.0);
        links
    }

    fn caps(&self, name: &str, links: &[(Link, Part)], limit: f64, world: &World) -> Vec<Cap> {
        let ids = |link: &Link| (link.sector, link.importer, link.exporter);
        let rent = self.rent(world);
        if links.is_empty() {
            return Vec::new();
        }
        if self.pooled {
            let limit = pooled(links, limit, world);
            let links = links.iter().map(|(link, _)| ids(link)).collect();
            return vec![Cap { name: name.to_owned(), links, limit, rent }];
        }
        let own_name = |link: &Link| match links.len() {
            1 => name.to_owned(),
            _ => format!("{name}: {}", link.describe(world)),
        };
        links
            .iter()
            .map(|(link, part)| Cap {
                name: own_name(link),
                links: vec![ids(link)],
                limit: part.limit(limit),
                rent,
            })
            .collect()
    }
}

/// Links by what is meant of them.
fn alike(parts: Vec<(Link, Part)>) -> Vec<(Vec<Link>, Part)> {
    let mut groups: Vec<(Vec<Link>, Part)> = Vec::new();
    for (link, part) in parts {
        match groups.iter_mut().find(|(_, other)| *other == part) {
            Some((links, _)) => links.push(link),
            None => groups.push((vec![link], part)),
        }
    }
    groups
}

/// Trade on a link in the baseline.
fn value(world: &World, link: Link) -> f64 {
    world.trade.get(link.sector, link.importer, link.exporter)
}

/// The limit on all links together that limits on parts of them make.
fn pooled(links: &[(Link, Part)], limit: f64, world: &World) -> f64 {
    if links.iter().all(|(_, part)| *part == Part::WHOLE) {
        return limit;
    }
    let sum = |weight: &dyn Fn(&Part) -> f64| -> f64 {
        links.iter().map(|(link, part)| value(world, *link) * weight(part)).sum()
    };
    sum(&|part| part.limit(limit)) / sum(&|_| 1.0)
}

impl Action for QuantityCap {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.links.check(world, problems);
        if !self.links.is_known(world) {
            return;
        }
        let (all, traded) = (self.links.links(world).len(), self.traded(world).len());
        if all > traded {
            let message = match (all, traded) {
                (1, _) => {
                    "this cap has nothing to limit: nothing is traded on its link in the baseline"
                        .to_owned()
                }
                (_, 0) => {
                    format!(
                        "this cap has nothing to limit: nothing is traded on its {all} links in the baseline"
                    )
                }
                _ => format!(
                    "{} of the {all} links of this cap are left out: nothing is traded on them in the baseline",
                    all - traded
                ),
            };
            let hint = "a share of nothing is nothing: the trade engine starts no trade where the baseline has none";
            problems
                .push(Diagnostic::warning(self.links.place(), message, "empty links").hint(hint));
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.limit.starts()
    }

    fn claim(&self, world: &World) -> Option<Claim> {
        let windows = self.limit.windows(|_| true);
        self.links.is_known(world).then(|| Claim {
            windows,
            links: self.links.links(world),
            // A link has one cap: the multipliers of two are not determined.
            lines: Vec::new(),
        })
    }

    fn goods(&self, world: &World) -> Option<String> {
        self.links.goods(world)
    }

    fn whole_sectors(&self) -> Option<&Sectors> {
        self.links.whole_sectors()
    }

    fn overrides(&self) -> bool {
        self.overrides
    }

    fn weekly(&self, world: &World) -> Vec<Weekly> {
        let groups = alike(self.links.parts(world));
        let phases =
            self.limit.phases().into_iter().filter(|(_, limit)| limit.0 < 1.0 || self.overrides);
        phases
            .flat_map(|(window, limit)| {
                groups.iter().map(move |(links, part)| {
                    // Room to grow is no shortage.
                    let (share, overrides) = (part.limit(limit.0.min(1.0)), self.overrides);
                    let links = ids(links);
                    Weekly { window, effect: CascadeEffect::Passing { links, share, overrides } }
                })
            })
            .collect()
    }

    fn apply(&self, name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.limit.at(date)?;
        if self.overrides {
            state.lift_caps(&self.links.links(state.world));
        }
        let links = self.traded(state.world);
        state.caps.extend(self.caps(name, &links, step.value.0, state.world));
        let value = if step.value.0 == 0.0 {
            "ban".to_owned()
        } else {
            format!("at most {}", percent(step.value.0))
        };
        let value = value + &self.links.told(state.world, &links);
        Some(Applied { touched: links.len(), phase: step.from, value })
    }
}
