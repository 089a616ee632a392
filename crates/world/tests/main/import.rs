//! Published tables become worlds with the accounts that the tables state.

use detente_world::import::{ImportFormat, ImportOptions, import};
use detente_world::{Accounts, Figure, World, WorldError, check};
use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const ECONOMIES: [&str; 3] = ["AUS", "MX1", "MX2"];
const SECTORS: [&str; 4] = ["A01", "C17_18", "C29", "K"];
const FINALS: [&str; 6] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];

fn sale(row: usize, column: usize) -> f64 {
    ((row * 7 + column * 3) % 11) as f64
}

fn final_sale(row: usize, column: usize) -> f64 {
    // One run-down of inventories at home exceeds the other categories together.
    if (row, column) == (0, 4) { -1000.0 } else { 10.0 + ((row * 5 + column) % 7) as f64 }
}

/// A table as the OECD lays it out: 3 economies (two of them parts of Mexico) x 4 sectors.
fn oecd_table() -> String {
    let nodes: Vec<String> = ECONOMIES
        .iter()
        .flat_map(|economy| SECTORS.map(|sector| format!("{economy}_{sector}")))
        .collect();
    let finals: Vec<String> = ECONOMIES
        .iter()
        .flat_map(|economy| FINALS.map(|category| format!("{economy}_{category}")))
        .collect();
    let mut text = format!("V1,{},{},OUT\n", nodes.join(","), finals.join(","));
    for (row, node) in nodes.iter().enumerate() {
        let mut cells: Vec<f64> = (0..nodes.len()).map(|column| sale(row, column)).collect();
        cells.extend((0..finals.len()).map(|column| final_sale(row, column)));
        let out: f64 = cells.iter().sum();
        let cells: Vec<String> = cells.iter().map(f64::to_string).collect();
        writeln!(text, "{node},{},{out}", cells.join(",")).unwrap();
    }
    // Taxes of 1, value added is the rest of output; totals say nothing of final demand.
    let cost = |column: usize| (0..nodes.len()).map(|row| sale(row, column)).sum::<f64>();
    let made = |row: usize| {
        let sold: f64 = (0..nodes.len()).map(|column| sale(row, column)).sum();
        sold + (0..finals.len()).map(|column| final_sale(row, column)).sum::<f64>()
    };
    let blank = ",".repeat(finals.len() + 1);
    let row = |name: &str, value: &dyn Fn(usize) -> f64| {
        let cells: Vec<String> = (0..nodes.len()).map(|at| value(at).to_string()).collect();
        format!("{name},{}{blank}\n", cells.join(","))
    };
    text.push_str(&row("TLS", &|_| 1.0));
    text.push_str(&row("VA", &|at| made(at) - cost(at) - 1.0));
    text.push_str(&row("OUT", &made));
    text
}

fn run(
    format: ImportFormat,
    name: &str,
    text: &str,
    options: &ImportOptions,
) -> Result<World, WorldError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    import(format, &path, options)
}

fn error(text: &str) -> String {
    let error = run(ImportFormat::OecdIcio, "2022.csv", text, &ImportOptions::default())
        .unwrap_err()
        .to_string();
    error[error.find("2022.csv").unwrap()..].to_owned()
}

#[test]
fn an_oecd_table_gives_the_accounts_it_states() {
    let world =
        run(ImportFormat::OecdIcio, "2022_SML.csv", &oecd_table(), &ImportOptions::default())
            .unwrap();
    let codes: Vec<&str> = world.economies.iter().map(|economy| economy.code.as_str()).collect();
    assert_eq!(codes, ["AUS", "MEX"]);
    assert_eq!((world.id.as_str(), world.year), ("oecd-icio-2022", 2022));
    let (australia, mexico) = (world.economy("AUS").unwrap(), world.economy("MEX").unwrap());
    // The table is the source of trade and use, and of no tariff.
    let known = |figure: Figure| world.sources_of(figure).len();
    let figures = [Figure::Trade(world.sector("C29").unwrap()), Figure::Use(mexico)];
    assert_eq!(figures.map(known), [1, 1]);
    assert_eq!(known(Figure::Tariff(mexico, None)), 0);
    let (paper, cars) = (world.sector("C17_18").unwrap(), world.sector("C29").unwrap());
    // Paper sold by Australia (row 1) to both parts of Mexico: 8 users and 12 categories.
    let expected: f64 = (4..12).map(|column| sale(1, column)).sum::<f64>()
        + (6..18).map(|column| final_sale(1, column)).sum::<f64>();
    assert_eq!(world.trade.get(paper, mexico, australia), expected);
    // Paper used by Mexican car makers (columns 6 and 10), from rows 1, 5 and 9.
    let expected: f64 = [1, 5, 9].iter().map(|&row| sale(row, 6) + sale(row, 10)).sum();
    assert_eq!(world.use_table.get(mexico, cars, paper), expected);
    assert!(check::check(&world).unwrap().iter().all(|identity| identity.holds));
    let clipped = world
        .repairs
        .iter()
        .find(|repair| repair.what.starts_with("final demand below zero"))
        .unwrap();
    let farming: f64 = (0..6).map(|column| final_sale(0, column)).sum();
    assert_eq!((clipped.largest, clipped.cells), (-farming, 1));
    assert!(clipped.what.contains("AUS A01 -> AUS -9"), "{}", clipped.what);
    assert!(clipped.what.contains("(output of AUS A01 from "), "{}", clipped.what);
    assert!(world.notes.iter().any(|note| {
        note.contains("No trade elasticity was given for A01, C17_18, C29, K: it is 4")
    }));
    assert!(
        world.notes.iter().any(|note| note.ends_with("are added up: MX1, MX2 into MEX.")),
        "{:?}",
        world.notes
    );
}

#[test]
fn a_mapping_adds_up_and_elasticities_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let (map, elasticities) = (folder.path().join("map.csv"), folder.path().join("theta.csv"));
    fs::write(
        &map,
        "kind,from,to\nsector,A01,GOODS\nsector,C17_18,GOODS\nsector,C29,GOODS\neconomy,AUS,OCE\n",
    )
    .unwrap();
    fs::write(&elasticities, "sector,trade_elasticity\nGOODS,5\nK,3\n").unwrap();
    let options = ImportOptions {
        map: Some(map.clone()),
        elasticities: Some(elasticities),
        ..Default::default()
    };
    let world = run(ImportFormat::OecdIcio, "2022.csv", &oecd_table(), &options).unwrap();
    let sectors: Vec<(&str, f64)> = world
        .sectors
        .iter()
        .map(|sector| (sector.code.as_str(), sector.trade_elasticity))
        .collect();
    assert_eq!(sectors, [("GOODS", 5.0), ("K", 3.0)]);
    assert_eq!(world.economies[0].code, "OCE");
    let whole: f64 = (0..12).flat_map(|row| (0..12).map(move |column| sale(row, column))).sum();
    assert!((world.use_table.values().iter().sum::<f64>() - whole).abs() < 1e-9);
    fs::write(&map, "kind,from,to\nsector,C30,GOODS\nregion,AUS,OCE\n").unwrap();
    let message =
        run(ImportFormat::OecdIcio, "2022.csv", &oecd_table(), &options).unwrap_err().to_string();
    assert!(
        message.contains("map.csv, line 2, column `from`: the table has no sector `C30`"),
        "{message}"
    );
    assert!(
        message
            .contains("map.csv, line 3, column `kind`: `region` is neither `economy` nor `sector`"),
        "{message}"
    );
}

#[test]
fn tables_that_are_not_understood_say_where() {
    let table = oecd_table();
    assert_eq!(
        error(&table.replace("AUS_HFCE", "AUS_XYZ")),
        "2022.csv: column `AUS_XYZ` has no row of that name; the table is not whole: take the published file again, all rows and columns"
    );
    let said = error(&table.replace("\nMX1_A01", "\nMX1"));
    assert!(
        said.starts_with(
            "2022.csv: line 6: `MX1` is no label such as `AUS_A01`; the table is not whole"
        ),
        "{said}"
    );
    assert!(
        error(&table.replace("AUS_A01,0,", "AUS_A01,n/a,"))
            .contains("line 2, column `AUS_A01`: `n/a` stands for a missing value")
    );
    assert_eq!(
        "x".parse::<ImportFormat>().unwrap_err().to_string(),
        "`x` does not exist; the formats are: oecd-icio, wiod-2013, wiod-2016, figaro, exiobase-3, eora26, auto"
    );
}

#[test]
fn the_release_of_2016_is_read() {
    let mut text = String::from("IndustryCode,IndustryDescription,Country,RNr,Year");
    for economy in ["AUS", "ROW"] {
        (1..=7).for_each(|number| write!(text, ",{economy}{number}").unwrap());
    }
    text.push_str(",TOT\n");
    for (country, code, number) in
        [("AUS", "A01", 1), ("AUS", "C10-C12", 2), ("ROW", "A01", 1), ("ROW", "C10-C12", 2)]
    {
        writeln!(text, "{code},words,{country},{number},2014,1,2,3,3,3,3,3,1,2,3,3,3,3,3,36")
            .unwrap();
    }
    let finals = ",0".repeat(5);
    writeln!(text, "VA,value added,TOT,70,2014,32,28{finals},32,28{finals},0").unwrap();
    let world =
        run(ImportFormat::Wiod2016, "WIOT2014.csv", &text, &ImportOptions::default()).unwrap();
    assert_eq!((world.economies.len(), world.sectors.len(), world.year), (2, 2, 2014));
    let accounts = Accounts::of(&world);
    assert_eq!(accounts.output.values(), [36.0; 4]);
    assert_eq!(accounts.value_added.values(), [32.0, 28.0, 32.0, 28.0]);
    assert!(world.repairs.is_empty());
}

/// Where the collected source data is, if this machine has it.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("DETENTE_SHARED").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
fn the_whole_wiod_table_of_2011_is_a_world() {
    let Some(folder) = shared() else {
        println!("skipped: set DETENTE_SHARED to the folder of source data");
        return;
    };
    let path = folder.join("data/wiod/wiod2013_2011_41x35.parquet");
    let world = import(ImportFormat::Wiod2013, &path, &ImportOptions::default()).unwrap();
    assert_eq!((world.economies.len(), world.sectors.len(), world.year), (41, 35, 2011));
    for identity in check::check(&world).unwrap() {
        assert!(identity.holds && identity.worst < 1e-12, "{identity:?}");
    }
    world.repairs.iter().for_each(|repair| println!("{repair:?}"));
    let accounts = Accounts::of(&world);
    let trillion = |code: &str| accounts.national_value_added(world.economy(code).unwrap()) / 1e6;
    assert!((15.0..16.0).contains(&trillion("USA")), "{}", trillion("USA"));
    assert!((5.5..6.2).contains(&trillion("JPN")), "{}", trillion("JPN"));
    assert_eq!(world.economies[world.economy("ROM").unwrap().0].name, "Romania");
    // The same 43 cells that others who use this table clip.
    let repairs: Vec<(f64, usize)> =
        world.repairs.iter().map(|repair| (repair.largest, repair.cells)).collect();
    assert_eq!(repairs, [(108.0, 1384), (7495.0, 43), (4.0, 1)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_a_world_or_an_error(text in "[ -~\n,_0-9A-Z]{0,200}", at in any::<prop::sample::Index>()) {
        for format in ImportFormat::NAMES {
            let format = format.parse().unwrap();
            let _ = run(format, "2022.csv", &text, &ImportOptions::default());
            let mut table = oecd_table();
            table.insert_str(at.index(table.len()), &text);
            let _ = run(format, "2022.csv", &table, &ImportOptions::default());
        }
    }

    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2022.csv", "2022.parquet"] {
            let path = folder.path().join(name);
            fs::write(&path, &bytes).unwrap();
            for format in ImportFormat::NAMES {
                prop_assert!(import(format.parse().unwrap(), &path, &ImportOptions::default()).is_err());
            }
        }
    }
}
