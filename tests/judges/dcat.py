"""Judges the catalogue files by outside readers: rdflib parses them, pyshacl holds them to the shapes of each profile.

The shapes are not part of the repository; they are looked for in `data/shacl/` of the folder that UDSTIL_SHARED names.
What is advice in a profile is judged too, apart from what docs/metadata.md explains.
"""

import os
import pathlib

import pyshacl
import rdflib

from common import Judge, public_folder

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")

FILES = {
    "catalog.ttl": "turtle",
    "catalog.jsonld": "json-ld",
    "catalog.rdf": "xml",
    "catalog.dcat-ap-dk-2.ttl": "turtle",
    "catalog.dcat-ap-no-2.ttl": "turtle",
}

# Which shapes apply to which file, and the paths on which a result is expected: see docs/metadata.md.
SHAPES = [
    ("catalog.ttl", "semic-dcat-ap-SHACL.ttl", set()),
    ("catalog.ttl", "semic-shapes.ttl", set()),
    ("catalog.ttl", "semic-range.ttl", set()),
    ("catalog.ttl", "semic-shapes_recommended.ttl", {DCAT.bbox, DCAT.centroid}),
    ("catalog.ttl", "semic-mdr-vocabularies.shape.ttl", {DCT.publisher, SPDX.algorithm}),
    ("catalog.dcat-ap-dk-2.ttl", "dk-2.0.2-shapes-strict.ttl", set()),
    ("catalog.dcat-ap-no-2.ttl", "no-2.00.ttl", set()),
]


def shape_results(graph, shapes, expected):
    _, results, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(shapes, format="turtle"))
    problems = []
    for result in results.objects(None, SH.result):
        path = results.value(result, SH.resultPath)
        if path not in expected:
            focus, message = results.value(result, SH.focusNode), results.value(result, SH.resultMessage)
            problems.append(f"{focus} {path}: {message}")
    return sorted(problems)


def dead_links(graph, base, public):
    problems = []
    for node in {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}:
        if node.startswith(base):
            path = node[len(base) :].split("#")[0]
            if not (public / path / "index.html" if path.endswith("/") or not path else public / path).is_file():
                problems.append(f"{node} is not there")
    return sorted(problems)


def main():
    judge, public = Judge(), public_folder()
    graphs = {}
    for name, notation in FILES.items():

        def parses(name=name, notation=notation):
            graphs[name] = rdflib.Graph().parse(public / name, format=notation)
            blank = {node for triple in graphs[name] for node in triple if isinstance(node, rdflib.BNode)}
            return [f"{len(blank)} blank nodes"] if blank else []

        judge.check(f"{name} is read by rdflib and has no blank node", parses)
    for name in ("catalog.jsonld", "catalog.rdf"):
        judge.check(
            f"{name} says what catalog.ttl says",
            lambda name=name: [str(triple) for triple in set(graphs[name]) ^ set(graphs["catalog.ttl"])],
        )
    for name, graph in graphs.items():
        catalogue = graph.value(predicate=rdflib.RDF.type, object=DCAT.Catalog)
        base = str(catalogue).split("#")[0]
        judge.check(f"every address of {name} below {base} is there", dead_links(graph, base, public))

    shared = os.environ.get("UDSTIL_SHARED")
    folder = pathlib.Path(shared, "data", "shacl") if shared else None
    for name, shapes, expected in SHAPES:
        what = f"{name} conforms to {shapes}"
        if expected:
            what += f", apart from {', '.join(sorted(path.split('/')[-1] for path in expected))}"
        if folder is None or not (folder / shapes).is_file():
            judge.skip(what, "the shapes are looked for in the folder that UDSTIL_SHARED names, and are not there")
            continue
        judge.check(
            what,
            lambda name=name, shapes=shapes, expected=expected: shape_results(
                graphs[name], folder / shapes, expected
            ),
        )
    judge.end()


main()
