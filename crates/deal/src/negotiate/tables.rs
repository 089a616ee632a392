//! What are the tables of a negotiation, column by column?
//!
//! Money in USD million, present value at the first day that counts, over the whole horizon,
//! against the disagreement point; docs/outputs.md has every column.

use super::aims::{Aim, Choice};
use super::cost::{cost_of, not_known};
use super::deals::{Prospects, expected};
use super::ledger::{paid, sweetener};
use super::request::{Deal, Found};
use crate::error::DealError;
use detente_bargain::{BargainError, Futures, Outcomes, Punishment};
use detente_record::row::{self, Row};
use detente_record::{FutureNote, PackageNote};
use detente_scenario::{Disagreement, Future, Scenario};
use detente_world::table::Table;
use detente_world::{Band, World};

/// Third parties shown for each deal.
const THIRD: usize = 12;
/// Third parties followed through the states of the world, besides those with a floor.
const FOLLOWED: usize = 3;
/// Points of the frontier.
const POINTS: usize = 300;
/// The row of prices for what parties have over the disagreement point where no item is agreed.
const BEFORE: &str = "before any item is agreed";

/// All tables, why there is no deal if there is none, and the levels of the deal to run.
type Made = ([Table; 9], Option<String>, Option<Vec<Option<f64>>>);

pub(super) fn tables(world: &World, found: &Found) -> Result<Made, DealError> {
    let chosen = found.deals.iter().find(|deal| deal.name == "nash");
    let blocked = if chosen.is_none() { Some(why_not(world, found)?) } else { None };
    let tables = [
        items(world, found)?,
        payoffs(world, found)?,
        futures(world, found),
        frontier(found)?,
        ledger(world, found)?,
        shapley(found),
        sensitivity(found),
        enforcement(found),
        sweeteners(found)?,
    ];
    Ok((tables, blocked, chosen.map(|deal| deal.prospects.taken.clone())))
}

/// Who blocks, at the package that comes nearest in expectation.
fn why_not(world: &World, found: &Found) -> Result<String, DealError> {
    let payoffs = found.pool.iter().map(Prospects::utilities).collect();
    let third = |at: usize, economy: detente_world::EconomyId| {
        expected(&found.odds, &found.pool[at].by_economy[economy.0])
    };
    let problem = super::deals::outcomes(world, found.setting, payoffs, third);
    let problem = match problem {
        Ok(problem) => problem,
        Err(DealError::Package(error @ BargainError::Vetoed { .. })) => {
            return Ok(error.to_string());
        }
        Err(error) => return Err(error),
    };
    let nearest = problem.nearest();
    Ok(format!(
        "{} (the nearest package: {})",
        nearest,
        package_name(found, &found.pool[nearest.outcome].taken)
    ))
}

/// The items of a package by name, each with its level where it is not taken in full: packages with
/// one name are one package.
fn package_name(found: &Found, levels: &[Option<f64>]) -> String {
    let levers = found.evaluators[0].scenario.levers().iter();
    let one = |((lever, level), nothing): ((&detente_scenario::Lever, &Option<f64>), &f64)| {
        let (level, name) = ((*level)?, lever.entry.clone());
        let Some(range) = &lever.range else { return Some(name) };
        match (level - nothing).abs() {
            1.0 => Some(name),
            _ => Some(format!("{name} at {}", quantity(range.value(level), &range.unit))),
        }
    };
    let taken: Vec<String> = levers.zip(levels).zip(&found.nothing_at).filter_map(one).collect();
    if taken.is_empty() { "nothing".to_owned() } else { taken.join("; ") }
}

/// `-18.318525 %`, `USD 3450 million`.
fn quantity(value: f64, unit: &str) -> String {
    let value = (value * 1e6).round() / 1e6;
    unit.strip_prefix("USD ")
        .map_or_else(|| format!("{value} {unit}"), |scale| format!("USD {value} {scale}"))
}

fn items(world: &World, found: &Found) -> Result<Table, DealError> {
    let mut rows = Vec::new();
    let scenario = &found.evaluators[0].scenario;
    for deal in found.deals.iter().filter(|deal| deal.name != "none") {
        let taken = scenario.with_levels(&deal.prospects.taken)?;
        for ((lever, level), nothing) in
            scenario.levers().iter().zip(&deal.prospects.taken).zip(&found.nothing_at)
        {
            let Some(entry) = scenario.entries.iter().find(|entry| entry.name.value == lever.entry)
            else {
                continue;
            };
            let (unit, least, most) =
                lever.range.as_ref().map_or((String::new(), 0.0, 1.0), |range| {
                    (range.unit.clone(), range.min, range.max)
                });
            // How far from where it does least, so that 0 is nothing whichever way the range is
            // written.
            let whole = |level: f64| if lever.range.is_some() { level } else { 1.0 };
            let taken_up = level.map_or(0.0, |level| (whole(level) - nothing).abs());
            let agreed = match (&lever.range, level) {
                (Some(range), Some(level)) => range.value(*level),
                (None, Some(_)) => 1.0,
                (_, None) => 0.0,
            };
            let cost = item_cost(
                world,
                found,
                &taken,
                &lever.entry,
                level.map(|level| lever.share(level)),
            )?;
            let from = entry.from.map_or(String::new(), |from| from.to_string());
            // What nobody can put a figure on is not zero.
            let open = level.is_some() && !entry.cost_is_known();
            let known = cost.map(|cost| {
                let [low, _, high] = cost.totals();
                Band { low, mid: total(&found.odds, found.futures, &cost), high }
            });
            rows.push(row::PackageItem {
                item: lever.entry.as_str().into(),
                by: lever.by.as_str().into(),
                r#for: entry.beneficiary.clone().unwrap_or_default().into(),
                kind: entry.kind.into(),
                unit: unit.into(),
                from: from.into(),
                deal: deal.name.as_str().into(),
                low: least,
                high: most,
                agreed,
                level: taken_up,
                cost_musd: known.or((!open).then(Band::default)),
                taken: level.is_some(),
            });
        }
    }
    Ok(row::PackageItem::table(rows))
}

/// What a measure costs everybody, the mean over states of the world.
fn total(odds: &Futures, futures: &[Future], cost: &super::cost::MeasureCost) -> f64 {
    let totals = cost.totals();
    let of = futures.iter().zip(odds.probabilities());
    of.map(|(future, probability)| probability * totals[super::cost::place(future.case)]).sum()
}

/// A level for people: `17 t/yr`, `taken`, `not taken`.
fn told(lever: &detente_scenario::Lever, level: Option<f64>) -> String {
    match (&lever.range, level) {
        (_, None) => "not taken".to_owned(),
        (None, Some(_)) => "taken".to_owned(),
        (Some(range), Some(level)) => quantity(range.value(level), &range.unit),
    }
}

/// What an item costs at its level; none if it is not taken or costs nothing.
fn item_cost(
    world: &World,
    found: &Found,
    taken: &Scenario,
    item: &str,
    level: Option<f64>,
) -> Result<Option<super::cost::MeasureCost>, DealError> {
    let Some(level) = level else { return Ok(None) };
    let Some(entry) = taken.entries.iter().find(|entry| entry.name.value == item) else {
        return Ok(None);
    };
    cost_of(world, found.setting, entry, level, found.evaluators[0].support(item))
}

fn payoffs(world: &World, found: &Found) -> Result<Table, DealError> {
    let mut rows = Vec::new();
    let setting = found.setting;
    for deal in &found.deals {
        let prospects = &deal.prospects;
        let none = deal.name == "none";
        let package = found.evaluators[0].scenario.with_levels(&prospects.taken)?;
        let open = if none { Vec::new() } else { not_known(world, setting, &package) };
        let open_to = |payer: &dyn Fn(usize) -> bool| {
            let own = open.iter().filter(|(_, by)| by.iter().any(|economy| payer(economy.0)));
            own.map(|(name, _)| *name).collect::<Vec<&str>>().join("; ")
        };
        let (given, outlay) = (&prospects.laid_out.given, &prospects.laid_out.total);
        for (at, party) in setting.parties.iter().enumerate() {
            let prospect = &prospects.parties[at];
            let part = |part: usize| setting.by_party(&prospects.parts[part])[at];
            let risk = prospect.certainty_equivalent - prospect.mean;
            let parts: [f64; 4] = std::array::from_fn(part);
            // Against another disagreement point than no measures the difference is one of years.
            let years = prospect.mean - parts[0] - parts[1] - parts[3];
            let open = open_to(&|economy| setting.party_of[economy] == Some(at));
            let row = row::PackagePayoff {
                deal: deal.name.as_str().into(),
                economy: party.name.as_str().into(),
                role: "party".into(),
                cost_not_known: open.into(),
                weeks_musd: parts[0],
                months_musd: parts[1],
                years_musd: years,
                cost_musd: parts[3],
                risk_musd: risk,
                gain_musd: [prospect.least, prospect.certainty_equivalent, prospect.most].into(),
                probability_gain: prospect.probability_of_gain,
                given_musd: setting.by_party(given)[at],
                outlay_musd: prospects.outlay[at],
            };
            rows.push(if none { without_figures(row) } else { row });
        }
        let mut third: Vec<usize> = (0..world.economies.len())
            .filter(|economy| setting.party_of[*economy].is_none())
            .collect();
        let mean = |economy: &usize| expected(&found.odds, &prospects.by_economy[*economy]);
        third.sort_by(|a, b| mean(b).abs().total_cmp(&mean(a).abs()).then(a.cmp(b)));
        let floor = |economy: &usize| setting.floors.iter().any(|(own, _)| own.0 == *economy);
        let shown: Vec<usize> = third
            .iter()
            .enumerate()
            .filter(|(rank, at)| *rank < THIRD || floor(at))
            .map(|(_, at)| *at)
            .collect();
        for economy in shown {
            let gains = &prospects.by_economy[economy];
            let sure = found.odds.prospect(gains, 0.0);
            let (least, most, probability) = sure
                .map_or((0.0, 0.0, 0.0), |sure| (sure.least, sure.most, sure.probability_of_gain));
            let part = |part: usize| prospects.parts[part][economy];
            let years = mean(&economy) - part(0) - part(1) - part(3);
            let gain = mean(&economy);
            let row = row::PackagePayoff {
                deal: deal.name.as_str().into(),
                economy: world.economies[economy].code.as_str().into(),
                role: "third".into(),
                cost_not_known: open_to(&|own| own == economy).into(),
                weeks_musd: part(0),
                months_musd: part(1),
                years_musd: years,
                cost_musd: part(3),
                risk_musd: 0.0,
                gain_musd: [least, gain, most].into(),
                probability_gain: probability,
                given_musd: given[economy],
                outlay_musd: outlay[economy],
            };
            rows.push(if none { without_figures(row) } else { row });
        }
    }
    Ok(row::PackagePayoff::table(rows))
}

/// Of no deal: the same economy, with nothing gained or paid.
fn without_figures(row: row::PackagePayoff<'_>) -> row::PackagePayoff<'_> {
    row::PackagePayoff {
        weeks_musd: 0.0,
        months_musd: 0.0,
        years_musd: 0.0,
        cost_musd: 0.0,
        risk_musd: 0.0,
        gain_musd: Band::default(),
        probability_gain: 0.0,
        given_musd: 0.0,
        outlay_musd: 0.0,
        ..row
    }
}

/// The third parties that the main deal moves most in any future, and those with a floor.
fn followed(found: &Found) -> Vec<usize> {
    let setting = found.setting;
    let moved = |economy: &usize| {
        let gains = found.main.prospects.by_economy[*economy].iter();
        gains.fold(0.0, |most: f64, gain| most.max(gain.abs()))
    };
    let mut third: Vec<usize> = (0..setting.party_of.len())
        .filter(|economy| setting.party_of[*economy].is_none())
        .collect();
    third.sort_by(|a, b| moved(b).total_cmp(&moved(a)).then(a.cmp(b)));
    let floor = |economy: &usize| setting.floors.iter().any(|(own, _)| own.0 == *economy);
    let kept = |(rank, economy): &(usize, &usize)| {
        (*rank < FOLLOWED && moved(economy) > 0.0) || floor(economy)
    };
    third.iter().enumerate().filter(kept).map(|(_, economy)| *economy).collect()
}

fn futures(world: &World, found: &Found) -> Table {
    let mut rows = Vec::new();
    let followed = followed(found);
    for deal in found.deals.iter().filter(|deal| deal.name != "none") {
        for (at, future) in found.futures.iter().enumerate() {
            let gain = |economy: usize| deal.prospects.by_economy[economy][at];
            let parties = found.setting.parties.iter().map(|party| {
                let members = party.members.iter().map(|member| gain(member.0));
                (party.name.as_str(), members.sum::<f64>())
            });
            let third = followed
                .iter()
                .map(|economy| (world.economies[*economy].code.as_str(), gain(*economy)));
            rows.extend(parties.chain(third).map(|(economy, gain_musd)| row::PackageState {
                deal: deal.name.as_str().into(),
                state: future.name.as_str().into(),
                economy: economy.into(),
                probability: future.probability,
                gain_musd,
            }));
        }
    }
    row::PackageState::table(rows)
}

/// Every package that was valued in all states of the world, by what parties gain over them: the deals first,
/// then what no package shown dominates, then the others.
fn frontier(found: &Found) -> Result<Table, DealError> {
    let deals: Vec<&Deal> = found.deals.iter().filter(|deal| deal.name != "none").collect();
    let names = |prospects: &Prospects| {
        let same = deals.iter().filter(|deal| deal.prospects.taken == prospects.taken);
        same.map(|deal| deal.name.as_str()).collect::<Vec<&str>>().join("+")
    };
    let mut distinct: Vec<&Prospects> = Vec::new();
    for prospects in deals.iter().map(|deal| &deal.prospects).chain(&found.pool) {
        if !distinct.iter().any(|known| known.taken == prospects.taken) {
            distinct.push(prospects);
        }
    }
    let parties = found.setting.parties.iter().map(|party| party.name.clone()).collect();
    let payoffs = distinct.iter().map(|prospects| prospects.utilities()).collect();
    let outcomes = Outcomes::new(parties, vec![0.0; found.setting.parties.len()], payoffs)?;
    let undominated = detente_bargain::frontier(&outcomes);
    let solved = |at: &usize| !names(distinct[*at]).is_empty();
    let (solutions, others): (Vec<usize>, Vec<usize>) = (0..distinct.len()).partition(solved);
    let others = others.into_iter().filter(|at| !undominated.contains(at)).collect::<Vec<usize>>();
    let best = undominated.iter().copied().filter(|at| !solved(at)).collect::<Vec<usize>>();
    // Spread over all of them where there are too many.
    let spread =
        others.len().div_ceil(POINTS.saturating_sub(solutions.len() + best.len()).max(1)).max(1);
    let mut rows = Vec::new();
    let shown = solutions.into_iter().chain(best).chain(others.into_iter().step_by(spread));
    for (point, at) in shown.enumerate() {
        let prospects = distinct[at];
        let package = package_name(found, &prospects.taken);
        for (party, gain_musd) in found.setting.parties.iter().zip(prospects.utilities()) {
            rows.push(row::PackagePoint {
                point: format!("p{}", point + 1).into(),
                solution: names(prospects).into(),
                package: package.clone().into(),
                party: party.name.as_str().into(),
                gain_musd,
                on_frontier: undominated.contains(&at),
            });
        }
    }
    Ok(row::PackagePoint::table(rows))
}

fn ledger(world: &World, found: &Found) -> Result<Table, DealError> {
    let mut rows = Vec::new();
    let (setting, scenario) = (found.setting, &found.evaluators[0].scenario);
    let levels = &found.main.prospects.taken;
    let taken = scenario.with_levels(levels)?;
    for (at, lever) in scenario.levers().iter().enumerate() {
        let Some(entry) = scenario.entries.iter().find(|entry| entry.name.value == lever.entry)
        else {
            continue;
        };
        let cost = item_cost(
            world,
            found,
            &taken,
            &lever.entry,
            levels[at].map(|level| lever.share(level)),
        )?;
        let pays = cost.as_ref().map_or_else(
            || vec![0.0; setting.parties.len()],
            |cost| paid(setting, found.futures, &found.odds, cost),
        );
        let paid_by = cost.map_or(String::new(), |cost| cost.paid_by);
        let from = entry.from.map_or(String::new(), |from| from.to_string());
        for (party, own) in setting.parties.iter().enumerate() {
            let price = found.prices.items[at].as_ref();
            let first = price.map_or(0.0, |price| price.value.first_in.by_party[party]);
            let last = price.map_or(0.0, |price| price.value.last_in.by_party[party]);
            let gives = price.is_some() && setting.taken_by[at] == Some(party);
            let open = levels[at].is_some()
                && setting.taken_by[at] == Some(party)
                && !entry.cost_is_known();
            // Worth net of what it pays itself: who gains before cost gets something.
            let gets = first + pays[party] > 0.0;
            let role = match (gives, gets) {
                (true, true) => "both",
                (true, false) => "gives",
                (false, true) => "gets",
                (false, false) => "none",
            };
            rows.push(row::PackageLedger {
                item: lever.entry.as_str().into(),
                by: lever.by.as_str().into(),
                r#for: entry.beneficiary.clone().unwrap_or_default().into(),
                party: own.name.as_str().into(),
                role: role.into(),
                effect_from: from.clone().into(),
                paid_by: paid_by.clone().into(),
                additionality: found.additionality[at].how.as_str().into(),
                deal: found.main.name.as_str().into(),
                level: told(lever, levels[at]).into(),
                cost_musd: (!open).then_some(pays[party]),
                worth_first_musd: first,
                worth_last_musd: last,
                additional_share: found.additionality[at].share,
                budget_musd: setting.budget[party],
            });
        }
    }
    Ok(row::PackageLedger::table(rows))
}

/// Prices of the items of the main deal at the levels agreed. The rows of a party add up to what it
/// gains by the deal.
fn shapley(found: &Found) -> Table {
    let mut rows = Vec::new();
    let row = |item: String, party: &str, level: String, [price, first, last, error]: [f64; 4]| {
        row::PackagePrice {
            item: item.into(),
            party: party.to_owned().into(),
            deal: found.main.name.as_str().into(),
            level: level.into(),
            shapley_musd: price,
            first_musd: first,
            last_musd: last,
            shapley_error_musd: error,
        }
    };
    let prices = found.evaluators[0].scenario.levers().iter().zip(&found.prices.items);
    for ((lever, price), level) in prices.zip(&found.main.prospects.taken) {
        for (party, own) in found.setting.parties.iter().enumerate() {
            let figures = price.as_ref().map_or([0.0; 4], |price| {
                let of = |worth: &detente_bargain::Worth| worth.by_party[party];
                let value = &price.value;
                [of(&value.shapley), of(&value.first_in), of(&value.last_in), price.error[party]]
            });
            rows.push(row(lever.entry.clone(), &own.name, told(lever, *level), figures));
        }
    }
    if found.prices.without.iter().any(|gain| *gain != 0.0) {
        for (own, gain) in found.setting.parties.iter().zip(&found.prices.without) {
            let figures = [*gain, *gain, *gain, 0.0];
            rows.push(row(BEFORE.to_owned(), &own.name, String::new(), figures));
        }
    }
    row::PackagePrice::table(rows)
}

/// What is chosen where a party has more or less without a deal; gains are over the disagreement
/// point as it is moved.
fn sensitivity(found: &Found) -> Table {
    let mut rows = Vec::new();
    for (aim, choice) in &found.shifts {
        let Aim::Moved { party, shift } = aim else { continue };
        let shifted = &found.setting.parties[*party].name;
        let (package, gains) = match choice {
            Choice::Agreed { at, gains, .. } => {
                (package_name(found, &found.pool[*at].taken), gains.clone())
            }
            Choice::Blocked(party) => {
                (format!("no deal: {party} blocks"), vec![0.0; found.setting.parties.len()])
            }
        };
        for (party, gain_musd) in found.setting.parties.iter().zip(gains) {
            rows.push(row::PackageShift {
                shifted_party: shifted.as_str().into(),
                concept: "nash".into(),
                party: party.name.as_str().into(),
                package: package.clone().into(),
                shift_musd: *shift,
                gain_musd,
            });
        }
    }
    row::PackageShift::table(rows)
}

fn enforcement(found: &Found) -> Table {
    let mut rows = Vec::new();
    let factor = 1.0 / (1.0 + found.setting.negotiation.discount);
    for kept in &found.kept {
        let punishment = match kept.punishment {
            Punishment::Grim => "grim",
            Punishment::Limited { .. } => "two years",
        };
        let (year, amount) =
            kept.hold_up.worst.map_or((0.0, 0.0), |(year, amount)| ((year + 1) as f64, amount));
        rows.push(row::PackageEnforcement {
            party: found.setting.parties[kept.party].name.as_str().into(),
            punishment: punishment.into(),
            deviation_musd_per_year: kept.stakes.deviation,
            agreement_musd_per_year: kept.stakes.agreement,
            punished_musd_per_year: kept.stakes.punishment,
            critical_discount_factor: kept.test.critical_discount_factor.unwrap_or(1.0),
            discount_factor: factor,
            holds: kept.test.holds,
            margin_musd: kept.test.margin,
            hold_up_year: year,
            hold_up_musd: amount,
        });
    }
    row::PackageEnforcement::table(rows)
}

fn sweeteners(found: &Found) -> Result<Table, DealError> {
    let mut rows = Vec::new();
    for deal in found.deals.iter().filter(|deal| deal.name != "none") {
        let gains = deal.prospects.utilities();
        let sweet = sweetener(&gains)?;
        let payers: Vec<&str> = found
            .setting
            .parties
            .iter()
            .zip(&sweet.payments)
            .filter(|(_, payment)| **payment < 0.0)
            .map(|(party, _)| party.name.as_str())
            .collect();
        let left: f64 = sweet
            .payments
            .iter()
            .zip(&sweet.gains)
            .filter(|(payment, _)| **payment < 0.0)
            .map(|(_, gain)| gain)
            .sum();
        let nobody = if sweet.all_sign() { "" } else { "nobody can" };
        for (party, need) in found.setting.parties.iter().zip(&sweet.needs) {
            let by = if *need > 0.0 && !payers.is_empty() {
                payers.join(", ")
            } else if *need > 0.0 {
                nobody.to_owned()
            } else {
                String::new()
            };
            rows.push(row::PackageSweetener {
                deal: deal.name.as_str().into(),
                party: party.name.as_str().into(),
                paid_by: by.into(),
                payment_musd: *need,
                payer_gain_musd: if *need > 0.0 { left } else { 0.0 },
            });
        }
    }
    Ok(row::PackageSweetener::table(rows))
}

/// What the report says beside the tables.
pub(super) fn note(world: &World, found: &Found, seconds: f64) -> PackageNote {
    let setting = found.setting;
    let last = setting.horizon.end.yesterday().unwrap_or(setting.horizon.end);
    let disagreement = match &setting.negotiation.disagreement {
        Disagreement::StatusQuo => "the shocks, without any measure".to_owned(),
        Disagreement::NashTariffs => {
            "a tariff war among the parties: their Nash tariffs on each other's goods, one rate per partner".to_owned()
        }
        Disagreement::Given(_) => "as the scenario gives it, against the shocks alone".to_owned(),
    };
    let mut notes = setting.notes.clone();
    notes.extend(arising(world, found));
    notes.push(format!(
        "Every figure of a deal is its expectation over all states of the world, in which {} packages were valued. They were chosen from {} packages, \
         each valued exactly in {} `{}`.",
        found.pool.len(),
        found.screened,
        if found.futures.iter().all(|future| future.probability == found.futures[0].probability) {
            "the first state of the world,"
        } else {
            "the most probable state of the world,"
        },
        found.futures[0].name,
    ));
    notes.push(priced(found));
    notes.push(
        "Weeks count value added that stopped lines do not earn, months what goods cost and earn, years the equivalent variation of policy; \
         lines that stop do not change what a tariff does, nor the other way round."
            .to_owned(),
    );
    notes.push(
        "Cost beyond the horizon is not counted, nor is what a plant is still worth at its end."
            .to_owned(),
    );
    notes.extend(open_costs(world, found));
    let futures = found.futures.iter().map(|future| FutureNote {
        name: future.name.clone(),
        probability: future.probability,
        source: future.source.clone(),
    });
    PackageNote {
        parties: setting.parties.iter().map(|party| party.name.clone()).collect(),
        first_day: setting.horizon.start.to_string(),
        last_day: last.to_string(),
        discount: setting.negotiation.discount,
        disagreement,
        futures: futures.collect(),
        evaluations: found.screened + found.pool.len() * found.futures.len(),
        notes,
        seconds: Some(seconds),
    }
}

/// What measures of the main deal cost that nobody knows.
fn open_costs(world: &World, found: &Found) -> Option<String> {
    let package = found.evaluators[0].scenario.with_levels(&found.main.prospects.taken).ok()?;
    let open = not_known(world, found.setting, &package);
    let names: Vec<String> = open.iter().map(|(name, _)| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| {
        format!(
            "What {} costs is not known and not counted: whoever pays for it pays at least, and gains at most, what the tables say.",
            names.join(", ")
        )
    })
}

/// What the prices are of, and how exact they are.
fn priced(found: &Found) -> String {
    let what = if found.main.name == "nash" { "the Nash bargain" } else { "everything offered" };
    let how = match found.prices.orders {
        None => "Every part of it was valued, so the prices are exact.".to_owned(),
        Some(orders) => {
            format!(
                "They are means over {orders} orders drawn, with the standard error that stands beside them."
            )
        }
    };
    format!(
        "Prices of items and the ledger are of {what} at the levels agreed, in expectation over the states of the world. The prices of a party add up to \
         its gain, after cost and risk. {how}"
    )
}

/// Where the value of procurements arises.
fn arising(world: &World, found: &Found) -> Vec<String> {
    let reference = &found.evaluators[0];
    let mut said = Vec::new();
    let Ok(scenario) = reference.scenario.with_levels(&found.main.prospects.taken) else {
        return said;
    };
    let Ok(weighted) = reference.years.weighted(found.setting, &scenario) else { return said };
    let mut named: Vec<&str> = Vec::new();
    for (_, _, solved) in &weighted {
        for procurement in &solved.state.procurements {
            if named.contains(&procurement.name.as_str()) {
                continue;
            }
            named.push(&procurement.name);
            let owned = procurement.owner_share * procurement.amount;
            let origins: Vec<String> = procurement
                .origins
                .iter()
                .map(|(origin, share)| {
                    let value = share * (procurement.amount - owned);
                    format!("USD {value:.0} million in {}", world.economies[origin.0].code)
                })
                .collect();
            said.push(format!(
                "Of USD {:.0} million a year for `{}`, USD {owned:.0} million accrue to {} as the owner and are no export; {} arise where it is made.",
                procurement.amount,
                procurement.name,
                world.economies[procurement.seller.0].code,
                origins.join(", ")
            ));
        }
    }
    said
}
