//! A small chain to begin from: two stages, three economies, every column with an example. Its
//! figures are invented.

macro_rules! files {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../../../data/chains/template/", $name)))),*]
    };
}

/// Names and texts of the files of a chain that checks and solves.
#[must_use]
pub fn template() -> Vec<(String, Vec<u8>)> {
    let files = files!(
        "README.md",
        "chain.toml",
        "demand.csv",
        "economies.csv",
        "flows.csv",
        "goods.csv",
        "processes.csv",
        "recipes.csv",
        "stocks.csv"
    );
    files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}
