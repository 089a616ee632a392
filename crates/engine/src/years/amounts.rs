//! Money in sentences: three digits, with a sign, in billions where it is that much.

use detente_world::World;

/// The unit of the amounts of one sentence.
pub(crate) struct Amounts {
    pub unit: String,
    scale: f64,
}

impl Amounts {
    /// The unit in which `values`, counted in `currency`, are read most easily.
    pub(crate) fn of<'a>(currency: &str, values: impl IntoIterator<Item = &'a f64>) -> Self {
        let largest = values.into_iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        match currency.strip_suffix("million") {
            Some(name) if largest >= 1e3 => Self { unit: format!("{name}billion"), scale: 1e-3 },
            _ => Self { unit: currency.to_owned(), scale: 1.0 },
        }
    }

    /// `-55.6`, `+2.65`, `0.00`.
    pub(crate) fn signed(&self, value: f64) -> String {
        let value = value * self.scale;
        let digits = [100.0, 10.0].iter().filter(|limit| value.abs() < **limit - 0.05).count();
        let text = format!("{value:+.digits$}");
        let nothing = text.chars().all(|sign| !('1'..='9').contains(&sign));
        if nothing { text[1..].to_owned() } else { text }
    }
}

/// `USD 51.0 million`, `USD 6.40 billion`.
pub(crate) fn money(currency: &str, value: f64) -> String {
    let amounts = Amounts::of(currency, &[value]);
    let text = amounts.signed(value);
    let number = text.trim_start_matches('+');
    match amounts.unit.split_once(' ') {
        Some((code, scale)) => format!("{code} {number} {scale}"),
        None => format!("{} {number}", amounts.unit),
    }
}

/// The unit, and in it `world -1.20, -2.00; USA ...`: `incomes` by economy, one after the other with
/// `between` them, for the world and the economies of `focus`.
pub(crate) fn listed(
    world: &World,
    focus: &[String],
    incomes: &[Option<&[f64]>],
    between: &str,
) -> (String, String) {
    let of = |income: &dyn Fn(&[f64]) -> f64| -> Vec<Option<f64>> {
        incomes.iter().map(|own| own.map(income)).collect()
    };
    let mut rows = vec![("world", of(&|own| own.iter().sum()))];
    let places = focus.iter().filter_map(|code| Some((code.as_str(), world.economy(code)?)));
    rows.extend(places.map(|(code, economy)| (code, of(&|own| own[economy.0]))));
    let amounts = Amounts::of(&world.currency, rows.iter().flat_map(|row| &row.1).flatten());
    let one =
        |value: &Option<f64>| value.map_or("no solution".to_owned(), |own| amounts.signed(own));
    let told = rows.iter().map(|(name, values)| {
        format!("{name} {}", values.iter().map(one).collect::<Vec<_>>().join(between))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    (amounts.unit, told)
}

#[cfg(test)]
mod tests {
    use super::{Amounts, money};

    #[test]
    fn three_digits_and_a_sign_in_billions_where_it_is_that_much() {
        let billions = Amounts::of("USD million", &[-55_569.0, 24.0]);
        assert_eq!(billions.unit, "USD billion");
        let told = [-55_569.0, 99_960.0, 43_801.0, -8_523.0, 606.0, 2.0, -171_214.0];
        let told = told.map(|value| billions.signed(value));
        assert_eq!(told, ["-55.6", "+100", "+43.8", "-8.52", "+0.61", "0.00", "-171"]);
        let millions = Amounts::of("EUR million", &[-1.25]);
        assert_eq!(money("USD million", 51.2), "USD 51.2 million");
        assert_eq!(money("USD million", 6_400.0), "USD 6.40 billion");
        assert_eq!(
            (millions.unit.as_str(), millions.signed(-1.25)),
            ("EUR million", "-1.25".into())
        );
    }
}
