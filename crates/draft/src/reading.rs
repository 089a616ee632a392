//! What does a sentence mention, and where do its clauses begin?

use crate::amounts::{Amount, amount_at};
use crate::dates::{Raw, date_at};
use crate::gazetteer::cues::{CONNECTIVES, CONTROL, LEVY, PURPOSE, STOP};
use crate::gazetteer::economies::Naming;
use crate::gazetteer::products::PRODUCTS;
use crate::gazetteer::{Gazetteer, Meaning};
use crate::input::Sentence;
use crate::tokens::{Kind, Token};
use crate::{Span, amounts};

/// What a mention is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Economy(String, Naming),
    Everybody,
    /// A row of the products.
    Product(usize),
    AllGoods,
    Amount(Amount),
    Date(Raw),
}

/// A few tokens that mean something.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub what: What,
    /// The first token.
    pub start: usize,
    /// After the last token.
    pub end: usize,
}

/// A sentence with its mentions and clauses.
pub(crate) struct Reading<'a> {
    pub sentence: &'a Sentence,
    pub mentions: Vec<Mention>,
    /// First tokens of clauses, in order; 0 is the first.
    pub clauses: Vec<usize>,
    /// By token: the mention it belongs to.
    owner: Vec<Option<usize>>,
}

impl<'a> Reading<'a> {
    pub fn new(sentence: &'a Sentence, gazetteer: &Gazetteer) -> Self {
        let tokens = &sentence.tokens;
        let mut reading = Self {
            sentence,
            mentions: Vec::new(),
            clauses: Vec::new(),
            owner: vec![None; tokens.len()],
        };
        let mut at = 0;
        while at < tokens.len() {
            let Some((length, what)) = mention_at(tokens, at, gazetteer) else {
                at += 1;
                continue;
            };
            reading.owner[at..at + length].fill(Some(reading.mentions.len()));
            reading.mentions.push(Mention { what, start: at, end: at + length });
            at += length;
        }
        reading.forget_asides();
        reading.clauses = reading.clause_starts();
        reading
    }

    pub fn tokens(&self) -> &[Token] {
        &self.sentence.tokens
    }

    /// Whether a token is one of some words; false beyond the ends.
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        self.tokens().get(at).is_some_and(|token| token.is(words))
    }

    /// The same for the stem.
    pub fn stems(&self, at: usize, words: &[&str]) -> bool {
        self.tokens().get(at).is_some_and(|token| token.stems(words) || token.is(words))
    }

    /// The mention a token belongs to.
    pub fn mention(&self, at: usize) -> Option<&Mention> {
        self.owner.get(at).copied().flatten().map(|mention| &self.mentions[mention])
    }

    pub fn economy(&self, at: usize) -> bool {
        self.mention(at)
            .is_some_and(|mention| matches!(mention.what, What::Economy(..) | What::Everybody))
    }

    pub fn product(&self, at: usize) -> bool {
        self.mention(at)
            .is_some_and(|mention| matches!(mention.what, What::Product(_) | What::AllGoods))
    }

    /// Whether a token names a good that is in a chain.
    pub fn chain_good(&self, at: usize) -> bool {
        let chain = |row: usize| PRODUCTS[row].codes != PRODUCTS[row].sectors;
        self.mention(at)
            .is_some_and(|mention| matches!(mention.what, What::Product(row) if chain(row)))
    }

    pub fn rate(&self, at: usize) -> bool {
        self.mention(at)
            .is_some_and(|mention| matches!(mention.what, What::Amount(Amount::Rate(_))))
            || self.range(at)
    }

    /// Whether a token is part of a range of rates: "7.8 to 35.3 percent".
    pub fn range(&self, at: usize) -> bool {
        let rates = |text: &str| text.ends_with('%');
        self.mention(at).is_some_and(
            |mention| matches!(&mention.what, What::Amount(Amount::Range(text)) if rates(text)),
        )
    }

    /// Mentions that lie inside some tokens.
    pub fn within(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = &Mention> {
        self.mentions
            .iter()
            .filter(move |mention| mention.start >= range.start && mention.end <= range.end)
    }

    /// Bytes of some tokens.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let tokens = &self.tokens()[range];
        let nowhere = self.sentence.span;
        Span {
            start: tokens.first().map_or(nowhere.start, |token| token.span.start),
            end: tokens.last().map_or(nowhere.end, |token| token.span.end),
        }
    }

    /// Whether any token of a range is one of some words.
    pub fn any(&self, range: std::ops::Range<usize>, words: &[&str]) -> Option<usize> {
        range.into_iter().find(|at| self.is(*at, words))
    }

    /// The clause that a token is in.
    pub fn clause(&self, at: usize) -> std::ops::Range<usize> {
        let start = self.clauses.iter().rev().find(|start| **start <= at).copied().unwrap_or(0);
        let end =
            self.clauses.iter().find(|start| **start > at).copied().unwrap_or(self.tokens().len());
        start..end
    }

    /// ", which gets its rare earths from China," says nothing of what is done, unless it names an
    /// instrument itself.
    fn forget_asides(&mut self) {
        let count = self.tokens().len();
        for start in 1..count {
            let opens = self.is(start - 1, &[","])
                && self.is(start, &["which", "who", "whose", "where", "home"]);
            let Some(end) = (start..count).find(|at| self.is(*at, &[","])).filter(|_| opens) else {
                continue;
            };
            let names = (start..end)
                .any(|at| [LEVY, STOP, CONTROL].iter().any(|words| self.stems(at, words)));
            if !names {
                self.mentions.retain(|mention| mention.end <= start || mention.start >= end);
                self.owner.fill(None);
                for at in 0..self.mentions.len() {
                    let (from, to) = (self.mentions[at].start, self.mentions[at].end);
                    self.owner[from..to].fill(Some(at));
                }
            }
        }
    }

    fn clause_starts(&self) -> Vec<usize> {
        let mut starts = vec![0];
        // A sentence that begins with its condition has its main clause after the comma.
        let mut condition = self.is(0, &["if", "while", "although", "when", "after", "unless"]);
        for at in 1..self.tokens().len() {
            if self.begins_clause(at) {
                starts.push(at);
            } else if condition && self.is(at - 1, &[","]) {
                condition = false;
                starts.push(at);
            }
        }
        starts
    }

    fn begins_clause(&self, at: usize) -> bool {
        let after_comma = self.is(at - 1, &[","]);
        let token = &self.tokens()[at];
        let dated =
            self.mention(at + 1).is_some_and(|mention| matches!(mention.what, What::Date(_)));
        if self.mention(at).is_some() && !after_comma {
            return self.is(at - 1, &[";", "\u{2014}", "--"]);
        }
        if token.is(CONNECTIVES) {
            // "so far" and "before 1 May" begin nothing.
            return !(dated || self.is(at + 1, &["which"]) || token.is(&["so"]) && !after_comma);
        }
        if token.is(&["in"]) && self.is(at + 1, &["response", "retaliation", "return", "exchange"])
        {
            return true;
        }
        if token.is(&["to"]) && self.is(at + 1, PURPOSE) {
            return true;
        }
        if self.is(at - 1, &[";", "\u{2014}", "--", "\u{2013}"]) {
            return true;
        }
        after_comma && self.begins_after_comma(at)
    }

    fn begins_after_comma(&self, at: usize) -> bool {
        let token = &self.tokens()[at];
        if token.is(&["and", "or", "then"]) {
            let verb = self.is(
                at + 1,
                &["to", "it", "they", "has", "have", "will", "would", "is", "are", "that"],
            );
            let subject =
                self.economy(at + 1) || (self.is(at + 1, &["the"]) && self.economy(at + 2));
            return verb || (subject && !self.listed(at));
        }
        let dated = ["including", "excluding", "beginning", "starting", "becoming"];
        let participle = token.lower.ends_with("ing") && !token.capital && !token.is(&dated);
        participle && self.mention(at).is_none() || token.is(&["as"])
    }

    /// Whether ", and" ends a list of economies: "Japan, Korea, and Vietnam".
    fn listed(&self, at: usize) -> bool {
        at >= 2 && self.economy(at - 2)
    }
}

fn mention_at(tokens: &[Token], at: usize, gazetteer: &Gazetteer) -> Option<(usize, What)> {
    if let Some((length, date)) = date_at(tokens, at) {
        return Some((length, What::Date(date)));
    }
    if let Some((length, mut amount)) = amount_at(tokens, at) {
        let end = clause_end(tokens, at + length);
        if let Amount::Mass(text) = &mut amount
            && !text.ends_with("/yr")
            && amounts::yearly_later(tokens, at + length, end)
        {
            text.push_str("/yr");
        }
        return Some((length, What::Amount(amount)));
    }
    let (length, meaning) = gazetteer.at(tokens, at)?;
    let what = match meaning {
        Meaning::Economy(code, naming) => What::Economy(code.clone(), *naming),
        Meaning::Everybody => What::Everybody,
        Meaning::Product(row) => What::Product(*row),
        Meaning::AllGoods => What::AllGoods,
    };
    Some((length, what))
}

fn clause_end(tokens: &[Token], from: usize) -> usize {
    let stop = |at: &usize| tokens[*at].kind == Kind::Symbol && tokens[*at].is(&[",", ";", "."]);
    (from..tokens.len()).find(stop).unwrap_or(tokens.len())
}
