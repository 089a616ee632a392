//! How does a comparison look on a page of its own?
//!
//! One file without scripts, in the style of the report, with everything that the comparison holds.

use super::figures;
use super::show::shown;
use super::{Comparison, Differing, TableDifference};
use crate::error::ReportError;
use detente_figures::figure::Figure;
use detente_figures::number::typeset;
use detente_record::escape::visible;
use minijinja::{Environment, Value, context};

const TEMPLATE: &str = include_str!("../../templates/compare.html");
/// That of the report.
const STYLE: &str = include_str!("../../templates/style.css");
const FIGURES: &str = include_str!("../../templates/figures.css");

impl Comparison {
    /// The page.
    ///
    /// # Errors
    /// If the template fails: a mistake of this program.
    pub fn page(&self) -> Result<String, ReportError> {
        let mut environment = Environment::new();
        environment.add_template("compare.html", TEMPLATE)?;
        environment.add_template("style.css", STYLE)?;
        environment.add_template("figures.css", FIGURES)?;
        let entries: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| {
                let marks: Vec<&str> =
                    entry.present.iter().map(|present| if *present { "yes" } else { "no" }).collect();
                context! {
                    side => entry.side.as_str(), kind => entry.kind.as_str(), name => entry.name.as_str(), marks,
                    fields => entry.fields.iter().map(field).collect::<Vec<_>>(),
                    source => entry.sources.iter().flatten().next(),
                }
            })
            .collect();
        let page = environment.get_template("compare.html")?.render(context! {
            version => env!("CARGO_PKG_VERSION"),
            runs => Value::from(minijinja::value::Serde(&self.runs)),
            labels => self.runs.iter().map(|run| run.label.clone()).collect::<Vec<_>>(),
            title => self.heading(),
            differences => self.runs[1..].iter().map(|run| format!("{} \u{2212} A", run.label)).collect::<Vec<_>>(),
            figures => figures::figures(self).iter().filter_map(Figure::value).collect::<Vec<_>>(),
            different_worlds => self.different_worlds,
            answers => &self.answers,
            conditions => self.conditions.iter().map(field).collect::<Vec<_>>(),
            entries,
            tables => self.tables.iter().map(|found| self.table_value(found)).collect::<Vec<_>>(),
            alike => self.alike.join(", "),
            not_compared => Value::from(minijinja::value::Serde(&self.not_compared)),
        })?;
        Ok(visible(&page).into_owned())
    }

    /// What the page is called: what each run is, side by side.
    fn heading(&self) -> String {
        let names: Vec<String> =
            self.runs.iter().map(|run| format!("{} ({})", run.title, run.label)).collect();
        names.join(" against ")
    }

    fn table_value(&self, found: &TableDifference) -> Value {
        let rows: Vec<Value> = found
            .largest
            .iter()
            .map(|row| {
                let mut cells: Vec<String> = row
                    .values
                    .iter()
                    .map(|value| {
                        value.map_or_else(
                            || "none".to_owned(),
                            |value| typeset(&shown(found.shown_as, value)),
                        )
                    })
                    .collect();
                cells.extend(found.changes(row).iter().map(|text| typeset(text)));
                context! { name => row.name.as_str(), key => row.key.as_str(), cells }
            })
            .collect();
        context! {
            title => found.title.as_str(), horizon => found.horizon.as_str(), table => found.table.as_str(),
            column => found.column.as_str(), unit => found.unit.as_str(), missing => found.missing_in.join(", "),
            differing => found.differing, not_known => found.not_known, count => found.rows, rows,
        }
    }
}

fn field(field: &Differing) -> Value {
    let values: Vec<String> = field
        .values
        .iter()
        .map(|value| value.clone().unwrap_or_else(|| "nothing".to_owned()))
        .collect();
    context! { what => field.what.as_str(), values }
}
