//! What do the tables of the trade engine hold?

use crate::row::Text;

crate::declare! {
    fn tables;

    /// What changes for an economy.
    Welfare<'a> = "welfare", Trade, "Real income and its parts, wages, revenue, trade", "economy",
    [economy] {
        economy: Text<'a>, Words, "Code of the economy";
        real_income_pct: f64, Percent,
            "Income over the price index of final demand, exact", "real-income";
        real_income_musd: f64, MoneyPerYear,
            "The same in money at prices of the baseline: the equivalent variation", "real-income";
        real_wage_pct: f64, Percent, "Wage over the price index of final demand", "real-wage";
        terms_of_trade_musd: Option<f64>, MoneyPerYear,
            "Part of real income: prices of exports less prices of imports at the border, export taxes and rents included",
            "terms-of-trade";
        import_volume_musd: Option<f64>, MoneyPerYear,
            "Part of real income: duties on more or fewer imports", "import-volume";
        sales_volume_musd: Option<f64>, MoneyPerYear,
            "Part of real income: export taxes, rents and profits on more or fewer sales",
            "sales-volume";
        technology_musd: Option<f64>, MoneyPerYear,
            "Part of real income: productivity, trade costs, bans and tastes", "technology";
        lost_capacity_musd: Option<f64>, MoneyPerYear,
            "Part of real income: labour and capital that are idle where capacity is lost",
            "lost-capacity";
        deficit_musd: Option<f64>, MoneyPerYear,
            "Part of real income: what the trade deficit buys after, less what it bought",
            "deficit-value";
        transfers_musd: Option<f64>, MoneyPerYear,
            "Part of real income: transfers, and rents of caps on others\u{2019} trade", "transfers";
        tariff_revenue_change_musd: f64, MoneyPerYear,
            "Tariff revenue after less before", "tariff-revenue";
        exports_pct: f64, Percent, "Value of exports, before tariffs", "trade-value";
        imports_pct: f64, Percent, "Value of imports, before tariffs", "trade-value";
        price_index_pct: f64, Percent,
            "Price index of final demand, against the numeraire", "price-index";
    }

    /// Real income where one cause stands at the ends of its range.
    IncomeRange<'a> = "income_ranges", Trade,
    "Real income at both ends of rates and losses that are known as a range", "economy and cause",
    [economy, cause] {
        economy: Text<'a>, Words, "Code of the economy";
        cause: Text<'a>, Words,
            "What goes to its ends: `rates known as a range` or `capacity lost in the weeks`";
        real_income_musd: f64, MoneyPerYear, "Equivalent variation in the middle", "real-income";
        real_income_at_low_musd: f64, MoneyPerYear,
            "The same at the low end of the cause, the rest in the middle", "real-income";
        real_income_at_high_musd: f64, MoneyPerYear, "The same at its high end", "real-income";
    }

    /// What changes for an economy so long after the first shock.
    PathPoint<'a> = "path", Trade, "Quarters of two years, then years to ten",
    "economy and day", [economy, date] {
        economy: Text<'a>, Words, "Code of the economy";
        date: Text<'a>, Date, "Day whose policy is in force";
        years: f64, Years, "Years since the first shock; elasticities are those of this horizon";
        real_income_pct: f64, Percent,
            "Income over the price index of final demand, exact", "real-income";
        real_gdp_pct: f64, Percent,
            "Gross domestic product at constant prices of final demand, exports and imports",
            "real-gdp";
        price_index_pct: f64, Percent,
            "Consumer prices: the price index of final demand, against the numeraire",
            "price-index";
        exports_pct: f64, Percent, "Value of exports, before tariffs", "trade-value";
        imports_pct: f64, Percent, "Value of imports, before tariffs", "trade-value";
        tariff_revenue_change_musd: f64, MoneyPerYear,
            "Tariff revenue after less before", "tariff-revenue";
        capital_pct: f64, Percent, "Capital", "capital";
        employment_pct: Option<f64>, Percent,
            "Employment at the wage floor; empty where wages are free", "wage-floor";
    }

    /// How much of the change of real income comes from which entry.
    Contribution<'a> = "contributions", Trade, "Real income by entry",
    "entry that changes trade, and economy", [economy, entry] {
        economy: Text<'a>, Words, "Code of the economy";
        entry: Text<'a>, Words,
            "Name of the entry; `capacity lost in the weeks` for what the weeks leave idle";
        real_income_musd: f64, MoneyPerYear,
            "What the entry contributes to the change of real income; all entries add up to it",
            "contribution";
    }

    /// What changes in a flow between economies.
    Flow<'a> = "trade", Trade, "Flows between economies",
    "flow of the baseline, home sales included", [exporter, importer, sector] {
        exporter: Text<'a>, Words, "Code of the economy that sells";
        importer: Text<'a>, Words, "Code of the economy that buys";
        sector: Text<'a>, Words, "Code of the sector";
        baseline_musd: f64, MoneyPerYear,
            "Value at the producer's price before export tax and tariff, baseline";
        value_musd: f64, MoneyPerYear, "The same after", "trade-value";
        change_pct: f64, Percent, "Change of the value", "trade-value";
        quantity_change_pct: f64, Percent,
            "Change of the quantity: the value without the exporter's price", "trade-quantity";
    }

    /// What changes for a sector of an economy.
    Sector<'a> = "sectors", Trade, "Output, prices and employment",
    "economy and sector with output", [economy, sector] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        output_pct: f64, Percent, "Real output", "receipts";
        output_musd: f64, MoneyPerYear, "Gross output after, the sum of its sales", "receipts";
        price_pct: f64, Percent, "Producer's price, against the numeraire", "unit-cost";
        employment_pct: f64, Percent, "Labour", "factors";
    }

    /// What exporters absorb of a duty on one link.
    AbsorbedDuty<'a> = "absorption", Trade, "Duties that exporters absorb",
    "flow whose exporter absorbs part of a duty", [exporter, importer, sector] {
        exporter: Text<'a>, Words, "Code of the economy that sells";
        importer: Text<'a>, Words, "Code of the economy that buys";
        sector: Text<'a>, Words, "Code of the sector";
        pass_through: f64, Share,
            "Share of the change of duty that reaches the price with duty", "absorption";
        import_price_pct: f64, Percent,
            "Price at the border, before duty and with export tax, against the numeraire",
            "absorption";
        absorbed_musd: f64, MoneyPerYear,
            "What the exporter\u{2019}s owners bear: sales at cost less the value at the border",
            "absorption";
    }

    /// What a quantity cap does on one link.
    CappedLink<'a> = "caps", Trade, "Quantity caps", "capped link",
    [name, exporter, importer, sector] {
        name: Text<'a>, Words, "Name of the entry";
        exporter: Text<'a>, Words, "Code of the economy that sells";
        importer: Text<'a>, Words, "Code of the economy that buys";
        sector: Text<'a>, Words, "Code of the sector";
        quantity_ratio: f64, Ratio,
            "Pooled quantity of the cap after, over its baseline", "caps";
        limit: f64, Ratio, "What it may be at most", "caps";
        shadow_tax: f64, Ratio,
            "Export tax with the same effect; 0 where the cap does not bind", "caps";
        rent_musd: f64, MoneyPerYear,
            "Shadow tax times the flow, paid to whom the scenario says", "caps";
    }
}
