//! What do the tables of companies hold?

use crate::row::Text;
use detente_world::Band;

crate::declare! {
    fn tables;

    /// One channel through which a run reaches a company.
    CompanyExposure<'a> = "company_exposure", Companies,
    "What a run means for each company, channel by channel",
    "company, horizon, channel and item", [ticker, horizon, channel, item] {
        ticker: Text<'a>, Words, "Ticker, or the short name of a company that is not listed";
        horizon: Text<'a>, Words, "`weeks`, `months`, `years` or `package`";
        channel: Text<'a>, Words,
            "What moves: revenue at stake, own stop, coverage, input cost, goods sold, sales, tariff bill, purchases; or what is not known";
        item: Text<'a>, Words, "Segment, good or item";
        equation: Text<'a>, Words, "Number of the equation in docs/companies.md";
        low: Option<f64>, AsTheRowSays, "The least; empty for what is not known";
        mid: Option<f64>, AsTheRowSays, "The middle";
        high: Option<f64>, AsTheRowSays, "The most";
        unit: Text<'a>, Words,
            "Unit of the three; over the days followed in weeks and months, a year in years and package";
        revenue_share_pct: Option<f64>, Percent,
            "The middle as a share of a year's revenue, percent; empty where revenue is not known";
        enters_net: f64, Count, "1 as revenue, -1 as cost, 0 not at all";
        explanation: Text<'a>, Words, "How the figure came about";
        source_rows: Text<'a>, Words, "Rows of company_facts that it rests on";
    }

    /// What a run means for a company over one horizon.
    CompanySummary<'a> = "company_summary", Companies, "What a run means for each company",
    "company and horizon", [ticker, horizon] {
        ticker: Text<'a>, Words, "Ticker, or the short name of a company that is not listed";
        name: Text<'a>, Words, "Name";
        listed: Text<'a>, Words, "Whether its shares are listed";
        horizon: Text<'a>, Words, "`weeks`, `months`, `years` or `package`";
        revenue_musd: Option<f64>, MoneyPerYear, "Revenue of a year; empty where not known";
        revenue_change_musd: Option<Band>, Money,
            "Change of revenue; in weeks, less than zero: revenue at stake", "company-net";
        cost_change_musd: Option<Band>, Money, "Change of cost", "company-net";
        net_musd: Option<Band>, Money,
            "Net effect, a year in years and package; empty where it is not known", "company-net";
        coverage_weeks: Option<Band>, Weeks,
            "Weeks that the input which is out first lasts; empty where no stock is known";
        net_share_pct: Option<Band>, Percent,
            "Net effect as a share of a year's revenue; empty where revenue is not known";
        rank: Option<f64>, Count,
            "Rank by the middle of that share, then by its lower end: 1 loses most; empty where it is not known";
        why_not_known: Text<'a>, Words, "Why there is no net effect; empty where there is one";
    }

    /// A fact that exposures rest on.
    CompanyFact<'a> = "company_facts", Companies, "The facts that exposures rest on",
    "row of the data", [row] {
        row: Text<'a>, Words, "File and line; `own` for the user's file";
        ticker: Text<'a>, Words, "Ticker, or the short name of a company that is not listed";
        fact: Text<'a>, Words, "What the row says";
        value: Text<'a>, Words, "Figure and unit, as the row has it";
        source: Text<'a>, Words, "Publication";
        vintage: Text<'a>, Words, "Year or edition";
        licence: Text<'a>, Words, "Licence of the figure";
        grade: Text<'a>, Words,
            "A official filing, B quoted, C weak, D derived, U the user's own";
    }

    /// How prices of a ticker have gone.
    CompanyMomentum<'a> = "company_momentum", Companies,
    "How prices of a user's file have gone", "ticker", [ticker] {
        ticker: Text<'a>, Words, "Ticker, or the short name of a company that is not listed";
        first: Text<'a>, Words, "First day";
        last: Text<'a>, Words, "Last day";
        closes: f64, Count, "Number of closes";
        missing_days: f64, Count,
            "Weekdays between the first and the last day without a price, holidays among them, and weekends on which others of the file have one";
        trend_20_pct_a_year: Option<f64>, Percent,
            "Slope of log price over the last closes, percent a year; empty with too few";
        return_20_pct: Option<f64>, Percent, "Return over the same closes, percent";
        trend_60_pct_a_year: Option<f64>, Percent,
            "Slope of log price over the last closes, percent a year; empty with too few";
        return_60_pct: Option<f64>, Percent, "Return over the same closes, percent";
        trend_200_pct_a_year: Option<f64>, Percent,
            "Slope of log price over the last closes, percent a year; empty with too few";
        return_200_pct: Option<f64>, Percent, "Return over the same closes, percent";
        momentum_12_1_pct: Option<f64>, Percent,
            "Return from 252 to 21 closes before the last, percent (Jegadeesh and Titman 1993)";
        momentum_percentile: Option<f64>, Percent,
            "Share of tickers whose momentum is not above this one's, percent; empty below ten tickers with one";
        notes: Text<'a>, Words, "Gaps, suspected splits, too short a history";
    }
}
