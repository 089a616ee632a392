//! How did output, price or employment of a sector come about?

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::Steps;
use super::story::{Cell, Story, key};
use super::trade::trade_settings;
use crate::error::ReplayError;
use detente_engine::years::MOST_LOST;
use detente_record::LostCapacity;
use detente_trade::{Equilibrium, NodeAnatomy};
use detente_world::{EconomyId, Figure, SectorId, World};

const SOLVED: &str = "solution of the trade engine";

pub(crate) fn explain_sector(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    replay.solve()?;
    let lost = replay.lost_capacity()?;
    let world = &replay.loaded.world;
    let place =
        || ReplayError::Explain(format!("row `{}` names what the world does not have", cell.key));
    let economy = world.economy(cell.word("economy")).ok_or_else(place)?;
    let sector = world.sector(cell.word("sector")).ok_or_else(place)?;
    let mut story = Story::default();
    let own = |lost: &&LostCapacity| {
        (lost.economy.as_str(), lost.sector.as_str()) == (cell.word("economy"), cell.word("sector"))
    };
    let lost = lost.iter().find(own).map_or(0.0, |lost| lost.share.min(MOST_LOST));
    let equilibrium = replay.equilibrium()?;
    let anatomy = equilibrium.node(economy, sector);
    let steps = &mut story.steps;
    match cell.column.as_str() {
        "price_pct" => {
            let cost = unit_cost(steps, world, &anatomy);
            steps.define(&cell.column, &cell.unit, &cell.meaning, &cost.percent_change());
        }
        "output_musd" => {
            receipts(steps, &equilibrium, economy, sector, cell);
        }
        "output_pct" => {
            let after = receipts(steps, &equilibrium, economy, sector, cell);
            let before = steps.given(
                "Y",
                anatomy.baseline_receipts,
                "",
                "receipts of the baseline",
                "world, trade: sum over importers",
            );
            let cost = steps.given(
                "c",
                anatomy.log_cost.exp(),
                "",
                "own price, ratio to the baseline",
                SOLVED,
            );
            steps.define(
                &cell.column,
                &cell.unit,
                &cell.meaning,
                &(after / before / cost).percent_change(),
            );
        }
        _ => employment(steps, &anatomy, cell),
    }
    if lost > 0.0 {
        story.note(format!(
            "Capacity lost in the weeks caps output at {} of the baseline; the price is what a unit costs, without what scarcity adds.",
            1.0 - lost
        ));
    }
    inputs(&mut story, replay, world, (economy, sector), cell);
    Ok(story)
}

/// (1): what a unit costs, from wages, returns, prices of inputs and productivity.
fn unit_cost(steps: &mut Steps, world: &World, anatomy: &NodeAnatomy) -> Formula {
    let factors = factor_price(steps, anatomy);
    let inputs = input_price(steps, world, anatomy);
    let share = steps.given(
        "b",
        anatomy.factor_share,
        "",
        "share of value added in cost, baseline",
        "world: output less inputs",
    );
    let productivity = steps.given(
        "A",
        anatomy.productivity,
        "",
        "productivity, ratio to the baseline",
        "scenario",
    );
    let sigma = anatomy.value_added_substitution;
    let other = number(1.0) - share.clone();
    let cost = if (1.0 - sigma).abs() < 1e-8 {
        (share * factors.ln() + other * inputs.ln() - productivity.ln()).exp()
    } else {
        let sigma =
            steps.given("sigma", sigma, "", "elasticity between factors and inputs", "scenario");
        let exponent = steps.define("k", "", "1 - sigma", &(number(1.0) - sigma));
        let inner = share * factors.pow(exponent.clone()) + other * inputs.pow(exponent.clone());
        inner.pow(number(1.0) / exponent) / productivity
    };
    steps.define(
        "c",
        "",
        "unit cost, which is the producer's price, ratio to the baseline, (1)",
        &cost,
    )
}

fn factor_price(steps: &mut Steps, anatomy: &NodeAnatomy) -> Formula {
    let wage = steps.given("w", anatomy.wage, "", "wage, ratio to the baseline", SOLVED);
    if anatomy.specific_share == 0.0 {
        return wage;
    }
    let share = steps.given(
        "s",
        anatomy.specific_share,
        "",
        "share of factors that cannot leave the sector",
        "scenario",
    );
    let returns = steps.given(
        "r",
        anatomy.specific_return,
        "",
        "their return, ratio to the baseline",
        SOLVED,
    );
    let price = wage.pow(number(1.0) - share.clone()) * returns.pow(share);
    steps.define("v", "", "price of factors", &price)
}

fn input_price(steps: &mut Steps, world: &World, anatomy: &NodeAnatomy) -> Formula {
    let used = world.sectors.iter().zip(&anatomy.inputs).filter(|(_, (share, _))| *share > 0.0);
    if (1.0 - anatomy.input_substitution).abs() < 1e-8 {
        let terms =
            used.map(|(sector, (share, price))| (sector.code.clone(), vec![*share, *price]));
        let sum = steps.sum("ln m", "", "over inputs", &["g", "ln P_k"], terms);
        return steps.define("m", "", "price of inputs, ratio to the baseline", &sum.exp());
    }
    let exponent = 1.0 - anatomy.input_substitution;
    let terms = used.map(|(sector, (share, price))| {
        (sector.code.clone(), vec![*share, (exponent * price).exp()])
    });
    let sum = steps.sum("M", "", "over inputs", &["g", "P_k^(1-eps)"], terms);
    let epsilon =
        steps.given("eps", anatomy.input_substitution, "", "elasticity among inputs", "scenario");
    let price = sum.pow(number(1.0) / (number(1.0) - epsilon));
    steps.define("m", "", "price of inputs, ratio to the baseline", &price)
}

/// (4): sales to every importer.
fn receipts(
    steps: &mut Steps,
    equilibrium: &Equilibrium<'_>,
    economy: EconomyId,
    sector: SectorId,
    cell: &Cell,
) -> Formula {
    let term = |(importer, code): (EconomyId, &str)| {
        let value = equilibrium.value(sector, importer, economy);
        (value != 0.0).then(|| (code.to_owned(), vec![value]))
    };
    let (symbol, unit) =
        if cell.column == "output_musd" { ("output_musd", cell.unit.as_str()) } else { ("Y'", "") };
    let meaning = "receipts after: sales to each importer, (4)";
    steps.sum(
        symbol,
        unit,
        meaning,
        &["value_musd"],
        equilibrium.suppliers().filter_map(term).collect::<Vec<_>>(),
    )
}

/// (7): what the sector pays to labour, over the wage, against the baseline.
fn employment(steps: &mut Steps, anatomy: &NodeAnatomy, cell: &Cell) {
    let after = steps.given("Y'", anatomy.receipts, "", "receipts after", SOLVED);
    let before =
        steps.given("Y", anatomy.baseline_receipts, "", "receipts of the baseline", "world, trade");
    let wage = steps.given("w", anatomy.wage, "", "wage, ratio to the baseline", SOLVED);
    let share = steps.given(
        "b",
        anatomy.factor_share,
        "",
        "share of value added in cost, baseline",
        "world",
    );
    let new_share = steps.given("b'", anatomy.new_factor_share, "", "the same after", SOLVED);
    let ratio = (new_share * after) / (share * before) / wage;
    steps.define(&cell.column, &cell.unit, &cell.meaning, &ratio.percent_change());
}

fn inputs(
    story: &mut Story,
    replay: &Replay,
    world: &World,
    (economy, sector): (EconomyId, SectorId),
    cell: &Cell,
) {
    let code = world.economies[economy.0].code.as_str();
    let of = world.sectors[sector.0].code.as_str();
    let row = format!("exporter {code}, sector {of}, all importers");
    story.world_row(
        world,
        Figure::Trade(sector),
        "trade",
        &row,
        "sales of the baseline".to_owned(),
    );
    if matches!(cell.column.as_str(), "price_pct" | "employment_pct") {
        let row = format!("economy {code}, user {of}");
        story.world_row(
            world,
            Figure::Use(economy),
            "use",
            &row,
            "recipe of the sector".to_owned(),
        );
    }
    let touches = replay.scenario.touches_of_node(world, &replay.resolving, (economy, sector));
    story.touches(replay, &touches, None);
    if !replay.goods.is_empty() || !replay.events.is_empty() {
        let known =
            replay.stored.tables.get("cascade_losses").is_some_and(|table| lost(table, code, of));
        if known {
            story.next("cascade_losses", key(&[code, of]), "lost_musd");
        }
    }
    trade_settings(story, replay);
    if let Some(partner) = largest_customer(replay, code, of) {
        story.next("trade", key(&[code, &partner, of]), "value_musd");
    }
    let own = key(&[code, of]);
    ["price_pct", "output_musd"]
        .into_iter()
        .filter(|column| *column != cell.column)
        .for_each(|column| story.next("sectors", own.clone(), column));
    story.next("welfare", code, "real_wage_pct");
}

fn lost(table: &detente_world::table::Table, economy: &str, sector: &str) -> bool {
    let words = |column: &str| table.column(column).and_then(detente_world::table::Column::text);
    let (Some(economies), Some(sectors)) = (words("economy"), words("sector")) else {
        return false;
    };
    economies.iter().zip(sectors).any(|(one, other)| one == economy && other == sector)
}

fn largest_customer(replay: &Replay, economy: &str, sector: &str) -> Option<String> {
    let table = replay.stored.tables.get("trade")?;
    let words = |column: &str| table.column(column).and_then(detente_world::table::Column::text);
    let (exporters, importers, sectors) =
        (words("exporter")?, words("importer")?, words("sector")?);
    let value = table.column("value_musd")?.numbers()?;
    let own = (0..table.rows()).filter(|row| {
        exporters[*row] == economy && sectors[*row] == sector && importers[*row] != economy
    });
    own.max_by(|a, b| value[*a].total_cmp(&value[*b]).then(b.cmp(a)))
        .map(|row| importers[row].clone())
}
