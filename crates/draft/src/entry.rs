//! Which entries of the scenario language would say what an action says, and what is missing to
//! write them?

use crate::action::{Action, Found, Instrument, Status};
use crate::dates::plain;
use crate::gazetteer::products::PRODUCTS;
use detente_world::World;

/// An entry as far as it is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Whether it is a measure rather than a shock.
    pub measure: bool,
    pub name: String,
    /// Keys with values in TOML, in order, between `kind` and the days.
    pub keys: Vec<(&'static str, String)>,
    pub from: Option<String>,
    pub until: Option<String>,
    /// What was not in the text and is taken for granted.
    pub inferred: Vec<String>,
    /// What the reader has to say.
    pub questions: Vec<String>,
    /// Why it cannot stand as an entry; none if it can.
    pub obstacle: Option<String>,
}

impl Entry {
    fn key(&mut self, key: &'static str, value: impl Into<String>) {
        self.keys.push((key, value.into()));
    }

    /// A fact that the language requires and the text does not give.
    fn missing(&mut self, key: &'static str, example: &str, question: impl Into<String>) {
        self.keys.push((key, example.to_owned()));
        let question = question.into();
        self.obstacle.get_or_insert_with(|| format!("`{key}` is not known"));
        self.questions.push(question);
    }

    fn impossible(&mut self, why: impl Into<String>) {
        self.obstacle.get_or_insert(why.into());
    }
}

/// A string, or a list where there are several.
fn words(values: &[String]) -> String {
    match values {
        [one] => quoted(one),
        _ => {
            format!("[{}]", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string in TOML.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn values(found: &[Found]) -> Vec<String> {
    found.iter().map(|found| found.value.clone()).collect()
}

/// The entries of an action: one, or two where its products are partly in chains and partly
/// sectors.
pub(crate) fn entries(action: &Action, world: &World) -> Vec<Entry> {
    let codes = values(&action.product);
    let in_chain =
        |code: &String| code != "goods" && world.sector(code.trim_start_matches('-')).is_none();
    let (chain, sectors): (Vec<String>, Vec<String>) = codes.into_iter().partition(in_chain);
    let mut result = Vec::new();
    let by_chain = matches!(
        action.instrument,
        Instrument::ExportControl
            | Instrument::ExportBan
            | Instrument::ImportStop
            | Instrument::Purchase
            | Instrument::Outage
            | Instrument::StockRelease
    );
    if by_chain && !chain.is_empty() {
        result.push(chain_entry(action, &chain));
        if !sectors.is_empty() {
            result.push(sector_entry(action, &sectors, &[]));
        }
    } else {
        result.push(sector_entry(action, &sectors, &chain));
    }
    for entry in &mut result {
        finish(action, entry);
    }
    result
}

/// An entry about goods of a chain, in tonnes.
fn chain_entry(action: &Action, goods: &[String]) -> Entry {
    let mut entry = Entry::default();
    let amount = action.amount.first().map(|found| found.value.clone());
    match action.instrument {
        Instrument::ExportControl | Instrument::ExportBan => {
            entry.key("kind", quoted("export-control"));
            flows(action, &mut entry, true);
            entry.key("commodity", words(goods));
            if action.instrument == Instrument::ExportBan {
                entry.key("licensed", quoted("0%"));
            } else {
                entry.missing(
                    "licensed",
                    "\"?%\"",
                    "which share of the flows of the base year is licensed (licensed = \"40%\")?",
                );
            }
        }
        Instrument::ImportStop => {
            entry.key("kind", quoted("import-stop"));
            flows(action, &mut entry, false);
            entry.key("commodity", words(goods));
        }
        Instrument::Purchase => {
            entry.measure = true;
            entry.key("kind", quoted("purchase"));
            flows(action, &mut entry, false);
            entry.key("commodity", words(goods));
            yearly(amount, &mut entry);
            entry
                .questions
                .push("is this on top of what is bought anyway (beyond-base = true)?".to_owned());
        }
        Instrument::Outage => {
            entry.key("kind", quoted("outage"));
            alone(action, &mut entry, "economy");
            entry.key("commodity", words(goods));
            match amount {
                Some(amount) => entry.key("lost", quoted(&amount)),
                None => entry.missing(
                    "lost",
                    "\"?%\"",
                    "which share of the economy's capacity is lost (lost = \"100%\")?",
                ),
            }
        }
        _ => {
            entry.measure = true;
            entry.key("kind", quoted("stock-release"));
            alone(action, &mut entry, "economy");
            entry.key("commodity", words(goods));
            match amount {
                Some(amount) => entry.key("amount", quoted(&amount)),
                None => entry.missing(
                    "amount",
                    "\"? t\"",
                    "how many tonnes are released (amount = \"20 t\")?",
                ),
            }
            if action.from.is_none() || action.until.is_none() {
                entry.impossible("`from` and `until` are required");
            }
        }
    }
    entry
}

fn yearly(amount: Option<String>, entry: &mut Entry) {
    match amount {
        Some(amount) if amount.ends_with("/yr") => entry.key("amount", quoted(&amount)),
        Some(amount) => {
            let question = format!(
                "the text says {amount}: how many tonnes a year is that (amount = \"5.5 Mt/yr\")?"
            );
            entry.missing("amount", "\"? t/yr\"", question);
        }
        None => entry.missing(
            "amount",
            "\"? t/yr\"",
            "how many tonnes a year (amount = \"5.5 Mt/yr\")?",
        ),
    }
}

/// An entry about sectors, in money.
fn sector_entry(action: &Action, sectors: &[String], goods: &[String]) -> Entry {
    let mut entry = Entry::default();
    match action.instrument {
        Instrument::Tariff => {
            entry.key("kind", quoted("tariff"));
            flows(action, &mut entry, false);
            sector(sectors, goods, &mut entry);
            rate(action, &mut entry);
        }
        Instrument::TariffCut => {
            entry.measure = true;
            entry.key("kind", quoted("tariff"));
            flows(action, &mut entry, false);
            sector(sectors, goods, &mut entry);
            cut(action, &mut entry);
        }
        Instrument::ExportTax => {
            entry.key("kind", quoted("export-tax"));
            flows(action, &mut entry, true);
            sector(sectors, goods, &mut entry);
            rate(action, &mut entry);
        }
        Instrument::ExportControl
        | Instrument::ExportBan
        | Instrument::ImportStop
        | Instrument::Quota => {
            entry.key("kind", quoted("quantity-cap"));
            let exports = action.instrument.by_exporter();
            flows(action, &mut entry, exports);
            sector(sectors, goods, &mut entry);
            limit(action, &mut entry);
            part_of_sector(action, sectors, goods, &mut entry);
        }
        Instrument::Purchase
        | Instrument::Support
        | Instrument::Outage
        | Instrument::StockRelease
        | Instrument::Retaliation => {
            without_kind(action, sectors, goods, &mut entry);
        }
    }
    entry
}

/// What the language has no kind for: written down as a comment.
fn without_kind(action: &Action, sectors: &[String], goods: &[String], entry: &mut Entry) {
    entry.measure = action.instrument != Instrument::Outage;
    let why = match action.instrument {
        Instrument::Purchase => {
            "the language has purchases of goods of chains, in tonnes a year, alone"
        }
        Instrument::Support => "the language has no kind for money given at home",
        Instrument::Outage => {
            "the language has outages of goods of chains alone; a loss elsewhere is `kind = \"productivity\"`"
        }
        Instrument::StockRelease => "the language has reserves of goods of chains alone",
        _ => "the text does not say by which means",
    };
    entry.key("kind", quoted("?"));
    alone(action, entry, "economy");
    let all: Vec<String> = sectors.iter().chain(goods).cloned().collect();
    if !all.is_empty() {
        entry.key("sector", words(&all));
    }
    if let Some(amount) = action.amount.first() {
        entry.key("amount", quoted(&amount.value));
    }
    entry.questions.push(format!("how should this be said in a scenario? Now: {why}."));
    entry.impossible(why);
}

/// "Gallium" is no ban of all non-ferrous metals.
fn part_of_sector(action: &Action, sectors: &[String], goods: &[String], entry: &mut Entry) {
    let parts = sectors
        .iter()
        .filter_map(|code| action.partial.get(code).map(|words| (code.clone(), words.clone())));
    let chains = goods.iter().filter_map(|good| {
        let row = PRODUCTS.iter().find(|row| row.codes.split(' ').any(|code| code == good))?;
        Some((row.sectors.to_owned(), good.clone()))
    });
    let parts: Vec<(String, String)> = parts.chain(chains).collect();
    for (code, words) in parts {
        entry.questions.push(format!(
            "how much of the flows of {code} is \"{words}\"? Write the share that remains, as in limit = \"70%\"."
        ));
        entry.impossible(format!(
            "\"{words}\" is only a part of {code}, and the entry would hold for all of it"
        ));
    }
}

/// Importer and exporter.
fn flows(action: &Action, entry: &mut Entry, by_exporter: bool) {
    let (acts, other) =
        if by_exporter { ("exporter", "importer") } else { ("importer", "exporter") };
    if action.actor.is_empty() {
        entry.missing(acts, "\"???\"", format!("who is the {acts}: who acts?"));
    } else {
        entry.key(acts, words(&values(&action.actor)));
    }
    let controls = by_exporter || action.instrument == Instrument::Quota;
    if !action.target.is_empty() {
        if action.target.iter().any(|found| found.span.is_none()) {
            entry.inferred.push(format!("{other} \"*\": the text names nobody"));
        }
        entry.key(other, words(&values(&action.target)));
    } else if controls {
        entry.key(other, quoted("*"));
        entry.inferred.push(format!("{other} \"*\": the text names nobody"));
        if action.instrument == Instrument::ExportBan {
            entry
                .questions
                .push(format!("to whom are exports stopped? {other} = \"*\" is everybody."));
            entry.impossible(format!(
                "the text does not say to whom, and {other} \"*\" would be everybody"
            ));
        }
    } else {
        entry.missing(other, "\"???\"", format!("who is the {other}: whose goods?"));
    }
}

fn alone(action: &Action, entry: &mut Entry, key: &'static str) {
    if action.actor.is_empty() {
        entry.missing(key, "\"???\"", "in which economy?");
    } else {
        entry.key(key, words(&values(&action.actor)));
    }
}

fn sector(sectors: &[String], goods: &[String], entry: &mut Entry) {
    let mut all = sectors.to_vec();
    for good in goods {
        let row = PRODUCTS.iter().find(|row| row.codes.split(' ').any(|code| code == good));
        for sector in
            row.map_or("", |row| row.sectors).split(' ').filter(|sector| !sector.is_empty())
        {
            entry.inferred.push(format!(
                "sector \"{sector}\" for {good}: the whole sector, since tariffs are by sector"
            ));
            if !all.iter().any(|known| known == sector) {
                all.push(sector.to_owned());
            }
        }
    }
    if all.is_empty() {
        entry.missing("sector", "\"???\"", "on which sectors (\"goods\" for all goods)?");
        return;
    }
    if all.iter().all(|code| code != "goods") && goods.is_empty() {
        entry.inferred.push(format!(
            "sector {}: the text names products, the entry means the whole sector",
            words(&all)
        ));
    }
    entry.key("sector", words(&all));
}

fn rate(action: &Action, entry: &mut Entry) {
    let Some(amount) = action.amount.first() else {
        entry.missing("rate", "{ add = \"?%\" }", "which rate (rate = { add = \"25%\" })?");
        return;
    };
    let value = quoted(&amount.value);
    if action.on_top {
        entry.key("rate", format!("{{ add = {value} }}"));
    } else if action.level {
        entry.key("rate", format!("{{ set = {value} }}"));
        entry.questions.push(
            "is this the whole duty (set), or what one order adds to the others (add)?".to_owned(),
        );
    } else {
        entry.key("rate", format!("{{ add = {value} }}"));
        entry.questions.push(
            "does this come on top of the duties there are (add), or is it the whole duty (set)?"
                .to_owned(),
        );
    }
}

fn cut(action: &Action, entry: &mut Entry) {
    match action.amount.first() {
        Some(amount) if action.level => {
            entry.key("rate", format!("{{ set = {} }}", quoted(&amount.value)))
        }
        _ if action.removed && action.bound.is_none() => {
            entry.key("rate", "{ set = \"0%\" }");
            entry.inferred.push("rate 0%: the text says that the duty is removed".to_owned());
        }
        Some(amount) => {
            let question = format!(
                "the text says {}: is that the old rate, the new one (set) or the step?",
                amount.value
            );
            entry.missing("rate", "{ set = \"?%\" }", question);
        }
        None => entry.missing(
            "rate",
            "{ set = \"?%\" }",
            "which rate remains (rate = { set = \"0%\" })?",
        ),
    }
    entry.questions.push(
        "does an earlier entry hold the duty that falls? Then end that one (until), or write override = true here."
            .to_owned(),
    );
}

fn limit(action: &Action, entry: &mut Entry) {
    let question = match action.instrument {
        Instrument::ExportBan | Instrument::ImportStop => {
            entry.key("limit", quoted("ban"));
            return;
        }
        Instrument::ExportControl => {
            "which share of the baseline flow is let through (limit = \"60%\")?".to_owned()
        }
        _ => match action.amount.first() {
            Some(amount) if amount.value.ends_with('%') => {
                entry.key("limit", quoted(&amount.value));
                return;
            }
            Some(amount) => {
                format!(
                    "the text says {}: which share of the baseline flow is that (limit = \"60%\")?",
                    amount.value
                )
            }
            None => "which share of the baseline flow is let through (limit = \"60%\")?".to_owned(),
        },
    };
    entry.missing("limit", "\"?%\"", question);
}

/// Name, days, and what holds for every kind.
fn finish(action: &Action, entry: &mut Entry) {
    let list = |found: &[Found]| values(found).join(" ");
    let mut name = format!("{} by {}", action.instrument.name(), or(&list(&action.actor), "?"));
    for (word, found) in [("on", &action.product), ("towards", &action.target)] {
        if !found.is_empty() {
            name.push_str(&format!(" {word} {}", list(found)));
        }
    }
    entry.name = name;
    if entry.measure {
        let by = action.actor.first().map_or("???".to_owned(), |found| found.value.clone());
        entry.keys.insert(0, ("by", quoted(&by)));
        if action.actor.is_empty() {
            entry.impossible("`by` is not known");
        }
        if action.actor.len() > 1 {
            entry.questions.push("several act: who takes the measure (by)?".to_owned());
        }
    }
    entry.questions.extend(action.questions.iter().cloned());
    entry.from = action.from.as_ref().and_then(|found| day(&found.value, false, entry));
    entry.until = action.until.as_ref().and_then(|found| day(&found.value, true, entry));
    if action.from.is_none()
        && !action.questions.iter().any(|question| question.starts_with("from which day"))
    {
        entry
            .questions
            .push("from which day? Without `from` the entry has always been in force.".to_owned());
    }
    let figure = |key: &str| matches!(key, "rate" | "limit" | "lost" | "amount");
    if let Some(words) =
        action.bound.as_ref().filter(|_| entry.keys.iter().any(|(key, _)| figure(key)))
    {
        entry.impossible(format!("the text gives \"{words}\", which is no one figure"));
    }
    if !action.status.holds() {
        let ended = action.ended && action.status == Status::Suspended;
        entry.obstacle =
            Some(if ended { "lifted or ended" } else { standing(action.status) }.to_owned());
    }
}

fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

fn standing(status: Status) -> &'static str {
    match status {
        Status::Threatened => "only threatened",
        Status::Suspended => "suspended",
        Status::Denied => "denied",
        Status::Hypothetical => "only a supposition",
        Status::Announced | Status::InForce => "it holds",
    }
}

/// A complete day; of a month or a year the first or the last, with a question.
fn day(value: &str, last: bool, entry: &mut Entry) -> Option<String> {
    let which = if last { "until" } else { "from" };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if value.starts_with("--") {
        entry.questions.push(format!(
            "{which} which year? The text says {}, and was published on no known day.",
            plain(value).split(',').next().unwrap_or_default()
        ));
        return None;
    }
    if value.len() == 10 {
        return Some(value.to_owned());
    }
    let completed = match (value.len(), last) {
        (4, false) if digits(value) => format!("{value}-01-01"),
        (4, true) if digits(value) => format!("{value}-12-31"),
        (7, false) => format!("{value}-01"),
        _ => {
            let first: jiff::civil::Date = format!("{value}-01").parse().ok()?;
            first.last_of_month().to_string()
        }
    };
    entry.questions.push(format!("{which} which day of {value}? {completed} stands in."));
    Some(completed)
}
