//! Rates that acts name, line by line.

use detente_tariffs::{Basis, Book, Group, Line};
use jiff::civil::{Date, date};

/// The duty by law on one line from one partner, in percent.
fn law(book: &Book, line: &str, partner: &str, day: Date) -> f64 {
    let partner = book.partner(partner).unwrap();
    let line = Line::parse(line).unwrap();
    let mean = book.mean(day, Basis::Law, &[partner], Some(line));
    (mean.total().middle() * 1e4).round() / 100.0
}

#[test]
fn cars_of_japan_pay_27_5_percent_and_then_15() {
    let book = Book::embedded().unwrap();
    let cars = "8703.23.01";
    let rate = |day| law(&book, cars, "JPN", day);
    assert_eq!(
        [
            rate(date(2025, 4, 2)),
            rate(date(2025, 4, 3)),
            rate(date(2025, 9, 15)),
            rate(date(2025, 9, 16)),
            rate(date(2026, 3, 1)),
        ],
        [2.5, 27.5, 27.5, 15.0, 15.0]
    );
}

#[test]
fn a_floor_is_the_whole_duty_unless_the_ordinary_one_is_above() {
    let book = Book::embedded().unwrap();
    let day = date(2025, 10, 1);
    let union = book.partner("EU27").unwrap();
    let book = &book;
    for row in book.rows(union).iter().filter(|row| row.imports > 1e6 && row.ordinary > 0.15) {
        let line = Line::ten(book.code(row.line));
        let mean = book.mean(day, Basis::Law, &[union], Some(line));
        let reciprocal = book.programs().iter().position(|one| one.id == "reciprocal").unwrap();
        assert_eq!(mean.programs[reciprocal].high, 0.0, "{line}");
    }
}

#[test]
fn medicines_and_chips_are_out_of_the_reciprocal_tariff() {
    let book = Book::embedded().unwrap();
    let summer = date(2025, 7, 15);
    assert!(law(&book, "3004.90.92", "EU27", summer) < 0.5);
    assert!(law(&book, "8542.31", "TWN", summer) < 0.5);
    // Knitted shirts are not: the ordinary duty and ten points.
    let shirts = law(&book, "6109.10.00", "VNM", summer);
    assert!((26.0..27.0).contains(&shirts), "{shirts}");
}

#[test]
fn steel_pays_50_from_4_june_and_the_united_kingdom_25() {
    let book = Book::embedded().unwrap();
    let rate = |partner, day| law(&book, "7208", partner, day);
    assert_eq!(rate("KOR", date(2025, 6, 3)), 25.0);
    assert_eq!(rate("KOR", date(2025, 6, 4)), 50.0);
    assert_eq!(rate("GBR", date(2025, 6, 4)), 25.0);
    assert_eq!(rate("KOR", date(2026, 4, 6)), 50.0);
}

#[test]
fn emergency_duties_end_with_the_court_and_the_surcharge_begins() {
    let book = Book::embedded().unwrap();
    let authority = |day: Date, name: &str| {
        let mean = book.mean(day, Basis::Law, &book.apart(), None);
        let programs = book.programs().iter().zip(&mean.programs);
        let of = programs.filter(|(program, _)| program.law == name);
        of.map(|(_, rate)| rate.high).sum::<f64>()
    };
    assert!(authority(date(2026, 2, 23), "IEEPA") > 0.05);
    assert_eq!(authority(date(2026, 2, 24), "IEEPA"), 0.0);
    assert!(authority(date(2026, 2, 24), "Section 122") > 0.02);
    assert_eq!(authority(date(2026, 7, 24), "Section 122"), 0.0);
}

#[test]
fn who_is_not_named_in_july_2026_runs_as_a_range() {
    let book = Book::embedded().unwrap();
    let total = |code: &str| {
        let partner = book.partner(code).unwrap();
        book.mean(date(2026, 7, 24), Basis::Law, &[partner], None).total()
    };
    assert!(total("THA").is_range() && !total("JPN").is_range() && !total("VNM").is_range());
}

#[test]
fn groups_add_up_to_all_imports() {
    let book = Book::embedded().unwrap();
    let (day, all) = (date(2025, 11, 1), book.apart());
    let whole = book.mean(day, Basis::Collected, &all, None);
    assert!((whole.imports / 1e9 - 3208.8).abs() < 0.1, "{}", whole.imports);
    for group in [Group::Partner, Group::Sector, Group::Line] {
        let rows = book.summary(day, &all, None, group);
        let imports: f64 = rows.iter().map(|row| row.collected.imports).sum();
        let duty: f64 =
            rows.iter().map(|row| row.collected.imports * row.collected.total().high).sum();
        assert!((imports / whole.imports - 1.0).abs() < 1e-9);
        assert!((duty / whole.imports - whole.total().high).abs() < 1e-9, "{group:?}");
    }
}

#[test]
fn goods_at_sea_come_in_under_the_rate_before() {
    let book = Book::embedded().unwrap();
    let of = |basis, code: &str, day| {
        book.mean(day, basis, &[book.partner(code).unwrap()], None).total().middle()
    };
    let (early, late) = (date(2025, 4, 12), date(2025, 5, 10));
    assert!(of(Basis::Collected, "CHN", early) < 0.6 * of(Basis::Law, "CHN", early));
    let share = |day| of(Basis::Collected, "CHN", day) / of(Basis::Law, "CHN", day);
    assert!(share(early) < share(late) && share(late) < 1.0);
}
