//! The tables of a run, by name.

use crate::catalogue::{Engine, table as note_of, tables as notes};
use crate::error::{RecordError, RenderError};
use crate::row::Row;
use crate::summary::Summary;
use detente_world::table::Table;

/// Draws the page of a run. Renderers stand above what computes, and are handed in.
pub type Draw = fn(&Summary, &Tables) -> Result<String, RenderError>;

/// The tables of a run, in the order of the catalogue; money in the world's currency, rates and
/// changes as the column says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables(Vec<Table>);

impl Tables {
    /// No tables yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a table at its place; one of that name is replaced.
    pub fn put(&mut self, table: Table) {
        let rank =
            |name: &str| notes().iter().position(|note| note.name == name).unwrap_or(usize::MAX);
        let own = rank(&table.name);
        match self.0.iter_mut().find(|known| known.name == table.name) {
            Some(known) => *known = table,
            None => {
                let at =
                    self.0.iter().position(|known| rank(&known.name) > own).unwrap_or(self.0.len());
                self.0.insert(at, table);
            }
        }
    }

    /// The table of that name, if the run has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name)
    }

    /// The table of that name.
    ///
    /// # Errors
    /// If the run has none: it is of another version, or its engine was not asked.
    pub fn table(&self, name: &str) -> Result<&Table, RecordError> {
        self.get(name).ok_or_else(|| RecordError::Missing { table: name.to_owned() })
    }

    /// The rows of the table of that kind.
    ///
    /// # Errors
    /// If the run has none, or one of another version.
    pub fn rows<'a, R: Row<'a>>(&'a self) -> Result<Vec<R>, RecordError> {
        Ok(R::rows(self.table(R::NAME)?)?.collect())
    }

    /// All of them, in the order of the catalogue.
    #[must_use]
    pub fn all(&self) -> Vec<&Table> {
        self.0.iter().collect()
    }

    /// Whether the run has tables of an engine.
    #[must_use]
    pub fn has(&self, engine: Engine) -> bool {
        self.0.iter().any(|table| note_of(&table.name).is_some_and(|note| note.engine == engine))
    }

    /// These tables, if some of an engine are among them.
    #[must_use]
    pub fn with(&self, engine: Engine) -> Option<&Self> {
        self.has(engine).then_some(self)
    }

    /// The tables of one engine alone.
    #[must_use]
    pub fn of(&self, engine: Engine) -> Self {
        let own = |table: &&Table| note_of(&table.name).is_some_and(|note| note.engine == engine);
        self.0.iter().filter(own).cloned().collect()
    }

    /// Makes what a solver leaves open exactly zero in every table, as [`Table::settle`] says.
    pub fn settle(&mut self) {
        self.0.iter_mut().for_each(Table::settle);
    }
}

impl FromIterator<Table> for Tables {
    fn from_iter<T: IntoIterator<Item = Table>>(tables: T) -> Self {
        let mut all = Self::new();
        all.extend(tables);
        all
    }
}

impl Extend<Table> for Tables {
    fn extend<T: IntoIterator<Item = Table>>(&mut self, tables: T) {
        tables.into_iter().for_each(|table| self.put(table));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_the_order_of_the_catalogue_and_once() {
        let caps = Table::new("caps").with_numbers("limit", vec![1.0]);
        let mut tables: Tables =
            [Table::new("package_items"), Table::new("caps"), Table::new("welfare")]
                .into_iter()
                .collect();
        tables.put(caps.clone());
        let names: Vec<&str> = tables.all().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["welfare", "caps", "package_items"]);
        assert_eq!(tables.get("caps"), Some(&caps));
        assert!(tables.has(Engine::Package) && !tables.has(Engine::Cascade));
        assert_eq!(tables.of(Engine::Trade).all().len(), 2);
        let missing = tables.table("trade").unwrap_err();
        assert!(matches!(missing, RecordError::Missing { table } if table == "trade"));
    }
}
