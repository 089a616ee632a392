//! `detente tariffs`: what does a good pay at the border, by law and as expected to be collected?

use crate::arguments::{By, TariffsArguments};
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_report::daily_page;
use detente_tariffs::{
    Basis, Book, Entry, FIRST_DAY, Group, LAST_DAY, Line, PartnerId, Program, Rate, Summary,
};
use detente_world::{World, WorldError, embedded, names};
use jiff::civil::Date;
use std::fmt::Write;

/// Rows that are printed; a file has all.
const SHOWN: usize = 40;

/// What was asked for.
struct Question {
    book: Book,
    day: Date,
    partners: Vec<PartnerId>,
    line: Option<Line>,
}

pub(crate) fn run(arguments: &TariffsArguments, output: &Output) -> Result<(), Failure> {
    importer(&arguments.importer)?;
    let question = question(arguments)?;
    if let Some(path) = &arguments.schedule {
        return super::tariff_schedule::write(&question.book, question.day, path);
    }
    if arguments.daily {
        return daily(arguments, &question, output);
    }
    let Question { book, day, partners, line } = &question;
    let group = match arguments.by {
        By::Program => None,
        By::Partner => Some(Group::Partner),
        By::Sector => Some(Group::Sector),
        By::Line => Some(Group::Line),
    };
    let rows = group.map(|group| (group, book.summary(*day, partners, *line, group)));
    if arguments.out.is_some() || arguments.csv {
        let table = match &rows {
            Some((group, rows)) => book.summary_table(*group, rows),
            None => book.program_table(*day, partners, *line),
        };
        return keep(arguments, &table, output);
    }
    let mut text = head(&question);
    match &rows {
        Some((group, rows)) => summaries(&mut text, &question, *group, rows),
        None => programs(&mut text, &question),
    }
    output.text(&text)
}

fn question(arguments: &TariffsArguments) -> Result<Question, Failure> {
    let mut book = Book::embedded()?;
    for path in &arguments.with {
        let text = std::fs::read_to_string(path).map_err(|error| WorldError::read(path, error))?;
        book = book.with_program(&path.display().to_string(), &text)?;
    }
    let day = book.day(arguments.date.unwrap_or(LAST_DAY))?;
    let line = arguments.line.as_deref().map(|word| book.line(word)).transpose()?;
    let named = book.partners_named(&arguments.from)?;
    for partner in named.iter().map(|partner| &book.partners()[partner.0]) {
        if !partner.counted {
            note(&format!(
                "note: lines of {} are not counted by themselves; it takes the mix of lines of the European Union, and the imports shown are the Union's",
                partner.name
            ));
        }
    }
    let partners = if named.is_empty() { book.apart() } else { named };
    if !partners.iter().any(|partner| !book.chosen(*partner, line).is_empty()) {
        return Err(nothing(&book, line));
    }
    Ok(Question { book, day, partners, line })
}

/// Nobody chosen sold the line in 2024: says who did.
fn nothing(book: &Book, line: Option<Line>) -> Failure {
    let mut sellers: Vec<(f64, &str)> = book
        .apart()
        .into_iter()
        .map(|partner| {
            let imports = book.chosen(partner, line).iter().map(|row| row.imports).sum();
            (imports, book.partners()[partner.0].code.as_str())
        })
        .filter(|(imports, _)| *imports > 0.0)
        .collect();
    sellers.sort_by(|one, two| two.0.total_cmp(&one.0));
    let codes: Vec<&str> = sellers.iter().take(5).map(|(_, code)| *code).collect();
    let line = line.map_or(String::new(), |line| format!(" under {line}"));
    Failure::user(format!(
        "nothing was imported{line} from these partners in 2024, so that no mean can be weighted; leave --from out, or name {}",
        codes.join(", ")
    ))
}

/// Refuses an importer without lines, and says what is known of it.
fn importer(word: &str) -> Result<(), Failure> {
    let found = names::find(word);
    if found.is_some_and(|name| name.code == "USA") {
        return Ok(());
    }
    let known = "duties by line are known for the United States (USA) alone";
    let Some(name) = found else {
        return Err(Failure::user(format!("there is no importer `{word}`: {known}")));
    };
    let world = embedded::load(embedded::names()[0])?;
    let offer = applied(&world, &name.code).map_or(String::new(), |(least, most)| {
        let rate = if most - least < 5e-5 {
            format!("{:.1} %", most * 100.0)
        } else {
            format!("{:.1} to {:.1} %", least * 100.0, most * 100.0)
        };
        format!(
            "; of {} the world `{}` has applied rates on goods by partner and sector, {rate} (`detente world export`)",
            name.code, world.id
        )
    });
    Err(Failure::user(format!(
        "no duties by line of {} (`{}`): {known}{offer}",
        name.name(),
        name.code
    )))
}

/// The least and the most that the world has as an importer's rate on goods of foreigners.
fn applied(world: &World, code: &str) -> Option<(f64, f64)> {
    let importer = world.economy(code)?;
    let rates = world.sector_ids().flat_map(|sector| {
        world.economy_ids().map(move |exporter| world.tariff.get(sector, importer, exporter))
    });
    let positive: Vec<f64> = rates.filter(|rate| *rate > 0.0).collect();
    let most = positive.iter().copied().fold(0.0, f64::max);
    let least = positive.iter().copied().fold(f64::INFINITY, f64::min);
    (most > 0.0).then_some((least, most))
}

fn daily(
    arguments: &TariffsArguments,
    question: &Question,
    output: &Output,
) -> Result<(), Failure> {
    let Question { book, day, partners, line } = question;
    let table = book.daily_table(FIRST_DAY, *day, partners, *line);
    if let Some(path) = &arguments.html {
        let page = daily_page(&table, &goods(question))?;
        detente_world::write_atomically(path, page.as_bytes())?;
        note(&format!("wrote {}", path.display()));
    }
    if arguments.out.is_some() || arguments.csv {
        return keep(arguments, &table, output);
    }
    if arguments.html.is_some() {
        return Ok(());
    }
    let (dates, rates) = (table.words("date"), table.numbers("statutory_pct"));
    let mut text =
        "Mean duty by law, % of imports of 2024; days on which it changes\n\n".to_owned();
    for at in 0..table.rows() {
        if at == 0 || (rates[at] - rates[at - 1]).abs() >= 0.005 {
            let _ = writeln!(text, "{}  {:>7.2}", dates[at], rates[at]);
        }
    }
    text.push_str("\nEvery day, by program: --csv, or --out FILE.\n");
    output.text(&text)
}

/// Writes or prints a table.
fn keep(
    arguments: &TariffsArguments,
    table: &detente_world::table::Table,
    output: &Output,
) -> Result<(), Failure> {
    if let Some(path) = &arguments.out {
        table.write(path)?;
        note(&format!("wrote {} ({} rows)", path.display(), table.rows()));
    }
    if arguments.csv {
        return output.text(&String::from_utf8_lossy(&table.to_csv()?));
    }
    Ok(())
}

/// A rate in percent, as a range where it is one.
fn shown(rate: Rate) -> String {
    if rate.is_range() {
        let [low, high] = [rate.low, rate.high].map(|end| format!("{:.1}", end * 100.0));
        return if low == high { low } else { format!("{low}-{high}") };
    }
    format!("{:.2}", rate.middle() * 100.0)
}

/// "HS 8703 from JPN".
fn goods(question: &Question) -> String {
    let Question { book, partners, line, .. } = question;
    let codes: Vec<&str> =
        partners.iter().map(|partner| book.partners()[partner.0].code.as_str()).collect();
    let from =
        if partners.len() > 8 { format!("{} partners", partners.len()) } else { codes.join(", ") };
    let line = line.map_or("all goods".to_owned(), |line| format!("HS {line}"));
    format!("{line} from {from}")
}

fn head(question: &Question) -> String {
    let Question { book, day, partners, line } = question;
    let [law, expected] =
        [Basis::Law, Basis::Collected].map(|basis| book.mean(*day, basis, partners, *line));
    let goods = goods(question);
    format!(
        "Duties of the United States on {day}: {goods}\n\
         by law {} %, expected to be collected {} %; imports of 2024: USD {:.1} billion\n\n",
        shown(law.total()),
        shown(expected.total()),
        law.imports / 1e9
    )
}

fn summaries(text: &mut String, question: &Question, group: Group, rows: &[Summary]) {
    let key = match group {
        Group::Partner => "partner",
        Group::Sector => "sector",
        Group::Line => "line",
    };
    let _ = writeln!(
        text,
        "{key:<14}{:>12}{:>11}{:>11}  largest programs, points by law",
        "USD million", "by law", "expected"
    );
    for row in rows.iter().take(SHOWN) {
        let _ = writeln!(
            text,
            "{:<14}{:>12.0}{:>11}{:>11}  {}",
            row.key,
            row.law.imports / 1e6,
            shown(row.law.total()),
            shown(row.collected.total()),
            question.book.largest(&row.law, 3)
        );
    }
    if rows.len() > SHOWN {
        let _ = writeln!(text, "... and {} more: --csv, or --out FILE", rows.len() - SHOWN);
    }
}

fn programs(text: &mut String, question: &Question) {
    let Question { book, day, partners, line } = question;
    let table = book.program_table(*day, partners, *line);
    let (ids, titles) = (table.words("program"), table.words("title"));
    let [law, low, high, expected] =
        ["statutory_pct", "statutory_low_pct", "statutory_high_pct", "expected_pct"]
            .map(|name| table.numbers(name));
    let _ = writeln!(text, "{:<26}{:>11}{:>11}", "program, points", "by law", "expected");
    for at in 0..table.rows() {
        let rate = Rate { low: low[at] / 100.0, high: high[at] / 100.0 };
        let by_law = if rate.is_range() { shown(rate) } else { format!("{:.2}", law[at]) };
        let _ = writeln!(text, "{:<26}{by_law:>11}{:>11.2}  {}", ids[at], expected[at], titles[at]);
    }
    text.push_str(
        "\nActs in force for some of these goods; of those that fit a line, the last counts\n",
    );
    for (program, entry) in book.acts(*day, partners, *line) {
        act(text, program, entry);
    }
}

fn act(text: &mut String, program: &Program, entry: &Entry) {
    let rate = if entry.high > entry.low {
        format!("{} to {} %", settled(entry.low), settled(entry.high))
    } else {
        format!("{} %", settled(entry.low))
    };
    let kind = if entry.floor { " in all" } else { "" };
    let own = if entry.rates.is_empty() { "" } else { ", some partners their own" };
    let until = entry.until.map_or(String::new(), |until| format!(" to {until}"));
    let _ = writeln!(
        text,
        "  {:<26} {rate}{kind}{own}: {} (from {}{until}; grade {})",
        program.id, entry.act, entry.from, entry.grade
    );
}

/// A share in percent, with the digits that were given.
fn settled(share: f64) -> f64 {
    (share * 1e8).round() / 1e6
}
