// From the tile in the procurement system to the purchase order and back, in a browser.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { agreementsOf, cli, ordersOf } from '../http/client.mjs';
import { Bench, skip, startSite } from './browser.mjs';
import { Keyboard } from './keyboard.mjs';

const TITLE = 'Lighthouse Observability';
/** Twelve months of so many hosts, and no support. */
const HOSTS = 25;
const YEAR_EACH = 120;
const AMOUNT = '3,000.00';
assert.equal(AMOUNT, `${(HOSTS * YEAR_EACH).toLocaleString('en-US')}.00`);

/** Skipped with the reason where there is no browser. */
const test = (name, work) => define(name, { skip, timeout: 180_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

/** In the procurement system: choose who one is, and open the tile. Returns the frame of the catalogue. */
async function punchOut(page, connection) {
  await page.goto(bench.buyer.base);
  await page.getByRole('region', { name: connection.name, exact: true }).getByRole('link', { name: /requester/ }).click();
  await page.getByRole('button', { name: 'Shop here' }).click();
  const catalogue = page.frameLocator('iframe');
  await catalogue.getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
  return catalogue;
}

/** CON-7: the banner stands on the page, or does not, as the mode wants it. */
async function checkBanner(catalogue, connection) {
  const banner = catalogue.getByRole('region', { name: 'Test mode' });
  assert.equal(await banner.count(), connection.mode === 'test' ? 1 : 0, `the banner of ${connection.name}`);
  if (connection.mode === 'test') await banner.getByText('orders placed here buy nothing').waitFor();
}

/** Search, product, quantity, review: up to the button that hands the request over. Returns the UNSPSC code shown there. */
async function fillRequest(catalogue, connection, { scripts = true } = {}) {
  await checkBanner(catalogue, connection);
  await catalogue.getByRole('searchbox', { name: 'Search products' }).fill('Lighthouse');
  await catalogue.getByRole('button', { name: 'Search', exact: true }).click();
  await catalogue.getByRole('link', { name: TITLE, exact: true }).click();
  await catalogue.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await checkBanner(catalogue, connection);
  await catalogue.getByRole('radio', { name: '1 year' }).check();
  await catalogue.getByRole('textbox', { name: 'Monitored hosts' }).fill(String(HOSTS));
  if (!scripts) await catalogue.getByRole('button', { name: 'Calculate' }).click();
  await catalogue.locator('#total', { hasText: AMOUNT }).waitFor();
  await catalogue.getByRole('button', { name: 'Request approval' }).click();
  await catalogue.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
  await checkBanner(catalogue, connection);
  await catalogue.getByRole('heading', { level: 2, name: TITLE }).waitFor();
  assert.ok((await catalogue.locator('.summary-panel .total').innerText()).includes(AMOUNT));
  return catalogue.locator('dt', { hasText: /^UNSPSC$/ }).locator('xpath=following-sibling::dd').innerText();
}

/** The requisition with the line as it was on the review page. */
async function checkRequisition(page, code) {
  await page.getByRole('heading', { level: 1, name: /^Requisition \d+$/ }).waitFor();
  const row = page.getByRole('row').filter({ hasText: TITLE });
  assert.equal(await row.count(), 1, 'one line came back');
  const text = await row.innerText();
  for (const part of [AMOUNT, 'HBA-LIGHTHOUSE-OBSERVABILITY-01', code, 'EA']) assert.ok(text.includes(part), `${part} in ${text}`);
}

/** Submits and approves; returns the order's number once the supplier has answered 200. */
async function orderIt(page) {
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.getByRole('link', { name: /^Go on as / }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.locator('dd', { hasText: /\b200\b/ }).first().waitFor();
  const orderId = await page.locator('dt', { hasText: /^Purchase order$/ }).locator('xpath=following-sibling::dd').innerText();
  assert.match(orderId, /^\S+$/);
  return orderId;
}

/** ORD-5, CON-6: what the supplier has of the order: one, and an agreement unless it was a test. */
function checkOrder(orderId, connection) {
  const orders = ordersOf(bench.server.data, orderId).filter((o) => !o.connection_id || o.connection_id === connection.id);
  assert.equal(orders.length, 1, `one order ${orderId}: ${JSON.stringify(orders)}`);
  const agreements = agreementsOf(bench.server.data, orderId);
  assert.equal(agreements.length, connection.mode === 'test' ? 0 : 1, `agreements of ${orderId}: ${JSON.stringify(agreements)}`);
  if (connection.mode === 'test') return;
  const listed = cli(bench.server.data, 'agreement', 'list').agreements.find((a) => a.id === agreements[0]);
  assert.ok(listed, 'agreement list shows it');
  assert.ok(JSON.stringify(listed).includes(TITLE) || JSON.stringify(cli(bench.server.data, 'agreement', 'show', listed.id)).includes(TITLE),
    `the agreement names ${TITLE}: ${JSON.stringify(listed)}`);
}

/** How many orders the banner speaks of. */
async function countedOrders(page, connection) {
  const catalogue = await punchOut(page, connection);
  const text = await catalogue.getByRole('region', { name: 'Test mode' }).innerText();
  const count = Number(/(\d+) orders? since/.exec(text)?.[1] ?? 0);
  if (count) assert.match(text, /\d+ orders? since \d{1,2} [A-Z][a-z]+ \d{4}\./);
  return count;
}

describe('journeys', () => {
  // PUN-5: what the journeys below prove is worth something only where a frame's cookies are not kept.
  test('the browser of these tests keeps no cookie for the frame of another site', async () => {
    const inner = await startSite(() => ({
      headers: { 'Set-Cookie': 'probe=1; SameSite=None; Secure' },
      body: '<title>in</title><a href="/">again</a>',
    }));
    const outer = await startSite(() => ({ body: `<title>out</title><iframe src="${inner.base}/"></iframe>` }));
    const address = outer.base.replace('127.0.0.1', 'localhost');
    try {
      const context = await bench.context({ allow: [inner.base, address], cookies: true });
      const page = await context.newPage();
      await page.goto(address);
      await page.goto(address);
      const again = page.waitForResponse((response) => response.url() === `${inner.base}/`);
      await page.frameLocator('iframe').getByRole('link', { name: 'again' }).click();
      await again;
      assert.deepEqual(inner.requests.filter((r) => r.url === '/').map((r) => r.headers.cookie), [undefined, undefined, undefined]);
      assert.deepEqual(await context.cookies(), []);
    } finally {
      await Promise.all([inner.stop(), outer.stop()]);
    }
  });

  for (const kind of ['coupa', 'ariba']) {
    // PUN-4, PUN-5, PUN-6, CAT-3, CAT-4, ORD-5, BUY-1
    test(`in the frame of ${kind}, in production: from the tile to the agreement`, async () => {
      const connection = bench.server[kind];
      const page = await (await bench.context()).newPage();
      const catalogue = await punchOut(page, connection);
      const code = await fillRequest(catalogue, connection);
      await catalogue.getByRole('button', { name: 'Request approval' }).click();
      await page.waitForURL(/\/requisitions\/\d+/);
      await checkRequisition(page, code);
      checkOrder(await orderIt(page), connection);
    });
  }

  // CON-6, CON-7, PUN-5, BUY-1
  test('in test mode: a banner on every page, an order that buys nothing, and the banner counts it', async () => {
    const connection = bench.server.test;
    const page = await (await bench.context()).newPage();
    const earlier = await countedOrders(page, connection);
    const catalogue = await punchOut(page, connection);
    const code = await fillRequest(catalogue, connection);
    await catalogue.getByText('In test mode it is recorded and buys nothing').waitFor();
    await catalogue.getByRole('button', { name: 'Request approval' }).click();
    await page.waitForURL(/\/requisitions\/\d+/);
    await page.getByText('orders placed here buy nothing').waitFor();
    await checkRequisition(page, code);
    assert.match(code, /^(43232701|81162000)$/);
    checkOrder(await orderIt(page), connection);
    assert.equal(await countedOrders(page, connection), earlier + 1, 'the banner counts the order');
  });

  // PUN-6: Status 204, and the requester is told
  test('back without a request', async () => {
    const page = await (await bench.context()).newPage();
    const catalogue = await punchOut(page, bench.server.coupa);
    await catalogue.getByRole('button', { name: 'Return to Coupa without a request' }).click();
    await page.waitForURL(/notice=no-cart/);
    await page.getByText('You came back without a cart').waitFor();
  });

  // PUN-5, PUN-6, BUY-1: a tab of its own instead of a frame
  test('in a new tab', async () => {
    const connection = bench.server.coupa;
    const page = await (await bench.context()).newPage();
    await page.goto(bench.buyer.base);
    await page.getByRole('region', { name: connection.name, exact: true }).getByRole('link', { name: /requester/ }).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Shop in a new tab' }).click();
    const tab = await opened;
    await tab.waitForURL(/\/p\/[^/]+\/$/);
    assert.equal(await tab.evaluate(() => window.opener), null, 'the catalogue has no hold on the window it came from');
    const code = await fillRequest(tab, connection);
    await tab.getByRole('button', { name: 'Request approval' }).click();
    await tab.waitForURL(/\/requisitions\/\d+/);
    await checkRequisition(tab, code);
  });

  // PUN-5, PUN-6, CAT-3, BUY-1: buttons where forms send themselves elsewhere
  test('without scripts', async () => {
    const connection = bench.server.coupa;
    const page = await (await bench.context({ javaScriptEnabled: false })).newPage();
    const catalogue = await punchOut(page, connection);
    const code = await fillRequest(catalogue, connection, { scripts: false });
    await catalogue.getByRole('button', { name: 'Request approval' }).click();
    await catalogue.getByRole('heading', { level: 1, name: 'Continue in Coupa' }).waitFor();
    await catalogue.getByRole('button', { name: 'Continue to Coupa' }).click();
    await catalogue.getByRole('link', { name: 'Open the requisition' }).click();
    await page.waitForURL(/\/requisitions\/\d+/);
    await checkRequisition(page, code);
    checkOrder(await orderIt(page), connection);
  });

  // PUN-5, CAT-3, CAT-4, BUY-1
  test('with the keyboard alone, and always seeing where one is', async () => {
    const connection = bench.server.coupa;
    const page = await (await bench.context()).newPage();
    const keys = new Keyboard(page);
    await page.goto(bench.buyer.base);
    await keys.press('Skip to the content');
    await page.waitForURL(/#main$/);
    await keys.press(/, requester$/);
    await page.getByRole('heading', { level: 1, name: /^Good day/ }).waitFor();
    await keys.press('Shop here');
    const catalogue = page.frameLocator('iframe');
    await catalogue.getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
    await keys.press('Skip to the content');
    await keys.to('Search products');
    await page.keyboard.type('Lighthouse');
    await page.keyboard.press('Enter');
    await catalogue.locator('#q[value="Lighthouse"]').waitFor();
    await keys.press(TITLE);
    await catalogue.getByRole('heading', { level: 1, name: TITLE }).waitFor();
    await keys.to(/^(1 month|1 year|3 years)$/);
    while (await keys.name() !== '1 year') await page.keyboard.press('ArrowDown');
    await keys.to('Monitored hosts');
    await page.keyboard.type(String(HOSTS));
    await catalogue.locator('#total', { hasText: AMOUNT }).waitFor();
    await keys.press('Request approval');
    await catalogue.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
    const code = await catalogue.locator('dt', { hasText: /^UNSPSC$/ }).locator('xpath=following-sibling::dd').innerText();
    await keys.press('Request approval');
    await page.waitForURL(/\/requisitions\/\d+/);
    await checkRequisition(page, code);
    await keys.press('Submit for approval');
    await page.getByRole('link', { name: /^Go on as / }).waitFor();
    await keys.press(/^Go on as /);
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await keys.press('Approve');
    await page.locator('dd', { hasText: /\b200\b/ }).first().waitFor();
    assert.ok(keys.stops > 25, `so many stops were looked at: ${keys.stops}`);
    assert.deepEqual(keys.unseen, [], 'whatever has the focus shows it');
  });
});
