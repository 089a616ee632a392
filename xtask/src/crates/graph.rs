//! Which crates does the project have, and which of them end up in the program?

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

/// The crate of the program.
const PROGRAM: &str = "detente-cli";

/// A crate as its manifest describes it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Package {
    id: String,
    pub name: String,
    pub version: String,
    pub license: Option<String>,
    /// A file that says the licence, where the manifest names one.
    pub license_file: Option<PathBuf>,
    #[serde(default)]
    pub authors: Vec<String>,
    pub repository: Option<String>,
    /// The registry or repository it is from; none for the project's own.
    pub source: Option<String>,
    manifest_path: PathBuf,
    #[serde(default)]
    targets: Vec<Target>,
}

#[derive(Clone, Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Package {
    /// The folder of its source.
    pub fn folder(&self) -> PathBuf {
        self.manifest_path.parent().map(PathBuf::from).unwrap_or_default()
    }

    /// `name version`.
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Whether it only runs inside the compiler.
    fn is_macro(&self) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }
}

/// The crates of the project on some of its targets.
pub(super) struct Graph {
    /// Crates of others, sorted by name and version.
    pub foreign: Vec<Package>,
    /// Those of them that the program is linked with.
    pub linked: Vec<Package>,
}

impl Graph {
    /// Asks cargo, for every target.
    pub fn read(targets: &[&str]) -> Result<Self, String> {
        let mut all: BTreeMap<String, Package> = BTreeMap::new();
        let mut linked: BTreeSet<String> = BTreeSet::new();
        for target in targets {
            let Metadata { packages, resolve } = metadata(target)?;
            let packages: BTreeMap<String, Package> =
                packages.into_iter().map(|package| (package.id.clone(), package)).collect();
            linked.extend(reached(&packages, &resolve)?);
            let nodes: BTreeSet<&String> = resolve.nodes.iter().map(|node| &node.id).collect();
            all.extend(
                packages
                    .iter()
                    .filter(|(id, _)| nodes.contains(id))
                    .map(|(id, own)| (id.clone(), own.clone())),
            );
        }
        let mut foreign: Vec<Package> =
            all.into_values().filter(|package| package.source.is_some()).collect();
        foreign.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        let linked =
            foreign.iter().filter(|package| linked.contains(&package.id)).cloned().collect();
        Ok(Self { foreign, linked })
    }
}

fn metadata(target: &str) -> Result<Metadata, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = ["metadata", "--format-version", "1", "--locked", "--filter-platform", target];
    let answer = Command::new(cargo).args(asked).current_dir(super::root()).output();
    let answer = answer.map_err(|error| format!("cargo metadata: {error}"))?;
    if !answer.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr).trim()));
    }
    serde_json::from_slice(&answer.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// What the program needs at run time, and what that needs.
fn reached(
    packages: &BTreeMap<String, Package>,
    resolve: &Resolve,
) -> Result<BTreeSet<String>, String> {
    let program = packages.values().find(|package| package.name == PROGRAM);
    let program = program.ok_or_else(|| format!("there is no crate {PROGRAM}"))?;
    let nodes: BTreeMap<&str, &Node> =
        resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let (mut found, mut open) = (BTreeSet::new(), vec![program.id.clone()]);
    while let Some(id) = open.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        let needs = nodes.get(id.as_str()).map_or(&[][..], |node| node.deps.as_slice());
        // Kinds other than the plain one are those of tests and of build scripts.
        let plain =
            needs.iter().filter(|need| need.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        open.extend(
            plain
                .map(|need| need.pkg.clone())
                .filter(|id| packages.get(id).is_some_and(|need| !need.is_macro())),
        );
    }
    Ok(found)
}
