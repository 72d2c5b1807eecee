// Judges the front page, a dataset's page and a table's explorer with Lighthouse in Chromium, as a telephone on a slow line:
// 100 in all four categories. The server is as a host should be: it compresses, lets what does not change be kept, and
// sends what `_headers` says. Times drift on a busy machine, so a page has three tries; the other categories do not drift.
// One line per check, as in common.py.

import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [publicFolder, tools, , browserPath] = process.argv.slice(2).map((argument) => path.resolve(argument));
const require = createRequire(path.join(tools, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const TRIES = 3;
// All that a page loads, as it is sent, headers included, with the rows that it shows.
const MAX_SENT = 60_000;
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml",
};

/** The headers that `_headers` asks for on every path. */
function headersOfTheHost() {
  const headers = {};
  let everywhere = false;
  for (const line of readFileSync(path.join(publicFolder, "_headers"), "utf8").split("\n")) {
    if (/^\S/.test(line)) everywhere = line.trim() === "/*";
    const [, name, value] = line.match(/^\s+([\w-]+):\s*(.*)$/) ?? [];
    if (everywhere && name) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function serve() {
  const everywhere = headersOfTheHost();
  const server = createServer((request, response) => {
    let file = path.join(publicFolder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      if (statSync(file).isDirectory()) file = path.join(file, "index.html");
      const extension = path.extname(file);
      const type = TYPES[extension];
      const body = readFileSync(file);
      const headers = { ...everywhere, "content-type": type ?? "application/octet-stream", vary: "accept-encoding" };
      headers["cache-control"] = extension === ".html" ? "no-cache" : "max-age=31536000";
      if (type === undefined) return response.writeHead(200, headers).end(body);
      response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(body));
    } catch {
      response.writeHead(404, everywhere).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The front page, and of the first dataset that has one its page and its first explorer. */
function pages() {
  const datasets = path.join(publicFolder, "datasets");
  const id = readdirSync(datasets).sort().find((name) => existsSync(path.join(datasets, name, "explore")));
  const table = readdirSync(path.join(datasets, id, "explore")).sort()[0];
  return ["/", `/datasets/${id}/`, `/datasets/${id}/explore/${table}/`];
}

const short = (text) => String(text).replaceAll(/\s+/g, " ").slice(0, 160);

/** What costs points, in words. */
function faults(result, category) {
  return result.categories[category].auditRefs
    .map(({ id, weight }) => ({ ...result.audits[id], weight }))
    .filter((audit) => audit.weight > 0 && audit.score !== null && audit.score < 1)
    .map((audit) => {
      const first = audit.details?.items?.[0];
      const where = first?.node?.snippet ?? first?.description ?? first?.url ?? audit.displayValue ?? audit.explanation ?? "";
      return `${audit.id} ${Math.round(audit.score * 100)} ${short(where)}`;
    });
}

/** What a page loads, in bytes. The table that an explorer reads is data, and does not count. */
function weight(lhr) {
  const requests = lhr.audits["network-requests"].details.items.filter(({ url }) => !url.endsWith(".csv"));
  return requests.reduce((bytes, { transferSize }) => bytes + transferSize, 0);
}

async function judge(port, url) {
  const best = {};
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { lhr } = await lighthouse(url, { port, logLevel: "error", output: "json", onlyCategories: CATEGORIES });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    for (const category of CATEGORIES) {
      const score = Math.round(lhr.categories[category].score * 100);
      if (score > (best[category]?.score ?? -1)) best[category] = { score, faults: faults(lhr, category) };
    }
    best.weight = weight(lhr);
    if (CATEGORIES.every((category) => category !== "performance" || best[category].score === 100)) break;
  }
  return best;
}

const server = await serve();
const chrome = await launch({
  chromePath: browserPath,
  chromeFlags: [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
  ],
});
let failed = false;
for (const page of pages()) {
  const best = await judge(chrome.port, `http://127.0.0.1:${server.address().port}${page}`);
  const fits = best.weight <= MAX_SENT;
  failed ||= !fits;
  console.log(`${fits ? "ok" : "FAIL"} ${page}: loads ${best.weight} bytes as they are sent`);
  for (const category of CATEGORIES) {
    const { score, faults } = best[category];
    if (score === 100) {
      console.log(`ok ${page}: Lighthouse gives 100 for ${category}`);
    } else {
      failed = true;
      console.log(`FAIL ${page}: Lighthouse gives ${score} for ${category}: ${faults.join("; ")}`);
    }
  }
}
await chrome.kill();
server.close();
process.exit(failed ? 1 : 0);
