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
    let cases: [(&[&str], &str); 4] = [
        (&["commodity", "explain", "lgn", "JPN"], "no good `lgn`; it has lng, gas"),
        (&["commodity", "explain", "lng", "JAP"], "no economy `JAP`; it has AGO"),
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
