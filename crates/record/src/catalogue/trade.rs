//! What do the tables of the trade engine hold?

use super::{Engine, TableNote, Unit};

pub(super) fn tables() -> Vec<TableNote> {
    vec![welfare(), trade(), sectors(), caps()]
}

fn note(
    name: &'static str,
    title: &'static str,
    row: &'static str,
    keys: &[&'static str],
) -> TableNote {
    TableNote::new(Engine::Trade, name, title, row, keys)
}

fn welfare() -> TableNote {
    note("welfare", "Real income, wages, terms of trade, revenue", "economy", &["economy"])
        .column("economy", Unit::Words, "Code of the economy")
        .column("real_income_pct", Unit::Percent, "Income over the price index of final demand, exact")
        .column(
            "real_income_musd",
            Unit::MoneyPerYear,
            "The same in money at prices of the baseline: the equivalent variation",
        )
        .by("real-income", 2)
        .column("real_wage_pct", Unit::Percent, "Wage over the price index of final demand")
        .by("real-wage", 1)
        .column(
            "terms_of_trade_pct",
            Unit::PercentOfIncome,
            "Exports that became dearer less imports that became dearer, first order",
        )
        .by("terms-of-trade", 1)
        .column(
            "volume_of_trade_pct",
            Unit::PercentOfIncome,
            "Tariff revenue that more or fewer imports bring, first order",
        )
        .by("volume-of-trade", 1)
        .column(
            "first_order_welfare_pct",
            Unit::PercentOfIncome,
            "Terms and volume of trade together: what Caliendo and Parro (2015) print; not the exact change",
        )
        .by("first-order-welfare", 1)
        .column("tariff_revenue_change_musd", Unit::MoneyPerYear, "Tariff revenue after less before")
        .by("tariff-revenue", 1)
        .column("exports_pct", Unit::Percent, "Value of exports, before tariffs")
        .column("imports_pct", Unit::Percent, "Value of imports, before tariffs")
        .by("trade-value", 2)
        .column("price_index_pct", Unit::Percent, "Price index of final demand, against the numeraire")
        .by("price-index", 1)
}

fn trade() -> TableNote {
    note(
        "trade",
        "Flows between economies",
        "flow of the baseline, home sales included",
        &["exporter", "importer", "sector"],
    )
    .column("exporter", Unit::Words, "Code of the economy that sells")
    .column("importer", Unit::Words, "Code of the economy that buys")
    .column("sector", Unit::Words, "Code of the sector")
    .column(
        "baseline_musd",
        Unit::MoneyPerYear,
        "Value at the producer's price before export tax and tariff, baseline",
    )
    .column("value_musd", Unit::MoneyPerYear, "The same after")
    .column("change_pct", Unit::Percent, "Change of the value")
    .by("trade-value", 2)
    .column(
        "quantity_change_pct",
        Unit::Percent,
        "Change of the quantity: the value without the exporter's price",
    )
    .by("trade-quantity", 1)
}

fn sectors() -> TableNote {
    note(
        "sectors",
        "Output, prices and employment",
        "economy and sector with output",
        &["economy", "sector"],
    )
    .column("economy", Unit::Words, "Code of the economy")
    .column("sector", Unit::Words, "Code of the sector")
    .column("output_pct", Unit::Percent, "Real output")
    .column("output_musd", Unit::MoneyPerYear, "Gross output after, the sum of its sales")
    .by("receipts", 2)
    .column("price_pct", Unit::Percent, "Producer's price, against the numeraire")
    .by("unit-cost", 1)
    .column("employment_pct", Unit::Percent, "Labour")
    .by("factors", 1)
}

fn caps() -> TableNote {
    note("caps", "Quantity caps", "capped link", &["name", "exporter", "importer", "sector"])
        .column("name", Unit::Words, "Name of the entry")
        .column("exporter", Unit::Words, "Code of the economy that sells")
        .column("importer", Unit::Words, "Code of the economy that buys")
        .column("sector", Unit::Words, "Code of the sector")
        .column(
            "quantity_ratio",
            Unit::Ratio,
            "Pooled quantity of the cap after, over its baseline",
        )
        .column("limit", Unit::Ratio, "What it may be at most")
        .column(
            "shadow_tax",
            Unit::Ratio,
            "Export tax with the same effect; 0 where the cap does not bind",
        )
        .column(
            "rent_musd",
            Unit::MoneyPerYear,
            "Shadow tax times the flow, paid to whom the scenario says",
        )
        .by("caps", 4)
}
