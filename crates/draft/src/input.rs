//! Is it a text, and where are its title, its dateline and its sentences?

use crate::DraftError;
use crate::action::Span;
use crate::dates::{Raw, date_at};
use crate::tokens::{Kind, Token, tokens};
use jiff::civil::Date;

/// The most bytes of a text; an article has a few thousand.
pub const LONGEST: usize = 1 << 20;
/// The most tokens of a sentence; what is longer is taken in pieces.
const LONGEST_SENTENCE: usize = 300;
/// Within so many tokens a dateline ends with a dash.
const DATELINE: usize = 16;

/// Words with a point that ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct",
    "nov", "dec", "no", "vs", "inc", "corp", "co", "ltd", "st", "gen", "sen", "rep", "gov",
    "approx",
];
/// Words that begin a sentence after `U.S.` or `a.m.`.
const STARTERS: &[&str] = &[
    "the", "it", "in", "but", "a", "an", "on", "he", "she", "they", "that", "this", "these",
    "those", "from", "its", "both", "tokyo", "beijing", "brussels",
];

/// One sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub span: Span,
    pub tokens: Vec<Token>,
}

/// A text in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    /// The first line, where it stands alone and ends without a full stop.
    pub title: Option<String>,
    /// The day in a dateline or on a line of its own, where it is complete.
    pub dateline: Option<Date>,
    pub sentences: Vec<Sentence>,
}

/// The bytes as text.
pub(crate) fn text_of<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, DraftError> {
    let name = || name.to_owned();
    if bytes.len() > LONGEST {
        return Err(DraftError::TooLong { name: name(), limit: LONGEST });
    }
    let control = |byte: &u8| {
        (*byte < 0x20 || *byte == 0x7f) && !matches!(*byte, b'\n' | b'\r' | b'\t' | 0x0c)
    };
    if let Some(at) = bytes.iter().position(control) {
        return Err(DraftError::Binary { name: name(), at });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| DraftError::Encoding { name: name(), at: error.valid_up_to() })?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(DraftError::Empty { name: name() });
    }
    Ok(text)
}

/// Takes a text apart.
pub(crate) fn article(text: &str) -> Article {
    let mut article = Article { title: None, dateline: None, sentences: Vec::new() };
    for (at, block) in paragraphs(text).into_iter().enumerate() {
        let words = block.of(text);
        let mut all = tokens(words, block.start);
        if let Some(date) = lone_date(&all) {
            article.dateline = article.dateline.or(Some(date));
            continue;
        }
        let date = cut_dateline(&mut all).or_else(|| cut_place(&mut all));
        article.dateline = article.dateline.or(date);
        if at == 0 && !words.ends_with(['.', '!', '?', '"', '\u{201d}']) && words.len() < 200 {
            article.title = Some(words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        split(text, all, &mut article.sentences);
    }
    article
}

/// Pieces between empty lines; items of a list and a first line followed by another paragraph stand
/// alone too.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut result: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches('\u{feff}').trim();
        let item = trimmed.starts_with("- ")
            || trimmed.starts_with("* ")
            || trimmed.starts_with("\u{2022} ");
        if trimmed.is_empty() || item {
            result.extend(open.take());
        }
        if !trimmed.is_empty() {
            let start = at + line.find(trimmed).unwrap_or(0);
            let end = start + trimmed.len();
            open = Some(Span { start: open.map_or(start, |span| span.start), end });
        }
        at += line.len();
    }
    result.extend(open);
    result
}

fn lone_date(all: &[Token]) -> Option<Date> {
    let skip = all
        .iter()
        .take_while(|token| token.is(&["published", "updated", "date", ":", "on"]))
        .count();
    let (length, raw) = date_at(all, skip)?;
    let Raw::Day(date) = raw else { return None };
    (skip + length + 1 >= all.len()).then_some(date)
}

/// Takes "TOKYO, April 2, 2025 (Agency) -" away and gives its date.
fn cut_dateline(all: &mut Vec<Token>) -> Option<Date> {
    let first = all.first()?;
    if !(first.upper && first.lower.chars().count() > 2 && first.kind == Kind::Word) {
        return None;
    }
    let dash = |token: &Token| token.is(&["-", "\u{2013}", "\u{2014}", "--"]);
    let end = all.iter().take(DATELINE).position(dash)?;
    let found = (0..end).find_map(|at| match date_at(all, at) {
        Some((_, Raw::Day(date))) => Some(date),
        _ => None,
    });
    all.drain(..=end);
    found
}

/// Takes "Doha, 5 March 2026." away and gives its date.
fn cut_place(all: &mut Vec<Token>) -> Option<Date> {
    let comma = all.iter().take(5).position(|token| token.is(&[","]))?;
    let place =
        comma > 0 && all[..comma].iter().all(|token| token.kind == Kind::Word && token.capital);
    let (length, raw) = date_at(all, comma + 1)?;
    let Raw::Day(date) = raw else { return None };
    let end = comma + 1 + length;
    let ends = all.get(end).is_some_and(|token| token.is(&[".", ":", "-", "\u{2013}", "\u{2014}"]));
    if !(place && ends) {
        return None;
    }
    all.drain(..=end);
    Some(date)
}

fn split(text: &str, all: Vec<Token>, sentences: &mut Vec<Sentence>) {
    let mut current: Vec<Token> = Vec::new();
    let mut rest = all.into_iter().peekable();
    while let Some(token) = rest.next() {
        let end = match rest.peek() {
            None => true,
            Some(next) => ends_sentence(&token, current.last(), next),
        };
        current.push(token);
        if end || current.len() >= LONGEST_SENTENCE {
            // A closing quotation mark belongs to what it closes.
            if let Some(quote) =
                rest.next_if(|next| next.is(&["\"", "\u{201d}"]) && touches(text, &current, next))
            {
                current.push(quote);
            }
            let tokens = std::mem::take(&mut current);
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
            let span = Span { start: first.span.start, end: last.span.end };
            sentences.push(Sentence { span, tokens });
        }
    }
}

fn touches(text: &str, before: &[Token], next: &Token) -> bool {
    let end = before.last().map_or(0, |token| token.span.end);
    text.get(end..next.span.start).is_some_and(str::is_empty)
}

fn ends_sentence(token: &Token, before: Option<&Token>, next: &Token) -> bool {
    let begins = next.capital || next.kind != Kind::Word;
    if token.is(&["!", "?"]) {
        return begins;
    }
    // The last dot of "U.S." is inside its token.
    if token.kind == Kind::Word
        && token.upper
        && token.span.end - token.span.start > token.lower.len()
    {
        return next.capital && next.is(STARTERS);
    }
    let short =
        before.is_some_and(|word| word.is(ABBREVIATIONS) && word.span.end == token.span.start);
    token.is(&["."]) && begins && !short && !next.is(&["."])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        article(text).sentences.iter().map(|sentence| sentence.span.of(text).to_owned()).collect()
    }

    #[test]
    fn points_inside_words_and_numbers_end_nothing() {
        let text =
            "The U.S. raised 2.5% to 25 p.m. on Jan. 3. Mr. Sato left the U.S. The duty stays.";
        assert_eq!(sentences(text).len(), 3, "{:?}", sentences(text));
        let quoted = "\"We talk.\" He left.";
        assert_eq!(sentences(quoted), ["\"We talk.\"", "He left."]);
    }

    #[test]
    fn title_and_dateline_are_not_sentences_of_their_own_kind() {
        let text = "A title\n\nTOKYO, April 2, 2025 (Wire) - Japan sells.\n\n- one\n- two\n";
        let article = article(text);
        assert_eq!(article.title.as_deref(), Some("A title"));
        assert_eq!(article.dateline, Some(Date::constant(2025, 4, 2)));
        assert_eq!(sentences(text), ["A title", "Japan sells.", "- one", "- two"]);
    }

    #[test]
    fn a_place_and_a_day_before_a_full_stop_are_a_dateline() {
        let of = |text: &str| (article(text).dateline, sentences(text).len());
        assert_eq!(of("Doha, 5 March 2026. Japan sells."), (Some(Date::constant(2026, 3, 5)), 1));
        assert_eq!(
            of("New Delhi, March 5, 2026 - Japan sells."),
            (Some(Date::constant(2026, 3, 5)), 1)
        );
        assert_eq!(of("Japan, on 5 March 2026. Sells."), (None, 2));
        assert_eq!(of("Japan, 5 March 2026 is a day."), (None, 1));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(text_of(b"  \n", "a"), Err(DraftError::Empty { .. })));
        assert!(matches!(text_of(b"ab\0c", "a"), Err(DraftError::Binary { at: 2, .. })));
        assert!(matches!(text_of(b"ab\xffc", "a"), Err(DraftError::Encoding { at: 2, .. })));
        assert!(matches!(text_of(&vec![b'a'; LONGEST + 1], "a"), Err(DraftError::TooLong { .. })));
    }
}
