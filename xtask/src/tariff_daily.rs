//! How near does the mean duty by law come to the published daily rate, and by which conventions do
//! the two differ?
//!
//! The published series follows the editions of the tariff schedule, not the days of the acts.
//! [`by_conventions`] changes the programs so, one convention after the other; what then remains is
//! not explained.

use crate::customs::{lacking, records};
use crate::input::BuildError;
use detente_tariffs::{Basis, Book};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

const DAILY: &str = "observed/us_statutory_rate_daily.raw.csv";
const BY_AUTHORITY: &str = "observed/us_statutory_rate_daily_by_authority.raw.csv";
const EXEMPT: &str = "tariff_lines/lists/budget_lab/ieepa_exempt_products.csv";
const CHINA: &str = "tariff_lines/lists/budget_lab/s301_product_lists.csv";
const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/tariffs/programs");

/// What the published series does otherwise: program, what its file says, what it would say.
const CONVENTIONS: [(&str, &str, &str); 27] = [
    // Steel and aluminium of 2018 without countries and goods that were exempt.
    ("metals-2018", "basis = \"collected-2024\"\n", ""),
    // List 4A at the rate of 2019, before it was halved.
    ("section-301-china", "rate = \"7.5%\"", "rate = \"15%\""),
    // The later rate and the later derivatives of metals from the first day.
    ("steel", "from = 2025-06-04", "from = 2025-03-12"),
    ("steel", "from = 2025-08-18", "from = 2025-03-12"),
    ("aluminium", "from = 2025-06-04", "from = 2025-03-12"),
    ("aluminium", "from = 2025-08-18", "from = 2025-03-12"),
    // All metal in a derivative pays, not the one that is named.
    ("steel", "content = \"steel\"", "content = \"metal\""),
    ("aluminium", "content = \"aluminium\"", "content = \"metal\""),
    // Days of editions of the schedule.
    ("vehicles", "from = 2025-04-03", "from = 2025-04-11"),
    ("vehicle-parts", "from = 2025-05-03", "from = 2025-05-02"),
    (
        "fentanyl-china",
        "from = 2025-02-04\nuntil = 2025-03-03",
        "from = 2025-01-27\nuntil = 2025-02-03",
    ),
    (
        "fentanyl-china",
        "from = 2025-03-04\nuntil = 2025-11-09",
        "from = 2025-02-04\nuntil = 2025-10-14",
    ),
    ("fentanyl-china", "from = 2025-11-10", "from = 2025-10-15"),
    ("fentanyl-china", "until = 2026-02-23", "until = 2026-02-19"),
    (
        "reciprocal",
        "from = 2025-04-10\nuntil = 2025-05-13",
        "from = 2025-04-10\nuntil = 2025-04-13",
    ),
    ("reciprocal", "until = 2026-02-23", "until = 2026-02-19"),
    ("brazil", "from = 2025-08-06", "from = 2025-08-20"),
    ("brazil", "until = 2026-02-23", "until = 2026-02-19"),
    ("india-oil", "from = 2025-08-27", "from = 2025-08-20"),
    ("section-122", "from = 2026-02-24", "from = 2026-02-20"),
    // Canada and Mexico from 4 February, although paused, with the USMCA free from the first day; 35 % a
    // month early; duties on vehicles and metals do not go first.
    ("fentanyl-north-america", "from = 2025-03-07", "from = 2025-02-04"),
    (
        "fentanyl-north-america",
        "from = 2025-03-04\nuntil = 2025-03-06",
        "from = 2024-01-01\nuntil = 2024-01-02",
    ),
    ("fentanyl-north-america", "from = 2025-08-01", "from = 2025-07-01"),
    (
        "fentanyl-north-america",
        "yields_to = [\"vehicles\", \"vehicle-parts\", \"trucks\", \"steel\", \"aluminium\", \"copper\", \"timber\"]\n",
        "",
    ),
    ("fentanyl-north-america", "until = 2026-02-23", "until = 2026-02-19"),
    ("timber", "from = 2025-10-14", "from = 2025-10-06"),
    // Not counted: trucks.
    ("trucks", "from = 2025-11-01", "from = 2026-08-18"),
];

/// The programs as text with pieces changed: program, what its file says, what it is to say.
pub(crate) fn edited(changes: &[(&str, &str, &str)]) -> Result<Vec<(String, String)>, BuildError> {
    let mut programs = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(PROGRAMS)
        .map_err(|error| lacking(PROGRAMS, error.to_string()))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for path in files {
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text =
            std::fs::read_to_string(&path).map_err(|error| lacking(&id, error.to_string()))?;
        programs.push((id, text));
    }
    for (id, was, is) in changes {
        let file = programs.iter_mut().find(|(own, _)| own == id);
        let Some((_, text)) = file.filter(|(_, text)| text.contains(was)) else {
            return Err(lacking(id, format!("it does not have `{was}` any more")));
        };
        *text = text.replace(was, is);
    }
    Ok(programs)
}

/// The programs by the conventions of the published series.
pub fn by_conventions(sources: &Path) -> Result<Book, BuildError> {
    let mut programs = edited(&CONVENTIONS)?;
    for (id, text) in &mut programs {
        match id.as_str() {
            // The undated list of exemptions from the first day.
            "reciprocal" => {
                text.push_str(&entry("CHN", &exempt(sources)?, "0%").replace("\"CHN\"", "\"*\""))
            }
            // List 4B, which was suspended before its first day.
            "section-301-china" => {
                let suspended = entry("CHN", &suspended(sources)?, "15%");
                *text = text.replacen("[[entry]]", &format!("{suspended}\n[[entry]]"), 1);
            }
            _ => {}
        }
    }
    Book::of_programs(&programs).map_err(|error| lacking("conventions", error.to_string()))
}

/// An entry on some lines, as TOML.
fn entry(partner: &str, codes: &BTreeSet<String>, rate: &str) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
    format!(
        "\n[[entry]]\nact = \"as the published series counts\"\nfrom = 2019-01-01\nuntil = 2026-08-19\npartners = [\"{partner}\"]\ncodes = [{}]\nrate = \"{rate}\"\nsource = \"the list\"\ngrade = \"C\"\n",
        codes.join(", ")
    )
}

fn exempt(sources: &Path) -> Result<BTreeSet<String>, BuildError> {
    let bytes = std::fs::read(sources.join(EXEMPT));
    let rows = records(EXEMPT, &bytes.map_err(|error| lacking(EXEMPT, error.to_string()))?)?;
    let code = |row: &csv::StringRecord| {
        let padded = row[0].ends_with("00") || row[0].len() > 10;
        row[0].get(..if padded { 8 } else { 10 }).map(str::to_owned)
    };
    Ok(rows.iter().filter_map(code).collect())
}

fn suspended(sources: &Path) -> Result<BTreeSet<String>, BuildError> {
    let bytes = std::fs::read(sources.join(CHINA));
    let rows = records(CHINA, &bytes.map_err(|error| lacking(CHINA, error.to_string()))?)?;
    Ok(rows.iter().filter(|row| &row[1] == "4B").map(|row| row[0].to_owned()).collect())
}

/// Prints the daily rate beside the published one, a row for each span in which neither changes.
pub fn print(book: &Book, sources: &Path) -> Result<(), BuildError> {
    let read = |name: &str| {
        let bytes = std::fs::read(sources.join(name));
        records(name, &bytes.map_err(|error| lacking(name, error.to_string()))?)
    };
    let number = |cell: &str| cell.parse::<f64>().unwrap_or_default();
    let totals: HashMap<String, f64> =
        read(DAILY)?.iter().map(|row| (row[0].to_owned(), number(&row[1]))).collect();
    let authorities =
        ["Section 232", "Section 301", "IEEPA Reciprocal", "IEEPA Fentanyl", "Section 122"];
    println!(
        "mean duty by law, ours / published, % of imports of 2024; published by {BY_AUTHORITY}"
    );
    println!("from        days    all           {}", authorities.join("   "));
    let all = book.apart();
    let (mut span, mut sums, mut count): (Option<Span>, [f64; 6], f64) = (None, [0.0; 6], 0.0);
    for row in read(BY_AUTHORITY)? {
        let Ok(day) = row[0].parse::<Date>() else { continue };
        let Some(total) = totals.get(&row[0]) else { continue };
        let mean = book.mean(day, Basis::Law, &all, None);
        let mut pairs = [(mean.total().middle(), *total); 6];
        for (at, authority) in authorities.iter().enumerate() {
            let programs = book.programs().iter().zip(&mean.programs);
            let own = programs.filter(|(program, _)| program.authority == *authority);
            pairs[at + 1] = (own.map(|(_, rate)| rate.middle()).sum(), number(&row[at + 1]));
        }
        for (sum, (own, other)) in sums.iter_mut().zip(pairs) {
            *sum += (own - other).abs();
        }
        count += 1.0;
        match &mut span {
            Some(span) if span.same(&pairs) => span.days += 1,
            _ => {
                if let Some(done) = span.replace(Span { from: day, days: 1, pairs }) {
                    done.print();
                }
            }
        }
    }
    if let Some(done) = span {
        done.print();
    }
    let means: Vec<String> = sums.iter().map(|sum| format!("{:.2}", 100.0 * sum / count)).collect();
    println!("mean absolute gap over the days, points: all {}", means.join(", "));
    Ok(())
}

/// Days on which both series stay.
struct Span {
    from: Date,
    days: usize,
    pairs: [(f64, f64); 6],
}

impl Span {
    fn same(&self, pairs: &[(f64, f64); 6]) -> bool {
        let near = |(one, two): (&(f64, f64), &(f64, f64))| {
            (one.0 - two.0).abs() < 1e-4 && (one.1 - two.1).abs() < 1e-4
        };
        self.pairs.iter().zip(pairs).all(near)
    }

    fn print(&self) {
        let pair = |(own, other): &(f64, f64)| format!("{:6.2}/{:5.2}", own * 100.0, other * 100.0);
        let cells: Vec<String> = self.pairs.iter().map(pair).collect();
        println!("{}  {:>4}  {}", self.from, self.days, cells.join("  "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_convention_finds_what_it_changes() {
        let programs = edited(&CONVENTIONS).unwrap();
        let book = Book::of_programs(&programs).unwrap();
        let day = jiff::civil::date(2025, 3, 20);
        let steel = |book: &Book| {
            let partner = book.partner("KOR").unwrap();
            let line = book.line("7208").unwrap();
            book.mean(day, Basis::Law, &[partner], Some(line)).total().high
        };
        // The later rate counts from the first day there.
        assert_eq!([steel(&book), steel(&Book::embedded().unwrap())], [0.5, 0.25]);
    }
}
