//! Which entries decided about one link or one sector, from what to what, and where do they stand
//! in the files?

use crate::effect::state::{Assembly, TradeState};
use crate::kinds::entry::{Entry, Side};
use crate::resolve::day::ResolveOptions;
use crate::select::links::Link;
use crate::text::place::{Place, line_and_column};
use crate::written::scenario::Scenario;
use detente_world::{EconomyId, SectorId, World};

/// One change that one entry makes to one figure of the state.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// Position of the entry among those of the scenario.
    pub entry: usize,
    /// `tariff`, `export tax`, `trade cost`, `quantity cap`, `productivity`, `demand` or
    /// `transfer`.
    pub what: &'static str,
    /// The figure before the entry: rates and ratios as fractions, a transfer in the world's
    /// currency.
    pub before: f64,
    /// The figure after it.
    pub after: f64,
}

/// A figure on the way, and how many rules have been applied to it.
#[derive(Clone, Copy, PartialEq)]
struct Figure {
    what: &'static str,
    value: f64,
    rules: usize,
}

impl Figure {
    fn new(what: &'static str, value: f64) -> Self {
        Self { what, value, rules: 0 }
    }

    fn by(self, rules: usize) -> Self {
        Self { rules, ..self }
    }
}

/// A place in a file of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Name of the file.
    pub file: String,
    /// Line, from one.
    pub line: usize,
    /// The text there; of a schedule the whole row.
    pub text: String,
}

impl Scenario {
    /// What entries in force do to a link, in the order in which they apply: tariff, export tax,
    /// trade cost and caps. A duty or a cap on the link that leaves it as it was (0 points, a floor
    /// below the rate) is there as well.
    #[must_use]
    pub fn touches_of_link(
        &self,
        world: &World,
        options: &ResolveOptions,
        (sector, importer, exporter): (SectorId, EconomyId, EconomyId),
    ) -> Vec<Touch> {
        let link = Link { sector, importer, exporter };
        let baseline = world.tariff.get(sector, importer, exporter);
        self.touches(world, options, |state| {
            let caps = || {
                state.caps.iter().filter(|cap| cap.links.contains(&(sector, importer, exporter)))
            };
            let tightest = caps().map(|cap| cap.limit).fold(f64::INFINITY, f64::min);
            vec![
                Figure::new("tariff", state.tariff.rate_of(link, baseline))
                    .by(state.tariff.rules_of(link)),
                Figure::new("export tax", state.export_tax.rate_of(link, 0.0))
                    .by(state.export_tax.rules_of(link)),
                Figure::new("trade cost", state.trade_cost.get(sector, importer, exporter)),
                Figure::new("quantity cap", tightest).by(caps().count()),
            ]
        })
    }

    /// What entries in force do to a sector of an economy: productivity and demand.
    #[must_use]
    pub fn touches_of_node(
        &self,
        world: &World,
        options: &ResolveOptions,
        (economy, sector): (EconomyId, SectorId),
    ) -> Vec<Touch> {
        self.touches(world, options, |state| {
            vec![
                Figure::new("productivity", state.productivity.get(economy, sector)),
                Figure::new("demand", state.demand.get(economy, sector)),
                Figure::new("transfer", state.transfer[economy.0]),
            ]
        })
    }

    /// The state after each entry in force, by the entry's name, in the order in which they apply.
    #[must_use]
    pub fn states(&self, world: &World, options: &ResolveOptions) -> Vec<(String, TradeState)> {
        let date = options.date.unwrap_or_else(|| self.date_in(world));
        let mut assembly = Assembly::new(world);
        assembly.pass_through = self.trade.pass_through(world);
        let mut states = Vec::new();
        for entry in &self.entries {
            let left_out = entry.side == Side::Measure && !options.include_measures;
            let action = entry.action.as_ref();
            let Some(action) = action.filter(|_| !left_out && entry.window().holds(date)) else {
                continue;
            };
            if action.apply(&entry.name.value, date, &mut assembly).is_some() {
                states.push((entry.name.value.clone(), assembly.clone().finish()));
            }
        }
        states
    }

    fn touches(
        &self,
        world: &World,
        options: &ResolveOptions,
        figures: impl Fn(&Assembly<'_>) -> Vec<Figure>,
    ) -> Vec<Touch> {
        let date = options.date.unwrap_or_else(|| self.date_in(world));
        let mut assembly = Assembly::new(world);
        let mut touches = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let left_out = entry.side == Side::Measure && !options.include_measures;
            let Some(action) =
                entry.action.as_ref().filter(|_| !left_out && entry.window().holds(date))
            else {
                continue;
            };
            let before = figures(&assembly);
            if action.apply(&entry.name.value, date, &mut assembly).is_none() {
                continue;
            }
            let touched =
                before.into_iter().zip(figures(&assembly)).filter(|(old, new)| old != new);
            let touch = |(old, new): (Figure, Figure)| Touch {
                entry: at,
                what: old.what,
                before: old.value,
                after: new.value,
            };
            touches.extend(touched.map(touch));
        }
        touches
    }

    /// Where the name of an entry stands.
    #[must_use]
    pub fn written_at(&self, entry: &Entry) -> Option<Written> {
        self.written(entry.name.place)
    }

    /// The row of an entry's schedule that decides about a link.
    #[must_use]
    pub fn schedule_row(
        &self,
        world: &World,
        entry: &Entry,
        (sector, importer, exporter): (SectorId, EconomyId, EconomyId),
    ) -> Option<Written> {
        let schedule = entry.action.as_ref()?.schedule()?;
        self.written(schedule.row_of(Link { sector, importer, exporter }, world)?)
    }

    fn written(&self, place: Place) -> Option<Written> {
        let file = self.files.get(place.file)?;
        let line = line_and_column(&file.text, place.start).0;
        let text = file.text.lines().nth(line - 1).unwrap_or("").trim().to_owned();
        Some(Written { file: file.name.clone(), line, text })
    }
}
