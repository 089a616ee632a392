//! Companies of a user in a run: kept in its folder, replayed by `verify`, shown by
//! `detente companies`, and refused with a reason.

use crate::sandbox::Sandbox;
use sha2::Digest;

pub(crate) const OWN: &str = "record,ticker,name,economy,sector,hs,origin,value,unit,stock_weeks\n\
    company,SUP,A supplier,JPN,,,,,,\n\
    revenue,SUP,,USA,C29,,,60,USD million,\n\
    revenue,SUP,,JPN,C29,,,40,USD million,\n\
    plant,SUP,,JPN,C29,,,100,%,\n\
    input,SUP,,JPN,,8542.31,JPN,5,USD million,\n";

fn finished() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.write("own.csv", OWN);
    sandbox.write("closes.csv", "date,ticker,close\n2025-06-02,SUP,10\n2025-06-03,SUP,11\n");
    let run = [
        "run",
        "cars.toml",
        "--world",
        "toy",
        "--out",
        "result",
        "--companies",
        "own.csv",
        "--prices",
        "closes.csv",
    ];
    sandbox.prints(&run);
    sandbox
}

#[test]
fn a_run_with_companies_and_prices_keeps_them_and_verifies() {
    let sandbox = finished();
    let files = sandbox.files();
    for name in ["result/companies.csv", "result/prices.csv", "result/tables/company_momentum.csv"]
    {
        assert!(files.contains_key(name), "{name}");
    }
    let said = sandbox.refuses(0, &["verify", "result"]);
    assert_eq!(said.lines().filter(|line| line.starts_with("same")).count(), 20, "{said}");
    // The user's own file is no longer needed; a changed copy is found.
    std::fs::remove_file(sandbox.path("own.csv")).unwrap();
    sandbox.refuses(0, &["verify", "result"]);
    sandbox.write("result/companies.csv", OWN.replace(",60,", ",50,"));
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(
        said.contains("changed  companies.csv")
            && said.contains("differs  tables/company_summary.csv"),
        "{said}"
    );
}

#[test]
fn a_company_is_shown_with_equations_and_source_rows() {
    let sandbox = finished();
    let ranking = sandbox.prints(&["companies", "result"]);
    assert!(
        ranking.contains("A supplier") && ranking.contains("not a price forecast"),
        "{ranking}"
    );
    let shown = sandbox.prints(&["companies", "result", "--ticker", "SUP"]);
    for part in ["[C6, C7]", "[C10]", "own:4", "own:6", "60 % of revenue from JPN to USA x"] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let told = sandbox.refuses(2, &["companies", "result", "--ticker", "sup"]);
    assert_eq!(told, "error: there is no company `sup`; did you mean `SUP`?\n");
    let told = sandbox.refuses(2, &["companies", "result", "--ticker", "SUPP"]);
    assert_eq!(told, "error: there is no company `SUPP`; did you mean `SUP`?\n");
    // The unit of a figure is that of its row.
    let explained =
        sandbox.prints(&["explain", "result", "company_exposure", "SUP/years/own-input/C26"]);
    assert!(explained.contains(" USD million a year (tables/company_exposure.csv"), "{explained}");
}

#[test]
fn another_file_can_be_set_beside_a_run_that_is_there() {
    let sandbox = finished();
    sandbox.write("other.csv", OWN.replace("SUP", "NEW"));
    let other = sandbox.prints(&["companies", "result", "--file", "other.csv", "--json"]);
    let own = sandbox.prints(&["companies", "result", "--json"]);
    // The same company under another name has the same exposures.
    let exposures = |text: &str| {
        text.split("\"company_facts\"").next().unwrap_or_default().replace("NEW", "SUP")
    };
    assert!(other.contains("NEW") && exposures(&other).contains("C10"));
    assert_eq!(exposures(&other), exposures(&own));
}

#[test]
fn a_run_folder_that_was_changed_is_refused_by_name() {
    let sandbox = finished();
    let table = sandbox.path("result/tables/welfare.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, format!("{text}\n")).unwrap();
    // With or without a file of one's own: nothing is valued on figures that nobody computed.
    for rest in [&[][..], &["--file", "own.csv"], &["--ticker", "SUP"]] {
        let told = sandbox.refuses(1, &[&["companies", "result"], rest].concat());
        assert!(told.contains("tables/welfare.csv: not the bytes that were hashed"), "{told}");
    }
    std::fs::remove_file(&table).unwrap();
    let told = sandbox.refuses(1, &["companies", "result"]);
    assert!(told.contains("tables/welfare.csv: "), "{told}");
}

#[test]
fn tables_do_not_take_the_place_of_other_files() {
    let sandbox = finished();
    sandbox.write("tables/company_summary.csv", "my,own\n1,2\n");
    let said = sandbox.refuses(2, &["companies", "result", "--out", "tables"]);
    assert!(said.contains("is no table `company_summary` of detente"), "{said}");
    assert_eq!(sandbox.read("tables/company_summary.csv"), "my,own\n1,2\n");
    for _ in 0..2 {
        sandbox.prints(&["companies", "result", "--out", "fresh"]);
    }
}

#[test]
fn schedules_that_are_named_like_files_of_a_run_lie_in_a_folder_of_their_own() {
    let sandbox = Sandbox::toy();
    sandbox.write("own.csv", OWN);
    let mut text = sandbox.read("cars.toml");
    for (at, file) in [
        "companies.csv",
        "tables/trade.csv",
        "Manifest.json/a.csv",
        "rates.csv",
        "inputs/companies.csv",
    ]
    .iter()
    .enumerate()
    {
        sandbox.write(file, format!("importer,exporter,sector,rate\nUSA,JPN,C29,{}%\n", at + 1));
        text.push_str(&format!(
            "\n[[shock]] # {file}\nname = \"listed {at}\"\nkind = \"tariff\"\nschedule = '{file}'\nmode = \"add\"\nsource = \"s\"\n"
        ));
    }
    sandbox.write("listed.toml", &text);
    let run = ["run", "listed.toml", "--world", "toy", "--out", "result", "--companies", "own.csv"];
    for _ in 0..2 {
        sandbox.prints(&run);
    }
    let kept = sandbox.read("result/scenario.toml");
    let expected = text
        .replace("'companies.csv'", "\"inputs/inputs/companies.csv\"")
        .replace("'tables/trade.csv'", "\"inputs/tables/trade.csv\"")
        .replace("'Manifest.json/a.csv'", "\"inputs/Manifest.json/a.csv\"");
    assert_eq!(kept, expected, "nothing else changes, comments included");
    assert_eq!(sandbox.read("result/companies.csv"), OWN);
    for (kept, own) in [
        ("inputs/inputs/companies.csv", "companies.csv"),
        ("inputs/companies.csv", "inputs/companies.csv"),
        ("inputs/tables/trade.csv", "tables/trade.csv"),
    ] {
        assert_eq!(sandbox.read(&format!("result/{kept}")), sandbox.read(own));
    }
    assert!(sandbox.path("result/rates.csv").is_file());
    sandbox.refuses(0, &["verify", "result"]);
    // The folder is a scenario like any other, and gives the same.
    sandbox.prints(&[
        "run",
        "result",
        "--world",
        "toy",
        "--out",
        "again",
        "--companies",
        "own.csv",
    ]);
    for file in
        ["scenario.toml", "inputs/companies.csv", "tables/trade.csv", "tables/company_summary.csv"]
    {
        assert_eq!(
            sandbox.read(&format!("again/{file}")),
            sandbox.read(&format!("result/{file}")),
            "{file}"
        );
    }
    let rate = sandbox.prints(&["explain", "result", "trade", "JPN/USA/C29"]);
    assert!(rate.contains("row    companies.csv, line 2"), "{rate}");
}

#[test]
fn a_run_whose_schedule_lies_beside_it_under_such_a_name_still_verifies() {
    let sandbox = Sandbox::toy();
    sandbox.write("rates.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,25%\n");
    let listed = "[[shock]]\nname = \"listed\"\nkind = \"tariff\"\nschedule = \"rates.csv\"\nmode = \"add\"\nsource = \"s\"\n";
    sandbox.write(
        "listed.toml",
        format!("title = \"Listed\"\nworld = \"toy\"\ndate = 2025-06-05\n\n{listed}"),
    );
    sandbox.prints(&["run", "listed.toml", "--world", "toy", "--out", "result"]);
    // As it was kept before such schedules got a folder of their own: `prices.csv` was free where
    // no prices were given.
    let digest = |bytes: &str| {
        sha2::Sha256::digest(bytes.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
    };
    let (text, manifest) =
        (sandbox.read("result/scenario.toml"), sandbox.read("result/manifest.json"));
    let renamed = text.replace("rates.csv", "prices.csv");
    let manifest =
        manifest.replace("rates.csv", "prices.csv").replace(&digest(&text), &digest(&renamed));
    std::fs::rename(sandbox.path("result/rates.csv"), sandbox.path("result/prices.csv")).unwrap();
    sandbox.write("result/scenario.toml", renamed);
    let page = sandbox.read("result/report.html");
    sandbox.write(
        "result/report.html",
        page.replace(&digest(&sandbox.read("result/manifest.json")), &digest(&manifest)),
    );
    sandbox.write("result/manifest.json", manifest);
    let said = sandbox.run(&["verify", "result"]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn a_file_with_mistakes_is_refused_and_nothing_is_written() {
    let sandbox = Sandbox::toy();
    sandbox.write("own.csv", OWN.replace("8542.31", "8542.3x"));
    let told = sandbox.refuses(
        2,
        &["run", "cars.toml", "--world", "toy", "--out", "result", "--companies", "own.csv"],
    );
    let line = "error: own.csv, line 6, column `hs`: `8542.3x` is not an HS code; write six digits or more, such as 8505.11";
    assert!(told.contains(line), "{told}");
    assert!(!sandbox.path("result").exists());
    let told =
        sandbox.refuses(2, &["run", "cars.toml", "--world", "toy", "--companies", "absent.csv"]);
    assert!(told.contains("`absent.csv` does not exist; check the path"), "{told}");
}

/// Half of the chips of Japan do not reach plants in the United States, where makers buy them.
const BAN: &str = "\n[[shock]]\nname = \"no chips\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C26\"\nlimit = \"50%\"\nfrom = 2025-04-03\nsource = \"made up\"\n";

#[test]
fn an_input_of_a_restricted_origin_stops_a_line_and_an_unknown_stock_is_not_zero() {
    let sandbox = Sandbox::toy();
    let heads = "record,ticker,name,economy,sector,origin,value,unit,stock_weeks\n";
    let maker = |ticker: &str, weeks: &str| {
        format!(
            "company,{ticker},Maker,USA,,,,,\nrevenue,{ticker},,USA,C29,,100,USD million,\n\
             plant,{ticker},,USA,C29,,100,%,\ninput,{ticker},,USA,C26,JPN,5,USD million,{weeks}\n"
        )
    };
    sandbox.write("own.csv", format!("{heads}{}{}", maker("WEEK", "1"), maker("OPEN", "")));
    let scenario = sandbox.read("cars.toml") + BAN;
    sandbox.write("ban.toml", scenario);
    sandbox.prints(&[
        "run",
        "ban.toml",
        "--world",
        "toy",
        "--companies",
        "own.csv",
        "--out",
        "result",
    ]);
    let summary = sandbox.table("result/tables/company_summary.csv");
    let row = |ticker: &str| {
        let (tickers, horizons) = (summary.words("ticker"), summary.words("horizon"));
        (0..summary.rows())
            .find(|row| tickers[*row] == ticker && horizons[*row] == "weeks")
            .unwrap()
    };
    let cell = |ticker: &str, column: &str| summary.column(column).unwrap().cell(row(ticker));
    // Followed for two years (728 days): half of the need is missing, less the week in the firm's
    // own stock.
    let lost: f64 = cell("WEEK", "net_musd").parse().unwrap();
    assert!((lost + 100.0 * 357.0 / 365.0).abs() < 1e-6, "{lost}");
    assert_eq!(cell("OPEN", "net_musd"), "");
    assert!(
        cell("OPEN", "why_not_known").contains("C26 from JPN"),
        "{}",
        cell("OPEN", "why_not_known")
    );
    let shown = sandbox.prints(&["companies", "result", "--ticker", "WEEK"]);
    assert!(
        shown.contains("C26 from JPN") && shown.contains("[C14]") && shown.contains("`no chips`"),
        "{shown}"
    );
    let shown = sandbox.prints(&["companies", "result", "--ticker", "OPEN"]);
    assert!(shown.contains("weeks: net not known") && shown.contains("stock_weeks"), "{shown}");
    assert!(sandbox.prints(&["companies", "result"]).contains("not known"));
    // The same with the file beside a stored run, and computed again.
    let beside = sandbox.prints(&["companies", "result", "--file", "own.csv", "--ticker", "WEEK"]);
    assert!(beside.contains("[C14]"), "{beside}");
    sandbox.refuses(0, &["verify", "result"]);
}
