//! How does a name stand in a sentence?

/// `the United States`, as a sentence wants it.
pub(crate) fn article(name: &str) -> String {
    let plural = ["United", "Netherlands", "Philippines", "Rest of"];
    if plural.iter().any(|start| name.starts_with(start)) { format!("the {name}") } else { name.to_owned() }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
