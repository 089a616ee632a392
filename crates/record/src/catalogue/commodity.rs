//! What do the tables of the commodity engine hold?

use super::{Engine, TableNote, Unit};

pub(super) fn tables() -> Vec<TableNote> {
    vec![flows(), prices(), balance(), processing(), rents(), availability(), stockouts()]
}

fn note(
    name: &'static str,
    title: &'static str,
    row: &'static str,
    keys: &[&'static str],
) -> TableNote {
    TableNote::new(Engine::Commodity, name, title, row, keys).column(
        "chain",
        Unit::Words,
        "Name of the chain",
    )
}

impl TableNote {
    fn good(self) -> Self {
        self.column("good", Unit::Words, "Code of the good")
    }

    fn period(self) -> Self {
        self.column("period", Unit::Date, "First day of the period").column(
            "days",
            Unit::Days,
            "Length of the period",
        )
    }

    fn cases(self, unit: Unit, meaning: &str) -> Self {
        self.column("low", unit, &format!("{meaning}: lowest of the three cases"))
            .column("mid", unit, &format!("{meaning}: central case"))
            .column("high", unit, &format!("{meaning}: highest of the three cases"))
    }
}

fn flows() -> TableNote {
    let keys = ["chain", "good", "exporter", "importer", "period"];
    note("commodity_flows", "Flows of goods across borders", "flow and period", &keys)
        .good()
        .column("exporter", Unit::Words, "Code of the economy that sells")
        .column("importer", Unit::Words, "Code of the economy that buys")
        .period()
        .column("base", Unit::QuantityPerYear, "Flow of the base year")
        .cases(Unit::QuantityPerYear, "Flow of the period")
        .by("pool", 4)
}

fn prices() -> TableNote {
    note(
        "commodity_prices",
        "Prices of goods where they are used",
        "good, economy and period",
        &["chain", "good", "economy", "period"],
    )
    .good()
    .column("economy", Unit::Words, "Code of the economy")
    .period()
    .column("base", Unit::Price, "Price of the base year")
    .cases(Unit::Price, "Price of the period")
    .by("market", 4)
}

fn balance() -> TableNote {
    note(
        "commodity_balance",
        "What is made, arrives, is processed, used and stored",
        "good, economy and period",
        &["chain", "good", "economy", "period"],
    )
    .good()
    .column("economy", Unit::Words, "Code of the economy")
    .period()
    .column("made", Unit::QuantityPerYear, "Made there")
    .column("arrived", Unit::QuantityPerYear, "Arrived, home deliveries included")
    .column("processed", Unit::QuantityPerYear, "Taken by processes, what is thrown away included")
    .column("used", Unit::QuantityPerYear, "Final use")
    .by("market", 4)
    .band(
        "unmet",
        Unit::QuantityPerYear,
        "Final demand of the base year after material efficiency, less use",
    )
    .by("unmet", 3)
    .column("stock", Unit::Quantity, "Stock at the end of the period")
    .by("stores", 1)
}

fn processing() -> TableNote {
    let keys = ["chain", "process", "economy", "good", "side", "period"];
    note(
        "commodity_processing",
        "What processes make and take",
        "process, economy, good and period",
        &keys,
    )
    .column(
        "process",
        Unit::Words,
        "Kind of process; `disposal` throws away, `re-export` ships on what was bought",
    )
    .column("economy", Unit::Words, "Code of the economy where it stands")
    .good()
    .column("side", Unit::Words, "`made` or `taken`")
    .period()
    .column("base", Unit::QuantityPerYear, "Made or taken in the base year")
    .cases(Unit::QuantityPerYear, "Made or taken in the period")
    .by("processing", 4)
}

fn rents() -> TableNote {
    note(
        "commodity_rents",
        "What one more unit under a limit is worth",
        "entry that limits or commits, and period",
        &["chain", "entry", "period"],
    )
    .column("entry", Unit::Words, "Name of the entry")
    .period()
    .cases(Unit::Price, "Worth of one more unit")
    .column("total_musd", Unit::MoneyPerYear, "Rent of all units, middle case")
    .by("limits", 4)
}

fn availability() -> TableNote {
    let keys = ["chain", "good", "economy", "use", "period"];
    note(
        "commodity_availability",
        "What arrives for final use and which need is met",
        "final use and period",
        &keys,
    )
    .good()
    .column("economy", Unit::Words, "Code of the economy")
    .column("use", Unit::Words, "Name of the use")
    .column(
        "sectors",
        Unit::Words,
        "Sectors of the world that it feeds; empty where that is not known",
    )
    .period()
    .column("base_use", Unit::QuantityPerYear, "Use of the base year")
    .band("arrivals", Unit::Ratio, "What arrives in the market, over the base year")
    .by("market", 3)
    .band("met", Unit::Ratio, "Need of the use that is met from arrivals and stocks")
    .by("unmet", 3)
}

fn stockouts() -> TableNote {
    note(
        "commodity_stockouts",
        "Stocks and when they are out",
        "final use whose stock is known",
        &["chain", "good", "economy", "use"],
    )
    .good()
    .column("economy", Unit::Words, "Code of the economy")
    .column("use", Unit::Words, "Name of the use")
    .column("sectors", Unit::Words, "Sectors of the world that it feeds; empty where that is not known")
    .column("base_use", Unit::QuantityPerYear, "Use of the base year")
    .band("stock_weeks", Unit::Weeks, "Stock on the first day, in weeks of use of the base year")
    .band(
        "weeks_to_stock_out",
        Unit::Weeks,
        "Weeks until the stocks of all firms of the market together fall below 5 %; inf is not within the scenario",
    )
    .by("stores", 6)
    .band("lowest_met", Unit::Ratio, "Least need met in any period")
    .by("unmet", 3)
}
