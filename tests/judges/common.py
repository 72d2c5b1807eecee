"""What the judges share: each check is one line that begins with `ok`, `FAIL` or `skip`."""

import csv
import pathlib
import sys


class Judge:
    """Prints one line per check; `./tests/run` counts them."""

    def __init__(self):
        self.failed = False

    def check(self, what, problems):
        """`problems` is a list of texts, empty if all is well; a function is called, and may throw."""
        if callable(problems):
            try:
                problems = problems()
            except Exception as error:  # a judge that cannot read a file has judged it
                problems = [f"{type(error).__name__}: {error}"]
        if problems:
            self.failed = True
            shown = "; ".join(str(problem).replace("\n", " ") for problem in problems[:3])
            more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
            print(f"FAIL {what}: {shown}{more}", flush=True)
        else:
            print(f"ok {what}", flush=True)

    def skip(self, what, why):
        print(f"skip {what}: {why}", flush=True)

    def end(self):
        sys.exit(1 if self.failed else 0)


def editions(public):
    """The folders of all editions, `latest` included, as `data/<id>/<edition>`."""
    folders = sorted(path for path in (public / "data").glob("*/*") if path.is_dir())
    if not folders:
        raise SystemExit("FAIL there is no edition in " + str(public))
    return folders


def read_csv(path):
    """Header and rows of a CSV file, every cell as text."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    return rows[0], rows[1:]


def public_folder():
    return pathlib.Path(sys.argv[1]).resolve()
