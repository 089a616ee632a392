//! Alpha-2 codes of ISO 3166, and those of Eurostat, to alpha-3.

use std::collections::HashMap;
use std::sync::LazyLock;

static CODES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("iso.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect()
});

/// The alpha-3 code of an alpha-2 code; any other code stays as it is.
pub(super) fn alpha3(code: &str) -> String {
    CODES.get(code).copied().unwrap_or(code).to_owned()
}
