//! A change relative to the baseline, such as `"+10%"`.

use crate::text::report::Diagnostic;
use crate::text::tree::Node;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::plain::{read_share, share_schema};
use crate::value::quantity::percent;
use crate::value::reading::Reading;

/// A change above -100 percent; kept as the ratio of new to old.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) ratio: f64,
}

/// The same, but -100 percent is allowed: demand may vanish.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ChangeOrEnd(pub(crate) Change);

impl Change {
    pub(crate) fn describe(self) -> String {
        let sign = if self.ratio >= 1.0 { "+" } else { "" };
        format!("{sign}{}", percent(self.ratio - 1.0))
    }
}

fn read(node: &Node, lowest: &str, fits: fn(f64) -> bool, reading: &mut Reading) -> Option<Change> {
    let share = read_share(node, "change", reading)?;
    if fits(share) {
        return Some(Change { ratio: 1.0 + share });
    }
    let message = format!("a change of {} is out of range", percent(share));
    reading.problem(Diagnostic::error(node.place, message, format!("a change is {lowest} -100%")));
    None
}

impl Shape for Change {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read(node, "above", |share| share > -1.0, reading)
    }

    fn schema() -> serde_json::Value {
        share_schema()
    }
}

impl Shape for ChangeOrEnd {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read(node, "at least", |share| share >= -1.0, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        share_schema()
    }
}

impl Phased for Change {
    const KEY: Key<Self> =
        Key::optional("change", "the change from the baseline, such as \"+10%\"");
}

impl Phased for ChangeOrEnd {
    const KEY: Key<Self> = Key::optional("change", "the change from the baseline, such as \"-5%\"");
}
