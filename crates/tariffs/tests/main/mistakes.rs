//! Questions and files that are wrong, and what is said of them.

use detente_tariffs::{Book, TariffsError};
use jiff::civil::date;

fn said<Value>(answer: Result<Value, TariffsError>) -> String {
    answer.map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_code_that_the_edition_does_not_have_names_the_nearest() {
    let book = Book::embedded().unwrap();
    let what = said(book.line("8703.99"));
    assert!(what.contains("`8703.99`") && what.contains("nearest is 8703.90"), "{what}");
    assert!(said(book.line("6908.90")).contains("Harmonized System of 2022"));
    assert!(said(book.line("car")).contains("no HS code"));
}

#[test]
fn a_day_outside_the_data_is_refused() {
    let book = Book::embedded().unwrap();
    assert!(said(book.day(date(2024, 12, 31))).contains("begin on 2025-01-01"));
    assert!(said(book.day(date(2027, 1, 1))).contains("begins on 2026-08-19"));
    assert!(book.day(date(2025, 1, 1)).is_ok());
}

#[test]
fn partners_that_overlap_are_refused() {
    let book = Book::embedded().unwrap();
    let names =
        |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).into()).collect() };
    let what = said(book.partners_named(&names(&["EU27", "Slovakia"])));
    assert!(what.contains("`SVK` is part of `EU27`"), "{what}");
    assert!(said(book.partners_named(&names(&["JPN", "Japan"]))).contains("named twice"));
    assert!(said(book.partner("Japn")).contains("JPN"));
    assert!(said(book.partner("KEN")).contains("not among the"));
}

const OWN: &str = r#"
id = "own"
title = "Own"
law = "none"
authority = "none"
@
[[entry]]
act = "Own act"
from = 2025-06-01
partners = ["JPN"]
codes = ["8703"]
rate = "10%"
source = "none"
grade = "C"
"#;

fn own(change: (&str, &str), more: &str) -> String {
    OWN.replace(change.0, change.1).replace('@', more)
}

#[test]
fn a_program_of_ones_own_adds_its_rate() {
    let book = Book::embedded().unwrap();
    let with = book.with_program("own.toml", &own(("", ""), "")).unwrap();
    let total = |book: &Book| {
        let partner = book.partner("JPN").unwrap();
        let line = book.line("8703.23.01").unwrap();
        book.mean(date(2025, 6, 15), detente_tariffs::Basis::Law, &[partner], Some(line)).total()
    };
    assert!((total(&with).high - total(&book).high - 0.10).abs() < 1e-9);
}

#[test]
fn a_line_in_two_programs_that_exclude_each_other_is_located() {
    let book = Book::embedded().unwrap();
    let text = own(("", ""), "excludes = [\"vehicles\"]");
    let what = said(book.with_program("own.toml", &text));
    assert!(what.starts_with("own.toml, line 8: line 8703."), "{what}");
    assert!(what.contains("vehicles.toml line 7") && what.contains("yields_to"), "{what}");
    let before = own(
        ("from = 2025-06-01", "from = 2025-01-01\nuntil = 2025-02-01"),
        "excludes = [\"vehicles\"]",
    );
    assert!(book.with_program("own.toml", &before).is_ok());
    let first = own(("", ""), "excludes = [\"vehicles\"]\nyields_to = [\"vehicles\"]");
    assert!(book.with_program("own.toml", &first).is_ok());
}

#[test]
fn slips_in_a_program_are_told_at_their_line() {
    let book = Book::embedded().unwrap();
    for (change, what) in [
        (("\"10%\"", "\"10\""), "own.toml, line 12: `10` is no rate"),
        (("\"JPN\"", "\"JPM\""), "line 8: there is no partner `JPM`; did you mean `JPN`?"),
        (("\"8703\"", "\"870\""), "odd number of digits"),
        (("from =", "form ="), "own.toml, line"),
        (("2025-06-01", "2025-06-01\nuntil = 2025-05-01"), "it ends before it begins"),
        (("codes = [\"8703\"]", "lists = [\"anex-ii\"]"), "did you mean `annex-ii`?"),
        (("\"own\"", "\"vehicles\""), "there is a program `vehicles` already"),
        (("law =", "yields_to = [\"steal\"]\nlaw ="), "did you mean `steel`?"),
    ] {
        let said = said(book.with_program("own.toml", &own(change, "")));
        assert!(said.contains(what), "{said}");
    }
}
