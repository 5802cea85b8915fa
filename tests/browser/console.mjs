// What tests of the consoles do in a browser, and how each page is looked at.
import assert from 'node:assert/strict';
import { axe, overflow } from './browser.mjs';

export const PASSWORD = 'plum rocket teapot 9';

/** What axe finds in light and dark, and what is too wide for a small telephone; with `narrow` axe looks there too. */
export async function look(page, what, { narrow = false } = {}) {
  const found = [];
  if (await page.getByRole('heading', { level: 1 }).count() !== 1) found.push('not one heading of level 1');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axe(page, { colours: colorScheme === 'dark' })).map((f) => `${colorScheme}: ${f}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  if (narrow) found.push(...(await axe(page)).map((f) => `narrow: ${f}`));
  const wide = await overflow(page);
  if (wide) found.push(wide);
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(found, [], what);
}

export const fill = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

export async function choosePassword(page, link) {
  await page.goto(link);
  await fill(page, 'Password', PASSWORD);
  await fill(page, 'Password again', PASSWORD);
  await press(page, 'Save password and sign in');
  await heading(page, 'Start');
}

/** The first operator and the root user of Globex choose passwords: what their browsers keep, as {operator, root}. */
export async function signUpBoth(bench) {
  const operator = await (await bench.context({ cookies: true })).newPage();
  await operator.goto(await bench.server.firstOperator);
  await fill(operator, 'Your email address', 'ada@market.example');
  await fill(operator, 'Password', PASSWORD);
  await fill(operator, 'Password again', PASSWORD);
  await press(operator, 'Save password and sign in');
  await heading(operator, 'Start');
  await operator.goto(`${bench.server.base}/operator/accounts`);
  await operator.getByRole('link', { name: 'Globex management' }).click();
  await operator.getByRole('link', { name: 'New sign-up link for root' }).click();
  await press(operator, 'New sign-up link for root');
  const link = await operator.locator('dd code', { hasText: '/console/sign-up/' }).innerText();
  const root = await (await bench.context({ cookies: true })).newPage();
  await choosePassword(root, link);
  return { operator: await operator.context().storageState(), root: await root.context().storageState() };
}
