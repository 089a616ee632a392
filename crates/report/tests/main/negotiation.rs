//! A negotiation of two parties, made up: worths add, futures scale them, so that all nine tables
//! agree with one another.

use crate::sample::{Sample, named, sample, words};
use detente_record::{FutureNote, PackageNote, Tables};
use detente_world::table::Table;

/// Parties first, then China and other third parties.
const ECONOMIES: [(&str, &str); 10] = [
    ("JPN", "Japan"),
    ("USA", "United States"),
    ("CHN", "China (People's Republic of)"),
    ("MEX", "Mexico"),
    ("KOR", "Korea"),
    ("CAN", "Canada"),
    ("DEU", "Germany"),
    ("AUS", "Australia"),
    ("TWN", "Chinese Taipei"),
    ("QAT", "Qatar"),
];

struct Item {
    name: &'static str,
    by: usize,
    unit: &'static str,
    bounds: (f64, f64),
    /// Low, middle, high; paid by who gives.
    cost: [f64; 3],
    /// By economy at full level, before futures.
    worth: [f64; 10],
    /// Which of the three sorts a future scales: relief, supply, purchases.
    sort: usize,
}

const fn item(
    name: &'static str,
    by: usize,
    (unit, least, most): (&'static str, f64, f64),
    cost: [f64; 3],
    worth: [f64; 10],
    sort: usize,
) -> Item {
    Item { name, by, unit, bounds: (least, most), cost, worth, sort }
}

const NO: (&str, f64, f64) = ("", 0.0, 1.0);
const ITEMS: [Item; 11] = [
    item(
        "separation of dysprosium and terbium in Malaysia",
        0,
        ("t/yr", 0.0, 1500.0),
        [25.0, 31.0, 48.0],
        [410.0, 640.0, -380.0, 35.0, 44.0, 12.0, 51.0, 60.0, 8.0, 0.0],
        1,
    ),
    item(
        "magnet capacity in Viet Nam",
        0,
        ("t/yr", 0.0, 4000.0),
        [150.0, 310.0, 560.0],
        [330.0, 520.0, -240.0, 28.0, 22.0, 9.0, 31.0, 2.0, 4.0, 0.0],
        1,
    ),
    item(
        "recycling of magnets",
        0,
        ("%", 0.0, 12.0),
        [40.0, 95.0, 210.0],
        [120.0, 90.0, -35.0, 3.0, 2.0, 1.0, 3.0, 0.0, 0.0, 0.0],
        1,
    ),
    item(
        "leaner and heavy-rare-earth-free magnet grades",
        0,
        NO,
        [60.0, 110.0, 180.0],
        [205.0, 260.0, -90.0, 9.0, 8.0, 3.0, 12.0, -4.0, 1.0, 0.0],
        1,
    ),
    item(
        "release of stockpile",
        0,
        ("days of use", 0.0, 60.0),
        [5.0, 9.0, 20.0],
        [85.0, 130.0, -12.0, 6.0, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0],
        1,
    ),
    item(
        "LNG from the United States",
        0,
        ("Mt/yr", 0.0, 5.5),
        [210.0, 480.0, 900.0],
        [-60.0, 2_350.0, 70.0, -8.0, 40.0, 11.0, 18.0, -410.0, 12.0, -620.0],
        2,
    ),
    item(
        "semiconductors of Nvidia and AMD",
        0,
        ("USD million", 0.0, 6900.0),
        [0.0, 120.0, 690.0],
        [-140.0, 2_980.0, -110.0, 1.0, -60.0, 2.0, -15.0, 0.0, 840.0, 0.0],
        2,
    ),
    item(
        "support for suppliers at home",
        0,
        NO,
        [3_600.0, 6_300.0, 6_300.0],
        [1_900.0, 12.0, -2.0, 1.0, -9.0, 0.0, -14.0, 0.0, 0.0, 0.0],
        2,
    ),
    item(
        "relief on cars and parts",
        1,
        ("%", 27.5, 2.5),
        [0.0, 0.0, 0.0],
        [9_800.0, -2_140.0, -160.0, -1_720.0, -940.0, -560.0, -610.0, 5.0, 6.0, 2.0],
        0,
    ),
    item(
        "relief on steel and aluminium",
        1,
        ("%", 50.0, 25.0),
        [0.0, 0.0, 0.0],
        [1_140.0, -460.0, -20.0, -90.0, -130.0, -210.0, -40.0, -6.0, -3.0, 0.0],
        0,
    ),
    item(
        "relief on the baseline of 10 %",
        1,
        ("%", 10.0, 0.0),
        [0.0, 0.0, 0.0],
        [3_450.0, -1_330.0, -310.0, -140.0, -205.0, -80.0, -120.0, -12.0, -48.0, 0.0],
        0,
    ),
];

/// Probability, and how much relief, supply and purchases are worth.
const FUTURES: [(&str, f64, [f64; 3]); 7] = [
    ("China as it stands", 0.3, [1.0, 1.0, 1.0]),
    ("China tightens licences", 0.2, [1.0, 3.4, 1.0]),
    ("China lifts the licences", 0.15, [1.0, 0.1, 1.0]),
    ("elasticities of Caliendo and Parro (2015)", 0.1, [0.7, 1.0, 0.35]),
    ("elasticities of Simonovska and Waugh (2014)", 0.1, [1.3, 1.0, 1.2]),
    ("rules of Pichler, half critical", 0.1, [1.0, 1.9, 1.0]),
    ("rules of BoARIO", 0.05, [1.0, 0.5, 0.5]),
];

/// Levels by deal.
const DEALS: [(&str, [f64; 11]); 9] = [
    ("none", [0.0; 11]),
    ("everything", [1.0; 11]),
    ("nash", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 1.0, 0.0]),
    ("kalai-smorodinsky", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.6, 0.0, 0.0]),
    ("equal-gains", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.45, 0.0, 0.0]),
    ("utilitarian", [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0]),
    ("budget-1bn", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.4, 0.0, 0.0]),
    ("budget-5bn", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 1.0, 0.0]),
    ("budget-10bn", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 1.0, 0.0]),
];

/// The deal that is priced.
const NASH: [f64; 11] = DEALS[2].1;

/// A level as tables name it.
fn level_of(at: usize) -> String {
    let item = &ITEMS[at];
    let agreed = NASH[at].mul_add(item.bounds.1 - item.bounds.0, item.bounds.0);
    match (NASH[at] > 0.0, item.unit) {
        (false, _) => "not taken".to_owned(),
        (true, "") => "taken".to_owned(),
        (true, unit) => format!("{agreed} {unit}"),
    }
}

fn worth(at: usize, economy: usize, level: f64, scale: &[f64; 3]) -> f64 {
    level * ITEMS[at].worth[economy] * scale[ITEMS[at].sort]
}

fn paid(levels: &[f64; 11], economy: usize) -> f64 {
    (0..11).filter(|at| ITEMS[*at].by == economy).map(|at| levels[at] * ITEMS[at].cost[1]).sum()
}

fn gain(levels: &[f64; 11], economy: usize, scale: &[f64; 3]) -> f64 {
    (0..11).map(|at| worth(at, economy, levels[at], scale)).sum::<f64>() - paid(levels, economy)
}

fn mean(of: impl Fn(&[f64; 3]) -> f64) -> f64 {
    FUTURES.iter().map(|(_, probability, scale)| probability * of(scale)).sum()
}

/// Columns under construction: text first, then numbers.
struct Rows<const T: usize, const N: usize> {
    text: [Vec<String>; T],
    numbers: [Vec<f64>; N],
}

impl<const T: usize, const N: usize> Rows<T, N> {
    fn new() -> Self {
        Self {
            text: std::array::from_fn(|_| Vec::new()),
            numbers: std::array::from_fn(|_| Vec::new()),
        }
    }

    fn push(&mut self, text: [&str; T], numbers: [f64; N]) {
        self.text.iter_mut().zip(text).for_each(|(column, value)| column.push(value.to_owned()));
        self.numbers.iter_mut().zip(numbers).for_each(|(column, value)| column.push(value));
    }

    fn table(self, name: &str, text: [&str; T], numbers: [&str; N]) -> Table {
        let table = self
            .text
            .into_iter()
            .zip(text)
            .fold(Table::new(name), |table, (column, name)| table.with_text(name, column));
        self.numbers
            .into_iter()
            .zip(numbers)
            .fold(table, |table, (column, name)| table.with_numbers(name, column))
    }
}

fn items() -> Table {
    let mut rows = Rows::new();
    for (deal, levels) in &DEALS {
        for (at, item) in ITEMS.iter().enumerate() {
            let level = levels[at];
            let (by, gets) = (ECONOMIES[item.by].0, ECONOMIES[1 - item.by].0);
            let gets = if item.name.starts_with("support") { "" } else { gets };
            let from = if item.name.starts_with("LNG") { "2029-04-01" } else { "2025-08-07" };
            let agreed = level.mul_add(item.bounds.1 - item.bounds.0, item.bounds.0);
            let text = [
                item.name,
                by,
                gets,
                if item.unit.is_empty() { "demand" } else { "tariff" },
                item.unit,
                from,
                *deal,
            ];
            let [low, mid, high] = item.cost.map(|cost| level * cost);
            let taken = f64::from(u8::from(level > 0.0));
            rows.push(text, [item.bounds.0, item.bounds.1, agreed, level, low, mid, high, taken]);
        }
    }
    let text = ["item", "by", "for", "kind", "unit", "from", "deal"];
    rows.table(
        "package_items",
        text,
        ["low", "high", "agreed", "level", "cost_musd_low", "cost_musd", "cost_musd_high", "taken"],
    )
}

/// What an economy gains, less risk.
fn expected(levels: &[f64; 11], economy: usize) -> f64 {
    let total = mean(|scale| gain(levels, economy, scale) + paid(levels, economy));
    total - paid(levels, economy) - 0.02 * total.abs()
}

fn payoffs(parties: usize) -> Table {
    let mut rows = Rows::new();
    for (deal, levels) in &DEALS {
        for (economy, (code, _)) in ECONOMIES.iter().enumerate() {
            let all = |scale: &[f64; 3]| gain(levels, economy, scale) + paid(levels, economy);
            let total = mean(all);
            let (cost, gains) =
                (paid(levels, economy), FUTURES.map(|(.., scale)| gain(levels, economy, &scale)));
            let risk = -0.02 * total.abs();
            let low = gains.iter().copied().fold(f64::INFINITY, f64::min);
            let high = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let chance = FUTURES
                .iter()
                .zip(gains)
                .filter(|(_, gain)| *gain > 0.0)
                .map(|(future, _)| future.1)
                .sum();
            let role = if economy < parties { "party" } else { "third" };
            let parts = [0.06 * total, 0.17 * total, 0.77 * total, -cost, risk];
            let [weeks, months, years, cost, risk] = parts;
            let gain = total + cost + risk;
            let figures = [weeks, months, years, cost, risk, low, gain, high, chance, 0.0, -cost];
            rows.push([deal, code, role, ""], figures);
        }
    }
    let numbers = [
        "weeks_musd",
        "months_musd",
        "years_musd",
        "cost_musd",
        "risk_musd",
        "gain_musd_low",
        "gain_musd",
        "gain_musd_high",
        "probability_gain",
        "given_musd",
        "outlay_musd",
    ];
    rows.table("package_payoffs", ["deal", "economy", "role", "cost_not_known"], numbers)
}

fn futures() -> Table {
    let mut rows = Rows::new();
    for (deal, levels) in &DEALS {
        for (future, probability, scale) in &FUTURES {
            for economy in 0..3 {
                rows.push(
                    [deal, future, ECONOMIES[economy].0],
                    [*probability, gain(levels, economy, scale)],
                );
            }
        }
    }
    rows.table("package_states", ["deal", "state", "economy"], ["probability", "gain_musd"])
}

/// Every choice of the first ten items that nobody loses from, at most 260, and the solutions.
fn frontier(parties: usize) -> Table {
    let mut points: Vec<(String, String, Vec<f64>)> = Vec::new();
    let mut add = |solution: &str, levels: &[f64; 11]| {
        let gains: Vec<f64> =
            (0..parties).map(|party| mean(|scale| gain(levels, party, scale))).collect();
        if gains.iter().all(|gain| *gain >= 0.0) {
            points.push((solution.to_owned(), package_of(levels), gains));
        }
    };
    for choice in (0..2048_u32).step_by(5) {
        add("", &std::array::from_fn(|at| f64::from(choice >> at & 1)));
    }
    for (deal, levels) in &DEALS[2..6] {
        add(if *deal == "nash" { "nash+budget-5bn" } else { deal }, levels);
    }
    let beaten = |own: &[f64]| {
        points.iter().any(|(.., other)| other != own && other.iter().zip(own).all(|(a, b)| a >= b))
    };
    let mut rows = Rows::new();
    for (at, (solution, package, gains)) in points.iter().enumerate() {
        let on = f64::from(u8::from(!beaten(gains)));
        for (party, gain) in gains.iter().enumerate() {
            rows.push(
                [&format!("p{}", at + 1), solution, package, ECONOMIES[party].0],
                [*gain, on],
            );
        }
    }
    rows.table(
        "package_frontier",
        ["point", "solution", "package", "party"],
        ["gain_musd", "on_frontier"],
    )
}

fn ledger(parties: usize) -> Table {
    let mut rows = Rows::new();
    for (at, item) in ITEMS.iter().enumerate() {
        for party in 0..parties {
            let gives = item.by == party;
            let role = if gives {
                "gives"
            } else if party < 2 {
                "gets"
            } else {
                "none"
            };
            let why = match item.sort {
                2 if at < 7 => "35 % would have been bought anyway; only the rest counts",
                _ => "nothing of it would happen without the deal",
            };
            let share = if item.sort == 2 && at < 7 { 0.65 } else { 1.0 };
            // What is agreed is what is priced.
            let level = NASH[at];
            let value = mean(|scale| worth(at, party, level, scale));
            let cost = if gives { level * item.cost[1] } else { 0.0 };
            let budget = if party == 0 { 6_300.0 } else { f64::INFINITY };
            let text = [
                item.name,
                ECONOMIES[item.by].0,
                ECONOMIES[1 - item.by].0,
                ECONOMIES[party].0,
                role,
                "2025-08-07",
                ECONOMIES[item.by].0,
                why,
                "nash",
                &level_of(at),
            ];
            rows.push(text, [cost, 1.1 * value - cost, 0.9 * value - cost, share, budget]);
        }
    }
    let text = [
        "item",
        "by",
        "for",
        "party",
        "role",
        "effect_from",
        "paid_by",
        "additionality",
        "deal",
        "level",
    ];
    rows.table(
        "package_ledger",
        text,
        ["cost_musd", "worth_first_musd", "worth_last_musd", "additional_share", "budget_musd"],
    )
}

fn shapley(parties: usize) -> Table {
    let mut rows = Rows::new();
    for (at, item) in ITEMS.iter().enumerate() {
        for party in 0..parties {
            let cost = if item.by == party { NASH[at] * item.cost[1] } else { 0.0 };
            let value = mean(|scale| worth(at, party, NASH[at], scale));
            let (text, level) = ([item.name, ECONOMIES[party].0, "nash"], level_of(at));
            let [name, code, deal] = text;
            rows.push(
                [name, code, deal, &level],
                [value - cost, 1.1 * value - cost, 0.9 * value - cost, 0.0],
            );
        }
    }
    let numbers = ["shapley_musd", "first_musd", "last_musd", "shapley_error_musd"];
    rows.table("package_shapley", ["item", "party", "deal", "level"], numbers)
}

/// The items of a package, as tables name it.
fn package_of(levels: &[f64; 11]) -> String {
    (0..11)
        .filter(|at| levels[*at] > 0.0)
        .map(|at| ITEMS[at].name)
        .collect::<Vec<&str>>()
        .join("; ")
}

/// A quarter of the gain down and up; where a party has less without a deal, the deal stays.
fn sensitivity(parties: usize) -> Table {
    let mut rows = Rows::new();
    for (deal, levels) in &DEALS[2..6] {
        for shifted in 0..parties {
            let quarter = 0.25 * expected(levels, shifted);
            for shift in [-quarter, quarter] {
                let package = if shift > 0.0 {
                    "relief on cars and parts; LNG from the United States".to_owned()
                } else {
                    package_of(levels)
                };
                for party in 0..parties {
                    let moved = if party == shifted { shift } else { 0.0 };
                    let own = expected(levels, party) - moved;
                    rows.push(
                        [ECONOMIES[shifted].0, deal, ECONOMIES[party].0, &package],
                        [shift, own],
                    );
                }
            }
        }
    }
    rows.table(
        "package_sensitivity",
        ["shifted_party", "concept", "party", "package"],
        ["shift_musd", "gain_musd"],
    )
}

fn enforcement() -> Table {
    let mut rows = Rows::new();
    rows.push(["JPN", "grim"], [1_240.0, 810.0, 0.0, 0.347, 0.97, 1.0, 25_400.0, 2029.0, 310.0]);
    rows.push(["USA", "grim"], [980.0, 420.0, 0.0, 0.571, 0.97, 1.0, 13_000.0, 2026.0, 94.0]);
    rows.push(["JPN", "two years"], [1_240.0, 810.0, 0.0, 0.36, 0.97, 1.0, 1_120.0, 2029.0, 310.0]);
    rows.push(
        ["USA", "two years"],
        [1_420.0, 420.0, 0.0, f64::INFINITY, 0.97, 0.0, -197.0, 2026.0, 94.0],
    );
    let numbers = [
        "deviation_musd_per_year",
        "agreement_musd_per_year",
        "punished_musd_per_year",
        "critical_discount_factor",
        "discount_factor",
        "holds",
        "margin_musd",
        "hold_up_year",
        "hold_up_musd",
    ];
    rows.table("package_enforcement", ["party", "punishment"], numbers)
}

fn sweetener() -> Table {
    let mut rows = Rows::new();
    rows.push(["nash", "JPN", "USA"], [0.0, 4_270.0]);
    rows.push(["nash", "USA", "JPN"], [0.0, 3_350.0]);
    rows.push(["everything", "JPN", "USA"], [0.0, -1_270.0]);
    rows.push(["everything", "USA", "JPN"], [412.0, 8_910.0]);
    rows.table(
        "package_sweetener",
        ["deal", "party", "paid_by"],
        ["payment_musd", "payer_gain_musd"],
    )
}

/// A run with a negotiation.
pub(crate) struct Negotiated {
    pub sample: Sample,
    pub tables: [Table; 9],
}

impl Negotiated {
    pub fn package(&self) -> Tables {
        self.tables.iter().cloned().collect()
    }

    pub fn page(&self) -> String {
        let mut tables = self.sample.views();
        tables.extend(self.tables.iter().cloned());
        detente_report::page(&self.sample.summary, &tables).unwrap()
    }
}

/// The negotiation, with two or three parties.
pub(crate) fn negotiation(parties: usize) -> Negotiated {
    let mut sample = sample(false);
    sample.summary.title = "Japan's package: made-up numbers".to_owned();
    sample.summary.world.economies = named(&ECONOMIES);
    let source = |name: &str| {
        if name.starts_with("China") {
            "assumed: none is published"
        } else {
            "assumed, equal weights"
        }
    };
    sample.summary.package = Some(PackageNote {
        parties: ECONOMIES[..parties].iter().map(|(code, _)| (*code).to_owned()).collect(),
        first_day: "2025-02-01".to_owned(),
        last_day: "2033-12-31".to_owned(),
        discount: 0.03,
        disagreement: "the status quo under the shock".to_owned(),
        futures: FUTURES
            .iter()
            .map(|(name, probability, _)| FutureNote {
                name: (*name).to_owned(),
                probability: *probability,
                source: source(name).to_owned(),
            })
            .collect(),
        evaluations: 2_118,
        notes: words(&[
            "Of USD 6,900 million for chips USD 2,100 million arise in TWN.",
            "Retaliation by third parties is not modelled <yet>.",
        ]),
        seconds: Some(41.26),
    });
    let tables = [
        items(),
        payoffs(parties),
        futures(),
        frontier(parties),
        ledger(parties),
        shapley(parties),
        sensitivity(parties),
        enforcement(),
        sweetener(),
    ];
    Negotiated { sample, tables }
}

/// The same tables without a row.
pub(crate) fn emptied(tables: &[Table; 9]) -> [Table; 9] {
    tables.clone().map(|table| crate::sample::emptied(&table))
}
