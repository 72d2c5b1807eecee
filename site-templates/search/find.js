// Searches the index of all datasets: the words of titles, keywords, columns, codes and documentation. The list of words is
// read once; where they occur is read in pieces, and only for words that match.

// What an occurrence is worth by its place (src/site/search.rs), and by how much of the word was typed.
const PLACES = [["title", 1, 12], ["keywords", 2, 7], ["columns", 4, 5], ["codes", 8, 3], ["texts", 16, 1]];
const EXACT = 4, BEGINNING = 2, INSIDE = 1;

// Words of one or two letters are only looked for at the beginning of others; more matches than this help nobody.
const SHORT = 2, MAX_WORDS = 400;
// A compound that nobody wrote is taken apart into words of at least this length.
const PART = 4;
export const MAX_SHOWN = 50;

const language = document.documentElement.lang;
const root = new URL("../", import.meta.url);
const read = new Map();

function file(name) {
  if (!read.has(name)) {
    read.set(name, fetch(new URL(`search/${language}/${name}.json`, root)).then((response) => {
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      return response.json();
    }));
  }
  return read.get(name);
}

let index = null;

export async function open() {
  const about = await file("words");
  if (index) return;
  // A line end before and after each word, so that beginnings and ends can be told.
  const text = `\n${about.words}\n`, starts = [];
  for (let at = 0; at < text.length - 1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  index = { ...about, text, starts: Uint32Array.from([...starts, text.length]) };
}

function wordAt(position) {
  let low = 0, high = index.starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (index.starts[middle] <= position) low = middle; else high = middle;
  }
  return low;
}

// The known words that hold a word, with what the match is worth.
function matching(word) {
  const { text, starts } = index, out = [];
  const wanted = word.length <= SHORT ? `\n${word}` : word;
  for (let at = text.indexOf(wanted); at >= 0 && out.length < MAX_WORDS;) {
    const begin = at + wanted.length - word.length, place = wordAt(begin), end = starts[place + 1] - 1;
    const isBeginning = begin === starts[place];
    const value = !isBeginning ? INSIDE : begin + word.length === end ? EXACT : BEGINNING;
    out.push({ place, value });
    at = text.indexOf(wanted, end);
  }
  return out;
}

// A compound as two words that are known, with or without the letter that joins them; the longest first one wins.
function parts(word) {
  for (let at = word.length - PART; at >= PART; at -= 1) {
    const second = matching(word.slice(at)).filter((match) => match.value > INSIDE);
    if (second.length === 0) continue;
    for (const first of [word.slice(0, at), word.slice(0, at).replace(/[se]$/, "")]) {
      const found = first.length >= PART ? matching(first).filter((match) => match.value > INSIDE) : [];
      if (found.length) return [found, second];
    }
  }
  return [[]];
}

// The datasets in which any of some words occurs, each with its best place.
async function datasetsOf(matches) {
  const { wordsPerFile } = index, out = new Map();
  const numbers = [...new Set(matches.map(({ place }) => Math.floor(place / wordsPerFile)))];
  const files = new Map(await Promise.all(numbers.map(async (number) => [number, await file(`places-${number}`)])));
  for (const { place, value } of matches) {
    const occurrences = files.get(Math.floor(place / wordsPerFile))[place % wordsPerFile];
    let dataset = 0;
    for (let at = 0; at < occurrences.length; at += 2) {
      dataset += occurrences[at];
      const places = occurrences[at + 1], old = out.get(dataset) ?? { score: 0, places: 0 };
      const worth = value * PLACES.find(([, bit]) => places & bit)[2];
      out.set(dataset, { score: Math.max(old.score, worth), places: old.places | places });
    }
  }
  return out;
}

// The datasets that have all words, the best first. Words are folded already; a theme is a code or nothing.
export async function find(words, theme) {
  await open();
  const wanted = [];
  for (const word of words) {
    const matches = matching(word);
    wanted.push(...(matches.length > 0 ? [matches] : parts(word)));
  }
  if (theme) wanted.push(matching(`theme:${theme.toLowerCase()}`).filter((match) => match.value === EXACT));
  let found = null;
  for (const one of await Promise.all(wanted.map(datasetsOf))) {
    if (!found) {
      found = one;
      continue;
    }
    const both = new Map();
    for (const [dataset, { score, places }] of found) {
      const other = one.get(dataset);
      if (other) both.set(dataset, { score: score + other.score, places: places | other.places });
    }
    found = both;
  }
  const order = [...(found ?? [])].sort((a, b) => b[1].score - a[1].score || a[0] - b[0]);
  const shown = order.slice(0, MAX_SHOWN);
  const numbers = [...new Set(shown.map(([dataset]) => Math.floor(dataset / index.datasetsPerFile)))];
  await Promise.all(numbers.map((number) => file(`datasets-${number}`)));
  return {
    count: order.length,
    shown: await Promise.all(shown.map(async ([dataset, { places }]) => {
      const about = (await file(`datasets-${Math.floor(dataset / index.datasetsPerFile)}`))[dataset % index.datasetsPerFile];
      return {
        ...about, href: new URL(`${index.pages}${about.id}/index.html`, root).href,
        places: PLACES.filter(([, bit]) => places & bit).map(([name]) => name),
      };
    })),
  };
}

const element = (name, attributes, ...children) => {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) out.setAttribute(key, value);
  out.append(...children);
  return out;
};

// A result as a card of the list; `say` has the texts of the page.
export function card({ href, title, summary, lang, synthetic, places }, say) {
  return element("li", { class: "card" },
    element("div", {},
      element("h3", {}, element("a", { href, lang }, title)), element("p", { lang }, summary),
      ...(synthetic ? [element("p", {}, element("strong", { class: "tag" }, say.synthetic))] : [])),
    element("dl", { class: "label" },
      element("div", {}, element("dt", {}, say.foundIn), element("dd", {}, places.map((place) => say[place]).join(", ")))));
}
