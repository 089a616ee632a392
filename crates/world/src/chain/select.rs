//! Which goods of a chain does a word mean?

use super::data::{Chain, Recipe};
use std::collections::HashSet;

impl Chain {
    /// Positions of the goods that a word means: the code of a good, the symbol of an element in
    /// every good that has it, or the name of the chain for all its goods. Case matters for
    /// elements alone; nothing is known by any other word.
    ///
    /// A good has an element if it is one of it, or is made of such goods in whatever steps. Goods
    /// of which nothing but a name and a price is known are left out.
    #[must_use]
    pub fn goods_of(&self, word: &str) -> Vec<usize> {
        if let Some(good) = self.goods.iter().position(|good| good.code.eq_ignore_ascii_case(word))
        {
            return vec![good];
        }
        let mut has: Vec<bool> =
            self.goods.iter().map(|good| good.element.as_deref() == Some(word)).collect();
        if has.iter().any(|has| *has) {
            self.spread(&mut has);
            return (0..has.len()).filter(|good| has[*good] && self.moves(*good)).collect();
        }
        if self.id.eq_ignore_ascii_case(word) {
            (0..self.goods.len()).collect()
        } else {
            Vec::new()
        }
    }

    /// From inputs to what is made of them, in as many steps as it takes.
    fn spread(&self, has: &mut [bool]) {
        let coefficient = |recipe: &Recipe| {
            recipe.coefficient.and_then(|coefficient| coefficient.central()).unwrap_or(0.0)
        };
        loop {
            let taking =
                self.recipes.iter().filter(|input| has[input.good] && coefficient(input) < 0.0);
            let taking: HashSet<&str> = taking.map(|input| input.process.as_str()).collect();
            let made =
                self.recipes.iter().filter(|recipe| coefficient(recipe) > 0.0 && !has[recipe.good]);
            let new: Vec<usize> = made
                .filter(|recipe| taking.contains(recipe.process.as_str()))
                .map(|recipe| recipe.good)
                .collect();
            if new.is_empty() {
                return;
            }
            new.into_iter().for_each(|good| has[good] = true);
        }
    }

    /// Whether anything is known of a good beyond its name and price.
    fn moves(&self, good: usize) -> bool {
        self.flows.iter().any(|flow| flow.good == good)
            || self.demand.iter().any(|demand| demand.good == good && demand.balanced.is_some())
            || self.recipes.iter().any(|recipe| recipe.good == good)
    }
}
