//! Which economies and sectors does an entry mean? Codes, groups, `*` and exclusions.

use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::mention::{Mention, Sort};
use crate::value::reading::Reading;
use detente_world::chain::Chain;
use detente_world::{Basis, EconomyId, SectorId, World};
use serde_json::json;

/// Sectors that are goods, as their world says: ISIC sections A to C without the support services
/// of mining.
pub const GOODS: &str = "goods";
/// All other sectors.
pub const SERVICES: &str = "services";

/// One word of a selector.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    word: String,
    exclude: bool,
}

/// Words that add to or take from a selection; only exclusions means everything but them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Selector {
    terms: Vec<Term>,
    pub(crate) place: Place,
}

/// A selection of economies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Economies(pub(crate) Selector);

/// A selection of economies that a commodity chain knows; some are not economies of the world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Partners(pub(crate) Selector);

/// A selection of sectors.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sectors(pub(crate) Selector);

/// One economy by its code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OneEconomy {
    pub(crate) code: String,
    pub(crate) place: Place,
}

/// One sector by its code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OneSector {
    pub(crate) code: String,
}

/// How precisely a selection names what it covers; in schedules the more precise row wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Precision {
    All,
    Group,
    Code,
}

impl Selector {
    /// Reads words such as `EU27 -DEU` written at `place`, and notes them to be looked up.
    pub(crate) fn parse(text: &str, place: Place, sort: Sort, reading: &mut Reading) -> Vec<Self> {
        // A name of several words, such as `South Korea`, is one mistake and not two.
        let is_name = matches!(sort, Sort::Economies | Sort::Partners)
            && detente_world::names::find(text).is_some();
        let separates = |c: char| !is_name && (c.is_whitespace() || c == ';' || c == ',');
        let words = text.split(separates).map(str::trim).filter(|word| !word.is_empty());
        let terms: Vec<Term> = words
            .map(|word| match word.strip_prefix('-') {
                Some(word) => Term { word: word.to_owned(), exclude: true },
                None => Term { word: word.to_owned(), exclude: false },
            })
            .collect();
        if terms.is_empty() {
            let problem = Diagnostic::error(place, "this selects nothing", "empty")
                .hint("\"*\" selects everything");
            reading.problem(problem);
            return Vec::new();
        }
        for term in &terms {
            reading.mentions.push(Mention { sort, word: term.word.clone(), place });
        }
        vec![Self { terms, place }]
    }

    fn read(node: &Node, sort: Sort, reading: &mut Reading) -> Option<Self> {
        let hint = "write a code, a group or \"*\", or a list of them";
        let nodes = match &node.value {
            Value::Text(_) => std::slice::from_ref(node),
            Value::List(nodes) => nodes.as_slice(),
            _ => {
                wrong_type(node, "a string or a list of strings", hint, reading);
                return None;
            }
        };
        let mut terms = Vec::new();
        for inner in nodes {
            match &inner.value {
                Value::Text(text) => {
                    let parts = Self::parse(text, inner.place, sort, reading);
                    terms.extend(parts.into_iter().flat_map(|part| part.terms));
                }
                _ => wrong_type(inner, "a string", hint, reading),
            }
        }
        if nodes.is_empty() {
            let problem =
                Diagnostic::error(node.place, "this selects nothing", "empty list").hint(hint);
            reading.problem(problem);
        }
        (!terms.is_empty()).then_some(Self { terms, place: node.place })
    }

    /// The positions among `count` that the terms select; `members` gives those of one word.
    fn select(&self, count: usize, members: impl Fn(&str) -> Vec<usize>) -> Vec<usize> {
        let mut chosen = vec![self.terms.iter().all(|term| term.exclude); count];
        // All inclusions before all exclusions, so that the order of the words does not matter.
        for term in self.terms.iter().filter(|term| !term.exclude) {
            members(&term.word).into_iter().for_each(|at| chosen[at] = true);
        }
        for term in self.terms.iter().filter(|term| term.exclude) {
            members(&term.word).into_iter().for_each(|at| chosen[at] = false);
        }
        (0..count).filter(|&at| chosen[at]).collect()
    }

    fn precision(&self, is_code: impl Fn(&str) -> bool) -> Precision {
        let of = |term: &Term| match term.word.as_str() {
            "*" => Precision::All,
            word if is_code(word) => Precision::Code,
            _ => Precision::Group,
        };
        self.terms.iter().filter(|term| !term.exclude).map(of).min().unwrap_or(Precision::All)
    }

    /// The words as one would write them.
    pub(crate) fn words(&self) -> String {
        let word = |term: &Term| format!("{}{}", if term.exclude { "-" } else { "" }, term.word);
        self.terms.iter().map(word).collect::<Vec<_>>().join(" ")
    }
}

impl Economies {
    pub(crate) fn select(&self, world: &World) -> Vec<EconomyId> {
        let members = |word: &str| economies_of(world, word);
        self.0.select(world.economies.len(), members).into_iter().map(EconomyId).collect()
    }

    pub(crate) fn precision(&self, world: &World) -> Precision {
        self.0.precision(|word| world.economy(word).is_some())
    }

    pub(crate) fn is_known(&self, world: &World) -> bool {
        self.0.terms.iter().all(|term| !economies_of(world, &term.word).is_empty())
    }
}

impl Partners {
    /// Positions among the economies of a chain. A group is that of the world, and an economy that
    /// was added up is its members.
    pub(crate) fn select(&self, chain: &Chain, world: &World) -> Vec<usize> {
        self.0.select(chain.economies.len(), |word| partners_of(chain, world, word))
    }

    /// The first word that selects nothing in the chain, if any.
    pub(crate) fn stranger(&self, chain: &Chain, world: &World) -> Option<&str> {
        let unknown =
            |term: &&Term| !term.exclude && partners_of(chain, world, &term.word).is_empty();
        self.0.terms.iter().find(unknown).map(|term| term.word.as_str())
    }
}

fn partners_of(chain: &Chain, world: &World, word: &str) -> Vec<usize> {
    if let Some(economy) = chain.economy(word) {
        return vec![economy];
    }
    let meant = economies_of(world, word);
    let codes: Vec<&str> = meant
        .iter()
        .flat_map(|at| world.meaning.economy_members(&world.economies[*at].code))
        .collect();
    let member = |code: &str| word == "*" || codes.contains(&code);
    (0..chain.economies.len()).filter(|at| member(&chain.economies[*at].code)).collect()
}

pub(crate) fn is_partner(world: &World, word: &str) -> bool {
    !economies_of(world, word).is_empty()
        || world.chains.iter().any(|chain| chain.economy(word).is_some())
}

impl Sectors {
    pub(crate) fn select(&self, world: &World) -> Vec<SectorId> {
        let members = |word: &str| sectors_of(world, word);
        self.0.select(world.sectors.len(), members).into_iter().map(SectorId).collect()
    }

    pub(crate) fn precision(&self, world: &World) -> Precision {
        self.0.precision(|word| world.sector(word).is_some())
    }

    pub(crate) fn is_known(&self, world: &World) -> bool {
        self.0.terms.iter().all(|term| !sectors_of(world, &term.word).is_empty())
    }
}

pub(crate) fn economies_of(world: &World, word: &str) -> Vec<usize> {
    match world.economy(word) {
        Some(economy) => vec![economy.0],
        None if word == "*" => (0..world.economies.len()).collect(),
        None => world.group(word).into_iter().map(|economy| economy.0).collect(),
    }
}

pub(crate) fn sectors_of(world: &World, word: &str) -> Vec<usize> {
    let all = 0..world.sectors.len();
    match world.sector(word) {
        Some(sector) => vec![sector.0],
        None if word == "*" => all.collect(),
        None if word == GOODS => goods(world),
        None if word == SERVICES => services(world),
        None => Vec::new(),
    }
}

/// Positions of the sectors that are goods: what [`GOODS`] selects; none where of some sector
/// nothing says what it is.
#[must_use]
pub fn goods(world: &World) -> Vec<usize> {
    by_nature(world, true)
}

/// Positions of the sectors that are services: what [`SERVICES`] selects; none where of some sector
/// nothing says what it is.
#[must_use]
pub fn services(world: &World) -> Vec<usize> {
    by_nature(world, false)
}

fn by_nature(world: &World, good: bool) -> Vec<usize> {
    let natures = world.natures();
    if natures.iter().any(|nature| nature.basis == Basis::Assumed) {
        return Vec::new();
    }
    (0..natures.len()).filter(|at| natures[*at].good == good).collect()
}

fn selector_schema() -> serde_json::Value {
    json!({ "oneOf": [
        { "type": "string", "minLength": 1 },
        { "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1 } },
    ] })
}

impl Shape for Economies {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Selector::read(node, Sort::Economies, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        selector_schema()
    }
}

impl Shape for Partners {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Selector::read(node, Sort::Partners, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        selector_schema()
    }
}

impl Shape for Sectors {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Selector::read(node, Sort::Sectors, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        selector_schema()
    }
}

impl Shape for OneEconomy {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let code = String::read(node, reading)?;
        reading.mentions.push(Mention {
            sort: Sort::OneEconomy,
            word: code.clone(),
            place: node.place,
        });
        Some(Self { code, place: node.place })
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }
}

impl Shape for OneSector {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let code = String::read(node, reading)?;
        reading.mentions.push(Mention {
            sort: Sort::OneSector,
            word: code.clone(),
            place: node.place,
        });
        Some(Self { code })
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }
}
