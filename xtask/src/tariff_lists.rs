//! Which lists of lines are taken from the collected ones, and how are their slips mended?
//!
//! Each list is a file with a code a line, in order. A code that another of the list covers is left
//! out. `data/tariffs/README.md` names what is mended.

use crate::input::BuildError;
use std::collections::BTreeSet;
use std::path::Path;

/// What is done to codes besides taking out points.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mend {
    /// Nothing.
    Plain,
    /// Eight digits that were filled with two zeros.
    Eight,
    /// Codes without goods.
    Steel,
    /// Only headings of vehicles: the rest of the list are parts.
    Vehicles,
    /// Without heading 8471, so that a computer is no part of a car.
    Parts,
}

struct List {
    name: &'static str,
    files: &'static [&'static str],
    /// Column of the codes; empty where a file has no header.
    column: &'static str,
    /// Column and values of the rows that are taken.
    only: &'static [(&'static str, &'static [&'static str])],
    mend: Mend,
}

const fn list(name: &'static str, file: &'static [&'static str], column: &'static str) -> List {
    List { name, files: file, column, only: &[], mend: Mend::Plain }
}

impl List {
    const fn mended(self, mend: Mend) -> Self {
        Self { mend, ..self }
    }

    const fn only(self, only: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { only, ..self }
    }
}

const FENTANYL: &[&str] = &["budget_lab/fentanyl_carveout_products.csv"];
const DERIVATIVES: &[&str] = &["budget_lab/s232_derivative_products.csv"];
const CHINA: &[&str] = &["budget_lab/s301_product_lists.csv"];
const FLOORS: &[&str] = &["budget_lab/floor_exempt_products.csv"];
const BRAZIL: &[&str] = &["budget_lab/country_eo_exempt_products.csv"];
const CANADA: &[&str] = &["canada-338-alcohol.csv", "canada-338-dairy.csv", "canada-338-autos.csv"];

const LISTS: [List; 37] = [
    list("annex-ii", &["annex-II-exemptions.csv"], "HTSUS").mended(Mend::Eight),
    list("electronics", &["consumer_electronics_EO14257_apr11.csv"], "HTSUS"),
    list("farm-november-2025", &["annex-II-exemptions-nov14.csv"], "HTSUS"),
    list("energy-canada", FENTANYL, "hts8").only(&[("category", &["energy_ca"])]),
    list("potash-canada", FENTANYL, "hts8").only(&[("category", &["potash_ca"])]),
    list("potash-mexico", FENTANYL, "hts8").only(&[("category", &["potash_mx"])]),
    list("steel-derivatives", &["steel-tariffs.csv"], "HTSUS").mended(Mend::Steel),
    list("steel-derivatives-august", DERIVATIVES, "hts_prefix")
        .only(&[("ch99_code", &["9903.81.91"])]),
    list("aluminium-derivatives", &["alu-tariffs.csv"], "HTSUS"),
    list("aluminium-derivatives-august", DERIVATIVES, "hts_prefix")
        .only(&[("ch99_code", &["9903.85.08"]), ("effective_date", &["2025-08-18"])]),
    list("copper", &["budget_lab/s232_copper_products.csv"], "hts10"),
    list("vehicles", &["auto-tariffs.csv"], "HTSUS").mended(Mend::Vehicles),
    list("vehicle-parts", &["budget_lab/s232_auto_parts.txt"], "").mended(Mend::Parts),
    list("truck-parts", &["budget_lab/s232_mhd_parts.txt"], ""),
    list("semiconductors", &["budget_lab/s232_semi_products.csv"], "hts10"),
    list("china-301-25", CHINA, "hts8").only(&[("list", &["1", "2", "3", "3_addl"])]),
    list("china-301-7", CHINA, "hts8").only(&[("list", &["4A"])]),
    list("china-301-2024-25", CHINA, "hts8").only(&[("list", &["biden_25", "cranes_301"])]),
    list("china-301-2024-50", CHINA, "hts8").only(&[("list", &["biden_50"])]),
    list("china-301-2024-100", CHINA, "hts8").only(&[("list", &["biden_100"])]),
    list("china-301-2025-25", CHINA, "hts8").only(&[("list", &["biden_25_jan25"])]),
    list("china-301-2025-50", CHINA, "hts8").only(&[("list", &["biden_50_jan25"])]),
    list("china-301-2026-25", CHINA, "hts8").only(&[("ch99_code", &["9903.91.06"])]),
    list("china-301-2026-50", CHINA, "hts8").only(&[("ch99_code", &["9903.91.07"])]),
    list("china-301-2026-100", CHINA, "hts8").only(&[("ch99_code", &["9903.91.08"])]),
    list("floor-exempt-eu", FLOORS, "hts8").only(&[
        ("country_group", &["eu"]),
        ("category", &["civil_aircraft", "ptaap", "pharma", "particular"]),
    ]),
    list("floor-exempt-switzerland", FLOORS, "hts8").only(&[("country_group", &["swiss"])]),
    list("aircraft", FLOORS, "hts8")
        .only(&[("country_group", &["eu"]), ("category", &["civil_aircraft"])]),
    list("brazil-exempt", BRAZIL, "hts10").only(&[("effective_date_start", &["2025-08-06"])]),
    list("brazil-exempt-november", BRAZIL, "hts10")
        .only(&[("effective_date_start", &["2025-11-13"])]),
    list("section-122-exempt", &["budget_lab/s122_exempt_products.csv"], "hts8"),
    list("metals-50", &["metals-annex-IA.csv"], "HTSUS"),
    list("metals-25", &["metals-annex-IB.csv"], "HTSUS"),
    list("metals-15", &["metals-annex-III-temporary.csv"], "HTSUS"),
    list("brazil-301-exempt", &["brazil-301-exemptions.csv"], "HTSUS"),
    list("canada-338", CANADA, "HTSUS"),
    list("canada-338-exempt", &["canada-338-aircraft-exempt.csv"], "HTSUS"),
];

/// Slips of the lists: what is written, and what was meant.
const SLIPS: [(&str, &str); 3] =
    [("86122020", "85122020"), ("86122040", "85122040"), ("882721", "852721")];
/// Codes of `steel-tariffs.csv` under which nothing is imported.
const NO_GOODS: [&str; 4] = ["71229000", "73269000", "73170088", "73170095"];

/// All lists: name and text. `folder` is `tariff_lines/lists` of the sources.
pub fn build(folder: &Path) -> Result<Vec<(String, String)>, BuildError> {
    let mut built = Vec::new();
    for list in &LISTS {
        let mut codes = BTreeSet::new();
        for file in list.files {
            codes.extend(read(folder, file, list)?.iter().filter_map(|code| mend(code, list.mend)));
        }
        built.push((list.name.to_owned(), codes));
    }
    let find = |name: &str| {
        let found = built.iter().find(|(own, _)| own == name);
        found.map(|(_, codes)| codes.clone()).unwrap_or_default()
    };
    let known: BTreeSet<String> = find("annex-ii")
        .into_iter()
        .chain(find("electronics").iter().map(|code| code.chars().take(8).collect()))
        .collect();
    // What Executive Order 14346 added stands only in the later list, beyond its farm goods.
    let later = find("farm-november-2025").into_iter();
    let added = later.filter(|code| !known.contains(code) && code[..2] > *"24").collect();
    built.push(("annex-ii-september".to_owned(), added));
    Ok(built.into_iter().map(|(name, codes)| (name, page(&codes))).collect())
}

/// The codes of one file as they stand there.
fn read(folder: &Path, file: &str, list: &List) -> Result<Vec<String>, BuildError> {
    let path = folder.join(file);
    let lacking = |what: String| BuildError::Source { table: file.to_owned(), what };
    let text = std::fs::read_to_string(&path).map_err(|error| lacking(error.to_string()))?;
    let text = text.trim_start_matches('\u{feff}');
    if list.column.is_empty() {
        return Ok(text.lines().map(str::to_owned).collect());
    }
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| lacking(error.to_string()))?.clone();
    let place = |name: &str| {
        let at = header.iter().position(|own| own == name);
        at.ok_or_else(|| lacking(format!("there is no column `{name}`")))
    };
    let column = place(list.column)?;
    let only = list
        .only
        .iter()
        .map(|(name, values)| Ok((place(name)?, *values)))
        .collect::<Result<Vec<_>, BuildError>>()?;
    let mut codes = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| lacking(error.to_string()))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if only.iter().all(|(at, values)| values.contains(&cell(*at))) {
            codes.push(cell(column).to_owned());
        }
    }
    Ok(codes)
}

/// A code as it is meant; none where it stands for no goods.
fn mend(code: &str, mend: Mend) -> Option<String> {
    let mut code: String = code.chars().filter(char::is_ascii_digit).collect();
    if let Some((_, meant)) = SLIPS.iter().find(|(slip, _)| *slip == code) {
        code = (*meant).to_owned();
    }
    let kept = match mend {
        Mend::Eight => {
            if code.ends_with("00") {
                code.truncate(8);
            }
            true
        }
        Mend::Steel => !NO_GOODS.contains(&code.as_str()),
        Mend::Vehicles => code.starts_with("8703") || code.starts_with("8704"),
        Mend::Parts => code != "8471",
        Mend::Plain => true,
    };
    (kept && !code.is_empty()).then_some(code)
}

fn page(codes: &BTreeSet<String>) -> String {
    let covered = |code: &&String| (2..code.len()).any(|end| codes.contains(&code[..end]));
    codes.iter().filter(|code| !covered(code)).map(|code| format!("{code}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_covered_codes_left_out() {
        assert_eq!(mend("8612.20.20", Mend::Plain).as_deref(), Some("85122020"));
        assert_eq!(mend("0508000000", Mend::Eight).as_deref(), Some("05080000"));
        assert_eq!(mend("8471", Mend::Parts), None);
        assert_eq!(mend("8708.10", Mend::Vehicles), None);
        let codes = ["8703", "870323", "8704"].map(str::to_owned).into();
        assert_eq!(page(&codes), "8703\n8704\n");
    }
}
