//! Which known name was probably meant?

/// The name among `known` that `unknown` was probably meant to be, as the end of a message.
#[must_use]
pub fn nearest<'known>(unknown: &str, known: impl Iterator<Item = &'known str>) -> String {
    // One measure forgives a wrong ending, the other swapped letters.
    let likeness = |code: &str| {
        let (code, unknown) = (code.to_lowercase(), unknown.to_lowercase());
        strsim::jaro_winkler(&code, &unknown).max(strsim::normalized_damerau_levenshtein(&code, &unknown))
    };
    let best = known.map(|code| (likeness(code), code)).max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        Some((likeness, code)) if likeness > 0.65 => format!("; did you mean `{code}`?"),
        _ => String::new(),
    }
}
