"""Opens every published CSV file as somebody would who asks for nothing: pandas, Polars, pyarrow, DuckDB and LibreOffice with
their default settings. Where one of them changes a code, `udstil check` must have warned of the column.

    readers.py PUBLIC REPOSITORY UDSTIL
"""

import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.csv

from common import Judge, editions, public_folder, read_csv

# Codes that at least one reader must be seen to change, or this judge is blind; and codes that none may change.
CHANGED = ["0101", "41.20", "01.10", "2E3", "NA", "75-01-4"]
KEPT = ["K0101", "DK-084", "2024-S1", "100-41-4", "41.20.00"]


def by_pandas(path):
    return {name: column.tolist() for name, column in pandas.read_csv(path).items()}


def by_polars(path):
    return {column.name: column.to_list() for column in polars.read_csv(path)}


def by_pyarrow(path):
    table = pyarrow.csv.read_csv(path)
    return dict(zip(table.column_names, (column.to_pylist() for column in table.columns)))


def by_duckdb(path):
    read = duckdb.sql(f"SELECT * FROM '{path}'")
    return {name: list(cells) for name, cells in zip(read.columns, zip(*read.fetchall()))}


def by_libreoffice(path):
    """What LibreOffice makes of a file that is opened in it, by way of the workbook that it saves."""
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder, "profile").as_uri()
        # Its dialog proposes UTF-8; where nobody sees one, it goes by the machine's language.
        utf8 = "--infilter=CSV:44,34,76"
        command = ["soffice", utf8, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", folder]
        subprocess.run([*command, str(path)], check=True, capture_output=True)
        sheet = openpyxl.load_workbook(pathlib.Path(folder, path.stem + ".xlsx")).worksheets[0]
        header, *rows = sheet.iter_rows(values_only=True)
    return {name: list(cells) for name, cells in zip(header, zip(*rows))}


READERS = {"pandas": by_pandas, "Polars": by_polars, "pyarrow": by_pyarrow, "DuckDB": by_duckdb}


def text_columns(path):
    """The columns of codes and texts, by the schema that is published with the table."""
    schema = json.loads(path.with_name(path.name.removesuffix(".csv") + ".schema.json").read_text(encoding="utf-8"))
    return [name for name, column in schema["properties"].items() if "string" in str(column.get("type"))]


def changed(path, columns, read):
    """The columns of which a reader changes a text, each with the first one."""
    header, rows = read_csv(path)
    found = read(path)
    if list(found) != header:
        raise ValueError(f"columns {list(found)}, not {header}")
    lost = {}
    for name in columns:
        place = header.index(name)
        for row, value in zip(rows, found[name]):
            if row[place] and str(value) != row[place]:
                lost.setdefault(name, f"{row[place]!r} becomes {value!r}")
    return lost


def warned_of(repository, udstil):
    """The columns that `udstil check` warns of, as dataset and column."""
    run = subprocess.run([udstil, "check", "--format", "json"], cwd=repository, capture_output=True, text=True, check=True)
    findings = [json.loads(line) for line in run.stdout.splitlines()]
    surprises = [finding for finding in findings if finding["code"] == "code-loses-characters"]
    return {(pathlib.PurePath(finding["path"]).parent.name, finding["column"]) for finding in surprises}


def blind(read):
    """Which codes a reader changes where each has a column to itself."""
    codes = CHANGED + KEPT
    names = [f"code{number}" for number in range(len(codes))]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "codes.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([names, codes, codes])
        return {codes[names.index(name)] for name in changed(path, names, read)}


def main():
    # openpyxl says so of each code that LibreOffice has made a date of.
    warnings.simplefilter("ignore")
    judge, public = Judge(), public_folder()
    readers = dict(READERS)
    if shutil.which("soffice"):
        readers["LibreOffice"] = by_libreoffice
    else:
        judge.skip("LibreOffice opens every CSV file", "it is not installed")
    lost = {name: blind(read) for name, read in readers.items()}
    seen = set().union(*lost.values())
    judge.check(
        f"what readers change is seen: {', '.join(CHANGED)}",
        [code for code in CHANGED if code not in seen],
    )
    judge.check("each reader is seen to change something", [name for name in readers if not lost[name]])
    judge.check(f"no reader changes {', '.join(KEPT)}", sorted(seen & set(KEPT)))
    warned = warned_of(*sys.argv[2:4])
    for folder in editions(public):
        if folder.name != "latest":
            continue
        for path in sorted(folder.glob("*.csv")):
            for name, read in readers.items():

                def surprises():
                    found = changed(path, text_columns(path), read)
                    return [
                        f"`{column}`: {what}, and nobody warns of it"
                        for column, what in found.items()
                        if (folder.parent.name, column) not in warned
                    ]

                judge.check(f"{path.relative_to(public)}: {name} changes no code without a warning", surprises)
    judge.end()


if __name__ == "__main__":
    main()
