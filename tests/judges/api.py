"""Judges the API by what it says of itself: its OpenAPI document by openapi-spec-validator, each of its answers by the
schema that the document gives, every documented path and every address in an answer by whether it is there.
"""

import copy
import functools
import html
import http.server
import json
import re
import subprocess
import sys
import threading

import jsonschema
import openapi_spec_validator

from common import Judge, public_folder

FOLDER = "api/v1"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def strict(schema):
    """The schema, allowing no key that it does not describe."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: strict(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        schema["additionalProperties"] = False
    return schema


def answer_schema(document, item):
    schema = copy.deepcopy(item["get"]["responses"]["200"]["content"]["application/json"]["schema"])
    return {**schema, "components": strict(document["components"])}


def pattern(path):
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"({\w+})", path)))


def schema_problems(answer, schema):
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def dead_links(public, answer, base):
    """Addresses below the site's own that lead nowhere. A folder of files is no page, and is there if it is a folder."""
    problems = []
    for address in sorted({text for text in texts(answer) if text.startswith(base)}):
        target = public / address[len(base) :]
        if not target.exists() or not (target.is_dir() if address.endswith("/") else target.is_file()):
            problems.append(f"{address} is not there")
    return problems


def unasked_parameters(document):
    """Each name between braces is a parameter of its operation, and each parameter stands in the path."""
    problems = []
    for path, item in document["paths"].items():
        named = set(re.findall(r"{(\w+)}", path))
        asked = {parameter["$ref"].rsplit("/", 1)[1] for parameter in item["get"].get("parameters", [])}
        if named != asked:
            problems.append(f"{path} has {sorted(named)} and asks for {sorted(asked)}")
    return problems


def serve(public):
    """Serves the public folder on this machine for as long as the judge runs; returns the address of its root."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=public))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def example_problems(page, base, here, datasets):
    """The example of a page, run as it stands but for the address, prints a line for each dataset."""
    code = re.search(r"<pre><code>(import .*?)</code></pre>", page.read_text(encoding="utf-8"), re.DOTALL)[1]
    code = html.unescape(code).replace(base, here)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    printed = [line.split()[0] for line in run.stdout.splitlines()]
    return [] if run.returncode == 0 and printed == datasets else [run.stdout + run.stderr]


def main():
    judge, public = Judge(), public_folder()
    document = read(public / FOLDER / "openapi.json")

    def valid():
        openapi_spec_validator.validate(document)
        return [] if document["openapi"].startswith("3.1.") else [document["openapi"]]

    judge.check("openapi.json is an OpenAPI 3.1 document", valid)
    judge.check("openapi.json asks for what its paths name", unasked_parameters(document))
    server = document["servers"][0]["url"]
    base = server[: -len(FOLDER)]
    judge.check("openapi.json names the folder as its server", [] if server == base + FOLDER else [server])

    answers = {"/" + path.relative_to(public / FOLDER).as_posix(): path for path in (public / FOLDER).rglob("*.json")}
    left = set(answers)
    for path, item in document["paths"].items():
        fitting = sorted(answer for answer in left if pattern(path).fullmatch(answer))
        left -= set(fitting)
        schema = answer_schema(document, item)

        def problems(fitting=fitting, schema=schema):
            found = [] if fitting else ["no answer is there"]
            for answer in fitting:
                found += [f"{answer} {problem}" for problem in schema_problems(read(answers[answer]), schema)]
            return found

        judge.check(f"{path}: {len(fitting)} answers are what is said of them", problems)

    judge.check("every file of the API is documented", sorted(left))
    for name, path in sorted(answers.items()):
        answer = read(path)
        if name == "/openapi.json":
            answer.pop("servers")
        judge.check(f"{name}: every address is there", dead_links(public, answer, base))
    here, datasets = serve(public), [dataset["id"] for dataset in read(answers["/index.json"])["datasets"]]
    for page in sorted(public.glob("**/api/index.html")):
        name = page.relative_to(public).as_posix()
        judge.check(f"{name}: its example runs", lambda page=page: example_problems(page, base, here, datasets))
    judge.end()


if __name__ == "__main__":
    main()
