// PUN-9, CON-12: SAP OCI on the wire, as SAP and the browser of its user speak it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  CORPUS, addItem, agreementsOf, assertPage, assertStatus, decimal, documents, enter, exchange, noCorpus, order, orderRequest, ordersOf, page, parseForms, postOrder, postSetup,
  prepare, product, raw, rawDocument, setupRequest, unique,
} from './client.mjs';
import { PASSWORD, Person, admin, said } from './console.mjs';
import { until } from './nodes.mjs';

const HOOK = 'https://sap.globex.example/sap/bc/webdynpro/?sap-client=100&id=7';
const USER = 'globex-oci';

describe('SAP OCI', () => {
  let server;
  let amelia;
  let sap; // the connection, as client.mjs needs it
  let testing; // another one, in test mode
  before(async () => {
    server = prepare();
    const accounts = Object.fromEntries(admin(server.data, 'account', 'list').accounts.map((a) => [a.name, a.id]));
    const link = admin(server.data, 'user', 'invite', 'amelia', '--account', accounts['Globex management']).sign_up_link;
    await server.serve();
    amelia = await new Person(server).signUp(link.replace(/^https?:\/\/[^/]+/, server.base));
    sap = await setUp({ test: undefined });
    testing = await setUp({ name: 'SAP test', buyer_identity: 'globex-test' });
  });
  afterEach(() => server.check());
  after(() => server?.stop());

  const clean = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  async function setUp(fields = {}, system = 'oci') {
    const all = clean({ name: 'SAP', instance: 'https://sap.globex.example', buyer_identity: USER, test: 'yes', ...fields });
    const got = await amelia.post(`/new-procurement-system/${system}`, all);
    assert.equal(got.status, 303, said(got.text));
    const id = /procurement-systems\/([0-9a-f-]+)/.exec(got.headers.location)[1];
    const { text } = await amelia.send(`/procurement-systems/${id}`);
    const revealed = await amelia.post(`/procurement-systems/${id}/reveal`);
    const codes = [...revealed.text.matchAll(/>([\w-]{16,})<\/code>/g)].map(([, code]) => code);
    assert.equal((await amelia.post(`/procurement-systems/${id}/enable`)).status, 303);
    const from = { domain: 'OCI', identity: all.buyer_identity };
    return {
      id, from, sender: from, to: { domain: 'MarketplaceID', identity: /MP\d{10}/.exec(text)[0] }, user: all.buyer_identity,
      password: codes[0], shared_secret: codes.at(-1), setup_path: '/cxml', order_path: '/cxml', return_hosts: ['sap.globex.example'],
    };
  }

  const parameters = (connection, fields) => Object.entries(clean({
    USERNAME: connection.user, PASSWORD: connection.password, HOOK_URL: HOOK, OCI_VERSION: '5.0', '~OkCode': 'ADDI', '~TARGET': '_top', '~CALLER': 'CTLG', ...fields,
  }));
  const call = (connection, fields = {}, { method = 'POST', more = [] } = {}) => {
    const form = [...parameters(connection, fields), ...more];
    return method === 'POST' ? page(server, '/oci', { form }) : page(server, `/oci?${new URLSearchParams(form)}`);
  };
  /** Calls the catalogue and enters its session. */
  async function open(connection, fields, options) {
    const got = await call(connection, fields, options);
    assert.equal(got.http, 303, got.html.slice(0, 800));
    return { ...await enter(server, got.headers.location), call: got };
  }
  /** The NEW_ITEM fields of a page that goes back: one object an item, in order. */
  function readItems(html) {
    const form = parseForms(html).find((f) => f.id === 'return-form');
    assert.ok(form, html.slice(0, 800));
    const items = [];
    const others = {};
    for (const { name, value, type } of form.fields) {
      if (!name) continue;
      assert.equal(type, 'hidden');
      const found = /^NEW_ITEM-([A-Z0-9_]+)\[(\d+)\]$/.exec(name) ?? [null, ...(/^NEW_ITEM-(LONGTEXT)_(\d+):132\[\]$/.exec(name)?.slice(1) ?? [])];
      if (!found[1]) others[name] = value;
      else (items[found[2] - 1] ??= {})[found[1]] = value;
    }
    assert.ok(!Object.values(items).includes(undefined), 'numbered from 1, without holes');
    return { action: form.action, items, others, html, form };
  }
  async function approve(session) {
    const got = await page(server, `${session.home}request/approval`, { form: [] });
    return readItems(assertPage(got).html);
  }
  const attribute = (html, name) => new RegExp(`<form method="post"[^>]* id="return-form"[^>]* ${name}="([^"]*)"`).exec(html)?.[1];
  const secrets = () => [sap, testing].flatMap((c) => [c.password, c.shared_secret]);

  // PUN-9, PUN-4, PUN-5: both ways of calling begin the one session, and neither keeps the password
  for (const method of ['POST', 'GET']) {
    test(`${method} opens a session in its path, once`, async () => {
      const session = await open(sap, {}, { method });
      const { headers } = session.call;
      assert.match(headers.location, /\/punchout\/start\/[\w-]+$/);
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['set-cookie'], undefined);
      for (const secret of secrets()) assert.ok(!JSON.stringify([headers, session.call.html]).includes(secret), 'the password is not in the redirect');
      assert.equal((await page(server, headers.location)).http, 409, 'a StartPage opens once');
      assert.match(session.page.headers['content-security-policy'], /frame-ancestors https:\/\/sap\.globex\.example/);
      // Two people of one company at the same moment.
      const [one, other] = [await call(sap, {}, { method }), await call(sap, {}, { method })];
      await enter(server, one.headers.location);
      await enter(server, other.headers.location);
    });
  }

  // PUN-9, CAT-5: a service line and a material line, field by field
  test('a cart goes back as NEW_ITEM fields', async () => {
    const session = await open(sap, { '~TARGET': 'shopframe', http_content_charset: 'iso-8859-1', BUYER_NAME: 'Ada Byron', BUYER_EMAIL: 'ada@globex.example' });
    await addItem(server, session, 'Lighthouse Observability');
    const request = await addItem(server, session, 'Streamline Log Search');
    assert.match(request.html, /<li>Your procurement system opens with these lines/);
    assert.match(request.html, /Ada Byron/);
    const cart = await approve(session);
    assert.equal(cart.action, HOOK, 'HOOK_URL as it came');
    assert.equal(attribute(cart.html, 'target'), 'shopframe');
    assert.equal(attribute(cart.html, 'accept-charset'), 'iso-8859-1');
    assert.match(cart.html, /data-autosubmit/);
    assert.match(cart.html, /<button[^>]*>Continue to your procurement system/);
    assert.deepEqual(cart.others, { '~OkCode': 'ADDI', '~TARGET': 'shopframe', '~CALLER': 'CTLG' });
    assert.equal(cart.items.length, 2);
    const [service, material] = cart.items;
    for (const item of cart.items) {
      assert.ok(item.DESCRIPTION && [...item.DESCRIPTION].length <= 40);
      assert.ok(item.LONGTEXT.startsWith(item.DESCRIPTION));
      assert.match(item.QUANTITY, /^\d{1,11}\.\d{3}$/);
      assert.match(item.PRICE, /^\d{1,11}\.\d{2,4}$/);
      assert.equal(item.CURRENCY, 'USD');
      assert.equal(item.UNIT, 'EA');
      assert.equal(item.PRICEUNIT, '1');
      assert.equal(item.LEADTIME, '0');
      assert.equal(item.MATGROUP, '43232701');
      assert.ok(item.VENDORMAT && item.VENDORMAT.length <= 40);
      assert.equal(item.EXT_PRODUCT_ID, item.VENDORMAT);
      assert.match(item.CUST_FIELD5, /^[0-9a-f-]{36}-\d+-\d+$/);
      assert.ok(item.CUST_FIELD5.length <= 50);
    }
    assert.equal(service.SERVICE, 'X');
    assert.equal(service.QUANTITY, '1.000');
    assert.equal(material.SERVICE, undefined);
    assert.equal(material.PRICE, '0.01');
    for (const secret of secrets()) assert.ok(!cart.html.includes(secret));
    assert.ok(!cart.html.includes(session.token), 'the session is not given away');
    assert.match((await page(server, session.home)).html, /This session is over/);
    const [out] = documents(server.data).filter((d) => d.kind === 'OCI cart');
    assert.equal(out.direction, 'out');
    const kept = new URLSearchParams(rawDocument(server.data, out.id).toString());
    assert.equal(kept.get('NEW_ITEM-CUST_FIELD5[2]'), material.CUST_FIELD5, 'it is in the document log as it went');
  });

  // PUN-9, ORD-2: what SAP orders by cXML finds its request again
  test('the order by cXML is matched by what the cart said', async () => {
    const session = await open(sap);
    await addItem(server, session, 'Lighthouse Observability');
    const [item] = (await approve(session)).items;
    for (const auxiliaryId of [undefined, item.CUST_FIELD5]) {
      const again = auxiliaryId ? item : (await (async () => {
        const other = await open(sap);
        await addItem(server, other, 'Lighthouse Observability');
        return (await approve(other)).items[0];
      })());
      const orderID = unique('SAP');
      const line = { quantity: String(Number(again.QUANTITY)), partId: again.VENDORMAT, auxiliaryId, price: again.PRICE, currency: again.CURRENCY, uom: again.UNIT };
      assertStatus(await postOrder(server, sap, orderRequest(sap, { orderID, lines: [line] })), 200);
      const [booked] = ordersOf(server.data, orderID);
      assert.equal(agreementsOf(server.data, orderID).length, 1, JSON.stringify(order(server.data, booked.id)));
    }
  });

  // PUN-9, PUN-6: nothing goes back where nothing was chosen
  test('Cancel goes back without items, and an empty request does not go', async () => {
    const session = await open(sap);
    const empty = await page(server, `${session.home}request/approval`, { form: [] });
    assert.equal(empty.http, 303, 'an empty request stays where it is');
    await addItem(server, session, 'Lighthouse Observability');
    const back = readItems(assertPage(await page(server, `${session.home}cancel`, { form: [] })).html);
    assert.equal(back.action, HOOK);
    assert.deepEqual(back.items, []);
    assert.equal(back.others['~OkCode'], 'ADDI');
  });

  // PUN-9: a frame's name that is none is not taken over; without one it is _top
  test('without or with a bad target the form goes to _top', async () => {
    for (const target of [undefined, '"><script>', 'x'.repeat(60)]) {
      const session = await open(sap, { '~TARGET': target });
      const back = readItems((await page(server, `${session.home}cancel`, { form: [] })).html);
      assert.equal(attribute(back.html, 'target'), '_top');
      assert.equal(back.others['~TARGET'], '_top');
    }
  });

  // PUN-9: DETAIL
  test('DETAIL opens the page of the product', async () => {
    const session = await open(sap);
    await addItem(server, session, 'Lighthouse Observability');
    const [{ EXT_PRODUCT_ID }] = (await approve(session)).items;
    const got = await call(sap, { FUNCTION: 'DETAIL', PRODUCTID: EXT_PRODUCT_ID });
    const start = await page(server, got.headers.location);
    assert.match(start.headers.location, /^\/p\/[^/]+\/products\//);
    assert.match(assertPage(await page(server, start.headers.location)).html, /<h1[^>]*>[^<]*Lighthouse Observability/);
    assert.equal((await call(sap, { FUNCTION: 'DETAIL', PRODUCTID: 'no-such-thing' })).http, 404);
    assert.equal((await call(sap, { FUNCTION: 'DETAIL' })).http, 400);
  });

  // PUN-9: VALIDATE gives what it costs now, on the address that was asked
  test('VALIDATE answers with the product as it is now', async () => {
    const session = await open(sap);
    await addItem(server, session, 'Lighthouse Observability');
    await addItem(server, session, 'Streamline Log Search');
    const [service, material] = (await approve(session)).items;
    for (const method of ['POST', 'GET']) {
      const got = readItems(assertPage(await call(sap, { FUNCTION: 'VALIDATE', PRODUCTID: service.EXT_PRODUCT_ID, QUANTITY: '1' }, { method })).html);
      assert.equal(got.action, HOOK);
      assert.match(got.html, /data-autosubmit/);
      assert.equal(got.items.length, 1);
      for (const field of ['DESCRIPTION', 'PRICE', 'QUANTITY', 'CURRENCY', 'UNIT', 'VENDORMAT', 'EXT_PRODUCT_ID', 'SERVICE']) assert.equal(got.items[0][field], service[field], field);
      assert.equal(got.items[0].CUST_FIELD5, undefined, 'it is in no request');
      for (const secret of secrets()) assert.ok(!got.html.includes(secret));
    }
    const usage = readItems((await call(sap, { FUNCTION: 'VALIDATE', PRODUCTID: material.EXT_PRODUCT_ID, QUANTITY: '250.000' })).html);
    assert.deepEqual([usage.items[0].QUANTITY, usage.items[0].PRICE], ['250.000', '0.01']);
    // A quantity that SAP itself has no room for is none.
    for (const QUANTITY of ['0.0005', '100000000000', '1,5', '-1']) {
      const one = readItems(assertPage(await call(sap, { FUNCTION: 'VALIDATE', PRODUCTID: material.EXT_PRODUCT_ID, QUANTITY })).html);
      assert.equal(one.items[0].QUANTITY, '1.000', QUANTITY);
    }
    assert.deepEqual(readItems(assertPage(await call(sap, { FUNCTION: 'VALIDATE', PRODUCTID: 'gone' })).html).items, [], 'what is gone has no data');
  });

  // PUN-9: BACKGROUND_SEARCH, also by SRM 7.0, which reads the form itself and gives no HOOK_URL
  test('BACKGROUND_SEARCH answers with what it found', async () => {
    const got = readItems(assertPage(await call(sap, { FUNCTION: 'background_search', SEARCHSTRING: 'observability', VENDOR: '0000100042' })).html);
    assert.equal(got.action, HOOK);
    assert.ok(got.items.length > 0 && got.items.length <= 50);
    assert.ok(got.items.some((item) => /Lighthouse/.test(item.DESCRIPTION)));
    for (const item of got.items) {
      assert.equal(item.VENDOR, '0000100042');
      assert.ok(item.VENDORMAT && decimal(item.PRICE) >= 0n && product(item.QUANTITY, item.PRICE) >= 0n);
    }
    const direct = readItems(assertPage(await call(sap, { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING: 'observability', HOOK_URL: undefined })).html);
    assert.equal(direct.action, '', 'it goes nowhere by itself');
    assert.doesNotMatch(direct.html, /data-autosubmit/);
    assert.equal(direct.items.length, got.items.length);
    for (const SEARCHSTRING of ['', 'zzzzqqqq']) {
      assert.deepEqual(readItems(assertPage(await call(sap, { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING })).html).items, []);
    }
  });

  // PUN-9, CON-6: test mode is told where nothing else in OCI could
  test('in test mode every item says so', async () => {
    const session = await open(testing);
    assert.match(session.page.html, /Test mode:<\/strong>/);
    await addItem(server, session, 'Lighthouse Observability');
    const cart = await approve(session);
    assert.match(cart.items[0].LONGTEXT, /^TEST: an order of this buys nothing\. /);
    assert.match(cart.html, /Test mode: this buys nothing/);
    const found = readItems((await call(testing, { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING: 'lighthouse' })).html);
    assert.match(found.items[0].LONGTEXT, /^TEST: /);
  });

  // PUN-9, CON-9: each refusal is a page for a person, and none keeps the password in an address
  const REFUSED = [
    ['a wrong password', { PASSWORD: 'not the right one' }, 403, /user name or password/],
    ['an unknown user', { USERNAME: 'nobody' }, 403, /user name or password/],
    ['no password', { PASSWORD: undefined }, 403, /USERNAME and PASSWORD are missing/],
    ['no HOOK_URL', { HOOK_URL: undefined }, 400, /HOOK_URL, of the type Return URL, is missing/],
    ['an unknown function', { FUNCTION: 'SOURCING' }, 400, /FUNCTION can be DETAIL, VALIDATE or BACKGROUND_SEARCH/],
    ['a host of somebody else', { HOOK_URL: 'https://evil.example/' }, 403, /HOOK_URL must begin with https/],
    ['a host of somebody else for an answer', { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING: 'x', HOOK_URL: 'https://evil.example/' }, 403, /HOOK_URL must begin with https/],
    ['plain http', { HOOK_URL: 'http://sap.globex.example/' }, 403, /HOOK_URL must begin with https/],
    ['http to this machine', { HOOK_URL: 'http://127.0.0.1:1/' }, 403, /HOOK_URL must begin with https/],
    ['a script', { HOOK_URL: 'javascript:alert(1)//https://sap.globex.example/' }, 403, /HOOK_URL must begin with https/],
    ['a header', { HOOK_URL: 'https://sap.globex.example/\r\nSet-Cookie: a=b' }, 403, /HOOK_URL must begin with https/],
    ['a user name in it', { HOOK_URL: 'https://sap.globex.example@evil.example/' }, 403, /HOOK_URL must begin with https/],
    ['a policy of its own', { HOOK_URL: 'https://sap.globex.example/;script-src *' }, 403, /HOOK_URL must begin with https/],
    ['too long a HOOK_URL', { HOOK_URL: `https://sap.globex.example/${'x'.repeat(2100)}` }, 413, /too long a value/],
    ['too long a password', { PASSWORD: 'x'.repeat(5000) }, 413, /too long a value/],
  ];
  for (const [what, fields, status, words] of REFUSED) {
    test(`refused with a page: ${what}`, async () => {
      const posted = await call(sap, fields);
      assert.equal(posted.http, status, posted.html.slice(0, 400));
      assert.match(posted.html, words);
      assert.match(posted.headers['content-security-policy'], /frame-ancestors \*/, 'it shows in the frame');
      const got = await call(sap, fields, { method: 'GET' });
      assert.equal(got.http, 303);
      assert.match(got.headers.location, /^\/oci\/refused\/[a-z-]+$/, 'without anything of the call');
      const shown = await page(server, got.headers.location);
      assert.equal(shown.http, status);
      assert.match(shown.html, words);
    });
  }

  // CAT-8: a parameter of the call says which account it buys for, as an Extrinsic does elsewhere
  test('a parameter chooses the member account', async () => {
    const accounts = Object.fromEntries(admin(server.data, 'account', 'list').accounts.map((a) => [a.name, a.id]));
    const byCenter = await setUp({ name: 'SAP by cost centre', buyer_identity: 'globex-centre', test: undefined });
    const [path_, fields] = [`/procurement-systems/${byCenter.id}/edit`, { name: 'SAP by cost centre', instance: 'https://sap.globex.example', buyer_identity: 'globex-centre' }];
    assert.equal((await amelia.post(path_, { ...fields, account_extrinsic: 'COSTCENTER', account_table: `CC-7 = ${accounts['Globex research']}` })).status, 303);
    for (const center of [undefined, 'CC-8']) {
      const got = await call(byCenter, { CostCenter: center });
      assert.equal(got.http, 400, got.html.slice(0, 400));
      assert.match(got.html, /which account you buy for/);
    }
    await until(10_000, 'the page says which value', async () => /CC-8/.test((await amelia.send(`/procurement-systems/${byCenter.id}`)).text));
    // The price of another account is not told either.
    for (const ask of [{ FUNCTION: 'VALIDATE', PRODUCTID: 'x' }, { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING: 'lighthouse' }, { FUNCTION: 'DETAIL', PRODUCTID: 'x' }]) {
      assert.equal((await call(byCenter, { ...ask, CostCenter: 'CC-8' })).http, 400, ask.FUNCTION);
    }
    for (const FUNCTION of ['', 'BACKGROUND_SEARCH']) {
      const twice = await call(byCenter, { FUNCTION, SEARCHSTRING: 'x', CostCenter: 'CC-7' }, { more: [['COSTCENTER', 'CC-7']] });
      assert.equal(twice.http, 400);
      assert.match(twice.html, /a parameter twice/);
    }
    const known = readItems((await call(byCenter, { FUNCTION: 'BACKGROUND_SEARCH', SEARCHSTRING: 'lighthouse', CostCenter: 'cc-7' })).html);
    assert.ok(known.items.length > 0);
    const session = await open(byCenter, { CostCenter: 'CC-7' });
    await addItem(server, session, 'Lighthouse Observability');
    const [item] = (await approve(session)).items;
    const lines = [{ quantity: '1', partId: item.VENDORMAT, auxiliaryId: item.CUST_FIELD5, price: item.PRICE, currency: item.CURRENCY, uom: item.UNIT }];
    const orderID = unique('PO');
    assertStatus(await postOrder(server, byCenter, orderRequest(byCenter, { orderID, lines })), 200);
    const [made] = agreementsOf(server.data, orderID);
    assert.equal(admin(server.data, 'agreement', 'show', made).account_id, accounts['Globex research']);
  });

  // CAT-8, CON-12: who has to sign in does so behind the call, and goes back by OCI all the same
  test('a requester who signs in, with room for one line', async () => {
    const accounts = Object.fromEntries(admin(server.data, 'account', 'list').accounts.map((a) => [a.name, a.id]));
    const signing = await setUp({ name: 'SAP signed in', buyer_identity: 'globex-signed', test: undefined });
    const fields = { name: 'SAP signed in', instance: 'https://sap.globex.example', buyer_identity: 'globex-signed', requester: 'console', single_line: 'yes' };
    assert.equal((await amelia.post(`/procurement-systems/${signing.id}/edit`, fields)).status, 303);
    const start = await page(server, (await call(signing, { BUYER_EMAIL: 'mallory@globex.example', '~TARGET': 'shopframe' })).headers.location);
    assert.match(start.headers.location, /^\/p\/[^/]+\/sign-in$/);
    assert.equal((await page(server, start.headers.location.replace('sign-in', ''))).http, 303, 'nothing is shown before');
    const done = await page(server, start.headers.location, { form: { account: accounts['Globex management'], name: 'amelia', password: PASSWORD } });
    assert.equal(done.http, 303, said(done.html));
    const home = /^\/p\/[^/]+\//.exec(done.headers.location)[0];
    assert.ok(!start.headers.location.startsWith(home), 'another address than before');
    const session = { home, page: await page(server, home) };
    const request = await addItem(server, session, 'Lighthouse Observability');
    assert.doesNotMatch(request.html, /mallory/);
    await assert.rejects(addItem(server, session, 'Streamline Log Search'), /409|room for one line/);
    const cart = await approve(session);
    assert.equal(cart.items.length, 1);
    assert.equal(cart.action, HOOK);
    assert.equal(attribute(cart.html, 'target'), 'shopframe');
  });

  // PUN-9: of two values nobody knows which is meant
  test('refused with a page: a parameter given twice', async () => {
    for (const more of [['HOOK_URL', 'https://evil.example/'], ['hook_url', HOOK], ['PASSWORD', 'other'], ['FUNCTION', '']]) {
      const got = await call(sap, { FUNCTION: '' }, { more: [more] });
      assert.equal(got.http, 400, more[0]);
      assert.match(got.html, /a parameter twice/);
    }
    const both = await page(server, `/oci?${new URLSearchParams({ PASSWORD: 'guess' })}`, { form: parameters(sap, {}) });
    assert.equal(both.headers.location, '/oci/refused/repeated');
    assert.equal((await page(server, '/oci/refused/none')).http, 404);
  });

  // PUN-9: what is no form, and what is too much of one
  test('what the server itself refuses', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    assert.equal((await exchange(server, '/oci', { method: 'POST', headers, body: `USERNAME=${'x'.repeat(70000)}` })).http, 413);
    assert.equal((await exchange(server, '/oci', { method: 'POST', headers, body: 'USERNAME=%ff%fe&PASSWORD=x' })).http, 400);
    assert.equal((await exchange(server, '/oci?USERNAME=%ff')).http, 400);
    assert.equal((await exchange(server, '/oci', { method: 'POST', headers, body: Array(300).fill('a=b').join('&') })).http, 400);
    assert.equal((await exchange(server, '/oci', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).http, 403);
    assert.equal((await exchange(server, '/oci', { method: 'PUT' })).http, 405);
  });

  // PUN-9: credentials in addresses open what is set up for them, and nothing else
  test('connections of other systems are not opened by OCI', async () => {
    const coupa = await setUp({ name: 'Coupa', instance: 'https://globex.coupahost.com', buyer_domain: 'OCI', buyer_identity: 'coupa-user' }, 'coupa');
    assertStatus(await postSetup(server, coupa, setupRequest(coupa, { url: 'https://globex.coupahost.com/' })), 200);
    const got = await call(coupa, { HOOK_URL: 'https://globex.coupahost.com/' });
    assert.equal(got.http, 403);
    assert.match(got.html, /user name or password/);
  });

  // CON-12: a browser shows no certificate of its procurement system, but it comes from somewhere
  test('limits to addresses hold for calls, a client certificate is for documents', async () => {
    const fenced = await setUp({ name: 'Fenced', buyer_identity: 'globex-fenced' });
    const settings = { name: 'Fenced', instance: 'https://sap.globex.example', buyer_identity: 'globex-fenced', client_certificate: 'ab'.repeat(32) };
    assert.equal((await amelia.post(`/procurement-systems/${fenced.id}/edit`, settings)).status, 303);
    assertStatus(await postSetup(server, fenced, setupRequest(fenced, { url: HOOK })), 403);
    await open(fenced);
    assert.equal((await amelia.post(`/procurement-systems/${fenced.id}/edit`, { ...settings, address_ranges: '203.0.113.0/24' })).status, 303);
    const got = await call(fenced);
    assert.equal(got.http, 403);
    assert.match(got.html, /can&#39;t be opened from where you are/);
  });

  // PUN-9, CON-11: what is in every requester's browser orders nothing
  test('the password of calls is not the secret of orders', async () => {
    const got = await call(sap, { PASSWORD: sap.shared_secret });
    assert.equal(got.http, 403);
    assert.match(got.html, /The user name or password isn&#39;t right/);
    const orderID = unique('PO');
    const forged = { ...sap, shared_secret: sap.password };
    assertStatus(await postOrder(server, forged, orderRequest(forged, { orderID, lines: [{ quantity: '1', partId: 'P', auxiliaryId: 'A', price: '1', currency: 'USD' }] })), 401);
    assertStatus(await postSetup(server, forged, setupRequest(forged)), 401);
    assert.equal(ordersOf(server.data, orderID).length, 0);
  });

  // CON-9, CON-11: rotated and disabled
  test('an old password is good while it overlaps, a disabled connection says so', async () => {
    const connection = await setUp({ name: 'Rotated', buyer_identity: 'globex-rotated' });
    assert.equal((await amelia.post(`/procurement-systems/${connection.id}/rotate`, { overlap: '24', overlap_hours: '24' })).status < 400, true);
    await open(connection);
    assert.equal((await amelia.post(`/procurement-systems/${connection.id}/disable`)).status, 303);
    const got = await call(connection);
    assert.equal(got.http, 403);
    assert.match(got.html, /Who set it up can enable it/);
  });

  // CON-12, CON-3: what SAP's administrator types in, and what the page has seen of it
  test('the purchase information is in the words of SAP', async () => {
    const fresh = await setUp({ name: 'SAP fresh', buyer_identity: 'globex-fresh' });
    await open(fresh);
    const { text } = await amelia.send(`/procurement-systems/${fresh.id}`);
    for (const value of [`${server.base}/oci`, 'globex-fresh', 'HOOK_URL', '5.0', 'ADDI', '_top', 'CTLG', 'SY-UNAME', `${server.base}/v1/orders`]) {
      assert.ok(text.includes(`data-copy="${value}"`), value);
    }
    assert.ok(!text.includes(fresh.shared_secret));
    await until(10_000, 'the page has seen the call', async () => {
      const seen = (await amelia.send(`/procurement-systems/${fresh.id}`)).text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
      return /USERNAME \(fixed value\) .{0,80}Seen/.test(seen);
    });
    await call(testing, { HOOK_URL: 'https://evil.example/' });
    await until(10_000, 'the page says what was wrong', async () => /evil\.example/.test((await amelia.send(`/procurement-systems/${testing.id}`)).text));
    assert.equal((await call(fresh, { PASSWORD: fresh.shared_secret })).http, 403);
    await until(10_000, 'the page says that a call has another password', async () => /The PASSWORD sent is not the one of this connection/.test((await amelia.send(`/procurement-systems/${fresh.id}`)).text));
    const file = await amelia.send(`/procurement-systems/${fresh.id}/purchase-information`);
    assert.match(file.text, /In SAP: SPRO/);
    assert.ok(!file.text.includes(fresh.shared_secret));
  });

  // CON-12, CON-14: what comes by documents works beside it
  test('the connection check passes, and settings go through a file unchanged', async () => {
    const checked = await amelia.post(`/procurement-systems/${sap.id}/check`);
    assert.equal(checked.status, 200);
    assert.doesNotMatch(checked.text, /Failed/);
    const shown = await amelia.send(`/procurement-systems/${sap.id}/edit`);
    const [form] = parseForms(shown.text).filter((f) => f.action.endsWith('/edit'));
    for (const name of ['cart_encoding', 'sender_domain', 'buyer_domain', 'openid_issuer']) assert.ok(!form.fields.some((f) => f.name === name), `${name} is not asked`);
  });

  // CON-12, CON-13: the form
  test('wrong settings are refused beside their fields', async () => {
    for (const [fields, field, words] of [
      [{ buyer_identity: '' }, 'buyer_identity', 'Give the user name'],
      [{ buyer_identity: 'a&b' }, 'buyer_identity', 'letters, digits'],
      [{ buyer_identity: 'x'.repeat(41) }, 'buyer_identity', '40 characters'],
      [{ instance: '' }, 'return_hosts', undefined],
    ]) {
      const got = await amelia.post('/new-procurement-system/oci', { name: 'Another', instance: 'https://sap.globex.example', buyer_identity: 'another', ...fields });
      assert.equal(got.status, 422, JSON.stringify(fields));
      if (words) assert.ok((new RegExp(`id="error-${field}">(.*?)</div>`, 's').exec(got.text)?.[1] ?? '').includes(words), field);
    }
    const unit = await amelia.post(`/procurement-systems/${testing.id}/edit`, { name: 'SAP test', instance: 'https://sap.globex.example', buyer_identity: 'globex-test', test: 'yes', unit_of_measure: 'EACH' });
    assert.equal(unit.status, 422);
    const same = await amelia.post('/new-procurement-system/oci', { name: 'Same', instance: 'https://sap.globex.example', buyer_identity: USER });
    const id = /procurement-systems\/([0-9a-f-]+)/.exec(same.headers.location)[1];
    assert.equal((await amelia.post(`/procurement-systems/${id}/enable`)).status, 409, 'a user name is one connection’s');
  });

  // PUN-9: neither the log nor the documents have a password
  test('no password is kept', async () => {
    await call(sap, { PASSWORD: 'guessed-wrong-7788', '_password2': 'guessed-wrong-7788' }, { method: 'GET' });
    const mine = await until(10_000, 'the calls are in the document log', async () => {
      const found = documents(server.data).filter((d) => d.kind === 'OCI call');
      return found.some((d) => d.status_code === 403 || d.status === 403) && found;
    });
    for (const { id } of mine) {
      const text = rawDocument(server.data, id).toString();
      for (const secret of [...secrets(), 'guessed-wrong-7788']) assert.ok(!text.includes(secret), text);
    }
    for (const secret of [...secrets(), 'guessed-wrong-7788', 'not the right one']) assert.ok(!server.stderr.includes(secret), 'nor in the log');
  });

  // PUN-9: as the call of a public OCI client's form is built
  test('a client of the corpus calls with its own fields beside ours', { skip: noCorpus }, async () => {
    const html = fs.readFileSync(path.join(CORPUS, 'OCI/SimFre_Punchout-2.php'), 'utf8');
    const [form] = parseForms(html);
    const fields = Object.fromEntries(form.fields.filter((f) => f.name).map((f) => [f.name, f.value]));
    const got = await call(sap, { ...fields, USERNAME: sap.user, PASSWORD: sap.password, HOOK_URL: HOOK, BUYER_USERNAME: fields._buv });
    assert.equal(got.http, 303);
    const session = await enter(server, got.headers.location);
    assert.match((await addItem(server, session, 'Lighthouse Observability')).html, /TestUser/);
    assert.equal((await call(sap, { ...fields, USERNAME: sap.user, PASSWORD: sap.password })).http, 403, 'its own HOOK_URL is not this connection’s');
  });

  // PUN-9: as another catalogue writes them
  test('the fields are those that a catalogue of the corpus has too', { skip: noCorpus }, async () => {
    const source = fs.readFileSync(path.join(CORPUS, 'OCI/migmar70_woocommerce-open-catalog-interface-1.php'), 'utf8');
    const shape = (name) => name.replace(/\[(%d|\d+)\]/, '[n]').replace(/LONGTEXT_(%d|\d+):/, 'LONGTEXT_n:');
    const known = new Set([...source.matchAll(/name="(NEW_ITEM-[^"]+)"/g)].map((m) => shape(m[1])));
    const session = await open(sap);
    await addItem(server, session, 'Lighthouse Observability');
    const { form } = await approve(session);
    const ours = form.fields.map((f) => f.name).filter((name) => name?.startsWith('NEW_ITEM'));
    assert.deepEqual(ours.map(shape).filter((name) => !known.has(name)), []);
  });

  // PUN-9: a browser that never says a word of it
  test('a raw request with a broken escape is answered', async () => {
    const { bytes } = await raw(server, `GET /oci?USERNAME=%zz&PASSWORD=% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(bytes.toString('latin1'), /^HTTP\/1\.1 303 /);
  });
});
