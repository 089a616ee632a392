//! How did the mean duty move from day to day, program by program? A page of its own.

use crate::error::ReportError;
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::strips_of_days::{Part, strips_of_days};
use detente_record::escape::visible;
use detente_world::table::Table;
use minijinja::{Environment, context};

const TEMPLATE: &str = include_str!("../templates/daily.html");
const STYLE: &str = include_str!("../templates/style.css");
const FIGURES: &str = include_str!("../templates/figures.css");
/// A program that never has more points is in the table alone.
const DRAWN: f64 = 0.2;
/// A change below this is none.
const STILL: f64 = 0.005;
/// Columns before those of programs: day, all duties, the ordinary duty.
const BEFORE: usize = 3;

/// The page of a table with a row a day: `date`, `statutory_pct`, `ordinary_pct`, and the points of
/// each program; `of` says whose goods it is about.
///
/// # Errors
/// If the template fails: a mistake of this program.
pub fn daily_page(table: &Table, of: &str) -> Result<String, ReportError> {
    let figure = figure(table, of);
    let mut environment = Environment::new();
    environment.add_template("daily.html", TEMPLATE)?;
    environment.add_template("style.css", STYLE)?;
    environment.add_template("figures.css", FIGURES)?;
    let page = environment
        .get_template("daily.html")?
        .render(context! { version => env!("CARGO_PKG_VERSION"), own => figure.value() })?;
    Ok(visible(&page).into_owned())
}

fn figure(table: &Table, of: &str) -> Figure {
    let dates = table.words("date");
    let names: Vec<&str> = table.columns[1..].iter().map(|(name, _)| name.as_str()).collect();
    let mut parts: Vec<Part> = names
        .iter()
        .map(|name| Part { name: told(name), values: table.numbers(name).to_vec() })
        .collect();
    let peak = |part: &Part| part.values.iter().copied().fold(0.0, f64::max);
    let mut programs = parts.split_off(BEFORE - 1);
    programs.retain(|part| peak(part) >= DRAWN);
    programs.sort_by(|one, two| peak(two).total_cmp(&peak(one)));
    parts.extend(programs);
    let (first, last) = (dates.first(), dates.last());
    let [first, last] = [first, last].map(|day| day.map_or("", String::as_str));
    let caption = format!(
        "Mean duty by law, percent of imports of 2024, {first} to {last}. All strips have one scale, by program in points; on the right the last day. A program below {DRAWN} points is left out."
    );
    let subject = format!("Mean duty by law and program, {of}");
    let svg = strips_of_days(&subject, first, &parts, "%");
    let mut data = DataTable::new("tariffs-daily").words("day");
    data = names.iter().fold(data, |data, name| data.numbers(&told(name), "%"));
    let all = table.numbers("statutory_pct");
    for at in 0..table.rows() {
        if at == 0 || (all[at] - all[at - 1]).abs() >= STILL {
            let numbers = names.iter().map(|name| Cell::Number(table.numbers(name)[at]));
            data.push(std::iter::once(Cell::from(dates[at].clone())).chain(numbers).collect());
        }
    }
    Figure::new("daily", format!("Duties of the United States day by day: {of}"), caption, data)
        .panel(svg)
        .wide()
}

/// A column for people: `section_301_china_pct` as `section 301 china`.
fn told(column: &str) -> String {
    match column {
        "statutory_pct" => "all duties".to_owned(),
        "ordinary_pct" => "ordinary duty".to_owned(),
        _ => column.trim_end_matches("_pct").replace('_', " "),
    }
}
