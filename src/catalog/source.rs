//! `[source]` of `dataset.toml`: where the rows are and how they are written.
//!
//! It is read strictly: a key that does not belong to the kind of source is refused, since whoever
//! wrote it expects something to happen. What the keys do to a cell is `confidential::source`'s matter.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::codes;
use super::file::ConfigFile;
use super::record_schema::RecordSchema;
use crate::report::{Finding, Place, Report};

/// What must be known of a dataset to read its source.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    /// Where the rows are and how they are written.
    pub source: &'a SourceSpec,
    /// Which columns they have.
    pub schema: &'a RecordSchema,
}

/// Where the source rows are and how they are written.
#[derive(Clone, Debug)]
pub struct SourceSpec {
    /// What they are kept in.
    pub kind: SourceKind,
    /// The file, below the root; the command line may name another. Empty for a server.
    pub path: String,
    /// The byte between cells.
    pub delimiter: u8,
    /// How the characters of a text file are written.
    pub encoding: Encoding,
    /// How many lines stand before the header of a text file.
    pub skip_lines: u32,
    /// True if white space in column names is put right before they are compared.
    pub trim_header: bool,
    /// True if every record of a text file ends with a delimiter that no cell follows.
    pub trailing_delimiter: bool,
    /// The sheet of a workbook; if left out, the workbook must have one only.
    pub sheet: Option<String>,
    /// The row of a sheet, from 1, that holds the column names.
    pub header_row: u32,
    /// What a database is asked.
    pub query: Option<String>,
    /// The environment variable that holds the connection string of a server.
    pub connection: Option<String>,
    /// How many seconds a server may take for the query.
    pub timeout_seconds: u32,
    /// How cells are written.
    pub cells: CellStyle,
    /// Columns whose cells are written in another way: only what differs.
    pub columns: BTreeMap<String, CellStyle>,
    /// For columns that hold several values in one cell: the character between them.
    pub lists: BTreeMap<String, char>,
    /// For columns whose values are codes: the list they must be in.
    pub codes: BTreeMap<String, CodeCheck>,
    /// The place of `[source]` in `dataset.toml`.
    pub place: Place,
}

/// What source rows are kept in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Text with a mark between cells.
    #[default]
    Csv,
    /// An Office Open XML workbook, as Excel writes it.
    Xlsx,
    /// An OpenDocument workbook, as LibreOffice writes it.
    Ods,
    /// A Parquet file.
    Parquet,
    /// One JSON object in each line.
    Jsonl,
    /// A query to an SQLite file.
    Sqlite,
    /// A query to a PostgreSQL server.
    Postgres,
}

/// How the characters of a text file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16 with a byte order mark that says which of the two.
    #[serde(rename = "utf-16")]
    Utf16,
    /// UTF-16, little end first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, which contains what ISO 8859-1 has.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// How the cells of a source are written, where that is not how conformance wants them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellStyle {
    /// True if white space around a cell means nothing.
    pub trim: Option<bool>,
    /// Texts that stand for an empty cell.
    pub empty: Option<Vec<String>>,
    /// The mark before the decimals of a number.
    pub decimal: Option<char>,
    /// The mark between thousands of a number.
    pub thousands: Option<char>,
    /// The forms of dates other than `2024-12-31`.
    pub dates: Option<Vec<DateForm>>,
}

/// How a date is written: the order of its parts and the mark between them; a time of day may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateForm {
    /// As the configuration writes it.
    pub name: &'static str,
    /// The order of year, month and day.
    pub order: DateOrder,
    /// The mark between them; `None` for eight digits on end.
    pub mark: Option<u8>,
    /// Whether a time of day follows the date: nothing, hours and minutes, or seconds too.
    pub time: TimeForm,
}

/// The order of the parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 31-12-2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
    /// 2024/12/31.
    YearFirst,
}

/// The time of day behind a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeForm {
    /// None.
    None,
    /// 00:00.
    Minutes,
    /// 00:00:00.
    Seconds,
}

/// How a source column refers to a code list.
#[derive(Clone, Debug)]
pub struct CodeCheck {
    /// The list's name.
    pub codelist: String,
    /// How a cell is looked up.
    pub matching: Matching,
    /// Where this is said.
    pub place: Place,
}

/// How a value of a source is looked up in a code list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// The value is a code of the list that no other code has as its parent.
    Exact,
    /// The longest code of the list that the value starts with; one must exist.
    Prefix,
}

impl SourceKind {
    /// As the configuration spells it.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Csv => "csv",
            SourceKind::Xlsx => "xlsx",
            SourceKind::Ods => "ods",
            SourceKind::Parquet => "parquet",
            SourceKind::Jsonl => "jsonl",
            SourceKind::Sqlite => "sqlite",
            SourceKind::Postgres => "postgres",
        }
    }
}

impl Encoding {
    /// As the configuration spells it.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
        }
    }
}

impl SourceSpec {
    /// How the cells of a column are written.
    pub fn style_of(&self, column: &str) -> CellStyle {
        let own = self.columns.get(column).cloned().unwrap_or_default();
        let all = &self.cells;
        CellStyle {
            trim: own.trim.or(all.trim),
            empty: own.empty.or_else(|| all.empty.clone()),
            decimal: own.decimal.or(all.decimal),
            thousands: own.thousands.or(all.thousands),
            dates: own.dates.or_else(|| all.dates.clone()),
        }
    }
}

impl DateForm {
    const fn new(name: &'static str, order: DateOrder, mark: Option<u8>, time: TimeForm) -> DateForm {
        DateForm { name, order, mark, time }
    }

    /// True if a text could be read by both forms and mean two different days.
    fn contradicts(&self, other: &DateForm) -> bool {
        self.order != other.order && self.mark == other.mark && self.time == other.time
    }
}

/// The forms of dates there are. `2024-12-31` alone is always understood.
#[rustfmt::skip]
pub const DATE_FORMS: [DateForm; 21] = {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    use TimeForm::{Minutes, None as NoTime, Seconds};
    [
        DateForm::new("%d-%m-%Y", DayFirst, Some(b'-'), NoTime),
        DateForm::new("%d-%m-%Y %H:%M", DayFirst, Some(b'-'), Minutes),
        DateForm::new("%d-%m-%Y %H:%M:%S", DayFirst, Some(b'-'), Seconds),
        DateForm::new("%d.%m.%Y", DayFirst, Some(b'.'), NoTime),
        DateForm::new("%d.%m.%Y %H:%M", DayFirst, Some(b'.'), Minutes),
        DateForm::new("%d.%m.%Y %H:%M:%S", DayFirst, Some(b'.'), Seconds),
        DateForm::new("%d/%m/%Y", DayFirst, Some(b'/'), NoTime),
        DateForm::new("%d/%m/%Y %H:%M", DayFirst, Some(b'/'), Minutes),
        DateForm::new("%d/%m/%Y %H:%M:%S", DayFirst, Some(b'/'), Seconds),
        DateForm::new("%m/%d/%Y", MonthFirst, Some(b'/'), NoTime),
        DateForm::new("%m/%d/%Y %H:%M", MonthFirst, Some(b'/'), Minutes),
        DateForm::new("%m/%d/%Y %H:%M:%S", MonthFirst, Some(b'/'), Seconds),
        DateForm::new("%m-%d-%Y", MonthFirst, Some(b'-'), NoTime),
        DateForm::new("%Y/%m/%d", YearFirst, Some(b'/'), NoTime),
        DateForm::new("%Y.%m.%d", YearFirst, Some(b'.'), NoTime),
        DateForm::new("%Y/%m/%d %H:%M:%S", YearFirst, Some(b'/'), Seconds),
        DateForm::new("%Y-%m-%d", YearFirst, Some(b'-'), NoTime),
        DateForm::new("%Y-%m-%d %H:%M", YearFirst, Some(b'-'), Minutes),
        DateForm::new("%Y-%m-%d %H:%M:%S", YearFirst, Some(b'-'), Seconds),
        DateForm::new("%Y%m%d", YearFirst, None, NoTime),
        DateForm::new("%d%m%Y", DayFirst, None, NoTime),
    ]
};

/// `[source]` as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFile {
    #[serde(default)]
    kind: SourceKind,
    path: Option<String>,
    delimiter: Option<Spanned<char>>,
    encoding: Option<Spanned<Encoding>>,
    skip_lines: Option<Spanned<u32>>,
    trim_header: Option<Spanned<bool>>,
    trailing_delimiter: Option<Spanned<bool>>,
    sheet: Option<Spanned<String>>,
    header_row: Option<Spanned<u32>>,
    query: Option<Spanned<String>>,
    connection: Option<Spanned<String>>,
    timeout_seconds: Option<Spanned<u32>>,
    trim: Option<Spanned<bool>>,
    empty: Option<Spanned<Vec<String>>>,
    decimal: Option<Spanned<char>>,
    thousands: Option<Spanned<char>>,
    dates: Option<Spanned<DatesFile>>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<StyleFile>>,
    #[serde(default)]
    lists: BTreeMap<String, Spanned<char>>,
    #[serde(default)]
    codes: BTreeMap<String, Spanned<CodesFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StyleFile {
    trim: Option<bool>,
    empty: Option<Vec<String>>,
    decimal: Option<Spanned<char>>,
    thousands: Option<Spanned<char>>,
    dates: Option<Spanned<DatesFile>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DatesFile {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CodesFile {
    Name(String),
    Full(CodesTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesTable {
    codelist: String,
    matching: Matching,
}

/// Parses `[source]` for a dataset with these schema columns.
pub(super) fn parse(
    file: &ConfigFile,
    source: &Spanned<SourceFile>,
    folder: &str,
    columns: &[&str],
    report: &mut Report,
) -> Option<SourceSpec> {
    let before = report.errors();
    let place = file.place(source);
    let source = source.get_ref();
    let mut check = Checker { file, report };
    check.keys(source, &place);
    check.names(source, columns);
    let cells = CellStyle {
        trim: source.trim.as_ref().map(|trim| *trim.get_ref()),
        empty: source.empty.as_ref().map(|empty| empty.get_ref().clone()),
        decimal: check.mark(source.decimal.as_ref(), "decimal", &['.', ',']),
        thousands: check.mark(source.thousands.as_ref(), "thousands", &THOUSANDS),
        dates: check.dates(source.dates.as_ref()),
    };
    let columns =
        source.columns.iter().map(|(name, style)| (name.clone(), check.style(style.get_ref()))).collect();
    let spec = SourceSpec {
        kind: source.kind,
        path: source.path.as_ref().map(|path| format!("{folder}/{path}")).unwrap_or_default(),
        delimiter: check.delimiter(source.delimiter.as_ref()),
        encoding: source.encoding.as_ref().map(|encoding| *encoding.get_ref()).unwrap_or_default(),
        skip_lines: value(&source.skip_lines).unwrap_or(0),
        trim_header: value(&source.trim_header).unwrap_or(false),
        trailing_delimiter: value(&source.trailing_delimiter).unwrap_or(false),
        sheet: source.sheet.as_ref().map(|sheet| sheet.get_ref().clone()),
        header_row: value(&source.header_row).unwrap_or(1),
        query: source.query.as_ref().map(|query| query.get_ref().clone()),
        connection: source.connection.as_ref().map(|name| name.get_ref().clone()),
        timeout_seconds: value(&source.timeout_seconds).unwrap_or(300),
        cells,
        columns,
        lists: source.lists.iter().map(|(name, mark)| (name.clone(), *mark.get_ref())).collect(),
        codes: source
            .codes
            .iter()
            .map(|(name, codes)| (name.clone(), code_check(file, name, codes)))
            .collect(),
        place,
    };
    check.marks_differ(&spec);
    (report.errors() == before).then_some(spec)
}

const THOUSANDS: [char; 6] = ['.', ',', '\'', ' ', '\u{a0}', '\u{202f}'];

fn value<T: Copy>(spanned: &Option<Spanned<T>>) -> Option<T> {
    spanned.as_ref().map(|value| *value.get_ref())
}

fn code_check(file: &ConfigFile, column: &str, codes: &Spanned<CodesFile>) -> CodeCheck {
    let (codelist, matching) = match codes.get_ref() {
        CodesFile::Name(codelist) => (codelist.clone(), Matching::Exact),
        CodesFile::Full(full) => (full.codelist.clone(), full.matching),
    };
    CodeCheck { codelist, matching, place: file.place(codes).column(column) }
}

struct Checker<'a> {
    file: &'a ConfigFile,
    report: &'a mut Report,
}

impl Checker<'_> {
    fn incomplete(&mut self, place: Place, message: impl Into<String>, hint: &str) {
        self.report.push(Finding::error(codes::RULE_INCOMPLETE, place, message).hint(hint));
    }

    /// Each key belongs to some kinds of source, and some kinds need one.
    fn keys(&mut self, source: &SourceFile, place: &Place) {
        use SourceKind::{Csv, Jsonl, Ods, Parquet, Postgres, Sqlite, Xlsx};
        let kind = source.kind;
        let at = |file: &ConfigFile, key: &str| -> Option<Place> {
            macro_rules! place_of {
                ($($field:ident)*) => {
                    match key {
                        $(stringify!($field) => source.$field.as_ref().map(|value| file.place(value)),)*
                        _ => None,
                    }
                };
            }
            place_of!(delimiter encoding skip_lines trim_header trailing_delimiter sheet header_row connection
                timeout_seconds trim empty decimal thousands dates)
        };
        const KEYS: [(&str, &[SourceKind]); 14] = [
            ("delimiter", &[Csv]),
            ("encoding", &[Csv, Jsonl]),
            ("skip_lines", &[Csv]),
            ("trim_header", &[Csv, Xlsx, Ods]),
            ("trailing_delimiter", &[Csv]),
            ("sheet", &[Xlsx, Ods]),
            ("header_row", &[Xlsx, Ods]),
            ("connection", &[Postgres]),
            ("timeout_seconds", &[Postgres, Sqlite]),
            ("trim", &[Csv, Xlsx, Ods, Jsonl]),
            ("empty", &[Csv, Xlsx, Ods, Jsonl]),
            ("decimal", &[Csv, Xlsx, Ods, Jsonl]),
            ("thousands", &[Csv, Xlsx, Ods, Jsonl]),
            ("dates", &[Csv, Xlsx, Ods, Jsonl]),
        ];
        for (key, kinds) in KEYS {
            // A query may stand by for a database that the command line names.
            let stands_by = source.query.is_some() && matches!(key, "connection" | "timeout_seconds");
            let Some(at) = at(self.file, key).filter(|_| !kinds.contains(&kind) && !stands_by) else {
                continue;
            };
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            self.incomplete(
                at.column(key),
                format!("`{key}` says nothing of a source of kind `{}`", kind.name()),
                &format!("it belongs to {}", names.join(", ")),
            );
        }
        if let Some((name, style)) =
            source.columns.first_key_value().filter(|_| matches!(kind, Parquet | Sqlite | Postgres))
        {
            let place = self.file.place(style).column(name);
            self.incomplete(
                place,
                format!("cells of kind `{}` have types of their own", kind.name()),
                "`[source.columns]` is for texts",
            );
        }
        if source.path.is_none() && kind != Postgres {
            self.incomplete(
                place.clone().column("path"),
                "`[source]` names no file",
                "`path` is below the dataset's folder",
            );
        }
        if source.query.is_none() && matches!(kind, Sqlite | Postgres) {
            self.incomplete(
                place.clone().column("query"),
                "`[source]` asks nothing of its database",
                "such as query = \"SELECT …\"",
            );
        }
        if let Some(row) = source.header_row.as_ref().filter(|row| *row.get_ref() == 0) {
            self.incomplete(
                self.file.place(row).column("header_row"),
                "rows are counted from 1",
                "1 is the first row of the sheet",
            );
        }
        if let Some(seconds) =
            source.timeout_seconds.as_ref().filter(|seconds| !(1..=86_400).contains(seconds.get_ref()))
        {
            self.incomplete(
                self.file.place(seconds).column("timeout_seconds"),
                "a query may take 1 to 86400 seconds",
                "300 if left out",
            );
        }
        if let Some(name) = source.connection.as_ref().filter(|name| !is_variable(name.get_ref())) {
            // What stands here may be a connection string, with its password.
            self.incomplete(
                self.file.place(name).column("connection"),
                "`connection` is not the name of an environment variable",
                "capital letters, digits and `_`; the connection string itself belongs in that variable, never in a file",
            );
        }
    }

    /// Whatever is said of a column must be said of a column of the schema.
    fn names(&mut self, source: &SourceFile, columns: &[&str]) {
        let named: Vec<(&String, Place)> =
            (source.lists.iter().map(|(name, value)| (name, self.file.place(value))))
                .chain(source.codes.iter().map(|(name, value)| (name, self.file.place(value))))
                .chain(source.columns.iter().map(|(name, value)| (name, self.file.place(value))))
                .collect();
        for (name, place) in named {
            if !columns.contains(&name.as_str()) {
                self.report.push(Finding::error(
                    codes::COLUMN_UNKNOWN,
                    place.column(name),
                    format!("`{name}` is not a column of the schema"),
                ));
            }
        }
    }

    fn delimiter(&mut self, delimiter: Option<&Spanned<char>>) -> u8 {
        let Some(spanned) = delimiter else { return b',' };
        let delimiter = *spanned.get_ref();
        if !matches!(delimiter, ',' | ';' | '\t' | '|') {
            let place = self.file.place(spanned).column("delimiter");
            let message = "`delimiter` must be a comma, semicolon, tab or bar";
            self.report.push(Finding::error(codes::RULE_INCOMPLETE, place, message));
        }
        delimiter as u8
    }

    fn mark(&mut self, mark: Option<&Spanned<char>>, key: &str, known: &[char]) -> Option<char> {
        let mark = mark?;
        if !known.contains(mark.get_ref()) {
            let place = self.file.place(mark).column(key);
            let known: Vec<String> = known.iter().map(|mark| format!("{mark:?}")).collect();
            self.incomplete(place, format!("`{key}` is none of the marks there are"), &known.join(", "));
        }
        Some(*mark.get_ref())
    }

    fn dates(&mut self, dates: Option<&Spanned<DatesFile>>) -> Option<Vec<DateForm>> {
        let dates = dates?;
        let place = self.file.place(dates).column("dates");
        let names = match dates.get_ref() {
            DatesFile::One(name) => std::slice::from_ref(name),
            DatesFile::Several(names) => names,
        };
        let mut forms: Vec<DateForm> = Vec::new();
        for name in names {
            let Some(form) = DATE_FORMS.iter().find(|form| form.name == name) else {
                let known: Vec<&str> = DATE_FORMS.iter().map(|form| form.name).collect();
                let message = format!("`{name}` is none of the forms of dates there are");
                self.incomplete(place.clone(), message, &format!("there are {}", known.join(", ")));
                continue;
            };
            if let Some(other) = forms.iter().find(|other| other.contradicts(form)) {
                self.incomplete(
                    place.clone(),
                    format!("`{}` and `{name}` read one text as two days", other.name),
                    "only one of them can hold for a column; `[source.columns]` sets it for each",
                );
            }
            forms.push(*form);
        }
        Some(forms)
    }

    fn style(&mut self, style: &StyleFile) -> CellStyle {
        CellStyle {
            trim: style.trim,
            empty: style.empty.clone(),
            decimal: self.mark(style.decimal.as_ref(), "decimal", &['.', ',']),
            thousands: self.mark(style.thousands.as_ref(), "thousands", &THOUSANDS),
            dates: self.dates(style.dates.as_ref()),
        }
    }

    /// A mark that could be either would make `1.234` two numbers.
    fn marks_differ(&mut self, spec: &SourceSpec) {
        let styles =
            std::iter::once(spec.cells.clone()).chain(spec.columns.keys().map(|name| spec.style_of(name)));
        if styles.into_iter().any(|style| style.thousands == Some(style.decimal.unwrap_or('.'))) {
            self.incomplete(
                spec.place.clone().column("thousands"),
                "`thousands` and `decimal` are the same mark",
                "`decimal` is a point if left out",
            );
        }
    }
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
