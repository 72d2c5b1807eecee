// Holds the table and answers the page's questions, so that the page itself never waits.

import { readTable } from "./store.js";
import { above, cells, isWithheld, parents, ranks, select, sorted } from "./query.js";

let table = null, language = "da";
// The last selection, for a page asks for the same rows again and again with another view of them.
let last = { key: null, found: null };

const selection = (filters) => {
  const key = JSON.stringify(filters);
  if (last.key !== key) last = { key, found: select(table, filters), order: null, rows: null };
  return last.found;
};

const ordered = ({ filters, sort }) => {
  const found = selection(filters);
  if (last.order !== sort) {
    last.order = sort;
    last.rows = sort ? sorted(table, found.rows, sort.replace("-", ""), sort.startsWith("-"), language) : found.rows;
  }
  return last.rows;
};

// How many rows have no figure because it is withheld.
const withheldOf = (rows) => {
  const figures = table.columns.filter((column) => !column.isCode);
  let count = 0;
  for (const row of rows) if (isWithheld(figures, row)) count += 1;
  return count;
};

const answers = {
  async open({ address, columns, language: asked }) {
    language = asked;
    let told = 0;
    const about = columns.map((column) => ({
      ...column,
      labels: new Map(column.codes?.map(([code, label]) => [code, label])),
      parents: new Map(column.codes?.filter(([, , parent]) => parent).map(([code, , parent]) => [code, parent])),
    }));
    table = await readTable(address, about, (bytes) => {
      if (bytes - told < 250_000) return;
      told = bytes;
      postMessage({ bytes });
    });
    last = { key: null, found: null };
    const codes = table.columns.filter((column) => column.isCode);
    const known = (column) => {
      const place = ranks(column, language), order = column.values.map((value, code) => code).sort((a, b) => place[a] - place[b]);
      return {
        values: column.values, above: above(column), order: order.map((code) => column.values[code]),
        below: column.values.filter((value) => parents(column, value).length > 0),
      };
    };
    return { rows: table.rows, columns: Object.fromEntries(codes.map((column) => [column.name, known(column)])) };
  },

  rows({ filters, sort, from, count }) {
    const rows = ordered({ filters, sort });
    return {
      found: rows.length, withheld: withheldOf(rows), counts: last.found.counts,
      cells: cells(table, rows.subarray(from, from + count)),
    };
  },

  async summary(question) {
    const { summary } = await import("./group.js");
    const found = selection(question.filters);
    return {
      found: found.rows.length, withheld: withheldOf(found.rows), counts: found.counts,
      ...summary(table, found.rows, { ...question, language }),
    };
  },

  async csv(question) {
    const { csvOf } = await import("./group.js");
    return new Blob(csvOf(table, ordered(question)), { type: "text/csv" });
  },
};

addEventListener("message", async ({ data: { id, kind, question } }) => {
  try {
    const started = performance.now();
    const answer = await answers[kind](question);
    postMessage({ id, answer, took: performance.now() - started });
  } catch (error) {
    postMessage({ id, failure: error.message });
  }
});
