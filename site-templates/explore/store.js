// A table in memory. A column of codes is a list of its different texts and, for each row, a number into that list. A
// column of figures holds whole numbers of its last decimal, so that sums are exact, and why a figure is not there.

import { csvReader } from "./csv.js";

// Why a cell has no figure; the order is that of `REASONS`.
export const SHOWN = 0, WITHHELD = 1, UNAVAILABLE = 2, INAPPLICABLE = 3, EMPTY = 4;
const REASONS = ["", "c", "x", "z", ""];

const FIRST_ROWS = 1 << 14;

const larger = (array) => {
  const next = new array.constructor(array.length * 2);
  next.set(array);
  return next;
};

// A text that does not keep the whole piece alive that it was cut from.
const copied = (text) => Array.from(text).join("");

function codeColumn(about) {
  let codes = new Uint32Array(FIRST_ROWS), last = null, lastCode = 0;
  const values = [], places = new Map();
  return {
    put(row, text) {
      if (text !== last) {
        lastCode = places.get(text);
        if (lastCode === undefined) {
          last = copied(text);
          lastCode = values.push(last) - 1;
          places.set(last, lastCode);
        }
        last = text;
      }
      if (row === codes.length) codes = larger(codes);
      codes[row] = lastCode;
    },
    finish: (rows) => ({ ...about, isCode: true, codes: codes.subarray(0, rows), values, places }),
  };
}

function figureColumn(about) {
  let numbers = new Float64Array(FIRST_ROWS), states = new Uint8Array(FIRST_ROWS);
  return {
    put(row, text) {
      if (row === numbers.length) {
        numbers = larger(numbers);
        states = larger(states);
      }
      numbers[row] = wholeNumber(text, about.decimals);
      states[row] = Number.isNaN(numbers[row]) ? EMPTY : SHOWN;
    },
    // The status stands behind its figure in the file.
    putStatus(row, text) {
      const state = text === "" ? -1 : REASONS.indexOf(text);
      if (states[row] === EMPTY && state > 0) states[row] = state;
    },
    finish: (rows) => ({
      ...about, isCode: false, numbers: numbers.subarray(0, rows), states: states.subarray(0, rows),
    }),
  };
}

// `-12.3` with two decimals is -1230; NaN if it is not such a number.
export function wholeNumber(text, decimals) {
  let at = 0, value = 0, digits = 0, after = -1;
  if (text.charCodeAt(0) === 45) at = 1;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      if (after >= 0) after += 1;
    } else if (digit === -2 && after < 0) {
      after = 0;
    } else {
      return NaN;
    }
  }
  if (digits === 0 || after > decimals) return NaN;
  for (let zeros = Math.max(after, 0); zeros < decimals; zeros += 1) value *= 10;
  return text.charCodeAt(0) === 45 ? -value : value;
}

// The opposite: -1230 with two decimals is `-12.30`.
export function plainNumber(value, decimals) {
  const digits = Math.abs(value).toFixed(0).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return (value < 0 ? "-" : "") + whole + (decimals > 0 ? `.${digits.slice(-decimals)}` : "");
}

// A table that is filled record by record, the header first.
export function tableBuilder(columns) {
  let setters = null, rows = 0;
  const parts = columns.map((about) => (about.isFigure ? figureColumn(about) : codeColumn(about)));
  return {
    record(cells) {
      if (setters) {
        if (cells.length !== setters.length) throw new Error(`record ${rows + 2} has ${cells.length} cells`);
        for (let at = 0; at < cells.length; at += 1) setters[at](rows, cells[at]);
        rows += 1;
        return;
      }
      setters = cells.map((name) => {
        const place = columns.findIndex((about) => about.name === name);
        if (place >= 0) return parts[place].put;
        const measure = columns.findIndex((about) => about.status === name);
        if (measure < 0) throw new Error("the header is not the expected one");
        return parts[measure].putStatus;
      });
      if (columns.some((about) => !cells.includes(about.name))) throw new Error("the header is not the expected one");
    },
    finish: () => ({ rows, header: setters.length, columns: parts.map((part) => part.finish(rows)) }),
    rows: () => rows,
  };
}

// Reads the file at an address; `tell` hears how many bytes have come.
export async function readTable(address, columns, tell) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const table = tableBuilder(columns);
  const csv = csvReader(table.record);
  let bytes = 0;
  const counting = new TransformStream({
    transform(piece, next) {
      bytes += piece.byteLength;
      next.enqueue(piece);
    },
  });
  const pieces = response.body.pipeThrough(counting).pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  for (;;) {
    const { done, value } = await pieces.read();
    if (done) break;
    csv.push(value);
    tell(bytes);
  }
  csv.end();
  return table.finish();
}

// The status of a state as it stands in a file.
export const reason = (state) => REASONS[state];
