"""Attacks tables that the program publishes from random sources, with nothing but what is published.

A seeded generator writes small registers with hierarchies, linked tables, totals, owners and columns of several values;
`udstil build` publishes them. Then an attacker, in another language and with another solver (HiGHS), puts up all
that the published CSV files and code lists say: whole numbers, none below zero, each published figure a sum of
the combinations below it. For each withheld cell he asks how small and how great it can be. The judge, who
knows the source, applies the policy's rules again and says how wide that must be: one row either way for counts,
the protection level for sums under a rule on shares. The attacker also comes as each owner who knows their own part.
Where tables are rounded, changed by cell keys or have ranges, he puts up what each figure can come from, and so many values
as the policy says must be possible; the judge works out the figures again.
Beside it, an exact programme finds the least that could have been withheld; the judge prints how far from it we are.

    attack.py BINARY [FIRST-SEED COUNT]
"""

import hmac
import itertools
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from common import Judge, read_csv

TOTAL = "_T"
TOLERANCE = 1e-6
TOPICS = ["t1", "t2", "t3"]


# ---------------------------------------------------------------------------------------------------------------------
# Registers


class Register:
    """A random source with its policy: everything that the judge knows and the attacker does not."""

    def __init__(self, seed):
        draw = random.Random(seed)
        self.seed = seed
        self.kind = KINDS[seed % len(KINDS)]
        self.presence = "secret" if seed // len(KINDS) % 2 else "public"
        self.min_count = draw.choice([3, 4, 5])
        self.min_contributors = 2
        self.min_owners = draw.choice([None, 2])
        self.p = draw.choice([None, 10, 20])
        groups = draw.choice([2, 3])
        a = [(f"g{g}", "") for g in range(groups)]
        a += [(f"g{g}l{leaf}", f"g{g}") for g in range(groups) for leaf in range(draw.choice([2, 3]))]
        self.lists = {
            "a": a,
            "b": [(f"b{at}", "") for at in range(draw.choice([2, 3, 4]))],
            "c": [(f"c{at}", "") for at in range(draw.choice([2, 3]))],
            "topic": [(topic, "") for topic in TOPICS],
        }
        self.tables, self.protection = KINDS_TABLES[self.kind]
        if self.kind == "several values":
            self.tables = SEVERAL[(seed // len(KINDS) + seed // len(KINDS) // len(SEVERAL)) % len(SEVERAL)]
        if self.protection:
            self.p = None
        self.base = draw.choice([5, 7, 10])
        self.possible = 2
        self.rows = self.draw_rows(draw)
        for number, row in enumerate(self.rows):
            row["case"] = f"r{number}"

    def draw_rows(self, draw):
        """Few large companies and many small ones; some combinations are much more usual than others."""
        companies = [(f"f{at}", f"h{at // 2}" if self.min_owners else f"f{at}") for at in range(draw.randint(4, 9))]
        leaves = {name: leaves_of(entries) for name, entries in self.lists.items()}
        weights = {name: [draw.choice([1, 1, 2, 6]) for _ in codes] for name, codes in leaves.items()}
        rows = []
        for _ in range(draw.randint(20, 140)):
            company, holding = draw.choices(companies, [1 + 8 // (at + 1) for at in range(len(companies))])[0]
            row = {name: draw.choices(leaves[name], weights[name])[0] for name in ("a", "b", "c")}
            row["topic"] = frozenset(draw.sample(TOPICS, draw.choice([1, 1, 2, 3])))
            row |= {"company": company, "holding": holding, "tonnes": draw.choice([1, 2, 3, 5, 10, 40, 200])}
            rows.append(row)
        return rows

    def has_sums(self):
        return self.p is not None

    def write(self, root):
        columns = {"case": "identifier", "company": "contributor", "holding": "identifier", "tonnes": "quantity"}
        columns |= dict.fromkeys(["a", "b", "c", "topic"], "dimension")
        write(root / "datasets/catalog.toml", CATALOG)
        temporal = "temporal = { start = 2024-01-01, end = 2024-12-31 }"
        dataset = DATASET.replace("TEMPORAL", temporal)
        write(root / "datasets/d/dataset.toml", dataset)
        write(root / "datasets/d/docs/en.md", "Drawn by lot.\n")
        names = list(columns)
        lines = [",".join(names)]
        for row in self.rows:
            cells = [";".join(sorted(row[name])) if name == "topic" else str(row[name]) for name in names]
            lines.append(",".join(cells))
        write(root / "datasets/d/rows.csv", "\n".join(lines) + "\n")
        properties = {name: {"type": "integer" if name == "tonnes" else "string"} for name in names}
        properties["topic"] = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Row", "type": "object"}
        write(root / "schemas/d.schema.json", json.dumps(schema | {"properties": properties, "required": names}))
        about = ""
        for name, entries in self.lists.items():
            about += f'[{name}]\ntitle = {{ en = "{name}" }}\nsource = {{ en = "Drawn by lot" }}\nofficial = false\n\n'
            text = "".join(f"{code},{parent},{code},,\n" for code, parent in entries)
            write(root / f"schemas/codelists/{name}.csv", "code,parent,label_en,valid_from,valid_to\n" + text)
        write(root / "schemas/codelists/codelists.toml", about)
        write(root / "datasets/d/policy.toml", self.policy(columns))
        if self.protection == "cell-key":
            lines = [f"{count},{key},{key},{noise(count, key)}\n" for count in range(1, 7) for key in range(256)]
            write(root / "datasets/d/noise.csv", "count,first_key,last_key,change\n" + "".join(lines))

    def policy(self, columns):
        text = "policy = 1\nexpires = 2027-12-31\n\n[columns]\n"
        text += "".join(f'{name} = "{role}"\n' for name, role in columns.items())
        for at, table in enumerate(self.tables):
            name = f"t{at}"
            text += f'\n[[table]]\nname = "{name}"\ntitle = {{ en = "{name}" }}\ndescription = {{ en = "{name}" }}\n'
            text += f'presence = "{self.presence}"\nmin_count = {self.min_count}\n'
            text += f'contributors = {{ column = "company", min = {self.min_contributors} }}\n'
            if self.min_owners:
                text += f'owners = {{ column = "holding", min = {self.min_owners} }}\n'
            for dimension, (levels, total) in table.items():
                text += f'\n[[table.dimension]]\nname = "{dimension}"\nlabel = {{ en = "{dimension}" }}\n'
                text += f'description = {{ en = "{dimension}" }}\ncolumn = "{dimension}"\ncodelist = "{dimension}"\n'
                text += f"levels = {levels}\n" if len(levels) > 1 else f"level = {levels[0]}\n"
                text += "total = true\n" if total else ""
            text += measure("n", "count")
            if self.has_sums():
                text += measure("tonnes", 'sum"\nplus = ["tonnes"]\ndecimals = 0\n#')
                text += f'\n[[table.rule]]\nmeasure = "tonnes"\nkind = "p-percent"\np = {self.p}\n'
            if self.protection == "ranges":
                text += measure("least", 'least"\nof = "n"\n#') + measure("most", 'greatest"\nof = "n"\n#')
            if self.protection:
                text += f'\n[table.protection]\nkind = "{self.protection}"\npossible = {self.possible}\n'
            if self.protection == "rounding":
                text += f"base = {self.base}\n"
            if self.protection == "cell-key":
                text += 'record = "case"\nkey = "secret:KEY"\n'
        return text

    # What the rules say, from the rows alone.

    def matching(self, key):
        """The rows that a place holds: for each dimension a code at any level, `_T` or nothing said."""
        chosen = self.rows
        for name, code in key.items():
            if code == TOTAL:
                continue
            if name == "topic":
                chosen = [row for row in chosen if code in row["topic"]]
            else:
                below = set(self.below(name, code))
                chosen = [row for row in chosen if row[name] in below]
        return chosen

    def figure(self, rows):
        """What is published of some rows, where figures are changed."""
        if self.protection == "rounding":
            return (len(rows) + self.base // 2) // self.base * self.base
        keys = [hmac.digest(SECRET.encode(), b"d\0" + row["case"].encode(), "sha256")[0] for row in rows]
        return len(rows) + (noise(len(rows), sum(keys) % 256) if rows else 0)

    def behind(self, figure):
        """The least and the greatest count that a published figure can come from."""
        if self.protection == "rounding":
            return max(0, figure - self.base // 2), figure + (self.base - 1) // 2
        counts = [
            count for count in range(max(0, int(figure) - 5), int(figure) + 6)
            if figure in ([count + noise(count, key) for key in range(256)] if count else [0])
        ]
        return min(counts), max(counts)

    def below(self, name, code):
        parents = dict(self.lists[name])
        return [leaf for leaf in leaves_of(self.lists[name]) if code in (leaf, parents[leaf])]

    def is_unsafe(self, rows):
        if not rows and self.presence == "public":
            return False
        if len(rows) < self.min_count or len({row["company"] for row in rows}) < self.min_contributors:
            return True
        if self.min_owners and len({row["holding"] for row in rows}) < self.min_owners:
            return True
        return self.has_sums() and self.level(rows) >= 0

    def level(self, rows, attacker=None):
        """The protection level of the p % rule; 0 and above is unsafe. Boundaries are unsafe. An owner takes away what is
        theirs, and must not come closer to any other; the rule itself thinks of the second greatest."""
        shares = Counter()
        for row in rows:
            shares[row["holding"]] += row["tonnes"]
        if attacker is not None:
            others = sum(shares.values()) - shares.pop(attacker, 0)
            return max((self.p / 100 * size - (others - size) for size in shares.values()), default=0)
        sizes = sorted(shares.values(), reverse=True) + [0, 0]
        return self.p / 100 * sizes[0] - (sum(sizes) - sizes[0] - sizes[1])


SECRET = "a secret for tests that is long enough"


def noise(count, key):
    """Changes of counts: 1 and 2 become 0 or 3; from 5 on all are changed by at most 2."""
    match min(count, 5):
        case 1:
            return 2 if key > 170 else -1
        case 2:
            return 1 if key > 85 else -2
        case 3:
            return [-3, 0, 0, 0, 2][key * 5 // 256]
        case 4:
            return [-1, 0, 0, 1][key * 4 // 256]
    return [-2, -1, 0, 1, 2][key * 5 // 256]


def leaves_of(entries):
    parents = {parent for _, parent in entries}
    return [code for code, _ in entries if code not in parents]


def measure(name, kind):
    """The `#` at the end of a kind leaves its closing quotation mark out."""
    return (
        f'\n[[table.measure]]\nname = "{name}"\nlabel = {{ en = "{name}" }}\ndescription = {{ en = "{name}" }}\n'
        f'unit = {{ en = "{name}" }}\nkind = "{kind}"\n'
    )


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


A, B, C = ({name: ([1], True)} for name in "abc")
DEEP = {"a": ([1, 2], True)}
LINKED = [DEEP | B, A | C]
TOPIC = {"topic": ([1], False)}
# Tables of which some have a column of several values and some do not: with the same codes beside it, with finer and
# coarser ones, linked with each other, and alone.
SEVERAL = [
    [B | C, B | TOPIC],
    [DEEP | B, A | TOPIC, B | TOPIC],
    [A | B, DEEP | TOPIC],
    [B | C, C | TOPIC, TOPIC],
]
# For each table its dimensions, each with its levels and whether there is a total; and how they are protected.
KINDS_TABLES = {
    "hierarchy": ([DEEP | B], None),
    "three ways": ([A | B | C], None),
    "no grand total": ([{"a": ([1, 2], False)} | B], None),
    "linked by a hierarchy": (LINKED, None),
    "linked in a ring": ([A | B, B | C, A | C], None),
    "linked without totals": (
        [{"a": ([2], False), "b": ([1], False)}, {"a": ([1], False), "c": ([1], False)}],
        None,
    ),
    "several values": ([], None),
    "rounded": (LINKED, "rounding"),
    "cell keys": (LINKED, "cell-key"),
    "ranges": ([DEEP | B], "ranges"),
    "ranges, linked": (LINKED, "ranges"),
}
KINDS = list(KINDS_TABLES)
# Where the best pattern is looked for: tables of which each row counts in one combination.
COMPARED = ["hierarchy", "three ways", "no grand total", "linked by a hierarchy", "linked in a ring"]

CATALOG = """title = { en = "Test" }
description = { en = "A catalogue drawn by lot" }
base_url = "https://data.example.org/"
languages = ["en"]
licence = "CC_BY_4_0"
publisher = { name = { en = "Example authority" }, url = "https://www.example.org/" }
contact = { name = { en = "Open data" }, email = "opendata@example.org" }
"""
DATASET = """title = { en = "Drawn" }
summary = { en = "Rows that are drawn by lot" }
keywords = { en = ["lot"] }
themes = ["SOCI"]
frequency = "ANNUAL"
spatial = "DNK"
synthetic = true
provenance = { en = "Drawn by lot for a test" }
TEMPORAL

[source]
path = "rows.csv"

[source.lists]
topic = ";"

[governance]
legal_basis = [{ title = { en = "A law for tests" } }]
processing_activity = "Tests"
risk_assessment = 2026-01-01
approved_by = ["Reviewer A", "Reviewer B"]
"""


# ---------------------------------------------------------------------------------------------------------------------
# The attacker


class Published:
    """What anybody can download: tables and code lists."""

    def __init__(self, folder, presence):
        self.presence = presence
        self.parents, self.codes = {}, {}
        for path in sorted((folder / "codelists").glob("*.csv")):
            header, rows = read_csv(path)
            code, parent = header.index("code"), header.index("parent")
            rows = [row for row in rows if row[code] != TOTAL]
            self.parents[path.stem] = {row[code]: row[parent] for row in rows}
            parents = {row[parent] for row in rows}
            self.codes[path.stem] = [row[code] for row in rows if row[code] not in parents]
        self.tables = []
        for path in sorted(folder.glob("*.csv")):
            header, rows = read_csv(path)
            dimensions = [name for name in header if name in self.parents]
            table = {}
            for row in rows:
                cells = dict(zip(header, row))
                key = tuple((name, cells[name]) for name in dimensions)
                values = {name: cells[name] for name in header if f"{name}_status" in header}
                table[key] = {name: float(text) if text else None for name, text in values.items()}
            self.tables.append(table)
        self.atoms = self.combinations()
        self.rows = [(key, values, self.inside(key)) for table in self.tables for key, values in table.items()]

    def combinations(self):
        """The finest combinations that all tables together can tell apart, as far as they can exist."""
        names = sorted({name for table in self.tables for key in table for name, _ in key})
        finest = {}
        for name in names:
            used = {code for table in self.tables for key in table for at, code in key if at == name}
            if name == "topic":
                subsets = [itertools.combinations(self.codes[name], size) for size in range(1, len(used) + 1)]
                finest[name] = [frozenset(subset) for subset in itertools.chain(*subsets)]
                continue
            # Codes below those that are published cannot be told apart.
            leaves = {next(code for code in self.way_up(name, leaf) if code in used or not self.parents[name][code])
                      for leaf in self.codes[name]}
            finest[name] = sorted(leaves)
        atoms = [dict(zip(names, codes)) for codes in itertools.product(*finest.values())]
        # Where presence is public, what is not listed does not exist.
        return [atom for atom in atoms if self.presence == "secret" or self.is_possible(atom)]

    def way_up(self, name, code):
        while code:
            yield code
            code = self.parents[name][code]

    def lies_in(self, atom, key):
        for name, code in key:
            if code == TOTAL:
                continue
            if name == "topic":
                if code not in atom[name]:
                    return False
            elif code not in self.way_up(name, atom[name]):
                return False
        return True

    def is_possible(self, atom):
        """True if each table lists a row for it at its finest level, and for each of its topics."""
        for table in self.tables:
            fitting = [key for key in table if self.lies_in(atom, key)]
            dimensions = [name for name, _ in next(iter(table), ())]
            finest = set()
            for key in fitting:
                codes = dict(key)
                if all(code != TOTAL and self.is_finest(table, name, code) for name, code in key):
                    finest.add(codes.get("topic"))
            wanted = atom["topic"] if "topic" in dimensions else {None}
            if not wanted <= finest:
                return False
        return True

    def is_finest(self, table, name, code):
        used = {other for key in table for at, other in key if at == name}
        return not any(self.parents[name].get(other) == code for other in used)

    def inside(self, key):
        return [at for at, atom in enumerate(self.atoms) if self.lies_in(atom, key)]


class Attack:
    """All that is published of one measure, as a programme over the finest combinations."""

    def __init__(self, published, measure, known, rows=None, behind=None):
        """`known` says what the attacker has in each combination."""
        self.size = len(published.atoms)
        self.known = numpy.array([known(atom) for atom in published.atoms], dtype=float)
        is_count = measure == "n"
        self.integrality = numpy.full(self.size, int(is_count))
        is_public = published.presence == "public"
        shown, presence = [], []
        for _, values, inside in rows or published.rows:
            if behind and values[measure] is not None:
                shown.append((inside, *behind(values[measure])))
            elif values[measure] is not None:
                shown.append((inside, values[measure], values[measure]))
            elif values.get("least") is not None:
                shown.append((inside, values["least"], numpy.inf if values["most"] is None else values["most"]))
            if is_count and is_public and (behind or values[measure] is None):
                presence.append((inside, 1, numpy.inf))
        self.everything = self.constraint(shown + presence)
        self.presence = self.constraint(presence)

    def constraint(self, rows):
        if not rows:
            return None
        cells = [(at, atom) for at, (inside, _, _) in enumerate(rows) for atom in inside]
        ones, (places, atoms) = numpy.ones(len(cells)), zip(*cells)
        matrix = csr_array((ones, (places, atoms)), shape=(len(rows), self.size))
        return LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])

    def extreme(self, inside, sign, constraint):
        objective = numpy.zeros(self.size)
        objective[inside] = -sign
        bounds = Bounds(self.known, numpy.full(self.size, numpy.inf))
        constraints = [] if constraint is None else [constraint]
        found = milp(objective, integrality=self.integrality, bounds=bounds, constraints=constraints,
                     options={"mip_rel_gap": 0})
        if found.status in (3, 4):
            # HiGHS does not always say which of the two it is; unbounded, if there is any solution.
            still = milp(numpy.zeros(self.size), integrality=self.integrality, bounds=bounds, constraints=constraints)
            assert still.status == 0, f"nothing fits: {still.message}"
            return sign * math.inf
        # What is published has a solution: the truth. One that knows something false would have none.
        assert found.status == 0, f"{found.status}: {found.message}"
        return -sign * found.fun

    def least(self, inside):
        return self.extreme(inside, -1, self.everything)

    def greatest(self, inside):
        return self.extreme(inside, 1, self.everything)

    def known_without_figures(self, inside):
        """What is in a cell at least by what is listed and by what the attacker has."""
        return self.extreme(inside, -1, self.presence)


def attacked(register, published):
    """What the attackers learn that they must not, as texts, and how many questions were asked."""
    problems, asked = [], 0
    owners = sorted({row["holding"] for row in register.rows})
    measures = ["n"] + (["tonnes"] if register.has_sums() else [])
    for measure_name, attacker in itertools.product(measures, [None, *owners]):
        def known(atom):
            rows = register.matching({name: code for name, code in atom.items() if name != "topic"})
            rows = [row for row in rows if atom.get("topic", row["topic"]) == row["topic"]]
            own = [row for row in rows if row["holding"] == attacker]
            return sum(1 if measure_name == "n" else row["tonnes"] for row in own)

        attack = Attack(published, measure_name, known)
        for key, values, inside in published.rows:
            if values[measure_name] is not None:
                continue
            rows = register.matching(dict(key))
            value = len(rows) if measure_name == "n" else sum(row["tonnes"] for row in rows)
            is_primary = register.is_unsafe(rows)
            if not is_primary and attacker is not None:
                continue
            asked += 1
            least, greatest = attack.least(inside), attack.greatest(inside)
            who = f"{dict(key)} {measure_name}={value} to {attacker or 'an outsider'}: [{least:g}, {greatest:g}]"
            if not least - TOLERANCE <= value <= greatest + TOLERANCE:
                problems.append(f"{who} does not hold the truth: the attack is wrong")
            if not is_primary:
                if greatest - least < 1 - TOLERANCE:
                    problems.append(f"{who}, which is known")
                continue
            level = 1
            if measure_name == "tonnes":
                level = max(1, math.ceil(register.level(rows, attacker) - TOLERANCE))
            if greatest < value + level - TOLERANCE:
                problems.append(f"{who}, and must reach {value + level}")
            # An owner need not be made unsure of more than the part that is not theirs.
            own = sum(attack.known[at] for at in inside)
            down = level if attacker is None or value == 0 else math.ceil(level * (value - own) / value - TOLERANCE)
            floor = max(value - down, attack.known_without_figures(inside))
            if least > floor + TOLERANCE:
                problems.append(f"{who}, and must reach down to {floor:g}")
    return problems, asked


def uncertain(register, published):
    """The same where figures are changed or have ranges: so many values as the policy says must be possible of cells
    that a rule forbids, and two to an owner if others have a part of the cell."""
    problems, asked = [], 0
    is_changed = register.protection in ("rounding", "cell-key")
    owners = sorted({row["holding"] for row in register.rows})
    for attacker in [None, *owners]:
        def known(atom):
            return sum(row["holding"] == attacker for row in register.matching(atom))

        attack = Attack(published, "n", known, behind=register.behind if is_changed else None)
        for key, values, inside in published.rows:
            rows = register.matching(dict(key))
            if is_changed and values["n"] is not None and values["n"] != register.figure(rows):
                problems.append(f"{dict(key)} is {values['n']:g} and must be {register.figure(rows)}")
            is_primary = register.is_unsafe(rows)
            own = sum(row["holding"] == attacker for row in rows)
            if not is_primary and (is_changed or values["n"] is not None or attacker is not None):
                continue
            if attacker is not None and own in (0, len(rows)):
                continue
            asked += 1
            least, greatest = attack.least(inside), attack.greatest(inside)
            wanted = register.possible if attacker is None else 2
            who = f"{dict(key)} n={len(rows)} to {attacker or 'an outsider'}: [{least:g}, {greatest:g}]"
            if not least - TOLERANCE <= len(rows) <= greatest + TOLERANCE:
                problems.append(f"{who} does not hold the truth: the attack is wrong")
            if greatest - least + 1 < wanted - TOLERANCE:
                problems.append(f"{who}, and {wanted} values must be possible")
    return problems, asked


def told(register, published):
    """What an outsider learns of unsafe cells once somebody tells the cells that are withheld for their sake."""
    rows = []
    for key, values, inside in published.rows:
        matching = register.matching(dict(key))
        is_secondary = values["n"] is None and not register.is_unsafe(matching)
        rows.append((key, {"n": len(matching)} if is_secondary else values, inside))
    if all(values["n"] == before["n"] for (_, values, _), (_, before, _) in zip(rows, published.rows)):
        return None
    attack = Attack(published, "n", lambda atom: 0, rows)
    withheld = [inside for _, values, inside in rows if values["n"] is None]
    return any(attack.greatest(inside) - attack.least(inside) < 1 - TOLERANCE for inside in withheld)


def unions(register, published):
    """Sums of withheld cells that anybody can work out and no rule lets out."""
    problems = []
    for table in published.tables:
        for key, values in table.items():
            if values["n"] is None:
                continue
            for name, code in key:
                others = tuple(pair for pair in key if pair[0] != name)
                parts = [
                    part for part in table
                    if tuple(pair for pair in part if pair[0] != name) == others
                    and is_right_below(published, name, code, dict(part)[name], table)
                ]
                withheld = [part for part in parts if table[part]["n"] is None]
                rows = [row for part in withheld for row in register.matching(dict(part))]
                if name != "topic" and withheld and register.is_unsafe(rows):
                    problems.append(f"what is withheld of {dict(key)} by {name} is {len(rows)} rows")
    return problems


def is_right_below(published, name, whole, part, table):
    if part in (whole, TOTAL):
        return False
    used = {dict(key)[name] for key in table}
    above = [code for code in published.way_up(name, part) if code != part and code in used] + [TOTAL]
    return above[0] == whole


# ---------------------------------------------------------------------------------------------------------------------
# The least that could have been withheld


SECONDS = 4


def least_withheld(register, published):
    """What a best pattern withholds beside the unsafe cells, as cells and rows, and what ours does; nothing if it
    cannot be found in time. After Fischetti and Salazar: one programme chooses the cells, and for each unsafe cell
    two other tables that differ from the true one in withheld cells only. It asks for no proofs against owners and none
    for unions, so nobody can do better, and perhaps nobody as well."""
    rows = [(dict(key), values["n"] is None, inside) for key, values, inside in published.rows]
    counts = numpy.array([len(register.matching(key)) for key, _, _ in rows])
    atoms = [register.matching(atom) for atom in published.atoms]
    finest = sorted(len(atom) for atom in atoms)
    price = counts + finest[len(finest) // 2]
    is_unsafe = numpy.array([register.is_unsafe(register.matching(key)) for key, _, _ in rows])
    ways = [(at, sign) for at in numpy.flatnonzero(is_unsafe) for sign in (1, -1)]
    floor = 1 if register.presence == "public" else 0
    ways = [(at, sign) for at, sign in ways if sign > 0 or counts[at] > floor]
    if not ways:
        return None
    size, width = len(rows), len(atoms)
    columns = size + width * len(ways)
    objective = numpy.concatenate([price, numpy.zeros(width * len(ways))])
    low = numpy.concatenate([is_unsafe, numpy.tile([-len(atom) for atom in atoms], len(ways))]).astype(float)
    high = numpy.concatenate([numpy.ones(size), numpy.full(width * len(ways), numpy.inf)])
    most = float(counts.max())
    entries, lows, highs = [], [], []

    def demand(terms, least, greatest):
        entries.extend((len(lows), column, value) for column, value in terms)
        lows.append(least)
        highs.append(greatest)

    for number, (wanted, sign) in enumerate(ways):
        start = size + number * width
        for at, (_, _, inside) in enumerate(rows):
            terms = [(start + atom, 1.0) for atom in inside]
            demand(terms + [(at, -most)], -numpy.inf, 0)
            demand(terms + [(at, most)], 0, numpy.inf)
            demand(terms, -(counts[at] - min(floor, counts[at])), numpy.inf)
        demand([(start + atom, float(sign)) for atom in rows[wanted][2]], 1, numpy.inf)
    places, others, values = zip(*entries)
    matrix = csr_array((values, (places, others)), shape=(len(lows), columns))
    integrality = numpy.concatenate([numpy.ones(size), numpy.zeros(width * len(ways))])
    found = milp(objective, integrality=integrality, bounds=Bounds(low, high),
                 constraints=LinearConstraint(matrix, lows, highs), options={"time_limit": SECONDS})
    if found.status != 0:
        return None
    best = (found.x[:size] > 0.5) & ~is_unsafe
    ours = numpy.array([is_withheld for _, is_withheld, _ in rows]) & ~is_unsafe
    return [(int(chosen.sum()), int(counts[chosen].sum()), int(price[chosen].sum())) for chosen in (best, ours)]


# ---------------------------------------------------------------------------------------------------------------------


def build(binary, register, folder):
    root, public = folder / "root", folder / "public"
    register.write(root)
    command = [binary, "build", "--root", root, "--public", public, "--as-of", "2026-01-31", "--format", "json"]
    secrets = os.environ | {"UDSTIL_SECRET_KEY": SECRET}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=secrets)
    if ran.returncode == 0:
        return Published(public / "data/d/latest", register.presence)
    codes = [json.loads(line).get("code") for line in ran.stdout.splitlines()]
    if ran.returncode == 1 and "cells-unprotected" in codes:
        return None
    raise RuntimeError(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")


def main():
    judge = Judge()
    binary = pathlib.Path(sys.argv[1]).resolve()
    first, count = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (0, 44)
    figures = defaultdict(Counter)
    for seed in range(first, first + count):
        register = Register(seed)
        name = f"{register.kind}, {register.presence} presence (seed {seed})"
        figure = figures[register.kind]
        with tempfile.TemporaryDirectory() as folder:
            def problems():
                published = build(binary, register, pathlib.Path(folder))
                figure["built"] += 1
                if published is None:
                    figure["refused"] += 1
                    return []
                if register.protection:
                    found, asked = uncertain(register, published)
                    figure["asked"] += asked
                    return found
                found, asked = attacked(register, published)
                figure["asked"] += asked
                figure["told"] += told(register, published) is not None
                figure["seen through"] += told(register, published) is True
                compared = None
                if register.kind in COMPARED and not register.has_sums():
                    compared = least_withheld(register, published)
                if compared:
                    (cells, rows, price), (our_cells, our_rows, our_price) = compared
                    figure.update(compared=1, cells=cells, rows=rows, our_cells=our_cells, our_rows=our_rows)
                    if our_price < price:
                        found.append(f"withheld for {our_price}, and nobody can for less than {price}")
                return found + unions(register, published)

            judge.check(name, problems)
    for kind, figure in figures.items():
        print(f"   {kind}: {figure['built']} built, {figure['refused']} refused, {figure['asked']} questions")
        if figure["compared"]:
            ours = f"{figure['our_cells']} cells of {figure['our_rows']} rows are withheld"
            best = f"at best {figure['cells']} of {figure['rows']}"
            print(f"      beside unsafe cells {ours}, and {best}, in {figure['compared']} of them")
    # An attacker who never finds anything would be no attacker.
    all_told, seen = (sum(figure[name] for figure in figures.values()) for name in ("told", "seen through"))
    what = f"told the other withheld cells, {seen} of {all_told} give unsafe cells away"
    judge.check(what, [] if seen * 2 > all_told else ["the attacker sees too little"])
    refused = sum(figure["refused"] for figure in figures.values())
    judge.check("most registers can be protected", [] if refused * 2 < count else [f"{refused} are refused"])
    judge.end()


if __name__ == "__main__":
    main()
