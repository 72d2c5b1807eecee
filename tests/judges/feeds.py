"""Judges what browsers and feed readers fetch: each feed by the grammar of RFC 4287, each search description by the limits
of OpenSearch 1.1, and the links that pages have to them.

tests/data/atom.rnc is the grammar of the RFC's appendix B. What it leaves to prose is checked here.
"""

import json
import pathlib
import re

import lxml.etree
import rnc2rng

from common import Judge, public_folder

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
GRAMMAR = pathlib.Path(__file__).parent.parent / "data" / "atom.rnc"


def grammar():
    # An empty namespace cannot be bound to a prefix in XML, and the grammar needs none for it.
    text = rnc2rng.dumps(rnc2rng.load(str(GRAMMAR))).replace('xmlns:local=""', "")
    return lxml.etree.RelaxNG(lxml.etree.fromstring(text.encode("utf-8")))


def must_refuse(rules):
    """A judge that accepts everything is none: the grammar has to tell these from a feed."""
    feed = (
        f'<feed xmlns="{ATOM[1:-1]}"><id>a</id><title>b</title><updated>{{}}</updated>'
        "<author><name>c</name></author></feed>"
    )
    good = lxml.etree.fromstring(feed.format("2026-01-31T00:00:00Z"))
    bad = [feed.format("2026-01-31"), feed.format("2026-01-31T00:00:00Z").replace("<id>a</id>", "")]
    problems = [] if rules.validate(good) else ["a sound feed is refused"]
    return problems + [text for text in bad if rules.validate(lxml.etree.fromstring(text))]


def grammar_problems(rules, feed):
    return [] if rules.validate(feed) else [str(entry) for entry in rules.error_log]


def prose_problems(feed, address):
    """What the RFC says in words: one self link, an author, unique ids, a link to a page, newest first."""
    problems = []
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if own != [address]:
        problems.append(f"links to itself as {own}")
    if feed.find(f"{ATOM}author") is None:
        problems.append("has no author")
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if not ids or len(set(ids)) != len(ids):
        problems.append(f"{len(ids)} entries have {len(set(ids))} ids")
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    if days != sorted(days, reverse=True):
        problems.append("the newest entry is not the first")
    if feed.findtext(f"{ATOM}updated") != max(days, default=""):
        problems.append("is not as new as its newest entry")
    for entry in entries:
        if not any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link")):
            problems.append("an entry leads to no page")
        if not (entry.findtext(f"{ATOM}summary") or "").strip():
            problems.append("an entry says nothing")
    return problems


def link_problems(feed, public, base):
    problems = []
    for link in feed.iter(f"{ATOM}link"):
        target = public / link.get("href")[len(base) :]
        if link.get("href").startswith(base):
            target = target / "index.html" if link.get("href").endswith("/") else target
            if not target.is_file():
                problems.append(f"{link.get('href')} is not there")
            elif link.get("length") not in (None, str(target.stat().st_size)):
                problems.append(f"{link.get('href')} has another size")
    return problems


def dataset_problems(public, feed):
    """Every edition of a dataset is an entry of its feed."""
    dataset = feed.parent.name
    editions = json.loads((public / "data" / dataset / "editions.json").read_text(encoding="utf-8"))["editions"]
    entries = lxml.etree.parse(feed).getroot().findall(f"{ATOM}entry/{ATOM}id")
    named = {entry.text.rsplit("#edition-", 1)[1] for entry in entries}
    return sorted({edition["name"] for edition in editions} ^ named)


def search_problems(description, address, base):
    """The limits of OpenSearch 1.1, draft 6, and a template that leads to the front page's own search."""
    problems = []
    for name, most in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        text = description.findtext(OPENSEARCH + name) or ""
        if not text or len(text) > most or "<" in text:
            problems.append(f"{name} is {text!r}")
    urls = {url.get("rel", "results"): url for url in description.findall(f"{OPENSEARCH}Url")}
    if urls["self"].get("template") != address:
        problems.append(f"calls itself {urls['self'].get('template')}")
    search = urls["results"].get("template")
    if not search.startswith(base) or not search.endswith("/?q={searchTerms}"):
        problems.append(f"searches at {search}")
    return problems


def page_problems(public, path, base):
    """The head of a page names the feeds, the catalogue files and the search description, and all of them are there."""
    links = re.findall(r'<link rel="(alternate|search)"[^>]*? type="([^"]+)"[^>]*? href="([^"]+)"', path.read_text(encoding="utf-8"))
    kinds = {kind for _, kind, _ in links}
    wanted = {
        "application/atom+xml", "text/turtle", "application/ld+json", "application/rdf+xml",
        "application/opensearchdescription+xml",
    }
    problems = [f"names no {kind}" for kind in sorted(wanted - kinds)]
    for _, _, href in links:
        root = "/" + base.split("://", 1)[1].split("/", 1)[1]
        target = public / href[len(root) :] if href.startswith("/") else path.parent / href
        if not target.is_file():
            problems.append(f"{href} is not there")
    return problems


def main():
    judge, public = Judge(), public_folder()
    index = json.loads((public / "api" / "v1" / "index.json").read_text(encoding="utf-8"))
    base = index["pages"][index["languages"][0]]
    rules = grammar()
    judge.check("the grammar of RFC 4287 tells a feed from what is none", must_refuse(rules))
    feeds = sorted(public.rglob("*.atom"))
    judge.check("there are feeds for the catalogue and its datasets", [] if len(feeds) > 1 else ["there are too few"])
    for path in feeds:
        name = path.relative_to(public).as_posix()
        feed = lxml.etree.parse(path).getroot()
        judge.check(f"{name}: is a feed by the grammar of RFC 4287", lambda: grammar_problems(rules, feed))
        judge.check(f"{name}: and by its prose", lambda: prose_problems(feed, base + name))
        judge.check(f"{name}: every link leads to a file of the size it names", lambda: link_problems(feed, public, base))
        if path.parent.parent.name == "datasets":
            judge.check(f"{name}: has every edition", lambda: dataset_problems(public, path))
    for path in sorted(public.rglob("opensearch.xml")):
        name = path.relative_to(public).as_posix()
        description = lxml.etree.parse(path).getroot()
        judge.check(f"{name}: is a search description", lambda: search_problems(description, base + name, base))
    for path in sorted(public.rglob("*.html")):
        name = path.relative_to(public).as_posix()
        # What is shown within another page leads nowhere by itself.
        if "embed" in path.relative_to(public).parts:
            continue
        judge.check(f"{name}: names feeds, catalogue files and search", lambda: page_problems(public, path, base))
    judge.end()


if __name__ == "__main__":
    main()
