//! What holds for every input.

use crate::world::small;
use detente_scenario::{
    Folder, Overrides, ResolveOptions, Scenario, Source, TradeState, read, resolve,
};
use proptest::prelude::*;

/// Scraps that together make texts close to real scenarios, where the interesting mistakes are.
const SCRAPS: [&str; 54] = [
    "title = \"t\"\n",
    "[[shock]]\n",
    "[[measure]]\n",
    "[trade]\n",
    "[[trade.sector]]\n",
    "name = \"a\"\n",
    "kind = \"tariff\"\n",
    "kind = \"quantity-cap\"\n",
    "kind = \"transfer\"\n",
    "kind = \"demand\"\n",
    "importer = \"USA\"\n",
    "exporter = \"*\"\n",
    "exporter = [\"-JPN\", 3]\n",
    "sector = \"goods\"\n",
    "rate = { add = \"25%\" }\n",
    "rate = { set = 25 }\n",
    "rate = \"15%\"\n",
    "phases = [ { from = 2025-04-05, rate = { set = 0.1 } } ]\n",
    "phases = []\n",
    "limit = \"ban\"\n",
    "limit = -1\n",
    "from = 2025-04-05\n",
    "until = 2025-01-01\n",
    "until = 0000-01-01\n",
    "source = \"s\"\n",
    "by = \"JPN\"\n",
    "amount = \"USD 5 million\"\n",
    "giver = \"USA\"\n",
    "receiver = \"USA\"\n",
    "change = \"-100%\"\n",
    "economy = \"EU27\"\n",
    "schedule = \"a.csv\"\n",
    "mode = \"set\"\n",
    "override = true\n",
    "deficits = \"zero\"\n",
    "kind = \"procurement\"\n",
    "kind = \"support\"\n",
    "rate = { set = { min = \"2%\", max = \"25%\" } }\n",
    "amount = { min = \"USD 5 million\", max = \"USD 9 million\", at = \"USD 6 million\" }\n",
    "limit = { min = 0.9, max = 0.1 }\n",
    "optional = true\n",
    "cost = { per-unit = \"USD 5\", payer = { JPN = \"60%\", USA = 0.4 }, lead = \"2 years\" }\n",
    "buyer = \"JPN\"\nseller = \"USA\"\n",
    "origin = { CHN = \"100%\" }\n",
    "[negotiation]\n",
    "parties = [\"JPN\", \"EU27\"]\n",
    "floor = { USA = \"USD -5 million\" }\n",
    "[[negotiation.state]]\nname = \"a\"\nprobability = 1\nsource = \"s\"\n",
    "set = \"shock.1.rate.add=5%\"\n",
    "= ",
    "\"",
    "é",
    "[",
    "\r\n",
];

fn survive(text: &str, csv: &str, set: &str) {
    let folder = Folder::Memory(vec![("a.csv".to_owned(), csv.to_owned())]);
    let draft = read(&Source::new("any.toml", text).with_folder(folder), &Overrides::new([set]));
    let world = small();
    let report = draft.check(&world);
    let _ = (report.render(false), report.render(true));
    if let Ok(scenario) = draft.finish()
        && let Ok(resolved) = resolve(&scenario, &world, &ResolveOptions::default())
    {
        assert!(resolved.state.tariff.values().iter().all(|rate| rate.is_finite() && *rate > -1.0));
        assert!(resolved.state.transfer.iter().sum::<f64>().abs() < 1e-6);
        let _ = (scenario.to_toml(), scenario.in_future(0).map(|future| future.to_toml()));
        let levels: Vec<Option<f64>> =
            scenario.levers().iter().map(|lever| Some(lever.at)).collect();
        let taken = scenario.with_levels(&levels).unwrap();
        assert_eq!(
            resolve(&taken, &world, &ResolveOptions::default()).unwrap().state,
            resolved.state
        );
    }
}

/// A tariff and a transfer with ranges, and a demand that is taken or left, between any bounds.
fn package((low, high, at): (f64, f64, f64), (few, much): (f64, f64)) -> Scenario {
    let [low, high] = [low.min(high), low.max(high)];
    let at = low + at * (high - low);
    let [few, much] = [few.min(much), few.max(much)];
    let head = |name: &str, kind: &str| {
        format!("[[measure]]\nname = \"{name}\"\nby = \"USA\"\nsource = \"s\"\nkind = \"{kind}\"\n")
    };
    let text = [
        "title = \"t\"\nend = 2026-12-31\n".to_owned(),
        head("a", "tariff") + "importer = \"USA\"\nexporter = \"*\"\nsector = \"*\"\n",
        format!("rate.set = {{ min = \"{low}%\", max = \"{high}%\", at = \"{at}%\" }}\n"),
        head("b", "demand")
            + "economy = \"*\"\nsector = \"C29\"\nchange = \"-5%\"\noptional = true\n",
        head("c", "transfer") + "giver = \"USA\"\nreceiver = \"JPN\"\n",
        format!("amount = {{ min = \"USD {few} million\", max = \"USD {much} million\" }}\n"),
    ];
    read(&Source::new("a.toml", text.concat()), &Overrides::default())
        .finish()
        .unwrap_or_else(|report| panic!("{report}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), csv in any::<String>(), set in any::<String>()) {
        survive(&text, &csv, &set);
    }

    #[test]
    fn no_near_miss_makes_it_panic(
        scraps in prop::collection::vec(prop::sample::select(&SCRAPS[..]), 0..30),
        rows in prop::collection::vec("(USA|JPN|EU27|\\*|-DEU|x),(USA|JPN|\\*|EU27 -DEU|),(C29|goods|\\*|\"L\"),(0.1|25%|25|NaN|-2|)", 0..6),
        set in "(trade|shock\\.1|shock\\.\"a\"|measure)\\.(rate|deficits|from)=(zero|5%|2025-01-01|\\{ add = 1 \\})",
    ) {
        survive(&scraps.concat(), &format!("importer,exporter,sector,rate\n{}\n", rows.join("\n")), &set);
    }

    #[test]
    fn a_run_takes_the_levels_it_says_and_chosen_levels_read_the_same_again(
        rate in (0.0..30.0_f64, 0.0..60.0_f64, 0.0..=1.0_f64), money in (0.0..1e3_f64, 0.0..1e3_f64),
        levels in prop::collection::vec(prop::option::weighted(0.8, 0.0..=1.0_f64), 3),
    ) {
        let (scenario, world, options) = (package(rate, money), small(), ResolveOptions::default());
        let at: Vec<Option<f64>> = scenario.levers().iter().map(|lever| Some(lever.at)).collect();
        let run = resolve(&scenario, &world, &options).unwrap();
        prop_assert_eq!(&resolve(&scenario.with_levels(&at).unwrap(), &world, &options).unwrap(), &run);
        let chosen = scenario.with_levels(&levels).unwrap();
        let again = read(&Source::new("a.toml", chosen.to_toml()), &Overrides::default()).finish().unwrap();
        prop_assert_eq!(resolve(&again, &world, &options).unwrap(), resolve(&chosen, &world, &options).unwrap());
        prop_assert_eq!(again.to_toml(), chosen.to_toml());
    }

    #[test]
    fn what_is_written_back_reads_the_same(title in "[a-z \"\\\\é\n]{1,20}", rate in 0.0..1.0_f64) {
        prop_assume!(!title.trim().is_empty());
        let text = format!("title = {}\n[[shock]]\nname = \"a\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"*\"\nsector = \"*\"\nrate.add = {rate}\nsource = \"s\"\n[trade]\ndeficits = \"zero\"\n[[trade.sector]]\nsector = \"C29\"\nprofit-share = 0.25\n", toml::Value::String(title));
        let options = ResolveOptions::default();
        let first = read(&Source::new("a.toml", text), &Overrides::new(["shock.a.exporter=JPN"])).finish().unwrap();
        let again = read(&Source::new("a.toml", first.to_toml()), &Overrides::default()).finish().unwrap();
        let world = small();
        prop_assert_eq!(resolve(&first, &world, &options).unwrap(), resolve(&again, &world, &options).unwrap());
    }
}

#[test]
fn an_empty_scenario_is_the_baseline() {
    let world = small();
    let scenario = read(&Source::new("a.toml", "title = \"nothing\""), &Overrides::default())
        .finish()
        .unwrap();
    let resolved = resolve(&scenario, &world, &ResolveOptions::default()).unwrap();
    assert_eq!(resolved.state, TradeState::baseline(&world));
    assert_eq!(resolved.date.to_string(), "2022-12-31");
}
