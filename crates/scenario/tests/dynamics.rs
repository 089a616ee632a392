//! What `[trade]` says of the path over time: capital, wage floors, elasticities by point.

use crate::world::small;
use detente_scenario::{Capital, Folder, Overrides, ResolveOptions, Source, read, resolve};

fn source(trade: &str) -> Source {
    let text = format!(
        "title = \"t\"\nend = 2025-12-31\n[[shock]]\nname = \"cars\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\n\
         sector = \"C29\"\nrate = {{ add = \"25%\" }}\nfrom = 2025-04-03\nsource = \"s\"\n[trade]\n{trade}\n"
    );
    Source::new("t.toml", text).with_folder(Folder::None)
}

fn refused(trade: &str) -> String {
    read(&source(trade), &Overrides::default()).check(&small()).render(false)
}

#[test]
fn capital_accumulates_and_wages_are_free_unless_told() {
    let options = |trade: &str, set: &[&str]| {
        let scenario = read(&source(trade), &Overrides::new(set.iter().copied())).finish().unwrap();
        resolve(&scenario, &small(), &ResolveOptions::default()).unwrap().trade
    };
    let own = options("", &[]);
    assert_eq!((own.capital, own.wage_floor), (Capital::Accumulates, None));
    let told = options("capital = \"fixed\"\nwage-floor = 0.99", &[]);
    assert_eq!((told.capital, told.wage_floor), (Capital::Fixed, Some(0.99)));
    let set = options("", &["trade.capital=fixed", "trade.wage-floor=0.95"]);
    assert_eq!((set.capital, set.wage_floor), (Capital::Fixed, Some(0.95)));
}

#[test]
fn what_has_no_meaning_is_refused_by_place() {
    for (trade, words) in [
        ("wage-floor = 1.02", "wages that rise every year"),
        ("wage-floor = 0", "no ratio of wages"),
        ("wage-floor = -0.5", "not above 0"),
        ("wage-floor = \"99%\"", "a number"),
        ("wage-floor = nan", "no ratio of wages"),
        ("capital = \"accumulate\"", "did you mean `accumulates`?"),
        ("capital = true", "string"),
        ("wage-flor = 0.99", "did you mean `wage-floor`?"),
    ] {
        let told = refused(trade);
        assert!(told.contains(words) && told.contains("t.toml:13:"), "{trade}: {told}");
    }
}

#[test]
fn a_point_has_the_elasticities_of_its_own_horizon() {
    let world = small();
    let cars = world.sector("C29").unwrap().0;
    let trade = "elasticities = \"by-horizon\"\nhorizon = \"10 years\"";
    let scenario = read(&source(trade), &Overrides::default()).finish().unwrap();
    assert_eq!(scenario.first_shock().unwrap().to_string(), "2025-04-03");
    let at = |years: f64| {
        let (source, home) = scenario.elasticities_after(&world, years);
        (source[cars], home[cars])
    };
    assert_eq!(at(0.25), (1.53, 0.19));
    assert!((at(10.0).0 - 4.695).abs() < 1e-9 && at(5.0).0 < at(6.0).0);
    let own = read(&source("elasticities = \"world\""), &Overrides::default()).finish().unwrap();
    let elasticity = world.sectors[cars].trade_elasticity;
    let (source, home) = own.elasticities_after(&world, 0.25);
    assert_eq!((source[cars], home[cars]), (elasticity, elasticity));
}
