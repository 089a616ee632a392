//! How does a good file become one that is nearly good?

use super::targets::{Packing, Seed};
use rand::prelude::*;
use rand_pcg::Pcg64;
use std::io::{Cursor, Read, Write};

/// Words that readers of numbers, dates, codes and markup stumble over.
const WORDS: [&[u8]; 43] = [
    b"NaN",
    b"inf",
    b"-inf",
    b"1e308",
    b"1e309",
    b"-1",
    b"0",
    b"-0",
    b"1e-320",
    b"99999999999999999999",
    b"18446744073709551615",
    b"2^64",
    b"25",
    b"25%",
    b"0.25%",
    b"1,5",
    b"1.234,5",
    b"'",
    b"\"",
    b"\"\"",
    b"\\",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b";",
    b",",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b"*",
    b"-EU27",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc2\xa0",
    b"\0",
    b"9999-12-31",
    b"-9999-01-01",
    b"XFD1048576",
    b"<!--",
    b"&#0;",
];
/// An input is not larger than this, in bytes.
const LARGEST: usize = 4 << 20;

/// The bytes of a file with a few changes, inside its packing where it has one.
pub(super) fn packed(seed: &Seed, others: &[Seed], random: &mut Pcg64) -> Vec<u8> {
    let plain = |bytes: &[u8], random: &mut Pcg64| changed(bytes, others, random);
    // One in eight is changed outside its packing.
    if random.random_ratio(1, 8) {
        return plain(&seed.bytes, random);
    }
    match seed.packing {
        Packing::None => plain(&seed.bytes, random),
        Packing::Zip => zipped(&seed.bytes, random, plain).unwrap_or_else(|| seed.bytes.clone()),
        Packing::Zstd => {
            let inside = zstd::decode_all(seed.bytes.as_slice()).unwrap_or_default();
            let inside = plain(&inside, random);
            zstd::encode_all(inside.as_slice(), 1).unwrap_or(inside)
        }
    }
}

/// The archive with one member changed.
fn zipped(
    bytes: &[u8],
    random: &mut Pcg64,
    change: impl Fn(&[u8], &mut Pcg64) -> Vec<u8>,
) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let chosen = random.random_range(0..archive.len().max(1));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).ok()?;
        let mut inside = Vec::new();
        member.read_to_end(&mut inside).ok()?;
        if at == chosen {
            inside = change(&inside, random);
        }
        let name = member.name().ok()?.into_owned();
        writer.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        writer.write_all(&inside).ok()?;
    }
    writer.finish().ok().map(Cursor::into_inner)
}

fn changed(bytes: &[u8], others: &[Seed], random: &mut Pcg64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.random_range(1..=4) {
        one_change(&mut bytes, others, random);
        bytes.truncate(LARGEST);
    }
    bytes
}

fn one_change(bytes: &mut Vec<u8>, others: &[Seed], random: &mut Pcg64) {
    if bytes.is_empty() {
        bytes.extend_from_slice(WORDS[random.random_range(0..WORDS.len())]);
        return;
    }
    let at = random.random_range(0..bytes.len());
    match random.random_range(0..10) {
        0 => bytes[at] ^= 1 << random.random_range(0..8),
        1 => bytes[at] = random.random(),
        2 => drop(bytes.drain(at..(at + random.random_range(1..=32)).min(bytes.len()))),
        3 => bytes.truncate(at),
        4 | 5 => put(bytes, at..at, WORDS[random.random_range(0..WORDS.len())]),
        6 => {
            // In the place of a cell or a value: what stands between separators.
            let cell = cell(bytes, at);
            put(bytes, cell, WORDS[random.random_range(0..WORDS.len())]);
        }
        7 => {
            let line = line(bytes, at);
            let copy = bytes[line.clone()].to_vec();
            if random.random_bool(0.5) {
                put(bytes, line.start..line.start, &copy)
            } else {
                drop(bytes.drain(line))
            }
        }
        8 => {
            let copy: Vec<u8> =
                bytes[at..(at + random.random_range(1..=64)).min(bytes.len())].to_vec();
            (0..random.random_range(1..=64)).for_each(|_| put(bytes, at..at, &copy));
        }
        _ => {
            let Some(other) = others.choose(random).filter(|other| !other.bytes.is_empty()) else {
                return;
            };
            let from = random.random_range(0..other.bytes.len());
            let piece =
                &other.bytes[from..(from + random.random_range(1..=256)).min(other.bytes.len())];
            put(bytes, at..at, piece);
        }
    }
}

fn put(bytes: &mut Vec<u8>, range: std::ops::Range<usize>, piece: &[u8]) {
    drop(bytes.splice(range, piece.iter().copied()));
}

fn cell(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let separates = |byte: &u8| b",;\t\n\r=<>\"".contains(byte);
    let start = bytes[..at].iter().rposition(separates).map_or(0, |at| at + 1);
    start..bytes[at..].iter().position(separates).map_or(bytes.len(), |end| at + end)
}

fn line(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    start
        ..bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_follow_from_their_number_and_stay_small() {
        let seed = Seed {
            file: "a.csv".to_owned(),
            bytes: b"a,b\n1,2\n".to_vec(),
            packing: Packing::None,
        };
        let input = |number: u64| {
            packed(&seed, std::slice::from_ref(&seed), &mut Pcg64::seed_from_u64(number))
        };
        let all: std::collections::BTreeSet<Vec<u8>> = (0..500).map(input).collect();
        assert_eq!(all, (0..500).map(input).collect());
        assert!(all.len() > 400 && all.iter().all(|bytes| bytes.len() <= LARGEST), "{}", all.len());
    }

    #[test]
    fn what_is_changed_in_an_archive_is_still_one() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<a>1</a>").unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        let seed = Seed { file: "a.xlsx".to_owned(), bytes, packing: Packing::Zip };
        let open = |number: u64| {
            let input =
                packed(&seed, std::slice::from_ref(&seed), &mut Pcg64::seed_from_u64(number));
            zip::ZipArchive::new(Cursor::new(input)).is_ok()
        };
        assert!((0..100).filter(|number| open(*number)).count() > 80);
    }
}
