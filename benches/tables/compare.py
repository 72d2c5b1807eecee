"""How much udstil withholds, beside R's GaussSuppression, on the same tables with the same unsafe cells.

Draws tables with a fixed seed, has both protect them, and prints for each the unsafe cells, the cells that are withheld
beside them and the share of all rows of the table in these, and how many of the unsafe cells an outsider can tell to
within one: GaussSuppression promises that none can be computed, udstil also that each can be one more and one less, to
owners too. Of smaller tables also what GaussSuppression's pattern becomes once that is made good for outsiders.

    compare.py BINARY [NAME…]      needs scipy, and R with GaussSuppression
"""

import csv
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/judges"))
import attack

MIN_COUNT = 4
# Tables of more cells are not audited here: it takes hours.
MAX_AUDITED = 1_000
# For each table the groups of its first dimension, 0 for none, the codes in each, the codes of the others, the mean.
TABLES = {
    "two ways": (0, 12, [10], 6),
    "groups": (6, 5, [12], 8),
    "groups, large": (10, 6, [30], 8),
    "three ways": (0, 8, [7, 4], 8),
    "three ways, large": (0, 20, [14, 5], 10.96),
}


class Drawn(attack.Register):
    """A table of rows that each are another company's."""

    def __init__(self, name):
        groups, codes, others, mean = TABLES[name]
        draw = random.Random(name)
        self.seed, self.kind, self.presence, self.protection = 0, name, "public", None
        self.min_count, self.min_contributors, self.min_owners, self.p = MIN_COUNT, 2, None, None
        a = [(f"g{g}", "") for g in range(groups)]
        a += [(f"g{g}l{leaf}", f"g{g}") for g in range(groups) for leaf in range(codes)]
        self.lists = {"a": a or [(f"a{at}", "") for at in range(codes)], "topic": [("t", "")]}
        self.lists |= {"b": [(f"b{at}", "") for at in range(others[0])]}
        self.lists |= {"c": [(f"c{at}", "") for at in range(others[1])] if len(others) > 1 else [("c0", "")]}
        dimensions = {"a": ([1, 2] if groups else [1], True), "b": ([1], True)}
        self.tables = [dimensions | ({"c": ([1], True)} if len(others) > 1 else {})]
        self.rows = []
        leaves = [attack.leaves_of(self.lists[dimension]) for dimension in "abc"]
        for place in [(x, y, z) for x in leaves[0] for y in leaves[1] for z in leaves[2]]:
            for _ in range(int(-math.log(1 - draw.random()) * mean)):
                number = str(len(self.rows))
                row = dict(zip("abc", place)) | {"topic": frozenset("t"), "tonnes": 1, "case": number}
                self.rows.append(row | {"company": f"f{number}", "holding": f"f{number}"})


def gauss(register, folder):
    """The published table as GaussSuppression would have it, by the keys of udstil's, and its seconds."""
    dimensions = list(register.tables[0])
    has_groups = len(register.tables[0]["a"][0]) > 1
    parents = dict(register.lists["a"])
    counts = Counter(tuple(row[name] for name in dimensions) for row in register.rows)
    names = (["a1", "a2"] if has_groups else ["a"]) + dimensions[1:]
    with open(folder / "rows.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names, "n"])
        for place, count in counts.items():
            writer.writerow([*([parents[place[0]]] if has_groups else []), *place, count])
    script = pathlib.Path(__file__).with_name("gauss.R")
    command = ["Rscript", script, folder / "rows.csv", str(MIN_COUNT), folder / "cells.csv"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    withheld = set()
    header, rows = attack.read_csv(folder / "cells.csv")
    for row in rows:
        cell = dict(zip(header, row))
        if cell["suppressed"] == "TRUE":
            # Levels of one dimension come out as one column, named after the finest.
            first = cell.get("a") or cell.get("a2") or cell.get("a1")
            codes = [first, *(cell[name] for name in dimensions[1:])]
            codes = [attack.TOTAL if code == "Total" else code for code in codes]
            withheld.add(tuple(zip(dimensions, codes)))
    return withheld, float(ran.stdout.split()[-1])


def told_to_within_one(register, published, counts, withheld):
    """The unsafe cells that cannot be one more, or not one less where that is no less than one."""
    rows = [(key, {"n": None if key in withheld else counts[key]}, inside) for key, _, inside in published.rows]
    known = attack.Attack(published, "n", lambda atom: 0, rows)
    found = []
    for key, _, inside in published.rows:
        if counts[key] < MIN_COUNT:
            floor = max(counts[key] - 1, known.known_without_figures(inside))
            if known.greatest(inside) < counts[key] + 1 or known.least(inside) > floor:
                found.append(key)
    return found


def repaired(register, published, counts, withheld):
    """A pattern with the cheapest cells beside those that are told too closely, until none is: the plain way to make
    good what elimination leaves."""
    withheld = set(withheld)
    while told := told_to_within_one(register, published, counts, withheld):
        for key in told:
            differences = {other: sum(x != y for x, y in zip(key, other)) for other in counts if other not in withheld}
            beside = [other for other, number in differences.items() if number == 1]
            if beside:
                withheld.add(min(beside, key=lambda other: (counts[other], other)))
    return withheld


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    for name in sys.argv[2:] or TABLES:
        register = Drawn(name)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            started = time.monotonic()
            published = attack.build(binary, register, folder)
            seconds = time.monotonic() - started
            by_gauss, gauss_seconds = gauss(register, folder)
        if published is None:
            print(f"{name}: refused")
            continue
        matching = {key: len(register.matching(dict(key))) for key, _, _ in published.rows}
        unsafe = {key for key, count in matching.items() if count < MIN_COUNT}
        ours = {key for key, values, _ in published.rows if values["n"] is None}
        print(f"{name}: {len(matching)} cells, {len(unsafe)} unsafe")
        patterns = [("udstil", ours, seconds), ("Gauss", by_gauss, gauss_seconds)]
        if len(matching) < MAX_AUDITED:
            patterns.append(("Gauss and repair", repaired(register, published, matching, by_gauss), gauss_seconds))
        for who, withheld, took in patterns:
            assert unsafe <= withheld, "an unsafe cell is published"
            secondary = withheld - unsafe
            share = 100 * sum(matching[key] for key in secondary) / len(register.rows)
            line = f"   {who}: {len(secondary)} more ({100 * len(withheld) / len(matching):.1f} % of all cells)"
            if len(matching) < MAX_AUDITED:
                told = told_to_within_one(register, published, matching, withheld)
                line += f", {len(told)} told to within one"
            print(f"{line}, {share:.1f} % of the rows, {took:.1f} s", flush=True)


if __name__ == "__main__":
    main()
