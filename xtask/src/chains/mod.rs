//! Commodity chains as data: `cargo xtask build-chains SOURCES [--check]` builds the files in
//! `data/chains/`.
//!
//! Each chain has a folder `facts/` of what was written by hand; everything beside it is built from
//! there and the sources.

mod balance;
mod chain;
#[cfg(test)]
mod committed;
mod figure;
mod gallium;
mod lng;
mod rare_earths;
mod sheet;
mod source;

use chain::Chain;
use std::path::{Path, PathBuf};

/// Why the chains could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ChainsError {
    /// A table of the world library cannot be read, or a file cannot be written.
    #[error(transparent)]
    World(#[from] detente_world::WorldError),
    /// A file cannot be opened.
    #[error("cannot open `{path}`: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A table is not what it should be.
    #[error("`{table}`, line {line}: {what}")]
    Table {
        /// The table.
        table: String,
        /// The line, the header being line 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

/// Builds one chain from the sources and its facts.
type Build = fn(&Path, &Path) -> Result<Chain, ChainsError>;

const CHAINS: [(&str, Build); 2] = [("lng", lng::build), ("rare-earths", rare_earths::build)];

/// Builds all chains in `out`, or with `only_check` compares them with what is there.
///
/// Returns whether the files there are (now) the built ones.
pub fn run(sources: &Path, out: &Path, only_check: bool) -> Result<bool, ChainsError> {
    let mut files = Vec::new();
    let mut sheets = Vec::new();
    for (id, build) in CHAINS {
        let facts = out.join(id).join("facts");
        let (chain, report) = balanced(id, build, sources, &facts)?;
        files.extend(pages(id, &chain, &facts)?);
        sheets.push((id, sheet::of(&chain, &report, &facts)?));
    }
    files.push(("README.md".to_owned(), sheet::page(&read(&out.join("README.md"))?, &sheets)));
    let mut same = true;
    for (name, text) in files {
        same &= put(out, &name, &text, only_check)?;
    }
    Ok(same)
}

/// Builds the example chain into a folder of the user's choice; its source may not be passed on, so
/// it is not committed.
pub fn example(sources: &Path, chains: &Path, out: &Path) -> Result<bool, ChainsError> {
    let facts = chains.join("gallium/facts");
    let (chain, _) = balanced("gallium", gallium::build, sources, &facts)?;
    for (name, text) in pages("gallium", &chain, &facts)? {
        let folder = out.join("gallium");
        std::fs::create_dir_all(&folder)
            .map_err(|error| ChainsError::File { path: folder, error })?;
        put(out, &name, &text, false)?;
    }
    Ok(true)
}

fn balanced(
    id: &str,
    build: Build,
    sources: &Path,
    facts: &Path,
) -> Result<(Chain, balance::Report), ChainsError> {
    let mut chain = build(sources, facts)?;
    chain.settle();
    let report = balance::balance(&mut chain);
    println!(
        "{id}: worst imbalance {:.1e}, {} numbers moved by more than 1 %, {}",
        report.imbalance,
        report.changes.len(),
        if report.within { "all within their intervals" } else { "some outside their intervals" }
    );
    chain.notes.extend(report.left_out.iter().map(|place| format!("{place}.")));
    chain.notes.extend(report.changes.iter().map(|change| format!("Balance: {change}.")));
    Ok((chain, report))
}

fn pages(id: &str, chain: &Chain, facts: &Path) -> Result<Vec<(String, String)>, ChainsError> {
    let mut files = vec![(format!("{id}/chain.toml"), header(facts, chain)?)];
    files.extend(chain.files().into_iter().map(|(name, text)| (format!("{id}/{name}"), text)));
    Ok(files)
}

fn put(out: &Path, name: &str, text: &str, only_check: bool) -> Result<bool, ChainsError> {
    let path = out.join(name);
    let equal = std::fs::read(&path).is_ok_and(|committed| committed == text.as_bytes());
    if only_check {
        if !equal {
            println!("chains/{name} differs from what the sources give: build it again");
        }
        return Ok(equal);
    }
    if !equal {
        detente_world::write_atomically(&path, text.as_bytes())?;
        println!("chains/{name}: {} bytes", text.len());
    }
    Ok(true)
}

fn read(path: &Path) -> Result<String, ChainsError> {
    std::fs::read_to_string(path)
        .map_err(|error| ChainsError::File { path: path.to_owned(), error })
}

/// The header written by hand with the notes of the pipeline after its own.
fn header(facts: &Path, chain: &Chain) -> Result<String, ChainsError> {
    let text = read(&facts.join("chain.toml"))?;
    let quoted =
        |note: &String| format!("  \"{}\",\n", note.replace('\\', "\\\\").replace('"', "\\\""));
    let notes: String = chain.notes.iter().map(quoted).collect();
    let text = text.replacen(
        "# Written by hand; the pipeline adds the notes of the balance.",
        "# Built by `cargo xtask build-chains` from facts/chain.toml and the sources.",
        1,
    );
    Ok(text.replacen("\n]\n", &format!("\n{notes}]\n"), 1))
}
