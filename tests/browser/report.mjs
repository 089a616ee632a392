// Does a report do in a real browser what a reader relies on? `node report.mjs REPORT.html...`
//
// Opens each page from disk in Debian's chromium and checks figures, tooltips by pointer and keyboard, the data behind figures with
// copy and CSV, the glossary, labels that cover none, equations, the tab key, narrow screens, both themes, paper, and that nothing is asked of a network and nothing is complained of.
import { chromium } from "playwright-core";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const NARROW = 390;
const MOST_BYTES = 3_000_000;
const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = places.find((place) => place && existsSync(place));

const problems = [];
let checks = 0;
const check = (holds, what) => {
  checks += 1;
  if (!holds) problems.push(what);
};

// Every figure is drawn, labelled and has data; returns how many there are.
async function figures(page) {
  const found = await page.$$eval("figure", (all) =>
    all.map((figure) => {
      const seen = [...figure.querySelectorAll("svg")].filter((svg) => svg.getClientRects().length);
      return {
        id: figure.id,
        drawn: seen.length,
        marks: seen.reduce((sum, svg) => sum + svg.querySelectorAll("rect, path, circle, polygon, line").length, 0),
        flat: seen.filter((svg) => svg.getBoundingClientRect().height < 20).length,
        named: seen.every((svg) => svg.getAttribute("role") === "img" && svg.getAttribute("aria-label")),
        caption: figure.querySelector("figcaption")?.textContent.trim().length ?? 0,
        broken: /NaN|undefined|Infinity/.test(figure.innerHTML),
        rows: figure.querySelectorAll("details.data tbody tr").length,
      };
    }),
  );
  for (const { id, drawn, marks, flat, named, caption, broken, rows } of found) {
    check(drawn > 0 && marks > 0 && flat === 0, `figure ${id}: nothing is drawn`);
    check(named, `figure ${id}: a drawing has no role or label for a screen reader`);
    check(caption > 20, `figure ${id}: no caption`);
    check(!broken, `figure ${id}: holds NaN, undefined or Infinity`);
    check(rows > 0, `figure ${id}: no data behind it`);
  }
  check(found.length > 0, "no figure on the page");
  return found.length;
}

// No text of a drawing leaves it or covers another; a label that a drawing has no room for is left to its tooltip and the data.
async function labels(page, width) {
  const wrong = await page.evaluate(() => {
    const found = [];
    for (const svg of document.querySelectorAll("figure svg")) {
      if (!svg.getClientRects().length) continue;
      const [name, frame] = [svg.closest("figure").id, svg.getBoundingClientRect()];
      const texts = [...svg.querySelectorAll("text")].filter((text) => text.getClientRects().length && text.textContent.trim());
      const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
      boxes.forEach(([text, box], at) => {
        const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
        if (out > 2) found.push(`${name}: "${text}" leaves its drawing by ${out.toFixed(0)} px`);
        for (const [other, place] of boxes.slice(at + 1)) {
          const across = Math.min(box.right, place.right) - Math.max(box.left, place.left);
          const down = Math.min(box.bottom, place.bottom) - Math.max(box.top, place.top);
          // A box of text has air above and below its letters.
          if (across > 1.5 && down > 0.3 * Math.min(box.height, place.height)) found.push(`${name}: "${text}" covers "${other}"`);
        }
      });
    }
    return found;
  });
  check(wrong.length === 0, `at ${width} px: ${wrong.slice(0, 5).join("; ")}`);
}

// Every equation with a formula is drawn, says the same in plain text, and shows no markup.
async function equations(page) {
  const found = await page.$$eval(".equation", (all) =>
    all.map((one) => ({
      text: one.textContent,
      words: [...one.childNodes].filter((part) => part.localName !== "math").map((part) => part.textContent).join(" "),
      formulas: [...one.querySelectorAll("math")].map((math) => ({
        plain: math.getAttribute("alttext") ?? "",
        drawn: math.getBoundingClientRect().height > 4 && math.getBoundingClientRect().width > 4,
        known: math.namespaceURI === "http://www.w3.org/1998/Math/MathML" && !math.querySelector("merror"),
      })),
      wide: one.scrollWidth > one.clientWidth + 1,
    })),
  );
  check(found.some(({ formulas }) => formulas.length > 0), "no equation is typeset");
  for (const { text, words, formulas, wide } of found) {
    check(!/[\\^_$]/.test(words), `an equation shows its markup: ${text}`);
    check(formulas.every(({ plain, drawn, known }) => plain && drawn && known), `an equation is not drawn or has no plain text: ${text}`);
    check(!wide, `an equation is wider than the page: ${text}`);
  }
}

const tip = (page) => page.$eval("#tip", (element) => (element.hidden ? "" : element.textContent));

// A tooltip for the pointer, inside the window, and for the keyboard; Escape puts it away.
async function tooltips(page) {
  const drawings = page.locator("figure svg[tabindex]:visible");
  check((await drawings.count()) > 0, "no drawing has a tooltip");
  check((await page.locator("svg title").count()) === 0, "the browser's own tooltips were not taken over");
  for (let at = 0; at < (await drawings.count()); at += 1) {
    const drawing = drawings.nth(at);
    await drawing.scrollIntoViewIfNeeded();
    await drawing.focus();
    const first = await tip(page);
    await page.keyboard.press("End");
    const last = await tip(page);
    const name = await drawing.getAttribute("aria-label");
    check(first.length > 0 && last.length > 0, `no tooltip by keyboard: ${name}`);
    const inside = await page.$eval("#tip", (element) => {
      const box = element.getBoundingClientRect();
      return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
    });
    check(inside, `a tooltip leaves the window: ${name}`);
    await page.keyboard.press("Escape");
    check((await tip(page)) === "", `Escape leaves a tooltip: ${name}`);
  }
  await page.evaluate(() => document.activeElement.blur());
  const mark = page.locator("figure svg rect[data-tip]:visible").first();
  await mark.scrollIntoViewIfNeeded();
  await mark.hover({ force: true });
  check((await tip(page)) === (await mark.getAttribute("data-tip")), "no tooltip under the pointer");
}

// The fields of a line of CSV.
function fields(line) {
  const found = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const plain = found.map((field) => field.replace(/,$/, "").replace(/^"(.*)"$/s, "$1").replaceAll('""', '"'));
  return line.endsWith(",") || plain.at(-1) !== "" ? plain : plain.slice(0, -1);
}

// The data of every figure open; what is copied and downloaded is the table with all digits.
async function data(page, context) {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const all = page.locator("details.data");
  for (let at = 0; at < (await all.count()); at += 1) {
    const details = all.nth(at);
    await details.locator("summary").click();
    const table = details.locator("table");
    check(await table.isVisible(), "data do not open");
    const name = await table.getAttribute("data-name");
    check((await table.locator("caption").count()) === 1, `${name}: no caption`);
    check((await table.locator("thead th:not([scope=col])").count()) === 0, `${name}: a head without scope`);
    const expected = await table.evaluate((table) =>
      [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.exact ?? cell.textContent.trim())),
    );
    await details.getByRole("button", { name: "Copy", exact: true }).click();
    await details.getByText("Copied.").waitFor({ timeout: 2000 }).catch(() => {});
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    check(copied === expected.map((row) => row.join("\t")).join("\n"), `${name}: what is copied is not the table`);
    const [download] = await Promise.all([page.waitForEvent("download"), details.getByRole("button", { name: "Download CSV" }).click()]);
    check(download.suggestedFilename() === `${name}.csv`, `${name}: downloaded as ${download.suggestedFilename()}`);
    const text = (await readFile(await download.path(), "utf8")).replace(/^\ufeff/, "");
    const rows = text.trimEnd().split("\r\n").map(fields);
    check(JSON.stringify(rows) === JSON.stringify(expected), `${name}: the CSV is not the table`);
    const numbers = expected.slice(1).flat().filter((cell) => /^[-\u2212]?[\d,.]+$/.test(cell));
    check(!numbers.some((cell) => /[,\u2212]/.test(cell)), `${name}: a number is not one that a program reads`);
    await details.locator("summary").click();
  }
}

// Each figure is taken along as SVG, with its colours inside, and as PNG of a size that is worth it.
async function drawings(page) {
  for (const figure of await page.locator("figure").all()) {
    const id = await figure.getAttribute("id");
    const take = async (ending) => {
      const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", { name: `Download ${ending.toUpperCase()}` }).click()]);
      check(download.suggestedFilename() === `${id}.${ending}`, `figure ${id}: downloaded as ${download.suggestedFilename()}`);
      return readFile(await download.path());
    };
    const svg = (await take("svg")).toString("utf8");
    const title = await figure.locator(".figure-title").textContent();
    const drawn = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return { broken: !!parsed.querySelector("parsererror"), panels: parsed.querySelectorAll("svg > svg").length, text: parsed.documentElement.textContent };
    }, svg);
    check(!drawn.broken && drawn.panels > 0, `figure ${id}: its SVG does not hold its panels`);
    check(drawn.text.replace(/\s+/g, "").startsWith(title.replace(/\s+/g, "")), `figure ${id}: its SVG does not begin with its title`);
    check(!/var\(|color-mix/.test(svg), `figure ${id}: its SVG needs the style of the page`);
    const png = await take("png");
    check(png.subarray(1, 4).toString() === "PNG" && png.readUInt32BE(16) === 1920 && png.length > 8000, `figure ${id}: its PNG is empty or small`);
  }
}

// Each table is a CSV with the rows that are folded away, and its heads once.
async function tables(page) {
  const found = await page.$$eval(".sheet", (all) => all.filter((one) => one.checkVisibility()).length);
  check(found > 0, "no table to download");
  for (const sheet of await page.locator(".sheet:visible").all()) {
    const name = await sheet.getAttribute("data-name");
    await sheet.locator("details.about > summary").first().click();
    const [download] = await Promise.all([page.waitForEvent("download"), sheet.getByRole("button", { name: "Download CSV" }).first().click()]);
    check(download.suggestedFilename() === `${name}.csv`, `table ${name}: downloaded as ${download.suggestedFilename()}`);
    const rows = (await readFile(await download.path(), "utf8")).replace(/^\ufeff/, "").trimEnd().split("\r\n");
    const expected = await sheet.evaluate((one) => one.querySelectorAll("tbody tr").length);
    check(rows.length === expected + 1, `table ${name}: ${rows.length - 1} rows in the file, ${expected} on the page`);
    await sheet.locator("details.about > summary").first().click();
  }
}

// The first screen of a telephone has the answer and the figure that shows it.
async function firstScreen(page) {
  await page.setViewportSize({ width: NARROW, height: 844 });
  const bottom = await page.evaluate(() => document.querySelector("figure .panels").getBoundingClientRect().bottom + scrollY);
  check(bottom <= 844, `at ${NARROW} px the first figure ends at ${bottom.toFixed(0)} px, below the first screen`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

// A term shows its meaning on focus, and is in the glossary.
async function glossary(page) {
  const terms = page.locator("a.term");
  check((await terms.count()) > 0, "no term is explained");
  const term = terms.first();
  await term.focus();
  check((await tip(page)).length > 20, "a term on focus shows nothing");
  const missing = await page.$$eval("a[href^='#']", (links) =>
    links.filter((link) => !document.getElementById(link.hash.slice(1))).map((link) => link.hash),
  );
  check(missing.length === 0, `links lead nowhere: ${missing.slice(0, 5).join(" ")}`);
  await page.keyboard.press("Escape");
}

// Headings in order, landmarks, a skip link that comes first.
async function structure(page) {
  const levels = await page.$$eval("h1, h2, h3, h4", (all) => all.map((heading) => +heading.tagName[1]));
  check(levels[0] === 1 && levels.filter((level) => level === 1).length === 1, "not one heading of the first level, first");
  check(await page.evaluate(() => document.documentElement.lang === "en" && document.title.length > 0), "no language or no title");
  const bare = await page.$$eval("table", (all) => all.filter((table) => !table.caption?.textContent.trim() || !table.tHead || table.querySelector("tbody tr > :first-child:not(th[scope=row])")).length);
  check(bare === 0, `${bare} tables have no caption, no head or no name of a row`);
  check(levels.every((level, at) => at === 0 || level <= levels[at - 1] + 1), "a level of headings is skipped");
  check((await page.locator("main").count()) === 1 && (await page.locator("nav").count()) === 1, "landmarks are missing");
  check((await page.locator(".answer .sentence").count()) === 5, "the answer has not five sentences");
  const empty = await page.$$eval("section", (all) => all.filter((one) => one.innerText.trim().split(/\s+/).length < 12).map((one) => one.id));
  check(empty.length === 0, `empty sections: ${empty.join(" ")}`);
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.matches(".skip")), "the skip link is not the first stop");
}

// No element sticks out of a narrow window; what is wide scrolls inside its own frame.
async function narrow(page) {
  await page.setViewportSize({ width: NARROW, height: 844 });
  const wide = await page.evaluate(() => {
    const framed = (element) => element.parentElement?.closest(".scroll, .panels > div, svg, [hidden]");
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5) && !framed(element) && !element.matches(".skip");
    });
    return { scroll: document.documentElement.scrollWidth, out: out.slice(0, 5).map((e) => `${e.tagName}.${e.className.baseVal ?? e.className}#${e.id}`) };
  });
  check(wide.scroll <= NARROW, `at ${NARROW} px the page is ${wide.scroll} px wide`);
  check(wide.out.length === 0, `at ${NARROW} px these stick out: ${wide.out.join(", ")}`);
  const drawn = await page.$$eval("figure", (all) => all.filter((figure) => ![...figure.querySelectorAll("svg")].some((svg) => svg.getClientRects().length)).map((figure) => figure.id));
  check(drawn.length === 0, `at ${NARROW} px these figures vanish: ${drawn.join(" ")}`);
  await labels(page, NARROW);
  await equations(page);
  await page.setViewportSize({ width: 1440, height: 900 });
}

// By keyboard alone: every drawing, "show data" and button is reached by the tab key, in the order of the page, and data open by Enter.
async function keyboard(page) {
  const wanted = await page.$$eval("figure svg[tabindex], summary, .scroll", (all) => all.filter((one) => one.checkVisibility?.() ?? one.getClientRects().length).length);
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  const seen = await page.evaluate(() => { window.reached = new Set(); addEventListener("focusin", (event) => window.reached.add(event.target)); return true; });
  const stops = await page.$$eval("a[href], button, summary, [tabindex='0']", (all) => all.length);
  for (let at = 0; seen && at < stops + 5; at += 1) await page.keyboard.press("Tab");
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll("figure svg[tabindex], summary, .scroll")]
      .filter((one) => (one.checkVisibility?.() ?? one.getClientRects().length) && !window.reached.has(one))
      .map((one) => one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40)),
  );
  check(wanted > 0 && missed.length === 0, `the tab key does not reach: ${missed.slice(0, 5).join("; ")}`);
  const summary = page.locator("details.data > summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  check(await page.locator("details.data").first().evaluate((details) => details.open), "Enter does not open the data");
  await page.keyboard.press("Enter");
}

// Contrast of text on the ground of the page, in one theme (WCAG 2.2, 1.4.3).
async function contrast(page, theme) {
  await page.emulateMedia({ colorScheme: theme });
  const low = await page.evaluate(() => {
    const parse = (colour) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (colour) => {
      const [r, g, b] = parse(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/rgba\(0, 0, 0, 0\)|transparent/.test(colour)) return colour;
      }
      return "white";
    };
    const cache = new Map();
    const seen = [];
    for (const element of document.querySelectorAll("p, math, li, td, th, dt, dd, a, summary, figcaption, caption, code, h1, h2, h3, button, svg text")) {
      const own = getComputedStyle(element);
      const key = `${element.namespaceURI.endsWith("svg") ? own.fill : own.color}|${ground(element)}`;
      if (cache.has(key)) continue;
      const [a, b] = key.split("|").map(light);
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      cache.set(key, ratio);
      if (ratio < 4.5) seen.push(`${element.tagName} ${element.className.baseVal ?? element.className} ${key} ${ratio.toFixed(2)}`);
    }
    return seen;
  });
  check(low.length === 0, `${theme}: too little contrast: ${low.slice(0, 5).join("; ")}`);
}

// Width of the page less its margins, in millimetres.
const PAPER = { A4: 210 - 2 * 14, Letter: 215.9 - 2 * 14 };

// On paper no table, drawing or formula is cut: what scrolls on a screen cannot scroll there.
async function paper(page, format) {
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.setViewportSize({ width: Math.floor((PAPER[format] / 25.4) * 96), height: 900 });
  const cut = await page.$$eval("table, figure svg, math", (all) =>
    all.filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.querySelector("caption")?.textContent ?? one.getAttribute("aria-label") ?? one.getAttribute("alttext")),
  );
  check(cut.length === 0, `on ${format} these are cut: ${cut.slice(0, 5).join("; ")}`);
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1440, height: 900 });
}

// Prints in both sizes of paper; a page of PDF is an object of its own.
async function prints(page) {
  await page.emulateMedia({ colorScheme: "light" });
  for (const format of ["A4", "Letter"]) {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
    check(pages >= 3 && pages < 120, `${format}: ${pages} pages`);
  }
}

// What a reader without a script, or with one switched off, still has.
async function withoutScript(browser, url) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  check((await page.locator(".answer .sentence").count()) === 5, "without a script: no answer");
  check((await page.locator("svg title").count()) > 0, "without a script: no tooltip of the browser's own");
  check((await page.locator(".tools:visible").count()) === 0, "without a script: buttons that do nothing");
  const details = page.locator("details.data").first();
  await details.locator("summary").click();
  check(await details.locator("table").isVisible(), "without a script: data do not open");
  await context.close();
}

async function report(browser, path) {
  const url = pathToFileURL(resolve(path)).href;
  const bytes = (await readFile(path)).length;
  check(bytes < MOST_BYTES, `${bytes} bytes`);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) check(false, `console: ${message.text()}`); });
  page.on("pageerror", (error) => check(false, `script: ${error.message}`));
  page.on("request", (request) => check(/^(file|blob|data):/.test(request.url()), `asks the network: ${request.url()}`));
  await page.goto(url);
  const count = await figures(page);
  for (const part of [structure, tooltips, glossary]) await part(page);
  await firstScreen(page);
  await data(page, context);
  await drawings(page);
  await tables(page);
  await labels(page, 1440);
  await equations(page);
  await keyboard(page);
  await narrow(page);
  for (const theme of ["light", "dark"]) await contrast(page, theme);
  for (const format of Object.keys(PAPER)) await paper(page, format);
  await prints(page);
  await context.close();
  await withoutScript(browser, url);
  return `${count} figures, ${(bytes / 1e6).toFixed(2)} MB`;
}

const reports = process.argv.slice(2);
if (!executablePath || reports.length === 0) {
  console.error(executablePath ? "usage: node report.mjs REPORT.html..." : "no chromium: apt-get install chromium, or set CHROMIUM");
  process.exit(2);
}
const profile = await mkdtemp(join(tmpdir(), "detente-browser-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"], env: { ...process.env, HOME: profile } });
try {
  for (const path of reports) {
    const [before, began] = [problems.length, Date.now()];
    const said = await report(browser, path);
    const verdict = problems.length === before ? "ok" : "FAILED";
    console.log(`${verdict}: ${path}: ${said}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    for (const problem of problems.slice(before)) console.log(`  ${problem}`);
  }
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
console.log(`${checks} checks, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
