//! Where do the inputs of a number stand: rows of the world and of chains with their sources,
//! entries of the scenario with their lines?

use super::replay::Replay;
use super::story::{EntryTrace, SourceRow, Story};
use detente_scenario::{Date, Entry, Side, Touch};
use detente_world::chain::{Chain, Fact, Interval};
use detente_world::{EconomyId, Figure, SectorId, Source, World};

impl Story {
    /// A figure of the world with its row and its sources.
    pub fn world_row(
        &mut self,
        world: &World,
        figure: Figure,
        table: &str,
        row: &str,
        says: String,
    ) {
        let place = format!("world {}, {table}: {row}", world.id);
        for source in world.sources_of(figure) {
            let own = SourceRow {
                place: place.clone(),
                says: says.clone(),
                source: source.name.clone(),
                vintage: source.vintage.clone(),
                licence: source.licence.clone(),
                grade: source.grade.map_or(String::new(), |grade| format!("{grade:?}")),
            };
            if !self.sources.contains(&own) {
                self.sources.push(own);
            }
        }
    }

    /// A row of a chain with its source.
    pub fn chain_row(&mut self, chain: &Chain, table: &str, row: &str, says: String, fact: &Fact) {
        let near = |source: &&Source| {
            let name = source.name.split([',', ';']).next().unwrap_or(&source.name);
            fact.source.contains(name)
        };
        let licence = chain.sources.iter().find(near);
        let licence = licence.map_or_else(
            || format!("see the sources of chain {}", chain.id),
            |s| s.licence.clone(),
        );
        let own = SourceRow {
            place: format!("chain {}, {table}: {row}", chain.id),
            says,
            source: fact.source.clone(),
            vintage: fact.vintage.clone(),
            licence,
            grade: format!("{:?}", fact.grade),
        };
        if !self.sources.contains(&own) {
            self.sources.push(own);
        }
    }

    /// An entry of the scenario.
    pub fn entry(&mut self, replay: &Replay, entry: &Entry, does: String, row: Option<String>) {
        let written = replay.scenario.written_at(entry);
        let place = written.map_or(String::new(), |written| {
            format!("{}, line {}", file_of(&written.file), written.line)
        });
        let own = EntryTrace {
            name: entry.name.value.clone(),
            kind: entry.kind.to_owned(),
            does,
            period: period(entry.from, entry.until),
            source: entry.source.clone(),
            written: place,
            row,
        };
        if !self.entries.contains(&own) {
            self.entries.push(own);
        }
    }

    /// Entries that change a link or a node, with the rows of their schedules.
    pub fn touches(
        &mut self,
        replay: &Replay,
        touches: &[Touch],
        link: Option<(SectorId, EconomyId, EconomyId)>,
    ) {
        for touch in touches {
            let entry = &replay.scenario.entries[touch.entry];
            let row = link
                .and_then(|link| replay.scenario.schedule_row(&replay.loaded.world, entry, link));
            let row =
                row.map(|row| format!("{}, line {}: {}", file_of(&row.file), row.line, row.text));
            let year = link.and_then(|link| {
                replay.scenario.may_be_in_baseline(&replay.loaded.world, entry, link)
            });
            let doubt = year.filter(|_| touch.what == "tariff").map_or(String::new(), |year| {
                format!("; may be in the baseline already, whose tariffs are those of {year}")
            });
            self.entry(replay, entry, does(touch) + &doubt, row);
        }
    }

    /// Every entry in force on the day, where a number hangs on all of them.
    pub fn entries_in_force(&mut self, replay: &Replay, named: impl Fn(&Entry) -> bool) {
        for (entry, resolved) in replay.scenario.entries.iter().zip(&replay.resolved.entries) {
            let left_out = entry.side == Side::Measure && !replay.resolving.include_measures;
            if resolved.standing == detente_scenario::Standing::InForce && !left_out && named(entry)
            {
                let does = resolved.value.clone().unwrap_or_default();
                self.entry(
                    replay,
                    entry,
                    format!("{does}, on {} links or nodes", resolved.links),
                    None,
                );
            }
        }
    }

    /// Entries by name, as chains know them.
    pub fn entries_named(&mut self, replay: &Replay, names: &[&str], does: &str) {
        for entry in replay
            .scenario
            .entries
            .iter()
            .filter(|entry| names.contains(&entry.name.value.as_str()))
        {
            self.entry(replay, entry, does.to_owned(), None);
        }
    }
}

fn does(touch: &Touch) -> String {
    let (before, after) = (touch.before, touch.after);
    match touch.what {
        what @ ("tariff" | "export tax") if before == after => {
            format!("{what} stays at {}", percent(after))
        }
        what @ ("tariff" | "export tax") => {
            format!("{what} from {} to {}", percent(before).trim_end_matches(" %"), percent(after))
        }
        "quantity cap" if before == after => {
            format!("another cap is at {after} of the baseline already")
        }
        "quantity cap" => format!("quantity at most {after} of the baseline"),
        what => format!("{what} from {before} to {after}"),
    }
}

/// A rate in percent, without what adding fractions leaves behind the tenth digit.
fn percent(rate: f64) -> String {
    format!("{} %", (rate * 1e10).round() / 1e8)
}

fn period(from: Option<Date>, until: Option<Date>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!("{from} to {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "throughout".to_owned(),
    }
}

/// The file without the folders that lead to it.
fn file_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `low to high, middle` of an interval, as far as it is known.
pub(crate) fn interval(interval: Option<Interval>) -> String {
    let Some(interval) = interval else { return "not known".to_owned() };
    let range = format!("{} to {}", interval.low(), interval.high());
    interval.mid().map_or_else(|| range.clone(), |mid| format!("{mid} ({range})"))
}
