//! Input that asks for more than there is ends in a sentence, before anything of that size is
//! allocated.

use detente_world::import::{ImportFormat, ImportOptions, import};
use detente_world::table::Table;
use detente_world::{budget, sheet};
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// A workbook with one sheet, `cells` in its data and `words` as its shared strings.
fn workbook(cells: &str, words: &[u8]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"),
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in parts {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.start_file("xl/sharedStrings.xml", options).unwrap();
    archive.write_all(words).unwrap();
    archive.finish().unwrap().into_inner()
}

/// One test at a time: memory is measured for the whole process.
static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

const WORDS: &[u8] = b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>";

fn refusal(bytes: &[u8]) -> String {
    sheet::first("book.xlsx", bytes).err().expect("it is refused").to_string()
}

/// The most memory that this process has held, in bytes; nothing where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn assert_below_a_gigabyte() {
    assert!(peak().is_none_or(|bytes| bytes < 1 << 30), "{:?} bytes", peak());
}

#[test]
fn a_stray_cell_at_the_far_corner_is_a_row_of_its_own() {
    let _alone = ALONE.lock();
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>ticker</t></is></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let sheet = sheet::first("book.xlsx", &workbook(cells, WORDS)).unwrap();
    assert_eq!(
        (sheet.name.as_str(), sheet.rows.len(), sheet.rows[1].number),
        ("data", 2, 1_048_576)
    );
    assert_eq!((sheet.rows[0].cells[0].as_str(), sheet.rows[1].cells.len()), ("ticker", 16_384));
    assert_below_a_gigabyte();
}

#[test]
fn a_sheet_of_far_cells_is_refused_by_row_and_column() {
    let _alone = ALONE.lock();
    let cells: String = (1..=600)
        .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let said = refusal(&workbook(&cells, WORDS));
    assert!(
        said.contains(
            "its sheet `data` asks for more than 8388608 cells up to row 513, column 16384"
        ),
        "{said}"
    );
    assert_below_a_gigabyte();
}

#[test]
fn an_archive_that_unpacks_to_much_is_refused_before_it_is_kept() {
    let _alone = ALONE.lock();
    let bytes = workbook("", &vec![b' '; 65 << 20]);
    assert!(bytes.len() < 1 << 20);
    let said = refusal(&bytes);
    assert!(said.contains("its part `xl/sharedStrings.xml` unpacks to more than 64 MiB"), "{said}");
    let cells = " ".repeat(257 << 20);
    assert!(
        refusal(&workbook(&cells, WORDS))
            .contains("`xl/worksheets/sheet1.xml` unpacks to more than 256 MiB")
    );
}

#[test]
fn other_archives_are_told_apart() {
    let _alone = ALONE.lock();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("IOT_2019_pxp/Z.txt", SimpleFileOptions::default()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert_eq!(
        refusal(&bytes),
        "book.xlsx: it is an archive and no workbook; unpack it and give the folder"
    );
}

#[test]
fn a_table_of_many_cells_in_few_bytes_is_refused() {
    let _alone = ALONE.lock();
    let columns = 40;
    let mut table = Table::new("t");
    for column in 0..columns {
        table = table.with_text(&format!("c{column}"), vec!["x".to_owned(); 1]);
    }
    assert!(Table::from_parquet("t.parquet", &table.to_parquet().unwrap()).is_ok());
    let rows = budget::CELLS + 1;
    let bytes = Table::new("t").with_numbers("value", vec![0.0; rows]).to_parquet().unwrap();
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let said = Table::from_parquet("t.parquet", &bytes).unwrap_err().to_string();
    assert!(
        said.contains(&format!("it declares {rows} cells; at most {} are held", budget::CELLS)),
        "{said}"
    );
}

#[test]
fn a_long_word_in_many_rows_is_refused() {
    let _alone = ALONE.lock();
    let table = Table::new("t").with_text("word", vec!["w".repeat(1 << 12); 140_000]);
    let bytes = table.to_parquet().unwrap();
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let said = Table::from_parquet("t.parquet", &bytes).unwrap_err().to_string();
    assert!(said.contains("its words fill more than 512 MiB"), "{said}");
}

#[test]
fn text_of_more_cells_than_words_can_be_held_is_refused() {
    let _alone = ALONE.lock();
    let rows = budget::WORDS + 1;
    let said = Table::from_csv("t.csv", "a\n".repeat(rows + 1).as_bytes()).unwrap_err().to_string();
    assert!(
        said.contains("1 columns of text with 16777217 rows, more than 16777216 cells"),
        "{said}"
    );
}

#[test]
#[cfg(unix)]
fn a_file_that_never_ends_is_left() {
    let _alone = ALONE.lock();
    let said = budget::read(Path::new("/dev/zero")).unwrap_err().to_string();
    assert_eq!(
        said,
        "/dev/zero: it is longer than 256 MiB, the most that is read of one file; check that it is the right file, or split or aggregate it"
    );
    let said = import(ImportFormat::Auto, Path::new("/dev/zero"), &ImportOptions::default())
        .unwrap_err()
        .to_string();
    assert!(said.contains("it holds bytes that are no text"), "{said}");
    assert_below_a_gigabyte();
}

#[test]
fn a_line_that_never_ends_is_left() {
    let _alone = ALONE.lock();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ICIO_2015.csv");
    fs::write(&path, "a,".repeat((budget::LINE_BYTES as usize / 2) + (1 << 17))).unwrap();
    let said =
        import(ImportFormat::OecdIcio, &path, &ImportOptions::default()).unwrap_err().to_string();
    assert!(said.contains("a line is longer than 64 MiB"), "{said}");
}

#[test]
fn a_world_larger_than_the_engines_hold_is_to_be_added_up() {
    let _alone = ALONE.lock();
    let folder = tempfile::tempdir().unwrap();
    let list = |name: &str, header: &str, count: usize, rest: &str| {
        let rows: String = (0..count).map(|at| format!("C{at},name{rest}\n")).collect();
        fs::write(folder.path().join(name), format!("{header}\n{rows}")).unwrap();
    };
    fs::write(
        folder.path().join("world.toml"),
        "id = \"w\"\ntitle = \"w\"\nyear = 2020\ncurrency = \"USD million\"\n",
    )
    .unwrap();
    list("economies.csv", "economy,name", 1, "");
    list("sectors.csv", "sector,name,trade_elasticity", 5000, ",4");
    fs::write(folder.path().join("trade.csv"), "exporter,importer,sector,value\nC0,C0,C0,1\n")
        .unwrap();
    let said = detente_world::pack::read_pack(folder.path()).unwrap_err().to_string();
    assert!(
        said.contains(
            "1 economies x 5000 sectors are a world of more than 16777216 cells; aggregate it first"
        ),
        "{said}"
    );
}
