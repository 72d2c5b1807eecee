"""Counts every table again from its source, by the policy as it is written, and compares.

This is a second reading of the rules, in another language, cell by cell and without any regard to speed: the rows
must be exactly those that come out here, every published figure the one counted here, and every cell that a rule forbids
must be withheld. A table on its own and without sums may withhold nothing else. In other tables further cells are
withheld so that sums give nothing away; which ones is a choice, but no total may leave a single figure open.
Only the catalogue's own files and Python are used.

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
TOTAL = "_T"
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

    def finest(self):
        """The finest published level of a code list, or period."""
        levels = self.spec.get("levels") or [self.spec.get("level")]
        periods = self.spec.get("periods") or [self.spec.get("period")]
        return max(levels) if self.codelist else max(periods, key=PER_YEAR.get)

    def level(self, code):
        way = self.codelist.way_up(code)
        wanted = self.finest()
        return code if wanted is None else way[wanted - 1]

    def is_date(self):
        return "period" in self.spec or "periods" in self.spec

    def recode(self, value):
        if self.codelist:
            return self.level(self.codelist.look_up(value, self.spec.get("matching", "exact")))
        if self.is_date():
            return period(value, self.finest())
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
            wanted = self.finest() or 1
            codes = {self.level(code) for code in reachable if len(self.codelist.way_up(code)) >= wanted}
        elif self.is_date():
            codes = set(periods_between(self.temporal["start"], self.temporal["end"], self.finest()))
        else:
            codes = set(class_names(self.spec["bins"]))
        return codes | ({UNKNOWN} if self.may_be_empty else set())


    def ways_up(self, code):
        """The code and all published codes that include it, each with what includes it directly or nothing."""
        way = [code]
        if code != UNKNOWN and self.codelist and "levels" in self.spec:
            path = self.codelist.way_up(code)
            way += [path[level - 1] for level in sorted(self.spec["levels"], reverse=True)[1:]]
        elif code != UNKNOWN and "periods" in self.spec:
            first = first_day(code)
            way += [period(first, length) for length in sorted(self.spec["periods"], key=PER_YEAR.get, reverse=True)[1:]]
        return way + ([TOTAL] if self.spec.get("total") else [])

    def has_sums(self):
        return any(len(self.spec.get(key, [])) > 1 for key in ("levels", "periods")) or self.spec.get("total", False)


def first_day(code):
    """The first day of a published period."""
    year, _, part = code.partition("-")
    month = {"": 1, "S": 1, "Q": 1}.get(part[:1])
    if part[:1] in ("S", "Q"):
        month = (int(part[1:]) - 1) * (6 if part[0] == "S" else 3) + 1
    elif part:
        month = int(part)
    return f"{year}-{month:02}-01"


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


def quantity(measure, row):
    return sum(
        (sign * decimal.Decimal(row[name]) for sign, names in ((1, measure["plus"]), (-1, measure.get("minus", []))) for name in names if row[name]),
        decimal.Decimal(0),
    )


def is_dominated(rule, measures, owner, rows):
    """The rule on shares; None if its numbers are secret."""
    numbers = {key: rule[key] for key in "nkpq" if key in rule}
    if any(isinstance(number, str) for number in numbers.values()):
        return None
    shares = defaultdict(decimal.Decimal)
    for row in rows:
        shares[owner(row)] += quantity(measures[rule["measure"]], row)
    sizes = sorted((abs(share) for share in shares.values()), reverse=True) + [decimal.Decimal(0)] * 2
    if sizes[0] == 0:
        return False
    number = {key: decimal.Decimal(str(value)) for key, value in numbers.items()}
    rest = sum(sizes) - sizes[0] - sizes[1]
    if rule["kind"] == "dominance":
        return sum(sizes[: int(number["n"])]) * 100 >= number["k"] * sum(sizes)
    limit = number["p"] / (number["q"] if rule["kind"] == "pq" else 100)
    return rest <= limit * sizes[0]


def forbidden(spec, rows):
    """True if a rule that looks at one cell forbids it."""
    if not rows and spec["presence"] == "public":
        return False
    contributor = spec["contributors"]["column"]
    owners = spec.get("owners")
    if len(rows) < spec["min_count"] or len({row[contributor] for row in rows} - {""}) < spec["contributors"]["min"]:
        return True

    def owner(row):
        return (owners and row[owners["column"]]) or row[contributor]

    if owners and len({owner(row) for row in rows} - {""}) < owners["min"]:
        return True
    measures = {measure["name"]: measure for measure in spec["measure"]}
    return any(is_dominated(rule, measures, owner, rows) for rule in spec.get("rule", []))


def ratio(spec, row, header):
    """One published figure of the row by another."""
    of, to = (row[header.index(spec[key])] for key in ("of", "to"))
    if decimal.Decimal(to) == 0:
        return "", "z"
    with decimal.localcontext(prec=60):
        value = decimal.Decimal(of) * spec.get("per", 1) / decimal.Decimal(to)
        rounded = value.quantize(decimal.Decimal(1).scaleb(-spec["decimals"]), decimal.ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}", ""


class Recounted:
    """A table: its rows as they would be if nothing but what a rule forbids were withheld."""

    def __init__(self, spec, dataset, schema, codelists, records):
        self.spec = spec
        self.dimensions = [Dimension(dimension, dataset, schema, codelists) for dimension in spec["dimension"]]
        cells = defaultdict(list)
        for record in records:
            for key in itertools.product(*(dimension.codes(record[dimension.column]) for dimension in self.dimensions)):
                cells[key].append(record)
        finest = set(cells)
        if spec["presence"] == "secret":
            finest |= set(itertools.product(*(dimension.all_codes() for dimension in self.dimensions)))
        finest = {key for key in finest if not self.is_impossible(key)}
        self.parts = defaultdict(set)
        self.cells = defaultdict(list)
        for key in finest:
            ways = [dimension.ways_up(code) for dimension, code in zip(self.dimensions, key)]
            for above in itertools.product(*ways):
                self.cells[above].extend(cells.get(key, []))
                for at, way in enumerate(ways):
                    place = way.index(above[at])
                    if place + 1 < len(way):
                        self.parts[(at, above[:at] + (way[place + 1],) + above[at + 1 :])].add(above)
        self.header = [dimension["name"] for dimension in spec["dimension"]]
        for measure in spec["measure"]:
            self.header += [measure["name"], measure["name"] + "_status"]

    def is_impossible(self, key):
        names = [dimension["name"] for dimension in self.spec["dimension"]]

        def meant(name, codes):
            dimension = self.dimensions[names.index(name)]
            code = key[names.index(name)]
            return code != UNKNOWN and any(above in codes for above in dimension.codelist.way_up(code))

        return any(all(meant(name, codes) for name, codes in one.items()) for one in self.spec.get("impossible", []))

    def whole_groups(self):
        """Cells that hold everybody of a group, where that would tell a sensitive code."""
        found = set()
        for at, dimension in enumerate(self.spec["dimension"]):
            if not dimension.get("sensitive"):
                continue
            groups = defaultdict(lambda: [0, set()])
            for key, rows in self.cells.items():
                group = groups[key[:at] + key[at + 1 :]]
                group[1].add(key)
                group[0] = max(group[0], self.size(key, at))
            for size, keys in groups.values():
                found |= {key for key in keys if key[at] != TOTAL and size and len(self.cells[key]) == size}
        return found

    def size(self, key, at):
        """How many rows the group of a cell has, over all codes of one dimension."""
        group = key[:at] + key[at + 1 :]
        own = self.dimensions[at]
        finest = [
            other for other in self.cells
            if other[:at] + other[at + 1 :] == group and own.ways_up(other[at])[0] == other[at] and self.is_finest(own, other[at])
        ]
        return sum(len(self.cells[other]) for other in finest)

    @staticmethod
    def is_finest(dimension, code):
        if code in (TOTAL,):
            return False
        if code == UNKNOWN or not (dimension.codelist or dimension.is_date()):
            return True
        if dimension.codelist:
            wanted = dimension.finest()
            return wanted is None or len(dimension.codelist.way_up(code)) == wanted
        return code == period(first_day(code), dimension.finest())

    def rows(self, is_withheld):
        rows = []
        for key in sorted(self.cells, key=lambda key: [code.encode() for code in key]):
            row = list(key)
            for measure in self.spec["measure"]:
                if is_withheld(key):
                    row += ["", WITHHELD]
                elif measure["kind"] == "ratio":
                    row += ratio(measure, row, self.header)
                else:
                    row += [measure_text(measure, self.cells[key]), ""]
            rows.append(row)
        return rows


def judge_table(path, table, is_alone):
    """Compares a published table with its recount."""
    withheld = {key for key, rows in table.cells.items() if forbidden(table.spec, rows)} | table.whole_groups()
    if is_alone and not any(dimension.has_sums() for dimension in table.dimensions) and not table.whole_groups():
        return compare(path, table.header, table.rows(withheld.__contains__))
    header, rows = read_csv(path)
    width = len(table.dimensions)
    if header != table.header:
        return [f"columns {header}, not {table.header}"]
    published = {tuple(row[:width]): row for row in rows}
    open_rows = {key for key, row in published.items() if row[width + 1] == WITHHELD}
    problems = [f"{key} may not be published" for key in sorted(withheld - open_rows)]
    problems += compare(path, table.header, table.rows(open_rows.__contains__))
    for (_, whole), parts in table.parts.items():
        unknown = [key for key in (whole, *parts) if key in open_rows]
        if len(unknown) == 1:
            problems.append(f"{unknown[0]} can be computed from the other rows under {whole}")
    return problems


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
    is_alone = len(policy.get("table", [])) == 1
    for spec in policy.get("table", []) + policy.get("rows", []):
        name = f"{spec['name']}-synthetic.csv" if dataset["synthetic"] else f"{spec['name']}.csv"

        def judged():
            if "dimension" in spec:
                table = Recounted(spec, dataset, schema, codelists, records)
                return judge_table(published / name, table, is_alone)
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
