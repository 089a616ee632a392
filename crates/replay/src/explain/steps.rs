//! Which steps lead to a number, each with its symbol, its meaning and everything that goes into
//! it?

use super::formula::Formula;
use serde::Serialize;

/// One step: a symbol and what gives it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Symbol, as later steps use it.
    pub symbol: String,
    /// What it is.
    pub meaning: String,
    /// Its unit; empty for pure numbers.
    pub unit: String,
    /// Its value, computed from what the step shows.
    #[serde(serialize_with = "finite_or_text")]
    pub value: f64,
    /// What gives it.
    pub body: Body,
}

/// What gives a symbol its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Read, not computed here.
    Given {
        /// Where it comes from.
        from: String,
    },
    /// An expression of other symbols.
    Formula {
        /// With symbols.
        symbols: String,
        /// With numbers.
        numbers: String,
    },
    /// A sum of products.
    Sum {
        /// Symbols of the factors of a term.
        factors: Vec<String>,
        /// The terms.
        terms: Vec<Term>,
    },
    /// One of several values.
    Pick {
        /// Which one: "the least of", "the most of", "the one of the default".
        rule: String,
        /// Each with its name.
        options: Vec<Named>,
    },
}

/// One term of a sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// What it is about.
    pub label: String,
    /// Its factors.
    pub factors: Vec<f64>,
    /// Their product.
    pub value: f64,
}

/// A value with a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its value.
    #[serde(serialize_with = "finite_or_text")]
    pub value: f64,
}

/// JSON has no endless number.
pub(super) fn finite_or_text<S: serde::Serializer>(
    value: &f64,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f64(*value) } else { serializer.collect_str(value) }
}

/// Which of several values is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Least,
    Most,
    /// The one at this position.
    At(usize),
}

/// Steps in the order in which they are computed; the last one is the number asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Steps(pub Vec<Step>);

impl Steps {
    fn push(&mut self, step: Step) -> Formula {
        let symbol = Formula::Symbol(step.symbol.clone(), step.value);
        // A symbol that was given before is the same symbol.
        if !self.0.iter().any(|known| known.symbol == step.symbol && known.value == step.value) {
            self.0.push(step);
        }
        symbol
    }

    /// A value that is read.
    pub fn given(
        &mut self,
        symbol: &str,
        value: f64,
        unit: &str,
        meaning: &str,
        from: &str,
    ) -> Formula {
        let body = Body::Given { from: from.to_owned() };
        self.push(Step {
            symbol: symbol.into(),
            meaning: meaning.into(),
            unit: unit.into(),
            value,
            body,
        })
    }

    /// A value that a formula gives.
    pub fn define(
        &mut self,
        symbol: &str,
        unit: &str,
        meaning: &str,
        formula: &Formula,
    ) -> Formula {
        let body = Body::Formula { symbols: formula.symbols(), numbers: formula.numbers() };
        let value = formula.value();
        self.push(Step {
            symbol: symbol.into(),
            meaning: meaning.into(),
            unit: unit.into(),
            value,
            body,
        })
    }

    /// A sum of products.
    pub fn sum(
        &mut self,
        symbol: &str,
        unit: &str,
        meaning: &str,
        factors: &[&str],
        terms: impl IntoIterator<Item = (String, Vec<f64>)>,
    ) -> Formula {
        let term = |(label, factors): (String, Vec<f64>)| {
            let value = factors.iter().product();
            Term { label, factors, value }
        };
        let terms: Vec<Term> = terms.into_iter().map(term).collect();
        let value = terms.iter().map(|term| term.value).sum();
        let body = Body::Sum {
            factors: factors.iter().map(|factor| (*factor).to_owned()).collect(),
            terms,
        };
        self.push(Step {
            symbol: symbol.into(),
            meaning: meaning.into(),
            unit: unit.into(),
            value,
            body,
        })
    }

    /// One of several values.
    pub fn pick(
        &mut self,
        (symbol, unit, meaning): (&str, &str, &str),
        rule: Rule,
        options: Vec<(String, f64)>,
    ) -> Formula {
        let at = chosen(rule, &options);
        let name = match rule {
            Rule::Least => "the least of".to_owned(),
            Rule::Most => "the most of".to_owned(),
            Rule::At(at) => {
                format!("that of {} of", options.get(at).map_or("", |option| option.0.as_str()))
            }
        };
        let value = options.get(at).map_or(f64::NAN, |option| option.1);
        let options = options.into_iter().map(|(name, value)| Named { name, value }).collect();
        let body = Body::Pick { rule: name, options };
        self.push(Step {
            symbol: symbol.into(),
            meaning: meaning.into(),
            unit: unit.into(),
            value,
            body,
        })
    }

    /// The number asked for.
    pub fn result(&self) -> Option<f64> {
        self.0.last().map(|step| step.value)
    }
}

/// The position of the value that is meant: the first of equals.
pub(crate) fn chosen(rule: Rule, options: &[(String, f64)]) -> usize {
    let better = |one: f64, other: f64| match rule {
        Rule::Least => one < other,
        Rule::Most => one > other,
        Rule::At(_) => false,
    };
    if let Rule::At(at) = rule {
        return at;
    }
    let mut best = 0;
    for at in 1..options.len() {
        if better(options[at].1, options[best].1) {
            best = at;
        }
    }
    best
}
