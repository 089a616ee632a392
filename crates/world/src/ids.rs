//! Positions of economies and sectors in a world, as types that cannot be mixed up.

/// Position of an economy in [`World::economies`](crate::World::economies).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EconomyId(pub usize);

/// Position of a sector in [`World::sectors`](crate::World::sectors).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectorId(pub usize);
