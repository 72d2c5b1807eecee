// Judges the explorer and its embedded form in Chromium. What it counts, adds up and saves is compared with what this
// file computes from the published CSV in the plainest way there is. It is used from the keyboard, in both themes, on a
// phone and on a desktop, and without script. Tables made here have totals, 100,000 rows and a million rows. One line per
// check, as in common.py.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  AFTER_USE, ON_LOAD, check, files, judgeLooks, loadedBytes, made, openTab, publicFolder, same, sideBySide, stored, withBrowser,
} from "./pages.mjs";

// ---- What the tables say, computed in the plainest way.

function parsed(text) {
  const rows = [[]];
  for (const [, cell, quoted, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1).push(cell === undefined ? quoted : cell.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  rows.pop();
  const [header, ...records] = rows;
  return records.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at]])));
}

// Which codes stand for others, from what is published beside the table and from the calendar: `_T` for all, a code for those
// that a code list has below it, a period for those that lie in it.
function hierarchy(file, records, names) {
  const folder = path.dirname(file);
  const { resources } = JSON.parse(readFileSync(path.join(folder, "datapackage.json"), "utf8"));
  const resource = (is) => resources.find(is), { schema } = resource((one) => one.path === path.basename(file));
  const parents = {};
  for (const { fields: [name], reference } of schema.foreignKeys ?? []) {
    const list = parsed(readFileSync(path.join(folder, resource((one) => one.name === reference.resource).path), "utf8"));
    parents[name] = new Map(list.map((entry) => [entry.code, entry.parent]));
  }
  const below = (list, code, top) => { for (let at = list?.get(code); at; at = list.get(at)) if (at === top) return true; return false; };
  const lies = (inner, outer) => inner && outer && outer[0] <= inner[0] && inner[1] <= outer[1] && outer.join() !== inner.join();
  const isAbove = (name, above, code) => above !== code
    && (above === "_T" || below(parents[name], code, above) || lies(months(code), months(above)));
  const above = Object.fromEntries(names.map((name) => {
    const codes = [...new Set(records.map((record) => record[name]))];
    return [name, new Map(codes.map((code) => [code, new Set(codes.filter((other) => isAbove(name, other, code)))]))];
  }));
  return (name, one, other) => above[name].get(other).has(one);
}

// The first and the last month of a period, counted from the year 0; null for what is none.
function months(code) {
  const [, year, kind, nth] = /^(\d{4})(?:-([SQ]?)(\d+))?$/.exec(code) ?? [];
  if (!year) return null;
  const length = nth === undefined ? 12 : { S: 6, Q: 3, "": 1 }[kind], first = year * 12 + ((nth ?? 1) - 1) * length;
  return [first, first + length - 1];
}

// The rows that are added up by some columns. A row is left out where another row of its group stands for it: in every other
// column of codes the same code, or one above it.
function plainGroups(records, by, codes, isAbove) {
  const groups = new Map();
  for (const record of records) {
    const key = JSON.stringify(by.map((name) => record[name]));
    if (groups.has(key)) groups.get(key).push(record); else groups.set(key, [record]);
  }
  const others = codes.filter((name) => !by.includes(name));
  const covers = (one, other) => one !== other && others.every((name) => one[name] === other[name] || isAbove(name, one[name], other[name]));
  for (const [key, group] of groups) groups.set(key, group.filter((record) => !group.some((other) => covers(other, record))));
  return groups;
}

// The sum of a figure over some rows.
function plainSum(rows, figure, status) {
  const sum = { sum: 0, rows: rows.length, withheld: 0, shown: 0 };
  for (const row of rows) {
    if (row[figure] !== "") {
      sum.shown += 1;
      sum.sum += Math.round(Number(row[figure]) * 1e6);
    } else if (!status || row[status] === "c") sum.withheld += 1;
  }
  return sum;
}

// ---- A tab

const ready = (tab) => tab.waitForSelector("#explorer[aria-busy=false] [data-part=table] th button, body.embed [data-part=table] tbody tr");
const status = (tab) => tab.locator("#explorer [data-part=status]").first().textContent();

// Goes to a finding by its address, as a reader does who got the link.
async function goTo(tab, origin, page, state) {
  await tab.goto("about:blank");
  await tab.goto(`${origin}${page}#${state}`);
  await ready(tab);
}

async function saved(tab, button) {
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator(`[data-do="${button}"]`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const dataOf = (tab) => tab.evaluate(() => JSON.parse(document.getElementById("explorer-data").textContent));

// ---- One explorer

async function judgeNumbers(browser, origin, page) {
  const { context, tab, wrong, scripts } = await openTab(browser, origin);
  await tab.goto(origin + page, { waitUntil: "networkidle" });
  await ready(tab);
  const data = await dataOf(tab), codes = data.columns.filter((one) => !one.isFigure), figures = data.columns.filter((one) => one.isFigure);
  const original = readFileSync(path.join(publicFolder, path.dirname(page), data.file));
  const records = parsed(original.toString("utf8"));
  const sum = loadedBytes(scripts);
  check(`${page}: loads ${sum} bytes of script`, sum <= ON_LOAD ? [] : [`more than ${ON_LOAD}`]);

  const whole = await saved(tab, "csv");
  check(`${page}: all rows are saved as they were published`, [whole.bytes.equals(original) ? null : "the bytes differ"]);
  const companion = JSON.parse((await saved(tab, "json")).bytes);
  check(`${page}: the description fits the file`, [
    same("the source's digest", companion.source.sha256, createHash("sha256").update(original).digest("hex")),
    same("the selection's digest", companion.selection.sha256, createHash("sha256").update(whole.bytes).digest("hex")),
    same("the edition", companion.edition, data.edition), companion.citation.includes(data.edition) ? null : "no citation",
    same("synthetic", companion.synthetic, data.isSynthetic),
  ]);

  // A filter on two columns, from the address and back.
  const [one, other] = [codes[0], codes[1] ?? codes[0]];
  const chosen = [records[0][one.name], records.at(-1)[one.name]], second = records[0][other.name];
  const filter = new URLSearchParams([...new Set(chosen)].map((code) => [`is.${one.name}`, code]));
  if (other !== one) filter.append(`is.${other.name}`, second);
  const passing = records.filter((record) => chosen.includes(record[one.name]) && (other === one || record[other.name] === second));
  await goTo(tab, origin, page, filter);
  check(`${page}: filters as a plain loop does`, [
    same("the number of rows", (await status(tab)).match(/[\d.,\u00a0]+/)[0].replace(/\D/g, ""), passing.length),
    same("rows saved", parsed((await saved(tab, "csv")).bytes.toString()).length, passing.length),
    same("the address", [...new URLSearchParams(new URL(tab.url()).hash.slice(1))].sort().join(), [...filter].sort().join()),
  ]);
  const facet = tab.locator(`details[data-column="${one.name}"]`);
  await facet.locator("summary").click();
  const counted = await facet.locator(`input[value="${chosen[0]}"] ~ .count`).textContent();
  const inOther = records.filter((record) => record[one.name] === chosen[0] && (other === one || record[other.name] === second));
  check(`${page}: a code says how many rows it would give`, [same("the count", counted.replace(/\D/g, ""), inOther.length)]);

  // A range leaves out what is withheld.
  if (figures.length > 0) {
    const figure = figures[0], values = records.map((record) => record[figure.name]).filter(Boolean).map(Number).sort((a, b) => a - b);
    const middle = values[Math.floor(values.length / 2)] ?? 0;
    await goTo(tab, origin, page, `min.${figure.name}=${middle}&sort=-${figure.name}`);
    const rows = parsed((await saved(tab, "csv")).bytes.toString()).map((record) => Number(record[figure.name]));
    check(`${page}: a least figure and an order`, [
      same("the rows", rows.length, values.filter((value) => value >= middle).length),
      rows.every((value, at) => at === 0 || rows[at - 1] >= value) ? null : "the order is wrong",
    ]);
  }

  // The choice to leave them out is in the address, on the page and in what is saved.
  if (figures.some((figure) => figure.status)) {
    await goTo(tab, origin, page, "");
    await tab.locator("[name=whole]").check();
    const whole = records.filter((record) => figures.every((figure) => record[figure.status] !== "c"));
    check(`${page}: only rows without withheld figures`, [
      same("the rows", parsed((await saved(tab, "csv")).bytes.toString()).length, whole.length),
      same("the address", new URL(tab.url()).hash, "#withheld=no"),
      JSON.parse((await saved(tab, "json")).bytes).selection.rows_with_withheld_figures ? null : "the description does not say so",
    ]);
  }

  // Sums and a pivot, by every column of codes.
  const problems = [], names = codes.map((column) => column.name);
  const isAbove = hierarchy(path.join(publicFolder, path.dirname(page), data.file), records, names);
  const distinct = (name) => [...new Set(records.map((record) => record[name]))];
  const uncovered = (name) => distinct(name).filter((code, at, all) => !all.some((other) => isAbove(name, other, code)));
  const overlapping = (by) => codes.some((column) => column.overlaps && !by.includes(column.name) && uncovered(column.name).length > 1);
  for (const by of codes) {
    const across = codes.find((column) => column !== by && distinct(column.name).length < 40);
    await goTo(tab, origin, page, new URLSearchParams({ view: "summary", by: by.name }));
    const lines = parsed((await saved(tab, "csv")).bytes.toString()), groups = plainGroups(records, [by.name], names, isAbove);
    problems.push(same(`groups by ${by.name}`, lines.length, groups.size));
    for (const figure of figures) {
      for (const line of lines) {
        const group = plainSum(groups.get(JSON.stringify([line[by.name]])), figure.name, figure.status);
        problems.push(sameSum(`${figure.name} of ${line[by.name]}`, line[figure.name], line[`${figure.name}_status`], group, figure, overlapping([by.name])));
      }
    }
    if (!across || figures.length === 0) continue;
    const figure = figures.at(-1), cells = plainGroups(records, [by.name, across.name], names, isAbove);
    await goTo(tab, origin, page, new URLSearchParams({ view: "summary", by: by.name, across: across.name, figure: figure.name }));
    for (const line of parsed((await saved(tab, "csv")).bytes.toString())) {
      for (const head of distinct(across.name)) {
        const rows = cells.get(JSON.stringify([line[by.name], head])), name = `${figure.name} ${head}`;
        const group = rows && plainSum(rows, figure.name, figure.status);
        problems.push(sameSum(`${name} of ${line[by.name]}`, line[name], line[`${name}_status`], group, figure, overlapping([by.name, across.name])));
      }
    }
  }
  check(`${page}: adds up and turns as a plain loop does`, problems);
  check(`${page}: raises no error and asks nobody else`, wrong);
  check(`${page}: stores nothing after use`, await stored(context, tab));
  await context.close();
}

function sameSum(what, text, state, group, figure, isOverlapping) {
  if (!group) return same(what, `${text}|${state}`, "|x");
  if (isOverlapping || (figure.sum === "none" && group.rows > 1)) return same(what, `${text}|${state}`, "|no-sum");
  if (group.shown === 0) return same(what, `${text}|${state}`, group.withheld > 0 ? "|c" : "|x");
  const value = same(what, Math.round(Number(text) * 1e6), group.sum);
  const expected = group.withheld === 0 ? "" : figure.sum === "bound" ? "at-least" : "incomplete";
  return value ?? same(`the status of ${what}`, state, expected);
}

// ---- Charts, pictures, the embedded form

// All tabs have one clipboard: who uses it waits for the one before.
let clipboard = Promise.resolve();
function alone(job) {
  const mine = clipboard.then(job);
  clipboard = mine.catch(() => null);
  return mine;
}

async function judgeCharts(browser, origin, page) {
  const { context, tab, wrong, scripts } = await openTab(browser, origin);
  await tab.goto(origin + page);
  await ready(tab);
  const data = await dataOf(tab), codes = data.columns.filter((one) => !one.isFigure);
  const by = (codes.find((one) => one.codes.some(([code]) => code.startsWith("DK-"))) ?? codes.find((one) => one.overlaps) ?? codes.at(-1)).name;
  const across = codes.find((one) => one.name !== by && one.isPeriod)?.name;
  const figure = data.columns.filter((one) => one.isFigure).find((one) => one.sum !== "none")?.name ?? "";
  for (const chart of await tab.locator("[name=chart] option:not([value=''])").evaluateAll((options) => options.map((option) => option.value))) {
    const state = new URLSearchParams({ view: "summary", by, figure, chart });
    if (across && ["lines", "small"].includes(chart)) state.append("across", across);
    await goTo(tab, origin, page, state);
    await tab.waitForSelector("[data-part=chart] svg");
    const parts = await tab.locator("[data-part=chart] svg").evaluate((svg) => ({
      title: svg.querySelector("title").textContent, text: svg.querySelector("desc").textContent, role: svg.getAttribute("role"),
      named: svg.getAttribute("aria-labelledby").split(" ").every((id) => document.getElementById(id)?.textContent),
      outside: [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 2).map((text) => text.textContent),
      twin: document.querySelectorAll("#explorer tbody tr").length,
    }));
    const picture = await saved(tab, "svg"), png = await saved(tab, "png");
    const isWhole = await tab.evaluate((text) => !new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror"), picture.bytes.toString());
    check(`${page}: ${chart}`, [
      parts.title && parts.text && parts.role === "img" && parts.named ? null : "it is not described", parts.twin > 0 ? null : "it has no table",
      ...parts.outside.map((text) => `sticks out: ${text}`), isWhole ? null : "the SVG is not well-formed",
      / (class|style)="/.test(picture.bytes.toString()) ? "the SVG needs a stylesheet" : null,
      png.bytes.subarray(1, 4).toString() === "PNG" && png.bytes.length > 3_000 ? null : "the PNG is none",
    ]);
  }
  const sum = loadedBytes(scripts);
  check(`${page}: has loaded ${sum} bytes of script after all this`, sum <= AFTER_USE ? [] : [`more than ${AFTER_USE}`]);
  check(`${page}: charts raise no error`, wrong);

  const state = new URLSearchParams({ view: "summary", by, figure, chart: "bars" });
  await goTo(tab, origin, page, state);
  const snippet = await alone(async () => {
    await tab.locator("[data-do=snippet]").click();
    await tab.waitForFunction(() => document.querySelector("[data-part=saved]").textContent !== "");
    return tab.evaluate(() => navigator.clipboard.readText().catch(() => document.querySelector("#by-hand").value));
  });
  const shown = await tab.locator("[data-part=table]").innerText();
  const address = snippet.match(/src="([^"]*)"/)?.[1].replaceAll("&amp;", "&") ?? "";
  check(`${page}: the snippet leads to the embedded form`, [
    address.startsWith(data.embed) && new URLSearchParams(address.split("#")[1]).get("by") === by ? null : `it is ${snippet}`,
    /^<iframe src="[^"<>]*" title="[^"<>]*"/.test(snippet) ? null : "it is not one frame with a title",
  ]);
  const embed = page.replace(/datasets\/([^/]+)\/explore\//, "embed/$1/");
  await goTo(tab, origin, embed, state);
  await tab.waitForSelector("[data-part=chart] svg");
  const rows = (text) => text.split("\n").slice(1).join("\n").replace(/\s+/g, " ");
  check(`${embed}: shows the same`, [
    same("the table", rows(await tab.locator("[data-part=table]").innerText()).includes(rows(shown).slice(-200)), true),
    same("robots", await tab.locator("meta[name=robots]").getAttribute("content"), "noindex"),
    (await tab.locator("[data-part=link]").getAttribute("href")).endsWith(`#${state}`) ? null : "the link forgets the finding",
    same("controls", await tab.locator("button, select, input").count(), 0),
  ]);
  await context.close();
}

// ---- Looks and access

async function judgeStates(browser, origin, page, states) {
  const { context, tab, wrong } = await openTab(browser, origin);
  for (const [name, state] of Object.entries(states)) {
    await goTo(tab, origin, page, state);
    if (String(state).includes("chart=")) await tab.waitForSelector("[data-part=chart] svg");
    for (const summary of (await tab.locator(".filters details").all()).slice(0, 5)) await summary.locator("summary").click();
    await judgeLooks(tab, `${page} ${name}`, wrong);
  }
  await context.close();
}

async function judgeWithoutScript(browser, origin, page) {
  const { context, tab } = await openTab(browser, origin, { javaScriptEnabled: false });
  await tab.goto(origin + page);
  const visible = await tab.locator("#explorer :is(button, select, input):visible").count();
  const isEmbed = page.includes("embed/");
  check(`${page}: is complete without script`, [
    (await tab.locator("tbody tr").count()) > 0 ? null : "no row", visible ? `${visible} controls that do nothing` : null,
    isEmbed || (await tab.locator("a[download]").count()) >= 3 ? null : "no downloads",
    isEmbed || (await tab.locator("noscript p, .intro .legend").count()) > 0 ? null : "it does not say what is missing",
    isEmbed || (await tab.locator("#duckdb").count()) === 1 ? null : "no command",
  ]);
  await context.close();
}

// ---- The keyboard

async function judgeKeyboard(browser, origin, page) {
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(origin + page);
  await ready(tab);
  const focused = () => tab.evaluate(() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
    return { tag: one.tagName, type: one.type ?? "", name: one.name ?? "", text: one.textContent.trim().slice(0, 60), sort: one.dataset.sort ?? "", part: one.dataset.part ?? "", column: one.closest("[data-column]")?.dataset.column,
      isSeen: one === document.body || box.width > 0 && look.outlineStyle !== "none", box: [box.x, box.y].map(Math.round).join() };
  });
  const problems = [];
  const walkTo = async (what, is) => {
    for (let steps = 0; steps < 120; steps += 1) {
      await tab.keyboard.press("Tab");
      const one = await focused();
      if (!one.isSeen) problems.push(`the focus cannot be seen on ${one.tag} ${one.text}`);
      if (is(one)) return one;
    }
    problems.push(`${what} is not reached`);
    return null;
  };
  const shown = () => tab.locator("#explorer .result").innerText();
  const settled = async (before) => {
    await tab.waitForFunction((old) => document.querySelector("#explorer .result").innerText !== old, before, { timeout: 5_000 })
      .catch(() => problems.push(`nothing happened after ${before.slice(0, 80)}`));
  };
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  problems.push(same("after the skip link the focus", (await focused()).tag, "MAIN"));
  // A column with a single code would leave the table as it is.
  const data = await dataOf(tab), records = parsed(readFileSync(path.join(publicFolder, path.dirname(page), data.file), "utf8"));
  const varies = (name) => records.some((record) => record[name] !== records[0][name]);
  await walkTo("a filter", (one) => one.tag === "SUMMARY" && varies(one.column));
  await tab.keyboard.press("Enter");
  await walkTo("a code", (one) => one.type === "checkbox");
  let before = await shown();
  await tab.keyboard.press("Space");
  await settled(before);
  problems.push(same("after choosing, the focus", (await focused()).type, "checkbox"));
  await walkTo("the view", (one) => one.type === "radio");
  before = await shown();
  await tab.keyboard.press("ArrowDown");
  await settled(before);
  await walkTo("the column to group by", (one) => one.name === "then");
  before = await shown();
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("ArrowDown");
  await settled(before);
  await walkTo("a heading", (one) => one.sort === "#");
  await tab.keyboard.press("Enter");
  await tab.waitForSelector("th[aria-sort=descending]", { timeout: 5_000 }).catch(() => problems.push("the order is not told"));
  problems.push(same("after sorting, the focus", (await focused()).sort, "#"));
  await walkTo("the next page", (one) => one.part === "next");
  await tab.keyboard.press("Enter");
  await walkTo("the saving", (one) => one.tag === "BUTTON" && one.type === "button" && one.sort === "" && one.part === "");
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.keyboard.press("Enter")]);
  problems.push(download.suggestedFilename().endsWith(".csv") ? null : "the file is no CSV");
  const live = await tab.locator("#explorer [role=status]").count();
  problems.push(live > 0 ? null : "nothing tells a screen reader of the result");
  check(`${page}: can be used from the keyboard`, [...problems, ...wrong]);
  await context.close();
}

// ---- Tables made here

// A random number that is the same every time.
function* dice(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

// An explorer like `page` for another CSV file.
function makePage(page, name, change, csv) {
  const html = readFileSync(path.join(publicFolder, page), "utf8");
  const [, json] = html.match(/id="explorer-data">([^]*?)<\/script>/);
  const data = JSON.parse(json);
  const changed = change({ ...data, file: `/made/${name}.csv`, bytes: csv.length });
  const address = path.posix.join(path.posix.dirname(path.posix.dirname(page)), name, "index.html");
  // The filters stand in the page.
  const box = (one) => `<details data-column="${one.name}"><summary>${one.label} <span data-part="chosen"></span></summary><fieldset></fieldset></details>`;
  const body = html.replace(json, () => JSON.stringify(changed).replaceAll("<", "\\u003c"))
    .replace(/<details data-column[^]*?(?=<p><button)/, () => changed.columns.map(box).join(""));
  made.set(`/${address}`, Buffer.from(body));
  made.set(`/made/${name}.csv`, csv);
  return address;
}

async function judgeTotals(browser, origin, page) {
  // Two levels of places and all of them; two kinds and both. The figures are such that each sum tells which rows are in it.
  const places = { _T: null, N: null, S: null, N1: "N", N2: "N", S1: "S", S2: "S" };
  const leaves = { N1: 1, N2: 10, S1: 100, S2: 1000 };
  const records = [];
  for (const kind of ["_T", "a", "b"]) {
    for (const place of Object.keys(places)) {
      const inside = Object.keys(leaves).filter((leaf) => place === "_T" || leaf === place || places[leaf] === place);
      const factor = { a: 1, b: 100_000, _T: 100_001 }[kind];
      const value = factor * inside.reduce((sum, leaf) => sum + leaves[leaf], 0);
      const isWithheld = kind === "a" && place === "N1";
      records.push({ kind, place, n: isWithheld ? "" : String(value), n_status: isWithheld ? "c" : "" });
    }
  }
  const csv = Buffer.from(["kind,place,n,n_status", ...records.map((record) => Object.values(record).join(",")), ""].join("\n"));
  const column = (name, more) => ({ name, label: name, isFigure: false, isPeriod: false, isOrderedByCode: true, overlaps: false, status: null, decimals: 0, unit: null, sum: "open", codes: [], ...more });
  const address = makePage(page, "totals", (data) => ({
    ...data,
    columns: [column("kind", {}), column("place", { codes: Object.entries(places).map(([code, above]) => [code, code, above]) }),
      column("n", { isFigure: true, status: "n_status", sum: "bound" })],
  }), csv);
  const { context, tab, wrong } = await openTab(browser, origin);
  const sums = async (state) => {
    await goTo(tab, origin, address, state);
    return parsed((await saved(tab, "csv")).bytes.toString()).map((line) => `${line.kind ?? line.place}=${line.n}${line.n_status}`).join(" ");
  };
  const all = 1111;
  check("totals are not added to their parts", [
    same("by kind", await sums("view=summary&by=kind"), `a=${all} b=${all}00000 _T=${all * 100_001}`),
    same("by place", await sums("view=summary&by=place"), ["N", "N1", "N2", "S", "S1", "S2", "_T"].map((place) => `${place}=${records.find((record) => record.kind === "_T" && record.place === place).n}`).join(" ")),
    same("of one kind and a region", await sums("view=summary&by=kind&is.kind=a&is.place=N&is.place=N1&is.place=S1"), "a=111"),
    same("of a withheld part", await sums("view=summary&by=kind&is.kind=a&is.place=N1&is.place=S1"), "a=100at-least"),
    same("of both kinds", await sums("view=summary&by=place&is.kind=a&is.kind=b&is.place=S1"), `S1=${100 * 100_001}`), ...wrong,
  ]);
  await goTo(tab, origin, address, "view=summary&by=kind");
  const foot = await tab.locator("tfoot").innerText();
  check("the last line is the published total", [foot.replace(/[.,\u00a0]/g, "").includes(String(all * 100_001)) ? null : foot]);
  await context.close();
}

// A large table of the same columns as `page`, with made-up figures.
function largeCsv(data, rows) {
  const random = dice(20_261_122), pieces = [];
  const columns = data.columns.map((one) => ({ ...one, list: one.codes.map(([code]) => code) }));
  const header = columns.flatMap((one) => (one.status ? [one.name, one.status] : [one.name]));
  let piece = `${header.join(",")}\n`;
  for (let row = 0; row < rows; row += 1) {
    const cells = [];
    for (const one of columns) {
      const number = random.next().value >>> 8;
      if (!one.isFigure) cells.push(one.list[number % one.list.length]);
      else if (number % 5 === 0) cells.push("", ...(one.status ? ["c"] : []));
      else cells.push(String(number % 5_000), ...(one.status ? [""] : []));
    }
    piece += `${cells.join(",")}\n`;
    if (piece.length > 1_000_000) {
      pieces.push(Buffer.from(piece));
      piece = "";
    }
  }
  pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function judgeLarge(browser, origin, page, rows) {
  const html = readFileSync(path.join(publicFolder, page), "utf8");
  const data = JSON.parse(html.match(/id="explorer-data">([^]*?)<\/script>/)[1]);
  const csv = largeCsv(data, rows), address = makePage(page, `rows-${rows}`, (all) => all, csv);
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(origin + address);
  const started = Date.now();
  const ask = tab.locator("[data-part=ask] button");
  await tab.waitForSelector("[data-part=ask]:not([hidden]), #explorer[aria-busy=true], [data-part=table] th button");
  const isAsked = await ask.isVisible();
  if (isAsked) await ask.click();
  await tab.waitForSelector("[data-part=table] th button", { timeout: 120_000 });
  const opened = Date.now() - started;
  const codes = data.columns.filter((one) => !one.isFigure), first = codes[1] ?? codes[0];
  await tab.locator(`details[data-column="${first.name}"] summary`).click();
  await tab.waitForSelector(`details[data-column="${first.name}"] input[value="${first.codes[0][0]}"]`);
  // From the press of the key to the new rows on the page, as a reader has it.
  const timed = (action) => tab.evaluate(({ action, name, code }) => new Promise((resolve) => {
    const started = performance.now();
    new MutationObserver((changes, observer) => {
      observer.disconnect();
      resolve(performance.now() - started);
    }).observe(document.querySelector("[data-part=table]"), { childList: true });
    if (action === "filter") document.querySelector(`details[data-column="${name}"] input[value="${code}"]`).click();
    if (action === "sort") document.querySelector("[data-part=table] th.number button").click();
    if (action === "sum") document.querySelector("[name=view][value=summary]").click();
  }), { action, name: first.name, code: first.codes[0][0] });
  const filters = [];
  for (let turn = 0; turn < 6; turn += 1) filters.push(await timed("filter"));
  const sorting = await timed("sort"), summing = await timed("sum");
  const ms = (value) => `${Math.round(value)} ms`;
  const middle = filters.sort((a, b) => a - b)[3];
  console.log(`${rows} rows (${Math.round(csv.length / 1e6)} MB): opened in ${ms(opened)}, filtered in ${ms(middle)} (slowest ${ms(filters.at(-1))}), sorted in ${ms(sorting)}, summed in ${ms(summing)}`);
  check(`${rows} rows can be used`, [
    same("the reader is asked first", isAsked, csv.length > data.asksAbove), middle > 2_000 ? `a filter takes ${ms(middle)}` : null, ...wrong,
    (await tab.locator("tbody tr").count()) > 0 ? null : "no sums",
  ]);
  await context.close();
}

// ---- All of it

await withBrowser(async (browser, origin) => {
  const all = files(publicFolder).map((file) => path.relative(publicFolder, file).split(path.sep).join("/"));
  const pages = all.filter((file) => /(^|\/)datasets\/[^/]+\/explore\/[^/]+\/index\.html$/.test(file));
  check("there are explorers", pages.length > 0 ? [] : ["none"]);
  await sideBySide(pages, async (page) => {
    // What a table adds up to does not depend on the language.
    if (page.startsWith("datasets/")) {
      await judgeNumbers(browser, origin, page);
      await judgeKeyboard(browser, origin, page);
    }
    await judgeCharts(browser, origin, page);
    await judgeWithoutScript(browser, origin, page);
    await judgeWithoutScript(browser, origin, page.replace(/datasets\/([^/]+)\/explore\//, "embed/$1/"));
  });
  // With regions and periods there is a chart of every kind.
  const shown = pages.filter((one) => one.includes("rut/explore/maaneder/"));
  check("there is an explorer with regions and periods", shown.length > 0 ? [] : ["none"]);
  await sideBySide(shown, async (page) => {
    const state = { view: "summary", by: "region", across: "periode", figure: "tjenesteydelser" };
    const look = (chart, more) => new URLSearchParams({ ...state, chart, ...more });
    await judgeStates(browser, origin, page, {
      rows: "sort=-tjenesteydelser&is.region=DK-84", bars: "view=summary&by=region&chart=bars", lines: look("lines"), small: look("small"),
      tiles: "view=summary&by=region&chart=tiles&figure=udstationerede",
    });
    await judgeStates(browser, origin, page.replace(/datasets\/([^/]+)\/explore\//, "embed/$1/"), { lines: look("lines") });
  });
  const first = pages.find((one) => /klager/.test(one)) ?? pages[0];
  await judgeTotals(browser, origin, first);
  await judgeLarge(browser, origin, first, 100_000);
  await judgeLarge(browser, origin, first, 1_000_000);
});
