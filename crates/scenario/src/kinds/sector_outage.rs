//! `sector-outage`: a sector that cannot make what it made, for days or months.

use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, phases};
use crate::effect::weeks::{CascadeEffect, Weekly};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::kinds::node_change::{ECONOMY, Nodes, SECTOR};
use crate::text::report::Diagnostic;
use crate::text::tree::Node;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "sector-outage",
    about: "a sector stands still: a share of its capacity is lost, followed week by week",
    engines: &[Engine::Network],
    bill: Bill::Counted,
    value: Lost::KEY.name,
    keys: &[&ECONOMY, &SECTOR, &Lost::KEY, &phases::<Lost>()],
    read: |fields, reading| {
        let nodes = Nodes::read(fields, reading);
        let lost = Timeline::read(fields, reading);
        Some(Box::new(SectorOutage { nodes: nodes?, lost: lost? }))
    },
};

/// The share of capacity that is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lost(f64);

impl Shape for Lost {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Fraction::read(node, reading).map(|share| Self(share.0))
    }

    fn schema() -> serde_json::Value {
        Fraction::schema()
    }
}

impl Phased for Lost {
    const KEY: Key<Self> = Key::optional(
        "lost",
        "the share of capacity that is lost, such as \"30%\"; phases make a recovery",
    );
}

#[derive(Debug)]
struct SectorOutage {
    nodes: Nodes,
    lost: Timeline<Lost>,
}

impl Action for SectorOutage {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.nodes.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.lost.starts()
    }

    fn weekly(&self, world: &World) -> Vec<Weekly> {
        let lost = |(window, lost): (_, Lost)| {
            let effect = CascadeEffect::Capacity { nodes: self.nodes.select(world), lost: lost.0 };
            Weekly { window, effect }
        };
        self.lost.phases().into_iter().filter(|(_, lost)| lost.0 > 0.0).map(lost).collect()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.lost.at(date)?;
        let touched = self.nodes.select(state.world).len();
        Some(Applied {
            touched,
            phase: step.from,
            value: format!("{} of capacity lost", percent(step.value.0)),
        })
    }
}
