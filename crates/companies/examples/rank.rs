//! Values the companies of the program against a stored run; prints tables as CSV. For trying out.
use detente_companies::{CompanyTables, RunView, embedded, value};
use detente_world::table::Table;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let table = |name: &str| Table::read(&Path::new(&folder).join("tables").join(format!("{name}.parquet")));
    let world = detente_world::embedded::load("icio-2022")?;
    let (trade, sectors) = (table("trade")?, table("sectors")?);
    let (prices, stocks, losses) = (table("commodity_prices")?, table("commodity_stockouts")?, table("cascade_losses")?);
    let (items, ledger) = (table("package_items").ok(), table("package_ledger").ok());
    let mut tariff = world.tariff.clone();
    let text = std::fs::read_to_string(Path::new(&folder).join("tariff.csv"))?;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let economies: Vec<_> = if world.group(cells[1]).is_empty() { world.economy(cells[1]).into_iter().collect() } else { Vec::new() };
        if let (Some(to), Some(sector), Ok(rate)) = (world.economy(cells[0]), world.sector(cells[2]), cells[3].trim_end_matches('%').parse::<f64>()) {
            for from in economies { tariff.set(sector, to, from, world.tariff.get(sector, to, from) + rate / 100.0); }
        }
    }
    let clock = std::time::Instant::now();
    let universe = embedded(&world)?.ok_or("not this world")?;
    let view = RunView { world: &world, trade: &trade, sectors: &sectors, tariff: &tariff, prices: Some(&prices), stockouts: Some(&stocks), losses: Some(&losses), items: items.as_ref(), ledger: ledger.as_ref() };
    let valuation = value(&universe, &view)?;
    let tables = CompanyTables::of(&universe, &valuation, None);
    eprintln!("{:?}", clock.elapsed());
    for table in tables.all() {
        std::fs::write(format!("/tmp/h/companies/{}.csv", table.name), table.to_csv()?)?;
    }
    Ok(())
}
