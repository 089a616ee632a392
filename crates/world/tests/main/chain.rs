//! Chains from folders: what is read, what balances, and what is said of mistakes.

use detente_world::chain::{
    Chains, Holder, Identity, OwnChain, balance, balanced_files, imbalances, read_chain,
    read_files, template, verdicts, write_files,
};
use std::path::Path;

/// A chain of two economies: ore at home in AAA becomes metal there, half of which is used in BBB.
const FILES: [(&str, &str); 7] = [
    (
        "chain.toml",
        "id = \"tin\"\ntitle = \"Tin\"\nunit = \"t\"\ncurrency = \"USD\"\nbase_year = 2024\nnotes = [\"made up\"]\n",
    ),
    ("economies.csv", "economy,name,world_economy\nAAA,Aland,AAA\nBBB,Boland,ROW\n"),
    (
        "goods.csv",
        "good,name,stage,element,price_low,price,price_high,storable,tradable,source,vintage,grade\n\
         ore,Ore,mine,Sn,1,2,3,true,false,book,2024,A\nmetal,Metal,metal,Sn,,10,,true,true,book,2024,B\n",
    ),
    (
        "processes.csv",
        "process,economy,capacity_low,capacity,capacity_high,activity,source,vintage,grade\n\
         mining,AAA,100,120,150,80,book,2024,A\nsmelting,AAA,,,,40,book,2024,A\n",
    ),
    (
        "recipes.csv",
        "process,economy,good,coefficient,source,vintage,grade\n\
         mining,*,ore,1,book,2024,A\nsmelting,*,ore,-2,book,2024,A\nsmelting,AAA,ore,-2,book,2024,A\nsmelting,AAA,metal,1,book,2024,A\n",
    ),
    (
        "flows.csv",
        "good,exporter,importer,quantity_low,quantity,quantity_high,balanced,cost,days,source,vintage,grade\n\
         metal,AAA,BBB,15,,30,20,0.5,12,customs,2024,A\n",
    ),
    (
        "demand.csv",
        "good,economy,use,sector,quantity,elasticity_low,elasticity,elasticity_high,source,vintage,grade\n\
         metal,AAA,vehicles,C29+C30,20,-0.5,-0.3,-0.1,book,2024,C\nmetal,BBB,vehicles,C29,20,,,,book,2024,C\n",
    ),
];

fn folder(changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        let mut text = text.to_owned();
        for (_, old, new) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(old), "{name} does not hold {old}");
            text = text.replacen(old, new, 1);
        }
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn refusal(changes: &[(&str, &str, &str)]) -> String {
    let folder = folder(changes);
    let message = read_chain(folder.path()).unwrap_err().to_string();
    message.replace(&folder.path().display().to_string(), "tin")
}

#[test]
fn what_is_written_is_read_and_balances() {
    let folder = folder(&[]);
    let chain = read_chain(folder.path()).unwrap();
    assert_eq!((chain.id.as_str(), chain.base_year, chain.goods.len()), ("tin", 2024, 2));
    assert_eq!(chain.economies[1].world_economy, "ROW");
    let metal = chain.good("metal").unwrap();
    assert!(
        chain.goods[metal]
            .price
            .is_some_and(|price| price.is_point() && price.central() == Some(10.0))
    );
    // A process without capacity is one whose capacity is not known, not one without.
    assert!(chain.processes[1].capacity.is_none());
    assert_eq!(chain.flows[0].quantity.unwrap().mid(), None);
    assert_eq!(chain.demand[0].sectors, ["C29", "C30"]);
    assert_eq!(chain.recipe(&chain.processes[1]).len(), 2);
    assert!(chain.stocks.is_empty());
    let missed = imbalances(&chain);
    assert_eq!(missed.len(), 4);
    assert!(missed.iter().all(|node| node.relative() < 1e-15), "{missed:?}");
}

#[test]
fn an_imbalance_is_found_and_the_unknown_is_left_alone() {
    let folder = folder(&[
        ("demand.csv", "BBB,vehicles,C29,20", "BBB,vehicles,C29,25"),
        ("processes.csv", "AAA,,,,40", "AAA,,,,"),
    ]);
    let chain = read_chain(folder.path()).unwrap();
    let missed = imbalances(&chain);
    // Smelting in AAA is not known, so neither good can be checked there.
    assert_eq!(missed.len(), 2);
    let metal = missed.iter().find(|node| node.good == chain.good("metal").unwrap()).unwrap();
    assert!((metal.relative() - 0.2).abs() < 1e-15, "{metal:?}");
}

#[test]
fn stocks_may_be_held_by_firms_or_the_state() {
    let folder = folder(&[]);
    let text = "good,economy,holder,weeks_low,weeks,weeks_high,source,grade\nmetal,BBB,strategic,2,4,8,survey,B\n";
    std::fs::write(folder.path().join("stocks.csv"), text).unwrap();
    let chain = read_chain(folder.path()).unwrap();
    assert_eq!(chain.stocks[0].holder, Holder::Strategic);
    assert_eq!(chain.stocks[0].weeks.unwrap().high(), 8.0);
}

#[test]
fn each_mistake_is_told_with_its_place() {
    let cases = [
        (
            ("processes.csv", "100,120,150", "-1,120,150"),
            "tin/processes.csv, line 2, column `capacity`: -1 to 150 is out of range; it is at least 0",
        ),
        (
            ("processes.csv", "100,120,150", "100,200,150"),
            "tin/processes.csv, line 2, column `capacity`: the figures are not in the order low <= middle <= high",
        ),
        (
            ("processes.csv", "100,120,150", ",120,150"),
            "tin/processes.csv, line 2, column `capacity_low`: the lower bound is missing",
        ),
        (
            ("processes.csv", "100,120", "100,many"),
            "tin/processes.csv, line 2, column `capacity`: `many` is not a finite number",
        ),
        (
            ("flows.csv", "metal,AAA", "metals,AAA"),
            "tin/flows.csv, line 2, column `good`: `metals` is not listed in the chain; did you mean `metal`?",
        ),
        (
            ("flows.csv", "AAA,BBB", "AAA,CCC"),
            "tin/flows.csv, line 2, column `importer`: `CCC` is not listed in the chain",
        ),
        (
            ("demand.csv", "-0.5,-0.3,-0.1", "0.1,0.3,0.5"),
            "tin/demand.csv, line 2, column `elasticity`: 0.1 to 0.5 is out of range",
        ),
        (
            ("demand.csv", "book,2024,C", "memory,2024,M"),
            "tin/demand.csv, line 2, column `grade`: grade `M`; it is A (official), B (quoted), C (weak) or D (derived)",
        ),
        (
            ("demand.csv", "book,2024,C", ",2024,C"),
            "tin/demand.csv, line 2, column `source`: the cell is empty; name it",
        ),
        (
            ("goods.csv", "metal,Metal", "ore,Metal"),
            "tin/goods.csv, line 3, column `good`: `ore` is listed twice",
        ),
        (
            ("goods.csv", "true,false", "maybe,false"),
            "tin/goods.csv, line 2, column `storable`: `maybe` is neither true nor false",
        ),
        (("goods.csv", "storable", "storeable"), "there is no column `storable`; it has"),
        (
            ("economies.csv", "world_economy", "region"),
            "there is no column `world_economy`; it has",
        ),
        (("chain.toml", "unit", "units"), "unknown field `units`"),
    ];
    for (change, expected) in cases {
        let message = refusal(&[change]);
        assert!(message.contains(expected), "{message}\nshould contain\n{expected}");
    }
}

#[test]
fn several_mistakes_are_told_at_once_and_a_missing_folder_by_its_name() {
    let message = refusal(&[("demand.csv", "-0.5,", "0.5,"), ("flows.csv", "customs", "")]);
    assert!(message.lines().count() == 2, "{message}");
    let message = read_chain(Path::new("no-such-chain")).unwrap_err().to_string();
    assert!(message.starts_with("`no-such-chain/chain.toml` does not exist"), "{message}");
}

/// Writes the template with changes to a folder: file, old text, new text.
fn begun(changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in template() {
        let mut text = String::from_utf8(bytes).unwrap();
        for (_, old, new) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(old), "{name} does not hold {old}");
            text = text.replacen(old, new, 1);
        }
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn the_template_keeps_every_identity() {
    let chain = read_chain(begun(&[]).path()).unwrap();
    for verdict in verdicts(&chain) {
        assert!(verdict.faults.is_empty(), "{verdict:?}");
    }
}

/// One fault of each kind, each with its file, line, place, and by how much.
#[test]
fn each_identity_that_is_missed_says_where_and_by_how_much() {
    let cases = [
        (
            ("demand.csv", ",340,", ",300,"),
            Identity::Balances,
            "copper in CHN: made 490 + imported 0 = 490 comes in, used by processes 0 + used finally 300 + exported 150 = 450 goes out; 40 kt more comes in (processes.csv line 4; flows.csv line 3, 4; demand.csv line 2)",
        ),
        (
            ("processes.csv", "CHN,550,", "CHN,400,"),
            Identity::Capacity,
            "`smelt` in CHN: activity 490 kt a year is 90 kt above the capacity of 400",
        ),
        (
            ("recipes.csv", "-1.0204081632653061", "-0.5"),
            Identity::Yields,
            "`smelt`: 1 is made of 0.5 taken",
        ),
        (
            ("demand.csv", "238,-0.5,-0.3,-0.1", "238,,,"),
            Identity::Elasticities,
            "copper for cables in USA: 238 kt a year",
        ),
    ];
    for (change, identity, expected) in cases {
        let chain = read_chain(begun(&[change]).path()).unwrap();
        let verdict = verdicts(&chain).into_iter().find(|one| one.identity == identity).unwrap();
        let said: Vec<String> =
            verdict.faults.iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect();
        assert!(said.iter().any(|said| said.contains(expected)), "{identity:?}: {said:?}");
    }
    let joint = "smelt,*,copper,1,invented,2024,D,\nsmelt,*,copper-ore,0.5,invented,2024,D,";
    let changed = begun(&[("recipes.csv", "smelt,*,copper,1,invented,2024,D,", joint)]);
    let chain = read_chain(changed.path()).unwrap();
    let shares = verdicts(&chain).into_iter().find(|one| one.identity == Identity::Shares).unwrap();
    assert_eq!(shares.faults.len(), 1, "{shares:?}");
}

/// What does not add up, or was done beyond what can be, never reaches a world.
#[test]
fn an_impossible_base_year_is_no_chain_of_a_user() {
    for change in [("demand.csv", ",340,", ",300,"), ("processes.csv", "CHN,550,", "CHN,400,")] {
        let folder = begun(&[change]);
        assert!(OwnChain::read(folder.path()).is_err(), "{change:?}");
    }
}

#[test]
fn small_misfits_are_shared_out_and_large_ones_refused() {
    let folder = begun(&[("demand.csv", ",238,", ",235,")]);
    let mut chain = read_chain(folder.path()).unwrap();
    let moved = balance(&mut chain).unwrap();
    assert!(moved.iter().all(|one| (one.after / one.before - 1.0).abs() < 0.013), "{moved:?}");
    // The row that was changed is among those that move most.
    assert_eq!((moved[0].file, moved[0].line), ("demand.csv", Some(3)), "{moved:?}");
    let written = folder.path().join("balanced");
    write_files(&written, &balanced_files(&read_files(folder.path()).unwrap(), &chain).unwrap())
        .unwrap();
    let again = OwnChain::read(&written).unwrap();
    assert!(imbalances(&again.chain).iter().all(|node| node.relative() < 1e-12));
    let large = begun(&[("demand.csv", ",238,", ",200,")]);
    let said = balance(&mut read_chain(large.path()).unwrap()).unwrap_err().to_string();
    assert!(said.contains("copper in USA") && said.contains("38 kt more comes in"), "{said}");
}

/// What a misfit moves does not depend on the unit of a process: a tonne made of a thousand tonnes
/// is no small quantity.
#[test]
fn a_process_that_takes_much_for_each_unit_keeps_its_share() {
    let leaching = "smelt,CHN,550,490,invented,2024,D,\nleach,CHN,,0.001,invented,2024,D,";
    let recipe = "smelt,*,copper,1,invented,2024,D,\nleach,*,copper-ore,-1000,invented,2024,D,";
    let changes = [
        (
            "processes.csv",
            "smelt,CHN,550,490,invented,2024,D,490 of copper from 500 of content",
            leaching,
        ),
        ("recipes.csv", "smelt,*,copper,1,invented,2024,D,", recipe),
        ("flows.csv", ",500,", ",511,"),
        ("processes.csv", ",600,500,", ",600,511,"),
    ];
    let mut chain = read_chain(begun(&changes).path()).unwrap();
    let moved = balance(&mut chain).unwrap();
    let of = |place: &str| {
        let one = moved.iter().find(|one| one.place == place).unwrap();
        one.after / one.before - 1.0
    };
    let (leach, smelt) = (of("`leach` in CHN"), of("`smelt` in CHN"));
    assert!(leach > smelt && smelt > 0.0 && leach < 0.05, "{moved:?}");
}

/// Published quantities alone are a base year, where they add up.
#[test]
fn quantities_without_balanced_ones_are_used() {
    let chain = read_chain(begun(&[]).path()).unwrap();
    assert!(
        chain
            .demand
            .iter()
            .all(|row| row.balanced == row.quantity.and_then(|found| found.central()))
    );
}

#[test]
fn a_chain_of_a_user_takes_the_place_of_the_programs() {
    let own =
        OwnChain::read(begun(&[("chain.toml", "id = \"copper\"", "id = \"lng\"")]).path()).unwrap();
    let chains = Chains::default().with(own.clone()).unwrap();
    assert_eq!(chains.len(), Chains::default().len());
    assert_eq!(chains.find("lng").unwrap().title, "Copper, an invented example");
    assert!(chains.notes()[0].ends_with("in place of the program's"), "{:?}", chains.notes());
    let twice = chains.with(own).unwrap_err().to_string();
    assert!(twice.contains("its id is `lng`"), "{twice}");
    let outside = begun(&[("chain.toml", "id = \"copper\"", "id = \"../copper\"")]);
    assert!(OwnChain::read(outside.path()).is_err());
}

fn shipped(name: &str) -> detente_world::chain::Chain {
    detente_world::chain::load(name).unwrap()
}

/// The balanced base year of the shipped chains adds up wherever both sides are known. Where
/// nothing is said of the supply of a good (scandium), there is nothing to balance, and an engine
/// has to refuse it.
#[test]
fn the_shipped_chains_balance() {
    for name in ["lng", "rare-earths"] {
        let chain = shipped(name);
        let missed = imbalances(&chain);
        let active = missed.iter().filter(|node| node.supply > 0.0 && node.use_ > 0.0);
        assert!(active.clone().count() > 40, "{name}");
        let worst = active
            .clone()
            .max_by(|one, other| one.relative().total_cmp(&other.relative()))
            .unwrap();
        println!(
            "{name}: {} of {} nodes are known, the worst misses {:.1e}",
            active.count(),
            chain.goods.len() * chain.economies.len(),
            worst.relative()
        );
        let place =
            format!("{} in {}", chain.goods[worst.good].code, chain.economies[worst.economy].code);
        assert!(worst.relative() < 1e-9, "{name}: {place}: {worst:?}");
    }
}

/// Published totals: world trade of LNG in 2024 was about 411 Mt and the exports of the United
/// States about 88 Mt (GIIGNL); what customs do not show is in the notes of the chain.
#[test]
fn the_lng_chain_is_near_the_published_totals() {
    let chain = shipped("lng");
    let traded: f64 = chain.flows.iter().filter_map(|flow| flow.balanced).sum();
    assert!((380.0..430.0).contains(&traded), "{traded}");
    let usa = chain.economy("USA").unwrap();
    let exports: f64 = chain
        .flows
        .iter()
        .filter(|flow| flow.exporter == usa)
        .filter_map(|flow| flow.balanced)
        .sum();
    assert!((80.0..95.0).contains(&exports), "{exports}");
}
