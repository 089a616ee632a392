//! How is an answer kept as a table? Rates in percent, ranges as two columns where there is one.

use crate::book::Book;
use crate::levy::Basis;
use crate::line::Line;
use crate::means::{Group, Mean, Summary};
use crate::partner::PartnerId;
use crate::rate::Rate;
use detente_world::table::Table;
use jiff::civil::Date;

/// A program below this share of the value is not named among the largest.
const NAMED: f64 = 5e-4;

/// A share as a percentage without digits that only rounding made.
fn percent(share: f64) -> f64 {
    (share * 1e10).round() / 1e8
}

impl Book {
    /// A summary as a table: `partner`, `sector` or `line`, `imports_musd`, `ordinary_pct`,
    /// `statutory_pct` with `statutory_low_pct` and `statutory_high_pct`, `expected_pct` likewise,
    /// and `programs` with the points of each by law.
    #[must_use]
    pub fn summary_table(&self, group: Group, rows: &[Summary]) -> Table {
        let words = |word: &dyn Fn(&Summary) -> String| rows.iter().map(word).collect();
        let numbers = |number: &dyn Fn(&Summary) -> f64| rows.iter().map(number).collect();
        let name = |row: &Summary| {
            let found = self.partners().iter().find(|partner| partner.code == row.key);
            found.map_or(String::new(), |partner| partner.name.clone())
        };
        let key = match group {
            Group::Partner => "partner",
            Group::Sector => "sector",
            Group::Line => "line",
        };
        let mut table = Table::new("tariffs").with_text(key, words(&|row| row.key.clone()));
        if group == Group::Partner {
            table = table.with_text("name", words(&name));
        }
        let law = |row: &Summary| row.law.total();
        let expected = |row: &Summary| row.collected.total();
        table
            .with_numbers("imports_musd", numbers(&|row| row.law.imports / 1e6))
            .with_numbers("ordinary_pct", numbers(&|row| percent(row.law.ordinary)))
            .with_numbers("statutory_pct", numbers(&|row| percent(law(row).middle())))
            .with_numbers("statutory_low_pct", numbers(&|row| percent(law(row).low)))
            .with_numbers("statutory_high_pct", numbers(&|row| percent(law(row).high)))
            .with_numbers("expected_pct", numbers(&|row| percent(expected(row).middle())))
            .with_numbers("expected_low_pct", numbers(&|row| percent(expected(row).low)))
            .with_numbers("expected_high_pct", numbers(&|row| percent(expected(row).high)))
            .with_text("programs", words(&|row| self.largest(&row.law, usize::MAX)))
    }

    /// The largest programs of a mean with their points, as `vehicles 9.1, reciprocal 4.2`.
    #[must_use]
    pub fn largest(&self, mean: &Mean, count: usize) -> String {
        let mut programs: Vec<(&str, f64)> = self
            .programs()
            .iter()
            .zip(&mean.programs)
            .map(|(program, rate)| (program.id.as_str(), rate.middle()))
            .filter(|(_, rate)| *rate >= NAMED)
            .collect();
        programs.sort_by(|one, two| two.1.total_cmp(&one.1).then_with(|| one.0.cmp(two.0)));
        programs.truncate(count);
        let words = programs.iter().map(|(id, rate)| format!("{id} {:.1}", rate * 100.0));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Both means by program as a table: `program`, `title`, `law`, points by law and as expected,
    /// and the acts in force. The ordinary duty comes first.
    #[must_use]
    pub fn program_table(&self, day: Date, partners: &[PartnerId], line: Option<Line>) -> Table {
        let [law, expected] =
            [Basis::Law, Basis::Collected].map(|basis| self.mean(day, basis, partners, line));
        let acts = self.acts(day, partners, line);
        let acts_of = |id: &str| {
            let of = acts.iter().filter(|(program, _)| program.id == id);
            of.map(|(_, entry)| entry.act.as_str()).collect::<Vec<_>>().join("; ")
        };
        let mut rows = vec![(
            ["ordinary", "Ordinary duty, as collected in 2024", "MFN and preferences", ""]
                .map(str::to_owned),
            [Rate::known(law.ordinary), Rate::known(expected.ordinary)],
        )];
        for (at, program) in self.programs().iter().enumerate() {
            let acts = acts_of(&program.id);
            if !acts.is_empty() {
                let words = [&program.id, &program.title, &program.law, &acts].map(Clone::clone);
                rows.push((words, [law.programs[at], expected.programs[at]]));
            }
        }
        let words = |at: usize| rows.iter().map(|(words, _)| words[at].clone()).collect();
        let numbers = |at: usize, end: fn(Rate) -> f64| {
            rows.iter().map(|(_, rates)| percent(end(rates[at]))).collect()
        };
        Table::new("tariffs")
            .with_text("program", words(0))
            .with_text("title", words(1))
            .with_text("law", words(2))
            .with_numbers("statutory_pct", numbers(0, Rate::middle))
            .with_numbers("statutory_low_pct", numbers(0, |rate| rate.low))
            .with_numbers("statutory_high_pct", numbers(0, |rate| rate.high))
            .with_numbers("expected_pct", numbers(1, Rate::middle))
            .with_text("acts", words(3))
    }

    /// The mean by law on each day from `from` to `to`, both included: `date`, `statutory_pct`,
    /// `ordinary_pct`, and a column of points for each program that is ever in force.
    #[must_use]
    pub fn daily_table(
        &self,
        from: Date,
        to: Date,
        partners: &[PartnerId],
        line: Option<Line>,
    ) -> Table {
        let changes = self.changes();
        let mut days: Vec<(Date, Mean)> = Vec::new();
        let mut day = from;
        while day <= to {
            let known =
                days.last().filter(|_| !changes.contains(&day)).map(|(_, mean)| mean.clone());
            let mean = known.unwrap_or_else(|| self.mean(day, Basis::Law, partners, line));
            days.push((day, mean));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        let numbers = |number: &dyn Fn(&Mean) -> f64| {
            days.iter().map(|(_, mean)| percent(number(mean))).collect::<Vec<f64>>()
        };
        let table = Table::new("tariffs_daily")
            .with_text("date", days.iter().map(|(day, _)| day.to_string()).collect())
            .with_numbers("statutory_pct", numbers(&|mean| mean.total().middle()))
            .with_numbers("ordinary_pct", numbers(&|mean| mean.ordinary));
        self.programs().iter().enumerate().fold(table, |table, (at, program)| {
            let column = numbers(&|mean| mean.programs[at].middle());
            if column.iter().all(|points| *points == 0.0) {
                return table;
            }
            table.with_numbers(&format!("{}_pct", program.id.replace('-', "_")), column)
        })
    }
}
