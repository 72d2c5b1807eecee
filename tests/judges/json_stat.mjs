// Judges the JSON-stat files by the format's own toolkit: every cell of the CSV file with its value and its status.
//
//     node json_stat.mjs PUBLIC NODE_MODULES_FOLDER

import { readFileSync, readdirSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [publicFolder, npm] = process.argv.slice(2);
const JSONstat = createRequire(path.join(npm, "package.json"))("jsonstat-toolkit");

/** The rows of a table of counts; none of its cells has a comma or a quotation mark in it. */
function readCsv(file) {
  const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.split(","));
  if (rows.some((row) => row.length !== header.length)) throw new Error("a cell is quoted");
  return { header, rows };
}

function problemsOf(csvFile, jsonFile) {
  const dataset = JSONstat(JSON.parse(readFileSync(jsonFile, "utf8")));
  const { header, rows } = readCsv(csvFile);
  const measures = header.filter((name) => header.includes(`${name}_status`));
  const keys = header.filter((name) => !measures.some((measure) => [measure, `${measure}_status`].includes(name)));
  if (dataset.class !== "dataset") return [`it is a ${dataset.class}`];
  if (dataset.id.join() !== [...keys, "MEASURE"].join()) return [`its dimensions are ${dataset.id}`];
  if (dataset.role.metric.join() !== "MEASURE") return [`its measures are ${dataset.role.metric}`];
  const labels = dataset.extension.status.label;
  const problems = [];
  let filled = 0;
  for (const row of rows) {
    const cell = Object.fromEntries(header.map((name, place) => [name, row[place]]));
    for (const measure of measures) {
      const codes = Object.fromEntries([...keys.map((key) => [key, cell[key]]), ["MEASURE", measure]]);
      const found = dataset.Data(codes);
      const value = cell[measure] === "" ? null : Number(cell[measure]);
      const status = cell[`${measure}_status`] || null;
      filled += value !== null || status !== null;
      if ((found.value ?? null) !== value || (found.status ?? null) !== status)
        problems.push(`${Object.values(codes).join(" ")}: ${JSON.stringify(found)}, not ${value} ${status}`);
      if (status !== null && !labels[status]) problems.push(`nothing says what the status ${status} means`);
    }
  }
  const told = dataset.Data().filter((cell) => cell.value !== null || cell.status !== null).length;
  if (told !== filled) problems.push(`${told} cells, not ${filled}`);
  return problems;
}

let failed = false;
for (const id of readdirSync(path.join(publicFolder, "data")).sort()) {
  const folder = path.join(publicFolder, "data", id, "latest");
  if (!existsSync(path.join(folder, "statistics"))) continue;
  for (const name of readdirSync(path.join(folder, "statistics")).sort()) {
    const stem = name.replace(/\.jsonstat\.json$/, "");
    if (stem === name) continue;
    const what = `data/${id}/latest/statistics/${name}: the toolkit reads every cell with its status`;
    let problems;
    try {
      problems = problemsOf(path.join(folder, `${stem}.csv`), path.join(folder, "statistics", name));
    } catch (error) {
      problems = [String(error)];
    }
    failed ||= problems.length > 0;
    console.log(problems.length ? `FAIL ${what}: ${problems.slice(0, 3).join("; ")}` : `ok ${what}`);
  }
}
process.exit(failed ? 1 : 0);
