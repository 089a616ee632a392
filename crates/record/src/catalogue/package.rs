//! What do the tables of a negotiation hold?

use super::{Engine, TableNote, Unit};

pub(super) fn tables() -> Vec<TableNote> {
    vec![
        items(),
        payoffs(),
        states(),
        frontier(),
        ledger(),
        shapley(),
        sensitivity(),
        enforcement(),
        sweetener(),
    ]
}

fn note(
    name: &'static str,
    title: &'static str,
    row: &'static str,
    keys: &[&'static str],
) -> TableNote {
    TableNote::new(Engine::Package, name, title, row, keys)
}

const DEAL: &str = "Name of the deal: a solution, `everything`, a budget, or `none`";
const PARTY: &str = "Code or group of the party";

fn items() -> TableNote {
    note("package_items", "What is agreed", "item and deal", &["item", "deal"])
        .column("item", Unit::Words, "Name of the measure")
        .column("by", Unit::Words, "Who gives it")
        .column("for", Unit::Words, "Who gets it")
        .column("kind", Unit::Words, "Kind of the measure")
        .column(
            "unit",
            Unit::Words,
            "Unit of `low`, `high` and `agreed`; empty for what is taken or left",
        )
        .column("from", Unit::Date, "First day")
        .column("deal", Unit::Words, DEAL)
        .column(
            "low",
            Unit::AsTheRowSays,
            "End of the range where the item has the smallest effect",
        )
        .column("high", Unit::AsTheRowSays, "End of the range where it has the largest effect")
        .column("agreed", Unit::AsTheRowSays, "What is agreed")
        .column("level", Unit::Share, "Place between the two, 0 is not taken")
        .band(
            "cost_musd",
            Unit::PresentValue,
            "Cost at that level, the mean over states of the world; empty where it is not known",
        )
        .by("present-value", 3)
        .column("taken", Unit::YesNo, "Whether the deal has it")
}

fn payoffs() -> TableNote {
    note("package_payoffs", "What each deal is worth to whom", "deal and economy", &["deal", "economy"])
        .column("deal", Unit::Words, DEAL)
        .column("economy", Unit::Words, "Code or group")
        .column("role", Unit::Words, "`party` or `third`")
        .column(
            "cost_not_known",
            Unit::Words,
            "Its measures whose cost is not known: it pays at least, and gains at most, what the row says",
        )
        .column("weeks_musd", Unit::PresentValue, "Gain over weeks")
        .column("months_musd", Unit::PresentValue, "Gain over months")
        .column("years_musd", Unit::PresentValue, "Gain over years")
        .column("cost_musd", Unit::PresentValue, "What the economy pays, negative")
        .column("risk_musd", Unit::PresentValue, "What bearing the risk costs, negative")
        .band(
            "gain_musd",
            Unit::PresentValue,
            "The sum of these, the mean over states of the world less risk; lowest and highest over states",
        )
        .by("gain", 8)
        .column("probability_gain", Unit::Share, "Probability of the states in which it gains")
        .column(
            "given_musd",
            Unit::PresentValue,
            "Transfers that it gives by what is negotiated, the mean over states of the world",
        )
        .column(
            "outlay_musd",
            Unit::PresentValue,
            "What counts towards budgets: cost, support at home and transfers given, the mean over states of the world",
        )
}

fn states() -> TableNote {
    note(
        "package_states",
        "Deals by state of the world",
        "deal, state of the world and economy",
        &["deal", "state", "economy"],
    )
    .column("deal", Unit::Words, DEAL)
    .column("state", Unit::Words, "Name of the state of the world")
    .column("economy", Unit::Words, "Code or group")
    .column("probability", Unit::Share, "Probability of the state")
    .column("gain_musd", Unit::PresentValue, "Gain in that state")
    .by("gain", 1)
}

fn frontier() -> TableNote {
    note(
        "package_frontier",
        "Packages and the Pareto frontier",
        "package and party",
        &["point", "party"],
    )
    .column("point", Unit::Words, "Name of the package")
    .column("solution", Unit::Words, "Deals that it is; empty for none")
    .column("package", Unit::Words, "Its items")
    .column("party", Unit::Words, PARTY)
    .column("gain_musd", Unit::PresentValue, "Gain of the party in expectation, after risk")
    .by("gain", 1)
    .column(
        "on_frontier",
        Unit::YesNo,
        "Whether no package shown is as good for all and better for one",
    )
}

fn ledger() -> TableNote {
    note("package_ledger", "What each item is worth to whom", "item and party", &["item", "party"])
        .column("item", Unit::Words, "Name of the measure")
        .column("by", Unit::Words, "Who gives it")
        .column("for", Unit::Words, "Who gets it")
        .column("party", Unit::Words, PARTY)
        .column("role", Unit::Words, "`gives`, `gets`, `both` or `none`")
        .column("effect_from", Unit::Date, "From when it acts")
        .column("paid_by", Unit::Words, "Who pays")
        .column("additionality", Unit::Words, "Whether it would have happened anyway, in words")
        .column(
            "deal",
            Unit::Words,
            "Deal that the row is about: `nash`, or `everything` where there is none",
        )
        .column("level", Unit::Words, "Level agreed, of which all figures of the row are")
        .column(
            "cost_musd",
            Unit::PresentValue,
            "What this party pays, the mean over states of the world; empty where it is not known",
        )
        .by("present-value", 1)
        .column(
            "worth_first_musd",
            Unit::PresentValue,
            "What it adds where no other item is agreed, over the states of the world",
        )
        .column(
            "worth_last_musd",
            Unit::PresentValue,
            "Loss where it alone is taken out of the deal, over the states of the world",
        )
        .by("gain", 2)
        .column("additional_share", Unit::Share, "What would not have happened anyway")
        .column(
            "budget_musd",
            Unit::PresentValue,
            "Budget of the party for what it lays out, transfers included; inf without one",
        )
}

fn shapley() -> TableNote {
    note("package_shapley", "A price for each item", "item and party", &["item", "party"])
        .column("item", Unit::Words, "Name of the measure")
        .column("party", Unit::Words, PARTY)
        .column("deal", Unit::Words, "Deal whose items are priced: `nash`, or `everything` where there is none")
        .column(
            "level",
            Unit::Words,
            "Level agreed, which is priced; empty for what parties have before any item is agreed",
        )
        .column(
            "shapley_musd",
            Unit::PresentValue,
            "Mean of what the item adds over all orders of agreeing; those of a party add up to its gain",
        )
        .by("shapley", 1)
        .column("first_musd", Unit::PresentValue, "What it adds as the first")
        .column("last_musd", Unit::PresentValue, "What it adds as the last")
        .by("gain", 2)
        .column(
            "shapley_error_musd",
            Unit::PresentValue,
            "Standard error of the price, 0 where every order was counted",
        )
}

fn sensitivity() -> TableNote {
    let keys = ["shifted_party", "shift_musd", "concept", "party"];
    note(
        "package_sensitivity",
        "Deals under other disagreement points",
        "shift, concept and party",
        &keys,
    )
    .column("shifted_party", Unit::Words, "Party whose disagreement point is moved")
    .column("concept", Unit::Words, "Solution")
    .column("party", Unit::Words, PARTY)
    .column("package", Unit::Words, "Package chosen then")
    .column("shift_musd", Unit::PresentValue, "How far it is moved")
    .column("gain_musd", Unit::PresentValue, "Gain of the party")
    .by("gain", 1)
}

fn enforcement() -> TableNote {
    note(
        "package_enforcement",
        "Would they keep to it",
        "party and punishment",
        &["party", "punishment"],
    )
    .column("party", Unit::Words, PARTY)
    .column("punishment", Unit::Words, "What follows a breach")
    .column("deviation_musd_per_year", Unit::MoneyPerYear, "Gain of a year of breaking it")
    .column("agreement_musd_per_year", Unit::MoneyPerYear, "Gain of a year of keeping it")
    .column("punished_musd_per_year", Unit::MoneyPerYear, "Gain of a year of punishment")
    .column(
        "critical_discount_factor",
        Unit::Share,
        "From which discount factor the party keeps the deal",
    )
    .column("discount_factor", Unit::Share, "Which one it has")
    .column("holds", Unit::YesNo, "Whether it keeps the deal")
    .column("margin_musd", Unit::PresentValue, "What keeping is worth more than breaking")
    .by("enforcement", 7)
    .column(
        "hold_up_year",
        Unit::Years,
        "Year in which walking away would gain most, from one; 0 for never",
    )
    .column("hold_up_musd", Unit::PresentValue, "What it would gain")
    .by("enforcement", 2)
}

fn sweetener() -> TableNote {
    note(
        "package_sweetener",
        "The least payment that makes a party sign",
        "deal and party",
        &["deal", "party"],
    )
    .column("deal", Unit::Words, DEAL)
    .column("party", Unit::Words, PARTY)
    .column("paid_by", Unit::Words, "Who pays")
    .column("payment_musd", Unit::PresentValue, "The least payment, 0 where the party signs anyway")
    .column("payer_gain_musd", Unit::PresentValue, "What the payer is left with")
    .by("gain", 2)
}
