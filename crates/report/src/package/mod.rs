//! How a negotiated package is shown.

mod note;

pub use note::{FutureNote, PackageNote, PackageTables};
