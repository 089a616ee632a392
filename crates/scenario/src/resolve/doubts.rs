//! What is written but probably not meant: a customs union that taxes itself, a duty that is in the
//! baseline already.

use crate::kinds::entry::Entry;
use crate::kinds::kind::Levied;
use crate::select::links::Link;
use crate::text::report::Diagnostic;
use crate::written::scenario::Scenario;
use detente_world::{EconomyId, SectorId, World};
use jiff::civil::Date;

/// Warnings about the duties of a scenario. Names have been checked.
pub(crate) fn find(scenario: &Scenario, world: &World, problems: &mut Vec<Diagnostic>) {
    let unions: Vec<(&str, Vec<bool>)> =
        world.customs_unions().into_iter().map(|union| (union, members(world, union))).collect();
    problems.extend(idle_basis(scenario));
    for entry in &scenario.entries {
        problems.extend(crate::resolve::goods::spoken_of(entry, world));
        let Some(levied) = entry.action.as_ref().and_then(|action| action.levied(world)) else {
            continue;
        };
        for (union, members) in &unions {
            problems.extend(taxes_itself(entry.kind, &levied, union, members));
        }
        problems.extend(in_baseline(entry, &levied, world));
    }
}

/// `basis` where no schedule has rates on both.
fn idle_basis(scenario: &Scenario) -> Option<Diagnostic> {
    let written = scenario.tree.get("basis")?;
    let actions = scenario.entries.iter().filter_map(|entry| entry.action.as_ref());
    let mut schedules = actions.filter_map(|action| action.schedule());
    if schedules.any(|schedule| schedule.both) {
        return None;
    }
    let message = "`basis` changes nothing: no schedule has duties by law and as collected";
    let hint = "`detente tariffs --schedule FILE` writes a schedule with both";
    Some(Diagnostic::warning(written.key_place, message, "nothing to choose").hint(hint))
}

fn members(world: &World, union: &str) -> Vec<bool> {
    let mut members = vec![false; world.economies.len()];
    world.group(union).into_iter().for_each(|economy| members[economy.0] = true);
    members
}

fn taxes_itself(kind: &str, levied: &Levied, union: &str, members: &[bool]) -> Option<Diagnostic> {
    let inside = levied
        .links
        .iter()
        .filter(|link| members[link.importer.0] && members[link.exporter.0])
        .count();
    // One member's tax on its own exports is its own affair; that of several is a policy of the
    // union.
    let first = levied.links.first().map(|link| link.exporter);
    let own = kind == "export-tax" && levied.links.iter().all(|link| Some(link.exporter) == first);
    if inside == 0 || own {
        return None;
    }
    let count = if inside == 1 { "1 link".to_owned() } else { format!("{inside} links") };
    let all_inside = levied.links.iter().all(|link| members[link.importer.0]);
    let hint = match levied.exporter.as_deref() {
        Some(words) if all_inside => {
            let words: Vec<String> = words.split(' ').map(|word| format!("\"{word}\"")).collect();
            format!("leave its members out: exporter = [{}, \"-{union}\"]", words.join(", "))
        }
        _ => format!(
            "give `{union}` an entry of its own, with \"-{union}\" among its exporters, and leave it out of the importers here"
        ),
    };
    let message =
        format!("`{union}` taxes itself: {count} of this entry are inside the customs union");
    Some(
        Diagnostic::warning(levied.place, message, "a customs union charges its members no duty")
            .hint(hint),
    )
}

fn in_baseline(entry: &Entry, levied: &Levied, world: &World) -> Option<Diagnostic> {
    let from = levied.adds?.or(entry.from)?;
    if entry.kind != "tariff" {
        return None;
    }
    let holds = |link: &&Link| holds_already(world, **link, from).is_some();
    let links = levied.links.iter().filter(holds).count();
    let first = levied.links.iter().find(holds)?;
    let year = holds_already(world, *first, from)?;
    let rate = crate::value::quantity::percent(world.tariff.get(
        first.sector,
        first.importer,
        first.exporter,
    ));
    let message = format!(
        "`{}` may be in the baseline already: it begins on {from}, and the tariffs of the world are those of {year}",
        entry.name.value
    );
    let links = if links == 1 { "1 link".to_owned() } else { format!("{links} links") };
    let label =
        format!("{links} with a duty in the baseline, such as {}: {rate}", first.describe(world));
    let hint = "a duty that is in the baseline counts twice if it is added; leave the entry out, or set the whole rate: rate = { set = ... }";
    Some(Diagnostic::warning(entry.name.place, message, label).hint(hint))
}

/// The year whose duties the baseline of a link holds, if a duty from that day on can be among
/// them.
fn holds_already(world: &World, link: Link, from: Date) -> Option<i32> {
    let charged = world.tariff.get(link.sector, link.importer, link.exporter) > 0.0;
    let year = charged.then(|| world.tariff_year(link.importer, link.exporter))?;
    (i32::from(from.year()) <= year).then_some(year)
}

impl Scenario {
    /// The year of the world's tariffs, if a duty that an entry adds on a link was in force before
    /// its end, and may be in the baseline already.
    #[must_use]
    pub fn may_be_in_baseline(
        &self,
        world: &World,
        entry: &Entry,
        link: (SectorId, EconomyId, EconomyId),
    ) -> Option<i32> {
        let levied = entry.action.as_ref().filter(|_| entry.kind == "tariff")?.levied(world)?;
        let from = levied.adds?.or(entry.from)?;
        let (sector, importer, exporter) = link;
        holds_already(world, Link { sector, importer, exporter }, from)
    }
}
