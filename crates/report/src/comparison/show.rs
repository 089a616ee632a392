//! How does a comparison look on a terminal?

use super::tables::HORIZONS;
use super::{Comparison, Differing, EntryDifference, RowDifference, TableDifference, differ};
use crate::text::{Screen, Text, fit};
use detente_figures::headline::wrap;
use detente_figures::number::{NEVER, money_short, significant};
use detente_record::catalogue::Unit;

/// Room of a number; less where there are many runs.
const CELL: [usize; 2] = [13, 10];
/// Least room of a name.
const NAME: usize = 30;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Tables of each horizon.
    pub tables: usize,
    /// Rows of each table.
    pub rows: usize,
    /// Entries of the scenarios, and as many of the other settings.
    pub entries: usize,
}

impl Extent {
    /// What fits one screen.
    pub const SCREEN: Self = Self { tables: 2, rows: 5, entries: 3 };
    /// Every table that differs.
    pub const ALL: Self = Self { tables: usize::MAX, rows: 6, entries: 16 };
}

impl Comparison {
    /// As text; no line is wider than the screen for up to five runs and 100 characters.
    #[must_use]
    pub fn text(&self, extent: Extent, screen: Screen) -> String {
        let mut out = Text::new(screen);
        self.legend(&mut out);
        out.blank();
        for answer in &self.answers {
            wrap(answer, out.width(), "  ").iter().for_each(|line| out.line(line));
        }
        if !self.answers.is_empty() {
            out.blank();
        }
        self.why(&mut out, extent.entries);
        for horizon in HORIZONS {
            let of = |found: &&TableDifference| found.horizon == horizon;
            let (missing, tables): (Vec<&TableDifference>, Vec<&TableDifference>) =
                self.tables.iter().filter(of).partition(|found| !found.missing_in.is_empty());
            if let Some(first) = missing.first() {
                let names: Vec<&str> = missing.iter().map(|found| found.table.as_str()).collect();
                let line = format!(
                    "{horizon}: {} has no {}",
                    first.missing_in.join(", "),
                    names.join(", ")
                );
                out.blank();
                wrap(&line, out.width(), "   ").iter().for_each(|line| out.line(line));
            }
            for found in tables.iter().take(extent.tables) {
                out.blank();
                self.table(&mut out, found, extent.rows);
            }
            if tables.len() > extent.tables {
                let rest: Vec<&str> =
                    tables[extent.tables..].iter().map(|found| found.table.as_str()).collect();
                out.faint(&format!("{horizon}: also {}", rest.join(", ")));
            }
        }
        if !self.alike.is_empty() {
            out.blank();
            out.faint(&format!("{}: nothing differs", self.alike.join(", ")));
        }
        for own in &self.not_compared {
            out.blank();
            let line = format!("{}: not compared: {}", own.horizon, own.why);
            wrap(&line, out.width(), "   ").iter().for_each(|line| out.line(line));
        }
        out.into_string()
    }

    fn legend(&self, out: &mut Text) {
        for run in &self.runs {
            let line = format!(
                "{}  {} ({}, in force on {})",
                run.label, run.title, run.scenario, run.date
            );
            wrap(&line, out.width(), "   ").iter().for_each(|line| out.bold(line));
            for file in &run.changed_files {
                out.line(&format!("   changed since the run: {file}"));
            }
        }
        if self.different_worlds {
            let text = "different worlds: amounts of money are not compared, and codes stand for what each world means by them";
            wrap(text, out.width(), "   ").iter().for_each(|line| out.line(line));
        }
    }

    fn why(&self, out: &mut Text, most: usize) {
        if self.entries.is_empty() && self.conditions.is_empty() {
            out.line("the scenarios, the world, the options and the version are the same");
            return;
        }
        out.bold("what differs in the entries");
        self.conditions.iter().take(most).for_each(|condition| self.field(out, condition, ""));
        self.entries.iter().take(most).for_each(|entry| self.entry(out, entry));
        let more =
            self.conditions.len().saturating_sub(most) + self.entries.len().saturating_sub(most);
        if more > 0 {
            out.faint(&format!("and {more} more that differ: --json and --html have all"));
        }
    }

    fn entry(&self, out: &mut Text, entry: &EntryDifference) {
        let having: Vec<&str> = self
            .runs
            .iter()
            .zip(&entry.present)
            .filter(|(_, present)| **present)
            .map(|(run, _)| run.label.as_str())
            .collect();
        let everywhere = having.len() == self.runs.len();
        let what = if everywhere {
            "changed".to_owned()
        } else {
            format!("only in {}", having.join(", "))
        };
        let mut line = format!("{what}: {} `{}` ({})", entry.side, entry.name, entry.kind);
        if let (false, Some(source)) = (everywhere, entry.sources.iter().flatten().next()) {
            line.push_str(&format!("; {source}"));
        }
        let lines = wrap(&line, out.width(), "   ");
        let cut = lines.len() > 2;
        for (at, line) in lines.iter().take(2).enumerate() {
            out.line(&if cut && at == 1 {
                fit(&format!("{line} ..."), out.width())
            } else {
                line.clone()
            });
        }
        for field in &entry.fields {
            self.field(out, field, "   ");
        }
    }

    /// "rate.add: 25% -> 10%", by run where there are more than two.
    fn field(&self, out: &mut Text, field: &Differing, indent: &str) {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let values: Vec<String> = if self.runs.len() == 2 {
            vec![field.values.iter().map(value).collect::<Vec<_>>().join(" -> ")]
        } else {
            self.runs
                .iter()
                .zip(&field.values)
                .map(|(run, own)| format!("{} {}", run.label, value(own)))
                .collect()
        };
        let line = format!("{}: {}", field.what, values.join("; "));
        for line in wrap(&line, out.width() - indent.len(), "   ").iter().take(3) {
            out.line(&format!("{indent}{line}"));
        }
    }

    fn table(&self, out: &mut Text, found: &TableDifference, rows: usize) {
        let (pair, mut told) = (self.runs.len() == 2, 0);
        let cell = if pair { CELL[0] } else { CELL[1] };
        // Differences stand beside the values as long as a line has room for both.
        let both = 2 * self.runs.len() - 1;
        let changes = NAME + both * cell <= out.width();
        let columns = if changes { both } else { self.runs.len() };
        let name = out.width().saturating_sub(columns * cell).max(NAME);
        let head = format!("{}: {}", found.horizon, found.title);
        let unit = if in_money(found.shown_as) || found.unit.is_empty() {
            String::new()
        } else {
            format!(", {}", found.unit)
        };
        let mut labels: Vec<String> = self.runs.iter().map(|run| run.label.clone()).collect();
        if changes {
            labels.extend(self.runs[1..].iter().map(|run| format!("{} - A", run.label)));
        }
        let labels: String = labels.iter().map(|label| format!("{label:>cell$}")).collect();
        out.bold(&format!("{}{labels}", fit(&format!("{head}{unit}"), name)));
        let open = match found.not_known {
            0 => String::new(),
            rows => format!("; {rows} not compared: not known in every run"),
        };
        let TableDifference { table, column, differing, rows: all, .. } = found;
        out.faint(&format!("{table}, {column}: {differing} of {all} rows differ{open}"));
        let shown = |value: &Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| shown(found.shown_as, value))
        };
        for row in &found.largest {
            let mut cells: Vec<String> = row.values.iter().map(shown).collect();
            let differences = found.changes(row);
            // What rounds to the same at three digits is not worth a line.
            let same = if pair { differences == ["0"] } else { !differ(&cells) };
            if same {
                continue;
            }
            if changes {
                cells.extend(differences);
            }
            told += 1;
            if told > rows {
                break;
            }
            let cells: String = cells.iter().map(|text| format!("{text:>cell$}")).collect();
            out.line(&format!("{}{cells}", fit(&row.name, name)));
        }
    }
}

fn in_money(unit: Unit) -> bool {
    matches!(unit, Unit::Money | Unit::MoneyPerYear | Unit::PresentValue | Unit::MoneyPerDay)
}

/// A value at about three digits.
pub(super) fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Weeks | Unit::Days if value.is_infinite() => NEVER.to_owned(),
        unit if in_money(unit) => match money_short(value).trim_start_matches('+') {
            "0 m" => "0".to_owned(),
            text => text.to_owned(),
        },
        _ => significant(value),
    }
}

impl TableDifference {
    /// The change from the first run to each of the others.
    pub(super) fn changes(&self, row: &RowDifference) -> Vec<String> {
        let others = row.values.iter().skip(1);
        others.map(|value| change(self.shown_as, row.values[0], *value)).collect()
    }
}

/// The change from the first run to another; a row that is missing counts as nothing.
fn change(unit: Unit, first: Option<f64>, second: Option<f64>) -> String {
    let difference = second.unwrap_or(0.0) - first.unwrap_or(0.0);
    if difference.is_nan() || difference.is_infinite() {
        return String::new();
    }
    let text = shown(unit, difference);
    if difference > 0.0 && text != "0" { format!("+{text}") } else { text }
}
