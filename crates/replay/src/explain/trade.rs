//! How did a flow of trade, or a cell of a quantity cap, come about?

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::Steps;
use super::story::{Cell, Story, key};
use crate::error::ReplayError;
use detente_trade::{Equilibrium, LinkAnatomy};
use detente_world::{EconomyId, Figure, SectorId, World};

/// A link of the trade network: sector, importer, exporter.
pub(crate) type Link = (SectorId, EconomyId, EconomyId);

/// The link of a row with the columns `exporter`, `importer` and `sector`.
pub(crate) fn link_of(world: &World, cell: &Cell) -> Result<Link, ReplayError> {
    let place =
        || ReplayError::Explain(format!("row `{}` names what the world does not have", cell.key));
    let economy = |column: &str| world.economy(cell.word(column)).ok_or_else(place);
    Ok((
        world.sector(cell.word("sector")).ok_or_else(place)?,
        economy("importer")?,
        economy("exporter")?,
    ))
}

pub(crate) fn explain_flow(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let link = link_of(&replay.loaded.world, cell)?;
    let mut story = Story::default();
    let money = replay.loaded.world.currency.clone();
    replay.solve()?;
    let equilibrium = replay.equilibrium()?;
    let anatomy = equilibrium.link(link.0, link.1, link.2);
    if cell.column == "baseline_musd" {
        let from = "world, trade at the producer's price";
        story.steps.given("E", anatomy.baseline, &cell.unit, "value of the baseline", from);
    } else {
        let price = importer_price(&mut story.steps, &equilibrium, link, &anatomy);
        let value = flow_value(&mut story.steps, &anatomy, price, &money);
        if cell.column != "value_musd" {
            let base = story.steps.given(
                "E",
                anatomy.baseline,
                &money,
                "value of the baseline",
                "world, trade",
            );
            let mut ratio = value / base;
            if cell.column == "quantity_change_pct" {
                ratio = ratio / Formula::Symbol("c".into(), anatomy.cost);
                if anatomy.absorbed != 1.0 {
                    ratio = ratio / Formula::Symbol("a".into(), anatomy.absorbed);
                }
            }
            story.steps.define(&cell.column, &cell.unit, &cell.meaning, &ratio.percent_change());
        }
    }
    flow_inputs(&mut story, replay, link, cell.column == "baseline_musd");
    Ok(story)
}

/// c tau d e of a link: own cost, tariff, trade cost and export tax, each over its baseline.
fn price_ratio(steps: &mut Steps, anatomy: &LinkAnatomy) -> Formula {
    let solved = "solution of the trade engine";
    let cost =
        steps.given("c", anatomy.cost, "", "price of the exporter, ratio to the baseline", solved);
    let before = steps.given(
        "t",
        anatomy.baseline_tariff,
        "",
        "tariff of the baseline, as a fraction",
        "world, tariff",
    );
    let after = steps.given("t'", anatomy.tariff, "", "tariff in force, as a fraction", "scenario");
    let trade_cost =
        steps.given("d", anatomy.trade_cost, "", "trade cost, ratio to the baseline", "scenario");
    let tau = steps.define(
        "tau",
        "",
        "one plus the tariff, ratio to the baseline",
        &((number(1.0) + after) / (number(1.0) + before)),
    );
    let mut all = cost * tau * trade_cost * export_tax(steps, anatomy);
    if anatomy.absorbed != 1.0 {
        let meaning = "what the exporter's absorption of a duty leaves of its price";
        all = all * steps.given("a", anatomy.absorbed, "", meaning, "scenario, pass-through");
    }
    steps.define("x", "", "price at the importer, ratio to the baseline", &all)
}

/// e: one plus the export tax, shadow taxes of caps included.
fn export_tax(steps: &mut Steps, anatomy: &LinkAnatomy) -> Formula {
    let tax =
        steps.given("e'", anatomy.export_tax, "", "export tax in force, as a fraction", "scenario");
    let mut all = number(1.0) + tax;
    for (at, (name, rate)) in anatomy.shadow_taxes.iter().enumerate() {
        let symbol = if at == 0 { "s".to_owned() } else { format!("s{}", at + 1) };
        let meaning = format!("shadow tax of the cap `{name}`, as a fraction");
        all = all
            * (number(1.0)
                + steps.given(&symbol, *rate, "", &meaning, "solution of the trade engine"));
    }
    steps.define("e", "", "one plus the export tax, shadow taxes included", &all)
}

/// An exponent nearer to zero than this is explained by the engine's own price: a power would lose
/// it.
const NEAR_ZERO: f64 = 1e-3;

/// What the importer pays for the sector, and for its foreign goods where those have a nest of their
/// own.
struct Prices {
    all: Formula,
    foreign: Option<Formula>,
}

/// (2): the importer's price of the sector, from all its suppliers.
fn importer_price(
    steps: &mut Steps,
    equilibrium: &Equilibrium<'_>,
    (sector, importer, _): Link,
    anatomy: &LinkAnatomy,
) -> Prices {
    let two = has_two(anatomy);
    let meaning =
        if two { "exponent among foreign origins" } else { "trade elasticity of the sector" };
    let elasticity =
        steps.given("theta", anatomy.trade_elasticity, "", meaning, elasticity_source(two));
    let abroad = 1.0 - anatomy.home_share;
    let terms = equilibrium.suppliers().filter_map(|(economy, code)| {
        let own = equilibrium.link(sector, importer, economy);
        let share = if two { own.share / abroad } else { own.share };
        let counts = own.share > 0.0 && !(two && economy == importer);
        let power = landed(&own).powf(-own.trade_elasticity);
        counts.then(|| (code.to_owned(), vec![share, power]))
    });
    if two {
        return nested_price(steps, equilibrium, (sector, importer), anatomy, elasticity, terms);
    }
    let meaning = "over all suppliers of the importer, (2)";
    let sum = steps.sum("S", "", meaning, &["pi", "x^-theta"], terms);
    let price = sum.pow(number(-1.0) / elasticity);
    let meaning = "price index of the sector at the importer, ratio to the baseline, (2)";
    Prices { all: steps.define("P", "", meaning, &price), foreign: None }
}

/// Whether the sector has two nests, or is computed as if it had.
fn has_two(anatomy: &LinkAnatomy) -> bool {
    anatomy.home_elasticity != anatomy.trade_elasticity
        || anatomy.trade_elasticity.abs() < NEAR_ZERO
}

fn elasticity_source(two: bool) -> &'static str {
    if two { "set of elasticities and [[trade.sector]]" } else { "world, sectors" }
}

/// Price of a link at the importer, ratio to the baseline.
fn landed(own: &LinkAnatomy) -> f64 {
    let taxes: f64 = own.shadow_taxes.iter().map(|(_, rate)| 1.0 + rate).product();
    let tau = (1.0 + own.tariff) / (1.0 + own.baseline_tariff);
    own.cost * tau * own.trade_cost * own.absorbed * ((1.0 + own.export_tax) * taxes)
}

/// (2) with a nest of foreign goods.
fn nested_price(
    steps: &mut Steps,
    equilibrium: &Equilibrium<'_>,
    (sector, importer): (SectorId, EconomyId),
    anatomy: &LinkAnatomy,
    elasticity: Formula,
    terms: impl Iterator<Item = (String, Vec<f64>)>,
) -> Prices {
    let solved = "solution of the trade engine";
    let meaning = "price index of foreign goods at the importer, ratio to the baseline, (2)";
    let foreign = if anatomy.trade_elasticity.abs() < NEAR_ZERO {
        steps.given("F", anatomy.foreign_price, "", meaning, solved)
    } else {
        let about = "over all foreign suppliers of the importer, (2)";
        let sum = steps.sum("S", "", about, &["phi", "x^-theta"], terms);
        steps.define("F", "", meaning, &sum.pow(number(-1.0) / elasticity))
    };
    let eta = steps.given(
        "eta",
        anatomy.home_elasticity,
        "",
        "exponent of home against foreign goods",
        elasticity_source(true),
    );
    let meaning = "price index of the sector at the importer, ratio to the baseline, (2)";
    if anatomy.home_elasticity.abs() < NEAR_ZERO {
        let all = steps.given("P", anatomy.price, "", meaning, solved);
        return Prices { all, foreign: Some(foreign) };
    }
    let home = equilibrium.link(sector, importer, importer);
    let about = "share of home goods in what the importer spends on the sector, baseline";
    let share = steps.given("h", anatomy.home_share, "", about, "world, trade");
    let about = "price of home goods, ratio to the baseline";
    let own = steps.given("k", landed(&home), "", about, solved);
    let power = number(0.0) - eta.clone();
    let sum =
        share.clone() * own.pow(power.clone()) + (number(1.0) - share) * foreign.clone().pow(power);
    let all = steps.define("P", "", meaning, &sum.pow(number(-1.0) / eta));
    Prices { all, foreign: Some(foreign) }
}

/// (3), (4): share and value of the flow.
fn flow_value(steps: &mut Steps, anatomy: &LinkAnatomy, price: Prices, unit: &str) -> Formula {
    let ratio = price_ratio(steps, anatomy);
    let elasticity = Formula::Symbol("theta".into(), anatomy.trade_elasticity);
    let share = steps.given(
        "pi",
        anatomy.share,
        "",
        "share of the exporter in what the importer spends on the sector, baseline",
        "world: E (1 + t) over the importer's spending",
    );
    let upper = || Formula::Symbol("eta".into(), anatomy.home_elasticity);
    let after = match price.foreign {
        None => share * (price.all / ratio).pow(elasticity),
        Some(_) if anatomy.is_home => share * (price.all / ratio).pow(upper()),
        Some(foreign) => {
            share * (price.all / foreign.clone()).pow(upper()) * (foreign / ratio).pow(elasticity)
        }
    };
    let share = steps.define("pi'", "", "the same after, (3)", &after);
    let spending = steps.given(
        "X'",
        anatomy.expenditure,
        unit,
        "what the importer spends on the sector after, (6)",
        "solution of the trade engine",
    );
    let tariff = Formula::Symbol("t'".into(), anatomy.tariff);
    let taxes: f64 = anatomy.shadow_taxes.iter().map(|(_, rate)| 1.0 + rate).product();
    let tax = Formula::Symbol("e".into(), (1.0 + anatomy.export_tax) * taxes);
    let value = share * spending / ((number(1.0) + tariff) * tax);
    steps.define("value_musd", unit, "value after, before export tax and tariff, (4)", &value)
}

/// Rows, entries and settings of a flow.
fn flow_inputs(story: &mut Story, replay: &Replay, link: Link, baseline_alone: bool) {
    let (world, (sector, importer, exporter)) = (&replay.loaded.world, link);
    let code = |economy: EconomyId| world.economies[economy.0].code.as_str();
    let of = &world.sectors[sector.0];
    let row =
        format!("exporter {}, importer {}, sector {}", code(exporter), code(importer), of.code);
    let value = world.trade.get(sector, importer, exporter);
    story.world_row(
        world,
        Figure::Trade(sector),
        "trade",
        &row,
        format!("{value} {}", world.currency),
    );
    if baseline_alone {
        if replay.resolved.trade.has_no_deficits() {
            story.note("The scenario removes deficits first: the baseline is the world without them, and not the row of the world.");
        }
        return;
    }
    if importer != exporter {
        let rate = format!("{} %", 100.0 * world.tariff.get(sector, importer, exporter));
        story.world_row(world, Figure::Tariff(importer, Some(exporter)), "tariff", &row, rate);
    }
    // A set takes the place of the world's own; which one, the settings say.
    if replay.resolved.trade.nests.is_none() {
        let elasticity = format!("trade elasticity {}", of.trade_elasticity);
        story.world_row(world, Figure::Elasticity(sector), "sectors", &of.code, elasticity);
    }
    let touches = replay.scenario.touches_of_link(world, &replay.resolving, link);
    story.touches(replay, &touches, Some(link));
    if touches.is_empty() {
        story.note("No entry in force touches this link: it moves with prices and spending alone.");
    }
    trade_settings(story, replay);
    story.next("sectors", key(&[code(exporter), &of.code]), "price_pct");
    if importer != exporter {
        story.next("sectors", key(&[code(importer), &of.code]), "price_pct");
    }
    story.next("welfare", key(&[code(importer)]), "real_income_pct");
}

/// What holds for every number of the yearly engine.
pub(crate) fn trade_settings(story: &mut Story, replay: &Replay) {
    let summary = &replay.stored.summary;
    summary.options.iter().for_each(|option| story.setting("option", option.clone()));
    story.setting("numeraire", "world value added stays what it was");
    story.setting("tolerance", format!("{:e}", replay.stored.manifest.tolerance));
    let own = &summary.certificate;
    story.setting(
        "certificate",
        format!("{}, {}, residual {:.2e}", own.status, own.effort(), own.residual),
    );
}

/// What an exporter absorbs of a duty, and its price before duty.
pub(crate) fn explain_absorption(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let link = link_of(&replay.loaded.world, cell)?;
    let mut story = Story::default();
    replay.solve()?;
    let equilibrium = replay.equilibrium()?;
    let anatomy = equilibrium.link(link.0, link.1, link.2);
    let table = equilibrium.counterfactual().pass_through.as_ref();
    let share = table.map_or(1.0, |table| table.get(link.0, link.1, link.2));
    let (steps, solved) = (&mut story.steps, "solution of the trade engine");
    let one = || number(1.0);
    let meaning = "share of the change of duty that reaches the price with duty";
    let share = steps.given("rho", share, "", meaning, "scenario, [trade] and [[trade.exporter]]");
    let before = steps.given("t", anatomy.baseline_tariff, "", "tariff of the baseline", "world");
    let after = steps.given("t'", anatomy.tariff, "", "tariff in force", "scenario");
    let ratio = (one() + after) / (one() + before);
    let meaning = "price before duty over the producer's price, (1) of absorption";
    let factor =
        |steps: &mut Steps| steps.define("a", "", meaning, &ratio.pow(share.clone() - one()));
    let result = match cell.column.as_str() {
        "pass_through" => share,
        "import_price_pct" => {
            let factor = factor(steps);
            let meaning = "producer's price, ratio to the baseline";
            let cost = steps.given("c", anatomy.cost, "", meaning, solved);
            let tax = steps.given("e'", anatomy.export_tax, "", "export tax in force", "scenario");
            (cost * factor * (one() + tax)).percent_change()
        }
        _ => {
            let factor = factor(steps);
            let value = equilibrium.value(link.0, link.1, link.2);
            let sales =
                steps.given("E", value, &cell.unit, "sales at the producer's price", solved);
            sales * (one() - factor)
        }
    };
    steps.define(&cell.column, &cell.unit, &cell.meaning, &result);
    flow_inputs(&mut story, replay, link, false);
    Ok(story)
}

/// A cell of a cap.
pub(crate) fn explain_cap(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let link = link_of(&replay.loaded.world, cell)?;
    let name = cell.word("name").to_owned();
    let mut story = Story::default();
    replay.solve()?;
    let equilibrium = replay.equilibrium()?;
    let question = equilibrium.counterfactual();
    let caps = || question.caps.iter().zip(&equilibrium.solution().caps);
    let missing = || ReplayError::Explain(format!("there is no cap `{name}` any more"));
    let (cap, outcome) = caps()
        .find(|(cap, _)| cap.name == name && cap.links.contains(&link))
        .ok_or_else(missing)?;
    let limit = ("q", cap.limit, "", "limit, ratio to the baseline", "scenario");
    match cell.column.as_str() {
        "limit" => {
            story.steps.given(limit.0, limit.1, limit.2, limit.3, limit.4);
        }
        "shadow_tax" => {
            story.steps.given(limit.0, limit.1, limit.2, limit.3, limit.4);
            let ratio = outcome.quantity_ratio;
            story.steps.given(
                "Q",
                ratio,
                "",
                "pooled quantity, ratio to the baseline",
                "solution of the trade engine",
            );
            let from = "solution of the trade engine: the multiplier of Q <= q, 0 where Q < q";
            story.steps.given("shadow_tax", outcome.shadow_tax, "", &cell.meaning, from);
        }
        "quantity_ratio" => pooled(&mut story.steps, &equilibrium, cell, &cap.links),
        _ => rent(
            &mut story.steps,
            cell,
            &equilibrium.link(link.0, link.1, link.2),
            outcome.shadow_tax,
        ),
    }
    let touches = replay.scenario.touches_of_link(&replay.loaded.world, &replay.resolving, link);
    story.touches(replay, &touches, Some(link));
    trade_settings(&mut story, replay);
    story.next(
        "trade",
        key(&[cell.word("exporter"), cell.word("importer"), cell.word("sector")]),
        "value_musd",
    );
    story.next("caps", cell.key.clone(), "shadow_tax");
    story.next("caps", cell.key.clone(), "quantity_ratio");
    story.next.retain(|next| (&next.table, &next.column) != (&cell.table, &cell.column));
    Ok(story)
}

/// Q: the quantity of all links of a cap over their baseline.
fn pooled(steps: &mut Steps, equilibrium: &Equilibrium<'_>, cell: &Cell, links: &[Link]) {
    let whole: f64 =
        links.iter().map(|link| equilibrium.link(link.0, link.1, link.2).baseline).sum();
    let term = |link: &Link| {
        let own = equilibrium.link(link.0, link.1, link.2);
        let value = equilibrium.value(link.0, link.1, link.2);
        let label = equilibrium.name_of(link.0, link.1, link.2);
        (own.baseline > 0.0)
            .then(|| (label, vec![own.baseline / whole, value / own.baseline, 1.0 / own.cost]))
    };
    let factors = ["E / sum E", "E' / E", "1 / c"];
    steps.sum("quantity_ratio", "", &cell.meaning, &factors, links.iter().filter_map(term));
}

/// The shadow tax on what leaves at the border, export tax included.
fn rent(steps: &mut Steps, cell: &Cell, anatomy: &LinkAnatomy, shadow: f64) {
    if shadow.is_infinite() {
        steps.given(
            "rent_musd",
            0.0,
            &cell.unit,
            &cell.meaning,
            "a ban leaves no flow, and no flow earns a rent",
        );
        return;
    }
    let solved = "solution of the trade engine";
    let tax = steps.given("shadow_tax", shadow, "", "shadow tax of the cap, as a fraction", solved);
    let export =
        steps.given("e'", anatomy.export_tax, "", "export tax in force, as a fraction", "scenario");
    let all =
        steps.given("P", anatomy.price, "", "price index of the sector at the importer", solved);
    let about = "price index of foreign goods at the importer";
    let foreign =
        has_two(anatomy).then(|| steps.given("F", anatomy.foreign_price, "", about, solved));
    let value = flow_value(steps, anatomy, Prices { all, foreign }, &cell.unit);
    steps.define("rent_musd", &cell.unit, &cell.meaning, &(value * (number(1.0) + export) * tax));
}
