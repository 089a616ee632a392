//! Scenarios that reach production week by week: outages, stopped flows, longer ways, and what
//! measures save.

use crate::sample::{numbers, words, written};
use detente_engine::{Run, RunRequest, ScenarioSource, run};
use detente_world::table::Table;

const SPAN: &str = "start = 2025-04-01\nend = 2025-09-29\ndate = 2025-06-05\n";

/// Rows of a table in which these columns have these values.
fn rows(table: &Table, wanted: &[(&str, &str)]) -> Vec<usize> {
    (0..table.rows())
        .filter(|row| wanted.iter().all(|(name, value)| words(table, name)[*row] == *value))
        .collect()
}

fn only(table: &Table, wanted: &[(&str, &str)], column: &str) -> f64 {
    let found = rows(table, wanted);
    assert_eq!(found.len(), 1, "{wanted:?} in {}", table.name);
    numbers(table, column)[found[0]]
}

/// Output of a sector by week, the middle; weeks that nothing moves have no row and are 1.
fn path(run: &Run, economy: &str, sector: &str) -> Vec<f64> {
    end_of(run, economy, sector, "output")
}

/// The same at an end of the band.
fn end_of(run: &Run, economy: &str, sector: &str, column: &str) -> Vec<f64> {
    let table = run.tables.table("cascade_output").unwrap();
    let mut path = vec![1.0; 26];
    for row in rows(table, &[("economy", economy), ("sector", sector)]) {
        path[numbers(table, "week")[row] as usize - 1] = numbers(table, column)[row];
    }
    path
}

fn lost(run: &Run, economy: &str, sector: &str) -> f64 {
    let table = run.tables.table("cascade_losses").unwrap();
    let found = rows(table, &[("economy", economy), ("sector", sector)]);
    found.first().map_or(0.0, |row| numbers(table, "lost_musd")[*row])
}

fn total(run: &Run, column: &str) -> f64 {
    run.tables.get("cascade_losses").map_or(0.0, |table| numbers(table, column).iter().sum())
}

fn outage(lost: &str) -> Run {
    written(&format!(
        "{SPAN}\n[[shock]]\nname = \"quake\"\nkind = \"sector-outage\"\neconomy = \"JPN\"\nsector = \"C26\"\nsource = \"s\"\n\
         phases = [ {{ from = 2025-04-08, lost = \"{lost}\" }}, {{ from = 2025-05-06, lost = \"0%\" }} ]\n"
    ))
}

#[test]
fn a_sector_that_stands_still_is_followed_by_week_and_by_year() {
    let run = outage("40%");
    let path = path(&run, "JPN", "C26");
    // Four weeks from the second on, to the day; afterwards what was missed is made up for.
    assert_eq!(path[0], 1.0);
    assert!(path[1..5].iter().all(|week| (0.6..0.66).contains(week)), "{path:?}");
    // Power and services cannot be stored: they come back a day after they are ordered.
    assert!(path[5] > 0.9 && path[6] > 0.99, "{path:?}");
    let causes = run.tables.table("cascade_causes").unwrap();
    let first = rows(causes, &[("economy", "JPN"), ("sector", "C26")])[0];
    assert_eq!(words(causes, "missing")[first], "capacity");
    // 28 days of 365 at 40 percent are 3.1 percent of the year's capacity.
    let year = |run: &Run| {
        only(
            run.tables.table("sectors").unwrap(),
            &[("economy", "JPN"), ("sector", "C26")],
            "output_pct",
        )
    };
    let small = outage("10%");
    assert!(
        year(&run) < -3.0 && year(&run) < year(&small) && year(&small) < 0.0,
        "{} {}",
        year(&run),
        year(&small)
    );
    assert!(lost(&run, "JPN", "C26") > 3.5 * lost(&small, "JPN", "C26"));
}

/// Most of what electronics in Mexico are made of, stopped.
fn banned(more: &str) -> Run {
    written(&format!(
        "{SPAN}\n[[shock]]\nname = \"ban\"\nkind = \"quantity-cap\"\nimporter = \"MEX\"\nsector = \"C26\"\nsource = \"s\"\n\
         exporter = {ASIA}\nlimit = \"ban\"\nfrom = 2025-04-15\nuntil = 2025-08-31\n{more}"
    ))
}

const ASIA: &str =
    "[\"CHN\", \"USA\", \"KOR\", \"TWN\", \"MYS\", \"JPN\", \"THA\", \"VNM\", \"DEU\", \"PHL\"]";

#[test]
fn a_stopped_flow_costs_its_maker_orders_and_its_user_inputs() {
    let run = banned("");
    let (maker, user) = (path(&run, "CHN", "C26"), end_of(&run, "MEX", "C26", "output_low"));
    assert!(maker[..2].iter().chain(&user[..2]).all(|week| *week == 1.0), "{maker:?} {user:?}");
    // Orders are missed at once, parts when the stocks are out.
    assert!((0.9..0.99).contains(&maker[3]) && maker[24] > 0.995, "{maker:?}");
    // Only rules under which the world collapses would stop the user, whom others supply.
    assert!(user.iter().all(|week| *week > 0.99), "{user:?}");
    // An entry that overrides takes the flow out of the ban while it is in force.
    let lifted = banned(
        "\n[[measure]]\nname = \"lifted\"\nby = \"CHN\"\nkind = \"quantity-cap\"\nimporter = \"MEX\"\nexporter = \"CHN\"\nsector = \"C26\"\n\
         limit = \"100%\"\noverride = true\nfrom = 2025-05-01\nsource = \"s\"\n",
    );
    let saved =
        only(lifted.tables.table("cascade_measures").unwrap(), &[("economy", "*")], "saved_musd");
    assert!(lost(&lifted, "CHN", "C26") < 0.3 * lost(&run, "CHN", "C26"));
    assert!((lost(&lifted, "KOR", "C26") / lost(&run, "KOR", "C26") - 1.0).abs() < 0.2);
    // Sectors that hardly move have no row.
    assert!(
        (saved / (total(&run, "lost_musd") - total(&lifted, "lost_musd")) - 1.0).abs() < 0.05,
        "{saved}"
    );
}

#[test]
fn a_longer_way_costs_when_stocks_do_not_bridge_it() {
    let late = |days: usize| {
        written(&format!(
            "{SPAN}\n[[shock]]\nname = \"cape\"\nkind = \"delay\"\nimporter = \"VNM\"\nexporter = \"*\"\nsector = \"C26\"\n\
             added = \"{days} days\"\nfrom = 2025-04-15\nsource = \"s\"\n"
        ))
    };
    let (short, long) = (late(7), late(120));
    let (a, b) =
        (end_of(&short, "VNM", "C26", "output_low"), end_of(&long, "VNM", "C26", "output_low"));
    assert!(a.iter().all(|week| *week > 0.99), "{a:?}");
    assert!(b[2] > 0.99 && b[12] < 0.5, "{b:?}");
    // Where the rules are harsh its neighbours wait as well, first of all for those whose ships are
    // late. Its makers of clothes buy electronics from Taiwan first, though the economy buys most
    // from China: origins are known by user.
    let held = long.tables.table("cascade_bottlenecks").unwrap();
    let row = rows(held, &[("economy", "VNM"), ("sector", "C13T15"), ("good", "C26")])[0];
    assert_eq!(
        (words(held, "origin")[row].as_str(), words(held, "chain")[row].as_str()),
        ("TWN", "")
    );
    assert!(numbers(held, "weeks_to_stop_low")[row] < 14.0);
}

#[test]
fn final_users_who_buy_less_are_missed_by_those_who_make_it() {
    let run = written(&format!(
        "{SPAN}\n[[shock]]\nname = \"less\"\nkind = \"demand\"\neconomy = \"USA\"\nsector = \"C29\"\nchange = \"-30%\"\nfrom = 2025-04-15\nsource = \"s\"\n"
    ));
    let (home, abroad) = (path(&run, "USA", "C29"), path(&run, "MEX", "C29"));
    assert!(
        (0.6..0.95).contains(&home[20]) && (0.6..0.97).contains(&abroad[20]),
        "{home:?} {abroad:?}"
    );
    assert!(path(&run, "IND", "C29")[20] > 0.98);
}

const LICENCES: &str = "\n[[shock]]\nname = \"licences\"\nkind = \"export-control\"\nexporter = \"CHN\"\nimporter = \"*\"\ncommodity = [\"Dy\", \"Tb\", \"Sm\"]\n\
     stage = \"magnet\"\nlicensed = \"10%\"\nfrom = 2025-04-04\nsource = \"s\"\n";
const THRIFT: &str = "\n[[measure]]\nname = \"leaner grades\"\nby = \"DEU\"\nkind = \"material-efficiency\"\neconomy = \"DEU\"\ncommodity = \"magnet-ndfeb-heat\"\nuse = \"vehicles\"\n\
     saved = \"40%\"\nfrom = 2025-05-06\nsource = \"s\"\n";
const RELEASE: &str = "\n[[measure]]\nname = \"reserve\"\nby = \"USA\"\nkind = \"stock-release\"\neconomy = \"USA\"\ncommodity = \"magnet-ndfeb-heat\"\n\
     amount = \"20 t\"\nfrom = 2025-05-06\nuntil = 2025-07-07\nsource = \"s\"\n";
const TARIFF: &str = "\n[[measure]]\nname = \"relief\"\nby = \"USA\"\nfor = \"JPN\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\n\
     rate = { set = \"1%\" }\nsource = \"s\"\n";

#[test]
fn what_a_measure_saves_is_the_run_without_it() {
    let both = written(&format!("{SPAN}{LICENCES}{THRIFT}{RELEASE}{TARIFF}"));
    let table = |name: &str| both.tables.table(name).unwrap();
    let measures = table("cascade_measures");
    let of = |name: &str, economy: &str| {
        only(measures, &[("measure", name), ("economy", economy)], "saved_musd")
    };
    // A tariff moves nothing in these weeks.
    assert!(rows(measures, &[("measure", "relief")]).is_empty());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("without.toml");
    std::fs::write(&file, format!("title = \"A sample\"\n{SPAN}{LICENCES}{RELEASE}")).unwrap();
    let mut request = RunRequest::new(ScenarioSource::File(file));
    request.savings = false;
    let without = run(&request).unwrap();
    assert_eq!(without.tables.table("cascade_measures").unwrap().rows(), 0);
    let saved = total(&without, "lost_musd") - total(&both, "lost_musd");
    println!(
        "material efficiency saves {:.0}, by difference {saved:.0}; in Germany {:.0}",
        of("leaner grades", "*"),
        of("leaner grades", "DEU")
    );
    assert!((of("leaner grades", "*") / saved - 1.0).abs() < 1e-3);
    assert!(
        of("leaner grades", "DEU") > 0.0
            && lost(&both, "DEU", "C29") < lost(&without, "DEU", "C29")
    );

    // What a reserve hands over feeds lines at about what one more unit is said to be worth, less
    // what is not imported instead.
    let unit = rows(
        table("cascade_bottlenecks"),
        &[("economy", "USA"), ("sector", "C29"), ("good", "magnet-ndfeb-heat")],
    )[0];
    let unit = numbers(table("cascade_bottlenecks"), "unit_worth_musd")[unit];
    println!(
        "20 t save {:.0} in the United States, worth {:.0} at {unit:.1} a tonne",
        of("reserve", "USA"),
        20.0 * unit
    );
    assert!((0.2..1.5).contains(&(of("reserve", "USA") / (20.0 * unit))));
}

/// Half of the capacity of Taiwan's electronics, all of 2025.
const OUT: &str = "start = 2025-01-01\nend = 2025-12-31\ndate = 2025-06-30\n\n[[shock]]\nname = \"quake\"\nkind = \"sector-outage\"\n\
    economy = \"TWN\"\nsector = \"C26\"\nsource = \"s\"\nlost = \"50%\"\n";

/// The same with other entries beside.
fn scarce(beside: &str) -> Run {
    written(&format!("{OUT}{beside}"))
}

#[test]
fn a_sector_that_is_out_all_year_is_said_to_keep_a_little() {
    let out = OUT.replace("50%", "100%").replace("TWN", "ISL");
    let run = written(&out.replace("2025-01-01", "2024-12-01").replace("2025-12-31", "2026-01-31"));
    let told = run.summary.options.iter().find(|line| line.contains("caps the output of")).unwrap();
    assert!(
        told.contains("The loss of ISL C26 is cut to 99.9 % of the year"),
        "{told} {:?}",
        run.lost
    );
    assert!(
        told.contains("Labour and capital that earned USD") && !told.contains("1 sectors"),
        "{told}"
    );
}

#[test]
fn a_slack_quota_exempts_nothing_from_an_outage() {
    let quota = |exporters: &str| {
        format!(
            "\n[[shock]]\nname = \"quota\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = {exporters}\nsector = \"C26\"\n\
             limit = \"95%\"\npooled = true\nsource = \"s\"\n"
        )
    };
    let told = |run: &Run| {
        let caps = run.summary.options.iter().filter(|line| line.contains("`quota`"));
        caps.cloned().collect::<Vec<String>>()
    };
    let run = scarce(&quota("\"TWN\""));
    let left = 1.0 - run.lost.iter().find(|own| own.economy == "TWN").unwrap().share;
    let caps = run.tables.table("caps").unwrap();
    assert!(left < 0.6 && (numbers(caps, "limit")[0] - left).abs() < 1e-12, "{left}");
    assert!((numbers(caps, "quantity_ratio")[0] - left).abs() < 1e-6);
    assert!(told(&run)[0].contains("is lowered from 95.0 % to"), "{:?}", told(&run));
    // A quota on two sellers stays as it is, and a sentence says what escapes by it.
    let run = scarce(&quota("[\"TWN\", \"KOR\"]"));
    assert!((numbers(run.tables.table("caps").unwrap(), "limit")[0] - 0.95).abs() < 1e-12);
    assert!(told(&run)[0].contains("does not limit what goes to USA"), "{:?}", told(&run));
}

#[test]
fn an_outage_makes_inputs_dearer_for_companies() {
    let run = scarce("");
    let table = run.tables.table("company_exposure").unwrap();
    let found = rows(table, &[("ticker", "NVDA"), ("horizon", "years"), ("channel", "input-cost")]);
    let cost: f64 =
        found.iter().map(|row| table.column("mid").unwrap().number(*row).unwrap()).sum();
    assert!(cost > 0.0, "{cost}");
    // The equations are those that were solved.
    let form = run.summary.form.unwrap();
    assert!(form.caps && form.idle && form.equation("caps").is_some());
    // What is scarce is dearer by the shadow tax, which the folder keeps for later companies.
    let own = run.lost.iter().find(|own| own.economy == "TWN" && own.sector == "C26").unwrap();
    assert!(own.share > 0.45 && own.shadow_tax > 0.1, "{own:?}");
}
