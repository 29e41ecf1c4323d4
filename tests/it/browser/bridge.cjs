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

const window = (width) => ({ width, height: width < 600 ? 844 : 900 });

const deeds = {
  // A browser of somebody's own: without cookies, of this width. The pages' policy is in force.
  async visitor({ width, dark }) {
    await context?.close();
    complaints = [];
    context = await browser.newContext({
      viewport: window(width), colorScheme: dark ? "dark" : "light", reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    page.on("console", (said) => complaints.push(`${said.type()}: ${said.text()}`));
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
