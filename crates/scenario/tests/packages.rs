//! What measures cost, what is bought and paid at home, and how a scenario is negotiated.

use crate::world::{embedded, small};
use detente_scenario::{
    Band, Case, Disagreement, Overrides, ResolveOptions, Scenario, Source, TradeState, read,
    resolve,
};

fn scenario(text: &str) -> Scenario {
    let source = Source::new("a.toml", format!("title = \"t\"\n{text}"));
    let draft = read(&source, &Overrides::default());
    assert!(draft.check(&small()).is_empty(), "{}", draft.check(&small()));
    draft.finish().unwrap()
}

fn measure(rest: &str) -> String {
    format!("[[measure]]\nname = \"a\"\nby = \"JPN\"\nsource = \"s\"\n{rest}\n")
}

fn transfer(rest: &str) -> String {
    measure(&format!("kind = \"transfer\"\ngiver = \"JPN\"\nreceiver = \"USA\"\n{rest}"))
}

const TALKS: &str = r#"
[[shock]]
name = "cars"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { add = "25%" }
source = "s"

[[measure]]
name = "relief"
by = "USA"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { set = { min = "2.5%", max = "27.5%" } }
override = true
source = "s"

[negotiation]
parties = ["JPN", "USA"]
disagreement = { USA = "USD -30 billion", JPN = "USD -9 billion" }
until = 2031-12-31
discount = 0.05
weights = { USA = 2.0 }
risk-aversion = 0.5
budget = { JPN = "USD 6.3 billion" }
floor = { EU27 = "USD -500 million" }
transfers = true

[[negotiation.state]]
name = "as it is"
probability = "75%"
source = "assumed"

[[negotiation.state]]
name = "higher"
probability = 0.25
source = "assumed"
set = "shock.cars.rate.add=50%"
case = "high"
elasticities = "cp2015"
rules = "pichler"
"#;

#[test]
fn costs_are_intervals_that_somebody_pays() {
    let cost = "amount = \"USD 5 million\"\ncost = { capital = [\"USD 1 million\", \"USD 3 million\"], per-unit = \"USD 54286\", \
                yearly = [\"USD 1 million\", \"USD 4 million\", \"USD 5 million\"], payer = { JPN = \"60%\", EU27 = 0.4 }, \
                lead = \"1.5 years\", source = \"s\" }";
    let scenario = scenario(&transfer(cost));
    let (cost, size) =
        (scenario.entries[0].cost.clone().unwrap(), scenario.entries[0].size.clone().unwrap());
    assert_eq!(cost.capital, Band { low: 1e6, mid: 2e6, high: 3e6 });
    assert_eq!(cost.per_unit, Band { low: 54286.0, mid: 54286.0, high: 54286.0 });
    assert_eq!(cost.yearly, Band { low: 1e6, mid: 4e6, high: 5e6 });
    assert_eq!(cost.payers, [("JPN".to_owned(), 0.6), ("EU27".to_owned(), 0.4)]);
    assert_eq!((cost.lead_months, cost.source.as_deref()), (18.0, Some("s")));
    assert_eq!((size.number, size.unit.as_str()), (5.0, "USD million"));
}

#[test]
fn who_takes_a_measure_pays_it_and_units_are_those_of_the_largest_phase() {
    let phases = "phases = [ { from = 2025-01-01, amount = \"USD 5 million\" }, { from = 2026-01-01, amount = \"USD 9 million\" } ]";
    let scenario = scenario(&transfer(&format!(
        "{phases}\ncost = {{ per-unit = \"USD 2\", lead = \"3 months\" }}"
    )));
    let cost = scenario.entries[0].cost.clone().unwrap();
    assert_eq!((cost.payers, cost.lead_months), (vec![("JPN".to_owned(), 1.0)], 3.0));
    assert_eq!(scenario.entries[0].size.clone().unwrap().number, 9.0);
}

#[test]
fn a_lever_has_the_size_of_its_level() {
    let range = "amount = { min = \"USD 5 million\", max = \"USD 9 million\" }\ncost = { per-unit = \"USD 2\" }";
    let scenario = scenario(&transfer(range));
    let size = |scenario: &Scenario| scenario.entries[0].size.clone().unwrap().number;
    assert_eq!((size(&scenario), size(&scenario.with_levels(&[Some(0.5)]).unwrap())), (9.0, 7.0));
    assert!(scenario.with_levels(&[Some(0.5)]).unwrap().entries[0].cost.is_some());
}

#[test]
fn a_procurement_says_who_sells_from_where() {
    let world = small();
    let text = measure(
        "kind = \"procurement\"\nbuyer = \"JPN\"\nseller = \"USA\"\nsector = \"C29\"\norigin = { CHN = \"90%\", USA = \"10%\" }\n\
         owner-share = \"60%\"\nbeyond-base = true\n\
         phases = [ { from = 2025-07-01, amount = \"USD 1 billion\" }, { from = 2026-01-01, amount = \"USD 7 billion\" } ]",
    );
    let on = |day: &str| {
        let options = ResolveOptions { date: Some(day.parse().unwrap()), include_measures: true };
        resolve(&scenario(&text), &world, &options).unwrap()
    };
    assert!(on("2025-01-01").state.procurements.is_empty());
    let resolved = on("2026-06-01");
    let [usa, japan, china] = ["USA", "JPN", "CHN"].map(|code| world.economy(code).unwrap());
    let bought = &resolved.state.procurements[0];
    assert_eq!((bought.buyer, bought.seller, bought.amount), (japan, usa, 7000.0));
    assert_eq!((bought.origins.clone(), bought.owner_share), (vec![(china, 0.9), (usa, 0.1)], 0.6));
    assert!(
        bought.beyond_base && bought.name == "a" && bought.sector == world.sector("C29").unwrap()
    );
    let value = resolved.entries[0].value.clone().unwrap();
    assert_eq!(
        value,
        "USD million 7000 a year on top, from 90% CHN, 10% USA; counts in `negotiate` alone"
    );
    let mut state = resolved.state;
    state.procurements.clear();
    assert_eq!(state, TradeState::baseline(&world));
}

#[test]
fn support_at_home_moves_no_engine() {
    let world = small();
    let keys = "kind = \"support\"\neconomy = \"JPN\"\nsector = \"C29\"\namount = \"USD 6.3 billion\"\nreserve = \"USD 2.7 billion\"\ncost-of-funds = \"20%\"";
    let scenario = scenario(&measure(keys));
    let resolved = resolve(&scenario, &world, &ResolveOptions::default()).unwrap();
    let paid = &resolved.supports[0];
    assert_eq!((paid.economy, paid.sector), (world.economy("JPN").unwrap(), world.sector("C29")));
    assert_eq!((paid.amount, paid.reserve, paid.cost_of_funds), (6300.0, 2700.0, 0.2));
    assert_eq!(resolved.state, TradeState::baseline(&world));
    let without = ResolveOptions { include_measures: false, ..ResolveOptions::default() };
    assert!(resolve(&scenario, &world, &without).unwrap().supports.is_empty());
}

#[test]
fn a_negotiation_says_who_and_over_what() {
    let scenario = scenario(TALKS);
    let talks = scenario.negotiation().unwrap();
    assert_eq!(talks.parties, ["JPN", "USA"]);
    assert_eq!(talks.disagreement, Disagreement::Given(vec![-9e9, -30e9]));
    assert_eq!((talks.until, talks.discount), (Some("2031-12-31".parse().unwrap()), 0.05));
    assert_eq!(
        (talks.weights.as_slice(), talks.risk_aversion, talks.transfers),
        (&[1.0, 2.0][..], 0.5, true)
    );
    assert_eq!(talks.budgets, [("JPN".to_owned(), 6.3e9)]);
    assert_eq!(talks.floors, [("EU27".to_owned(), -5e8)]);
    let [calm, harsh] = talks.futures.as_slice() else { panic!("{talks:?}") };
    assert_eq!(
        (calm.probability, calm.case, calm.elasticities.as_deref()),
        (0.75, Case::Middle, None)
    );
    assert_eq!(
        (harsh.case, harsh.elasticities.as_deref(), harsh.rules.as_str()),
        (Case::High, Some("cp2015"), "pichler")
    );
    assert_eq!(harsh.overrides, ["shock.cars.rate.add=50%"]);
}

#[test]
fn what_a_negotiation_leaves_out_has_a_default() {
    let scenario = scenario("[negotiation]\nparties = [\"JPN\", \"EU27\"]\n");
    let talks = scenario.negotiation().unwrap();
    assert_eq!(
        (&talks.disagreement, talks.until, talks.discount),
        (&Disagreement::StatusQuo, None, 0.03)
    );
    assert_eq!(
        (talks.weights.as_slice(), talks.risk_aversion, talks.transfers),
        (&[1.0, 1.0][..], 0.0, false)
    );
    assert!(talks.budgets.is_empty() && talks.floors.is_empty() && talks.futures.is_empty());
    assert!(self::scenario("").negotiation().is_none());
}

#[test]
fn a_future_changes_the_scenario_and_keeps_its_levers() {
    let scenario = scenario(TALKS);
    let (world, shocks) =
        (small(), ResolveOptions { include_measures: false, ..ResolveOptions::default() });
    let tariff = |scenario: &Scenario| {
        let state = resolve(scenario, &world, &shocks).unwrap().state;
        let [usa, japan] = ["USA", "JPN"].map(|code| world.economy(code).unwrap());
        (state.tariff.get(world.sector("C29").unwrap(), usa, japan) * 1e10).round() / 1e8
    };
    let futures: Vec<Scenario> = (0..2).map(|at| scenario.in_future(at).unwrap()).collect();
    assert_eq!([tariff(&futures[0]), tariff(&futures[1])], [27.0, 52.0]);
    assert!(scenario.in_future(2).is_none());
    for future in &futures {
        assert_eq!((future.levers(), future.negotiation()), (scenario.levers(), None));
        let again =
            read(&Source::new("a.toml", future.to_toml()), &Overrides::default()).finish().unwrap();
        assert_eq!(tariff(&again), tariff(future));
        assert_eq!(again.levers(), scenario.levers());
    }
    let chosen = futures[1].with_levels(&[Some(0.5)]).unwrap();
    assert_eq!(chosen.entries[1].size.clone().unwrap().number, 15.0);
}

#[test]
fn a_negotiation_that_is_overridden_reads_the_same_again() {
    let set = Overrides::new(["negotiation.discount=10%", "negotiation.state.\"as it is\".note=x"]);
    let source = Source::new("a.toml", format!("title = \"t\"\n{TALKS}"));
    assert!(read(&source, &set).finish().is_err());
    let set = Overrides::new(["negotiation.discount=10%"]);
    let first = read(&source, &set).finish().unwrap();
    let again =
        read(&Source::new("a.toml", first.to_toml()), &Overrides::default()).finish().unwrap();
    assert_eq!(first.negotiation(), again.negotiation());
    assert_eq!(first.negotiation().unwrap().discount, 0.1);
}

/// A range of a commodity chain is checked at both ends: more scrap than there is lies beyond the
/// value that a run takes.
#[test]
fn both_ends_of_a_range_are_checked_in_the_world() {
    let keys = "kind = \"recycling\"\neconomy = \"JPN\"\ncommodity = \"metal-Dy\"\ncollection = \"10%\"\n\
                amount = { min = \"0 t/yr\", max = \"5000 t/yr\", at = \"1 t/yr\" }";
    let source = Source::new("a.toml", format!("title = \"t\"\n{}", measure(keys)));
    let report = read(&source, &Overrides::default()).check(embedded());
    insta::assert_snapshot!(report.render(false));
}

#[test]
fn gifts_are_dated_by_phase_within_the_window_of_their_entry() {
    let phases = "phases = [{ from = 2025-01-01, amount = \"USD 100 million\" }, { from = 2026-01-01, amount = \"USD 2 billion\" }]";
    let own = scenario(&transfer(&format!("from = 2025-06-01\nuntil = 2026-06-30\n{phases}")));
    let options = |include_measures| ResolveOptions { date: None, include_measures };
    let gifts = own.gifts(&small(), &options(true));
    let told: Vec<_> = gifts
        .iter()
        .map(|gift| {
            (gift.from.unwrap().to_string(), gift.until.unwrap().to_string(), gift.gift.yearly)
        })
        .collect();
    let dated = |from: &str, until: &str, amount| (from.to_owned(), until.to_owned(), amount);
    assert_eq!(
        told,
        [dated("2025-06-01", "2025-12-31", 100.0), dated("2026-01-01", "2026-06-30", 2000.0)]
    );
    assert!(gifts.iter().all(|gift| small().economies[gift.gift.giver.0].code == "JPN"));
    assert!(own.gifts(&small(), &options(false)).is_empty(), "a measure is none of the shocks");
}

/// What takes money has a cost that is not known until somebody writes it, be it nothing; what
/// engines count has none to write.
#[test]
fn what_a_measure_costs_is_known_where_it_is_written_or_counted() {
    let cheaper = "kind = \"trade-cost\"\nimporter = \"JPN\"\nexporter = \"USA\"\nsector = \"C29\"\nchange = \"-5%\"";
    let known = |text: &str| scenario(&measure(text)).entries[0].cost_is_known();
    assert!(!known(cheaper));
    assert!(known(&format!("{cheaper}\ncost = {{ capital = \"USD 0\" }}")));
    assert!(scenario(&transfer("amount = \"USD 1 billion\"")).entries[0].cost_is_known());
}
