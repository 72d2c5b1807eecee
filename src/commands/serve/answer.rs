//! One request and its answer: a file of the preview with its type, a part of it, or why there is none.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tiny_http::{Header, Method, Request, Response, StatusCode};

use super::Shown;

/// What every page gets besides: it asks for the number of builds, and loads itself anew.
const RELOAD: &str = "\
let seen;
setInterval(async () => {
  try {
    const now = await (await fetch('/__udstil/version', { cache: 'no-store' })).text();
    if (seen !== undefined && now !== seen) location.reload();
    seen = now;
  } catch {
    // The server has stopped; a new one will answer.
  }
}, 700);
";

type Body = Box<dyn Read + Send>;

/// Answers a request.
pub(super) fn answer(request: Request, shown: &Shown) -> io::Result<()> {
    let response = respond(&request, shown);
    request.respond(response)
}

fn respond(request: &Request, shown: &Shown) -> Response<Body> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(405, "only GET and HEAD are answered here");
    }
    if !is_local(header(request, "Host").unwrap_or_default()) {
        return plain(403, "only requests to this machine by its own name are answered");
    }
    let url = request.url();
    let path = url.split(['?', '#']).next().unwrap_or_default();
    match path {
        "/__udstil/version" => return plain(200, &shown.version.to_string()),
        "/__udstil/reload.js" => return typed(200, "text/javascript; charset=utf-8", RELOAD.into()),
        _ => {}
    }
    let Some(parts) = parts(path) else { return plain(400, "this is no path of a site") };
    let is_page = path.ends_with('/') || path.ends_with(".html");
    let Some(folder) = &shown.folder else {
        return page_of(shown.refusal.as_deref().unwrap_or("The first build is under way."));
    };
    if let (Some(refusal), true) = (&shown.refusal, is_page) {
        return page_of(refusal);
    }
    let public = folder.path().join("public");
    let mut file = parts.iter().fold(public.clone(), |path, part| path.join(part));
    if file.is_dir() {
        if !path.ends_with('/') {
            let header = Header::from_bytes("Location", format!("{path}/"));
            let response = plain(308, "a folder ends in a slash");
            return header.map_or_else(|()| plain(400, "bad path"), |header| response.with_header(header));
        }
        file = file.join("index.html");
    }
    match fs::metadata(&file) {
        Ok(metadata) if metadata.is_file() && is_html(&file) => page(200, &file),
        Ok(metadata) if metadata.is_file() => part(&file, metadata.len(), header(request, "Range")),
        _ => page(404, &public.join("404.html")),
    }
}

fn header<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

/// True for the names that only this machine answers to, with any port.
fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// The parts of a path, decoded; `None` if it could lead out of the folder.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in path.strip_prefix('/')?.split('/') {
        let part = decoded(part)?;
        if part.is_empty() {
            continue;
        }
        if part == "." || part == ".." || part.contains(['/', '\\', '\0', ':']) {
            return None;
        }
        parts.push(part);
    }
    Some(parts)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_html(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "ttl" => "text/turtle; charset=utf-8",
        "rdf" => "application/rdf+xml",
        "atom" => "application/atom+xml",
        "xml" => "application/xml",
        "parquet" => "application/vnd.apache.parquet",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A page with the script that loads it anew.
fn page(status: u16, file: &PathBuf) -> Response<Body> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let script = "<script src=\"/__udstil/reload.js\" defer></script>\n</head>";
            typed(status, "text/html; charset=utf-8", text.replacen("</head>", script, 1))
        }
        Err(_) => plain(404, "there is no such page"),
    }
}

/// A page that says what a build has said.
fn page_of(text: &str) -> Response<Body> {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>udstil</title>\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <script src=\"/__udstil/reload.js\" defer></script>\n</head>\n<body>\n<main>\n\
         <h1>Not built</h1>\n<pre>{text}</pre>\n</main>\n</body>\n</html>\n"
    );
    typed(503, "text/html; charset=utf-8", html)
}

fn plain(status: u16, text: &str) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

fn typed(status: u16, content_type: &str, text: String) -> Response<Body> {
    let length = text.len();
    response(status, content_type, Box::new(Cursor::new(text.into_bytes())), length as u64)
}

fn response(status: u16, content_type: &str, body: Body, length: u64) -> Response<Body> {
    let fixed = [
        ("Content-Type", content_type),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Accept-Ranges", "bytes"),
    ];
    let headers = fixed.iter().filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
    let length = usize::try_from(length).ok();
    Response::new(StatusCode(status), headers.collect(), body, length, None)
}

/// A file, or the part of it that was asked for (RFC 9110, 14; one part only).
fn part(path: &Path, size: u64, range: Option<&str>) -> Response<Body> {
    let Ok(mut file) = File::open(path) else { return plain(404, "there is no such file") };
    let kind = content_type(path);
    let with = |response: Response<Body>, value: String| match Header::from_bytes("Content-Range", value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    };
    match range.and_then(|range| bounds(range, size)) {
        None => response(200, kind, Box::new(file), size),
        Some(None) => with(plain(416, "no byte of the file is in this range"), format!("bytes */{size}")),
        Some(Some((first, last))) => {
            if file.seek(SeekFrom::Start(first)).is_err() {
                return plain(404, "the file cannot be read");
            }
            let length = last - first + 1;
            let response = response(206, kind, Box::new(file.take(length)), length);
            with(response, format!("bytes {first}-{last}/{size}"))
        }
    }
}

/// The first and last byte wanted; `None` if the header is to be ignored, `Some(None)` if it asks
/// for what is not there.
fn bounds(range: &str, size: u64) -> Option<Option<(u64, u64)>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.parse::<u64>().ok();
    let (first, last) = match (first, last) {
        ("", suffix) => (size.saturating_sub(number(suffix)?), size.checked_sub(1)),
        (first, "") => (number(first)?, size.checked_sub(1)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, size.checked_sub(1).map(|end| end.min(last)))
        }
    };
    Some(last.filter(|last| first <= *last).map(|last| (first, last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_http() {
        assert_eq!(bounds("bytes=0-3", 10), Some(Some((0, 3))));
        assert_eq!(bounds("bytes=4-", 10), Some(Some((4, 9))));
        assert_eq!(bounds("bytes=-4", 10), Some(Some((6, 9))));
        assert_eq!(bounds("bytes=-40", 10), Some(Some((0, 9))));
        assert_eq!(bounds("bytes=8-40", 10), Some(Some((8, 9))));
        assert_eq!(bounds("bytes=10-", 10), Some(None));
        assert_eq!(bounds("bytes=-0", 10), Some(None));
        assert_eq!(bounds("bytes=0-", 0), Some(None));
        for text in ["bytes=3-2", "bytes=x-", "lines=1-2", "bytes=", "bytes=1-2,4-5"] {
            assert_eq!(bounds(text, 10), None, "{text}");
        }
    }

    #[test]
    fn a_path_stays_below_its_folder() {
        assert_eq!(parts("/en/a%20b/"), Some(vec!["en".to_owned(), "a b".to_owned()]));
        assert_eq!(parts("/"), Some(vec![]));
        for path in ["", "x", "/..", "/a/%2e%2e/b", "/%2f", "/a%5cb", "/%00", "/%zz", "/%e6", "/c:"] {
            assert_eq!(parts(path), None, "{path}");
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to() {
        for host in ["127.0.0.1:8080", "localhost", "localhost:1", "[::1]:8080"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "example.org", "127.0.0.1.example.org:80", "localhost.example.org"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
