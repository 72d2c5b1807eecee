// Charts as SVG: bars, lines, a small chart per series, and a map of tiles. Every chart has a title and a description; the
// table below it says the same in figures. No series is told by its colour alone.

import { about, say, written } from "./session.js";

const SPACE = "http://www.w3.org/2000/svg";
const MAX_BARS = 60, MAX_LINES = 6, MAX_SMALL = 40;
const LINE = 24, DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"];
const MARKERS = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-4-4h8v8h-8z", "M0-5l5 9h-10z", "M0-5l5 5l-5 5l-5-5z", "M0 5l5-9h-10z", "M-4-4l8 8M-4 4l8-8"];
// Where the regions lie to each other (ISO 3166-2); a code that is not here gets a place of its own below.
const TILES = { "DK-81": [0, 0], "DK-82": [0, 1], "DK-83": [0, 2], "DK-84": [2, 1], "DK-85": [1, 2] };

function svg(name, attributes = {}, ...children) {
  const out = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value);
  out.append(...children);
  return out;
}

const text = (x, y, content, attributes = {}) => svg("text", { x, y, ...attributes }, content);
const hint = (content) => svg("title", {}, content);

// The type of texts by their class, as explorer.css has it.
const TYPE = { "": "400 .875", group: "600 .875", heading: "600 1", tick: "400 .8", source: "400 .8", gap: "italic 400 .875" };
const brush = document.createElement("canvas").getContext("2d");

// How wide a text will be.
function widthOf(content, kind = "") {
  const [, look, size] = /^(.* )([\d.]+)$/.exec(TYPE[kind]), rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  brush.font = `${look}${size * rem}px ${getComputedStyle(document.body).fontFamily}`;
  return brush.measureText(content).width;
}

const widest = (contents, kind) => Math.max(0, ...contents.map((content) => widthOf(content, kind)));

// What does not fit is cut, and stands in full in the table.
function cut(content, room, kind) {
  if (widthOf(content, kind) <= room) return content;
  let least = 1, most = content.length;
  const first = (letters) => `${content.slice(0, letters).trimEnd()}…`;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (widthOf(first(middle), kind) <= room) least = middle; else most = middle - 1;
  }
  return first(least);
}

let drawn = 0;

// The pictures and what belongs below them.
export function draw(spec, room) {
  const width = Math.max(280, Math.min(920, Math.floor(room)));
  const cuts = [];
  const limited = (list, most) => {
    if (list.length > most) cuts.push(say("explore-chart-cut", { n: written(most), of: written(list.length) }));
    return list.slice(0, most);
  };
  const body = svg("g");
  const height = { bars, lines, small, tiles }[spec.type]({ ...spec, width, limited, body });
  drawn += 1;
  const id = `chart-${drawn}`;
  // What is made up says so in the picture as well, on a line that is never cut.
  const edition = about.isSynthetic ? `${about.edition}. ${say("synthetic-tag")}` : about.edition;
  const picture = svg("svg", {
    class: "picture", viewBox: `0 0 ${width} ${height + 94}`, width, height: height + 94, role: "img",
    "aria-labelledby": `${id}-title ${id}-text`,
  },
  svg("title", { id: `${id}-title` }, spec.title),
  svg("desc", { id: `${id}-text` }, description(spec)),
  svg("defs", {}, svg("pattern", { id: `${id}-hatch`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { d: "M0 0v6", class: "hatch" }))),
  svg("rect", { class: "paper", width, height: height + 94 }),
  text(0, 20, cut(spec.title + (spec.unit && spec.unit !== spec.figure.toLowerCase() ? ` (${spec.unit})` : ""), width, "heading"), { class: "heading" }),
  text(0, height + 66, cut(about.title, width, "source"), { class: "source" }), text(0, height + 84, edition, { class: "source" }));
  body.setAttribute("transform", "translate(0 38)");
  for (const element of body.querySelectorAll(".withheld")) element.setAttribute("fill", `url(#${id}-hatch)`);
  picture.append(body);
  const out = [picture];
  if (cuts.length) {
    const note = document.createElement("figcaption");
    note.className = "quiet";
    note.textContent = cuts.join(" ");
    out.push(note);
  }
  return out;
}

function description({ figure, by, series, categories, points }) {
  let greatest = null;
  points.forEach((line, s) => line.forEach((point, c) => {
    if (point.value !== null && (!greatest || point.value > greatest.value)) {
      const name = series.length > 1 ? `${categories[c].label}, ${series[s].label}` : categories[c].label;
      greatest = { value: point.value, text: `${name}: ${point.text}` };
    }
  }));
  return say("explore-chart-text", { figure, by, greatest: greatest?.text ?? say("explore-nothing") });
}

const extent = (points) => {
  const values = points.flat().map((point) => point.value).filter((value) => value !== null);
  return [Math.min(0, ...values), Math.max(0, ...values)];
};

// Round steps that a reader can count in.
function ticks([low, high], most) {
  const span = high - low || 1, rough = span / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const out = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 0.999; at += 1) out.push(at * step + 0);
  return { at: out, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

// ---- Bars

function bars({ categories, series, points, width, limited, body }) {
  const isWide = width >= 560, left = isWide ? Math.min(300, width * 0.36) : 0, right = isWide ? 24 + widest(points.flat().map((point) => point.text), "gap") : 14;
  const [low, high] = extent(points), room = width - left - right, unit = room / (high - low || 1);
  const zero = left - low * unit;
  let y = 0;
  const bar = (label, point, name) => {
    if (!isWide) {
      body.append(text(0, y + 15, cut(label, width - 14 - widthOf(point.text, "gap"))), text(width, y + 15, point.text, { "text-anchor": "end", class: kindOf(point) }));
      y += 20;
    } else {
      body.append(text(left - 10, y + 15, cut(label, left - 10), { "text-anchor": "end" }));
    }
    const rect = { y: y + 2, height: isWide ? 18 : 12 };
    if (point.value === null) {
      if (point.kind === "withheld") body.append(svg("rect", { class: "withheld", x: zero, width: Math.min(60, room), ...rect }, hint(name)));
    } else {
      const length = Math.max(1, Math.abs(point.value) * unit);
      body.append(svg("rect", { class: "bar", x: point.value < 0 ? zero - length : zero, width: length, ...rect }, hint(name)));
      if (point.kind === "least" || point.kind === "open") body.append(svg("rect", { class: "withheld", x: zero + length, width: 12, ...rect }));
    }
    if (isWide) {
      const end = point.value === null ? zero + (point.kind === "withheld" ? 60 : 0)
        : Math.max(zero, zero + point.value * unit) + (point.kind === "whole" ? 0 : 12);
      body.append(text(end + 8, y + 16, point.text, { class: kindOf(point) }));
    }
    y += isWide ? LINE + 4 : 24;
  };
  for (const [c, category] of limited(categories, series.length > 1 ? Math.ceil(MAX_BARS / series.length) : MAX_BARS).entries()) {
    if (series.length > 1) {
      body.append(text(0, y + 16, cut(category.label, width, "group"), { class: "group" }));
      y += LINE;
    }
    series.forEach((line, s) => {
      const label = series.length > 1 ? line.label : category.label;
      bar(label, points[s][c], `${category.label}${series.length > 1 ? `, ${line.label}` : ""}: ${points[s][c].text}`);
    });
    if (series.length > 1) y += 8;
  }
  if (low < 0) body.append(svg("path", { class: "axis", d: `M${zero} 0V${y}` }));
  return y;
}

const kindOf = (point) => (point.kind === "whole" ? "value" : "value gap");

// ---- Lines

function lines({ categories, series, points, width, limited, body }) {
  const kept = limited(series, MAX_LINES);
  const height = 300;
  plot(body, { categories, points: points.slice(0, kept.length), bounds: extent(points.slice(0, kept.length)), x: 0, y: 0, width, height, names: kept });
  let y = height + 28, x = 0;
  if (series.length > 1) {
    for (const [at, line] of kept.entries()) {
      const label = cut(line.label, width - 40), room = 56 + widthOf(label);
      if (x > 0 && x + room > width) {
        x = 0;
        y += LINE;
      }
      body.append(svg("g", { class: `series s${at}`, transform: `translate(${x} ${y})` },
        svg("path", { d: "M0-4h28", class: "line", "stroke-dasharray": DASHES[at] }), svg("path", { d: MARKERS[at], class: "marker", transform: "translate(14 -4)" }),
        text(34, 0, label)));
      x += room;
    }
    y += 12;
  }
  return y;
}

// One set of axes with a line per series; a figure that is withheld leaves a gap and a mark below.
function plot(body, { categories, points, bounds, x, y, width, height, names, isSmall }) {
  const scale = ticks(bounds, isSmall ? 2 : 5), low = Math.min(bounds[0], scale.at[0]), high = Math.max(bounds[1], scale.at.at(-1));
  const labels = scale.at.map((at) => written(at, scale.decimals));
  const left = x + 10 + widest(labels, "tick"), bottom = y + height - 22, top = y + 8;
  const py = (value) => bottom - ((value - low) / (high - low || 1)) * (bottom - top);
  const step = categories.length > 1 ? (x + width - left - 24) / (categories.length - 1) : 0;
  const px = (at) => left + 12 + step * at;
  scale.at.forEach((at, place) => body.append(
    svg("path", { class: at === 0 ? "axis" : "grid", d: `M${left} ${py(at)}H${x + width}` }),
    text(left - 8, py(at) + 4, labels[place], { "text-anchor": "end", class: "tick" })));
  const areLong = categories.some((category) => category.label.length > 12);
  const shortNames = categories.map((category) => (areLong ? category.code : category.label));
  const every = Math.max(1, Math.ceil((10 + widest(shortNames, "tick")) / (step || 100)));
  let free = left - 4;
  shortNames.forEach((name, at) => {
    const half = widthOf(name, "tick") / 2, middle = Math.min(Math.max(px(at), left - 4 + half), x + width - half);
    if (at % every || middle - half < free) return;
    free = middle + half + 6;
    body.append(text(middle, bottom + 18, name, { "text-anchor": "middle", class: "tick" }));
  });
  points.forEach((line, s) => {
    const group = svg("g", { class: `series s${s}` });
    let path = "";
    line.forEach((point, at) => {
      if (point.value === null) return;
      path += `${at > 0 && line[at - 1].value !== null ? "L" : "M"}${px(at).toFixed(1)} ${py(point.value).toFixed(1)}`;
    });
    group.append(svg("path", { d: path || "M0 0", class: "line", "stroke-dasharray": DASHES[s] }));
    line.forEach((point, at) => {
      const name = hint(`${names[s].label}, ${categories[at].label}: ${point.text}`);
      if (point.value !== null) {
        const isWhole = point.kind === "whole";
        group.append(svg("path", { d: MARKERS[s], class: isWhole ? "marker" : "marker least", transform: `translate(${px(at).toFixed(1)} ${py(point.value).toFixed(1)})` }, name));
      } else if (point.kind === "withheld") {
        group.append(svg("rect", { class: "withheld", x: px(at) - 5, y: bottom - 12, width: 10, height: 12 }, name));
      }
    });
    body.append(group);
  });
}

// ---- A small chart per series, all with the same scale

function small({ categories, series, points, width, limited, body }) {
  const kept = limited(series, MAX_SMALL), columns = Math.max(1, Math.floor((width + 24) / 260));
  const panel = (width - 24 * (columns - 1)) / columns, height = 150, bounds = extent(points.slice(0, kept.length));
  kept.forEach((line, at) => {
    const x = (at % columns) * (panel + 24), y = Math.floor(at / columns) * (height + 34);
    body.append(text(x, y + 16, cut(line.label, panel, "group"), { class: "group" }));
    plot(body, { categories, points: [points[at]], bounds, x, y: y + 22, width: panel, height, names: [line], isSmall: true });
  });
  return Math.ceil(kept.length / columns) * (height + 34);
}

// ---- A map of tiles

function tiles({ categories, points, width, body }) {
  const size = Math.min(150, Math.floor((width - 16) / 3)), gap = 8;
  const [, high] = extent(points);
  let spare = 0, rows = 3;
  categories.forEach((category, c) => {
    const point = points[0][c];
    let place = TILES[category.code];
    if (!place) {
      place = [spare % 3, 3 + Math.floor(spare / 3)];
      spare += 1;
      rows = Math.max(rows, place[1] + 1);
    }
    const [x, y] = [place[0] * (size + gap), place[1] * (size + gap)];
    const strength = point.value === null ? 0 : 0.06 + 0.4 * Math.max(0, point.value) / (high || 1);
    const tile = svg("g", {}, hint(`${category.label}: ${point.text}`),
      svg("rect", { class: point.kind === "withheld" ? "withheld" : "tile", x, y, width: size, height: size, "fill-opacity": strength.toFixed(2) }),
      svg("rect", { class: "frame", x, y, width: size, height: size }));
    const words = category.label.split(" "), half = Math.ceil(words.length / 2);
    const names = widthOf(category.label) < size - 16 ? [category.label] : [words.slice(0, half).join(" "), words.slice(half).join(" ")];
    names.forEach((name, line) => tile.append(text(x + 8, y + 22 + 18 * line, cut(name, size - 12))));
    tile.append(text(x + 8, y + size - 12, cut(point.text, size - 12, point.value === null ? "gap" : "group"), { class: point.value === null ? "gap" : "group" }));
    body.append(tile);
  });
  return rows * (size + gap);
}
