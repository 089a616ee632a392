//! How is a number written for a reader?
//!
//! Money in whole units with thousands separated, percentages with the digits asked for, never a
//! negative zero.

use crate::Band;

/// `1234567.8` as `1,234,568`.
pub fn thousands(value: f64) -> String {
    if value.is_infinite() {
        return endless(value);
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if value < 0.0 && digits != "0" { format!("-{grouped}") } else { grouped }
}

/// As [`thousands`], with a plus sign on gains.
pub fn signed_thousands(value: f64) -> String {
    let text = thousands(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// A change with its sign and `decimals` digits; what rounds to zero carries no sign.
pub fn signed(value: f64, decimals: usize) -> String {
    if value.is_infinite() {
        return if value > 0.0 { format!("+{}", endless(value)) } else { endless(value) };
    }
    let text = format!("{:.decimals$}", value.abs());
    if is_zero(&text) {
        return text;
    }
    format!("{}{text}", if value < 0.0 { '-' } else { '+' })
}

/// A percentage with its sign, as [`three`] but for a zero, which keeps its decimals.
pub fn percent(value: f64) -> String {
    match three(value).as_str() {
        "0" => "0.00".to_owned(),
        _ => signed_three(value),
    }
}

/// As [`money`], with the unit abbreviated for a narrow place.
pub fn money_short(value: f64) -> String {
    money(value).replace("trillion", "tn").replace("billion", "bn").replace("million", "m")
}

/// As [`digits`], with the minus sign of a terminal.
pub fn significant(value: f64) -> String {
    digits(value).replace('\u{2212}', "-")
}

/// USD million in the unit a sentence would use, three digits: `-98.3 billion`, `+340 million`.
pub fn money(value: f64) -> String {
    let (scaled, unit) = match value.abs() {
        size if size >= 999_500.0 => (value / 1e6, "trillion"),
        size if size >= 999.5 => (value / 1e3, "billion"),
        _ => (value, "million"),
    };
    format!("{} {unit}", if unit == "million" { signed_thousands(scaled) } else { percent(scaled) })
}

/// Three significant digits as a page shows them: `1,230`, `45.6`, `0.78`, `0.0042`, `3.1e-9`;
/// whole numbers below a thousand as they are, a true minus sign.
pub fn digits(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        0.0 => return "0".to_owned(),
        size if size < 999.5 && size.fract() == 0.0 => format!("{size:.0}"),
        size if size < 1e-4 => scientific(size),
        size => rounded(size, 3, usize::MAX),
    };
    if value < 0.0 { typeset(&format!("-{text}")) } else { text }
}

/// Three significant digits, thousands separated, at most two decimals: `1,230`, `45.6`, `0.78`.
pub fn three(value: f64) -> String {
    let digits = rounded(value.abs(), 3, 2);
    match (is_zero(&digits), value < 0.0) {
        (true, _) => "0".to_owned(),
        (false, true) => format!("-{digits}"),
        (false, false) => digits,
    }
}

/// The one rule for digits: a `size` that is not negative at `kept` significant digits, thousands
/// separated, with `most` decimals at most.
pub fn rounded(size: f64, kept: usize, most: usize) -> String {
    if size.is_infinite() {
        return endless(size);
    }
    // Rounding may add a digit: 9.996 has one before the point until it is written as 10.0.
    let near: f64 = format!("{size:.*e}", kept.saturating_sub(1)).parse().unwrap_or(size);
    let place = if near > 0.0 { near.log10().floor() as i32 } else { 0 };
    let after = kept as i32 - 1 - place;
    if after < 0 {
        let step = 10f64.powi(-after);
        return thousands((size / step).round() * step);
    }
    format!("{size:.*}", (after as usize).min(most))
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// Never: what weeks without end are called.
pub const NEVER: &str = "never";

/// A week by its number, or that it never comes.
pub fn week(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { NEVER.to_owned() }
}

/// As [`three`], with a plus sign on gains.
pub fn signed_three(value: f64) -> String {
    let text = three(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// A figure that was given rather than found: as [`three`] without zeros at its end.
pub fn given(value: f64) -> String {
    trimmed(&three(value))
}

/// Digits without zeros after the point.
pub fn trimmed(digits: &str) -> String {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        digits.to_owned()
    }
}

/// `120 to 180`, or one number where both bounds read the same.
pub fn span(band: Band) -> String {
    band.span(three)
}

/// As [`span`], with signs.
pub fn signed_span(band: Band) -> String {
    band.span(signed_three)
}

/// A share as whole percent, with what is neither nobody nor everybody kept apart from both.
pub fn share(value: f64) -> String {
    match value {
        value if value > 0.0 && value < 0.01 => "under 1 %".to_owned(),
        value if value < 1.0 && value > 0.99 => "over 99 %".to_owned(),
        // A sum of nothing is minus zero.
        value => format!("{} %", given(100.0 * value)),
    }
}

/// Without end: where a column says what that means, as the tax of a ban, its own words stand
/// instead.
fn endless(value: f64) -> String {
    if value < 0.0 { "-\u{221e}" } else { "\u{221e}" }.to_owned()
}

/// A small error as `3.1e-11`.
pub fn scientific(value: f64) -> String {
    format!("{value:.1e}")
}

/// Typographic form for the page: the true minus sign.
pub fn typeset(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// As [`typeset`], of signs alone: a hyphen between letters and in dates stays one.
pub fn typed_minus(text: &str) -> String {
    // A hyphen between letters stays one.
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let digit = letters.peek().is_some_and(char::is_ascii_digit);
        if letter == '-' && digit && !before.is_alphanumeric() {
            out.push_str(&typeset("-"));
        } else {
            out.push(letter);
        }
        before = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_never_minus_zero() {
        let cases = [
            (0.0, "0"),
            (-0.4, "0"),
            (999.6, "1,000"),
            (-98332.4, "-98,332"),
            (1234567.8, "1,234,568"),
        ];
        for (value, text) in cases {
            assert_eq!(thousands(value), text);
        }
        assert_eq!(signed_thousands(1234.0), "+1,234");
        assert_eq!(signed_thousands(0.3), "0");
    }

    #[test]
    fn what_has_no_end_is_written_as_a_reader_knows_it() {
        let (none, less) = (f64::INFINITY, f64::NEG_INFINITY);
        assert_eq!([thousands(none), digits(none)], ["\u{221e}", "\u{221e}"]);
        assert_eq!([thousands(less), digits(less)], ["-\u{221e}", "\u{2212}\u{221e}"]);
        assert_eq!(
            [signed(none, 2), percent(less), money(none)],
            ["+\u{221e}", "-\u{221e}", "+\u{221e} trillion"]
        );
    }

    #[test]
    fn no_more_than_three_digits_are_shown() {
        let cases = [
            (0.0, "0"),
            (-20_345.6, "\u{2212}20,300"),
            (1_234_567.0, "1,230,000"),
            (999.6, "1,000"),
            (412.0, "412"),
            (45.67, "45.7"),
            (9.996, "10.0"),
            (0.99949, "0.999"),
            (0.004_234, "0.00423"),
            (0.000_042, "4.2e-5"),
        ];
        for (value, text) in cases {
            assert_eq!(digits(value), text);
        }
    }

    #[test]
    fn no_number_has_more_than_three_digits() {
        let cases = [
            (0.0, "0"),
            (-0.004, "0"),
            (0.456, "0.46"),
            (-1.2, "-1.20"),
            (99.96, "100"),
            (999.6, "1,000"),
            (-20_345.6, "-20,300"),
            (123_456.0, "123,000"),
            (f64::INFINITY, "\u{221e}"),
        ];
        for (value, text) in cases {
            assert_eq!(three(value), text);
        }
        assert_eq!(
            (signed_three(12.34), signed_three(0.001)),
            ("+12.3".to_owned(), "0".to_owned())
        );
    }

    #[test]
    fn percentages_keep_about_three_digits() {
        let cases = [
            (0.004, "0.00"),
            (-0.004, "0.00"),
            (-0.416, "-0.42"),
            (12.34, "+12.3"),
            (-118.28, "-118"),
            (1_450.3, "+1,450"),
            (-99.97, "-100"),
            (9.996, "+10.0"),
        ];
        for (value, text) in cases {
            assert_eq!(percent(value), text);
        }
    }

    #[test]
    fn money_in_a_sentence_takes_its_unit() {
        let cases = [
            (-98_332.0, "-98.3 billion"),
            (133_612.0, "+134 billion"),
            (1_200.0, "+1.20 billion"),
            (340.0, "+340 million"),
            (2.5e6, "+2.50 trillion"),
        ];
        for (value, text) in cases {
            assert_eq!(money(value), text);
        }
    }

    #[test]
    fn only_a_sign_becomes_a_minus() {
        assert_eq!(
            typed_minus("Kalai-Smorodinsky -3 and 2025-06"),
            "Kalai-Smorodinsky \u{2212}3 and 2025-06"
        );
    }
}
