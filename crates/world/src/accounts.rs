//! What follows from a world's flows: output, expenditure, value added, final demand, revenue,
//! deficit.
//!
//! ```text
//! (1)  expenditure_nj   = sum_i trade_nij (1 + tariff_nij)
//! (2)  output_ij        = sum_n trade_nij
//! (3)  value_added_ij   = output_ij - sum_k use_i,kj
//! (4)  final_demand_nj  = expenditure_nj - sum_k use_n,jk
//! (5)  revenue_n        = sum_ij tariff_nij trade_nij
//! (6)  deficit_n        = sum_ij trade_nij - sum_j output_nj        (imports less exports)
//! ```
//! It follows that final demand is value added plus revenue plus deficit, economy by economy.

use crate::dense::NodeTable;
use crate::model::World;

/// Accounts derived from a [`World`], in its currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Accounts {
    /// Spending by economy and sector at purchaser's prices, eq. (1).
    pub expenditure: NodeTable,
    /// Gross output by economy and sector, eq. (2).
    pub output: NodeTable,
    /// Value added by economy and sector, eq. (3).
    pub value_added: NodeTable,
    /// Final demand by economy and sector at purchaser's prices, eq. (4).
    pub final_demand: NodeTable,
    /// Tariff revenue by economy, eq. (5).
    pub tariff_revenue: Vec<f64>,
    /// Imports less exports by economy, eq. (6).
    pub deficit: Vec<f64>,
}

impl Accounts {
    /// Derives the accounts of `world`; nothing is checked or corrected here.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let (economies, sectors) = (world.economies.len(), world.sectors.len());
        let zero = || NodeTable::filled(economies, sectors, 0.0);
        let (mut expenditure, mut output) = (zero(), zero());
        let (mut tariff_revenue, mut deficit) = (vec![0.0; economies], vec![0.0; economies]);
        for ((sector, importer, exporter, value), tariff) in
            world.trade.links().zip(world.tariff.values())
        {
            expenditure.add(importer, sector, value * (1.0 + tariff));
            output.add(exporter, sector, value);
            tariff_revenue[importer.0] += value * tariff;
            deficit[importer.0] += value;
            deficit[exporter.0] -= value;
        }
        let (mut value_added, mut final_demand) = (output.clone(), expenditure.clone());
        for economy in world.economy_ids() {
            for user in world.sector_ids() {
                for (input, value) in world.sector_ids().zip(world.use_table.recipe(economy, user))
                {
                    value_added.add(economy, user, -value);
                    final_demand.add(economy, input, -value);
                }
            }
        }
        Self { expenditure, output, value_added, final_demand, tariff_revenue, deficit }
    }

    /// Value added of one economy over all sectors.
    #[must_use]
    pub fn national_value_added(&self, economy: crate::EconomyId) -> f64 {
        self.value_added.row(economy).iter().sum()
    }
}
