//! Why is there no draft?

/// Why a text cannot be turned into a draft, or a labelled text cannot be read.
///
/// Every message is complete: which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// There is nothing in the file.
    #[error("{name}: empty; give a text of at least one sentence")]
    Empty {
        /// The file.
        name: String,
    },
    /// The file is larger than any article.
    #[error("{name}: longer than {limit} bytes; cut out the part about the trade action")]
    TooLong {
        /// The file.
        name: String,
        /// The most bytes that are read.
        limit: usize,
    },
    /// The file holds bytes that no text has.
    #[error("{name}: byte {at} is a control character; save the article as plain text in UTF-8")]
    Binary {
        /// The file.
        name: String,
        /// Offset of the first such byte, from 0.
        at: usize,
    },
    /// The file is text in another encoding.
    #[error("{name}: byte {at} is not UTF-8; save the file as UTF-8")]
    Encoding {
        /// The file.
        name: String,
        /// Offset of the first bad byte, from 0.
        at: usize,
    },
    /// A web page that cannot be read.
    #[error("{name}: the elements of this web page nest too deeply; save its words as plain text")]
    Page {
        /// The file.
        name: String,
    },
    /// More actions than any article has.
    #[error("{name}: more than {limit} trade actions; draft the articles one by one")]
    TooMany {
        /// The file.
        name: String,
        /// The most actions that are drafted.
        limit: usize,
    },
    /// A labelled text of the evaluation cannot be used.
    #[error("{file}: {what}")]
    Label {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        what: String,
    },
}
