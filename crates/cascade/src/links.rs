//! Which layout does a network have? The one place that tells them apart.

use crate::dense::Dense;
use crate::layout::Layout;
use crate::proportional::Proportional;
use crate::sparse::Sparse;

/// The layouts; firm networks keep flows in half the bits.
#[derive(Debug, Clone)]
pub(crate) enum Links {
    Dense(Dense),
    Sparse(Sparse<f64>),
    Firms(Sparse<f32>),
    Proportional(Proportional),
}

impl Links {
    /// No links at all.
    pub fn none() -> Self {
        Links::Sparse(Sparse::new(0, &[], Vec::new()))
    }

    /// What every layout can be asked.
    pub fn layout(&self) -> &dyn Layout {
        match self {
            Links::Dense(dense) => dense,
            Links::Sparse(sparse) => sparse,
            Links::Firms(sparse) => sparse,
            Links::Proportional(tables) => tables,
        }
    }

    /// The same, to change flows.
    pub fn layout_mut(&mut self) -> &mut dyn Layout {
        match self {
            Links::Dense(dense) => dense,
            Links::Sparse(sparse) => sparse,
            Links::Firms(sparse) => sparse,
            Links::Proportional(tables) => tables,
        }
    }

    /// A world's tables, in which the users of an economy share its links.
    pub fn tables(&self) -> Option<&Proportional> {
        match self {
            Links::Proportional(tables) => Some(tables),
            _ => None,
        }
    }
}
