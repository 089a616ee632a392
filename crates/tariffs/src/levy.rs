//! What does a good of one line and partner pay on one day, by program? Equations 1 to 4.

use crate::book::{Book, Row};
use crate::partner::PartnerId;
use crate::program::{Entry, Usmca};
use crate::rate::Rate;
use crate::rule::Rule;
use jiff::civil::Date;

/// What of a car of the USMCA is made in the United States: assumed, grade D.
const UNITED_STATES_CONTENT: f64 = 0.4;
/// What of the goods that cross a sea comes by air, by value: assumed, grade D.
const BY_AIR: f64 = 1.0 / 3.0;

/// What is asked: the duty by law, or what customs can be expected to collect of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// By law, for goods loaded and entered on the day.
    Law,
    /// By law, with preferences and U.S. content as they are used in the month.
    Preferences,
    /// As expected to be collected once goods at sea have arrived.
    Settled,
    /// As expected to be collected: goods at sea, exclusions, U.S. content and preferences of the
    /// month as they are used. It knows no duty that was collected in 2025.
    Collected,
}

impl Basis {
    /// Whether preferences count as used in the month.
    fn has_preferences(self) -> bool {
        self != Self::Law
    }

    /// Whether exclusions are used as in 2024.
    fn has_exclusions(self) -> bool {
        matches!(self, Self::Settled | Self::Collected)
    }

    /// Whether goods loaded before an act still come in.
    fn has_goods_at_sea(self) -> bool {
        self == Self::Collected
    }
}

/// The programs in force for a partner on a day.
pub(crate) struct Active<'book> {
    book: &'book Book,
    basis: Basis,
    /// Column of the shares of the USMCA.
    month: usize,
    programs: Vec<ActiveProgram<'book>>,
    /// Part of the value that pays, by program; of the row at hand.
    parts: Vec<f64>,
}

struct ActiveProgram<'book> {
    at: usize,
    rules: Vec<ActiveRule<'book>>,
}

struct ActiveRule<'book> {
    rule: &'book Rule,
    entry: &'book Entry,
    rate: Rate,
    /// Share of the goods of the day that were loaded since the act began.
    loaded: f64,
}

impl<'book> Active<'book> {
    pub fn new(book: &'book Book, partner: PartnerId, day: Date, basis: Basis) -> Self {
        let voyage = book.partners()[partner.0].voyage_days;
        let active = |(at, rules): (usize, &'book Vec<Rule>)| {
            let entries = &book.programs()[at].entries;
            let rules: Vec<ActiveRule<'_>> = rules
                .iter()
                .filter_map(|rule| {
                    let entry = &entries[rule.entry];
                    let rate = rule.rates[partner.0].filter(|_| entry.is_on(day))?;
                    let at_sea = basis.has_goods_at_sea();
                    let loaded = if at_sea { loaded(entry, day, voyage) } else { 1.0 };
                    Some(ActiveRule { rule, entry, rate, loaded })
                })
                .collect();
            (!rules.is_empty()).then_some(ActiveProgram { at, rules })
        };
        let programs = book.rules().iter().enumerate().filter_map(active).collect();
        let month = month(day, basis);
        Self { book, basis, month, programs, parts: vec![0.0; book.programs().len()] }
    }

    /// Tells `each` the rate on a row by program, with the program's position.
    pub fn levy(&mut self, row: &Row, mut each: impl FnMut(usize, Rate)) {
        let share = self.book.usmca(row, self.month);
        for at in 0..self.programs.len() {
            let program = &self.programs[at];
            let Some((rate, content)) = self.rate(program, row, share) else {
                self.parts[program.at] = 0.0;
                continue;
            };
            let first = self.book.yields(program.at).iter().map(|first| self.parts[*first]);
            let part = content.min(1.0 - first.sum::<f64>()).max(0.0);
            self.parts[program.at] = part;
            each(program.at, rate.map(|rate| rate * part));
        }
    }

    /// The rate of a program on a row, and the part of the value it may be on; none where no entry
    /// fits.
    fn rate(&self, program: &ActiveProgram<'_>, row: &Row, share: f64) -> Option<(Rate, f64)> {
        let mut found: Option<(Rate, f64)> = None;
        for active in program.rules.iter().filter(|active| active.rule.has(row.line)) {
            let before = found.map_or(Rate::default(), |(rate, _)| rate);
            let rate = self.value(active, row, share).blend(active.loaded, before);
            let content =
                active.entry.content.map_or(1.0, |metal| self.book.content(row.line, metal));
            found = Some((rate, content));
        }
        let used = self.basis.has_exclusions() && self.book.programs()[program.at].use_2024;
        let part = if used { row.used_2024 } else { 1.0 };
        found.map(|(rate, content)| (rate.map(|rate| rate * part), content))
    }

    /// What an entry puts on a row, before content and what goes first.
    fn value(&self, active: &ActiveRule<'_>, row: &Row, share: f64) -> Rate {
        let entry = active.entry;
        let mut rate = active.rate;
        if entry.collected_2024 {
            rate = rate.map(|rate| rate.min(row.kept_2024));
        }
        if entry.floor {
            rate = rate.map(|rate| (rate - row.ordinary).max(0.0));
        }
        let pays = match entry.usmca {
            Usmca::Same => 1.0,
            Usmca::Free => 1.0 - share,
            Usmca::Content if !self.basis.has_preferences() => 1.0,
            Usmca::Content => 1.0 - UNITED_STATES_CONTENT * share,
        };
        rate.map(|rate| rate * pays)
    }
}

/// The column of the shares of the USMCA: the year 2025 by law, otherwise the month from July to
/// December 2025 that is nearest.
pub(crate) fn month(day: Date, basis: Basis) -> usize {
    let month = match day.year() {
        2025 => usize::try_from(day.month()).unwrap_or(12).max(7),
        year if year < 2025 => 7,
        _ => 12,
    };
    if basis.has_preferences() { month - 6 } else { 0 }
}

/// Which share of the goods of a day was loaded since an act began: what came by air, and what came
/// by sea where voyages take from half to one and a half times `voyage` days, each as often.
pub(crate) fn loaded(entry: &Entry, day: Date, voyage: f64) -> f64 {
    if entry.loaded_before.is_none_or(|last| day > last) || voyage == 0.0 {
        return 1.0;
    }
    let since = entry.from.until(day).map_or(0, |span| span.get_days());
    let sea = ((f64::from(since) - 0.5 * voyage) / voyage).clamp(0.0, 1.0);
    BY_AIR + (1.0 - BY_AIR) * sea
}
