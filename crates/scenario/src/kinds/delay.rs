//! `delay`: a closed port, a longer route: what is sent arrives later.

use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, phases};
use crate::effect::weeks::{CascadeEffect, Weekly, ids};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::links::{EXPORTER, IMPORTER, LinkSelector, SECTOR};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::reading::Reading;
use detente_world::World;
use jiff::civil::Date;
use serde_json::json;

/// Longest delay: beyond a year the goods are lost, not late.
const LONGEST: usize = 365;

pub(crate) const KIND: Kind = Kind {
    name: "delay",
    about: "a closed port or a longer route: goods arrive later, followed week by week",
    engines: &[Engine::Network],
    bill: Bill::Counted,
    value: Added::KEY.name,
    keys: &[&IMPORTER, &EXPORTER, &SECTOR, &Added::KEY, &phases::<Added>()],
    read: |fields, reading| {
        let links = LinkSelector::read(fields, reading);
        let added = Timeline::read(fields, reading);
        Some(Box::new(Delay { links: links?, added: added? }))
    },
};

/// Days more under way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Added(usize);

impl Added {
    /// "14 days", "1 day", "2 weeks".
    fn of_text(text: &str) -> Option<usize> {
        let (number, unit) = text.trim().split_once(' ')?;
        let length = match unit.trim() {
            "day" | "days" => 1,
            "week" | "weeks" => 7,
            _ => return None,
        };
        number.parse::<usize>().ok()?.checked_mul(length)
    }
}

impl Shape for Added {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let example = "write \"14 days\" or \"2 weeks\"";
        let message = match &node.value {
            Value::Text(text) => match Self::of_text(text) {
                Some(days) if days <= LONGEST => return Some(Self(days)),
                Some(days) => format!("a delay of {days} days is longer than {LONGEST}"),
                None => format!("`{text}` is not a whole number of days or weeks"),
            },
            Value::Number(number) => format!("delay {number} without a unit"),
            _ => {
                wrong_type(node, "a number of days", example, reading);
                return None;
            }
        };
        reading.problem(Diagnostic::error(node.place, message, "not a delay").hint(example));
        None
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string", "pattern": "^\\s*[0-9]+ +(day|days|week|weeks)\\s*$" })
    }
}

impl Phased for Added {
    const KEY: Key<Self> =
        Key::optional("added", "how much longer goods are under way, such as \"14 days\"");
}

#[derive(Debug)]
struct Delay {
    links: LinkSelector,
    added: Timeline<Added>,
}

impl Action for Delay {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.links.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.added.starts()
    }

    fn weekly(&self, world: &World) -> Vec<Weekly> {
        let links = ids(&self.links.links(world));
        let late = self.added.phases().into_iter().filter(|(_, added)| added.0 > 0);
        late.map(|(window, added)| {
            let effect = CascadeEffect::Delay { links: links.clone(), days: added.0 };
            Weekly { window, effect }
        })
        .collect()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.added.at(date)?;
        let touched = self.links.links(state.world).len();
        Some(Applied { touched, phase: step.from, value: format!("{} days later", step.value.0) })
    }
}
