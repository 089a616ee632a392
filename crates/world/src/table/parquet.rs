//! Tables as Apache Parquet.

use super::data::{Column, Table};
use super::raw::{Cells, Coded, Raw};
use crate::budget;
use crate::error::WorldError;
use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, Float64Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use std::sync::Arc;

/// Rows decoded at once: enough that the overhead for each batch does not show.
const BATCH: usize = 1 << 16;

pub(super) fn write(table: &Table) -> Result<Vec<u8>, WorldError> {
    let failed = |what: String| WorldError::file(&table.name, what, "report this as a bug");
    let columns = table
        .columns
        .iter()
        .map(|(name, column)| (name, encode(column), matches!(column, Column::Partial(_))));
    let batch = RecordBatch::try_from_iter_with_nullable(columns)
        .map_err(|error| failed(error.to_string()))?;
    let properties = properties(table).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))
        .map_err(|error| failed(error.to_string()))?;
    writer.write(&batch).map_err(|error| failed(error.to_string()))?;
    writer.close().map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

/// A dictionary for words; numbers, which hardly repeat, with their bytes regrouped so that
/// exponents compress.
fn properties(table: &Table) -> Result<WriterProperties, ParquetError> {
    let mut builder =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?));
    for (name, column) in &table.columns {
        if column.is_numeric() {
            let path = ColumnPath::new(vec![name.clone()]);
            builder = builder.set_column_dictionary_enabled(path.clone(), false);
            builder = builder.set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT);
        }
    }
    Ok(builder.build())
}

fn encode(column: &Column) -> ArrayRef {
    match column {
        Column::Number(values) => Arc::new(Float64Array::from(values.clone())),
        Column::Partial(values) => Arc::new(Float64Array::from(values.clone())),
        Column::Text(values) => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            values.iter().for_each(|value| builder.append_value(value));
            Arc::new(builder.finish())
        }
    }
}

pub(super) fn read(file: &str, bytes: bytes::Bytes) -> Result<Raw, WorldError> {
    let refuse = |what: String| {
        WorldError::file(
            file,
            format!("not a whole Parquet file ({what})"),
            "copy or export it again",
        )
    };
    // The decoder trusts some offsets and lengths of a damaged file and panics; that too means: not
    // a whole file.
    let decoded = std::panic::catch_unwind(|| {
        let _reading = Reading::begin();
        decode(file, bytes)
    });
    decoded.unwrap_or_else(|_| Err(refuse("its pages contradict its index".into())))
}

thread_local! {
    static READING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// While it lives, a panic of this thread is that of a decoder that trusts a damaged file.
struct Reading;

impl Reading {
    fn begin() -> Self {
        READING.set(true);
        Self
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        READING.set(false);
    }
}

/// Whether this thread decodes a Parquet file just now. A panic is then caught and becomes an error
/// that names the file, so that a panic hook has nothing to say.
#[must_use]
pub fn is_decoding() -> bool {
    READING.get()
}

fn decode(file: &str, bytes: bytes::Bytes) -> Result<Raw, WorldError> {
    let refuse = |what: String| {
        WorldError::file(
            file,
            format!("not a whole Parquet file ({what})"),
            "copy or export it again",
        )
    };
    let length = bytes.len();
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes)
        .map_err(|error| refuse(error.to_string()))?;
    check_offsets(builder.metadata(), length).map_err(refuse)?;
    check_size(file, builder.metadata())?;
    let mut columns = Vec::new();
    for field in builder.schema().fields() {
        columns.push((field.name().clone(), empty(file, field.name(), field.data_type())?));
    }
    let reader: ParquetRecordBatchReader =
        builder.with_batch_size(BATCH).build().map_err(|error| refuse(error.to_string()))?;
    let (mut rows, mut words) = (0, 0_u64);
    for batch in reader {
        let batch = batch.map_err(|error| refuse(error.to_string()))?;
        let before = rows;
        rows += batch.num_rows();
        for ((_, cells), array) in columns.iter_mut().zip(batch.columns()) {
            append(cells, array);
            words = words.saturating_add(letters(cells, before));
        }
        // One long word may stand in millions of rows.
        if words > budget::UNPACKED_BYTES {
            let what = format!("its words fill more than {} MiB", budget::UNPACKED_BYTES >> 20);
            return Err(WorldError::file(
                file,
                what,
                "check that it is the right file, or split or aggregate it",
            ));
        }
    }
    Ok(Raw { file: file.to_owned(), columns, rows, lines: Vec::new() })
}

/// Whether what the file declares of itself fits into memory: cells, and bytes once unpacked.
fn check_size(file: &str, metadata: &ParquetMetaData) -> Result<(), WorldError> {
    let refuse = |what: String| {
        WorldError::file(file, what, "check that it is the right file, or split or aggregate it")
    };
    let (mut cells, mut bytes) = (0_u64, 0_u64);
    for group in metadata.row_groups() {
        let rows = u64::try_from(group.num_rows()).unwrap_or(u64::MAX);
        cells = cells.saturating_add(rows.saturating_mul(group.columns().len() as u64));
        let sizes = group
            .columns()
            .iter()
            .map(|column| u64::try_from(column.uncompressed_size()).unwrap_or(u64::MAX));
        bytes = sizes.fold(bytes, u64::saturating_add);
    }
    if cells > budget::CELLS as u64 {
        return Err(refuse(format!(
            "it declares {cells} cells; at most {} are held of one table",
            budget::CELLS
        )));
    }
    if bytes > budget::UNPACKED_BYTES {
        let most = budget::UNPACKED_BYTES >> 20;
        return Err(refuse(format!(
            "it declares {} MiB once unpacked; at most {most} MiB are",
            bytes >> 20
        )));
    }
    Ok(())
}

/// Whether every column's pages lie inside a file of `length` bytes.
fn check_offsets(metadata: &ParquetMetaData, length: usize) -> Result<(), String> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
        let end = start.checked_add(column.compressed_size());
        let inside =
            start >= 0 && column.compressed_size() >= 0 && end.is_some_and(|end| end <= length);
        if !inside {
            return Err(format!(
                "column `{}` points outside the file",
                column.column_path().string()
            ));
        }
    }
    Ok(())
}

/// Bytes of the words of the rows from `first` on.
fn letters(cells: &Cells, first: usize) -> u64 {
    let Cells::Coded(coded) = cells else { return 0 };
    coded.rows[first..].iter().map(|&at| coded.words[at as usize].len() as u64).sum()
}

/// A column to be filled with values of `kind`.
fn empty(file: &str, name: &str, kind: &DataType) -> Result<Cells, WorldError> {
    use DataType::{Dictionary, LargeUtf8, Utf8, Utf8View};
    match kind {
        Utf8 | LargeUtf8 | Utf8View => Ok(Cells::Coded(Coded::default())),
        Dictionary(_, value) if matches!(**value, Utf8 | LargeUtf8) => {
            Ok(Cells::Coded(Coded::default()))
        }
        kind if kind.is_integer() || matches!(kind, DataType::Float32 | DataType::Float64) => {
            Ok(Cells::Number(Vec::new()))
        }
        other => {
            let what = format!("column `{name}` is of type {other}");
            Err(WorldError::file(
                file,
                what,
                "store it as text, an integer or a floating-point number",
            ))
        }
    }
}

fn append(cells: &mut Cells, array: &ArrayRef) {
    if let (Cells::Number(values), true) = (&mut *cells, array.null_count() > 0) {
        *cells = Cells::Partial(std::mem::take(values).into_iter().map(Some).collect());
    }
    match cells {
        Cells::Number(values) => {
            append_numbers(array, &mut |value| values.push(value.unwrap_or(f64::NAN)));
        }
        Cells::Partial(values) => append_numbers(array, &mut |value| values.push(value)),
        Cells::Coded(coded) => append_words(coded, array),
        Cells::Plain(_) => {}
    }
}

/// Hands over each number, or nothing for a null.
fn append_numbers(array: &ArrayRef, push: &mut impl FnMut(Option<f64>)) {
    fn each<T: ArrowPrimitiveType>(
        array: &ArrayRef,
        push: &mut impl FnMut(Option<f64>),
        number: impl Fn(T::Native) -> f64,
    ) {
        let typed = array.as_primitive::<T>();
        if typed.null_count() == 0 {
            typed.values().iter().for_each(|&value| push(Some(number(value))));
        } else {
            typed.iter().for_each(|value| push(value.map(&number)));
        }
    }
    match array.data_type() {
        DataType::Float64 => each::<Float64Type>(array, push, |value| value),
        DataType::Float32 => each::<Float32Type>(array, push, f64::from),
        DataType::Int8 => each::<Int8Type>(array, push, f64::from),
        DataType::Int16 => each::<Int16Type>(array, push, f64::from),
        DataType::Int32 => each::<Int32Type>(array, push, f64::from),
        DataType::Int64 => each::<Int64Type>(array, push, |value| value as f64),
        DataType::UInt8 => each::<UInt8Type>(array, push, f64::from),
        DataType::UInt16 => each::<UInt16Type>(array, push, f64::from),
        DataType::UInt32 => each::<UInt32Type>(array, push, f64::from),
        DataType::UInt64 => each::<UInt64Type>(array, push, |value| value as f64),
        // `empty` let nothing else through.
        _ => (0..array.len()).for_each(|_| push(None)),
    }
}

fn append_words(coded: &mut Coded, array: &ArrayRef) {
    match array.data_type() {
        DataType::Utf8 => {
            array.as_string::<i32>().iter().for_each(|word| coded.push(word.unwrap_or_default()))
        }
        DataType::LargeUtf8 => {
            array.as_string::<i64>().iter().for_each(|word| coded.push(word.unwrap_or_default()))
        }
        DataType::Utf8View => {
            array.as_string_view().iter().for_each(|word| coded.push(word.unwrap_or_default()))
        }
        _ => append_dictionary(coded, array),
    }
}

/// Looks up each word of the dictionary once, then copies positions.
fn append_dictionary(coded: &mut Coded, array: &ArrayRef) {
    let Some(dictionary) = array.as_any_dictionary_opt() else { return };
    let mut words = Coded::default();
    append_words(&mut words, dictionary.values());
    let positions: Vec<u32> = words.cells().map(|word| coded.position(word)).collect();
    let missing = coded.position("");
    if words.rows.is_empty() {
        coded.rows.extend(std::iter::repeat_n(missing, array.len()));
        return;
    }
    let keys = dictionary.normalized_keys();
    let nulls = dictionary.keys().nulls();
    coded.rows.extend(keys.into_iter().enumerate().map(|(row, key)| match nulls {
        Some(nulls) if nulls.is_null(row) => missing,
        _ => positions.get(key).copied().unwrap_or(missing),
    }));
}
