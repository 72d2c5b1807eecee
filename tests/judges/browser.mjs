// Judges the pages in Chromium: axe in light and dark, on a phone and on a desktop; what a page loads and stores; what
// is left of it without script. Takes pictures on the way. One line per check, as in common.py.

import { createServer } from "node:http";
import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";

const [publicFolder, tools, pictures, browserPath] = process.argv.slice(2).map((argument) => path.resolve(argument));
const require = createRequire(path.join(tools, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const MAX_STYLESHEET = 12_000;
const WIDTHS = [320, 1440];
const SCHEMES = ["light", "dark"];
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
  ".json": "application/json", ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8",
};

let failed = false;
function check(what, problems) {
  const texts = problems.map((problem) => String(problem).replaceAll("\n", " "));
  if (texts.length === 0) return console.log(`ok ${what}`);
  failed = true;
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : "";
  console.log(`FAIL ${what}: ${texts.slice(0, 3).join("; ")}${more}`);
}

function files(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const full = path.join(folder, name);
    return statSync(full).isDirectory() ? files(full) : [full];
  });
}

function serve() {
  // A site that lies in a folder of its host names it in the page for addresses that do not exist.
  const home = readFileSync(path.join(publicFolder, "index.html"), "utf8");
  const folder = new URL(/rel="canonical" href="([^"]+)"/.exec(home)[1]).pathname;
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.join(publicFolder, asked.startsWith(folder) ? asked.slice(folder.length) : asked);
    try {
      if (statSync(file).isDirectory()) file = path.join(file, "index.html");
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

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
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
      const tab = await context.newPage();
      const elsewhere = [], errors = [], missing = [];
      tab.on("request", (request) => {
        if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) elsewhere.push(request.url());
      });
      tab.on("response", (response) => {
        if (response.status() >= 400) missing.push(`${response.status()} ${response.url()}`);
      });
      tab.on("pageerror", (error) => errors.push(error.message));
      tab.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      const isFirst = scheme === SCHEMES[0] && width === WIDTHS[0];
      await tab.goto(origin + page, { waitUntil: isFirst ? "networkidle" : "load" });
      const where = `${page} ${scheme} ${width}`;
      if (isFirst) {
        check(`${page}: loads nothing from elsewhere`, elsewhere);
        check(`${page}: loads all it names and raises no error`, [...missing, ...errors]);
        const kept = await tab.evaluate(() => Object.keys(localStorage).length + Object.keys(sessionStorage).length);
        check(`${page}: stores nothing`, [...(await context.cookies()).map((cookie) => cookie.name), ...(kept ? ["storage"] : [])]);
      }
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(`${where}: nothing sticks out to the side`, wide > 0 ? [`${wide} pixels`] : []);
      await tab.evaluate(axe);
      const result = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      check(`${where}: axe finds nothing`, result.violations.map(
        (violation) => `${violation.id} (${violation.nodes.length}): ${violation.help}: ${violation.nodes[0].target.join(" ")}`));
      const name = page.replaceAll("/", "_").replace(/\.html$/, "");
      await tab.screenshot({ path: path.join(pictures, `${name}-${scheme}-${width}.png`), fullPage: true });
      await context.close();
    }
  }
  // An explorer shows other rows with a script than without; explorer.mjs judges both.
  if (!/(^|\/)(explore|embed)\//.test(page)) await judgeWithoutScript(browser, origin, page);
}

async function judgeWithoutScript(browser, origin, page) {
  const texts = [];
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(origin + page, { waitUntil: "load" });
    texts.push({
      text: await tab.locator("body").innerText(),
      rows: await tab.locator("tr").count(),
      links: await tab.locator("a[href]").count(),
    });
    await context.close();
  }
  const [on, off] = texts;
  const words = new Set(off.text.split(/\s+/));
  const lost = [...new Set(on.text.split(/\s+/))].filter((word) => !words.has(word));
  // A search field may appear with script only, so a handful of words may be lost, but no row and no link.
  const problems = [];
  if (off.rows < on.rows) problems.push(`${on.rows - off.rows} rows are lost`);
  if (off.links < on.links) problems.push(`${on.links - off.links} links are lost`);
  if (lost.length > 25) problems.push(`words are lost, such as ${lost.slice(0, 5).join(", ")}`);
  check(`${page}: shows everything without script`, problems);
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

mkdirSync(pictures, { recursive: true });
const server = await serve();
const origin = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  const all = files(publicFolder);
  const styles = all.filter((file) => file.endsWith(".css"));
  // What a reader downloads is packed, and the explorer needs both.
  const packed = styles.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  check(`all stylesheets: under ${MAX_STYLESHEET} bytes when packed`, packed < MAX_STYLESHEET ? [] : [`${packed} bytes`]);
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
  for (const page of ofEachType(pages)) await judgePage(browser, origin, page);
} finally {
  await browser.close();
  server.close();
}
process.exitCode = failed ? 1 : 0;
