//! One input of one node: its stock, what it orders, and what it lets the node make. Every layout
//! calls these rules.
//!
//! Stocks are counted in days of the need before the shock, orders relative to those before the
//! shock, so that a network at rest stays at rest to the last bit.

/// How slots are restocked in one step; the same for all of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restocking {
    /// Share of what fallen suppliers cannot take that goes to the others.
    pub rerouting: f64,
    /// Whether stocks move in this step.
    pub moving: bool,
    /// Whether gaps are made up in this step.
    pub filling: bool,
    /// Whether stocks may fall below zero, as they do by rounding in a program to compare with.
    pub below_zero: bool,
}

/// Quantities of one slot in one step; flows in units a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlotFlow {
    /// Need before the shock.
    pub need: f64,
    /// What arrived.
    pub arrived: f64,
    /// What the suppliers can take of baseline orders: baseline flows weighted by capacity.
    pub pull: f64,
    /// Days of need held.
    pub cover: f64,
    /// Days of need wanted.
    pub target_days: f64,
    /// Need relative to that before the shock: 1 less what is saved.
    pub need_factor: f64,
    /// Share of a gap ordered each step; zero for what cannot be stored.
    pub rate: f64,
}

/// New stock and order of a slot, and how far it is from rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restocked {
    pub cover: f64,
    pub order: f64,
    /// Arrivals are as good as what was used.
    pub still: bool,
    /// Stock is as good as its target.
    pub full: bool,
}

/// Moves the stock of a slot and sets its order, eqs. (4) and (5) of the crate, by what its node
/// does relative to its output before the shock: what it made, what is ordered for, and what target
/// stocks are counted for.
#[inline(always)]
pub(crate) fn restock(
    rule: Restocking,
    (used, planned, target): (f64, f64, f64),
    slot: SlotFlow,
) -> Restocked {
    let has_need = slot.need > 0.0;
    let need = if has_need { slot.need } else { 1.0 };
    let used = used * slot.need_factor;
    let moved = slot.cover - used + slot.arrived / need;
    // What is not there is not used: inputs that are not fully critical may be wanted beyond their
    // stock.
    let moved = if rule.below_zero { moved } else { moved.max(0.0) };
    let kept = if slot.rate > 0.0 || slot.target_days <= 0.0 {
        moved
    } else {
        moved.min(slot.target_days * planned.max(1.0) * slot.need_factor)
    };
    let cover = if rule.moving && has_need { kept } else { slot.cover };
    let goal = slot.target_days * target * slot.need_factor;
    let gap = if rule.filling { (goal - cover).max(0.0) } else { 0.0 };
    let wanted = gap * slot.rate + planned * slot.need_factor;
    let reach = rule.rerouting * slot.pull + (1.0 - rule.rerouting) * slot.pull.max(slot.need);
    let order = if reach > 0.0 { wanted * (slot.need / reach) } else { 0.0 };
    Restocked {
        cover,
        order: if has_need { order } else { 0.0 },
        still: (slot.arrived - used * slot.need).abs() <= 1e-8 + 1e-5 * (used * slot.need).abs(),
        full: ((cover - goal) * slot.need).abs() <= 1e-8 + 1e-5 * (goal * slot.need).abs(),
    }
}

/// The output a slot lets its node make, relative to the baseline, eq. (2) of the crate.
#[inline(always)]
pub(crate) fn limit(fallback: f64, cover: f64, operating_days: f64, criticality: f64) -> f64 {
    (1.0 - criticality) * fallback + criticality * (cover / operating_days)
}
