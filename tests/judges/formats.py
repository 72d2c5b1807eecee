"""Judges what describes the tables of an edition, standard by standard, with readers that are not ours.

csvw validates each CSV file by its metadata, mlcroissant loads the record sets, jsonschema holds every row to the schema of
its table, pysdmx and pyjstat read the formats of statisticians, and the examples of the dataset's page are run. What a judge
has read is compared with the CSV file cell by cell. Where a judge could say yes to anything, a spoiled copy shows that it
does not.
"""

import contextlib
import csv
import html.parser
import io
import json
import logging
import pathlib
import re
import shutil
import subprocess
import tempfile
import warnings

import csvw
import duckdb
import jsonschema
import mlcroissant
import pandas
import pyjstat.pyjstat
import pysdmx.io

from common import Judge, editions, public_folder, read_csv

# What a status is in SDMX's cross-domain code lists CL_OBS_STATUS and CL_CONF_STATUS.
SDMX = {"": ("A", "F"), "c": ("Q", "C"), "x": ("O", "F"), "z": ("M", "F")}


def tables(folder):
    return sorted(folder.glob("*.csv"))


def schema_of(path):
    return json.loads(path.with_name(path.name.removesuffix(".csv") + ".schema.json").read_text(encoding="utf-8"))


def types_of(path):
    """The JSON types of each column, as the table's schema has them."""
    return {name: str(column.get("type", "string")) for name, column in schema_of(path)["properties"].items()}


def is_text(kind):
    return "string" in kind


def measures(header):
    return [name for name in header if f"{name}_status" in header]


def keys(header):
    told = {column for name in measures(header) for column in (name, f"{name}_status")}
    return [name for name in header if name not in told]


def same_cell(text, value, kind):
    """Whether a reader's value is what the CSV file says. Texts must be the same to the letter."""
    if value is None or value is pandas.NA or value != value:
        return text == ""
    if is_text(kind):
        value = value.decode() if isinstance(value, bytes) else value
        return isinstance(value, str) and value == text
    return text != "" and float(value) == float(text)


def different(path, columns, rows):
    """How rows that a reader has read differ from the CSV file. Each is a list in the order of `columns`."""
    header, expected = read_csv(path)
    kinds = types_of(path)
    if list(columns) != header:
        return [f"columns {list(columns)}, not {header}"]
    if len(rows) != len(expected):
        return [f"{len(rows)} rows, not {len(expected)}"]
    return [
        f"row {number}: `{name}` is {value!r}, not {text!r}"
        for number, (texts, values) in enumerate(zip(expected, rows), 1)
        for name, text, value in zip(header, texts, values)
        if not same_cell(text, value, kinds[name])
    ]


# ----------------------------------------------------------------------------------------------------------------------
# CSVW


def csvw_problems(path):
    with contextlib.redirect_stderr(io.StringIO()):
        judged = csvw.CSVW(str(path), validate=True)
        valid = judged.is_valid
    described = [str(table.url) for table in judged.tablegroup.tables]
    problems = [] if path.name in described else [f"its metadata describe {described}"]
    return problems + ([] if valid else [str(warning.message) for warning in judged.warnings] or ["not valid"])


def csvw_sees_mistakes(path):
    """A code that is not in its list and a status that does not exist must not pass."""
    header, rows = read_csv(path)
    described = json.loads(path.with_name(path.name + "-metadata.json").read_text(encoding="utf-8"))["tables"][0]
    foreign = [key["columnReference"] for key in described["tableSchema"].get("foreignKeys", [])]
    spoils = [(name, "SPOILED") for name in foreign] + [(f"{measures(header)[0]}_status", "q")]
    problems = [] if foreign else ["no column has a code list"]
    for name, text in spoils:
        place = header.index(name)
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, "copy")
            shutil.copytree(path.parent, copy)
            lines = path.read_text(encoding="utf-8").split("\n")
            cells = list(rows[0])
            cells[place] = text
            lines[1] = ",".join(cells)
            (copy / path.name).write_text("\n".join(lines), encoding="utf-8")
            with contextlib.suppress(ValueError):
                if not csvw_problems(copy / path.name):
                    problems.append(f"{text} in `{name}` passes")
    return problems


# ----------------------------------------------------------------------------------------------------------------------
# Croissant


def croissant_problems(folder):
    path = folder / "croissant.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    files = {file["@id"]: str(folder / file["name"]) for file in described["distribution"]}
    dataset = mlcroissant.Dataset(str(path), mapping=files)
    issues = dataset.metadata.ctx.issues
    problems = sorted(issues.errors) + sorted(issues.warnings)
    of_tables = {path.name.removesuffix(".csv").removesuffix("-synthetic"): path for path in tables(folder)}
    if {record_set.id for record_set in dataset.metadata.record_sets} != set(of_tables):
        problems.append("its record sets are not the tables")
    for name, csv_path in of_tables.items():
        rows = list(dataset.records(name))
        columns = [column.removeprefix(f"{name}/") for column in rows[0]] if rows else read_csv(csv_path)[0]
        problems += different(csv_path, columns, [list(row.values()) for row in rows])
    return problems


# ----------------------------------------------------------------------------------------------------------------------
# JSON Schema


def typed_row(header, row, kinds):
    def typed(name, text):
        return None if text == "" else text if is_text(kinds[name]) else json.loads(text)

    return {name: typed(name, text) for name, text in zip(header, row)}


def schema_problems(path):
    schema = schema_of(path)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    header, rows = read_csv(path)
    kinds = types_of(path)
    problems = []
    for number, row in enumerate(rows, 1):
        problems += [f"row {number}: {error.message}" for error in validator.iter_errors(typed_row(header, row, kinds))]
    spoiled = typed_row(header, rows[0], kinds)
    for name in measures(header):
        status = spoiled[f"{name}_status"]
        if validator.is_valid(spoiled | {f"{name}_status": None if status else "c"}):
            problems.append(f"`{name}` may have another status")
    if validator.is_valid(spoiled | {"one_too_many": 1}):
        problems.append("a row may have a column too many")
    return problems


# ----------------------------------------------------------------------------------------------------------------------
# The formats of statisticians


def statistics(path, extension):
    return path.parent / "statistics" / f"{path.name.removesuffix('.csv')}.{extension}"


def cells(path):
    """Every cell of a table of counts: the codes of its row and its measure to its value and status."""
    header, rows = read_csv(path)
    found = {}
    for row in rows:
        cell = dict(zip(header, row))
        codes = tuple(cell[name] for name in keys(header))
        found |= {(*codes, name): (cell[name], cell[f"{name}_status"]) for name in measures(header)}
    return found


def sdmx_problems(path):
    message = pysdmx.io.read_sdmx(str(statistics(path, "sdmx.csv")), validate=False)
    if len(message.data) != 1:
        return [f"{len(message.data)} datasets"]
    data = message.data[0].data
    header, _ = read_csv(path)
    dimensions = list(data.columns[: len(keys(header)) + 1])
    renamed = [name for name, here in zip(keys(header), dimensions) if here not in (name, "TIME_PERIOD")]
    if renamed or dimensions[-1] != "MEASURE":
        return [f"dimensions {dimensions}"]
    expected, seen, problems = cells(path), set(), []
    for *codes, value, observation, confidentiality in data[
        [*dimensions, "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"]
    ].itertuples(index=False):
        codes = tuple(codes)
        seen.add(codes)
        text, status = expected.get(codes, (None, None))
        if text is None or (float(value) != float(text) if value and text else value != text):
            problems.append(f"{codes}: {value!r}, not {text!r}")
        elif (observation, confidentiality) != SDMX[status]:
            problems.append(f"{codes}: {observation} {confidentiality} for status {status!r}")
    return problems + ([] if seen == set(expected) and len(data) == len(expected) else ["not the same cells"])


def json_stat_problems(path):
    """pyjstat fills every combination; those without a row must be empty. It reads no statuses: json_stat.mjs does."""
    text = statistics(path, "jsonstat.json").read_text(encoding="utf-8")
    frame = pyjstat.pyjstat.Dataset.read(text).write("dataframe", naming="id")
    header, _ = read_csv(path)
    if list(frame.columns) != [*keys(header), "MEASURE", "value"]:
        return [f"dimensions {list(frame.columns)}"]
    expected, problems, filled = cells(path), [], 0
    for *codes, value in frame.itertuples(index=False):
        text, _ = expected.get(tuple(codes), ("", ""))
        filled += text != ""
        if not same_cell(text, value, "number"):
            problems.append(f"{codes}: {value!r}, not {text!r}")
    published = sum(text != "" for text, _ in expected.values())
    return problems + ([] if filled == published else [f"{filled} figures, not {published}"])


# ----------------------------------------------------------------------------------------------------------------------
# Examples


class Examples(html.parser.HTMLParser):
    """The examples on a dataset's page, in their order, with their names."""

    def __init__(self):
        super().__init__()
        self.found, self.inside = [], False

    def handle_starttag(self, tag, attributes):
        name = dict(attributes).get("data-snippet")
        if tag == "code" and name:
            self.found.append((name, ""))
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "code"

    def handle_data(self, data):
        if self.inside:
            name, text = self.found[-1]
            self.found[-1] = (name, text + data)


def examples(page):
    parser = Examples()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def python_table(code):
    scope = {}
    exec(compile(code, "example", "exec"), scope)  # what a reader would do with it
    return scope["table"]


def run_pandas(code):
    table = python_table(code)
    return table.columns, table.astype(object).values.tolist()


def run_polars(code):
    table = python_table(code)
    return table.columns, [list(row) for row in table.iter_rows()]


def run_duckdb(code):
    read = duckdb.sql(code)
    return read.columns, [list(row) for row in read.fetchall()]


def run_r(code):
    # Text as it is read, missing values as empty cells.
    script = code + '\nwrite.csv(table, stdout(), na = "", row.names = FALSE)\n'
    run = subprocess.run(["Rscript", "--vanilla", "-"], input=script, capture_output=True, text=True, check=True)
    header, *rows = csv.reader(io.StringIO(run.stdout))
    return header, [[cell or None for cell in row] for row in rows]


RUNNERS = {"pandas": run_pandas, "polars": run_polars, "duckdb": run_duckdb, "r": run_r}


def judge_examples(judge, public, folder):
    identifier = folder.parent.name
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    base = package["id"].split("data/")[0]
    pages = sorted(public.glob(f"**/datasets/{identifier}/index.html"))
    found = examples(pages[0])
    judge.check(
        f"{identifier}: the examples are the same on all {len(pages)} pages",
        [str(page) for page in pages if examples(page) != found],
    )
    for path in tables(folder):
        mine = [(name, code) for name, code in found if f"/{path.name}" in code]
        for name, code in mine:
            what = f"{identifier}: the {name} example reads {path.name} with every code as it is"
            code = code.replace(base, f"{public}/")
            if name in RUNNERS and (name != "r" or shutil.which("Rscript")):
                judge.check(what, lambda: different(path, *RUNNERS[name](code)))
        names = {name for name, _ in mine}
        wanted = {*RUNNERS, "power-query", "curl"}
        judge.check(f"{identifier}: {path.name} has an example for each program", sorted(wanted - names))
        header, _ = read_csv(path)
        judge.check(
            f"{identifier}: the Excel example of {path.name} names every column",
            lambda: [name for name in header if f'{{"{name}", ' not in dict(mine)["power-query"]],
        )
        judge.check(
            f"{identifier}: every address in the curl example of {path.name} is there",
            lambda: [
                address
                for address in re.findall(r"'([^']+)'", dict(mine)["curl"])
                if not pathlib.Path(address.replace(base, f"{public}/")).is_file()
            ],
        )


def main():
    # What the readers say of themselves beside their verdict.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    judge, public = Judge(), public_folder()
    if not shutil.which("Rscript"):
        judge.skip("the R examples read every table with every code as it is", "R is not installed")
    for folder in editions(public):
        if folder.name != "latest":
            continue
        here = folder.relative_to(public)
        judge.check(f"{here}: mlcroissant finds nothing to warn of and loads every row", lambda: croissant_problems(folder))
        for path in tables(folder):
            name = f"{here}/{path.name}"
            judge.check(f"{name}: csvw says that it is valid, by the metadata beside it", lambda: csvw_problems(path))
            if measures(read_csv(path)[0]):
                judge.check(f"{name}: csvw sees a wrong code and a wrong status", lambda: csvw_sees_mistakes(path))
            judge.check(f"{name}: every row validates against the schema of its table", lambda: schema_problems(path))
            if measures(read_csv(path)[0]):
                judge.check(f"{name}: pysdmx reads every cell with its statuses", lambda: sdmx_problems(path))
                judge.check(f"{name}: pyjstat reads every figure", lambda: json_stat_problems(path))
        judge_examples(judge, public, folder)
    judge.end()


if __name__ == "__main__":
    main()
