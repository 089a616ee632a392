//! What do the tables of the cascade engine hold?

use super::{Engine, TableNote, Unit};

pub(super) fn tables() -> Vec<TableNote> {
    vec![output(), bottlenecks(), causes(), losses(), measures()]
}

fn note(
    name: &'static str,
    title: &'static str,
    row: &'static str,
    keys: &[&'static str],
) -> TableNote {
    TableNote::new(Engine::Cascade, name, title, row, keys)
}

impl TableNote {
    fn node(self) -> Self {
        self.column("economy", Unit::Words, "Code of the economy").column(
            "sector",
            Unit::Words,
            "Code of the sector",
        )
    }
}

fn output() -> TableNote {
    note(
        "cascade_output",
        "Output week by week",
        "economy, sector and week",
        &["economy", "sector", "week"],
    )
    .node()
    .column("from", Unit::Date, "First day of the week")
    .column("week", Unit::Count, "Week of the scenario, from one")
    .band("output", Unit::Ratio, "Output, mean of the week, 1 is the baseline")
    .by("output", 3)
}

fn bottlenecks() -> TableNote {
    let keys = ["economy", "sector", "good", "use", "market"];
    note(
        "cascade_bottlenecks",
        "What holds sectors back",
        "economy, sector and good that holds it back",
        &keys,
    )
    .node()
    .column("chain", Unit::Words, "Chain of the good; empty for an input of the world's tables")
    .column("good", Unit::Words, "Code of the good, or of the sector whose product is missing")
    .column("use", Unit::Words, "Use of the good; empty for an input of the world's tables")
    .column(
        "market",
        Unit::Words,
        "Economy of the chain whose market it is; empty for an input of the world's tables",
    )
    .column("origin", Unit::Words, "Economy whose deliveries fell most")
    .band("stock_days", Unit::Days, "Days of need in stock on the first day")
    .by("stock", 3)
    .band(
        "weeks_to_stop",
        Unit::Weeks,
        "First week in which the good holds output back; inf is not within the weeks followed",
    )
    .band("days_held", Unit::Days, "Days on which it holds output back")
    .by("limit", 6)
    .band("lost_musd", Unit::Money, "Output lost to it")
    .column(
        "stock_day_worth_musd",
        Unit::Money,
        "Output that one more day of stock feeds; 0 where the default rules never wait",
    )
    .by("output", 4)
    .column(
        "unit_worth_musd",
        Unit::MoneyPerUnit,
        "Output that one more unit of the good feeds; 0 where the default rules never wait",
    )
    .by("output", 1)
}

fn causes() -> TableNote {
    let keys = ["rank", "economy", "sector", "step"];
    note("cascade_causes", "Chains of causes", "link of the chain of causes of a loss", &keys)
        .node()
        .column("rules", Unit::Words, "Member of the ensemble that is shown")
        .column("from", Unit::Date, "First day of the worst week")
        .column("at_economy", Unit::Words, "Economy at this step")
        .column("at_sector", Unit::Words, "Sector at this step")
        .column(
            "missing",
            Unit::Words,
            "What failed it: a good, a sector's product, capacity, or orders",
        )
        .column("missing_from", Unit::Words, "From whom, above all")
        .column("rank", Unit::Count, "Rank of the loss, from one")
        .column("lost_musd", Unit::Money, "Output that the loser loses")
        .column("step", Unit::Count, "Step of the chain, from one")
        .column("output", Unit::Ratio, "Output at this step, 1 is the baseline")
        .by("output", 1)
}

fn losses() -> TableNote {
    note(
        "cascade_losses",
        "Output lost",
        "economy and sector that loses output",
        &["economy", "sector"],
    )
    .node()
    .column("collapses_under", Unit::Words, "Members of the ensemble with a week below half")
    .column("flag", Unit::Words, "Where these are of one family of rules alone")
    .band("lost_musd", Unit::Money, "Output below the baseline; weeks above it not set off")
    .band("deepest_pct", Unit::Percent, "Largest loss of a week")
    .band(
        "weeks_to_loss",
        Unit::Weeks,
        "First week at half a percent below; inf is not within the weeks followed",
    )
    .by("output", 9)
}

fn measures() -> TableNote {
    note("cascade_measures", "What measures save", "measure and economy", &["measure", "economy"])
        .column("measure", Unit::Words, "Name of the entry")
        .column("by", Unit::Words, "Who takes it")
        .column("kind", Unit::Words, "Kind of the entry")
        .column("economy", Unit::Words, "Code of the economy; * for all")
        .band("saved_musd", Unit::Money, "Output lost without the measure less output lost with it")
        .by("saved", 3)
}
