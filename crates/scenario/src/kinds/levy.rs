//! What `tariff` and `export-tax` share: a rate on links, by rule or from a schedule.
//!
//! On each link the rate in force is `max( (the one `set`, else the baseline) + sum of `add`s,
//! highest `floor` )`: the order of the entries does not matter, except that an entry with
//! `override = true` begins anew on its links.

use crate::effect::state::{Layers, Rule};
use crate::effect::timeline::{Timeline, Window};
use crate::kinds::kind::{Applied, Claim, Levied};
use crate::select::links::{Link, LinkSelector, OVERRIDE};
use crate::select::product::Part;
use crate::select::schedule::{self, Schedule};
use crate::select::selector::Sectors;
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::choice::Choice;
use crate::value::fields::Fields;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::pick::{Basis, Pick};
use crate::value::plain::{read_share, share_schema};
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use jiff::civil::Date;
use serde_json::json;
use std::sync::Arc;

/// How the rates of a schedule are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Add,
    Set,
    Floor,
}

impl Choice for Mode {
    const WHAT: &'static str = "mode";
    const WORDS: &'static [(&'static str, Self)] =
        &[("add", Self::Add), ("set", Self::Set), ("floor", Self::Floor)];
}

impl Mode {
    fn rule(self, rate: f64) -> Rule {
        match self {
            Self::Add => Rule::Add(rate),
            Self::Set => Rule::Set(rate),
            Self::Floor => Rule::Floor(rate),
        }
    }
}

impl Rule {
    fn rate(self) -> f64 {
        match self {
            Self::Add(rate) | Self::Set(rate) | Self::Floor(rate) => rate,
        }
    }

    fn describe(self) -> String {
        match self {
            Self::Add(rate) => format!("add {}", percent(rate)),
            Self::Set(rate) => format!("set {}", percent(rate)),
            Self::Floor(rate) => format!("floor {}", percent(rate)),
        }
    }
}

impl Shape for Rule {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "write rate = { add = \"25%\" }, { set = \"15%\" } or { floor = \"15%\" }";
        let Value::Table(table) = &node.value else {
            // Checked for its own sake: a rate of 25 deserves both remarks.
            if matches!(node.value, Value::Number(_) | Value::Text(_)) {
                read_share(node, "rate", reading);
            }
            let message = "a rate says whether it is added, set or a floor".to_owned();
            reading.problem(Diagnostic::error(node.place, message, "added or set?").hint(hint));
            return None;
        };
        let [item] = table.items.as_slice() else {
            let message = "a rate is one of `add`, `set` and `floor`";
            reading
                .problem(Diagnostic::error(node.place, message, "exactly one of them").hint(hint));
            return None;
        };
        let Some((_, mode)) = Mode::WORDS.iter().find(|(word, _)| *word == item.key) else {
            let message = format!("unknown key `{}`", item.key);
            reading.problem(
                Diagnostic::error(item.key_place, message, "not a key of a rate").hint(hint),
            );
            return None;
        };
        let rate = read_share(&item.node, "rate", reading)?;
        if rate <= -1.0 {
            let message = format!("rate {} would make the price zero or negative", percent(rate));
            reading.problem(Diagnostic::error(item.node.place, message, "a rate is above -100%"));
            return None;
        }
        Some(mode.rule(rate))
    }

    fn schema() -> serde_json::Value {
        let one = |word: &str| {
            json!({ "type": "object", "properties": { word: share_schema() }, "required": [word],
                    "additionalProperties": false })
        };
        json!({ "oneOf": [one("add"), one("set"), one("floor")] })
    }
}

impl Phased for Rule {
    const KEY: Key<Self> = Key::optional(
        "rate",
        "the rate: { add = \"25%\" }, { set = \"15%\" } or { floor = \"15%\" } (at least)",
    );
}

pub(crate) const RATE: Key<Rule> = Rule::KEY;
pub(crate) const SCHEDULE: Key<String> = Key::optional(
    "schedule",
    "a CSV file with the columns importer, exporter, sector, rate, instead of the keys above",
);
pub(crate) const MODE: Key<Mode> =
    Key::optional("mode", "how the rates of a schedule are meant: add, set or floor");

/// A rate on links.
#[derive(Debug)]
pub(crate) struct Levy {
    body: Body,
    overrides: bool,
}

#[derive(Debug)]
enum Body {
    Rule { links: LinkSelector, rate: Timeline<Rule> },
    Schedule { schedule: Arc<Schedule>, mode: Mode, pick: Pick, place: Place },
}

impl Levy {
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let overrides = fields.get(&OVERRIDE, reading).unwrap_or(false);
        let body = if fields.has(&SCHEDULE) {
            read_schedule(fields, reading)
        } else {
            read_rule(fields, reading)
        };
        Some(Self { body: body?, overrides })
    }

    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        match &self.body {
            Body::Rule { links, .. } => links.check(world, problems),
            Body::Schedule { schedule, place, .. } => {
                if schedule.is_known(world) && schedule.links(world, problems).is_empty() {
                    let label = if schedule.is_empty() {
                        "it has no rows"
                    } else {
                        "its rows select no link"
                    };
                    problems.push(Diagnostic::error(
                        *place,
                        "this schedule selects nothing",
                        label,
                    ));
                }
            }
        }
    }

    pub(crate) fn phase_starts(&self) -> Vec<Date> {
        match &self.body {
            Body::Rule { rate, .. } => rate.starts(),
            Body::Schedule { .. } => Vec::new(),
        }
    }

    pub(crate) fn overrides(&self) -> bool {
        self.overrides
    }

    /// The table of rates it reads, if it has one.
    pub(crate) fn schedule(&self) -> Option<&Schedule> {
        match &self.body {
            Body::Rule { .. } => None,
            Body::Schedule { schedule, .. } => Some(schedule),
        }
    }

    /// The sectors it names, where it names no product.
    pub(crate) fn whole_sectors(&self) -> Option<&Sectors> {
        match &self.body {
            Body::Rule { links, .. } => links.whole_sectors(),
            Body::Schedule { .. } => None,
        }
    }

    /// The goods it names, with their share.
    pub(crate) fn goods(&self, world: &World) -> Option<String> {
        match &self.body {
            Body::Rule { links, .. } => links.goods(world),
            Body::Schedule { .. } => None,
        }
    }

    /// Where and when it sets a rate outright.
    pub(crate) fn claim(&self, world: &World) -> Option<Claim> {
        match &self.body {
            Body::Rule { links, rate } => {
                let windows = rate.windows(|rule| matches!(rule, Rule::Set(_)));
                (!windows.is_empty() && links.is_known(world)).then(|| Claim {
                    windows,
                    links: links.links(world),
                    lines: links.lines().to_vec(),
                })
            }
            Body::Schedule { schedule, mode: Mode::Set, .. } if schedule.is_known(world) => {
                let links = schedule.links(world, &mut Vec::new());
                let links = links.iter().map(|(link, _)| *link).collect();
                Some(Claim { windows: vec![Window::default()], links, lines: Vec::new() })
            }
            Body::Schedule { .. } => None,
        }
    }

    /// The duties above zero, and whether they are added to what is there.
    pub(crate) fn levied(&self, world: &World) -> Levied {
        match &self.body {
            Body::Rule { links, rate } => {
                let charges = rate.steps().iter().any(|step| step.value.rate() > 0.0);
                let adds = rate
                    .steps()
                    .iter()
                    .find(|step| matches!(step.value, Rule::Add(_)))
                    .map(|step| step.from);
                let exporter = Some(links.exporter_words());
                Levied {
                    links: if charges { links.links(world) } else { Vec::new() },
                    adds,
                    place: links.place(),
                    exporter,
                }
            }
            Body::Schedule { schedule, mode, pick, place } => {
                let all = schedule.links(world, &mut Vec::new());
                let links = all.iter().filter(|(_, rates)| rates.at(*pick) > 0.0);
                let adds = (*mode == Mode::Add).then_some(None);
                Levied {
                    links: links.map(|(link, _)| *link).collect(),
                    adds,
                    place: *place,
                    exporter: None,
                }
            }
        }
    }

    /// Applies the rates of a day; `before` is what a part of a link pays in the baseline.
    pub(crate) fn apply(
        &self,
        date: Date,
        world: &World,
        layers: &mut Layers,
        before: impl Fn(Link, Part) -> f64,
    ) -> Option<Applied> {
        match &self.body {
            Body::Rule { links, rate } => {
                let step = rate.at(date)?;
                let parts = links.parts(world);
                for (link, part) in &parts {
                    let rule = on_part(step.value, *part, || before(*link, *part));
                    layers.apply(*link, rule, self.overrides);
                }
                Some(Applied {
                    touched: parts.len(),
                    phase: step.from,
                    value: step.value.describe() + &links.told(world, &parts),
                })
            }
            Body::Schedule { schedule, mode, pick, .. } => {
                let links = schedule.links(world, &mut Vec::new());
                let rates = links.iter().map(|(link, rates)| (*link, rates.at(*pick)));
                let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
                for (link, rate) in rates {
                    layers.apply(link, mode.rule(rate), self.overrides);
                    (low, high) = (low.min(rate), high.max(rate));
                }
                let word = Mode::WORDS.iter().find(|(_, known)| known == mode);
                let word = word.map_or("", |(word, _)| word);
                let basis = match pick.basis {
                    _ if !schedule.both => "",
                    Basis::Collected => ", as collected",
                    Basis::Statutory => ", by law",
                };
                let (low, high) = (percent(low), percent(high));
                let value = format!("{word} {low} to {high} by schedule{basis}");
                Some(Applied { touched: links.len(), phase: None, value })
            }
        }
    }
}

/// What a rule on a part is to the whole link: points on top of what there is. `before` is what the
/// part pays in the baseline.
fn on_part(rule: Rule, part: Part, before: impl Fn() -> f64) -> Rule {
    if part == Part::WHOLE {
        return rule;
    }
    Rule::Add(match rule {
        Rule::Add(rate) => part.share * rate,
        Rule::Set(rate) => part.share * (rate - before()),
        Rule::Floor(rate) => part.share * (rate - before()).max(0.0),
    })
}

fn read_rule(fields: &Fields<'_>, reading: &mut Reading) -> Option<Body> {
    if let Some(item) = fields.table.get(MODE.name) {
        let problem = Diagnostic::error(
            item.key_place,
            "`mode` belongs to a schedule",
            "there is no `schedule` here",
        )
        .hint("without a schedule the rate says it: rate = { add = \"25%\" }");
        reading.problem(problem);
    }
    let links = LinkSelector::read_with_product(fields, reading);
    let rate = Timeline::read(fields, reading);
    Some(Body::Rule { links: links?, rate: rate? })
}

fn read_schedule(fields: &Fields<'_>, reading: &mut Reading) -> Option<Body> {
    for key in ["importer", "exporter", "sector", "product", "share", "rate", "phases"] {
        if let Some(item) = fields.table.get(key) {
            let message = format!("`{key}` and `schedule` are both given");
            let hint = "a schedule gives every rate row by row; for rates that change over time use several entries with dates";
            reading.problem(
                Diagnostic::error(item.key_place, message, "not with a schedule").hint(hint),
            );
        }
    }
    let mode = fields.get(&MODE, reading);
    if !fields.has(&MODE) {
        fields.missing(
            MODE.name,
            "write mode = \"add\", \"set\" or \"floor\": how the rates are meant",
            reading,
        );
    }
    let name = fields.spanned(&SCHEDULE, reading)?;
    let schedule = reading.beside(&name.value, name.place, schedule::read);
    let pick = reading.pick;
    Some(Body::Schedule { schedule: schedule?, mode: mode?, pick, place: name.place })
}
