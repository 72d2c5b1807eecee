#!/usr/bin/env bash
# Compares `udstil build` of a large `klager` source, site and all, with DuckDB's bare conversion of the same CSV file to
# Parquet (zstd). Runs take turns, so that whatever else the machine does falls on both; the file is read once first, so
# that it lies in memory for both. Prints a Markdown table with medians and peaks for docs/performance.md.
#
#   benches/klager.sh [ROWS [RUNS]]     default: 1000000 rows, 5 runs of each
#
# Needs `time` (Debian's package) and the DuckDB that ./tests/run installs in tests/.tools/venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly rows=${1:-1000000} runs=${2:-5}
readonly python=tests/.tools/venv/bin/python udstil=target/release/udstil
readonly work=target/bench
readonly source=$work/klager-$rows.csv

cargo build --quiet --release --locked
mkdir -p "$work"
[[ -f $source ]] || "$udstil" synth klager --rows "$rows" --seed 1 --output "$source" --quiet

# A catalogue with the one dataset, as for a machine that publishes nothing else.
rm -rf "$work/root"
mkdir -p "$work/root/datasets"
cp datasets/catalog.toml "$work/root/datasets/"
cp -r datasets/klager "$work/root/datasets/"
cp -r schemas "$work/root/"

# measured NAME COMMAND…: appends `seconds kibibytes` of one run to a file.
measured() {
  local name=$1
  shift
  /usr/bin/time --format '%e %M' --append --output "$work/$name.times" "$@" >/dev/null
}

build() {
  rm -rf "$work/public"
  measured udstil "$udstil" build --quiet --root "$work/root" --public "$work/public" --as-of 2026-01-31 \
    --source klager="$source"
}

# `columns` is `*`, or the columns that the publication uses.
convert() {
  local name=$1 columns=$2
  rm -f "$work/duckdb.parquet"
  measured "$name" "$python" -c "
import duckdb
duckdb.sql(\"COPY (SELECT $columns FROM read_csv('$source')) TO '$work/duckdb.parquet' (FORMAT parquet, COMPRESSION zstd)\")"
}

rm -f "$work"/*.times
cat "$source" >/dev/null
for ((run = 1; run <= runs; run++)); do
  build
  convert duckdb '*'
  convert duckdb-columns 'modtaget_dato, kommune, branche, emner, cvr'
done

"$python" - "$work" "$rows" "$runs" "$source" <<'PYTHON'
import os
import pathlib
import platform
import statistics
import subprocess
import sys

work, rows, runs, source = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
names = {
    "udstil": "`udstil build`: checks, tables, CSV, Parquet, XLSX, verification, site",
    "duckdb": "DuckDB: CSV to Parquet (zstd), nothing else",
    "duckdb-columns": "DuckDB: the same, only the 5 columns that the publication uses",
}
times = {name: [tuple(map(float, line.split())) for line in open(work / f"{name}.times")] for name in names}
median = {name: statistics.median(seconds for seconds, _ in runs) for name, runs in times.items()}
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
import duckdb

print(f"`benches/klager.sh {rows} {runs}` at {commit}: {rows:,} rows, {os.path.getsize(source) / 1e6:.0f} MB, "
      f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, DuckDB {duckdb.__version__}\n")
print("| | median s | least - most s | peak MiB | against DuckDB's bare conversion |\n|---|---|---|---|---|")
for name, text in names.items():
    seconds = [seconds for seconds, _ in times[name]]
    peak = max(kibibytes for _, kibibytes in times[name]) / 1024
    print(f"| {text} | {median[name]:.2f} | {min(seconds):.2f} - {max(seconds):.2f} | {peak:.0f} "
          f"| {median[name] / median['duckdb']:.2f} |")
PYTHON
