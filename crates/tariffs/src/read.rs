//! How is a file of a program read? As TOML that a person writes, with each problem at its line.

use crate::error::TariffsError;
use crate::line::Line;
use crate::program::{Entry, Metal, Program, Usmca};
use detente_world::nearest;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramFile {
    id: Spanned<String>,
    title: String,
    law: String,
    authority: String,
    #[serde(default)]
    yields_to: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    use_2024: bool,
    #[serde(default)]
    note: String,
    entry: Vec<EntryFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    act: Spanned<String>,
    from: Spanned<Datetime>,
    until: Option<Spanned<Datetime>>,
    partners: Vec<String>,
    #[serde(default)]
    lists: Vec<String>,
    #[serde(default)]
    codes: Vec<Spanned<String>>,
    rate: Option<Spanned<String>>,
    range: Option<Spanned<[String; 2]>>,
    #[serde(default)]
    rates: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    floor: bool,
    usmca: Option<Spanned<String>>,
    content: Option<Spanned<String>>,
    basis: Option<Spanned<String>>,
    loaded_before: Option<Spanned<Datetime>>,
    source: String,
    grade: Spanned<String>,
    #[serde(default)]
    note: String,
}

/// A text with its name, for messages.
struct Place<'text> {
    file: &'text str,
    text: &'text str,
}

impl Place<'_> {
    fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }

    fn error<Value>(&self, at: &Spanned<Value>, what: impl Into<String>) -> TariffsError {
        let line = self.line(at.span().start);
        TariffsError::Program { file: self.file.to_owned(), line, what: what.into() }
    }

    fn date(&self, at: &Spanned<Datetime>) -> Result<Date, TariffsError> {
        let day = at.get_ref().date.and_then(|date| {
            let parts =
                (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
            let (Ok(year), Ok(month), Ok(day)) = parts else { return None };
            Date::new(year, month, day).ok()
        });
        day.ok_or_else(|| self.error(at, format!("`{}` is no day; write 2025-04-05", at.get_ref())))
    }

    /// A rate in percent as a share.
    fn rate<Value>(&self, at: &Spanned<Value>, text: &str) -> Result<f64, TariffsError> {
        let number = text.strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok());
        let number = number.filter(|number| (0.0..=1000.0).contains(number));
        let wrong = || self.error(at, format!("`{text}` is no rate; write it as \"12.5%\""));
        number.map(|number| number / 100.0).ok_or_else(wrong)
    }

    /// The word's place in a list of words that may stand there.
    fn word(&self, at: &Spanned<String>, known: &[&str]) -> Result<usize, TariffsError> {
        let word = at.get_ref().as_str();
        known.iter().position(|own| *own == word).ok_or_else(|| {
            let hint = nearest(word, known.iter().copied());
            self.error(
                at,
                format!("`{word}` may not stand here; write {}{hint}", known.join(" or ")),
            )
        })
    }
}

/// Reads a program.
///
/// # Errors
/// [`TariffsError::Program`] at the line of the first problem.
pub(crate) fn program(file: &str, text: &str) -> Result<Program, TariffsError> {
    let place = Place { file, text };
    let read: ProgramFile = toml::from_str(text).map_err(|error| TariffsError::Program {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| place.line(span.start)),
        what: error.message().to_owned(),
    })?;
    if read.entry.is_empty() {
        return Err(place.error(&read.id, "the program has no [[entry]]"));
    }
    let entries = read.entry.iter().map(|one| entry(&place, one)).collect::<Result<_, _>>()?;
    Ok(Program {
        id: read.id.into_inner(),
        title: read.title,
        law: read.law,
        authority: read.authority,
        yields_to: read.yields_to,
        excludes: read.excludes,
        use_2024: read.use_2024,
        note: read.note,
        file: file.to_owned(),
        entries,
    })
}

fn entry(place: &Place<'_>, read: &EntryFile) -> Result<Entry, TariffsError> {
    let from = place.date(&read.from)?;
    let until = read.until.as_ref().map(|until| place.date(until)).transpose()?;
    if let Some(end) = read.until.as_ref().filter(|_| until.is_some_and(|until| until < from)) {
        return Err(place.error(end, format!("it ends before it begins, on {from}")));
    }
    let (low, high) = ends(place, read)?;
    let rates = read
        .rates
        .iter()
        .map(|(code, rate)| Ok((code.clone(), place.rate(rate, rate.get_ref())?)))
        .collect::<Result<_, TariffsError>>()?;
    let code = |code: &Spanned<String>| {
        Line::parse(code.get_ref()).map_err(|error| place.error(code, error.to_string()))
    };
    let usmca =
        read.usmca.as_ref().map(|word| place.word(word, &["free", "content"])).transpose()?;
    let metals = ["steel", "aluminium", "copper", "metal"];
    let content = read.content.as_ref().map(|word| place.word(word, &metals)).transpose()?;
    let basis =
        read.basis.as_ref().map(|word| place.word(word, &["collected-2024"])).transpose()?;
    place.word(&read.grade, &["A", "B", "C", "D"])?;
    Ok(Entry {
        act: read.act.get_ref().clone(),
        from,
        until,
        partners: read.partners.clone(),
        lists: read.lists.clone(),
        codes: read.codes.iter().map(code).collect::<Result<_, _>>()?,
        low,
        high,
        rates,
        floor: read.floor,
        usmca: [Usmca::Free, Usmca::Content].get(usmca.unwrap_or(2)).copied().unwrap_or_default(),
        content: content.map(|at| Metal::ALL[at]),
        collected_2024: basis.is_some(),
        loaded_before: read.loaded_before.as_ref().map(|day| place.date(day)).transpose()?,
        source: read.source.clone(),
        grade: read.grade.get_ref().clone(),
        note: read.note.clone(),
        line: place.line(read.act.span().start),
    })
}

/// The lowest and the highest rate.
fn ends(place: &Place<'_>, read: &EntryFile) -> Result<(f64, f64), TariffsError> {
    match (&read.rate, &read.range) {
        (Some(rate), None) => {
            let rate = place.rate(rate, rate.get_ref())?;
            Ok((rate, rate))
        }
        (None, Some(range)) => {
            let [low, high] = range.get_ref();
            let (low, high) = (place.rate(range, low)?, place.rate(range, high)?);
            if low > high {
                return Err(place.error(range, "the range begins above its end"));
            }
            Ok((low, high))
        }
        _ => Err(place.error(&read.act, "give either `rate` or `range`")),
    }
}
