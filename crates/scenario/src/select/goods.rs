//! Which goods of which chain does an entry mean? Codes, elements with stages, or a whole chain.

use crate::select::selector::Partners;
use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{Key, Shape};
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::chain::Chain;
use detente_world::nearest::{did_you_mean, quoted};
use serde_json::json;
use std::sync::Arc;

pub(crate) const COMMODITY: Key<Words> = Key::required(
    "commodity",
    "the code of a good (\"lng\"), a chemical element (\"Dy\"), or a list of them; `detente commodity show` lists them",
);
pub(crate) const STAGE: Key<Words> = Key::optional(
    "stage",
    "\"mine\", \"oxide\", \"metal\", \"magnet\" ... or a list of them; every stage by default",
);

/// One word or several, each with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words(pub(crate) Vec<Spanned<String>>);

impl Shape for Words {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let nodes = match &node.value {
            Value::List(nodes) if !nodes.is_empty() => nodes.as_slice(),
            Value::Text(_) => std::slice::from_ref(node),
            _ => {
                wrong_type(
                    node,
                    "a string or a list of strings",
                    "write one word, or a list of words",
                    reading,
                );
                return None;
            }
        };
        let one = |node: &Node| {
            Some(Spanned { value: String::read(node, &mut *reading)?, place: node.place })
        };
        let words: Vec<Spanned<String>> = nodes.iter().filter_map(one).collect();
        (words.len() == nodes.len()).then_some(Self(words))
    }

    fn schema() -> serde_json::Value {
        let word = json!({ "type": "string", "minLength": 1 });
        json!({ "oneOf": [word, { "type": "array", "minItems": 1, "items": word }] })
    }
}

/// Goods as written.
#[derive(Clone, Debug)]
pub(crate) struct GoodSelector {
    commodities: Vec<Spanned<String>>,
    stages: Vec<Spanned<String>>,
}

/// Goods of one chain.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) chain: &'a Chain,
    pub(crate) goods: Vec<usize>,
}

impl GoodSelector {
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let stages = fields.get(&STAGE, reading).map(|words| words.0).unwrap_or_default();
        Some(Self { commodities: fields.get(&COMMODITY, reading)?.0, stages })
    }

    pub(crate) fn place(&self) -> Place {
        self.commodities[0].place
    }

    /// The goods, chain by chain, in the order of the chains.
    pub(crate) fn find<'a>(&self, chains: &'a [Arc<Chain>]) -> Vec<Found<'a>> {
        let of_chain = |chain: &'a Arc<Chain>| {
            let mut goods: Vec<usize> =
                self.commodities.iter().flat_map(|word| self.goods(chain, &word.value)).collect();
            goods.sort_unstable();
            goods.dedup();
            Found { chain, goods }
        };
        chains.iter().map(of_chain).filter(|found| !found.goods.is_empty()).collect()
    }

    fn goods(&self, chain: &Chain, word: &str) -> Vec<usize> {
        let at_stage = |good: &usize| {
            let stage = chain.goods[*good].stage.as_str();
            self.stages.is_empty()
                || self.stages.iter().any(|wanted| stage_of(&wanted.value) == stage)
        };
        chain.goods_of(word).into_iter().filter(at_stage).collect()
    }

    /// Reports words that no chain knows, and elements without data at any of the stages.
    pub(crate) fn check(&self, chains: &[Arc<Chain>], problems: &mut Vec<Diagnostic>) {
        let before = problems.len();
        for stage in &self.stages {
            let has = |chain: &Arc<Chain>| {
                chain.goods.iter().any(|good| good.stage == stage_of(&stage.value))
            };
            if !chains.iter().any(has) {
                let mut known: Vec<&str> = chains
                    .iter()
                    .flat_map(|chain| chain.goods.iter().map(|good| good.stage.as_str()))
                    .collect();
                known.sort_unstable();
                known.dedup();
                let message = format!("unknown stage `{}`", stage.value);
                let hint = did_you_mean(&stage.value, known.iter().map(|stage| (*stage, "")))
                    .unwrap_or_else(|| format!("the stages are {}", quoted(known.iter().copied())));
                problems.push(
                    Diagnostic::error(stage.place, message, "no chain has this stage").hint(hint),
                );
            }
        }
        // What is missing at a stage that does not exist says nothing.
        if problems.len() > before {
            return;
        }
        for word in &self.commodities {
            let known: Vec<&Arc<Chain>> =
                chains.iter().filter(|chain| !chain.goods_of(&word.value).is_empty()).collect();
            match known.first() {
                None => problems.push(unknown_good(word, chains)),
                Some(chain)
                    if known.iter().all(|chain| self.goods(chain, &word.value).is_empty()) =>
                {
                    problems.push(self.without_data(word, chain));
                }
                Some(_) => {}
            }
        }
    }

    fn without_data(&self, word: &Spanned<String>, chain: &Chain) -> Diagnostic {
        let mut has: Vec<&str> = chain
            .goods_of(&word.value)
            .into_iter()
            .map(|good| chain.goods[good].stage.as_str())
            .collect();
        has.dedup();
        let asked = quoted(self.stages.iter().map(|stage| stage.value.as_str()));
        let message =
            format!("chain `{}` has no data for `{}` at stage {asked}", chain.id, word.value);
        let hint = format!(
            "it has {}; leave out the others: missing figures are never filled in",
            quoted(has)
        );
        Diagnostic::error(word.place, message, "not known at this stage").hint(hint)
    }
}

/// The stage a word means; separation makes oxides.
fn stage_of(word: &str) -> &str {
    if word == "oxide" { "separation" } else { word }
}

fn unknown_good(word: &Spanned<String>, chains: &[Arc<Chain>]) -> Diagnostic {
    let codes = chains
        .iter()
        .flat_map(|chain| chain.goods.iter().map(|good| (good.code.as_str(), good.name.as_str())));
    let names = chains.iter().map(|chain| chain.id.as_str()).collect::<Vec<_>>();
    let element = chains.iter().any(|chain| {
        chain.goods.iter().any(|good| good.element.as_deref() == Some(word.value.as_str()))
    });
    if element {
        let message = format!("nothing but a price is known of `{}`", word.value);
        let hint = "no mine, process, flow or use has a figure, so that the chain cannot compute it; say so in a note instead";
        return Diagnostic::error(word.place, message, "not known at any stage").hint(hint);
    }
    let message = format!("no commodity chain has `{}`", word.value);
    let hint = did_you_mean(&word.value, codes).unwrap_or_else(|| {
        format!("the chains are {}; `detente commodity show` lists their goods", quoted(names))
    });
    Diagnostic::error(word.place, message, "not a good or an element of a chain").hint(hint)
}

/// Reports an economy that the chains of the goods do not have.
pub(crate) fn check_partners(
    partners: &Partners,
    found: &[Found<'_>],
    world: &World,
    problems: &mut Vec<Diagnostic>,
) {
    for found in found {
        if let Some(word) = partners.stranger(found.chain, world) {
            let message = format!("chain `{}` has no figures for `{word}` alone", found.chain.id);
            let codes = found.chain.economies.iter().map(|economy| economy.code.as_str());
            let hint = format!("its economies are {}", codes.collect::<Vec<_>>().join(" "));
            problems.push(
                Diagnostic::error(partners.0.place, message, "not an economy of this chain")
                    .hint(hint),
            );
        }
    }
}
