//! How are days, counts and money written in a sentence of the page?

use detente_figures::headline::{article, capital, inside};
use detente_figures::money::Money;
use detente_figures::number::{thousands, typed_minus};
use detente_record::{ChainNote, Summary, name_of};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const COUNTS: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// `2025-06-05` as `5 June 2025`; what is no day stays as it is.
pub(crate) fn day(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-').map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return iso.to_owned();
    };
    month
        .checked_sub(1)
        .and_then(|at| MONTHS.get(at))
        .map_or_else(|| iso.to_owned(), |name| format!("{day} {name} {year}"))
}

/// A count in words up to twelve, in digits beyond.
pub(crate) fn count(value: usize) -> String {
    COUNTS.get(value).map_or_else(|| thousands(value as f64), |word| (*word).to_owned())
}

/// `one tariff`, `three export controls`: a kind of entry, counted.
pub(crate) fn counted(value: usize, kind: &str) -> String {
    let name = kind.replace('-', " ");
    let ending = match (value, name.as_bytes().last()) {
        (1, _) => "",
        (_, Some(b's')) => "es",
        _ => "s",
    };
    if value != 1 && name.ends_with("ty") {
        return format!("{} {}ies", count(value), name.trim_end_matches('y'));
    }
    format!("{} {name}{ending}", count(value))
}

/// Words with every number that has a point shortened to three digits: `53.4292%` as `53.4%`; days
/// and whole numbers stay.
pub(crate) fn rounded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let number = &rest[at..];
        let end = number
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(number.len());
        let digits = number[..end].trim_end_matches('.');
        match digits.parse::<f64>() {
            Ok(value) if digits.contains('.') && digits.len() > 4 => {
                out.push_str(&detente_figures::number::digits(value))
            }
            _ => out.push_str(digits),
        }
        rest = &number[digits.len()..];
    }
    out + rest
}

/// A note of an engine in words for people: economies and goods of `chain` by their names, numbers
/// with three digits, no backticks.
pub(crate) fn named(summary: &Summary, chain: &ChainNote, note: &str) -> String {
    let mut out = String::with_capacity(note.len() * 2);
    for piece in note.split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '-') {
        let code = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let (made, good) =
            code.strip_prefix("make-").map_or(("", code), |good| ("making of ", good));
        if chain.goods.iter().any(|own| own.code == good) {
            out.push_str(made);
            out.push_str(&inside(name_of(&chain.goods, good)));
        } else if summary.world.economies.iter().any(|own| own.code == code) {
            out.push_str(&article(summary.short(code)));
        } else {
            out.push_str(code);
        }
        out.push_str(&piece[code.len()..]);
    }
    capital(&typed_minus(&rounded(&out.replace('`', ""))))
}

/// By what to divide figures of which the largest is `most`, and the unit they then have.
pub(crate) fn unit(summary: &Summary, most: f64) -> (f64, String) {
    Money::of(summary).scaled(most, 999.5)
}

/// A percentage without sign, as precise as three digits and two decimals allow.
pub(crate) fn size(percent: f64) -> String {
    if percent != 0.0 && percent.abs() < 0.005 {
        return "under 0.01".to_owned();
    }
    detente_figures::number::percent(percent.abs()).trim_start_matches('+').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_counts_and_kinds_read_as_words() {
        assert_eq!(
            (day("2025-06-05"), day("soon"), day("2025-13-01")),
            ("5 June 2025".into(), "soon".into(), "2025-13-01".into())
        );
        assert_eq!((count(9), count(2080)), ("nine".to_owned(), "2,080".to_owned()));
        assert_eq!(counted(3, "export-control"), "three export controls");
        assert_eq!(
            (counted(1, "tariff"), counted(2, "capacity")),
            ("one tariff".to_owned(), "two capacities".to_owned())
        );
    }

    #[test]
    fn long_numbers_are_shortened_and_days_are_not() {
        assert_eq!(
            rounded("tariff: add 0% to 53.4292% from 2025-06-04, 1.2.3 of 6300."),
            "tariff: add 0% to 53.4% from 2025-06-04, 1.2.3 of 6300."
        );
    }

    #[test]
    fn notes_call_economies_and_goods_by_their_names() {
        let summary = crate::sample::summary(&[("JPN", "Japan"), ("USA", "United States")]);
        let told = |note: &str| named(&summary, &summary.commodity[0], note);
        assert_eq!(
            told("USA ships on 186.1567 t of `oxide` that it has bought"),
            "The United States ships on 186 t of oxide of Dy that it has bought"
        );
        assert_eq!(
            told("make-oxide in JPN: activity not known"),
            "Making of oxide of Dy in Japan: activity not known"
        );
        assert_eq!(
            told("magnets, elasticity 3 to 30. Assumed."),
            "Magnets, elasticity 3 to 30. Assumed."
        );
    }

    #[test]
    fn names_keep_their_capitals_inside_a_sentence() {
        let cases = [
            ("Motor vehicles, trailers", "motor vehicles, trailers"),
            ("NdFeB magnets", "NdFeB magnets"),
            ("LNG", "LNG"),
            ("Liquefied natural gas", "liquefied natural gas"),
            ("", ""),
        ];
        for (label, text) in cases {
            assert_eq!(inside(label), text);
        }
    }
}
