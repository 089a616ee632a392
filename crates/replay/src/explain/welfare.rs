//! How did an economy's real income, wage, terms of trade, revenue or price index come about?

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::Steps;
use super::story::{Cell, Story, key};
use super::trade::trade_settings;
use crate::error::ReplayError;
use detente_trade::{EconomyAnatomy, Equilibrium};
use detente_world::table::{Column, Table};
use detente_world::{EconomyId, Figure, World};
use std::collections::BTreeMap;

const SOLVED: &str = "solution of the trade engine";
const FLOWS: &str = "tables/trade.csv and tables/sectors.csv";

pub(crate) fn explain_welfare(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let code = cell.word("economy").to_owned();
    let place = || ReplayError::Explain(format!("the world has no economy `{code}`"));
    let economy = replay.loaded.world.economy(&code).ok_or_else(place)?;
    replay.solve()?;
    let (world, tables) = (&replay.loaded.world, &replay.stored.tables);
    let (trade, sectors) = (tables.table("trade")?, tables.table("sectors")?);
    let equilibrium = replay.equilibrium()?;
    let anatomy = equilibrium.economy(economy);
    let mut story = Story::default();
    let steps = &mut story.steps;
    let flows = Flows { economy, code: &code, world, trade, sectors };
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
        "terms_of_trade_pct" => {
            let sum = flows.terms_of_trade(steps)?;
            of_income(steps, cell, &anatomy, sum);
        }
        "volume_of_trade_pct" => {
            let sum = flows.volume_of_trade(steps)?;
            of_income(steps, cell, &anatomy, sum);
        }
        _ => first_order(steps, cell, replay),
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
            "export-tax revenue, rents of caps on own exports included",
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

fn of_income(steps: &mut Steps, cell: &Cell, anatomy: &EconomyAnatomy, sum: Formula) {
    let meaning = "income of the baseline: what final demand spends";
    let base = steps.given("I", anatomy.baseline_income, "", meaning, "world, final demand");
    steps.define(&cell.column, &cell.unit, &cell.meaning, &(number(100.0) * sum / base));
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
                let border = if value > 0.0 { value * (1.0 + own.export_tax) * taxes } else { 0.0 };
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

fn first_order(steps: &mut Steps, cell: &Cell, replay: &Replay) {
    let table = replay.stored.tables.get("welfare");
    let numbers =
        |column: &str| table.and_then(|table| table.column(column)).and_then(Column::numbers);
    let of = |column: &str| numbers(column).map_or(f64::NAN, |values| values[cell.row]);
    let from = format!("tables/welfare.csv, row {}", cell.row + 1);
    let terms = steps.given(
        "terms_of_trade_pct",
        of("terms_of_trade_pct"),
        &cell.unit,
        "terms of trade, eq. (1)",
        &from,
    );
    let volume = steps.given(
        "volume_of_trade_pct",
        of("volume_of_trade_pct"),
        &cell.unit,
        "volume of trade, eq. (2)",
        &from,
    );
    steps.define(&cell.column, &cell.unit, &cell.meaning, &(terms + volume));
}

/// The stored flows of one economy with its partners.
struct Flows<'a> {
    economy: EconomyId,
    code: &'a str,
    world: &'a World,
    trade: &'a Table,
    sectors: &'a Table,
}

/// One stored flow across the economy's border.
struct Crossing<'a> {
    out: bool,
    partner: &'a str,
    sector: &'a str,
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
        let (exporters, importers, sectors) =
            (words("exporter")?, words("importer")?, words("sector")?);
        let (old, new) = (numbers("baseline_musd")?, numbers("value_musd")?);
        let mut found = Vec::new();
        for row in 0..self.trade.rows() {
            let (from, to) = (exporters[row].as_str(), importers[row].as_str());
            if from != to && (from == self.code || to == self.code) {
                let out = from == self.code;
                let partner = if out { to } else { from };
                found.push(Crossing {
                    out,
                    partner,
                    sector: &sectors[row],
                    old: old[row],
                    new: new[row],
                });
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

    /// c - 1 by economy and sector, from the stored prices.
    fn prices(&self) -> Result<BTreeMap<(&'a str, &'a str), f64>, ReplayError> {
        let missing = || {
            ReplayError::Explain("tables/sectors lacks a column; run the scenario again".to_owned())
        };
        let words =
            |column: &str| self.sectors.column(column).and_then(Column::text).ok_or_else(missing);
        let (economies, sectors) = (words("economy")?, words("sector")?);
        let prices =
            self.sectors.column("price_pct").and_then(Column::numbers).ok_or_else(missing)?;
        let one =
            |row: usize| ((economies[row].as_str(), sectors[row].as_str()), prices[row] / 100.0);
        Ok((0..self.sectors.rows()).map(one).collect())
    }

    fn terms_of_trade(&self, steps: &mut Steps) -> Result<Formula, ReplayError> {
        let (flows, prices) = (self.crossing()?, self.prices()?);
        let rise = |flow: &Crossing<'_>, seller: &'a str| {
            prices.get(&(seller, flow.sector)).copied().unwrap_or(0.0)
        };
        let sold = flows.iter().filter(|flow| flow.out);
        let bought = flows.iter().filter(|flow| !flow.out);
        let sold =
            Self::by_partner(sold.map(|flow| (flow.partner, flow.old * rise(flow, self.code))));
        let bought = Self::by_partner(
            bought.map(|flow| (flow.partner, flow.old * rise(flow, flow.partner))),
        );
        let money = self.world.currency.as_str();
        let meaning = format!(
            "exports of the baseline times the rise of the own price, by destination, from {FLOWS}"
        );
        let dearer = steps.sum("A", money, &meaning, &["sum_j E (c_n - 1)"], sold);
        let meaning = format!(
            "imports of the baseline times the rise of the price there, by origin, from {FLOWS}"
        );
        let paid = steps.sum("B", money, &meaning, &["sum_j M (c_i - 1)"], bought);
        Ok(steps.define("A - B", money, "terms of trade, eq. (1)", &(dearer - paid)))
    }

    fn volume_of_trade(&self, steps: &mut Steps) -> Result<Formula, ReplayError> {
        let (flows, prices) = (self.crossing()?, self.prices()?);
        let term = |flow: &Crossing<'a>| {
            let (partner, sector) =
                (self.world.economy(flow.partner)?, self.world.sector(flow.sector)?);
            let tariff = self.world.tariff.get(sector, self.economy, partner);
            let rise = prices.get(&(flow.partner, flow.sector)).copied().unwrap_or(0.0);
            Some((flow.partner, tariff * (flow.new - flow.old - flow.old * rise)))
        };
        let terms = Self::by_partner(flows.iter().filter(|flow| !flow.out).filter_map(term));
        let meaning = format!(
            "tariff of the baseline on more or fewer imports, by origin, eq. (2), from {FLOWS}"
        );
        Ok(steps.sum(
            "V",
            &self.world.currency,
            &meaning,
            &["sum_j t (M' - M - M (c_i - 1))"],
            terms,
        ))
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
        ("welfare", ["price_index_pct", "real_wage_pct", "tariff_revenue_change_musd"]);
    match cell.column.as_str() {
        "real_income_pct" | "real_income_musd" => {
            others.iter().for_each(|column| story.next(welfare, code, column))
        }
        "real_wage_pct" => story.next(welfare, code, "price_index_pct"),
        "first_order_welfare_pct" => {
            ["terms_of_trade_pct", "volume_of_trade_pct"]
                .iter()
                .for_each(|column| story.next(welfare, code, column));
        }
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
