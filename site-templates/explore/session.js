// A page's side of the worker: what the page knows of its table, and questions that get answers.

export const about = JSON.parse(document.getElementById("explorer-data").textContent);

// What no page shows as it is: characters that HTML cannot hold, and marks that would turn the order of letters around.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;
const seen = (text) => text.replace(UNSEEN, "\ufffd");

export const columns = about.columns.map((one) => ({ ...one, label: seen(one.label) }));
export const column = (name) => columns.find((one) => one.name === name);

const strings = new Map(about.strings);
const numbers = new Map();

// A text of the page's language with its places filled.
export const say = (key, values = {}) =>
  strings.get(key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// A number as the language writes it, with a real minus.
export function written(value, decimals = 0) {
  if (!numbers.has(decimals)) {
    const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    numbers.set(decimals, new Intl.NumberFormat(about.lang, places));
  }
  return numbers.get(decimals).format(value).replace("-", "\u2212");
}

const labels = new Map(columns.map((one) => [one.name, new Map(one.codes.map(([code, label]) => [code, seen(label)]))]));

// What a code is called; null if it has no other name than itself.
export function label(name, code) {
  if (code === "") return say("value-empty");
  if (code === "_T") return say("explore-total");
  return labels.get(name).get(code) ?? null;
}

// The code that stands beside a name; a total needs none.
export const codeBeside = (name, code) => (["", "_T"].includes(code) || label(name, code) === null ? "" : ` ${seen(code)}`);

export const labelOrCode = (name, code) => label(name, code) ?? seen(code);

// The codes of each column as they occur, and those that stand for others; known when the table has been read.
export let known = null;

let worker = null, asked = 0;
const waiting = new Map();

function start(tell) {
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    if (data.bytes !== undefined) return tell(data.bytes);
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.failure === undefined) resolve(data.answer); else reject(new Error(data.failure));
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("the worker stopped"));
    waiting.clear();
  });
}

export function ask(kind, question) {
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, kind, question });
  });
}

// Reads the table; `tell` hears how many bytes have come.
export async function open(tell) {
  start(tell);
  const address = new URL(about.file, document.baseURI).href;
  known = await ask("open", { address, columns, language: about.lang });
  return known;
}
