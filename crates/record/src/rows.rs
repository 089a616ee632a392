//! Tables that grow row by row.

use detente_world::table::Table;

/// Rows of text and number columns.
pub struct Rows<const T: usize, const N: usize> {
    text: [Vec<String>; T],
    numbers: [Vec<f64>; N],
}

impl<const T: usize, const N: usize> Default for Rows<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const T: usize, const N: usize> Rows<T, N> {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            text: std::array::from_fn(|_| Vec::new()),
            numbers: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// One row more.
    pub fn push(&mut self, text: [&str; T], numbers: [f64; N]) {
        self.text.iter_mut().zip(text).for_each(|(column, cell)| column.push(cell.to_owned()));
        // Rounding below zero is zero.
        self.numbers
            .iter_mut()
            .zip(numbers)
            .for_each(|(column, cell)| column.push(if cell == 0.0 { 0.0 } else { cell }));
    }

    /// The table of these rows; names of columns in their order.
    #[must_use]
    pub fn table(self, name: &str, text: [&str; T], numbers: [&str; N]) -> Table {
        self.table_with_gaps(name, text, numbers, &[])
    }

    /// As [`Self::table`], where NaN in the columns `gaps` is what is not known: a gap.
    #[must_use]
    pub fn table_with_gaps(
        self,
        name: &str,
        text: [&str; T],
        numbers: [&str; N],
        gaps: &[&str],
    ) -> Table {
        let mut table = Table::new(name);
        for (name, column) in text.into_iter().zip(self.text) {
            table = table.with_text(name, column);
        }
        for (name, column) in numbers.into_iter().zip(self.numbers) {
            table = if gaps.contains(&name) {
                table.with_partial(
                    name,
                    column.into_iter().map(|cell| (!cell.is_nan()).then_some(cell)).collect(),
                )
            } else {
                table.with_numbers(name, column)
            };
        }
        table
    }
}
