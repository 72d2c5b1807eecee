//! Where a source is, as the command line, the environment or the catalogue says.
//!
//! A connection string holds a password. It is never shown: not in `Debug`, not in findings, not in
//! failures.

use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;

/// Where a source is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of the kind that the dataset declares.
    File(PathBuf),
    /// An SQLite file, to be asked the dataset's query.
    Sqlite(PathBuf),
    /// A PostgreSQL server, to be asked the dataset's query: its connection string.
    Postgres(String),
}

impl Location {
    /// `postgres://…` or `postgresql://…` is a server, `sqlite:…` a database file, and all else the
    /// path of a file.
    pub fn parse(text: &OsStr) -> Location {
        match text.to_str() {
            Some(uri) if uri.starts_with("postgres://") || uri.starts_with("postgresql://") => {
                Location::Postgres(uri.to_owned())
            }
            Some(uri) => match uri.strip_prefix("sqlite:") {
                Some(path) => Location::Sqlite(path.strip_prefix("//").unwrap_or(path).into()),
                None => Location::File(uri.into()),
            },
            None => Location::File(text.into()),
        }
    }

    /// True if a password stands in it.
    pub fn has_password(&self) -> bool {
        let Location::Postgres(uri) = self else { return false };
        let (server, parameters) = uri.split_once('?').unwrap_or((uri, ""));
        let authority = server.split_once("://").map_or("", |(_, rest)| rest);
        // A password may hold an unescaped `/`; what matters is that there is one.
        authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
            || parameters.contains("password=")
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::File(path) => write!(f, "File({path:?})"),
            Location::Sqlite(path) => write!(f, "Sqlite({path:?})"),
            Location::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_says_what_it_is() {
        let parse = |text: &str| Location::parse(OsStr::new(text));
        assert_eq!(parse("rows.csv"), Location::File("rows.csv".into()));
        assert_eq!(parse("sqlite:a/b.db"), Location::Sqlite("a/b.db".into()));
        assert_eq!(parse("sqlite:///a/b.db"), Location::Sqlite("/a/b.db".into()));
        assert!(matches!(parse("postgresql://x/y"), Location::Postgres(_)));
    }

    #[test]
    fn a_password_is_noticed_and_never_shown() {
        for (uri, has_password) in [
            ("postgres://reader:hemmelig@db/rut", true),
            ("postgres://db/rut?user=a&password=hemmelig", true),
            ("postgres://reader@db:5432/rut", false),
            ("postgres://db:5432/rut", false),
        ] {
            let location = Location::parse(OsStr::new(uri));
            assert_eq!(location.has_password(), has_password, "{uri}");
            assert_eq!(format!("{location:?}"), "Postgres(…)");
        }
    }
}
