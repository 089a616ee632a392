//! How large is a written unit: a scale of money, a mass of goods?

/// Tonnes in one of the units in which amounts of goods are written.
#[must_use]
pub fn tonnes_of(unit: &str) -> Option<f64> {
    match unit {
        "kg" => Some(1e-3),
        "t" => Some(1.0),
        "kt" => Some(1e3),
        "Mt" => Some(1e6),
        _ => None,
    }
}

/// The currency and the size of one unit of a world's tables, such as 1e6 for `USD million`.
#[must_use]
pub fn table_unit(currency: &str) -> Option<(String, f64)> {
    let mut words = currency.split_whitespace();
    let code = words.next()?.to_owned();
    let scale = words.next().map_or(Some(1.0), scale);
    Some((code, scale?))
}

/// How many single units a word such as `million` means.
#[must_use]
pub fn scale(word: &str) -> Option<f64> {
    match word {
        "thousand" => Some(1e3),
        "million" => Some(1e6),
        "billion" => Some(1e9),
        "trillion" => Some(1e12),
        _ => None,
    }
}

/// Splits "+10 %" into 10 and "%", "5e-05" into 0.00005 and "".
#[must_use]
pub fn split_number(text: &str) -> Option<(f64, &str)> {
    let is_part = |(at, c): &(usize, char)| {
        c.is_ascii_digit() || *c == '.' || (*at == 0 && (*c == '+' || *c == '-'))
    };
    let end = text.char_indices().take_while(is_part).last().map(|(at, c)| at + c.len_utf8())?;
    let end = end + exponent(&text[end..]);
    let number: f64 = text[..end].parse().ok()?;
    Some((number, text[end..].trim()))
}

/// The length of an exponent such as `e-05` at the beginning, zero if there is none.
fn exponent(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return 0 };
    let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 { 0 } else { text.len() - digits.len() + count }
}

/// A rate as written: its value as a fraction, and whether a percent sign says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// 0.025 is 2.5 percent.
    pub value: f64,
    /// Whether it stood as `2.5%` and not as a bare number.
    pub in_percent: bool,
}

/// Reads a rate such as `2.5%`, `0.025` or `5e-05`; nothing where the text is something else.
#[must_use]
pub fn rate(text: &str) -> Option<Rate> {
    let (number, unit) = split_number(text.trim())?;
    match unit {
        "" => Some(Rate { value: number, in_percent: false }),
        "%" => Some(Rate { value: number / 100.0, in_percent: true }),
        _ => None,
    }
}

/// What a whole column of rates without a percent sign looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateColumn {
    /// Every rate is 100 percent at most.
    Fractions,
    /// A few rates are above 100 percent, most are not: they can be meant so.
    FewAboveOne,
    /// Half of the rates or more would be above 100 percent: they are percent.
    Percent,
}

/// Looks at the rates of a column that have no percent sign; zeros say nothing.
pub fn rate_column(rates: impl IntoIterator<Item = f64>) -> RateColumn {
    let (mut all, mut above) = (0_usize, 0_usize);
    for rate in rates {
        all += usize::from(rate != 0.0);
        above += usize::from(rate > 1.0);
    }
    match above {
        0 => RateColumn::Fractions,
        _ if 2 * above >= all => RateColumn::Percent,
        _ => RateColumn::FewAboveOne,
    }
}

/// Money without a word such as `million` has at least this many single units: `USD 500` rather
/// means USD 500 million.
pub const LEAST_BARE_MONEY: f64 = 1e5;

/// Why a text that looks like money is none, as what to write instead.
#[must_use]
pub fn money_instead(text: &str) -> String {
    let example = "an amount looks like \"USD 500 million\" or \"USD 6.3 billion\"".to_owned();
    let Some((before, number, after)) = around(text) else { return example };
    if number.contains(',') {
        return format!(
            "write the number with a point and without separators between thousands; {example}"
        );
    }
    let words = format!("{before} {after}").replace("US$", " USD ").replace('$', " USD ");
    let (mut currency, mut size) = (None, None);
    for word in words.split_whitespace() {
        match word.to_lowercase().as_str() {
            code if code.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                currency = Some(word.to_owned())
            }
            "k" | "thousand" | "thousands" | "tsd" => size = Some("thousand"),
            "m" | "mn" | "mio" | "mln" | "million" | "millions" => size = Some("million"),
            "bn" | "b" | "mrd" | "milliard" | "milliards" | "billion" | "billions" => {
                size = Some("billion")
            }
            "tn" | "trn" | "trillion" | "trillions" => size = Some("trillion"),
            "dollar" | "dollars" => currency = Some("USD".to_owned()),
            _ => return example,
        }
    }
    match (currency, size) {
        (Some(currency), Some(size)) => format!("write \"{currency} {number} {size}\""),
        (Some(currency), None) => {
            format!("write \"{currency} {number} million\", or thousand, or billion")
        }
        _ => example,
    }
}

/// Why a text that looks like an amount of goods is none, as what to write instead.
#[must_use]
pub fn amount_instead(text: &str, per_year: bool) -> String {
    let ending = if per_year { "/yr" } else { "" };
    let example = if per_year {
        "an amount looks like \"1500 t/yr\" or \"5.5 Mt/yr\""
    } else {
        "a stock looks like \"300 t\""
    };
    let Some(("", number, unit)) = around(text) else { return example.to_owned() };
    if number.contains(',') {
        return format!(
            "write the number with a point and without separators between thousands; {example}"
        );
    }
    let yearly = ["/year", "/yr", "/y", "/a", " per year", " a year", " pa", " p.a."];
    let per = yearly.iter().find_map(|own| unit.strip_suffix(own));
    let (mass, per) = match unit {
        "mtpa" | "MTPA" | "Mtpa" | "MMtpa" => ("Mt", true),
        "tpa" | "TPA" => ("t", true),
        _ => (per.unwrap_or(unit).trim(), per.is_some()),
    };
    let known = match mass {
        "t" | "ton" | "tons" | "tonne" | "tonnes" | "metric tons" => "t",
        "kg" => "kg",
        "kt" | "thousand tonnes" | "thousand t" => "kt",
        "Mt" | "million tonnes" | "million t" | "million tons" => "Mt",
        "MT" | "mt" | "MMT" => {
            return format!(
                "`{mass}` is a metric ton to some and a million tonnes to others: write \"{number} t{ending}\" or \"{number} Mt{ending}\""
            );
        }
        "bcm" | "Bcm" | "BCM" | "mcm" | "bcf" | "Bcf" => {
            return format!(
                "this is a volume of gas, and amounts are in tonnes: convert it with the factor of your source; {example}"
            );
        }
        _ if mass.ends_with("/month") || mass.ends_with("/day") || mass.ends_with("per month") => {
            return format!("amounts are per year: multiply it up; {example}");
        }
        _ => return example.to_owned(),
    };
    match (per, per_year) {
        (true, false) => format!("a stock is not per year; {example}"),
        (false, true) => format!("say per year: write \"{number} {known}/yr\""),
        _ => format!("write \"{number} {known}{ending}\""),
    }
}

/// What stands before the number, the number with its separators as written, and what follows.
fn around(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end =
        rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(rest.len());
    Some((text[..start].trim(), &rest[..end], rest[end..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_fractions_or_percent_and_may_have_an_exponent() {
        let bare = |value| Some(Rate { value, in_percent: false });
        assert_eq!(
            [rate("0.025"), rate("5e-05"), rate("1.77")],
            [bare(0.025), bare(5e-5), bare(1.77)]
        );
        assert_eq!(rate("250 %"), Some(Rate { value: 2.5, in_percent: true }));
        assert_eq!([rate("2,5%"), rate(""), rate("5 t"), rate("1e"), rate("e5")], [None; 5]);
    }

    #[test]
    fn a_column_tells_percent_from_fractions() {
        assert_eq!(rate_column([2.5, 2.5, 0.0, 0.0, 0.0]), RateColumn::Percent);
        assert_eq!(rate_column([7.5]), RateColumn::Percent);
        assert_eq!(rate_column([0.1, 0.0, 0.25, 1.77]), RateColumn::FewAboveOne);
        assert_eq!(rate_column([0.1, 0.0, 1.0]), RateColumn::Fractions);
    }

    #[test]
    fn everyday_ways_to_write_money_are_answered_with_the_form_to_write() {
        for text in [
            "$6.3bn",
            "US$ 6.3 billion",
            "6.3 bn USD",
            "USD 6.3bn",
            "USD 6.3 Billion",
            "USD 6.3 milliard",
        ] {
            assert_eq!(money_instead(text), "write \"USD 6.3 billion\"", "{text}");
        }
        assert_eq!(money_instead("USD 6.3 mn"), "write \"USD 6.3 million\"");
        for text in ["USD 6,300 million", "USD 1,5 billion"] {
            assert!(money_instead(text).starts_with("write the number with a point"), "{text}");
        }
    }

    #[test]
    fn everyday_ways_to_write_goods_are_answered_with_the_form_to_write() {
        for text in [
            "5.5 mtpa",
            "5.5 MTPA",
            "5.5 Mt/y",
            "5.5 million t/yr",
            "5.5 Mt per year",
            "5.5 million tonnes a year",
        ] {
            assert_eq!(amount_instead(text, true), "write \"5.5 Mt/yr\"", "{text}");
        }
        assert_eq!(amount_instead("5500000 tonnes/year", true), "write \"5500000 t/yr\"");
        assert_eq!(amount_instead("5.5 Mt", true), "say per year: write \"5.5 Mt/yr\"");
        for text in ["5.5 MT/yr", "5.5 mt/yr"] {
            assert!(amount_instead(text, true).contains("\"5.5 t/yr\" or \"5.5 Mt/yr\""), "{text}");
        }
        for (text, says) in [
            ("7.5 bcm", "volume"),
            ("0.45 Mt/month", "per year"),
            ("5,5 Mt/yr", "point"),
            ("1,500 t/yr", "point"),
        ] {
            assert!(amount_instead(text, true).contains(says), "{text}");
        }
    }
}
