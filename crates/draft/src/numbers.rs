//! Which number begins at a token? Digits, cardinals in words and what stands with them: read
//! whole, or not at all.
//!
//! A part of a number is never the number: where words before a token belong to the same number,
//! nothing begins there.

use crate::tokens::{Kind, Token};

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// Words that only ever stand inside or at the end of a number.
const INNER: [&str; 15] = [
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "trillion",
    "dozen",
    "dozens",
    "score",
    "point",
    "odd",
    "fourty",
    "half",
];

/// The number that begins at a token, with how many tokens it has; none inside a number.
pub(crate) fn number_at(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    if inside(tokens, at) {
        return None;
    }
    let (length, value) = match tokens.get(at)?.kind {
        Kind::Number(value) => (1, value),
        Kind::Word => words(tokens, at)?,
        _ => return None,
    };
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    let next = at + length;
    // "Two and a half".
    if is(next, &["and"]) && is(next + 1, &["a"]) && is(next + 2, &["half"]) {
        return Some((length + 3, value + 0.5));
    }
    // "2 1/2": what follows belongs to it, and is not read.
    let broken = is(next, &["/", "\u{bd}", "\u{bc}", "\u{be}"])
        || matches!(tokens.get(next).map(|token| token.kind), Some(Kind::Number(_)))
            && is(next + 1, &["/"]);
    (!broken).then_some((length, value))
}

/// Whether a token continues a number that began before it.
pub(crate) fn inside(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let (Some(before), Some(token)) = (before, tokens.get(at)) else { return false };
    let digits = |token: &Token| matches!(token.kind, Kind::Number(_));
    let own = digits(token) || is_word_of_number(token);
    let joined = before.span.end + 1 >= token.span.start;
    let numeral = joined && (is_word_of_number(before) || before.is(&["/", "\u{bd}"]));
    // "Two and five eighths", "a hundred and five" where it could not be read.
    let and = before.is(&["and"])
        && at >= 2
        && is_word_of_number(&tokens[at - 2])
        && !tokens[at - 2].is(&["half"]);
    // "2,5,5", "12 5": digits that no sign keeps apart.
    let digits_before = joined && digits(before) && digits(token);
    own && (numeral || and && is_word_of_number(token) || digits_before)
        || before.is(&["/"]) && joined
}

/// Whether a word is one of a number: "twenty", "hundred", "half".
fn is_word_of_number(token: &Token) -> bool {
    token.is(&ONES) || token.is(&TENS) || token.is(&INNER)
}

/// "Twenty-five", "a hundred and five", "three hundred", "seven point eight", "half a".
fn words(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    if let Some(length) = half(tokens, at) {
        return Some((length, 0.5));
    }
    let (mut length, mut value) =
        if is(at, &["a", "an"]) && is(at + 1, &["hundred", "thousand", "million", "billion"]) {
            (1, 1.0)
        } else {
            below_hundred(tokens, at)?
        };
    if is(at + length, &["hundred"]) {
        value *= 100.0;
        length += 1;
        let and = usize::from(is(at + length, &["and"]));
        if let Some((more, rest)) = below_hundred(tokens, at + length + and) {
            value += rest;
            length += and + more;
        }
    }
    if is(at + length, &["point"]) {
        let digit = |at: usize| {
            ONES[..10].iter().position(|word| tokens.get(at).is_some_and(|token| token.is(&[word])))
        };
        let digits: String =
            (at + length + 1..).map_while(digit).map(|digit| digit.to_string()).collect();
        if digits.is_empty() {
            return None;
        }
        value = format!("{value}.{digits}").parse().ok()?;
        length += 1 + digits.len();
    }
    Some((length, value))
}

/// "Half a percent", "a half percent", "half a million": one half of what follows.
fn half(tokens: &[Token], at: usize) -> Option<usize> {
    const OF: [&str; 8] =
        ["percent", "per", "percentage", "%", "million", "billion", "trillion", "pc"];
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    let article = usize::from(is(at, &["a", "one"]));
    let end = at + article + 1;
    if !is(at + article, &["half"]) {
        return None;
    }
    let after = usize::from(article == 0 && is(end, &["a", "of"]))
        + usize::from(is(end, &["of"]) && is(end + 1, &["one"]));
    is(end + after, &OF).then_some(article + 1 + after)
}

fn below_hundred(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    let index = |at: usize, words: &[&str]| {
        let place =
            words.iter().position(|word| tokens.get(at).is_some_and(|token| token.is(&[word])))?;
        u32::try_from(place).ok().map(f64::from)
    };
    if let Some(ones) = index(at, &ONES) {
        return Some((1, ones));
    }
    let tens = 20.0 + 10.0 * index(at, &TENS)?;
    match index(at + 1, &ONES[..10]).filter(|ones| *ones > 0.0) {
        Some(ones) => Some((2, tens + ones)),
        None => Some((1, tens)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    fn read(text: &str) -> Option<(usize, f64)> {
        number_at(&tokens(text, 0), 0)
    }

    #[test]
    fn cardinals_are_read_whole() {
        for (text, value) in [
            ("forty", 40.0),
            ("forty-two", 42.0),
            ("sixty eight percent", 68.0),
            ("seventeen", 17.0),
            ("a hundred percent", 100.0),
            ("one hundred and thirty-five", 135.0),
            ("two hundred", 200.0),
            ("eight point seven five percent", 8.75),
            ("three and a half", 3.5),
            ("half a percent", 0.5),
            ("17,25 %", 17.25),
            ("0,125 %", 0.125),
            ("1,500", 1500.0),
        ] {
            let all = tokens(text, 0);
            let (length, found) = read(text).expect(text);
            assert!((found - value).abs() < 1e-12, "{text}: {found}");
            // Nothing begins inside it.
            assert!((1..length).all(|at| number_at(&all, at).is_none()), "{text}");
        }
    }

    #[test]
    fn what_is_not_read_whole_is_not_read_in_part() {
        for text in [
            "several hundred forty percent",
            "sixty-odd eight percent",
            "2 1/4 percent",
            "2\u{bd} percent",
            "1.2.3,4 %",
        ] {
            let all = tokens(text, 0);
            let sign = all.iter().position(|token| token.is(&["percent", "%"])).unwrap();
            let reaches =
                |at: usize| number_at(&all, at).is_some_and(|(length, _)| at + length == sign);
            assert!(!(0..sign).any(reaches), "{text}");
        }
    }
}
