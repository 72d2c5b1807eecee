// Questions to a table: which rows pass, and in which order. Nothing here knows of a page.

export const TOTAL = "_T";

// What stands behind all other codes of a column, in this order: not known, the total, nothing.
const LAST = new Map([["_U", 1], [TOTAL, 2], ["", 3]]);

// True if one of some columns has a figure there that is withheld.
export const isWithheld = (figures, row) => figures.some((column) => column.states[row] === 1);

export const named = (table, name) => table.columns.find((column) => column.name === name);

// The rows that pass all filters; and for each column of codes, how many rows have each code and pass the filters on all
// the other columns, so that a list of codes shows what choosing one would give.
export function select(table, filters) {
  const tests = [];
  for (const column of table.columns) {
    const values = filters.codes[column.name];
    if (column.isCode && values?.length) {
      const mask = new Uint8Array(column.values.length);
      for (const value of values) {
        const code = column.places.get(value);
        if (code !== undefined) mask[code] = 1;
      }
      tests.push({ column, codes: column.codes, mask });
    }
    const least = filters.least[column.name] ?? -Infinity, most = filters.most[column.name] ?? Infinity;
    if (!column.isCode && (least > -Infinity || most < Infinity)) {
      const unit = 10 ** column.decimals;
      const [low, high] = [Math.ceil(least * unit - 1e-6), Math.floor(most * unit + 1e-6)];
      tests.push({ column, numbers: column.numbers, least: low, most: high });
    }
  }
  const facets = table.columns.filter((column) => column.isCode);
  const figures = table.columns.filter((column) => !column.isCode);
  if (filters.isWhole) tests.push({ figures });
  const counts = facets.map((column) => new Uint32Array(column.values.length));
  const rows = new Uint32Array(table.rows);
  let found = 0;
  for (let row = 0; row < table.rows; row += 1) {
    let failures = 0, failed = null;
    for (const test of tests) {
      // NaN, the number of a cell without a figure, lies in no range.
      const passes = test.mask ? test.mask[test.codes[row]]
        : test.figures ? !isWithheld(test.figures, row)
        : test.numbers[row] >= test.least && test.numbers[row] <= test.most;
      if (passes) continue;
      failures += 1;
      failed = test;
      if (failures > 1) break;
    }
    if (failures === 0) {
      rows[found] = row;
      found += 1;
      for (let facet = 0; facet < facets.length; facet += 1) counts[facet][facets[facet].codes[row]] += 1;
    } else if (failures === 1 && failed.mask) {
      counts[facets.indexOf(failed.column)][failed.codes[row]] += 1;
    }
  }
  return {
    rows: rows.subarray(0, found),
    counts: Object.fromEntries(facets.map((column, place) => [column.name, counts[place]])),
  };
}

// For each code of a column its place in the order that a reader expects: by label or, where the code itself is the
// order, by code, each below the code that stands for it; what is not known and totals come last.
export function ranks(column, language) {
  if (column.ranks) return column.ranks;
  const collator = new Intl.Collator(language, { numeric: true });
  const text = (value) => (column.isOrderedByCode ? value : column.labels.get(value) ?? value);
  const way = (value) => [...parents(column, value).reverse(), value].map(text);
  const order = column.values.map((value, code) => ({ code, value, way: way(value), last: LAST.get(value) ?? 0 }));
  const compare = (a, b) => {
    for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
      const way = collator.compare(a[at], b[at]);
      if (way) return way;
    }
    return a.length - b.length;
  };
  order.sort((a, b) => a.last - b.last || compare(a.way, b.way) || (a.value < b.value ? -1 : 1));
  column.ranks = new Uint32Array(order.length);
  order.forEach(({ code }, rank) => { column.ranks[code] = rank; });
  return column.ranks;
}

// The rows in the order of a column; cells without a figure come last either way, and equal rows stay as they are.
export function sorted(table, rows, name, isFalling, language) {
  const column = named(table, name);
  if (!column) return rows;
  let places, count;
  if (column.isCode) {
    places = ranks(column, language);
    count = column.values.length;
  } else {
    const all = Float64Array.from(rows, (row) => column.numbers[row]).filter((number) => !Number.isNaN(number)).sort();
    const different = all.filter((number, at) => at === 0 || number !== all[at - 1]);
    count = different.length + 1;
    places = (row) => {
      const number = column.numbers[row];
      if (Number.isNaN(number)) return isFalling ? -1 : different.length;
      let low = 0, high = different.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (different[middle] < number) low = middle + 1; else high = middle;
      }
      return low;
    };
  }
  const key = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const place = column.isCode ? places[column.codes[rows[at]]] : places(rows[at]);
    key[at] = isFalling ? count - 1 - place : place;
  }
  const starts = new Uint32Array(count + 2);
  for (const place of key) starts[place + 1] += 1;
  for (let place = 1; place < starts.length; place += 1) starts[place] += starts[place - 1];
  const out = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    out[starts[key[at]]] = rows[at];
    starts[key[at]] += 1;
  }
  return out;
}

// The codes that stand for others of the column: the total, and codes with a code below them.
export function above(column) {
  const out = new Set(column.places.has(TOTAL) && column.values.length > 1 ? [TOTAL] : []);
  for (const value of column.values) for (const parent of parents(column, value)) out.add(parent);
  return [...out];
}

// The codes above a code that occur as well, the nearest first.
export const parents = (column, value) => ancestors(column, value).filter((parent) => column.places.has(parent));

// The codes above a code. No list is as deep as the limit; a circle ends there as well.
export function ancestors(column, value) {
  const out = [];
  let parent = column.parents.get(value);
  for (; parent !== undefined && out.length < 20; parent = column.parents.get(parent)) out.push(parent);
  return out;
}

// The cells of some rows: a text, or a number with its state.
export function cells(table, rows) {
  return Array.from(rows, (row) => table.columns.map((column) => (
    column.isCode ? column.values[column.codes[row]] : [column.numbers[row], column.states[row]])));
}
