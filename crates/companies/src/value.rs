//! What does a run mean for each company, channel by channel?

use crate::error::CompaniesError;
use crate::facts::{Company, Universe};
use crate::line::{HORIZONS, Line, UNKNOWN};
use crate::shock::{Goods, RunView, Shock};
use crate::{deal, months, weeks, years};
use detente_world::Band;

/// A company at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The company.
    pub ticker: String,
    /// One of [`HORIZONS`].
    pub horizon: &'static str,
    /// Change of revenue; `None` as the net.
    pub revenue_change: Option<Band>,
    /// Change of cost; `None` as the net.
    pub cost_change: Option<Band>,
    /// Weeks that inputs last; `None` where nothing is known.
    pub coverage_weeks: Option<Band>,
    /// Net effect; `None` where no channel applies, or one that may decide it is not known.
    pub net: Option<Band>,
    /// Why there is no net effect, in words; empty where there is one.
    pub why: String,
    /// Net effect as a share of a year's revenue, percent; `None` where revenue is not known or no
    /// channel applies.
    pub share_pct: Option<Band>,
    /// Rank among the companies by the middle of that share, then by its lower end: 1 loses most.
    pub rank: Option<usize>,
}

/// What a run means for a universe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Valuation {
    /// Channels, company by company.
    pub lines: Vec<Line>,
    /// Companies by horizon.
    pub standings: Vec<Standing>,
}

impl Valuation {
    /// The channels of a company at a horizon.
    pub fn of<'a>(&'a self, ticker: &'a str, horizon: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.ticker == ticker && line.horizon == horizon)
    }
}

/// Values every company of a universe.
///
/// # Errors
/// If a table lacks a column, or a chain inside the program is broken.
pub fn value(universe: &Universe, view: &RunView<'_>) -> Result<Valuation, CompaniesError> {
    let mut asked: Vec<Goods> = universe
        .companies
        .iter()
        .flat_map(|company| company.segments.iter().filter_map(Goods::of))
        .collect();
    asked.sort_unstable_by_key(|goods| (goods.sector, goods.finished));
    asked.dedup();
    let shock = Shock::of(view, &asked)?;
    let mut prices = years::Prices::new(&shock);
    let mut valuation = Valuation::default();
    for company in &universe.companies {
        let mut lines = weeks::lines(company, &shock);
        lines.extend(months::lines(company, &shock));
        lines.extend(years::lines(company, &shock, &mut prices));
        lines.extend(deal::lines(company, &shock, view)?);
        lines.extend(unknown(company));
        distinguish(&mut lines);
        valuation
            .standings
            .extend(HORIZONS.into_iter().map(|horizon| standing(company, horizon, &lines)));
        valuation.lines.extend(lines);
    }
    HORIZONS.into_iter().for_each(|horizon| rank(&mut valuation.standings, horizon));
    Ok(valuation)
}

/// Gives lines that share channel and item numbers, so that a key names one row.
fn distinguish(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let (before, own) = (&lines[..at], &lines[at]);
        let alike = |line: &&Line| {
            let item = line.item.split(" (").next() == own.item.split(" (").next();
            item && (line.horizon, line.channel) == (own.horizon, own.channel)
        };
        let same = before.iter().filter(alike).count();
        if same > 0 {
            lines[at].item = format!("{} ({})", lines[at].item, same + 1);
        }
    }
}

/// What is not known of a company, by name.
fn unknown(company: &Company) -> Vec<Line> {
    let mut missing: Vec<(String, String, usize)> = Vec::new();
    if company.segments.is_empty() {
        missing.push((
            "revenue".to_owned(),
            "revenue: sales, output lost and shares are not computed".to_owned(),
            company.row,
        ));
    }
    for segment in company.segments.iter().filter(|segment| segment.sector.is_none()) {
        let what =
            "what trade does to it: no one sector of the world stands for it (finance, a good of a chain by itself, or several sectors in one total)"
                .to_owned();
        missing.push((format!("{}: trade", segment.name), what, segment.row));
    }
    for segment in company.segments.iter().filter(|segment| segment.sector.is_some()) {
        let open = segment.unallocated();
        if open > 1e-9 {
            let what = format!(
                "where {:.0} % of revenue is sold: any economy that no row names",
                100.0 * open
            );
            missing.push((format!("{}: markets", segment.name), what, segment.row));
        }
        if segment.plants.is_empty() {
            missing.push((
                format!("{}: plants", segment.name),
                "where it makes its products: any economy".to_owned(),
                segment.row,
            ));
        } else if segment.plants.iter().any(|plant| plant.share.is_none()) {
            missing.push((
                format!("{}: plants", segment.name),
                "how much each plant makes".to_owned(),
                segment.plants[0].row,
            ));
        }
    }
    let line = |(item, what, row): (String, String, usize)| Line {
        ticker: company.ticker.clone(),
        horizon: "years",
        channel: UNKNOWN,
        item,
        equation: "",
        band: Band::default(),
        unit: "",
        sign: 0,
        explanation: format!("not known: {what}"),
        rows: vec![row],
    };
    missing.into_iter().map(line).collect()
}

/// Equation (12): who bears a tariff is open, so that sales that fall and the bill are two ends of
/// one thing.
fn standing(company: &Company, horizon: &'static str, lines: &[Line]) -> Standing {
    let own = || lines.iter().filter(|line| line.horizon == horizon);
    let sum = |sign: i8| {
        own()
            .filter(|line| line.sign == sign)
            .fold(Band::default(), |sum, line| sum.plus(line.band))
    };
    let (revenue_change, cost_change) = (sum(1), sum(-1));
    let bill = own()
        .filter(|line| line.channel == "tariff-bill")
        .fold(Band::default(), |sum, line| sum.plus(line.band));
    let borne = if bill.is_zero() { revenue_change } else { revenue_change.hull(bill.minus()) };
    let net = borne.plus(cost_change.minus());
    let coverage = own().filter(|line| line.channel == "coverage").map(|line| line.band);
    // The input that is out first decides.
    let coverage_weeks = coverage.reduce(|a, b| Band {
        low: a.low.min(b.low),
        mid: a.mid.min(b.mid),
        high: a.high.min(b.high),
    });
    let why = unvalued(company, horizon, own());
    let known = why.is_empty();
    let revenue = company.revenue().filter(|revenue| *revenue > 0.0 && known);
    let share_pct = revenue.map(|revenue| net.scaled(100.0 / revenue));
    Standing {
        ticker: company.ticker.clone(),
        horizon,
        revenue_change: known.then_some(revenue_change),
        cost_change: known.then_some(cost_change),
        coverage_weeks,
        net: known.then_some(net),
        why,
        share_pct,
        rank: None,
    }
}

/// Why nothing is said of the net effect. Without a channel there is nothing to say, which is not
/// nothing; and what a firm loses in the weeks is not known while an input that falls short has a
/// stock that nobody gave.
fn unvalued<'l>(
    company: &Company,
    horizon: &str,
    lines: impl Iterator<Item = &'l Line> + Clone,
) -> String {
    if let Some(open) = lines.clone().find(|line| line.channel == UNKNOWN && horizon == "weeks") {
        return format!("{}: {}", open.item, open.explanation);
    }
    if lines.clone().any(|line| line.sign != 0) {
        return String::new();
    }
    match horizon {
        "weeks" if company.segments.is_empty() => "no revenue is given".to_owned(),
        "months" => "no input or sale of its is a good of a chain that this run follows".to_owned(),
        "package" => "no agreed purchase is its".to_owned(),
        _ => "no channel applies to what is given of it".to_owned(),
    }
}

/// Shares closer than this are the same.
const SAME: f64 = 1e-6;

fn rank(standings: &mut [Standing], horizon: &str) {
    let key = |standing: &Standing| {
        let share = standing.share_pct.unwrap_or_default();
        [share.mid, share.low].map(|value| (value / SAME).round())
    };
    let mut order: Vec<usize> = (0..standings.len())
        .filter(|at| standings[*at].horizon == horizon && standings[*at].share_pct.is_some())
        .collect();
    order.sort_by(|a, b| {
        let (one, other) = (key(&standings[*a]), key(&standings[*b]));
        one[0]
            .total_cmp(&other[0])
            .then(one[1].total_cmp(&other[1]))
            .then(standings[*a].ticker.cmp(&standings[*b].ticker))
    });
    let mut last: Option<([f64; 2], usize)> = None;
    for (place, at) in order.into_iter().enumerate() {
        let own = key(&standings[at]);
        let rank = last.filter(|(known, _)| *known == own).map_or(place + 1, |(_, rank)| rank);
        last = Some((own, rank));
        standings[at].rank = Some(rank);
    }
}
