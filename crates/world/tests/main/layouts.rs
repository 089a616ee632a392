//! One small table in each published layout: the world has exactly the flows that can be summed by
//! hand, and what is not whole is refused.

use detente_world::import::{ImportFormat, ImportOptions, import};
use detente_world::{World, check};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Sales of farming and manufacturing of Australia and Germany to the same four, then to two
/// categories of final demand of each.
const SALES: [[f64; 8]; 4] = [
    [10.0, 5.0, 1.0, 2.0, 30.0, 5.0, 4.0, 3.0],
    [4.0, 12.0, 0.0, 6.0, 20.0, 8.0, 7.0, 3.0],
    [2.0, 1.0, 8.0, 9.0, 3.0, 1.0, 40.0, 6.0],
    [1.0, 7.0, 5.0, 20.0, 6.0, 2.0, 50.0, 9.0],
];
const OUTPUT: [f64; 4] = [60.0, 60.0, 70.0, 100.0];
/// Output less the column's inputs (17, 25, 14, 37) and a tax of 1.
const VALUE_ADDED: [f64; 4] = [42.0, 34.0, 55.0, 62.0];

fn cells(row: &[f64], separator: &str) -> String {
    row.iter().map(f64::to_string).collect::<Vec<_>>().join(separator)
}

/// A labelled matrix with a column of totals and rows of taxes, value added and output.
fn labelled(nodes: [&str; 4], finals: [&str; 4], total: &str, rows: [&str; 3]) -> String {
    let total_column = if total.is_empty() { String::new() } else { format!(",{total}") };
    let mut text = format!("label,{},{}{total_column}\n", nodes.join(","), finals.join(","));
    for (row, node) in nodes.iter().enumerate() {
        let total = match total {
            "" => String::new(),
            "DISC" => ",0".to_owned(),
            _ => format!(",{}", OUTPUT[row]),
        };
        text.push_str(&format!("{node},{}{total}\n", cells(&SALES[row], ",")));
    }
    let blank = if total.is_empty() { ",,,," } else { ",,,,," };
    for (name, values) in rows.iter().zip([[1.0; 4], VALUE_ADDED, OUTPUT]) {
        if !name.is_empty() {
            text.push_str(&format!("{name},{}{blank}\n", cells(&values, ",")));
        }
    }
    text
}

const NODES: [&str; 4] = ["AUS_A", "AUS_M", "DEU_A", "DEU_M"];

fn oecd() -> String {
    labelled(
        NODES,
        ["AUS_HFCE", "AUS_GFCF", "DEU_HFCE", "DEU_GFCF"],
        "TOTAL",
        ["AUS_TAXSUB", "VALU", "OUTPUT"],
    )
}

fn oecd_2016() -> String {
    labelled(
        NODES,
        ["HFCE_AUS", "GFCF_AUS", "HFCE_DEU", "GFCF_DEU"],
        "DISC",
        ["TAXSUB", "VA+TAXSUB", "OUT"],
    )
}

fn figaro() -> String {
    let finals = ["AU_P3_S14", "AU_P51G", "DE_P3_S14", "DE_P51G"];
    labelled(["AU_A", "AU_M", "DE_A", "DE_M"], finals, "", ["W2_D21X31", "W2_B2A3G", ""])
}

fn figaro_flat() -> String {
    let buyers = ["AU,A", "AU,M", "DE,A", "DE,M", "AU,P3_S14", "AU,P51G", "DE,P3_S14", "DE,P51G"];
    let mut text = "icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n".to_owned();
    let mut add = |seller: &str, row: &[f64]| {
        for (buyer, value) in buyers.iter().zip(row) {
            text.push_str(&format!("x,y,{seller},{buyer},{value}\n"));
        }
    };
    buyers.iter().zip(SALES).for_each(|(seller, row)| add(seller, &row));
    add("W2,D21X31", &[1.0; 4]);
    add("W2,B2A3G", &VALUE_ADDED);
    text
}

/// The sheet of WIOD 2013 as rows of cells.
fn wiod() -> Vec<Vec<String>> {
    let row = |labels: [&str; 4], cells: &[&str]| {
        labels.iter().chain(cells).map(|cell| (*cell).to_owned()).collect()
    };
    let mut rows: Vec<Vec<String>> = vec![
        row(["A made-up table for 2011", "", "", ""], &[]),
        row(["millions of US$", "", "", ""], &[]),
        row(["(industry-by-industry)", "", "", ""], &["AtB", "C", "AtB", "C", "", "", "", ""]),
        row(
            [""; 4],
            &[
                "Farms",
                "Mines",
                "Farms",
                "Mines",
                "Households",
                "Capital",
                "Households",
                "Capital",
                "Total output",
            ],
        ),
        row([""; 4], &["AUS", "AUS", "DEU", "DEU", "AUS", "AUS", "DEU", "DEU"]),
        row([""; 4], &["c1", "c2", "c1", "c2", "c37", "c41", "c37", "c41"]),
    ];
    for (at, (economy, number)) in
        [("AUS", "c1"), ("AUS", "c2"), ("DEU", "c1"), ("DEU", "c2")].into_iter().enumerate()
    {
        let values: Vec<String> =
            SALES[at].iter().chain([&OUTPUT[at]]).map(f64::to_string).collect();
        rows.push(row(
            ["AtB", "words", economy, number],
            &values.iter().map(String::as_str).collect::<Vec<_>>(),
        ));
    }
    for (name, values) in [
        ("Total intermediate consumption", [17.0, 25.0, 14.0, 37.0]),
        ("taxes less subsidies on products", [1.0; 4]),
        ("Value added at basic prices", VALUE_ADDED),
        ("Output at basic prices", OUTPUT),
    ] {
        let values: Vec<String> = values.iter().map(f64::to_string).collect();
        rows.push(row(["", name, "", ""], &values.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    rows
}

fn wiod_csv() -> String {
    let width = wiod().iter().map(Vec::len).max().unwrap();
    let line = |mut row: Vec<String>| {
        row.resize(width, String::new());
        format!("{}\n", row.join(","))
    };
    wiod().into_iter().map(line).collect()
}

fn wiod_workbook(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in wiod().into_iter().enumerate() {
        for (column, cell) in cells.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

const REGIONS: [(&str, &str); 4] =
    [("AU", "Farming"), ("AU", "Making"), ("DE", "Farming"), ("DE", "Making")];

/// The matrices of EXIOBASE 3 in a folder: flows or coefficients, final demand, output.
fn exiobase(folder: &Path, coefficients: bool) {
    let head = |cells: [[&str; 4]; 2], second: &str| {
        format!(
            "region\t\t{}\n{second}\t\t{}\nregion\tsector\t\t\t\t\n",
            cells[0].join("\t"),
            cells[1].join("\t")
        )
    };
    let mut z =
        head([REGIONS.map(|(region, _)| region), REGIONS.map(|(_, sector)| sector)], "sector");
    let mut y = head(
        [["AU", "AU", "DE", "DE"], ["Households", "Capital", "Households", "Capital"]],
        "category",
    );
    let mut x = "region\tsector\tindout\n".to_owned();
    for (at, (region, sector)) in REGIONS.into_iter().enumerate() {
        let flows: Vec<f64> = (0..4)
            .map(|column| SALES[at][column] / if coefficients { OUTPUT[column] } else { 1.0 })
            .collect();
        z.push_str(&format!("{region}\t{sector}\t{}\n", cells(&flows, "\t")));
        y.push_str(&format!("{region}\t{sector}\t{}\n", cells(&SALES[at][4..], "\t")));
        x.push_str(&format!("{region}\t{sector}\t{}\n", OUTPUT[at]));
    }
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(if coefficients { "A.txt" } else { "Z.txt" }), z).unwrap();
    fs::write(folder.join("Y.txt"), y).unwrap();
    fs::write(folder.join("x.txt"), x).unwrap();
}

/// The files of Eora26, in thousands, with its row and column of statistical discrepancies.
fn eora(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let thousand =
        |row: &[f64]| cells(&row.iter().map(|value| value * 1000.0).collect::<Vec<_>>(), "\t");
    let mut flows: String =
        SALES.iter().map(|row| format!("{}\t0\n", thousand(&row[..4]))).collect();
    flows.push_str("0\t0\t0\t0\t0\n");
    let mut finals: String = SALES.iter().map(|row| format!("{}\n", thousand(&row[4..]))).collect();
    finals.push_str("0\t0\t0\t0\n");
    let added = format!("{}\t0\n{}\t0\n", thousand(&VALUE_ADDED), thousand(&[1.0; 4]));
    let mut labels = String::new();
    for (country, code) in [("Australia", "AUS"), ("Germany", "DEU")] {
        for sector in ["Farming", "Making"] {
            labels.push_str(&format!("{country}\t{code}\tIndustries\t{sector}\t\n"));
        }
    }
    labels.push_str("Statistical Discrepancies\tROW\tIndustries\tTOTAL\t\n");
    let mut final_labels = String::new();
    for (country, code) in [("Australia", "AUS"), ("Germany", "DEU")] {
        for category in ["Household final consumption P.3h", "Gross fixed capital formation P.51"] {
            final_labels.push_str(&format!("{country}\t{code}\tFinal Demand\t{category}\t\n"));
        }
    }
    for (name, text) in [
        ("Eora26_2015_bp_T.txt", &flows),
        ("Eora26_2015_bp_FD.txt", &finals),
        ("Eora26_2015_bp_VA.txt", &added),
        ("labels_T.txt", &labels),
        ("labels_FD.txt", &final_labels),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn read(format: ImportFormat, path: &Path) -> World {
    import(format, path, &ImportOptions { year: Some(2015), ..ImportOptions::default() }).unwrap()
}

fn refusal(format: ImportFormat, path: &Path) -> String {
    import(format, path, &ImportOptions { year: Some(2015), ..ImportOptions::default() })
        .unwrap_err()
        .to_string()
}

/// Sums over the rows and columns of [`SALES`], by hand.
fn assert_flows(world: &World) {
    let codes: Vec<&str> = world.economies.iter().map(|economy| economy.code.as_str()).collect();
    assert_eq!(codes, ["AUS", "DEU"]);
    assert_eq!(world.economies[1].name, "Germany");
    // By sector, importer, exporter.
    assert_eq!(world.trade.values(), [50.0, 7.0, 10.0, 63.0, 44.0, 16.0, 16.0, 84.0]);
    // By economy, user, input.
    assert_eq!(world.use_table.values(), [12.0, 5.0, 6.0, 19.0, 9.0, 5.0, 11.0, 26.0]);
    assert!(world.repairs.is_empty(), "{:?}", world.repairs);
    assert!(check::check(world).unwrap().iter().all(|identity| identity.holds));
}

/// Every layout with the name of its format.
fn everything(folder: &TempDir) -> Vec<(ImportFormat, PathBuf)> {
    let path = |name: &str| folder.path().join(name);
    wiod_workbook(&path("wiot15_row_sep12.xlsx"));
    exiobase(&path("flows"), false);
    exiobase(&path("coefficients"), true);
    eora(&path("eora"));
    vec![
        (ImportFormat::OecdIcio, written(folder, "ICIO2018_2015.CSV", &oecd())),
        (ImportFormat::OecdIcio, written(folder, "ICIO2016_2015.csv", &oecd_2016())),
        (ImportFormat::Figaro, written(folder, "figaro.csv", &figaro())),
        (ImportFormat::Figaro, written(folder, "flat.csv", &figaro_flat())),
        (ImportFormat::Wiod2013, path("wiot15_row_sep12.xlsx")),
        (ImportFormat::Wiod2013, written(folder, "sheet.csv", &wiod_csv())),
        (ImportFormat::Exiobase3, path("flows")),
        (ImportFormat::Exiobase3, path("flows/Z.txt")),
        (ImportFormat::Eora26, path("eora")),
        (ImportFormat::Eora26, path("eora/Eora26_2015_bp_T.txt")),
    ]
}

#[test]
fn every_layout_gives_exactly_the_flows_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    for (format, path) in everything(&folder) {
        let named = read(format, &path);
        assert_flows(&named);
        assert_eq!(read(ImportFormat::Auto, &path), named, "{}", path.display());
        let currency = if matches!(format, ImportFormat::Figaro | ImportFormat::Exiobase3) {
            "EUR million"
        } else {
            "USD million"
        };
        assert_eq!(named.currency, currency, "{}", path.display());
    }
}

#[test]
fn a_workbook_counts_whatever_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    wiod_workbook(&folder.path().join("renamed.csv"));
    assert_flows(&read(ImportFormat::Wiod2013, &folder.path().join("renamed.csv")));
    let world =
        import(ImportFormat::Auto, &everything(&folder)[4].1, &ImportOptions::default()).unwrap();
    assert_eq!((world.year, world.sectors[0].name.as_str()), (2015, "Farms"));
}

#[test]
fn another_format_is_answered_with_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    for (format, path) in everything(&folder) {
        for other in ImportFormat::NAMES.map(|name| name.parse::<ImportFormat>().unwrap()) {
            if other == format || other == ImportFormat::Auto {
                continue;
            }
            let said = refusal(other, &path);
            let right = format!(
                "not `{}`; write `world import {}`, or `auto`",
                other.name(),
                format.name()
            );
            assert!(said.contains("this is ") && said.ends_with(&right), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn coefficients_become_flows_by_the_output() {
    let folder = tempfile::tempdir().unwrap();
    exiobase(&folder.path().join("a"), true);
    let world = read(ImportFormat::Exiobase3, &folder.path().join("a"));
    for (value, expected) in
        world.trade.values().iter().zip([50.0, 7.0, 10.0, 63.0, 44.0, 16.0, 16.0, 84.0])
    {
        assert!((value - expected).abs() < 1e-12, "{value} {expected}");
    }
    fs::remove_file(folder.path().join("a/x.txt")).unwrap();
    let said = refusal(ImportFormat::Exiobase3, &folder.path().join("a/A.txt"));
    assert!(
        said.contains("it lacks output, the file `x.txt`, which makes flows of the coefficients in `A.txt`; unpack"),
        "{said}"
    );
    fs::remove_file(folder.path().join("a/Y.txt")).unwrap();
    let said = refusal(ImportFormat::Auto, &folder.path().join("a"));
    assert!(
        said.contains(
            "makes flows of the coefficients in `A.txt`, and final demand, the file `Y.txt`"
        ),
        "{said}"
    );
}

#[test]
fn eora_without_labels_says_which_files_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    eora(folder.path());
    fs::remove_file(folder.path().join("labels_FD.txt")).unwrap();
    let said = refusal(ImportFormat::Eora26, folder.path());
    assert!(said.contains("the file `labels_FD.txt` is missing"), "{said}");
}

#[test]
fn a_part_of_a_table_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let said =
        |text: String| refusal(ImportFormat::OecdIcio, &written(&folder, "ICIO_2015.csv", &text));
    let table = oecd();
    let without_row: String = table
        .lines()
        .filter(|line| !line.starts_with("DEU_M"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(said(without_row).contains("column `DEU_M` has no row of that name"));
    let without = |place: usize| -> String {
        let line = |line: &str| {
            let cells: Vec<&str> = line
                .split(',')
                .enumerate()
                .filter(|(at, _)| *at != place)
                .map(|(_, cell)| cell)
                .collect();
            format!("{}\n", cells.join(","))
        };
        table.lines().map(line).collect()
    };
    let message = said(without(4));
    assert!(message.contains("row `DEU_M` has no column of that name"), "{message}");
    // All final demand of one economy, and one category of it.
    let message = said(without(8).replace("DEU_HFCE", "AUS_P33"));
    assert!(message.contains("`DEU` has sectors and no column of final demand"), "{message}");
    let message = said(without(7));
    assert!(
        message.contains(
            "differs from the published total by 57.1 % (`DEU_A`: 70.00 stated, 30.00 summed), the worst of 3"
        ),
        "{message}"
    );
    let short = table.replace("AUS_M,4,12,0,6,20,8,7,3,60", "AUS_M,4,12,0,6,20");
    assert!(said(short).contains("line 3 has 6 cells where the header has 10"));
    let twice = format!("{table}AUS_A,1,1,1,1,1,1,1,1,8\n");
    assert!(said(twice).contains("line 9 repeats the row `AUS_A`"));
}

#[test]
fn gaps_to_published_totals_are_told_up_to_a_hundredth_and_refused_beyond() {
    let folder = tempfile::tempdir().unwrap();
    let path = |text: &str| written(&folder, "ICIO_2015.csv", text);
    let small = oecd().replace("3,1,40,6,70\n", "3,1,40,6,70.5\n");
    let world = read(ImportFormat::OecdIcio, &path(&small));
    let repair = &world.repairs[0];
    assert_eq!((repair.largest, repair.cells), (0.5, 1));
    assert!(repair.what.contains("`DEU_A`: 70.50 stated, 70.00 summed"), "{}", repair.what);
    let large = oecd().replace("3,1,40,6,70\n", "3,1,40,6,100\n");
    let said = refusal(ImportFormat::OecdIcio, &path(&large));
    assert!(
        said.contains("by 30.0 % (`DEU_A`: 100.00 stated, 70.00 summed)")
            && said.contains("not whole"),
        "{said}"
    );
    let by_column = oecd().replace("VALU,42,", "VALU,12,");
    let said = refusal(ImportFormat::OecdIcio, &path(&by_column));
    assert!(
        said.contains(
            "sum of the column's inputs, value added and taxes differs from the published total by 50.0 % (`AUS_A`"
        ),
        "{said}"
    );
    // Where sales and costs are both as stated but differ, the table says so of itself.
    let unbalanced = oecd().replace("VALU,42,", "VALU,12,").replace("OUTPUT,60,", "OUTPUT,30,");
    let world = read(ImportFormat::OecdIcio, &path(&unbalanced));
    assert!(
        world.repairs[0].what.contains("AUS_A, sales 60.00, costs 30.00"),
        "{:?}",
        world.repairs
    );
    assert!(world.notes.iter().any(|note| note.contains("AUS_TAXSUB, VALU, OUTPUT")));
}

#[test]
fn every_bad_cell_is_told_with_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        oecd().replace("AUS_A,10,5,", "AUS_A,n.a.,NaN,").replace("DEU_M,1,7,", "DEU_M,1 234.5,,");
    let said = refusal(ImportFormat::OecdIcio, &written(&folder, "ICIO_2015.csv", &text));
    for part in [
        "line 2, column `AUS_A`: `n.a.` stands for a missing value",
        "line 2, column `AUS_M`: `NaN`",
        "line 5, column `AUS_A`: `1 234.5` has separators",
        "line 5, column `AUS_M`: the cell is empty",
    ] {
        assert!(said.contains(part), "{said}");
    }
}
