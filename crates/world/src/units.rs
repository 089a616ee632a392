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

/// Splits "+10 %" into 10 and "%".
#[must_use]
pub fn split_number(text: &str) -> Option<(f64, &str)> {
    let is_part = |(at, c): &(usize, char)| c.is_ascii_digit() || *c == '.' || (*at == 0 && (*c == '+' || *c == '-'));
    let end = text.char_indices().take_while(is_part).last().map(|(at, c)| at + c.len_utf8())?;
    let number: f64 = text[..end].parse().ok()?;
    Some((number, text[end..].trim()))
}
