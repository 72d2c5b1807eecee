//! Examples of how to read a table: short texts to copy, in which every column has its right type.
//!
//! Reading a CSV file with default settings makes numbers of codes; these do not. Names of columns
//! and files need no quoting in any of the languages, since they are letters, digits, `_` and `-`;
//! the catalogue's address is quoted all the same.

use std::fmt::Write as _;

use super::edition_url;
use super::tables::{Described, described, is_text};
use crate::catalog::{CatalogInfo, Dataset};
use crate::release::{ColumnKind, ColumnManifest, Edition, Format};

/// An example of how to read a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// A name for programs: `pandas`, `polars`, `r`, `duckdb`, `power-query` or `curl`.
    pub id: &'static str,
    /// What it is called; the same in all languages.
    pub label: &'static str,
    /// The text.
    pub code: String,
}

/// The examples for a table of an edition; none if it has no CSV file.
pub fn snippets(info: &CatalogInfo, dataset: &Dataset, edition: &Edition, table: &str) -> Vec<Snippet> {
    let tables = described(dataset, edition);
    let Some(table) = tables.iter().find(|described| described.manifest.name == table) else {
        return Vec::new();
    };
    let Some(file) = table.file(Format::Csv) else { return Vec::new() };
    let folder = edition_url(info, &dataset.id, edition.name);
    let url = format!("{folder}{}", file.name);
    let snippet = |id, label, code| Snippet { id, label, code };
    vec![
        snippet("pandas", "Python (pandas)", pandas(table, &url)),
        snippet("polars", "Python (Polars)", polars(table, &url)),
        snippet("r", "R", r(table, &url)),
        snippet("duckdb", "SQL (DuckDB)", duckdb(table, &url)),
        snippet("power-query", "Excel (Power Query)", power_query(table, &url)),
        snippet("curl", "curl", curl(table, &url, &folder)),
    ]
}

/// Lines of `name` and type, one for each column.
fn lines<'a>(table: &Described<'a>, line: impl Fn(&'a ColumnManifest) -> String) -> String {
    table.manifest.columns.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// No word but the empty cell means that a value is missing: `NA` is a code like another.
fn pandas(table: &Described<'_>, url: &str) -> String {
    let columns = lines(table, |column| {
        let kind = match column.kind {
            ColumnKind::Text => "string",
            ColumnKind::Integer => "Int64",
            ColumnKind::Decimal(_) => "Float64",
        };
        format!("        \"{}\": \"{kind}\",", column.name)
    });
    format!(
        "import pandas as pd\n\n\
         table = pd.read_csv(\n    {},\n    dtype={{\n{columns}\n    }},\n    keep_default_na=False,\n    na_values=[\"\"],\n)\n",
        double_quoted(url)
    )
}

fn polars(table: &Described<'_>, url: &str) -> String {
    let columns = lines(table, |column| {
        let kind = match column.kind {
            ColumnKind::Text => "pl.String".to_owned(),
            ColumnKind::Integer => "pl.Int64".to_owned(),
            ColumnKind::Decimal(scale) => format!("pl.Decimal(18, {scale})"),
        };
        format!("        \"{}\": {kind},", column.name)
    });
    format!(
        "import polars as pl\n\n\
         table = pl.read_csv(\n    {},\n    schema={{\n{columns}\n    }},\n)\n",
        double_quoted(url)
    )
}

/// R's whole numbers end at two thousand million, so all numbers are `numeric`.
fn r(table: &Described<'_>, url: &str) -> String {
    let columns = table.manifest.columns.iter().map(|column| {
        format!("    {} = \"{}\"", column.name, if is_text(column) { "character" } else { "numeric" })
    });
    format!(
        "table <- read.csv(\n  {},\n  fileEncoding = \"UTF-8\",\n  na.strings = \"\",\n  colClasses = c(\n{}\n  )\n)\n",
        double_quoted(url),
        columns.collect::<Vec<_>>().join(",\n")
    )
}

fn duckdb(table: &Described<'_>, url: &str) -> String {
    let columns = table.manifest.columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnKind::Text => "VARCHAR".to_owned(),
            ColumnKind::Integer => "BIGINT".to_owned(),
            ColumnKind::Decimal(scale) => format!("DECIMAL(18, {scale})"),
        };
        format!("    '{}': '{kind}'", column.name)
    });
    format!(
        "SELECT *\nFROM read_csv(\n  '{}',\n  header = true,\n  delim = ',',\n  quote = '\"',\n  escape = '\"',\n  \
         columns = {{\n{}\n  }}\n);\n",
        url.replace('\'', "''"),
        columns.collect::<Vec<_>>().join(",\n")
    )
}

/// Power Query's texts double their quotation marks. An empty cell becomes null before types are
/// set, since an empty text is no number.
fn power_query(table: &Described<'_>, url: &str) -> String {
    let columns = table.manifest.columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnKind::Text => "type text",
            ColumnKind::Integer => "Int64.Type",
            ColumnKind::Decimal(_) => "type number",
        };
        format!("        {{\"{}\", {kind}}}", column.name)
    });
    format!(
        "let\n    \
         Source = Csv.Document(Web.Contents(\"{}\"), [Delimiter = \",\", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n    \
         Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = false]),\n    \
         Cells = Table.ReplaceValue(Rows, \"\", null, Replacer.ReplaceValue, Table.ColumnNames(Rows)),\n    \
         Typed = Table.TransformColumnTypes(Cells, {{\n{}\n    }}, \"en-US\")\n\
         in\n    Typed\n",
        url.replace('"', "\"\""),
        columns.collect::<Vec<_>>().join(",\n")
    )
}

/// Every format of the table, and what they are checked against.
fn curl(table: &Described<'_>, url: &str, folder: &str) -> String {
    let mut code = String::new();
    let others = table.manifest.files.iter().filter(|file| file.format != Format::Csv);
    let urls = others.map(|file| format!("{folder}{}", file.name)).chain([format!("{folder}SHA256SUMS")]);
    let _ = write!(code, "curl --fail --location --remote-name-all");
    for url in std::iter::once(url.to_owned()).chain(urls) {
        let _ = write!(code, " \\\n  '{}'", url.replace('\'', "'\\''"));
    }
    code.push_str("\nsha256sum --check --ignore-missing SHA256SUMS\n");
    code
}

/// A text between double quotation marks, as Python and R read it.
fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
