//! How much? Rates, money and tonnes as texts write them, in one form each.

use crate::numbers::{inside, number_at};
use crate::tokens::Token;

/// An amount in the form of a draft.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Amount {
    /// `25%`.
    Rate(String),
    /// `USD 7 billion`.
    Money(String),
    /// `20 t`, `5.5 Mt/yr`.
    Mass(String),
    /// "Between 7.8 and 35.3 percent": two figures where an entry has one.
    Range(String),
}

impl Amount {
    pub fn text(&self) -> &str {
        match self {
            Self::Rate(text) | Self::Money(text) | Self::Mass(text) | Self::Range(text) => text,
        }
    }
}

const SIGNS: [(&str, &str); 6] = [
    ("$", "USD"),
    ("\u{a5}", "JPY"),
    ("\u{20ac}", "EUR"),
    ("\u{a3}", "GBP"),
    ("\u{20a9}", "KRW"),
    ("\u{20b9}", "INR"),
];
const SIGN_PREFIXES: [(&str, &str); 8] = [
    ("us", "USD"),
    ("a", "AUD"),
    ("au", "AUD"),
    ("c", "CAD"),
    ("ca", "CAD"),
    ("nz", "NZD"),
    ("s", "SGD"),
    ("hk", "HKD"),
];
const CURRENCIES: [(&str, &[&str]); 12] = [
    ("USD", &["dollar", "usd"]),
    ("JPY", &["yen", "jpy"]),
    ("EUR", &["euro", "eur"]),
    ("GBP", &["pound", "gbp", "sterling"]),
    ("KRW", &["won", "krw"]),
    ("CNY", &["yuan", "renminbi", "cny", "rmb"]),
    ("INR", &["rupee", "inr"]),
    ("CHF", &["franc", "chf"]),
    ("BRL", &["real", "reais", "brl"]),
    ("RUB", &["rouble", "ruble", "rub"]),
    ("IDR", &["rupiah", "idr"]),
    ("MXN", &["peso", "mxn"]),
];
const FRACTIONS: [(&str, f64); 5] =
    [("half", 50.0), ("third", 100.0 / 3.0), ("quarter", 25.0), ("fifth", 20.0), ("tenth", 10.0)];
/// The amount that begins at a token, and how many tokens it has.
pub(crate) fn amount_at(tokens: &[Token], at: usize) -> Option<(usize, Amount)> {
    range(tokens, at)
        .or_else(|| signed(tokens, at))
        .or_else(|| counted(tokens, at))
        .or_else(|| fraction(tokens, at).filter(|_| !inside(tokens, at)))
}

/// "7.8 to 35.3 percent", "between 10% and 25%", "2 or 3 million tonnes".
fn range(tokens: &[Token], at: usize) -> Option<(usize, Amount)> {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    let opens = is(at, &["between"]);
    let low = at + usize::from(opens);
    let (length, from) = number_at(tokens, low)?;
    let signed = sign_length(tokens, low + length);
    let joint = low + length + signed;
    let to = is(joint, &["to", "-", "\u{2013}"]);
    // "10% and 25%" are two rates, "from 10% to 25%" the old and the new one; between two numbers
    // with one sign lies a range.
    let listed = is(joint, &["and", "or"]) && (opens || signed == 0);
    if !(to || listed) || !opens && changes(tokens, at, signed > 0) {
        return None;
    }
    let (more, amount) = counted(tokens, joint + 1)?;
    let text = format!("{} to {}", plain(from), amount.text());
    Some((joint + 1 + more - at, Amount::Range(text)))
}

/// How many tokens say "percent".
fn sign_length(tokens: &[Token], at: usize) -> usize {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    if is(at, &["%", "percent", "pc", "pct"]) {
        return 1;
    }
    let pair = is(at, &["per"]) && is(at + 1, &["cent"])
        || is(at, &["percentage"]) && is(at + 1, &["points", "point"]);
    if pair { 2 } else { 0 }
}

/// Whether "from 10 to 25 percent" tells of a change rather than of a range.
fn changes(tokens: &[Token], at: usize, signed: bool) -> bool {
    const MOVES: [&str; 24] = [
        "raise",
        "raised",
        "raises",
        "raising",
        "increase",
        "increased",
        "hike",
        "hiked",
        "rise",
        "rises",
        "rose",
        "lower",
        "lowered",
        "cut",
        "cuts",
        "reduce",
        "reduced",
        "fall",
        "falls",
        "fell",
        "drop",
        "dropped",
        "double",
        "doubled",
    ];
    let mut before = at.saturating_sub(12)..at;
    let from = at > 0 && tokens[at - 1].is(&["from"]);
    let ranging = at > 1 && tokens[at - 2].is(&["ranging", "range", "ranges", "vary", "varying"]);
    from && !ranging && (signed || before.any(|at| tokens[at].is(&MOVES)))
}

/// "$7 billion", "US$7bn", "USD 7 billion".
fn signed(tokens: &[Token], at: usize) -> Option<(usize, Amount)> {
    let token = tokens.get(at)?;
    let sign = |at: usize| {
        let token = tokens.get(at)?;
        SIGNS.iter().find(|(sign, _)| token.is(&[sign])).map(|found| found.1)
    };
    let (skip, currency) = if let Some(currency) = sign(at) {
        (1, currency)
    } else if sign(at + 1) == Some("USD") && token.upper {
        (2, SIGN_PREFIXES.iter().find(|(prefix, _)| token.is(&[prefix]))?.1)
    } else if token.upper && token.lower.len() == 3 {
        (1, CURRENCIES.iter().find(|(_, words)| token.is(words))?.0)
    } else {
        return None;
    };
    let (length, value) = number_at(tokens, at + skip)?;
    let (scaled, scale) = scale_at(tokens, at + skip + length);
    Some((skip + length + scaled, Amount::Money(money(currency, value, scale))))
}

/// "a quarter", "half of", "two thirds", "one fifth".
fn fraction(tokens: &[Token], at: usize) -> Option<(usize, Amount)> {
    let token = tokens.get(at)?;
    let share = |at: usize| {
        let token = tokens.get(at)?;
        FRACTIONS.iter().find(|(word, _)| token.stems(&[word])).map(|found| found.1)
    };
    let of = |at: usize| tokens.get(at).is_some_and(|token| token.is(&["of"]));
    if token.is(&["half"]) {
        return Some((1, Amount::Rate("50%".to_owned())));
    }
    let times = match token.lower.as_str() {
        "a" | "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        _ => return None,
    };
    let by = at > 0 && tokens[at - 1].is(&["by"]);
    let value = share(at + 1)?;
    // "a quarter" alone is mostly three months.
    let counts = of(at + 2) || by || !tokens[at + 1].is(&["quarter"]);
    counts.then(|| (2, Amount::Rate(format!("{}%", plain((times * value * 10.0).round() / 10.0)))))
}

/// "25%", "25 percent", "900 billion yen", "5.5 million tonnes a year".
fn counted(tokens: &[Token], at: usize) -> Option<(usize, Amount)> {
    if tokens.get(at)?.is(&["zero"]) && at > 0 && tokens[at - 1].is(&["to"]) {
        return Some((1, Amount::Rate("0%".to_owned())));
    }
    let (length, value) = number_at(tokens, at)?;
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    let next = at + length;
    let sign = sign_length(tokens, next);
    if sign > 0 {
        return Some((length + sign, Amount::Rate(format!("{}%", plain(value)))));
    }
    let (scaled, scale) = scale_at(tokens, next);
    let unit = next + scaled;
    if let Some((words, tonnes)) = mass_at(tokens, unit) {
        let yearly = per_year(tokens, unit + words);
        let yearly_unit = tokens[unit].is(&["mtpa"]);
        let text =
            mass(value * scale.map_or(1.0, |scale| scale.1) * tonnes, yearly > 0 || yearly_unit);
        return Some((length + scaled + words + yearly, Amount::Mass(text)));
    }
    let nation = usize::from(is(
        unit,
        &["us", "canadian", "australian", "japanese", "korean", "indian", "chinese"],
    ));
    let word = tokens.get(unit + nation)?;
    let currency = CURRENCIES.iter().find(|(_, words)| word.stems(words) || word.is(words))?.0;
    let currency = match (currency, is(unit, &["canadian"]), is(unit, &["australian"])) {
        ("USD", true, _) => "CAD",
        ("USD", _, true) => "AUD",
        _ => currency,
    };
    Some((length + scaled + nation + 1, Amount::Money(money(currency, value, scale))))
}

fn scale_at(tokens: &[Token], at: usize) -> (usize, Option<(&'static str, f64)>) {
    let Some(token) = tokens.get(at) else { return (0, None) };
    match token.lower.as_str() {
        "thousand" => (1, Some(("thousand", 1e3))),
        "million" | "mn" | "m" | "mln" => (1, Some(("million", 1e6))),
        "billion" | "bn" | "b" | "bln" => (1, Some(("billion", 1e9))),
        "trillion" | "tn" | "trn" => (1, Some(("trillion", 1e12))),
        _ => (0, None),
    }
}

/// Tonnes in the unit at a token.
fn mass_at(tokens: &[Token], at: usize) -> Option<(usize, f64)> {
    let metric = usize::from(tokens.get(at)?.is(&["metric"]));
    let token = tokens.get(at + metric)?;
    let tonnes = match token.stem.as_str() {
        "tonne" | "ton" | "t" => 1.0,
        "mt" | "mtpa" => 1e6,
        "kt" | "kilotonne" | "kiloton" => 1e3,
        "kg" | "kilogram" | "kilo" => 1e-3,
        _ => return None,
    };
    Some((metric + 1, tonnes))
}

/// How many tokens say "each year".
fn per_year(tokens: &[Token], at: usize) -> usize {
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| token.is(words));
    if is(at, &["annually", "yearly"]) {
        return 1;
    }
    if is(at, &["a", "per", "each", "every"]) && is(at + 1, &["year", "annum"]) { 2 } else { 0 }
}

fn money(currency: &str, value: f64, scale: Option<(&str, f64)>) -> String {
    let scale = scale.map_or(String::new(), |(word, _)| format!(" {word}"));
    format!("{currency} {}{scale}", plain(value))
}

fn mass(tonnes: f64, yearly: bool) -> String {
    let (value, unit) = if tonnes >= 1e5 { (tonnes / 1e6, "Mt") } else { (tonnes, "t") };
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    format!("{} {unit}{}", plain(rounded), if yearly { "/yr" } else { "" })
}

/// The shortest decimal.
fn plain(value: f64) -> String {
    format!("{value}")
}

/// Whether tonnes at the end of a text are yearly although the words stand apart: "2 million tonnes
/// of LNG a year".
pub(crate) fn yearly_later(tokens: &[Token], after: usize, until: usize) -> bool {
    (after..until.min(after + 8)).any(|at| per_year(tokens, at) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    fn read(text: &str) -> String {
        let all = tokens(text, 0);
        let found = (0..all.len()).find_map(|at| amount_at(&all, at));
        found.map_or("nothing".to_owned(), |found| found.1.text().to_owned())
    }

    #[test]
    fn rates() {
        for text in ["25%", "25 per cent", "25 percent", "25pc", "by a quarter"] {
            assert_eq!(read(text), "25%", "{text}");
        }
        assert_eq!(read("27.83 percent"), "27.83%");
        assert_eq!(read("falls to zero"), "0%");
        assert_eq!(read("two thirds of it"), "66.7%");
        assert_eq!(read("in a quarter"), "nothing");
        assert_eq!(read("a duty of forty-two percent"), "42%");
        assert_eq!(read("17,25 % on wine"), "17.25%");
        assert_eq!(read("half a percent"), "0.5%");
        assert_eq!(read("sixty-odd percent"), "nothing");
        assert_eq!(read("five and two thirds percent"), "nothing");
    }

    #[test]
    fn two_figures_are_a_range_unless_one_is_the_old_one() {
        for text in [
            "between 8 and 19 percent",
            "8 to 19 percent",
            "8% to 19%",
            "between 8% and 19%",
            "ranging from 8 to 19%",
        ] {
            assert_eq!(read(text), "8 to 19%", "{text}");
        }
        assert_eq!(read("two or three million tonnes"), "2 to 3 Mt");
        assert_eq!(read("raised from 8% to 19%"), "8%");
        assert_eq!(read("8% and 19%"), "8%");
        assert_eq!(read("8-19 percent"), "nothing");
    }

    #[test]
    fn money_in_every_order() {
        for text in
            ["$7 billion", "US$7bn", "USD 7 billion", "7 billion dollars", "7bn U.S. dollars"]
        {
            assert_eq!(read(text), "USD 7 billion", "{text}");
        }
        for text in ["\u{a5}1 trillion", "1 trillion yen", "JPY 1tn"] {
            assert_eq!(read(text), "JPY 1 trillion", "{text}");
        }
        assert_eq!(read("388.1 billion yen"), "JPY 388.1 billion");
        assert_eq!(read("\u{20ac}21bn"), "EUR 21 billion");
    }

    #[test]
    fn tonnes() {
        assert_eq!(read("5.5 million tonnes a year"), "5.5 Mt/yr");
        assert_eq!(read("5.5 million metric tons per year"), "5.5 Mt/yr");
        assert_eq!(read("1,500 t"), "1500 t");
        assert_eq!(read("300 kg"), "0.3 t");
        assert_eq!(read("2.1 mtpa"), "2.1 Mt/yr");
    }
}
