"""Judges what pages say to search engines: their JSON-LD is read back by rdflib and held to what Google Dataset Search
requires and recommends (https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

import hashlib
import html.parser
import json
import re

import rdflib

from common import Judge, public_folder

SCHEMA = rdflib.Namespace("https://schema.org/")
# `funder`, `citation`, `alternateName`, `hasPart` and `sameAs` are recommended where there is something to say.
WANTED = (
    "name description license creator distribution temporalCoverage spatialCoverage identifier variableMeasured "
    "isAccessibleForFree keywords includedInDataCatalog version url"
).split()


class Blocks(html.parser.HTMLParser):
    """The data blocks of a page, as a browser would find them."""

    def __init__(self):
        super().__init__()
        self.blocks, self.inside = [], False

    def handle_starttag(self, tag, attributes):
        self.inside = tag == "script" and dict(attributes).get("type") == "application/ld+json"
        if self.inside:
            self.blocks.append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"

    def handle_data(self, data):
        if self.inside:
            self.blocks[-1] += data


def block(path):
    parser = Blocks()
    parser.feed(path.read_text(encoding="utf-8"))
    (only,) = parser.blocks
    return json.loads(only)


def graph(node):
    """The statements of a node; schema.org's own context would have to be fetched, and says no more than this of them."""
    return rdflib.Graph().parse(data=json.dumps({**node, "@context": {"@vocab": str(SCHEMA)}}), format="json-ld")


def dataset_problems(public, path, base):
    node = block(path)
    problems = [f"says nothing of {name}" for name in WANTED if node.get(name) in (None, "", [])]
    if node["@type"] != "Dataset" or node["@context"] != str(SCHEMA):
        problems.append(f"is a {node['@type']} of {node['@context']}")
    if not 50 <= len(node["description"]) <= 5000:
        problems.append(f"its description has {len(node['description'])} characters")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}", node.get("temporalCoverage", "2020-01-01/2020-12-31")):
        problems.append(f"covers {node['temporalCoverage']}")
    for file in node["distribution"]:
        data = (public / file["contentUrl"][len(base) :]).read_bytes()
        if hashlib.sha256(data).hexdigest() != file["sha256"] or file["contentSize"] != f"{len(data)} B":
            problems.append(f"{file['contentUrl']} is another file")
    said = graph(node)
    (subject,) = said.subjects(rdflib.RDF.type, SCHEMA.Dataset)
    if said.value(subject, SCHEMA.name) != rdflib.Literal(node["name"]):
        problems.append("its name is lost on the way")
    if len(list(said.subjects(rdflib.RDF.type, SCHEMA.DataDownload))) != len(node["distribution"]):
        problems.append("files are lost on the way")
    return problems


def main():
    judge, public = Judge(), public_folder()
    index = json.loads((public / "api" / "v1" / "index.json").read_text(encoding="utf-8"))
    base = index["pages"][index["languages"][0]]
    for folder in sorted({page[len(base) :] for page in index["pages"].values()}):
        home = public / folder / "index.html"

        def catalogue(home=home, folder=folder):
            node = block(home)
            named = {dataset["@id"] for dataset in node["dataset"]}
            there = {block(path)["@id"] for path in home.parent.glob("datasets/*/index.html")}
            problems = sorted(named ^ there) if node["@type"] == "DataCatalog" else [node["@type"]]
            return problems + [f"says nothing of {key}" for key in ("name", "description", "license") if not node.get(key)]

        judge.check(f"{folder}index.html: is a catalogue of its datasets", catalogue)
        for path in sorted(home.parent.glob("datasets/*/index.html")):
            name = path.relative_to(public).as_posix()
            judge.check(f"{name}: is a dataset that can be found", lambda path=path: dataset_problems(public, path, base))
    judge.end()


if __name__ == "__main__":
    main()
