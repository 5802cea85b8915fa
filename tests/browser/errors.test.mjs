// What people do wrong, and what others might try.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { assertPage, page as fetchPage, pathOf } from '../http/client.mjs';
import { Bench, skip, startSite } from './browser.mjs';

const TITLE = 'Lighthouse Observability';
/** A product in another currency than the first. */
const EURO = 'Ågren Predictive Maintenance';

/** Skipped with the reason where there is no browser. */
const test = (name, work) => define(name, { skip, timeout: 180_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

/** The page of the product with that title. */
async function openProduct(page, home, title = TITLE) {
  await page.goto(`${home}?q=${encodeURIComponent(title)}`);
  await page.getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

async function addProduct(page, home, title = TITLE) {
  await openProduct(page, home, title);
  await page.getByRole('button', { name: 'Request approval' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
}

/** The message that belongs to a field, by what the field says it is described by. */
async function messageOf(field) {
  return field.evaluate((e) => (e.getAttribute('aria-describedby') ?? '').split(' ')
    .map((id) => document.getElementById(id)).filter((m) => m?.classList.contains('field-error')).map((m) => m.innerText.trim()).join(' '));
}

describe('mistakes', () => {
  for (const [scripts, all] of [[true, ['5001', '0', '-3', 'a dozen', '2.5', '']], [false, ['5001', 'a dozen']]]) {
    // CAT-3
    test(`${scripts ? 'with' : 'without'} scripts, a quantity that can't be: kept, and said beside the field and on top`, async () => {
      const page = await (await bench.context({ javaScriptEnabled: scripts })).newPage();
      await openProduct(page, await bench.enter(page, bench.server.coupa));
      await page.getByRole('radio', { name: '3 years' }).check();
      const field = page.getByRole('textbox', { name: 'Monitored hosts' });
      const summary = page.locator('.error-summary');
      for (const typed of all) {
        await field.fill(typed);
        await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Request approval' }).click()]);
        await summary.waitFor();
        assert.match(await page.title(), /^Error: /);
        assert.equal(await field.inputValue(), typed, 'what was typed stays');
        assert.equal(await page.getByRole('radio', { name: '3 years' }).isChecked(), true, 'what was chosen stays');
        assert.equal(await field.getAttribute('aria-invalid'), 'true');
        assert.match(await messageOf(field), /whole number from 1 to 5,000/);
        const link = summary.getByRole('link', { name: /Monitored hosts/ });
        assert.match(await link.innerText(), /whole number from 1 to 5,000/);
        if (scripts) assert.equal(await summary.evaluate((e) => e === document.activeElement), true, 'the summary has the focus');
        await link.click();
        assert.equal(await field.evaluate((e) => e === document.activeElement), true, 'the link leads to the field');
      }
      await field.fill('30');
      await page.getByRole('button', { name: 'Request approval' }).click();
      await page.getByRole('heading', { level: 1, name: 'Your request' }).waitFor();
    });
  }

  // CAT-3: at once, before anything is sent
  test('with scripts a mistake is said while one types, and is gone when it is', async () => {
    const page = await (await bench.context()).newPage();
    await openProduct(page, await bench.enter(page, bench.server.coupa));
    const field = page.getByRole('textbox', { name: 'Monitored hosts' });
    await field.pressSequentially('99');
    const typed = await field.inputValue();
    await page.getByText('Enter a whole number from 1 to 5,000.').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.inputValue(), typed);
    assert.equal(await field.evaluate((e) => e === document.activeElement), true, 'the focus stays');
    await field.fill('40');
    await page.getByText('Enter a whole number from 1 to 5,000.').waitFor({ state: 'detached' });
    await page.locator('#total', { hasText: '4,800.00' }).waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), null);
  });

  // CAT-7
  test('a budget that is no amount', async () => {
    const page = await (await bench.context()).newPage();
    await openProduct(page, await bench.enter(page, bench.server.coupa), 'Streamline Log Search');
    await page.getByRole('textbox', { name: 'Budget estimate for usage' }).fill('lots');
    await page.getByRole('button', { name: 'Request approval' }).click();
    const field = page.getByRole('textbox', { name: 'Budget estimate for usage' });
    await page.locator('.error-summary').getByRole('link').click();
    assert.equal(await field.evaluate((e) => e === document.activeElement), true);
    assert.equal(await field.inputValue(), 'lots');
    assert.match(await messageOf(field), /USD/);
  });

  // CAT-4, PUN-6: an empty cart is not sent
  test('an empty request has no button, and posting it leads back to it', async () => {
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, bench.server.coupa);
    await page.goto(`${home}request`);
    await page.getByText('Nothing in your request yet').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Request approval' }).count(), 0);
    await page.getByRole('link', { name: 'Find software' }).click();
    await addProduct(page, home);
    await page.getByRole('button', { name: `Remove ${TITLE}` }).click();
    await page.getByText('Nothing in your request yet').waitFor();
    const posted = await fetchPage(bench.server, `${pathOf(bench.server, home)}request/approval`, { form: [] });
    assert.equal(posted.http, 303);
    assert.equal(new URL(posted.headers.location, home).href, `${home}request`);
  });

  // CAT-5: a cart has one currency
  test('another currency is refused with the reason, and the request stays as it was', async () => {
    const page = await (await bench.context()).newPage();
    const home = await bench.enter(page, bench.server.coupa);
    await addProduct(page, home);
    await openProduct(page, home, EURO);
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.locator('.error-summary', { hasText: 'priced in USD; this one is in EUR' }).waitFor();
    await page.getByRole('link', { name: 'Request (1)' }).click();
    await page.getByRole('heading', { level: 2, name: TITLE }).waitFor();
    assert.equal(await page.getByRole('heading', { level: 2, name: EURO }).count(), 0);
  });
});

describe('sessions', () => {
  // PUN-4, PUN-6: the second tab learns that the first one has gone back
  test('one session in two tabs', async () => {
    const context = await bench.context();
    const [one, two] = [await context.newPage(), await context.newPage()];
    const home = await bench.enter(one, bench.server.coupa);
    await addProduct(one, home);
    await two.goto(home);
    await two.getByRole('link', { name: 'Request (1)' }).click();
    await two.getByRole('button', { name: `Remove ${TITLE}` }).waitFor();
    await one.getByRole('button', { name: 'Request approval' }).click();
    await one.waitForURL(/\/checkout/);
    await two.getByRole('button', { name: 'Request approval' }).click();
    await two.getByRole('heading', { level: 1, name: 'This session is over' }).waitFor();
    await two.getByText('You have returned to Coupa. Start again from there.').waitFor();
  });

  // PUN-6: what goes is what was shown
  test('a request that the other tab has changed is shown again before it goes', async () => {
    const context = await bench.context();
    const [one, two] = [await context.newPage(), await context.newPage()];
    const home = await bench.enter(one, bench.server.coupa);
    await addProduct(one, home);
    await addProduct(two, home, 'Crop Calendar Europe');
    await one.getByRole('button', { name: 'Request approval' }).click();
    await one.getByText(/changed in another window/).waitFor();
    assert.match(one.url(), new RegExp(`^${home}`), 'nothing has been handed over');
    assert.deepEqual(await one.locator('.item h2').allInnerTexts(), [TITLE, 'Crop Calendar Europe']);
    await one.getByRole('button', { name: 'Request approval' }).click();
    await one.waitForURL(/\/checkout/);
  });

  // PUN-5
  test('two sessions side by side in one browser do not mix', async () => {
    const context = await bench.context();
    const [coupa, ariba] = [await context.newPage(), await context.newPage()];
    const first = await bench.enter(coupa, bench.server.coupa);
    const second = await bench.enter(ariba, bench.server.ariba);
    assert.notEqual(first, second);
    await addProduct(coupa, first);
    await ariba.goto(`${second}request`);
    await ariba.getByText('Nothing in your request yet').waitFor();
    await ariba.getByText('Shopping for PO approval in SAP Ariba').waitFor();
    await addProduct(ariba, second, 'Crop Calendar Europe');
    await coupa.reload();
    await coupa.getByText('Shopping for PO approval in Coupa').waitFor();
    assert.deepEqual(await coupa.locator('.item h2').allInnerTexts(), [TITLE]);
    assert.deepEqual(await ariba.locator('.item h2').allInnerTexts(), ['Crop Calendar Europe']);
    await coupa.getByRole('button', { name: 'Request approval' }).click();
    await coupa.waitForURL(/\/checkout/);
    await ariba.reload();
    assert.deepEqual(await ariba.locator('.item h2').allInnerTexts(), ['Crop Calendar Europe'], 'the other one goes on');
  });

  // PUN-4, PUN-6: no way back into a session that is over
  test('the back button after the return', async () => {
    const page = await (await bench.context()).newPage();
    await addProduct(page, await bench.enter(page, bench.server.coupa));
    const request = page.url();
    await page.getByRole('button', { name: 'Request approval' }).click();
    await page.waitForURL(/\/checkout/);
    await page.goBack();
    assert.equal(page.url(), request, 'the page that only passes on is not in between');
    await page.getByRole('heading', { level: 1, name: 'This session is over' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Request approval' }).count(), 0);
  });

  // PUN-4
  test('a StartPage used twice says what to do, and the session it opened goes on', async () => {
    const page = await (await bench.context()).newPage();
    const start = await bench.startPage(bench.server.coupa);
    await page.goto(start);
    const home = page.url();
    assert.match(home, /\/p\/[^/]+\/$/);
    assert.equal((await page.goto(start)).status(), 409);
    await page.getByText('Go back to Coupa').waitFor();
    assert.ok(!page.url().includes('/p/'), 'it leads into no session');
    await page.goto(home);
    await page.getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
  });

  // PUN-4, PUN-5: reloading the procurement system's page asks its frame for the same StartPage again
  test('a frame that is loaded again', async () => {
    const page = await (await bench.context()).newPage();
    await page.goto(bench.buyer.base);
    await page.getByRole('link', { name: /requester/ }).first().click();
    await page.getByRole('button', { name: 'Shop here' }).click();
    await page.frameLocator('iframe').getByRole('heading', { level: 1, name: 'Find software' }).waitFor();
    await page.goto(`${page.url()}&again`);
    await page.frameLocator('iframe').getByText('Go back to Coupa').waitFor();
  });
});

/** The page's only frame shows the browser's own error page. */
async function blocked(page, what) {
  const frames = page.frames().filter((f) => f !== page.mainFrame());
  assert.equal(frames.length, 1, what);
  await frames[0].waitForURL(/^chrome-error:/, { waitUntil: 'commit' }).catch((error) => assert.fail(`${what}: ${frames[0].url()}: ${error.message}`));
}

describe('others', () => {
  // PUN-5: frame-ancestors only for that connection
  test('only the pages of the connection can frame a session', async () => {
    const frame = () => ({ body: `<!doctype html><title>frame</title><link rel="icon" href="data:,"><iframe src="${address}"></iframe>` });
    let address;
    const [friend, stranger] = [await startSite(frame), await startSite(frame, '127.0.0.2')];
    try {
      const context = await bench.context({ allow: [friend.base, stranger.base] });
      const page = await context.newPage();
      const home = await bench.enter(page, bench.server.coupa);
      await addProduct(page, home);
      for (address of [home, `${home}request`, `${home}products/none`]) {
        await page.goto(friend.base);
        await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
        await page.goto(stranger.base);
        await blocked(page, `${address} in the frame of a stranger`);
        bench.watchOf(context).expect(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE|chrome-error:/);
      }
      address = await bench.startPage(bench.server.coupa);
      await page.goto(stranger.base);
      await blocked(page, 'a StartPage in the frame of a stranger');
      bench.watchOf(context).expect(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE|chrome-error:/);
    } finally {
      await Promise.all([friend.stop(), stranger.stop()]);
    }
  });

  // PUN-5, PUN-6: the address of the session goes nowhere
  test('no Referer, no Origin, no token and no secret leave with the cart', async () => {
    const shop = await startSite(() => ({ body: '<!doctype html><title>cart</title><link rel="icon" href="data:,"><h1>Your cart</h1>' }));
    try {
      const page = await (await bench.context({ allow: [shop.base] })).newPage();
      const { coupa } = bench.server;
      const url = `${shop.base}/cart?x=1&y=%20`;
      const home = await bench.enter(page, coupa, { url, cookie: 'side & <by> "side"' });
      await addProduct(page, home);
      await page.getByRole('button', { name: 'Request approval' }).click();
      await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
      const [request] = shop.requests;
      assert.equal(request.method, 'POST');
      assert.equal(new URL(request.url, shop.base).href, url);
      assert.equal(request.headers.referer, undefined);
      assert.ok([undefined, 'null'].includes(request.headers.origin), `Origin ${request.headers.origin}`);
      assert.equal(await page.evaluate(() => document.referrer), '');
      const fields = [...new URLSearchParams(request.body)];
      assert.equal(fields.length, 1);
      const xml = /base64/i.test(fields[0][0]) ? Buffer.from(fields[0][1], 'base64').toString('utf8') : fields[0][1];
      assert.match(xml, /<BuyerCookie>side &amp; &lt;by(&gt;|>) ("|&quot;)side("|&quot;)<\/BuyerCookie>/, 'the BuyerCookie as it came');
      const token = home.split('/').at(-2);
      for (const secret of [token, coupa.shared_secret]) assert.ok(!`${xml}${JSON.stringify(request.headers)}${request.url}`.includes(secret));
    } finally {
      await shop.stop();
    }
  });

  // PUN-5: what every page of a session says of itself
  test('no page of a session is stored, or tells others where it was', async () => {
    const context = await bench.context();
    const page = await context.newPage();
    const home = await bench.enter(page, bench.server.coupa);
    await addProduct(page, home);
    await page.goto(`${home}nothing`);
    const documents = bench.watchOf(context).responses.filter((r) => r.request().isNavigationRequest() && r.url().startsWith(bench.server.base));
    assert.ok(documents.length >= 6);
    for (const answer of documents) {
      const headers = answer.headers();
      assert.match(headers['cache-control'] ?? '', /no-store/, answer.url());
      if (answer.status() !== 303) {
        assert.equal(headers['referrer-policy'], 'no-referrer', answer.url());
        assert.match(headers['content-security-policy'] ?? '', /default-src 'none'/, answer.url());
      }
    }
    assertPage(await fetchPage(bench.server, home));
    const links = await page.goto(home).then(() => page.locator('a[href], form[action]').evaluateAll((all) => all.map((e) => e.href || e.action)));
    for (const link of links) assert.ok(link.startsWith(home), `leads out of the session: ${link}`);
  });
});
