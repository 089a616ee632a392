//! The rules of a production network as small parts, and the published sets of them.
//!
//! | preset | what limits output | what is ordered | who is served first |
//! |---|---|---|---|
//! | [`Rules::boario`] | stock below psi of its target | use, and 1/tau of the gap to the target of desired output | everyone in proportion |
//! | [`Rules::pichler`] | a day's need of critical inputs | a day's demand, and 1/tau of the gap to the first stock | everyone in proportion |
//! | [`Rules::inoue_todo`] | a day's need of every input | use, and 1/tau of the gap to the first stock | the order that shrank most |
//! | [`Rules::detente`] | a day's need, by criticality | desired use, and 1/tau of the gap | its own use, then other nodes |
//!
//! Sources: Hallegatte (2008), "An adaptive regional input-output model", Risk Anal. 28, and
//! (2014), "Modeling the role of inventories and heterogeneity", Risk Anal. 34 (psi,
//! overproduction); Juhel (2023), BoARIO documentation (order types, recovery); Pichler, Pangallo,
//! del Rio-Chanona, Lafond and Farmer (2022), "Forecasting the propagation of pandemic shocks with
//! a dynamic input-output model", J. Econ. Dyn. Control 144; Inoue and Todo (2019), "Firm-level
//! propagation of shocks through supply-chain networks", Nature Sustainability 2.

use crate::CascadeError;

/// A value for each input of each node.
#[derive(Debug, Clone, PartialEq)]
pub enum SlotValues {
    /// One value for all.
    Uniform(f64),
    /// One value for each input group.
    ByInput(Vec<f64>),
    /// One value for each node, nodes as the caller numbers them.
    ByNode(Vec<f64>),
    /// One value for each pair of input group and user's group: entry `input * groups + user`.
    ByInputAndUser(Vec<f64>),
    /// One value for each node and input: entry `input * nodes + node`, nodes as the caller numbers
    /// them. Dense networks only.
    ByInputAndNode(Vec<f64>),
}

/// How much stock a node needs at hand to run at the output it wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OperatingStock {
    /// A share of its target stock: psi of Hallegatte (2014).
    ShareOfTarget(f64),
    /// So many days of need.
    Days(f64),
}

/// What a node falls back to where an input that is not fully critical is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// Output loses `criticality` of what is missing, from the output wanted.
    Desired,
    /// The same from capacity (Pichler et al. 2022, half-critical inputs).
    Capacity,
}

/// The output whose needs are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderBasis {
    /// What was made.
    Realised,
    /// What would have been made with all inputs at hand.
    Desired,
    /// What was demanded, whatever the capacity.
    Demanded,
}

/// The output that target stocks are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetBasis {
    /// What would be made with all inputs at hand.
    Desired,
    /// Output before the shock.
    Baseline,
}

/// Who is served first when a node cannot fill all orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rationing {
    /// Every order is cut by the same share.
    Proportional,
    /// Orders of other nodes before final demand and rebuilding, each class in proportion.
    IntermediateFirst,
    /// No order is filled beyond a share of its size before the shock, the largest share that can
    /// be served (Inoue and Todo 2019): orders that shrank most are filled first.
    EqualShare,
}

/// How orders are split over the suppliers of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Routing {
    /// Suppliers are weighted by their capacity relative to the baseline (order type `alt`), not by
    /// baseline flows alone.
    pub by_capacity: bool,
    /// The share of what fallen suppliers cannot take that is ordered from the others, 0 to 1.
    pub rerouting: f64,
}

/// Capacity that grows while demand is not met (Hallegatte 2008).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overproduction {
    /// Factor at rest.
    pub base: f64,
    /// Largest factor.
    pub largest: f64,
    /// Characteristic time in steps.
    pub time: f64,
}

/// What BoARIO 0.7 does beyond its equations, for comparison with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emulation {
    /// Stocks do not move in a step in which every one would change by less than `1e-8 + 1e-5 x`
    /// its use, nor are they restocked where all are that close to their target.
    pub closeness: bool,
    /// Losses of capacity that are not losses of capital act one step late, and recovery starts one
    /// step late.
    pub late: bool,
    /// Decimals to which remaining losses of capital, and shares of capacity, are rounded.
    pub decimals: (i32, i32),
}

/// A complete set of rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The name the set goes by in tables.
    pub name: &'static str,
    /// Days of need a node wants to hold of each input, at least 0; infinite for what never runs
    /// out.
    pub target_days: SlotValues,
    /// What a node loses without an input: 1 everything, 0 nothing.
    pub criticality: SlotValues,
    /// Inputs below this share of output never limit it.
    pub negligible_share: f64,
    /// Stock needed to run.
    pub operating: OperatingStock,
    /// Where output falls to.
    pub fallback: Fallback,
    /// Steps over which a gap in stock is made up, one value for all or one for each input group: 1
    /// at once, infinite never. What is never restocked cannot be stored: no more of it is kept
    /// than the target, or what output beyond the baseline needs.
    pub restoration_time: SlotValues,
    /// Whose needs are ordered.
    pub order_basis: OrderBasis,
    /// What stocks are counted for.
    pub target_basis: TargetBasis,
    /// Split over suppliers.
    pub routing: Routing,
    /// Order of service.
    pub rationing: Rationing,
    /// Whether a node that cannot fill all orders fills its own first, as a power plant does that
    /// needs power to run. Not with [`Rationing::EqualShare`].
    pub own_use_first: bool,
    /// Growth of capacity under unmet demand.
    pub overproduction: Overproduction,
    /// Behaviour of a program to compare with.
    pub emulation: Option<Emulation>,
}

/// How inputs rated important, neither critical nor dispensable, count (Pichler et al. 2022).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportantInputs {
    /// As critical ones.
    Strongly,
    /// Without them output falls half way.
    Half,
    /// As dispensable ones.
    Weakly,
}

impl Rules {
    /// ARIO with psi as BoARIO 0.7.2 computes it, with its defaults: 90 days of stock, psi 0.8, tau
    /// 60, overproduction to 1.25 over 365 days, order type `alt`.
    #[must_use]
    pub fn boario() -> Self {
        Rules {
            name: "boario",
            target_days: SlotValues::Uniform(90.0),
            criticality: SlotValues::Uniform(1.0),
            negligible_share: 1e-5 / 365.0,
            operating: OperatingStock::ShareOfTarget(0.8),
            fallback: Fallback::Desired,
            restoration_time: SlotValues::Uniform(60.0),
            order_basis: OrderBasis::Realised,
            target_basis: TargetBasis::Desired,
            routing: Routing { by_capacity: true, rerouting: 1.0 },
            rationing: Rationing::Proportional,
            own_use_first: false,
            overproduction: Overproduction { base: 1.0, largest: 1.25, time: 365.0 },
            emulation: Some(Emulation { closeness: true, late: true, decimals: (7, 6) }),
        }
    }

    /// The model of Pichler et al. (2022): inventories by input, ratings of criticality,
    /// proportional rationing, no overproduction. `ratings` hold 1 for critical, 0.5 for important
    /// and 0 for dispensable inputs; with `important` they become criticalities. Their tau is 10
    /// days.
    #[must_use]
    pub fn pichler(ratings: SlotValues, important: ImportantInputs) -> Self {
        let weight = match important {
            ImportantInputs::Strongly => 1.0,
            ImportantInputs::Half => 0.5,
            ImportantInputs::Weakly => 0.0,
        };
        let name = match important {
            ImportantInputs::Strongly => "pichler-strong",
            ImportantInputs::Half => "pichler-half",
            ImportantInputs::Weakly => "pichler-weak",
        };
        let rate = |rating: f64| if rating > 0.0 && rating < 1.0 { weight } else { rating };
        Rules {
            name,
            criticality: ratings.map(rate),
            operating: OperatingStock::Days(1.0),
            fallback: Fallback::Capacity,
            restoration_time: SlotValues::Uniform(10.0),
            order_basis: OrderBasis::Demanded,
            target_basis: TargetBasis::Baseline,
            routing: Routing { by_capacity: false, rerouting: 0.0 },
            overproduction: Overproduction { base: 1.0, largest: 1.0, time: 1.0 },
            emulation: None,
            ..Rules::boario()
        }
    }

    /// The model of Inoue and Todo (2019): every input is critical, those of one group replace one
    /// another, small orders are filled first, tau is 6 days and stocks are 15 days of need.
    #[must_use]
    pub fn inoue_todo() -> Self {
        Rules {
            name: "inoue-todo",
            target_days: SlotValues::Uniform(15.0),
            criticality: SlotValues::Uniform(1.0),
            restoration_time: SlotValues::Uniform(6.0),
            order_basis: OrderBasis::Realised,
            rationing: Rationing::EqualShare,
            fallback: Fallback::Desired,
            ..Rules::pichler(SlotValues::Uniform(1.0), ImportantInputs::Strongly)
        }
    }

    /// The default: output follows the coverage of a day's need by criticality, orders are those of
    /// the output wanted, a node serves its own use first, then other nodes, then final users, and
    /// half of what a fallen supplier leaves open is ordered elsewhere.
    #[must_use]
    pub fn detente() -> Self {
        Rules {
            name: "detente",
            target_days: SlotValues::Uniform(30.0),
            criticality: SlotValues::Uniform(1.0),
            negligible_share: 1e-5,
            operating: OperatingStock::Days(1.0),
            fallback: Fallback::Desired,
            restoration_time: SlotValues::Uniform(15.0),
            order_basis: OrderBasis::Desired,
            target_basis: TargetBasis::Desired,
            routing: Routing { by_capacity: true, rerouting: 0.5 },
            rationing: Rationing::IntermediateFirst,
            own_use_first: true,
            overproduction: Overproduction { base: 1.0, largest: 1.25, time: 365.0 },
            emulation: None,
        }
    }

    /// Checks every setting against its range for a network of `groups` input groups and `nodes`
    /// nodes.
    ///
    /// # Errors
    /// [`CascadeError::Range`] or [`CascadeError::Shape`] for the first setting that is wrong.
    pub fn check(&self, groups: usize, nodes: usize) -> Result<(), CascadeError> {
        let within = |what, value: f64, range, holds: bool| {
            if holds { Ok(()) } else { Err(CascadeError::Range { what, value, range }) }
        };
        self.target_days.check("target days", groups, nodes, |days| days >= 0.0)?;
        self.criticality
            .check("criticality", groups, nodes, |share| (0.0..=1.0).contains(&share))?;
        let (stock, holds) = match self.operating {
            OperatingStock::ShareOfTarget(share) => (share, share > 0.0 && share <= 1.0),
            OperatingStock::Days(days) => (days, days > 0.0 && days.is_finite()),
        };
        within("operating stock", stock, "above zero, and at most 1 if it is a share", holds)?;
        self.restoration_time.check("restoration time", groups, nodes, |time| time >= 1.0)?;
        if !matches!(self.restoration_time, SlotValues::Uniform(_) | SlotValues::ByInput(_)) {
            let what = "restoration time: one value for all, or one for each input group";
            return Err(CascadeError::Shape { what, expected: groups, found: nodes });
        }
        let rerouting = self.routing.rerouting;
        within("rerouting", rerouting, "from 0 to 1", (0.0..=1.0).contains(&rerouting))?;
        let growth = &self.overproduction;
        within(
            "overproduction",
            growth.largest,
            "at least its base",
            growth.largest >= growth.base && growth.base > 0.0,
        )?;
        within("overproduction time", growth.time, "1 step or more", growth.time >= 1.0)
    }
}

impl SlotValues {
    /// The value if it is one for all.
    #[must_use]
    pub fn uniform(&self) -> Option<f64> {
        if let SlotValues::Uniform(value) = self { Some(*value) } else { None }
    }

    /// The same values, each changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        let all = |values: &[f64]| values.iter().map(|&value| change(value)).collect();
        match self {
            SlotValues::Uniform(value) => SlotValues::Uniform(change(*value)),
            SlotValues::ByInput(values) => SlotValues::ByInput(all(values)),
            SlotValues::ByNode(values) => SlotValues::ByNode(all(values)),
            SlotValues::ByInputAndUser(values) => SlotValues::ByInputAndUser(all(values)),
            SlotValues::ByInputAndNode(values) => SlotValues::ByInputAndNode(all(values)),
        }
    }

    fn check(
        &self,
        what: &'static str,
        groups: usize,
        nodes: usize,
        holds: impl Fn(f64) -> bool,
    ) -> Result<(), CascadeError> {
        let (expected, values) = match self {
            SlotValues::Uniform(value) => (1, std::slice::from_ref(value)),
            SlotValues::ByInput(values) => (groups, values.as_slice()),
            SlotValues::ByNode(values) => (nodes, values.as_slice()),
            SlotValues::ByInputAndUser(values) => (groups * groups, values.as_slice()),
            SlotValues::ByInputAndNode(values) => (groups * nodes, values.as_slice()),
        };
        if values.len() != expected {
            return Err(CascadeError::Shape { what, expected, found: values.len() });
        }
        let range = "zero or more, at most 1 for a criticality, at least 1 for a time";
        match values.iter().find(|&&value| !holds(value)) {
            Some(&value) => Err(CascadeError::Range { what, value, range }),
            None => Ok(()),
        }
    }
}
