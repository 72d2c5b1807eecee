// A finding on somebody else's page: the chart and the table that the address asks for, and nothing to choose.

import { about, ask, columns, open } from "./session.js";
import { filtersOf, read } from "./state.js";
import { element, showRows } from "./view.js";
import { chartOf, showSummary } from "./summary.js";

const part = (name) => document.querySelector(`[data-part="${name}"]`);

async function show() {
  const text = location.hash.slice(1), state = read(text, columns);
  const link = part("link");
  link.hash = text;
  const answer = await ask(state.view, {
    filters: filtersOf(state), sort: state.sort, from: state.page * state.size, count: state.size,
    by: state.by, across: state.across, figure: state.figure,
  });
  const said = (state.view === "rows" ? showRows : showSummary)(part("table"), answer, state);
  // There is nothing to choose here, so a heading is no button.
  for (const button of part("table").querySelectorAll("th button")) button.replaceWith(button.textContent);
  part("notes").replaceChildren(...said.notes.map((note) => element("li", {}, note)));
  part("notes").hidden = said.notes.length === 0;
  const spec = state.view === "summary" && state.chart ? chartOf(answer, state) : null;
  part("chart").hidden = spec === null;
  if (spec) {
    const { draw } = await import("./chart.js");
    part("chart").replaceChildren(...draw(spec, part("chart").clientWidth));
  }
  document.documentElement.dataset.ready = "";
}

// What is there without a script stays if the table cannot be read.
if (!about.isTooLarge) {
  open(() => {}).then(() => {
    addEventListener("hashchange", show);
    return show();
  }).catch((error) => console.error(error));
}
