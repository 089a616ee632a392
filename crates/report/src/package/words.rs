//! How are deals, items and sums of a negotiation called?
//!
//! No number has more than three significant digits: the inputs do not know more.

use crate::package::findings::Item;
use detente_figures::headline::list;
use detente_figures::money::Money;
use detente_figures::number::{given, share};

/// How likely, after a verb: `in every future`, `with probability 85 %`.
pub(crate) fn likely(value: f64) -> String {
    match value {
        value if value <= 0.0 => "in no state of the world".to_owned(),
        value if value >= 1.0 - 1e-9 => "in every state of the world".to_owned(),
        value => format!("with probability {}", share(value)),
    }
}

/// What a deal is called.
pub(crate) fn deal(money: Money<'_>, name: &str) -> String {
    match name {
        "none" => "no deal".to_owned(),
        "everything" => "everything offered".to_owned(),
        "nash" => "Nash bargain".to_owned(),
        "kalai-smorodinsky" => "Kalai-Smorodinsky".to_owned(),
        "equal-gains" => "equal gains".to_owned(),
        "utilitarian" => "utilitarian".to_owned(),
        other => budget(money, other)
            .map_or_else(|| other.to_owned(), |budget| format!("within {budget}")),
    }
}

/// The budget in a deal's name: `budget-5bn` is `USD 5 billion`.
pub(crate) fn budget(money: Money<'_>, name: &str) -> Option<String> {
    let amount = name.strip_prefix("budget-")?;
    let (digits, unit) = amount.split_at(amount.find(|letter: char| letter.is_ascii_alphabetic())?);
    let unit = match unit {
        "bn" => "billion",
        "m" => "million",
        _ => return None,
    };
    Some(format!("{} {digits} {unit}", money.currency()))
}

/// Budgets in one breath: `USD 1, 5 and 10 billion` where the unit is the same.
pub(crate) fn sums(money: Money<'_>, budgets: &[String]) -> String {
    let currency = format!("{} ", money.currency());
    let digits = |budget: &String| {
        budget.strip_prefix(&currency)?.strip_suffix(" billion").map(str::to_owned)
    };
    match budgets.iter().map(digits).collect::<Option<Vec<_>>>() {
        Some(digits) if !digits.is_empty() => format!("{currency}{} billion", list(&digits)),
        _ => list(budgets),
    }
}

/// The names of solutions joined by a plus sign, for a label; budgets in one breath.
pub(crate) fn solution(money: Money<'_>, names: &str) -> String {
    let names = || names.split('+').map(str::trim);
    let short = |name: &str| if name == "nash" { "Nash".to_owned() } else { deal(money, name) };
    let mut parts: Vec<String> =
        names().filter(|name| budget(money, name).is_none()).map(short).collect();
    let budgets: Vec<String> = names().filter_map(|name| budget(money, name)).collect();
    if !budgets.is_empty() {
        parts.push(format!("within {}", sums(money, &budgets)));
    }
    parts.join(" + ")
}

/// How much of an item a deal takes: `15 %`, `60 t/yr`, `taken`.
pub(crate) fn level(item: &Item) -> String {
    match (item.taken(), item.unit.as_str()) {
        (false, _) => "not taken".to_owned(),
        (true, "") => "taken".to_owned(),
        (true, unit) => quantity(item.agreed, unit),
    }
}

/// An item in a sentence, with its level where it is not taken in full.
pub(crate) fn named(item: &Item) -> String {
    if item.unit.is_empty() || item.level >= 1.0 - 1e-9 {
        item.name.clone()
    } else {
        format!("{} at {}", item.name, quantity(item.agreed, &item.unit))
    }
}

/// The bounds of a lever, empty for what is taken or left.
pub(crate) fn range(item: &Item) -> String {
    let (least, most) = (given(item.least), given(item.most));
    match (item.unit.as_str(), item.unit.strip_suffix(" million")) {
        ("", _) => String::new(),
        (_, Some(currency)) => format!("{currency} {least} to {most} million"),
        (unit, None) => format!("{least} to {most} {unit}"),
    }
}

fn quantity(value: f64, unit: &str) -> String {
    if unit.ends_with(" million") {
        Money::in_unit(unit).given(value)
    } else {
        format!("{} {unit}", given(value))
    }
}

/// The year of a hold-up: a calendar year, or the number of years from the beginning.
pub(crate) fn year(value: f64) -> String {
    if value >= 1900.0 { format!("{value:.0}") } else { format!("year {value:.0}") }
}

/// A punishment in a sentence.
pub(crate) fn punishment(name: &str) -> String {
    if name == "grim" { "punishment for ever".to_owned() } else { format!("punishment for {name}") }
}

/// Who pays: codes and shares as the table has them, each code by its name.
pub(crate) fn payers(text: &str, name: impl Fn(&str) -> String) -> String {
    let known = |word: &str| {
        let code = word.trim_end_matches([',', ';']);
        format!("{}{}", name(code), &word[code.len()..])
    };
    text.split(' ').map(known).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deals_and_shares_read_as_words() {
        let money = Money::in_unit("EUR million");
        assert_eq!(deal(money, "budget-10bn"), "within EUR 10 billion");
        assert_eq!(solution(money, "nash+equal-gains"), "Nash + equal gains");
        assert_eq!(
            solution(money, "utilitarian+budget-1bn+budget-5bn"),
            "utilitarian + within EUR 1 and 5 billion"
        );
        assert_eq!(
            (likely(1.0), likely(0.85)),
            ("in every state of the world".to_owned(), "with probability 85 %".to_owned())
        );
        assert_eq!((share(0.996), share(-0.0)), ("over 99 %".to_owned(), "0 %".to_owned()));
        assert_eq!(list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        assert_eq!(payers("JPN 60 %, USA 40 %", |code| code.to_lowercase()), "jpn 60 %, usa 40 %");
    }
}
