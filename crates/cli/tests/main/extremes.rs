//! Shocks at the edge of what the model can say: an answer, or the reason why there is none; never
//! a table with holes.

use crate::sandbox::{CARS, Ended, Sandbox, numbers};
use detente_world::table::Column;

/// Runs a scenario; whatever comes out is either an answer without a single NaN or exit code 1 with
/// a reason and no tables.
fn answer(sandbox: &Sandbox, entries: &str) -> Ended {
    let head = "title = \"An extreme\"\nworld = \"toy\"\ndate = 2025-06-05\n\n";
    sandbox.write("extreme.toml", format!("{head}{entries}"));
    let ended = sandbox.run(&["run", "extreme.toml", "--world", "toy", "--out", "result"]);
    if ended.code == 0 {
        whole(sandbox);
    } else {
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.out.is_empty() && ended.err.contains("Nothing was written"), "{ended:?}");
        assert!(!sandbox.path("result").exists());
    }
    ended
}

fn whole(sandbox: &Sandbox) {
    for name in ["welfare", "trade", "sectors", "caps"] {
        let text = sandbox.read(&format!("result/tables/{name}.csv")).to_lowercase();
        assert!(!text.contains("nan") && !text.contains("inf"), "{name}.csv");
        for ending in ["csv", "parquet"] {
            for (column, cells) in &sandbox.table(&format!("result/tables/{name}.{ending}")).columns
            {
                let Column::Number(values) = cells else { continue };
                assert!(values.iter().all(|value| value.is_finite()), "{name}.{ending}, {column}");
            }
        }
    }
    let page = sandbox.read("result/report.html");
    assert!(!page.contains("NaN") && !page.contains(">inf<"), "report.html");
}

#[test]
fn a_ban_on_the_only_supplier() {
    let ban = |importer: &str| {
        format!(
            "[[shock]]\nname = \"no chips\"\nkind = \"quantity-cap\"\nimporter = \"{importer}\"\nexporter = \"JPN\"\n\
             sector = \"C26\"\nlimit = \"ban\"\nsource = \"an example\"\n"
        )
    };
    let sandbox = Sandbox::toy();
    let ended = answer(&sandbox, &ban("USA"));
    // Chips are an input to cars without a substitute: there is no equilibrium, and the reason
    // names the sector.
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("C26") && ended.err.contains("USA") && !ended.err.contains("NaN"),
        "{}",
        ended.err
    );
}

#[test]
fn a_tariff_of_ten_thousand_percent() {
    let sandbox = Sandbox::toy();
    let entry = &CARS[CARS.find("[[shock]]").unwrap()..];
    let ended = answer(&sandbox, &entry.replace("25%", "10000%"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let trade = sandbox.table("result/tables/trade.csv");
    let lost =
        numbers(&trade, "change_pct").iter().fold(0.0, |least: f64, change| least.min(*change));
    assert!(lost < -99.9, "{lost}");
}

#[test]
fn autarky_by_tariffs() {
    let sandbox = Sandbox::toy();
    let entry = "[[shock]]\nname = \"walls\"\nkind = \"tariff\"\nimporter = \"*\"\nexporter = \"*\"\nsector = [\"C29\", \"K\"]\n\
                 rate = { set = \"100000%\" }\nsource = \"an example\"\n";
    let closed = answer(&sandbox, &format!("{entry}\n[trade]\ndeficits = \"zero\"\n"));
    assert_eq!(closed.code, 0, "{closed:?}");
    let welfare = sandbox.table("result/tables/welfare.csv");
    assert!(numbers(&welfare, "imports_pct").iter().all(|change| *change < -40.0));
    // With deficits to be paid by what little trade is left it takes a thousand sweeps; any whole
    // answer will do.
    answer(&sandbox, entry);
}

#[test]
fn a_null_shock_moves_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("nothing.toml", "title = \"Nothing\"\n");
    let zero = "title = \"Zero\"\n[[shock]]\nname = \"none\"\nkind = \"tariff\"\nimporter = \"*\"\nexporter = \"*\"\nsector = \"*\"\n\
                rate = { add = \"0%\" }\nsource = \"an example\"\n";
    sandbox.write("zero.toml", zero);
    for file in ["nothing.toml", "zero.toml"] {
        sandbox.prints(&["run", file, "--out", "result"]);
        whole(&sandbox);
        assert_nothing_moved(&sandbox);
    }
}

fn assert_nothing_moved(sandbox: &Sandbox) {
    for name in ["welfare", "sectors", "trade"] {
        let table = sandbox.table(&format!("result/tables/{name}.csv"));
        for (column, cells) in &table.columns {
            let Column::Number(values) = cells else { continue };
            if column.ends_with("_pct") {
                let most = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
                assert!(most < 1e-9, "{name}, {column}: {most:e}");
            }
        }
    }
    let trade = sandbox.table("result/tables/trade.csv");
    for (before, after) in
        numbers(&trade, "baseline_musd").iter().zip(numbers(&trade, "value_musd"))
    {
        assert!((before - after).abs() <= 1e-9 * before.max(1.0), "{before} {after}");
    }
}

#[test]
fn a_baseline_without_deficits_that_is_not_found() {
    let sandbox = Sandbox::toy();
    let entry = &CARS[CARS.find("[[shock]]").unwrap()..];
    // Nothing can be substituted and almost nothing can move: the deficits cannot be taken away.
    let options = "[trade]\nremove-deficits = true\nfinal-demand-substitution = 0\n\n[[trade.sector]]\nsector = \"*\"\n\
                   input-substitution = 0\nvalue-added-substitution = 0\nspecific-share = \"99.9%\"\nprofit-share = \"90%\"\n";
    let ended = answer(&sandbox, &format!("{entry}\n{options}"));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.err.contains("the baseline of the model was not found"), "{}", ended.err);
    let fine = answer(&sandbox, &format!("{entry}\n[trade]\nremove-deficits = true\n"));
    assert_eq!(fine.code, 0, "{fine:?}");
}

#[test]
fn a_cap_on_every_link_leaves_out_those_without_trade() {
    let sandbox = Sandbox::toy();
    let cap = "[[shock]]\nname = \"caps\"\nkind = \"quantity-cap\"\nimporter = \"*\"\nexporter = \"*\"\nsector = \"*\"\n\
               limit = \"80%\"\nsource = \"an example\"\n";
    let ended = answer(&sandbox, cap);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.err.contains("10 of the 18 links of this cap are left out"), "{}", ended.err);
    assert_eq!(sandbox.table("result/tables/caps.csv").rows(), 8);
}
