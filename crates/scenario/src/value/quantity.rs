//! What does a written quantity mean: a share, money, or something of the wrong dimension?

use crate::text::problem::Problem;
use detente_world::units::{
    LEAST_BARE_MONEY, amount_instead, money_instead, scale, split_number, tonnes_of,
};

/// Money per year.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Money {
    pub(crate) currency: String,
    /// In single units of the currency, such as dollars.
    pub(crate) units: f64,
}

/// A physical amount such as `1500 t/yr`, in tonnes, per year if `per_year`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Amount {
    pub(crate) tonnes: f64,
    pub(crate) per_year: bool,
}

/// An amount of goods, per year or not as `per_year` asks.
pub(crate) fn amount_of_text(text: &str, per_year: bool) -> Result<Amount, Problem> {
    let example = amount_instead(text, per_year);
    let wrong = |label: &str| {
        Problem::new(format!("`{text}` is not {}", amount_noun(per_year)), label)
            .hint(example.clone())
    };
    let unit = match parse(text) {
        Quantity::Unit(unit) => unit,
        Quantity::Bare(_) => return Err(wrong("a unit is missing")),
        Quantity::Percent(_) => return Err(wrong("this is a share")),
        Quantity::Money(_) => return Err(wrong("this is money")),
        Quantity::Nothing => return Err(wrong("not a number with a unit")),
    };
    let (number, _) = split_number(text.trim()).ok_or_else(|| wrong("not a number with a unit"))?;
    let (mass, yearly) = match unit.strip_suffix("/yr").or_else(|| unit.strip_suffix(" per year")) {
        Some(mass) => (mass.trim(), true),
        None => (unit.as_str(), false),
    };
    let tonnes = tonnes_of(mass)
        .ok_or_else(|| wrong("known units are kg, t, kt and Mt, with /yr for each year"))?;
    if yearly != per_year {
        return Err(wrong(if per_year { "say per year: t/yr" } else { "a stock is not per year" }));
    }
    if !number.is_finite() || number < 0.0 {
        return Err(wrong("an amount is zero or more"));
    }
    Ok(Amount { tonnes: number * tonnes, per_year })
}

fn amount_noun(per_year: bool) -> &'static str {
    if per_year { "an amount per year" } else { "an amount" }
}

/// A quantity as written in a string.
enum Quantity {
    Percent(f64),
    Bare(f64),
    Money(Money),
    Unit(String),
    Nothing,
}

/// A share such as `"25%"`, `"+10%"` or `0.25`; `what` names it in messages ("rate", "change").
pub(crate) fn share_of_number(number: f64, what: &str) -> Result<f64, Problem> {
    if !number.is_finite() {
        return Err(Problem::new(
            format!("the {what} `{number}` is not a finite number"),
            "write a number",
        ));
    }
    if number.abs() > 1.0 {
        let much = if number.abs() > MUCH || what != "rate" {
            String::new()
        } else {
            format!(", or \"{}%\" if it is that much", percent_of(number))
        };
        let hint = format!("write \"{number}%\" or {}{much}", percent_as_fraction(number));
        return Err(Problem::new(
            format!("{what} {number} without a unit"),
            "is this meant in percent?",
        )
        .hint(hint));
    }
    Ok(number)
}

/// The same for a string.
pub(crate) fn share_of_text(text: &str, what: &str) -> Result<f64, Problem> {
    let example = format!("a {what} looks like \"25%\" or 0.25");
    match parse(text) {
        Quantity::Percent(percent) if percent.is_finite() => Ok(percent / 100.0),
        Quantity::Percent(_) => Err(Problem::new(
            format!("the {what} `{text}` is not a finite number"),
            "write a number",
        )
        .hint(example)),
        Quantity::Bare(number) => share_of_number(number, what),
        Quantity::Money(_) => {
            Err(Problem::new(format!("`{text}` is money, but a {what} is a share"), "not a share")
                .hint(example))
        }
        Quantity::Unit(unit) => Err(Problem::new(
            format!("`{text}` has the unit `{unit}`, but a {what} is a share"),
            "not a share",
        )
        .hint(example)),
        Quantity::Nothing => {
            Err(Problem::new(format!("`{text}` is not a {what}"), "not a number").hint(example))
        }
    }
}

/// Money such as `"USD 500 million"`; a bare `"USD 500"` is refused, see [`LEAST_BARE_MONEY`].
pub(crate) fn money_of_text(text: &str) -> Result<Money, Problem> {
    let money = price_of_text(text)?;
    let bare = text.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '.');
    if bare && money.units != 0.0 && money.units.abs() < LEAST_BARE_MONEY {
        let message = format!("`{text}` does not say whether it is thousand, million or billion");
        let Money { currency, units } = money;
        let hint = format!(
            "write \"{currency} {units} million\"; for single units \"{currency} {} thousand\"",
            units / 1e3
        );
        return Err(Problem::new(message, "is this meant in million?").hint(hint));
    }
    Ok(money)
}

/// Money for one unit of something, such as `"USD 500"` for a tonne.
pub(crate) fn price_of_text(text: &str) -> Result<Money, Problem> {
    let example = money_instead(text);
    match parse(text) {
        Quantity::Money(money) if money.units.is_finite() => Ok(money),
        Quantity::Percent(_) => {
            Err(Problem::new(format!("`{text}` is a share, but an amount is money"), "not money")
                .hint(example))
        }
        Quantity::Bare(number) => Err(money_of_number(number)),
        Quantity::Unit(unit) => Err(Problem::new(
            format!("`{text}` has the unit `{unit}`, but an amount is money"),
            "not money",
        )
        .hint(example)),
        Quantity::Money(_) | Quantity::Nothing => {
            Err(Problem::new(format!("`{text}` is not an amount of money"), "not money")
                .hint(example))
        }
    }
}

/// Why a bare number is no amount of money.
pub(crate) fn money_of_number(number: f64) -> Problem {
    Problem::new(
        format!("amount {number} without a unit"),
        "of which currency, thousand or million?",
    )
    .hint(format!("write \"USD {number} million\""))
}

/// A rate above this is not meant as a fraction.
const MUCH: f64 = 10.0;

fn percent_of(number: f64) -> f64 {
    format!("{number}e2").parse().unwrap_or(number * 100.0)
}

fn percent_as_fraction(number: f64) -> f64 {
    // Through the decimal text, so that 7 reads 0.07 and not 0.07000000000000001.
    format!("{number}e-2").parse().unwrap_or(number / 100.0)
}

fn parse(text: &str) -> Quantity {
    let text = text.trim();
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    if letters > 0 {
        return parse_money(&text[..letters], text[letters..].trim());
    }
    let Some((number, unit)) = split_number(text) else { return Quantity::Nothing };
    match unit {
        "" => Quantity::Bare(number),
        "%" => Quantity::Percent(number),
        _ => Quantity::Unit(unit.to_owned()),
    }
}

fn parse_money(currency: &str, rest: &str) -> Quantity {
    let Some((number, word)) = split_number(rest) else { return Quantity::Nothing };
    let is_code = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_uppercase());
    let scale = if word.is_empty() { Some(1.0) } else { scale(word) };
    match scale {
        Some(scale) if is_code => {
            Quantity::Money(Money { currency: currency.to_owned(), units: number * scale })
        }
        _ => Quantity::Nothing,
    }
}

/// The number of a quantity and its unit as written: `%`, `t/yr`, `USD million`; empty for a plain
/// number.
pub(crate) fn written(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let (number, unit) = split_number(text[letters..].trim())?;
    if !number.is_finite() {
        return None;
    }
    let unit = if letters > 0 {
        format!("{} {unit}", &text[..letters])
    } else {
        unit.replace(" per year", "/yr")
    };
    Some((number, unit.trim().to_owned()))
}

/// A quantity as it is written, so that [`written`] gives the same number and unit; none for a
/// plain number.
pub(crate) fn write(number: f64, unit: &str) -> Option<String> {
    let mut words = unit.split(' ');
    match words.next() {
        None | Some("") => None,
        Some("%") => Some(format!("{number}%")),
        Some(code) if code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase()) => Some(
            format!("{code} {number} {}", words.collect::<Vec<_>>().join(" "))
                .trim_end()
                .to_owned(),
        ),
        Some(_) => Some(format!("{number} {unit}")),
    }
}

/// "25%" with as many digits as needed.
pub(crate) fn percent(share: f64) -> String {
    let rounded = (share * 1e8).round() / 1e6;
    format!("{rounded}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_world::units::table_unit;

    #[test]
    fn shares_are_percent_or_fractions() {
        for (text, value) in
            [("25%", 0.25), ("+10 %", 0.1), ("-5%", -0.05), ("0.25", 0.25), ("10000%", 100.0)]
        {
            assert_eq!(share_of_text(text, "rate"), Ok(value), "{text}");
        }
        assert_eq!(share_of_number(1.0, "rate"), Ok(1.0));
    }

    #[test]
    fn a_bare_number_above_one_is_taken_for_a_forgotten_percent_sign() {
        assert_eq!(
            share_of_number(25.0, "rate").unwrap_err().hint.unwrap(),
            "write \"25%\" or 0.25"
        );
        assert_eq!(
            share_of_text("7", "rate").unwrap_err().hint.unwrap(),
            "write \"7%\" or 0.07, or \"700%\" if it is that much"
        );
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in
            ["25%", "-2.5%", "0.1 t/yr", "5.5 Mt/yr", "300 t", "USD 500 million", "USD 54286"]
        {
            let (number, unit) = written(text).unwrap();
            assert_eq!(write(number, &unit).as_deref(), Some(text));
        }
        assert_eq!(written("5.5 Mt per year"), Some((5.5, "Mt/yr".to_owned())));
        assert_eq!((written("0.25"), write(0.25, "")), (Some((0.25, String::new())), None));
        assert_eq!((written("ban"), written("USD million")), (None, None));
    }

    #[test]
    fn what_is_not_a_share_is_refused() {
        for text in ["", "abc", "USD 5 million", "1500 t/yr", "%", "1.2.3%", "nan", "--3%", "1e%"] {
            assert!(share_of_text(text, "rate").is_err(), "{text}");
        }
        assert!(share_of_number(f64::NAN, "rate").is_err());
    }

    #[test]
    fn amounts_of_goods_need_a_mass_and_say_whether_they_are_per_year() {
        assert_eq!(
            amount_of_text("1500 t/yr", true),
            Ok(Amount { tonnes: 1500.0, per_year: true })
        );
        assert_eq!(
            amount_of_text("5.5 Mt per year", true),
            Ok(Amount { tonnes: 5.5e6, per_year: true })
        );
        assert_eq!(amount_of_text("300 t", false), Ok(Amount { tonnes: 300.0, per_year: false }));
        for text in ["1500", "1500 t", "5 %", "USD 5 million", "-3 t/yr", "3 bushels/yr", "t/yr"] {
            assert!(amount_of_text(text, true).is_err(), "{text}");
        }
        assert!(amount_of_text("300 t/yr", false).is_err());
    }

    #[test]
    fn money_needs_currency_and_scale() {
        let money = |units| Ok(Money { currency: "USD".to_owned(), units });
        assert_eq!(money_of_text("USD 500 million"), money(5e8));
        assert_eq!(money_of_text("USD 6.3 billion"), money(6.3e9));
        for text in
            ["500", "500 million", "USD million", "25%", "usd 5 million", "USD 5 millions", "3 t"]
        {
            assert!(money_of_text(text).is_err(), "{text}");
        }
        assert!(money_of_text("USD 500").unwrap_err().hint.unwrap().contains("USD 500 million"));
        assert_eq!(
            (money_of_text("USD 6300000000"), price_of_text("USD 500")),
            (money(6.3e9), money(500.0))
        );
        assert_eq!(table_unit("USD million"), Some(("USD".to_owned(), 1e6)));
    }
}
