//! Does the quick way give what a reader with the lists in hand would find? A twin that looks every
//! code up as text, and the laws that hold for any line, partner and day.

use crate::book::{Book, FIRST_DAY, LAST_DAY, Row};
use crate::embedded;
use crate::levy::{Active, Basis, loaded, month};
use crate::line::Line;
use crate::partner::PartnerId;
use crate::program::{Entry, Metal, Program, Usmca};
use crate::rate::Rate;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use std::sync::OnceLock;

fn book() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| Book::embedded().unwrap())
}

/// Whether an entry holds a code, by the texts of its lists.
fn holds(entry: &Entry, code: &str) -> bool {
    let listed = |name: &String| {
        let text = embedded::LISTS.iter().find(|(own, _)| own == name).unwrap().1;
        text.lines().any(|prefix| !prefix.is_empty() && code.starts_with(prefix))
    };
    (entry.lists.is_empty() && entry.codes.is_empty())
        || entry.lists.iter().any(listed)
        || entry.codes.iter().any(|prefix| code.starts_with(&prefix.plain()))
}

/// The rate of one entry on a row.
fn value(book: &Book, entry: &Entry, row: &Row, basis: Basis, day: Date) -> Rate {
    let code = &book.partners()[row.partner.0].code;
    let own = entry.rates.get(code).map(|rate| (*rate, *rate));
    let (low, high) = own.unwrap_or((entry.low, entry.high));
    let share = book.usmca(row, month(day, basis));
    let one = |mut rate: f64| {
        if entry.collected_2024 {
            rate = rate.min(row.kept_2024);
        }
        if entry.floor {
            rate = (rate - row.ordinary).max(0.0);
        }
        match (entry.usmca, basis) {
            (Usmca::Free, _) => rate * (1.0 - share),
            (Usmca::Content, Basis::Law) | (Usmca::Same, _) => rate,
            (Usmca::Content, _) => rate * (1.0 - 0.4 * share),
        }
    };
    Rate { low: one(low), high: one(high) }
}

/// Every program on a row, the slow way: the rate, and the part of the value.
fn slow(book: &Book, row: &Row, basis: Basis, day: Date) -> Vec<(Rate, f64)> {
    let partner = &book.partners()[row.partner.0];
    let union = partner.part_of.map_or("", |union| book.partners()[union.0].code.as_str());
    let code = format!("{:010}", book.code(row.line));
    let mut done: Vec<(&Program, Rate, f64)> = Vec::new();
    for program in book.programs() {
        let fits = |entry: &&Entry| {
            entry.is_on(day) && entry.names(&[&partner.code, union]) && holds(entry, &code)
        };
        let (mut rate, mut content, mut on) = (Rate::default(), 1.0, false);
        for entry in program.entries.iter().filter(fits) {
            let new = value(book, entry, row, basis, day);
            let share = match basis {
                Basis::Law | Basis::Preferences | Basis::Settled => 1.0,
                Basis::Collected => loaded(entry, day, partner.voyage_days),
            };
            rate = new.blend(share, rate);
            content = entry.content.map_or(1.0, |metal: Metal| book.content(row.line, metal));
            on = true;
        }
        if matches!(basis, Basis::Settled | Basis::Collected) && program.use_2024 {
            rate = rate.map(|rate| rate * row.used_2024);
        }
        let first = |done: &&(&Program, Rate, f64)| program.yields_to.contains(&done.0.id);
        let taken: f64 = done.iter().filter(first).map(|(_, _, part)| part).sum();
        let part = if on { content.min(1.0 - taken).max(0.0) } else { 0.0 };
        done.push((program, rate, part));
    }
    done.into_iter().map(|(_, rate, part)| (rate, part)).collect()
}

fn quick(book: &Book, row: &Row, basis: Basis, day: Date) -> Vec<Rate> {
    let mut rates = vec![Rate::default(); book.programs().len()];
    Active::new(book, row.partner, day, basis).levy(row, |at, rate| rates[at] = rate);
    rates
}

fn pick(seed: usize) -> &'static Row {
    let partners = book().apart();
    let rows = book().rows(partners[seed % partners.len()]);
    &rows[(seed / partners.len()) % rows.len()]
}

fn day(seed: i32) -> Date {
    let days = FIRST_DAY.until(LAST_DAY).unwrap().get_days() + 1;
    FIRST_DAY.saturating_add((seed % days).days())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn quick_and_slow_agree(seed in 0_usize..10_000_000, days in 0..10_000_i32, basis in 0..4_usize) {
        let all = [Basis::Law, Basis::Preferences, Basis::Settled, Basis::Collected];
        let basis = all[basis];
        let (row, day) = (pick(seed), day(days));
        let (slow, quick) = (slow(book(), row, basis, day), quick(book(), row, basis, day));
        for (at, (rate, part)) in slow.iter().enumerate() {
            prop_assert!((rate.low * part - quick[at].low).abs() < 1e-12, "{}", book().programs()[at].id);
            prop_assert!((rate.high * part - quick[at].high).abs() < 1e-12, "{}", book().programs()[at].id);
        }
    }

    #[test]
    fn no_part_of_a_good_pays_two_programs_that_yield(seed in 0_usize..10_000_000, days in 0..10_000_i32) {
        let row = pick(seed);
        let paid = slow(book(), row, Basis::Law, day(days));
        for (own, program) in book().programs().iter().enumerate() {
            for first in book().yields(own) {
                prop_assert!(paid[own].1 + paid[*first].1 <= 1.0 + 1e-12, "{}", program.id);
            }
        }
    }

    #[test]
    fn a_floor_never_lowers_and_no_duty_is_negative(seed in 0_usize..10_000_000, days in 0..10_000_i32) {
        let row = pick(seed);
        prop_assert!(row.ordinary >= 0.0 && (0.0..=1.0).contains(&row.used_2024));
        for rate in quick(book(), row, Basis::Law, day(days)) {
            prop_assert!(rate.low >= 0.0 && rate.low <= rate.high);
        }
    }

    #[test]
    fn programs_add_up_to_the_total(seed in 0_usize..10_000_000, days in 0..10_000_i32) {
        let (row, day) = (pick(seed), day(days));
        let line = Line::ten(book().code(row.line));
        let mean = book().mean(day, Basis::Law, &[row.partner], Some(line));
        let sum: f64 = quick(book(), row, Basis::Law, day).iter().map(|rate| rate.high).sum();
        if row.imports > 0.0 {
            prop_assert!((mean.total().high - row.ordinary - sum).abs() < 1e-9);
        }
    }
}

#[test]
fn duties_of_2024_are_split_without_a_rest() {
    let day = jiff::civil::date(2024, 12, 31);
    for partner in book().apart() {
        for row in book().rows(partner).iter().filter(|row| row.imports > 0.0) {
            let rates = quick(book(), row, Basis::Collected, day);
            let sum: f64 = row.ordinary + rates.iter().map(|rate| rate.low).sum::<f64>();
            assert!((sum - row.collected_2024()).abs() < 1e-9, "{row:?}");
        }
    }
}

#[test]
fn goods_of_a_member_take_the_lines_of_the_union() {
    let (union, member) = (book().partner("EU27").unwrap(), book().partner("Germany").unwrap());
    assert_eq!(book().rows(union), book().rows(member));
    assert_eq!(book().partner("DEU").unwrap(), member);
    let day = jiff::civil::date(2025, 10, 1);
    let mean = |partner: PartnerId| book().mean(day, Basis::Law, &[partner], None);
    assert_eq!(mean(union), mean(member));
}
