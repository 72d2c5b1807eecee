"""Judges every published file with readers that are not ours.

DuckDB, pyarrow and openpyxl read the tables and must see the same cells as Python's own CSV reader;
frictionless checks each Data Package, coreutils each digest, and Python every JSON file.
"""

import decimal
import hashlib
import json
import subprocess

import duckdb
import frictionless
import openpyxl
import pyarrow.parquet

from common import Judge, editions, public_folder, read_csv


def no_repeated_keys(pairs):
    keys = [key for key, _ in pairs]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise ValueError(f"repeated keys {sorted(repeated)}")
    return dict(pairs)


def no_constants(text):
    raise ValueError(f"{text} is not JSON")


def json_problems(path):
    json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=no_repeated_keys, parse_constant=no_constants)
    return []


def csv_problems(path):
    """The bytes that RFC 4180 leaves open: UTF-8 without a mark, LF, a last line break, even rows."""
    data = path.read_bytes()
    data.decode("utf-8")
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append("begins with a byte order mark")
    if not data.endswith(b"\n") or data.endswith(b"\n\n"):
        problems.append("does not end with one line break")
    header, rows = read_csv(path)
    if len(set(header)) != len(header):
        problems.append("a column stands twice")
    problems += [f"row {number} has {len(row)} cells" for number, row in enumerate(rows, 2) if len(row) != len(header)]
    if len({tuple(row) for row in rows}) != len(rows):
        problems.append("a row stands twice")
    return problems


def status_problems(path):
    """A measure is empty exactly where its status says why, and the status is one of ours."""
    header, rows = read_csv(path)
    problems = []
    for place, name in enumerate(header):
        if not name.endswith("_status"):
            continue
        if place == 0 or header[place - 1] + "_status" != name:
            problems.append(f"{name} does not follow its measure")
            continue
        for row in rows:
            value, status = row[place - 1], row[place]
            if status not in ("", "c", "x", "z") or (value == "") != (status != ""):
                problems.append(f"{name}: value {value!r} with status {status!r}")
    return problems


def as_text(value):
    """A typed cell as the CSV file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    return str(value)


def different(header, rows, other_header, other_rows):
    if header != other_header:
        return [f"columns {other_header}, not {header}"]
    if len(rows) != len(other_rows):
        return [f"{len(other_rows)} rows, not {len(rows)}"]
    return [
        f"row {number}: {other}, not {row}" for number, (row, other) in enumerate(zip(rows, other_rows), 1) if row != other
    ]


def pyarrow_problems(path):
    header, rows = read_csv(path)
    table = pyarrow.parquet.read_table(path.with_suffix(".parquet"))
    columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    read = [list(row) for row in zip(*columns)] if columns else []
    return different(header, rows, table.column_names, read)


def metadata_problems(path):
    """Nothing about the machine or the library's version may be in the file: both change without the data."""
    metadata = pyarrow.parquet.ParquetFile(path).metadata
    problems = []
    if "udstil" not in (metadata.created_by or ""):
        problems.append(f"created by {metadata.created_by!r}")
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            compression = metadata.row_group(group).column(column).compression
            if compression != "ZSTD":
                problems.append(f"column {column} is compressed with {compression}")
    return problems


def duckdb_problems(path):
    header, rows = read_csv(path)
    parquet = path.with_suffix(".parquet")
    read = duckdb.sql(f"SELECT * FROM read_parquet('{parquet}')")
    problems = different(header, rows, read.columns, [[as_text(value) for value in row] for row in read.fetchall()])
    text = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')")
    return problems + different(header, rows, text.columns, [[value or "" for value in row] for row in text.fetchall()])


def xlsx_problems(path):
    header, rows = read_csv(path)
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    sheet = book.worksheets[0]
    read = [list(row) for row in sheet.iter_rows(values_only=True)]
    if not read or read[0] != header:
        return [f"the first row is {read[:1]}"]
    problems = [] if len(read) - 1 == len(rows) else [f"{len(read) - 1} rows, not {len(rows)}"]
    for number, (row, cells) in enumerate(zip(rows, read[1:]), 2):
        for expected, cell in zip(row, cells):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                same = expected != "" and decimal.Decimal(expected) == decimal.Decimal(repr(cell))
            else:
                same = (cell or "") == expected
            if not same:
                problems.append(f"row {number}: {cell!r}, not {expected!r}")
    if sheet.freeze_panes is None:
        problems.append("the header is not frozen")
    return problems


def frictionless_problems(path):
    """Parquet is left to pyarrow and DuckDB: frictionless knows neither its size nor its digest."""
    package = frictionless.Package(str(path))
    for resource in list(package.resources):
        if resource.path.endswith(".parquet"):
            package.remove_resource(resource.name)
    report = package.validate()
    return [error[-1] for error in report.flatten(["title", "rowNumber", "fieldNumber", "message"])] or (
        [] if report.valid else ["not valid"]
    )


def resource_problems(path):
    """Size and digest of every resource are those of the file, and every table file is a resource."""
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    problems = []
    for resource in resources:
        data = (path.parent / resource["path"]).read_bytes()
        if resource["bytes"] != len(data):
            problems.append(f"{resource['path']} has {len(data)} bytes, not {resource['bytes']}")
        if resource["hash"] != "sha256:" + hashlib.sha256(data).hexdigest():
            problems.append(f"{resource['path']} has another digest")
    described = {resource["path"] for resource in resources}
    tables = [file for file in path.parent.iterdir() if file.suffix in (".csv", ".parquet", ".xlsx")]
    return problems + [f"{file.name} is not described" for file in tables if file.name not in described]


def whole_problems(path):
    """The resources of every newest edition are there under the edition's own, unchanging address, and no others."""
    listed = {resource["path"] for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    expected = set()
    for folder in (path.parent / "data").iterdir():
        newest = max((child for child in folder.iterdir() if child.is_dir() and child.name != "latest"), key=edition_order)
        package = json.loads((newest / "datapackage.json").read_text(encoding="utf-8"))
        expected |= {f"data/{folder.name}/{newest.name}/{resource['path']}" for resource in package["resources"]}
    return sorted(listed ^ expected)


def sums_problems(path):
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", path.name], cwd=path.parent, capture_output=True, text=True
    )
    problems = [] if run.returncode == 0 else [run.stdout + run.stderr]
    listed = {line.split("  ", 1)[1] for line in path.read_text(encoding="utf-8").splitlines()}
    if path.parent.parent.parent.name == "data":
        there = {str(file.relative_to(path.parent)) for file in path.parent.rglob("*") if file.is_file() and file != path}
        problems += [f"{name} is not listed" for name in sorted(there - listed)]
    return problems


def latest_problems(folder):
    """`latest` holds the files of the newest edition, byte for byte."""
    latest = folder / "latest"
    named = sorted((path for path in folder.iterdir() if path.is_dir() and path.name != "latest"), key=edition_order)
    newest = named[-1]
    names = {path.name for path in newest.iterdir()}
    if names != {path.name for path in latest.iterdir()}:
        return ["other files than in " + newest.name]
    return [
        f"{name} differs from the one in {newest.name}"
        for name in sorted(names)
        if name.endswith((".csv", ".parquet", ".xlsx")) and (newest / name).read_bytes() != (latest / name).read_bytes()
    ]


def edition_order(path):
    date, _, number = path.name.partition(".")
    return date, int(number or 1)


def main():
    judge = Judge()
    public = public_folder()
    for folder in editions(public):
        here = folder.relative_to(public)
        for path in sorted(folder.glob("*.csv")):
            name = f"{here}/{path.name}"
            judge.check(f"{name}: even rows of UTF-8, none twice", lambda: csv_problems(path))
            judge.check(f"{name}: every empty measure has a status", lambda: status_problems(path))
            judge.check(f"{name}: pyarrow reads the same from Parquet", lambda: pyarrow_problems(path))
            judge.check(f"{name}: DuckDB reads the same from CSV and Parquet", lambda: duckdb_problems(path))
            judge.check(f"{name}: openpyxl reads the same from XLSX", lambda: xlsx_problems(path))
            judge.check(
                f"{name}: Parquet is compressed and names no library version",
                lambda: metadata_problems(path.with_suffix(".parquet")),
            )
        package = folder / "datapackage.json"
        judge.check(f"{here}: frictionless accepts the Data Package", lambda: frictionless_problems(package))
        judge.check(f"{here}: the Data Package has the size and digest of every table", lambda: resource_problems(package))
    whole = public / "datapackage.json"
    judge.check("frictionless accepts the catalogue's Data Package", lambda: frictionless_problems(whole))
    judge.check("the catalogue's Data Package has the size and digest of every file", lambda: resource_problems(whole))
    judge.check("the catalogue's Data Package has what every newest edition has", lambda: whole_problems(whole))
    for folder in sorted((public / "data").iterdir()):
        judge.check(f"{folder.relative_to(public)}: latest is the newest edition", lambda: latest_problems(folder))
    for path in sorted(public.rglob("SHA256SUMS")):
        judge.check(f"{path.relative_to(public)}: sha256sum agrees, no file is missing", lambda: sums_problems(path))
    for path in sorted([*public.rglob("*.json"), *public.rglob("*.jsonld")]):
        judge.check(f"{path.relative_to(public)}: is JSON without repeated keys", lambda: json_problems(path))
    judge.end()


if __name__ == "__main__":
    main()
