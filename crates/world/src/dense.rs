//! Dense tables over the links and nodes of a world, in the memory order the engines sweep over.

use crate::ids::{EconomyId, SectorId};

/// One value per (sector, importer, exporter); the exporter runs fastest, so that one buyer's
/// suppliers lie side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkTable {
    economies: usize,
    sectors: usize,
    values: Vec<f64>,
}

impl LinkTable {
    /// A table of `sectors` x `economies` x `economies` filled with `value`.
    #[must_use]
    pub fn filled(economies: usize, sectors: usize, value: f64) -> Self {
        Self { economies, sectors, values: vec![value; economies * economies * sectors] }
    }

    /// Number of economies on each side of a link.
    #[must_use]
    pub fn economies(&self) -> usize {
        self.economies
    }

    /// Number of sectors.
    #[must_use]
    pub fn sectors(&self) -> usize {
        self.sectors
    }

    fn at(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> usize {
        (sector.0 * self.economies + importer.0) * self.economies + exporter.0
    }

    /// The value on one link.
    #[must_use]
    pub fn get(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> f64 {
        self.values[self.at(sector, importer, exporter)]
    }

    /// Sets the value on one link.
    pub fn set(&mut self, sector: SectorId, importer: EconomyId, exporter: EconomyId, value: f64) {
        let at = self.at(sector, importer, exporter);
        self.values[at] = value;
    }

    /// The suppliers of one buyer of one sector, one entry per exporter.
    #[must_use]
    pub fn row(&self, sector: SectorId, importer: EconomyId) -> &[f64] {
        let start = self.at(sector, importer, EconomyId(0));
        &self.values[start..start + self.economies]
    }

    /// The suppliers of one buyer of one sector, to be changed.
    pub fn row_mut(&mut self, sector: SectorId, importer: EconomyId) -> &mut [f64] {
        let start = self.at(sector, importer, EconomyId(0));
        &mut self.values[start..start + self.economies]
    }

    /// All values, sector by sector, importer by importer.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// Every link with its value, in memory order.
    pub fn links(&self) -> impl Iterator<Item = (SectorId, EconomyId, EconomyId, f64)> + '_ {
        let n = self.economies;
        self.values.iter().enumerate().map(move |(at, &value)| {
            (SectorId(at / (n * n)), EconomyId(at / n % n), EconomyId(at % n), value)
        })
    }
}

/// One value per (economy, sector); the sector runs fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeTable {
    sectors: usize,
    values: Vec<f64>,
}

impl NodeTable {
    /// A table of `economies` x `sectors` filled with `value`.
    #[must_use]
    pub fn filled(economies: usize, sectors: usize, value: f64) -> Self {
        Self { sectors, values: vec![value; economies * sectors] }
    }

    /// Number of sectors, the length of a row.
    #[must_use]
    pub fn sectors(&self) -> usize {
        self.sectors
    }

    /// The value at one node.
    #[must_use]
    pub fn get(&self, economy: EconomyId, sector: SectorId) -> f64 {
        self.values[economy.0 * self.sectors + sector.0]
    }

    /// Sets the value at one node.
    pub fn set(&mut self, economy: EconomyId, sector: SectorId, value: f64) {
        self.values[economy.0 * self.sectors + sector.0] = value;
    }

    /// Adds to the value at one node.
    pub fn add(&mut self, economy: EconomyId, sector: SectorId, value: f64) {
        self.values[economy.0 * self.sectors + sector.0] += value;
    }

    /// The sectors of one economy.
    #[must_use]
    pub fn row(&self, economy: EconomyId) -> &[f64] {
        &self.values[economy.0 * self.sectors..(economy.0 + 1) * self.sectors]
    }

    /// All values, economy by economy.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}

/// One value per (economy, user sector, input sector); the input runs fastest, so that one user's
/// recipe lies side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct UseTable {
    sectors: usize,
    values: Vec<f64>,
}

impl UseTable {
    /// A table of `economies` x `sectors` x `sectors` filled with zero.
    #[must_use]
    pub fn zero(economies: usize, sectors: usize) -> Self {
        Self { sectors, values: vec![0.0; economies * sectors * sectors] }
    }

    fn at(&self, economy: EconomyId, user: SectorId, input: SectorId) -> usize {
        (economy.0 * self.sectors + user.0) * self.sectors + input.0
    }

    /// What `user` in `economy` buys of `input`, from all origins together.
    #[must_use]
    pub fn get(&self, economy: EconomyId, user: SectorId, input: SectorId) -> f64 {
        self.values[self.at(economy, user, input)]
    }

    /// Sets what `user` in `economy` buys of `input`.
    pub fn set(&mut self, economy: EconomyId, user: SectorId, input: SectorId, value: f64) {
        let at = self.at(economy, user, input);
        self.values[at] = value;
    }

    /// Adds to what `user` in `economy` buys of `input`.
    pub fn add(&mut self, economy: EconomyId, user: SectorId, input: SectorId, value: f64) {
        let at = self.at(economy, user, input);
        self.values[at] += value;
    }

    /// The recipe of one user, one entry per input.
    #[must_use]
    pub fn recipe(&self, economy: EconomyId, user: SectorId) -> &[f64] {
        let start = self.at(economy, user, SectorId(0));
        &self.values[start..start + self.sectors]
    }

    /// All values, economy by economy, user by user.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}
