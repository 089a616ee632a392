//! What do the tables of companies hold?

use super::{Engine, TableNote, Unit};

pub(super) fn tables() -> Vec<TableNote> {
    vec![exposure(), summary(), facts(), momentum()]
}

fn note(
    name: &'static str,
    title: &'static str,
    row: &'static str,
    keys: &[&'static str],
) -> TableNote {
    TableNote::new(Engine::Companies, name, title, row, keys)
}

const TICKER: &str = "Ticker, or the short name of a company that is not listed";
const HORIZON: &str = "`weeks`, `months`, `years` or `package`";

fn exposure() -> TableNote {
    let keys = ["ticker", "horizon", "channel", "item"];
    note("company_exposure", "What a run means for each company, channel by channel", "company, horizon, channel and item", &keys)
        .column("ticker", Unit::Words, TICKER)
        .column("horizon", Unit::Words, HORIZON)
        .column("channel", Unit::Words, "What moves: revenue at stake, own stop, coverage, input cost, goods sold, sales, tariff bill, purchases; or what is not known")
        .column("item", Unit::Words, "Segment, good or item")
        .column("equation", Unit::Words, "Number of the equation in docs/companies.md")
        .column("low", Unit::AsTheRowSays, "The least; empty for what is not known")
        .column("mid", Unit::AsTheRowSays, "The middle")
        .column("high", Unit::AsTheRowSays, "The most")
        .column("unit", Unit::Words, "Unit of the three; over the days followed in weeks and months, a year in years and package")
        .column("revenue_share_pct", Unit::Percent, "The middle as a share of a year's revenue, percent; empty where revenue is not known")
        .column("enters_net", Unit::Count, "1 as revenue, -1 as cost, 0 not at all")
        .column("explanation", Unit::Words, "How the figure came about")
        .column("source_rows", Unit::Words, "Rows of company_facts that it rests on")
}

fn summary() -> TableNote {
    let mut table = note(
        "company_summary",
        "What a run means for each company",
        "company and horizon",
        &["ticker", "horizon"],
    )
    .column("ticker", Unit::Words, TICKER)
    .column("name", Unit::Words, "Name")
    .column("listed", Unit::Words, "Whether its shares are listed")
    .column("horizon", Unit::Words, HORIZON)
    .column("revenue_musd", Unit::MoneyPerYear, "Revenue of a year; empty where not known")
    .band(
        "revenue_change_musd",
        Unit::Money,
        "Change of revenue; in weeks, less than zero: revenue at stake",
    )
    .by("company-net", 3)
    .band("cost_change_musd", Unit::Money, "Change of cost")
    .by("company-net", 3)
    .band(
        "net_musd",
        Unit::Money,
        "Net effect, a year in years and package; empty where it is not known",
    )
    .by("company-net", 3);
    for (name, unit, meaning) in [
        (
            "coverage_weeks",
            Unit::Weeks,
            "Weeks that the input which is out first lasts; empty where no stock is known",
        ),
        (
            "net_share_pct",
            Unit::Percent,
            "Net effect as a share of a year's revenue; empty where revenue is not known",
        ),
    ] {
        table = table.band(name, unit, meaning);
    }
    table
        .column(
            "rank",
            Unit::Count,
            "Rank by the middle of that share, then by its lower end: 1 loses most; empty where it is not known",
        )
        .column("why_not_known", Unit::Words, "Why there is no net effect; empty where there is one")
}

fn facts() -> TableNote {
    note("company_facts", "The facts that exposures rest on", "row of the data", &["row"])
        .column("row", Unit::Words, "File and line; `own` for the user's file")
        .column("ticker", Unit::Words, TICKER)
        .column("fact", Unit::Words, "What the row says")
        .column("value", Unit::Words, "Figure and unit, as the row has it")
        .column("source", Unit::Words, "Publication")
        .column("vintage", Unit::Words, "Year or edition")
        .column("licence", Unit::Words, "Licence of the figure")
        .column(
            "grade",
            Unit::Words,
            "A official filing, B quoted, C weak, D derived, U the user's own",
        )
}

fn momentum() -> TableNote {
    let mut table = note("company_momentum", "How prices of a user's file have gone", "ticker", &["ticker"])
        .column("ticker", Unit::Words, TICKER)
        .column("first", Unit::Words, "First day")
        .column("last", Unit::Words, "Last day")
        .column("closes", Unit::Count, "Number of closes")
        .column("missing_days", Unit::Count, "Weekdays between the first and the last day without a price, holidays among them, and weekends on which others of the file have one");
    for window in ["20", "60", "200"] {
        table = table
            .column(
                &format!("trend_{window}_pct_a_year"),
                Unit::Percent,
                "Slope of log price over the last closes, percent a year; empty with too few",
            )
            .column(
                &format!("return_{window}_pct"),
                Unit::Percent,
                "Return over the same closes, percent",
            );
    }
    table
        .column(
            "momentum_12_1_pct",
            Unit::Percent,
            "Return from 252 to 21 closes before the last, percent (Jegadeesh and Titman 1993)",
        )
        .column(
            "momentum_percentile",
            Unit::Percent,
            "Share of tickers whose momentum is not above this one's, percent; empty below ten tickers with one",
        )
        .column("notes", Unit::Words, "Gaps, suspected splits, too short a history")
}
