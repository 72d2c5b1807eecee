#!/usr/bin/env bash
# How long a catalogue of many datasets in three languages takes, and how much memory, against Hugo with as many pages.
#
#   benches/site.sh [DATASETS] [PROGRAM] [ROUNDS]        10000 datasets, target/release/udstil, 1 round
#
# The datasets are made up and small: each has one table of nine rows, so that what is measured is the pages. udstil also reads
# and checks the sources, writes each table in three formats and reads it back, and describes all of it for machines; Hugo only
# makes pages, with a table of twelve columns and five paragraphs each. Where TMPDIR is in memory, the disk is not measured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly datasets=${1:-10000} program=${2:-target/release/udstil} rounds=${3:-1}
folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

python3 - "$folder" "$datasets" <<'PYTHON'
import pathlib
import sys

root, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
languages = ["da", "en", "nb"]


def text(words):
    return "{ " + ", ".join(f'{language} = "{words} ({language})"' for language in languages) + " }"


(root / "schemas").mkdir()
(root / "datasets").mkdir()
(root / "datasets/catalog.toml").write_text(f"""
title = {text("Many datasets")}
description = {text("Made up, to measure how fast pages are made")}
base_url = "https://data.example.org/"
languages = ["da", "en", "nb"]
licence = "CC0"
publisher = {{ name = {text("Nobody")}, url = "https://www.example.org/" }}
contact = {{ name = {text("Nobody")}, email = "nobody@example.org" }}
""")
themes = ["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "SOCI", "TECH", "TRAN"]
for number in range(count):
    name = f"d{number:05}"
    folder = root / "datasets" / name
    (folder / "docs").mkdir(parents=True)
    (folder / "dataset.toml").write_text(f"""
title = {text(f"Dataset {number}")}
summary = {text("A dataset that says nothing, in as many words as others need to say something")}
keywords = {{ da = ["tal"], en = ["figures"], nb = ["tall"] }}
themes = ["{themes[number % len(themes)]}"]
frequency = "ANNUAL"
spatial = "DNK"
synthetic = true
provenance = {text("Made up")}
source = {{ path = "rows.csv" }}
governance = {{ legal_basis = [{{ title = {text("None")} }}], processing_activity = "None", risk_assessment = 2026-01-01, approved_by = ["A", "B"] }}
""")
    columns = "\n".join(
        f'[[rows.column]]\nname = "{column}"\nlabel = {text(column)}\ndescription = {text("A column")}\ncolumn = "{column}"' + ("\ndecimals = 1" if column == "share" else "")
        for column in ["area", "year", "share"]
    )
    (folder / "policy.toml").write_text(f"""
policy = 1
expires = 2099-12-31

[columns]
area = "publish"
year = "publish"
share = "publish"

[[rows]]
name = "rows"
title = {text("Rows")}
description = {text("Nine rows")}

{columns}
""")
    (folder / "rows.csv").write_text("area,year,share\n" + "".join(f"A{n},202{n},{n}.5\n" for n in range(9)))
    for language in languages:
        (folder / f"docs/{language}.md").write_text("## About\n\n" + "A paragraph of documentation. " * 12 + "\n\n" + "Another one. " * 20 + "\n")
    (root / f"schemas/{name}.schema.json").write_text("""{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
"properties": {"area": {"type": "string"}, "year": {"type": "integer"}, "share": {"type": "number"}}, "required": ["area", "year", "share"]}""")
PYTHON

"$program" build --quiet --root "$folder" --public "$folder/public" --as-of 2026-01-31
pages=$(find "$folder/public" -name '*.html' | wc -l)
echo "$datasets datasets: $pages pages, $(find "$folder/public" -type f | wc -l) files"
rm -rf "$folder/public"

if command -v hugo >/dev/null; then
  python3 - "$folder/hugo" "$pages" <<'PYTHON'
import pathlib
import sys

root, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
layouts, content = root / "layouts/_default", root / "content/datasets"
layouts.mkdir(parents=True)
content.mkdir(parents=True)
(root / "config.toml").write_text(
    'baseURL = "https://data.example.org/"\ntitle = "Many"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
)
head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>'
(layouts / "list.html").write_text(head + "</body></html>")
(layouts / "single.html").write_text(
    head + "<p>{{ .Params.summary }}</p>{{ .Content }}<table>{{ range .Params.columns }}<tr><td>{{ .name }}</td>"
    "<td>{{ .label }}</td><td>{{ .type }}</td></tr>{{ end }}</table><footer>{{ .Site.Title }}</footer></body></html>"
)
columns = "".join(f'  - {{name: column{n}, label: "Column {n}", type: integer}}\n' for n in range(12))
text = ("A paragraph of documentation. " * 12 + "\n\n") * 5
for number in range(count):
    page = f'---\ntitle: "Dataset {number}"\nsummary: "A dataset that says nothing"\ncolumns:\n{columns}---\n\n## About\n\n{text}'
    (content / f"d{number:06}.md").write_text(page)
PYTHON
fi
for ((round = 1; round <= rounds; round++)); do
  rm -rf "$folder/public" "$folder/hugo/public"
  /usr/bin/time -f 'udstil: %e s, %U s + %S s of processor time, %M kB at most' \
    "$program" build --quiet --root "$folder" --public "$folder/public" --as-of 2026-01-31
  if command -v hugo >/dev/null; then
    /usr/bin/time -f 'hugo: %e s, %U s + %S s of processor time, %M kB at most' hugo --quiet --source "$folder/hugo"
  fi
done
