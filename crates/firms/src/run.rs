//! A loss of capacity at some firms, followed day by day under several sets of rules.

use super::read::FirmNetwork;
use super::restocking::with_given;
use super::row;
use crate::error::FirmsError;
use detente_cascade::{
    Binding, CapacityLoss, ImportantInputs, Recovery, Rules, Shocks, Simulation, SlotValues,
};
use detente_engine::weeks::{DAILY, PASSING_DAYS, rating, restoration_time};
use detente_record::row::Row;
use detente_world::Nature;
use detente_world::budget;
use detente_world::table::Table;

/// Losses below this share of a firm's output are left out.
const NOTICEABLE: f64 = 1e-4;

/// Sets of rules a run can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirmRules {
    /// The default.
    Detente,
    /// ARIO with psi.
    Boario,
    /// Pichler et al. (2022), important inputs by half.
    Pichler,
    /// Inoue and Todo (2019).
    InoueTodo,
}

/// What happens to whom, in days.
#[derive(Clone, Debug, PartialEq)]
pub struct FirmShock {
    /// Firms by name with the share of capacity they lose, 0 to 1.
    pub lost: Vec<(String, f64)>,
    /// First day of the loss, from zero.
    pub from: usize,
    /// Days at full loss.
    pub duration: usize,
    /// Days of even recovery after them, at least 1.
    pub recovery: f64,
    /// Days followed.
    pub days: usize,
    /// Days of need of each input in stock, where the firms' table does not say.
    pub stock_days: f64,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FirmRun {
    /// One row per economy, sector and day on which its output moves.
    pub output: Table,
    /// One row per firm that loses output.
    pub losses: Table,
}

/// One set of rules followed to the end.
struct Member {
    /// Output of each economy and sector relative to the baseline by day.
    output: Vec<Vec<f64>>,
    /// Output lost by firm, in days of baseline output.
    lost: Vec<f64>,
    deepest: Vec<f64>,
    first: Vec<f64>,
    waited: Vec<u32>,
}

impl FirmRules {
    fn rules(self, network: &FirmNetwork, shock: &FirmShock) -> Rules {
        let ratings = SlotValues::ByInput(network.natures.iter().map(rating).collect());
        let rules = match self {
            FirmRules::Detente if network.is_in_world() => Rules {
                criticality: ratings,
                restoration_time: restoration_time(&network.natures),
                ..Rules::detente()
            },
            FirmRules::Detente => Rules { criticality: ratings, ..Rules::detente() },
            FirmRules::Boario => Rules { emulation: None, ..Rules::boario() },
            FirmRules::Pichler => Rules::pichler(ratings, ImportantInputs::Half),
            FirmRules::InoueTodo => Rules::inoue_todo(),
        };
        let target_days = match &network.stock_days {
            _ if network.is_in_world() => in_world(network, shock, self == FirmRules::Detente),
            Some(days) => SlotValues::ByNode(
                days.iter().map(|days| days.unwrap_or(shock.stock_days)).collect(),
            ),
            None => SlotValues::Uniform(shock.stock_days),
        };
        let restoration_time =
            with_given(rules.restoration_time, network.restoration_days.as_ref());
        Rules { target_days, restoration_time, ..rules }
    }
}

/// Stocks inside a world: what cannot be kept (power, services) serves the next days, as for
/// sectors under the same rules.
fn in_world(network: &FirmNetwork, shock: &FirmShock, default_rules: bool) -> SlotValues {
    let days = |node: usize| {
        network.stock_days.as_ref().and_then(|days| days[node]).unwrap_or(shock.stock_days)
    };
    let passing = if default_rules { DAILY } else { PASSING_DAYS };
    let of_input = |sector: &Nature| {
        let fixed = (!sector.storable).then_some(passing);
        (0..network.firms.len()).map(move |node| fixed.unwrap_or_else(|| days(node)))
    };
    SlotValues::ByInputAndNode(network.natures.iter().flat_map(of_input).collect())
}

/// Follows a shock under each set of rules; the first gives the middle of the band. `progress` hears the
/// days done of all.
///
/// # Errors
/// If a firm is not known, or a share or a length is out of range.
pub fn run(
    network: &FirmNetwork,
    shock: &FirmShock,
    rules: &[FirmRules],
    progress: &dyn Fn(usize, usize),
) -> Result<FirmRun, FirmsError> {
    let refuse = |error: detente_cascade::CascadeError| FirmsError::Network(error.to_string());
    let shares: Result<Vec<(usize, f64)>, FirmsError> =
        shock.lost.iter().map(|(name, share)| Ok((network.firm(name)?, *share))).collect();
    let loss = CapacityLoss {
        shares: shares?,
        from: shock.from,
        duration: shock.duration,
        recovery: (Recovery::Linear, shock.recovery),
    };
    let shocks = Shocks { capacity_losses: vec![loss], ..Shocks::default() };
    let cells = Cells::of(network);
    let kept = cells.names.len().saturating_mul(shock.days).saturating_mul(rules.len());
    if kept > budget::CALENDAR {
        return Err(FirmsError::Network(format!(
            "{} days of {} sectors under {} sets of rules are {kept} figures and at most {} are kept; follow fewer days or rules",
            shock.days,
            cells.names.len(),
            rules.len(),
            budget::CALENDAR
        )));
    }
    let (mut members, total) = (Vec::with_capacity(rules.len()), rules.len() * shock.days);
    for (place, rules) in rules.iter().enumerate() {
        let rules = rules.rules(network, shock);
        let mut simulation = Simulation::new(&network.network, &rules, &shocks).map_err(refuse)?;
        let done = place * shock.days;
        members
            .push(follow(&cells, &mut simulation, shock.days, &|day| progress(done + day, total)));
    }
    Ok(FirmRun { output: output(&cells, &members, shock.days), losses: losses(network, &members) })
}

/// Economies and sectors that have firms.
struct Cells {
    /// Codes of economy and sector, sorted.
    names: Vec<(String, String)>,
    /// The cell of each firm.
    of: Vec<usize>,
    /// Baseline output of each firm and each cell.
    firm_output: Vec<f64>,
    output: Vec<f64>,
}

impl Cells {
    fn of(network: &FirmNetwork) -> Self {
        let name =
            |firm: &super::Firm| (firm.economy.clone(), network.sectors[firm.sector].clone());
        let mut names: Vec<(String, String)> = network.firms.iter().map(name).collect();
        names.sort();
        names.dedup();
        let of: Vec<usize> = network
            .firms
            .iter()
            .map(|firm| names.binary_search(&name(firm)).unwrap_or(0))
            .collect();
        let firm_output = network.network.output();
        let mut output = vec![0.0; names.len()];
        of.iter().zip(&firm_output).for_each(|(&cell, value)| output[cell] += value);
        Cells { names, of, firm_output, output }
    }
}

fn follow(
    cells: &Cells,
    simulation: &mut Simulation<'_>,
    days: usize,
    progress: &dyn Fn(usize),
) -> Member {
    let firms = cells.of.len();
    let mut member = Member {
        output: Vec::with_capacity(days),
        lost: vec![0.0; firms],
        deepest: vec![0.0; firms],
        first: vec![f64::INFINITY; firms],
        waited: vec![0; firms],
    };
    for step in 0..days {
        let day = simulation.advance();
        let made = day.production();
        let mut sums = vec![0.0; cells.names.len()];
        for (firm, made) in made.iter().enumerate() {
            sums[cells.of[firm]] += made;
            let baseline = cells.firm_output[firm];
            let lost = if baseline > 0.0 { 1.0 - made / baseline } else { 0.0 };
            if lost > NOTICEABLE {
                member.lost[firm] += lost;
                member.first[firm] = member.first[firm].min(step as f64);
                if lost > member.deepest[firm] {
                    member.deepest[firm] = lost;
                    member.waited[firm] = match day.binding(firm) {
                        Binding::Input(group) => group + 1,
                        _ => 0,
                    };
                }
            }
        }
        let ratios = sums
            .iter()
            .zip(&cells.output)
            .map(|(sum, output)| if *output > 0.0 { sum / output } else { 1.0 });
        member.output.push(ratios.collect());
        progress(step + 1);
    }
    member
}

/// The least, the first and the most.
fn band(members: &[Member], value: impl Fn(&Member) -> f64) -> [f64; 3] {
    let values = || members.iter().map(&value);
    let middle = values().next().unwrap_or(0.0);
    [values().fold(f64::INFINITY, f64::min), middle, values().fold(f64::NEG_INFINITY, f64::max)]
}

fn output(cells: &Cells, members: &[Member], days: usize) -> Table {
    let mut rows = Vec::new();
    for (cell, (economy, sector)) in cells.names.iter().enumerate() {
        for day in 0..days {
            let output = band(members, |member| member.output[day][cell]);
            if (1.0 - output[0]).abs().max((1.0 - output[2]).abs()) > NOTICEABLE {
                rows.push(row::DailyOutput {
                    economy: economy.as_str().into(),
                    sector: sector.as_str().into(),
                    day: day as f64,
                    output: output.into(),
                });
            }
        }
    }
    row::DailyOutput::table(rows)
}

fn losses(network: &FirmNetwork, members: &[Member]) -> Table {
    let baseline = network.network.output();
    let mut found: Vec<(f64, usize)> = (0..network.firms.len())
        .filter(|&firm| members.iter().any(|member| member.lost[firm] > 0.0))
        .map(|firm| {
            (members.first().map_or(0.0, |member| member.lost[firm] * baseline[firm]), firm)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    row::FirmLoss::table(found.into_iter().map(|(_, place)| {
        let firm = &network.firms[place];
        let waited = members.first().map_or(0, |member| member.waited[place]) as usize;
        let waited = if waited > 0 { network.sectors[waited - 1].as_str() } else { "" };
        row::FirmLoss {
            firm: firm.name.as_str().into(),
            economy: firm.economy.as_str().into(),
            sector: network.sectors[firm.sector].as_str().into(),
            waited_for: waited.into(),
            lost: band(members, |member| member.lost[place] * baseline[place]).into(),
            deepest_pct: band(members, |member| 100.0 * member.deepest[place]).into(),
            days_to_loss: band(members, |member| member.first[place]).into(),
        }
    }))
}
