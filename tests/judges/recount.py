"""Counts every table again from its source, by the policy as it is written, and compares.

This is a second reading of the rules, in another language, cell by cell and without any regard to speed: what
`udstil` published must be exactly what comes out here. Only the catalogue's own files and Python are used.

    recount.py PUBLIC ROOT [ID=SOURCE…]
"""

import csv
import datetime
import decimal
import itertools
import json
import pathlib
import sys
import tomllib
from collections import defaultdict

from common import Judge, public_folder, read_csv

UNKNOWN = "_U"
WITHHELD = "c"
PER_YEAR = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}


class Codelist:
    def __init__(self, path):
        header, rows = read_csv(path)
        entries = [dict(zip(header, row)) for row in rows]
        self.parent = {entry["code"]: entry["parent"] or None for entry in entries}
        self.parents = {parent for parent in self.parent.values() if parent}

    def way_up(self, code):
        way = [code]
        while self.parent[way[-1]]:
            way.append(self.parent[way[-1]])
        return way[::-1]

    def leaves(self):
        return [code for code in self.parent if code not in self.parents]

    def look_up(self, value, matching):
        if matching == "exact":
            return value if value in self.parent and value not in self.parents else None
        fitting = [code for code in self.parent if value.startswith(code)]
        return max(fitting, key=len, default=None)


def period(text, length):
    day = datetime.date.fromisoformat(text)
    return period_name(day.year, (day.month - 1) * PER_YEAR[length] // 12, length)


def period_name(year, part, length):
    return {
        "year": f"{year:04}",
        "half-year": f"{year:04}-S{part + 1}",
        "quarter": f"{year:04}-Q{part + 1}",
        "month": f"{year:04}-{part + 1:02}",
    }[length]


def periods_between(first, last, length):
    names = []
    for year in range(first.year, last.year + 1):
        for part in range(PER_YEAR[length]):
            name = period_name(year, part, length)
            if period(first.isoformat(), length) <= name <= period(last.isoformat(), length):
                names.append(name)
    return names


def class_names(bounds):
    names = [f"..{bounds[0] - 1}"]
    for low, high in itertools.pairwise(bounds):
        names.append(str(low) if high == low + 1 else f"{low}..{high - 1}")
    return [*names, f"{bounds[-1]}.."]


class Dimension:
    def __init__(self, spec, dataset, schema, codelists):
        self.spec, self.column = spec, spec["column"]
        self.separator = dataset["source"].get("lists", {}).get(self.column)
        self.codelist = codelists.get(spec.get("codelist"))
        subschema = schema["properties"][self.column]
        types = subschema.get("type", "null")
        self.may_be_empty = self.column not in schema.get("required", []) or "null" in types
        self.temporal = dataset.get("temporal")

    def level(self, code):
        way = self.codelist.way_up(code)
        wanted = self.spec.get("level")
        return code if wanted is None else way[wanted - 1]

    def recode(self, value):
        if self.codelist:
            return self.level(self.codelist.look_up(value, self.spec.get("matching", "exact")))
        if "period" in self.spec:
            return period(value, self.spec["period"])
        if "bins" in self.spec:
            bounds = self.spec["bins"]
            return class_names(bounds)[sum(decimal.Decimal(value) >= bound for bound in bounds)]
        return value

    def codes(self, cell):
        """The published codes that a row counts under: none of them twice."""
        if cell == "":
            return {UNKNOWN}
        return {self.recode(value) for value in (cell.split(self.separator) if self.separator else [cell])}

    def all_codes(self):
        """All codes there could be, whatever the rows say."""
        if self.codelist:
            prefix = self.spec.get("matching") == "prefix"
            reachable = list(self.codelist.parent) if prefix else self.codelist.leaves()
            wanted = self.spec.get("level") or 1
            codes = {self.level(code) for code in reachable if len(self.codelist.way_up(code)) >= wanted}
        elif "period" in self.spec:
            codes = set(periods_between(self.temporal["start"], self.temporal["end"], self.spec["period"]))
        else:
            codes = set(class_names(self.spec["bins"]))
        return codes | ({UNKNOWN} if self.may_be_empty else set())


def measure_text(spec, rows):
    if spec["kind"] == "count":
        return str(len(rows))
    if spec["kind"] == "distinct":
        return str(len({row[spec["column"]] for row in rows} - {""}))
    with decimal.localcontext(prec=60):
        total = decimal.Decimal(0)
        for sign, names in ((1, spec.get("plus", [])), (-1, spec.get("minus", []))):
            total += sign * sum((decimal.Decimal(row[name]) for row in rows for name in names if row[name]), decimal.Decimal(0))
        if abs(total) < decimal.Decimal(str(spec.get("zero_below", 0))):
            total = decimal.Decimal(0)
        rounded = total.quantize(decimal.Decimal(1).scaleb(-spec["decimals"]), decimal.ROUND_HALF_UP)
        return f"{abs(rounded) if rounded == 0 else rounded:f}"


def table(spec, dataset, schema, codelists, records):
    dimensions = [Dimension(dimension, dataset, schema, codelists) for dimension in spec["dimension"]]
    cells = defaultdict(list)
    for record in records:
        for key in itertools.product(*(dimension.codes(record[dimension.column]) for dimension in dimensions)):
            cells[key].append(record)
    keys = set(cells)
    if spec["presence"] == "secret":
        keys |= set(itertools.product(*(dimension.all_codes() for dimension in dimensions)))
    header = [dimension["name"] for dimension in spec["dimension"]]
    for measure in spec["measure"]:
        header += [measure["name"], measure["name"] + "_status"]
    rows = []
    for key in sorted(keys, key=lambda key: [code.encode() for code in key]):
        here = cells.get(key, [])
        contributors = {record[spec["contributors"]["column"]] for record in here} - {""}
        published = len(here) >= spec["min_count"] and len(contributors) >= spec["contributors"]["min"]
        row = list(key)
        for measure in spec["measure"]:
            row += [measure_text(measure, here), ""] if published else ["", WITHHELD]
        rows.append(row)
    return header, rows


def plain_rows(spec, schema, records):
    def text(column, value):
        if "decimals" in column and value != "":
            return f"{decimal.Decimal(value):.{column['decimals']}f}"
        return value

    def order(row):
        # An empty cell comes first, then numbers by their value and texts by their bytes.
        return [
            (0, 0) if value == "" else (1, decimal.Decimal(value)) if is_number else (1, value.encode())
            for value, is_number in zip(row, numbers)
        ]

    columns = spec["column"]
    types = [schema["properties"][column["column"]].get("type", []) for column in columns]
    numbers = ["number" in of or "integer" in of for of in types]
    rows = [[text(column, record[column["column"]]) for column in columns] for record in records]
    return [column["name"] for column in columns], sorted(rows, key=order)


def compare(path, header, rows):
    other_header, other_rows = read_csv(path)
    if header != other_header:
        return [f"columns {other_header}, not {header}"]
    problems = [] if len(rows) == len(other_rows) else [f"{len(other_rows)} rows, not {len(rows)}"]
    return problems + [f"{other}, not {row}" for row, other in zip(rows, other_rows) if row != other]


def recount(judge, public, root, dataset_id, source, codelists):
    folder = root / "datasets" / dataset_id
    dataset = tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8"))
    policy = tomllib.loads((folder / "policy.toml").read_text(encoding="utf-8"))
    schema = json.loads((root / "schemas" / f"{dataset_id}.schema.json").read_text(encoding="utf-8"))
    path = source or folder / dataset["source"]["path"]
    with open(path, encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file, delimiter=dataset["source"].get("delimiter", ","), strict=True))
    published = public / "data" / dataset_id / "latest"
    for spec in policy.get("table", []) + policy.get("rows", []):
        name = f"{spec['name']}-synthetic.csv" if dataset["synthetic"] else f"{spec['name']}.csv"

        def judged():
            if "dimension" in spec:
                return compare(published / name, *table(spec, dataset, schema, codelists, records))
            return compare(published / name, *plain_rows(spec, schema, records))

        judge.check(f"{dataset_id}: {name} is what a second count of {len(records)} records gives", judged)


def main():
    judge = Judge()
    public, root = public_folder(), pathlib.Path(sys.argv[2])
    sources = dict(argument.split("=", 1) for argument in sys.argv[3:])
    codelists = {path.stem: Codelist(path) for path in (root / "schemas/codelists").glob("*.csv")}
    for folder in sorted((public / "data").iterdir()):
        recount(judge, public, root, folder.name, sources.get(folder.name), codelists)
    judge.end()


if __name__ == "__main__":
    main()
