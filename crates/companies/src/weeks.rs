//! Weeks: how long do inputs last, and how much revenue is made on lines that stop?

use crate::arrivals::{Flow, missing};
use crate::facts::{Company, Input, Product};
use crate::line::{Line, UNKNOWN, named, supplies, three};
use crate::shock::Shock;
use detente_world::Band;
use detente_world::{EconomyId, SectorId};

/// Days of a year, over which revenue is made.
const YEAR: f64 = 365.0;

pub(crate) fn lines(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = coverage(company, shock);
    let mut stake = at_stake(company, shock);
    let mut stops = own_stops(company, shock);
    let total = |lines: &[Line]| {
        lines.iter().filter(|line| line.sign == 1).map(|line| line.band.mid).sum::<f64>()
    };
    // Both tell of one event: the sector's loss is that of its average firm. The larger loss
    // counts.
    let lesser = if total(&stops) < total(&stake) { &mut stake } else { &mut stops };
    lesser.iter_mut().filter(|line| line.sign == 1).for_each(|line| {
        line.sign = 0;
        line.explanation
            .push_str("; not added: the other loss of the weeks is no smaller and may be the same");
    });
    lines.extend(stake);
    lines.extend(stops);
    lines
}

/// Equation (1): the stock of the firm as far as known, else that of its sector's market.
fn coverage(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for input in &company.inputs {
        let (good, market) = match &input.product {
            Product::Good { chain, good, usage } => {
                (good, market(company, shock, input.economy, (chain, good, usage)))
            }
            Product::OneOf { code, .. } => (code, None),
            Product::Sector { sector, origin } => {
                lines.extend(own_coverage(company, input, &named_input(shock, *sector, *origin)));
                continue;
            }
        };
        let [low, mid, high] = input.stock_weeks;
        let own = low.is_some() || mid.is_some() || high.is_some();
        let Some(market) = market.or(high.or(mid).or(low).map(Band::point)) else { continue };
        let most = high.unwrap_or(market.high);
        let least = low.unwrap_or(market.low.min(most));
        let band = Band::around(
            least,
            mid.unwrap_or(market.mid).clamp(least.min(most), most.max(least)),
            most,
        );
        let whose =
            if own { "the firm's own stock where its row has it, else that" } else { "the stock" };
        lines.push(Line {
            ticker: company.ticker.clone(),
            horizon: "weeks",
            channel: "coverage",
            item: good.clone(),
            equation: "1",
            band,
            unit: "weeks",
            sign: 0,
            explanation: format!("{whose} of the market where its plants are, in weeks of need: a firm that receives nothing stops after them"),
            rows: vec![input.row],
        });
    }
    lines
}

/// Equation (1) for what belongs to a sector: only the firm itself knows its stock.
fn own_coverage(company: &Company, input: &Input, item: &str) -> Option<Line> {
    let [low, mid, high] = input.stock_weeks;
    let mid = mid.or(low).or(high)?;
    Some(Line {
        ticker: company.ticker.clone(),
        horizon: "weeks",
        channel: "coverage",
        item: item.to_owned(),
        equation: "1",
        band: Band::around(low.unwrap_or(mid), mid, high.unwrap_or(mid)),
        unit: "weeks",
        sign: 0,
        explanation:
            "the firm's own stock, in weeks of need: a firm that receives nothing stops after them"
                .to_owned(),
        rows: vec![input.row],
    })
}

/// `C24 from CHN`.
fn named_input(shock: &Shock<'_>, sector: usize, origin: Option<usize>) -> String {
    let code = &shock.world.sectors[sector].code;
    origin.map_or_else(
        || code.clone(),
        |origin| format!("{code} from {}", shock.world.economies[origin].code),
    )
}

/// An input by sector and origin of which less arrives in this run.
struct Hit<'a> {
    input: &'a Input,
    sector: usize,
    origin: usize,
    item: String,
}

impl Hit<'_> {
    fn flow(&self, economy: usize) -> Flow {
        (SectorId(self.sector), EconomyId(economy), EconomyId(self.origin))
    }

    /// Whether plants in an economy need it.
    fn needed_in(&self, economy: usize) -> bool {
        self.input.economy.is_none_or(|own| own == economy)
    }

    /// Share of the need that is missing day by day in an economy; least, middle or most stock by
    /// `end`.
    fn missing(&self, shock: &Shock<'_>, economy: usize, end: usize) -> Vec<f64> {
        let [low, mid, high] = self.input.stock_weeks;
        let stocks = [high.or(mid).or(low), mid.or(low).or(high), low.or(mid).or(high)];
        match stocks[end].filter(|_| self.needed_in(economy)) {
            Some(weeks) => missing(&shock.restrictions.arrivals(self.flow(economy)), weeks),
            None => vec![0.0; shock.restrictions.days],
        }
    }
}

/// Where the firm makes anything: economies with plants, or any.
fn places(company: &Company, shock: &Shock<'_>) -> Vec<usize> {
    let all = company.segments.iter().flat_map(|segment| supplies(segment, shock));
    let mut economies: Vec<usize> = all.flat_map(|supply| supply.economies).collect();
    if economies.is_empty() {
        economies.push(company.economy);
    }
    economies.sort_unstable();
    economies.dedup();
    economies
}

/// Equation (14): a line that waits for an input of one origin stands still once its own stock is
/// out.
fn own_stops(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let places = places(company, shock);
    let hits: Vec<Hit<'_>> =
        company.inputs.iter().filter_map(|input| hit(input, shock, &places)).collect();
    let (known, open): (Vec<Hit<'_>>, Vec<Hit<'_>>) =
        hits.into_iter().partition(|hit| hit.input.stock_weeks.iter().any(Option::is_some));
    let mut lines: Vec<Line> =
        open.iter().map(|hit| not_known(company, shock, hit, &places)).collect();
    if company.segments.is_empty() {
        return lines;
    }
    lines.extend(known.iter().map(|hit| stop(company, shock, std::slice::from_ref(hit), &places)));
    if known.len() > 1 {
        lines.iter_mut().filter(|line| line.sign == 1).for_each(|line| line.sign = 0);
        lines.push(stop(company, shock, &known, &places));
    }
    lines
}

/// The input, where an entry takes something of its flow away on a day that is followed.
fn hit<'a>(input: &'a Input, shock: &Shock<'_>, places: &[usize]) -> Option<Hit<'a>> {
    let Product::Sector { sector, origin: Some(origin) } = input.product else { return None };
    let hit = Hit { input, sector, origin, item: named_input(shock, sector, Some(origin)) };
    let less = |economy: &usize| {
        hit.needed_in(*economy)
            && shock.restrictions.arrivals(hit.flow(*economy)).iter().any(|share| *share < 1.0)
    };
    places.iter().chain(&input.economy).any(less).then_some(hit)
}

/// What revenue is lost while the line stands still for want of any of `hits`.
fn stop(company: &Company, shock: &Shock<'_>, hits: &[Hit<'_>], places: &[usize]) -> Line {
    let days = |economy: usize, end: usize| -> f64 {
        let series: Vec<Vec<f64>> =
            hits.iter().map(|hit| hit.missing(shock, economy, end)).collect();
        (0..shock.restrictions.days)
            .map(|day| series.iter().map(|own| own[day]).fold(0.0, f64::max))
            .sum()
    };
    let at: Vec<(usize, Band)> = places
        .iter()
        .map(|economy| {
            (*economy, Band::around(days(*economy, 0), days(*economy, 1), days(*economy, 2)))
        })
        .collect();
    let still = |economy: usize| {
        at.iter().find(|(own, _)| *own == economy).map_or(Band::default(), |(_, band)| *band)
    };
    let mut lost = Band::default();
    for segment in &company.segments {
        for supply in supplies(segment, shock) {
            let all: Vec<Band> = supply.economies.iter().map(|economy| still(*economy)).collect();
            let mean = all.iter().map(|band| band.mid).sum::<f64>() / all.len().max(1) as f64;
            let low = all.iter().map(|band| band.low).fold(f64::INFINITY, f64::min).min(mean);
            let high = all.iter().map(|band| band.high).fold(0.0, f64::max);
            lost = lost
                .plus(Band { low, mid: mean, high }.scaled(segment.revenue * supply.share / YEAR));
        }
    }
    Line {
        ticker: company.ticker.clone(),
        horizon: "weeks",
        channel: "own-stop",
        item: if let [only] = hits { only.item.clone() } else { "any of these inputs".to_owned() },
        equation: "14",
        band: lost.minus(),
        unit: "USD million",
        sign: 1,
        explanation: stopped(shock, hits, places, &at),
        rows: hits.iter().map(|hit| hit.input.row).collect(),
    }
}

/// Since when, for how long, because of what, in words.
fn stopped(shock: &Shock<'_>, hits: &[Hit<'_>], places: &[usize], at: &[(usize, Band)]) -> String {
    let mut entries: Vec<&str> = Vec::new();
    let flows = hits
        .iter()
        .flat_map(|hit| places.iter().filter(|at| hit.needed_in(**at)).map(|at| hit.flow(*at)));
    for name in flows.flat_map(|flow| shock.restrictions.entries(flow)) {
        if !entries.contains(&name) {
            entries.push(name);
        }
    }
    let entries = entries.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let Some((worst, band)) =
        at.iter().max_by(|a, b| a.1.high.total_cmp(&b.1.high)).filter(|at| at.1.high > 0.0)
    else {
        return format!("less arrives by {entries}, and the firm's own stock lasts for all of it");
    };
    let first = hits
        .iter()
        .filter_map(|hit| hit.missing(shock, *worst, 1).iter().position(|missed| *missed > 0.0))
        .min();
    let first = first.map_or(String::new(), |day| format!(" from week {} on", day / 7 + 1));
    let (still, code) = (three(band.mid / 7.0), &shock.world.economies[*worst].code);
    format!(
        "less arrives by {entries}; once its own stock is out the line in {code} stands still{first}, {still} weeks of full \
         output in all, with no other supplier"
    )
}

/// An input of which less arrives and whose stock nobody gave: whether the line stops is not known.
fn not_known(company: &Company, shock: &Shock<'_>, hit: &Hit<'_>, places: &[usize]) -> Line {
    let names =
        places.iter().flat_map(|economy| shock.restrictions.entries(hit.flow(*economy))).next();
    let by = names.map_or(String::new(), |name| format!(" by `{name}`"));
    Line {
        ticker: company.ticker.clone(),
        horizon: "weeks",
        channel: UNKNOWN,
        item: hit.item.clone(),
        equation: "",
        band: Band::default(),
        unit: "",
        sign: 0,
        explanation: format!(
            "not known: how long its stock lasts, while less arrives{by}; give `stock_weeks`"
        ),
        rows: vec![hit.input.row],
    }
}

/// The stocks of the markets where plants are: the shortest, the mean by share, the longest.
fn market(
    company: &Company,
    shock: &Shock<'_>,
    only: Option<usize>,
    (chain, good, usage): (&str, &str, &str),
) -> Option<Band> {
    let chain = shock.chain(chain)?;
    let (mut found, mut weight): (Option<Band>, f64) = (None, 0.0);
    let mut add = |economy: usize, share: f64| {
        let usage = if usage.is_empty() { "vehicles" } else { usage };
        let Some(stock) =
            shock.region(chain, economy).and_then(|(region, _)| shock.stock(good, &region, usage))
        else {
            return;
        };
        let own = stock.weeks;
        found = Some(found.map_or(own, |band| {
            let mid =
                (band.mid * weight + own.mid * share) / (weight + share).max(f64::MIN_POSITIVE);
            Band::around(band.low.min(own.low), mid, band.high.max(own.high))
        }));
        weight += share;
    };
    if let Some(economy) = only {
        add(economy, 1.0);
        return found;
    }
    for segment in company.segments.iter().filter(|segment| segment.sector.is_some()) {
        for supply in supplies(segment, shock) {
            let share = supply.share / supply.economies.len() as f64;
            supply.economies.iter().for_each(|economy| add(*economy, share));
        }
    }
    found
}

/// Equation (2): revenue made in plants of an economy times the share of a year's output lost
/// there.
fn at_stake(company: &Company, shock: &Shock<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for segment in &company.segments {
        let Some(sector) = segment.sector else { continue };
        let (mut band, mut told, mut rows) = (Band::default(), Vec::new(), vec![segment.row]);
        for supply in supplies(segment, shock) {
            let lost = shock.over(sector, &supply.economies, |economy| shock.lost(economy, sector));
            band = band.plus(lost.scaled(segment.revenue * supply.share));
            rows.push(supply.row);
            if lost.high > 0.0 {
                let share = three(100.0 * supply.share);
                told.push(format!(
                    "{share} % made in {} x {} % of a year's output lost at most",
                    named(shock, &supply.economies),
                    three(100.0 * lost.high)
                ));
            }
        }
        let revenue = three(segment.revenue);
        let explanation = match (shock.followed, told.is_empty()) {
            (false, _) => "no good falls short and nothing stops in this run".to_owned(),
            (true, true) => format!(
                "no output of {} is lost where it may be made",
                shock.world.sectors[sector].code
            ),
            (true, false) => format!("USD {revenue} million a year: {}", told.join("; ")),
        };
        lines.push(Line {
            ticker: company.ticker.clone(),
            horizon: "weeks",
            channel: "revenue-at-stake",
            item: segment.name.clone(),
            equation: "2",
            band: band.minus(),
            unit: "USD million",
            sign: 1,
            explanation,
            rows,
        });
    }
    lines
}
