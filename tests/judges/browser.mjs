// Judges the pages in Chromium: axe in light and dark, on a phone and on a desktop; what a page loads and stores; what
// is left of it without script. Takes pictures on the way. One line per check, as in common.py.

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { check, files, judgeLooks, openTab, packed, publicFolder, sideBySide, stored, withBrowser } from "./pages.mjs";

const MAX_STYLESHEET = 12_000;

// Pages in a folder beside each other, such as those of codes, are made by one template: the first, the last and the
// largest stand for all. Pages at the top of a language, and those of datasets, are judged one by one.
function ofEachType(pages) {
  const groups = new Map();
  for (const page of pages) {
    const folder = path.dirname(path.dirname(page));
    groups.set(folder, [...(groups.get(folder) ?? []), page]);
  }
  const size = (page) => statSync(path.join(publicFolder, page)).size;
  return [...groups].flatMap(([folder, group]) => {
    if (group.length <= 3 || folder.split("/").length === 1 && folder.length <= 2 || folder.endsWith("datasets")) return group;
    const largest = group.reduce((best, page) => (size(page) > size(best) ? page : best));
    return [...new Set([group[0], largest, group.at(-1)])];
  });
}

async function judgePage(browser, origin, page) {
  const { context, tab, wrong } = await openTab(browser, origin);
  await tab.goto(origin + page, { waitUntil: "networkidle" });
  check(`${page}: loads all it names, nothing from elsewhere, and raises no error`, wrong);
  check(`${page}: stores nothing`, await stored(context, tab));
  const withScript = await seen(tab);
  await judgeLooks(tab, page);
  await context.close();
  // An explorer shows other rows with a script than without; explorer.mjs judges both.
  if (!/(^|\/)(explore|embed)\//.test(page)) await judgeWithoutScript(browser, origin, page, withScript);
}

const seen = async (tab) => ({
  text: await tab.locator("body").innerText(), rows: await tab.locator("tr").count(), links: await tab.locator("a[href]").count(),
});

async function judgeWithoutScript(browser, origin, page, on) {
  const { context, tab } = await openTab(browser, origin, { javaScriptEnabled: false });
  await tab.goto(origin + page, { waitUntil: "load" });
  const off = await seen(tab);
  await context.close();
  const words = new Set(off.text.split(/\s+/));
  const lost = [...new Set(on.text.split(/\s+/))].filter((word) => !words.has(word));
  // A search field may appear with script only, so a handful of words may be lost, but no row and no link.
  check(`${page}: shows everything without script`, [
    off.rows < on.rows ? `${on.rows - off.rows} rows are lost` : null,
    off.links < on.links ? `${on.links - off.links} links are lost` : null,
    lost.length > 25 ? `words are lost, such as ${lost.slice(0, 5).join(", ")}` : null,
  ]);
}

// A browser fills words into the template of a search description; the page it opens must then have found something.
async function judgeSearch(browser, origin, file) {
  const name = path.relative(publicFolder, file);
  const description = readFileSync(file, "utf8");
  const template = /<Url type="text\/html" template="([^"]+)"/.exec(description)?.[1] ?? "";
  const base = /rel="self" template="([^"]+)"/.exec(description)?.[1].slice(0, -name.length) ?? "";
  const tab = await browser.newPage();
  const visible = tab.locator(".card:visible");
  await tab.goto(template.replace(base, origin).replace("?q={searchTerms}", ""));
  const all = await visible.count();
  const title = await visible.last().locator("h3").innerText();
  const searched = async (words) => {
    await tab.goto(template.replace(base, origin).replace("{searchTerms}", encodeURIComponent(words)));
    return visible.allInnerTexts();
  };
  const found = await searched(title);
  const none = await searched("qxqxqx & <b>");
  check(`${name}: a browser's search finds what it is asked for`, [
    ...(found.length > 0 && (found.length < all || all === 1) ? [] : [`${found.length} of ${all} datasets are found`]),
    ...(found.some((text) => text.includes(title)) ? [] : [`${title} is not found`]),
    ...(none.length === 0 ? [] : [`${none.length} datasets have words that nobody wrote`]),
  ]);
  await tab.close();
}

await withBrowser(async (browser, origin) => {
  const all = files(publicFolder);
  const styles = all.filter((file) => file.endsWith(".css"));
  // What a reader downloads is packed, and the explorer needs both.
  const bytes = styles.reduce((sum, file) => sum + packed(readFileSync(file)), 0);
  check(`all stylesheets: under ${MAX_STYLESHEET} bytes when packed`, [bytes < MAX_STYLESHEET ? null : `${bytes} bytes`]);
  for (const file of styles) {
    const name = path.relative(publicFolder, file);
    const foreign = readFileSync(file, "utf8").match(/@import|url\(\s*["']?https?:/g) ?? [];
    check(`${name}: names no file elsewhere`, foreign);
  }
  for (const file of all.filter((file) => path.basename(file) === "opensearch.xml")) {
    await judgeSearch(browser, origin, file);
  }
  const pages = all.filter((file) => file.endsWith(".html"))
    .map((file) => path.relative(publicFolder, file).split(path.sep).join("/"));
  await sideBySide(ofEachType(pages), (page) => judgePage(browser, origin, page));
});
