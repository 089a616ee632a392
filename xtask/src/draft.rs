//! How much of its labelled texts does `detente draft` find?

use detente_draft::DraftError;
use detente_draft::evaluation::{evaluate, read_folder, table};
use detente_world::embedded;
use std::path::Path;

/// Prints both parts; with `misses` also what is wrong in the development part.
pub(crate) fn run(misses: bool) -> Result<(), DraftError> {
    let world = embedded::load("icio-2022").map_err(|error| DraftError::Label {
        file: "icio-2022".to_owned(),
        what: error.to_string(),
    })?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/draft/evaluation");
    for part in ["development", "held-out"] {
        let score = evaluate(&read_folder(&folder.join(part))?, &world)?;
        println!("{}", table(part, &score));
        if misses && part == "development" {
            score.misses.iter().for_each(|miss| println!("{miss}"));
            println!();
        }
    }
    Ok(())
}
