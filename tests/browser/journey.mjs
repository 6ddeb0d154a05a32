// The whole journey in Chromium: desktop, phone (also in the dark) and without scripts. Every page is searched by axe
// and photographed. usage: node journey.mjs SETTINGS.json     prints one JSON line {pages, faults}
// settings: citizen, control, program (Chromium), screens (folder), profile (folder), runs [{name, width, height,
//           phone, scripts, person, sources}]
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const fixtures = new URL("../../sts-adapters/file/fixtures/", import.meta.url);
const faults = [];
let pages = 0;

class Journey {
  constructor(run, page) {
    Object.assign(this, { run, page, count: 0 });
    page.on("pageerror", (error) => this.fault(`script error: ${error.message}`));
    page.on("console", (message) => {
      // A page that is meant to answer 4xx is told in the console too; that is no fault.
      if (message.type() === "error" && !/status of (4|503)/.test(message.text())) this.fault(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      if (!/^(http:\/\/(localhost|127\.0\.0\.1)[:/]|data:)/.test(request.url())) this.fault(`leads away: ${request.url()}`);
    });
  }

  fault(words) {
    faults.push(`${this.run.name} ${new URL(this.page.url()).pathname}: ${words}`);
  }

  // One page: photographed, searched by axe, and not wider than its window.
  async look(name) {
    await this.page.waitForLoadState("load");
    this.count += 1;
    pages += 1;
    const folder = join(settings.screens, this.run.name);
    mkdirSync(folder, { recursive: true });
    const file = `${String(this.count).padStart(2, "0")}-${name}.png`;
    await this.page.screenshot({ path: join(folder, file), fullPage: true, animations: "disabled" });
    if (!this.run.scripts) return;
    for (const scheme of this.run.phone ? ["light", "dark"] : ["light"]) {
      await this.page.emulateMedia({ colorScheme: scheme });
      if (scheme === "dark") {
        const dark = join(settings.screens, "dark");
        mkdirSync(dark, { recursive: true });
        await this.page.screenshot({ path: join(dark, file), fullPage: true, animations: "disabled" });
      }
      await this.page.evaluate(axe);
      const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const one of found.violations.filter((it) => it.impact === "serious" || it.impact === "critical")) {
        const where = one.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`);
        this.fault(`axe (${scheme}) ${one.id}: ${one.help}: ${where.slice(0, 4).join(" | ")}`);
      }
    }
    await this.page.emulateMedia({ colorScheme: "light" });
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) this.fault(`${wide} px wider than the window`);
  }

  async at(path) {
    await this.page.waitForURL((url) => url.pathname === path, { timeout: 15000 });
  }

  async press(name) {
    await this.page.getByRole("button", { name, exact: true }).first().click();
  }

  async follow(name) {
    await this.page.getByRole("link", { name, exact: true }).first().click();
  }

  async says(words) {
    await this.page.getByText(words).first().waitFor({ timeout: 15000 });
  }

  async logIn(shots) {
    const { page } = this;
    await page.goto(settings.citizen);
    if (shots) await this.look("start");
    if (shots) {
      await page.locator("main form button.filled").click();
      await this.says("Titta på det här först");
      await this.look("start-nothing-chosen");
    }
    await page.locator("input[name=kommun][value=bjorkvik]").check();
    await page.locator("input[name=arende]").first().check();
    await page.locator("main form button.filled").click();
    await page.waitForURL((url) => url.pathname === "/logga-in");
    if (shots) await this.look("before-login");
    await this.press("Logga in med e-legitimation");
    await page.waitForURL((url) => url.hostname === "127.0.0.1");
    await page.locator(`button[name=person][value="${this.run.person}"]`).click();
    await this.at("/avtal");
  }

  async agree() {
    await this.page.locator("main form[action='/avtal'] button").click();
    await this.at("/valj");
  }

  async choose() {
    const { page } = this;
    await page.locator("main form button.filled").click();
    await page.waitForLoadState("load");
    await this.look("choose-nothing-chosen");
    for (const source of this.run.sources) await page.locator(`input[name=kalla][value=${source}]`).check();
    await page.locator("main details summary").first().click();
    await this.look("choose");
    await page.locator("main form[action='/valj'] button.filled").click();
    await this.at("/hamta");
    await this.look("fetch");
    await this.says("Hämtningen är klar");
    await this.look("fetched");
  }

  async values() {
    const { page } = this;
    await this.follow("Se dina uppgifter");
    await this.at("/uppgifter");
    await this.look("values");
    const links = [];
    for (const link of await page.locator("main a[href^='/uppgifter/']").all()) links.push(await link.getAttribute("href"));
    for (const href of [...new Set(links)]) {
      await page.goto(new URL(href, settings.citizen).href);
      for (const more of await page.locator("main details:not([open]) > summary").all()) {
        if (await more.isVisible()) await more.click();
      }
      await this.look(`source${href.replaceAll("/", "-").replace("-uppgifter", "")}`);
    }
    for (const [name, path] of [["seen", "/vem-ser-vad"], ["delete", "/radera"], ["receipts-none", "/kvitton"], ["extend", "/forlang"],
      ["agreement-entered", "/avtal"], ["end-agreement", "/avtal/avsluta"], ["about", "/om"], ["accessibility", "/tillganglighet"],
      ["copy", "/kopia"], ["later-nothing", "/fortsatt-senare"], ["not-found", "/finns-inte"]]) {
      await page.goto(new URL(path, settings.citizen).href);
      await this.look(name);
    }
  }

  // Files of her own: none, one that is refused, a statement of the month before, a picture, and the list of them.
  async ownFiles() {
    const { page } = this;
    const open = (path) => page.goto(new URL(path, settings.citizen).href);
    const add = async (name, buffer) => {
      await open("/egna-filer");
      await page.locator("#fil").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
      await this.press("Lägg till filen");
    };
    await open("/egna-filer");
    await this.look("own-files-none");
    await add("rader.csv", Buffer.from("Dag;Vad;Hur mycket\n1;2;3\n"));
    await this.says("Vi känner inte igen filen");
    await this.look("own-files-refused");
    const month = new Date(new Date().setDate(0)).toISOString().slice(0, 7);
    const statement = readFileSync(new URL("camt-v02.xml", fixtures), "utf8").replaceAll("2026-10-3", `${month}-2`).replaceAll("2026-10", month);
    await add("kontoutdrag.xml", Buffer.from(statement));
    await this.at("/egna-filer/1");
    await this.look("own-file-statement");
    await add("foto.jpg", readFileSync(new URL("photo.jpg", fixtures)));
    await this.at("/egna-filer/2");
    await this.look("own-file-photo");
    await open("/egna-filer");
    await this.look("own-files");
    await open("/uppgifter");
    await this.look("values-with-files");
  }

  async form() {
    const { page } = this;
    await page.goto(new URL("/ansokan", settings.citizen).href);
    const seen = new Set();
    for (let turn = 0; turn < 40 && new URL(page.url()).pathname !== "/granska"; turn += 1) {
      const path = new URL(page.url()).pathname;
      const name = path.split("/").pop();
      if (!seen.has(path)) {
        seen.add(path);
        await this.look(`form-${name}`);
        const wrong = page.locator("main ul.money-rows a").first();
        if (await wrong.count()) await this.dispute(wrong);
        if (seen.size === 2) {
          await page.locator("button[value=vidare]").click();
          await page.waitForLoadState("load");
          await this.look(`form-${name}-errors`);
        }
      }
      await this.answer();
      await page.locator("button[value=vidare]").click();
      await page.waitForLoadState("load");
    }
    await this.at("/granska");
    await this.look("review");
  }

  // Disputes one fetched value beside it, after trying without words.
  async dispute(link) {
    const { page } = this;
    await link.click();
    await page.locator("input[name=val][value=stammer-inte]").check();
    await page.locator("main form button.filled").click();
    await page.waitForLoadState("load");
    await this.look("dispute-errors");
    await page.locator("textarea[name=text]").fill("Jag fick mindre än så, se mitt besked.");
    await page.locator("main form button.filled").click();
    await page.waitForLoadState("load");
    await this.says("Jag fick mindre än så");
    await this.look("form-disputed");
  }

  // Answers what the page asks: no where it can be no, two costs, and amounts.
  async answer() {
    const { page } = this;
    for (const group of await page.locator("main form fieldset:has(> label.choice)").all()) {
      const no = group.locator("input[type=radio][value=no]");
      const radios = group.locator("input[type=radio]");
      if (await no.count()) await no.check();
      else if (await radios.count()) await radios.first().check();
      const boxes = group.locator("input[type=checkbox]");
      const costs = group.locator("input[type=checkbox][value=hyra], input[type=checkbox][value=el]");
      if (await costs.count()) for (const box of await costs.all()) await box.check();
      else if (await boxes.count()) await boxes.first().check();
    }
    for (const input of await page.locator("main form input[inputmode]").all()) await input.fill("1 250");
    for (const input of await page.locator("main form .field input:not([inputmode]):not([type])").all()) await input.fill("Tre dagar hos min syster");
  }

  // A copy of everything to read, photographed as a file of its own; and the file to go on with another day.
  async takeAlong() {
    const { page } = this;
    await page.goto(new URL("/kopia", settings.citizen).href);
    const [copy] = await Promise.all([page.waitForEvent("download"), page.locator("main button[value=html]").click()]);
    const html = readFileSync(await copy.path(), "utf8");
    const file = await page.context().newPage();
    await file.setContent(html);
    const folder = join(settings.screens, this.run.name);
    mkdirSync(folder, { recursive: true });
    await file.screenshot({ path: join(folder, "own-copy-file.png"), fullPage: true });
    if (this.run.scripts) {
      const wide = await file.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) this.fault(`the copy is ${wide} px wider than the window`);
    }
    await file.close();
    await page.goto(new URL("/fortsatt-senare", settings.citizen).href);
    await this.look("later");
    await page.locator("#losenfras").fill("kort");
    await page.locator("main form[action='/fortsatt-senare/spara'] button").click();
    await page.waitForLoadState("load");
    await this.look("later-errors");
    for (const field of ["#losenfras", "#losenfras-igen"]) await page.locator(field).fill("häst lampa segel nio");
    const [kept] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("main form[action='/fortsatt-senare/spara'] button").click(),
    ]);
    await page.locator("#fil").setInputFiles(await kept.path());
    await page.locator("#oppna-losenfras").fill("häst lampa segel nio");
    await page.locator("main form[action='/fortsatt-senare/oppna'] button").click();
    await this.says("Det du hade skrivit är här igen");
    await this.look("later-opened");
    await page.goto(new URL("/granska", settings.citizen).href);
    await this.at("/granska");
  }

  async sign() {
    const { page } = this;
    await this.press("Skriv under med BankID");
    await this.at("/skriv-under");
    await this.look("sign");
    const link = await page.locator("a[href*=autostarttoken]").getAttribute("href");
    if (this.run.phone || !this.run.scripts) {
      // Same device: the app opens, and leads back to the page when it is done.
      await page.goto(link);
      await page.locator("button[name=how][value=sign]").click();
    } else {
      const frame = page.locator(".qr-frame");
      const before = await frame.innerHTML();
      await page.waitForFunction((old) => document.querySelector(".qr-frame")?.innerHTML !== old, before, { timeout: 10000 });
      const token = new URL(link).searchParams.get("autostarttoken");
      const body = JSON.stringify({ autoStartToken: token, how: "sign" });
      const done = await fetch(`${settings.control}/bankid/act`, { method: "POST", headers: { "content-type": "application/json" }, body });
      if (!done.ok) throw new Error(`the app refused: ${done.status}`);
    }
    await this.at("/inskickad");
    await this.look("sent");
  }

  async receipts() {
    const { page } = this;
    await page.goto(new URL("/granska", settings.citizen).href);
    await this.look("review-sent");
    await page.goto(new URL("/kvitton", settings.citizen).href);
    await this.look("receipts");
    await page.locator("main a[href^='/kvitton/']").first().click();
    await this.look("receipt");
  }

  async walk() {
    const { page } = this;
    await this.logIn(true);
    await this.look("agreement");
    await this.agree();
    await this.choose();
    await this.values();
    await this.ownFiles();
    await this.form();
    await this.takeAlong();
    await this.sign();
    await this.receipts();
    await page.locator("footer form[action='/logga-ut'] button").click();
    await this.says("Ditt rum är raderat");
    await this.look("deleted");
    await page.goto(new URL("/uppgifter", settings.citizen).href);
    await this.look("over");
    await this.cancelled();
  }

  // A login that the citizen cancels, and the same first page in easy words and in English.
  async cancelled() {
    const { page } = this;
    await page.goto(`${settings.citizen}/logga-in?kommun=bjorkvik&arende=ekonomiskt-bistand-fortsatt`);
    await this.press("Logga in med e-legitimation");
    await page.locator("button[name=action][value=cancel]").click();
    await this.says("Inloggningen avbröts");
    await this.look("login-cancelled");
    for (const language of ["lattlast", "en"]) {
      await page.goto(settings.citizen);
      await page.locator(`form.languages button[value=${language}]`).click();
      await page.waitForLoadState("load");
      await this.look(`start-${language}`);
    }
  }
}

const browser = await chromium.launch({
  executablePath: settings.program,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
for (const run of settings.runs) {
  const context = await browser.newContext({
    viewport: { width: run.width, height: run.height },
    javaScriptEnabled: run.scripts,
    isMobile: run.phone,
    hasTouch: run.phone,
    locale: "sv-SE",
    timezoneId: "Europe/Stockholm",
    ...(run.phone ? { userAgent: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36" } : {}),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const journey = new Journey(run, page);
  try {
    await journey.walk();
  } catch (error) {
    journey.fault(`stopped: ${error.message}`);
    await journey.look("stopped").catch(() => {});
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify({ pages, faults }));
