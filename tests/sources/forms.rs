//! The same rows in every form.

use std::io::Write as _;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::common::difference;
use super::{published, refused, with_source};

const VISITS: &str = include_str!("../cases/counts/datasets/visits/rows.csv");

/// Asserts that a source in another form publishes what the CSV of the case publishes.
fn same_as_csv(file: &str, bytes: &[u8], source: &str) {
    let expected = published(&with_source("counts", "visits", "rows.csv", VISITS.as_bytes(), ""));
    let found = published(&with_source("counts", "visits", file, bytes, source));
    assert_eq!(difference(&found, &expected), None, "{file} with {source}");
}

fn visits() -> Vec<Vec<String>> {
    VISITS.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
         xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"Visits\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn delimiters_line_ends_and_encodings() {
    same_as_csv("a.csv", VISITS.replace(',', ";").as_bytes(), "delimiter = \";\"");
    same_as_csv("a.csv", VISITS.replace(',', "|").replace('\n', "\r\n").as_bytes(), "delimiter = \"|\"");
    let marked = format!("\u{feff}{VISITS}");
    same_as_csv("a.csv", marked.as_bytes(), "");
    same_as_csv("a.csv", &utf16(&marked, u16::to_le_bytes), "encoding = \"utf-16\"");
    same_as_csv("a.csv", &utf16(&marked, u16::to_be_bytes), "encoding = \"utf-16\"");
    same_as_csv("a.csv", &utf16(VISITS, u16::to_le_bytes), "encoding = \"utf-16le\"");
    same_as_csv("a.csv", &utf16(VISITS, u16::to_be_bytes), "encoding = \"utf-16be\"");
    let danish = VISITS.replace("V1", "Blåbær");
    let single: Vec<u8> = danish.chars().map(|letter| letter as u8).collect();
    same_as_csv("a.csv", &single, "encoding = \"windows-1252\"");
}

#[test]
fn packed_files() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(VISITS.as_bytes()).unwrap();
    same_as_csv("a.csv.gz", &gzip.finish().unwrap(), "");
    same_as_csv("a.csv.zst", &zstd::encode_all(VISITS.as_bytes(), 3).unwrap(), "");
}

#[test]
fn the_export_that_the_authority_itself_makes() {
    // Padded names, a trailing semicolon, a space for nothing, days first with a time, a banner.
    let rows = VISITS.lines().enumerate().map(|(at, line)| {
        let cells: Vec<&str> = line.split(',').collect();
        let date: Vec<&str> = cells[2].split('-').collect();
        match at {
            0 => " case ; company ;date ; place;\r\n".to_owned(),
            _ => format!(
                "{};{};{}-{}-{} 00:00:00;{};\r\n",
                cells[0], cells[1], date[2], date[1], date[0], cells[3]
            ),
        }
    });
    let text = format!("Udtræk af \"besøg\r\n\r\n{}", rows.collect::<String>());
    let source = "delimiter = \";\"\nskip_lines = 2\ntrim_header = true\ntrailing_delimiter = true\nempty = [\" \"]\n\
                  dates = [\"%d-%m-%Y\", \"%d-%m-%Y %H:%M:%S\"]";
    same_as_csv("a.csv", text.as_bytes(), source);
    // Places are lines of the file as it is, and what stands behind the last semicolon is a cell too many.
    let wrong = text.replace(";N2;\r\n", ";N2;x\r\n");
    let catalogue = with_source("counts", "visits", "a.csv", wrong.as_bytes(), source);
    refused(&catalogue, "row-width", &["a.csv:6"]);
    let wrong = text.replace("30-06-2024 00", "30-06-2024 12");
    let catalogue = with_source("counts", "visits", "a.csv", wrong.as_bytes(), source);
    refused(&catalogue, "format", &["a.csv:6, column `date`"]);
}

#[test]
fn hints_say_what_to_write() {
    let hint = |text: &[u8], says: &str| {
        let catalogue = with_source("counts", "visits", "a.csv", text, "");
        let outcome = catalogue.run::<&str>("check", &[]);
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.stderr.contains(says), "`{says}` is not in\n{}", outcome.stderr);
    };
    hint(VISITS.replace(',', ";").as_bytes(), "delimiter = ';'");
    hint(format!("Visits\n\n{VISITS}").as_bytes(), "skip_lines = 2");
    hint(
        VISITS.replace("case,", " case ,").as_bytes(),
        "trim_header = true at datasets/visits/dataset.toml:10",
    );
    hint(VISITS.replace('\n', ",\n").as_bytes(), "trailing_delimiter = true");
    hint(&utf16(VISITS, u16::to_le_bytes), "encoding = \"utf-16le\"");
    hint(
        &VISITS.replace("V1", "B\u{e5}").chars().map(|letter| letter as u8).collect::<Vec<_>>(),
        "encoding = \"windows-1252\" at datasets/visits/dataset.toml:10",
    );
    let catalogue = with_source(
        "counts",
        "visits",
        "a.csv",
        VISITS.replace("V1", "Blå").as_bytes(),
        "encoding = \"windows-1252\"",
    );
    refused(&catalogue, "source-encoding", &["looks like UTF-8", "datasets/visits/dataset.toml:10"]);
    let catalogue = with_source("counts", "visits", "a.csv", &ods(""), "");
    refused(&catalogue, "source-format", &["kind = \"ods\""]);
}

#[test]
fn json_lines() {
    let rows = visits();
    let lines = rows[1..].iter().map(|row| {
        let members: Vec<String> =
            rows[0].iter().zip(row).map(|(name, cell)| format!("{name:?}: {cell:?}")).collect();
        format!("{{{}}}\n", members.join(", "))
    });
    let text = lines.collect::<String>();
    same_as_csv("a.jsonl", text.as_bytes(), "kind = \"jsonl\"");
    same_as_csv("a.jsonl.zst", &zstd::encode_all(text.as_bytes(), 1).unwrap(), "kind = \"jsonl\"");
    let catalogue = with_source(
        "counts",
        "visits",
        "a.jsonl",
        (text + "{\"case\": [\"HEMMELIG\"]}\n").as_bytes(),
        "kind = \"jsonl\"",
    );
    refused(&catalogue, "nested-value", &["a.jsonl:9"]);
}

#[test]
fn workbooks() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Visits").unwrap();
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (at, row) in visits().iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let (at, column) = (at as u32 + 2, column as u16 + 1);
            if column == 3 && at > 2 && at != 5 {
                let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(cell).unwrap();
                sheet.write_datetime_with_format(at, column, day, &date).unwrap();
            } else {
                sheet.write_string(at, column, cell).unwrap();
            }
        }
    }
    workbook.add_worksheet().set_name("Notes").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    same_as_csv("a.xlsx", &bytes, "kind = \"xlsx\"\nsheet = \"Visits\"\nheader_row = 3");
    let with = |source: &str| with_source("counts", "visits", "a.xlsx", &bytes, source);
    refused(&with("kind = \"xlsx\""), "sheet-unknown", &["2 sheets", "dataset.toml:10"]);
    refused(&with("kind = \"xlsx\"\nsheet = \"Visits\""), "source-empty", &["header_row = 3"]);
    refused(&with("kind = \"ods\""), "source-format", &["kind = \"xlsx\""]);
}

#[test]
fn an_opendocument_sheet_with_a_comment_and_a_million_empty_rows() {
    let rows: String = visits()
        .iter()
        .map(|row| {
            let cell = |(at, cell): (usize, &String)| match cell.starts_with("20") {
                true => format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{cell}\"><text:p>x</text:p></table:table-cell>"),
                false if at == 0 => format!("<table:table-cell office:value-type=\"string\"><office:annotation><text:p>HEMMELIG</text:p></office:annotation><text:p>{cell}</text:p></table:table-cell>"),
                false => format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"),
            };
            format!("<table:table-row>{}<table:table-cell table:number-columns-repeated=\"16380\"/></table:table-row>", row.iter().enumerate().map(cell).collect::<String>())
        })
        .collect();
    let empty = "<table:table-row table:number-rows-repeated=\"1048560\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    same_as_csv("a.ods", &ods(&format!("{rows}{empty}")), "kind = \"ods\"");
    let bomb = format!(
        "{rows}<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"1000000000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
    );
    refused(&with_source("counts", "visits", "a.ods", &ods(&bomb), "kind = \"ods\""), "source-damaged", &[]);
}

#[test]
fn a_header_of_two_rows_is_refused_and_its_lower_row_named() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(0, 0, 0, 1, "Who", &plain).unwrap();
    sheet.merge_range(0, 2, 1, 2, "date", &plain).unwrap();
    sheet.merge_range(0, 3, 1, 3, "place", &plain).unwrap();
    for (at, row) in visits().iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            if at > 0 || column < 2 {
                sheet.write_string(at as u32 + 1, column as u16, cell).unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    same_as_csv("a.xlsx", &bytes, "kind = \"xlsx\"\nheader_row = 2");
    refused(
        &with_source("counts", "visits", "a.xlsx", &bytes, "kind = \"xlsx\""),
        "header-merged",
        &["header_row = 2"],
    );
}

#[test]
fn parquet_files() {
    let schema = "message m { required binary case (UTF8); optional binary company (UTF8); required int32 date (DATE); required binary place; }";
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(schema).unwrap()), Arc::default())
            .unwrap();
    let rows = visits();
    let mut group = writer.next_row_group().unwrap();
    for column in 0..4 {
        let mut chunk = group.next_column().unwrap().unwrap();
        let cells = rows[1..].iter().map(|row| row[column].as_str());
        if column == 2 {
            let epoch = jiff::civil::date(1970, 1, 1);
            let days: Vec<i32> =
                cells.map(|cell| (cell.parse::<jiff::civil::Date>().unwrap() - epoch).get_days()).collect();
            chunk.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
        } else {
            let texts: Vec<ByteArray> = cells.map(ByteArray::from).collect();
            let levels = (column == 1).then(|| vec![1; texts.len()]);
            chunk.typed::<ByteArrayType>().write_batch(&texts, levels.as_deref(), None).unwrap();
        }
        chunk.close().unwrap();
    }
    group.close().unwrap();
    let bytes = writer.into_inner().unwrap();
    same_as_csv("a.parquet", &bytes, "kind = \"parquet\"");
    let cut = with_source("counts", "visits", "a.parquet", &bytes[..bytes.len() - 9], "kind = \"parquet\"");
    refused(&cut, "source-damaged", &[]);
}

#[test]
fn sqlite_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("CREATE TABLE v (c TEXT, company TEXT, date TEXT, place TEXT)").unwrap();
    for row in &visits()[1..] {
        database.execute("INSERT INTO v VALUES (?1, ?2, ?3, ?4)", rusqlite::params_from_iter(row)).unwrap();
    }
    drop(database);
    let bytes = std::fs::read(&path).unwrap();
    let query = "query = \"SELECT c AS 'case', company, date, place FROM v\"";
    same_as_csv("a.db", &bytes, &format!("kind = \"sqlite\"\n{query}"));
    // A dataset of another kind reads from a database too, if it has a query for it.
    let catalogue = with_source("counts", "visits", "a.csv", VISITS.as_bytes(), query);
    let outcome = catalogue.run("check", &["--source", &format!("visits=sqlite:{}", path.display())]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let sqlite =
        |query: &str| with_source("counts", "visits", "a.db", &bytes, &format!("kind = \"sqlite\"\n{query}"));
    refused(&sqlite("query = \"SELECT x FROM v\""), "query-refused", &["no such column: x"]);
    refused(&sqlite("query = \"DELETE FROM v\""), "query-refused", &["no columns"]);
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS 'case', '' AS company, '' AS date, '' AS place FROM n WHERE i < 0";
    refused(
        &sqlite(&format!("timeout_seconds = 1\nquery = \"{endless}\"")),
        "query-refused",
        &["longer than 1 seconds"],
    );
    let blob = "SELECT x'00ff' AS 'case', company, date, place FROM v";
    refused(&sqlite(&format!("query = \"{blob}\"")), "binary-value", &["a.db:1"]);
}

#[test]
fn numbers_with_commas() {
    let rows = "number;name;weight;note\n1.000;a;12,50;\n2;b;0,25;x\n";
    let expected = published(&with_source(
        "rows",
        "goals",
        "a.csv",
        b"number,name,weight,note\n1000,a,12.50,\n2,b,0.25,x\n",
        "",
    ));
    let source = "delimiter = \";\"\ndecimal = \",\"\nthousands = \".\"";
    let found = published(&with_source("rows", "goals", "a.csv", rows.as_bytes(), source));
    assert_eq!(difference(&found, &expected), None);
    let wrong = rows.replace("0,25", "0.25");
    refused(
        &with_source("rows", "goals", "a.csv", wrong.as_bytes(), source),
        "type-mismatch",
        &["a.csv:3, column `weight`"],
    );
}

#[test]
fn keys_belong_to_their_kind() {
    for (source, says) in [
        ("kind = \"jsonl\"\ndelimiter = \";\"", "`delimiter` says nothing"),
        ("sheet = \"x\"", "`sheet` says nothing"),
        ("kind = \"sqlite\"", "asks nothing of its database"),
        ("dates = \"%d-%m-%y\"", "none of the forms"),
        ("dates = [\"%d/%m/%Y\", \"%m/%d/%Y\"]", "as two days"),
        ("thousands = \".\"", "the same mark"),
        (
            "connection = \"postgres://u:HEMMELIG@h/d\"\nquery = \"SELECT 1\"",
            "not the name of an environment variable",
        ),
    ] {
        let catalogue = with_source("counts", "visits", "a.csv", VISITS.as_bytes(), source);
        super::assert_refused(&catalogue.run::<&str>("check", &[]), 2, "rule-incomplete", &[says]);
    }
}
