// Between the tests and Chromium: a line of JSON in, a line of JSON out. What a test means stands in the test.
"use strict";
const { chromium } = require("playwright-core");
const fs = require("node:fs");
const readline = require("node:readline");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// Nothing on a page takes longer.
const PATIENCE_MS = 20_000;

let browser, context, page;
// What the browser complained of: its console, what the policy refused, what could not be loaded.
let complaints = [];
// The houses that a test had opened.
const opened = new Set();

const window = (width) => ({ width, height: width < 600 ? 844 : 900 });

const deeds = {
  // A browser of somebody's own: without cookies, of this width. The pages' policy is in force.
  async visitor({ width, dark, scripts }) {
    await context?.close();
    complaints = [];
    opened.clear();
    context = await browser.newContext({
      viewport: window(width), colorScheme: dark ? "dark" : "light", reducedMotion: "reduce", javaScriptEnabled: scripts,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    page.on("console", (said) => complaints.push(`${said.type()}: ${said.text()}`));
    // Pages want nothing of anybody but the house that they come from.
    page.on("request", (asked) => {
      const { origin } = new URL(asked.url());
      if (!opened.has(origin)) complaints.push(`another house: ${origin}`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 400) complaints.push(`${answer.status()}: ${new URL(answer.url()).pathname}`);
    });
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    // What was still loading when somebody went on is given up, and that is no fault.
    page.on("requestfailed", (asked) => {
      const why = asked.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") complaints.push(`not loaded: ${why}`);
    });
    page.on("dialog", (dialog) => { complaints.push("a dialog"); return dialog.dismiss(); });
  },
  async open({ url }) {
    opened.add(new URL(url).origin);
    return (await page.goto(url))?.status() ?? 0;
  },
  async back() {
    await page.goBack();
  },
  // By what somebody sees, or hears read: never by what only the source shows.
  async click({ role, name, nth }) {
    const found = page.getByRole(role, { name, exact: true });
    await found.nth(nth).click();
    await page.waitForLoadState();
  },
  async fill({ label, text }) {
    await page.getByLabel(label, { exact: true }).fill(text);
  },
  async press({ key }) {
    await page.keyboard.press(key);
  },
  // Where that leads to another page.
  async enter() {
    await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
    await page.waitForLoadState();
  },
  async type({ text }) {
    await page.keyboard.type(text);
  },
  async count({ role, name }) {
    return page.getByRole(role, name === null ? {} : { name, exact: true }).count();
  },
  async url() {
    return page.url();
  },
  async text() {
    return page.locator("body").innerText();
  },
  async heading() {
    return page.locator("h1").innerText();
  },
  // Where the page leads, in the order in which it says so.
  async links() {
    return page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
  },
  async menu() {
    return page.locator("nav.menu a").allInnerTexts();
  },
  // What has the focus, as it is read.
  async focus() {
    return page.evaluate(() => document.activeElement.innerText || document.activeElement.name || "");
  },
  // Is it to be seen what has the focus?
  async ring() {
    return page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
  },
  // The page as it is printed: what of it is seen, how far it goes beyond the sheet, and its colours.
  async paper({ width }) {
    await page.setViewportSize(window(width));
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      const { scrollWidth, clientWidth } = document.documentElement;
      return { text: document.body.innerText, beyond: scrollWidth - clientWidth, ink: color, ground: backgroundColor };
    });
    const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
    await page.emulateMedia({ media: "screen" });
    return { ...seen, sheets: sheets?.length ?? 0 };
  },
  // What somebody smuggled into a page would do there: run, be styled, send what stands in it elsewhere.
  async smuggle() {
    return page.evaluate(async () => {
      const added = (kind, what) => document.body.appendChild(Object.assign(document.createElement(kind), what));
      const attempts = [
        () => added("script", { textContent: "window.smuggled = true" }),
        () => { added("div", { innerHTML: '<a href="#" onclick="window.smuggled=true">a</a>' }).firstChild.click(); },
        () => added("a", { href: "javascript:window.smuggled=true" }).click(),
        () => added("style", { textContent: "h1 { display: none }" }),
        () => added("img", { src: "http://127.0.0.1:9/a.png", alt: "" }),
        () => fetch("http://127.0.0.1:9/a"),
      ];
      const refused = [];
      for (const attempt of attempts) {
        try { await attempt(); } catch (error) { refused.push(error.message); }
      }
      const isHidden = getComputedStyle(document.querySelector("h1")).display === "none";
      return { done: window.smuggled === true || isHidden, refused };
    });
  },
  // How far the page goes beyond the width of the window.
  async beyond() {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  },
  async complaints() {
    const told = complaints;
    complaints = [];
    return told;
  },
  async look({ width, dark }) {
    await page.setViewportSize(window(width));
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  },
  // What axe-core finds: by these rules, or by all of WCAG 2.1 A and AA and what it holds to be good practice.
  async axe({ rules }) {
    if (!(await page.evaluate(() => "axe" in window))) {
      await page.evaluate(AXE);
    }
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
    const runOnly = rules === null ? { type: "tag", values: tags } : { type: "rule", values: rules };
    const found = await page.evaluate(
      (runOnly) => window.axe.run({ runOnly, resultTypes: ["violations"], elementRef: false }), runOnly);
    const told = (one) => `${one.id} (${one.help}): ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`;
    return { violations: found.violations.map(told), passes: found.passes.map((one) => one.id) };
  },
  async shot({ path, whole }) {
    await page.screenshot({ path, fullPage: whole, animations: "disabled", scale: "css" });
  },
};

function installed() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = names.flatMap((name) => process.env.PATH.split(":").map((folder) => `${folder}/${name}`));
  return paths.find((path) => fs.existsSync(path)) ?? "chromium";
}

async function main() {
  browser = await chromium.launch({
    executablePath: installed(),
    // Whoever runs tests in a container is often root, where Chromium's sandbox does not start; it sees our own pages only.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"],
  });
  console.log(JSON.stringify({ ok: browser.version() }));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { deed, ...rest } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ ok: (await deeds[deed](rest)) ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ fault: `${deed} ${JSON.stringify(rest)}: ${error.message}` }));
    }
  }
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  await browser.close();
}

main().catch((error) => {
  console.log(JSON.stringify({ fault: error.message }));
  process.exitCode = 1;
});
