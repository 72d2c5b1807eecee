"""Compares a tab-separated list with the CSV file published from it, row by row, whatever their order."""

import csv
import sys


def rows(path, delimiter):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        next(reader)
        return sorted(tuple(row) for row in reader)


given, published = rows(sys.argv[1], "\t"), rows(sys.argv[2], ",")
different = [pair for pair in zip(given, published) if pair[0] != pair[1]]
if len(given) != len(published) or different:
    print(f"FAIL {len(given)} rows went in, {len(published)} came out, {len(different)} differ: {different[:3]}")
    sys.exit(1)
print(f"ok {len(given)} rows are the same")
