//! What does a package cost, who pays, and when?

use super::setting::{MILLION, Setting, members};
use super::stream::Stream;
use crate::error::EngineError;
use detente_scenario::{Band, Case, Entry, Scenario, Side, Support};
use detente_world::{EconomyId, World};

/// The cost of one measure: at the low end, in the middle and at the high end of what is known.
#[derive(Clone, Debug)]
pub(super) struct MeasureCost {
    /// By place in the interval, money paid by economy; positive.
    pub streams: [Stream; 3],
    /// Who pays, for people.
    pub paid_by: String,
}

impl MeasureCost {
    /// Paid in all, present value, at each place of the interval.
    pub fn totals(&self) -> [f64; 3] {
        [0, 1, 2].map(|place: usize| self.streams[place].present.iter().sum())
    }
}

/// Where in an interval a future stands: much loss and high cost go together.
pub(super) fn place(case: Case) -> usize {
    match case {
        Case::Low => 0,
        Case::Middle => 1,
        Case::High => 2,
    }
}

/// What a measure costs at a level of its lever (1 for a measure without one); none if it costs
/// nothing.
///
/// # Errors
/// If a payer is not in the world, or a figure is not finite.
pub(super) fn cost_of(
    world: &World,
    setting: &Setting,
    entry: &Entry,
    level: f64,
    support: Option<&Support>,
) -> Result<Option<MeasureCost>, EngineError> {
    if entry.cost.is_none() && support.is_none() {
        return Ok(None);
    }
    let horizon = &setting.horizon;
    let none = || Stream::none(world.economies.len(), horizon);
    let mut streams = [none(), none(), none()];
    let (from, until) = horizon.window(entry.from, entry.until);
    let mut paid_by = Vec::new();
    if let Some(cost) = &entry.cost {
        let size = entry.size.as_ref().map_or(0.0, |size| size.number);
        for (code, share) in &cost.payers {
            paid_by.push(if cost.payers.len() > 1 {
                format!("{code} {:.0} %", share * 100.0)
            } else {
                code.clone()
            });
            let payers = members(world, code);
            let part = share / payers.len().max(1) as f64;
            for payer in payers {
                for (place, stream) in streams.iter_mut().enumerate() {
                    // The size follows the level already, see [`Entry::size`].
                    let once = level * at(cost.capital, place) + size * at(cost.per_unit, place);
                    stream.add_once(
                        payer.0,
                        part * once / MILLION,
                        from - cost.lead_months / 12.0,
                        horizon,
                    );
                    let yearly = level * at(cost.yearly, place);
                    stream.add(payer.0, part * yearly / MILLION, from, until, horizon)?;
                }
            }
        }
    }
    if let Some(support) = support {
        // Money given at home stays there; what raising it costs does not.
        let lost = support.amount * support.cost_of_funds;
        streams
            .iter_mut()
            .for_each(|stream| stream.add_once(support.economy.0, lost, from, horizon));
        paid_by.push(world.economies[support.economy.0].code.clone());
    }
    paid_by.dedup();
    Ok((!paid_by.is_empty()).then(|| MeasureCost { streams, paid_by: paid_by.join(", ") }))
}

/// Measures of a package whose cost is not known, with the economies that take them: whoever takes
/// a measure pays for it where nothing else is said. What nobody takes may fall on any party.
pub(super) fn not_known<'s>(
    world: &World,
    setting: &Setting,
    package: &'s Scenario,
) -> Vec<(&'s str, Vec<EconomyId>)> {
    let open = package
        .entries
        .iter()
        .filter(|entry| entry.side == Side::Measure && !entry.cost_is_known());
    let parties =
        || setting.parties.iter().flat_map(|party| party.members.iter().copied()).collect();
    let by = |entry: &Entry| entry.by.as_ref().map_or_else(parties, |by| members(world, by));
    open.map(|entry| (entry.name.value.as_str(), by(entry))).collect()
}

fn at(band: Band, place: usize) -> f64 {
    [band.low, band.mid, band.high][place]
}

/// The support that a measure pays, if it is one.
pub(super) fn support_of(scenario: &Scenario, world: &World, name: &str) -> Option<Support> {
    let entry = scenario.entries.iter().find(|entry| entry.name.value == name)?;
    let options = detente_scenario::ResolveOptions {
        date: entry.from.or(scenario.start),
        include_measures: true,
    };
    let resolved = detente_scenario::resolve(scenario, world, &options).ok()?;
    resolved.supports.into_iter().find(|support| support.name == name)
}
