//! Which value does a threshold look at, and can its table, key and column be meant at all?

use crate::number::Number;
use crate::threshold::{Over, Threshold};
use detente_record::catalogue::{self, ColumnNote, Engine, TableNote};
use detente_record::lookup::{LookupError, economy_meant, find_column, find_table, nearest, rows};
use detente_world::renamed;
use detente_world::table::Table;

/// Value of a threshold's cell in a run; nothing where the run has no such table or row, and then
/// why.
pub(crate) fn value(
    threshold: &Threshold,
    tables: &[&Table],
) -> Result<(Number, Option<String>), LookupError> {
    let (table, note) = match find_table(tables, &threshold.table) {
        Ok(found) => found,
        Err(LookupError::Table { exists: true, .. }) => {
            let why = format!("the run has no table `{}`: no entry reaches it", threshold.table);
            return Ok((Number(None), Some(why)));
        }
        Err(error) => return Err(error),
    };
    if table.rows() == 0 {
        return Ok((Number(None), Some(format!("table `{}` has no rows", table.name))));
    }
    let rows = match rows(table, note, &threshold.key) {
        Ok(rows) => rows,
        Err(error @ LookupError::Value { .. }) => {
            return Ok((Number(None), Some(error.to_string())));
        }
        Err(error) => return Err(error),
    };
    let values = find_column(table, &threshold.column)?;
    // What is not known takes no part.
    let mut cells = rows.iter().filter_map(|row| values.number(*row));
    let value = match threshold.over {
        // Keys name one row each: without `over` the key names one.
        None | Some(Over::Last) => cells.next_back(),
        Some(Over::Least) => cells.min_by(f64::total_cmp),
        Some(Over::Most) => cells.max_by(f64::total_cmp),
        Some(Over::Sum) => Some(cells.sum()),
    };
    let unknown = || {
        let (column, table) = (&threshold.column, &threshold.table);
        format!("`{column}` of `{}` in `{table}` is not known", threshold.key)
    };
    Ok((Number(value), value.is_none().then(unknown)))
}

/// Codes that keys of the world's own tables can hold.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// Economies.
    pub economies: Vec<String>,
    /// Sectors.
    pub sectors: Vec<String>,
    /// Tickers of companies: those of the program that the worlds have, and the user's.
    pub tickers: Vec<String>,
    /// Tickers in the user's prices.
    pub priced: Vec<String>,
}

/// A mistake in one of the three words of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    Table(String),
    Key(String),
    Column(String),
}

/// The table and the column that are meant, as far as that can be told without a run.
pub(crate) fn check(
    (table, key, column): (&str, &str, &str),
    over: bool,
    codes: &Codes,
) -> Result<(&'static TableNote, &'static ColumnNote), Vec<Mistake>> {
    let table = renamed::table(table);
    let Some(note) = catalogue::table(table) else {
        let near = nearest(table, catalogue::tables().iter().map(|table| table.name));
        return Err(vec![Mistake::Table(format!(
            "there is no table `{table}`; did you mean {}?",
            either(&near)
        ))]);
    };
    let mut mistakes: Vec<Mistake> = Vec::new();
    if let Err(message) = check_key(note, key, over, codes) {
        mistakes.push(Mistake::Key(message));
    }
    let column = renamed::column(table, column);
    let found = note.columns.iter().find(|own| own.name == column && !own.unit.is_words());
    if found.is_none() {
        let numbers = note.columns.iter().filter(|own| !own.unit.is_words());
        let near = nearest(column, numbers.map(|own| own.name.as_str()));
        let message = format!(
            "table `{table}` has no column of numbers `{column}`; did you mean {}?",
            either(&near)
        );
        mistakes.push(Mistake::Column(message));
    }
    match found {
        Some(found) if mistakes.is_empty() => Ok((note, found)),
        _ => Err(mistakes),
    }
}

/// The table of prices, whose tickers are those of the user's file of prices.
const MOMENTUM: &str = "company_momentum";

fn check_key(note: &TableNote, key: &str, over: bool, codes: &Codes) -> Result<(), String> {
    let parts = parts(note, key)?;
    for (column, value) in &parts {
        let known = match column.as_str() {
            "ticker" if note.name == MOMENTUM => &codes.priced,
            "ticker" => &codes.tickers,
            _ if !matches!(note.engine, Engine::Trade | Engine::Cascade) => continue,
            "economy" | "exporter" | "importer" | "at_economy" => &codes.economies,
            "sector" | "at_sector" => &codes.sectors,
            _ => continue,
        };
        // The measures have rows for all economies together.
        if value != "*" && !known.is_empty() && !known.contains(value) {
            let near = || either(&nearest(value, known.iter().map(String::as_str)));
            if column == "ticker" {
                return Err(format!("there is no company `{value}`; did you mean {}?", near()));
            }
            if let Some(meant) = economy_meant(value, known) {
                return Err(format!("the world has no {column} `{value}`; {meant}"));
            }
            return Err(format!("the world has no {column} `{value}`; did you mean {}?", near()));
        }
    }
    let open: Vec<&str> = note
        .keys
        .iter()
        .copied()
        .filter(|own| parts.iter().all(|(column, _)| column != own))
        .collect();
    if over || open.is_empty() {
        return Ok(());
    }
    let open = open.join(", ");
    Err(format!(
        "this key leaves {open} open, so that several rows can match; name them, or say `over`"
    ))
}

/// Column and value of each part of a key.
fn parts(note: &TableNote, key: &str) -> Result<Vec<(String, String)>, String> {
    let escaped = key.replace("\\/", "\u{0}");
    let all = escaped
        .split('/')
        .map(|part| part.trim().replace('\u{0}', "/"))
        .filter(|part| !part.is_empty());
    let now = |column: &str| renamed::column(note.name, column.trim()).to_owned();
    let (mut named, mut placed) = (Vec::new(), Vec::new());
    for part in all {
        match part.split_once('=') {
            Some((column, value)) if note.find(&now(column)).is_some() => {
                named.push((now(column), value.trim().to_owned()));
            }
            Some((column, _)) => {
                let near = nearest(column, note.columns.iter().map(|own| own.name.as_str()));
                return Err(format!(
                    "table `{}` has no column `{column}`; did you mean {}?",
                    note.name,
                    either(&near)
                ));
            }
            None => placed.push(part),
        }
    }
    let free: Vec<&str> = note
        .keys
        .iter()
        .copied()
        .filter(|own| named.iter().all(|(column, _)| column != own))
        .collect();
    if placed.len() > free.len() {
        let (given, keys) = (placed.len(), free.join("/"));
        return Err(format!(
            "the key has {given} parts, but rows of `{}` are named by {keys}",
            note.name
        ));
    }
    let placed = free.iter().zip(placed).map(|(column, value)| ((*column).to_owned(), value));
    Ok(placed.filter(|(_, value)| value != "*").chain(named).collect())
}

/// The chain that a key names, if it does.
pub(crate) fn chain(table: &str, key: &str) -> Option<String> {
    let note = catalogue::table(renamed::table(table))?;
    parts(note, key).ok()?.into_iter().find(|(column, _)| column == "chain").map(|(_, value)| value)
}

fn either(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threshold::Condition;

    fn codes() -> Codes {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Codes { economies: words(&["JPN", "USA"]), sectors: words(&["C29"]), ..Codes::default() }
    }

    fn mistakes(table: &str, key: &str, column: &str) -> Vec<Mistake> {
        check((table, key, column), false, &codes()).err().unwrap_or_default()
    }

    #[test]
    fn what_cannot_be_meant_is_answered_with_what_can() {
        let table = mistakes("welfar", "JPN", "real_income_pct");
        assert_eq!(
            table,
            [Mistake::Table("there is no table `welfar`; did you mean `welfare`?".to_owned())]
        );
        let both = mistakes("welfare", "JPM", "real_incom");
        assert_eq!(
            both[0],
            Mistake::Key("the world has no economy `JPM`; did you mean `JPN`?".to_owned())
        );
        assert!(
            matches!(&both[1], Mistake::Column(text) if text.contains("`real_income_pct`")),
            "{both:?}"
        );
        let open = mistakes("trade", "JPN/USA", "change_pct");
        assert!(
            matches!(&open[0], Mistake::Key(text) if text.contains("leaves sector open")),
            "{open:?}"
        );
        let many = mistakes("welfare", "JPN/USA", "real_income_pct");
        assert!(
            matches!(&many[0], Mistake::Key(text) if text.contains("named by economy")),
            "{many:?}"
        );
        let named = mistakes("trade", "exporte=JPN", "change_pct");
        assert!(
            matches!(&named[0], Mistake::Key(text) if text.contains("no column `exporte`")),
            "{named:?}"
        );
        assert_eq!(mistakes("trade", "sector=C29/JPN/USA", "change_pct"), []);
    }

    #[test]
    fn several_rows_are_taken_together_as_asked_and_none_is_nothing() {
        let words =
            |words: [&str; 3]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let table = Table::new("trade")
            .with_text("exporter", words(["JPN", "JPN", "CHN"]))
            .with_text("importer", words(["USA", "CHN", "USA"]))
            .with_text("sector", words(["C29", "C29", "C29"]))
            .with_numbers("change_pct", vec![3.0, -1.0, 2.0]);
        let cell = |key: &str, over| {
            let threshold = Threshold {
                name: String::new(),
                table: "trade".to_owned(),
                key: key.to_owned(),
                column: "change_pct".to_owned(),
                unit: "%".to_owned(),
                over,
                condition: Condition::ChangesBy(1.0),
                written: String::new(),
            };
            value(&threshold, &[&table]).unwrap().0.0
        };
        assert_eq!(cell("JPN", Some(Over::Least)), Some(-1.0));
        assert_eq!(cell("JPN", Some(Over::Most)), Some(3.0));
        assert_eq!(cell("JPN", Some(Over::Last)), Some(-1.0));
        assert_eq!(cell("importer=USA", Some(Over::Sum)), Some(5.0));
        assert_eq!(cell("JPN/USA/C29", None), Some(3.0));
        assert_eq!(cell("JPN/DEU/C29", None), None);
    }

    #[test]
    fn what_is_not_known_is_no_value_and_takes_no_part() {
        let words =
            |words: [&str; 3]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let table = Table::new("company_summary")
            .with_text("ticker", words(["A", "B", "C"]))
            .with_text("horizon", words(["weeks", "weeks", "weeks"]))
            .with_partial("coverage_weeks", vec![None, Some(f64::INFINITY), Some(12.0)]);
        let cell = |key: &str, over| {
            let threshold = Threshold {
                name: String::new(),
                table: "company_summary".to_owned(),
                key: key.to_owned(),
                column: "coverage_weeks".to_owned(),
                unit: "weeks".to_owned(),
                over,
                condition: Condition::ChangesBy(1.0),
                written: String::new(),
            };
            value(&threshold, &[&table]).unwrap()
        };
        let (value, why) = cell("A/weeks", None);
        assert_eq!(value, Number(None));
        assert!(why.is_some_and(
            |why| why.contains("`coverage_weeks` of `A/weeks`") && why.contains("is not known")
        ));
        assert_eq!(cell("B/weeks", None), (Number(Some(f64::INFINITY)), None));
        assert_eq!(cell("horizon=weeks", Some(Over::Least)), (Number(Some(12.0)), None));
    }
}
