//! May every crate be part of the project? `deny.toml` says so, in the form of cargo-deny, which
//! reads it too.
//!
//! Advisories are cargo-deny's alone: their database is not at hand everywhere.

use super::graph::{Graph, Package};
use super::{rules, words};
use std::collections::BTreeMap;

/// Prints what is wrong; whether nothing is.
pub(crate) fn run() -> Result<bool, String> {
    let rules = rules()?;
    let graph = Graph::read(&words(&rules, "graph", "targets"))?;
    let found = findings(&rules, &graph.foreign)?;
    found.iter().for_each(|what| println!("deny: {what}"));
    let (all, linked) = (graph.foreign.len(), graph.linked.len());
    println!(
        "{all} crates of others, {linked} of them in the program: {} findings; advisories are not looked at",
        found.len()
    );
    Ok(found.is_empty())
}

fn findings(rules: &toml::Table, packages: &[Package]) -> Result<Vec<String>, String> {
    let allowed = words(rules, "licenses", "allow");
    let places = words(rules, "sources", "allow-registry");
    let mut found = Vec::new();
    for package in packages {
        found.extend(licence(package, &allowed)?);
        let from = package.source.as_deref().unwrap_or_default();
        if !places.iter().any(|place| from == format!("registry+{place}")) {
            found.push(format!(
                "{} is from {from}, which is no registry of `sources.allow-registry`",
                package.label()
            ));
        }
    }
    found.extend(duplicates(rules, packages));
    Ok(found)
}

/// What is wrong with the licence of a crate.
fn licence(package: &Package, allowed: &[&str]) -> Result<Option<String>, String> {
    let label = package.label();
    let Some(said) = &package.license else {
        return Ok(Some(format!("{label} says no licence")));
    };
    let expression = spdx::Expression::parse_mode(said, spdx::ParseMode::LAX);
    let expression =
        expression.map_err(|error| format!("{label}: `{said}` is no licence: {}", error.reason))?;
    let holds =
        expression.evaluate(|one| one.license.id().is_some_and(|id| allowed.contains(&id.name)));
    Ok((!holds)
        .then(|| format!("{label} is licensed as `{said}`, which `licenses.allow` does not allow")))
}

/// Crates in several versions of which no more than one may be left without a reason, and reasons
/// that nobody needs any more.
fn duplicates(rules: &toml::Table, packages: &[Package]) -> Vec<String> {
    let skipped: Vec<&str> = rules
        .get("bans")
        .and_then(|bans| bans.get("skip")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("crate")?.as_str())
        .collect();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    packages
        .iter()
        .for_each(|package| versions.entry(&package.name).or_default().push(&package.version));
    let mut found = Vec::new();
    for (name, all) in &versions {
        let open: Vec<&str> = all
            .iter()
            .copied()
            .filter(|version| !skipped.contains(&format!("{name}@{version}").as_str()))
            .collect();
        if all.len() > 1 && open.len() > 1 {
            found.push(format!(
                "{name} is there in {}; agree on one, or give a reason in `bans.skip`",
                open.join(", ")
            ));
        }
    }
    let needed = |one: &&str| {
        one.split_once('@').is_some_and(|(name, version)| {
            versions.get(name).is_some_and(|all| all.len() > 1 && all.contains(&version))
        })
    };
    let idle = skipped.iter().filter(|one| !needed(one));
    found.extend(idle.map(|one| {
        format!("`bans.skip` has {one}, which is no second version of anything any more")
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n[bans]\nskip = [{ crate = \"a@1.0.0\", reason = \"b\" }]\n\
                         [sources]\nallow-registry = [\"https://here\"]\n";

    fn found(list: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let package = |(name, version, licence, from): &(&str, &str, &str, &str)| {
            serde_json::from_value(serde_json::json!({
                "id": format!("{name}@{version}"), "name": name, "version": version, "license": licence, "license_file": null,
                "repository": null, "source": format!("registry+{from}"), "manifest_path": "/a/Cargo.toml",
            }))
            .unwrap()
        };
        findings(&RULES.parse().unwrap(), &list.iter().map(package).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn what_is_allowed_is_silent_and_everything_else_is_named() {
        let here = "https://here";
        assert_eq!(
            found(&[
                ("a", "1.0.0", "GPL-3.0-only OR MIT", here),
                ("a", "2.0.0", "MIT/Apache-2.0", here)
            ]),
            [""; 0]
        );
        let told = found(&[
            ("a", "1.0.0", "MIT AND GPL-3.0-only", here),
            ("b", "1.0.0", "MIT", "https://there"),
            ("b", "2.0.0", "Apache-2.0 WITH LLVM-exception", here),
        ]);
        let expected = [
            "a 1.0.0 is licensed",
            "b 1.0.0 is from",
            "b is there in 1.0.0, 2.0.0",
            "`bans.skip` has a@1.0.0",
        ];
        assert!(
            told.len() == 4
                && told.iter().zip(expected).all(|(told, begins)| told.starts_with(begins)),
            "{told:?}"
        );
    }
}
