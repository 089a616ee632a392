//! Negotiations as a library: what always holds, whatever is negotiated.

use crate::sample::{numbers, words};
use crate::talks::{MONEY, RELIEF, SHOCK, TABLE, negotiated, sample, sample_with_money};
use detente_engine::{Run, RunRequest, ScenarioSource};
use detente_report::draw;
use detente_world::table::Table;

fn package<'r>(run: &'r Run, table: &str) -> &'r Table {
    run.tables.table(&format!("package_{table}")).unwrap()
}

/// A number of the row whose words are those of `keys`.
fn cell(table: &Table, keys: &[(&str, &str)], column: &str) -> f64 {
    let fits = |row: usize| keys.iter().all(|(key, word)| words(table, key)[row] == *word);
    let row = (0..table.rows())
        .find(|row| fits(*row))
        .unwrap_or_else(|| panic!("{keys:?} not in {}", table.name));
    table
        .column(column)
        .unwrap()
        .number(row)
        .unwrap_or_else(|| panic!("{column} of {keys:?} is not known"))
}

fn gain(run: &Run, deal: &str, party: &str) -> f64 {
    cell(package(run, "payoffs"), &[("deal", deal), ("economy", party)], "gain_musd")
}

#[test]
fn nobody_who_signs_is_below_the_disagreement_point_and_parts_add_up() {
    let run = sample();
    let table = package(&run, "payoffs");
    for deal in ["nash", "kalai-smorodinsky", "equal-gains", "utilitarian"] {
        for party in ["JPN", "USA"] {
            assert!(gain(&run, deal, party) >= 0.0, "{deal} {party}");
        }
    }
    for row in 0..table.rows() {
        let parts = ["weeks_musd", "months_musd", "years_musd", "cost_musd", "risk_musd"];
        let sum: f64 = parts.iter().map(|part| numbers(table, part)[row]).sum();
        assert!((sum - numbers(table, "gain_musd")[row]).abs() < 1e-6, "row {row}");
    }
    assert_eq!(gain(&run, "none", "JPN"), 0.0);
    // Levers that are all left out change nothing: the empty package is the disagreement point.
    for party in ["JPN", "USA"] {
        assert_eq!(
            cell(
                package(&run, "frontier"),
                &[("package", "nothing"), ("party", party)],
                "gain_musd"
            ),
            0.0
        );
    }
}

/// What one party gives the other for nothing is what the other gets, but for what trade makes of
/// it.
#[test]
fn money_moves_gains_and_hardly_their_sum() {
    let run = sample_with_money();
    let shapley = |party: &str| {
        cell(package(&run, "shapley"), &[("item", "money"), ("party", party)], "shapley_musd")
    };
    let (japan, usa) = (shapley("JPN"), shapley("USA"));
    println!("300 million a year: {japan:.1} to JPN, {usa:.1} to USA");
    assert!(japan < -600.0 && usa > 600.0);
    assert!((japan + usa).abs() < 0.05 * usa);
}

/// A disagreement point given against the shocks moves every gain by as much.
#[test]
fn a_given_disagreement_point_moves_gains_one_for_one() {
    let plain = negotiated(&[SHOCK, RELIEF, MONEY, TABLE].concat()).unwrap();
    let given = "disagreement = { JPN = \"USD -2 billion\", USA = \"USD 1 billion\" }\n";
    let moved = negotiated(&[SHOCK, RELIEF, MONEY, TABLE, given].concat()).unwrap();
    for (party, by) in [("JPN", 2000.0), ("USA", -1000.0)] {
        let difference = gain(&moved, "everything", party) - gain(&plain, "everything", party);
        assert!((difference - by).abs() < 1e-6, "{party} {difference}");
    }
}

const STEEL: &str = r#"
[[measure]]
name = "relief on steel"
by = "USA"
for = "JPN"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C24A"
rate = { set = { min = "0%", max = "20%", at = "10%" } }
override = true
from = 2025-08-07
cost = { capital = "USD 2 billion" }
source = "an example"
"#;

const DEALS: [&str; 8] = [
    "none",
    "everything",
    "nash",
    "kalai-smorodinsky",
    "equal-gains",
    "utilitarian",
    "budget-1bn",
    "budget-5bn",
];

fn gains(run: &Run, deal: &str) -> [f64; 2] {
    ["JPN", "USA"].map(|party| gain(run, deal, party))
}

fn cost(run: &Run, deal: &str) -> f64 {
    let items = package(run, "items");
    let own = (0..items.rows()).filter(|row| words(items, "deal")[*row] == deal);
    own.map(|row| items.column("cost_musd").unwrap().number(row).unwrap()).sum()
}

/// What both lay out for a deal, transfers included.
fn outlay(run: &Run, deal: &str) -> f64 {
    let of = |party: &str| {
        cell(package(run, "payoffs"), &[("deal", deal), ("economy", party)], "outlay_musd")
    };
    of("JPN") + of("USA")
}

/// Gains of every deal and of every package of the frontier: with one future these are valued in
/// all futures too.
fn known(run: &Run) -> Vec<[f64; 2]> {
    let table = package(run, "frontier");
    let gains = numbers(table, "gain_musd");
    let points = (0..table.rows()).step_by(2).map(|row| [gains[row], gains[row + 1]]);
    points.chain(DEALS.map(|deal| self::gains(run, deal))).collect()
}

fn product(gains: [f64; 2]) -> f64 {
    if gains.iter().all(|gain| *gain >= 0.0) { gains.iter().product() } else { 0.0 }
}

/// By what a deal is the better, the larger.
type Measure = fn([f64; 2]) -> f64;

/// Samples that negotiate one and two ranges, the second at a cost that a small budget does not
/// allow.
fn samples() -> [Run; 2] {
    [sample(), negotiated(&[SHOCK, RELIEF, STEEL, MONEY, TABLE].concat()).unwrap()]
}

#[test]
fn no_deal_within_a_budget_is_better_than_the_best_for_it() {
    for run in samples() {
        for (budget, best) in [(1e3, "budget-1bn"), (5e3, "budget-5bn"), (1e4, "budget-10bn")] {
            assert!(outlay(&run, best) <= budget, "{best}");
            let all = gains(&run, best);
            assert!(all.iter().all(|gain| *gain >= 0.0), "{best} {all:?}");
            for deal in DEALS.iter().filter(|deal| outlay(&run, deal) <= budget) {
                let other = gains(&run, deal);
                let fine = other.iter().all(|gain| *gain >= 0.0);
                let (own, other): (f64, f64) = (all.iter().sum(), other.iter().sum());
                assert!(
                    !fine || other <= own + 1e-9 * own.abs(),
                    "{best} brings {own}, {deal} {other}"
                );
            }
        }
    }
}

#[test]
fn no_known_deal_is_better_than_a_solution_by_its_own_measure() {
    let measures: [(&str, Measure); 3] = [
        ("nash", product),
        ("equal-gains", |gains| gains[0].min(gains[1])),
        (
            "utilitarian",
            |gains| if gains[0].min(gains[1]) >= 0.0 { gains[0] + gains[1] } else { 0.0 },
        ),
    ];
    for run in samples() {
        for (deal, measure) in measures {
            let own = measure(gains(&run, deal));
            let most = known(&run).into_iter().map(measure).fold(0.0, f64::max);
            assert!(own >= most * (1.0 - 1e-9), "{deal}: {own} against {most}");
        }
    }
}

/// A quarter of what the party gains in the Nash bargain, down and up; no known deal has a larger
/// product of gains there, and a package with the bargain's name is the bargain.
#[test]
fn no_known_deal_is_better_at_a_moved_disagreement_point() {
    for run in samples() {
        let (table, nash) = (package(&run, "sensitivity"), gains(&run, "nash"));
        let frontier = package(&run, "frontier");
        let named =
            |row: &usize| words(frontier, "solution")[*row].split('+').any(|deal| deal == "nash");
        let bargain = &words(frontier, "package")[(0..frontier.rows()).find(named).unwrap()];
        assert_eq!(table.rows(), 8);
        for row in (0..8).step_by(2) {
            let own = [numbers(table, "gain_musd")[row], numbers(table, "gain_musd")[row + 1]];
            let party = ["JPN", "USA"]
                .iter()
                .position(|party| *party == words(table, "shifted_party")[row])
                .unwrap();
            let shift = numbers(table, "shift_musd")[row];
            assert!(
                (shift.abs() - 0.25 * nash[party]).abs() < 1e-9 * nash[party],
                "{shift} of {nash:?}"
            );
            let moved = |mut gains: [f64; 2]| {
                gains[party] -= shift;
                gains
            };
            let most =
                known(&run).into_iter().map(|gains| product(moved(gains))).fold(0.0, f64::max);
            assert!(product(own) >= most * (1.0 - 1e-9), "{own:?} of {shift}: {most}");
            let same = moved(nash).iter().zip(own).all(|(nash, own)| (nash - own).abs() < 1e-6);
            assert_eq!(words(table, "package")[row] == *bargain, same, "{bargain}");
        }
    }
}

/// Where there is no shock, a tariff war leaves the two with less than nothing agreed, so that they
/// gain more from the same deal.
#[test]
fn a_tariff_war_makes_everybody_keener_on_a_deal() {
    let calm = SHOCK.replace("25%", "0%");
    let plain = negotiated(&[&calm, RELIEF, MONEY, TABLE].concat()).unwrap();
    let war =
        negotiated(&[&calm, RELIEF, MONEY, TABLE, "disagreement = \"nash-tariffs\"\n"].concat())
            .unwrap();
    let sum = |run: &Run| gain(run, "everything", "JPN") + gain(run, "everything", "USA");
    println!("{:.0} against calm, {:.0} against a war", sum(&plain), sum(&war));
    assert!(sum(&war) > sum(&plain));
}

/// A fixed measure is part of every deal and of no disagreement point; a budget keeps what is too
/// dear out.
#[test]
fn budgets_and_floors_are_kept() {
    let dear = MONEY
        .replace("optional = true", "optional = true\ncost = { capital = \"USD 900 million\" }");
    let text = [SHOCK, RELIEF, &dear, TABLE, "budget = { JPN = \"USD 500 million\" }\n"].concat();
    let run = negotiated(&text).unwrap();
    for deal in ["nash", "utilitarian", "equal-gains"] {
        assert_eq!(
            cell(package(&run, "items"), &[("item", "money"), ("deal", deal)], "level"),
            0.0,
            "{deal}"
        );
    }
    let error = negotiated(
        &[SHOCK, RELIEF, MONEY, TABLE, "floor = { MEX = \"USD 5 billion\" }\n"].concat(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("`MEX` at its floor"), "{error}");
}

#[test]
fn where_nobody_can_gain_it_is_said_who_blocks() {
    let worse = RELIEF
        .replace("min = \"2.5%\", max = \"27.5%\", at = \"15%\"", "min = \"40%\", max = \"60%\"");
    let run = negotiated(&[SHOCK, &worse, MONEY, TABLE].concat()).unwrap();
    let why = run.blocked.unwrap();
    assert!(why.contains("`JPN` blocks"), "{why}");
    // The run is that of the shocks alone.
    assert!(run.summary.package.is_some());
}

#[test]
fn what_cannot_be_negotiated_is_refused_with_what_to_change() {
    let message = |text: &str| negotiated(text).unwrap_err().to_string();
    assert!(message(&[SHOCK, RELIEF].concat()).contains("it has no [negotiation]"));
    assert!(message(&[SHOCK, RELIEF, TABLE].concat()).contains("party `JPN` has no lever"));
    let endless = [&SHOCK.replace("end   = 2027-12-31\n", ""), RELIEF, MONEY, TABLE].concat();
    assert!(message(&endless).contains("no last day that counts"));
    let set = "[[negotiation.state]]\nname = \"a\"\nprobability = \"100%\"\nsource = \"s\"\nelasticities = \"mine\"\n";
    assert!(
        message(&[SHOCK, RELIEF, MONEY, TABLE, set].concat())
            .contains("no published set of elasticities `mine`")
    );
    let rules = set.replace("elasticities = \"mine\"", "rules = \"mine\"");
    assert!(message(&[SHOCK, RELIEF, MONEY, TABLE, &rules].concat()).contains("no rules `mine`"));
}

/// The same bytes whatever the number of threads.
#[test]
fn threads_change_nothing() {
    let text = [SHOCK, RELIEF, MONEY, TABLE].concat();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| negotiated(&text).unwrap().tables)
    };
    assert_eq!(on(1), on(4));
}

/// Two futures that differ in what is assumed, and a third party with a floor.
const FUTURES: &str = r#"
risk-aversion = 0.02
floor = { CHE = "USD -50 billion" }
[[negotiation.state]]
name = "a"
probability = "60%"
source = "assumed"
[[negotiation.state]]
name = "b"
probability = "40%"
source = "assumed"
elasticities = "eaton-kortum-2002"
"#;

/// A measure for everybody that is no lever: it is part of every package and of no disagreement
/// point.
const FIXED: &str = r#"
[[measure]]
name = "fixed"
by = "USA"
for = "JPN"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C28"
rate = { add = "-1%" }
from = 2025-08-07
source = "an example"
"#;

/// An item that nobody can use: at its best end it does nothing.
const IDLE: &str = r#"
[[measure]]
name = "idle"
by = "USA"
for = "JPN"
kind = "transfer"
giver = "USA"
receiver = "JPN"
amount = { min = "USD 0 billion", max = "USD 90 billion", at = "USD 0 billion" }
from = 2025-08-07
source = "an example"
"#;

fn priced() -> Run {
    negotiated(&[SHOCK, RELIEF, MONEY, IDLE, TABLE, FUTURES].concat()).unwrap()
}

/// What stands in a column of the rows of a party, added up.
fn added(table: &Table, party: &str, column: &str) -> f64 {
    let own = (0..table.rows()).filter(|row| words(table, "party")[*row] == party);
    own.map(|row| table.column(column).unwrap().number(row).unwrap()).sum()
}

/// In all futures, at the levels agreed, after cost and risk: whatever is fixed or paid for, the
/// prices of a party are its gain.
#[test]
fn prices_of_agreed_levels_add_up_to_the_gain_over_all_futures() {
    let dear = STEEL.replace("USD 2 billion", "USD 20 million");
    for items in [[RELIEF, MONEY, IDLE].concat(), [RELIEF, &dear, MONEY, FIXED].concat()] {
        let run = negotiated(&[SHOCK, &items, TABLE, FUTURES].concat()).unwrap();
        let table = package(&run, "shapley");
        for party in ["JPN", "USA"] {
            let (sum, gain) = (added(table, party, "shapley_musd"), gain(&run, "nash", party));
            println!("{party}: prices {sum:.6}, gain {gain:.6}");
            assert!(gain > 0.0 && (sum - gain).abs() < 1e-8 * gain, "{party}: {sum} and {gain}");
            let risk = cell(
                package(&run, "payoffs"),
                &[("deal", "nash"), ("economy", party)],
                "risk_musd",
            );
            assert!(risk < 0.0, "two futures that differ leave a risk: {risk}");
        }
        assert!(numbers(table, "shapley_error_musd").iter().all(|error| *error == 0.0));
        assert!(words(table, "deal").iter().all(|deal| deal == "nash"));
    }
}

/// What parties pay by item is what the deal costs them, and both are means over futures.
#[test]
fn cost_of_items_adds_up_to_cost_of_the_deal() {
    let dear = STEEL.replace(
        "capital = \"USD 2 billion\"",
        "capital = [\"USD 10 million\", \"USD 20 million\", \"USD 60 million\"]",
    );
    let cases = FUTURES.replace("name = \"b\"", "name = \"b\"\ncase = \"high\"");
    let run = negotiated(&[SHOCK, RELIEF, &dear, MONEY, TABLE, &cases].concat()).unwrap();
    let (ledger, items) = (package(&run, "ledger"), package(&run, "items"));
    let paid: f64 = ["JPN", "USA"].iter().map(|party| added(ledger, party, "cost_musd")).sum();
    let part = |party: &str| {
        cell(package(&run, "payoffs"), &[("deal", "nash"), ("economy", party)], "cost_musd")
    };
    assert!((paid + part("JPN") + part("USA")).abs() < 1e-9 * paid.max(1.0), "{paid}");
    assert!((cost(&run, "nash") - paid).abs() < 1e-9 * paid.max(1.0));
    // 60 % at 20 and 40 % at 60 million where everything is taken, discounted.
    let all = cell(items, &[("item", "relief on steel"), ("deal", "everything")], "cost_musd");
    let [low, high] = ["cost_musd_low", "cost_musd_high"]
        .map(|column| cell(items, &[("item", "relief on steel"), ("deal", "everything")], column));
    assert!(low < all && all < high && (all / low - 3.6).abs() < 1e-9, "{low} {all} {high}");
}

/// What does nothing at its level is no part of the deal: not priced, not paid, not in the scenario
/// that was agreed.
#[test]
fn a_measure_at_nothing_is_no_item_of_the_deal() {
    let run = priced();
    let at = |table: &Table, keys: &[(&str, &str)], column: &str| cell(table, keys, column);
    for deal in ["nash", "equal-gains"] {
        let taken = at(package(&run, "items"), &[("item", "idle"), ("deal", deal)], "taken");
        assert_eq!(
            taken,
            at(package(&run, "items"), &[("item", "idle"), ("deal", deal)], "level")
                .min(1.0)
                .ceil(),
            "{deal}"
        );
    }
    let agreed = run.agreed.as_ref().unwrap();
    for row in 0..package(&run, "items").rows() {
        if words(package(&run, "items"), "deal")[row] == "nash" {
            let name = &words(package(&run, "items"), "item")[row];
            let held = numbers(package(&run, "items"), "taken")[row] > 0.5;
            assert_eq!(agreed.contains(&format!("\"{name}\"")), held, "{name}\n{agreed}");
            let price =
                cell(package(&run, "shapley"), &[("item", name), ("party", "JPN")], "shapley_musd");
            assert!(held || price == 0.0, "{name} at nothing is worth {price}");
        }
    }
    assert!(!agreed.contains("negotiation"));
}

/// Deals and other packages are measured alike: what is called undominated is dominated by none
/// that is shown.
#[test]
fn no_shown_package_dominates_one_on_the_frontier() {
    for run in samples().into_iter().chain([priced()]) {
        let table = package(&run, "frontier");
        let (gains, on) = (numbers(table, "gain_musd"), numbers(table, "on_frontier"));
        let points: Vec<([f64; 2], bool)> = (0..table.rows())
            .step_by(2)
            .map(|row| ([gains[row], gains[row + 1]], on[row] > 0.5))
            .collect();
        let beats = |a: &[f64; 2], b: &[f64; 2]| a[0] >= b[0] && a[1] >= b[1] && a != b;
        for (own, on) in &points {
            assert_eq!(*on, !points.iter().any(|(other, _)| beats(other, own)), "{own:?}");
        }
        // The solutions are in the same list with the gains of their deals.
        let named =
            |row: &usize| words(table, "solution")[*row].split('+').any(|deal| deal == "nash");
        let row = (0..table.rows()).find(named).unwrap();
        assert_eq!([gains[row], gains[row + 1]], self::gains(&run, "nash"));
        assert_eq!(on[row], 1.0, "a Nash bargain that something known dominates is none");
    }
}

/// Third parties in the futures are those that the deal moves, whatever their code.
#[test]
fn futures_follow_the_third_parties_that_the_deal_moves_most() {
    let run = priced();
    let (futures, payoffs) = (package(&run, "states"), package(&run, "payoffs"));
    let third = |row: &usize| {
        words(payoffs, "deal")[*row] == "nash" && words(payoffs, "role")[*row] == "third"
    };
    let largest = (0..payoffs.rows()).find(third).unwrap();
    let shown = words(futures, "economy");
    assert!(
        shown.contains(&words(payoffs, "economy")[largest]),
        "{:?}",
        words(payoffs, "economy")[largest]
    );
    assert!(shown.iter().any(|code| code == "CHE"), "a third party with a floor is followed");
    let codes: std::collections::BTreeSet<&String> = shown.iter().collect();
    assert!(codes.len() <= 2 + 4, "{codes:?}");
}

/// The folder of a deal holds the scenario as it was agreed: a run of that is the run of the deal.
#[test]
fn the_agreed_scenario_runs_to_the_same_tables() {
    let mut run = priced();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deal");
    run.write(&out, draw).unwrap();
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("agreed.toml"));
    let again =
        detente_engine::run(&RunRequest::new(ScenarioSource::File(out.join("agreed.toml"))))
            .unwrap();
    assert_eq!(again.tables.table("welfare").unwrap(), run.tables.table("welfare").unwrap());
    assert_eq!(again.tables.table("trade").unwrap(), run.tables.table("trade").unwrap());
    // What was agreed is checked with the rest.
    std::fs::write(out.join("agreed.toml"), "title = \"another\"\n").unwrap();
    let found = detente_replay::verify(&out, None, draw).unwrap();
    assert!(format!("{found:?}").contains("agreed.toml"), "{found:?}");
}

/// A way made cheaper at a cost that nobody names, which is not that it costs nothing.
const CHEAPER: &str = r#"
[[measure]]
name = "cheaper way"
by = "JPN"
for = "USA"
kind = "trade-cost"
importer = "JPN"
exporter = "USA"
sector = "C29"
change = "-5%"
optional = true
from = 2025-08-07
source = "an example"
"#;

fn gap(table: &Table, keys: &[(&str, &str)], column: &str) -> Option<f64> {
    let fits = |row: &usize| keys.iter().all(|(key, word)| words(table, key)[*row] == *word);
    table.column(column).unwrap().number((0..table.rows()).find(fits).unwrap())
}

#[test]
fn a_cost_that_nobody_names_is_not_known_and_a_cost_of_nothing_is_zero() {
    let free =
        CHEAPER.replace("optional = true", "optional = true\ncost = { capital = \"USD 0\" }");
    for (item, known) in [(CHEAPER, None), (free.as_str(), Some(0.0))] {
        let run = negotiated(&[SHOCK, RELIEF, item, MONEY, TABLE].concat()).unwrap();
        for column in ["cost_musd_low", "cost_musd", "cost_musd_high"] {
            assert_eq!(
                gap(
                    package(&run, "items"),
                    &[("item", "cheaper way"), ("deal", "everything")],
                    column
                ),
                known,
                "{column}"
            );
            // What a tariff costs is in the years: nothing of it is unknown.
            assert_eq!(
                gap(package(&run, "items"), &[("item", "relief"), ("deal", "everything")], column),
                Some(0.0),
                "{column}"
            );
        }
        let deal = words(package(&run, "ledger"), "deal")[0].clone();
        let taken =
            cell(package(&run, "items"), &[("item", "cheaper way"), ("deal", &deal)], "taken")
                > 0.5;
        assert!(taken, "who pays nothing for a cheaper way takes it");
        assert_eq!(
            gap(package(&run, "ledger"), &[("item", "cheaper way"), ("party", "JPN")], "cost_musd"),
            known
        );
        assert_eq!(
            gap(package(&run, "ledger"), &[("item", "cheaper way"), ("party", "USA")], "cost_musd"),
            Some(0.0)
        );
        let row = |deal: &str, economy: &str| {
            let keys = [("deal", deal), ("economy", economy)];
            let fits = |row: &usize| {
                keys.iter().all(|(key, word)| words(package(&run, "payoffs"), key)[*row] == *word)
            };
            words(package(&run, "payoffs"), "cost_not_known")
                [(0..package(&run, "payoffs").rows()).find(fits).unwrap()]
            .clone()
        };
        let named = if known.is_none() { "cheaper way" } else { "" };
        assert_eq!(
            (row("everything", "JPN").as_str(), row("everything", "USA").as_str()),
            (named, "")
        );
        assert_eq!(row("none", "JPN"), "");
        let said = run
            .summary
            .package
            .as_ref()
            .unwrap()
            .notes
            .iter()
            .any(|note| note.contains("not known and not counted"));
        assert_eq!(said, known.is_none());
    }
}

/// Money that parties give each other counts towards a budget: the best package for USD 1 billion
/// moves no more than that.
#[test]
fn transfers_count_towards_budgets() {
    let dear = MONEY.replace("USD 300 million", "USD 1 billion");
    let run = negotiated(&[SHOCK, RELIEF, &dear, TABLE].concat()).unwrap();
    let payoffs = package(&run, "payoffs");
    let of =
        |deal: &str, column: &str| cell(payoffs, &[("deal", deal), ("economy", "JPN")], column);
    // 2025-08-07 to 2027-12-31 are 2.4 years, a year and a half away in the middle at 3 %.
    let given = of("everything", "given_musd");
    assert!((2280.0..2310.0).contains(&given), "{given}");
    assert_eq!(of("everything", "outlay_musd"), given);
    assert_eq!(cell(payoffs, &[("deal", "everything"), ("economy", "USA")], "outlay_musd"), 0.0);
    assert_eq!(
        cell(package(&run, "items"), &[("item", "money"), ("deal", "budget-1bn")], "taken"),
        0.0
    );
    let strict = [SHOCK, RELIEF, &dear, TABLE, "budget = { JPN = \"USD 2 billion\" }\n"].concat();
    let strict = negotiated(&strict).unwrap();
    for deal in ["nash", "equal-gains", "utilitarian"] {
        assert_eq!(
            cell(package(&strict, "items"), &[("item", "money"), ("deal", deal)], "taken"),
            0.0,
            "{deal}"
        );
    }
}

/// A cell that is not known is kept as a gap, verified as one, and `explain` says so instead of a
/// number.
#[test]
fn what_is_not_known_is_stored_verified_and_explained_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("run");
    let mut run = negotiated(&[SHOCK, RELIEF, CHEAPER, MONEY, TABLE].concat()).unwrap();
    run.write(&at, draw).unwrap();
    let found = detente_replay::verify(&at, None, draw).unwrap();
    assert!(found.holds(), "{found:?}");
    let explained = |table: &str, key: &str, column: &str| {
        let (table, key, column) = (table.into(), key.into(), Some(column.to_owned()));
        let request =
            detente_replay::explain::ExplainRequest { table, key, column, depth: 1, world: None };
        detente_replay::explain::explain(&at, &request)
    };
    let refused = explained("package_items", "cheaper way/everything", "cost_musd").unwrap_err();
    assert!(refused.to_string().contains("is not known"), "{refused}");
    assert_eq!(explained("package_items", "relief/everything", "cost_musd").unwrap().stored, 0.0);
    assert!(explained("package_items", "cheaper way/everything", "agreed").unwrap().holds());
    let bound = |party: &str| {
        explained("package_payoffs", &format!("everything/{party}"), "gain_musd").unwrap().notes
    };
    let said = |party: &str| {
        bound(party).iter().any(|note| note.contains("gains at most, what stands here"))
    };
    assert!(said("JPN") && !said("USA"));
}
