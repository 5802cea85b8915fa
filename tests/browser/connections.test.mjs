// CON: a procurement admin sets up Coupa, an operator helps with SAP Ariba, and a requester is sent on, as they see it.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test as define } from 'node:test';
import { agreementsOf, assertStatus, orderRequest, ordersOf, postOrder, readMessage, unique } from '../http/client.mjs';
import { Bench, look, skip, startSite } from './browser.mjs';
import { Provider } from '../http/provider.mjs';
import { PASSWORD, fill, heading, press, signUpBoth } from './console.mjs';

const test = (name, work) => define(name, { skip, timeout: 240_000 }, work);

let bench;
before(async () => { if (!skip) bench = await new Bench().start(); });
afterEach(() => bench?.end());
after(() => bench?.stop());

const COUPA_PAGE = '<!doctype html><html lang="en"><title>Coupa</title><h1>Coupa</h1>';

describe('procurement systems', () => {
  const states = {};
  /** A page of somebody who has signed in before. */
  const as = async (name, options = {}) => (await bench.context({ cookies: true, storageState: states[name], ...options })).newPage();
  const at = (rest) => `${bench.server.base}${rest}`;
  const row = (page, text) => page.getByRole('row').filter({ hasText: text });

  test('the operator and the buyer\'s root user sign up', async () => { Object.assign(states, await signUpBoth(bench)); });

  // CON-1, CON-2, CON-3, CON-6, CON-7, CON-11, CON-14
  test('Coupa is set up by one person alone', async () => {
    const page = await as('root');
    await page.goto(at('/console/procurement-systems'));
    await look(page, 'list of connections', { narrow: true });
    await page.getByRole('link', { name: 'Other system' }).click();
    await look(page, 'choice of systems');
    await page.goBack();
    await page.getByRole('link', { name: 'Set up Coupa' }).click();
    await look(page, 'set-up of Coupa', { narrow: true });
    await press(page, 'Save');
    await page.getByRole('link', { name: 'Give the connection a name.' }).waitFor();
    await look(page, 'set-up refused');
    await fill(page, 'Name', 'EMEA Coupa');
    await fill(page, 'Address of your Coupa', 'https://emea.coupahost.com');
    await fill(page, 'Buyer id: identity', '123456789');
    await press(page, 'Save');
    await heading(page, 'EMEA Coupa');
    await page.getByRole('region', { name: 'Test mode', exact: true }).first().getByText('orders placed here buy nothing.').waitFor();
    await look(page, 'connection', { narrow: true });
    assert.equal(await row(page, 'Punchout URL').getByRole('button', { name: /^Copy http/ }).count(), 1, 'each value can be copied');
    await press(page, 'Check connection');
    await heading(page, 'The connection does not work yet');
    await look(page, 'check that failed');
    await page.getByRole('link', { name: 'EMEA Coupa' }).click();
    await press(page, 'Enable');
    await press(page, 'Check connection');
    await heading(page, 'The connection works');
    await page.getByText('What was sent').first().click();
    await look(page, 'check that passed', { narrow: true });
    await page.getByRole('link', { name: 'EMEA Coupa' }).click();
    await press(page, 'Reveal');
    await heading(page, 'The shared secret');
    await look(page, 'revealed secret');
    await page.getByRole('link', { name: 'Back to the connection' }).click();
    await page.getByRole('link', { name: 'Rotate', exact: true }).click();
    await look(page, 'rotation');
    await press(page, 'Rotate');
    await heading(page, 'The new shared secret');
    await page.getByRole('link', { name: 'Back to the connection' }).click();
    await press(page, 'End the old one now');
    await page.getByRole('link', { name: 'Edit' }).click();
    await look(page, 'settings', { narrow: true });
    await page.goBack();
    await page.getByRole('region', { name: 'Test mode' }).getByRole('link', { name: 'Turn test mode off' }).click();
    await look(page, 'end of test mode');
    await press(page, 'Turn test mode off');
    await page.getByText('Test mode is off: orders buy.').waitFor();
    await page.getByRole('link', { name: 'Disable', exact: true }).click();
    await press(page, 'Disable connection');
    await page.getByText('Disabled. Every setting is kept.').waitFor();
  });

  // CON-4, CON-5, CON-10: both see the next step, and whose it is
  test('SAP Ariba is set up together with the operator', async () => {
    const buyer = await as('root');
    const operator = await as('operator');
    await buyer.goto(at('/console/new-procurement-system/ariba'));
    await look(buyer, 'set-up of SAP Ariba');
    await fill(buyer, 'Name', 'Global Ariba');
    await fill(buyer, 'Buyer ANID', 'AN01000000077-T');
    await press(buyer, 'Save');
    await buyer.getByText('Waiting for operator').waitFor();
    await look(buyer, 'Ariba that waits');
    await operator.goto(at('/operator'));
    await look(operator, 'operator start with a case');
    await operator.getByRole('link', { name: 'Globex: Set-up of SAP Ariba' }).click();
    await look(operator, 'case of the operator', { narrow: true });
    await press(operator, 'Send instructions');
    await operator.getByText('The buyer is setting up its SAP Ariba.').waitFor();
    await buyer.getByRole('link', { name: 'Set-up of SAP Ariba' }).click();
    await buyer.getByText('Follow the instructions in your SAP Ariba test account').waitFor();
    await look(buyer, 'case of the buyer');
    await press(buyer, 'We have set it up and are testing');
    await press(buyer, 'Ask to go live');
    await operator.reload();
    await press(operator, 'Go live: end test mode');
    await operator.getByText('In production').waitFor();
    await operator.goto(at('/operator/cases'));
    await look(operator, 'cases');
    await operator.goto(at('/operator/connections'));
    await look(operator, 'connections of all', { narrow: true });
    await operator.getByRole('link', { name: 'Global Ariba', exact: true }).click();
    await look(operator, 'connection of the operator');
    await operator.goto(at('/operator/suppliers'));
    await look(operator, 'supplier identities');
    await operator.getByRole('link', { name: 'Add identity' }).click();
    await press(operator, 'Add identity');
    await look(operator, 'identity refused');
    await buyer.goto(at('/console/procurement-systems'));
    await buyer.getByRole('link', { name: 'Global Ariba', exact: true }).click();
    await buyer.getByRole('link', { name: 'Ask for removal' }).click();
    await look(buyer, 'removal');
    await press(buyer, 'Ask for removal');
    await press(buyer, 'Withdraw');
    await buyer.getByText('It was withdrawn').waitFor();
  });

  // CON-8: signed in here, asked for there, returned, ordered, subscribed; without scripts, too
  for (const javaScriptEnabled of [true, false]) {
    test(`a requester is sent on to Coupa and finds the request in the cart${javaScriptEnabled ? '' : ', without scripts'}`, async () => {
      const coupa = bench.server.coupa;
      const site = await startSite(() => ({ body: COUPA_PAGE }));
      after(() => site.stop());
      const page = await as('root', { javaScriptEnabled, allow: [site.base, 'https://globex.coupahost.com'] });
      await page.route('https://globex.coupahost.com/**', (route) => route.fulfill({ contentType: 'text/html', body: COUPA_PAGE }));
      await page.goto(at('/console/procurement-systems'));
      await page.getByRole('link', { name: 'Globex Coupa', exact: true }).click();
      await page.getByRole('link', { name: 'Edit' }).click();
      await page.getByLabel('Enable redirect').check();
      await press(page, 'Save changes');
      await page.goto(at('/console/marketplace'));
      if (javaScriptEnabled) await look(page, 'where to find software', { narrow: true });
      await press(page, 'Find software for Globex Coupa');
      await page.getByRole('searchbox').fill('Lighthouse');
      await press(page, 'Search');
      await page.getByRole('link', { name: 'Lighthouse Observability', exact: true }).click();
      await press(page, 'Request approval');
      await heading(page, 'Your request');
      await press(page, 'Request approval');
      await page.waitForURL(/^https:\/\/globex\.coupahost\.com\/punchout\/marketplace$/);
      // Coupa punches out for somebody else, then for the person.
      const url = `${site.base}/checkout?id=7`;
      const other = await (await bench.context({ allow: [site.base] })).newPage();
      await other.goto(await bench.startPage(coupa, { url }));
      assert.doesNotMatch(other.url(), /\/request$/, 'another requester\'s cart is empty');
      const mine = { url, email: 'Procurement@Globex.example', extrinsics: { FirstName: 'Pat', LastName: 'Lee', UniqueName: 'plee', UserEmail: 'Procurement@Globex.example' } };
      await page.goto(await bench.startPage(coupa, mine));
      await heading(page, 'Your request');
      await page.getByText('Lighthouse Observability').first().waitFor();
      await press(page, 'Request approval');
      if (!javaScriptEnabled) await page.getByRole('button', { name: /Continue|Coupa/ }).first().click();
      await page.waitForURL(url);
      const posted = site.requests.filter((r) => r.method === 'POST');
      assert.equal(posted.length, 1);
      const [[name, value]] = [...new URLSearchParams(posted[0].body)];
      assert.match(name, /base64/i);
      const cart = readMessage(Buffer.from(value, 'base64').toString('utf8'));
      assert.match(cart.lines[0].description, /Lighthouse/);
      const orderID = unique('PO');
      assertStatus(await postOrder(bench.server, coupa, orderRequest(coupa, { orderID, lines: cart.lines })), 200);
      const [order] = ordersOf(bench.server.data, orderID);
      assert.equal(order.state, 'fulfilled');
      assert.ok(agreementsOf(bench.server.data, orderID).length > 0, 'a subscription came of it');
      // It is in no later cart.
      await page.goto(await bench.startPage(coupa, mine));
      assert.doesNotMatch(page.url(), /\/request$/);
    });
  }

  // CON-8: with redirect off people are told how to start
  test('without redirect it is explained how to start', async () => {
    const page = await as('root');
    await page.goto(at('/console/procurement-systems'));
    await page.getByRole('link', { name: 'Disable Globex Coupa' }).click();
    await press(page, 'Disable connection');
    await page.getByText('It was the last connection with redirect').waitFor();
    await press(page, 'Enable');
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Enable redirect').uncheck();
    await press(page, 'Save changes');
    await page.goto(at('/console/marketplace'));
    await page.getByRole('region', { name: 'Globex Coupa' }).getByText('In Coupa, choose this marketplace\'s tile under Shop Online.').waitFor();
    await look(page, 'how to start');
  });

  // CAT-8, PUN-5: in a frame of another site, which keeps no cookies, with scripts and without
  test('a requester signs in within the punchout', async () => {
    const coupa = bench.server.coupa;
    const admin = await as('root');
    await admin.goto(at(`/console/procurement-systems/${coupa.id}/edit`));
    await admin.getByLabel('Who the requester is').selectOption('console');
    await admin.getByLabel('What its values stand for').fill('CC-7 is research');
    await press(admin, 'Save changes');
    await admin.getByRole('link', { name: /'CC-7 is research' must be/ }).waitFor();
    await look(admin, 'settings refused', { narrow: true });
    await admin.getByLabel('What its values stand for').fill('');
    await press(admin, 'Save changes');
    await heading(admin, 'Globex Coupa');
    for (const javaScriptEnabled of [true, false]) {
      let start = '';
      const site = await startSite(() => ({ body: `<!doctype html><html lang="en"><title>Coupa</title><iframe title="Marketplace" width="1200" height="800" src="${start}"></iframe>` }), 'localhost');
      after(() => site.stop());
      const page = await (await bench.context({ javaScriptEnabled, allow: [site.base] })).newPage();
      start = await bench.startPage(coupa, { url: `${site.base}/checkout` });
      await page.goto(site.base);
      const frame = page.frameLocator('iframe');
      await frame.getByRole('heading', { level: 1, name: 'Sign in', exact: true }).waitFor();
      assert.equal(await frame.getByRole('link', { name: /Request|requests/ }).count(), 0, 'no way past it');
      await frame.getByLabel('Account id, or root user\'s email address').fill('procurement@globex.example');
      await frame.getByLabel('Password', { exact: true }).fill('wrong');
      await frame.getByRole('button', { name: 'Sign in', exact: true }).click();
      await frame.getByRole('link', { name: /did not match a user of Globex/ }).waitFor();
      await frame.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await frame.getByRole('button', { name: 'Sign in', exact: true }).click();
      await frame.getByRole('heading', { level: 1, name: 'Find software', exact: true }).waitFor();
      start = await bench.startPage(coupa, { url: `${site.base}/checkout` });
      if (javaScriptEnabled) {
        await page.goto(start);
        await look(page, 'sign-in within a punchout', { narrow: true });
        await press(page, 'Sign in');
        await page.getByRole('link', { name: /did not match/ }).waitFor();
        await look(page, 'sign-in refused');
      } else {
        await page.goto(site.base);
        await frame.getByRole('button', { name: 'Return to Coupa without a request' }).click();
        await frame.getByRole('button', { name: /Return|Continue/ }).first().click();
        await page.waitForTimeout(200);
        assert.ok(site.requests.some((r) => r.method === 'POST'), 'the way back is open');
      }
    }
  });

  // CAT-8: the provider refuses the frame, so it opens in a tab; the frame goes on by a button or, with scripts, by itself
  test('a requester signs in with an identity provider', async () => {
    const coupa = bench.server.coupa;
    const provider = await new Provider().start();
    after(() => provider.stop());
    provider.person.email = 'ada.byron@buyer.example.com';
    const admin = await as('root');
    await admin.goto(at(`/console/procurement-systems/${coupa.id}/edit`));
    await admin.getByLabel('Who the requester is').selectOption('openid');
    await fill(admin, 'Identity provider: issuer', provider.issuer);
    await fill(admin, 'Identity provider: client id', provider.client.id);
    await fill(admin, 'Identity provider: client secret', provider.client.secret);
    await press(admin, 'Save changes');
    await heading(admin, 'Globex Coupa');
    for (const javaScriptEnabled of [true, false]) {
      let start = '';
      const site = await startSite(() => ({ body: `<!doctype html><html lang="en"><title>Coupa</title><iframe title="Marketplace" width="1200" height="800" src="${start}"></iframe>` }), 'localhost');
      after(() => site.stop());
      const context = await bench.context({ javaScriptEnabled, allow: [site.base, provider.issuer] });
      const page = await context.newPage();
      if (javaScriptEnabled) {
        await page.goto(await bench.startPage(coupa, { url: `${site.base}/checkout` }));
        await look(page, 'way to the identity provider', { narrow: true });
      }
      start = await bench.startPage(coupa, { url: `${site.base}/checkout` });
      await page.goto(site.base);
      const frame = page.frameLocator('iframe');
      const tab = context.waitForEvent('page');
      await frame.getByRole('link', { name: 'Sign in in a new tab' }).click();
      const opened = await tab;
      await heading(opened, 'You are signed in');
      if (javaScriptEnabled) await look(opened, 'end of the sign-in');
      if (!javaScriptEnabled) await frame.getByRole('link', { name: 'I have signed in' }).click();
      // Both tabs are visible to this browser: it never tells that one was come back to.
      else await page.frames()[1].evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await frame.getByRole('heading', { level: 1, name: 'Find software', exact: true }).waitFor();
    }
    await admin.getByRole('link', { name: 'Edit' }).click();
    await admin.getByLabel('Who the requester is').selectOption('believed');
    await press(admin, 'Save changes');
  });
});
