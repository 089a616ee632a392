//! What does a run say of itself beside its tables?

use crate::acting::{Acting, acting};
use crate::focus::{Touched, named};
use crate::months::Months;
use crate::source::LoadedWorld;
use detente_record::catalogue::{Closure, TradeForm};
use detente_record::{Certificate, ChainNote, Entry, Named, Summary, WorldNote};
use detente_scenario::{
    Deficits, Foresight, Resolved, ResolvedEntry, SectorOptions, Standing, TradeOptions, in_words,
};
use detente_trade::{Counterfactual, Solution};

/// Fewest economies a report puts first.
const FOCUS: usize = 4;

/// Says what the residual is, once.
const NORM: &str = "the largest change that one more sweep would make to any log price, spending ratio or excess demand for labour";

/// From how many years on trade has answered in full.
const LONG_RUN: f64 = 10.0;

/// What is said of the horizon.
fn reach(horizon: Option<&str>) -> String {
    let far =
        horizon.map_or("in full".to_owned(), |length| format!("as far as they do within {length}"));
    format!(
        "Wages and prices clear every market, and buyers have changed suppliers {far}. The years say nothing about stocks, delivery times or lines that stop."
    )
}

/// What the trade engine leaves out; every report says so. What the data leave out, the world notes
/// itself.
const LIMITS: [&str; 3] = [
    "The model of the years has no migration, exchange rates or monetary policy; capital grows, and wages may have a floor, along the path alone. Labour moves freely between the sectors of an economy.",
    "Trade balances are held as the options above say; the model does not explain why an economy saves or borrows.",
    "A sector is an average: a tariff on a few products of a sector enters as its import-weighted mean, and the trade elasticity of the sector applies to all of it.",
];

/// Gathers the summary; the hash of the manifest is not yet known.
pub(crate) fn summary(
    name: &str,
    (toml, schedules): (&str, &[(String, String)]),
    overrides: &[String],
    resolved: &Resolved,
    loaded: &LoadedWorld,
    (question, solution): (&Counterfactual, &Solution),
) -> Summary {
    let world = &loaded.world;
    let touched = Touched::of(&resolved.state, world);
    let importers = touched.importers(world);
    let written = toml.parse::<toml::Table>().unwrap_or_default();
    let nests = resolved.trade.nests.as_ref();
    let horizon = nests.and_then(|own| own.horizon).filter(|years| *years < LONG_RUN).map(in_words);
    let mut focus = named(toml, world);
    for code in importers.iter().take(2).cloned().chain(touched.exporters(world)) {
        if focus.len() < FOCUS && !focus.contains(&code) {
            focus.push(code);
        }
    }
    Summary {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: name.to_owned(),
        title: resolved.title.clone(),
        date: resolved.date.to_string(),
        entries: resolved
            .entries
            .iter()
            .map(|own| entry(own, acting(&written, own, schedules, world)))
            .collect(),
        focus,
        importers,
        overrides: overrides.to_vec(),
        options: options(&resolved.trade),
        otherwise: Vec::new(),
        elasticities: nests.map(|own| own.known_as.clone()),
        horizon: horizon.clone(),
        unsettled: false,
        form: Some(form(&resolved.trade, question)),
        limits: std::iter::once(reach(horizon.as_deref()))
            .chain(LIMITS.iter().map(|limit| (*limit).to_owned()))
            .collect(),
        world: note(loaded),
        certificate: certificate(solution),
        manifest: String::new(),
        commodity: Vec::new(),
        package: None,
    }
}

/// What runs as a range although no figure says so; every report of a chain says it.
const ASSUMED: [&str; 5] = [
    "How easily a flow changes its route: elasticity 3 to 30, central 10. Assumed.",
    "How output follows price: elasticity 0.2 to 1 at the source, 2 to 10 in conversion. Assumed.",
    "How use answers to price: the interval of the chain; between bounds without a middle their geometric mean; an elasticity of zero is taken as 0.05.",
    "How much is in store: the interval of the chain. Holders value the last unit 1.5 to 3 times the base price. Assumed.",
    "The base year goes on but for the entries: no growth, no new plants but those of measures, recipes at their middle values.",
];
/// What is known in advance.
const ROLLING: &str = "Nobody knows what has not happened yet: each period is decided in the belief that what is in force stays.";
const FORESEEN: &str = "Everything is known from the first day, as the scenario asks: a shock that is foreseen is rationed in advance.";

/// What a report says of a chain beside its tables.
pub(crate) fn chain_note(months: &Months) -> ChainNote {
    let chain = &months.chain;
    let [low, middle, high] = &months.cases;
    let known = if months.foresight == Foresight::Perfect { FORESEEN } else { ROLLING };
    ChainNote {
        id: chain.id.clone(),
        title: chain.title.clone(),
        unit: chain.unit.clone(),
        price_unit: chain.price_unit.clone(),
        base_year: chain.base_year,
        goods: chain.goods.iter().map(|good| Named::new(&good.code, &good.name)).collect(),
        economies: chain.economies.iter().map(|one| Named::new(&one.code, &one.name)).collect(),
        assumed: ASSUMED.iter().chain([&known]).map(|line| (*line).to_owned()).collect(),
        refused: middle.posed.market.refused.clone(),
        residual: low.residual.max(middle.residual).max(high.residual),
        programmes: if months.foresight == Foresight::Perfect { 3 } else { 3 * months.spans.len() },
        sources: chain.sources.clone(),
        notes: middle.posed.market.notes.clone(),
    }
}

fn entry(entry: &ResolvedEntry, acting: Acting) -> Entry {
    let start = entry.phase.or(entry.from);
    let mut period = match (start, entry.until) {
        (Some(from), Some(until)) => format!("{from} to {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "throughout".to_owned(),
    };
    match entry.standing {
        Standing::InForce => {}
        Standing::NotYet => period.push_str(", not yet in force"),
        Standing::Over => period.push_str(", over"),
        Standing::LeftOut => period.push_str(", a measure left out of this run"),
    }
    let kind = entry
        .value
        .as_ref()
        .map_or_else(|| entry.kind.clone(), |value| format!("{}: {value}", entry.kind));
    let source = entry
        .note
        .as_ref()
        .map_or_else(|| entry.source.clone(), |note| format!("{} ({note})", entry.source));
    let in_force = entry.standing == Standing::InForce;
    Entry {
        name: entry.name.clone(),
        kind,
        source,
        period,
        touches: entry.links,
        in_force,
        from: entry.from.map(|day| day.to_string()),
        until: entry.until.map(|day| day.to_string()),
        by: acting.by,
        beneficiary: acting.beneficiary,
        product: acting.product,
        changes: acting.changes,
        left_out: entry.standing == Standing::LeftOut,
    }
}

/// The form that the options and the question, with what capacity was lost, give the equations.
fn form(options: &TradeOptions, question: &Counterfactual) -> TradeForm {
    let any = |holds: fn(&SectorOptions) -> bool| options.sectors.iter().any(holds);
    TradeForm {
        nested: any(|own| own.value_added_substitution != 1.0 || own.input_substitution != 1.0),
        profits: any(|own| own.profit_share > 0.0),
        specific: any(|own| own.specific_share > 0.0),
        final_nested: options.final_demand_substitution != 1.0,
        two_nests: options.nests.as_ref().is_some_and(|nests| nests.source != nests.home),
        caps: !question.caps.is_empty(),
        idle: question.idle.values().iter().any(|share| *share > 0.0),
        deficits: match options.deficits {
            Deficits::Fixed => Closure::Fixed,
            Deficits::WorldShare => Closure::WorldShare,
            Deficits::Zero => Closure::Zero,
            Deficits::Proportional => Closure::Proportional,
        },
    }
}

fn options(options: &TradeOptions) -> Vec<String> {
    let deficits = match options.deficits {
        Deficits::Fixed => {
            "Trade deficits stay as they are in the baseline, in units of world value added."
        }
        Deficits::WorldShare => "Trade deficits stay the same share of world output.",
        Deficits::Zero => "Trade deficits are removed from the baseline first.",
        Deficits::Proportional => {
            "Trade deficits move in proportion to the economy's own value added."
        }
    };
    let mut lines = vec![deficits.to_owned()];
    lines.extend(options.pass_through.iter().cloned());
    if options.remove_deficits && options.deficits != Deficits::Zero {
        lines.push(
            "Deficits were removed from the baseline first; every change is against that baseline."
                .to_owned(),
        );
    }
    lines.push(if options.sectors.is_empty() {
        "Production is Cobb-Douglas in value added and inputs, with mobile factors and no profits."
            .to_owned()
    } else {
        "Production differs by sector as the scenario's [[trade.sector]] says.".to_owned()
    });
    if (options.final_demand_substitution - 1.0).abs() > 0.0 {
        let value = options.final_demand_substitution;
        lines.push(format!(
            "Final demand substitutes between sectors with an elasticity of {value}."
        ));
    }
    lines.extend(options.nests.iter().flat_map(|nests| [&nests.notes[..], &nests.grades].concat()));
    lines
}

fn note(loaded: &LoadedWorld) -> WorldNote {
    let world = &loaded.world;
    let named = |code: &String, name: &String, members: Option<&Vec<String>>| Named {
        code: code.clone(),
        name: name.clone(),
        members: members.cloned().unwrap_or_default(),
    };
    let meaning = &world.meaning;
    let economies = world
        .economies
        .iter()
        .map(|own| named(&own.code, &own.name, meaning.economies.get(&own.code)));
    let sectors =
        world.sectors.iter().map(|own| named(&own.code, &own.name, meaning.sectors.get(&own.code)));
    let mut notes = world.notes.clone();
    notes.extend(world.assumed_natures().map(|text| format!("In the weeks, {text}.")));
    WorldNote {
        id: world.id.clone(),
        title: world.title.clone(),
        year: world.year,
        currency: world.currency.clone(),
        digest: loaded.digest.clone(),
        economies: economies.collect(),
        sectors: sectors.collect(),
        sources: world.sources.clone(),
        notes,
        repairs: world.repairs.clone(),
    }
}

fn certificate(solution: &Solution) -> Certificate {
    let own = &solution.certificate;
    Certificate {
        status: solution.status.to_string(),
        sweeps: own.sweeps,
        residual: own.residual,
        norm: NORM.to_owned(),
        walras: own.walras,
        homogeneity: own.homogeneity,
        homotopy_steps: own.homotopy_steps,
    }
}
