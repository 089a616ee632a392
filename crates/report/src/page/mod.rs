//! What does a run say on one page?
//!
//! The page is one file: style, figures and a small script are inside, nothing comes from
//! elsewhere. It reads fully without the script, which adds tooltips, and copies and downloads the
//! data behind figures. First comes the answer to the scenario's own question ([`lead`]) with its
//! figure, then five sentences ([`answer`]) with the other horizons ([`glance`]); then a section for
//! each part of it and what is uncertain; method, sources and a glossary are the appendix.

pub(crate) mod answer;
pub(crate) mod facts;
pub(crate) mod glance;
mod glossary;
pub(crate) mod lead;
mod method;
mod months;
mod parts;
mod shock;
pub(crate) mod uncertain;
mod weeks;
pub(crate) mod words;
mod years;

use crate::error::ReportError;
use detente_record::catalogue::Engine;
use detente_record::escape::visible;
use detente_record::{Summary, Tables};
use facts::Facts;
use minijinja::{Environment, Value, context};

/// The page, and what it is put together from.
const TEMPLATES: [(&str, &str); 14] = [
    ("report.html", include_str!("../../templates/report.html")),
    ("style.css", include_str!("../../templates/style.css")),
    ("figures.css", include_str!("../../templates/figures.css")),
    ("script.js", include_str!("../../templates/script.js")),
    ("figure.html", include_str!("../../templates/figure.html")),
    ("shock.html", include_str!("../../templates/shock.html")),
    ("weeks.html", include_str!("../../templates/weeks.html")),
    ("months.html", include_str!("../../templates/months.html")),
    ("years.html", include_str!("../../templates/years.html")),
    ("package.html", include_str!("../../templates/package.html")),
    ("companies.html", include_str!("../../templates/companies.html")),
    ("uncertain.html", include_str!("../../templates/uncertain.html")),
    ("method.html", include_str!("../../templates/method.html")),
    ("sources.html", include_str!("../../templates/sources.html")),
];

/// The only script that a browser may run on the page: no text of a scenario becomes one.
const SCRIPT_HASH: &str = "sha256-8sBDuVFxRhuruPmLAqGzyajy0pTl5I78HGOnzWzI4QM=";

/// The page of one run.
///
/// # Errors
/// If a table lacks a column.
pub fn page(summary: &Summary, tables: &Tables) -> Result<String, ReportError> {
    let facts = &Facts::of(summary, tables)?;
    let mut environment = Environment::new();
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    environment.add_global("origins", origins(summary));
    let told = answer::answers(facts)?.map(
        |answer| context! { about => answer.about, anchor => answer.anchor, text => answer.text },
    );
    let lead = lead::lead(facts)?;
    let page = environment.get_template("report.html")?.render(context! {
        summary => Value::from(minijinja::value::Serde(summary)),
        kicker => kicker(facts),
        day => words::day(&summary.date),
        answers => told.to_vec(),
        lead => answer::together(summary, &lead.text),
        first => glance::first(facts, &lead).and_then(|figure| figure.value()),
        glance => glance::glance(facts, &lead).and_then(|figure| figure.value()),
        drawn => detente_figures::drawings::drawn(summary, tables)?,
        shock => shock::section(facts),
        weeks => weeks::section(facts)?,
        months => months::sections(facts),
        years => years::section(facts)?,
        over_time => crate::over_time::figure(summary, tables, &facts.welfare)?
            .and_then(|figure| figure.value()),
        script_hash => SCRIPT_HASH,
        package => crate::package::section(facts.package.as_ref()),
        companies => crate::companies::section(tables)?,
        uncertain => uncertain::section(facts)?,
        method => method::section(facts)?,
    })?;
    Ok(visible(&glossary::link(&page)).into_owned())
}

/// What the numbers of each engine rest on, for the line below a figure.
fn origins(summary: &Summary) -> Value {
    let world = &summary.world;
    let first = world.sources.first().map_or(world.title.as_str(), |source| source.name.as_str());
    let world = format!("{first} ({})", world.id);
    let chains: Vec<&str> = summary.commodity.iter().map(|chain| chain.title.as_str()).collect();
    let chains = chains.join("; ");
    let both = if chains.is_empty() { world.clone() } else { format!("{world}; {chains}") };
    context! {
        trade => world,
        commodity => chains,
        cascade => both.clone(),
        package => format!("the scenario; {both}"),
        companies => format!("reports of the companies; {both}"),
    }
}

/// The answer in five sentences, each with what it is about.
///
/// # Errors
/// If a table lacks a column.
pub fn sentences(
    summary: &Summary,
    tables: &Tables,
) -> Result<Vec<(&'static str, String)>, ReportError> {
    let told = answer::answers(&Facts::of(summary, tables)?)?;
    Ok(told.into_iter().map(|answer| (answer.about, answer.text)).collect())
}

/// What the run has, in a line above the title.
fn kicker(facts: &Facts<'_>) -> String {
    let parts = [
        (facts.tables.has(Engine::Cascade), "weeks: stopped lines"),
        (facts.tables.has(Engine::Commodity), "months: goods in tonnes"),
        (true, "years: trade and welfare"),
        (facts.package.is_some(), "a negotiation"),
        (facts.tables.has(Engine::Companies), "companies"),
    ];
    parts
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, name)| name)
        .collect::<Vec<_>>()
        .join(" \u{b7} ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let letters = |three: &[u8]| {
            let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - three.len()));
            let letter = |at: usize| {
                if at > three.len() {
                    '='
                } else {
                    char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize])
                }
            };
            (0..4).map(letter).collect::<String>()
        };
        bytes.chunks(3).map(letters).collect()
    }

    #[test]
    fn the_hash_of_the_script_is_that_of_the_script() {
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        let script = include_str!("../../templates/script.js").trim_end_matches('\n');
        assert_eq!(SCRIPT_HASH, format!("sha256-{}", base64(&Sha256::digest(script.as_bytes()))));
    }
}
