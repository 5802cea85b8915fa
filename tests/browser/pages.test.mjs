// Every page, as everybody meets it: axe, light and dark, telephone to wall screen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { assertStatus, orderRequest, postOrder, run, shop, unique } from '../http/client.mjs';
import { Bench, Buyer, look, skip, writeConnections } from './browser.mjs';

/** Skipped with the reason where there is no browser. */
const test = (name, work) => define(name, { skip, timeout: 180_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

const titles = new Map();

/** Looks at the page in every size and colour; titles are for one page only. */
async function lookAt(page, what) {
  const title = await page.title();
  const same = titles.get(title) ?? what;
  assert.equal(same, what, `the title "${title}" is of two pages`);
  titles.set(title, what);
  await look(page, what, { narrow: true });
}

/** Opens an address and looks at it; `status` is the HTTP status it comes with. */
async function open(page, address, what, status = 200) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, `${what}: ${address}`);
  await lookAt(page, what);
}

/** A product of the demo by the kind of its price: the first of that facet. */
async function productOf(page, home, pricing) {
  await page.goto(`${home}?pricing=${pricing}&sort=title`);
  const link = page.locator('.result h3 a').first();
  await link.waitFor();
  return new URL(await link.getAttribute('href'), home).href;
}

/** A server product with a contract beside its usage. */
const MESH = 'Elmgrid Service Mesh';

async function productNamed(page, home, title) {
  await page.goto(`${home}?q=${encodeURIComponent(title)}`);
  return new URL(await page.locator('.result h3 a', { hasText: title }).first().getAttribute('href'), home).href;
}

/** Passes the return form on by hand only, so that it can be looked at. */
const withoutPassingOn = (page) => page.route('**/static/app.js*', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));

describe('storefront', () => {
  // CAT-3, PUN-5
  test('search, facets, comparison', async () => {
    const page = await (await bench.context()).newPage();
    await open(page, bench.server.base, 'welcome');
    const home = await bench.enter(page, bench.server.coupa);
    await lookAt(page, 'home');
    await open(page, `${home}?q=Lighthouse`, 'search with results');
    await open(page, `${home}?q=zzzzqqqq`, 'search without results');
    await open(page, `${home}?q=data&pricing=usage&pricing=free&sort=title`, 'facets');
    const ids = await page.goto(home).then(() => page.locator('input[name="product"]').evaluateAll((all) => all.slice(0, 4).map((e) => e.value)));
    await open(page, `${home}compare`, 'comparison of nothing');
    await open(page, `${home}compare?${ids.map((id) => `product=${id}`).join('&')}`, 'comparison of nothing');
  });

  // ORD-9: on the product's page, and among what one has requested
  test('what one has already', async () => {
    const { server } = bench;
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, server.coupa, { email: 'grace@globex.example' });
    await open(page, `${home}requests`, 'earlier requests');
    const { lines } = await shop(server, server.coupa);
    const orderID = unique('PO');
    assertStatus(await postOrder(server, server.coupa, orderRequest(server.coupa, { orderID, lines })), 200);
    await shop(server, server.coupa);
    const again = await bench.enter(page, server.coupa);
    await open(page, `${again}requests`, 'earlier requests');
    const request = page.getByRole('article', { name: 'Lighthouse Observability' }).filter({ hasText: orderID });
    await request.getByText('Fulfilled').waitFor();
    await request.getByText(/^Subscription agmt-\w{26}, since \d{4}-\d\d-\d\d, until/).waitFor();
    assert.equal(await request.getByRole('link', { name: /Open Lighthouse Observability/ }).getAttribute('href'), 'https://lighthouse-observability.example/');
    await request.getByRole('link', { name: 'Lighthouse Observability', exact: true }).click();
    const owned = page.getByRole('region', { name: 'Globex has this already' });
    await owned.getByText(`purchase order ${orderID}`).waitFor();
    await owned.getByText('The first administrator gets an invitation').waitFor();
    await lookAt(page, 'product that one has');
  });

  // ORD-6, CAT-5: a line for usage and a line for the contract
  test('two approvals in one request', async () => {
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, bench.server.ariba);
    await open(page, await productNamed(page, home, MESH), 'product of two approvals');
    await page.getByRole('heading', { level: 3, name: 'Two approvals in one request' }).waitFor();
    await page.getByText('covers one node-hour of Node hours for every hour').waitFor();
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.getByRole('button', { name: `Remove ${MESH}, contract` }).waitFor();
    assert.equal(await page.locator('.line').count(), 2);
    await lookAt(page, 'request');
  });

  // ORD-6, ORD-9, CON-12: where a cart has room for one line
  test('two approvals one after the other', async () => {
    const own = await new Bench().start();
    try {
      const { server } = own;
      const file = path.join(server.data, 'settings.json');
      await server.halt();
      fs.writeFileSync(file, JSON.stringify({ single_line: true }));
      run(['connection', 'update', server.ariba.id, '--file', file, '--data', server.data]);
      await server.serve();
      const page = await (await own.context()).newPage();
      const home = await own.enter(page, server.ariba);
      await page.goto(await productNamed(page, home, MESH));
      await page.getByRole('heading', { level: 3, name: 'First of two approvals' }).waitFor();
      const { lines } = await shop(server, server.ariba, MESH);
      await page.reload();
      await page.getByText('its purchase order has not come').waitFor();
      await lookAt(page, 'product of two approvals');
      const orderID = unique('PO');
      assertStatus(await postOrder(server, server.ariba, orderRequest(server.ariba, { orderID, lines })), 200);
      await open(page, `${home}requests`, 'earlier requests');
      await page.getByRole('link', { name: `Request the contract of ${MESH}` }).click();
      await page.getByText(`Purchase order ${orderID} has started pay-as-you-go`).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Budget estimate for usage' }).count(), 0);
      await lookAt(page, 'product of two approvals');
      await page.getByRole('button', { name: 'Request approval' }).click();
      await page.getByText('- Contract, ').waitFor();
      await own.end();
    } finally {
      await own.stop();
    }
  });

  // CAT-3, CAT-4, CAT-7
  for (const pricing of ['contract', 'flexible', 'usage', 'contract_usage', 'free', 'byol', 'free_trial']) {
    test(`product: ${pricing}`, async () => {
      const page = await (await bench.context()).newPage();
      const home = await bench.enter(page, bench.server.ariba);
      await open(page, await productOf(page, home, pricing), `product ${pricing}`);
      await page.getByRole('button', { name: 'Request approval' }).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Budget estimate for usage' }).count(), /usage/.test(pricing) ? 1 : 0);
      assert.equal(await page.getByRole('radio', { name: /Two lines/ }).count(), pricing === 'contract_usage' ? 1 : 0);
    });
  }

  // CAT-4: what was approved beforehand, and the answer to it
  test('product that is subscribed to at once', async () => {
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, bench.server.coupa);
    const address = await productOf(page, home, 'free');
    await page.goto(address);
    await page.getByRole('button', { name: 'Subscribe' }).waitFor();
    await lookAt(page, 'product free');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByText('You are subscribed to').first().waitFor();
    await lookAt(page, 'subscribed');
  });

  // CAT-3, CAT-5, CAT-6, CON-7, PUN-6
  test('request, in test mode, with what goes wrong on the way', async () => {
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, bench.server.test);
    await open(page, `${home}request`, 'request');
    await page.goto(await productOf(page, home, 'contract_usage'));
    await page.getByRole('textbox').first().fill('many');
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.locator('.error-summary').waitFor();
    await lookAt(page, 'product with a mistake');
    await page.goto(await productOf(page, home, 'contract_usage'));
    await page.getByRole('radio', { name: /Two lines/ }).check();
    await page.getByRole('button', { name: 'Add to request and keep shopping' }).click();
    await page.getByText('is in your request').waitFor();
    await lookAt(page, 'home');
    await page.goto(await productOf(page, home, 'flexible'));
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
    const lines = await page.locator('.line dl').allInnerTexts();
    // The fixed part by itself is a service; usage and instalments are material of 0.01 each.
    assert.deepEqual(lines.map((l) => /LineType\s+(\w+)/.exec(l)[1].toLowerCase()), ['service', 'material', 'material']);
    assert.deepEqual(lines.map((l) => /UNSPSC\s+(\d+)/.exec(l)[1]), ['81162000', '43232701', '43232701']);
    assert.deepEqual(lines.map((l) => /[\d,]+ × ([\d.,]+)/.exec(l)[1] === '0.01'), [false, true, true]);
    await lookAt(page, 'request');
    await withoutPassingOn(page);
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.getByRole('heading', { level: 1, name: 'Continue in Coupa' }).waitFor();
    await lookAt(page, 'return page');
    await open(page, `${home}request`, 'ended session', 410);
  });

  // PUN-4, PUN-6
  test('leaving, used link, unknown addresses', async () => {
    const page = await (await bench.context()).newPage();
    const start = await bench.startPage(bench.server.coupa);
    await page.goto(start);
    const home = page.url();
    await open(page, start, 'used link', 409);
    await open(page, `${bench.server.base}/punchout/start/nothing`, 'unknown link', 404);
    await open(page, `${bench.server.base}/p/${'a'.repeat(32)}/`, 'unknown session', 410);
    await open(page, `${bench.server.base}/there/is/nothing`, 'nothing at this address', 404);
    await open(page, `${home}products/prod-none`, 'unknown product', 404);
    await page.goto(home);
    await withoutPassingOn(page);
    await page.getByRole('button', { name: 'Return to Coupa without a request' }).click();
    await page.getByRole('heading', { level: 1, name: 'Return to Coupa' }).waitFor();
    await lookAt(page, 'return page without a request');
  });
});

describe('procurement system', () => {
  /** Opens the supplier's tile as the requester of the connection. */
  async function shop(page, connection, button) {
    await page.goto(bench.buyer.base);
    await page.getByRole('region', { name: connection.name, exact: true }).getByRole('link', { name: /requester/ }).click();
    await page.getByRole('button', { name: button }).click();
  }

  /** Takes the first product of the catalogue and hands the request over. */
  async function fill(catalogue) {
    await catalogue.getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
    await catalogue.locator('.result h3 a').first().click();
    await catalogue.getByRole('button', { name: 'Request approval' }).click();
    await catalogue.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
    await catalogue.getByRole('button', { name: 'Request approval' }).click();
  }

  /** A requisition as a draft. */
  async function makeRequisition(page, connection) {
    await shop(page, connection, 'Shop here');
    await fill(page.frameLocator('iframe'));
    await page.waitForURL(/\/requisitions\/\d+/);
  }

  // BUY-1
  test('from home to order', async () => {
    const page = await (await bench.context()).newPage();
    await open(page, bench.buyer.base, 'choose');
    await page.getByRole('region', { name: bench.server.test.name, exact: true }).getByRole('link', { name: /approver/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    await lookAt(page, 'approvals');
    await makeRequisition(page, bench.server.test);
    const requisition = page.url();
    const name = `requisition ${/\/(\d+)/.exec(new URL(requisition).pathname)[1]}`;
    await lookAt(page, name);
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByRole('link', { name: /^Go on as / }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await lookAt(page, name);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.locator('dd', { hasText: /\b200\b/ }).first().waitFor();
    await lookAt(page, name);
    for (const title of ['PunchOutSetupRequest', 'PunchOutOrderMessage', 'OrderRequest']) {
      await page.goto(requisition);
      await page.getByRole('link', { name: title, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await lookAt(page, title);
    }
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1, name: /^Good day/ }).waitFor();
    await lookAt(page, 'buyer home');
  });

  // BUY-1: the other system has colours of its own
  test('as Ariba', async () => {
    const page = await (await bench.context()).newPage();
    await makeRequisition(page, bench.server.ariba);
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByRole('link', { name: /^Go on as / }).waitFor();
    await lookAt(page, `requisition ${/\/(\d+)/.exec(new URL(page.url()).pathname)[1]}`);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1, name: /^Good day/ }).waitFor();
    await lookAt(page, 'buyer home');
  });

  // BUY-1
  test('rejected, without a cart, and what goes wrong', async () => {
    const context = await bench.context();
    const page = await context.newPage();
    await makeRequisition(page, bench.server.coupa);
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByRole('link', { name: /^Go on as / }).click();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Rejected').waitFor();
    await lookAt(page, `requisition ${/\/(\d+)/.exec(new URL(page.url()).pathname)[1]}`);
    const as = new URL(page.url()).searchParams.get('as');
    await open(page, `${bench.buyer.base}/?as=${as}&notice=no-cart`, 'approvals');
    await open(page, `${bench.buyer.base}/requisitions/99999`, 'not here', 404);
    await open(page, `${bench.buyer.base}/there/is/nothing`, 'nothing at this address of the buyer', 404);
  });

  // BUY-1, PUN-5
  test('the catalogue in its frame', async () => {
    const page = await (await bench.context()).newPage();
    await shop(page, bench.server.coupa, 'Shop here');
    await page.frameLocator('iframe').getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
    await lookAt(page, 'catalogue in a frame');
  });

  // BUY-1, PUN-6
  test('the cart arrives', async () => {
    const page = await (await bench.context()).newPage();
    const opened = page.waitForEvent('popup');
    await shop(page, bench.server.coupa, 'Shop in a new tab');
    const tab = await opened;
    await tab.route('**/static/leave.js*', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await fill(tab);
    await tab.getByRole('link', { name: 'Open the requisition' }).waitFor();
    await lookAt(tab, 'cart has arrived');
    // A cart that nobody waits for.
    await page.goto(bench.buyer.base);
    await page.evaluate(() => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/checkout?id=12345' });
      form.append(Object.assign(document.createElement('input'), { name: 'cxml-urlencoded', value: '<cXML/>' }));
      document.body.append(form);
      form.submit();
    });
    await page.waitForURL(/\/checkout/);
    await lookAt(page, 'cart that nobody waits for');
  });

  // BUY-1
  test('a punchout that is refused', async () => {
    const file = writeConnections(bench.server, 'wrong.json', (c) => ({ ...c, shared_secret: 'not the secret at all' }));
    const buyer = await new Buyer().serve(bench.server.base, file);
    try {
      const page = await (await bench.context({ allow: [buyer.base] })).newPage();
      await page.goto(buyer.base);
      await page.getByRole('link', { name: /requester/ }).first().click();
      await page.getByRole('button', { name: 'Shop here' }).click();
      await page.getByRole('heading', { level: 1, name: 'Punch out failed' }).waitFor();
      await page.getByText(/\b401\b/).first().waitFor();
      await lookAt(page, 'punch out failed');
      buyer.check();
    } finally {
      await buyer.stop();
    }
  });
});
