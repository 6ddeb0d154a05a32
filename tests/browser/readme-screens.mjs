// Remakes the pictures of README.md from a running demo:
//   node tests/browser/readme-screens.mjs http://localhost:8080 [folder]
// Walks one made-up person through a whole journey and photographs six of its pages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const base = new URL(process.argv[2] ?? 'http://localhost:8080').origin;
const folder = process.argv[3] ?? fileURLToPath(new URL('../../docs/screens', import.meta.url));
const desk = { width: 1180, height: 860 };
const phone = { width: 390, height: 844 };
const student = '199001012385';

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.MN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const visitor = await browser.newContext({ viewport: desk, locale: 'sv-SE', reducedMotion: 'reduce' });
  const page = await visitor.newPage();
  page.setDefaultTimeout(15_000);
  await logIn(page);
  await fetchEverything(page);
  await picture(page, 'fetch');
  await oneValueExplained(page);
  await fillIn(page);
  await picture(page, 'review', 1400);
  await onPhone(page);
  await sign(page);
  await picture(page, 'receipt');
} finally {
  await browser.close();
}

/** Presses the page's one main button. */
function onward(page) {
  return page.click('main button.filled, main a.filled');
}

async function logIn(page) {
  await page.goto(`${base}/`);
  await page.check('input[name=kommun] >> nth=0');
  await onward(page);
  await onward(page);
  await page.click(`button[name=person][value="${student}"]`);
  await page.waitForURL('**/avtal');
  await onward(page);
  await page.waitForURL('**/valj');
}

async function fetchEverything(page) {
  // The one that leads the citizen away is left out.
  for (const source of await page.$$('input[name=kalla]:not([value=skatteverket-egna])')) await source.check();
  await onward(page);
  await page.waitForURL('**/hamta');
  await page.waitForTimeout(4_000);
  await page.reload();
}

async function oneValueExplained(page) {
  await page.goto(`${base}/uppgifter/csn`);
  const payment = page.locator('main h2', { hasText: 'Betalning från CSN' }).first();
  await payment.scrollIntoViewIfNeeded();
  await payment.locator('xpath=following::details[1]/summary').click();
  await payment.evaluate((heading) => window.scrollTo(0, heading.getBoundingClientRect().top + window.scrollY - 120));
  await picture(page, 'value');
}

/** Answers every page of the form: yes to living in the municipality, no to the rest, and a sum wherever one is asked for. */
async function fillIn(page) {
  await page.goto(`${base}/ansokan`);
  for (let pages = 0; pages < 20 && !page.url().includes('/granska'); pages += 1) {
    const names = await page.$$eval('main input[type=radio]', (all) => all.map((one) => one.name));
    for (const name of new Set(names)) await answer(page, name);
    for (const cost of ['hyra', 'el', 'internet']) {
      const box = page.locator(`input[type=checkbox][value=${cost}]`);
      if (await box.count()) await box.check();
    }
    const search = page.locator('input[type=checkbox][name=sysselsattning][value=soker]');
    if (await search.count()) await search.check();
    for (const field of await page.$$('main input[inputmode=decimal]')) await field.fill('1250');
    await onward(page);
    await page.waitForLoadState();
  }
}

async function answer(page, name) {
  const option = (value) => page.locator(`input[name="${name}"][value="${value}"]`);
  if (name === 'i_kommunen') return option('yes').check();
  if (await option('no').count()) return option('no').check();
  return page.locator(`input[name="${name}"]`).first().check();
}

async function onPhone(page) {
  await page.setViewportSize(phone);
  const here = page.url();
  await page.goto(`${base}/uppgifter`);
  await picture(page, 'phone');
  await page.setViewportSize(desk);
  await page.goto(here);
}

/** Begins the order, photographs it, and signs in the pretend app of another device. */
async function sign(page) {
  await onward(page);
  await page.waitForURL('**/skriv-under');
  await picture(page, 'sign');
  const app = await browser.newPage();
  await app.goto(await page.getAttribute('a[href*="autostarttoken"]', 'href'));
  await app.click('button >> nth=0');
  await page.waitForURL('**/inskickad', { timeout: 30_000 });
  await app.close();
}

/** Photographs the window, or the page down to `height`, with a palette of 256 colours where pngquant is at hand. */
async function picture(page, name, height) {
  const path = `${folder}/${name}.png`;
  const size = page.viewportSize();
  if (height) await page.setViewportSize({ width: size.width, height });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  if (height) await page.setViewportSize(size);
  try {
    execFileSync('pngquant', ['--force', '--strip', '--ext', '.png', '64', path]);
  } catch {
    console.error(`${name}: pngquant is not installed, the picture stays large`);
  }
  console.log(`${path} ${Math.round(statSync(path).size / 1024)} KiB`);
}
