//! How did a number of a negotiation come about, as far as its tables say it?
//!
//! Sums over horizons, means over states of the world, the efficiency of Shapley prices and the test of
//! self-enforcement are computed again from the stored tables. What only the negotiation itself
//! knows (a pay-off in one state of the world takes all engines) is said to be so.

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::Rule;
use super::story::{Cell, Story, key};
use detente_record::Tables;
use detente_world::table::Table;
use std::sync::LazyLock;

/// Periods of a limited punishment.
const LIMITED: f64 = 2.0;

pub(crate) fn explain_package(replay: &Replay, cell: &Cell) -> Story {
    let mut story = Story::default();
    let tables = &replay.stored.tables;
    match cell.table.as_str() {
        "package_items" => items(&mut story, cell),
        "package_payoffs" => payoffs(&mut story, tables, cell),
        "package_states" => futures(&mut story, replay, cell),
        "package_frontier" => frontier(&mut story, tables, cell),
        "package_ledger" => ledger(&mut story, tables, cell),
        "package_shapley" => shapley(&mut story, tables, cell),
        "package_sensitivity" => sensitivity(&mut story, tables, cell),
        "package_enforcement" => enforcement(&mut story, replay, cell),
        "package_sweetener" => sweetener(&mut story, tables, cell),
        _ => {}
    }
    if story.steps.0.is_empty() {
        story.note(
            "This number is a result of the negotiation over all engines and states of the world; it is shown as stored. `detente verify` computes it again.",
        );
    }
    settings(&mut story, replay);
    let item = cell.word("item").to_owned();
    story.entries_in_force(replay, |entry| item.is_empty() || entry.name.value == item);
    story
}

fn settings(story: &mut Story, replay: &Replay) {
    let Some(note) = &replay.stored.summary.package else { return };
    story.setting("parties", note.parties.join(", "));
    story.setting("horizon", format!("{} to {}", note.first_day, note.last_day));
    story.setting("discount", format!("{} a year", note.discount));
    story.setting("against", note.disagreement.clone());
    let futures: Vec<String> = note
        .futures
        .iter()
        .map(|future| format!("{} ({})", future.name, future.probability))
        .collect();
    story.setting("states of the world", futures.join(", "));
    note.notes.iter().for_each(|line| story.note(line.clone()));
}

/// A table by its name; one without rows where the run has none.
fn named<'t>(tables: &'t Tables, name: &str) -> &'t Table {
    static NONE: LazyLock<Table> = LazyLock::new(|| Table::new(""));
    tables.get(name).unwrap_or(&NONE)
}

/// The row whose words are those given.
fn row(table: &Table, wanted: &[(&str, &str)]) -> Option<usize> {
    (0..table.rows()).find(|at| {
        wanted.iter().all(|(column, word)| table.words(column).get(*at).is_some_and(|w| w == word))
    })
}

fn at(table: &Table, column: &str, row: usize) -> f64 {
    table.numbers(column).get(row).copied().unwrap_or(f64::NAN)
}

fn items(story: &mut Story, cell: &Cell) {
    let (least, most, level) = (cell.number("low"), cell.number("high"), cell.number("level"));
    if cell.column == "agreed" {
        let up = least + level * (most - least);
        let rising = (up - cell.stored).abs() <= 1e-9 * (1.0 + up.abs());
        let steps = &mut story.steps;
        let from = "scenario, the range of the measure";
        let low = steps.given("low", least, cell.word("unit"), "lower end of the range", from);
        let high = steps.given("high", most, cell.word("unit"), "upper end of the range", from);
        let level = steps.given("level", level, "", "how much of it is taken", &cell.file());
        // Where the upper end does least, the level counts down from it.
        let taken = if rising {
            low.clone() + level * (high - low)
        } else {
            high.clone() - level * (high - low)
        };
        if rising
            || (most - cell.number("level") * (most - least) - cell.stored).abs()
                <= 1e-9 * (1.0 + most.abs())
        {
            steps.define("agreed", cell.word("unit"), &cell.meaning, &taken);
        } else {
            steps.0.clear();
            story.note("The measure is left out of this deal.");
        }
    }
    story.next("package_ledger", key(&[cell.word("item"), cell.word("by")]), "worth_last_musd");
    story.next("package_shapley", key(&[cell.word("item"), cell.word("by")]), "shapley_musd");
}

const PARTS: [(&str, &str); 5] = [
    ("weeks_musd", "value added that stopped lines do not earn"),
    ("months_musd", "what goods cost and earn"),
    ("years_musd", "equivalent variation of policy"),
    ("cost_musd", "what it pays, below zero"),
    ("risk_musd", "what the spread over states is worth to it"),
];

/// Probability and gain of each state of the world of a deal.
fn gains(tables: &Tables, deal: &str, economy: &str) -> Vec<(String, f64, f64)> {
    let table = named(tables, "package_states");
    let own = (0..table.rows())
        .filter(|row| table.words("deal")[*row] == deal && table.words("economy")[*row] == economy);
    own.map(|row| {
        (
            table.words("state")[row].clone(),
            at(table, "probability", row),
            at(table, "gain_musd", row),
        )
    })
    .collect()
}

fn payoffs(story: &mut Story, tables: &Tables, cell: &Cell) {
    let (deal, economy) = (cell.word("deal").to_owned(), cell.word("economy").to_owned());
    let gains = gains(tables, &deal, &economy);
    let mean =
        || gains.iter().map(|(name, probability, gain)| (name.clone(), vec![*probability, *gain]));
    let steps = &mut story.steps;
    let from = cell.file();
    match cell.column.as_str() {
        "gain_musd" => {
            let parts: Vec<Formula> = PARTS
                .iter()
                .map(|(part, says)| steps.given(part, cell.number(part), &cell.unit, says, &from))
                .collect();
            let sum =
                parts.into_iter().reduce(|sum, part| sum + part).unwrap_or_else(|| number(0.0));
            steps.define("gain_musd", &cell.unit, &cell.meaning, &sum);
            story.equation = Some("gain");
        }
        "risk_musd" if !gains.is_empty() => {
            let mean = steps.sum(
                "mean",
                &cell.unit,
                "mean gain over states of the world",
                &["probability", "gain"],
                mean(),
            );
            let meaning = "gain that is as good for sure";
            let sure =
                steps.given("gain_musd", cell.number("gain_musd"), &cell.unit, meaning, &from);
            steps.define("risk_musd", &cell.unit, &cell.meaning, &(sure - mean));
        }
        "gain_musd_low" | "gain_musd_high" if !gains.is_empty() => {
            let rule = if cell.column.ends_with("low") { Rule::Least } else { Rule::Most };
            let options = gains.iter().map(|(name, _, gain)| (name.clone(), *gain)).collect();
            steps.pick((&cell.column, &cell.unit, &cell.meaning), rule, options);
        }
        "probability_gain" if !gains.is_empty() => {
            let terms = gains.iter().filter(|(_, _, gain)| *gain > 0.0);
            let terms = terms.map(|(name, probability, _)| (name.clone(), vec![*probability]));
            steps.sum(
                "probability_gain",
                "",
                &cell.meaning,
                &["probability of a state with a gain"],
                terms,
            );
        }
        _ => {}
    }
    let open = cell.word("cost_not_known");
    if !open.is_empty() && ["cost_musd", "outlay_musd", "gain_musd"].contains(&cell.column.as_str())
    {
        let says = "whoever takes it pays at least, and gains at most, what stands here";
        story.note(format!("The cost of {open} is not known and not counted: {says}."));
    }
    for (name, _, _) in gains.iter().take(2) {
        story.next("package_states", key(&[&deal, name, &economy]), "gain_musd");
    }
    if cell.column != "gain_musd" {
        story.next("package_payoffs", cell.key.clone(), "gain_musd");
    }
}

fn futures(story: &mut Story, replay: &Replay, cell: &Cell) {
    let future = replay.stored.summary.package.iter().flat_map(|note| &note.futures);
    let Some(future) = future.into_iter().find(|future| future.name == cell.word("state")) else {
        return;
    };
    if cell.column == "probability" {
        story.steps.given(
            "probability",
            future.probability,
            "",
            &cell.meaning,
            &format!("scenario: {}", future.source),
        );
    }
    let own = key(&[cell.word("deal"), cell.word("economy")]);
    story.next("package_payoffs", own, "gain_musd");
}

fn frontier(story: &mut Story, tables: &Tables, cell: &Cell) {
    let Some(deal) = cell.word("solution").split('+').find(|deal| !deal.is_empty()) else { return };
    let party = cell.word("party");
    if let (Some(found), "gain_musd") = (
        row(named(tables, "package_payoffs"), &[("deal", deal), ("economy", party)]),
        cell.column.as_str(),
    ) {
        let from = format!("tables/package_payoffs.csv, row {}", found + 1);
        let gain = at(named(tables, "package_payoffs"), "gain_musd", found);
        story.steps.given(
            "gain_musd",
            gain,
            &cell.unit,
            &format!("gain of {party} from the deal `{deal}`"),
            &from,
        );
        story.next("package_payoffs", key(&[deal, party]), "gain_musd");
    }
}

fn ledger(story: &mut Story, tables: &Tables, cell: &Cell) {
    let (item, party) = (cell.word("item"), cell.word("party"));
    if let (Some(found), "worth_first_musd") = (
        row(named(tables, "package_shapley"), &[("item", item), ("party", party)]),
        cell.column.as_str(),
    ) {
        let from = format!("tables/package_shapley.csv, row {}", found + 1);
        let worth = at(named(tables, "package_shapley"), "first_musd", found);
        story.steps.given(
            "worth_first_musd",
            worth,
            &cell.unit,
            "what the item adds as the first",
            &from,
        );
    }
    let deal = cell.word("deal").to_owned();
    story.setting("level agreed", cell.word("level").to_owned());
    story.next("package_shapley", key(&[item, party]), "shapley_musd");
    story.next("package_items", key(&[item, &deal]), "cost_musd");
}

/// Shapley prices share out what a party gains by the deal, at the levels that are agreed.
fn shapley(story: &mut Story, tables: &Tables, cell: &Cell) {
    let (item, party) = (cell.word("item").to_owned(), cell.word("party").to_owned());
    let (deal, level) = (cell.word("deal").to_owned(), cell.word("level").to_owned());
    let gain = row(named(tables, "package_payoffs"), &[("deal", &deal), ("economy", &party)]);
    if let (Some(found), "shapley_musd") = (gain, cell.column.as_str()) {
        let steps = &mut story.steps;
        let meaning = format!(
            "gain of {party} from the deal `{deal}`, over all states of the world, after cost and risk"
        );
        let from = format!("tables/package_payoffs.csv, row {}", found + 1);
        let all = steps.given(
            "v(all)",
            at(named(tables, "package_payoffs"), "gain_musd", found),
            &cell.unit,
            &meaning,
            &from,
        );
        let table = named(tables, "package_shapley");
        let others = (0..table.rows())
            .filter(|row| table.words("party")[*row] == party && table.words("item")[*row] != item);
        let name = |row: usize| match table.words("level")[row].as_str() {
            "" => table.words("item")[row].clone(),
            level => format!("{}, {level}", table.words("item")[row]),
        };
        let terms = others.map(|row| (name(row), vec![at(table, "shapley_musd", row)]));
        let others = steps.sum(
            "others",
            &cell.unit,
            "prices of the other items",
            &["shapley_musd"],
            terms.collect::<Vec<_>>(),
        );
        steps.define("shapley_musd", &cell.unit, &cell.meaning, &(all - others));
        story.note("A Shapley price is a mean over all orders; the prices of all items add up to what the party gains by the deal.");
        story.next("package_payoffs", key(&[&deal, &party]), "gain_musd");
    }
    if !level.is_empty() {
        story.setting("level priced", level);
    }
    let alone = row(named(tables, "package_ledger"), &[("item", &item), ("party", &party)])
        .filter(|_| cell.column == "first_musd");
    if let Some(found) = alone {
        let from = format!("tables/package_ledger.csv, row {}", found + 1);
        let worth = at(named(tables, "package_ledger"), "worth_first_musd", found);
        let meaning = "gain where the item is added and no other is agreed";
        story.steps.given("first_musd", worth, &cell.unit, meaning, &from);
    }
    story.next("package_ledger", key(&[&item, &party]), "worth_last_musd");
    story.next("package_items", key(&[&item, &deal]), "agreed");
}

/// Where the package is one of the deals: what the party gains from it, less what it has more
/// without a deal.
fn sensitivity(story: &mut Story, tables: &Tables, cell: &Cell) {
    let (party, package) = (cell.word("party"), cell.word("package"));
    let frontier = named(tables, "package_frontier");
    let solved = |at: &usize| {
        frontier.words("package")[*at] == package && !frontier.words("solution")[*at].is_empty()
    };
    let Some(point) = (0..frontier.rows()).find(solved) else { return };
    let deal = frontier.words("solution")[point].split('+').next().unwrap_or_default().to_owned();
    let found = row(named(tables, "package_payoffs"), &[("deal", &deal), ("economy", party)]);
    if let (Some(found), "gain_musd") = (found, cell.column.as_str()) {
        let from = format!("tables/package_payoffs.csv, row {}", found + 1);
        let gain = at(named(tables, "package_payoffs"), "gain_musd", found);
        let meaning = format!("gain of {party} from the deal `{deal}`, which this package is");
        let gain = story.steps.given("gain", gain, &cell.unit, &meaning, &from);
        let shift =
            if cell.word("shifted_party") == party { cell.number("shift_musd") } else { 0.0 };
        let shift = story.steps.given(
            "shift",
            shift,
            &cell.unit,
            "what it has more without a deal",
            &cell.file(),
        );
        story.steps.define("gain_musd", &cell.unit, &cell.meaning, &(gain - shift));
    }
    story.next("package_payoffs", key(&[&deal, party]), "gain_musd");
}

/// The test of self-enforcement, from the stakes of the row.
fn enforcement(story: &mut Story, replay: &Replay, cell: &Cell) {
    let from = cell.file();
    let steps = &mut story.steps;
    let mut stake = |symbol: &str, column: &str, says: &str| {
        steps.given(symbol, cell.number(column), "USD million a year", says, &from)
    };
    let agreement = stake("A", "agreement_musd_per_year", "while all keep to the deal");
    let deviation =
        stake("D", "deviation_musd_per_year", "in the year in which it alone breaks it");
    let punished = stake("P", "punished_musd_per_year", "while it is punished");
    let rate = replay.stored.summary.package.as_ref().map_or(f64::NAN, |note| note.discount);
    let rate = steps.given("rate", rate, "", "discount of a year", "scenario, [negotiation]");
    let year = number(1.0) / (number(1.0) + rate);
    if cell.column == "discount_factor" {
        steps.define("discount_factor", "", &cell.meaning, &year);
        return;
    }
    let factor = steps.define("delta", "", "discount factor of a year", &year);
    let limited = cell.word("punishment") != "grim";
    let (gain, loss) = (deviation - agreement.clone(), agreement - punished);
    match cell.column.as_str() {
        "margin_musd" | "holds" => {
            let for_ever = factor.clone() / (number(1.0) - factor.clone());
            let weight = if limited {
                for_ever * (number(1.0) - factor.pow(number(LIMITED)))
            } else {
                for_ever
            };
            let weight = steps.define("W", "", "weight of the years of punishment", &weight);
            let margin = loss * weight - gain;
            if cell.column == "holds" {
                let margin = steps.define(
                    "margin",
                    &cell.unit,
                    "what keeping is worth more than breaking",
                    &margin,
                );
                let holds = f64::from(u8::from(margin.value() >= 0.0));
                steps.given(
                    "holds",
                    holds,
                    &cell.unit,
                    &cell.meaning,
                    "1 where the margin is not below zero",
                );
            } else {
                steps.define("margin_musd", &cell.unit, &cell.meaning, &margin);
            }
        }
        "critical_discount_factor" if gain.value() <= 0.0 && loss.value() >= 0.0 => {
            let from = "breaking brings nothing (D <= A) and punishment takes something (A >= P)";
            steps.given("critical_discount_factor", 0.0, "", &cell.meaning, from);
        }
        "critical_discount_factor" if !limited && loss.value() > 0.0 => {
            let critical = gain.clone() / (gain + loss);
            steps.define("critical_discount_factor", "", &cell.meaning, &critical);
        }
        column if column.ends_with("per_year") => {
            // A stake is what the table says and nothing behind it.
            steps.0.clear();
        }
        _ => steps.0.clear(),
    }
}

fn sweetener(story: &mut Story, tables: &Tables, cell: &Cell) {
    let (deal, party) = (cell.word("deal"), cell.word("party"));
    if let (Some(found), "payment_musd") = (
        row(named(tables, "package_payoffs"), &[("deal", deal), ("economy", party)]),
        cell.column.as_str(),
    ) {
        let from = format!("tables/package_payoffs.csv, row {}", found + 1);
        let gain = at(named(tables, "package_payoffs"), "gain_musd", found);
        let gain = story.steps.given(
            "gain_musd",
            gain,
            &cell.unit,
            "what the party gains from the deal",
            &from,
        );
        let need = (number(0.0) - gain).or_more(number(0.0));
        story.steps.define("payment_musd", &cell.unit, &cell.meaning, &need);
    }
    story.next("package_payoffs", key(&[deal, party]), "gain_musd");
}
