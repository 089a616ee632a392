//! A small summary for the tests of words.

use detente_record::Summary;
use serde_json::{Value, json};

/// A summary with the given economies, two sectors, and one chain of two goods.
pub(crate) fn summary(economies: &[(&str, &str)]) -> Summary {
    let named = |pairs: &[(&str, &str)]| -> Value {
        pairs.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect()
    };
    let certificate = json!({
        "status": "converged", "sweeps": 1, "residual": 0.0, "norm": "", "walras": 0.0,
        "homogeneity": 0.0, "homotopy_steps": 1,
    });
    let world = json!({
        "id": "toy", "title": "A toy", "year": 2022, "currency": "USD million", "digest": "",
        "economies": named(economies), "sectors": named(&[("C29", "Motor vehicles")]),
        "sources": [], "notes": [], "repairs": [],
    });
    let chain = json!({
        "id": "ree", "title": "Rare earths", "unit": "t", "price_unit": "USD per tonne",
        "base_year": 2024, "goods": named(&[("magnet", "NdFeB magnets"), ("oxide", "Oxide of Dy")]),
        "economies": named(economies), "assumed": [], "refused": [], "residual": 0.0,
        "programmes": 3, "sources": [], "notes": [],
    });
    let whole = json!({
        "version": "0", "scenario": "toy", "title": "Toy", "date": "2025-06-05", "entries": [],
        "focus": ["JPN", "USA"], "importers": ["USA"], "overrides": [], "options": [], "limits": [],
        "world": world, "certificate": certificate, "manifest": "", "commodity": [chain],
    });
    serde_json::from_value(whole).unwrap()
}
