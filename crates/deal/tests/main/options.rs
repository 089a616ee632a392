//! Is every option of the trade engine used by every command that solves it?

use crate::sample::numbers;
use crate::talks::{cars, negotiated_file};
use detente_bargain::SearchOptions;
use detente_deal::{Form, Player, Reference, TariffLevers, WarRequest, agree, war};
use detente_engine::{EngineError, RunRequest, ScenarioSource, Session};
use detente_world::SectorId;
use std::path::Path;

/// A value of each key of `[trade]` and `[[trade.sector]]` that is not what the plain scenario has.
const OPTIONS: [(&str, &str); 13] = [
    ("deficits", "deficits = \"proportional\""),
    ("remove-deficits", "deficits = \"fixed\"\nremove-deficits = true"),
    ("final-demand-substitution", "deficits = \"fixed\"\nfinal-demand-substitution = 0.5"),
    ("elasticities", "deficits = \"fixed\"\nelasticities = \"eaton-kortum-2002\""),
    ("pass-through", "deficits = \"fixed\"\npass-through = 0.8"),
    (
        "exporter",
        "deficits = \"fixed\"\n[[trade.exporter]]\nexporter = \"JPN\"\nsector = \"C29\"\npass-through = \"50%\"",
    ),
    ("horizon", "deficits = \"fixed\"\nelasticities = \"by-horizon\"\nhorizon = \"3 years\""),
    (
        "trade-elasticity",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\ntrade-elasticity = 3",
    ),
    (
        "home-elasticity",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\nhome-elasticity = 2",
    ),
    (
        "value-added-substitution",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\nvalue-added-substitution = 0.3",
    ),
    (
        "input-substitution",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\ninput-substitution = 0.3",
    ),
    (
        "profit-share",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\nprofit-share = \"15%\"",
    ),
    (
        "specific-share",
        "deficits = \"fixed\"\n[[trade.sector]]\nsector = \"C29\"\nspecific-share = \"40%\"",
    ),
];
/// What moves the path over time alone, which `run` has and no other command; the tests of the
/// engine hold it.
const OF_THE_PATH: [&str; 2] = ["capital", "wage-floor"];
const PLAIN: &str = "deficits = \"fixed\"";

/// What each command says of real incomes or gains under an option.
fn answers(folder: &Path, option: &str) -> [(&'static str, Vec<f64>); 3] {
    let file = folder.join("scenario.toml");
    std::fs::write(&file, format!("title = \"Options\"\n{}\n[trade]\n{option}\n", cars())).unwrap();
    let source = ScenarioSource::File(file);
    let ran = detente_engine::run(&RunRequest::new(source.clone())).unwrap();
    let run = numbers(ran.tables.table("welfare").unwrap(), "real_income_pct").to_vec();
    let negotiated = negotiated_file(&source);
    let gains = numbers(negotiated.tables.table("package_payoffs").unwrap(), "years_musd").to_vec();
    let asked = Session::new().state_of(&RunRequest::new(source)).unwrap();
    let world = &asked.world.world;
    let cars: Vec<SectorId> = world.sector("C29").into_iter().collect();
    let levers = TariffLevers {
        by_partner: false,
        by_sector: false,
        among_players: false,
        sectors: cars,
        least: 0.0,
        most: 4.0,
    };
    let request = WarRequest {
        players: Player::list(world, &["USA".to_owned()]).unwrap(),
        form: Form::Optimal,
        from: Reference::Factual,
        levers,
        political: None,
        starts: 1,
        search: SearchOptions::default(),
    };
    assert!(asked.says_deficits);
    let fought = war(&asked.world, &asked.options, Some(asked.state), &request, &|_| {}).unwrap();
    assert!(fought.converged, "{option}");
    let war = numbers(&fought.tariffs, "tariff")
        .iter()
        .chain(numbers(&fought.welfare, "welfare_pct"))
        .copied()
        .collect();
    [("run", run), ("negotiate", gains), ("war", war)]
}

/// The keys that the language knows, from its schema.
fn keys() -> Vec<String> {
    let schema: serde_json::Value = serde_json::from_str(&detente_scenario::json_schema()).unwrap();
    let trade = &schema["properties"]["trade"];
    let names = |table: &serde_json::Value| -> Vec<String> {
        table["properties"]
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "sector")
            .cloned()
            .collect()
    };
    let mut all = names(trade);
    all.extend(names(&trade["properties"]["sector"]["items"]));
    all
}

#[test]
fn every_option_of_the_trade_engine_moves_every_command() {
    for key in keys().into_iter().filter(|key| !OF_THE_PATH.contains(&key.as_str())) {
        assert!(OPTIONS.iter().any(|(name, _)| *name == key), "`{key}` has no value here");
    }
    let folder = tempfile::tempdir().unwrap();
    let plain = answers(folder.path(), PLAIN);
    for (key, option) in OPTIONS {
        for ((command, own), (_, plain)) in answers(folder.path(), option).iter().zip(&plain) {
            let moved = own.iter().zip(plain).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            println!("{key}, {command}: moves by up to {moved:.3e}");
            assert!(
                own.len() != plain.len() || moved > 1e-6,
                "`{command}` gives the same answer with `{key}` and without"
            );
        }
    }
}

/// The optimal tariff falls with the horizon, since trade answers more.
#[test]
fn tariffs_are_higher_where_trade_answers_less() {
    let folder = tempfile::tempdir().unwrap();
    let at = |horizon: &str| {
        let option = format!("deficits = \"fixed\"\nhorizon = \"{horizon}\"");
        let [.., (_, war)] = answers(folder.path(), &option);
        war[0]
    };
    let (near, middle, far) = (at("1 year"), at("3 years"), at("10 years"));
    assert!(near > middle && middle > far, "{near} {middle} {far}");
}

/// A future that changes an option of the model is valued with it.
#[test]
fn an_option_changed_in_a_future_moves_that_future() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    let future = |name: &str, set: &str| {
        format!(
            "[[negotiation.state]]\nname = \"{name}\"\nprobability = \"50%\"\nsource = \"s\"\n{set}\n"
        )
    };
    for option in ["'trade.deficits=proportional'", "'trade.elasticities=eaton-kortum-2002'"] {
        let futures = future("plain", "") + &future("other", &format!("set = [{option}]"));
        std::fs::write(&file, format!("title = \"Options\"\n{}\n{futures}", cars())).unwrap();
        let run = negotiated_file(&ScenarioSource::File(file.clone()));
        let table = run.tables.table("package_states").unwrap();
        let of = |name: &str| -> Vec<f64> {
            let rows = (0..table.rows()).filter(|row| table.words("state")[*row] == name);
            rows.map(|row| numbers(table, "gain_musd")[row]).collect()
        };
        let moved =
            of("plain").iter().zip(of("other")).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        println!("{option}: moves by up to {moved:.3e}");
        assert!(moved > 1.0, "{option}");
    }
}

/// A set that nobody published is refused by every command, with the names of those that are.
#[test]
fn an_unknown_set_of_elasticities_is_refused_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    std::fs::write(
        &file,
        format!("title = \"Options\"\n{}\n[trade]\nelasticities = \"mine\"\n", cars()),
    )
    .unwrap();
    let source = ScenarioSource::File(file);
    let told = |error: EngineError| match error {
        EngineError::Scenario(report) => report.render(false),
        other => other.to_string(),
    };
    let agreed = match agree(&mut Session::new(), RunRequest::new(source.clone())).unwrap_err() {
        detente_deal::DealError::Engine(error) => told(error),
        other => other.to_string(),
    };
    let refused = [
        told(detente_engine::run(&RunRequest::new(source.clone())).unwrap_err()),
        agreed,
        told(Session::new().state_of(&RunRequest::new(source)).unwrap_err()),
    ];
    for said in refused {
        assert!(said.contains("`mine`") && said.contains("simonovska-waugh-2014"), "{said}");
    }
}

/// What a tariff game cannot follow is named: it plays with the state of policy alone.
#[test]
fn a_war_names_the_entries_that_it_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    let outage = "[[shock]]\nname = \"quake\"\nkind = \"sector-outage\"\neconomy = \"JPN\"\nsector = \"C29\"\nlost = \"50%\"\nfrom = 2025-05-01\nsource = \"s\"\n";
    std::fs::write(&file, format!("title = \"Options\"\n{}\n{outage}", cars())).unwrap();
    let asked = Session::new().state_of(&RunRequest::new(ScenarioSource::File(file))).unwrap();
    assert_eq!(asked.left_out, ["quake"]);
}
