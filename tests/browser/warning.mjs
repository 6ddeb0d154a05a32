// The warning before a room is deleted, by keyboard: wide, narrow and without scripts. Prints one JSON line {shown, faults}.
// usage: node warning.mjs SETTINGS.json
// settings: citizen, program (Chromium), screens (folder), runs [{name, width, height, scripts, person}]
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
let shown = 0;

// The clock time in Sweden, as pages write it.
const clock = (at) => new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" })
  .format(at).replace(":", ".");

class Warned {
  constructor(run, page) {
    Object.assign(this, { run, page });
    page.on("pageerror", (error) => this.expect(false, `script error: ${error.message}`));
  }

  expect(holds, words) {
    if (!holds) faults.push(`${this.run.name}: ${words}`);
  }

  async enter() {
    const { page } = this;
    await page.goto(`${settings.citizen}/logga-in?kommun=bjorkvik&arende=ekonomiskt-bistand-fortsatt`);
    await page.getByRole("button", { name: "Logga in med e-legitimation", exact: true }).click();
    await page.waitForURL((url) => url.hostname === "127.0.0.1");
    await page.locator(`button[name=person][value="${this.run.person}"]`).click();
    await page.waitForURL((url) => url.pathname === "/avtal");
    await page.locator("main form[action='/avtal'] button").click();
    await page.waitForURL((url) => url.pathname === "/valj");
  }

  // What the server says about the room; asking is no sign of life.
  async room() {
    const answer = await this.page.request.get(new URL("/rum", settings.citizen).href, { headers: { accept: "application/json" } });
    const room = await answer.json();
    return { ...room, end: Date.now() + room.left * 1000 };
  }

  // The time that is written is the one at which the server ends the room.
  async right(written, where) {
    const room = await this.room();
    this.expect(written.trim() === room.ends, `${where} says ${written}, the server ${room.ends}`);
    const possible = [-2000, 0, 2000].map((off) => clock(new Date(room.end + off)));
    this.expect(possible.includes(written.trim()), `${where} says ${written}, and the room ends at ${possible[1]}`);
  }

  active() {
    return this.page.evaluate(() => {
      const at = document.activeElement;
      return { inside: !!at?.closest("dialog"), nowhere: at === document.body, name: at?.getAttribute("value") ?? at?.textContent?.trim() };
    });
  }

  async opened() {
    await this.page.locator("dialog#ending[open]").waitFor({ timeout: 40000 });
    shown += 1;
  }

  async photograph(name) {
    mkdirSync(settings.screens, { recursive: true });
    await this.page.screenshot({ path: join(settings.screens, `${this.run.name}-${name}.png`), animations: "disabled" });
  }

  async walk() {
    const { page } = this;
    await this.enter();
    const box = page.locator("input[name=kalla]").first();
    await box.focus();
    const before = await this.active();
    this.expect(!(await page.locator("dialog#ending").isVisible()), "the warning is there at once");
    await this.opened();
    const { left } = await this.room();
    this.expect(left <= 120 && left >= 105, `the warning comes ${left} s before the end`);
    await this.photograph("warning");
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document.querySelector("dialog"), { resultTypes: ["violations"] }));
    for (const one of found.violations) this.expect(false, `axe ${one.id}: ${one.help}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    this.expect(wide <= 0, `${wide} px wider than the window`);
    await this.right(await page.locator("dialog .js-ends").innerText(), "the warning");
    const dialog = page.getByRole("dialog", { name: "Vill du stanna längre?" });
    this.expect(await dialog.isVisible(), "the warning has no name");
    this.expect((await dialog.getByRole("button").count()) === 1, "there is not one button");

    // Focus is on the one button, and does not leave the warning for what lies behind it.
    let at = await this.active();
    this.expect(at.inside && at.name === "Stanna längre", `focus is on ${at.name}`);
    for (const key of ["Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
      await page.keyboard.press(key);
      at = await this.active();
      this.expect(at.inside || at.nowhere, `${key} leads behind the warning, to ${at.name}`);
    }
    while (!(await this.active()).inside) await page.keyboard.press("Tab");
    const told = (await page.locator(".room .js-ends").innerText()).trim();
    await page.keyboard.press("Enter");
    await page.locator("dialog#ending").waitFor({ state: "hidden" });
    this.expect((await this.room()).left > 120, "the room was not extended");
    at = await this.active();
    this.expect(at.name === before.name, `focus came back to ${at.name}, not ${before.name}`);
    this.expect(new URL(page.url()).pathname === "/valj", "the page was left");
    const now = (await page.locator(".room .js-ends").innerText()).trim();
    this.expect(now >= told || told.startsWith("23"), `the page says ${now} after ${told}`);
    await this.right(now, "the page");

    // Once more; this time it is closed unanswered, and does not come back for the same end.
    await this.opened();
    await page.keyboard.press("Escape");
    await page.locator("dialog#ending").waitFor({ state: "hidden" });
    at = await this.active();
    this.expect(at.name === before.name, `after Escape focus is on ${at.name}`);
    await page.waitForTimeout(11000);
    this.expect(!(await page.locator("dialog#ending").isVisible()), "the warning comes again and again");
    this.expect((await this.room()).left < 120, "to close the warning extended the room");
  }

  // Without scripts nothing opens: the time of the end stands on every page, and beside it the button.
  async plain() {
    const { page } = this;
    await this.enter();
    for (const path of ["/valj", "/uppgifter", "/vem-ser-vad", "/ansokan"]) {
      await page.goto(new URL(path, settings.citizen).href);
      await this.right(await page.locator(".room .js-ends").innerText(), path);
      this.expect(!(await page.locator("dialog#ending").isVisible()), `${path} shows the warning`);
    }
    await page.goto(new URL("/forlang", settings.citizen).href);
    await this.right(await page.locator("main strong").first().innerText(), "/forlang");
    await this.photograph("extend");
    await page.waitForTimeout(4000);
    const { left } = await this.room();
    await page.locator("main form[action='/forlang'] button").click();
    await page.waitForURL((url) => url.pathname === "/uppgifter");
    this.expect((await this.room()).left > left, "the button did not extend the room");
    await this.right(await page.locator(".room .js-ends").innerText(), "the page afterwards");
    shown += 1;
  }
}

const browser = await chromium.launch({
  executablePath: settings.program,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
await Promise.all(settings.runs.map(async (run) => {
  const context = await browser.newContext({
    viewport: { width: run.width, height: run.height },
    javaScriptEnabled: run.scripts,
    locale: "sv-SE",
    timezoneId: "Europe/Stockholm",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const warned = new Warned(run, page);
  try {
    await (run.scripts ? warned.walk() : warned.plain());
  } catch (error) {
    warned.expect(false, `stopped: ${error.message}`);
    await warned.photograph("stopped").catch(() => {});
  }
  await context.close();
}));
await browser.close();
console.log(JSON.stringify({ shown, faults }));
