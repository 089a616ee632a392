//! Sets of trade elasticities: what they make of a world, at which horizon, and what is refused.

use crate::world::small;
use detente_scenario::{
    Folder, Overrides, ResolveOptions, Source, TradeElasticities, read, resolve,
};

const HEADER: &str = "sector,horizon,home_elasticity,source_elasticity,object\n";

/// A scenario with a tariff from 3 April 2025 to `end`, and the files beside it.
fn source(end: &str, trade: &str, csv: &str) -> Source {
    let text = format!(
        "title = \"t\"\nend = {end}\n[trade]\n{trade}\n[[shock]]\nname = \"cars\"\nkind = \"tariff\"\nimporter = \"USA\"\n\
         exporter = \"JPN\"\nsector = \"C29\"\nrate = {{ add = \"25%\" }}\nfrom = 2025-04-03\nsource = \"s\"\n"
    );
    let files = vec![("mine.csv".to_owned(), csv.to_owned())];
    Source::new("t.toml", text).with_folder(Folder::Memory(files))
}

fn settled(end: &str, trade: &str, csv: &str, set: &[&str]) -> Option<TradeElasticities> {
    let draft = read(&source(end, trade, csv), &Overrides::new(set.iter().copied()));
    let scenario = draft.finish().unwrap_or_else(|report| panic!("{}", report.render(false)));
    let resolved = resolve(&scenario, &small(), &ResolveOptions::default());
    resolved.unwrap_or_else(|report| panic!("{}", report.render(false))).trade.nests
}

fn cars(found: &TradeElasticities) -> (f64, f64) {
    let at = small().sector("C29").unwrap().0;
    (found.source[at], found.home[at])
}

fn refused(trade: &str, csv: &str) -> String {
    read(&source("2025-12-31", trade, csv), &Overrides::default()).check(&small()).render(false)
}

#[test]
fn elasticities_go_by_horizon_unless_the_worlds_own_are_asked_for() {
    let named = settled("2025-12-31", "elasticities = \"by-horizon\"", "", &[]);
    assert_eq!(settled("2025-12-31", "", "", &[]), named);
    let named = named.unwrap();
    assert_eq!(
        (named.set.as_str(), named.known_as.as_str()),
        ("by-horizon", "by-horizon at 8.9 months (grades C and D)")
    );
    assert_eq!(settled("2025-12-31", "elasticities = \"world\"", "", &[]), None);
}

#[test]
fn the_horizon_runs_from_the_first_shock_to_the_end() {
    let set = "elasticities = \"by-horizon\"";
    // Within a year those of Fajgelbaum et al., at ten years the median and the rule of two.
    let near = settled("2025-12-31", set, "", &[]).unwrap();
    assert_eq!(cars(&near), (1.53, 0.19));
    let far = settled("2035-04-03", set, "", &[]).unwrap();
    let (source, home) = cars(&far);
    assert!((source - 4.695).abs() < 2e-2 && (home - (5.695 / 2.0 - 1.0)).abs() < 2e-2, "{far:?}");
    let asked = settled("2025-12-31", set, "", &["trade.horizon=10 years"]).unwrap();
    assert!((cars(&asked).0 - 4.695).abs() < 1e-9);
    // In between the log of the substitution is linear in years.
    let middle = settled("2025-12-31", set, "", &["trade.horizon=5.5 years"]).unwrap();
    let expected = (2.53f64 * 5.695).sqrt() - 1.0;
    assert!((cars(&middle).0 - expected).abs() < 1e-9, "{middle:?}");
    assert!(near.grades.iter().any(|note| note.contains("grade C")), "{:?}", near.grades);
}

#[test]
fn a_run_beyond_the_data_takes_the_nearest_end_and_says_so() {
    let found = settled("2045-04-03", "elasticities = \"by-horizon\"", "", &[]).unwrap();
    assert!((cars(&found).0 - 4.695).abs() < 1e-9);
    assert!(found.notes.iter().any(|note| note.contains("none longer")), "{:?}", found.notes);
}

#[test]
fn a_file_of_the_user_says_what_its_numbers_are() {
    let csv = format!("{HEADER}*,,,5,sigma\nC29,,0.5,2,theta\n");
    let found = settled("2025-12-31", "elasticities = \"mine.csv\"", &csv, &[]).unwrap();
    assert_eq!(cars(&found), (2.0, 0.5));
    // Another sector has the row of all, less one, and half the substitution at home.
    let other = small().sector_ids().map(|at| at.0).find(|at| small().sectors[*at].code != "C29");
    let other = other.unwrap();
    assert_eq!((found.source[other], found.home[other]), (4.0, 1.5));
}

#[test]
fn a_sector_of_the_scenario_takes_its_own_exponents() {
    let own = "[[trade.sector]]\nsector = \"C29\"\ntrade-elasticity = 3";
    // Where the set has two nests, each has its own.
    assert_eq!(cars(&settled("2025-12-31", own, "", &[]).unwrap()), (3.0, 0.19));
    // Where it has one, both move.
    let one = ["trade.elasticities=world"];
    assert_eq!(cars(&settled("2025-12-31", own, "", &one).unwrap()), (3.0, 3.0));
    let two = format!("{own}\nhome-elasticity = -0.2");
    assert_eq!(cars(&settled("2025-12-31", &two, "", &[]).unwrap()), (3.0, -0.2));
}

#[test]
fn what_a_set_cannot_say_is_refused_where_it_stands() {
    let lacking = refused("elasticities = \"mine.csv\"", &format!("{HEADER}L,,,4,theta\n"));
    assert!(lacking.contains("has no elasticity for") && lacking.contains("t.toml:4"), "{lacking}");
    let below = refused("elasticities = \"mine.csv\"", &format!("{HEADER}*,,,-0.76,sigma\n"));
    assert!(below.contains("leaves no substitution") && below.contains("mine.csv:2"), "{below}");
    let object = refused("elasticities = \"mine.csv\"", &format!("{HEADER}*,,,4,elasticity\n"));
    assert!(object.contains("neither theta nor sigma"), "{object}");
    let twice =
        refused("elasticities = \"mine.csv\"", &format!("{HEADER}*,,,4,theta\n*,,,5,theta\n"));
    assert!(twice.contains("two rows give an elasticity to `*`"), "{twice}");
    let horizon = refused("elasticities = \"by-horizon\"\nhorizon = \"20 years\"", "");
    assert!(
        horizon.contains("says nothing about 20 years") && horizon.contains("from 3 months to 10"),
        "{horizon}"
    );
    let unknown = refused("elasticities = \"by-horizen\"", "");
    assert!(unknown.contains("did you mean `by-horizon`?"), "{unknown}");
    let length = refused("horizon = \"soon\"", "");
    assert!(length.contains("`soon` is no horizon"), "{length}");
    let exponent = refused("[[trade.sector]]\nsector = \"C29\"\nhome-elasticity = -1", "");
    assert!(exponent.contains("below its limit of -1"), "{exponent}");
    let constant = refused("elasticities = \"flat-4\"\nhorizon = \"2 years\"", "");
    assert!(constant.contains("the same at every horizon"), "{constant}");
    // Of a set that there is not, nothing is said but that.
    let both = refused("elasticities = \"cp2015\"\nhorizon = \"2 years\"", "");
    assert!(!both.contains("at every horizon") && both.contains("no set"), "{both}");
    let own = refused("elasticities = \"world\"\nhorizon = \"2 years\"", "");
    assert!(own.contains("the same at every horizon"), "{own}");
}

#[test]
fn a_standard_error_below_zero_is_refused_where_it_stands() {
    let set = |error: &str| {
        let text = format!("sector,source_elasticity,standard_error,object\n*,4,{error},theta\n");
        refused("elasticities = \"mine.csv\"", &text)
    };
    let below = set("-0.5");
    assert!(
        below.contains("a standard error of -0.5 is below zero") && below.contains("mine.csv:2:5"),
        "{below}"
    );
    for fine in ["0", "0.5", ""] {
        assert!(set(fine).is_empty(), "{}", set(fine));
    }
}

/// What is a bound or was made here is graded D, whatever the study behind it.
#[test]
fn bounds_and_means_made_here_are_no_official_figures() {
    let set = include_str!("../../../data/elasticities/caliendo-parro-2015.csv");
    let rows: Vec<&str> = set.lines().skip(1).collect();
    let made = |row: &&&str| row.contains("kept between") || row.contains("mean of the three");
    let graded = |grade: &str, rows: &[&&str]| {
        rows.iter().filter(|row| row.contains(&format!(",theta,{grade},"))).count()
    };
    let (made, taken): (Vec<&&str>, Vec<&&str>) = rows.iter().partition(made);
    assert_eq!((made.len(), graded("D", &made)), (7, 7), "{made:?}");
    assert_eq!(graded("A", &taken), taken.len(), "{taken:?}");
}
