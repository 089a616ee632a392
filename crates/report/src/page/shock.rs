//! What does the page say of the shock: which entries are in force, since when, and from which
//! source?

use super::facts::Facts;
use super::words::rounded;
use detente_figures::money::Money;
use detente_figures::number::{thousands, typed_minus};
use detente_figures::sheet::Sheet;
use detente_record::Summary;
use minijinja::{Value, context};

/// What an entry does, in words for people: `export-control: 94% licensed` as
/// `export control: 94 % licensed`, money in sentences' form.
fn what(summary: &Summary, kind: &str) -> String {
    let (kind, value) = kind.split_once(": ").unwrap_or((kind, ""));
    let unit = format!("{} ", summary.world.currency);
    let value = match value.split_once(&unit) {
        Some((before, after)) => {
            let end = after
                .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
                .unwrap_or(after.len());
            let amount = after[..end].parse().map(|amount| Money::of(summary).given(amount));
            format!(
                "{before}{}{}",
                amount.unwrap_or_else(|_| format!("{unit}{}", &after[..end])),
                &after[end..]
            )
        }
        None => value.to_owned(),
    };
    let value = typed_minus(&rounded(&value)).replace('%', "\u{a0}%").replace('`', "");
    let kind = kind.replace('-', " ");
    if value.is_empty() { kind } else { format!("{kind}: {value}") }
}

/// The section: the entries in the order of the scenario, and their sources by number.
pub(crate) fn section(facts: &Facts<'_>) -> Value {
    let summary = facts.summary;
    let mut sources: Vec<&str> = Vec::new();
    let heads = [
        ("Entry", true),
        ("By", true),
        ("Towards", true),
        ("What", true),
        ("When", true),
        ("Status", true),
        ("Touches", false),
        ("Source", false),
    ];
    let mut sheet = Sheet::new("Entries of the scenario", &heads);
    for entry in &summary.entries {
        let at = sources.iter().position(|own| *own == entry.source).unwrap_or_else(|| {
            sources.push(&entry.source);
            sources.len() - 1
        });
        let (period, standing) = entry.period.split_once(", ").unwrap_or((&entry.period, ""));
        let standing = match (standing.is_empty(), entry.in_force) {
            (false, _) => standing,
            (true, true) => "in force",
            (true, false) => "not in force",
        };
        let period = period.replace('-', "\u{2011}");
        let touches =
            if entry.touches > 0 { thousands(entry.touches as f64) } else { String::new() };
        sheet.rows.push(vec![
            entry.name.clone(),
            entry.by.clone(),
            entry.beneficiary.clone(),
            what(summary, &entry.kind),
            period,
            standing.replace(' ', "\u{a0}"),
            touches,
            format!("[{}]", at + 1),
        ]);
    }
    let note = "Touches: links (importer, exporter, sector) or nodes (economy, sector) that the entry applies to. \
                Numbers in brackets: the entry\u{2019}s source, under Sources.";
    let sources: Vec<String> = sources.into_iter().map(str::to_owned).collect();
    context! { entries => sheet.noted(note).value(), sources, overrides => summary.overrides.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_entry_does_reads_as_words_in_the_money_of_the_world() {
        let summary = crate::sample::summary(&[("JPN", "Japan")]);
        let told = |kind: &str| what(&summary, kind).replace('\u{a0}', " ");
        assert_eq!(told("export-control: 94.1234% licensed"), "export control: 94.1 % licensed");
        assert_eq!(told("tariff: add -18.3%"), "tariff: add \u{2212}18.3 %");
        assert_eq!(
            told("support: USD million 6300 in all, in `negotiate` alone"),
            "support: USD 6.3 billion in all, in negotiate alone"
        );
        assert_eq!(told("capacity"), "capacity");
    }
}
