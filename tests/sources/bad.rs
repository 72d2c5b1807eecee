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
fn a_cell_of_a_gigabyte() {
    let catalogue = with_source("counts", "visits", "a.csv", HEADER.as_bytes(), "");
    let path = catalogue.root().join("datasets/visits/a.csv");
    for (start, code) in [("\"", "record-too-long"), ("A1,", "record-too-long")] {
        let mut file = std::fs::File::create(&path).unwrap();
        write!(file, "{HEADER}{start}").unwrap();
        // A hole in the file: it takes no room on the disk, and reads as zeros.
        file.set_len(1 << 30).unwrap();
        // In an address space of 512 MiB; `exec` keeps the program the one that is waited for.
        let mut command = super::common::limited(512 << 10);
        command.args(["check", "--threads", "2", "--as-of", super::common::AS_OF]);
        command.arg("--root").arg(catalogue.root()).arg("--public").arg(catalogue.public());
        super::assert_refused(&super::common::run(command), 1, code, &["64 MiB"]);
    }
}

#[test]
fn a_pattern_that_takes_forever_elsewhere() {
    let row = format!("{HEADER}{}b,V1,2024-01-01,N1\n", "a".repeat(1 << 20));
    let catalogue = with_source("counts", "visits", "a.csv", row.as_bytes(), "");
    catalogue.replace("schemas/visits.schema.json", "^A[0-9]+$", "^(a+)+$");
    let started = std::time::Instant::now();
    refused(&catalogue, "pattern", &["`case` does not match"]);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_schema_that_refers_to_itself() {
    let catalogue = with_source("counts", "visits", "a.csv", HEADER.as_bytes(), "");
    catalogue.replace(
        "schemas/visits.schema.json",
        "\"company\": { \"type\": \"string\" }",
        "\"company\": { \"$ref\": \"#/properties/company\" }",
    );
    let outcome = catalogue.run::<&str>("check", &[]);
    super::assert_refused(&outcome, 2, "schema-invalid", &["leads back to itself"]);
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
