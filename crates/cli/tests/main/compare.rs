//! `detente compare`: what was asked, what came out, and what cannot be compared.

use crate::sandbox::{CARS, Sandbox};

/// Runs of the toy scenario at these rates, in folders of that name.
fn runs(rates: &[&str]) -> Sandbox {
    let sandbox = Sandbox::toy();
    for rate in rates {
        let set = format!("shock.\"cars\".rate.add={rate}%");
        sandbox.prints(&[
            "run",
            "cars.toml",
            "--world",
            "toy",
            "--set",
            &set,
            "--out",
            rate,
            "--quiet",
        ]);
    }
    sandbox
}

#[test]
fn two_runs_are_compared_by_what_was_asked_and_what_came_out() {
    let sandbox = runs(&["25", "10"]);
    insta::assert_snapshot!("two", sandbox.prints(&["compare", "25", "10"]));
    assert!(
        sandbox.prints(&["compare", "25", "25"]).contains("options and the version are the same")
    );
    insta::assert_snapshot!("no_run", sandbox.refuses(2, &["compare", "25", "toy"]));
    let one = sandbox.refuses(2, &["compare", "25"]);
    assert!(one.contains("2 values required"), "{one}");
}

#[test]
fn many_runs_are_columns_and_a_page() {
    let sandbox = runs(&["25", "10", "5"]);
    let said = sandbox.prints(&["compare", "25", "10", "5", "--html", "compared.html"]);
    assert!(said.contains("rate.add: A 25%; B 10%; C 5%"), "{said}");
    assert!(said.contains("page  compared.html"), "{said}");
    let page = sandbox.read("compared.html");
    for part in [
        "<th scope=\"row\">rate.add</th><td>25%</td><td>10%</td><td>5%</td>",
        "Years: ",
        "Content-Security-Policy",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("http://"), "nothing is run or fetched");
}

#[test]
fn entries_that_come_go_and_change_are_told_with_their_sources() {
    let sandbox = Sandbox::toy();
    let ban = "\n[[measure]]\nname = \"quota\"\nby = \"USA\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C26\"\nlimit = \"90%\"\nfrom = 2025-04-03\nsource = \"made up\"\n";
    let schedule =
        "importer = \"USA\"\nexporter = \"JPN\"\nsector   = \"C29\"\nrate     = { add = \"25%\" }";
    let by_rows = CARS.replace(schedule, "schedule = \"rates.csv\"\nmode = \"add\"");
    sandbox.write("rates.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,25%\nUSA,CHN,C29,10%\n");
    sandbox.write("rows.toml", &by_rows);
    sandbox.prints(&["run", "rows.toml", "--world", "toy", "--out", "a", "--quiet"]);
    sandbox.write("rates.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,15%\nUSA,CHN,C29,10%\n");
    sandbox.write("rows.toml", format!("{by_rows}{ban}"));
    sandbox.prints(&["run", "rows.toml", "--world", "toy", "--out", "b", "--quiet"]);
    let said = sandbox.prints(&["compare", "a", "b"]);
    assert!(
        said.contains("changed: shock `cars` (tariff)\n   rate USA JPN C29: 25% -> 15%\n"),
        "{said}"
    );
    assert!(said.contains("only in B: measure `quota` (quantity-cap); made up"), "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.prints(&["compare", "a", "b", "--json"])).unwrap();
    assert_eq!(json["entries"][1]["present"], serde_json::json!([false, true]));
    assert_eq!(json["runs"][1]["label"], "B");
    let tables: Vec<&str> = json["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["table"].as_str().unwrap())
        .collect();
    assert!(tables.contains(&"welfare") && tables.contains(&"caps"), "{tables:?}");
}

#[test]
fn a_changed_file_is_named() {
    let sandbox = runs(&["25", "10"]);
    sandbox.edit("10/tables/welfare.csv", "JPN", "JPX");
    let ended = sandbox.run(&["compare", "25", "10"]);
    assert_eq!(ended.code, 0);
    assert!(ended.out.contains("changed since the run: tables/welfare.csv"), "{}", ended.out);
    assert!(
        ended.err.contains("10 was changed after its run: tables/welfare.csv"),
        "{}",
        ended.err
    );
}

#[test]
fn of_different_worlds_only_what_can_be_compared_is() {
    let sandbox = runs(&["25"]);
    sandbox.prints(&["run", "liberation-day", "--out", "elsewhere", "--quiet"]);
    let said = sandbox.prints(&["compare", "25", "elsewhere"]);
    assert!(said.contains("different worlds: amounts of money are not compared"), "{said}");
    assert!(said.contains("welfare, real_income_pct") && !said.contains("_musd"), "{said}");
    assert!(said.contains("world: toy -> icio-2022"), "{said}");
}

#[test]
fn a_page_does_not_take_the_place_of_another_file() {
    let sandbox = runs(&["25", "10"]);
    sandbox.write("thesis.docx", "years of work");
    let said = sandbox.refuses(2, &["compare", "25", "10", "--html", "thesis.docx"]);
    assert!(said.contains("is no html file of detente"), "{said}");
    assert_eq!(sandbox.read("thesis.docx"), "years of work");
    for _ in 0..2 {
        sandbox.prints(&["compare", "25", "10", "--html", "compared.html"]);
    }
}

#[test]
fn companies_that_are_not_the_same_are_not_compared() {
    let sandbox = Sandbox::toy();
    let own = |sold: u32| {
        format!(
            "record,ticker,name,economy,sector,value,unit\ncompany,CAR,Car,JPN,,,\nrevenue,CAR,,USA,C29,{sold},USD million\n"
        )
    };
    sandbox.write("one.csv", own(10));
    sandbox.write("two.csv", own(20));
    for (file, out) in [("one.csv", "a"), ("two.csv", "b"), ("one.csv", "d")] {
        sandbox.prints(&[
            "run",
            "cars.toml",
            "--world",
            "toy",
            "--companies",
            file,
            "--out",
            out,
            "--quiet",
        ]);
    }
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "c", "--quiet"]);
    let said = sandbox.prints(&["compare", "a", "b"]);
    assert!(
        said.contains("companies: not compared: the companies that went in are not the same"),
        "{said}"
    );
    assert!(
        !said.lines().any(|line| line.contains("companies") && line.contains("nothing differs")),
        "{said}"
    );
    let said = sandbox.prints(&["compare", "a", "c", "--html", "page.html"]);
    assert!(
        said.contains("companies: not compared") && said.contains("B has no companies"),
        "{said}"
    );
    assert!(sandbox.read("page.html").contains("Not compared: companies;"));
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.prints(&["compare", "a", "b", "--json"])).unwrap();
    assert_eq!(json["not_compared"][0]["horizon"], "companies");
    let said = sandbox.prints(&["compare", "a", "d"]);
    assert!(
        said.contains("companies: nothing differs")
            || said.contains(", companies: nothing differs"),
        "{said}"
    );
}

/// Tin from China, half of which Americans use; how much China sells to them is said by `sold`.
fn tin(sandbox: &Sandbox, folder: &str, capacity: u32) {
    let files = [
        ("chain.toml", "id = \"tin\"\ntitle = \"Tin\"\nunit = \"t\"\ncurrency = \"USD\"\nbase_year = 2022\nnotes = [\"made up\"]\n".to_owned()),
        ("economies.csv", "economy,name,world_economy\nCHN,China,CHN\nUSA,United States,USA\n".to_owned()),
        (
            "goods.csv",
            "good,name,stage,element,price_low,price,price_high,storable,tradable,source,vintage,grade\n\
             metal,Metal,metal,Sn,9,10,11,true,true,book,2022,B\n"
                .to_owned(),
        ),
        (
            "processes.csv",
            format!(
                "process,economy,capacity_low,capacity,capacity_high,activity,source,vintage,grade\n\
                 smelting,CHN,{capacity},{capacity},{capacity},40,book,2022,A\n"
            ),
        ),
        ("recipes.csv", "process,economy,good,coefficient,source,vintage,grade\nsmelting,CHN,metal,1,book,2022,A\n".to_owned()),
        (
            "flows.csv",
            "good,exporter,importer,quantity_low,quantity,quantity_high,balanced,cost,days,source,vintage,grade\n\
             metal,CHN,USA,20,20,20,20,0.5,12,customs,2022,A\n"
                .to_owned(),
        ),
        (
            "demand.csv",
            "good,economy,use,sector,quantity,balanced,elasticity_low,elasticity,elasticity_high,source,vintage,grade\n\
             metal,CHN,vehicles,C29,20,20,-0.5,-0.3,-0.1,book,2022,C\nmetal,USA,vehicles,C29,20,20,-0.5,-0.3,-0.1,book,2022,C\n"
                .to_owned(),
        ),
    ];
    files.iter().for_each(|(name, text)| sandbox.write(&format!("{folder}/{name}"), text));
}

#[test]
fn chains_that_are_not_the_same_are_not_compared() {
    let sandbox = Sandbox::toy();
    tin(&sandbox, "tin", 50);
    tin(&sandbox, "scarce", 41);
    let control = "\n[[shock]]\nname = \"control\"\nkind = \"export-control\"\nexporter = \"CHN\"\nimporter = \"USA\"\n\
                   commodity = \"Sn\"\nlicensed = \"50%\"\nfrom = 2025-04-03\nuntil = 2025-12-31\nsource = \"made up\"\n";
    sandbox.write("tin.toml", format!("{}{control}", CARS));
    for (chain, out) in [("tin", "a"), ("scarce", "b"), ("tin", "d")] {
        sandbox.prints(&[
            "run", "tin.toml", "--world", "toy", "--chain", chain, "--out", out, "--quiet",
        ]);
    }
    // With the chain, but nothing that touches it.
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "c", "--quiet"]);
    let said = sandbox.prints(&["compare", "a", "b", "--html", "page.html"]);
    assert!(said.contains("chain tin: from files, SHA-256 "), "{said}");
    assert!(
        said.contains(
            "months: not compared: chain `tin` is not the same in all runs: A read it from files ("
        ),
        "{said}"
    );
    assert!(!said.contains("commodity_flows"), "{said}");
    assert!(
        !said.lines().any(|line| line.contains("months") && line.contains("nothing differs")),
        "{said}"
    );
    assert!(sandbox.read("page.html").contains("Not compared: months; chain `tin`"));
    let said = sandbox.prints(&["compare", "a", "c"]);
    assert!(
        said.contains("months: not compared: chain `tin`")
            && said.contains("B has none from files"),
        "{said}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.prints(&["compare", "a", "b", "--json"])).unwrap();
    assert_eq!(json["not_compared"][0]["horizon"], "months");
    // The same chain is compared.
    let said = sandbox.prints(&["compare", "a", "d"]);
    assert!(!said.contains("not compared") && said.contains("months, years"), "{said}");
}
