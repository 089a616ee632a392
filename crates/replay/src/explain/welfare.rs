//! How did an economy's real income, wage, terms of trade, revenue or price index come about?

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::Steps;
use super::story::{Cell, Story, key};
use super::trade::trade_settings;
use crate::error::ReplayError;
use detente_trade::{EconomyAnatomy, Equilibrium, PartnerParts, SolveOptions};
use detente_world::table::{Column, Table};
use detente_world::{EconomyId, Figure, World};
use std::collections::BTreeMap;

const SOLVED: &str = "solution of the trade engine";
const FLOWS: &str = "tables/trade.csv";

pub(crate) fn explain_welfare(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let code = cell.word("economy").to_owned();
    let place = || ReplayError::Explain(format!("the world has no economy `{code}`"));
    let economy = replay.loaded.world.economy(&code).ok_or_else(place)?;
    replay.solve()?;
    let (world, tables) = (&replay.loaded.world, &replay.stored.tables);
    let trade = tables.table("trade")?;
    let equilibrium = replay.equilibrium()?;
    let anatomy = equilibrium.economy(economy);
    let mut story = Story::default();
    let steps = &mut story.steps;
    let flows = Flows { code: &code, world, trade };
    match cell.column.as_str() {
        "real_income_pct" | "real_income_musd" => real_income(steps, world, &anatomy, cell),
        "real_wage_pct" => {
            let price = price_index(steps, world, &anatomy);
            let wage = wage(steps, &anatomy);
            steps.define(&cell.column, &cell.unit, &cell.meaning, &(wage / price).percent_change());
        }
        "price_index_pct" => {
            let price = price_index(steps, world, &anatomy);
            steps.define(&cell.column, &cell.unit, &cell.meaning, &price.percent_change());
        }
        "tariff_revenue_change_musd" => revenue(steps, &equilibrium, economy, cell, &anatomy),
        "exports_pct" => flows.growth(steps, cell, true)?,
        "imports_pct" => flows.growth(steps, cell, false)?,
        _ => parts(steps, world, &equilibrium, economy, cell)?,
    }
    inputs(&mut story, replay, economy, cell);
    Ok(story)
}

fn wage(steps: &mut Steps, anatomy: &EconomyAnatomy) -> Formula {
    steps.given("w", anatomy.wage, "", "wage, ratio to the baseline, against the numeraire", SOLVED)
}

/// The price index of final demand: Cobb-Douglas or CES.
fn price_index(steps: &mut Steps, world: &World, anatomy: &EconomyAnatomy) -> Formula {
    let named =
        world.sectors.iter().zip(&anatomy.final_demand).filter(|(_, (weight, _))| *weight > 0.0);
    let meaning = "price index of final demand, ratio to the baseline";
    if anatomy.exponent == 0.0 {
        let terms =
            named.map(|(sector, (weight, price))| (sector.code.clone(), vec![*weight, *price]));
        let sum = steps.sum("ln P", "", "over sectors", &["alpha", "ln P_j"], terms);
        return steps.define("P", "", meaning, &sum.exp());
    }
    let exponent = steps.given(
        "h",
        anatomy.exponent,
        "",
        "1 less the elasticity of substitution in final demand",
        "scenario",
    );
    let power = |price: f64| (anatomy.exponent * price).exp();
    let terms =
        named.map(|(sector, (weight, price))| (sector.code.clone(), vec![*weight, power(*price)]));
    let sum = steps.sum("S", "", "over sectors", &["alpha", "P_j^h"], terms);
    steps.define("P", "", meaning, &sum.pow(number(1.0) / exponent))
}

/// L: payments to labour of the world, less those to what lost capacity leaves idle.
fn labour_of(steps: &mut Steps, anatomy: &EconomyAnatomy, money: &str) -> Formula {
    let (meaning, origin) = ("payments to labour, baseline", "world, value added");
    if anatomy.labour == anatomy.baseline_labour {
        return steps.given("L", anatomy.labour, money, meaning, origin);
    }
    let whole = steps.given("L0", anatomy.baseline_labour, money, meaning, origin);
    let idle = steps.given(
        "u",
        1.0 - anatomy.labour / anatomy.baseline_labour,
        "",
        "share of it in capacity lost in the weeks, which is idle",
        "resolved.json, lost_capacity, by the value added of the sectors",
    );
    let meaning = "payments to labour that is not idle, at the wage of the baseline";
    steps.define("L", money, meaning, &(whole * (number(1.0) - idle)))
}

/// (5), then income over the price index.
fn real_income(steps: &mut Steps, world: &World, anatomy: &EconomyAnatomy, cell: &Cell) {
    let money = world.currency.as_str();
    let wage = wage(steps, anatomy);
    let labour = labour_of(steps, anatomy, money);
    let wages = steps.define("w L", money, "payments to labour after", &(wage * labour));
    let part = |steps: &mut Steps, symbol: &str, value: f64, meaning: &str| {
        (value != 0.0).then(|| steps.given(symbol, value, money, meaning, SOLVED))
    };
    let parts = [
        part(steps, "r K", anatomy.specific, "payments to factors that cannot leave their sectors"),
        part(steps, "mu Y'", anatomy.profits, "profits"),
        part(steps, "T'", anatomy.tariff_revenue, "tariff revenue"),
        part(
            steps,
            "E'",
            anatomy.export_revenue,
            "export-tax revenue, rents of caps on own exports included, less duties that its exporters absorb",
        ),
        part(steps, "R'", anatomy.rents_passed, "rents of caps received less those passed on"),
        part(steps, "D'", anatomy.deficit, "trade deficit and transfers"),
    ];
    let all = parts.into_iter().flatten().fold(wages, |sum, part| sum + part);
    let income = steps.define("I'", money, "income after, (5)", &all);
    let meaning = "income of the baseline: what final demand spends";
    let base = steps.given("I", anatomy.baseline_income, money, meaning, "world, final demand");
    let price = price_index(steps, world, anatomy);
    let formula = if cell.column == "real_income_pct" {
        (income / base / price).percent_change()
    } else {
        base.clone() * (income / base / price - number(1.0))
    };
    steps.define(&cell.column, &cell.unit, &cell.meaning, &formula);
}

/// t' E' e' less t E, by partner.
fn revenue(
    steps: &mut Steps,
    equilibrium: &Equilibrium<'_>,
    economy: EconomyId,
    cell: &Cell,
    anatomy: &EconomyAnatomy,
) {
    let mut terms = Vec::new();
    for (partner, code) in equilibrium.suppliers().filter(|(partner, _)| *partner != economy) {
        let mut sum = 0.0;
        for sector in equilibrium.sectors() {
            let own = equilibrium.link(sector, economy, partner);
            if own.tariff != 0.0 && own.baseline > 0.0 {
                let value = equilibrium.value(sector, economy, partner);
                let taxes: f64 = own.shadow_taxes.iter().map(|(_, rate)| 1.0 + rate).product();
                let border = if value > 0.0 {
                    value * own.absorbed * (1.0 + own.export_tax) * taxes
                } else {
                    0.0
                };
                sum += own.tariff * border;
            }
        }
        if sum != 0.0 {
            terms.push((code.to_owned(), vec![sum]));
        }
    }
    let after = steps.sum(
        "T'",
        &cell.unit,
        "tariff revenue after: t' E' e' by exporter, over sectors",
        &["T'_i"],
        terms,
    );
    let meaning = "tariff revenue of the baseline";
    let before = steps.given(
        "T",
        anatomy.baseline_tariff_revenue,
        &cell.unit,
        meaning,
        "world, tariff and trade",
    );
    steps.define(&cell.column, &cell.unit, &cell.meaning, &(after - before));
}

/// What one entry contributes, beside what the others do.
pub(crate) fn explain_contribution(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let (code, name) = (cell.word("economy").to_owned(), cell.word("entry").to_owned());
    let place = || ReplayError::Explain(format!("the world has no economy `{code}`"));
    let economy = replay.loaded.world.economy(&code).ok_or_else(place)?;
    replay.solve()?;
    let missing = || ReplayError::Explain(format!("the entry `{name}` changes no trade any more"));
    let by = replay.by_entry()?.ok_or_else(missing)?;
    let money = replay.loaded.world.currency.as_str();
    let mut story = Story::default();
    let of = |other: bool| {
        let all = by.names.iter().zip(&by.found.entries);
        let own = all.filter(|(entry, _)| (**entry == name) != other);
        own.map(|(entry, values)| (entry.clone(), vec![values[economy.0]])).collect::<Vec<_>>()
    };
    let way = match by.found.stops {
        0 => "it is the only entry that changes trade".to_owned(),
        stops => format!("integral along the way from no entry to all, {stops} equilibria"),
    };
    let (others, own) = (of(true), of(false));
    if own.is_empty() {
        return Err(missing());
    }
    if !others.is_empty() {
        let meaning = "what the other entries contribute; with this one real income";
        story.steps.sum("O", money, meaning, &["O_e"], others);
    }
    let own = story.steps.sum("C", money, &way, &["C_e"], own);
    story.steps.define(&cell.column, &cell.unit, &cell.meaning, &own);
    story.entries_in_force(replay, |_| true);
    trade_settings(&mut story, replay);
    story.next("welfare", code, "real_income_musd");
    Ok(story)
}

/// A part of real income, by partner where it comes about at the border.
fn parts(
    steps: &mut Steps,
    world: &World,
    equilibrium: &Equilibrium<'_>,
    economy: EconomyId,
    cell: &Cell,
) -> Result<(), ReplayError> {
    let found = equilibrium.parts(&SolveOptions::default())?;
    let (own, mut with) = (&found.economies[economy.0], found.partners[economy.0].clone());
    // What an economy sells to itself it buys as well.
    let home = &mut with[economy.0];
    (home.sold, home.bought) = (home.sold + home.bought, 0.0);
    let money = world.currency.as_str();
    let way = format!("integral along the way from the baseline, {} equilibria", found.stops);
    let mut sum = |symbol: &str, meaning: &str, of: fn(&PartnerParts) -> f64| {
        let named = world.economies.iter().zip(&with);
        let terms = named.filter(|(_, with)| of(with) != 0.0);
        let terms = terms.map(|(partner, with)| (partner.code.clone(), vec![of(with)]));
        steps.sum(symbol, money, &format!("{meaning}; {way}"), &[symbol], terms)
    };
    let formula = match cell.column.as_str() {
        "terms_of_trade_musd" => {
            let sold = "exports at the border times the change of their price, by destination";
            let bought = "the same of imports, with a minus, by origin";
            sum("A", sold, |with| with.sold) + sum("B", bought, |with| with.bought)
        }
        "import_volume_musd" => {
            sum("V", "duties on the change of imports, by origin", |with| with.imports)
        }
        "sales_volume_musd" => {
            let taxes = "export taxes and rents on the change of sales, by destination";
            let taxes = sum("S", taxes, |with| with.sales);
            let profits = own.sales - with.iter().map(|with| with.sales).sum::<f64>();
            taxes + steps.given("G", profits, money, "profits on the change of output", &way)
        }
        column => {
            let value = match column {
                "technology_musd" => own.technology,
                "lost_capacity_musd" => own.lost_capacity,
                "deficit_musd" => own.deficit,
                "transfers_musd" => own.transfers,
                _ => f64::NAN,
            };
            steps.given("x", value, money, &cell.meaning, &way)
        }
    };
    steps.define(&cell.column, &cell.unit, &cell.meaning, &formula);
    Ok(())
}

/// The stored flows of one economy with its partners.
struct Flows<'a> {
    code: &'a str,
    world: &'a World,
    trade: &'a Table,
}

/// One stored flow across the economy's border.
struct Crossing<'a> {
    out: bool,
    partner: &'a str,
    old: f64,
    new: f64,
}

impl<'a> Flows<'a> {
    fn crossing(&self) -> Result<Vec<Crossing<'a>>, ReplayError> {
        let missing = || {
            ReplayError::Explain("tables/trade lacks a column; run the scenario again".to_owned())
        };
        let words =
            |column: &str| self.trade.column(column).and_then(Column::text).ok_or_else(missing);
        let numbers =
            |column: &str| self.trade.column(column).and_then(Column::numbers).ok_or_else(missing);
        let (exporters, importers) = (words("exporter")?, words("importer")?);
        let (old, new) = (numbers("baseline_musd")?, numbers("value_musd")?);
        let mut found = Vec::new();
        for row in 0..self.trade.rows() {
            let (from, to) = (exporters[row].as_str(), importers[row].as_str());
            if from != to && (from == self.code || to == self.code) {
                let out = from == self.code;
                let partner = if out { to } else { from };
                found.push(Crossing { out, partner, old: old[row], new: new[row] });
            }
        }
        Ok(found)
    }

    fn by_partner(terms: impl Iterator<Item = (&'a str, f64)>) -> Vec<(String, Vec<f64>)> {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        terms.for_each(|(partner, value)| *sums.entry(partner).or_default() += value);
        sums.into_iter().map(|(partner, value)| (partner.to_owned(), vec![value])).collect()
    }

    /// Exports or imports after over those before.
    fn growth(&self, steps: &mut Steps, cell: &Cell, out: bool) -> Result<(), ReplayError> {
        let flows = self.crossing()?;
        let own = || flows.iter().filter(|flow| flow.out == out);
        let (symbol, what) = if out { ("E", "exports") } else { ("M", "imports") };
        let money = self.world.currency.as_str();
        let old = Self::by_partner(own().map(|flow| (flow.partner, flow.old)));
        let new = Self::by_partner(own().map(|flow| (flow.partner, flow.new)));
        let before = steps.sum(
            symbol,
            money,
            &format!("{what} of the baseline by partner, from {FLOWS}"),
            &["baseline_musd"],
            old,
        );
        let symbol = format!("{symbol}'");
        let after = steps.sum(
            &symbol,
            money,
            &format!("{what} after by partner, from {FLOWS}"),
            &["value_musd"],
            new,
        );
        steps.define(&cell.column, &cell.unit, &cell.meaning, &(after / before).percent_change());
        Ok(())
    }
}

fn inputs(story: &mut Story, replay: &Replay, economy: EconomyId, cell: &Cell) {
    let world = &replay.loaded.world;
    let code = world.economies[economy.0].code.as_str();
    let row = |what: &str| format!("{what} {code}, all sectors and partners");
    for sector in world.sector_ids() {
        story.world_row(
            world,
            Figure::Trade(sector),
            "trade",
            &row("importer or exporter"),
            "flows".to_owned(),
        );
    }
    story.world_row(
        world,
        Figure::Use(economy),
        "use",
        &row("economy"),
        "input use, and final demand as what is left".to_owned(),
    );
    story.world_row(
        world,
        Figure::Tariff(economy, None),
        "tariff",
        &row("importer"),
        "tariffs of the baseline".to_owned(),
    );
    story.entries_in_force(replay, |_| true);
    trade_settings(story, replay);
    let (welfare, others) =
        ("welfare", ["price_index_pct", "real_wage_pct", "terms_of_trade_musd", "deficit_musd"]);
    match cell.column.as_str() {
        "real_income_pct" | "real_income_musd" => {
            others.iter().for_each(|column| story.next(welfare, code, column))
        }
        "real_wage_pct" => story.next(welfare, code, "price_index_pct"),
        _ => {}
    }
    if let Some((partner, sector)) = largest_change(replay, code) {
        story.next("trade", key(&[code, &partner, &sector]), "change_pct");
    }
    if let Some(sector) = largest_share(replay, code) {
        story.next("sectors", key(&[code, &sector]), "price_pct");
    }
}

/// The export that changes most in money.
fn largest_change(replay: &Replay, code: &str) -> Option<(String, String)> {
    let table = replay.stored.tables.get("trade")?;
    let words = |column: &str| table.column(column).and_then(Column::text);
    let numbers = |column: &str| table.column(column).and_then(Column::numbers);
    let (exporters, importers, sectors) =
        (words("exporter")?, words("importer")?, words("sector")?);
    let (old, new) = (numbers("baseline_musd")?, numbers("value_musd")?);
    let own = (0..table.rows()).filter(|row| exporters[*row] == code && importers[*row] != code);
    let change = |row: &usize| (new[*row] - old[*row]).abs();
    let row = own.max_by(|a, b| change(a).total_cmp(&change(b)).then(b.cmp(a)))?;
    Some((importers[row].clone(), sectors[row].clone()))
}

/// The sector with the largest output.
fn largest_share(replay: &Replay, code: &str) -> Option<String> {
    let table = replay.stored.tables.get("sectors")?;
    let (economies, sectors) = (table.column("economy")?.text()?, table.column("sector")?.text()?);
    let output = table.column("output_musd")?.numbers()?;
    let own = (0..table.rows()).filter(|row| economies[*row] == code);
    own.max_by(|a, b| output[*a].total_cmp(&output[*b]).then(b.cmp(a)))
        .map(|row| sectors[row].clone())
}
