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
    assert!(shown.contains("base year 2024") && shown.contains("source: ") && shown.contains("note: "), "{shown}");
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
        (&["commodity", "show", "tin"], "`tin` does not exist; the chains inside the program are lng, rare-earths"),
    ];
    for (arguments, expected) in cases {
        let said = Sandbox::new().refuses(2, arguments);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_element_is_walked_through_all_its_stages() {
    let printed = Sandbox::new().prints(&["commodity", "explain", "Dy", "JPN"]);
    assert!(printed.contains("metal-Dy in JPN") && printed.contains("magnet-ndfeb-heat in JPN"), "{printed}");
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
    assert!(said.contains("these cannot all be met at once") && said.contains("everything"), "{said}");
}
