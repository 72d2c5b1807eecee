// Search of the front page. The list in the page is filtered at once; meanwhile the index of all datasets is read, and its
// results take the place of the list. Each word must occur, also inside a longer one, and æ/ae, ø/oe and å/aa are the same.
// Without the index, such as on a page opened from a disk, the filtered list stays.
(() => {
  "use strict";

  const form = document.querySelector("form[role=search]");
  const count = document.querySelector("[role=status]");
  const list = document.querySelector(".cards");
  if (!form || !count || !list) return;
  const finder = new URL("search/find.js", document.currentScript.src);

  const fold = (text) =>
    text.normalize("NFC").toLowerCase()
      .replace(/[æä]/g, "ae").replace(/[øö]/g, "oe").replace(/å/g, "aa")
      .normalize("NFD").replace(/\p{M}/gu, "");
  const wordsOf = (query) =>
    fold(query).split(/[^\p{L}\p{N}.-]+/u).map((word) => word.replace(/^[.-]+|[.-]+$/g, "")).filter(Boolean);

  const cards = Array.from(list.querySelectorAll(".card"), (element) => ({
    element,
    text: fold(element.textContent),
    themes: element.dataset.themes.split(" "),
  }));
  const section = list.closest("section"), heading = section.querySelector("h2"), title = heading.textContent;
  const found = document.createElement("ul");
  found.className = "cards";
  found.hidden = true;
  list.before(found);

  const remember = (query, theme) => {
    const state = new URLSearchParams();
    if (query) state.set("q", query);
    if (theme) state.set("theme", theme);
    const text = state.toString();
    try {
      history.replaceState(null, "", text ? "?" + text : location.pathname);
    } catch {
      // A page opened from a disk may not change its address.
    }
  };

  const tell = (shown) => {
    count.textContent = shown === 0 ? count.dataset.none
      : shown === 1 ? count.dataset.one
      : count.dataset.other.replace("{n}", shown.toLocaleString(document.documentElement.lang));
  };

  const show = (areResults) => {
    found.hidden = !areResults;
    list.hidden = areResults;
    for (let other = form.nextElementSibling; other && other !== section; other = other.nextElementSibling) other.hidden = areResults;
    for (const pager of section.querySelectorAll(".pager")) pager.hidden = areResults;
    heading.textContent = areResults ? form.dataset.results : title;
  };

  let turn = 0;
  const search = async (isFirst) => {
    turn += 1;
    const mine = turn, query = form.elements.q.value.trim(), theme = form.elements.theme.value, words = wordsOf(query);
    if (!isFirst) remember(query, theme);
    let shown = 0;
    for (const card of cards) {
      const matches = (!theme || card.themes.includes(theme)) && words.every((word) => card.text.includes(word));
      card.element.hidden = !matches;
      if (matches) shown += 1;
    }
    if (words.length === 0 && !theme) {
      show(false);
      if (!isFirst) tell(Number(form.dataset.all));
      return;
    }
    if (found.hidden) tell(shown);
    try {
      const { find, card } = await import(finder);
      const results = await find(words, theme);
      if (mine !== turn) return;
      found.replaceChildren(...results.shown.map((one) => card(one, form.dataset)));
      show(true);
      tell(results.count);
    } catch {
      if (mine === turn) show(false);
    }
  };

  const state = new URLSearchParams(location.search);
  form.elements.q.value = state.get("q") ?? "";
  form.elements.theme.value = state.get("theme") ?? "";
  if (form.elements.theme.selectedIndex < 0) form.elements.theme.value = "";
  search(true);

  // Whoever goes to the field will search.
  form.addEventListener("focusin", () => import(finder).then(({ open }) => open()).catch(() => {}), { once: true });
  form.addEventListener("input", () => search(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    section.querySelector(".cards:not([hidden]) .card:not([hidden]) a")?.focus();
  });
})();
