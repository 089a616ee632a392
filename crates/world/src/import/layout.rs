//! How does a published table lie in its files?

use super::options::ImportFormat;

/// How a table lies in its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Labels `AUS_A01`, final demand `AUS_HFCE`, or `HFCE_AUS` in the edition of 2016.
    Oecd,
    /// Labels `AT_A01`, final use `AT_P3_S14`.
    Figaro,
    /// One line for each cell.
    FigaroFlat,
    /// Labels `AUS_c1`, final demand `AUS_FD1` or `AUS_c37`.
    Wiod2013,
    /// Four rows and columns of labels.
    WiodSheet {
        /// Whether it is the release of 2016.
        new: bool,
    },
    /// Columns `IndustryCode`, `Country`, `RNr`.
    Wiod2016,
    /// Matrices with two rows and columns of labels.
    Exiobase,
    /// Matrices of numbers, labels beside them.
    Eora,
}

impl Layout {
    /// The name that users write for it.
    pub(super) fn format(self) -> ImportFormat {
        match self {
            Self::Oecd => ImportFormat::OecdIcio,
            Self::Figaro | Self::FigaroFlat => ImportFormat::Figaro,
            Self::Wiod2013 | Self::WiodSheet { new: false } => ImportFormat::Wiod2013,
            Self::Wiod2016 | Self::WiodSheet { new: true } => ImportFormat::Wiod2016,
            Self::Exiobase => ImportFormat::Exiobase3,
            Self::Eora => ImportFormat::Eora26,
        }
    }

    /// A label of a row.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Figaro | Self::FigaroFlat => "AT_A01",
            Self::Wiod2013 => "AUS_c1",
            _ => "AUS_A01",
        }
    }
}
