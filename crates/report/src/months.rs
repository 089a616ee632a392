//! How are the commodity findings of a run shown on a terminal?

use crate::commodity::{Band, Findings, findings};
use crate::error::ReportError;
use crate::number::{scientific, signed_thousands, thousands};
use crate::summary::{RunTables, Summary};
use crate::text::{Text, fit, wrap};

/// Lines of each kind on a terminal.
const LINES: usize = 4;

/// Whole percent of a share.
fn share(value: f64) -> String {
    format!("{:.0}", 100.0 * value)
}

fn whole(value: f64) -> String {
    format!("{:+.0}", value).replace("+0", "0").replace("-0", "0")
}

fn weeks(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { "never".to_owned() }
}

/// Quantities of a chain: whole tonnes, hundredths of a million.
fn quantity(unit: &str, value: f64) -> String {
    if unit == "Mt" { format!("{value:+.2}") } else { signed_thousands(value) }
}

pub(crate) fn terminal(out: &mut Text, summary: &Summary, tables: &RunTables<'_>) -> Result<(), ReportError> {
    let Some(commodity) = &tables.commodity else { return Ok(()) };
    for found in findings(summary, commodity)? {
        out.blank();
        out.bold(&found.chain.title);
        lines(out, &found);
        refused(out, &found);
        let line = format!(
            "{} programmes solved, largest residual {}; low to high over what is assumed",
            found.chain.programmes,
            scientific(found.chain.residual)
        );
        out.faint(&line);
    }
    Ok(())
}

fn lines(out: &mut Text, found: &Findings<'_>) {
    for short in found.short.iter().take(LINES) {
        let place = format!("{} in {}, {}", short.good, found.economy(&short.economy), short.usage);
        let arrivals = short.arrivals.span(share);
        let met = short.met.span(share);
        out.line(&format!("{} arrives {arrivals} % ({}), need met {met} %", fit(&place, 45), short.worst));
    }
    for stock in found.stocks.iter().filter(|stock| stock.met.mid < 0.98).take(LINES) {
        let place = format!("stocks of {} in {}", stock.good, found.economy(&stock.economy));
        let held = stock.held.span(|value| format!("{value:.0}"));
        out.line(&format!("{} {held} weeks, {}", fit(&place, 45), out_after(stock.out)));
    }
    for dear in found.dear.iter().take(LINES) {
        let (most, least) = (&dear.most, &dear.least);
        out.line(&format!(
            "{} {} % in {}, {} % in {}",
            fit(&format!("price of {}", dear.good), 45),
            most.1.span(whole),
            most.0,
            least.1.span(whole),
            least.0
        ));
    }
    for moved in found.moved.iter().take(LINES) {
        let way = format!("{} from {} to {}", moved.good, moved.exporter, moved.importer);
        let change = quantity(&found.chain.unit, moved.now.mid - moved.base);
        out.line(&format!("{} {change} {} a year ({})", fit(&way, 45), found.chain.unit, found.moved_in));
    }
    for worth in found.worth.iter().take(LINES) {
        let rent = worth.rent.span(thousands);
        let unit = if found.chain.unit == "Mt" { "t" } else { &found.chain.unit };
        out.line(&format!("{} one {unit} more is worth {} {rent}", fit(&worth.entry, 45), found.chain.currency));
    }
}

pub(crate) fn out_after(band: Band) -> String {
    match (band.low.is_finite(), band.high.is_finite()) {
        (false, _) => "not out within the scenario".to_owned(),
        (true, false) => format!("out after {} weeks at the earliest, or never", weeks(band.low)),
        (true, true) => format!("out after {} weeks", band.span(weeks)),
    }
}

fn refused(out: &mut Text, found: &Findings<'_>) {
    let list = &found.chain.refused;
    if list.is_empty() {
        return;
    }
    let shown = list.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
    let more = if list.len() > 3 { format!("; and {} more (report)", list.len() - 3) } else { String::new() };
    for line in wrap(&format!("not computed: {shown}{more}"), 100, "  ") {
        out.faint(&line);
    }
}
