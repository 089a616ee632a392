//! How is a table declared? Once, as the type of its rows.
//!
//! [`declare!`](crate::declare) makes of one declaration the type of a row, the table of many rows
//! ([`Row::table`]), the rows of a table ([`Row::rows`]) and what the catalogue says of it
//! ([`Row::note`]). A column that is not declared cannot be written, one that is declared cannot be
//! left out.

use crate::catalogue::{Cells, ColumnNote, TableNote, Unit};
use crate::cells;
use crate::error::RecordError;
use detente_world::Band;
use detente_world::table::Table;
use std::borrow::Cow;

pub use crate::catalogue::cascade::*;
pub use crate::catalogue::commodity::*;
pub use crate::catalogue::companies::*;
pub use crate::catalogue::package::*;
pub use crate::catalogue::trade::*;

/// A code, a name or a day.
pub type Text<'a> = Cow<'a, str>;

/// Three cases of one figure, in columns called `low`, `mid` and `high` whatever the field's name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cases(pub Band);

/// A row of a declared table.
pub trait Row<'a>: Sized {
    /// Stem of the table's file, such as `welfare`.
    const NAME: &'static str;

    /// What is known of the table and its columns.
    fn note() -> TableNote;

    /// The table of these rows, columns in the order of the declaration.
    fn table(rows: impl IntoIterator<Item = Self>) -> Table;

    /// The rows of a table of this kind.
    ///
    /// # Errors
    /// If a column is missing or holds something else: a table of another version.
    fn rows(table: &'a Table) -> Result<impl ExactSizeIterator<Item = Self> + 'a, RecordError>;
}

/// What a field of a row can be: one column, or three for a band.
pub trait Field<'a>: Sized {
    /// Its columns while rows are added.
    type Growing: Default;
    /// Its columns in a table that is read.
    type Read: 'a;

    /// What the catalogue says of its columns.
    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote>;

    /// Adds one cell to its columns.
    fn push(self, columns: &mut Self::Growing);

    /// Puts its columns at the end of a table.
    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table;

    /// Finds its columns.
    ///
    /// # Errors
    /// If one is missing or holds something else.
    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError>;

    /// The field in a row.
    fn at(columns: &Self::Read, row: usize) -> Self;
}

impl<'a> Field<'a> for Text<'a> {
    type Growing = Vec<String>;
    type Read = &'a [String];

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        vec![ColumnNote::new(name, Cells::Text, unit, meaning)]
    }

    fn push(self, columns: &mut Self::Growing) {
        columns.push(self.into_owned());
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        table.with_text(name, columns)
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        cells::text(table, name)
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        Cow::Borrowed(&columns[row])
    }
}

impl<'a> Field<'a> for f64 {
    type Growing = Vec<f64>;
    type Read = &'a [f64];

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        vec![ColumnNote::new(name, Cells::Number, unit, meaning)]
    }

    fn push(self, columns: &mut Self::Growing) {
        columns.push(unsigned_zero(self));
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        table.with_numbers(name, columns)
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        cells::numbers(table, name)
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        columns[row]
    }
}

/// 1 for yes, 0 for no.
impl<'a> Field<'a> for bool {
    type Growing = Vec<f64>;
    type Read = &'a [f64];

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        vec![ColumnNote::new(name, Cells::YesNo, unit, meaning)]
    }

    fn push(self, columns: &mut Self::Growing) {
        columns.push(f64::from(u8::from(self)));
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        f64::finish(columns, name, table)
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        f64::find(table, name)
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        columns[row] > 0.5
    }
}

/// What may not be known: an empty cell.
impl<'a> Field<'a> for Option<f64> {
    type Growing = Vec<Option<f64>>;
    type Read = Vec<Option<f64>>;

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        vec![ColumnNote::new(name, Cells::NumberOrNothing, unit, meaning)]
    }

    fn push(self, columns: &mut Self::Growing) {
        columns.push(self.map(unsigned_zero));
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        // A column that is whole reads back as one of plain numbers.
        match columns.iter().copied().collect::<Option<Vec<f64>>>() {
            Some(whole) => table.with_numbers(name, whole),
            None => table.with_partial(name, columns),
        }
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        cells::partial(table, name)
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        columns[row]
    }
}

/// Three columns: `name_low`, `name`, `name_high`.
impl<'a> Field<'a> for Band {
    type Growing = [Vec<f64>; 3];
    type Read = [&'a [f64]; 3];

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        band_notes(name, Cells::Number, unit, meaning)
    }

    fn push(self, columns: &mut Self::Growing) {
        push_three([self.low, self.mid, self.high], columns);
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        finish_three::<f64>(columns, &ends(name), table)
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        find_three::<f64>(table, &ends(name))
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        columns.map(|column| column[row]).into()
    }
}

/// A band that may not be known: three empty cells.
impl<'a> Field<'a> for Option<Band> {
    type Growing = [Vec<Option<f64>>; 3];
    type Read = [Vec<Option<f64>>; 3];

    fn notes(name: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        band_notes(name, Cells::NumberOrNothing, unit, meaning)
    }

    fn push(self, columns: &mut Self::Growing) {
        push_three(
            [self.map(|own| own.low), self.map(|own| own.mid), self.map(|own| own.high)],
            columns,
        );
    }

    fn finish(columns: Self::Growing, name: &str, table: Table) -> Table {
        finish_three::<Option<f64>>(columns, &ends(name), table)
    }

    fn find(table: &'a Table, name: &str) -> Result<Self::Read, RecordError> {
        find_three::<Option<f64>>(table, &ends(name))
    }

    fn at([low, mid, high]: &Self::Read, row: usize) -> Self {
        Some(Band { low: low[row]?, mid: mid[row]?, high: high[row]? })
    }
}

impl<'a> Field<'a> for Cases {
    type Growing = [Vec<f64>; 3];
    type Read = [&'a [f64]; 3];

    fn notes(_: &str, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
        vec![
            ColumnNote::new(
                "low",
                Cells::Number,
                unit,
                &format!("{meaning}: lowest of the three cases"),
            ),
            ColumnNote::new("mid", Cells::Number, unit, &format!("{meaning}: central case")),
            ColumnNote::new(
                "high",
                Cells::Number,
                unit,
                &format!("{meaning}: highest of the three cases"),
            ),
        ]
    }

    fn push(self, columns: &mut Self::Growing) {
        self.0.push(columns);
    }

    fn finish(columns: Self::Growing, _: &str, table: Table) -> Table {
        finish_three::<f64>(columns, &cases(), table)
    }

    fn find(table: &'a Table, _: &str) -> Result<Self::Read, RecordError> {
        find_three::<f64>(table, &cases())
    }

    fn at(columns: &Self::Read, row: usize) -> Self {
        Self(Band::at(columns, row))
    }
}

impl From<[f64; 3]> for Cases {
    /// Low, middle, high.
    fn from(ends: [f64; 3]) -> Self {
        Self(ends.into())
    }
}

fn ends(name: &str) -> [String; 3] {
    [format!("{name}_low"), name.to_owned(), format!("{name}_high")]
}

fn band_notes(name: &str, cells: Cells, unit: Unit, meaning: &str) -> Vec<ColumnNote> {
    let [low, mid, high] = ends(name);
    vec![
        ColumnNote::new(&low, cells, unit, &format!("{meaning}: low")),
        ColumnNote::new(&mid, cells, unit, meaning),
        ColumnNote::new(&high, cells, unit, &format!("{meaning}: high")),
    ]
}

fn cases() -> [String; 3] {
    ["low", "mid", "high"].map(str::to_owned)
}

fn push_three<'a, F: Field<'a>>(cells: [F; 3], columns: &mut [F::Growing; 3]) {
    cells.into_iter().zip(columns).for_each(|(cell, column)| cell.push(column));
}

fn finish_three<'a, F: Field<'a>>(
    columns: [F::Growing; 3],
    names: &[String; 3],
    table: Table,
) -> Table {
    columns
        .into_iter()
        .zip(names)
        .fold(table, |table, (column, name)| F::finish(column, name, table))
}

fn find_three<'a, F: Field<'a>>(
    table: &'a Table,
    [low, mid, high]: &[String; 3],
) -> Result<[F::Read; 3], RecordError> {
    Ok([F::find(table, low)?, F::find(table, mid)?, F::find(table, high)?])
}

/// What rounds to zero from below is zero.
fn unsigned_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// Declares tables by the types of their rows.
///
/// Each has a name, the part of the model that makes it, a title, what one row is (without an
/// article) and the columns that name a row, in the order of a key. Each column has a type
/// ([`Text`], `f64`, `bool`, `Option<f64>`, [`Band`](detente_world::Band), [`Cases`]), a unit, a meaning
/// and, if an equation gives it, that equation's name.
///
/// ```
/// use detente_record::row::{Row, Text};
/// detente_record::declare! {
///     /// What a berth of a port handles.
///     Berth<'a> = "berths", Trade, "Berths of ports", "port and berth", [port, berth] {
///         port: Text<'a>, Words, "Code of the port";
///         berth: Text<'a>, Words, "Name of the berth";
///         ships: f64, Count, "Ships a year";
///         delay_days: detente_world::Band, Days, "Wait of a ship";
///     }
/// }
/// let busy = Berth {
///     port: "JPYOK".into(),
///     berth: "B1".into(),
///     ships: 410.0,
///     delay_days: [0.5, 1.0, 3.0].into(),
/// };
/// let table = Berth::table([busy]);
/// assert_eq!(table.numbers("delay_days_high"), [3.0]);
/// assert_eq!(Berth::rows(&table)?.next().map(|row| row.ships), Some(410.0));
/// assert_eq!(Berth::note().columns.len(), 6);
/// # Ok::<(), detente_record::RecordError>(())
/// ```
#[macro_export]
macro_rules! declare {
    // With the list of what is declared, as a function of that name.
    (fn $list:ident; $(
        $(#[$attribute:meta])*
        $row:ident<$life:lifetime> = $name:literal, $engine:ident, $title:literal, $what:literal,
        [$($key:ident),+] {$($columns:tt)+}
    )+) => {
        $crate::declare! {$(
            $(#[$attribute])*
            $row<$life> = $name, $engine, $title, $what, [$($key),+] {$($columns)+}
        )+}

        /// What is known of the tables declared here, in their order.
        pub(super) fn $list() -> Vec<$crate::catalogue::TableNote> {
            vec![$(<$row<'_> as $crate::row::Row<'_>>::note()),+]
        }
    };
    ($(
        $(#[$attribute:meta])*
        $row:ident<$life:lifetime> = $name:literal, $engine:ident, $title:literal, $what:literal,
        [$($key:ident),+] {
            $($field:ident: $kind:ty, $unit:ident, $meaning:literal $(, $equation:literal)?;)+
        }
    )+) => {
        $(
            $(#[$attribute])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $row<$life> {
                $(#[doc = $meaning] pub $field: $kind,)+
            }

            impl<$life> $crate::row::Row<$life> for $row<$life> {
                const NAME: &'static str = $name;

                fn note() -> $crate::catalogue::TableNote {
                    // Keys are columns.
                    let _ = |row: &Self| { $(let _ = &row.$key;)+ };
                    let mut note = $crate::catalogue::TableNote {
                        name: $name,
                        title: $title,
                        row: $what,
                        engine: $crate::catalogue::Engine::$engine,
                        keys: vec![$($crate::row::plain(stringify!($key))),+],
                        columns: Vec::new(),
                    };
                    $(
                        let equation: &[&'static str] = &[$($equation)?];
                        note.columns.extend(
                            <$kind as $crate::row::Field<'_>>::notes(
                                $crate::row::plain(stringify!($field)),
                                $crate::catalogue::Unit::$unit,
                                $meaning,
                            )
                            .into_iter()
                            .map(|column| column.by(equation.first().copied())),
                        );
                    )+
                    note
                }

                fn table(
                    rows: impl IntoIterator<Item = Self>,
                ) -> $crate::Table {
                    $(let mut $field = <$kind as $crate::row::Field<'_>>::Growing::default();)+
                    for row in rows {
                        $($crate::row::Field::push(row.$field, &mut $field);)+
                    }
                    let table = $crate::Table::new($name);
                    $(let table = <$kind as $crate::row::Field<'_>>::finish(
                        $field,
                        $crate::row::plain(stringify!($field)),
                        table,
                    );)+
                    table
                }

                fn rows(
                    table: &$life $crate::Table,
                ) -> Result<impl ExactSizeIterator<Item = Self> + $life, $crate::RecordError> {
                    $(let $field = <$kind as $crate::row::Field<$life>>::find(
                        table,
                        $crate::row::plain(stringify!($field)),
                    )?;)+
                    Ok((0..table.rows()).map(move |at| Self {
                        $($field: <$kind as $crate::row::Field<$life>>::at(&$field, at),)+
                    }))
                }
            }
        )+
    };
}

/// The name of a column whose field is a word of Rust: `r#use` is `use`.
#[doc(hidden)]
#[must_use]
pub fn plain(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}
