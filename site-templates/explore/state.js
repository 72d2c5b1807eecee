// What a reader has chosen, and how it stands behind the # of an address. It is never sent to a server.

export const VIEWS = ["rows", "summary"];
export const CHARTS = ["", "bars", "lines", "small", "tiles"];
export const SIZES = [20, 50, 100];

export const initial = () => ({
  view: "rows", sort: "", page: 0, size: SIZES[0], by: [], across: "", figure: "", chart: "",
  codes: {}, least: {}, most: {}, isWhole: false,
});

// The short form: only what is not as at first.
export function written(state) {
  const first = initial(), out = new URLSearchParams();
  for (const key of ["view", "sort", "size", "across", "figure", "chart"]) {
    if (state[key] !== first[key]) out.append(key, state[key]);
  }
  if (state.isWhole) out.append("withheld", "no");
  if (state.page > 0) out.append("page", state.page + 1);
  for (const name of state.by) out.append("by", name);
  for (const name of Object.keys(state.codes).sort()) for (const code of state.codes[name]) out.append(`is.${name}`, code);
  for (const name of Object.keys(state.least).sort()) out.append(`min.${name}`, state.least[name]);
  for (const name of Object.keys(state.most).sort()) out.append(`max.${name}`, state.most[name]);
  return out.toString();
}

// What an address says; whatever the table does not have is left out, since addresses are also written by hand.
export function read(text, columns) {
  const state = initial(), given = new URLSearchParams(text);
  const codes = columns.filter((column) => !column.isFigure).map((column) => column.name);
  const figures = columns.filter((column) => column.isFigure).map((column) => column.name);
  const among = (value, values, otherwise) => (values.includes(value) ? value : otherwise);
  state.view = among(given.get("view"), VIEWS, state.view);
  state.chart = among(given.get("chart"), CHARTS, "");
  state.size = among(Number(given.get("size")), SIZES, state.size);
  state.page = Math.max(0, Math.floor(Number(given.get("page")) || 1) - 1);
  state.isWhole = given.get("withheld") === "no";
  state.by = [...new Set(given.getAll("by"))].filter((name) => codes.includes(name)).slice(0, 2);
  state.across = among(given.get("across"), codes.filter((name) => !state.by.includes(name)), "");
  state.figure = among(given.get("figure"), figures, "");
  state.sort = among((given.get("sort") ?? "").replace(/^-/, ""), [...codes, ...figures, "#"], "") && given.get("sort");
  for (const name of codes) {
    const values = [...new Set(given.getAll(`is.${name}`))];
    if (values.length) state.codes[name] = values;
  }
  for (const name of figures) {
    for (const [key, bounds] of [["min", state.least], ["max", state.most]]) {
      const value = given.get(`${key}.${name}`);
      if (value !== null && value !== "" && Number.isFinite(Number(value))) bounds[name] = Number(value);
    }
  }
  return state;
}

export const filtersOf = ({ codes, least, most, isWhole }) => ({ codes, least, most, isWhole });
