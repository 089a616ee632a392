//! Which identities does the base year of a chain keep, and by how much and where does it miss them
//! most?
//!
//! ```text
//! balances      made + imported = used by processes + used finally + exported,   by good and economy
//! capacity      activity <= capacity (its upper end)
//! yields        what a process makes of an element <= what it takes of it
//! shares        what a process makes of several goods <= what it takes
//! elasticities  there is one, below zero, for every use that takes part
//! ```

use super::check::{BALANCED, LARGEST, imbalances};
use super::data::{Chain, Process, Recipe};
use crate::error::WorldError;

/// Nameplates are rounded, and exceeded by a little.
pub const NAMEPLATE: f64 = 0.02;
/// What is written with few digits may add up to a little more than all.
const ROUNDING: f64 = 1e-3;

/// Lines of one file that a message names.
const ROWS: usize = 8;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// What comes in goes out.
    Balances,
    /// Nobody does more than can be done.
    Capacity,
    /// No process gains of an element.
    Yields,
    /// Joint products are no more than their inputs.
    Shares,
    /// Uses answer to prices.
    Elasticities,
}

impl Identity {
    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Balances => "balances",
            Self::Capacity => "capacity",
            Self::Yields => "yields",
            Self::Shares => "shares",
            Self::Elasticities => "elasticities",
        }
    }
}

/// One place that an identity is missed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The file and, where one row is at fault, its line.
    pub file: &'static str,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The column, where one is at fault.
    pub column: &'static str,
    /// Good or process, and economy.
    pub place: String,
    /// What is wrong, by how much, and what to do.
    pub what: String,
    /// By how much, relative.
    pub size: f64,
}

impl Fault {
    /// As an error in a file.
    #[must_use]
    pub fn error(&self, file: &str) -> WorldError {
        let what = format!("{}: {}", self.place, self.what);
        match self.line {
            Some(line) => WorldError::Cell {
                file: file.to_owned(),
                place: format!("line {line}"),
                column: self.column.to_owned(),
                what,
            },
            None => WorldError::Figures { place: file.to_owned(), what },
        }
    }
}

/// How one identity stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Which.
    pub identity: Identity,
    /// Rows or places that were looked at.
    pub checked: usize,
    /// Rows or places of which too little is known.
    pub unknown: usize,
    /// The worst place that is within what is allowed, and how far it is used up or missed,
    /// relative.
    pub worst: Option<(f64, String)>,
    /// Where it is missed, worst first.
    pub faults: Vec<Fault>,
}

impl Verdict {
    fn new(identity: Identity) -> Self {
        Self { identity, checked: 0, unknown: 0, worst: None, faults: Vec::new() }
    }

    fn saw(&mut self, size: f64, place: &str) {
        self.checked += 1;
        if self.worst.as_ref().is_none_or(|(worst, _)| size > *worst) {
            self.worst = Some((size, place.to_owned()));
        }
    }

    fn sorted(mut self) -> Self {
        self.faults.sort_by(|one, other| other.size.total_cmp(&one.size));
        self
    }
}

/// Every identity, in the order of the head of this module.
#[must_use]
pub fn verdicts(chain: &Chain) -> Vec<Verdict> {
    vec![balances(chain), capacity(chain), yields(chain), shares(chain), elasticities(chain)]
}

fn balances(chain: &Chain) -> Verdict {
    let mut verdict = Verdict::new(Identity::Balances);
    let missed = imbalances(chain);
    verdict.unknown = chain.goods.len() * chain.economies.len() - missed.len();
    for node in missed.iter().filter(|node| node.supply > 0.0 || node.use_ > 0.0) {
        let (good, economy) = (&chain.goods[node.good], &chain.economies[node.economy]);
        let place = format!("{} in {}", good.code, economy.code);
        verdict.saw(node.relative(), &place);
        if node.relative() > BALANCED {
            let [made, imported, used, finally, exported] =
                parts(chain, node.good, node.economy).map(short);
            let gap = short((node.supply - node.use_).abs());
            let (more, unit) =
                (if node.supply > node.use_ { "comes in" } else { "goes out" }, &chain.unit);
            let mut what = format!(
                "made {made} + imported {imported} = {} comes in, used by processes {used} + used finally {finally} + exported {exported} = {} goes out; {gap} {unit} more {more}",
                short(node.supply),
                short(node.use_)
            );
            what.push_str(&format!(" ({})", rows_of(chain, node.good, node.economy)));
            what.push_str(advice(node.relative(), node.supply / node.use_));
            let size = node.relative();
            verdict.faults.push(Fault {
                file: "flows.csv",
                line: None,
                column: "",
                place,
                what,
                size,
            });
        }
    }
    verdict.sorted()
}

/// What may be done about a balance that does not close.
fn advice(relative: f64, ratio: f64) -> &'static str {
    if !(0.01..=100.0).contains(&ratio) {
        "; a factor this large is mostly a row in another unit (t for kt), or a row that is missing"
    } else if relative <= LARGEST {
        "; correct a row, or let `detente commodity balance` share it out"
    } else {
        "; correct the rows of this good there"
    }
}

/// Made, imported, used by processes, used finally and exported, of what is known.
fn parts(chain: &Chain, good: usize, economy: usize) -> [f64; 5] {
    let here = chain.processes.iter().filter(|process| process.economy == economy);
    let (mut made, mut used) = (0.0, 0.0);
    for process in here {
        let activity = activity(process).unwrap_or(0.0);
        for row in chain.recipe(process).iter().filter(|row| row.good == good) {
            let amount = central(row).unwrap_or(0.0) * activity;
            made += amount.max(0.0);
            used += (-amount).max(0.0);
        }
    }
    let flows =
        chain.flows.iter().filter(|flow| flow.good == good && flow.exporter != flow.importer);
    let (mut imported, mut exported) = (0.0, 0.0);
    for flow in flows {
        let amount = flow.balanced.or_else(|| flow.quantity?.central()).unwrap_or(0.0);
        imported += if flow.importer == economy { amount } else { 0.0 };
        exported += if flow.exporter == economy { amount } else { 0.0 };
    }
    let own = chain.demand.iter().filter(|row| (row.good, row.economy) == (good, economy));
    [made, imported, used, own.filter_map(|row| row.balanced).sum(), exported]
}

/// The lines of the rows that take part in a balance: "processes.csv 3; flows.csv 2, 4".
fn rows_of(chain: &Chain, good: usize, economy: usize) -> String {
    let takes = |process: &&Process| {
        process.economy == economy
            && chain.recipe(process).iter().any(|row| row.good == good && row.coefficient.is_some())
    };
    let flows = chain
        .flows
        .iter()
        .filter(|flow| flow.good == good && [flow.exporter, flow.importer].contains(&economy));
    let demand = chain.demand.iter().filter(|row| (row.good, row.economy) == (good, economy));
    let lists: [(&str, Vec<Option<u64>>); 3] = [
        ("processes.csv", chain.processes.iter().filter(takes).map(|row| row.fact.line).collect()),
        ("flows.csv", flows.map(|row| row.fact.line).collect()),
        ("demand.csv", demand.map(|row| row.fact.line).collect()),
    ];
    let told = |(file, lines): &(&str, Vec<Option<u64>>)| {
        let all: Vec<String> = lines.iter().flatten().take(ROWS).map(u64::to_string).collect();
        let more = if lines.len() > ROWS { " ..." } else { "" };
        (!all.is_empty()).then(|| format!("{file} line {}{more}", all.join(", ")))
    };
    lists.iter().filter_map(told).collect::<Vec<_>>().join("; ")
}

fn activity(process: &Process) -> Option<f64> {
    process.balanced.or_else(|| process.activity?.central())
}

fn central(row: &Recipe) -> Option<f64> {
    row.coefficient?.central()
}

/// Activity against the upper end of capacity.
pub(super) fn capacity(chain: &Chain) -> Verdict {
    let mut verdict = Verdict::new(Identity::Capacity);
    for process in &chain.processes {
        let known =
            process.capacity.map(|capacity| capacity.high()).filter(|most| most.is_finite());
        let (Some(most), Some(done)) = (known, activity(process)) else {
            verdict.unknown += 1;
            continue;
        };
        let place = format!("`{}` in {}", process.kind, chain.economies[process.economy].code);
        let over = if most > 0.0 {
            done / most - 1.0
        } else if done > 0.0 {
            f64::INFINITY
        } else {
            -1.0
        };
        verdict.saw(over, &place);
        if over > NAMEPLATE {
            let unit = &chain.unit;
            let what = format!(
                "activity {} {unit} a year is {} {unit} above the capacity of {}; raise capacity_high to what it can do, or correct the activity",
                short(done),
                short(done - most),
                short(most)
            );
            let (file, line, column) = ("processes.csv", process.fact.line, "capacity");
            verdict.faults.push(Fault { file, line, column, place, what, size: over });
        }
    }
    verdict.sorted()
}

/// Processes with what they take and make, where all of it is known, by kind and economy.
fn recipes(chain: &Chain) -> Vec<(String, Vec<&Recipe>)> {
    let mut heads: Vec<(&str, Option<usize>)> =
        chain.recipes.iter().map(|row| (row.process.as_str(), row.economy)).collect();
    heads.sort_unstable();
    heads.dedup();
    let rows = |(kind, economy): (&str, Option<usize>)| {
        let rows = chain.recipes.iter().filter(|row| row.process == kind && row.economy == economy);
        let economy =
            economy.map_or(String::new(), |at| format!(" in {}", chain.economies[at].code));
        (format!("`{kind}`{economy}"), rows.collect::<Vec<_>>())
    };
    heads.into_iter().map(rows).collect()
}

/// What a recipe takes and makes; nothing where a coefficient is not known.
fn sums(rows: &[&Recipe]) -> Option<(f64, f64)> {
    let known = rows.iter().map(|row| central(row)).collect::<Option<Vec<_>>>()?;
    let taken = known.iter().map(|each| (-each).max(0.0)).sum();
    Some((taken, known.iter().map(|each| each.max(0.0)).sum()))
}

fn yields(chain: &Chain) -> Verdict {
    let mut verdict = Verdict::new(Identity::Yields);
    for (place, rows) in recipes(chain) {
        let element = |row: &&Recipe| chain.goods[row.good].element.as_deref();
        let elements: Vec<Option<&str>> = rows.iter().map(element).collect();
        // Of alloys and compounds a part comes from goods that the chain does not follow.
        let alike = elements.windows(2).all(|pair| pair[0] == pair[1]);
        let makes = rows.iter().filter(|row| central(row).is_some_and(|each| each > 0.0)).count();
        gain(&mut verdict, place, &rows, alike && makes == 1);
    }
    verdict.sorted()
}

fn shares(chain: &Chain) -> Verdict {
    let mut verdict = Verdict::new(Identity::Shares);
    for (place, rows) in recipes(chain) {
        let makes = rows.iter().filter(|row| central(row).is_some_and(|each| each > 0.0)).count();
        gain(&mut verdict, place, &rows, makes > 1);
    }
    verdict.sorted()
}

/// Notes a recipe that makes more than it takes, where it is of the kind that cannot.
fn gain(verdict: &mut Verdict, place: String, rows: &[&Recipe], of_the_kind: bool) {
    let Some((taken, made)) = sums(rows) else {
        verdict.unknown += 1;
        return;
    };
    if !of_the_kind || taken <= 0.0 {
        return;
    }
    let over = made / taken - 1.0;
    verdict.saw(over, &place);
    if over > ROUNDING {
        let what = format!(
            "{} is made of {} taken; correct the coefficients, or add the input that is missing",
            short(made),
            short(taken)
        );
        let line = rows
            .iter()
            .find(|row| central(row).is_some_and(|each| each > 0.0))
            .and_then(|row| row.fact.line);
        verdict.faults.push(Fault {
            file: "recipes.csv",
            line,
            column: "coefficient",
            place,
            what,
            size: over,
        });
    }
}

fn elasticities(chain: &Chain) -> Verdict {
    let mut verdict = Verdict::new(Identity::Elasticities);
    for row in &chain.demand {
        let place = format!(
            "{} for {} in {}",
            chain.goods[row.good].code, row.usage, chain.economies[row.economy].code
        );
        match (row.balanced.filter(|used| *used > 0.0), row.elasticity) {
            (Some(_), Some(elasticity)) => verdict.saw(-elasticity.low(), &place),
            (Some(used), None) => {
                verdict.checked += 1;
                let unit = &chain.unit;
                let what = format!(
                    "{} {unit} a year are used and no elasticity says how that answers to prices; write one, such as -0.3",
                    short(used)
                );
                let (file, line, column) = ("demand.csv", row.fact.line, "elasticity");
                verdict.faults.push(Fault { file, line, column, place, what, size: 1.0 });
            }
            (None, _) => verdict.unknown += 1,
        }
    }
    verdict.sorted()
}

/// A figure with up to six digits, for messages.
#[must_use]
pub fn short(value: f64) -> String {
    let rounded = format!("{value:.5e}").parse::<f64>().unwrap_or(value);
    rounded.to_string()
}
