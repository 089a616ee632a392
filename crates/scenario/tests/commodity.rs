//! What is wrong with entries about commodity chains, and what the right ones mean.

use crate::world::embedded;
use detente_scenario::{Effect, Overrides, ResolveOptions, Source, read};

fn problems(entries: &str) -> String {
    let text = format!("title = \"chains\"\n{entries}");
    read(&Source::new("chains.toml", text), &Overrides::default()).check(embedded()).render(false)
}

fn entry(kind: &str, keys: &str) -> String {
    format!("[[shock]]\nname = \"{kind}\"\nkind = \"{kind}\"\nsource = \"test\"\n{keys}\n")
}

#[test]
fn goods_that_no_chain_knows() {
    let unknown = entry(
        "export-control",
        "exporter = \"CHN\"\nimporter = \"*\"\ncommodity = \"magnet-ndfeb-heet\"\nlicensed = \"10%\"",
    );
    insta::assert_snapshot!("chain_unknown_good", problems(&unknown));
    let without = entry(
        "export-control",
        "exporter = \"CHN\"\nimporter = \"*\"\ncommodity = [\"Dy\", \"Lu\"]\nstage = \"metal\"\nlicensed = \"10%\"",
    );
    insta::assert_snapshot!("chain_element_without_data", problems(&without));
    let scandium = entry(
        "export-control",
        "exporter = \"CHN\"\nimporter = \"*\"\ncommodity = \"Sc\"\nlicensed = \"10%\"",
    );
    insta::assert_snapshot!("chain_scandium", problems(&scandium));
    let stage = entry(
        "outage",
        "economy = \"CHN\"\ncommodity = \"Dy\"\nstage = \"magnets\"\nlost = \"10%\"",
    );
    insta::assert_snapshot!("chain_unknown_stage", problems(&stage));
}

#[test]
fn economies_that_a_chain_does_not_have() {
    let france = entry("import-stop", "exporter = \"CHN\"\nimporter = \"FRA\"\ncommodity = \"Dy\"");
    insta::assert_snapshot!("chain_economy", problems(&france));
    let none = entry("import-stop", "exporter = \"JPN\"\nimporter = \"CHN\"\ncommodity = \"lng\"");
    insta::assert_snapshot!("chain_no_flow", problems(&none));
}

#[test]
fn amounts_that_mean_nothing() {
    let unit =
        entry("capacity", "economy = \"JPN\"\nprocess = \"separate-clay\"\namount = \"1500\"");
    insta::assert_snapshot!("chain_amount_without_unit", problems(&unit));
    let negative =
        entry("capacity", "economy = \"JPN\"\nprocess = \"separate-clay\"\namount = \"-5 t/yr\"");
    insta::assert_snapshot!("chain_negative_capacity", problems(&negative));
    let process =
        entry("capacity", "economy = \"JPN\"\nprocess = \"seperate-clay\"\namount = \"5 t/yr\"");
    insta::assert_snapshot!("chain_unknown_process", problems(&process));
    let scrap = entry(
        "recycling",
        "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = \"5000 t/yr\"\ncollection = \"10%\"",
    );
    insta::assert_snapshot!("chain_more_than_scrap", problems(&scrap));
    let window = entry(
        "stock-release",
        "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = \"5 t\"\nfrom = 2025-05-01",
    );
    insta::assert_snapshot!("chain_reserve", problems(&window));
}

#[test]
fn phases_become_dated_changes_in_the_unit_of_the_chain() {
    let text = "title = \"x\"\n".to_owned()
        + &entry(
            "export-control",
            "exporter = \"CHN\"\nimporter = \"USA\"\ncommodity = \"Dy\"\nstage = \"magnet\"\nuntil = 2025-12-31\nphases = [{ from = 2025-04-04, licensed = \"54%\" }, { from = 2025-05-01, licensed = 0.26 }]",
        )
        + "[[measure]]\nname = \"buy\"\nby = \"JPN\"\nkind = \"purchase\"\nsource = \"test\"\nimporter = \"JPN\"\nexporter = \"USA\"\ncommodity = \"LNG\"\namount = \"5500 kt/yr\"\n";
    let draft = read(&Source::new("x.toml", text), &Overrides::default());
    assert!(draft.check(embedded()).is_empty(), "{}", draft.check(embedded()).render(false));
    let scenario = draft.finish().unwrap();
    let events = scenario.commodity_events(embedded(), &ResolveOptions::default());
    assert_eq!(events.len(), 3);
    assert_eq!(events[0].until.unwrap().to_string(), "2025-04-30");
    assert_eq!(events[1].until.unwrap().to_string(), "2025-12-31");
    let chain = detente_world::chain::load("rare-earths").unwrap();
    let Effect::Limit { flows, share, .. } = &events[1].effect else { panic!("{events:?}") };
    assert_eq!((flows.len(), *share), (1, 0.26));
    assert_eq!(chain.goods[chain.flows[flows[0]].good].code, "magnet-ndfeb-heat");
    let Effect::Purchase { quantity, .. } = &events[2].effect else { panic!("{events:?}") };
    assert!((quantity - 5.5).abs() < 1e-12);
    let shocks = ResolveOptions { include_measures: false, ..ResolveOptions::default() };
    assert_eq!(scenario.commodity_events(embedded(), &shocks).len(), 2);
}
