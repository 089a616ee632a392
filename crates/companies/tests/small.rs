//! A world of two economies, where every figure is known in closed form.

use detente_companies::{
    Band, Restricted, Restriction, Restrictions, RunView, Universe, Valuation, embedded,
    read_companies, value,
};
use detente_world::table::Table;
use detente_world::{Economy, EconomyId, LinkTable, NodeTable, Sector, SectorId, UseTable, World};

/// Two economies, one sector: each sells 90 at home and 10 to the other, and uses 50 of its own
/// product.
pub(crate) fn world() -> World {
    let economy =
        |code: &str| Economy { code: code.to_owned(), name: code.to_owned(), groups: Vec::new() };
    let mut trade = LinkTable::filled(2, 1, 90.0);
    trade.set(SectorId(0), EconomyId(0), EconomyId(1), 10.0);
    trade.set(SectorId(0), EconomyId(1), EconomyId(0), 10.0);
    let mut use_table = UseTable::zero(2, 1);
    use_table.set(EconomyId(0), SectorId(0), SectorId(0), 50.0);
    use_table.set(EconomyId(1), SectorId(0), SectorId(0), 50.0);
    World {
        id: "two".to_owned(),
        title: "Two economies".to_owned(),
        year: 2022,
        currency: "USD million".to_owned(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: vec![economy("USA"), economy("JPN")],
        sectors: vec![Sector {
            code: "C29".to_owned(),
            name: "Cars".to_owned(),
            trade_elasticity: 5.0,
            tradable: true,
        }],
        trade,
        use_table,
        tariff: LinkTable::filled(2, 1, 0.0),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    }
}

fn words(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Flows after, from Japan to the United States and at home there; the rest stays.
fn trade(abroad: f64, home: f64) -> Table {
    Table::new("trade")
        .with_text("exporter", words(&["USA", "USA", "JPN", "JPN"]))
        .with_text("importer", words(&["USA", "JPN", "USA", "JPN"]))
        .with_text("sector", words(&["C29"; 4]))
        .with_numbers("baseline_musd", vec![90.0, 10.0, 10.0, 90.0])
        .with_numbers("value_musd", vec![home, 10.0, abroad, 90.0])
}

/// The change of what Japan's product costs to make; the United States' stays.
fn sectors(price_pct: f64) -> Table {
    Table::new("sectors")
        .with_text("economy", words(&["USA", "JPN"]))
        .with_text("sector", words(&["C29", "C29"]))
        .with_numbers("price_pct", vec![0.0, price_pct])
}

fn losses(high: f64) -> Table {
    Table::new("cascade_losses")
        .with_text("economy", words(&["JPN"]))
        .with_text("sector", words(&["C29"]))
        .with_numbers("lost_musd_low", vec![0.0])
        .with_numbers("lost_musd", vec![high / 2.0])
        .with_numbers("lost_musd_high", vec![high])
}

/// A carmaker that makes 60 % in Japan and sells half in the United States.
const MAKER: &str = "record,ticker,name,economy,sector,value,unit\n\
    company,CAR,Carmaker,JPN,,,\n\
    revenue,CAR,,USA,C29,500,USD million\n\
    revenue,CAR,,JPN,C29,500,USD million\n\
    plant,CAR,,JPN,C29,60,%\n\
    plant,CAR,,USA,C29,40,%\n";

/// Final spending of the United States and of Japan, percent above before; its price index stays.
fn welfare(pct: [f64; 2]) -> Table {
    Table::new("welfare")
        .with_text("economy", words(&["USA", "JPN"]))
        .with_numbers("real_income_pct", pct.to_vec())
        .with_numbers("price_index_pct", vec![0.0, 0.0])
}

pub(crate) fn valued(text: &str, abroad: f64, rate: f64, lost: f64) -> (Universe, Valuation) {
    valued_with(text, (abroad, rate, lost), [0.0, 0.0], 1.0)
}

/// `income` is the change of final spending of the United States and of Japan in percent,
/// `substitution` the elasticity among sectors.
fn valued_with(
    text: &str,
    (abroad, rate, lost): (f64, f64, f64),
    income: [f64; 2],
    substitution: f64,
) -> (Universe, Valuation) {
    restricted(text, (abroad, rate, lost), (income, substitution), Restrictions::default())
}

fn restricted(
    text: &str,
    shock: (f64, f64, f64),
    demand: ([f64; 2], f64),
    restrictions: Restrictions,
) -> (Universe, Valuation) {
    scarce(text, shock, demand, restrictions, [0.0, 0.0])
}

/// With a change of what Japan's product costs to make, percent, and a shadow tax on all of it.
fn scarce(
    text: &str,
    (abroad, rate, lost): (f64, f64, f64),
    (income, substitution): ([f64; 2], f64),
    restrictions: Restrictions,
    [cost_pct, scarcity]: [f64; 2],
) -> (Universe, Valuation) {
    let world = world();
    let universe = read_companies("own.csv", text.as_bytes(), &world).unwrap();
    let mut tariff = world.tariff.clone();
    tariff.set(SectorId(0), EconomyId(0), EconomyId(1), rate);
    let (trade, sectors, losses) = (trade(abroad, 90.0), sectors(cost_pct), losses(lost));
    let welfare = welfare(income);
    let mut shadow_tax = LinkTable::filled(2, 1, 0.0);
    for importer in [EconomyId(0), EconomyId(1)] {
        shadow_tax.set(SectorId(0), importer, EconomyId(1), scarcity);
    }
    let (export_tax, demand) = (LinkTable::filled(2, 1, 0.0), NodeTable::filled(2, 1, 1.0));
    let view = RunView {
        world: &world,
        trade: &trade,
        sectors: &sectors,
        welfare: &welfare,
        shadow_tax: &shadow_tax,
        tariff: &tariff,
        export_tax: &export_tax,
        demand: &demand,
        final_substitution: substitution,
        home_elasticity: &[],
        prices: None,
        stockouts: None,
        losses: Some(&losses),
        restrictions: &restrictions,
        items: None,
        ledger: None,
    };
    let valuation = value(&universe, &view).unwrap();
    (universe, valuation)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

#[test]
fn nothing_that_changes_is_nothing_for_anybody() {
    let (_, valuation) = valued(MAKER, 10.0, 0.0, 0.0);
    assert!(valuation.lines.iter().all(|line| line.band.is_zero()), "{:?}", valuation.lines);
    assert!(
        valuation
            .standings
            .iter()
            .all(|standing| standing.net.is_none_or(|net| net == Band::point(0.0)))
    );
    // A horizon without a channel has no net effect, which is not zero, no rank, and says why.
    let open = |standing: &&detente_companies::Standing| standing.net.is_none();
    assert!(
        valuation
            .standings
            .iter()
            .filter(open)
            .all(|own| own.share_pct.is_none() && !own.why.is_empty())
    );
    assert_eq!(valuation.standings.iter().filter(open).count(), 2);
    assert!(
        valuation.standings.iter().all(|standing| standing.rank == standing.share_pct.map(|_| 1))
    );
}

#[test]
fn revenue_at_stake_is_the_share_made_where_output_is_lost() {
    // A tenth of a year's output of Japan, which makes 100, at most.
    let (_, valuation) = valued(MAKER, 10.0, 0.0, 10.0);
    let line =
        valuation.of("CAR", "weeks").find(|line| line.channel == "revenue-at-stake").unwrap();
    assert!(
        near(line.band.low, -60.0) && near(line.band.mid, -30.0) && near(line.band.high, 0.0),
        "{line:?}"
    );
}

#[test]
fn sales_lie_between_the_corners_of_who_may_serve_whom() {
    // The flow from Japan to the United States halves: between 10 % and 50 % of revenue goes that
    // way.
    let (_, valuation) = valued(MAKER, 5.0, 0.25, 0.0);
    let line = |channel: &str| {
        valuation.of("CAR", "years").find(|line| line.channel == channel).unwrap().band
    };
    let (sales, bill) = (line("sales"), line("tariff-bill"));
    assert!(near(sales.low, -250.0) && near(sales.high, -50.0), "{sales:?}");
    assert!(sales.low <= sales.mid && sales.mid <= sales.high);
    // A quarter of what still flows.
    assert!(
        near(bill.low, 0.1 * 1000.0 * 0.5 * 0.25) && near(bill.high, 0.5 * 1000.0 * 0.5 * 0.25),
        "{bill:?}"
    );
    // Who bears the tariff is open: both ends are in the range, once.
    let standing = valuation.standings.iter().find(|standing| standing.horizon == "years").unwrap();
    assert!(
        near(standing.revenue_change.unwrap().mid, sales.mid)
            && standing.net.unwrap().low <= sales.low
            && standing.net.unwrap().high >= -bill.low - 60.0
    );
}

#[test]
fn the_parts_of_the_middle_add_up_to_it() {
    let (universe, valuation) = valued(MAKER, 5.0, 0.25, 0.0);
    let line = valuation.of("CAR", "years").find(|line| line.channel == "sales").unwrap();
    let (before, parts) = line.explanation.split_once(" %: ").unwrap();
    let number = |text: &str| text.trim_end_matches(" %").parse::<f64>().unwrap();
    let part = |text: &str| {
        let (share, change) = text.split_once(" % of revenue from ").unwrap();
        number(share) * number(change.split_once(" x ").unwrap().1) / 100.0
    };
    let sum: f64 = parts.split("; ").map(part).sum();
    let told = number(before.rsplit_once("middle ").unwrap().1);
    assert!((sum - told).abs() < 0.1, "{sum} {told}: {}", line.explanation);
    assert!((told / 100.0 * universe.companies[0].revenue().unwrap() - line.band.mid).abs() < 1.0);
}

#[test]
fn what_is_made_where_it_is_sold_leaves_no_range() {
    let text = "record,ticker,name,economy,sector,value,unit\ncompany,HOME,Home,USA,,,\nrevenue,HOME,,JPN,C29,100,USD million\nplant,HOME,,JPN,C29,100,%\n";
    let (_, valuation) = valued(text, 5.0, 0.25, 0.0);
    let sales = valuation.of("HOME", "years").find(|line| line.channel == "sales").unwrap().band;
    assert_eq!(sales, Band::point(0.0));
}

/// Made and sold in Japan alone, final goods.
const HOME: &str = "record,ticker,name,economy,sector,value,unit,product\n\
    company,HOME,Home,JPN,,,,\n\
    revenue,HOME,,JPN,C29,100,USD million,final\n\
    plant,HOME,,JPN,C29,100,%,\n";

#[test]
fn final_goods_follow_final_demand_and_not_what_makers_buy() {
    let sales = |text: &str, income: [f64; 2], substitution: f64| {
        let (_, valuation) = valued_with(text, (10.0, 0.0, 0.0), income, substitution);
        let line =
            valuation.of("HOME", "years").find(|line| line.channel == "sales").unwrap().clone();
        (line.band.mid, line.equation, line.explanation)
    };
    // Final buyers in Japan spend a fifth more and every flow stays: what makers there buy has
    // fallen, and final goods sell a fifth more.
    let (change, equation, told) = sales(HOME, [0.0, 20.0], 1.0);
    assert!(
        near(change, 20.0) && equation == "6, 7, 13" && told.contains("what final buyers"),
        "{change} {equation} {told}"
    );
    // An input follows the whole flow, whoever buys it; that is also what a file without the column
    // says.
    assert!(near(sales(&HOME.replace("final", "input"), [0.0, 20.0], 1.0).0, 0.0));
    assert!(near(sales(&HOME.replace("final", ""), [0.0, 20.0], 1.0).0, 0.0));
    // With an elasticity among sectors the price of the sector counts as well; here there is but
    // one, at a price that stays.
    assert!(near(sales(HOME, [0.0, 20.0], 0.5).0, 20.0));
}

#[test]
fn what_a_market_spends_counts_its_tariffs() {
    // Final goods of Japan in the United States: the flow halves under a tariff of a quarter, and
    // there is 90 of the market's own beside.
    let text = HOME.replace("revenue,HOME,,JPN", "revenue,HOME,,USA");
    let (_, valuation) = valued_with(&text, (5.0, 0.25, 0.0), [10.0, 0.0], 1.0);
    let sales =
        valuation.of("HOME", "years").find(|line| line.channel == "sales").unwrap().band.mid;
    let spent = (90.0 + 5.0 * 1.25) / 100.0;
    assert!(near(sales, 100.0 * (0.5 * 1.1 / spent - 1.0)), "{sales}");
}

#[test]
fn net_is_the_sum_of_what_enters_it_and_middles_lie_inside() {
    let (_, valuation) = valued(MAKER, 5.0, 0.25, 10.0);
    for standing in &valuation.standings {
        let lines: Vec<_> = valuation.of(&standing.ticker, standing.horizon).collect();
        let sum: f64 = lines.iter().map(|line| f64::from(line.sign) * line.band.mid).sum();
        let Some(net) = standing.net else { continue };
        assert!(near(sum, net.mid), "{standing:?}");
        assert!(net.low <= net.mid && net.mid <= net.high, "{standing:?}");
        assert!(
            lines
                .iter()
                .all(|line| line.band.low <= line.band.mid && line.band.mid <= line.band.high)
        );
    }
}

#[test]
fn a_listed_input_lies_between_other_suppliers_and_its_own_with_its_tariff() {
    let text = format!(
        "{}input,CAR,,USA,C29,100,USD million,JPN\n",
        MAKER
            .replace("value,unit\n", "value,unit,origin\n")
            .replace("\n", ",\n")
            .replace("origin,\n", "origin\n")
            .replace(",\ninput", "\ninput")
    );
    let (_, valuation) = valued(&text, 10.0, 0.25, 0.0);
    let line = valuation.of("CAR", "years").find(|line| line.channel == "own-input").unwrap();
    // All Japanese origin pays a quarter; with other suppliers (0.9 + 0.1 1.25^-5)^(-1/5) - 1.
    let index = 100.0 * ((0.9 + 0.1 * 1.25_f64.powi(-5)).powf(-0.2) - 1.0);
    assert!(near(line.band.low, index) && near(line.band.high, 25.0), "{line:?}");
}

#[test]
fn an_outage_never_makes_an_input_cheaper_for_its_users() {
    let text = format!(
        "{}input,CAR,,USA,C29,100,USD million,JPN\n",
        MAKER
            .replace("value,unit\n", "value,unit,origin\n")
            .replace("\n", ",\n")
            .replace("origin,\n", "origin\n")
            .replace(",\ninput", "\ninput")
    );
    let listed = |scarcity: [f64; 2]| {
        let none = Restrictions::default();
        let (_, valuation) = scarce(&text, (10.0, 0.0, 0.0), ([0.0, 0.0], 1.0), none, scarcity);
        valuation.of("CAR", "years").find(|line| line.channel == "own-input").unwrap().band
    };
    // Idle factors make Japan's product 10 % cheaper to make, and buyers bid up what is left by a
    // half: 0.9 x 1.5 of the price before from the same origin, (0.9 + 0.1 1.35^-5)^(-1/5) from all.
    let band = listed([-10.0, 0.5]);
    let index = 100.0 * ((0.9 + 0.1 * 1.35_f64.powi(-5)).powf(-0.2) - 1.0);
    assert!(near(band.low, index) && near(band.high, 35.0) && index > 0.0, "{band:?}");
    // Nobody stays with an origin that a ban stops: the price of the other suppliers is left.
    let banned = listed([0.0, f64::INFINITY]);
    let others = 100.0 * (0.9_f64.powf(-0.2) - 1.0);
    assert!(near(banned.low, others) && near(banned.high, others), "{banned:?}");
}

#[test]
fn an_input_that_a_heading_does_not_tell_apart_is_not_known_and_says_so() {
    let text = format!(
        "{}input,CAR,,JPN,,5,t/yr,2846.90\n",
        MAKER.replace('\n', ",\n").replace("unit,\n", "unit,hs\n")
    );
    let (_, valuation) = valued(&text, 10.0, 0.0, 0.0);
    let line = valuation.of("CAR", "months").find(|line| line.channel == "not-known").unwrap();
    assert!(
        line.item == "2846.90" && line.explanation.contains("oxide-Dy") && line.sign == 0,
        "{line:?}"
    );
    assert!(
        line.explanation.ends_with("Name the good in column `good` instead of `hs`"),
        "{line:?}"
    );
}

#[test]
fn who_loses_most_of_its_revenue_comes_first() {
    let two = format!(
        "{MAKER}company,BIG,Big,JPN,,,\nrevenue,BIG,,USA,C29,9000,USD million\nplant,BIG,,JPN,C29,100,%\n"
    );
    let (_, valuation) = valued(&two, 5.0, 0.25, 0.0);
    let rank = |ticker: &str| {
        valuation
            .standings
            .iter()
            .find(|own| own.ticker == ticker && own.horizon == "years")
            .unwrap()
            .rank
    };
    assert_eq!((rank("BIG"), rank("CAR")), (Some(1), Some(2)));
}

#[test]
fn of_what_is_agreed_only_what_is_more_than_without_a_deal_counts() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let universe = embedded(&world).unwrap().unwrap();
    let text = |names: &[&str]| {
        names.iter().fold(Table::new("empty"), |table, name| table.with_text(name, Vec::new()))
    };
    let trade = text(&["exporter", "importer", "sector", "baseline_musd", "value_musd"]);
    let sectors = text(&["economy", "sector", "price_pct"]);
    let items = Table::new("package_items")
        .with_text("item", words(&["chips", "chips"]))
        .with_text("by", words(&["JPN", "JPN"]))
        .with_text("kind", words(&["procurement", "procurement"]))
        .with_text("deal", words(&["nash", "everything"]))
        .with_numbers("agreed", vec![4000.0, 6900.0]);
    let ledger = Table::new("package_ledger")
        .with_text("item", words(&["chips"]))
        .with_numbers("additional_share", vec![0.25]);
    let view = RunView {
        world: &world,
        trade: &trade,
        sectors: &sectors,
        welfare: &text(&["economy", "real_income_pct", "price_index_pct"]),
        shadow_tax: &LinkTable::filled(world.economies.len(), world.sectors.len(), 0.0),
        tariff: &world.tariff,
        export_tax: &LinkTable::filled(world.economies.len(), world.sectors.len(), 0.0),
        demand: &NodeTable::filled(world.economies.len(), world.sectors.len(), 1.0),
        final_substitution: 1.0,
        home_elasticity: &[],
        prices: None,
        stockouts: None,
        losses: None,
        restrictions: &Restrictions::default(),
        items: Some(&items),
        ledger: Some(&ledger),
    };
    let valuation = value(&universe, &view).unwrap();
    let bought = |ticker: &str| valuation.of(ticker, "package").next().unwrap().band;
    assert_eq!(bought("NVDA"), Band { low: 500.0, mid: 750.0, high: 1000.0 });
    assert_eq!(bought("AMD"), Band { low: 0.0, mid: 250.0, high: 500.0 });
    assert!(valuation.of("TSLA", "package").next().is_none());
}

/// Cars from the United States do not reach Japan for eight weeks, from the third on.
fn ban() -> Restrictions {
    let flows = vec![(SectorId(0), EconomyId(1), EconomyId(0))];
    let what = Restricted::Passing { flows, share: 0.0, overrides: false };
    let all = vec![Restriction { entry: "a ban".to_owned(), from: 14, until: 70, what }];
    Restrictions { all, days: 364 }
}

/// The carmaker with castings of sector C29 from an economy, so many weeks of them in stock; an
/// empty text where nobody says.
fn with_input(origin: &str, weeks: &str) -> String {
    let lines: Vec<String> = MAKER.lines().skip(1).map(|line| format!("{line},,\n")).collect();
    let heads = "record,ticker,name,economy,sector,value,unit,origin,stock_weeks\n";
    format!("{heads}{}input,CAR,,JPN,C29,100,USD million,{origin},{weeks}\n", lines.concat())
}

fn weeks_of(text: &str, lost: f64) -> (Valuation, detente_companies::Standing) {
    let (_, valuation) = restricted(text, (10.0, 0.0, lost), ([0.0, 0.0], 1.0), ban());
    let standing = valuation.standings.iter().find(|own| own.horizon == "weeks").unwrap().clone();
    (valuation, standing)
}

#[test]
fn an_input_of_a_banned_origin_stops_the_line_after_the_firms_own_stock() {
    // Eight weeks less the one in stock, of the 60 % made in Japan.
    let (valuation, standing) = weeks_of(&with_input("USA", "1"), 0.0);
    let line = valuation.of("CAR", "weeks").find(|line| line.channel == "own-stop").unwrap();
    let lost = -600.0 * 49.0 / 365.0;
    assert!(
        near(line.band.mid, lost) && near(line.band.low, lost) && near(line.band.high, lost),
        "{line:?}"
    );
    assert!(
        line.explanation.contains("`a ban`")
            && line.explanation.contains("JPN stands still from week 4 on")
    );
    assert!(near(standing.net.unwrap().mid, lost) && standing.rank == Some(1), "{standing:?}");
    assert_eq!(standing.coverage_weeks, Some(Band::point(1.0)));
    // A stock that lasts, and an origin that nobody bans.
    for text in [with_input("USA", "8"), with_input("JPN", "1")] {
        assert_eq!(weeks_of(&text, 0.0).1.net, Some(Band::point(0.0)), "{text}");
    }
}

#[test]
fn without_its_stock_nothing_is_said_of_the_line_and_not_zero() {
    let text = with_input("USA", "");
    let (valuation, standing) = weeks_of(&text, 0.0);
    assert!(
        standing.net.is_none() && standing.share_pct.is_none() && standing.rank.is_none(),
        "{standing:?}"
    );
    assert!(
        standing.why.contains("C29 from USA") && standing.why.contains("`a ban`"),
        "{}",
        standing.why
    );
    let table = detente_companies::company_tables(
        &read_companies("own.csv", text.as_bytes(), &world()).unwrap(),
        &valuation,
        None,
    );
    let row = valuation
        .lines
        .iter()
        .position(|line| line.channel == "not-known" && line.horizon == "weeks")
        .unwrap();
    assert_eq!(table[0].column("mid").unwrap().number(row), None);
    assert_eq!(weeks_of(&with_input("JPN", ""), 0.0).1.net, Some(Band::point(0.0)));
}

#[test]
fn the_loss_of_the_sector_and_that_of_the_firm_are_not_added() {
    let own = 600.0 * 49.0 / 365.0;
    // Of the year's output of Japan, which makes 100, a twentieth and a half are lost in the
    // middle.
    for (lost, wanted) in [(10.0, own), (100.0, 600.0 * 0.5)] {
        let (_, standing) = weeks_of(&with_input("USA", "1"), lost);
        assert!(near(standing.net.unwrap().mid, -wanted), "{standing:?}");
    }
}
