//! Documentation: CommonMark with tables and footnotes to HTML that holds no markup but ours.
//!
//! Raw HTML is refused, not cleaned: [`check_documentation`] makes it a finding, and if it comes
//! this far all the same it is shown as the text it is.

use std::collections::HashMap;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::templates::seen;
use crate::catalog::{Dataset, codes};
use crate::report::{Finding, Place, Report};

/// What a documentation file may use beside CommonMark.
const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES).union(Options::ENABLE_STRIKETHROUGH);

/// What is wrong with a dataset's documentation: raw HTML, and links that a reader should not follow.
pub fn check_documentation(dataset: &Dataset) -> Report {
    let mut report = Report::new();
    for (language, text) in &dataset.documentation {
        check(text, &format!("datasets/{}/docs/{language}.md", dataset.id), &mut report);
    }
    report
}

/// No more findings than this are made of one file.
const MAX_FINDINGS: usize = 20;

fn check(text: &str, path: &str, report: &mut Report) {
    // A tag and its end on one line are one mistake.
    let mut html_line = 0;
    let before = report.findings().len();
    let mut lines = Lines { text, offset: 0, line: 1 };
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if report.findings().len() - before >= MAX_FINDINGS {
            return;
        }
        let line = lines.at(range.start);
        let place = || Place::line(path, line);
        match event {
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) if line != html_line => {
                html_line = line;
                report.push(
                    Finding::error(codes::MARKDOWN_HTML, place(), "the documentation contains raw HTML")
                        .hint("write it in Markdown, or put it in backquotes to show it as it is"),
                );
            }
            Event::Start(Tag::Link { dest_url, .. }) if !may_link_to(&dest_url) => report.push(
                Finding::error(
                    codes::MARKDOWN_LINK,
                    place(),
                    "a link leads to something that is not a web, mail or local address",
                )
                .hint("a link starts with https://, http:// or mailto:, or is relative"),
            ),
            Event::Start(Tag::Image { .. }) => report.push(
                Finding::error(codes::MARKDOWN_LINK, place(), "the documentation contains an image")
                    .hint("the site publishes no images of a documentation; describe it, or link to it"),
            ),
            _ => {}
        }
    }
}

/// Counts lines as a parser goes through a text, without beginning anew for each place.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> u64 {
        // The end of something has the place of its beginning, so the way goes back too.
        let count = |from: usize, to: usize| {
            let between = self.text.as_bytes().get(from..to).unwrap_or_default();
            memchr::memchr_iter(b'\n', between).count() as u64
        };
        if offset < self.offset {
            self.line -= count(offset, self.offset);
        } else {
            self.line += count(self.offset, offset);
        }
        self.offset = offset;
        self.line
    }
}

/// True for web and mail addresses and for those without a scheme, read as a browser reads them.
fn may_link_to(url: &str) -> bool {
    let url: String = url.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    let scheme = url.find([':', '/', '?', '#']).filter(|&end| url[end..].starts_with(':'));
    scheme.is_none_or(|end| {
        ["http", "https", "mailto"].iter().any(|known| url[..end].eq_ignore_ascii_case(known))
    })
}

/// Documentation as words, for the search.
pub(super) fn to_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                out.push_str(&words);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item)
            | Event::SoftBreak
            | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out
}

/// Documentation as HTML below a heading of level 3; `table_label` names the tables' scroll boxes.
pub(super) fn to_html(text: &str, table_label: &str) -> String {
    let text = &*seen(text);
    let highest = Parser::new_ext(text, OPTIONS)
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
            _ => None,
        })
        .min()
        .unwrap_or(1);
    let mut writer = Writer { highest, table_label, ..Writer::default() };
    let events = TextMergeStream::new(Parser::new_ext(text, OPTIONS)).flat_map(|event| writer.event(event));
    let mut html = String::with_capacity(text.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

#[derive(Default)]
struct Writer<'a> {
    highest: usize,
    table_label: &'a str,
    tables: usize,
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
    dropped_links: Vec<bool>,
    footnotes: HashMap<String, usize>,
}

impl Writer<'_> {
    /// Replaces what pulldown-cmark would write in another way than this site wants it: raw HTML,
    /// unsafe links, images, headings above the page's, tables, and identifiers of footnotes.
    fn event<'e>(&mut self, event: Event<'e>) -> Vec<Event<'e>> {
        let html = |text: &str| vec![Event::Html(CowStr::from(text.to_owned()))];
        match event {
            Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let is_dropped = !may_link_to(dest_url);
                self.dropped_links.push(is_dropped);
                if is_dropped { vec![] } else { vec![event] }
            }
            Event::End(TagEnd::Link) => match self.dropped_links.pop() {
                Some(true) => vec![],
                _ => vec![event],
            },
            // Its text stays: that is what a reader without images gets anyway.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => vec![],
            Event::Start(Tag::Heading { level, .. }) => {
                vec![Event::Start(Tag::Heading {
                    level: self.shifted(level),
                    id: None,
                    classes: vec![],
                    attrs: vec![],
                })]
            }
            Event::End(TagEnd::Heading(level)) => vec![Event::End(TagEnd::Heading(self.shifted(level)))],
            Event::FootnoteReference(label) => {
                let number = self.footnote(&label);
                vec![Event::FootnoteReference(number)]
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let number = self.footnote(&label);
                vec![Event::Start(Tag::FootnoteDefinition(number))]
            }
            Event::Start(Tag::Table(alignments)) => {
                self.alignments = alignments;
                self.tables += 1;
                let label = escaped(&format!("{} {}", self.table_label, self.tables));
                html(&format!("<section class=\"scroll\" tabindex=\"0\" aria-label=\"{label}\"><table>\n"))
            }
            Event::End(TagEnd::Table) => html("</tbody></table></section>\n"),
            Event::Start(Tag::TableHead) => {
                (self.is_head, self.column) = (true, 0);
                html("<thead><tr>")
            }
            Event::End(TagEnd::TableHead) => {
                self.is_head = false;
                html("</tr></thead>\n<tbody>")
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                html("<tr>")
            }
            Event::End(TagEnd::TableRow) => html("</tr>\n"),
            Event::Start(Tag::TableCell) => {
                let class = match self.alignments.get(self.column) {
                    Some(Alignment::Right) => " class=\"number\"",
                    _ => "",
                };
                self.column += 1;
                let cell = if self.is_head { "th scope=\"col\"" } else { "td" };
                html(&format!("<{cell}{class}>"))
            }
            Event::End(TagEnd::TableCell) => html(if self.is_head { "</th>" } else { "</td>" }),
            other => vec![other],
        }
    }

    /// The highest heading of the file becomes an `h3`, whatever it was.
    fn shifted(&self, level: HeadingLevel) -> HeadingLevel {
        let level = (level as usize).saturating_sub(self.highest) + 3;
        HeadingLevel::try_from(level.min(6)).unwrap_or(HeadingLevel::H6)
    }

    /// An identifier that cannot be that of anything else on the page.
    fn footnote<'e>(&mut self, label: &str) -> CowStr<'e> {
        let next = self.footnotes.len() + 1;
        let number = *self.footnotes.entry(label.to_owned()).or_insert(next);
        CowStr::from(format!("note-{number}"))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(&'static str, u64)> {
        let mut report = Report::new();
        check(text, "docs/da.md", &mut report);
        report.findings().iter().map(|f| (f.code.name, f.place.line.unwrap())).collect()
    }

    #[test]
    fn raw_html_is_found_with_its_line() {
        assert_eq!(findings("En\n\n<b>x</b>\n"), [("markdown-html", 3)]);
        assert_eq!(
            findings("En <br> to\n\n`<ok>`\n\n    <ok>\n\n<!-- x -->"),
            [("markdown-html", 1), ("markdown-html", 7)]
        );
    }

    #[test]
    fn a_file_full_of_mistakes_is_told_once() {
        assert_eq!(findings(&"<b>x</b>\n\n".repeat(100_000)).len(), MAX_FINDINGS);
    }

    #[test]
    fn what_cannot_be_seen_is_shown_as_such() {
        assert_eq!(to_html("a\u{7}b\u{202e}c", "T"), "<p>a\u{fffd}b\u{fffd}c</p>\n");
    }

    #[test]
    fn unsafe_links_are_found_with_their_line() {
        for url in
            ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "java&#10;script:x", "file:///x"]
        {
            assert_eq!(findings(&format!("a\n\n[x](<{url}>)")), [("markdown-link", 3)], "{url}");
        }
        for url in ["https://example.org/a:b", "mailto:a@example.org", "#x", "../x.html", "a/b:c", "?a=b:c"] {
            assert_eq!(findings(&format!("[x](<{url}>)")), [], "{url}");
        }
        assert_eq!(findings("![x](https://example.org/x.png)"), [("markdown-link", 1)]);
    }

    #[test]
    fn whatever_comes_in_no_markup_of_it_comes_out() {
        let html =
            to_html("<script>x</script>\n\na <img src=x onerror=y> [z](javascript:1) ![w](x.png)", "T");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("href"), "{html}");
        assert!(html.contains("&lt;script&gt;") && html.contains('z') && html.contains('w'), "{html}");
    }

    #[test]
    fn headings_lie_below_the_pages() {
        assert_eq!(to_html("# A\n## B\n##### C", "T"), "<h3>A</h3>\n<h4>B</h4>\n<h6>C</h6>\n");
        assert_eq!(to_html("## A\n### B", "T"), "<h3>A</h3>\n<h4>B</h4>\n");
    }

    #[test]
    fn tables_scroll_and_have_scopes_but_no_styles() {
        let html = to_html("|a|b|\n|-|-:|\n|c|1|\n", "Tabel \"x\"");
        assert!(html.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"number\">b</th>"), "{html}");
        assert!(html.contains("<td>c</td><td class=\"number\">1</td>"), "{html}");
        assert!(html.contains("aria-label=\"Tabel &quot;x&quot; 1\""), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn footnotes_have_identifiers_of_their_own() {
        let html = to_html("a[^indhold]\n\n[^indhold]: b", "T");
        assert!(html.contains("href=\"#note-1\"") && html.contains("id=\"note-1\""), "{html}");
        assert!(!html.contains("indhold"), "{html}");
    }
}
