//! What entries do to the state on a day.

use crate::world::small;
use detente_scenario::{
    Folder, Overrides, Rent, ResolveOptions, Resolved, Source, Standing, read, resolve,
};

fn entry(kind: &str, name: &str, rest: &str) -> String {
    format!("[[shock]]\nname = \"{name}\"\nkind = \"{kind}\"\nsource = \"s\"\n{rest}\n")
}

fn tariff(name: &str, rest: &str) -> String {
    entry(
        "tariff",
        name,
        &format!("importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\n{rest}"),
    )
}

fn on(entries: &[String], csv: &str, date: &str, set: &[&str]) -> Resolved {
    let folder = Folder::Memory(vec![("a.csv".to_owned(), csv.to_owned())]);
    let source =
        Source::new("a.toml", format!("title = \"t\"\n{}", entries.concat())).with_folder(folder);
    let scenario = read(&source, &Overrides::new(set.iter().copied()))
        .finish()
        .unwrap_or_else(|report| panic!("{report}"));
    let options = ResolveOptions { date: Some(date.parse().unwrap()), include_measures: true };
    resolve(&scenario, &small(), &options).unwrap_or_else(|report| panic!("{report}"))
}

/// Tariff of the United States, in percent, on what comes from `exporter` in `sector`.
fn rate(resolved: &Resolved, exporter: &str, sector: &str) -> f64 {
    let world = small();
    let [importer, exporter] = ["USA", exporter].map(|code| world.economy(code).unwrap());
    (resolved.state.tariff.get(world.sector(sector).unwrap(), importer, exporter) * 1e10).round()
        / 1e8
}

#[test]
fn set_then_add_then_floor_whatever_the_order() {
    let set = tariff("a", "rate = { set = \"10%\" }");
    let add = tariff("b", "rate = { add = 0.03 }");
    let floor = tariff("c", "rate = { floor = \"20%\" }");
    let day = "2025-01-01";
    assert_eq!(rate(&on(&[add.clone(), set.clone()], "", day, &[]), "JPN", "C29"), 13.0);
    assert_eq!(
        rate(&on(&[add.clone(), add.replace("\"b\"", "\"d\"")], "", day, &[]), "JPN", "C29"),
        8.0
    );
    assert_eq!(
        rate(&on(&[floor.clone(), add.clone(), set.clone()], "", day, &[]), "JPN", "C29"),
        20.0
    );
    let anew = tariff("e", "rate = { add = \"1%\" }\noverride = true");
    assert_eq!(rate(&on(&[floor, add, set, anew], "", day, &[]), "JPN", "C29"), 3.0);
}

#[test]
fn windows_and_phases_include_their_first_and_last_day() {
    let steps = "phases = [ { from = 2025-03-12, rate = { add = \"25%\" } }, { from = 2025-06-04, rate = { add = \"50%\" } } ]";
    let entries = [tariff("a", &format!("{steps}\nuntil = 2025-12-31"))];
    for (day, value, standing) in [
        ("2025-03-11", 2.0, Standing::NotYet),
        ("2025-03-12", 27.0, Standing::InForce),
        ("2025-06-03", 27.0, Standing::InForce),
        ("2025-06-04", 52.0, Standing::InForce),
        ("2025-12-31", 52.0, Standing::InForce),
        ("2026-01-01", 2.0, Standing::Over),
    ] {
        let resolved = on(&entries, "", day, &[]);
        assert_eq!(
            (rate(&resolved, "JPN", "C29"), resolved.entries[0].standing),
            (value, standing),
            "{day}"
        );
    }
}

#[test]
fn selectors_take_groups_exclusions_and_never_domestic_links() {
    let everyone = entry(
        "tariff",
        "a",
        "importer = \"*\"\nexporter = [\"*\", \"-EU27\"]\nsector = \"goods\"\nrate = { set = \"50%\" }",
    );
    let resolved = on(&[everyone], "", "2025-01-01", &[]);
    assert_eq!(
        ["JPN", "DEU", "USA"].map(|exporter| rate(&resolved, exporter, "C29")),
        [50.0, 2.0, 2.0]
    );
    assert_eq!(rate(&resolved, "JPN", "L"), 2.0);
    assert_eq!(resolved.entries[0].links, 3 * (5 * 3 - 3));
    let only_exclusions = entry(
        "tariff",
        "a",
        "importer = \"USA\"\nexporter = \"-G7\"\nsector = \"L\"\nrate = { set = \"50%\" }",
    );
    let resolved = on(&[only_exclusions], "", "2025-01-01", &[]);
    assert_eq!(["CHN", "JPN"].map(|exporter| rate(&resolved, exporter, "L")), [50.0, 2.0]);
}

#[test]
fn the_more_precise_row_of_a_schedule_wins() {
    let csv = "importer,exporter,sector,rate,note\nUSA,DEU,C29,5%,own\nUSA,*,*,10%,\nUSA,EU27,goods,0.2,\n\"USA\",JPN CHN,C29,30%,two\n";
    let schedule = entry("tariff", "a", "schedule = \"a.csv\"\nmode = \"add\"");
    let resolved = on(&[schedule], csv, "2025-01-01", &[]);
    let rates = [("DEU", "C29"), ("FRA", "C29"), ("FRA", "L"), ("CHN", "C29"), ("CHN", "B05")];
    assert_eq!(
        rates.map(|(exporter, sector)| rate(&resolved, exporter, sector)),
        [7.0, 22.0, 12.0, 32.0, 12.0]
    );
    assert_eq!(resolved.entries[0].links, 16);
}

#[test]
fn the_other_kinds_do_what_they_say() {
    let world = small();
    let [usa, japan] = ["USA", "JPN"].map(|code| world.economy(code).unwrap());
    let cars = world.sector("C29").unwrap();
    let resolved = on(
        &[
            entry(
                "export-tax",
                "tax",
                "importer = \"*\"\nexporter = \"JPN\"\nsector = \"C29\"\nrate = { set = \"10%\" }",
            ),
            entry(
                "trade-cost",
                "freight",
                "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nchange = \"+10%\"",
            ),
            entry(
                "trade-cost",
                "delay",
                "importer = \"USA\"\nexporter = \"G7\"\nsector = \"C29\"\nchange = \"+10%\"",
            ),
            entry(
                "productivity",
                "drought",
                "economy = \"JPN\"\nsector = \"C29\"\nchange = \"-50%\"",
            ),
            entry(
                "demand",
                "end",
                "economy = [\"JPN\", \"USA\"]\nsector = \"C29\"\nchange = \"-100%\"",
            ),
            entry(
                "transfer",
                "aid",
                "giver = \"JPN\"\nreceiver = \"USA\"\namount = \"USD 6.3 billion\"",
            ),
            entry(
                "quantity-cap",
                "ban",
                "importer = \"CHN\"\nexporter = \"USA\"\nsector = \"B05\"\nlimit = \"ban\"",
            ),
            entry(
                "quantity-cap",
                "quota",
                "importer = \"USA\"\nexporter = \"EU27\"\nsector = \"C29\"\nlimit = \"60%\"\npooled = true\nrent = \"JPN\"",
            ),
            entry(
                "quantity-cap",
                "each",
                "importer = \"JPN\"\nexporter = \"EU27\"\nsector = \"C29\"\nlimit = 0.5\nrent = \"importer\"",
            ),
        ],
        "",
        "2025-01-01",
        &[],
    );
    let state = &resolved.state;
    assert_eq!(state.export_tax.get(cars, usa, japan), 0.1);
    assert_eq!(state.export_tax.get(cars, japan, japan), 0.0);
    assert!((state.trade_cost.get(cars, usa, japan) - 1.21).abs() < 1e-12);
    assert_eq!((state.productivity.get(japan, cars), state.demand.get(usa, cars)), (0.5, 0.0));
    assert_eq!((state.transfer[japan.0], state.transfer[usa.0]), (-6300.0, 6300.0));
    let caps: Vec<(&str, usize, f64, Rent)> = state
        .caps
        .iter()
        .map(|cap| (cap.name.as_str(), cap.links.len(), cap.limit, cap.rent))
        .collect();
    assert_eq!(
        caps,
        [
            ("ban", 1, 0.0, Rent::Exporter),
            ("quota", 2, 0.6, Rent::Economy(japan)),
            ("each: DEU to JPN in C29", 1, 0.5, Rent::Importer),
            ("each: FRA to JPN in C29", 1, 0.5, Rent::Importer),
        ]
    );
}

#[test]
fn overrides_from_the_command_line_change_what_is_read() {
    let cars = tariff("the cars", "rate = { add = \"25%\" }\nfrom = 2025-04-03");
    let day = "2025-05-01";
    let with = |set: &[&str]| rate(&on(std::slice::from_ref(&cars), "", day, set), "JPN", "C29");
    assert_eq!(with(&["shock.\"the cars\".rate.add=20%"]), 22.0);
    assert_eq!(with(&["shock.1.rate={ set = 0.07 }"]), 7.0);
    assert_eq!(with(&["shock.1.from = 2025-05-02"]), 2.0);
    assert_eq!(with(&["shock.1.exporter=DEU"]), 2.0);
    let zero = on(&[], "", day, &["trade.deficits=zero", "date=2025-08-07"]);
    assert_eq!(serde_json::to_value(&zero).unwrap()["trade"]["deficits"], "zero");
}

#[test]
fn measures_can_be_left_out() {
    let measure =
        tariff("a", "by = \"USA\"\nrate = { add = \"25%\" }").replace("[[shock]]", "[[measure]]");
    let source = Source::new("a.toml", format!("title = \"t\"\n{measure}"));
    let scenario = read(&source, &Overrides::default()).finish().unwrap();
    let options = ResolveOptions { include_measures: false, date: None };
    let resolved = resolve(&scenario, &small(), &options).unwrap();
    assert_eq!(
        (resolved.entries[0].standing, rate(&resolved, "JPN", "C29")),
        (Standing::LeftOut, 2.0)
    );
}

#[test]
fn entries_that_set_the_same_link_one_after_the_other_do_not_overlap() {
    let before = tariff("a", "rate = { set = \"10%\" }\nuntil = 2025-08-06");
    let steps = "phases = [ { from = 2025-01-01, rate = { add = \"1%\" } }, { from = 2025-08-07, rate = { set = \"15%\" } } ]";
    let after = tariff("b", steps);
    let both = [before, after];
    assert_eq!(rate(&on(&both, "", "2025-08-06", &[]), "JPN", "C29"), 11.0);
    assert_eq!(rate(&on(&both, "", "2025-08-07", &[]), "JPN", "C29"), 15.0);
}

#[test]
fn an_overriding_cap_takes_its_links_out_of_earlier_ones() {
    let cap = |name: &str, exporter: &str, rest: &str| {
        let links =
            format!("importer = \"USA\"\nexporter = \"{exporter}\"\nsector = \"C29\"\n{rest}");
        entry("quantity-cap", name, &links)
    };
    let both = [
        cap("union", "EU27", "limit = 0.5\npooled = true"),
        cap("one", "DEU", "limit = \"80%\"\noverride = true"),
    ];
    let caps = on(&both, "", "2025-01-01", &[]).state.caps;
    assert_eq!(
        caps.iter().map(|cap| (cap.name.as_str(), cap.links.len())).collect::<Vec<_>>(),
        [("union", 1), ("one", 1)]
    );
}

#[test]
fn a_run_folder_can_replay_what_it_holds() {
    let folder = Folder::Memory(vec![(
        "b/a.csv".to_owned(),
        "importer,exporter,sector,rate\nUSA,JPN,C29,0.1\n".to_owned(),
    )]);
    let text = format!(
        "title = \"t\"\n{}",
        entry("tariff", "a", "schedule = \"b/a.csv\"\nmode = \"add\"")
    );
    let first = read(
        &Source::new("a.toml", text).with_folder(folder),
        &Overrides::new(["shock.a.mode=set"]),
    )
    .finish()
    .unwrap();
    let held = first
        .schedules()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    let source =
        Source::new("run/scenario.toml", first.to_toml()).with_folder(Folder::Memory(held));
    let again = read(&source, &Overrides::default()).finish().unwrap();
    let options = ResolveOptions::default();
    let (one, other) = (
        resolve(&first, &small(), &options).unwrap(),
        resolve(&again, &small(), &options).unwrap(),
    );
    assert_eq!(one, other);
    assert_eq!(rate(&one, "JPN", "C29"), 10.0);
}

/// Pass-through of what an economy sells to the United States in a sector.
fn passed(resolved: &Resolved, exporter: &str, sector: &str) -> f64 {
    let world = small();
    let [importer, exporter] = ["USA", exporter].map(|code| world.economy(code).unwrap());
    let table = resolved.state.pass_through.as_ref().unwrap();
    table.get(world.sector(sector).unwrap(), importer, exporter)
}

#[test]
fn pass_through_is_of_all_then_of_an_exporter_and_the_later_decides() {
    let duty = tariff("a", "rate = { add = \"25%\" }");
    let plain = on(std::slice::from_ref(&duty), "", "2025-01-01", &[]);
    assert_eq!(plain.state.pass_through, None);
    assert!(plain.trade.pass_through.is_empty());
    let own = "[[trade.exporter]]\nexporter = \"JPN\"\npass-through = \"50%\"\n\
               [[trade.exporter]]\nexporter = \"JPN\"\nimporter = \"USA\"\nsector = \"C29\"\npass-through = 0.2\n";
    let entries = [duty, own.to_owned()];
    let told = on(&entries, "", "2025-01-01", &["trade.pass-through=0.9"]);
    let all = [("JPN", "C29"), ("JPN", "C24A"), ("CHN", "C29")];
    assert_eq!(all.map(|(exporter, sector)| passed(&told, exporter, sector)), [0.2, 0.5, 0.9]);
    assert_eq!(told.trade.pass_through.len(), 3, "{:?}", told.trade.pass_through);
    let whole = on(&entries[..1], "", "2025-01-01", &["trade.pass-through=1"]);
    assert_eq!(whole.state.pass_through, None);
}
