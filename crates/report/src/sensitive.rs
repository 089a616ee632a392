//! Lines of a run that say what another assumption would do: results, not settings.

/// How the line begins that says what a lower pass-through of duties would do.
pub(crate) const ABSORBED: &str = "Duties are passed on in full";
/// How such lines begin.
const BEGIN: [&str; 3] =
    ["Change of real income in ", ABSORBED, "The baseline has no trade deficits"];

/// Whether a line among the options of a run is one.
pub(crate) fn is_sensitivity(line: &str) -> bool {
    BEGIN.iter().any(|begin| line.starts_with(begin))
}
