// What the judges that use a browser share: a server of the public folder, a tab that notes what goes wrong, how a page is
// looked at, and one line per check, as in common.py.

import { createServer } from "node:http";
import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";

const [publicFolder, tools, pictures, browserPath] = process.argv.slice(2).map((argument) => path.resolve(argument));
const require = createRequire(path.join(tools, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export { pictures, publicFolder };
export const WIDTHS = [320, 1440];
export const SCHEMES = ["light", "dark"];
// Bytes of script when packed, at most: before a reader does anything, and after all that one can do.
export const ON_LOAD = 15_000, AFTER_USE = 30_000;

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8",
};

// ---- Checks

export function check(what, problems) {
  const texts = problems.filter((problem) => problem !== null).map((problem) => String(problem).replaceAll("\n", " "));
  if (texts.length === 0) return console.log(`ok ${what}`);
  process.exitCode = 1;
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : "";
  console.log(`FAIL ${what}: ${texts.slice(0, 3).join("; ")}${more}`);
}

export const same = (what, is, should) => (String(is) === String(should) ? null : `${what} is ${is} and not ${should}`);

// ---- Files and the server of them

export function files(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const full = path.join(folder, name);
    return statSync(full).isDirectory() ? files(full) : [full];
  });
}

export const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;

// Files that a judge makes, by the address at which they lie as if they had been published.
export const made = new Map();

function serve() {
  // A site that lies in a folder of its host names it in the page for addresses that do not exist.
  const home = readFileSync(path.join(publicFolder, "index.html"), "utf8");
  const folder = new URL(/rel="canonical" href="([^"]+)"/.exec(home)[1]).pathname;
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.join(publicFolder, asked.startsWith(folder) ? asked.slice(folder.length) : asked);
    try {
      let body = made.get(asked);
      if (body === undefined) {
        if (statSync(file).isDirectory()) file = path.join(file, "index.html");
        body = readFileSync(file);
      }
      response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// Serves the public folder, starts a browser, and lets `judge` use both.
export async function withBrowser(judge) {
  mkdirSync(pictures, { recursive: true });
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  try {
    await judge(browser, `http://127.0.0.1:${server.address().port}/`);
  } finally {
    await browser.close();
    server.close();
  }
}

// Does `job` with every item, as many at a time as there are processors: each tab is a process of its own.
export async function sideBySide(items, job) {
  const waiting = [...items];
  const work = async () => { while (waiting.length > 0) await job(waiting.shift()); };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

// ---- A tab

// A tab in a context of its own. `wrong` fills with errors, answers that say no, and what is asked of another host;
// `scripts` with the packed size of each script.
export async function openTab(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const tab = await context.newPage();
  const wrong = [], scripts = new Map();
  tab.on("pageerror", (error) => wrong.push(error.message));
  tab.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
  context.on("request", (request) => {
    if (![origin, "blob:", "data:"].some((start) => request.url().startsWith(start))) wrong.push(`asks ${request.url()}`);
  });
  context.on("response", async (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
    if (response.url().endsWith(".js")) {
      // A body is gone when the page has been left meanwhile; the next page loads the same script again.
      const body = await response.body().catch(() => null);
      if (body) scripts.set(response.url(), packed(body));
    }
  });
  return { context, tab, wrong, scripts };
}

export const loadedBytes = (scripts) => [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);

// What a page has left behind in the browser.
export async function stored(context, tab) {
  const kept = await tab.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  return [...kept, ...(await context.cookies()).map((cookie) => cookie.name)];
}

// What axe finds in a page as it stands, and whether something sticks out to the side.
async function flaws(tab) {
  if (!(await tab.evaluate(() => "axe" in window))) await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [
    ...violations.map((one) => `${one.id} (${one.nodes.length}): ${one.help}: ${one.nodes[0].target.join(" ")}`),
    wide > 0 ? `${wide} pixels stick out` : null,
  ];
}

// Looks at a page as it stands in each theme and width, and takes a picture of each.
export async function judgeLooks(tab, what, wrong = []) {
  const name = what.replace(/(_|\/)?(index)?\.html/, "").replace(/[^\p{L}\p{N}.-]+/gu, "_") || "index";
  for (const colorScheme of SCHEMES) {
    await tab.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 900 });
      check(`${what} ${colorScheme} ${width}: axe finds nothing, nothing sticks out`, [...(await flaws(tab)), ...wrong]);
      await tab.screenshot({ path: path.join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
}
