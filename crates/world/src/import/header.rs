//! What does each row and column of a published table mean?

use crate::error::WorldError;
use std::collections::HashMap;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Buyer {
    /// A sector that uses inputs.
    Node(usize),
    /// A category of final demand.
    Final {
        /// Position of the economy.
        economy: usize,
    },
    /// The sum of the row as the publisher states it.
    Total,
    /// What the publisher could not attribute; it belongs to no buyer.
    Discrepancy,
    /// A label, or something that is no sale.
    Ignored,
}

/// What a row holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seller {
    /// Sales of a sector.
    Node(usize),
    /// What a sector pays besides its inputs: value added, taxes, margins.
    Cost,
    /// Output as the publisher states it, by column.
    Total,
    /// Purchases that belong to no seller.
    Discrepancy,
    /// A subtotal.
    Ignored,
}

/// Codes in the order of their first occurrence.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) list: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Codes {
    pub(super) fn position(&mut self, code: &str) -> usize {
        if let Some(&at) = self.positions.get(code) {
            return at;
        }
        self.list.push(code.to_owned());
        self.positions.insert(code.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    pub(super) fn find(&self, code: &str) -> Option<usize> {
        self.positions.get(code).copied()
    }
}

/// A sector of an economy, or of a part of one, as the table lists it.
pub(super) struct Node {
    pub(super) label: String,
    pub(super) economy: usize,
    pub(super) sector: usize,
}

/// The meaning of the columns, and the nodes that rows must repeat.
#[derive(Default)]
pub(super) struct Header {
    pub(super) economies: Codes,
    pub(super) sectors: Codes,
    pub(super) nodes: Vec<Node>,
    by_label: HashMap<String, usize>,
    /// Every column in the order of the file, labels of the rows included.
    pub(super) columns: Vec<Buyer>,
    /// What messages call the columns.
    pub(super) names: Vec<String>,
    /// Names of economies and sectors, where the file tells them, by code.
    pub(super) named: HashMap<String, String>,
    /// Parts of economies that the table lists by themselves, and the economy that each is added
    /// into.
    pub(super) parts: std::collections::BTreeMap<String, String>,
}

impl Header {
    /// The position of a node, which becomes known if it is new.
    pub(super) fn node(&mut self, label: &str, economy: &str, sector: &str) -> usize {
        if let Some(&at) = self.by_label.get(label) {
            return at;
        }
        let (economy, sector) = (self.economies.position(economy), self.sectors.position(sector));
        self.nodes.push(Node { label: label.to_owned(), economy, sector });
        self.by_label.insert(label.to_owned(), self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// The node of a label.
    pub(super) fn find(&self, label: &str) -> Option<usize> {
        self.by_label.get(label).copied()
    }

    pub(super) fn push(&mut self, name: &str, buyer: Buyer) {
        self.names.push(name.to_owned());
        self.columns.push(buyer);
    }

    /// Some of the columns, as the columns of a file of their own.
    pub(super) fn part(&self, columns: std::ops::Range<usize>) -> Self {
        let names = self.names[columns.clone()].to_vec();
        Self { columns: self.columns[columns].to_vec(), names, ..Self::default() }
    }

    /// Whether columns stand once each, and every economy uses something finally and makes
    /// something.
    pub(super) fn check(&self, file: &str) -> Result<(), WorldError> {
        let mut problems = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        for buyer in &self.columns {
            if let Buyer::Node(node) = *buyer
                && std::mem::replace(&mut seen[node], true)
            {
                let what = format!("there are two columns `{}`", self.nodes[node].label);
                problems.push(WorldError::file(file, what, "remove one"));
            }
        }
        let makes = |economy| self.nodes.iter().any(|node| node.economy == economy);
        let uses = |own| self.columns.contains(&Buyer::Final { economy: own });
        for (at, code) in self.economies.list.iter().enumerate() {
            if !makes(at) {
                let what = format!("`{code}` has columns of final demand and no sector");
                problems.push(WorldError::file(file, what, TAKE_AGAIN));
            } else if !uses(at) {
                let what = format!("`{code}` has sectors and no column of final demand");
                problems.push(WorldError::file(file, what, TAKE_AGAIN));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(WorldError::several(problems)) }
    }
}

/// What to do about a table of which a part is missing.
pub(super) const TAKE_AGAIN: &str =
    "the table is not whole: take the published file again, all rows and columns";
