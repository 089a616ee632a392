//! How near do tariffs by line come to what customs collected, and to the published daily rate?
//! `cargo xtask check-tariffs SOURCES`.
//!
//! Expected duties are made of lines, programs, exemptions and preference use. Of the months that
//! are compared only the value of imports by industry (NAICS, three digits) is used, never a duty.

use crate::customs::{Customs, lacking, name_of};
use crate::input::BuildError;
use crate::tariff_daily;
use detente_tariffs::{Basis, Book, Partner, PartnerId, Trade};
use jiff::civil::{Date, date};
use std::path::Path;

/// The most that the import-weighted gap may be, in points: from lines alone, and with the
/// collection ratio of an earlier month.
const TARGETS: [f64; 2] = [2.2, 1.0];
/// A ratio is not used where a partner's expected rate moves by more than this around its month.
const MOVED: f64 = 0.2;
/// Days of a month on which rates are looked at.
const DAYS: [i8; 6] = [3, 8, 13, 18, 23, 28];

/// A month of 2025.
type Month = i8;

/// Prints all gaps; whether the targets are met.
pub fn run(sources: &Path) -> Result<bool, BuildError> {
    let book = Book::embedded().map_err(|error| lacking("data/tariffs", error.to_string()))?;
    let check = Check { customs: Customs::read(sources)?, book };
    let mut met = true;
    for (months, earlier) in [(vec![6, 7], 5), (vec![9, 10, 11], 7)] {
        let gaps = check.window(&months, earlier);
        println!(
            "import-weighted gap {:.2} points (target {}), with the ratio of month {earlier}: {:.2} (target {})\n",
            gaps[0], TARGETS[0], gaps[1], TARGETS[1]
        );
        met &= gaps.iter().zip(TARGETS).all(|(gap, target)| *gap <= target);
    }
    println!("By law");
    tariff_daily::print(&check.book, sources)?;
    println!("\nBy the conventions of the published series (xtask/src/tariff_daily.rs)");
    tariff_daily::print(&tariff_daily::by_conventions(sources)?, sources)?;
    Ok(met)
}

struct Check {
    book: Book,
    customs: Customs,
}

/// A partner's collected and expected duty over some months, as shares.
struct Compared {
    imports: f64,
    collected: f64,
    expected: f64,
}

impl Check {
    /// Prints the partners of a window and gives both gaps, in points.
    fn window(&self, months: &[Month], earlier: Month) -> [f64; 2] {
        println!("2025, months {months:?}: duty as % of imports, all duties");
        println!("partner  USD billion  collected  expected    gap   ratio  gap with ratio");
        let (mut sums, mut weight) = ([0.0; 2], 0.0);
        for id in self.book.apart() {
            let partner = &self.book.partners()[id.0];
            let Some(now) = self.compare(id, partner, months) else { continue };
            let ratio = self.ratio(id, partner, earlier);
            let gap = now.expected - now.collected;
            let rest = now.expected * ratio.unwrap_or(1.0) - now.collected;
            println!(
                "{:<8}{:>12.1}{:>11.2}{:>10.2}{:>+8.2}{:>7}{:>+10.2}",
                partner.code,
                now.imports / 1e9,
                now.collected * 100.0,
                now.expected * 100.0,
                gap * 100.0,
                ratio.map_or("none".to_owned(), |ratio| format!("{ratio:.2}")),
                rest * 100.0
            );
            weight += now.imports;
            sums[0] += gap.abs() * now.imports;
            sums[1] += rest.abs() * now.imports;
        }
        sums.map(|sum| 100.0 * sum / weight)
    }

    /// Collected over expected in an earlier month; none where the rate moved too much around it.
    fn ratio(&self, id: PartnerId, partner: &Partner, month: Month) -> Option<f64> {
        let around = days(&[month - 1, month]);
        let means = around.map(|day| self.book.mean(day, Basis::Law, &[id], None).total().middle());
        let (least, most) = means.fold((f64::INFINITY, 0.0_f64), |(least, most), rate| {
            (least.min(rate), most.max(rate))
        });
        let then = self.compare(id, partner, &[month])?;
        (most - least <= MOVED).then_some(then.collected / then.expected)
    }

    fn compare(&self, id: PartnerId, partner: &Partner, months: &[Month]) -> Option<Compared> {
        let months_of_2025: Vec<_> = months.iter().map(|month| (2025, *month)).collect();
        let seen = self.customs.of(&name_of(partner), &months_of_2025)?;
        let sum = |part: fn(&Trade) -> f64| seen.values().map(part).sum::<f64>();
        let (imports, duty) = (sum(|trade| trade.imports), sum(|trade| trade.duty));
        let count = (DAYS.len() * months.len()) as f64;
        let mut expected = 0.0;
        for day in days(months) {
            let key = |row: &detente_tariffs::Row| self.customs.industry(self.book.code(row.line));
            let means = self.book.means_by(day, Basis::Collected, id, key);
            for (industry, trade) in &seen {
                let rate = means.get(industry).map_or(0.0, |mean| mean.total().middle());
                expected += rate * trade.imports / count;
            }
        }
        Some(Compared { imports, collected: duty / imports, expected: expected / imports })
    }
}

fn days(months: &[Month]) -> impl Iterator<Item = Date> + use<> {
    let months = months.to_vec();
    months.into_iter().flat_map(|month| DAYS.map(|day| date(2025, month, day)))
}
