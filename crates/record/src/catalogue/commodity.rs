//! What do the tables of the commodity engine hold?

use crate::row::{Cases, Text};
use detente_world::Band;

crate::declare! {
    fn tables;

    /// A flow of a good across a border in a period.
    CommodityFlow<'a> = "commodity_flows", Commodity, "Flows of goods across borders",
    "flow and period", [chain, good, exporter, importer, period] {
        chain: Text<'a>, Words, "Name of the chain";
        good: Text<'a>, Words, "Code of the good";
        exporter: Text<'a>, Words, "Code of the economy that sells";
        importer: Text<'a>, Words, "Code of the economy that buys";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        base: f64, QuantityPerYear, "Flow of the base year", "pool";
        cases: Cases, QuantityPerYear, "Flow of the period", "pool";
    }

    /// The price of a good in a market in a period.
    CommodityPrice<'a> = "commodity_prices", Commodity, "Prices of goods where they are used",
    "good, economy and period", [chain, good, economy, period] {
        chain: Text<'a>, Words, "Name of the chain";
        good: Text<'a>, Words, "Code of the good";
        economy: Text<'a>, Words, "Code of the economy";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        base: f64, Price, "Price of the base year", "market";
        cases: Cases, Price, "Price of the period", "market";
    }

    /// What happens to a good in a market in a period.
    CommodityBalance<'a> = "commodity_balance", Commodity,
    "What is made, arrives, is processed, used and stored", "good, economy and period",
    [chain, good, economy, period] {
        chain: Text<'a>, Words, "Name of the chain";
        good: Text<'a>, Words, "Code of the good";
        economy: Text<'a>, Words, "Code of the economy";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        made: f64, QuantityPerYear, "Made there", "market";
        arrived: f64, QuantityPerYear, "Arrived, home deliveries included", "market";
        processed: f64, QuantityPerYear,
            "Taken by processes, what is thrown away included", "market";
        used: f64, QuantityPerYear, "Final use", "market";
        unmet: Band, QuantityPerYear,
            "Final demand of the base year after material efficiency, less use", "unmet";
        stock: f64, Quantity, "Stock at the end of the period", "stores";
    }

    /// What a process makes or takes of a good in a period.
    CommodityProcessing<'a> = "commodity_processing", Commodity,
    "What processes make and take", "process, economy, good and period",
    [chain, process, economy, good, side, period] {
        chain: Text<'a>, Words, "Name of the chain";
        process: Text<'a>, Words,
            "Kind of process; `disposal` throws away, `re-export` ships on what was bought";
        economy: Text<'a>, Words, "Code of the economy where it stands";
        good: Text<'a>, Words, "Code of the good";
        side: Text<'a>, Words, "`made` or `taken`";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        base: f64, QuantityPerYear, "Made or taken in the base year", "processing";
        cases: Cases, QuantityPerYear, "Made or taken in the period", "processing";
    }

    /// What one more unit under a limit is worth in a period.
    CommodityRent<'a> = "commodity_rents", Commodity,
    "What one more unit under a limit is worth", "entry that limits or commits, and period",
    [chain, entry, period] {
        chain: Text<'a>, Words, "Name of the chain";
        entry: Text<'a>, Words, "Name of the entry";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        cases: Cases, Price, "Worth of one more unit", "limits";
        total_musd: f64, MoneyPerYear, "Rent of all units, middle case", "limits";
    }

    /// What of a final use is met in a period.
    CommodityAvailability<'a> = "commodity_availability", Commodity,
    "What arrives for final use and which need is met", "final use and period",
    [chain, good, economy, r#use, period] {
        chain: Text<'a>, Words, "Name of the chain";
        good: Text<'a>, Words, "Code of the good";
        economy: Text<'a>, Words, "Code of the economy";
        r#use: Text<'a>, Words, "Name of the use";
        sectors: Text<'a>, Words,
            "Sectors of the world that it feeds; empty where that is not known";
        period: Text<'a>, Date, "First day of the period";
        days: f64, Days, "Length of the period";
        base_use: f64, QuantityPerYear, "Use of the base year";
        arrivals: Band, Ratio, "What arrives in the market, over the base year", "market";
        met: Band, Ratio, "Need of the use that is met from arrivals and stocks", "unmet";
    }

    /// When the stock of a final use is out.
    CommodityStockout<'a> = "commodity_stockouts", Commodity, "Stocks and when they are out",
    "final use whose stock is known", [chain, good, economy, r#use] {
        chain: Text<'a>, Words, "Name of the chain";
        good: Text<'a>, Words, "Code of the good";
        economy: Text<'a>, Words, "Code of the economy";
        r#use: Text<'a>, Words, "Name of the use";
        sectors: Text<'a>, Words,
            "Sectors of the world that it feeds; empty where that is not known";
        base_use: f64, QuantityPerYear, "Use of the base year";
        stock_weeks: Band, Weeks,
            "Stock on the first day, in weeks of use of the base year", "stores";
        weeks_to_stock_out: Band, Weeks,
            "Weeks until the stocks of all firms of the market together fall below 5 %; inf is not within the scenario",
            "stores";
        lowest_met: Band, Ratio, "Least need met in any period", "unmet";
    }
}
