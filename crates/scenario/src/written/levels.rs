//! The scenario at given levels of its levers, and as text.

use crate::choose::levers::{Lever, read_at};
use crate::text::place::Place;
use crate::text::report::{Diagnostic, Report};
use crate::text::tree::{self, Item, Node, Table, Value};
use crate::value::reading::Reading;
use crate::written::scenario::Scenario;
use std::sync::Arc;

impl Scenario {
    /// What parties can choose the level of, in file order; nothing if the levels are chosen
    /// already.
    #[must_use]
    pub fn levers(&self) -> &[Lever] {
        if self.taken.is_some() { &[] } else { &self.levers.list }
    }

    /// The scenario at given levels, one per lever: none leaves the measure out; from 0 to 1 a
    /// range takes its value there, and a measure without a range is taken in full. What comes out
    /// has no levers and no `[negotiation]` any more.
    ///
    /// A [`Cost`](crate::Cost) stays that of the measure taken in full. The day of the state stays
    /// that of the whole scenario.
    ///
    /// # Errors
    /// Another number of levels than of levers, or a level that is not between 0 and 1.
    pub fn with_levels(&self, levels: &[Option<f64>]) -> Result<Self, Report> {
        let levers = self.levers();
        if levels.len() != levers.len() {
            let message = format!("{} levels for {} levers", levels.len(), levers.len());
            return Err(self.refusal(
                Diagnostic::of_file(message).hint("give one level for each lever, in file order"),
            ));
        }
        let outside = levers.iter().zip(levels).find_map(|(lever, level)| {
            level.filter(|level| !(0.0..=1.0).contains(level)).map(|level| (lever, level))
        });
        if let Some((lever, level)) = outside {
            let message = format!("level {level} of `{}` is not between 0 and 1", lever.entry);
            let hint = "0 is the lower end of a range, 1 the upper one";
            return Err(self.refusal(Diagnostic::of_file(message).hint(hint)));
        }
        let mut chosen = self.clone();
        if self.taken.is_none() {
            chosen.take(levels)?;
        }
        Ok(chosen)
    }

    fn refusal(&self, problem: Diagnostic) -> Report {
        Report::new(vec![problem], self.files.clone())
    }

    fn take(&mut self, levels: &[Option<f64>]) -> Result<(), Report> {
        let levers = Arc::clone(&self.levers);
        let nodes = self.tree.list("measure");
        let mut left = Vec::new();
        for (hold, level) in levers.holds.iter().zip(levels) {
            match (level, &hold.slot, nodes.get(hold.measure)) {
                (Some(level), Some(slot), Some(node)) => {
                    let mut reading = Reading::new(self.files.clone(), crate::Folder::None);
                    match read_at(slot, *level, node, &mut reading)
                        .filter(|_| reading.errors() == 0)
                    {
                        Some(entry) => self.entries[hold.entry] = entry,
                        None => return Err(Report::new(reading.problems, self.files.clone())),
                    }
                }
                (None, ..) => left.push(hold.entry),
                _ => self.entries[hold.entry].optional = false,
            }
        }
        if self.end.is_none() {
            self.date = self.evaluation_date();
        }
        let mut position = 0;
        self.entries.retain(|_| {
            position += 1;
            !left.contains(&(position - 1))
        });
        (self.negotiation, self.variants) = (None, Arc::default());
        self.taken = Some(levels.into());
        Ok(())
    }

    /// The scenario as TOML, ready to be read again: the text as written, or written anew if
    /// something was overridden or levels were chosen.
    #[must_use]
    pub fn to_toml(&self) -> String {
        match self.files.get(0) {
            Some(file) if !self.overridden && self.taken.is_none() => file.text.clone(),
            _ => tree::write(&self.tree_as_taken()),
        }
    }

    /// The file with each lever at its level; the same if none are chosen.
    pub(crate) fn tree_as_taken(&self) -> Table {
        let mut tree = Table::clone(&self.tree);
        let Some(levels) = &self.taken else { return tree };
        if let Some(nodes) = tree.list_mut("measure") {
            let mut left = Vec::new();
            for (hold, level) in self.levers.holds.iter().zip(levels.iter()) {
                match (level, &hold.slot, nodes.get_mut(hold.measure).map(|node| &mut node.value)) {
                    (Some(level), Some(slot), Some(Value::Table(measure))) => {
                        slot.put(*level, measure)
                    }
                    (None, ..) => left.push(hold.measure),
                    (_, _, Some(Value::Table(measure))) => {
                        measure.items.retain(|item| item.key != "optional")
                    }
                    _ => {}
                }
            }
            left.iter().rev().for_each(|at| {
                nodes.remove(*at);
            });
        }
        tree.items
            .retain(|item| item.key != "negotiation" && item.node.value != Value::List(Vec::new()));
        if let (None, Some(date)) = (tree.get("date"), self.date) {
            let place = Place { file: 0, start: 0, end: 0 };
            let node = Node { place, value: Value::Date(date.to_string()) };
            tree.items.push(Item { key: "date".to_owned(), key_place: place, node });
        }
        tree
    }
}
