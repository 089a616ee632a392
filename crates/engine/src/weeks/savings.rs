//! What would each measure have saved? The weeks once more without it, member by member.

use super::follow::Weeks;
use detente_record::row::{CascadeMeasure, Row};
use detente_scenario::{CascadeEvent, CommodityEvent, Entry, Scenario, Side};
use detente_world::World;
use detente_world::table::Table;

/// Savings below this, USD million, have no row of their own.
const NOTICEABLE: f64 = 0.5;

/// What one measure saves.
#[derive(Clone, Debug, PartialEq)]
pub struct Saving {
    /// Its name.
    pub measure: String,
    /// Who takes it.
    pub by: String,
    /// Its kind.
    pub kind: &'static str,
    /// Output lost without it less output lost with it, by member and economy, USD million.
    pub saved: Vec<Vec<f64>>,
}

/// The measures that say something of chains or of the network: only these can save anything here.
pub fn takes_part<'s>(
    scenario: &'s Scenario,
    commodity: &'s [CommodityEvent],
    cascade: &'s [CascadeEvent],
) -> impl Iterator<Item = &'s Entry> {
    scenario.entries.iter().filter(|entry| entry.side == Side::Measure).filter(|entry| {
        let name = &entry.name.value;
        commodity.iter().any(|event| &event.entry == name)
            || cascade.iter().any(|event| &event.entry == name)
    })
}

/// Compares the weeks with and without a measure; none means that nothing falls short.
pub fn saving(entry: &Entry, with: Option<&Weeks>, without: Option<&Weeks>) -> Saving {
    let lost = |weeks: Option<&Weeks>| {
        weeks
            .map(|weeks| weeks.members.iter().map(|run| weeks.lost(run)).collect::<Vec<Vec<f64>>>())
    };
    // A member that runs away with or without the measure tells nothing of it; those of the default
    // rules come first and stay.
    let runs_away = |weeks: Option<&Weeks>| -> Vec<usize> {
        let away = |weeks: &Weeks, at: &usize| {
            weeks.left_out.iter().any(|(name, _)| *name == weeks.members[*at].member.name)
        };
        weeks.map_or(Vec::new(), |weeks| {
            (0..weeks.members.len()).filter(|at| away(weeks, at)).collect()
        })
    };
    let left_out = [runs_away(with), runs_away(without)].concat();
    let (with, without) = (lost(with), lost(without));
    let shape = with.as_ref().or(without.as_ref());
    let (members, economies) =
        shape.map_or((0, 0), |lost| (lost.len(), lost.first().map_or(0, Vec::len)));
    let of = |lost: &Option<Vec<Vec<f64>>>, member: usize, economy: usize| {
        lost.as_ref().map_or(0.0, |lost| lost[member][economy])
    };
    let counts = |member: &usize| !left_out.contains(member);
    let saved = |member: usize| {
        (0..economies)
            .map(|economy| of(&without, member, economy) - of(&with, member, economy))
            .collect()
    };
    Saving {
        measure: entry.name.value.clone(),
        by: entry.by.clone().unwrap_or_default(),
        kind: entry.kind,
        saved: (0..members).filter(counts).map(saved).collect(),
    }
}

/// One row per measure for all economies together (`*`), and one per economy that it moves.
pub fn table(world: &World, savings: &[Saving]) -> Table {
    let mut rows = Vec::new();
    for saving in savings {
        let row = |economy: &'static str, saved: [f64; 3]| CascadeMeasure {
            measure: saving.measure.as_str().into(),
            by: saving.by.as_str().into(),
            kind: saving.kind.into(),
            economy: economy.into(),
            saved_musd: saved.into(),
        };
        rows.push(row("*", band(saving.saved.iter().map(|economies| economies.iter().sum()))));
        for (place, economy) in world.economies.iter().enumerate() {
            let own =
                band(saving.saved.iter().filter_map(|economies| economies.get(place).copied()));
            if own[0].abs().max(own[2].abs()) > NOTICEABLE {
                rows.push(CascadeMeasure { economy: economy.code.as_str().into(), ..row("", own) });
            }
        }
    }
    CascadeMeasure::table(rows)
}

/// The least, that of the middle member and the most; nothing where there is no member.
fn band(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let values: Vec<f64> = values.collect();
    let Some(middle) = values.get(super::members::MIDDLE) else { return [0.0; 3] };
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    [least, *middle, values.iter().copied().fold(f64::NEG_INFINITY, f64::max)]
}
