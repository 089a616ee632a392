//! Which economies and sectors are added up into which?

use crate::error::WorldError;
use crate::table::raw_from_file;
use std::path::Path;

/// Where each code of the table goes.
pub(crate) struct Mapping {
    pub(crate) economies: Aggregation,
    pub(crate) sectors: Aggregation,
}

/// Targets in the order of their first occurrence, and the target of each original code.
pub(crate) struct Aggregation {
    pub(crate) targets: Vec<String>,
    pub(crate) of: Vec<usize>,
}

impl Aggregation {
    fn new(codes: &[String], renamed: impl Fn(&str) -> Option<String>) -> Self {
        let mut targets: Vec<String> = Vec::new();
        let target = |code: &String| {
            let target = renamed(code).unwrap_or_else(|| code.clone());
            targets.iter().position(|known| *known == target).unwrap_or_else(|| {
                targets.push(target);
                targets.len() - 1
            })
        };
        let of = codes.iter().map(target).collect();
        Self { targets, of }
    }
}

/// The codes that a mapping file may name.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) economies: &'a [String],
    pub(crate) sectors: &'a [String],
    /// Groups of economies with the codes of their members.
    pub(crate) groups: &'a [(String, Vec<String>)],
}

impl Known<'_> {
    /// What to do about a code that the table does not have.
    fn instead(self, kind: &str, from: &str) -> String {
        let named = |code: &'_ str| crate::names::find(code).map_or("", |row| row.name());
        let hint = if kind == "economy" {
            let groups = self.groups.iter().map(|(group, _)| (group.as_str(), "a group"));
            let economies = self.economies.iter().map(|code| (code.as_str(), named(code)));
            crate::names::hint(
                from,
                economies.chain(groups).chain([("*", "everything that no other row names")]),
            )
        } else {
            crate::nearest::did_you_mean(from, self.sectors.iter().map(|code| (code.as_str(), "")))
        };
        hint.unwrap_or_else(|| "remove or correct the row".to_owned())
    }
}

impl Mapping {
    /// Reads the mapping file, or keeps every code if there is none.
    pub(crate) fn read(path: Option<&Path>, known: Known<'_>) -> Result<Self, WorldError> {
        let pairs = match path {
            Some(path) => pairs(path, known)?,
            None => Vec::new(),
        };
        let renamed = |kind: &'static str| {
            let pairs = &pairs;
            move |code: &str| {
                let rows = || pairs.iter().filter(move |row| row.kind == kind);
                // What is named by its code or group goes before what only `*` covers.
                let named = rows().find(|row| row.codes.iter().any(|own| own == code));
                named.or_else(|| rows().find(|row| row.rest)).map(|row| row.to.clone())
            }
        };
        Ok(Self {
            economies: Aggregation::new(known.economies, renamed("economy")),
            sectors: Aggregation::new(known.sectors, renamed("sector")),
        })
    }
}

/// One row: these codes, or everything no other row names, go there.
struct Pair {
    kind: String,
    codes: Vec<String>,
    rest: bool,
    to: String,
    /// Where it stands, for messages.
    place: String,
}

/// Rows `kind, from, to`, each checked.
fn pairs(path: &Path, known: Known<'_>) -> Result<Vec<Pair>, WorldError> {
    let raw = raw_from_file(path)?;
    let (kinds, from, to) = (raw.words("kind")?, raw.words("from")?, raw.words("to")?);
    let (mut pairs, mut problems): (Vec<Pair>, Vec<WorldError>) = (Vec::new(), Vec::new());
    for (row, ((kind, from), to)) in kinds.cells().zip(from.cells()).zip(to.cells()).enumerate() {
        let codes = match kind {
            "economy" => known.economies,
            "sector" => known.sectors,
            other => {
                let what = format!("`{other}` is neither `economy` nor `sector`");
                problems.push(raw.cell_error(row, "kind", what));
                continue;
            }
        };
        let group = known
            .groups
            .iter()
            .find(|(name, _)| kind == "economy" && name == from)
            .map(|(_, own)| own.clone());
        let single = codes.iter().find(|code| *code == from).map(|code| vec![code.clone()]);
        let rest = from == "*";
        let codes = single.or(group).unwrap_or_default();
        if codes.is_empty() && !rest {
            let what = format!("the table has no {kind} `{from}`; {}", known.instead(kind, from));
            problems.push(raw.cell_error(row, "from", what));
        }
        if to.is_empty() {
            problems.push(raw.cell_error(
                row,
                "to",
                "the target is empty; every code has to go somewhere",
            ));
        }
        let same = |pair: &&Pair| {
            pair.kind == kind
                && (pair.rest && rest || pair.codes.iter().any(|own| codes.contains(own)))
        };
        if let Some(first) = pairs.iter().find(same) {
            let twice =
                first.codes.iter().find(|own| codes.contains(own)).map_or(from, String::as_str);
            let what =
                format!("{kind} `{twice}` is mapped twice, first in {}; keep one row", first.place);
            problems.push(raw.cell_error(row, "from", what));
        }
        pairs.push(Pair {
            kind: kind.to_owned(),
            codes,
            rest,
            to: to.to_owned(),
            place: raw.place(row),
        });
    }
    if problems.is_empty() { Ok(pairs) } else { Err(WorldError::several(problems)) }
}
