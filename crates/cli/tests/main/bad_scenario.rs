//! Each mistake in a scenario or on the command line: exit code 2, a message with its place,
//! nothing written.

use crate::sandbox::{CARS, Sandbox};

/// What `detente run` says of the toy scenario with a piece replaced.
fn edited(from: &str, to: &str) -> String {
    let sandbox = Sandbox::toy();
    sandbox.edit("cars.toml", from, to);
    sandbox.refuses(2, &["run", "cars.toml", "--world", "toy", "--out", "result"])
}

macro_rules! mistakes {
    ($($name:ident: $from:expr => $to:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(edited($from, $to));
        }
    )*};
}

mistakes! {
    an_unknown_economy: "\"JPN\"" => "\"JAP\"";
    an_unknown_group: "\"JPN\"" => "\"EU28\"";
    an_unknown_sector: "\"C29\"" => "\"C30\"";
    a_rate_of_25: "\"25%\"" => "25";
    an_unknown_key: "rate " => "rates ";
    a_wrong_kind: "\"tariff\"" => "\"tarif\"";
    syntax: "[[shock]]" => "[[shock]";
    dates_exchanged: "from     = 2025-04-03" => "from = 2025-04-03\nuntil = 2025-01-01";
    a_schedule_that_is_missing: "importer = \"USA\"\nexporter = \"JPN\"\nsector   = \"C29\"\nrate     = { add = \"25%\" }" =>
        "schedule = \"rates.csv\"\nmode = \"add\"";
}

#[test]
fn overlapping_entries() {
    let sandbox = Sandbox::toy();
    let second = CARS[CARS.find("[[shock]]").unwrap()..].replace("\"cars\"", "\"cars again\"");
    sandbox.write("cars.toml", format!("{CARS}\n{second}").replace("add", "set"));
    insta::assert_snapshot!(sandbox.refuses(2, &["run", "cars.toml", "--world", "toy"]));
}

#[test]
fn a_scenario_of_another_encoding() {
    let sandbox = Sandbox::toy();
    sandbox.write(
        "cars.toml",
        CARS.replace("Cars", "Cars from K?ln")
            .bytes()
            .map(|byte| if byte == b'?' { 0xf6 } else { byte })
            .collect::<Vec<_>>(),
    );
    insta::assert_snapshot!("latin_1", sandbox.refuses(2, &["run", "cars.toml", "--world", "toy"]));
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(CARS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    sandbox.write("cars.toml", utf16);
    insta::assert_snapshot!("utf_16", sandbox.refuses(2, &["run", "cars.toml", "--world", "toy"]));
}

#[test]
fn a_check_reports_the_same_and_everything_at_once() {
    let sandbox = Sandbox::toy();
    let wrong =
        CARS.replace("\"JPN\"", "\"JAP\"").replace("\"25%\"", "25").replace("source ", "sauce ");
    sandbox.write("cars.toml", wrong);
    let said = sandbox.refuses(2, &["check", "cars.toml", "--world", "toy"]);
    insta::assert_snapshot!(said);
    assert_eq!(said, sandbox.refuses(2, &["run", "cars.toml", "--world", "toy"]));
}

#[test]
fn options_that_mean_nothing() {
    let sandbox = Sandbox::toy();
    let run = |more: &[&str]| {
        sandbox.refuses(2, &[&["run", "cars.toml", "--world", "toy"], more].concat())
    };
    insta::assert_snapshot!("set_without_equals", run(&["--set", "trade.deficits"]));
    insta::assert_snapshot!(
        "set_of_an_unknown_key",
        run(&["--set", "shock.\"trucks\".rate.add=5%"])
    );
    insta::assert_snapshot!("set_of_a_wrong_value", run(&["--set", "trade.deficits=none"]));
    insta::assert_snapshot!("date", run(&["--date", "5 June 2025"]));
    insta::assert_snapshot!("date_that_is_none", run(&["--date", "2025-02-30"]));
    insta::assert_snapshot!("option", run(&["--outt", "x"]));
    insta::assert_snapshot!("scenario", sandbox.refuses(2, &["run", "car.toml"]));
    insta::assert_snapshot!("bundled", sandbox.refuses(2, &["scenarios", "show", "japan"]));
}

#[test]
fn worlds_that_are_not_there() {
    let sandbox = Sandbox::toy();
    insta::assert_snapshot!(
        "no_such_pack",
        sandbox.refuses(2, &["run", "cars.toml", "--world", "nowhere"])
    );
    insta::assert_snapshot!("named_by_the_scenario", {
        sandbox.edit("cars.toml", "\"toy\"", "\"icio-2021\"");
        sandbox.refuses(2, &["run", "cars.toml"])
    });
}

#[test]
fn places_that_cannot_be_written() {
    let sandbox = Sandbox::toy();
    sandbox.write("notes/mine.txt", "keep");
    let run = |out: &str| sandbox.refuses(2, &["run", "cars.toml", "--world", "toy", "--out", out]);
    insta::assert_snapshot!("a_folder_of_somebody_else", run("notes"));
    insta::assert_snapshot!("a_file", run("cars.toml"));
    insta::assert_snapshot!("below_a_file", run("cars.toml/x"));
    insta::assert_snapshot!("no_name", run("."));
    // The bare run writes two folders: neither may appear if one cannot.
    sandbox.write("pair/japan-us-2025-deal-2025-08-07/mine.txt", "keep");
    let said = sandbox.refuses(2, &["run", "--out", "pair"]);
    assert!(said.contains("japan-us-2025-deal-2025-08-07` exists and is not a run"), "{said}");
}
