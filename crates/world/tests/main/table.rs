//! Tables: what is written reads back, and what cannot be read says why.

use detente_world::table::{Column, Table};
use proptest::prelude::*;

fn message(result: Result<Table, detente_world::WorldError>) -> String {
    result.expect_err("the input is bad").to_string()
}

#[test]
fn a_file_of_another_encoding_names_the_line_and_the_byte() {
    assert_eq!(
        message(Table::from_csv("economies.csv", b"economy,name\nCIV,C\xf4te d'Ivoire\n")),
        "economies.csv, line 2: byte 18 is not UTF-8 (it looks like Latin-1 or Windows-1252, the plain CSV of a spreadsheet); save the file as UTF-8"
    );
    assert_eq!(
        message(Table::from_csv("economies.csv", b"\xff\xfee\0c\0")),
        "economies.csv, line 1: byte 0 is not UTF-8 (it looks like UTF-16, `Unicode text` of a spreadsheet); save the file as UTF-8"
    );
}

#[test]
fn a_truncated_parquet_file_is_refused() {
    let bytes = Table::new("t").with_numbers("value", vec![1.0; 1000]).to_parquet().unwrap();
    let message = message(Table::from_parquet("trade.parquet", &bytes[..bytes.len() / 2]));
    assert!(message.starts_with("trade.parquet: not a whole Parquet file ("), "{message}");
    assert!(message.ends_with("; copy or export it again"), "{message}");
}

#[test]
fn rows_of_another_length_and_doubled_columns_are_refused() {
    assert_eq!(
        message(Table::from_csv("t.csv", b"a,b\n1,2\n3\n")),
        "t.csv: line 3 has 1 cells where the header has 2; complete the row, and put text with commas in quotes"
    );
    assert_eq!(
        message(Table::from_csv("t.csv", b"a,a\n1,2\n")),
        "t.csv: there are two columns `a`; rename or remove one"
    );
    assert_eq!(
        message(Table::from_csv("t.csv", b"a;b\n1;2\n")),
        "t.csv: line 1: the columns are separated by semicolons, not by commas; save it as CSV with commas between columns and points in numbers"
    );
    assert_eq!(
        message(Table::from_csv("t.csv", b"")),
        "t.csv: the file is empty; write a header line and rows"
    );
}

#[test]
fn a_byte_order_mark_and_spaces_in_the_header_do_not_matter() {
    let table = Table::from_csv("dir/t.csv", b"\xef\xbb\xbfa, b\nx,1\n").unwrap();
    assert_eq!(
        table,
        Table::new("t").with_text("a", vec!["x".into()]).with_numbers("b", vec![1.0])
    );
}

#[test]
fn files_are_written_by_ending_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::new("t")
        .with_text("a", vec!["x".into(), "y, z".into()])
        .with_numbers("b", vec![0.1, -2e300]);
    for name in ["new/t.csv", "new/t.parquet"] {
        table.write(&folder.path().join(name)).unwrap();
        assert_eq!(Table::read(&folder.path().join(name)).unwrap(), table);
    }
    assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 2);
    let message = table.write(&folder.path().join("t.xlsx")).unwrap_err().to_string();
    assert!(message.ends_with(
        "t.xlsx: the ending of the name tells no table format; name it `.csv` or `.parquet`"
    ));
    assert!(
        Table::read(&folder.path().join("none.csv"))
            .unwrap_err()
            .to_string()
            .contains("does not exist")
    );
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        rows in prop::collection::vec(("[a-zA-Z ,\"\n;]{0,8}", prop::num::f64::NORMAL | prop::num::f64::ZERO), 1..20)
    ) {
        let table = Table::new("t")
            .with_text("word", rows.iter().map(|(word, _)| format!("w{word}")).collect())
            .with_numbers("number", rows.iter().map(|(_, number)| *number).collect());
        prop_assert_eq!(&Table::from_csv("t.csv", &table.to_csv().unwrap()).unwrap(), &table);
        prop_assert_eq!(&Table::from_parquet("t.parquet", &table.to_parquet().unwrap()).unwrap(), &table);
    }

    #[test]
    fn what_is_not_known_is_an_empty_cell_and_a_null(
        rows in prop::collection::vec(prop::option::of(prop::num::f64::NORMAL | prop::num::f64::INFINITE), 1..20)
    ) {
        let table = Table::new("t").with_partial("weeks", rows.clone());
        let again = Table::from_parquet("t.parquet", &table.to_parquet().unwrap()).unwrap();
        let text = Table::from_csv("t.csv", &table.to_csv().unwrap()).unwrap();
        for (row, value) in rows.iter().enumerate() {
            prop_assert_eq!(again.columns[0].1.number(row), *value);
            prop_assert_eq!(text.columns[0].1.cell(row).parse::<f64>().ok(), *value);
        }
    }

    #[test]
    fn any_bytes_are_a_table_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Table::from_csv("t.csv", &bytes);
        let _ = Table::from_parquet("t.parquet", &bytes);
    }

    #[test]
    fn a_parquet_file_with_some_bytes_changed_is_a_table_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)
    ) {
        let table = Table::new("t")
            .with_text("word", (0..50).map(|row| format!("w{}", row % 7)).collect())
            .with_numbers("number", (0..50).map(f64::from).collect());
        let mut bytes = table.to_parquet().unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(Column::Number(values)) =
            Table::from_parquet("t.parquet", &bytes).map(|table| table.columns.into_iter().next_back().unwrap().1)
        {
            prop_assert!(values.len() <= 1 << 20);
        }
    }
}
