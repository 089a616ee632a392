//! Which engines does each kind of entry move, and does the table of kinds say so?

use crate::world::embedded;
use detente_scenario::{Engine, ResolveOptions, Scenario, kinds, parse, resolve};

/// One entry of each kind, with a value that does something.
const SAMPLES: [(&str, &str); 20] = [
    (
        "tariff",
        "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nrate = { add = \"10%\" }",
    ),
    (
        "export-tax",
        "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nrate = { add = \"10%\" }",
    ),
    ("quantity-cap", "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nlimit = \"50%\""),
    ("trade-cost", "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nchange = \"+10%\""),
    ("productivity", "economy = \"JPN\"\nsector = \"C29\"\nchange = \"-10%\""),
    ("demand", "economy = \"JPN\"\nsector = \"C29\"\nchange = \"-10%\""),
    ("transfer", "giver = \"JPN\"\nreceiver = \"USA\"\namount = \"USD 1 billion\""),
    (
        "procurement",
        "buyer = \"JPN\"\nseller = \"USA\"\nsector = \"C29\"\norigin = { TWN = \"100%\" }\namount = \"USD 1 billion\"",
    ),
    ("support", "economy = \"JPN\"\namount = \"USD 1 billion\""),
    ("sector-outage", "economy = \"JPN\"\nsector = \"C29\"\nlost = \"10%\""),
    ("delay", "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nadded = \"10 days\""),
    (
        "export-control",
        "exporter = \"CHN\"\nimporter = \"JPN\"\ncommodity = \"Dy\"\nstage = \"metal\"\nlicensed = \"10%\"",
    ),
    ("import-stop", "exporter = \"USA\"\nimporter = \"CHN\"\ncommodity = \"lng\""),
    ("outage", "economy = \"CHN\"\ncommodity = \"Dy\"\nstage = \"metal\"\nlost = \"10%\""),
    ("capacity", "economy = \"VNM\"\nprocess = \"make-metal-Dy\"\namount = \"10 t/yr\""),
    (
        "recycling",
        "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = \"8 t/yr\"\ncollection = \"5%\"\nyield = \"97%\"",
    ),
    ("material-efficiency", "economy = \"JPN\"\ncommodity = \"metal-Dy\"\nsaved = \"10%\""),
    ("stock-release", "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = \"5 t\""),
    ("stockpile", "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = \"5 t\""),
    (
        "purchase",
        "importer = \"JPN\"\nexporter = \"USA\"\ncommodity = \"lng\"\namount = \"1 Mt/yr\"",
    ),
];

fn scenario(kind: &str, keys: &str) -> Scenario {
    // Measures, for some kinds are nothing else.
    let text = format!(
        "title = \"t\"\n[[measure]]\nname = \"m\"\nby = \"JPN\"\nkind = \"{kind}\"\nfrom = 2025-01-01\nuntil = 2025-12-31\nsource = \"s\"\n{keys}\n"
    );
    let scenario = parse("a.toml", &text, None).unwrap_or_else(|report| panic!("{kind}: {report}"));
    let report = detente_scenario::check(&scenario, embedded());
    assert_eq!(report.errors(), 0, "{kind}: {report}");
    scenario
}

/// A kind that says less than it does is valued wrongly in a negotiation; one that says more makes
/// it slow.
#[test]
fn every_kind_says_which_engines_it_moves() {
    let sampled: Vec<&str> = SAMPLES.iter().map(|(kind, _)| *kind).collect();
    for (kind, _) in kinds() {
        assert!(sampled.contains(&kind), "`{kind}` has no sample here");
    }
    let world = embedded();
    for (kind, keys) in SAMPLES {
        let scenario = scenario(kind, keys);
        let of = |measures: bool| ResolveOptions {
            date: Some("2025-06-01".parse().unwrap()),
            include_measures: measures,
        };
        let mut moved = Vec::new();
        let state = |measures: bool| resolve(&scenario, world, &of(measures)).unwrap().state;
        if state(true) != state(false) {
            moved.push(Engine::Policy);
        }
        if !scenario.commodity_events(world, &of(true)).is_empty() {
            moved.push(Engine::Chains);
        }
        if !scenario.cascade_events(world, &of(true)).is_empty() {
            moved.push(Engine::Network);
        }
        assert_eq!(scenario.entries[0].engines(), moved, "{kind}");
    }
}

/// A range that may be nothing is left out there; where nothing is the strongest measure there is,
/// it is not.
#[test]
fn a_measure_is_idle_where_its_value_is_nothing_and_not_where_nothing_may_pass() {
    let idle = |kind: &str, keys: &str| scenario(kind, keys).levers()[0].idle;
    let tariff = |rate: &str| {
        format!("importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nrate = {rate}")
    };
    let add = "{ add = { min = \"-20%\", max = \"0%\" } }";
    assert_eq!(idle("tariff", &tariff(add)), Some(1.0));
    assert_eq!(idle("tariff", &tariff("{ add = { min = \"-10%\", max = \"30%\" } }")), Some(0.25));
    assert_eq!(idle("tariff", &tariff("{ set = { min = \"0%\", max = \"20%\" } }")), None);
    let cap = "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nlimit = { min = \"0%\", max = \"60%\" }";
    assert_eq!(idle("quantity-cap", cap), None);
    let stock =
        "economy = \"JPN\"\ncommodity = \"metal-Dy\"\namount = { min = \"0 t\", max = \"20 t\" }";
    assert_eq!(idle("stock-release", stock), Some(0.0));
    assert_eq!(idle("stock-release", &stock.replace("0 t\", max", "5 t\", max")), None);
    let relief = scenario("tariff", &tariff(add));
    let lever = &relief.levers()[0];
    assert_eq!((lever.share(1.0), lever.share(0.0), lever.share(0.75)), (0.0, 1.0, 0.25));
    assert_eq!(
        (lever.moved(Some(1.0)), lever.moved(Some(0.5)), lever.moved(None)),
        (None, Some(0.5), None)
    );
}
