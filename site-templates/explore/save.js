// What a reader takes along: the selection as CSV with a description, the chart as a picture, a link, a snippet.

import { about, ask, column, columns, say } from "./session.js";
import { filtersOf, written as stateText } from "./state.js";
import { figuresOf, sums } from "./summary.js";
import { quoted } from "./csv.js";

// Does what a button says, and returns what is to be said of it.
export async function take(name, { state, answer, figure, fields }) {
  const picture = figure.querySelector("svg");
  switch (name) {
    case "csv": return save(await selection(state, answer), `${fileName(state)}.csv`);
    case "json": return save(await companion(state, answer), `${fileName(state)}.json`);
    case "link": return copy(addressOf(about.explorer, state), fields);
    case "snippet": return copy(snippet(state), fields);
    case "svg": return picture && save(new Blob([source(picture)], { type: "image/svg+xml" }), `${fileName(state)}.svg`);
    case "png": return picture && save(await png(picture), `${fileName(state)}.png`);
    case "copy-png": return picture && copyPicture(picture);
    default: return null;
  }
}

const addressOf = (base, state) => {
  const text = stateText(state);
  return text ? `${base}#${text}` : base;
};

// The file's own name says if its figures are made up.
const fileName = ({ view }) => `${about.file.split("/").at(-1).replace(/\.csv$/, "")}-${about.edition}-${view}`;

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return name;
}

// ---- The selection

async function selection(state, answer) {
  if (state.view === "rows") return ask("csv", { filters: filtersOf(state), sort: state.sort });
  return new Blob([summaryCsv(state, answer)], { type: "text/csv" });
}

// A summary as the page shows it, without its last line. Beside each figure stands what it is: empty for a whole sum,
// `at-least` or `incomplete` where parts are withheld, `c` where all are, `no-sum` where there is none, `x` where there is
// nothing to add up.
const STATUSES = { whole: "", least: "at-least", open: "incomplete", withheld: "c", "no-sum": "no-sum", gap: "x", none: "x" };

export function summaryCsv(state, answer) {
  const figures = figuresOf(answer), { lines } = sums(answer);
  const names = [...state.by];
  const pair = (name) => names.push(name, `${name}_status`);
  if (answer.heads) {
    for (const { values: [value] } of answer.heads) pair(`${figures[0]?.name ?? ""} ${value}`.trim());
    if (figures.length) pair(`${figures[0].name} *`);
  } else {
    for (const { name } of figures) pair(name);
    names.push("rows");
  }
  const text = answer.lines.map((group, at) => {
    const cells = lines[at].flatMap(({ value, kind }, place) => {
      const { decimals } = answer.heads ? figures[0] : figures[place];
      return [value === null ? "" : value.toFixed(decimals), STATUSES[kind]];
    });
    return [...group.values, ...cells, ...(answer.heads ? [] : [String(group.rows)])].map(quoted).join(",");
  });
  return [names.map(quoted).join(","), ...text, ""].join("\n");
}

// What the selection is, where it comes from, and how to check and cite it.
async function companion(state, answer) {
  const data = await selection(state, answer);
  const digest = await crypto.subtle?.digest("SHA-256", await data.arrayBuffer());
  const hex = digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const described = {
    title: about.title, dataset: about.dataset, table: about.table, edition: about.edition,
    synthetic: about.isSynthetic, licence: about.licence, citation: about.citation,
    source: { url: about.url, bytes: about.bytes, sha256: about.sha256 },
    selection: {
      name: `${fileName(state)}.csv`, bytes: data.size, ...(hex ? { sha256: hex } : {}), rows_found: answer.found,
      link: addressOf(about.explorer, state), view: state.view, sort: state.sort,
      filters: columns.flatMap(({ name }) => [
        ...(state.codes[name] ? [{ column: name, one_of: state.codes[name] }] : []),
        ...(state.least[name] !== undefined ? [{ column: name, at_least: state.least[name] }] : []),
        ...(state.most[name] !== undefined ? [{ column: name, at_most: state.most[name] }] : []),
      ]),
      ...(state.isWhole ? { rows_with_withheld_figures: "left out" } : {}),
      ...(state.view === "summary" ? {
        group_by: state.by, columns: state.across || null,
        status: { "": "whole sum", "at-least": "parts are withheld; the figure is a lower bound", incomplete: "parts are withheld and may be negative", c: "all parts are withheld", "no-sum": "the figures have no sum", x: "nothing to add up" },
      } : {}),
    },
    columns: columns.map(({ name, label, unit }) => ({ name, label, ...(unit ? { unit } : {}) })),
  };
  return new Blob([`${JSON.stringify(described, null, 2)}\n`], { type: "application/json" });
}

// ---- Links

async function copy(text, fields) {
  try {
    await navigator.clipboard.writeText(text);
    return say("explore-copied");
  } catch {
    // Without leave to write to the clipboard the text is shown, to be copied by hand.
    const field = fields.querySelector("textarea");
    field.value = text;
    field.closest("details").open = true;
    field.focus();
    field.select();
    return say("explore-copy-by-hand");
  }
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

export function snippet(state) {
  const title = `${about.title}: ${column(state.by[0] ?? "")?.label ?? about.table}`;
  return `<iframe src="${escaped(addressOf(about.embed, state))}" title="${escaped(title)}" width="100%" height="560" loading="lazy"></iframe>`;
}

// ---- Pictures

const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "font-style", "text-anchor"];

// The picture with its looks written out, so that it needs no stylesheet.
function plain(picture) {
  const copied = picture.cloneNode(true);
  const [from, to] = [picture, copied].map((one) => [one, ...one.querySelectorAll("*")]);
  from.forEach((element, at) => {
    const look = getComputedStyle(element);
    if (["title", "desc"].includes(element.localName)) return;
    for (const name of LOOKS) to[at].setAttribute(name, look.getPropertyValue(name));
    if (element.classList.contains("withheld")) to[at].setAttribute("fill", element.getAttribute("fill") ?? "none");
    to[at].removeAttribute("class");
  });
  copied.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copied;
}

const source = (picture) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(plain(picture))}\n`;

// Draws the picture anew on a canvas. Loading the SVG as an image would do it as well, but then the page would have to
// allow images that are not files of the site.
function png(picture) {
  const { width, height } = picture.viewBox.baseVal, sharp = 2;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * sharp, height * sharp];
  const brush = canvas.getContext("2d");
  brush.scale(sharp, sharp);
  paint(brush, picture);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function paint(brush, element) {
  const look = getComputedStyle(element);
  brush.save();
  for (const { matrix } of element.transform?.baseVal ?? []) brush.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  const number = (name) => Number(element.getAttribute(name) ?? 0);
  const fill = element.classList.contains("withheld") && element.localName === "rect" ? hatch(brush) : look.fill === "none" ? null : look.fill;
  const opacity = element.classList.contains("withheld") ? 1 : Number(look.fillOpacity);
  const shape = element.localName === "path" ? new Path2D(element.getAttribute("d")) : new Path2D();
  if (element.localName === "rect") shape.rect(number("x"), number("y"), number("width"), number("height"));
  if (["rect", "path"].includes(element.localName)) {
    if (fill) {
      brush.globalAlpha = opacity;
      brush.fillStyle = fill;
      brush.fill(shape);
    }
    brush.globalAlpha = 1;
    if (look.stroke !== "none") {
      brush.strokeStyle = look.stroke;
      brush.lineWidth = Number.parseFloat(look.strokeWidth);
      brush.setLineDash((element.getAttribute("stroke-dasharray") ?? "").split(" ").filter(Boolean).map(Number));
      brush.stroke(shape);
    }
  } else if (element.localName === "text") {
    brush.font = `${look.fontStyle} ${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
    brush.fillStyle = look.fill;
    brush.textAlign = { middle: "center", end: "right" }[look.textAnchor] ?? "left";
    brush.fillText(element.textContent, number("x"), number("y"));
  }
  if (["svg", "g"].includes(element.localName)) for (const child of element.children) paint(brush, child);
  brush.restore();
}

function hatch(brush) {
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [6, 6];
  const pen = tile.getContext("2d");
  pen.strokeStyle = getComputedStyle(document.querySelector(".picture .hatch")).stroke;
  pen.lineWidth = 1.5;
  pen.stroke(new Path2D("M-1 1L1-1M0 6L6 0M5 7L7 5"));
  return brush.createPattern(tile, "repeat");
}

async function copyPicture(picture) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": await png(picture) })]);
    return say("explore-copied");
  } catch {
    return save(await png(picture), "chart.png");
  }
}
