//! What does a day add to the duties of 2024, by law and as expected to be collected, and why do
//! the two differ?

use crate::book::{Book, Row};
use crate::levy::{Active, Basis};
use crate::partner::PartnerId;
use crate::rate::Rate;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::{Add, AddAssign};

/// Duties that a day adds to those collected in 2024, in USD on the imports of 2024.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Added {
    /// Imports of 2024.
    pub imports: f64,
    /// By law; a range where a rate is known as one.
    pub law: Rate,
    /// By law, with preferences and U.S. content as they are used.
    pub preferences: f64,
    /// As expected to be collected once goods at sea have arrived.
    pub settled: f64,
}

impl AddAssign for Added {
    fn add_assign(&mut self, other: Self) {
        self.imports += other.imports;
        self.law = self.law.add(other.law);
        self.preferences += other.preferences;
        self.settled += other.settled;
    }
}

impl Added {
    /// As a share of the imports; all zero where nothing was imported.
    #[must_use]
    pub fn shares(self) -> Self {
        if self.imports <= 0.0 {
            return Self::default();
        }
        let share = |duty: f64| duty / self.imports;
        Self {
            imports: self.imports,
            law: self.law.map(share),
            preferences: share(self.preferences),
            settled: share(self.settled),
        }
    }
}

impl Book {
    /// What a day adds on the goods of a partner, by what `key` gives each row; rows without one are
    /// left out.
    pub fn added<K: Ord>(
        &self,
        day: Date,
        partner: PartnerId,
        key: impl Fn(&Row) -> Option<K>,
    ) -> BTreeMap<K, Added> {
        let mut sums = BTreeMap::new();
        let mut active = [Basis::Law, Basis::Preferences, Basis::Settled]
            .map(|basis| Active::new(self, partner, day, basis));
        for row in self.rows(partner) {
            let Some(key) = key(row) else { continue };
            let before = Rate::known(row.ordinary - row.collected_2024());
            let [law, preferences, settled] = active.each_mut().map(|active| {
                let mut rate = before;
                active.levy(row, |_, own| rate += own);
                rate.map(|rate| rate * row.imports)
            });
            *sums.entry(key).or_insert_with(Added::default) += Added {
                imports: row.imports,
                law,
                preferences: preferences.middle(),
                settled: settled.middle(),
            };
        }
        sums
    }
}
