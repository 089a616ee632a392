//! How is a memo written as a Word document? A zip of a few small XML files (ECMA-376).
//!
//! Headings, paragraphs, list items and tables with styles of their own, on A4. The same memo gives
//! the same bytes: the parts of the zip have no time.

use crate::error::ReportError;
use crate::memo::Block;
use detente_record::escape::html;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Name, size in half points, weight, space before and after in twentieths of a point.
const STYLES: [(&str, &str, u32, bool, [u32; 2]); 6] = [
    ("Title", "Title", 34, true, [0, 60]),
    ("Heading1", "heading 1", 24, true, [160, 40]),
    ("Item", "Item", 20, false, [0, 40]),
    ("Caption", "caption", 18, true, [100, 30]),
    ("Cell", "Cell", 17, false, [0, 0]),
    ("Small", "Small", 16, false, [0, 60]),
];

/// The bytes of the document.
///
/// # Errors
/// If the zip cannot be written: a mistake of this program.
pub(crate) fn document(title: &str, date: &str, blocks: &[Block]) -> Result<Vec<u8>, ReportError> {
    let body: String = blocks.iter().map(block).collect();
    let page = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"900\" w:right=\"1000\" \
                w:bottom=\"900\" w:left=\"1000\" w:header=\"400\" w:footer=\"400\" w:gutter=\"0\"/></w:sectPr>";
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"{NAMESPACE}\"><w:body>{body}{page}</w:body></w:document>"
    );
    let parts = [
        ("[Content_Types].xml", format!("{HEAD}{TYPES}")),
        ("_rels/.rels", format!("{HEAD}{ROOT}")),
        ("word/document.xml", document),
        ("word/styles.xml", styles()),
        ("word/_rels/document.xml.rels", format!("{HEAD}{PARTS}")),
        ("docProps/core.xml", properties(title, date)),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes()).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn properties(title: &str, date: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>detente</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
        html(title),
        html(date)
    )
}

fn styles() -> String {
    let one = |(id, name, size, bold, [before, after]): (&str, &str, u32, bool, [u32; 2])| {
        let bold = if bold { "<w:b/>" } else { "" };
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:pPr><w:spacing w:before=\"{before}\" w:after=\"{after}\"/></w:pPr><w:rPr>{bold}<w:sz w:val=\"{size}\"/></w:rPr></w:style>"
        )
    };
    format!(
        "{HEAD}<w:styles xmlns:w=\"{NAMESPACE}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" \
         w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"20\"/><w:lang w:val=\"en-US\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr><w:spacing w:after=\"80\"/></w:pPr></w:style>{}</w:styles>",
        STYLES.into_iter().map(one).collect::<String>()
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Title(text) => paragraph("Title", &run(text, false), false),
        Block::Heading(text) => paragraph("Heading1", &run(text, false), false),
        Block::Paragraph(text, small) => {
            paragraph(if *small { "Small" } else { "Normal" }, &run(text, false), false)
        }
        Block::Item(about, text) => {
            let about =
                if about.is_empty() { String::new() } else { run(&format!("{about}. "), true) };
            paragraph("Item", &(about + &run(text, false)), false)
        }
        Block::Grid(caption, heads, rows) => {
            paragraph("Caption", &run(caption, false), false) + &grid(heads, rows)
        }
    }
}

/// Width of a column of words over that of one of numbers.
const WORDS: usize = 4;
/// The width of a table, in fiftieths of a percent of the page's.
const WHOLE: usize = 5000;

fn grid(heads: &[(String, bool)], rows: &[Vec<String>]) -> String {
    let parts = |words: bool| if words { WORDS } else { 1 };
    let all: usize = heads.iter().map(|(_, words)| parts(*words)).sum();
    let cell = |text: &str, words: bool, bold: bool| {
        let width = WHOLE * parts(words) / all;
        let width = format!("<w:tcPr><w:tcW w:w=\"{width}\" w:type=\"pct\"/></w:tcPr>");
        format!("<w:tc>{width}{}</w:tc>", paragraph("Cell", &run(text, bold), !words))
    };
    let first: String = heads.iter().map(|(head, words)| cell(head, *words, true)).collect();
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().zip(heads).map(|(text, (_, words))| cell(text, *words, false));
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>", cells.collect::<String>())
    };
    let border = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:color=\"AAAAAA\"/>");
    let columns = "<w:gridCol/>".repeat(heads.len());
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>{}{}{}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{first}</w:tr>{}</w:tbl>",
        border("top"),
        border("bottom"),
        border("insideH"),
        rows.iter().map(row).collect::<String>()
    )
}

fn paragraph(style: &str, runs: &str, right: bool) -> String {
    let side = if right { "<w:jc w:val=\"right\"/>" } else { "" };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{side}</w:pPr>{runs}</w:p>")
}

fn run(text: &str, bold: bool) -> String {
    let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!("<w:r>{bold}<w:t xml:space=\"preserve\">{}</w:t></w:r>", html(text))
}
