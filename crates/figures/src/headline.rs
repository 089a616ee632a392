//! How do a name, and the time that a figure is of, stand in a sentence?

use detente_record::Summary;

/// `the United States`, as a sentence wants it.
pub fn article(name: &str) -> String {
    let plural = ["United", "Netherlands", "Philippines", "Rest of"];
    if plural.iter().any(|start| name.starts_with(start)) {
        format!(
            "the {}",
            name.strip_prefix("Rest of").map_or(name.to_owned(), |rest| format!("rest of{rest}"))
        )
    } else {
        name.to_owned()
    }
}

/// Of what time the figures of the years are, as a sentence begins or ends: `in the long run`.
pub fn when(summary: &Summary) -> String {
    match &summary.horizon {
        _ if summary.unsettled => "in the year with the lost capacity".to_owned(),
        Some(length) => format!("after {length}"),
        None => "in the long run".to_owned(),
    }
}

/// With a capital first letter, as a sentence begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Words that fit into a sentence although they begin a label: `Motor vehicles` as
/// `motor vehicles`, `NdFeB` and `LNG` as they are.
pub fn inside(label: &str) -> String {
    let mut letters = label.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return label.to_owned() };
    let first_word = label.split([' ', ',']).next().unwrap_or(label);
    let name = first_word.chars().skip(1).any(char::is_uppercase)
        || second.is_none_or(|letter| !letter.is_lowercase());
    if name {
        label.to_owned()
    } else {
        first.to_lowercase().chain(label.chars().skip(1)).collect()
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// `text` broken at spaces, those that may not break left alone, into lines of at most `width`
/// characters, each after the first indented.
pub fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let breaks = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word_within_the_width() {
        let lines = wrap("one two three four", 9, "  ");
        assert_eq!(lines, ["one two", "  three", "  four"]);
        assert_eq!(wrap("at 5\u{a0}t", 4, ""), ["at", "5\u{a0}t"]);
    }
}
