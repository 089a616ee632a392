//! How values lie in memory while the engine iterates: sector by sector, economies side by side,
//! padded for vector loops.

use detente_numeric::lanes::padded;
use detente_world::{EconomyId, NodeTable, SectorId};

/// Sizes of a model and where a node's value lies in a padded, sector-major vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub economies: usize,
    pub sectors: usize,
    /// Distance between the first economies of two sectors.
    pub stride: usize,
    /// Distance between two recipes: the padded number of sectors.
    pub recipe_stride: usize,
}

impl Layout {
    pub fn new(economies: usize, sectors: usize) -> Self {
        Self { economies, sectors, stride: padded(economies), recipe_stride: padded(sectors) }
    }

    /// Length of a vector over nodes.
    pub fn nodes(&self) -> usize {
        self.sectors * self.stride
    }

    /// Where the node (economy, sector) lies.
    pub fn node(&self, economy: usize, sector: usize) -> usize {
        sector * self.stride + economy
    }

    /// Where the suppliers of (sector, importer) begin in a padded link table.
    pub fn row(&self, sector: usize, importer: usize) -> usize {
        (sector * self.economies + importer) * self.stride
    }

    /// Length of a padded link table.
    pub fn links(&self) -> usize {
        self.sectors * self.economies * self.stride
    }

    /// Where the inputs of (economy, user) begin in a padded table of recipes.
    pub fn recipe(&self, economy: usize, user: usize) -> usize {
        (economy * self.sectors + user) * self.recipe_stride
    }

    /// Length of a padded table of recipes.
    pub fn recipes(&self) -> usize {
        self.economies * self.sectors * self.recipe_stride
    }

    /// The economies of one sector.
    pub fn sector<'a>(&self, nodes: &'a [f64], sector: usize) -> &'a [f64] {
        &nodes[sector * self.stride..(sector + 1) * self.stride]
    }

    /// Copies one economy's sectors out of a vector over nodes.
    #[inline(always)]
    pub fn gather(&self, nodes: &[f64], economy: usize, into: &mut [f64]) {
        for (sector, value) in into.iter_mut().take(self.sectors).enumerate() {
            *value = nodes[self.node(economy, sector)];
        }
    }

    /// A table from outside, in this order.
    pub fn nodes_from(&self, table: &NodeTable) -> Vec<f64> {
        let mut nodes = vec![0.0; self.nodes()];
        for sector in 0..self.sectors {
            for economy in 0..self.economies {
                nodes[self.node(economy, sector)] = table.get(EconomyId(economy), SectorId(sector));
            }
        }
        nodes
    }

    /// A vector over nodes as a table for the outside.
    pub fn node_table(&self, nodes: &[f64]) -> NodeTable {
        let mut table = NodeTable::filled(self.economies, self.sectors, 0.0);
        for sector in 0..self.sectors {
            for economy in 0..self.economies {
                table.set(EconomyId(economy), SectorId(sector), nodes[self.node(economy, sector)]);
            }
        }
        table
    }
}
