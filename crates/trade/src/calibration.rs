//! How does a world become a model? Shares and levels read off its flows, and the baseline solved
//! again where deficits or negative demand were taken out.

use crate::error::TradeError;
use crate::layout::Layout;
use crate::model::Model;
use crate::options::{DeficitClosure, ModelOptions, NegativeFinalDemand, SectorOptions};
use crate::precondition::Preconditioner;
use detente_world::{Accounts, EconomyId, SectorId, World};

/// Accounts may be negative by this fraction of the node's gross flow before they are an error:
/// rounding, not data.
const ROUNDING: f64 = 1e-9;

impl Model {
    /// Reads the shares of `world` and, where `options` say so, first removes its deficits.
    ///
    /// # Errors
    /// If the world is empty, an account is negative, or an option is out of range.
    pub fn calibrate(world: &World, options: &ModelOptions) -> Result<Self, TradeError> {
        let layout = Layout::new(world.economies.len(), world.sectors.len());
        let technology = checked_technology(world, options)?;
        let mut model = Self {
            layout,
            economy_codes: world.economies.iter().map(|economy| economy.code.clone()).collect(),
            sector_codes: world.sectors.iter().map(|sector| sector.code.clone()).collect(),
            technology,
            final_demand_substitution: options.final_demand_substitution,
            deficits: options.deficits,
            trade_elasticity: world.sectors.iter().map(|sector| sector.trade_elasticity).collect(),
            home_elasticity: checked_home(world, options)?,
            supplier_share: vec![0.0; layout.links()],
            trade: world.trade.clone(),
            tariff: world.tariff.clone(),
            expenditure: vec![0.0; layout.nodes()],
            receipts: vec![0.0; layout.nodes()],
            factor_share: vec![1.0; layout.nodes()],
            input_share: vec![0.0; layout.recipes()],
            profit_share: vec![0.0; layout.nodes()],
            capital_share: Vec::new(),
            labour: vec![0.0; layout.economies],
            specific: vec![0.0; layout.nodes()],
            final_share: vec![0.0; layout.nodes()],
            income: vec![0.0; layout.economies],
            deficit: vec![0.0; layout.economies],
            value_added: vec![0.0; layout.economies],
            tariff_revenue: vec![0.0; layout.economies],
            lost_sales: vec![0.0; layout.nodes()],
            wage_elasticity: vec![0.0; layout.stride],
            removal: Vec::new(),
            solved: false,
            notes: Vec::new(),
        };
        model.set_capital_share(&options.capital_share)?;
        let clipped = model.take_shares(world, options.negative_final_demand)?;
        if options.remove_deficits_first || options.deficits == DeficitClosure::Zero {
            model = model.solved_baseline(DeficitClosure::Zero)?;
        } else if clipped {
            model = model.solved_baseline(options.deficits)?;
        }
        Ok(model)
    }

    /// Takes everything from the world's flows; true if negative final demand was clipped.
    fn take_shares(
        &mut self,
        world: &World,
        negative: NegativeFinalDemand,
    ) -> Result<bool, TradeError> {
        let accounts = Accounts::of(world);
        let (mut clipped, mut largest) = (0, 0.0);
        for economy in world.economy_ids() {
            let (mut spent, mut kept) = (0.0, 0.0);
            for sector in world.sector_ids() {
                self.take_node(world, &accounts, economy, sector)?;
                let (value, expenditure) = (
                    accounts.final_demand.get(economy, sector),
                    accounts.expenditure.get(economy, sector),
                );
                if value < -ROUNDING * expenditure.max(1.0) {
                    if negative == NegativeFinalDemand::Reject {
                        return Err(self.negative("final demand", economy.0, sector.0, value));
                    }
                    clipped += 1;
                    largest = f64::max(largest, -value);
                }
                spent += value;
                kept += value.max(0.0);
            }
            if spent <= 0.0 {
                return Err(self.negative("final demand", economy.0, 0, spent));
            }
            self.income[economy.0] = spent;
            for sector in 0..self.layout.sectors {
                self.final_share[self.layout.node(economy.0, sector)] /= kept;
            }
        }
        if clipped > 0 {
            self.notes.push(format!(
                "{clipped} negative final demands set to zero, the largest of {largest}; the baseline was solved again"
            ));
        }
        self.deficit = accounts.deficit;
        self.tariff_revenue = accounts.tariff_revenue;
        self.derive();
        if clipped > 0 {
            self.expenditure = self.implied_expenditure();
        }
        Ok(clipped > 0)
    }

    /// Spending that the shares imply at baseline incomes and outputs; where flows and shares
    /// disagree (output recorded as next to nothing but bought by all), it is the better scale to
    /// solve in.
    fn implied_expenditure(&self) -> Vec<f64> {
        let layout = self.layout;
        let mut spending = vec![0.0; layout.nodes()];
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                spending[node] = self.final_share[node] * self.income[economy];
            }
        }
        crate::spending::add_input_spending(
            self,
            &crate::cost::Costs::new(self),
            &self.receipts,
            &mut spending,
        );
        for (implied, recorded) in spending.iter_mut().zip(&self.expenditure) {
            if *recorded == 0.0 {
                *implied = 0.0;
            }
        }
        spending
    }

    fn take_node(
        &mut self,
        world: &World,
        accounts: &Accounts,
        economy: EconomyId,
        sector: SectorId,
    ) -> Result<(), TradeError> {
        let node = self.layout.node(economy.0, sector.0);
        let (output, value_added) =
            (accounts.output.get(economy, sector), accounts.value_added.get(economy, sector));
        let (expenditure, final_demand) =
            (accounts.expenditure.get(economy, sector), accounts.final_demand.get(economy, sector));
        if value_added < -ROUNDING * output.max(1.0) {
            return Err(self.negative("value added", economy.0, sector.0, value_added));
        }
        self.expenditure[node] = expenditure;
        self.receipts[node] = output;
        self.final_share[node] = final_demand.max(0.0);
        let recipe = world.use_table.recipe(economy, sector);
        let inputs: f64 = recipe.iter().sum();
        if inputs > 0.0 && output > 0.0 {
            let start = self.layout.recipe(economy.0, sector.0);
            for (at, value) in recipe.iter().enumerate() {
                self.input_share[start + at] = value / inputs;
            }
        }
        let value_added_share =
            if output > 0.0 { (value_added / output).clamp(0.0, 1.0) } else { 1.0 };
        self.split_value_added(node, sector.0, value_added_share);
        if expenditure > 0.0 {
            let suppliers =
                world.trade.row(sector, economy).iter().zip(world.tariff.row(sector, economy));
            let start = self.layout.row(sector.0, economy.0);
            for (at, (value, tariff)) in suppliers.enumerate() {
                self.supplier_share[start + at] = value * (1.0 + tariff) / expenditure;
            }
        }
        Ok(())
    }

    /// Divides the value added of a node into profit, specific factor and labour.
    fn split_value_added(&mut self, node: usize, sector: usize, value_added_share: f64) {
        let wanted = self.technology[sector].profit_share;
        let profit = wanted.min(0.999 * value_added_share);
        if profit < wanted && self.receipts[node] > 0.0 {
            let (economy, code) = (
                &self.economy_codes[node - sector * self.layout.stride],
                &self.sector_codes[sector],
            );
            self.notes.push(format!(
                "profit share of {economy} {code} is {profit:.4} instead of {wanted}: its value added is no more"
            ));
        }
        self.profit_share[node] = profit;
        self.factor_share[node] = (value_added_share - profit) / (1.0 - profit);
    }

    /// Puts shares of capital in factor payments in place, by economy; the baseline stays as it is.
    ///
    /// # Errors
    /// If there is not one per economy, or one is out of range.
    pub fn set_capital_share(&mut self, shares: &[f64]) -> Result<(), TradeError> {
        self.capital_share = checked_capital(&self.economy_codes, shares)?;
        Ok(())
    }

    /// Puts other exponents in place, `source` among origins and `home` of home against foreign
    /// goods, by sector; the baseline stays as it is.
    ///
    /// # Errors
    /// If there is not one of each per sector, or one is out of range.
    pub fn set_elasticities(&mut self, source: &[f64], home: &[f64]) -> Result<(), TradeError> {
        let expected = self.layout.sectors;
        for (option, values) in [("trade elasticity", source), ("home elasticity", home)] {
            if values.len() != expected {
                return Err(TradeError::OptionCount { given: values.len(), expected });
            }
            for (code, value) in self.sector_codes.iter().zip(values) {
                check_exponent(option, code, *value)?;
            }
        }
        if self.trade_elasticity == source && self.home_elasticity == home {
            return Ok(());
        }
        (self.trade_elasticity, self.home_elasticity) = (source.to_vec(), home.to_vec());
        self.derive();
        Ok(())
    }

    /// Levels and dampings that follow from the shares.
    fn derive(&mut self) {
        let layout = self.layout;
        self.labour = vec![0.0; layout.economies];
        self.value_added = vec![0.0; layout.economies];
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let factors =
                    self.factor_share[node] * (1.0 - self.profit_share[node]) * self.receipts[node];
                let specific = self.technology[sector].specific_share * factors;
                self.specific[node] = specific;
                self.labour[economy] += factors - specific;
                self.value_added[economy] +=
                    factors + self.profit_share[node] * self.receipts[node];
            }
        }
        self.lost_sales = self.sales_at_stake();
        self.wage_elasticity = Preconditioner::baseline(self).into_wage_elasticity();
    }

    /// Sales weighted by what is lost of each market when the own price rises, by node.
    fn sales_at_stake(&self) -> Vec<f64> {
        let layout = self.layout;
        let mut lost = vec![0.0; layout.nodes()];
        for sector in 0..layout.sectors {
            for importer in 0..layout.economies {
                let row = layout.row(sector, importer);
                let sales = self.trade.row(SectorId(sector), EconomyId(importer));
                let shares = &self.supplier_share[row..row + layout.economies];
                let lost_of = self.nests(sector).lost(shares, importer);
                for exporter in 0..layout.economies {
                    lost[layout.node(exporter, sector)] += sales[exporter] * lost_of(exporter);
                }
            }
        }
        lost
    }

    /// The model whose baseline is this one's own equilibrium under `closure`.
    fn solved_baseline(self, closure: DeficitClosure) -> Result<Self, TradeError> {
        let wanted = self.deficits;
        let balanced = Self { deficits: closure, ..self };
        let counterfactual = crate::Counterfactual::baseline(&balanced);
        let solution = balanced.solve(&counterfactual, &crate::SolveOptions::default(), None)?;
        if solution.status != crate::Status::Converged {
            return Err(TradeError::Baseline { status: solution.status.to_string() });
        }
        let mut rebased = balanced.rebase(&counterfactual, &solution)?;
        if closure == DeficitClosure::Zero {
            let point = balanced.point(&counterfactual, &solution.state);
            let change = |at: usize| {
                point.income[at] / point.log_price_index[at].exp() - balanced.income[at]
            };
            rebased.removal = (0..balanced.layout.economies).map(change).collect();
        }
        (rebased.deficits, rebased.solved) = (wanted, true);
        Ok(rebased)
    }

    /// A model whose baseline is the solved counterfactual: its shares, levels and tariffs become
    /// the new ratios' base. Only for counterfactuals without export taxes and caps, which a
    /// baseline does not know.
    ///
    /// # Errors
    /// If the solution is not converged.
    pub(crate) fn rebase(
        &self,
        counterfactual: &crate::Counterfactual,
        solution: &crate::Solution,
    ) -> Result<Self, TradeError> {
        if solution.status != crate::Status::Converged {
            return Err(TradeError::NotConverged { status: solution.status.to_string() });
        }
        let point = self.point(counterfactual, &solution.state);
        let mut model = self.clone();
        model.supplier_share.clone_from(&point.supplier_share);
        model.trade = point.value;
        model.tariff = counterfactual.tariff.clone();
        model.expenditure.clone_from(&point.expenditure);
        model.receipts.clone_from(&point.receipts);
        model.factor_share.clone_from(&point.factor_share);
        model.input_share.clone_from(&point.input_share);
        model.final_share.clone_from(&point.final_share);
        model.income.clone_from(&point.income);
        model.deficit.clone_from(&point.deficit);
        model.tariff_revenue.clone_from(&point.tariff_revenue);
        model.derive();
        Ok(model)
    }

    fn negative(
        &self,
        what: &'static str,
        economy: usize,
        sector: usize,
        value: f64,
    ) -> TradeError {
        TradeError::NegativeAccount {
            what,
            economy: self.economy_codes[economy].clone(),
            sector: self.sector_codes[sector].clone(),
            value,
        }
    }
}

/// An exponent is one less than a substitution, which is positive.
fn check_exponent(option: &'static str, sector: &str, value: f64) -> Result<(), TradeError> {
    if value > -1.0 && value.is_finite() {
        return Ok(());
    }
    let range = "finite and above -1, where substitution would be zero";
    Err(TradeError::Option { option, sector: sector.to_owned(), value, range })
}

fn checked_home(world: &World, options: &ModelOptions) -> Result<Vec<f64>, TradeError> {
    let (given, expected) = (options.home_elasticity.len(), world.sectors.len());
    if given == 0 {
        return Ok(world.sectors.iter().map(|sector| sector.trade_elasticity).collect());
    }
    if given != expected {
        return Err(TradeError::OptionCount { given, expected });
    }
    for (sector, value) in world.sectors.iter().zip(&options.home_elasticity) {
        check_exponent("home elasticity", &sector.code, *value)?;
    }
    Ok(options.home_elasticity.clone())
}

/// Shares of capital by economy; zeros where none are given.
fn checked_capital(economies: &[String], given: &[f64]) -> Result<Vec<f64>, TradeError> {
    if given.is_empty() {
        return Ok(vec![0.0; economies.len()]);
    }
    if given.len() != economies.len() {
        let (economy, value) = ("*".to_owned(), given.len() as f64);
        return Err(TradeError::CapitalShare { economy, value });
    }
    let wrong = given.iter().zip(economies).find(|(share, _)| !(0.0..1.0).contains(*share));
    wrong.map_or_else(
        || Ok(given.to_vec()),
        |(value, economy)| {
            Err(TradeError::CapitalShare { economy: economy.clone(), value: *value })
        },
    )
}

fn checked_technology(
    world: &World,
    options: &ModelOptions,
) -> Result<Vec<SectorOptions>, TradeError> {
    let sectors = world.sectors.len();
    if world.economies.is_empty() || sectors == 0 {
        return Err(TradeError::Empty { economies: world.economies.len(), sectors });
    }
    if !options.sectors.is_empty() && options.sectors.len() != sectors {
        return Err(TradeError::OptionCount { given: options.sectors.len(), expected: sectors });
    }
    let technology = if options.sectors.is_empty() {
        vec![SectorOptions::default(); sectors]
    } else {
        options.sectors.clone()
    };
    let check =
        |option: &'static str, sector: &str, value: f64, below: f64, range: &'static str| {
            let fine = value >= 0.0 && value < below;
            if fine {
                Ok(())
            } else {
                Err(TradeError::Option { option, sector: sector.to_owned(), value, range })
            }
        };
    for (sector, choice) in world.sectors.iter().zip(&technology) {
        let elasticity = sector.trade_elasticity;
        check_exponent("trade elasticity", &sector.code, elasticity)?;
        check(
            "value-added-substitution",
            &sector.code,
            choice.value_added_substitution,
            1e3,
            "from 0 to below 1000",
        )?;
        check(
            "input-substitution",
            &sector.code,
            choice.input_substitution,
            1e3,
            "from 0 to below 1000",
        )?;
        check("profit-share", &sector.code, choice.profit_share, 1.0, "from 0 to below 1")?;
        check("specific-share", &sector.code, choice.specific_share, 1.0, "from 0 to below 1")?;
    }
    check(
        "final-demand-substitution",
        "*",
        options.final_demand_substitution,
        1e3,
        "from 0 to below 1000",
    )?;
    Ok(technology)
}
