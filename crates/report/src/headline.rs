//! How does a name stand in a sentence?

/// `the United States`, as a sentence wants it.
pub(crate) fn article(name: &str) -> String {
    let plural = ["United", "Netherlands", "Philippines", "Rest of"];
    if plural.iter().any(|start| name.starts_with(start)) {
        format!("the {name}")
    } else {
        name.to_owned()
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Words that fit into a sentence although they begin a label: `Motor vehicles` as
/// `motor vehicles`, `NdFeB` and `LNG` as they are.
pub(crate) fn inside(label: &str) -> String {
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
