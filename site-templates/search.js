// Search and theme filter of the catalogue page. The whole list is in the page already;
// this only hides what does not match. Each word must occur somewhere in a dataset's title,
// summary, keywords or facts, also inside a longer word, and æ/ae, ø/oe and å/aa are the same.
(() => {
  "use strict";

  const form = document.querySelector("form[role=search]");
  const count = document.querySelector("[role=status]");
  if (!form || !count) return;

  const fold = (text) =>
    text.normalize("NFC").toLowerCase()
      .replace(/[æä]/g, "ae").replace(/[øö]/g, "oe").replace(/å/g, "aa")
      .normalize("NFD").replace(/\p{M}/gu, "");

  const cards = Array.from(document.querySelectorAll(".card"), (element) => ({
    element,
    text: fold(element.textContent),
    themes: element.dataset.themes.split(" "),
  }));

  const remember = (query, theme) => {
    const state = new URLSearchParams();
    if (query) state.set("q", query);
    if (theme) state.set("theme", theme);
    const text = state.toString();
    try {
      history.replaceState(null, "", text ? "?" + text : location.pathname);
    } catch {
      // A page opened from a disk may not change its address; the search works all the same.
    }
  };

  const filter = () => {
    const query = form.elements.q.value.trim();
    const theme = form.elements.theme.value;
    const words = fold(query).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const matches = (!theme || card.themes.includes(theme))
        && words.every((word) => card.text.includes(word));
      card.element.hidden = !matches;
      if (matches) shown += 1;
    }
    count.textContent = shown === 0 ? count.dataset.none
      : shown === 1 ? count.dataset.one
      : count.dataset.other.replace("{n}", shown.toLocaleString(document.documentElement.lang));
    return [query, theme];
  };

  const state = new URLSearchParams(location.search);
  form.elements.q.value = state.get("q") ?? "";
  form.elements.theme.value = state.get("theme") ?? "";
  if (form.elements.theme.selectedIndex < 0) form.elements.theme.value = "";
  filter();

  form.addEventListener("input", () => remember(...filter()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.querySelector(".card:not([hidden]) a")?.focus();
  });
})();
