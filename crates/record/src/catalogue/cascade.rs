//! What do the tables of the cascade engine hold?

use crate::row::Text;
use detente_world::Band;

crate::declare! {
    fn tables;

    /// Output of a sector in a week.
    CascadeOutput<'a> = "cascade_output", Cascade, "Output week by week",
    "economy, sector and week", [economy, sector, week] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        from: Text<'a>, Date, "First day of the week";
        week: f64, Count, "Week of the scenario, from one";
        output: Band, Ratio, "Output, mean of the week, 1 is the baseline", "output";
    }

    /// What holds a sector back.
    CascadeBottleneck<'a> = "cascade_bottlenecks", Cascade, "What holds sectors back",
    "economy, sector and good that holds it back", [economy, sector, good, r#use, market] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        chain: Text<'a>, Words, "Chain of the good; empty for an input of the world's tables";
        good: Text<'a>, Words,
            "Code of the good, or of the sector whose product is missing";
        r#use: Text<'a>, Words, "Use of the good; empty for an input of the world's tables";
        market: Text<'a>, Words,
            "Economy of the chain whose market it is; empty for an input of the world's tables";
        origin: Text<'a>, Words, "Economy whose deliveries fell most";
        stock_days: Band, Days, "Days of need in stock on the first day", "stock";
        weeks_to_stop: Band, Weeks,
            "First week in which the good holds output back; inf is not within the weeks followed",
            "limit";
        days_held: Band, Days, "Days on which it holds output back", "limit";
        lost_musd: Band, Money, "Output lost to it", "output";
        stock_day_worth_musd: f64, Money,
            "Output that one more day of stock feeds; 0 where the default rules never wait",
            "output";
        unit_worth_musd: f64, MoneyPerUnit,
            "Output that one more unit of the good feeds; 0 where the default rules never wait",
            "output";
    }

    /// One step of why a sector loses output.
    CascadeCause<'a> = "cascade_causes", Cascade, "Chains of causes",
    "link of the chain of causes of a loss", [rank, economy, sector, step] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        rules: Text<'a>, Words, "Member of the ensemble that is shown";
        from: Text<'a>, Date, "First day of the worst week";
        at_economy: Text<'a>, Words, "Economy at this step";
        at_sector: Text<'a>, Words, "Sector at this step";
        missing: Text<'a>, Words,
            "What failed it: a good, a sector's product, capacity, or orders";
        missing_from: Text<'a>, Words, "From whom, above all";
        rank: f64, Count, "Rank of the loss, from one";
        lost_musd: f64, Money, "Output that the loser loses";
        step: f64, Count, "Step of the chain, from one";
        output: f64, Ratio, "Output at this step, 1 is the baseline", "output";
    }

    /// What a sector loses.
    CascadeLoss<'a> = "cascade_losses", Cascade, "Output lost",
    "economy and sector that loses output", [economy, sector] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        collapses_under: Text<'a>, Words, "Members of the ensemble with a week below half";
        flag: Text<'a>, Words, "Where these are of one family of rules alone";
        lost_musd: Band, Money,
            "Output below the baseline; weeks above it not set off", "output";
        deepest_pct: Band, Percent, "Largest loss of a week", "output";
        weeks_to_loss: Band, Weeks,
            "First week at half a percent below; inf is not within the weeks followed", "output";
    }

    /// What a measure saves an economy.
    CascadeMeasure<'a> = "cascade_measures", Cascade, "What measures save",
    "measure and economy", [measure, economy] {
        measure: Text<'a>, Words, "Name of the entry";
        by: Text<'a>, Words, "Who takes it";
        kind: Text<'a>, Words, "Kind of the entry";
        economy: Text<'a>, Words, "Code of the economy; * for all";
        saved_musd: Band, Money,
            "Output lost without the measure less output lost with it", "saved";
    }
}
