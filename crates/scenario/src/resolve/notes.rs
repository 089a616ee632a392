//! What does a scenario assume about goods, duties collected and ranges? Sentences for whoever
//! checks or reads a run.

use crate::kinds::entry::Entry;
use crate::select::links::Link;
use crate::select::schedule::{Rates, Schedule};
use crate::text::overrides::Overrides;
use crate::text::source::{Folder, Source};
use crate::value::pick::{Basis, End};
use crate::written::read::read;
use crate::written::scenario::Scenario;
use detente_world::World;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Exporters that are named.
const NAMED: usize = 4;
/// Points below which a cause is not told.
const TOLD: f64 = 0.05;

/// Sums of duties in the money of the world, and the trade they are on.
#[derive(Clone, Copy, Default)]
struct Sums {
    trade: f64,
    statutory: f64,
    collected: f64,
    preference: f64,
    exemption: f64,
}

impl Sums {
    fn add(&mut self, trade: f64, rates: &Rates) {
        self.trade += trade;
        self.statutory += trade * rates.statutory;
        self.collected += trade * rates.collected;
        self.preference += trade * rates.preference;
        self.exemption += trade * rates.exemption;
    }

    /// In points.
    fn points(&self, sum: f64) -> f64 {
        100.0 * sum / self.trade
    }
}

impl Scenario {
    /// What the entries in force on a day assume about goods, duties collected and ranges, in
    /// sentences; names have been checked.
    #[must_use]
    pub fn notes(&self, world: &World, date: Option<Date>) -> Vec<String> {
        let date = date.unwrap_or_else(|| self.date_in(world));
        let mut notes = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.window().holds(date)) {
            let Some(action) = &entry.action else { continue };
            let name = &entry.name.value;
            if let Some(goods) = action.goods(world) {
                notes.push(format!(
                    "Goods of `{name}`: {goods}; imports of the United States in 2024."
                ));
            }
            if let Some(schedule) = action.schedule() {
                notes.extend(self.about(entry, schedule, world));
            }
        }
        notes
    }

    /// The scenario at the low and the high end of the rates that are known as a range; none where
    /// none is in force on the day, or the scenario has chosen an end.
    #[must_use]
    pub fn ends(&self, world: &World, date: Date) -> Option<[Self; 2]> {
        let ranges = |entry: &Entry| {
            let schedule = entry.action.as_ref().and_then(|action| action.schedule());
            schedule.is_some_and(|schedule| {
                let links = schedule.links(world, &mut Vec::new());
                links.iter().any(|(_, rates)| rates.is_range())
            })
        };
        let mut on = self.entries.iter().filter(|entry| entry.window().holds(date));
        if self.pick.end != End::Middle || !on.any(ranges) {
            return None;
        }
        let files = self.schedules().into_iter();
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let source =
            Source::new(self.file_name(), self.to_toml()).with_folder(Folder::Memory(files));
        let at = |end: &str| read(&source, &Overrides::new([format!("range={end}")])).finish().ok();
        Some([at("low")?, at("high")?])
    }

    fn about(&self, entry: &Entry, schedule: &Schedule, world: &World) -> Vec<String> {
        let links = schedule.links(world, &mut Vec::new());
        let mut notes = Vec::new();
        if schedule.both {
            notes.extend(apart(&entry.name.value, self.pick.basis, &links, world));
        }
        let mut ranges: Vec<_> = links
            .iter()
            .filter(|(_, rates)| rates.is_range())
            .map(|(link, _)| link.exporter)
            .collect();
        ranges.sort_unstable();
        ranges.dedup();
        if !ranges.is_empty() {
            let exporters = match ranges.len() {
                1 => "1 exporter".to_owned(),
                count => format!("{count} exporters"),
            };
            let end = match self.pick.end {
                End::Middle => "middle",
                End::Low => "low end",
                End::High => "high end",
            };
            notes.push(format!(
                "Rates of {exporters} in `{}` are known as a range: the {end} counts (`range` in the scenario).",
                entry.name.value
            ));
        }
        notes
    }
}

/// How notes begin that say more of the note before.
const DETAILS: [&str; 2] = [
    "Points by law that are not collected: ",
    "Furthest apart in money, points as collected and by law: ",
];

/// Whether a note says more of the note before, so that a short answer may leave it out.
pub fn is_detail(note: &str) -> bool {
    DETAILS.iter().any(|begin| note.starts_with(begin))
}

/// By how much duties collected and duties by law differ, why, and for whom most.
fn apart(name: &str, basis: Basis, links: &[(Link, Rates)], world: &World) -> Vec<String> {
    let mut all = Sums::default();
    let mut by: BTreeMap<&str, Sums> = BTreeMap::new();
    for (link, rates) in links {
        let trade = world.trade.get(link.sector, link.importer, link.exporter);
        all.add(trade, rates);
        by.entry(&world.economies[link.exporter.0].code).or_default().add(trade, rates);
    }
    if all.trade <= 0.0 {
        return Vec::new();
    }
    let [law, collected] = [all.statutory, all.collected].map(|sum| all.points(sum));
    let counts = match basis {
        Basis::Collected => "duties as collected count",
        Basis::Statutory => "duties by law count",
    };
    let mut notes = vec![format!(
        "`{name}`: {counts}. As collected they add {collected:.1} points, by law {law:.1} (weights: trade of the baseline)."
    )];
    let (preference, exemption) = (all.points(all.preference), all.points(all.exemption));
    let causes = [
        (preference, "preferences claimed, U.S. content"),
        (exemption, "exclusions"),
        (law - collected - preference - exemption, "use and mix of goods, as customs show"),
    ];
    let causes = causes.iter().filter(|(points, _)| points.abs() >= TOLD);
    let causes: Vec<String> =
        causes.map(|(points, cause)| format!("{cause} {points:.1}")).collect();
    if !causes.is_empty() {
        notes.push(format!("{}{}.", DETAILS[0], causes.join("; ")));
    }
    let gap = |sums: &Sums| (sums.statutory - sums.collected).abs();
    let mut partners: Vec<(&str, Sums)> =
        by.into_iter().filter(|(_, sums)| gap(sums) > 0.0).collect();
    partners.sort_by(|one, two| gap(&two.1).total_cmp(&gap(&one.1)).then_with(|| one.0.cmp(two.0)));
    let partners: Vec<String> = partners
        .iter()
        .take(NAMED)
        .map(|(code, sums)| {
            let [collected, law] = [sums.collected, sums.statutory].map(|sum| sums.points(sum));
            format!("{code} {collected:.1} and {law:.1}")
        })
        .collect();
    if !partners.is_empty() {
        notes.push(format!("{}{}.", DETAILS[1], partners.join("; ")));
    }
    notes
}
