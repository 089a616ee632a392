//! How is a negotiated package shown, on a terminal and on the page?

mod answers;
mod bars;
mod findings;
mod note;
mod scatter;
mod section;
mod sheets;
mod terminal;
mod words;

pub use note::{FutureNote, PackageNote, PackageTables};
pub use terminal::package_text;

pub(crate) use section::{section, sentence};
