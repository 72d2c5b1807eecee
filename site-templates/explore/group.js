// What rows add up to, and rows as a file.

import { INAPPLICABLE, SHOWN, WITHHELD, plainNumber, reason } from "./store.js";
import { TOTAL, ancestors, named, ranks } from "./query.js";
import { quoted } from "./csv.js";

// No more groups than this are made; a reader could not use them.
export const MAX_GROUPS = 20_000;

// Of these values those that no other of them stands for. They hold all rows and none twice, so they are what may be
// added up: the published total if there is one, and else its parts.
export function topmost(column, values) {
  if (values.has(TOTAL)) return new Set([TOTAL]);
  return new Set([...values].filter((value) => !ancestors(column, value).some((parent) => values.has(parent))));
}

// The groups of rows that agree in the columns `by`, with what their figures add up to. Over every other column of codes
// only the topmost of the chosen codes are added. `overlapping` names columns whose codes may not be added at all.
export function grouped(table, rows, by, filters) {
  const keys = by.map((name) => named(table, name));
  const figures = table.columns.filter((column) => !column.isCode);
  const masks = [], overlapping = [];
  let hasTotals = false;
  for (const column of table.columns) {
    if (!column.isCode || keys.includes(column)) continue;
    const chosen = filters.codes[column.name];
    const values = new Set(chosen?.length ? chosen.filter((value) => column.places.has(value)) : column.values);
    const tops = topmost(column, values);
    if (column.overlaps && tops.size > 1) overlapping.push(column.name);
    if (tops.size === values.size) continue;
    hasTotals = true;
    const mask = new Uint8Array(column.values.length);
    for (const value of tops) mask[column.places.get(value)] = 1;
    masks.push({ codes: column.codes, mask });
  }
  const groups = [], places = new Map();
  for (const row of rows) {
    if (!masks.every((test) => test.mask[test.codes[row]])) continue;
    let key = 0;
    for (const column of keys) key = key * column.values.length + column.codes[row];
    let group = places.get(key);
    if (!group) {
      if (groups.length === MAX_GROUPS) return { groups: [], overlapping, hasTotals, isTooMany: true };
      group = {
        values: keys.map((column) => column.values[column.codes[row]]),
        ranks: keys.map((column) => column.ranks?.[column.codes[row]] ?? 0),
        rows: 0,
        figures: figures.map(() => ({ sum: 0, shown: 0, withheld: 0, missing: 0 })),
      };
      places.set(key, group);
      groups.push(group);
    }
    group.rows += 1;
    for (let at = 0; at < figures.length; at += 1) {
      const figure = group.figures[at], state = figures[at].states[row];
      if (state === SHOWN) {
        figure.shown += 1;
        figure.sum += figures[at].numbers[row];
      } else if (state === WITHHELD) {
        figure.withheld += 1;
      } else if (state !== INAPPLICABLE) {
        figure.missing += 1;
      }
    }
  }
  return { groups, overlapping, hasTotals, isTooMany: false };
}

// A summary: a group per line, all figures side by side; or, with `across`, one figure with a column per code.
export function summary(table, rows, { by, across, figure, sort, filters, language }) {
  for (const name of [...by, across]) if (name) ranks(named(table, name), language);
  const figures = table.columns.filter((column) => !column.isCode);
  const at = Math.max(0, figures.findIndex((column) => column.name === figure));
  const lines = grouped(table, rows, by, filters);
  const isFalling = sort.startsWith("-"), key = sort.replace("-", "");
  const byPlace = by.indexOf(key);
  const figurePlace = across ? (key ? at : -1) : figures.findIndex((column) => column.name === key);
  const direction = isFalling ? -1 : 1;
  const inOrder = (a, b) => {
    for (let place = 0; place < a.ranks.length; place += 1) {
      if (a.ranks[place] !== b.ranks[place]) return a.ranks[place] - b.ranks[place];
    }
    return 0;
  };
  lines.groups.sort((a, b) => {
    if (key === "#") return direction * (a.rows - b.rows) || inOrder(a, b);
    if (byPlace >= 0) return direction * (a.ranks[byPlace] - b.ranks[byPlace]) || inOrder(a, b);
    if (figurePlace < 0) return inOrder(a, b);
    const [one, other] = [a.figures[figurePlace], b.figures[figurePlace]];
    return (one.shown === 0) - (other.shown === 0) || direction * (one.sum - other.sum) || inOrder(a, b);
  });
  const all = grouped(table, rows, [], filters);
  const out = {
    lines: lines.groups, all: all.groups[0] ?? null, overlapping: lines.overlapping,
    overlappingAll: all.overlapping, hasTotals: lines.hasTotals, isTooMany: lines.isTooMany, figure: at,
  };
  if (!across) return out;
  const cells = grouped(table, rows, [...by, across], filters);
  const heads = grouped(table, rows, [across], filters);
  heads.groups.sort(inOrder);
  const place = new Map(heads.groups.map((head, index) => [head.values[0], index]));
  const line = new Map(lines.groups.map((group, index) => [JSON.stringify(group.values), index]));
  const matrix = lines.groups.map(() => heads.groups.map(() => null));
  for (const cell of cells.groups) {
    const values = cell.values.slice(0, -1);
    matrix[line.get(JSON.stringify(values))][place.get(cell.values.at(-1))] = cell;
  }
  return {
    ...out, heads: heads.groups, matrix, overlapping: cells.overlapping, overlappingLines: lines.overlapping,
    overlappingHeads: heads.overlapping, isTooMany: lines.isTooMany || cells.isTooMany,
  };
}

// Rows as the published file has them, in pieces.
export function csvOf(table, rows) {
  const header = table.columns.flatMap((column) => (column.status ? [column.name, column.status] : [column.name]));
  const pieces = [`${header.map(quoted).join(",")}\n`];
  const texts = table.columns.map((column) => (column.isCode ? column.values.map(quoted) : null));
  for (let from = 0; from < rows.length; from += 10_000) {
    let piece = "";
    for (const row of rows.subarray(from, from + 10_000)) {
      for (let at = 0; at < table.columns.length; at += 1) {
        const column = table.columns[at];
        if (at > 0) piece += ",";
        if (column.isCode) {
          piece += texts[at][column.codes[row]];
        } else {
          const state = column.states[row];
          if (state === SHOWN) piece += plainNumber(column.numbers[row], column.decimals);
          if (column.status) piece += `,${reason(state)}`;
        }
      }
      piece += "\n";
    }
    pieces.push(piece);
  }
  return pieces;
}
