// The explorer's page: filters, views, and an address that holds what has been chosen.

import { about, ask, codeBeside, column, columns, known, labelOrCode, open, say, written } from "./session.js";
import { filtersOf, initial, read, written as stateText } from "./state.js";
import { element, showRows } from "./view.js";

// A list of codes with more entries than the first can be searched; no more than the second are shown at once.
const SEARCHABLE = 12, MAX_LISTED = 40;

const root = document.getElementById("explorer");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const controls = part("controls"), table = part("table"), status = part("status");
const whole = root.querySelector("[name=whole]");
const views = [...controls.querySelectorAll("[name=view]")];
const inputs = Object.fromEntries(["by", "then", "across", "figure", "chart", "size"].map((name) => [name, root.querySelector(`[name=${name}]`)]));

let state = initial(), asked = 0, shown = null, chart = null;
const lists = new Map();

// ---- Address

function remember() {
  const text = stateText(state);
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  // The same page in another language is the same finding.
  for (const link of document.querySelectorAll("header a[hreflang]")) link.hash = text;
}

function restore() {
  const text = location.hash.slice(1);
  // `#content` is a place on the page and says nothing of the table.
  if (text && !text.includes("=")) return;
  state = read(text, columns);
  showControls();
  update();
}

// ---- Questions

async function update() {
  asked += 1;
  const mine = asked;
  if (state.view === "summary" && state.by.length === 0 && state.across === "") {
    state.by = [root.dataset.firstDimension].filter(Boolean);
    showControls();
  }
  remember();
  const question = {
    filters: filtersOf(state), sort: state.sort, from: state.page * state.size, count: state.size,
    by: state.by, across: state.across, figure: state.figure,
  };
  try {
    let answer = await ask(state.view, question);
    if (mine !== asked) return;
    const last = Math.max(0, Math.ceil(linesOf(answer) / state.size) - 1);
    if (state.page > last) {
      state.page = last;
      update();
      return;
    }
    await show(answer, mine);
  } catch (error) {
    fail(error);
  }
}

const linesOf = (answer) => (state.view === "rows" ? answer.found : answer.lines.length);

function change(changes) {
  state = { ...state, page: 0, ...changes };
  showControls();
  update();
}

// ---- Answers

async function show(answer, mine) {
  const focused = document.activeElement?.dataset?.sort;
  const showIt = state.view === "rows" ? showRows : (await import("./summary.js")).showSummary;
  if (mine !== asked) return;
  const said = showIt(table, answer, state);
  if (focused) table.querySelector(`[data-sort="${CSS.escape(focused)}"]`)?.focus();
  shown = { answer, said };
  if (status.textContent !== said.text) status.textContent = said.text;
  part("notes").replaceChildren(...said.notes.map((note) => element("li", {}, note)));
  part("notes").hidden = said.notes.length === 0;
  showPager(answer);
  for (const list of lists.values()) list.count(answer.counts);
  await showChart(mine);
  root.setAttribute("aria-busy", "false");
}

async function showChart(mine) {
  const isDrawn = state.view === "summary" && state.chart !== "";
  const spec = isDrawn ? (await import("./summary.js")).chartOf(shown.answer, state) : null;
  const figure = part("chart");
  figure.hidden = spec === null;
  for (const button of root.querySelectorAll("[data-do$=svg], [data-do$=png]")) button.hidden = spec === null;
  chart = spec;
  if (!spec) return figure.replaceChildren();
  const { draw } = await import("./chart.js");
  if (mine === asked) figure.replaceChildren(...draw(spec, figure.clientWidth));
}

function showPager(answer) {
  const pages = Math.max(1, Math.ceil(linesOf(answer) / state.size));
  part("page").textContent = say("explore-page", { n: written(state.page + 1), of: written(pages) });
  // A button that is switched off keeps the focus, so that a reader at the last page does not lose the place.
  part("previous").setAttribute("aria-disabled", state.page === 0);
  part("next").setAttribute("aria-disabled", state.page + 1 >= pages);
}

function fail(error) {
  status.textContent = say("explore-failed");
  root.setAttribute("aria-busy", "false");
  console.error(error);
}

// ---- Controls

function showControls() {
  for (const view of views) view.checked = view.value === state.view;
  [inputs.by.value, inputs.then.value] = [state.by[0] ?? "", state.by[1] ?? ""];
  inputs.across.value = state.across;
  if (inputs.figure) inputs.figure.value = state.figure || inputs.figure.options[0].value;
  inputs.chart.value = state.chart;
  inputs.size.value = state.size;
  // A column is in one place only, and the arrow keys pass by what cannot be chosen.
  const taken = (select, names) => { for (const option of select.options) option.disabled = names.includes(option.value) && option.value !== ""; };
  taken(inputs.by, [state.by[1], state.across]);
  taken(inputs.then, [state.by[0], state.across]);
  taken(inputs.across, state.by);
  if (whole) whole.checked = state.isWhole;
  part("summary").hidden = state.view !== "summary";
  for (const list of lists.values()) list.show();
}

controls.addEventListener("change", ({ target }) => {
  change({
    view: views.find((view) => view.checked).value, by: [inputs.by.value, inputs.then.value].filter(Boolean),
    across: inputs.across.value, figure: inputs.figure?.value ?? "", chart: inputs.chart.value,
    sort: target.name === "chart" ? state.sort : "",
  });
});

inputs.size.addEventListener("change", ({ target }) => change({ size: Number(target.value) }));

table.addEventListener("click", ({ target }) => {
  const key = target.dataset.sort;
  if (!key) return;
  // Figures are wanted with the greatest first, names in order; a third click is the order of the file.
  const first = column(key)?.isFigure || key === "#" ? [`-${key}`, key, ""] : [key, `-${key}`, ""];
  change({ sort: first[(first.indexOf(state.sort) + 1) % 3] });
});

for (const [name, step] of [["previous", -1], ["next", 1]]) {
  part(name).addEventListener("click", ({ currentTarget }) => {
    if (currentTarget.getAttribute("aria-disabled") === "true") return;
    state.page += step;
    update();
  });
}

part("reset").addEventListener("click", () => change({ codes: {}, least: {}, most: {}, isWhole: false }));
whole?.addEventListener("change", () => change({ isWhole: whole.checked }));

// ---- Filters

function codeList(box, one) {
  const rows = new Map(), { values, order, below } = known.columns[one.name];
  const name = (value) => labelOrCode(one.name, value), isBelow = new Set(below);
  const find = say("explore-find", { column: one.label });
  const found = element("input", { type: "search", autocomplete: "off", "aria-label": find, placeholder: find });
  const list = element("ul", {}), more = element("p", { class: "quiet", hidden: true });
  let counts = null;

  const row = (value) => {
    const input = element("input", { type: "checkbox", value });
    const count = element("span", { class: "count" });
    const text = element("span", {}, name(value), element("small", {}, codeBeside(one.name, value)));
    input.addEventListener("change", () => {
      const chosen = (state.codes[one.name] ?? []).filter((other) => other !== value);
      if (input.checked) chosen.push(value);
      const { [one.name]: old, ...others } = state.codes;
      change({ codes: chosen.length ? { ...others, [one.name]: chosen } : others });
    });
    return { item: element("li", { class: isBelow.has(value) ? "below" : null }, element("label", {}, input, text, count)), input, count };
  };

  const fillList = () => {
    const wanted = found.value.trim().toLowerCase(), chosen = state.codes[one.name] ?? [];
    const matching = order.filter((value) => `${name(value)} ${value}`.toLowerCase().includes(wanted));
    const listed = matching.filter((value, at) => at < MAX_LISTED || chosen.includes(value));
    list.replaceChildren(...listed.map((value) => {
      if (!rows.has(value)) rows.set(value, row(value));
      return rows.get(value).item;
    }));
    more.hidden = listed.length === matching.length;
    more.textContent = say("explore-more", { n: written(matching.length - listed.length) });
    showCounts();
  };
  const showCounts = () => {
    if (!counts) return;
    const place = new Map(values.map((value, code) => [value, code]));
    for (const [value, { count, input }] of rows) {
      const n = counts[one.name][place.get(value)];
      count.textContent = written(n);
      input.closest("label").classList.toggle("gap", n === 0 && !input.checked);
    }
  };
  found.addEventListener("input", fillList);
  box.querySelector("fieldset").append(...(order.length > SEARCHABLE ? [found] : []), list, more);
  return {
    isFilled: false,
    show() {
      const chosen = state.codes[one.name] ?? [];
      box.querySelector("[data-part=chosen]").textContent = chosen.length ? say("explore-chosen", { n: written(chosen.length) }) : "";
      if (box.open && !this.isFilled) {
        this.isFilled = true;
        fillList();
      }
      for (const [value, { input }] of rows) input.checked = chosen.includes(value);
    },
    count(next) {
      counts = next;
      showCounts();
    },
  };
}

function bounds(box, one) {
  const inputs = [["least", "explore-least"], ["most", "explore-most"]].map(([key, text]) => {
    const input = element("input", { type: "number", step: "any" });
    input.addEventListener("change", () => {
      const { [one.name]: old, ...others } = state[key];
      const value = input.value === "" || Number.isNaN(input.valueAsNumber) ? null : input.valueAsNumber;
      change({ [key]: value === null ? others : { ...others, [one.name]: value } });
    });
    box.querySelector("fieldset").append(element("label", {}, say(text), input));
    return [key, input];
  });
  return {
    show() {
      const given = inputs.filter(([key]) => state[key][one.name] !== undefined);
      box.querySelector("[data-part=chosen]").textContent = given.length ? say("explore-chosen", { n: given.length }) : "";
      for (const [key, input] of inputs) {
        if (document.activeElement !== input) input.value = state[key][one.name] ?? "";
      }
    },
    count() {},
  };
}

function buildFilters() {
  for (const box of part("filters").querySelectorAll("details[data-column]")) {
    const one = column(box.dataset.column);
    lists.set(one.name, one.isFigure ? bounds(box, one) : codeList(box, one));
    box.addEventListener("toggle", () => lists.get(one.name).show());
  }
}

// ---- Save and share

part("save").addEventListener("click", async ({ target }) => {
  const name = target.closest("[data-do]")?.dataset.do;
  if (!name || !shown) return;
  const { take } = await import("./save.js");
  const text = await take(name, { state, answer: shown.answer, chart, figure: part("chart"), fields: part("save") });
  if (text) part("saved").textContent = text;
});

// ---- Start

async function load() {
  part("ask").hidden = true;
  root.setAttribute("aria-busy", "true");
  const reading = (share) => { status.textContent = say("explore-reading", { percent: written(share) }); };
  reading(0);
  try {
    await open((bytes) => reading(Math.min(100, Math.round((100 * bytes) / about.bytes))));
  } catch (error) {
    return fail(error);
  }
  buildFilters();
  for (const fieldset of root.querySelectorAll("fieldset[disabled]")) fieldset.disabled = false;
  restore();
  addEventListener("hashchange", restore);
}

let width = 0;
new ResizeObserver(([{ contentRect }]) => {
  if (shown && chart && Math.abs(contentRect.width - width) > 20) showChart(asked);
  width = contentRect.width;
}).observe(root);

// The way past the menu must not take the finding out of the address.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("content").focus();
});

if (!about.isTooLarge) {
  part("ask").querySelector("button").addEventListener("click", load);
  if (about.bytes > about.asksAbove) part("ask").hidden = false; else load();
}
