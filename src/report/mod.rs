//! What the house says about someone's data or configuration.
//!
//! A [`Finding`] has a code, a place and a hint, and is collected to the end so that a steward sees
//! all of them at once. It deliberately cannot hold a source value: the rooms that read a source
//! count violations as numbers (rule, column, first row) and write the text afterwards, from the
//! rule alone, when the rows are gone. Trouble with the world (a full disk, a missing file) is not
//! a finding but a failure, and each room has its own error type for that.
//!
//! One model, several faces, each a file below: people's ([`human`]), scripts' ([`json`]), code
//! scanning's ([`sarif`]), GitHub's ([`github`]) and the private page of a dataset ([`html`]). They make
//! texts and print nothing.

pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod quality;
pub mod sarif;

use std::fmt;

use serde::Serialize;

pub use quality::{Check, Quality};

/// The name of a rule in kebab case, with what it means.
///
/// Each room declares its own codes, so that this floor knows nothing of the rooms above it. All
/// codes are listed in `docs/findings.md`; a test holds the two together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The name that is printed and that a script may match on. It never changes once released.
    pub name: &'static str,
    /// One sentence: what is wrong when this code is shown.
    pub meaning: &'static str,
}

impl Code {
    /// Declares a code.
    pub const fn new(name: &'static str, meaning: &'static str) -> Code {
        Code { name, meaning }
    }
}

/// Declares a room's codes as constants of a visibility, and `ALL` of them as a list.
macro_rules! codes {
    ($vis:vis, $($ident:ident = $name:literal, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            $vis const $ident: $crate::report::Code = $crate::report::Code::new($name, $meaning);
        )*
        /// Every code of this room.
        $vis const ALL: &[$crate::report::Code] = &[$($ident),*];
    };
}
pub(crate) use codes;

/// Whether a finding stops publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while this stands.
    Error,
    /// Worth a look; publication goes on.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// Where a finding was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as a path below the catalogue's root with `/` between its parts.
    pub path: String,
    /// The line in that file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The row of a source, with its header as row 1; the first one if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The name of the column or key, as the configuration spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(path: &str) -> Place {
        Place { path: path.to_owned(), ..Place::default() }
    }

    /// A line of a file, from 1.
    pub fn line(path: &str, line: u64) -> Place {
        Place { line: Some(line), ..Place::file(path) }
    }

    /// The same place, narrowed to a column or key.
    pub fn column(mut self, column: &str) -> Place {
        self.column = Some(column.to_owned());
        self
    }

    /// The same place, said to be this row of a source, with its header as row 1.
    pub fn row(mut self, row: u64) -> Place {
        self.row = Some(row);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        Ok(())
    }
}

/// The line that made a rule. It is a line of the configuration, which lies in the open, so it may be
/// shown; of a source, no line ever is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The file, as a path below the catalogue's root.
    pub path: String,
    /// The line, from 1.
    pub line: u64,
    /// What stands there, without blanks around it, and cut if it is long.
    pub text: String,
}

impl Excerpt {
    /// No more characters than this are shown of a line.
    const LONGEST: usize = 100;

    /// A line of a configuration file's text; empty if the file has no such line.
    pub fn of(path: &str, text: &str, line: u64) -> Excerpt {
        let at = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let whole = text.lines().nth(at).unwrap_or_default().trim();
        let mut shown: String = whole.chars().take(Excerpt::LONGEST).collect();
        if shown.len() < whole.len() {
            shown.push('…');
        }
        Excerpt { path: path.to_owned(), line, text: shown }
    }
}

/// One thing that is wrong, where, by which rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Whether it stops publication.
    pub severity: Severity,
    /// What is wrong, without a value of the source.
    pub message: String,
    /// Where.
    pub place: Place,
    /// How many rows it concerns, where it concerns rows.
    pub count: Option<u64>,
    /// The line of the configuration that made the rule, where one did.
    pub rule: Option<Excerpt>,
    /// The way out.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding that stops publication.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: Severity::Error,
            message: message.into(),
            place,
            count: None,
            rule: None,
            hint: None,
        }
    }

    /// A finding that does not stop publication.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::error(code, place, message) }
    }

    /// The same finding with a way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding with the line that made its rule.
    pub fn rule(mut self, rule: Excerpt) -> Finding {
        self.rule = Some(rule);
        self
    }

    /// The same finding, said of this many rows.
    pub fn count(mut self, rows: u64) -> Finding {
        self.count = Some(rows);
        self
    }
}

/// All findings of one run, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// A report without findings.
    pub fn new() -> Report {
        Report::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds all findings of another report.
    pub fn extend(&mut self, other: Report) {
        self.findings.extend(other.findings);
    }

    /// The same findings, none of which stops publication.
    pub fn as_warnings(mut self) -> Report {
        self.findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
        self
    }

    /// The findings.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings, in the order in which they were found.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// How many findings stop publication.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// How many findings do not.
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }

    /// True if anything here stops publication.
    pub fn refuses(&self) -> bool {
        self.errors() > 0
    }
}

impl From<Finding> for Report {
    fn from(finding: Finding) -> Report {
        Report { findings: vec![finding] }
    }
}
