//! The command line: the only room that knows clap, the terminal, the clock and the environment.

use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::catalog::Secrets;
use crate::commands::{self, Context, Ending, Outcome, PrivatePaths, Synth};
use crate::confidential::Location;
use crate::metadata::mqa::Score;
use crate::private::would_be_published;
use crate::report::human::counted;
use crate::report::{Finding, Place, github, sarif};

/// Publish a public authority's data openly without leaking what must stay secret.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Args)]
struct Global {
    /// The folder that holds datasets/ and schemas/
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder to publish into; default: public/ below the root
    #[arg(long, global = true, value_name = "DIR")]
    public: Option<PathBuf>,
    /// The day for which everything is done; default: SOURCE_DATE_EPOCH or today, in UTC
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// Read a dataset's source from here instead: a path, sqlite:PATH or postgres://…;
    /// `UDSTIL_SOURCE_<ID>` does the same
    #[arg(long = "source", global = true, value_name = "ID=PLACE", value_parser = parse_source)]
    sources: Vec<(String, Location)>,
    /// A file of NAME=VALUE lines with the secrets that policies name; it must lie outside the root.
    /// `UDSTIL_SECRET_<NAME>` in the environment does the same
    #[arg(long, global = true, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// How many threads read a source; default: one for each core
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Write a private quality report of each dataset that is read into this folder
    #[arg(long, global = true, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Put rows that do not conform into this private folder, where a dataset sets them aside
    #[arg(long, global = true, value_name = "DIR")]
    quarantine: Option<PathBuf>,
    /// Keep records of editions in this private folder, to compare the next ones with
    #[arg(long, global = true, value_name = "DIR")]
    ledger: Option<PathBuf>,
    /// Write the findings of build or check as SARIF 2.1.0 into this file
    #[arg(long, global = true, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// How findings are shown: for people on stderr; as JSON lines, or as annotations of a GitHub
    /// workflow, on stdout
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Say nothing but findings
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything, or the named datasets, into the public folder
    Build {
        /// Datasets by identifier
        datasets: Vec<String>,
    },
    /// Find all that build would refuse, and write nothing
    Check {
        /// Print how data.europa.eu would score the metadata, and how to get what is missing
        #[arg(long)]
        mqa: bool,
        /// Datasets by identifier
        datasets: Vec<String>,
    },
    /// Show what a dataset's policy withholds and what its neighbours would, and write nothing
    Plan {
        /// The dataset's identifier
        dataset: String,
    },
    /// Show what build would publish in a browser of this machine, and build anew on each change
    Serve {
        /// The port; 0 for any that is free
        #[arg(long, value_name = "N", default_value_t = 8080)]
        port: u16,
    },
    /// Make synthetic source rows from a dataset's schema, code lists and hints
    Synth {
        /// The dataset's identifier
        dataset: String,
        /// How many rows; default: as many as the sample in the repository has
        #[arg(long, value_name = "N")]
        rows: Option<u64>,
        /// The seed; the same seed gives the same rows
        #[arg(long, value_name = "S")]
        seed: Option<u64>,
        /// Where to write; default: standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// What fails here is shown with its text, so a password is noticed later.
fn parse_source(text: &str) -> Result<(String, Location), String> {
    match text.split_once('=') {
        Some((id, place)) if !id.is_empty() && !place.is_empty() => {
            Ok((id.to_owned(), Location::parse(place.as_ref())))
        }
        _ => Err("expected ID=PATH, ID=sqlite:PATH or ID=postgres://…".to_owned()),
    }
}

/// Runs one command and turns its outcome into an exit code: 0 done, 1 refused with findings, 2 bad
/// usage or configuration. An error is a failure of the world, which `main` turns into 3.
///
/// # Errors
///
/// Fails if the world does: a file that cannot be read, a disk that is full.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if cli.global.sources.iter().any(|(_, place)| place.has_password()) {
        let finding = Finding::error(
            commands::codes::PASSWORD_SHOWN,
            Place::file("command line"),
            "a password stands on the command line, where others on this machine can read it",
        );
        let report = finding.hint("put the connection string into UDSTIL_SOURCE_<ID>").into();
        let outcome = Outcome { report, ending: Ending::Misconfigured, summary: Vec::new() };
        show(&outcome, &cli.global).context("cannot print the findings")?;
        return Ok(ExitCode::from(2));
    }
    let context = context(&cli.global)?;
    let outcome = match cli.command {
        Command::Build { datasets } => commands::build(&context, &datasets)?,
        Command::Check { mqa, datasets } => {
            if mqa {
                let scores = commands::assess(&context, &datasets)?;
                show_scores(&scores, cli.global.format).context("cannot print the scores")?;
            }
            commands::check(&context, &datasets)?
        }
        Command::Plan { dataset } => match commands::plan(&context, &dataset)? {
            Ok(planned) => {
                let text = match cli.global.format {
                    Format::Human | Format::Github => planned.table(),
                    Format::Json => planned.to_json() + "\n",
                };
                io::stdout().lock().write_all(text.as_bytes()).context("cannot print the plan")?;
                return Ok(ExitCode::SUCCESS);
            }
            Err(outcome) => outcome,
        },
        Command::Serve { port } => serve(&context, port, cli.global.quiet)?,
        Command::Synth { dataset, rows, seed, output } => {
            let wanted = Synth { dataset, rows, seed, output };
            commands::synth(&context, &wanted, || match &wanted.output {
                Some(path) => Ok(Box::new(File::create(path)?)),
                None => Ok(Box::new(io::stdout().lock())),
            })?
        }
    };
    show(&outcome, &cli.global).context("cannot print the findings")?;
    if let Some(path) = &cli.global.sarif
        && !would_be_published(path, &context.public)?
    {
        let log = sarif::log(&outcome.report, &annotated_root(&cli.global.root));
        std::fs::write(path, log).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(match outcome.ending {
        Ending::Done => ExitCode::SUCCESS,
        Ending::Refused => ExitCode::from(1),
        Ending::Misconfigured => ExitCode::from(2),
    })
}

/// Serves until the program is interrupted.
fn serve(context: &Context, port: u16, quiet: bool) -> anyhow::Result<Outcome> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    ctrlc::set_handler(move || stopped.store(true, Ordering::Relaxed)).context("cannot wait for Ctrl-C")?;
    let tell = |line: &str| {
        if !quiet {
            // Nobody is there to be told.
            let _ = writeln!(io::stderr(), "{line}");
        }
    };
    Ok(commands::serve(context, port, &stop, &tell)?)
}

fn context(global: &Global) -> anyhow::Result<Context> {
    let mut sources = sources_from_environment();
    sources.extend(global.sources.iter().cloned());
    let threads = match global.threads {
        Some(threads) => threads,
        None => std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    Ok(Context {
        root: global.root.clone(),
        public: global.public.clone().unwrap_or_else(|| global.root.join("public")),
        as_of: match global.as_of {
            Some(date) => date,
            None => today()?,
        },
        sources,
        environment: |name| env::var_os(name),
        threads,
        private: PrivatePaths {
            report: global.report.clone(),
            quarantine: global.quarantine.clone(),
            ledger: global.ledger.clone(),
            sarif: global.sarif.clone(),
        },
        secrets: secrets(global)?,
    })
}

/// The secrets of the environment, and over them those of the file.
fn secrets(global: &Global) -> anyhow::Result<Secrets> {
    let mut all: BTreeMap<String, String> = env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.to_str()?.strip_prefix("UDSTIL_SECRET_")?.to_owned();
            Some((name, value.to_str()?.to_owned()))
        })
        .collect();
    if let Some(path) = &global.secrets {
        let shown = path.display();
        let is_inside = match (path.canonicalize(), global.root.canonicalize()) {
            (Ok(path), Ok(root)) => path.starts_with(root),
            _ => false,
        };
        anyhow::ensure!(!is_inside, "the secrets in {shown} lie in the root, where the catalogue is kept");
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read the secrets in {shown}"))?;
        all.extend(parse_secrets(&text).with_context(|| format!("the secrets in {shown} cannot be used"))?);
    }
    Ok(Secrets::new(all))
}

/// NAME=VALUE lines; empty lines and lines that begin with `#` are skipped. A message names the line
/// only, for what stands there is secret.
fn parse_secrets(text: &str) -> anyhow::Result<Vec<(String, String)>> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            let (name, value) =
                line.split_once('=').with_context(|| format!("line {number} is not NAME=VALUE"))?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// `UDSTIL_SOURCE_RESULTATKRAV_2020` names the source of `resultatkrav-2020`.
fn sources_from_environment() -> BTreeMap<String, Location> {
    env::vars_os()
        .filter_map(|(name, place)| {
            let id = name.to_str()?.strip_prefix("UDSTIL_SOURCE_")?;
            Some((id.to_lowercase().replace('_', "-"), Location::parse(&place)))
        })
        .collect()
}

/// Today in UTC, or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org).
fn today() -> anyhow::Result<Date> {
    let now = match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .parse()
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .with_context(|| format!("SOURCE_DATE_EPOCH is `{seconds}`, not a number of seconds"))?,
        Err(_) => Timestamp::now(),
    };
    Ok(now.to_zoned(TimeZone::UTC).date())
}

fn show_scores(scores: &[(String, Score)], format: Format) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for (dataset, score) in scores {
        match format {
            Format::Human | Format::Github => writeln!(stdout, "{}", score.table(dataset))?,
            Format::Json => writeln!(stdout, "{}", score.to_json(dataset))?,
        }
    }
    stdout.flush()
}

/// What stands before the catalogue's paths in annotations: the root, if it lies below where the
/// program runs, which in a workflow is the repository.
fn annotated_root(root: &Path) -> String {
    let parts: Option<Vec<&str>> = root
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    parts.unwrap_or_default().iter().map(|part| format!("{part}/")).collect()
}

fn show(outcome: &Outcome, global: &Global) -> io::Result<()> {
    let (format, quiet) = (global.format, global.quiet);
    let findings = outcome.report.findings();
    if format == Format::Github {
        let mut stdout = io::stdout().lock();
        stdout.write_all(github::annotations(&outcome.report, &annotated_root(&global.root)).as_bytes())?;
        stdout.flush()?;
    }
    if format == Format::Json {
        let mut stdout = io::stdout().lock();
        for finding in findings {
            writeln!(stdout, "{}", finding.to_json())?;
        }
        stdout.flush()?;
    }
    let mut stderr = io::stderr().lock();
    // The log of a workflow has room for what annotations leave out.
    if matches!(format, Format::Human | Format::Github) {
        for finding in findings {
            writeln!(stderr, "{finding}")?;
        }
    }
    if quiet {
        return Ok(());
    }
    for line in &outcome.summary {
        writeln!(stderr, "{line}")?;
    }
    let (errors, warnings) = (outcome.report.errors(), outcome.report.warnings());
    match outcome.ending {
        Ending::Done if warnings > 0 => {
            writeln!(stderr, "done, with {}", counted(warnings as u64, "warning"))
        }
        Ending::Done => Ok(()),
        Ending::Refused | Ending::Misconfigured => {
            writeln!(stderr, "refused: {}; nothing was published", counted(errors as u64, "error"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn secrets_are_lines_and_faults_do_not_show_them() {
        let secrets = parse_secrets("# p %\nTONS_P = 12.5\n\nK=85\n").unwrap();
        assert_eq!(secrets, [("TONS_P", "12.5"), ("K", "85")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(parse_secrets("12.5").unwrap_err().to_string(), "line 1 is not NAME=VALUE");
    }

    #[test]
    fn a_source_is_an_identifier_and_a_path() {
        assert_eq!(parse_source("rut=/a=b"), Ok(("rut".to_owned(), Location::File("/a=b".into()))));
        assert!(parse_source("rut").is_err());
        assert!(parse_source("=x").is_err());
    }
}
