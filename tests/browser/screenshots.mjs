// Writes docs/screenshots/*.png from the demo: `npm run screenshots`, or with names of pictures.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../http/client.mjs';
import { Bench, skip } from './browser.mjs';

const FOLDER = path.join(ROOT, 'docs/screenshots');
const LARGEST = 200_000;
const TITLE = 'Lighthouse Observability';

if (skip) throw new Error(skip);
fs.mkdirSync(FOLDER, { recursive: true });
const asked = process.argv.slice(2);
const bench = await new Bench().start();
try {
  const shoot = async (page, name, height) => {
    if (height) await page.setViewportSize({ width: 1280, height });
    if (asked.length && !asked.includes(name)) return;
    const file = path.join(FOLDER, `${name}.png`);
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement?.blur());
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    const { size } = fs.statSync(file);
    assert.ok(size < LARGEST, `${name}.png has ${size} bytes`);
    console.log(`docs/screenshots/${name}.png ${Math.ceil(size / 1000)} kB`);
  };
  const open = async (options) => (await bench.context({ viewport: { width: 1280, height: 800 }, ...options })).newPage();
  const tile = async (page, connection) => {
    await page.goto(bench.buyer.base);
    await page.getByRole('region', { name: connection.name, exact: true }).getByRole('link', { name: /requester/ }).click();
    await page.getByRole('button', { name: 'Shop here' }).click();
    const catalogue = page.frameLocator('iframe');
    await catalogue.getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
    return catalogue;
  };
  const find = async (catalogue, words, title) => {
    await catalogue.getByRole('searchbox').fill(words);
    await catalogue.getByRole('button', { name: 'Search', exact: true }).click();
    await catalogue.getByRole('link', { name: title, exact: true }).click();
    await catalogue.getByRole('heading', { level: 1, name: title }).waitFor();
  };
  const choose = async (catalogue) => {
    await find(catalogue, 'Lighthouse', TITLE);
    await catalogue.getByRole('radio', { name: '1 year' }).check();
    await catalogue.getByRole('textbox', { name: 'Monitored hosts' }).fill('25');
    await catalogue.locator('#total', { hasText: '3,000.00' }).waitFor();
  };

  const page = await open();
  const catalogue = await tile(page, bench.server.coupa);
  await catalogue.getByRole('searchbox').fill('monitoring');
  await catalogue.getByRole('button', { name: 'Search', exact: true }).click();
  await catalogue.locator('#q[value="monitoring"]').waitFor();
  await shoot(page, 'storefront');
  await choose(catalogue);
  await catalogue.getByRole('button', { name: 'Request approval' }).click();
  await catalogue.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
  await shoot(page, 'review', 900);
  await catalogue.getByRole('button', { name: 'Request approval' }).click();
  await page.waitForURL(/\/requisitions\/\d+/);
  await shoot(page, 'requisition', 800);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.getByRole('link', { name: /^Go on as / }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.locator('dd', { hasText: /\b200\b/ }).first().waitFor();
  await shoot(page, 'order', 940);

  // In a tab of its own, where more of it is in sight.
  const tab = await open();
  await bench.enter(tab, bench.server.coupa);
  await choose(tab);
  await shoot(tab, 'product', 1000);

  const phone = await open({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  const home = await bench.enter(phone, bench.server.test);
  await phone.goto(`${home}?q=monitoring`);
  await shoot(phone, 'phone');

  const dark = await open({ colorScheme: 'dark' });
  await find(await tile(dark, bench.server.ariba), 'data warehouse', 'Quarry Data Warehouse');
  await shoot(dark, 'dark');
  await bench.end();
} finally {
  await bench.stop();
}
