//! Networks of firms on the command line.

use crate::sandbox::{Sandbox, numbers, words};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FIRMS: &str =
    "firm,economy,sector,output\nmine,CHN,B07T08,1000\nmagnets,JPN,C25,800\ncars,JPN,C29,5000\n";
const SUPPLIERS: &str = "supplier,buyer,value\nmine,magnets,300\nmagnets,cars,200\n";

fn chain() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("net/firms.csv", FIRMS);
    sandbox.write("net/suppliers.csv", SUPPLIERS);
    sandbox
}

#[test]
fn a_made_up_network_is_the_same_again_and_can_be_run_and_ranked() {
    let sandbox = Sandbox::toy();
    let said = sandbox.prints(&[
        "firms", "generate", "--world", "toy", "--firms", "60", "--csv", "--out", "made",
    ]);
    assert!(
        said.contains("firms and") && said.contains("misses the recipes of the world"),
        "{said}"
    );
    sandbox.prints(&[
        "firms", "generate", "--world", "toy", "--firms", "60", "--csv", "--out", "again",
    ]);
    for file in ["firms.csv", "suppliers.csv"] {
        assert_eq!(sandbox.read(&format!("made/{file}")), sandbox.read(&format!("again/{file}")));
    }
    // What the firms of a sector make is what the sector makes: 120 cars of Japan, of which 80
    // stay.
    let firms = sandbox.table("made/firms.csv");
    let (names, output) = (words(&firms, "firm"), numbers(&firms, "output"));
    let cars: f64 = names
        .iter()
        .zip(output)
        .filter(|(name, _)| name.starts_with("JPN-C29-"))
        .map(|row| row.1)
        .sum();
    assert!((cars - 120.0).abs() < 1e-9, "{cars}");

    sandbox.prints(&[
        "firms",
        "run",
        "made",
        "--lose",
        "JPN-C26-1=100%",
        "--days",
        "90",
        "--out",
        "run",
    ]);
    let losses = sandbox.table("run/cascade_losses.parquet");
    assert!(words(&losses, "firm").contains(&"JPN-C26-1".to_owned()));
    assert!(sandbox.prints(&["firms", "risk", "made"]).contains("JPN-"));
}

#[test]
fn firms_that_lose_nothing_make_what_they_made() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["firms", "generate", "--world", "toy", "--firms", "60", "--out", "made"]);
    sandbox.prints(&[
        "firms",
        "run",
        "made",
        "--lose",
        "JPN-C26-1=0",
        "--days",
        "1000",
        "--out",
        "run",
    ]);
    assert_eq!(sandbox.table("run/cascade_output.csv").rows(), 0);
    assert_eq!(sandbox.table("run/cascade_losses.csv").rows(), 0);
}

#[test]
fn a_stopped_mine_stops_the_cars_when_the_stocks_are_out() {
    let sandbox = chain();
    let arguments =
        ["firms", "run", "net", "--lose", "mine=100%", "--duration", "60", "--rules", "inoue-todo"];
    let said = sandbox.prints(&[&arguments[..], &["--stock-days", "10", "--out", "run"]].concat());
    assert!(said.contains("band over inoue-todo"), "{said}");
    let losses = sandbox.table("run/cascade_losses.csv");
    let first = |firm: &str| {
        let row = words(&losses, "firm").iter().position(|name| name == firm).unwrap();
        (numbers(&losses, "days_to_loss")[row], words(&losses, "waited_for")[row].clone())
    };
    assert_eq!(first("mine"), (5.0, String::new()));
    let ((magnets, of_magnets), (cars, of_cars)) = (first("magnets"), first("cars"));
    assert!((14.0..=17.0).contains(&magnets) && magnets < cars, "{magnets} {cars}");
    assert_eq!((of_magnets.as_str(), of_cars.as_str()), ("B07T08", "C25"));
}

#[test]
fn what_is_wrong_with_firms_is_named_with_its_row() {
    let cases = [
        (
            "suppliers.csv",
            "mine,magnets",
            "mines,magnets",
            "suppliers.csv, row 2: supplier `mines` is not in firms",
        ),
        (
            "suppliers.csv",
            "mine,magnets",
            "mine,mine",
            "suppliers.csv, row 2: firm `mine` supplies itself",
        ),
        (
            "suppliers.csv",
            "cars,200\n",
            "cars,200\nmine,magnets,50\n",
            "suppliers.csv, row 4: what `mine` sells to `magnets` is in row 2 already; keep one row per pair of firms",
        ),
        ("suppliers.csv", "cars,200", "cars,-200", "suppliers.csv, row 3: -200 in column `value`"),
        (
            "suppliers.csv",
            "cars,200",
            "cars,many",
            "suppliers.csv, row 3: `many` in column `value` is no number",
        ),
        ("suppliers.csv", "supplier,", "seller,", "suppliers.csv: there is no column `supplier`"),
        (
            "suppliers.csv",
            "magnets,300",
            "magnets,3000",
            "firms.csv, row 2: firm `mine` does not balance",
        ),
        ("firms.csv", "C25,800", "C25,0", "firms.csv, row 3: firm `magnets` has no output"),
        ("firms.csv", "magnets,", "mine,", "firms.csv, row 3: firm `mine` is in row 2 already"),
    ];
    for (file, from, to, expected) in cases {
        let sandbox = chain();
        sandbox.edit(&format!("net/{file}"), from, to);
        let said =
            sandbox.refuses(2, &["firms", "run", "net", "--lose", "mine=50%", "--out", "run"]);
        assert!(said.contains(expected), "{expected}: {said}");
        let said = sandbox.refuses(2, &["firms", "risk", "net"]);
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let sandbox = chain();
    sandbox
        .write("net/firms.csv", "firm,economy,sector,output,stock_days\nmine,CHN,B07T08,1000,-3\n");
    let said = sandbox.refuses(2, &["firms", "run", "net", "--lose", "mine=50%"]);
    assert!(said.contains("firms.csv, row 2: -3 in column `stock_days`"), "{said}");
}

/// One mistake does not hide the others.
#[test]
fn all_that_is_wrong_with_firms_is_told_at_once() {
    let sandbox = chain();
    let lose = ["firms", "run", "net", "--lose", "mine=50%"];
    let (firms, suppliers) = (sandbox.read("net/firms.csv"), sandbox.read("net/suppliers.csv"));
    sandbox.write(
        "net/suppliers.csv",
        format!("{suppliers}mine,mines,5\nmine,mine,7\nmine,magnets,1\n"),
    );
    let said = sandbox.refuses(2, &lose);
    let rows = [
        "row 4: buyer `mines`",
        "row 5: firm `mine` supplies itself",
        "row 6: what `mine` sells to `magnets`",
    ];
    assert!(rows.iter().all(|row| said.contains(row)) && said.lines().count() == 3, "{said}");
    sandbox.write("net/suppliers.csv", format!("{suppliers}mine,magnets,-\nmine,magnets,NaN\n"));
    sandbox.write("net/firms.csv", format!("{firms}mine,CHN,B07T08,many\nglass,CHN,C23,-1\n"));
    let said = sandbox.refuses(2, &lose);
    let expected = [
        "firms.csv, row 5: `many` in column `output` is no number",
        "firms.csv, row 5: firm `mine` is in row 2 already",
        "firms.csv, row 6: -1 in column `output`",
        "suppliers.csv, row 4: `-` in column `value` is no number",
        "suppliers.csv, row 5: NaN in column `value`",
    ];
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{said}");
    assert!(lines.iter().zip(expected).all(|(line, expected)| line.contains(expected)), "{said}");
}

/// Names with commas, accents and blanks; the second firm buys more than it makes.
#[test]
fn odd_names_are_names_and_who_buys_more_than_it_makes_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "net/firms.csv",
        "firm,economy,sector,output\n\"B, Ltd\",DEU,C25,40\nC\u{e9} SA,FRA,C24A,10\n",
    );
    sandbox.write("net/suppliers.csv", "supplier,buyer,value\n\"B, Ltd\",C\u{e9} SA,15\n");
    for command in [&["firms", "run", "net", "--lose", "B, Ltd=50%"][..], &["firms", "risk", "net"]]
    {
        let ended = sandbox.run(command);
        assert_eq!(ended.code, 0, "{ended:?}");
        let (said, warned) = (ended.out, ended.err);
        assert!(said.contains("B, Ltd") && said.contains("C\u{e9} SA"), "{said}");
        let expected =
            "firms.csv, row 3: firm `C\u{e9} SA` buys 15 a year from others and makes 10";
        assert!(warned.contains(expected), "{warned}");
    }
}

/// A mill without coal (essential), paper and advice; the classes decide what it loses with each.
#[test]
fn a_table_of_classes_and_a_tolerance_change_the_index() {
    let sandbox = Sandbox::new();
    let firms = "firm,economy,sector,output\npit,DEU,B05,90\npaper,DEU,C17T18,30\nadvice,DEU,M,30\nmill,DEU,C24A,200\n";
    sandbox.write("net/firms.csv", format!("{firms}user,DEU,C29,300\n"));
    let suppliers =
        "supplier,buyer,value\npit,mill,60\npaper,mill,20\nadvice,mill,20\nmill,user,100\n";
    sandbox.write("net/suppliers.csv", suppliers);
    let index = |more: &[&str]| -> Vec<f64> {
        sandbox.prints(&[&["firms", "risk", "net", "--out", "risk.csv"], more].concat());
        let table = sandbox.table("risk.csv");
        let (names, values) = (words(&table, "firm"), numbers(&table, "downstream"));
        ["pit", "paper", "advice"]
            .map(|firm| values[names.iter().position(|name| name == firm).unwrap()])
            .to_vec()
    };
    let near = |found: Vec<f64>, expected: [f64; 3]| {
        assert!(
            found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12),
            "{found:?}"
        );
    };
    // Of all sales (200): the firm itself and, where it counts, the mill's 100. By sector goods are
    // essential and advice is not: the mill then keeps what it buys of others, 1 - 20/100.
    near(index(&[]), [160.0 / 200.0, 120.0 / 200.0, 40.0 / 200.0]);
    let rows = "B05,C24A,essential\nC17T18,C24A,non-essential\nM,C24A,negligible\n";
    sandbox.write("classes.csv", format!("input,user,class\n{rows}"));
    near(index(&["--essential", "classes.csv"]), [160.0 / 200.0, 40.0 / 200.0, 20.0 / 200.0]);
    let refused = |text: &str, expected: &str| {
        sandbox.write("classes.csv", text);
        let said = sandbox.refuses(2, &["firms", "risk", "net", "--essential", "classes.csv"]);
        assert!(said.contains(expected), "{said}");
    };
    refused(
        "input,user,class\nB05,C24A,vital\n",
        "classes.csv, row 2: `vital` is no class of inputs; write essential",
    );
    refused(
        "input,user,class\nB05,C24B,essential\n",
        "row 2: no firm is of sector `C24B`; did you mean `C24A`?",
    );
    let twice = "input,user,class\nB05,C24A,essential\nB05,C24A,negligible\n";
    refused(twice, "row 3: `B05` as an input of `C24A` is in row 2 already");
    refused("input,class\nB05,essential\n", "classes.csv has no column `user`");
    for wrong in ["0", "1", "nan", "-0.5"] {
        let said = sandbox.refuses(2, &["firms", "risk", "net", &format!("--epsilon={wrong}")]);
        assert!(said.contains("--epsilon"), "{said}");
    }
}

#[test]
fn the_time_of_restocking_is_by_sector() {
    let sandbox = chain();
    let run = |out: &str| {
        let shock = [
            "firms",
            "run",
            "net",
            "--lose",
            "mine=80%",
            "--duration",
            "40",
            "--rules",
            "detente",
            "--out",
        ];
        sandbox.prints(&[&shock[..], &[out]].concat());
        sandbox.read(&format!("{out}/cascade_output.csv"))
    };
    let restocking =
        |rows: &str| sandbox.write("net/restocking.csv", format!("sector,days\n{rows}"));
    let without = run("without");
    // The default rules take 15 days; who is in no hurry asks less of the mine once it is back.
    restocking("C25,15\nB07T08,15\n");
    assert_eq!(run("as_default"), without);
    restocking("B07T08,120\n");
    let slow = run("slow");
    restocking("B07T08,never\n");
    let never = run("never");
    assert!(slow != without && never != without && slow != never);
    for (rows, expected) in [
        (
            "B07T08,0.5\n",
            "restocking.csv, row 2: `0.5` in column `days`; give 1 or more, or `never`",
        ),
        ("B07T08,soon\n", "row 2: `soon` in column `days`"),
        ("B07T08,inf\n", "row 2: `inf` in column `days`"),
        ("B07,15\n", "row 2: no firm is of sector `B07`; did you mean `B07T08`?"),
        ("C25,15\nC25,20\n", "row 3: sector `C25` is in row 2 already"),
    ] {
        restocking(rows);
        let said = sandbox.refuses(2, &["firms", "run", "net", "--lose", "mine=80%"]);
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn what_is_wrong_with_a_command_on_firms_is_named() {
    let cases: [(&[&str], &str); 5] = [
        (&["firms", "run", "net", "--lose", "mine"], "--lose mine: write FIRM=SHARE"),
        (
            &["firms", "run", "net", "--lose", "mine=120%"],
            "--lose mine=120%: write FIRM=SHARE with a share from 0 to 1",
        ),
        (
            &["firms", "run", "net", "--lose", "mien=1"],
            "there is no firm `mien`; the firms are mine, magnets, cars",
        ),
        (
            &["firms", "run", "none", "--lose", "mine=1"],
            "none: there is neither firms.csv nor firms.parquet",
        ),
        (
            &["firms", "generate", "--world", "toy", "--firms", "3", "--out", "x"],
            "3 firms are too few for",
        ),
    ];
    for (arguments, expected) in cases {
        let sandbox = Sandbox::toy();
        sandbox.write("net/firms.csv", FIRMS);
        sandbox.write("net/suppliers.csv", SUPPLIERS);
        let said = sandbox.refuses(2, arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_nothing() {
    let sandbox = chain();
    let before = sandbox.files();
    let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["firms", "run", "net", "--lose", "mine=50%", "--days", "1000000", "--out", "run"])
        .current_dir(sandbox.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "the run is still on its way");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let begun = Instant::now();
    assert!(!child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(5), "it ends at once");
    assert_eq!(before, sandbox.files());
}

/// The firms of the toy world that are known by name: one maker of chips for cars, and who buys
/// from it.
fn named() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox
        .write("net/firms.csv", "firm,economy,sector,output\nchips,JPN,C26,30\nbrand,USA,C29,60\n");
    sandbox.write("net/suppliers.csv", "supplier,buyer,value\nchips,brand,14\n");
    sandbox
}

const IN_WORLD: [&str; 5] = ["firms", "run", "net", "--world", "toy"];

fn in_world<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&IN_WORLD[..], more].concat()
}

#[test]
fn named_firms_are_nodes_inside_the_sectors_of_a_world() {
    let sandbox = named();
    let said = sandbox.prints(&in_world(&[
        "--lose",
        "chips=100%",
        "--duration",
        "120",
        "--days",
        "150",
        "--out",
        "run",
    ]));
    // Three economies with three sectors each, but chips are made in Japan alone.
    assert!(said.contains("2 firms inside 7 sectors of economies, 1 links"), "{said}");
    let losses = sandbox.table("run/cascade_losses.csv");
    let of = |firm: &str, column: &str| {
        let row = words(&losses, "firm").iter().position(|name| name == firm);
        row.map(|row| (numbers(&losses, column)[row], words(&losses, "waited_for")[row].clone()))
    };
    let ((chips, _), (brand, waited)) =
        (of("chips", "deepest_pct").unwrap(), of("brand", "deepest_pct").unwrap());
    assert!((chips - 100.0).abs() < 1e-9 && brand > 50.0, "{chips} {brand}");
    assert_eq!(waited, "C26");
    // Others who make cars there buy from the rest of the sector, and lose less.
    let others = of("USA-C29", "deepest_pct").map_or(0.0, |found| found.0);
    assert!(others < brand, "{others} {brand}");
    // What is left of a sector is a node like any other.
    sandbox.prints(&in_world(&["--lose", "JPN-C26=50%", "--days", "60", "--out", "rest"]));
    assert!(
        words(&sandbox.table("rest/cascade_losses.csv"), "firm").contains(&"JPN-C26".to_owned())
    );
}

#[test]
fn a_world_with_named_firms_stays_at_rest() {
    let sandbox = named();
    sandbox.prints(&in_world(&["--lose", "chips=0", "--days", "1000", "--out", "run"]));
    assert_eq!(sandbox.table("run/cascade_losses.csv").rows(), 0);
}

#[test]
fn what_is_wrong_with_firms_inside_a_world_is_named() {
    let cases = [
        (
            "firms.csv",
            "C26,30",
            "C26,130",
            "firms.csv, row 2: with firm `chips` the firms of JPN-C26 make more than the 120.0000",
        ),
        (
            "firms.csv",
            "chips,JPN",
            "chips,DEU",
            "firms.csv, row 2: economy `DEU` of firm `chips` is not in the world `toy`",
        ),
        (
            "firms.csv",
            "JPN,C26",
            "JPN,C99",
            "firms.csv, row 2: sector `C99` of firm `chips` is not in the world `toy`",
        ),
        (
            "firms.csv",
            "brand,",
            "JPN-C29,",
            "firms.csv, row 3: firm `JPN-C29` has the name of what is left of a sector",
        ),
        (
            "suppliers.csv",
            "brand,14",
            "brand,40",
            "suppliers.csv: `chips` sells 40.0000 a year to the buyers given, but makes 30.0000",
        ),
        (
            "suppliers.csv",
            "chips,brand",
            "chips,chips",
            "suppliers.csv, row 2: firm `chips` supplies itself",
        ),
        (
            "suppliers.csv",
            "chips,brand",
            "chips,CHN-C26",
            "suppliers.csv, row 2: buyer `CHN-C26` is not in firms",
        ),
        ("suppliers.csv", "brand,14", "brand,-1", "suppliers.csv, row 2: -1 in column `value`"),
    ];
    for (file, from, to, expected) in cases {
        let sandbox = named();
        sandbox.edit(&format!("net/{file}"), from, to);
        let said = sandbox.refuses(2, &in_world(&["--lose", "chips=50%", "--out", "run"]));
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let said = named().refuses(2, &in_world(&["--lose", "chips=50%", "--stock-days=-3"]));
    assert!(said.contains("--stock-days -3: give 1 or more"), "{said}");
}
