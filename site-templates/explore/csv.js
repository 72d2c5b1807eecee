// Reads CSV as RFC 4180 has it, from pieces of text that may end anywhere. What begins in one piece and ends in the
// next is kept until it is whole.

const QUOTE = 34, COMMA = 44, LF = 10, CR = 13;

// `record` is called with the cells of each record; the array is used again, so what is kept must be copied.
export function csvReader(record) {
  let rest = "";
  const cells = [];

  // Reads one record from `start` and returns where the next one begins, or -1 if it is not all there yet.
  const readRecord = (text, start, isLast) => {
    let at = start;
    cells.length = 0;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        let cell = "", from = at + 1;
        for (;;) {
          const close = text.indexOf('"', from);
          if (close < 0 || (close + 1 === text.length && !isLast)) return -1;
          cell += text.slice(from, close);
          from = close + 1;
          if (text.charCodeAt(from) !== QUOTE) break;
          cell += '"';
          from += 1;
        }
        cells.push(cell);
        at = from;
      } else {
        const from = at;
        for (; at < text.length; at += 1) {
          const letter = text.charCodeAt(at);
          if (letter === COMMA || letter === LF || letter === CR) break;
        }
        cells.push(text.slice(from, at));
      }
      if (at >= text.length) return isLast ? at : -1;
      const letter = text.charCodeAt(at);
      if (letter === COMMA) {
        at += 1;
        continue;
      }
      if (letter === LF) return at + 1;
      if (letter === CR && at + 1 === text.length && !isLast) return -1;
      if (letter === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
      throw new Error("a quoted cell goes on after its end");
    }
  };

  const read = (text, isLast) => {
    let at = 0;
    while (at < text.length) {
      const next = readRecord(text, at, isLast);
      if (next < 0) break;
      record(cells);
      at = next;
    }
    if (isLast && at < text.length) throw new Error("a quoted cell has no end");
    rest = text.slice(at);
  };

  return {
    push: (piece) => read(rest + piece, false),
    end: () => read(rest, true),
  };
}

// A cell as it stands in a file.
export function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
