//! Where is a number of a table or a figure from? A command that explains it, and its equations.

use detente_record::catalogue;
use minijinja::{Value, context};

/// How to trace a number of a table: a command that explains a row of it, and the equations of its
/// columns.
pub fn trace(names: &[String], key: &str) -> Option<Value> {
    let first = names.first()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_=.".contains(letter);
    let quoted = if key.chars().all(plain) {
        key.to_owned()
    } else {
        format!("'{}'", key.replace('\'', r"'\''"))
    };
    let command = format!("detente explain RUN {first} {quoted}");
    let mut equations: Vec<&catalogue::Equation> = Vec::new();
    for column in
        names.iter().filter_map(|name| catalogue::table(name)).flat_map(|table| &table.columns)
    {
        let equation = column.equation.and_then(catalogue::equation);
        equations.extend(equation.filter(|own| !equations.contains(own)));
    }
    let equation = |own: &&catalogue::Equation| context! { id => own.id, title => own.title };
    Some(
        context! { command => command.trim_end(), equations => equations.iter().map(equation).collect::<Vec<_>>() },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_spaces_is_quoted_for_a_shell() {
        let command = |key: &str| {
            trace(&["caps".to_owned()], key).unwrap().get_attr("command").unwrap().to_string()
        };
        assert_eq!(command("quota/JPN"), "detente explain RUN caps quota/JPN");
        assert_eq!(command("China's quota"), r"detente explain RUN caps 'China'\''s quota'");
    }
}
