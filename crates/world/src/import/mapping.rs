//! Which economies and sectors are added up into which?

use super::labels::Layout;
use crate::error::WorldError;
use crate::table::raw_from_file;
use std::path::Path;

/// Where each code of the table goes.
pub(super) struct Mapping {
    pub(super) economies: Aggregation,
    pub(super) sectors: Aggregation,
}

/// Targets in the order of their first occurrence, and the target of each original code.
pub(super) struct Aggregation {
    pub(super) targets: Vec<String>,
    pub(super) of: Vec<usize>,
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

impl Mapping {
    /// Reads the mapping file, or keeps every code if there is none.
    pub(super) fn read(path: Option<&Path>, layout: &Layout) -> Result<Self, WorldError> {
        let pairs = match path {
            Some(path) => pairs(path, layout)?,
            None => Vec::new(),
        };
        let renamed = |kind: &'static str| {
            let pairs = &pairs;
            move |code: &str| {
                let found = pairs.iter().find(|(own, from, _)| own == kind && from == code);
                found.map(|(_, _, to)| to.clone())
            }
        };
        Ok(Self {
            economies: Aggregation::new(&layout.economies, renamed("economy")),
            sectors: Aggregation::new(&layout.sectors, renamed("sector")),
        })
    }
}

/// Rows `kind, from, to`, each checked.
fn pairs(path: &Path, layout: &Layout) -> Result<Vec<(String, String, String)>, WorldError> {
    let raw = raw_from_file(path)?;
    let (kinds, from, to) = (raw.words("kind")?, raw.words("from")?, raw.words("to")?);
    let (mut pairs, mut problems): (Vec<(String, String, String)>, Vec<WorldError>) = (Vec::new(), Vec::new());
    for (row, ((kind, from), to)) in kinds.cells().zip(from.cells()).zip(to.cells()).enumerate() {
        let known = match kind {
            "economy" => &layout.economies,
            "sector" => &layout.sectors,
            other => {
                let what = format!("`{other}` is neither `economy` nor `sector`");
                problems.push(raw.cell_error(row, "kind", what));
                continue;
            }
        };
        if !known.iter().any(|code| code == from) {
            problems.push(raw.cell_error(
                row,
                "from",
                format!("the table has no {kind} `{from}`; remove or correct the row"),
            ));
        }
        if to.is_empty() {
            problems.push(raw.cell_error(row, "to", "the target is empty; every code has to go somewhere"));
        }
        if pairs.iter().any(|pair| pair.0 == kind && pair.1 == from) {
            problems.push(raw.cell_error(row, "from", format!("{kind} `{from}` is mapped twice; keep one row")));
        }
        pairs.push((kind.to_owned(), from.to_owned(), to.to_owned()));
    }
    if problems.is_empty() { Ok(pairs) } else { Err(WorldError::several(problems)) }
}
