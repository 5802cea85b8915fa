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

  // The consoles, from the links that are good once.
  const choosePassword = async (tab, link) => {
    await tab.goto(link);
    for (const label of ['Password', 'Password again']) await tab.getByLabel(label, { exact: true }).fill('plum rocket teapot 9');
    if (await tab.getByLabel('Your email address').count()) await tab.getByLabel('Your email address').fill('ada@market.example');
    await tab.getByRole('button', { name: 'Save password and sign in' }).click();
    await tab.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
  };
  const operator = await open({ cookies: true });
  await choosePassword(operator, await bench.server.firstOperator);
  await operator.goto(`${bench.server.base}/operator/accounts`);
  await shoot(operator, 'operator-accounts', 620);
  await operator.getByRole('link', { name: 'Globex management' }).first().click();
  await operator.getByRole('link', { name: 'New sign-up link for root' }).click();
  await operator.getByRole('button', { name: 'New sign-up link for root' }).click();
  const link = await operator.locator('dd code', { hasText: '/console/sign-up/' }).innerText();
  const console_ = await open({ cookies: true });
  await choosePassword(console_, link);
  await console_.goto(`${bench.server.base}/console/users`);
  await shoot(console_, 'console-users', 480);
  await console_.getByRole('link', { name: 'amelia' }).click();
  await shoot(console_, 'console-user', 1000);
  await console_.goto(`${bench.server.base}/console/simulator?user=amelia&action=aws-marketplace%3APutProcurementSystemConfiguration`);
  await shoot(console_, 'console-simulator', 1000);
  await console_.goto(`${bench.server.base}/console/profile/factor`);
  await shoot(console_, 'console-factor', 900);
  await console_.goto(`${bench.server.base}/console/new-procurement-system/coupa`);
  await console_.getByLabel('Name', { exact: true }).fill('EMEA Coupa');
  await console_.getByLabel('Address of your Coupa').fill('https://emea.coupahost.com');
  await console_.getByLabel('Buyer id: identity').fill('123456789');
  await shoot(console_, 'console-coupa', 1000);
  await console_.getByRole('button', { name: 'Save' }).click();
  await console_.getByRole('button', { name: 'Enable' }).click();
  await console_.getByRole('heading', { level: 1, name: 'EMEA Coupa' }).waitFor();
  await shoot(console_, 'console-connection', 1200);
  await console_.getByRole('button', { name: 'Check connection' }).click();
  await console_.getByRole('heading', { level: 1, name: 'The connection works' }).waitFor();
  await shoot(console_, 'console-check', 900);
  await console_.goto(`${bench.server.base}/console/audit`);
  await shoot(console_, 'console-audit', 1000);
  const night = await open({ cookies: true, colorScheme: 'dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await night.goto(`${bench.server.base}/console/sign-in`);
  await night.getByLabel('Account id, or root user\'s email address').fill('procurement@globex.example');
  await night.getByLabel('Password', { exact: true }).fill('plum rocket teapot 9');
  await night.getByRole('button', { name: 'Sign in' }).click();
  await night.goto(`${bench.server.base}/console/policies`);
  await shoot(night, 'console-phone');
  await bench.end();
} finally {
  await bench.stop();
}
