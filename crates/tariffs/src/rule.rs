//! How is an entry made quick to look up? Its lines become bits, its partners a rate each.

use crate::error::TariffsError;
use crate::lines::Lines;
use crate::partner::Partner;
use crate::program::{Entry, Program};
use crate::rate::Rate;
use detente_world::nearest;
use std::collections::HashMap;

/// An entry, compiled for the lines and partners of a book.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Position of the entry in its program.
    pub entry: usize,
    /// Its lines; none for all goods.
    pub lines: Option<Lines>,
    /// Its rate by partner; none for whom it does not name.
    pub rates: Vec<Option<Rate>>,
}

impl Rule {
    pub fn has(&self, line: usize) -> bool {
        self.lines.as_ref().is_none_or(|lines| lines.has(line))
    }
}

/// Lists of lines by name, as bits.
pub(crate) type Lists = HashMap<String, Lines>;

/// Compiles the entries of a program.
pub(crate) fn compile(
    program: &Program,
    partners: &[Partner],
    lists: &Lists,
    all: &[u64],
) -> Result<Vec<Rule>, TariffsError> {
    let rule = |(at, entry): (usize, &Entry)| {
        Ok(Rule {
            entry: at,
            lines: lines(program, entry, lists, all)?,
            rates: rates(program, entry, partners)?,
        })
    };
    program.entries.iter().enumerate().map(rule).collect()
}

/// An error at an entry.
pub(crate) fn wrong(program: &Program, entry: &Entry, what: String) -> TariffsError {
    TariffsError::Program { file: program.file.clone(), line: entry.line, what }
}

fn lines(
    program: &Program,
    entry: &Entry,
    lists: &Lists,
    all: &[u64],
) -> Result<Option<Lines>, TariffsError> {
    if entry.lists.is_empty() && entry.codes.is_empty() {
        return Ok(None);
    }
    let mut lines = Lines::none(all.len());
    for name in &entry.lists {
        let list = lists.get(name).ok_or_else(|| {
            let hint = nearest(name, lists.keys().map(String::as_str));
            wrong(program, entry, format!("there is no list `{name}`{hint}"))
        })?;
        lines.join(list);
    }
    for code in &entry.codes {
        lines.add(*code, all);
    }
    Ok(Some(lines))
}

fn rates(
    program: &Program,
    entry: &Entry,
    partners: &[Partner],
) -> Result<Vec<Option<Rate>>, TariffsError> {
    let known = |code: &str| code == "*" || partners.iter().any(|partner| partner.code == code);
    let named = entry.partners.iter().map(|code| code.trim_start_matches('-'));
    if let Some(code) =
        named.chain(entry.rates.keys().map(String::as_str)).find(|code| !known(code))
    {
        let hint = nearest(code, partners.iter().map(|partner| partner.code.as_str()));
        return Err(wrong(program, entry, format!("there is no partner `{code}`{hint}")));
    }
    let rate = |partner: &Partner| {
        let union = partner.part_of.map_or("", |union| partners[union.0].code.as_str());
        let codes = [partner.code.as_str(), union];
        let own = codes.iter().find_map(|code| entry.rates.get(*code)).copied().map(Rate::known);
        let rate = own.unwrap_or(Rate { low: entry.low, high: entry.high });
        entry.names(&codes).then_some(rate)
    };
    Ok(partners.iter().map(rate).collect())
}
