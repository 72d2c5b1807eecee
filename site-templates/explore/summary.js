// Sums as tables. What a sum says is decided here once, for the page, for charts and for files.

import { about, column, columns, known, labelOrCode, say, written } from "./session.js";
import { STATES, WITHHELD, amount, codeCell, element, fill, heading, filterNotes } from "./view.js";

// What a sum says. `isBlocked` if it runs over codes that may not be added up.
export function sumOf(one, group, place, isBlocked) {
  if (!group) return { kind: "none", text: say("explore-no-row"), value: null };
  const { sum, shown, withheld, missing } = group.figures[place];
  if (isBlocked || (one.sum === "none" && group.rows > 1)) return { kind: "no-sum", text: say("explore-no-sum"), value: null };
  if (shown === 0) {
    const state = withheld > 0 ? 1 : missing > 0 ? 2 : 3;
    return { kind: state === WITHHELD ? "withheld" : "gap", text: say(STATES[state]), value: null };
  }
  const n = amount(one, sum), value = sum / 10 ** one.decimals;
  if (withheld + missing === 0) return { kind: "whole", text: n, value };
  if (one.sum === "bound") return { kind: "least", text: say("explore-at-least", { n }), value };
  return { kind: "open", text: say("explore-incomplete", { n }), value };
}

const sumCell = ({ kind, text }) =>
  element("td", { class: `number ${["whole", "least", "open"].includes(kind) ? kind : `gap ${kind}`}` }, text);


// The figures that a summary shows: one if its columns are codes, else all.
export const figuresOf = (answer) => {
  const figures = columns.filter((one) => one.isFigure);
  return answer.heads ? figures.slice(answer.figure, answer.figure + 1) : figures;
};

// All cells of a summary, line by line, for the table and for files.
export function sums(answer) {
  const figures = columns.filter((one) => one.isFigure), one = figures[answer.figure];
  const blocked = answer.overlapping.length > 0, blockedAll = answer.overlappingAll.length > 0;
  if (!answer.heads) {
    const line = (group, isBlocked) => figures.map((figure, place) => sumOf(figure, group, place, isBlocked));
    return { lines: answer.lines.map((group) => line(group, blocked)), all: line(answer.all, blockedAll) };
  }
  if (!one) return { lines: answer.lines.map(() => []), all: [] };
  const sum = (group, isBlocked) => sumOf(one, group, answer.figure, isBlocked);
  return {
    lines: answer.lines.map((group, at) => [
      ...answer.matrix[at].map((cell) => sum(cell, blocked)), sum(group, answer.overlappingLines.length > 0),
    ]),
    all: [...answer.heads.map((head) => sum(head, answer.overlappingHeads.length > 0)), sum(answer.all, blockedAll)],
  };
}

// Fills the table with a summary, and returns what is to be said of it.
export function showSummary(table, answer, state) {
  const figures = figuresOf(answer), { lines, all } = sums(answer);
  const head = state.by.map((name) => heading(name, column(name).label, state.sort, false));
  if (state.by.length === 0) head.push(element("th", { scope: "col" }, say("explore-all")));
  if (answer.heads) {
    for (const { values: [value] } of answer.heads) {
      head.push(element("th", { scope: "col", class: "number" }, labelOrCode(state.across, value)));
    }
    if (figures.length) head.push(heading(figures[0].name, say("explore-all"), state.sort, true));
  } else {
    head.push(...figures.map((one) => heading(one.name, one.label, state.sort, true, one.unit)));
    head.push(heading("#", say("explore-row-count"), state.sort, true));
  }
  const rowCount = (group) => (answer.heads ? [] : [element("td", { class: "number" }, written(group?.rows ?? 0))]);
  const from = state.page * state.size;
  const body = answer.lines.slice(from, from + state.size).map((group, at) => [
    ...(state.by.length ? group.values.map((value, place) => codeCell("th", state.by[place], value))
      : [element("th", { scope: "row" }, say("explore-all"))]),
    ...lines[from + at].map(sumCell), ...rowCount(group),
  ]);
  const foot = state.by.length > 0 && answer.all
    ? [element("th", { scope: "row", colspan: state.by.length }, say("explore-all")), ...all.map(sumCell), ...rowCount(answer.all)]
    : null;
  const name = answer.heads && figures.length ? `${figures[0].label}. ` : "";
  const text = answer.isTooMany ? say("explore-too-many")
    : answer.found === 0 ? say("explore-nothing")
    : say("explore-groups", { n: written(answer.lines.length), of: written(answer.found) });
  fill(table, name + text, head, body, foot);
  return { text, notes: notes(answer, [...lines, all].flat(), figures, state) };
}

// What a reader must know of the sums that are shown.
function notes(answer, cells, figures, state) {
  const has = (kind) => cells.some((cell) => cell.kind === kind);
  const overlapping = new Set([
    ...answer.overlapping, ...answer.overlappingAll, ...(answer.overlappingLines ?? []), ...(answer.overlappingHeads ?? []),
  ]);
  return [
    ...[...overlapping].map((name) => say("explore-note-overlap", { column: column(name).label })),
    ...(has("least") || has("withheld") ? [say("explore-note-bound")] : []),
    ...(has("open") ? [say("explore-note-open")] : []),
    ...(has("no-sum") ? figures.filter((one) => one.sum === "none")
      .map((one) => say("explore-note-distinct", { figure: one.label })) : []),
    ...(answer.hasTotals ? [say("explore-note-totals")] : []),
    ...filterNotes(state),
  ];
}

// What a chart draws: a label and a figure per line, or several where the columns are codes. Totals stand beside what
// they are the totals of and would only make it small, so they are left out where there is something else.
export function chartOf(answer, state) {
  const figures = columns.filter((one) => one.isFigure), one = figures[state.figure ? answer.figure : 0];
  if (!one || state.by.length === 0) return null;
  const place = figures.indexOf(one), { lines } = sums(answer);
  const isPart = (name, value) => !known.columns[name].above.includes(value);
  const parts = (groups, names) => {
    const wanted = groups.map((group, at) => at).filter((at) => names.every((name, i) => isPart(name, groups[at].values[i])));
    return wanted.length ? wanted : groups.map((group, at) => at);
  };
  const isTiles = state.chart === "tiles";
  const at = parts(answer.lines, state.by);
  const heads = answer.heads && !isTiles ? parts(answer.heads, [state.across]) : null;
  const name = (group) => group.values.map((value, i) => labelOrCode(state.by[i], value)).join(", ");
  let categories = at.map((line) => ({ label: name(answer.lines[line]), code: answer.lines[line].values[0], ranks: answer.lines[line].ranks, line }));
  let series = heads
    ? heads.map((head) => ({ label: labelOrCode(state.across, answer.heads[head].values[0]), code: answer.heads[head].values[0], head }))
    : [{ label: one.label, head: answer.heads && isTiles ? answer.heads.length : answer.heads ? 0 : place }];
  let cell = (category, line) => lines[category.line][line.head];
  if (["lines", "small"].includes(state.chart)) {
    categories.sort((a, b) => a.ranks.reduce((order, rank, i) => order || rank - b.ranks[i], 0));
    if (heads && column(state.across).isPeriod && !column(state.by[0]).isPeriod) {
      [categories, series] = [series, categories];
      cell = (category, line) => lines[line.line][category.head];
    }
  }
  const by = [...state.by, ...(heads ? [state.across] : [])].map((key) => column(key).label).join(", ");
  return {
    type: state.chart, figure: one.label, unit: one.unit, by, title: `${one.label}: ${by}`,
    note: about.isSynthetic, categories, series,
    points: series.map((line) => categories.map((category) => cell(category, line))),
  };
}
