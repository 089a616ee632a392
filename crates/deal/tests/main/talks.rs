//! Small negotiations to look at.

use detente_deal::{DealError, agree};
use detente_engine::{Run, RunRequest, ScenarioSource, Session};

pub(crate) const SHOCK: &str = r#"
start = 2025-04-01
end   = 2027-12-31
[[shock]]
name = "cars"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { add = "25%" }
from = 2025-04-03
source = "an example"
"#;

pub(crate) const RELIEF: &str = r#"
[[measure]]
name = "relief"
by = "USA"
for = "JPN"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { set = { min = "2.5%", max = "27.5%", at = "15%" } }
override = true
from = 2025-08-07
source = "an example"
"#;

pub(crate) const MONEY: &str = r#"
[[measure]]
name = "money"
by = "JPN"
for = "USA"
kind = "transfer"
giver = "JPN"
receiver = "USA"
amount = "USD 300 million"
optional = true
from = 2025-08-07
source = "an example"
"#;

pub(crate) const TABLE: &str = "[negotiation]\nparties = [\"JPN\", \"USA\"]\n";

/// Negotiates a scenario text in the embedded world, and runs the deal.
pub(crate) fn negotiated(text: &str) -> Result<Run, DealError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.toml");
    std::fs::write(&file, format!("title = \"A sample\"\n{text}")).unwrap();
    dealt(RunRequest::new(ScenarioSource::File(file)))
}

/// Negotiates a request, and runs the deal.
pub(crate) fn dealt(request: RunRequest) -> Result<Run, DealError> {
    let mut session = Session::new();
    let request = agree(&mut session, request)?;
    Ok(session.run(&request)?)
}

/// The same scenario in one piece, without a title.
pub(crate) fn cars() -> String {
    [SHOCK, RELIEF, MONEY, TABLE].concat()
}

/// Negotiates a file.
pub(crate) fn negotiated_file(file: &ScenarioSource) -> Run {
    dealt(RunRequest::new(file.clone())).unwrap()
}

/// A small negotiation, whose tables are looked at elsewhere too.
pub(crate) fn sample() -> Run {
    negotiated(&[SHOCK, RELIEF, MONEY, TABLE].concat()).unwrap()
}

/// The same with money in the deal. Offered at 15 %, relief moves to 2.5 % without money, and the
/// search does not look at money again there, although both together have the larger product.
pub(crate) fn sample_with_money() -> Run {
    let relief = RELIEF.replace("at = \"15%\"", "at = \"5%\"");
    negotiated(&[SHOCK, &relief, MONEY, TABLE].concat()).unwrap()
}
