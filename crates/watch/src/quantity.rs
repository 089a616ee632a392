//! What does a limit such as `"USD 5 billion"` mean in the unit of a column?
//!
//! | unit of the column          | written                       | in the table     |
//! |-----------------------------|-------------------------------|------------------|
//! | percent                     | `"-0.2%"`                     | -0.2             |
//! | ratio, share                | `"80%"` or `0.8`              | 0.8              |
//! | money of the world          | `"USD 5 billion"`             | 5000 USD million |
//! | weeks, days                 | `"6 weeks"`, `"42 days"`      | 6, 42            |
//! | goods of a chain            | `"1500 t/yr"`, `"3.8 Mt/yr"`  | in its unit      |
//! | price of a chain            | `"USD 500 per t"`             | 500              |
//! | counts, years, yes or no    | `3`                           | 3                |

use detente_record::catalogue::Unit;
use detente_world::units::{LEAST_BARE_MONEY, scale, split_number, table_unit, tonnes_of};

/// What money and goods of a column are counted in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scales {
    /// Currency of the world, such as `USD million`.
    pub world: String,
    /// Unit of goods and of prices of the chain, such as `Mt` and `USD per tonne`, where the key
    /// names one.
    pub chain: Option<(String, String)>,
}

/// A limit in the unit of its column, or a share of what was there before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    Value(f64),
    Share(f64),
}

/// What is wrong with a limit: a message, what the place should hold, and an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub message: String,
    pub example: String,
}

/// A written quantity before its dimension is known.
#[derive(Clone, Debug, PartialEq)]
enum Quantity {
    Bare(f64),
    Percent(f64),
    /// Currency, single units of it, and per what.
    Money(String, f64, String),
    Other(f64, String),
}

/// `text` in the unit of a column; `relative` where a percentage of what was there before means
/// something too.
pub(crate) fn limit(
    text: &str,
    unit: Unit,
    scales: &Scales,
    relative: bool,
) -> Result<Limit, Wrong> {
    let example = example(unit, scales);
    let wrong =
        |what: String| Wrong { message: format!("`{text}` {what}"), example: example.clone() };
    let quantity = parse(text).ok_or_else(|| wrong("is not a number with a unit".to_owned()))?;
    if let (Quantity::Percent(percent), true) = (&quantity, relative && !in_percent(unit)) {
        return Ok(Limit::Share(percent / 100.0));
    }
    value(&quantity, unit, scales).map(Limit::Value).ok_or_else(|| {
        wrong(format!("is {}, but the column is {}", noun(&quantity), column(unit, scales)))
    })
}

fn in_percent(unit: Unit) -> bool {
    matches!(unit, Unit::Percent | Unit::Ratio | Unit::Share)
}

/// The value in the unit of the column; nothing where the dimension is another.
fn value(quantity: &Quantity, unit: Unit, scales: &Scales) -> Option<f64> {
    match (unit, quantity) {
        (Unit::Percent, Quantity::Percent(percent)) => Some(*percent),
        (Unit::Ratio | Unit::Share, Quantity::Percent(percent)) => Some(percent / 100.0),
        (
            Unit::Ratio
            | Unit::Share
            | Unit::Count
            | Unit::Years
            | Unit::YesNo
            | Unit::AsTheRowSays,
            Quantity::Bare(number),
        ) => Some(*number),
        (Unit::Years, Quantity::Other(number, word))
            if matches!(word.as_str(), "year" | "years") =>
        {
            Some(*number)
        }
        (Unit::Weeks | Unit::Days, Quantity::Other(number, word)) => time(*number, word, unit),
        (
            Unit::Money
            | Unit::MoneyPerYear
            | Unit::PresentValue
            | Unit::MoneyPerDay
            | Unit::MoneyPerUnit,
            Quantity::Money(currency, amount, per),
        ) => money(currency, *amount, per, unit, scales),
        (Unit::Quantity | Unit::QuantityPerYear, Quantity::Other(number, word)) => {
            goods(*number, word, unit, scales)
        }
        (Unit::Price, Quantity::Money(currency, amount, per)) => {
            let (own, unit) = scales.chain.as_ref()?.1.split_once(" per ")?;
            (currency == own && singular(per) == singular(unit)).then_some(*amount)
        }
        _ => None,
    }
}

/// `t` for a tonne; other units of goods have one name.
fn singular(unit: &str) -> &str {
    if matches!(unit, "tonne" | "tonnes") { "t" } else { unit }
}

fn time(number: f64, word: &str, unit: Unit) -> Option<f64> {
    let days = match word {
        "day" | "days" => number,
        "week" | "weeks" => number * 7.0,
        _ => return None,
    };
    Some(if unit == Unit::Weeks { days / 7.0 } else { days })
}

fn money(currency: &str, amount: f64, per: &str, unit: Unit, scales: &Scales) -> Option<f64> {
    let fits = match unit {
        Unit::MoneyPerYear => matches!(per, "" | "year" | "yr"),
        Unit::MoneyPerDay => matches!(per, "" | "day"),
        Unit::MoneyPerUnit => {
            per.is_empty() || scales.chain.as_ref().is_some_and(|(own, _)| own == per)
        }
        _ => per.is_empty(),
    };
    let (own, scale) = table_unit(&scales.world)?;
    // `USD 500` for a sum rather means USD 500 million; for one unit of a chain it may be meant.
    let forgotten = amount != 0.0 && amount.abs() < LEAST_BARE_MONEY && unit != Unit::MoneyPerUnit;
    (!forgotten && fits && own == currency).then(|| amount / scale)
}

fn goods(number: f64, word: &str, unit: Unit, scales: &Scales) -> Option<f64> {
    let yearly =
        ["/yr", " a year", " per year"].iter().find_map(|ending| word.strip_suffix(ending));
    let mass = if unit == Unit::QuantityPerYear { yearly? } else { word };
    let (own, _) = scales.chain.as_ref()?;
    if mass == own { Some(number) } else { Some(number * tonnes_of(mass)? / tonnes_of(own)?) }
}

fn parse(text: &str) -> Option<Quantity> {
    let text = text.trim();
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    if letters == 3 {
        let (number, rest) = split(text[letters..].trim())?;
        let (word, per) = match rest.split_once([' ', '/']) {
            Some((word, per)) if scale(word).is_some() => (word, per),
            None if scale(&rest).is_some() => (rest.as_str(), ""),
            _ => ("", rest.as_str()),
        };
        let per = per.trim();
        let per =
            ["per ", "a ", "/"].iter().find_map(|start| per.strip_prefix(start)).unwrap_or(per);
        let scale = if word.is_empty() { 1.0 } else { scale(word)? };
        return Some(Quantity::Money(
            text[..letters].to_owned(),
            number * scale,
            per.trim().to_owned(),
        ));
    }
    let (number, rest) = split(text)?;
    Some(match rest.as_str() {
        "" => Quantity::Bare(number),
        "%" => Quantity::Percent(number),
        _ => Quantity::Other(number, rest),
    })
}

/// The number at the beginning, and the rest.
fn split(text: &str) -> Option<(f64, String)> {
    let (number, rest) = split_number(text)?;
    number.is_finite().then(|| (number, rest.to_owned()))
}

fn noun(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Bare(_) => "a number without a unit".to_owned(),
        Quantity::Percent(_) => "a percentage".to_owned(),
        Quantity::Money(currency, amount, per)
            if per.is_empty() && amount.abs() < LEAST_BARE_MONEY =>
        {
            format!("money in {currency} without thousand, million or billion")
        }
        Quantity::Money(currency, _, per) if per.is_empty() => format!("money in {currency}"),
        Quantity::Money(currency, _, per) => format!("{currency} per {per}"),
        Quantity::Other(_, unit) => format!("in `{unit}`"),
    }
}

/// What a column holds, in words.
fn column(unit: Unit, scales: &Scales) -> String {
    let chain = || scales.chain.as_ref().map_or("the unit of its chain", |(unit, _)| unit.as_str());
    match unit {
        Unit::Percent => "in percent".to_owned(),
        Unit::Ratio | Unit::Share => "a ratio, 1 is all or the baseline".to_owned(),
        Unit::Money | Unit::PresentValue => format!("money in {}", scales.world),
        Unit::MoneyPerYear => format!("money in {} a year", scales.world),
        Unit::MoneyPerDay => format!("money in {} per day", scales.world),
        Unit::MoneyPerUnit => format!("money in {} per {}", scales.world, chain()),
        Unit::Weeks => "in weeks".to_owned(),
        Unit::Days => "in days".to_owned(),
        Unit::Quantity => format!("in {}", chain()),
        Unit::QuantityPerYear => format!("in {} a year", chain()),
        Unit::Price => scales
            .chain
            .as_ref()
            .map_or("a price".to_owned(), |(_, price)| format!("a price in {price}")),
        Unit::Years => "in years".to_owned(),
        Unit::Count | Unit::YesNo | Unit::AsTheRowSays | Unit::Words | Unit::Date => {
            "a plain number".to_owned()
        }
    }
}

/// How a limit on the column looks.
fn example(unit: Unit, scales: &Scales) -> String {
    let currency = scales.world.split_whitespace().next().unwrap_or("USD");
    let (chain, price) =
        scales.chain.clone().unwrap_or_else(|| ("t".to_owned(), "USD per t".to_owned()));
    match unit {
        Unit::Percent => "\"-0.2%\"".to_owned(),
        Unit::Ratio | Unit::Share => "\"80%\" or 0.8".to_owned(),
        Unit::Money | Unit::PresentValue | Unit::MoneyPerYear => {
            format!("\"{currency} 5 billion\"")
        }
        Unit::MoneyPerDay => format!("\"{currency} 300 million per day\""),
        Unit::MoneyPerUnit => format!("\"{currency} 2 million per {chain}\""),
        Unit::Weeks => "\"6 weeks\"".to_owned(),
        Unit::Days => "\"42 days\"".to_owned(),
        Unit::Quantity => format!("\"300 {chain}\""),
        Unit::QuantityPerYear => format!("\"1500 {chain}/yr\""),
        Unit::Price => format!("\"{}\"", price.replacen(" per ", " 500 per ", 1)),
        Unit::Years => "\"3 years\"".to_owned(),
        Unit::Count | Unit::YesNo | Unit::AsTheRowSays | Unit::Words | Unit::Date => "3".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scales() -> Scales {
        Scales {
            world: "USD million".to_owned(),
            chain: Some(("t".to_owned(), "USD per tonne".to_owned())),
        }
    }

    fn read(text: &str, unit: Unit) -> Result<Limit, Wrong> {
        limit(text, unit, &scales(), false)
    }

    #[test]
    fn prices_of_a_chain_in_millions_of_tonnes_are_for_one_tonne() {
        let lng = Scales {
            world: "USD million".to_owned(),
            chain: Some(("Mt".to_owned(), "USD per tonne".to_owned())),
        };
        for text in ["USD 600 per t", "USD 600 per tonne", "USD 600/t"] {
            assert!(
                matches!(limit(text, Unit::Price, &lng, false), Ok(Limit::Value(600.0))),
                "{text}"
            );
        }
        assert!(limit("USD 600 per Mt", Unit::Price, &lng, false).is_err());
    }

    #[test]
    fn limits_come_out_in_the_unit_of_their_column() {
        let cases = [
            ("-0.2%", Unit::Percent, -0.2),
            ("80%", Unit::Ratio, 0.8),
            ("0.8", Unit::Share, 0.8),
            ("USD 5 billion", Unit::Money, 5000.0),
            ("USD 5 billion a year", Unit::MoneyPerYear, 5000.0),
            ("USD -1.5 trillion/yr", Unit::MoneyPerYear, -1.5e6),
            ("USD 300 million per day", Unit::MoneyPerDay, 300.0),
            ("USD 2 million per t", Unit::MoneyPerUnit, 2.0),
            ("USD 250000", Unit::PresentValue, 0.25),
            ("6 weeks", Unit::Weeks, 6.0),
            ("42 days", Unit::Weeks, 6.0),
            ("1 week", Unit::Days, 7.0),
            ("1500 t/yr", Unit::QuantityPerYear, 1500.0),
            ("1.5 kt a year", Unit::QuantityPerYear, 1500.0),
            ("300 t", Unit::Quantity, 300.0),
            ("USD 500 per t", Unit::Price, 500.0),
            ("USD 500/t", Unit::Price, 500.0),
            ("3", Unit::Count, 3.0),
            ("2 years", Unit::Years, 2.0),
        ];
        for (text, unit, value) in cases {
            let Ok(Limit::Value(found)) = read(text, unit) else {
                panic!("{text}: {:?}", read(text, unit))
            };
            assert!((found - value).abs() <= 1e-12 * value.abs(), "{text}: {found}");
        }
    }

    #[test]
    fn another_dimension_is_named() {
        let cases = [
            (
                "-0.2",
                Unit::Percent,
                "`-0.2` is a number without a unit, but the column is in percent",
            ),
            ("6 weeks", Unit::Percent, "`6 weeks` is in `weeks`, but the column is in percent"),
            (
                "EUR 5 billion",
                Unit::Money,
                "`EUR 5 billion` is money in EUR, but the column is money in USD million",
            ),
            (
                "USD 5 billion per day",
                Unit::Money,
                "`USD 5 billion per day` is USD per day, but the column is money in USD million",
            ),
            ("300 t", Unit::QuantityPerYear, "`300 t` is in `t`, but the column is in t a year"),
            ("lots", Unit::Weeks, "`lots` is not a number with a unit"),
            ("1e400%", Unit::Percent, "`1e400%` is not a number with a unit"),
            (
                "USD 500",
                Unit::Money,
                "`USD 500` is money in USD without thousand, million or billion, but the column is money in USD million",
            ),
        ];
        for (text, unit, message) in cases {
            assert_eq!(read(text, unit).unwrap_err().message, message);
        }
    }

    #[test]
    fn a_change_may_be_a_share_of_what_was_there() {
        assert_eq!(limit("10%", Unit::Money, &scales(), true), Ok(Limit::Share(0.1)));
        assert_eq!(limit("0.1%", Unit::Percent, &scales(), true), Ok(Limit::Value(0.1)));
        assert!(limit("10%", Unit::Money, &scales(), false).is_err());
    }
}
