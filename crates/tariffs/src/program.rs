//! What is a program of duties, and what is in force by one of its acts?

use crate::line::Line;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A program: duties that one law puts on goods, with its acts in order.
///
/// Of the entries that fit a line, a partner and a day the last one counts, so that an exemption is
/// an entry of zero below the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Its short name, unique.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The law, such as `Section 232`.
    pub law: String,
    /// The heading under which published series count it.
    pub authority: String,
    /// Programs that go first: what of a good's value pays them does not pay this one.
    pub yields_to: Vec<String>,
    /// Programs that may not hold the same good, where no act says which goes first.
    pub excludes: Vec<String>,
    /// Whether exclusions of 2024 go on: as expected to be collected, a line pays the part of the
    /// duty that customs collected in 2024.
    pub use_2024: bool,
    /// What else a reader has to know.
    pub note: String,
    /// The file it is from.
    pub file: String,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One act of a program, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The legal act.
    pub act: String,
    /// The first day.
    pub from: Date,
    /// The last day; none where no end is known.
    pub until: Option<Date>,
    /// Codes of partners, `*` for all, `-CAN` for all but one.
    pub partners: Vec<String>,
    /// Names of lists of lines; with no list and no code, all goods.
    pub lists: Vec<String>,
    /// Codes of lines.
    pub codes: Vec<Line>,
    /// The rate, as a share of the value; the least where it is a range.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
    /// Rates of partners that have their own.
    pub rates: BTreeMap<String, f64>,
    /// Whether the rate is what is paid in all, the ordinary duty included, and never lowers it.
    pub floor: bool,
    /// What goods of the USMCA pay.
    pub usmca: Usmca,
    /// The metal that pays, where only its value does.
    pub content: Option<Metal>,
    /// Whether a line pays what customs collected in 2024, at most the rate.
    pub collected_2024: bool,
    /// The last day on which goods loaded before `from` come in as before.
    pub loaded_before: Option<Date>,
    /// Where the entry is from.
    pub source: String,
    /// A official, B quoted, C weak, D derived.
    pub grade: String,
    /// What else a reader has to know.
    pub note: String,
    /// Line of its file, from 1.
    pub line: usize,
}

impl Entry {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it names a partner, by its codes: its own and that of its union.
    #[must_use]
    pub fn names(&self, codes: &[&str]) -> bool {
        let named = |word: &str| codes.contains(&word);
        let left_out = |word: &String| word.strip_prefix('-').is_some_and(named);
        self.partners.iter().any(|word| word == "*" || named(word))
            && !self.partners.iter().any(left_out)
    }
}

/// What goods of the USMCA pay of a duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usmca {
    /// The same as others.
    #[default]
    Same,
    /// Nothing.
    Free,
    /// The duty on what is not made in the United States.
    Content,
}

/// A metal whose value in a good pays a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metal {
    /// Iron and steel; goods of chapters 72 and 73 are all steel.
    Steel,
    /// Aluminium; goods of chapter 76 are all aluminium.
    Aluminium,
    /// Copper; goods of chapter 74 are all copper.
    Copper,
    /// All metals together.
    Any,
}

impl Metal {
    /// All of them, in the order of the columns of `content.parquet`.
    pub(crate) const ALL: [Self; 4] = [Self::Steel, Self::Aluminium, Self::Copper, Self::Any];

    /// The chapters that are all this metal.
    pub(crate) fn chapters(self) -> &'static [u64] {
        match self {
            Self::Steel => &[72, 73],
            Self::Aluminium => &[76],
            Self::Copper => &[74],
            Self::Any => &[72, 73, 74, 76],
        }
    }
}
