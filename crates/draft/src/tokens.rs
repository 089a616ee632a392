//! What are the words of a text, and where?

use crate::action::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Word,
    /// A number with its value.
    Number(f64),
    /// A date written as `2025-04-04`.
    IsoDate,
    /// `'s`, or the apostrophe after a plural.
    Possessive,
    Symbol,
}

/// A word, a number or a sign.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub span: Span,
    pub kind: Kind,
    /// In small letters, without the dots of `U.S.`.
    pub lower: String,
    /// Without the ending of a plural.
    pub stem: String,
    /// Begins with a capital.
    pub capital: bool,
    /// Has capitals alone.
    pub upper: bool,
}

impl Token {
    /// Whether it is one of some words.
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_str())
    }

    /// Whether its stem is one of some words.
    pub fn stems(&self, words: &[&str]) -> bool {
        words.contains(&self.stem.as_str())
    }
}

/// The tokens of a piece of text; `base` is where the piece begins in the whole.
pub(crate) fn tokens(piece: &str, base: usize) -> Vec<Token> {
    let chars: Vec<(usize, char)> = piece.char_indices().collect();
    let offset = |at: usize| chars.get(at).map_or(piece.len(), |char| char.0);
    let mut result = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at].1;
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let end = if c.is_ascii_digit() {
            number_end(&chars, at)
        } else if c.is_alphabetic() {
            word_end(&chars, at)
        } else {
            at + 1
        };
        let span = Span { start: base + offset(at), end: base + offset(end) };
        let words = &piece[offset(at)..offset(end)];
        let joins = c == '-' && at > 0 && chars[at - 1].1.is_alphanumeric();
        let hyphen = joins && chars.get(at + 1).is_some_and(|next| next.1.is_alphanumeric());
        if !hyphen {
            push(words, span, &mut result);
        }
        at = end;
    }
    result
}

/// The end of a number: digits with points and commas inside, or a date.
fn number_end(chars: &[(usize, char)], start: usize) -> usize {
    let digit = |at: usize| chars.get(at).is_some_and(|char| char.1.is_ascii_digit());
    let dash = |at: usize| chars.get(at).is_some_and(|char| char.1 == '-');
    let run = |at: usize, count: usize| (at..at + count).all(digit);
    if run(start, 4)
        && dash(start + 4)
        && run(start + 5, 2)
        && dash(start + 7)
        && run(start + 8, 2)
        && !digit(start + 10)
    {
        return start + 10;
    }
    let mut at = start;
    while digit(at)
        || (chars.get(at).is_some_and(|char| char.1 == '.') && digit(at + 1))
        || (chars.get(at).is_some_and(|char| char.1 == ',') && run(at + 1, 3) && !digit(at + 4))
        || decimal_comma(chars, at)
    {
        at += 1;
    }
    at
}

/// "12,5": one or two digits behind a comma that touches both; longer groups are thousands.
fn decimal_comma(chars: &[(usize, char)], at: usize) -> bool {
    let digit = |at: usize| chars.get(at).is_some_and(|char| char.1.is_ascii_digit());
    let comma = chars.get(at).is_some_and(|char| char.1 == ',');
    comma && digit(at + 1) && !(digit(at + 2) && digit(at + 3))
}

/// The value of digits with points and commas; none where they can be read in two ways.
fn value(plain: &str) -> Option<f64> {
    let groups: Vec<&str> = plain.split(',').collect();
    match groups.as_slice() {
        // "0,125" is no 125, "12,5" no 125.
        [whole, decimals] if decimals.len() < 3 || *whole == "0" => (!whole.contains('.')
            && !decimals.contains('.'))
        .then(|| format!("{whole}.{decimals}").parse().ok())?,
        [_, groups @ ..]
            if groups
                .iter()
                .any(|group| group.split('.').next().is_some_and(|digits| digits.len() != 3)) =>
        {
            None
        }
        _ => plain.replace(',', "").parse().ok(),
    }
}

/// The end of a word: letters, apostrophes between letters, and the dots of `U.S.`.
fn word_end(chars: &[(usize, char)], start: usize) -> usize {
    let letter = |at: usize| chars.get(at).is_some_and(|char| char.1.is_alphabetic());
    let is = |at: usize, c: char| chars.get(at).is_some_and(|char| char.1 == c);
    // Single letters, each with its dot.
    let mut dotted = start;
    while letter(dotted)
        && is(dotted + 1, '.')
        && !(dotted > start && letter(dotted + 2) && letter(dotted + 3))
    {
        dotted += 2;
    }
    if dotted >= start + 4 {
        return dotted;
    }
    let mut at = start;
    while letter(at) || ((is(at, '\'') || is(at, '\u{2019}')) && letter(at + 1)) {
        at += 1;
    }
    // The apostrophe after a plural.
    if (is(at, '\'') || is(at, '\u{2019}')) && is(at - 1, 's') { at + 1 } else { at }
}

fn push(words: &str, span: Span, result: &mut Vec<Token>) {
    let plain = words.replace('\u{2019}', "'");
    let parts: Vec<(&str, &str, Kind)> = if plain.chars().next().is_some_and(|c| c.is_ascii_digit())
    {
        let value = value(&plain);
        let kind = if plain.contains('-') {
            Kind::IsoDate
        } else {
            value.map_or(Kind::Symbol, Kind::Number)
        };
        vec![(&plain, &plain, kind)]
    } else if let Some(word) = plain.strip_suffix("n't") {
        // "won't" and "can't" have lost a letter.
        let word = if word == "wo" { "will" } else { word };
        vec![(word, word, Kind::Word), ("not", "not", Kind::Symbol)]
    } else if let Some(word) = plain.strip_suffix("'s") {
        vec![(word, word, Kind::Word), ("'s", "'s", Kind::Possessive)]
    } else if let Some(word) = plain.strip_suffix('\'').filter(|word| word.ends_with('s')) {
        vec![(word, word, Kind::Word), ("'", "'", Kind::Possessive)]
    } else {
        let kind = if plain.chars().any(char::is_alphabetic) { Kind::Word } else { Kind::Symbol };
        vec![(&plain, &plain, kind)]
    };
    let several = parts.len() > 1;
    for (at, (word, _, kind)) in parts.into_iter().enumerate() {
        // The first part has the span of the whole, so that a quotation shows what is written.
        let span = if several && at > 0 { Span { start: span.end, end: span.end } } else { span };
        result.push(token(word, span, if word == "not" { Kind::Word } else { kind }));
    }
}

fn token(word: &str, span: Span, kind: Kind) -> Token {
    let dotless: String =
        if word.contains('.') && !matches!(kind, Kind::Number(_)) && word.len() > 1 {
            word.replace('.', "")
        } else {
            word.to_owned()
        };
    let lower = dotless.to_lowercase();
    Token {
        span,
        kind,
        stem: stem(&lower),
        capital: dotless.chars().next().is_some_and(char::is_uppercase),
        upper: !dotless.chars().any(char::is_lowercase),
        lower,
    }
}

/// A word without the ending of its plural; both sides of every comparison go through it.
pub(crate) fn stem(word: &str) -> String {
    let cut = |ending: &str| word.strip_suffix(ending).filter(|rest| rest.len() >= 2);
    if word.len() > 4
        && let Some(rest) = cut("ies")
    {
        return format!("{rest}y");
    }
    if ["sses", "shes", "ches", "xes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    let kept = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match cut("s") {
        Some(rest) if !kept && word.len() > 3 => rest.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text, 0).into_iter().map(|token| token.lower).collect()
    }

    #[test]
    fn dots_hyphens_and_apostrophes_are_told_apart() {
        assert_eq!(
            words("U.S. rare-earth makers' 1,500.5 t"),
            ["us", "rare", "earth", "makers", "'", "1,500.5", "t"]
        );
        assert_eq!(
            words("Japan\u{2019}s didn't - 2025-04-04, 25%."),
            ["japan", "'s", "did", "not", "-", "2025-04-04", ",", "25", "%", "."]
        );
    }

    #[test]
    fn spans_are_bytes_of_the_text() {
        let text = "Türkiye \u{2013} 25%";
        let found = tokens(text, 0);
        let pieces: Vec<&str> = found.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(pieces, ["Türkiye", "\u{2013}", "25", "%"]);
    }

    #[test]
    fn plurals_have_the_stem_of_the_singular() {
        for (many, one) in [
            ("duties", "duty"),
            ("tariffs", "tariff"),
            ("taxes", "tax"),
            ("bus", "bus"),
            ("gas", "gas"),
        ] {
            assert_eq!(stem(many), stem(one), "{many}");
        }
    }
}
