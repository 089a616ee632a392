//! Each mistake in a world pack: exit code 2, a message with file, row and column, nothing written.

use crate::sandbox::Sandbox;

/// What running, and checking, a changed pack says; both have to say the same.
fn refused(sandbox: &Sandbox) -> String {
    let run = sandbox.refuses(2, &["run", "cars.toml", "--world", "toy", "--out", "result"]);
    assert_eq!(run, sandbox.refuses(2, &["world", "check", "toy"]));
    run
}

fn edited(file: &str, from: &str, to: &str) -> String {
    let sandbox = Sandbox::toy();
    sandbox.edit(file, from, to);
    refused(&sandbox)
}

macro_rules! mistakes {
    ($($name:ident: $file:expr, $from:expr => $to:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(edited($file, $from, $to));
        }
    )*};
}

mistakes! {
    a_negative_flow: "toy/trade.csv", "JPN,USA,C29,40" => "JPN,USA,C29,-40";
    a_flow_that_is_no_number: "toy/trade.csv", "JPN,USA,C29,40" => "JPN,USA,C29,NaN";
    an_empty_cell: "toy/trade.csv", "JPN,USA,C29,40" => "JPN,USA,C29,";
    a_missing_sector: "toy/sectors.csv", "C29,Cars,8,true\n" => "";
    a_missing_economy: "toy/economies.csv", "JPN,Japan,1\n" => "";
    a_sector_that_nobody_makes: "toy/sectors.csv", "K,Finance,4,true\n" => "K,Finance,4,true\nL,Housing,4,true\n";
    a_flow_given_twice: "toy/trade.csv", "JPN,USA,C29,40\n" => "JPN,USA,C29,40\nJPN,USA,C29,41\n";
    more_use_than_output: "toy/use.csv", "JPN,C26,C29,25" => "JPN,C26,C29,2500";
    an_elasticity_of_zero: "toy/sectors.csv", "C29,Cars,8" => "C29,Cars,0";
}

#[test]
fn a_missing_file() {
    let sandbox = Sandbox::toy();
    std::fs::remove_file(sandbox.path("toy/trade.csv")).unwrap();
    insta::assert_snapshot!(refused(&sandbox));
}

#[test]
fn another_encoding() {
    let sandbox = Sandbox::toy();
    let text = sandbox.read("toy/economies.csv");
    sandbox.write("toy/economies.csv", [text.as_bytes(), b"CIV,C\xf4te d'Ivoire,0\n"].concat());
    insta::assert_snapshot!("pack_latin_1", refused(&sandbox));
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    sandbox.write("toy/economies.csv", utf16);
    insta::assert_snapshot!("pack_utf_16", refused(&sandbox));
}

#[test]
fn a_truncated_parquet_file() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["world", "export", "toy", "--out", "second", "--format", "parquet"]);
    let whole = std::fs::read(sandbox.path("second/trade.parquet")).unwrap();
    sandbox.write("second/trade.parquet", &whole[..whole.len() / 2]);
    let said = sandbox.refuses(2, &["run", "cars.toml", "--world", "second"]);
    assert!(said.starts_with("error: second/trade.parquet: not a whole Parquet file ("), "{said}");
    assert!(said.ends_with("copy or export it again\n"), "{said}");
}

#[test]
fn a_truncated_packed_world() {
    let sandbox = Sandbox::toy();
    sandbox.write("toy.tar.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);
    let said = sandbox.refuses(2, &["world", "show", "toy.tar.zst"]);
    assert!(said.starts_with("error: toy.tar.zst: not a packed world"), "{said}");
}
