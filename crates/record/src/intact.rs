//! Is a run folder still what was written? Reads a stored run and refuses it where a file has
//! changed.

use crate::error::RecordError;
use crate::manifest::{Manifest, sha256};
use crate::stored::StoredRun;
use std::path::Path;

impl StoredRun {
    /// Reads a run folder whose files are still those that were hashed.
    ///
    /// # Errors
    /// If it is none, a file is broken, or a file is not the one that was written; every such file
    /// is named.
    pub fn read_intact(folder: &Path) -> Result<Self, RecordError> {
        crate::folder::bring_back(folder);
        let manifest = crate::folder::read_manifest(folder)?;
        let mut files = changed_files(folder, &manifest);
        files.extend(changed_manifest(folder));
        if !files.is_empty() {
            return Err(RecordError::Changed {
                folder: folder.display().to_string(),
                files: files.join("; "),
            });
        }
        let mut stored = Self::read(folder)?;
        // The report says the hash of the manifest, which cannot stand in a file that the manifest
        // vouches for.
        stored.summary.manifest = manifest_digest(folder);
        Ok(stored)
    }
}

/// SHA-256 of the manifest in a folder; that of nothing where there is none.
#[must_use]
pub fn manifest_digest(folder: &Path) -> String {
    sha256(&std::fs::read(folder.join("manifest.json")).unwrap_or_default())
}

/// Files whose bytes are not those that were hashed, with what is wrong.
pub fn changed_files(folder: &Path, manifest: &Manifest) -> Vec<String> {
    let check = |file: &crate::manifest::Hashed| match std::fs::read(folder.join(&file.path)) {
        Ok(bytes) if sha256(&bytes) == file.sha256 => None,
        Ok(_) => Some(format!("{}: not the bytes that were hashed", file.path)),
        Err(error) => Some(format!("{}: {error}", file.path)),
    };
    manifest.files.iter().filter_map(check).collect()
}

/// The page holds the hash of the manifest. A page that is not there says nothing: it can be drawn
/// again.
fn changed_manifest(folder: &Path) -> Option<String> {
    let page = std::fs::read_to_string(folder.join("report.html")).ok()?;
    other_manifest(&page, &manifest_digest(folder))
}

/// What is wrong where a page does not hold the hash of the manifest beside it.
pub fn other_manifest(page: &str, digest: &str) -> Option<String> {
    let other = !page.contains(digest);
    other.then(|| "manifest.json: not the one whose hash report.html holds".to_owned())
}
