//! The workbook read back by another program, and the texts: the same cells, with their types and
//! units.

use crate::sample::{Sample, sample, words};
use calamine::{Data, DataRef, Reader, Xlsx};
use detente_record::catalogue::{SCHEMA, json_schema};
use detente_record::chosen;
use detente_report::{json_text, markdown, memo_docx, memo_text, workbook};
use detente_world::table::{Column, Table};
use serde_json::Value;
use std::io::{Cursor, Read};

/// A table with days and with numbers that have no end.
fn losses() -> Table {
    let weeks = || vec![f64::INFINITY, 3.0];
    let mut table = Table::new("cascade_losses")
        .with_text("economy", words(&["USA", "JPN"]))
        .with_text("sector", words(&["C29", "C29"]))
        .with_text("collapses_under", words(&["", "boario"]))
        .with_text("flag", words(&["", "only under boario"]));
    for name in ["lost_musd", "deepest_pct"] {
        for ending in ["_low", "", "_high"] {
            table = table.with_numbers(&format!("{name}{ending}"), vec![1.0 / 3.0, 12_345.678]);
        }
    }
    for ending in ["_low", "", "_high"] {
        table = table.with_numbers(&format!("weeks_to_loss{ending}"), weeks());
    }
    table
}

fn output() -> Table {
    Table::new("cascade_output")
        .with_text("economy", words(&["USA"]))
        .with_text("sector", words(&["C29"]))
        .with_text("from", words(&["2025-08-30"]))
        .with_numbers("week", vec![31.0])
        .with_numbers("output_low", vec![0.1 + 0.2])
        .with_numbers("output", vec![0.9])
        .with_numbers("output_high", vec![1.0])
}

/// A table with numbers of which some are not known, and one that has no end.
fn prices() -> Table {
    let mut table = Table::new("company_summary");
    for name in ["ticker", "name", "listed", "horizon"] {
        table = table.with_text(name, words(&["A", "B", "C"]));
    }
    table = table.with_partial("revenue_musd", vec![Some(1e3), None, Some(0.1)]);
    for name in ["revenue_change_musd", "cost_change_musd", "net_musd"] {
        for ending in ["_low", "", "_high"] {
            table = table.with_numbers(&format!("{name}{ending}"), vec![1.0, 2.0, 3.0]);
        }
    }
    for (name, values) in [
        ("coverage_weeks", vec![None, Some(12.5), Some(f64::INFINITY)]),
        ("net_share_pct", vec![Some(-1.0 / 3.0), None, None]),
    ] {
        for ending in ["_low", "", "_high"] {
            table = table.with_partial(&format!("{name}{ending}"), values.clone());
        }
    }
    table
        .with_partial("rank", vec![Some(1.0), None, None])
        .with_text("why_not_known", words(&["", "no revenue", ""]))
}

fn all<'t>(sample: &'t Sample, others: &'t [Table]) -> Vec<&'t Table> {
    sample.tables.iter().chain(others).collect()
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The column of that name.
fn place(sheet: &calamine::Range<Data>, name: &str) -> usize {
    (0..sheet.width())
        .find(|at| sheet.get((0, *at)) == Some(&Data::String(name.to_owned())))
        .unwrap_or_else(|| panic!("no column {name}"))
}

/// Every cell of every table is there with its type, numbers to the last bit.
#[test]
fn a_workbook_reads_back_cell_by_cell() {
    let (sample, others) = (sample(true), [losses(), output(), prices()]);
    let tables = all(&sample, &others);
    let mut book = opened(workbook(&sample.summary, &tables, true).unwrap());
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    assert_eq!(book.sheet_names()[..2], ["About", "Columns"]);
    assert_eq!(book.sheet_names()[2..], names);
    for table in tables {
        let sheet = book.worksheet_range(&table.name).unwrap();
        assert_eq!(sheet.height(), table.rows() + 2, "{}", table.name);
        for (name, column) in &table.columns {
            // Names of codes stand in columns of their own.
            let at = place(&sheet, name);
            let cell = |row: usize| sheet.get((row, at)).cloned().unwrap_or(Data::Empty);
            for row in 0..table.rows() {
                let found = cell(row + 2);
                match column {
                    Column::Number(values) if values[row].is_finite() => {
                        assert_eq!(found, Data::Float(values[row]), "{} {name}", table.name);
                    }
                    Column::Number(_) => {
                        assert_eq!(found, Data::String("not within the scenario".to_owned()))
                    }
                    Column::Partial(values) if values[row] == Some(f64::INFINITY) => {
                        assert_eq!(found, Data::String("not within the scenario".to_owned()));
                    }
                    Column::Partial(values) => {
                        assert_eq!(found, values[row].map_or(Data::Empty, Data::Float))
                    }
                    Column::Text(words) if words[row].is_empty() => assert_eq!(found, Data::Empty),
                    Column::Text(words) if name == "from" => {
                        let Data::DateTime(day) = found else { panic!("{found:?} is no day") };
                        let (year, month, date, ..) = day.to_ymd_hms_milli();
                        assert_eq!(format!("{year:04}-{month:02}-{date:02}"), words[row]);
                    }
                    Column::Text(words) => assert_eq!(found, Data::String(words[row].clone())),
                }
            }
        }
    }
}

/// Where a figure is not always known its column is one of words: on a sheet it is one of numbers
/// with empty cells.
#[test]
fn words_that_are_all_numbers_become_numbers_and_keys_stay_words() {
    let sample = sample(false);
    let causes = Table::new("cascade_losses")
        .with_text("economy", words(&["7203", "6981"]))
        .with_text("sector", words(&["C29", "C26"]))
        .with_text("collapses_under", words(&["", "12.5"]))
        .with_text("flag", words(&["", "0123"]));
    let mut book = opened(workbook(&sample.summary, &[&causes], true).unwrap());
    let sheet = book.worksheet_range("cascade_losses").unwrap();
    assert_eq!(sheet.get((2, 0)), Some(&Data::String("7203".into())));
    assert_eq!(sheet.get((3, 2)), Some(&Data::Float(12.5)));
    assert_eq!(sheet.get((3, 3)), Some(&Data::String("0123".into())));
}

#[test]
fn units_stand_below_names_and_the_columns_sheet_says_the_rest() {
    let (sample, others) = (sample(true), [losses()]);
    let mut book = opened(workbook(&sample.summary, &all(&sample, &others), true).unwrap());
    let welfare = book.worksheet_range("welfare").unwrap();
    let unit = |name: &str| welfare.get((1, place(&welfare, name))).cloned();
    assert_eq!(unit("real_income_pct"), Some(Data::String("%".into())));
    assert_eq!(unit("real_income_musd"), Some(Data::String("USD million a year".into())));
    let columns = book.worksheet_range("Columns").unwrap();
    let rows: Vec<Vec<String>> =
        columns.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let told = all(&sample, &others).iter().map(|table| table.columns.len()).sum::<usize>();
    assert_eq!(rows.len(), told + 1);
    assert!(
        rows.iter().any(|row| row[1] == "weeks_to_loss" && row[5] == "not within the scenario")
    );
    assert!(
        rows.iter()
            .any(|row| row[1] == "real_income_pct" && !row[6].is_empty() && !row[4].is_empty())
    );
    let about = book.worksheet_range("About").unwrap();
    let says = |text: &str| about.rows().flatten().any(|cell| cell.to_string().contains(text));
    for text in [
        "Cars <script>",
        "2025-06-05",
        "detente 0.0.0",
        "Proclamation <10908>",
        "converged",
        "A toy",
    ] {
        assert!(says(text), "{text}");
    }
    assert!(book.worksheet_cells_reader("welfare").unwrap().next_cell().unwrap().is_some_and(
        |cell| matches!(cell.get_value(), DataRef::String(_) | DataRef::SharedString(_))
    ));
}

fn part(bytes: &[u8], name: &str) -> String {
    // The parts are small here; a reader of the archive would be one more dependency, and calamine
    // has one inside.
    let mut archive = zip_of(bytes);
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn zip_of(bytes: &[u8]) -> zip::ZipArchive<Cursor<&[u8]>> {
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn heads_are_frozen_filters_are_set_and_the_same_run_gives_the_same_bytes() {
    let sample = sample(true);
    let tables = all(&sample, &[]);
    let bytes = workbook(&sample.summary, &tables, true).unwrap();
    assert!(bytes == workbook(&sample.summary, &tables, true).unwrap());
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(
        sheet.contains(r#"ySplit="2""#) && sheet.contains(r#"state="frozen""#),
        "{}",
        &sheet[..400]
    );
    assert!(sheet.contains(r#"<autoFilter ref="A2:P4"/>"#), "{sheet}");
    assert!(part(&bytes, "docProps/core.xml").contains("2025-06-05T00:00:00Z"));
}

/// Whether a cell is what its schema says: the few words of JSON Schema that the schema of tables
/// uses.
fn fits(cell: &Value, schema: &Value) -> bool {
    if let Some(any) = schema["anyOf"].as_array() {
        return any.iter().any(|one| fits(cell, one));
    }
    if let Some(allowed) = schema["enum"].as_array() {
        return allowed.contains(cell);
    }
    if schema.get("const").is_some() {
        return schema["const"] == *cell;
    }
    let kind = match cell {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Null => "null",
        _ => return false,
    };
    schema["type"] == kind
        || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|own| own == kind))
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let (sample, others) = (sample(true), [losses(), prices()]);
    let tables = all(&sample, &others);
    let run: Value = serde_json::from_str(&json_text(&sample.summary, &tables).unwrap()).unwrap();
    assert_eq!(run["schema"], schema["properties"]["schema"]["const"]);
    for table in run["tables"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        let own = &schema["$defs"][name]["properties"];
        assert_eq!(own["name"]["const"], name);
        let cells = own["rows"]["items"]["prefixItems"].as_array().unwrap();
        let columns = table["columns"].as_array().unwrap();
        assert_eq!(columns.len(), cells.len(), "{name}");
        for (column, cell) in columns.iter().zip(cells) {
            assert_eq!((&column["name"], &column["unit"]), (&cell["title"], &cell["unit"]));
        }
        for row in table["rows"].as_array().unwrap() {
            let row = row.as_array().unwrap();
            assert_eq!(row.len(), cells.len(), "{name}");
            assert!(row.iter().zip(cells).all(|(cell, own)| fits(cell, own)), "{name}: {row:?}");
        }
    }
    assert!(!fits(
        &Value::Null,
        &schema["$defs"]["welfare"]["properties"]["rows"]["items"]["prefixItems"][1]
    ));
}

#[test]
fn json_has_every_cell_its_unit_and_the_version_of_its_layout() {
    let (sample, others) = (sample(true), [losses(), prices()]);
    let tables = all(&sample, &others);
    let value: serde_json::Value =
        serde_json::from_str(&json_text(&sample.summary, &tables).unwrap()).unwrap();
    assert_eq!(
        (value["format"].as_str(), value["schema"].as_u64()),
        (Some("detente-run"), Some(u64::from(SCHEMA)))
    );
    assert_eq!(value["summary"]["title"], sample.summary.title);
    for (found, table) in value["tables"].as_array().unwrap().iter().zip(&tables) {
        assert_eq!(found["name"], table.name);
        for (at, (name, column)) in table.columns.iter().enumerate() {
            assert_eq!(found["columns"][at]["name"], *name);
            assert!(found["columns"][at]["meaning"].as_str().is_some_and(|text| !text.is_empty()));
            for row in 0..table.rows() {
                let cell = &found["rows"][row][at];
                match column {
                    Column::Number(values) if values[row].is_finite() => {
                        assert_eq!(cell.as_f64(), Some(values[row]))
                    }
                    Column::Number(_) => assert_eq!(cell, "inf"),
                    Column::Partial(values) if values[row] == Some(f64::INFINITY) => {
                        assert_eq!(cell, "inf")
                    }
                    Column::Partial(values) => {
                        assert_eq!(
                            (cell.as_f64(), cell.is_null()),
                            (values[row], values[row].is_none())
                        )
                    }
                    Column::Text(words) => assert_eq!(cell, &words[row]),
                }
            }
        }
    }
    let equations = value["equations"].as_array().unwrap();
    let of_welfare = &value["tables"][0]["columns"][1]["equation"];
    assert!(equations.iter().any(|equation| &equation["id"] == of_welfare));
}

#[test]
fn markdown_shows_the_largest_rows_of_long_tables_and_says_so() {
    let sample = sample(true);
    let long = Table::new("cascade_output")
        .with_text("economy", vec!["USA".to_owned(); 200])
        .with_text("sector", vec!["C|29".to_owned(); 200])
        .with_text("from", vec!["2025-08-30".to_owned(); 200])
        .with_numbers("week", (1..=200).map(f64::from).collect())
        .with_numbers("output_low", (1..=200).map(f64::from).collect())
        .with_numbers("output", vec![0.123_456_789; 200])
        .with_numbers("output_high", vec![1.0; 200]);
    let text = |whole: bool| {
        markdown(&sample.summary, &sample.views(), &[&sample.tables[0], &long], whole).unwrap()
    };
    let short = text(false);
    assert!(short.contains(
        "30 of 200 rows, the largest by `output_low` first; `--tables cascade_output` shows all."
    ));
    assert!(short.contains("| USA | C\\|29 | 2025-08-30 | 200 | 200 | 0.123457 | 1 |"), "{short}");
    assert!(!short.contains("<script>") && short.contains("Cars &lt;script&gt;"));
    assert_eq!(text(true).matches("| USA | C\\|29 |").count(), 200);
    insta::assert_snapshot!(
        markdown(&sample.summary, &sample.views(), &[&sample.tables[0]], false).unwrap()
    );
}

#[test]
fn unknown_tables_are_answered_with_the_nearest() {
    let sample = sample(false);
    let tables = all(&sample, &[]);
    assert_eq!(chosen(&tables, &["trade".to_owned(), "welfare".to_owned()]).unwrap().len(), 2);
    let error = chosen(&tables, &["welfar".to_owned()]).unwrap_err();
    assert!(error.to_string().contains("did you mean `welfare`"), "{error}");
    let error = chosen(&tables, &["package_items".to_owned()]).unwrap_err();
    assert!(error.to_string().contains("this run has no table `package_items`"), "{error}");
}

#[test]
fn a_workbook_has_names_beside_codes_and_the_rows_that_change_most() {
    let sample = sample(false);
    let mut trade = Table::new("trade");
    let count = 1_500usize;
    for key in ["exporter", "importer"] {
        let code = if key == "exporter" { "JPN" } else { "USA" };
        trade = trade.with_text(key, vec![code.to_owned(); count]);
    }
    trade = trade.with_text("sector", vec!["C29".to_owned(); count]);
    // The largest flow stays as it was; the last ones change most.
    let before: Vec<f64> = (0..count).map(|row| 1e6 - row as f64).collect();
    let after = before.iter().enumerate().map(|(row, value)| value + row as f64 / 10.0).collect();
    trade = trade.with_numbers("baseline_musd", before).with_numbers("value_musd", after);
    let rows = |whole: bool| {
        let bytes = workbook(&sample.summary, &[&trade], whole).unwrap();
        let mut book = opened(bytes);
        let about = book.worksheet_range("About").unwrap();
        let told = about.rows().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        (book.worksheet_range("trade").unwrap(), told)
    };
    let ((few, told), (all, _)) = (rows(false), rows(true));
    assert_eq!((few.height(), all.height()), (1_002, 1_502));
    assert!(told.contains("1000 of 1500, the largest by change from `baseline_musd`"), "{told}");
    let at = place(&few, "value_musd");
    assert_eq!(few.get((2, at)), Some(&Data::Float(1e6 - 1_499.0 + 149.9)));
    let name = place(&few, "exporter (name)");
    assert_eq!(name, place(&few, "exporter") + 1);
    assert_eq!(few.get((2, name)), Some(&Data::String("Japan".into())));
}

/// Every element of an XML text is closed in order.
fn closed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        match (tag.starts_with('/'), tag.ends_with('/') || tag.starts_with('?')) {
            (true, _) if open.pop() != Some(name) => return false,
            (false, false) => open.push(name),
            _ => {}
        }
    }
    open.is_empty()
}

#[test]
fn a_memo_is_short_and_says_the_same_as_markdown_and_as_a_document() {
    for (summary, views) in [(sample(false).summary, sample(false).views()), {
        let negotiated = crate::negotiation::negotiation(2);
        let mut views = negotiated.sample.views();
        views.extend(negotiated.tables.clone());
        (negotiated.sample.summary.clone(), views)
    }] {
        let text = memo_text(&summary, &views).unwrap();
        assert!(text.starts_with("<!-- detente memo -->\n\n# "), "{text}");
        assert!((150..1_100).contains(&text.split_whitespace().count()), "{text}");
        assert!(!text.contains("<script>"), "{text}");
        let bytes = memo_docx(&summary, &views).unwrap();
        assert!(bytes == memo_docx(&summary, &views).unwrap(), "the same bytes");
        let document = part(&bytes, "word/document.xml");
        assert!(closed(&document) && closed(&part(&bytes, "word/styles.xml")));
        assert!(!document.contains("<script>") && !document.contains("NaN"));
        // Each line of the text is in the document, marks of Markdown aside.
        let plain = |text: &str| -> String {
            // An escaped sign is no letter.
            let mut entity = false;
            let letter = |letter: &char| {
                entity = *letter == '&' || (entity && *letter != ';');
                !entity && letter.is_alphanumeric()
            };
            text.chars().filter(letter).collect()
        };
        let words: String = plain(
            &document
                .split('<')
                .filter_map(|rest| rest.split_once('>'))
                .map(|(_, text)| text)
                .collect::<String>(),
        );
        for line in text.lines().skip(1).filter(|line| !line.contains("---")) {
            assert!(words.contains(&plain(line)), "{line}");
        }
    }
}
