//! Who supplies whom with a good, before the shock and under it?
//!
//! Suppliers on the left, buyers on the right, the height of a band its quantity, on one scale and
//! in one order on both sides, so that the two drawings can be laid over each other. Bands under
//! the shock are solid where they gain and hatched where they lose.
//!
//! Layout: economies with less than three percent of both totals are pooled; the order within a
//! column comes from the means of the places of their partners (the barycentre heuristic of
//! Sugiyama, Tagawa and Toda 1981), swept back and forth; names are pushed apart until none covers
//! another.

use crate::NOT_SPECIFIED;
use crate::drawings::labels::{fitted, width};
use crate::drawings::links::{Link, Links};
use crate::drawings::ribbons::{Drawing, Ribbon, tops};
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::headline::{capital, inside};
use crate::number::digits;
use crate::svg::{Svg, escape};
use detente_record::{ChainNote, Tables, short_of};

const WIDTH: f64 = 460.0;
const TOP: f64 = 40.0;
/// Height of the bands of the larger total, without gaps.
const HEIGHT: f64 = 240.0;
const GAP: f64 = 9.0;
/// Room for names on either side, and width of a node.
const NAMES: f64 = 158.0;
const NODE: f64 = 9.0;
const SIZE: f64 = 12.8;
/// Height of a line of a name.
const LINE: f64 = 15.0;
/// Share of a total below which an economy is pooled.
const POOLED: f64 = 0.03;
const SWEEPS: usize = 12;
/// Goods of a chain that are drawn.
const GOODS: usize = 2;

/// Flows between pooled suppliers and buyers, in the order of the drawing.
#[derive(Debug)]
struct Layout {
    /// Names of suppliers and of buyers.
    names: [Vec<String>; 2],
    /// Before and then, by supplier and buyer.
    flows: [Vec<Vec<f64>>; 2],
}

impl Layout {
    fn of(chain: &ChainNote, links: &[Link]) -> Self {
        let sides: [fn(&Link) -> &str; 2] = [|link| &link.exporter, |link| &link.importer];
        let values: [fn(&Link) -> f64; 2] = [|link| link.base, |link| link.now.mid];
        let totals = values.map(|value| links.iter().map(value).sum::<f64>());
        let kept = sides.map(|side| large(links, side, &values, &totals));
        let at = |which: usize, code: &str| {
            kept[which].iter().position(|own| own == code).unwrap_or(kept[which].len())
        };
        let sizes = [kept[0].len() + 1, kept[1].len() + 1];
        let mut flows = [0, 1].map(|_| vec![vec![0.0; sizes[1]]; sizes[0]]);
        for link in links {
            for (own, value) in flows.iter_mut().zip(&values) {
                own[at(0, &link.exporter)][at(1, &link.importer)] += value(link);
            }
        }
        let names = [0, 1].map(|which| {
            let pooled = links
                .iter()
                .map(|link| sides[which](link))
                .filter(|code| !kept[which].iter().any(|own| own == code));
            let mut pooled: Vec<&str> = pooled.collect();
            pooled.sort_unstable();
            pooled.dedup();
            let named = kept[which].iter().map(|code| short_of(&chain.economies, code).to_owned());
            let last = if let [only] = pooled.as_slice() {
                short_of(&chain.economies, only).to_owned()
            } else {
                format!("{} others", pooled.len())
            };
            named.chain([last]).collect()
        });
        Self { names, flows }.ordered()
    }

    /// Weight of a flow over both drawings.
    fn weight(&self, supplier: usize, buyer: usize) -> f64 {
        self.flows[0][supplier][buyer] + self.flows[1][supplier][buyer]
    }

    /// Total of a node on one drawing.
    fn total(&self, drawing: usize, side: usize, node: usize) -> f64 {
        let flows = &self.flows[drawing];
        if side == 0 { flows[node].iter().sum() } else { flows.iter().map(|row| row[node]).sum() }
    }

    /// Sweeps the barycentre over both columns; the pool stays last, and what is empty on both
    /// drawings goes.
    fn ordered(mut self) -> Self {
        let empty =
            |side: usize, node: usize| self.total(0, side, node) + self.total(1, side, node) <= 0.0;
        let mut order = [0, 1].map(|side| {
            (0..self.names[side].len()).filter(|node| !empty(side, *node)).collect::<Vec<_>>()
        });
        // Begin with the largest first.
        for side in [0, 1] {
            let size = |node: &usize| self.total(0, side, *node) + self.total(1, side, *node);
            let pool = self.names[side].len() - 1;
            order[side]
                .sort_by(|a, b| (*a == pool).cmp(&(*b == pool)).then(size(b).total_cmp(&size(a))));
        }
        let mut best = (self.crossings(&order), order.clone());
        for sweep in 0..SWEEPS {
            let side = 1 - sweep % 2;
            let pool = self.names[side].len() - 1;
            let means: Vec<f64> =
                (0..self.names[side].len()).map(|node| self.mean(&order, side, node)).collect();
            order[side].sort_by(|a, b| {
                (*a == pool).cmp(&(*b == pool)).then(means[*a].total_cmp(&means[*b]))
            });
            let crossings = self.crossings(&order);
            if crossings < best.0 {
                best = (crossings, order.clone());
            }
        }
        let [suppliers, buyers] = best.1;
        self.flows = self.flows.map(|flows| {
            suppliers
                .iter()
                .map(|supplier| buyers.iter().map(|buyer| flows[*supplier][*buyer]).collect())
                .collect()
        });
        let pick =
            |names: &[String], order: &[usize]| order.iter().map(|at| names[*at].clone()).collect();
        self.names = [pick(&self.names[0], &suppliers), pick(&self.names[1], &buyers)];
        self
    }

    /// Mean place of the partners of a node, by weight.
    fn mean(&self, order: &[Vec<usize>; 2], side: usize, node: usize) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (place, partner) in order[1 - side].iter().enumerate() {
            let own =
                if side == 0 { self.weight(node, *partner) } else { self.weight(*partner, node) };
            (sum, weight) = (own.mul_add(place as f64, sum), weight + own);
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    /// Crossings of bands, each pair by the product of its weights.
    fn crossings(&self, order: &[Vec<usize>; 2]) -> f64 {
        let mut crossed = 0.0;
        for (above, first) in order[0].iter().enumerate() {
            for second in &order[0][above + 1..] {
                for (at, buyer) in order[1].iter().enumerate() {
                    let upper: f64 =
                        order[1][..at].iter().map(|other| self.weight(*second, *other)).sum();
                    crossed += self.weight(*first, *buyer) * upper;
                }
            }
        }
        crossed
    }
}

/// Economies with at least that share of a total, before or then.
fn large(
    links: &[Link],
    side: fn(&Link) -> &str,
    values: &[fn(&Link) -> f64; 2],
    totals: &[f64; 2],
) -> Vec<String> {
    let mut codes: Vec<&str> = links.iter().map(side).collect();
    codes.sort_unstable();
    codes.dedup();
    let share = |code: &str| {
        let own = |which: usize| -> f64 {
            let sum: f64 = links.iter().filter(|link| side(link) == code).map(values[which]).sum();
            if totals[which] > 0.0 { sum / totals[which] } else { 0.0 }
        };
        own(0).max(own(1))
    };
    codes
        .into_iter()
        .filter(|code| *code != NOT_SPECIFIED && share(code) >= POOLED)
        .map(str::to_owned)
        .collect()
}

/// The Sankey drawings of the goods of a chain that move most; none where nothing moves.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn sankeys(chain: &ChainNote, tables: &Tables) -> Result<Vec<Figure>, FiguresError> {
    Ok(Links::of(chain, tables)?
        .iter()
        .take(GOODS)
        .filter_map(|found| sankey(chain, found))
        .collect())
}

fn sankey(chain: &ChainNote, found: &Links) -> Option<Figure> {
    let layout = Layout::of(chain, &found.links);
    let totals = [0, 1].map(|drawing| layout.flows[drawing].iter().flatten().sum::<f64>());
    let most = totals[0].max(totals[1]);
    if most <= 0.0 {
        return None;
    }
    let id = format!("sankey-{}-{}", chain.id, found.good);
    let titles = [format!("Before, {}", chain.base_year), capital(&found.when())];
    let panels =
        [0, 1].map(|drawing| draw(chain, found, &layout, drawing, &titles[drawing], HEIGHT / most));
    let subject =
        format!("Who supplies whom with {}, {} a year", inside(found.name(chain)), chain.unit);
    let title = found.supplier(chain).unwrap_or(subject);
    let caption = format!(
        "Suppliers on the left, buyers on the right; the height of a band is its quantity, on one scale. In the second drawing bands that gain are solid and blue, those that lose hatched and red; the middle case. Economies with less than {:.0} % of both totals are pooled; trade within an economy is left out.",
        100.0 * POOLED
    );
    Some(Figure::new(&id, title, caption, data(chain, found, &layout)).panels(panels))
}

fn data(chain: &ChainNote, found: &Links, layout: &Layout) -> DataTable {
    let unit = format!("{} a year", chain.unit);
    let mut data = DataTable::new(&format!("supply-{}-{}", chain.id, found.good))
        .words("Supplier")
        .words("Buyer")
        .numbers("Before", &unit)
        .numbers("Then", &unit);
    for (supplier, name) in layout.names[0].iter().enumerate() {
        for (buyer, other) in layout.names[1].iter().enumerate() {
            if layout.weight(supplier, buyer) > 0.0 {
                let [before, then] = [0, 1].map(|drawing| layout.flows[drawing][supplier][buyer]);
                data.push(vec![
                    name.as_str().into(),
                    other.as_str().into(),
                    before.into(),
                    then.into(),
                ]);
            }
        }
    }
    let largest = found.links.iter().max_by(|a, b| a.base.total_cmp(&b.base));
    let key = largest.map_or(String::new(), |link| found.key(chain, link));
    data.from(&["commodity_flows"], key)
}

/// Middles of names as near as may be to where they belong, at least `least` apart and below `low`.
pub(crate) fn spread(wanted: &[f64], least: f64, low: f64) -> Vec<f64> {
    let mut set: Vec<f64> = Vec::with_capacity(wanted.len());
    for middle in wanted {
        set.push(set.last().map_or(low, |before| before + least).max(*middle));
    }
    set
}

fn draw(
    chain: &ChainNote,
    found: &Links,
    layout: &Layout,
    drawing: usize,
    title: &str,
    scale: f64,
) -> String {
    let heights = [0, 1].map(|side| {
        (0..layout.names[side].len())
            .map(|node| layout.total(drawing, side, node) * scale)
            .collect::<Vec<f64>>()
    });
    let tops = [0, 1].map(|side| tops(&heights[side], TOP, GAP));
    let middles = [0, 1].map(|side| {
        let wanted: Vec<f64> =
            tops[side].iter().zip(&heights[side]).map(|(top, height)| top + height / 2.0).collect();
        spread(&wanted, LINE, TOP + 2.0)
    });
    let last = |side: usize| middles[side].last().copied().unwrap_or(TOP) + LINE;
    let floor = [0, 1].map(|side| {
        tops[side]
            .iter()
            .zip(&heights[side])
            .map(|(top, height)| top + height)
            .fold(last(side), f64::max)
    });
    // Both drawings are as high as the higher, so that they stand level.
    let most = HEIGHT + GAP * layout.names[0].len().max(layout.names[1].len()) as f64 + TOP;
    let height = floor[0].max(floor[1]).max(most) + 6.0;
    let mut svg = Svg::new(WIDTH, height, &sentence(chain, found, layout, drawing, title));
    let prefix = format!("sankey-{}-{}", chain.id, found.good);
    let own = Drawing { at: drawing, id: &prefix };
    own.hatching(&mut svg);
    svg.text((0.0, 15.0), "start", "panel", title);
    bands(&mut svg, chain, layout, own, (&tops, scale));
    for side in [0, 1] {
        let x = if side == 0 { NAMES } else { WIDTH - NAMES - NODE };
        for (node, name) in layout.names[side].iter().enumerate() {
            let total = layout.total(drawing, side, node);
            let tooltip = format!("{name}: {} {} a year", digits(total), chain.unit);
            svg.bar((x, tops[side][node]), (NODE, heights[side][node].max(0.6)), "node", &tooltip);
            label(&mut svg, side, middles[side][node], name, &digits(total));
        }
    }
    svg.finish()
}

/// A name and its total beside a node.
fn label(svg: &mut Svg, side: usize, middle: f64, name: &str, total: &str) {
    let name = fitted(name, SIZE, NAMES - width(total, SIZE) - 14.0);
    let (x, anchor) = if side == 0 { (NAMES - 5.0, "end") } else { (WIDTH - NAMES + 5.0, "start") };
    let (name, total) = (escape(&name), escape(total));
    svg.markup(&format!(
        r#"<text class="small" x="{x:.1}" y="{:.1}" text-anchor="{anchor}"><tspan>{name}</tspan> <tspan class="value">{total}</tspan></text>"#,
        middle + 4.5
    ));
}

fn bands(
    svg: &mut Svg,
    chain: &ChainNote,
    layout: &Layout,
    own: Drawing<'_>,
    (tops, scale): (&[Vec<f64>; 2], f64),
) {
    let (left, right) = (NAMES + NODE, WIDTH - NAMES - NODE);
    let mut used = [tops[0].clone(), tops[1].clone()];
    for (supplier, name) in layout.names[0].iter().enumerate() {
        for (buyer, other) in layout.names[1].iter().enumerate() {
            let quantity = [0, 1].map(|drawing| layout.flows[drawing][supplier][buyer]);
            let thick = quantity[own.at] * scale;
            let (from, to) = ((left, used[0][supplier]), (right, used[1][buyer]));
            used[0][supplier] += thick;
            used[1][buyer] += thick;
            let tooltip = format!(
                "{name} to {other}: {} {unit} a year before, {} {unit} a year then",
                digits(quantity[0]),
                digits(quantity[1]),
                unit = chain.unit
            );
            own.ribbon(svg, &Ribbon { quantity, thick, from, to }, &tooltip);
        }
    }
}

/// What a drawing shows, for those who cannot see it.
fn sentence(
    chain: &ChainNote,
    found: &Links,
    layout: &Layout,
    drawing: usize,
    title: &str,
) -> String {
    let flows = layout.flows[drawing].iter().enumerate().flat_map(|(supplier, row)| {
        row.iter().enumerate().map(move |(buyer, value)| (supplier, buyer, *value))
    });
    let largest = flows.max_by(|a, b| a.2.total_cmp(&b.2));
    largest.map_or(title.to_owned(), |(supplier, buyer, value)| {
        format!(
            "{title}: {} between {} suppliers and {} buyers; the largest flow is {} to {}, {} {} a year.",
            found.name(chain),
            layout.names[0].len(),
            layout.names[1].len(),
            layout.names[0][supplier],
            layout.names[1][buyer],
            digits(value),
            chain.unit
        )
    })
}
