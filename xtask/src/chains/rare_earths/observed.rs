//! Tables for later comparison: the exports of the licensing shock, the controls, plants outside
//! China, material efficiency.

use crate::chains::ChainsError;
use crate::chains::figure::number;
use crate::chains::source::records;
use std::path::Path;

type Table = (&'static str, &'static str, Vec<Vec<String>>);

/// The tables.
pub fn tables(sources: &Path) -> Result<Vec<Table>, ChainsError> {
    Ok(vec![exports(sources)?, controls(sources)?, plants(sources)?, material_efficiency(sources)?])
}

/// China's exports of rare-earth magnets, month by month.
fn exports(sources: &Path) -> Result<Table, ChainsError> {
    let mut rows = Vec::new();
    for row in records(sources, "rare_earths/ree_china_magnet_exports_2025.csv")? {
        let cell = |column: &str| -> Result<String, ChainsError> {
            Ok(row.number(column)?.map_or_else(String::new, number))
        };
        let source = row.text("source")?;
        let grade = if source.contains("derived") { "D" } else { "B" };
        rows.push(vec![
            row.text("period")?.to_owned(),
            cell("china_RE_magnet_exports_t")?,
            cell("of_which_to_US_t")?,
            cell("pct_of_2024_monthly_mean")?,
            source.to_owned(),
            "2025".to_owned(),
            grade.to_owned(),
        ]);
    }
    Ok((
        "observed_2025.csv",
        "period,magnet_exports_of_china_t,to_united_states_t,percent_of_monthly_mean_2024,source,vintage,grade",
        rows,
    ))
}

fn controls(sources: &Path) -> Result<Table, ChainsError> {
    let mut rows = Vec::new();
    for row in records(sources, "policy/ree_export_controls.csv")? {
        let source = row.text("source")?;
        let grade = if source.contains("inferred") { "D" } else { "B" };
        let cells = [
            row.text("element")?,
            row.text("announced")?,
            row.text("china_ECN")?,
            row.text("measure")?,
            row.text("suspension")?,
            source,
            "2025",
            grade,
        ];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    Ok((
        "export_controls.csv",
        "element,announced,control_number,measure,suspension,source,vintage,grade",
        rows,
    ))
}

/// Plants outside China; what the source marks as wrong or cancelled keeps its status.
fn plants(sources: &Path) -> Result<Table, ChainsError> {
    let mut rows = Vec::new();
    for row in records(sources, "rare_earths/ree_plants_outside_china.csv")? {
        let capacity = row.number("capacity")?.map_or_else(String::new, number);
        let (named, note) = (row.text("source")?, row.text("note")?);
        if row.text("status")?.starts_with("WRONG") || named.contains("memory") {
            continue;
        }
        // A note that only argues with an older figure says nothing about the plant.
        let note = if note.is_empty() || note.contains("memory") {
            String::new()
        } else {
            format!("; {note}")
        };
        let source = tidy(named) + &note;
        let cells = [
            row.text("plant")?,
            row.text("country")?,
            row.text("stage")?,
            row.text("product")?,
            &capacity,
            row.text("unit")?,
            row.text("status")?,
            &source,
            row.text("year")?,
            row.text("grade")?,
        ];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    Ok((
        "plants.csv",
        "plant,economy,stage,product,capacity,unit,status,source,vintage,grade",
        rows,
    ))
}

/// What saving and substitution have achieved.
fn material_efficiency(sources: &Path) -> Result<Table, ChainsError> {
    const WORDS: [&str; 4] = ["reduction", "free", "Nd reduction", "Dy reduction"];
    let mut rows = Vec::new();
    for row in records(sources, "rare_earths/ree_facilities_substitution.csv")? {
        let item = row.text("item")?;
        if row.text("flag")?.is_empty() && WORDS.iter().any(|word| item.contains(word)) {
            let value = row.number("value")?.map_or_else(String::new, number);
            let cells = [
                item,
                row.text("country")?,
                &value,
                &value,
                &value,
                row.text("unit")?,
                row.text("source")?,
                row.text("year")?,
                "B",
            ];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    }
    for row in records(sources, "rare_earths/ree_magnet_composition.csv")? {
        if row.text("measure")?.starts_with("cut from") {
            let cell = |column: &str| -> Result<String, ChainsError> {
                Ok(row.number(column)?.map_or_else(String::new, number))
            };
            let item = format!(
                "{} {}: {}",
                row.text("item")?,
                row.text("component")?,
                row.text("measure")?
            );
            rows.push(vec![
                item,
                "*".to_owned(),
                cell("low")?,
                cell("mid")?,
                cell("high")?,
                row.text("unit")?.to_owned(),
                tidy(row.text("source")?),
                "2025".to_owned(),
                row.text("grade")?.to_owned(),
            ]);
        }
    }
    Ok((
        "material_efficiency.csv",
        "item,economy,value_low,value,value_high,unit,source,vintage,grade",
        rows,
    ))
}

/// The name of a source without remarks on how it was found.
fn tidy(source: &str) -> String {
    let mut text = source
        .replace("; repo name not returned by the index", "")
        .replace("; repo name not returned", "");
    for begin in ["public GitHub file id ", "file id "] {
        while let Some(place) = text.find(begin) {
            let end = text[place + begin.len()..].find(|letter: char| !letter.is_ascii_digit());
            let end = end.map_or(text.len(), |end| place + begin.len() + end);
            text.replace_range(
                place..end,
                if begin.starts_with("public") { "public GitHub" } else { "public GitHub file" },
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_lose_how_they_were_found() {
        let source = "explorer, projects.ts (public GitHub file id 703, capacity audit Sep 2026; repo name not returned by the index)";
        assert_eq!(tidy(source), "explorer, projects.ts (public GitHub, capacity audit Sep 2026)");
    }
}
