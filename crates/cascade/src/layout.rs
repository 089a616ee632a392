//! What is every layout of a network asked for?

use crate::lookup::SlotLookup;
use crate::rules::Rules;
use crate::slots::Restocking;
use crate::state::{Activity, Binding, Ceiling, SlotState, Supply};

/// How the links of a network are kept. What an input group of a node orders is a slot; slots,
/// links and nodes have internal numbers.
pub(crate) trait Layout: std::fmt::Debug + Sync {
    /// Number of slots.
    fn slots(&self) -> usize;

    /// The slot of an input group of a node.
    fn slot(&self, group: usize, node: usize) -> Option<usize>;

    /// The same, if the node needs the input.
    fn slot_in_need(&self, group: usize, node: usize) -> Option<usize>;

    /// Need of a slot before any shock, units a day.
    fn need(&self, slot: usize) -> f64;

    /// Fixes the needs as they are now, before links are changed.
    fn fix_needs(&mut self) {}

    /// What each node needs of all inputs together.
    fn inputs(&self) -> Vec<f64>;

    /// Number of links that carry goods.
    fn link_count(&self) -> usize;

    /// The place of a link among the flows.
    fn link(&self, group: usize, supplier: usize, buyer: usize) -> Option<usize>;

    /// Flow a day over a link as it is now.
    fn flow(&self, link: usize) -> f64;

    /// What a link carries into one slot.
    fn flow_into(&self, link: usize, _slot: usize) -> f64 {
        self.flow(link)
    }

    /// Changes the flow over a link.
    fn set_flow(&mut self, link: usize, flow: f64);

    /// The nodes of a group and what each supplies to a buyer, zero flows among them.
    fn suppliers(&self, group: usize, buyer: usize) -> Vec<(usize, f64)>;

    /// What every node is asked for under the orders at hand, before its attraction.
    fn asked(&self, order: &[f64]) -> Vec<f64>;

    /// Stocks and orders at rest.
    fn fill(&self, lookup: SlotLookup, rules: &Rules, output: &[f64]) -> SlotState;

    /// Lowers `limits`, output relative to the baseline by node, to what the inputs at hand let it
    /// be, eq. (2) of the crate; says which input binds unless `binding` is empty.
    fn limit(&self, limiting: &Limiting, limits: &mut [f64], binding: &mut [Binding]);

    /// Moves every slot by one step and returns how close to rest the network was; `orders` get
    /// what each node is asked for before its attraction, with `scratch` for sums.
    fn sweep(
        &self,
        sweep: &Sweep,
        slots: (&mut [f64], &mut [f64]),
        orders: &mut [f64],
        scratch: &mut Vec<Vec<f64>>,
    ) -> Closeness;

    /// The orders at suppliers that make less than is demanded, where links are not sorted by
    /// supplier anyway.
    fn by_supplier(&self, _production: &[f64], _demand: &[f64]) -> SupplierView {
        SupplierView::default()
    }

    /// What each user asks of a node, zero flows among them; `view` is that of [`Self::by_supplier`].
    fn wishes(&self, view: &SupplierView, node: usize, order: &[f64]) -> Vec<Wish>;
}

/// What limits the output of nodes; arrays by node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limiting<'a> {
    pub rules: &'a Rules,
    pub lookup: SlotLookup<'a>,
    pub slots: &'a SlotState,
    /// Output before any shock.
    pub output: &'a [f64],
    /// What a node falls back to where an input is not critical.
    pub fallback: &'a [f64],
}

impl Limiting<'_> {
    /// The fallback of a node relative to its output before any shock.
    #[inline(always)]
    pub fn fallback(&self, node: usize) -> f64 {
        if self.output[node] > 0.0 { self.fallback[node] / self.output[node] } else { 0.0 }
    }
}

/// A node rations where its output falls short of demand by more than this share of it.
pub(crate) const SHORT: f64 = 1e-14;

/// Slots and links by supplier: those of node `n` from `start[n]` to `start[n + 1]`.
#[derive(Debug, Default)]
pub(crate) struct SupplierView {
    pub start: Vec<u32>,
    pub slot_and_link: Vec<(u32, u32)>,
}

/// Inputs of a sweep over all slots; arrays by node unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sweep<'a> {
    pub restocking: Restocking,
    pub lookup: SlotLookup<'a>,
    pub activity: &'a Activity,
    pub supply: &'a [Supply],
    /// Where deliveries have a ceiling instead of a share.
    pub ceilings: Option<&'a [Ceiling]>,
    /// Days of need wanted, by slot; the sparse layout takes them from `lookup`.
    pub target_days: &'a [f64],
    /// Need relative to the baseline, by slot; `None` where nothing is saved anywhere.
    pub need_factor: Option<&'a [f64]>,
    /// Share of a gap ordered each step, by input group.
    pub rates: &'a [f64],
}

/// Whether every slot was at rest, as far as a program to compare with can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closeness {
    /// Arrivals were as good as use everywhere.
    pub still: bool,
    /// Stocks were as good as their targets everywhere.
    pub full: bool,
}

impl Default for Closeness {
    fn default() -> Self {
        Closeness { still: true, full: true }
    }
}

impl Closeness {
    pub fn and(self, other: Self) -> Self {
        Closeness { still: self.still && other.still, full: self.full && other.full }
    }
}

/// One user's order at one supplier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Baseline flow a day.
    pub flow: f64,
    /// Order relative to the baseline, before the supplier's attraction.
    pub order: f64,
}
