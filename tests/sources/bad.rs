//! Sources that are wrong on purpose: each ends soon, with a finding, in little memory.

use std::io::Write as _;
use std::process::Command;

use super::common::Catalogue;
use super::{refused, with_source};

const HEADER: &str = "case,company,date,place\n";

fn gzip(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for part in parts {
        writer.write_all(&part).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn a_small_file_that_unpacks_to_very_much() {
    // Long rows, so that reading up to the limit takes no time.
    let row = format!("A1,{},2024-01-01,N1\n", "V".repeat(1 << 20)).into_bytes();
    let text = [HEADER.as_bytes(), &row.repeat(300)].concat();
    let bomb = zstd::encode_all(text.as_slice(), 1).unwrap();
    refused(&with_source("counts", "visits", "a.csv.zst", &bomb, ""), "source-too-large", &["256 MiB"]);
    let cell = gzip(std::iter::once(HEADER.into()).chain(std::iter::repeat_n(vec![b'x'; 1 << 20], 1 << 10)));
    refused(&with_source("counts", "visits", "a.csv.gz", &cell, ""), "record-too-long", &["64 MiB"]);
}

#[test]
fn a_packed_file_that_is_cut_off_or_not_packed() {
    let packed = gzip([format!("{HEADER}A1,V1,2024-01-01,N1\n").into_bytes()]);
    refused(
        &with_source("counts", "visits", "a.csv.gz", &packed[..packed.len() - 4], ""),
        "source-damaged",
        &[],
    );
    refused(
        &with_source("counts", "visits", "a.csv.gz", HEADER.as_bytes(), ""),
        "source-format",
        &["does not look like gzip"],
    );
    refused(&with_source("counts", "visits", "a.csv", &packed, ""), "source-format", &["`.gz`"]);
}

#[test]
fn a_workbook_that_unpacks_to_very_much() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default()).unwrap();
    writer.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..520 {
        writer.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let bomb = writer.finish().unwrap().into_inner();
    refused(
        &with_source("counts", "visits", "a.xlsx", &bomb, "kind = \"xlsx\""),
        "source-too-large",
        &["512 MiB"],
    );
    refused(
        &with_source("counts", "visits", "a.xlsx", b"PK\x03\x04xl/HEMMELIG", "kind = \"xlsx\""),
        "source-damaged",
        &[],
    );
}

#[test]
fn ten_million_columns() {
    let header = "HEMMELIG,".repeat(2_000_000) + &",".repeat(8_000_000);
    refused(&with_source("counts", "visits", "a.csv", header.as_bytes(), ""), "header-too-wide", &["16384"]);
}

#[test]
fn nul_bytes() {
    let text = format!("{HEADER}A1,V1,2024-01-01,N1\nA2,HEM\0MELIG,2024-01-01,N1\n");
    refused(&with_source("counts", "visits", "a.csv", text.as_bytes(), ""), "nul-byte", &["a.csv:3"]);
}

#[test]
fn a_folder_and_a_pipe() {
    let catalogue = with_source("counts", "visits", "rows.csv", HEADER.as_bytes(), "");
    let folder = catalogue.folder().join("folder");
    std::fs::create_dir(&folder).unwrap();
    let pipe = catalogue.folder().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    for (path, what) in [(folder, "a folder"), (pipe, "a pipe")].into_iter().take(if made { 2 } else { 1 }) {
        let source = format!("visits={}", path.display());
        let outcome = catalogue.run("check", &["--source", &source]);
        super::assert_refused(&outcome, 1, "not-a-file", &[what]);
    }
}

#[test]
fn a_password_on_the_command_line() {
    let catalogue = Catalogue::of_case("counts");
    let outcome = catalogue.run("check", &["--source", "visits=postgres://a:HEMMELIG@localhost/b"]);
    super::assert_refused(&outcome, 2, "password-shown", &["UDSTIL_SOURCE_<ID>"]);
}
