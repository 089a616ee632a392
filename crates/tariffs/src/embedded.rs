//! Which tables of tariffs does the program carry inside?
//!
//! `data/tariffs/`: programs and partners are written by hand with their sources; `cargo xtask
//! build-tariffs` makes the lists and the Parquet files.

macro_rules! files {
    ($folder:literal, $ending:literal, [$($name:literal),* $(,)?]) => {
        &[$(($name, include_str!(concat!("../../../data/tariffs/", $folder, "/", $name, $ending)))),*]
    };
}

/// The programs, by name of the file.
pub(crate) const PROGRAMS: &[(&str, &str)] = files!(
    "programs",
    ".toml",
    [
        "section-301-china",
        "metals-2018",
        "vehicles",
        "vehicle-parts",
        "trucks",
        "steel",
        "aluminium",
        "copper",
        "metals-2026",
        "timber",
        "semiconductors",
        "fentanyl-china",
        "fentanyl-north-america",
        "reciprocal",
        "brazil",
        "india-oil",
        "section-122",
        "section-301-brazil",
        "section-301-forced-labour",
        "section-338-canada",
    ]
);

/// The lists of lines: a code a line.
pub(crate) const LISTS: &[(&str, &str)] = files!(
    "lists",
    ".txt",
    [
        "aircraft",
        "aluminium-derivatives",
        "aluminium-derivatives-august",
        "annex-ii",
        "annex-ii-september",
        "brazil-301-exempt",
        "brazil-exempt",
        "brazil-exempt-november",
        "canada-338",
        "canada-338-exempt",
        "china-301-2024-100",
        "china-301-2024-25",
        "china-301-2024-50",
        "china-301-2025-25",
        "china-301-2025-50",
        "china-301-2026-100",
        "china-301-2026-25",
        "china-301-2026-50",
        "china-301-25",
        "china-301-7",
        "copper",
        "electronics",
        "energy-canada",
        "farm-november-2025",
        "floor-exempt-eu",
        "floor-exempt-switzerland",
        "metals-15",
        "metals-25",
        "metals-50",
        "potash-canada",
        "potash-mexico",
        "section-122-exempt",
        "semiconductors",
        "steel-derivatives",
        "steel-derivatives-august",
        "truck-parts",
        "vehicle-parts",
        "vehicles",
    ]
);

/// Economies with their census code, name, union, and days at sea.
pub(crate) const PARTNERS: &str = include_str!("../../../data/tariffs/partners.csv");
/// HS6 to sectors.
pub(crate) const SECTORS: &str = include_str!("../../../data/companies/hs6.csv");
/// Imports for consumption and calculated duties of 2024: partner (census code), line, USD.
pub(crate) const IMPORTS: &[u8] = include_bytes!("../../../data/tariffs/imports-2024.parquet");
/// Value of steel, aluminium and copper in a line, as a share.
pub(crate) const CONTENT: &[u8] = include_bytes!("../../../data/tariffs/content.parquet");
/// Share that claims the USMCA: the year 2025, and its months from July.
pub(crate) const USMCA: &[u8] = include_bytes!("../../../data/tariffs/usmca-2025.parquet");
