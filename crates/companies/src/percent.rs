//! Which cells of a workbook does a person see in percent?
//!
//! A cell that shows 40 % holds the number 0.4, and only its format says so: the cell names a style
//! (`s`), the style a number format, and that has a percent sign. The reader of numbers does not
//! tell formats, so that they are read here from the parts of the file.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most text of one part that is read: more is no table of companies.
const MOST: u64 = 64 << 20;
/// Number formats of every workbook that have a percent sign.
const BUILT_IN: [&str; 2] = ["9", "10"];

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Cells of the sheet `name` whose format is in percent, as (row, column) from zero; none where the
/// parts say nothing about it.
pub(crate) fn cells(bytes: &[u8], name: &str) -> HashSet<(u32, u32)> {
    read(bytes, name).unwrap_or_default()
}

fn read(bytes: &[u8], name: &str) -> Option<HashSet<(u32, u32)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let styles = percent_styles(&part(&mut archive, "xl/styles.xml")?);
    if styles.is_empty() {
        return None;
    }
    let sheet = sheet_part(&mut archive, name)?;
    let mut found = HashSet::new();
    each(&part(&mut archive, &sheet)?, |tag, element| {
        let percent =
            tag == "c" && attribute(element, "s").is_some_and(|style| styles.contains(&style));
        if percent && let Some(place) = attribute(element, "r").and_then(|place| place_of(&place)) {
            found.insert(place);
        }
    });
    Some(found)
}

fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Calls `visit` for every element of a part with its local name.
fn each(text: &str, mut visit: impl FnMut(&str, &BytesStart<'_>)) {
    let mut reader = Reader::from_str(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element) => {
                visit(element.local_name().as_ref(), &element);
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let own = element.attributes().flatten().find(|own| own.key.local_name().as_ref() == name)?;
    Some(own.value.into_owned())
}

/// Positions of the cell styles in percent, as cells name them.
fn percent_styles(text: &str) -> HashSet<String> {
    let mut formats: HashSet<String> = BUILT_IN.iter().map(|id| (*id).to_owned()).collect();
    let (mut styles, mut count, mut in_cells) = (HashSet::new(), 0_usize, false);
    each(text, |tag, element| match tag {
        "numFmt" if attribute(element, "formatCode").is_some_and(|code| code.contains('%')) => {
            formats.extend(attribute(element, "numFmtId"));
        }
        "cellXfs" => in_cells = true,
        "cellStyles" | "dxfs" => in_cells = false,
        "xf" if in_cells => {
            if attribute(element, "numFmtId").is_some_and(|id| formats.contains(&id)) {
                styles.insert(count.to_string());
            }
            count += 1;
        }
        _ => {}
    });
    styles
}

/// The part that holds a sheet, by the relation that the workbook names.
fn sheet_part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let (mut relation, mut targets) = (None, HashMap::new());
    each(&part(archive, "xl/workbook.xml")?, |tag, element| {
        if tag == "sheet" && attribute(element, "name").as_deref() == Some(name) {
            relation = attribute(element, "id");
        }
    });
    each(&part(archive, "xl/_rels/workbook.xml.rels")?, |tag, element| {
        if tag == "Relationship"
            && let Some(id) = attribute(element, "Id")
        {
            targets.insert(id, attribute(element, "Target").unwrap_or_default());
        }
    });
    let target = targets.remove(&relation?)?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

/// Row and column from zero of a place such as `B12`.
fn place_of(place: &str) -> Option<(u32, u32)> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = place[..letters].bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)
    })?;
    Some((place[letters..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_rows_and_columns_from_zero() {
        assert_eq!(
            [place_of("A1"), place_of("AB12"), place_of("12"), place_of("A0")],
            [Some((0, 0)), Some((11, 27)), None, None]
        );
        assert_eq!(place_of("ZZZZZZZZZ1"), None);
    }
}
