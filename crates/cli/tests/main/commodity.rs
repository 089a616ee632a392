//! Commodity chains on the command line.

use crate::sandbox::Sandbox;

#[test]
fn a_chain_is_walked_from_its_sources_to_its_uses() {
    let printed = Sandbox::new().prints(&["commodity", "explain", "lng", "JPN"]);
    assert!(printed.lines().all(|line| line.chars().count() <= 130), "{printed}");
    insta::assert_snapshot!("explain", printed);
}

#[test]
fn chains_are_listed_and_shown() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("chains", sandbox.prints(&["commodity", "list"]));
    let shown = sandbox.prints(&["commodity", "show", "rare-earths"]);
    assert!(
        shown.contains("base year 2024") && shown.contains("source: ") && shown.contains("note: "),
        "{shown}"
    );
}

#[test]
fn what_a_chain_does_not_know_is_refused() {
    let cases: [(&[&str], &str); 6] = [
        (&["commodity", "explain", "lgn", "JPN"], "no good `lgn`; it has lng, gas"),
        (&["commodity", "explain", "lng", "JAP"], "no economy `JAP`; did you mean `JPN` (Japan)?"),
        (&["commodity", "explain", "lng", "UK"], "no economy `UK`; write `GBR`"),
        (&["commodity", "explain", "lng", "XYZ123"], "no economy `XYZ123`; it has AGO"),
        (
            &["commodity", "explain", "magnet-smco", "USA", "--chain", "rare-earths"],
            "nothing is known to arrive of `magnet-smco`",
        ),
        (
            &["commodity", "show", "tin"],
            "`tin` does not exist; the chains inside the program are lng, rare-earths",
        ),
    ];
    for (arguments, expected) in cases {
        let said = Sandbox::new().refuses(2, arguments);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_element_is_walked_through_all_its_stages() {
    let printed = Sandbox::new().prints(&["commodity", "explain", "Dy", "JPN"]);
    assert!(
        printed.contains("metal-Dy in JPN") && printed.contains("magnet-ndfeb-heat in JPN"),
        "{printed}"
    );
    let said = Sandbox::new().refuses(2, &["commodity", "explain", "Sc", "USA"]);
    assert!(said.contains("chain `rare-earths` knows nothing but a price of `Sc`"), "{said}");
}

#[test]
fn a_run_of_chains_has_their_tables_and_can_be_verified() {
    let sandbox = Sandbox::new();
    let printed = sandbox.prints(&["run", "ree-licensing-2025", "--out", "run"]);
    assert!(printed.contains("Months: what runs short"), "{printed}");
    sandbox.prints(&["verify", "run"]);
}

#[test]
fn what_cannot_be_bought_ends_the_run_with_a_finding() {
    let sandbox = Sandbox::new();
    let text = "title = \"more than there is\"\nstart = 2025-04-01\nend = 2025-12-31\n[[measure]]\nname = \"everything\"\nby = \"JPN\"\nkind = \"purchase\"\nimporter = \"JPN\"\nexporter = \"USA\"\ncommodity = \"lng\"\namount = \"900 Mt/yr\"\nfrom = 2025-06-01\nsource = \"test\"\n";
    sandbox.write("much.toml", text);
    let said = sandbox.refuses(1, &["run", "much.toml", "--out", "run"]);
    assert!(
        said.contains("these entries cannot all be met at once") && said.contains("everything"),
        "{said}"
    );
}

/// The chains of the program keep what they ask of others.
#[test]
fn the_chains_of_the_program_pass_their_check() {
    let sandbox = Sandbox::new();
    for chain in ["lng", "rare-earths"] {
        let checked = sandbox.prints(&["commodity", "check", chain]);
        assert_eq!(checked.matches("holds:").count(), 5, "{checked}");
    }
}

/// A stop of copper from China: nobody but the template's chain knows the good.
const COPPER: &str = "title = \"copper\"\nstart = 2025-02-01\nend = 2025-12-31\n[[shock]]\nname = \"no copper\"\nkind = \"export-control\"\nimporter = \"USA\"\nexporter = \"CHN\"\ncommodity = \"copper\"\nlicensed = \"50%\"\nfrom = 2025-06-01\nsource = \"test\"\n";

/// From the template to a run with a chain of one's own, which is replayed and explained from the
/// run folder alone.
#[test]
fn a_chain_of_ones_own_reaches_scenarios_and_stays_in_the_run() {
    let sandbox = Sandbox::new();
    sandbox.write("copper.toml", COPPER);
    let said = sandbox.refuses(2, &["check", "copper.toml"]);
    assert!(said.contains("no commodity chain has `copper`"), "{said}");
    sandbox.prints(&["commodity", "template", "--out", "mine"]);
    sandbox.refuses(2, &["commodity", "template", "--out", "mine"]);
    let checked = sandbox.prints(&["commodity", "check", "mine"]);
    insta::assert_snapshot!("check_of_the_template", checked);
    sandbox.prints(&["check", "copper.toml", "--chain", "mine"]);
    let printed = sandbox.prints(&["run", "copper.toml", "--chain", "mine", "--out", "run"]);
    assert!(printed.contains("price of copper"), "{printed}");
    std::fs::remove_dir_all(sandbox.path("mine")).unwrap();
    sandbox.prints(&["verify", "run"]);
    let price = "copper/copper/USA/2025-06-07";
    let explained = sandbox.prints(&["explain", "run", "commodity_prices", price, "--depth", "1"]);
    assert!(
        explained.contains("chain copper, goods: copper") && explained.contains("; the same"),
        "{explained}"
    );
    // The run can be replaced by one without the chain's folder beside it.
    sandbox.prints(&["run", "copper.toml", "--chain", "run/chains/copper", "--out", "run"]);
    sandbox.prints(&["verify", "run"]);
}

#[test]
fn a_chain_that_is_wrong_is_refused_with_every_place() {
    let sandbox = Sandbox::new();
    sandbox.write("copper.toml", COPPER);
    sandbox.prints(&["commodity", "template", "--out", "mine"]);
    let demand = std::fs::read_to_string(sandbox.path("mine/demand.csv")).unwrap();
    let processes = std::fs::read_to_string(sandbox.path("mine/processes.csv")).unwrap();
    sandbox.write("mine/demand.csv", demand.replace(",340,", ",300,"));
    sandbox.write("mine/processes.csv", processes.replace("CHN,550,", "CHN,400,"));
    // A check that fails is a finding; a chain that cannot be computed with is a mistake in what
    // was given.
    for (code, arguments) in [
        (1, &["commodity", "check", "mine"][..]),
        (2, &["run", "copper.toml", "--chain", "mine", "--out", "run"]),
        (2, &["commodity", "explain", "copper", "USA", "--chain", "mine"]),
    ] {
        let said = sandbox.refuses(code, arguments);
        assert!(
            said.contains("40 kt more comes in") && said.contains("line 4, column `capacity`"),
            "{said}"
        );
    }
    sandbox.refuses(2, &["commodity", "balance", "mine", "--out", "balanced"]);
    assert!(!sandbox.path("balanced").exists() && !sandbox.path("run").exists());
    sandbox.write("mine/processes.csv", processes);
    sandbox.write("mine/demand.csv", demand.replace(",340,", ",335,"));
    let moved = sandbox.prints(&["commodity", "balance", "mine", "--out", "balanced"]);
    assert!(moved.contains("demand.csv, line 2: copper for cables in CHN: 335 ->"), "{moved}");
    sandbox.prints(&["run", "copper.toml", "--chain", "balanced", "--out", "run", "--quiet"]);
}

/// A reserve gives no more than it holds: alone, together, and at the end of a range; what is
/// filled in may be released.
#[test]
fn a_release_above_the_stock_is_refused() {
    let entry = |name: &str, kind: &str, amount: &str| {
        format!(
            "[[measure]]\nname = \"{name}\"\nby = \"JPN\"\nkind = \"{kind}\"\neconomy = \"CHN\"\ncommodity = \"copper\"\namount = {amount}\nfrom = 2025-06-01\nuntil = 2025-09-30\nsource = \"test\"\n"
        )
    };
    let sandbox = Sandbox::new();
    sandbox.prints(&["commodity", "template", "--out", "mine"]);
    let head = "title = \"reserve\"\nstart = 2025-02-01\nend = 2025-12-31\n";
    let cases = [
        (vec![entry("one", "stock-release", "\"61 kt\"")], Some("1 kt more than there is")),
        (
            vec![
                entry("one", "stock-release", "\"40 kt\""),
                entry("two", "stock-release", "\"30 kt\""),
            ],
            Some("10 kt more"),
        ),
        (
            vec![entry("one", "stock-release", "{ min = \"0 kt\", max = \"80 kt\" }")],
            Some("20 kt more"),
        ),
        (vec![entry("one", "stock-release", "\"60 kt\"")], None),
        (
            vec![
                entry("fill", "stockpile", "\"5 kt\""),
                entry("two", "stock-release", "\"65 kt\""),
            ],
            None,
        ),
    ];
    for (entries, expected) in cases {
        sandbox.write("reserve.toml", format!("{head}{}", entries.join("")));
        let arguments = ["check", "reserve.toml", "--chain", "mine"];
        match expected {
            None => drop(sandbox.prints(&arguments)),
            Some(expected) => {
                let said = sandbox.refuses(2, &arguments);
                assert!(said.contains(expected), "{said}");
            }
        }
    }
}

/// What was promised and what was stopped conflict by name, each once.
#[test]
fn a_purchase_from_who_may_not_sell_names_both_entries() {
    let sandbox = Sandbox::new();
    sandbox.prints(&["commodity", "template", "--out", "mine"]);
    let buy = "[[measure]]\nname = \"promise\"\nby = \"USA\"\nkind = \"purchase\"\nimporter = \"USA\"\nexporter = \"CHN\"\ncommodity = \"copper\"\namount = \"100 kt/yr\"\nfrom = 2025-07-01\nsource = \"test\"\n";
    sandbox.write("both.toml", format!("{}{buy}", COPPER.replace("50%", "0%")));
    let said = sandbox.refuses(1, &["run", "both.toml", "--chain", "mine", "--out", "run"]);
    assert!(
        said.matches("`promise`").count() == 1 && said.matches("`no copper`").count() == 1,
        "{said}"
    );
    assert!(!sandbox.path("run").exists());
}

/// A chain in a pack needs no option.
#[test]
fn a_pack_with_a_chain_brings_it() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["commodity", "template", "--out", "toy/chains/copper"]);
    sandbox.write("copper.toml", format!("world = \"toy\"\n{COPPER}"));
    sandbox.prints(&["check", "copper.toml"]);
    sandbox.write("toy/chains/copper/stock.csv", "good\n");
    let said = sandbox.refuses(2, &["check", "copper.toml"]);
    assert!(
        said.contains("this table is not part of a chain") && said.contains("stocks.csv"),
        "{said}"
    );
}
