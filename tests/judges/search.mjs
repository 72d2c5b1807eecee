// Judges the search of the front page in Chromium: what it finds, also through æ, ø, å and compounds, in every language;
// from the keyboard; in both themes, on a phone and on a desktop; and how long it takes among 1,000 datasets that are made
// here. One line per check, as in common.py.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import {
  AFTER_USE, ON_LOAD, check, judgeLooks, loadedBytes, made, openTab, publicFolder, sideBySide, stored, withBrowser,
} from "./pages.mjs";

// What is searched for, and which dataset must come first; null for nothing at all.
const QUESTIONS = {
  da: [
    ["klager", "klager"], ["KLAGER over", "klager"], ["arbejdsmiljoe", "klager"], ["miljøet", "klager"], ["chikane mobning", null],
    ["tjenesteyder", "rut"], ["hjemland", "rut"], ["udstationerede", "rut"], ["Sjælland branchegruppe", "klager"], ["sjaelland hjemland", "rut"],
    ["halvaar", "klager"], ["halvår", "klager"], ["100-41-4", "produktregister"], ["styren", "produktregister"], ["benzylalkohol", "produktregister"],
    ["produktregistre", "produktregister"], ["resultatkrav", "resultatkrav-2020"], ["rejsehold", "resultatkrav-2020"],
    ["klageemne", "klager"], ["tjenesteydelsesbranche", "rut"], ["qxqxqx", null], ["<b>", undefined], ["\"'&%", undefined],
  ],
  en: [
    ["complaints", "klager"], ["half-year", "klager"], ["posted workers", "rut"], ["home country", "rut"], ["DK-84 industry group", "klager"],
    ["styrene", "produktregister"], ["substances", "produktregister"], ["qxqxqx", null],
  ],
};

const results = (tab) => tab.waitForSelector(".cards:not([hidden]) + .cards[hidden]", { state: "attached" });

async function judgeAnswers(browser, origin, language, page) {
  const { context, tab, wrong, scripts } = await openTab(browser, origin);
  await tab.goto(origin + page, { waitUntil: "networkidle" });
  const loaded = loadedBytes(scripts);
  const all = await tab.locator(".card:visible").count();
  const problems = [];
  for (const [words, first] of QUESTIONS[language] ?? []) {
    await tab.goto(`${origin}${page}?q=${encodeURIComponent(words)}`);
    if (first === undefined) continue;
    await results(tab);
    const links = await tab.locator(".card:visible h3 a").evaluateAll((all) => all.map((one) => one.href));
    const found = links.map((link) => link.match(/datasets\/([^/]+)\//)?.[1]);
    if (first === null ? found.length > 0 : found[0] !== first) problems.push(`${words} finds ${found.join(", ") || "nothing"}`);
    for (const link of links) if (!existsSync(path.join(publicFolder, new URL(link).pathname))) problems.push(`${link} leads nowhere`);
  }
  check(`${page}: finds what is asked for`, problems);
  await tab.goto(origin + page);
  await tab.fill("#q", "region");
  await results(tab);
  await tab.fill("#q", "");
  await tab.waitForFunction((n) => [...document.querySelectorAll(".card")].filter((card) => card.checkVisibility()).length === n, all, { timeout: 5_000 })
    .catch(() => problems.push("the list does not come back"));
  const theme = await tab.locator("#theme option:nth-child(2)").getAttribute("value");
  const expected = await tab.locator(`.card[data-themes~="${theme}"]`).count();
  await tab.selectOption("#theme", theme);
  await results(tab);
  const themed = await tab.locator(".card:visible").count();
  check(`${page}: a theme and an empty search`, [
    themed === expected ? null : `${themed} datasets of ${theme} and not ${expected}`, ...problems.filter((one) => one.includes("come back")),
  ]);
  check(`${page}: raises no error, loads ${loaded} bytes of script and ${loadedBytes(scripts)} after use`, [
    ...wrong, loaded > ON_LOAD || loadedBytes(scripts) > AFTER_USE ? "too much" : null,
  ]);
  check(`${page}: the search stores nothing`, await stored(context, tab));
  await context.close();
}

async function judgeKeyboard(browser, origin, page) {
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(origin + page);
  const problems = [];
  for (let steps = 0; steps < 40; steps += 1) {
    await tab.keyboard.press("Tab");
    if (await tab.evaluate(() => document.activeElement.id === "q")) break;
  }
  if (!(await tab.evaluate(() => document.activeElement.id === "q"))) problems.push("the field is not reached");
  const before = await tab.locator("[role=status]").textContent();
  await tab.keyboard.type("region");
  await results(tab);
  if (!(await tab.evaluate(() => document.activeElement.id === "q"))) problems.push("typing loses the focus");
  if ((await tab.locator("[role=status]").textContent()) === before) problems.push("the number of results is not told");
  await tab.keyboard.press("Enter");
  const link = await tab.evaluate(() => document.activeElement.closest(".card") && document.activeElement.href);
  if (!link) problems.push("the first result is not reached");
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/datasets\//, { timeout: 5_000 }).catch(() => problems.push("the result does not open"));
  await tab.goBack();
  await results(tab).catch(() => problems.push("the way back forgets the search"));
  if ((await tab.inputValue("#q")) !== "region") problems.push("the way back forgets the words");
  check(`${page}: can be searched from the keyboard`, [...problems, ...wrong]);
  await context.close();
}

async function judgeResults(browser, origin, page) {
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(`${origin}${page}?q=region`);
  await results(tab);
  await judgeLooks(tab, `${page}?q=region`, wrong);
  await context.close();
}

// An index like that of the catalogue with other datasets: the real words, spread over many datasets by a fixed rule.
function makeIndex(datasets) {
  const folder = "search/da/", original = JSON.parse(readFileSync(path.join(publicFolder, folder, "words.json"), "utf8"));
  const stems = original.words.split("\n").filter((word) => !word.includes(":"));
  // A thousand datasets have more words than four.
  const words = [...new Set([...stems, ...stems.flatMap((word, at) => [3, 7, 11].map((step) => word + stems[(at * step + step) % stems.length]).filter((both) => both.length < 40))])].sort();
  const perFile = Math.ceil(words.length / Math.ceil(datasets / 40));
  for (let file = 0; file * perFile < words.length; file += 1) {
    const places = words.slice(file * perFile, (file + 1) * perFile).map((word, at) => {
      const step = 1 + ((at * 7919 + word.length * 104_729) % 97), out = [];
      for (let dataset = at % step, before = 0; dataset < datasets; before = dataset, dataset += step) out.push(dataset - before, 1 << ((dataset + at) % 5));
      return out;
    });
    made.set(`/${folder}places-${file}.json`, JSON.stringify(places));
  }
  for (let file = 0; file * 100 < datasets; file += 1) {
    const shown = Array.from({ length: 100 }, (_, at) => ({ id: `datasæt-${file * 100 + at}`, title: `Datasæt ${file * 100 + at}`, summary: "Et datasæt, der er lavet til en måling.", synthetic: true }));
    made.set(`/${folder}datasets-${file}.json`, JSON.stringify(shown));
  }
  made.set(`/${folder}words.json`, JSON.stringify({ ...original, datasets, wordsPerFile: perFile, datasetsPerFile: 100, words: words.join("\n") }));
  const bytes = [...made].reduce((sum, [, text]) => sum + gzipSync(text).length, 0);
  return { words: words.length, bytes };
}

async function judgeSpeed(browser, origin, page) {
  const { words, bytes } = makeIndex(1_000);
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(origin + page);
  const timed = (text) => tab.evaluate((text) => new Promise((resolve) => {
    const field = document.querySelector("#q");
    field.value = text;
    const started = performance.now();
    new MutationObserver((changes, observer) => {
      observer.disconnect();
      resolve(performance.now() - started);
    }).observe(document.querySelector(".cards"), { childList: true });
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }), text);
  const first = await timed("region"), all = [];
  for (const text of ["miljø", "klager region", "a", "arbejdsmiljø branche", "tjenesteydelsesbranche", "stof", "en", "100"]) all.push(await timed(text));
  const middle = all.sort((a, b) => a - b)[4], ms = (value) => `${Math.round(value)} ms`;
  console.log(`1,000 datasets, ${words} words, ${Math.round(bytes / 1000)} kB packed: the first search ${ms(first)}, others ${ms(middle)}, the slowest ${ms(all.at(-1))}`);
  check("1,000 datasets can be searched", [middle > 1_000 ? `a search takes ${ms(middle)}` : null, ...wrong]);
  await context.close();
}

await withBrowser(async (browser, origin) => {
  const languages = ["da", "en", "nb"].filter((language) => existsSync(path.join(publicFolder, "search", language)));
  check("there is an index", languages.length > 0 ? [] : ["none"]);
  await sideBySide(languages, async (language) => {
    const page = existsSync(path.join(publicFolder, language)) ? `${language}/index.html` : "index.html";
    await judgeAnswers(browser, origin, language, page);
    await judgeKeyboard(browser, origin, page);
    await judgeResults(browser, origin, page);
  });
  await judgeSpeed(browser, origin, "index.html");
});
