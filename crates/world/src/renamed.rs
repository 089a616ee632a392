//! What was each name called in the version before? One map from old names to new ones.
//!
//! Scenarios, keys of cells, thresholds and run folders of the version before go on working for one
//! version: whoever reads a name asks here, and says [`Renamed::note`] where it was an old one.

use crate::table::{Column, Table};
use std::fmt;

/// What kind of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A kind of entry; it also stands in columns called `kind`.
    Kind,
    /// A key of the scenario language; `within` is the table of the file.
    Key,
    /// A table of a run.
    Table,
    /// A column; `within` is the new name of its table.
    Column,
}

/// A name that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// What kind of name it is.
    pub sort: Sort,
    /// Where the name stands; empty for everywhere.
    pub within: &'static str,
    /// The name in the version before.
    pub old: &'static str,
    /// The name now.
    pub new: &'static str,
}

const fn renamed(
    sort: Sort,
    within: &'static str,
    old: &'static str,
    new: &'static str,
) -> Renamed {
    Renamed { sort, within, old, new }
}

/// Every name that has changed since the version before.
pub const RENAMED: [Renamed; 6] = [
    renamed(Sort::Kind, "", "thrift", "material-efficiency"),
    renamed(Sort::Key, "negotiation", "future", "state"),
    renamed(Sort::Table, "", "package_futures", "package_states"),
    renamed(Sort::Column, "package_states", "future", "state"),
    renamed(Sort::Column, "package_items", "least", "low"),
    renamed(Sort::Column, "package_items", "most", "high"),
];

impl Renamed {
    /// A sentence for whoever wrote the old name.
    #[must_use]
    pub fn note(&self) -> String {
        let Self { old, new, .. } = self;
        format!("{self} `{old}` is now called `{new}`; the next version reads `{new}` alone")
    }
}

impl fmt::Display for Renamed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sort {
            Sort::Kind => out.write_str("the kind"),
            Sort::Key => write!(out, "the key of `[{}]`", self.within),
            Sort::Table => out.write_str("the table"),
            Sort::Column => write!(out, "the column of `{}`", self.within),
        }
    }
}

/// The change of `old`, if it is an old name of this sort there.
#[must_use]
pub fn find(sort: Sort, within: &str, old: &str) -> Option<&'static Renamed> {
    RENAMED.iter().find(|own| (own.sort, own.within, own.old) == (sort, within, old))
}

/// The name of a table now.
#[must_use]
pub fn table(name: &str) -> &str {
    find(Sort::Table, "", name).map_or(name, |own| own.new)
}

/// The name of a column now; `table` is the name of its table now.
#[must_use]
pub fn column<'n>(table: &str, name: &'n str) -> &'n str {
    find(Sort::Column, table, name).map_or(name, |own| own.new)
}

/// The changes of the old names in a cell that somebody asked for: its table, its key, its column.
#[must_use]
pub fn in_cell(name: &str, key: &str, of_column: &str) -> Vec<&'static Renamed> {
    let own = table(name);
    let named = key.split('/').filter_map(|part| Some(part.split_once('=')?.0.trim()));
    let columns = named.chain([of_column]);
    let columns = columns.filter_map(|column| find(Sort::Column, own, column));
    find(Sort::Table, "", name).into_iter().chain(columns).collect()
}

/// The table under the names of this version, and the changes that were made. Cells stay as they
/// are, but for the names of kinds.
#[must_use]
pub fn brought_up(mut old: Table) -> (Table, Vec<&'static Renamed>) {
    let mut changes: Vec<&'static Renamed> = find(Sort::Table, "", &old.name).into_iter().collect();
    old.name = table(&old.name).to_owned();
    for (name, cells) in &mut old.columns {
        if let Some(change) = find(Sort::Column, &old.name, name) {
            change.new.clone_into(name);
            changes.push(change);
        }
        if let ("kind", Column::Text(words)) = (name.as_str(), cells) {
            changes.extend(kinds_brought_up(words));
        }
    }
    (old, changes)
}

/// Writes the names of kinds anew in a column of them.
fn kinds_brought_up(words: &mut [String]) -> Vec<&'static Renamed> {
    let mut changes = Vec::new();
    for word in words {
        if let Some(change) = find(Sort::Kind, "", word) {
            change.new.clone_into(word);
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    changes
}

/// The name of a table in the version before, if it had another.
#[must_use]
pub fn former_table(name: &str) -> Option<&'static str> {
    RENAMED.iter().find(|own| own.sort == Sort::Table && own.new == name).map(|own| own.old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn an_old_table_gets_its_new_names_and_keeps_its_numbers() {
        let old = Table::new("package_items")
            .with_text("kind", words(&["thrift", "tariff"]))
            .with_numbers("least", vec![0.0, 2.5])
            .with_numbers("most", vec![1.0, 27.5]);
        let (new, changes) = brought_up(old.clone());
        let names: Vec<&str> = new.columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["kind", "low", "high"]);
        assert_eq!(new.columns[1].1, old.columns[1].1);
        assert_eq!(new.columns[2].1, old.columns[2].1);
        assert_eq!(new.columns[0].1, Column::Text(words(&["material-efficiency", "tariff"])));
        assert_eq!(changes.len(), 3);
        assert_eq!(brought_up(new.clone()), (new, Vec::new()), "new names stay");
    }

    #[test]
    fn a_cell_is_found_under_its_old_names_and_says_so() {
        assert_eq!(column(table("package_futures"), "future"), "state");
        assert_eq!(column("welfare", "most"), "most", "other tables keep their names");
        assert_eq!(former_table("package_states"), Some("package_futures"));
        let notes = in_cell("package_futures", "nash/future=as it stands/JPN", "gain_musd");
        let notes: Vec<String> = notes.into_iter().map(Renamed::note).collect();
        assert_eq!(
            notes,
            [
                "the table `package_futures` is now called `package_states`; the next version reads \
                 `package_states` alone",
                "the column of `package_states` `future` is now called `state`; the next version \
                 reads `state` alone"
            ]
        );
    }

    #[test]
    fn no_new_name_is_an_old_one() {
        for own in RENAMED {
            assert!(find(own.sort, own.within, own.new).is_none(), "{own:?}");
        }
    }
}
