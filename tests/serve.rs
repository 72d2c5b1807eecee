//! `udstil serve` as a browser meets it: types, ranges, what does not exist, a change, a refusal, the end.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{AS_OF, Catalogue, tree};

/// A server, ended with this value.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: status, header lines in lower case, body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(catalogue: &Catalogue) -> Server {
        Server::start_with(catalogue, &[])
    }

    fn start_with(catalogue: &Catalogue, more: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_udstil"))
            .args(["serve", "--port", "0", "--as-of", AS_OF, "--root"])
            .arg(catalogue.root())
            .arg("--public")
            .arg(catalogue.public())
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr is a pipe")).lines();
        let first = lines.next().expect("the server says where it is").expect("it is text");
        let port = first.split(':').nth(2).and_then(|rest| rest.split('/').next());
        let port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("no port in `{first}`"));
        // What else it says must go somewhere, or it would wait.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, port }
    }

    fn get(&self, path: &str, more: &str) -> Answer {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{more}Connection: close\r\n\r\n",
            self.port
        ))
    }

    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the answer comes");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    /// Asks for the front page until it says what is waited for.
    fn wait_for(&self, status: u16, text: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get("/", "");
            if answer.status == status && answer.body.contains(text) {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "waited for {text}: {}", answer.body);
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn a_browser_gets_what_it_asks_for() {
    let catalogue = Catalogue::of_case("counts");
    let server = Server::start(&catalogue);
    let home = server.wait_for(200, "</html>");
    assert!(home.head.contains("content-type: text/html; charset=utf-8"), "{}", home.head);
    assert!(home.body.contains("/__udstil/reload.js"));
    assert_eq!(server.get("/__udstil/version", "").body.trim(), "1");

    let style = server.get("/style.css", "");
    assert_eq!(style.status, 200);
    assert!(style.head.contains("content-type: text/css") && style.head.contains("accept-ranges: bytes"));
    let part = server.get("/style.css", "Range: bytes=0-9\r\n");
    assert_eq!((part.status, part.body.as_str()), (206, &style.body[..10]));
    assert!(part.head.contains(&format!("content-range: bytes 0-9/{}", style.body.len())), "{}", part.head);
    assert_eq!(server.get("/style.css", "Range: bytes=9999999-\r\n").status, 416);
    let csv = server.get("/data/visits/latest/visits-synthetic.csv", "");
    assert!(csv.status == 200 && csv.head.contains("content-type: text/csv"), "{}", csv.head);

    let nothing = server.get("/nothing/here.html", "");
    assert_eq!(nothing.status, 404);
    assert!(nothing.body.contains("</html>"));
    assert_eq!(server.get("/datasets/visits", "").status, 308);
    assert_eq!(server.get("/datasets/visits/", "").status, 200);
    assert_eq!(server.get("/../Cargo.toml", "").status, 400);
    assert_eq!(
        server
            .ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .status,
        405
    );
    assert_eq!(server.ask("GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n").status, 403);
    assert!(!catalogue.public().exists(), "serving publishes nothing");
}

#[test]
fn a_change_is_seen_and_a_mistake_is_told() {
    let catalogue = Catalogue::of_case("counts");
    let server = Server::start(&catalogue);
    server.wait_for(200, "</html>");
    let file = "datasets/visits/dataset.toml";
    let sound = String::from_utf8(catalogue.read(file)).expect("it is text");
    let title = sound.lines().find(|line| line.starts_with("title")).expect("it has a title").to_owned();

    catalogue.write(file, sound.replace(&title, "title = { en = \"Another title altogether\" }"));
    server.wait_for(200, "Another title altogether");
    catalogue.write(file, sound.replace(&title, "title = { en = \"Not TOML any more <b>\" "));
    let refused = server.wait_for(503, "error[not-toml]");
    assert!(refused.body.contains("datasets/visits/dataset.toml"), "{}", refused.body);
    assert!(!refused.body.contains("<b>"), "{}", refused.body);
    assert_eq!(server.get("/style.css", "").status, 200, "the last good build is still there");
    catalogue.write(file, sound);
    server.wait_for(200, "</html>");
}

#[test]
fn a_preview_keeps_nothing() {
    let catalogue = Catalogue::of_case("counts");
    let (settings, rows) = ("datasets/visits/dataset.toml", "datasets/visits/rows.csv");
    let text = |file: &str| String::from_utf8(catalogue.read(file)).expect("it is text");
    let aside = "on_invalid = \"quarantine\"\nquarantine = { rows = 1 }\n";
    let drift = "\n[[rule]]\nkind = \"row-drift\"\nshare = 0.5\n";
    catalogue.write(settings, format!("{aside}{}{drift}", text(settings)));
    catalogue.write(rows, text(rows).replace("A2,V1,2024-03-31,N1", "A2,V1,no day,N1"));
    let private = |name: &str| catalogue.folder().join(name);
    let path = |name: &str| private(name).display().to_string();
    let (report, rows, ledger) = (path("report"), path("rows"), path("ledger"));
    let server =
        Server::start_with(&catalogue, &["--report", &report, "--quarantine", &rows, "--ledger", &ledger]);
    server.wait_for(200, "</html>");
    for name in ["report", "rows", "ledger"] {
        assert!(private(name).is_dir(), "{name} is looked at");
        assert_eq!(tree(&private(name)).len(), 0, "a preview writes into {name}");
    }
}

#[test]
fn a_private_folder_inside_the_public_one_is_refused() {
    let catalogue = Catalogue::of_case("counts");
    for option in ["--report", "--quarantine", "--ledger", "--sarif"] {
        let inside = catalogue.public().join("inside").display().to_string();
        let outcome = catalogue.run("serve", &["--port", "0", option, &inside]);
        assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("error[private-unfit]: {inside}")), "{}", outcome.stderr);
        assert!(!catalogue.public().exists());
    }
}

#[test]
fn an_interrupt_ends_it_cleanly() {
    let catalogue = Catalogue::of_case("counts");
    let mut server = Server::start(&catalogue);
    server.wait_for(200, "</html>");
    let killed = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = server.child.try_wait().expect("it can be asked") {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not end");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(0));
}
