//! A register in PostgreSQL: a real server in a temporary folder, started and stopped here.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::assert_refused;
use super::common::{Catalogue, Outcome, repository, run, skip, tree, udstil_in};

/// A server that only its own folder's socket reaches.
struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    is_root: bool,
}

impl Server {
    /// Starts a server with the register in it, or says why there is none.
    fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            skip("there is no PostgreSQL server (Debian's package `postgresql`)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary directory");
        // The server does not run as root.
        let is_root = fs::metadata(folder.path()).expect("it was just made").uid() == 0;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
        fs::write(folder.path().join("password"), "HEMMELIG-chef").expect("the file is written");
        if is_root {
            let status = Command::new("chown").args(["-R", "postgres"]).arg(folder.path()).status();
            assert!(status.expect("chown starts").success(), "there is a user `postgres`");
        }
        let server = Server { folder, programs, is_root };
        let (data, password) = (server.path("data"), server.path("password"));
        server.program(
            "initdb",
            &["-D", &data, "-U", "chef", "-A", "scram-sha-256", "--pwfile", &password, "-N"],
        );
        let options = format!("-h '' -k {} -F", server.folder.path().display());
        let log = server.path("log");
        server.program("pg_ctl", &["-D", &data, "-w", "-l", &log, "-o", &options, "start"]);
        let mut client = postgres::Client::connect(&server.uri("chef", "HEMMELIG-chef"), postgres::NoTls)
            .expect("it answers");
        let register =
            fs::read_to_string(repository().join("tests/sources/rut/register.sql")).expect("it is there");
        client.batch_execute(&register).expect("the register is sound");
        Some(server)
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn uri(&self, user: &str, password: &str) -> String {
        format!(
            "postgresql:///postgres?host={}&user={user}&password={password}",
            self.folder.path().display()
        )
    }

    fn program(&self, name: &str, arguments: &[&str]) {
        let program = self.programs.join(name);
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        let status =
            command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/").status();
        assert!(status.expect("the program starts").success(), "{name} ends well");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.program("pg_ctl", &["-D", &self.path("data"), "-w", "-m", "immediate", "stop"]);
    }
}

/// Where Debian keeps the newest server, or else the folder of `pg_ctl` on the PATH.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .chain(std::env::split_paths(&std::env::var_os("PATH")?))
        .filter(|folder| folder.join("pg_ctl").exists() && folder.join("initdb").exists())
        .collect();
    folders.sort();
    folders.pop()
}

fn catalogue() -> Catalogue {
    Catalogue::copy_of(&repository().join("tests/sources/rut"))
}

fn run_with(catalogue: &Catalogue, verb: &str, variable: &str, uri: &str) -> Outcome {
    let mut command = udstil_in(verb, &catalogue.root(), &catalogue.public());
    command.env(variable, uri);
    run(command)
}

fn check_query(catalogue: &Catalogue, query: &str, uri: &str) -> Outcome {
    let path = "datasets/rut/dataset.toml";
    let text = String::from_utf8(catalogue.read(path)).unwrap();
    let (before, rest) = text.split_once("query = \"\"\"").unwrap();
    let (_, after) = rest.split_once("\"\"\"").unwrap();
    let copy = self::catalogue();
    copy.write(path, format!("{before}query = \"\"\"{query}\"\"\"{after}"));
    run_with(&copy, "check", "RUT_DATABASE", uri)
}

#[test]
fn a_register_is_read_from_a_server() {
    let Some(server) = Server::start() else { return };
    let catalogue = catalogue();
    let uri = server.uri("reader", "HEMMELIG-adgang");
    let outcome = run_with(&catalogue, "build", "RUT_DATABASE", &uri);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let table =
        fs::read_to_string(catalogue.public().join("data/rut/latest/services-synthetic.csv")).unwrap();
    assert_eq!(
        table.lines().skip(1).collect::<Vec<_>>(),
        ["2024-Q1,DE,3,,10,", "2024-Q1,PL,,c,,c"],
        "{table}"
    );
    for (path, bytes) in tree(&catalogue.public()) {
        assert!(!bytes.windows(8).any(|window| window == b"HEMMELIG"), "{path} tells a secret");
    }
    // The variable that every dataset has goes before the one that it names.
    let outcome = run_with(&catalogue, "check", "UDSTIL_SOURCE_RUT", &uri);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let outcome = catalogue.run::<&str>("check", &[]);
    assert_refused(&outcome, 1, "source-missing", &["`RUT_DATABASE`"]);

    bad_answers(&catalogue, &server, &uri);
}

fn bad_answers(catalogue: &Catalogue, server: &Server, uri: &str) {
    let password = run_with(catalogue, "check", "RUT_DATABASE", &server.uri("reader", "HEMMELIG-forkert"));
    assert_refused(&password, 3, "", &["refused the user or the password (SQLSTATE 28P01)"]);
    let nowhere = run_with(catalogue, "check", "RUT_DATABASE", "postgres://reader:HEMMELIG@127.0.0.1:1/x");
    assert_refused(&nowhere, 3, "", &["cannot be reached"]);
    let elsewhere =
        run_with(catalogue, "check", "RUT_DATABASE", "postgres://reader:HEMMELIG@db.example.org/x");
    assert_refused(&elsewhere, 1, "connection-plain", &["tunnel"]);
    let nonsense = run_with(catalogue, "check", "RUT_DATABASE", "postgres://reader:HEMMELIG@[/x");
    assert_refused(&nonsense, 3, "", &["cannot be understood"]);

    let columns = "c.rut_number, c.name AS company, c.country, s.start_date, s.notified_at, s.posted, s.is_construction";
    let from = "FROM service s JOIN company c USING (rut_number)";
    let check = |query: &str| check_query(catalogue, query, uri);
    assert_refused(
        &check("SELECT x FROM nowhere"),
        1,
        "query-refused",
        &["nowhere", "42P01", "dataset.toml"],
    );
    assert_refused(&check("DELETE FROM company RETURNING *"), 1, "", &[]);
    assert_refused(
        &check(&format!("SELECT {columns}, 1 AS extra {from}")),
        1,
        "header-unknown",
        &["postgres:rut"],
    );
    let fails = columns.replace("s.posted", "CASE WHEN s.id > 0 THEN c.name::integer ELSE 1 END AS posted");
    assert_refused(
        &check(&format!("SELECT {fails} {from}")),
        1,
        "query-refused",
        &["failed on a row (SQLSTATE 22P02)"],
    );
    let wrong = columns.replace("c.country", "'XX' AS country");
    assert_refused(
        &check(&format!("SELECT {wrong} {from} ORDER BY s.id")),
        1,
        "code-unknown",
        &["postgres:rut:1, column `country`", "4 rows"],
    );
    let slow = columns.replace("s.posted", "(CASE WHEN pg_sleep(60) IS NULL THEN 1 END) AS posted");
    let text = String::from_utf8(catalogue.read("datasets/rut/dataset.toml")).unwrap();
    catalogue.write("datasets/rut/dataset.toml", text.replace("timeout_seconds = 30", "timeout_seconds = 1"));
    assert_refused(
        &check_query(catalogue, &format!("SELECT {slow} {from}"), uri),
        1,
        "query-refused",
        &["longer than 1 seconds"],
    );

    // The server ends the connection when half of the rows have gone out.
    let ends = columns.replace(
        "s.posted",
        "CASE WHEN n = 200000 THEN pg_terminate_backend(pg_backend_pid())::integer ELSE 1 END AS posted",
    );
    let query = format!("SELECT {ends} {from} CROSS JOIN generate_series(1, 400000) AS n");
    let chief = server.uri("chef", "HEMMELIG-chef");
    let outcome = check_query(&self::catalogue(), &query, &chief);
    assert_refused(&outcome, 3, "", &["cannot read the source postgres:rut"]);
    assert!(!Path::new(&catalogue.public().join("nothing")).exists());
}
