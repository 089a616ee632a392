//! Who stands at which stage of a good's route, from the mine to its users, before the shock and
//! under it?
//!
//! A column for each stage with those who make its goods, the last for those who use the product;
//! the height of a node and of a band is its quantity, counted in the input that the [`thread`]
//! follows, on one scale in both drawings. What a node receives beyond what it passes on goes
//! elsewhere or into stock; what it passes on beyond what it receives comes from stock, or is made
//! of what is not followed.

mod thread;

use crate::drawings::labels::{fitted, width};
use crate::drawings::links::Links;
use crate::drawings::ribbons::{Drawing, Ribbon, tops};
use crate::drawings::sankey::spread;
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::headline::{capital, inside};
use crate::number::digits;
use crate::svg::{Svg, escape};
use detente_record::{ChainNote, Tables, name_of, short_of};
use std::collections::BTreeMap;
use thread::{Pair, Snapshot, Stage, Thread};

const WIDTH: f64 = 960.0;
/// Top of the nodes: title of the drawing, then that of the columns.
const TOP: f64 = 76.0;
/// Height of the largest column without gaps.
const HEIGHT: f64 = 170.0;
const GAP: f64 = 10.0;
const NODE: f64 = 9.0;
/// Room for names right of the last column.
const NAMES: f64 = 172.0;
const SIZE: f64 = 12.8;
const LINE: f64 = 15.0;
/// Share of both totals of a column below which an economy is pooled.
const POOLED: f64 = 0.03;

/// A column of nodes, pooled and in the order of the drawing.
struct Column {
    title: String,
    /// Names; the last may stand for several.
    names: Vec<String>,
    /// What each makes (or, in the last column, uses).
    sizes: Vec<Pair>,
}

/// Columns, and between each two the bands by position.
struct Layout {
    columns: Vec<Column>,
    bands: Vec<BTreeMap<(usize, usize), Pair>>,
}

/// The stages of the good of a chain that moves most and has a way to show; none where nothing
/// moves.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn stages(chain: &ChainNote, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    if tables.table("commodity_processing")?.rows() == 0 {
        return Ok(None);
    }
    let goods = Links::of(chain, tables)?;
    // All goods of a chain are shown in one period.
    let Some(first) = goods.first() else { return Ok(None) };
    let snapshot = Snapshot::of(chain, tables, &first.period)?;
    Ok(goods.iter().find_map(|found| Some(figure(chain, found, &snapshot.thread(&found.good)?))))
}

fn figure(chain: &ChainNote, found: &Links, thread: &Thread) -> Figure {
    let layout = Layout::of(chain, thread);
    let most = layout
        .columns
        .iter()
        .flat_map(|column| [0, 1].map(|at| column.total(at)))
        .fold(0.0, f64::max);
    let scale = if most > 0.0 { HEIGHT / most } else { 0.0 };
    let input = inside(name_of(&chain.goods, &thread.counted_in));
    let unit = format!("{} of {input} a year", chain.unit);
    let titles = [format!("Before, {}", chain.base_year), capital(&found.when())];
    let id = format!("stages-{}", chain.id);
    let panels =
        [0, 1].map(|drawing| draw(&layout, drawing, (&titles[drawing], &id), &unit, scale));
    let used = layout.columns.last().map_or([0.0; 2], |column| [0, 1].map(|at| column.total(at)));
    let title = format!(
        "{} a year of {input} reach the users of {} instead of {}",
        quantity(used[1], &chain.unit),
        inside(found.name(chain)),
        digits(used[0])
    );
    let caption = format!(
        "Each column is a stage, with who makes its goods; the last is who uses the product. Heights are quantities on one scale in both drawings, all counted in {input}: what the goods of a stage hold of it, or give of it, by the recipes of the base year. Of the inputs of a stage the one whose price rises most is followed. Where a node is taller than what leaves it, the rest goes to other uses or into stock; where it is shorter, the rest comes from stock. In the second drawing bands that gain are solid and blue, those that lose hatched and red; the middle case. Economies with less than {:.0} % of a column in both are pooled.",
        100.0 * POOLED
    );
    Figure::new(&id, title, caption, data(chain, found, thread, &unit)).panels(panels).wide()
}

fn quantity(value: f64, unit: &str) -> String {
    format!("{} {unit}", digits(value))
}

/// What every maker delivers to whom, stage by stage, and what it makes.
fn data(chain: &ChainNote, found: &Links, thread: &Thread, unit: &str) -> DataTable {
    let mut data = DataTable::new(&format!("stages-{}", chain.id))
        .words("Stage")
        .words("Made in")
        .words("Taken by")
        .numbers("Before", unit)
        .numbers("Then", unit);
    for stage in &thread.stages {
        let name = named(chain, stage);
        for ((from, to), [before, then]) in &stage.delivered {
            let [from, to] = [from, to].map(|code| short_of(&chain.economies, code));
            data.push(vec![
                name.as_str().into(),
                from.into(),
                to.into(),
                (*before).into(),
                (*then).into(),
            ]);
        }
    }
    // The largest flow of the product across a border stands for them all.
    let largest = found.links.iter().max_by(|a, b| a.base.total_cmp(&b.base));
    let key = largest.map_or(String::new(), |link| found.key(chain, link));
    data.from(&["commodity_flows", "commodity_processing"], key)
}

/// The goods of a stage, in words.
fn named(chain: &ChainNote, stage: &Stage) -> String {
    let largest = stage.goods.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let name = largest.map_or("", |(good, _)| name_of(&chain.goods, good));
    match stage.goods.len() {
        0 | 1 => name.to_owned(),
        more => format!("{name} and {} more", more - 1),
    }
}

impl Column {
    fn total(&self, drawing: usize) -> f64 {
        self.sizes.iter().map(|size| size[drawing]).sum()
    }
}

/// By economy, its position in a column; those that are not listed are the last.
struct Places(Vec<String>);

impl Places {
    /// Economies with a share of a total, the largest first.
    fn of(sizes: &BTreeMap<String, Pair>) -> Self {
        let totals = [0, 1].map(|at| sizes.values().map(|size| size[at]).sum::<f64>());
        let large =
            |size: &Pair| (0..2).any(|at| totals[at] > 0.0 && size[at] / totals[at] >= POOLED);
        let mut found: Vec<(&String, f64)> = sizes
            .iter()
            .filter(|(_, size)| large(size))
            .map(|(code, size)| (code, size[0] + size[1]))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        Self(found.into_iter().map(|(code, _)| code.clone()).collect())
    }

    fn at(&self, code: &str) -> usize {
        self.0.iter().position(|own| own == code).unwrap_or(self.0.len())
    }

    fn column(&self, chain: &ChainNote, sizes: &BTreeMap<String, Pair>, title: String) -> Column {
        let mut names: Vec<String> =
            self.0.iter().map(|code| short_of(&chain.economies, code).to_owned()).collect();
        let mut own = vec![[0.0; 2]; names.len() + 1];
        let mut pooled: Vec<&str> = Vec::new();
        for (code, size) in sizes {
            let at = self.at(code);
            own[at] = [own[at][0] + size[0], own[at][1] + size[1]];
            if at == names.len() {
                pooled.push(code);
            }
        }
        match pooled.as_slice() {
            [] => drop(own.pop()),
            [only] => names.push(short_of(&chain.economies, only).to_owned()),
            several => names.push(format!("{} others", several.len())),
        }
        Column { title, names, sizes: own }
    }
}

impl Layout {
    fn of(chain: &ChainNote, thread: &Thread) -> Self {
        // Who uses the product, by what is delivered to them.
        let mut used: BTreeMap<String, Pair> = BTreeMap::new();
        for ((_, to), quantity) in thread.stages.last().iter().flat_map(|stage| &stage.delivered) {
            let sum = used.entry(to.clone()).or_default();
            *sum = [sum[0] + quantity[0], sum[1] + quantity[1]];
        }
        let mut sizes: Vec<BTreeMap<String, Pair>> =
            thread.stages.iter().map(|stage| stage.made.clone()).chain([used]).collect();
        sizes.iter_mut().for_each(|sizes| sizes.retain(|_, size| size[0] + size[1] > 0.0));
        // Who ships on what it has bought, or takes what it makes next to nothing of, is a node
        // too.
        for (at, stage) in thread.stages.iter().enumerate() {
            for (from, to) in stage.delivered.keys() {
                sizes[at].entry(from.clone()).or_default();
                sizes[at + 1].entry(to.clone()).or_default();
            }
        }
        let places: Vec<Places> = sizes.iter().map(Places::of).collect();
        let titles = thread
            .stages
            .iter()
            .map(|stage| named(chain, stage))
            .chain(["Use of the product".to_owned()]);
        let columns = places.iter().zip(&sizes).zip(titles);
        let columns =
            columns.map(|((places, sizes), title)| places.column(chain, sizes, title)).collect();
        let bands = thread.stages.iter().zip(places.windows(2)).map(|(stage, ends)| {
            let mut bands: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
            for ((from, to), quantity) in &stage.delivered {
                let sum = bands.entry((ends[0].at(from), ends[1].at(to))).or_default();
                *sum = [sum[0] + quantity[0], sum[1] + quantity[1]];
            }
            bands
        });
        Self { bands: bands.collect(), columns }
    }

    /// Heights of the nodes of a column: what is made, or if more what is received.
    fn heights(&self, at: usize, drawing: usize, scale: f64) -> Vec<f64> {
        let column = &self.columns[at];
        let received = |node: usize| -> f64 {
            let bands = at.checked_sub(1).map(|before| &self.bands[before]);
            bands
                .into_iter()
                .flatten()
                .filter(|((_, to), _)| *to == node)
                .map(|(_, quantity)| quantity[drawing])
                .sum()
        };
        (0..column.names.len())
            .map(|node| column.sizes[node][drawing].max(received(node)) * scale)
            .collect()
    }
}

fn draw(
    layout: &Layout,
    drawing: usize,
    (title, id): (&str, &str),
    unit: &str,
    scale: f64,
) -> String {
    let columns = layout.columns.len();
    let step = (WIDTH - NAMES - NODE) / (columns - 1) as f64;
    let left = |at: usize| step * at as f64;
    let heights: Vec<Vec<f64>> =
        (0..columns).map(|at| layout.heights(at, drawing, scale)).collect();
    let tops: Vec<Vec<f64>> = heights.iter().map(|heights| tops(heights, TOP, GAP)).collect();
    let middles: Vec<Vec<f64>> = (0..columns)
        .map(|at| {
            let wanted: Vec<f64> =
                tops[at].iter().zip(&heights[at]).map(|(top, height)| top + height / 2.0).collect();
            spread(&wanted, LINE, TOP + 4.0)
        })
        .collect();
    let ends = (0..columns)
        .flat_map(|at| tops[at].iter().zip(&heights[at]).map(|(top, height)| top + height));
    let names = middles.iter().filter_map(|middles| middles.last()).map(|middle| middle + LINE);
    let floor = ends.chain(names).fold(TOP, f64::max);
    let most = layout.columns.iter().map(|column| column.names.len()).max().unwrap_or(0) as f64;
    // Both drawings are as high as the higher may be, so that they stand level.
    let mut svg = Svg::new(
        WIDTH,
        floor.max(TOP + HEIGHT + GAP * most) + 6.0,
        &sentence(layout, drawing, title, unit),
    );
    let own = Drawing { at: drawing, id };
    own.hatching(&mut svg);
    svg.text((0.0, 15.0), "start", "panel", title);
    for (at, bands) in layout.bands.iter().enumerate() {
        let ends = (left(at) + NODE, left(at + 1));
        ribbons(
            &mut svg,
            bands,
            (&layout.columns[at], &layout.columns[at + 1]),
            own,
            ends,
            [&tops[at], &tops[at + 1]],
            (scale, unit),
        );
    }
    for (at, column) in layout.columns.iter().enumerate() {
        let room = if at + 1 == columns { NAMES } else { step } - NODE - 12.0;
        for (line, words) in two_lines(&column.title, room + NODE).iter().enumerate() {
            svg.text((left(at), 40.0 + LINE * line as f64), "start", "small strong", words);
        }
        for (node, name) in column.names.iter().enumerate() {
            let size = column.sizes[node][drawing];
            let tooltip = format!("{name}, {}: {} {unit}", inside(&column.title), digits(size));
            svg.bar(
                (left(at), tops[at][node]),
                (NODE, heights[at][node].max(0.6)),
                "node",
                &tooltip,
            );
            let value = digits(size);
            let name = fitted(name, SIZE, room - width(&value, SIZE) - 6.0);
            svg.markup(&format!(
                r#"<text class="small halo" x="{:.1}" y="{:.1}" text-anchor="start"><tspan>{}</tspan> <tspan class="value">{}</tspan></text>"#,
                left(at) + NODE + 4.0,
                middles[at][node] + 4.5,
                escape(&name),
                escape(&value)
            ));
        }
    }
    svg.finish()
}

/// A title on two lines at most, the second cut where it does not fit.
fn two_lines(title: &str, room: f64) -> Vec<String> {
    // Bold letters are wider.
    let size = SIZE * 1.06;
    let mut first = String::new();
    for word in title.split(' ') {
        let longer = if first.is_empty() { word.to_owned() } else { format!("{first} {word}") };
        if width(&longer, size) > room {
            break;
        }
        first = longer;
    }
    let rest = title[first.len()..].trim_start();
    [first, fitted(rest, size, room)].into_iter().filter(|line| !line.is_empty()).collect()
}

fn ribbons(
    svg: &mut Svg,
    bands: &BTreeMap<(usize, usize), Pair>,
    (makers, takers): (&Column, &Column),
    own: Drawing<'_>,
    (left, right): (f64, f64),
    tops: [&[f64]; 2],
    (scale, unit): (f64, &str),
) {
    let mut used = tops.map(<[f64]>::to_vec);
    for ((from, to), quantity) in bands {
        let thick = quantity[own.at] * scale;
        let (start, end) = ((left, used[0][*from]), (right, used[1][*to]));
        used[0][*from] += thick;
        used[1][*to] += thick;
        let tooltip = format!(
            "{} to {}: {} {unit} before, {} then",
            makers.names[*from],
            takers.names[*to],
            digits(quantity[0]),
            digits(quantity[1])
        );
        own.ribbon(svg, &Ribbon { quantity: *quantity, thick, from: start, to: end }, &tooltip);
    }
}

/// What a drawing shows, for those who cannot see it.
fn sentence(layout: &Layout, drawing: usize, title: &str, unit: &str) -> String {
    let stage = |column: &Column| {
        let largest = (0..column.names.len())
            .max_by(|a, b| column.sizes[*a][drawing].total_cmp(&column.sizes[*b][drawing]));
        largest.map_or(column.title.clone(), |node| {
            format!(
                "{}: above all {}, {}",
                column.title,
                column.names[node],
                digits(column.sizes[node][drawing])
            )
        })
    };
    let stages: Vec<String> = layout.columns.iter().map(stage).collect();
    format!("{title}. {}; {unit}.", stages.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawings::geometry::check;
    use detente_world::table::Table;

    const PERIOD: &str = "2025-05-24";

    fn words(cells: Vec<&str>) -> Vec<String> {
        cells.into_iter().map(str::to_owned).collect()
    }

    /// Process, economy, good, side, before, then.
    fn processing(rows: &[(&str, &str, &str, &str, f64, f64)]) -> Table {
        let count = rows.len();
        Table::new("commodity_processing")
            .with_text("chain", vec!["ree".to_owned(); count])
            .with_text("process", words(rows.iter().map(|row| row.0).collect()))
            .with_text("economy", words(rows.iter().map(|row| row.1).collect()))
            .with_text("good", words(rows.iter().map(|row| row.2).collect()))
            .with_text("side", words(rows.iter().map(|row| row.3).collect()))
            .with_text("period", vec![PERIOD.to_owned(); count])
            .with_numbers("base", rows.iter().map(|row| row.4).collect())
            .with_numbers("mid", rows.iter().map(|row| row.5).collect())
    }

    /// Good, exporter, importer, before, then.
    fn flows(rows: &[(&str, &str, &str, f64, f64)]) -> Table {
        let (count, then) = (rows.len(), rows.iter().map(|row| row.4).collect::<Vec<f64>>());
        Table::new("commodity_flows")
            .with_text("chain", vec!["ree".to_owned(); count])
            .with_text("good", words(rows.iter().map(|row| row.0).collect()))
            .with_text("exporter", words(rows.iter().map(|row| row.1).collect()))
            .with_text("importer", words(rows.iter().map(|row| row.2).collect()))
            .with_text("period", vec![PERIOD.to_owned(); count])
            .with_numbers("days", vec![7.0; count])
            .with_numbers("base", rows.iter().map(|row| row.3).collect())
            .with_numbers("low", then.clone())
            .with_numbers("mid", then.clone())
            .with_numbers("high", then)
    }

    /// Good, price over that of the base year.
    fn prices(rows: &[(&str, f64)]) -> Table {
        Table::new("commodity_prices")
            .with_text("chain", vec!["ree".to_owned(); rows.len()])
            .with_text("good", words(rows.iter().map(|row| row.0).collect()))
            .with_text("period", vec![PERIOD.to_owned(); rows.len()])
            .with_numbers("base", vec![1.0; rows.len()])
            .with_numbers("mid", rows.iter().map(|row| row.1).collect())
    }

    /// Ore of two mines is refined in China, smelted there and in Japan, and pressed with iron into
    /// magnets that three buy. Under the shock Japan gets half of its oxide.
    fn sample() -> [Table; 3] {
        let processing = processing(&[
            ("dig", "CHN", "ore", "made", 800.0, 700.0),
            ("dig", "MMR", "ore", "made", 200.0, 100.0),
            ("refine", "CHN", "ore", "taken", 1000.0, 800.0),
            ("refine", "CHN", "oxide", "made", 100.0, 80.0),
            ("smelt", "CHN", "oxide", "taken", 60.0, 60.0),
            ("smelt", "CHN", "metal", "made", 50.0, 50.0),
            ("smelt", "JPN", "oxide", "taken", 40.0, 20.0),
            ("smelt", "JPN", "metal", "made", 100.0 / 3.0, 50.0 / 3.0),
            ("press", "CHN", "metal", "taken", 50.0, 50.0),
            ("press", "CHN", "iron", "taken", 450.0, 450.0),
            ("press", "CHN", "magnet", "made", 1000.0, 1000.0),
            ("press", "JPN", "metal", "taken", 100.0 / 3.0, 50.0 / 3.0),
            ("press", "JPN", "magnet", "made", 2000.0 / 3.0, 1000.0 / 3.0),
            ("disposal", "CHN", "oxide", "taken", 0.0, 5.0),
        ]);
        let flows = flows(&[
            ("ore", "MMR", "CHN", 200.0, 100.0),
            ("oxide", "CHN", "JPN", 40.0, 20.0),
            ("magnet", "CHN", "USA", 400.0, 100.0),
            ("magnet", "JPN", "USA", 100.0, 50.0),
        ]);
        [processing, flows, prices(&[("metal", 3.0), ("iron", 1.1), ("oxide", 4.0), ("ore", 1.0)])]
    }

    /// The tables of the commodity engine of which only these have rows.
    fn of(filled: [Table; 3]) -> Tables {
        let names = ["commodity_processing", "commodity_flows", "commodity_prices"];
        let filled = names
            .into_iter()
            .zip(filled)
            .map(|(name, table)| Table { name: name.to_owned(), ..table });
        let empty = ["balance", "rents", "availability", "stockouts"];
        filled.chain(empty.map(|name| Table::new(format!("commodity_{name}")))).collect()
    }

    fn with<T>(body: impl FnOnce(&ChainNote, &Tables) -> T) -> T {
        let tables = of(sample());
        let economies =
            [("CHN", "China"), ("MMR", "Myanmar"), ("JPN", "Japan"), ("USA", "United States")];
        body(&crate::drawings::sample::chain(&economies), &tables)
    }

    #[test]
    fn what_is_followed_is_kept_from_stage_to_stage() {
        let thread = with(|chain, tables| {
            Snapshot::of(chain, tables, PERIOD).unwrap().thread("magnet").unwrap()
        });
        // Metal, whose price rises more than that of iron.
        assert_eq!(thread.counted_in, "metal");
        let goods: Vec<&str> =
            thread.stages.iter().map(|stage| stage.goods[0].0.as_str()).collect();
        assert_eq!(goods, ["ore", "oxide", "metal", "magnet"]);
        let contents = [1.0 / 12.0, 5.0 / 6.0, 1.0, 0.05];
        for (stage, content) in thread.stages.iter().zip(contents) {
            assert!((stage.goods[0].1 - content).abs() < 1e-12, "{:?}", stage.goods);
            // Nothing is lost on the way in the base year: every stage holds the same metal, made
            // and delivered.
            let sums = [
                stage.made.values().map(|pair| pair[0]).sum::<f64>(),
                stage.delivered.values().map(|pair| pair[0]).sum(),
            ];
            assert!(sums.iter().all(|sum| (sum - 250.0 / 3.0).abs() < 1e-9), "{sums:?}");
        }
        let used =
            |from: &str, to: &str| thread.stages[3].delivered[&(from.to_owned(), to.to_owned())];
        for (found, wanted) in [
            (used("CHN", "USA"), [20.0, 5.0]),
            (used("CHN", "CHN"), [30.0, 45.0]),
            (used("JPN", "USA"), [5.0, 2.5]),
        ] {
            assert!(
                (0..2).all(|at| (found[at] - wanted[at]).abs() < 1e-12),
                "{found:?} {wanted:?}"
            );
        }
    }

    #[test]
    fn the_drawing_is_whole_and_in_proportion() {
        let figure = with(|chain, tables| stages(chain, tables).unwrap().unwrap());
        figure.svg.iter().for_each(|panel| check(panel));
        // Five columns of the same content: 170 units of height each, but for the names of thin
        // nodes.
        let nodes = |svg: &str| -> f64 {
            let nodes = svg.split("<rect class=\"node\"").skip(1);
            nodes
                .filter_map(|node| {
                    node.split("height=\"").nth(1)?.split('"').next()?.parse::<f64>().ok()
                })
                .sum()
        };
        assert!((nodes(&figure.svg[0]) - 5.0 * HEIGHT).abs() < 1.0, "{}", nodes(&figure.svg[0]));
        assert!(nodes(&figure.svg[1]) < nodes(&figure.svg[0]));
        // Bands of ore 2, oxide 2, metal 2, magnets 4.
        assert_eq!((figure.data.rows.len(), figure.svg[0].matches("<path").count()), (10, 10));
        assert!(figure.svg[1].contains("ribbon more") && figure.svg[1].contains("-less)"));
    }

    #[test]
    fn who_ships_on_and_who_makes_nothing_of_what_it_takes_are_nodes_too() {
        let [_, _, prices] = sample();
        let processing = processing(&[
            ("dig", "CHN", "ore", "made", 100.0, 100.0),
            ("refine", "CHN", "ore", "taken", 90.0, 80.0),
            ("refine", "CHN", "metal", "made", 9.0, 8.0),
            // Begins under the shock, on ore that Myanmar ships on.
            ("refine", "JPN", "ore", "taken", 0.0, 10.0),
            ("press", "CHN", "metal", "taken", 9.0, 8.0),
            ("press", "CHN", "magnet", "made", 90.0, 80.0),
        ]);
        let flows = flows(&[
            ("ore", "MMR", "JPN", 0.0, 10.0),
            ("ore", "CHN", "MMR", 10.0, 10.0),
            ("magnet", "CHN", "USA", 50.0, 10.0),
        ]);
        let tables = of([processing, flows, prices]);
        let economies =
            [("CHN", "China"), ("MMR", "Myanmar"), ("JPN", "Japan"), ("USA", "United States")];
        let figure = stages(&crate::drawings::sample::chain(&economies), &tables).unwrap().unwrap();
        figure.svg.iter().for_each(|panel| check(panel));
        assert!(figure.svg[1].contains("Myanmar to Japan: "), "{}", figure.svg[1]);
    }

    #[test]
    fn without_stages_nothing_is_drawn() {
        let [processing, flows, prices] = sample();
        let empty = Table::new("empty");
        for (processing, flows) in [(&empty, &flows), (&processing, &super::tests::flows(&[]))] {
            let tables = of([processing.clone(), flows.clone(), prices.clone()]);
            assert!(stages(&crate::drawings::sample::chain(&[]), &tables).unwrap().is_none());
        }
    }
}
