//! What do the tables of a network of firms hold? Money is in the unit of the network's file.

use detente_record::declare;
use detente_record::row::Text;
use detente_world::Band;

declare! {
    /// Output of a sector of an economy on a day.
    DailyOutput<'a> = "cascade_output", Cascade, "Output day by day", "economy, sector and day",
    [economy, sector, day] {
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        day: f64, Count, "Day of the run, from zero";
        output: Band, Ratio, "Output, 1 is the baseline", "output";
    }

    /// What a firm loses.
    FirmLoss<'a> = "cascade_losses", Cascade, "Output lost", "firm that loses output", [firm] {
        firm: Text<'a>, Words, "Name of the firm";
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        waited_for: Text<'a>, Words, "Sector whose product it waited for longest; empty for none";
        lost: Band, Money, "Output below the baseline; days above it not set off", "output";
        deepest_pct: Band, Percent, "Largest loss of a day", "output";
        days_to_loss: Band, Days,
            "First day on which output falls short; inf is not within the days followed", "output";
    }

    /// How much of all output hangs on a firm.
    SystemicRisk<'a> = "systemic_risk", Cascade, "Economic systemic risk", "firm", [firm] {
        firm: Text<'a>, Words, "Name of the firm";
        economy: Text<'a>, Words, "Code of the economy";
        sector: Text<'a>, Words, "Code of the sector";
        index: f64, Share, "Share of all output that is lost without the firm";
        downstream: f64, Share, "The same by customers that wait for its product alone";
        upstream: f64, Share, "The same by suppliers that lose a customer alone";
    }
}
