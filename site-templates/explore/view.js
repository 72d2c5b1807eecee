// Answers as tables: the parts, and rows as they are in the file.

import { codeBeside, columns, known, labelOrCode, say, written } from "./session.js";

// The states of a figure, as store.js numbers them.
export const STATES = ["", "status-c", "status-x", "status-z", "value-empty"];
export const WITHHELD = 1;

export function element(name, attributes = {}, ...children) {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) out.setAttribute(key, value === true ? "" : value);
  }
  out.append(...children.filter((child) => child !== null));
  return out;
}

export const amount = (one, number) => written(number / 10 ** one.decimals, one.decimals);

export function codeCell(tag, name, value) {
  const isTotal = known.columns[name].above.includes(value), code = codeBeside(name, value);
  return element(tag, { scope: tag === "th" ? "row" : null, class: isTotal ? "total" : null },
    labelOrCode(name, value), code ? element("small", {}, code) : null);
}

function figureCell(one, [number, state]) {
  if (state === 0) return element("td", { class: "number" }, amount(one, number));
  return element("td", { class: `gap number${state === WITHHELD ? " withheld" : ""}` }, say(STATES[state]));
}

export function heading(name, text, sort, isNumber, unit = null) {
  const direction = sort === name ? "ascending" : sort === `-${name}` ? "descending" : null;
  const button = element("button", { type: "button", "data-sort": name }, text);
  const below = unit && unit !== text.toLowerCase() ? element("small", {}, ` (${unit})`) : null;
  return element("th", { scope: "col", class: isNumber ? "number" : null, "aria-sort": direction }, button, below);
}

export function fill(table, caption, head, body, foot) {
  table.replaceChildren(
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body.map((cells) => element("tr", {}, ...cells))),
    ...(foot ? [element("tfoot", {}, element("tr", {}, ...foot))] : []),
  );
}

const shown = ({ found, withheld }, of) => say(withheld > 0 ? "explore-shown-withheld" : "explore-shown", {
  n: written(found), of: written(of), withheld: written(withheld),
});

// Fills the table with rows, and returns what is to be said of them.
export function showRows(table, answer, state) {
  const head = columns.map((one) => heading(one.name, one.label, state.sort, one.isFigure, one.unit));
  const body = answer.cells.map((row) => row.map((cell, place) => (
    columns[place].isFigure ? figureCell(columns[place], cell) : codeCell("td", columns[place].name, cell))));
  const text = answer.found === 0 ? say("explore-nothing") : shown(answer, known.rows);
  fill(table, text, head, body);
  return { text, notes: filterNotes(state) };
}

// Where rows with withheld figures are left out, that is said.
export const filterNotes = ({ least, most, isWhole }) => {
  if (isWhole) return [say("explore-note-whole")];
  return Object.keys(least).length + Object.keys(most).length > 0 ? [say("explore-note-range")] : [];
};
