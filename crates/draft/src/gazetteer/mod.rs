//! What do the words of a text mean? Phrases of the gazetteers, found by their first word.

pub(crate) mod cues;
pub(crate) mod economies;
pub(crate) mod products;

use crate::tokens::{Token, tokens};
use detente_world::World;
use economies::{ECONOMIES, EVERYBODY, Naming};
use products::{ALL_GOODS, PRODUCTS};
use std::collections::HashMap;

/// What a phrase stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// An economy or a group, by its code.
    Economy(String, Naming),
    /// All economies.
    Everybody,
    /// A row of [`PRODUCTS`].
    Product(usize),
    /// Goods of every kind.
    AllGoods,
}

struct Phrase {
    stems: Vec<String>,
    /// Whether the first word has to begin with a capital.
    capital: bool,
    /// Whether it has to be in capitals, since it is another word otherwise ("US").
    upper: bool,
    meaning: Meaning,
}

/// All phrases, by the stem of their first word.
pub(crate) struct Gazetteer {
    phrases: HashMap<String, Vec<Phrase>>,
}

impl Gazetteer {
    /// The phrases of the crate, and the names and codes of a world's economies.
    pub fn new(world: &World) -> Self {
        let mut all = Self { phrases: HashMap::new() };
        for row in ECONOMIES {
            let namings = [
                (row.adjectives, Naming::Adjective),
                (row.names, Naming::Name),
                (row.capitals, Naming::Capital),
                (row.agencies, Naming::Agency),
            ];
            for (words, naming) in namings {
                all.economy(row.code, words, naming);
            }
        }
        for economy in world.economies.iter().filter(|economy| economy.code != "ROW") {
            all.economy(&economy.code, &economy.name, Naming::Name);
        }
        for (at, row) in PRODUCTS.iter().enumerate() {
            row.words.split(';').for_each(|words| all.add(words, false, Meaning::Product(at)));
        }
        ALL_GOODS.split(';').for_each(|words| all.add(words, false, Meaning::AllGoods));
        EVERYBODY.split(';').for_each(|words| all.add(words, false, Meaning::Everybody));
        // The longest first; among equals the first that was added.
        all.phrases
            .values_mut()
            .for_each(|list| list.sort_by_key(|phrase| std::cmp::Reverse(phrase.stems.len())));
        all
    }

    fn economy(&mut self, code: &str, words: &str, naming: Naming) {
        for words in words.split(';').filter(|words| !words.is_empty()) {
            self.add(words, true, Meaning::Economy(code.to_owned(), naming));
        }
    }

    fn add(&mut self, words: &str, capital: bool, meaning: Meaning) {
        let stems: Vec<String> =
            tokens(words.trim(), 0).into_iter().map(|token| token.stem).collect();
        let upper = capital && words.len() <= 4 && words.chars().all(|c| c.is_ascii_uppercase());
        let Some(first) = stems.first().cloned() else { return };
        self.phrases.entry(first).or_default().push(Phrase { stems, capital, upper, meaning });
    }

    /// The longest phrase that begins at a token: how many tokens it has and what it means.
    pub fn at(&self, tokens: &[Token], at: usize) -> Option<(usize, &Meaning)> {
        let fits = |phrase: &&Phrase| {
            let Some(window) = tokens.get(at..at + phrase.stems.len()) else { return false };
            window.iter().zip(&phrase.stems).all(|(token, stem)| token.stem == *stem)
                && (!phrase.capital || window[0].capital)
                && (!phrase.upper || window[0].upper)
                // "Good" and "product" are other words than "goods" and "products".
                && (phrase.meaning != Meaning::AllGoods || window.iter().any(|token| token.lower != token.stem)
                    || window[0].is(&["merchandise", "everything", "all"]))
        };
        let phrase = self.phrases.get(&tokens.get(at)?.stem)?.iter().find(fits)?;
        Some((phrase.stems.len(), &phrase.meaning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_world::{chain, embedded};

    #[test]
    fn every_code_is_one_of_the_world_or_of_a_chain() {
        let world = embedded::load("icio-2022").unwrap();
        let chains = chain::Chains::default();
        for row in PRODUCTS {
            for code in row.sectors.split(' ') {
                assert!(world.sector(code).is_some(), "{code}");
            }
            for code in row.codes.split(' ').filter(|code| world.sector(code).is_none()) {
                // Of scandium nothing but a price is known: the language refuses it by name.
                let known =
                    code == "Sc" || chains.iter().any(|chain| !chain.goods_of(code).is_empty());
                assert!(known, "{code}");
            }
        }
    }

    #[test]
    fn no_economy_of_the_world_is_without_words() {
        let world = embedded::load("icio-2022").unwrap();
        for economy in world.economies.iter().filter(|economy| economy.code != "ROW") {
            assert!(ECONOMIES.iter().any(|row| row.code == economy.code), "{}", economy.code);
        }
    }

    #[test]
    fn case_tells_names_from_words() {
        let gazetteer = Gazetteer::new(&embedded::load("icio-2022").unwrap());
        let meaning = |text: &str| gazetteer.at(&tokens(text, 0), 0).map(|found| found.1.clone());
        assert_eq!(meaning("U.S."), Some(Meaning::Economy("USA".into(), Naming::Adjective)));
        assert_eq!(meaning("us"), None);
        assert_eq!(meaning("Us"), None);
        assert_eq!(meaning("turkey"), None);
        assert_eq!(
            meaning("South Korean cars"),
            Some(Meaning::Economy("KOR".into(), Naming::Adjective))
        );
        assert_eq!(meaning("EV"), meaning("cars"));
    }
}
